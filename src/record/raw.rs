//! Records as readers find them, before a worker decodes them.

use super::error::{ErrorCode, RecordError};
use super::field::{
    BadRecord, Field, Record, TEXT_INDEX, WantedFields, require_text, title_or_empty,
};
use super::json_object;
use std::borrow::Cow;
use std::ops::Range;

/// One record as its file holds it. All ranges point into the buffer that it was read into.
pub(crate) struct RawRecord {
    /// The index of the input. Readers set 0; whoever reads several inputs sets it.
    pub(crate) input: u32,
    /// Where the record starts, counted from 1: the line of JSONL and CSV, the row of Parquet. A
    /// text file is record 1.
    pub(crate) number: u64,
    /// The encoding that the record was decoded from, where the bytes are not those of the file.
    pub(crate) decoded_from: Option<&'static str>,
    pub(crate) content: Content,
}

/// The bytes of a record.
pub(crate) enum Content {
    /// A line that should be a JSON object.
    JsonLine(Range<usize>),
    /// The wanted fields, in the order of [`WantedFields::names`].
    Fields(Box<[RawField]>),
    /// The record cannot be read.
    Bad {
        error: RecordError,
        /// The start of a JSON line, from which the id may still be recovered; or empty.
        readable: Range<usize>,
    },
}

/// One field that a reader has already separated from the others.
pub(crate) enum RawField {
    Null,
    /// Text that may be invalid UTF-8.
    Text(Range<usize>),
    /// A JSON number or boolean. Only Parquet has them.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code))]
    Json(Range<usize>),
    /// The field cannot be read.
    Bad(RecordError),
}

impl RawRecord {
    /// A record that cannot be read at all, so that its id cannot be recovered either.
    pub(super) fn unreadable(number: u64, error: RecordError) -> RawRecord {
        RawRecord {
            input: 0,
            decoded_from: None,
            number,
            content: Content::Bad {
                error,
                readable: 0..0,
            },
        }
    }

    /// Adds `offset` to all ranges. Call this when the bytes move to another buffer.
    pub(crate) fn shift(&mut self, offset: usize) {
        let shift = |range: &mut Range<usize>| *range = range.start + offset..range.end + offset;
        match &mut self.content {
            Content::JsonLine(range)
            | Content::Bad {
                readable: range, ..
            } => shift(range),
            Content::Fields(fields) => {
                for field in fields.iter_mut() {
                    if let RawField::Text(range) | RawField::Json(range) = field {
                        shift(range);
                    }
                }
            }
        }
    }

    /// Decodes the record, whose ranges point into `bytes`.
    ///
    /// # Errors
    ///
    /// Why the record cannot be summarized, with its id if that can be recovered.
    pub(crate) fn parse<'a>(
        &self,
        bytes: &'a [u8],
        wanted: &WantedFields,
    ) -> Result<Record<'a>, BadRecord<'a>> {
        match &self.content {
            Content::JsonLine(range) => json_object::parse(&bytes[range.clone()], wanted),
            Content::Fields(fields) => {
                let record = parse_fields(fields, bytes, wanted)?;
                Ok(Record {
                    decoded_from: self.decoded_from,
                    ..record
                })
            }
            Content::Bad { error, readable } => Err(BadRecord {
                id: json_object::recover_id(&bytes[readable.clone()], wanted),
                error: error.clone(),
            }),
        }
    }

    /// The JSON of the field that records are grouped by. `None` if it is missing, null or cannot
    /// be read.
    pub(crate) fn group_key(&self, bytes: &[u8], wanted: &WantedFields) -> Option<String> {
        let group = wanted.group?;
        let key = match &self.content {
            Content::JsonLine(range) => {
                json_object::recover_field(&bytes[range.clone()], &wanted.names[group])
                    .unwrap_or(Field::Null)
            }
            Content::Fields(fields) => decode(&fields[group], bytes).ok()?,
            Content::Bad { .. } => Field::Null,
        };
        match key {
            Field::Null => None,
            Field::Text(text) => serde_json::to_string(&text).ok(),
            Field::Json(json) => Some(json.into_owned()),
        }
    }
}

/// The record that `fields` make.
fn parse_fields<'a>(
    fields: &[RawField],
    bytes: &'a [u8],
    wanted: &WantedFields,
) -> Result<Record<'a>, BadRecord<'a>> {
    let decode_at = |index: usize| {
        decode(&fields[index], bytes).map_err(|error| error.in_field(&wanted.names[index]))
    };
    let id = decode_at(wanted.id).map_err(|error| BadRecord {
        id: Field::Null,
        error,
    })?;
    let bad = |error| BadRecord {
        id: id.clone(),
        error,
    };
    let decode_at = |index| decode_at(index).map_err(bad);
    let text = require_text(decode_at(TEXT_INDEX)?, &wanted.names[TEXT_INDEX]).map_err(bad)?;
    let title =
        title_or_empty(decode_at(wanted.title)?, &wanted.names[wanted.title]).map_err(bad)?;
    let mut carried = Vec::with_capacity(wanted.carry.len());
    for &index in &wanted.carry {
        carried.push(decode_at(index)?);
    }
    Ok(Record {
        id,
        text,
        title,
        carried,
        decoded_from: None,
    })
}

fn decode<'a>(field: &RawField, bytes: &'a [u8]) -> Result<Field<'a>, RecordError> {
    let utf8 = |range: &Range<usize>| {
        std::str::from_utf8(&bytes[range.clone()]).map_err(|error| {
            RecordError::new(
                ErrorCode::NotUtf8,
                format!("invalid UTF-8 at byte {}", error.valid_up_to()),
            )
        })
    };
    Ok(match field {
        RawField::Null => Field::Null,
        RawField::Text(range) => Field::Text(Cow::Borrowed(utf8(range)?)),
        RawField::Json(range) => Field::Json(Cow::Borrowed(utf8(range)?)),
        RawField::Bad(error) => return Err(error.clone()),
    })
}

//! Records as files hold them: JSONL, CSV, Parquet and text, plain or compressed.
//!
//! Reading is split so that little happens on the thread that reads: a [`Reader`] only finds where
//! records begin and end, and a worker makes a [`Record`] of the bytes.

mod compression;
mod csv;
mod fault;
mod input;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod reader;
mod text;

pub(crate) use compression::Compression;
pub(crate) use fault::{Fault, FaultKind};
pub(crate) use input::{Input, Kind, find};
#[cfg(feature = "parquet")]
pub(crate) use parquet::{Columns, schema_of_rows, splice, write_row_group};
pub(crate) use reader::Reader;

use std::borrow::Cow;
use std::ops::Range;

/// Which fields of a record are wanted, each named once.
pub(crate) struct Fields {
    /// The names; the text's comes first.
    names: Vec<String>,
    id: usize,
    title: usize,
    group: Option<usize>,
    carry: Vec<usize>,
}

/// Where the text stands among the values of a record.
pub(crate) const TEXT: usize = 0;

impl Fields {
    pub(crate) fn new(
        text: &str,
        id: &str,
        title: &str,
        group: Option<&str>,
        carry: &[String],
    ) -> Fields {
        let mut names = vec![text.to_owned()];
        let mut index_of = |name: &str| {
            names
                .iter()
                .position(|known| known == name)
                .unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                })
        };
        let id = index_of(id);
        let title = index_of(title);
        let group = group.map(&mut index_of);
        let carry = carry.iter().map(|name| index_of(name)).collect();
        Fields {
            names,
            id,
            title,
            group,
            carry,
        }
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// One record as its file holds it. Ranges point into the buffer it was read into.
pub(crate) struct Raw {
    /// Which of the inputs.
    pub(crate) input: u32,
    /// The line (JSONL, CSV: where the record starts), row (Parquet) or 1 (text), counted from 1.
    pub(crate) number: u64,
    pub(crate) content: Content,
}

/// The bytes of a record, as far as they were told apart while reading.
pub(crate) enum Content {
    /// A line that should be a JSON object.
    Json(Range<usize>),
    /// The wanted fields, in the order of [`Fields::names`].
    Values(Box<[Value]>),
    /// What could not be read; the range holds as much of it as may name its id.
    Bad(Fault, Range<usize>),
}

/// One field of a record told apart while reading.
pub(crate) enum Value {
    Null,
    /// Text, perhaps not UTF-8.
    Text(Range<usize>),
    /// A JSON literal: a number or a boolean. Only Parquet has them.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code))]
    Json(Range<usize>),
    /// What could not be read.
    Bad(Fault),
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Field<'a> {
    Null,
    Text(Cow<'a, str>),
    /// Any JSON value, as it is written.
    Json(Cow<'a, str>),
}

/// A record to summarize.
pub(crate) struct Record<'a> {
    pub(crate) id: Field<'a>,
    pub(crate) text: Cow<'a, str>,
    pub(crate) title: Cow<'a, str>,
    /// In the order of `--carry`.
    pub(crate) carried: Vec<Field<'a>>,
}

/// A record that cannot be summarized, and its id where that can be told.
pub(crate) struct BadRecord<'a> {
    pub(crate) id: Field<'a>,
    pub(crate) fault: Fault,
}

impl Raw {
    /// Moves the ranges `by` bytes on, as their bytes are moved.
    pub(crate) fn shift(&mut self, by: usize) {
        let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
        match &mut self.content {
            Content::Json(range) | Content::Bad(_, range) => shift(range),
            Content::Values(values) => {
                for value in values.iter_mut() {
                    if let Value::Text(range) | Value::Json(range) = value {
                        shift(range);
                    }
                }
            }
        }
    }

    /// The record that `bytes` hold.
    pub(crate) fn parse<'a>(
        &self,
        bytes: &'a [u8],
        fields: &Fields,
    ) -> Result<Record<'a>, BadRecord<'a>> {
        match &self.content {
            Content::Json(range) => jsonl::parse(&bytes[range.clone()], fields),
            Content::Values(values) => from_values(values, bytes, fields),
            Content::Bad(fault, range) => Err(BadRecord {
                id: jsonl::salvage_id(&bytes[range.clone()], fields),
                fault: fault.clone(),
            }),
        }
    }

    /// The key that the record is grouped by, as JSON; `None` if it has none.
    pub(crate) fn group_key(&self, bytes: &[u8], fields: &Fields) -> Option<String> {
        let group = fields.group?;
        let key = match &self.content {
            Content::Json(range) => {
                jsonl::salvage(&bytes[range.clone()], &fields.names[group]).unwrap_or(Field::Null)
            }
            Content::Values(values) => field(&values[group], bytes).ok()?,
            Content::Bad(..) => Field::Null,
        };
        match key {
            Field::Null => None,
            Field::Text(text) => serde_json::to_string(&text).ok(),
            Field::Json(json) => Some(json.into_owned()),
        }
    }
}

/// The record of fields that were told apart while reading.
fn from_values<'a>(
    values: &[Value],
    bytes: &'a [u8],
    fields: &Fields,
) -> Result<Record<'a>, BadRecord<'a>> {
    let named =
        |at: usize| field(&values[at], bytes).map_err(|fault| fault.within(&fields.names[at]));
    let id = named(fields.id).map_err(|fault| BadRecord {
        id: Field::Null,
        fault,
    })?;
    let bad = |fault| BadRecord {
        id: id.clone(),
        fault,
    };
    let named = |at| named(at).map_err(bad);
    let text = text_of(named(TEXT)?, &fields.names[TEXT]).map_err(bad)?;
    let title = title_of(named(fields.title)?, &fields.names[fields.title]).map_err(bad)?;
    let mut carried = Vec::with_capacity(fields.carry.len());
    for &at in &fields.carry {
        carried.push(named(at)?);
    }
    Ok(Record {
        id,
        text,
        title,
        carried,
    })
}

fn field<'a>(value: &Value, bytes: &'a [u8]) -> Result<Field<'a>, Fault> {
    let utf8 = |range: &Range<usize>| {
        std::str::from_utf8(&bytes[range.clone()]).map_err(|error| {
            let at = error.valid_up_to();
            Fault::new(
                FaultKind::NotUtf8,
                format!("not UTF-8 at byte {at} of the field"),
            )
        })
    };
    Ok(match value {
        Value::Null => Field::Null,
        Value::Text(range) => Field::Text(Cow::Borrowed(utf8(range)?)),
        Value::Json(range) => Field::Json(Cow::Borrowed(utf8(range)?)),
        Value::Bad(fault) => return Err(fault.clone()),
    })
}

/// The text to summarize; there must be some.
fn text_of<'a>(field: Field<'a>, name: &str) -> Result<Cow<'a, str>, Fault> {
    match field {
        Field::Text(text) if !text.is_empty() => Ok(text),
        Field::Text(_) => Err(Fault::new(FaultKind::NoText, format!("'{name}' is empty"))),
        Field::Null => Err(Fault::new(
            FaultKind::NoText,
            format!("no text: '{name}' is missing or null; --text-field names another field"),
        )),
        Field::Json(json) => Err(wrong_type(name, &json)),
    }
}

/// A title, where there is one.
fn title_of<'a>(field: Field<'a>, name: &str) -> Result<Cow<'a, str>, Fault> {
    match field {
        Field::Text(title) => Ok(title),
        Field::Null => Ok(Cow::Borrowed("")),
        Field::Json(json) => Err(wrong_type(name, &json)),
    }
}

fn wrong_type(name: &str, json: &str) -> Fault {
    let found = match json.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    };
    Fault::new(
        FaultKind::WrongType,
        format!("'{name}' is {found}, expected a string"),
    )
}

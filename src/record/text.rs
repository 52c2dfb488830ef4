//! Text, Markdown and HTML files. Each file is one record; its path is the id.

use super::error::{ErrorCode, RecordError};
use super::field::{TEXT_INDEX, WantedFields};
use super::raw::{Content, RawField, RawRecord};
use crate::decode::{Encoding, FileKind};
use std::io::{self, Read};

/// Reads one text file.
pub(crate) struct TextReader {
    /// `None` once the file has been read.
    file: Option<io::Result<Box<dyn Read + Send>>>,
    name: String,
    text_bytes_max: usize,
    /// The caller's; without one, each file says its own.
    encoding: Option<Encoding>,
    id_index: usize,
    field_count: usize,
}

impl TextReader {
    /// Takes the result of opening the file, because a file that cannot be opened is a bad record.
    pub(super) fn new(
        file: io::Result<Box<dyn Read + Send>>,
        name: &str,
        wanted: &WantedFields,
        text_bytes_max: usize,
        encoding: Option<Encoding>,
    ) -> TextReader {
        TextReader {
            file: Some(file),
            name: name.into(),
            text_bytes_max,
            encoding,
            id_index: wanted.id,
            field_count: wanted.names.len(),
        }
    }

    /// The record on the first call, then `None`. `bytes` must be empty.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> Option<RawRecord> {
        let file = self.file.take()?;
        let more_than_max = (self.text_bytes_max as u64).saturating_add(1);
        let read = file.and_then(|file| file.take(more_than_max).read_to_end(bytes));
        let mut decoded_from = None;
        let text = match read {
            Ok(length) if length > self.text_bytes_max => {
                RawField::Bad(RecordError::too_large(self.text_bytes_max))
            }
            Ok(_) => {
                let encoding = self.encoding.unwrap_or_else(|| Encoding::of(bytes));
                match to_utf8(bytes, encoding, &mut decoded_from) {
                    Ok(()) => RawField::Text(0..bytes.len()),
                    Err(error) => RawField::Bad(error),
                }
            }
            Err(error) => RawField::Bad(RecordError::from_decoder(error).unwrap_or_else(|error| {
                RecordError::new(
                    ErrorCode::Unreadable,
                    format!("cannot read the file: {error}"),
                )
            })),
        };
        if matches!(text, RawField::Bad(_)) {
            bytes.clear();
        }
        let id_start = bytes.len();
        bytes.extend_from_slice(self.name.as_bytes());
        let mut fields: Vec<RawField> = (0..self.field_count).map(|_| RawField::Null).collect();
        fields[self.id_index] = RawField::Text(id_start..bytes.len());
        fields[TEXT_INDEX] = text;
        Some(RawRecord {
            input: 0,
            decoded_from,
            number: 1,
            content: Content::Fields(fields.into()),
        })
    }
}

/// Replaces `bytes`, a whole file, by its text if it is not UTF-8. Whether UTF-8 is valid is left to the
/// worker that reads the record.
///
/// # Errors
///
/// The file is of a kind that is not text, or has bytes that are invalid in `encoding`.
fn to_utf8(
    bytes: &mut Vec<u8>,
    encoding: Encoding,
    decoded_from: &mut Option<&'static str>,
) -> Result<(), RecordError> {
    if let Some(kind) = FileKind::of(bytes, encoding) {
        return Err(RecordError::new(
            ErrorCode::NotText,
            format!("the file {kind}"),
        ));
    }
    if encoding.is_utf8() {
        return Ok(());
    }
    let (text, replaced) = encoding.decode(bytes);
    if replaced {
        return Err(RecordError::not_encoded(encoding.name()));
    }
    *bytes = text.into_bytes();
    *decoded_from = Some(encoding.name());
    Ok(())
}

//! Text, Markdown and HTML files: each file is a record, its path the id.

use super::{Content, Fault, FaultKind, Fields, Raw, TEXT, Value};
use std::io::{self, Read};

/// Reads one text file.
pub(crate) struct Text {
    file: Option<io::Result<Box<dyn Read + Send>>>,
    name: String,
    bytes_max: usize,
    id: usize,
    value_count: usize,
}

impl Text {
    pub(super) fn new(
        file: io::Result<Box<dyn Read + Send>>,
        name: &str,
        fields: &Fields,
        bytes_max: usize,
    ) -> Text {
        Text {
            file: Some(file),
            name: name.into(),
            bytes_max,
            id: fields.id,
            value_count: fields.names.len(),
        }
    }

    /// The file, the first time; a file that cannot be read is a bad record like any other.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Raw>> {
        let Some(file) = self.file.take() else {
            return Ok(None);
        };
        let more_than_max = self.bytes_max as u64 + 1;
        let read = file.and_then(|file| file.take(more_than_max).read_to_end(bytes));
        let text = match read {
            Ok(length) if length > self.bytes_max => Value::Bad(Fault::too_large(self.bytes_max)),
            Ok(length) => Value::Text(0..length),
            Err(error) => Value::Bad(Fault::of_content(error).unwrap_or_else(|error| {
                Fault::new(FaultKind::Unreadable, format!("cannot be read: {error}"))
            })),
        };
        if matches!(text, Value::Bad(_)) {
            bytes.clear();
        }
        let id = bytes.len()..bytes.len() + self.name.len();
        bytes.extend_from_slice(self.name.as_bytes());
        let mut values: Vec<Value> = (0..self.value_count).map(|_| Value::Null).collect();
        values[self.id] = Value::Text(id);
        values[TEXT] = text;
        Ok(Some(Raw {
            input: 0,
            number: 1,
            content: Content::Values(values.into()),
        }))
    }
}

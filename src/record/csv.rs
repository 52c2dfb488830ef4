//! CSV and TSV under a header (RFC 4180); quoted fields may hold line ends.

use super::{Content, Fault, FaultKind, Fields, Raw, Value};
use ::csv::{ByteRecord, Reader, ReaderBuilder};
use std::io::{self, Read};

/// Bytes asked of the input at once.
const BUFFER_BYTES: usize = 256 << 10;

/// Reads rows.
pub(crate) struct Rows {
    reader: Reader<Bounded>,
    row: ByteRecord,
    /// The columns of the wanted fields; empty until the header was read.
    columns: Vec<Option<usize>>,
    column_count: usize,
    bytes_max: usize,
    ended: bool,
}

impl Rows {
    pub(super) fn new(input: Box<dyn Read + Send>, delimiter: u8, bytes_max: usize) -> Rows {
        let bounded = Bounded {
            input,
            left: 0,
            max: bytes_max.saturating_add(BUFFER_BYTES),
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(bounded);
        Rows {
            reader,
            row: ByteRecord::new(),
            columns: Vec::new(),
            column_count: 0,
            bytes_max,
            ended: false,
        }
    }

    /// Appends the wanted fields of the next row to `bytes`. Fails only where the disk does.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>, fields: &Fields) -> io::Result<Option<Raw>> {
        if self.columns.is_empty()
            && !self.ended
            && let Some(bad) = self.read_header(fields)?
        {
            return Ok(Some(bad));
        }
        if self.ended {
            return Ok(None);
        }
        match self.read_row() {
            Ok(false) => {
                self.ended = true;
                Ok(None)
            }
            Ok(true) => Ok(Some(self.told_apart(bytes))),
            Err(error) => self.bad_rest(error).map(Some),
        }
    }

    fn read_row(&mut self) -> Result<bool, ::csv::Error> {
        let bounded = self.reader.get_mut();
        bounded.left = bounded.max;
        self.reader.read_byte_record(&mut self.row)
    }

    /// Finds the wanted columns; a file without the text's is one bad record.
    fn read_header(&mut self, fields: &Fields) -> io::Result<Option<Raw>> {
        match self.read_row() {
            Ok(false) => {
                self.ended = true;
                return Ok(None);
            }
            Ok(true) => {}
            Err(error) => return self.bad_rest(error).map(Some),
        }
        let header: Vec<&[u8]> = self.row.iter().collect();
        if let Some(first) = header.first()
            && let Some(rest) = first.strip_prefix(b"\xef\xbb\xbf")
        {
            let mut row = ByteRecord::from(vec![rest]);
            row.extend(&header[1..]);
            self.row = row;
        }
        self.column_count = self.row.len();
        self.columns = fields
            .names()
            .iter()
            .map(|name| self.row.iter().position(|column| column == name.as_bytes()))
            .collect();
        if self.columns[super::TEXT].is_some() {
            return Ok(None);
        }
        self.ended = true;
        let known: Vec<_> = self.row.iter().map(String::from_utf8_lossy).collect();
        let message = format!(
            "no column '{}' among {}; --text-field names another",
            fields.names()[super::TEXT],
            known.join(", ")
        );
        Ok(Some(self.bad(
            1,
            Fault::new(FaultKind::NoField, message),
            0,
        )))
    }

    /// The row just read, as values.
    fn told_apart(&self, bytes: &mut Vec<u8>) -> Raw {
        let line = self.row.position().map_or(0, |position| position.line());
        let count = self.row.len();
        let mut values = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let value = column.and_then(|column| self.row.get(column));
            values.push(match value {
                Some(value) => {
                    let from = bytes.len();
                    bytes.extend_from_slice(value);
                    Value::Text(from..bytes.len())
                }
                None => Value::Null,
            });
        }
        let size: usize = self.row.as_slice().len();
        if size > self.bytes_max {
            values[super::TEXT] = Value::Bad(Fault::too_large(self.bytes_max));
        } else if count != self.column_count {
            let message = format!(
                "the row has {count} fields, the header {}",
                self.column_count
            );
            values[super::TEXT] = Value::Bad(Fault::new(FaultKind::NotCsv, message));
        }
        Raw {
            input: 0,
            number: line,
            content: Content::Values(values.into()),
        }
    }

    /// What stands in for all that follows a place that cannot be read.
    fn bad_rest(&mut self, error: ::csv::Error) -> io::Result<Raw> {
        self.ended = true;
        let line = self.reader.position().line();
        let error = match error.into_kind() {
            ::csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        };
        let fault = if error.kind() == io::ErrorKind::FileTooLarge && error.raw_os_error().is_none()
        {
            let mut fault = Fault::too_large(self.bytes_max);
            fault
                .message
                .push_str("; if a quote was left open, mend it: what follows is lost");
            fault
        } else {
            Fault::of_content(error)?
        };
        Ok(self.bad(line, fault, 0))
    }

    fn bad(&self, number: u64, fault: Fault, at: usize) -> Raw {
        Raw {
            input: 0,
            number,
            content: Content::Bad(fault, at..at),
        }
    }
}

/// An input that ends with an error when a single row takes more than it may, so that a quote left
/// open cannot fill the memory.
struct Bounded {
    input: Box<dyn Read + Send>,
    left: usize,
    max: usize,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let most = buffer.len().min(self.left);
        let length = self.input.read(&mut buffer[..most])?;
        self.left -= length;
        Ok(length)
    }
}

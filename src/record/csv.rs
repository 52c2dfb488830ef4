//! CSV and TSV with a header row (RFC 4180). Quoted fields may contain line feeds.

use super::encoded::{DecodedRows, decode_rows};
use super::error::{ErrorCode, RecordError};
use super::field::{TEXT_INDEX, WantedFields};
use super::raw::{Content, RawField, RawRecord};
use crate::decode::Encoding;
use ::csv::{ByteRecord, Reader, ReaderBuilder};
use memchr::memmem;
use std::io::{self, Read};

/// What stands for bytes that are invalid in the encoding of the file.
const REPLACED: &[u8] = "\u{fffd}".as_bytes();

/// The size of the read buffer.
const BUFFER_BYTES: usize = 256 << 10;

/// Reads rows.
pub(crate) struct CsvReader {
    reader: Reader<RowLimit>,
    row: ByteRecord,
    /// For each wanted field its column; empty until the header has been read.
    columns: Vec<Option<usize>>,
    column_count: usize,
    row_bytes_max: usize,
    /// The encoding of the file if it is not UTF-8.
    decoded_from: Option<&'static str>,
    is_done: bool,
}

impl CsvReader {
    pub(super) fn new(
        input: Box<dyn Read + Send>,
        delimiter: u8,
        row_bytes_max: usize,
        encoding: Option<Encoding>,
    ) -> io::Result<CsvReader> {
        let DecodedRows {
            input,
            decoded_from,
        } = decode_rows(input, encoding)?;
        let input = RowLimit {
            input,
            bytes_left: 0,
            bytes_max: row_bytes_max.saturating_add(BUFFER_BYTES),
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(input);
        Ok(CsvReader {
            reader,
            row: ByteRecord::new(),
            columns: Vec::new(),
            column_count: 0,
            row_bytes_max,
            decoded_from,
            is_done: false,
        })
    }

    /// Appends the wanted fields of the next row to `bytes`. `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// Only errors of the operating system. Damaged input yields a bad record.
    pub(super) fn next(
        &mut self,
        bytes: &mut Vec<u8>,
        wanted: &WantedFields,
    ) -> io::Result<Option<RawRecord>> {
        if self.columns.is_empty()
            && !self.is_done
            && let Some(bad) = self.read_header(wanted)?
        {
            return Ok(Some(bad));
        }
        if self.is_done {
            return Ok(None);
        }
        match self.read_row() {
            Ok(false) => {
                self.is_done = true;
                Ok(None)
            }
            Ok(true) => Ok(Some(self.record_of_row(bytes))),
            Err(error) => self.end_at_error(error).map(Some),
        }
    }

    /// Reads a row. Returns false at the end of the input.
    fn read_row(&mut self) -> Result<bool, ::csv::Error> {
        let limit = self.reader.get_mut();
        limit.bytes_left = limit.bytes_max;
        self.reader.read_byte_record(&mut self.row)
    }

    /// Reads the header and finds the wanted columns in it. Returns a bad record if there is no
    /// column for the text; the file is then finished.
    fn read_header(&mut self, wanted: &WantedFields) -> io::Result<Option<RawRecord>> {
        match self.read_row() {
            Ok(false) => {
                self.is_done = true;
                return Ok(None);
            }
            Ok(true) => {}
            Err(error) => return self.end_at_error(error).map(Some),
        }
        self.column_count = self.row.len();
        self.columns = wanted
            .names
            .iter()
            .map(|name| self.row.iter().position(|column| column == name.as_bytes()))
            .collect();
        if self.columns[TEXT_INDEX].is_some() {
            return Ok(None);
        }
        self.is_done = true;
        let columns: Vec<_> = self.row.iter().map(String::from_utf8_lossy).collect();
        let error = RecordError::no_column(&wanted.names[TEXT_INDEX], &columns);
        Ok(Some(RawRecord::unreadable(1, error)))
    }

    /// The record in the row that was just read.
    fn record_of_row(&self, bytes: &mut Vec<u8>) -> RawRecord {
        let line = self.row.position().map_or(0, |position| position.line());
        let mut fields = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let value = column.and_then(|column| self.row.get(column));
            fields.push(match value {
                Some(value)
                    if self.decoded_from.is_some() && memmem::find(value, REPLACED).is_some() =>
                {
                    let encoding = self.decoded_from.unwrap_or_default();
                    RawField::Bad(RecordError::not_encoded(encoding))
                }
                Some(value) => {
                    let start = bytes.len();
                    bytes.extend_from_slice(value);
                    RawField::Text(start..bytes.len())
                }
                None => RawField::Null,
            });
        }
        if let Some(error) = self.row_error() {
            fields[TEXT_INDEX] = RawField::Bad(error);
        }
        RawRecord {
            input: 0,
            decoded_from: self.decoded_from,
            number: line,
            content: Content::Fields(fields.into()),
        }
    }

    /// What is wrong with the shape of the row that was just read.
    fn row_error(&self) -> Option<RecordError> {
        if self.row.as_slice().len() > self.row_bytes_max {
            return Some(RecordError::too_large(self.row_bytes_max));
        }
        let count = self.row.len();
        (count != self.column_count).then(|| {
            let message = format!(
                "the row has {count} fields but the header has {}",
                self.column_count
            );
            RecordError::new(ErrorCode::NotCsv, message)
        })
    }

    /// One bad record for the whole rest of the input, which cannot be read after `error`.
    fn end_at_error(&mut self, error: ::csv::Error) -> io::Result<RawRecord> {
        self.is_done = true;
        let line = self.reader.position().line();
        let error = match error.into_kind() {
            ::csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        };
        let is_row_limit =
            error.kind() == io::ErrorKind::FileTooLarge && error.raw_os_error().is_none();
        let error = if is_row_limit {
            let mut error = RecordError::too_large(self.row_bytes_max);
            error.message.push_str(
                ", or close the quote that may be open in this row; the rest of the file is skipped",
            );
            error
        } else {
            RecordError::from_decoder(error)?
        };
        Ok(RawRecord::unreadable(line, error))
    }
}

/// Limits how much is read for one row, so that a quote that is never closed does not fill the
/// memory. Reading beyond the limit is an error of the kind [`io::ErrorKind::FileTooLarge`].
struct RowLimit {
    input: Box<dyn Read + Send>,
    /// What may still be read for the current row.
    bytes_left: usize,
    bytes_max: usize,
}

impl Read for RowLimit {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes_left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let length_max = buffer.len().min(self.bytes_left);
        let length = self.input.read(&mut buffer[..length_max])?;
        self.bytes_left -= length;
        Ok(length)
    }
}

//! One reader for every kind of input.

use super::compression::{Compression, decompress};
use super::csv::CsvReader;
#[cfg(not(feature = "parquet"))]
use super::error::ErrorCode;
use super::error::RecordError;
use super::field::WantedFields;
use super::input::{Input, InputKind};
use super::jsonl::JsonlReader;
#[cfg(feature = "parquet")]
use super::parquet::ParquetReader;
use super::raw::RawRecord;
use super::text::TextReader;
use crate::decode::Encoding;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads the records of one input.
pub(crate) enum InputReader {
    Jsonl(JsonlReader),
    Csv(CsvReader),
    Text(TextReader),
    #[cfg(feature = "parquet")]
    Parquet(ParquetReader),
    /// The input cannot be read at all. The error is taken by the first call of `next`.
    Unreadable(Option<RecordError>),
}

impl InputReader {
    /// Opens `input`. Records of more than `record_bytes_max` bytes will be bad. `bytes_read`
    /// counts the bytes read from the file, before decompression. `encoding` is that of text and CSV
    /// files; without one, each file says its own.
    ///
    /// # Errors
    ///
    /// Only errors of the operating system. A damaged input yields a bad record.
    pub(crate) fn open(
        input: &Input,
        wanted: &WantedFields,
        record_bytes_max: usize,
        encoding: Option<Encoding>,
        bytes_read: &Arc<AtomicU64>,
    ) -> io::Result<InputReader> {
        let stream = || -> io::Result<Box<dyn Read + Send>> {
            let file: Box<dyn Read + Send> = match input.is_stdin() {
                true => Box::new(io::stdin()),
                false => Box::new(File::open(&input.path)?),
            };
            let counting = Box::new(CountingReader {
                input: file,
                bytes_read: bytes_read.clone(),
            });
            decompress(counting, Compression::split_extension(&input.path).0)
        };
        let csv = |delimiter| -> io::Result<InputReader> {
            let reader = CsvReader::new(stream()?, delimiter, record_bytes_max, encoding)?;
            Ok(InputReader::Csv(reader))
        };
        Ok(match input.kind {
            InputKind::Jsonl => InputReader::Jsonl(JsonlReader::new(stream()?, record_bytes_max)),
            InputKind::Csv => csv(b',')?,
            InputKind::Tsv => csv(b'\t')?,
            InputKind::Text => InputReader::Text(TextReader::new(
                stream(),
                &input.name(),
                wanted,
                record_bytes_max,
                encoding,
            )),
            InputKind::Parquet => open_parquet(&input.path, wanted, record_bytes_max, bytes_read)?,
        })
    }

    /// Appends the next record to `bytes`. `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// Only errors of the operating system. Damaged content yields a bad record.
    pub(crate) fn next(
        &mut self,
        bytes: &mut Vec<u8>,
        wanted: &WantedFields,
    ) -> io::Result<Option<RawRecord>> {
        match self {
            InputReader::Jsonl(reader) => reader.next(bytes),
            InputReader::Csv(reader) => reader.next(bytes, wanted),
            InputReader::Text(reader) => Ok(reader.next(bytes)),
            #[cfg(feature = "parquet")]
            InputReader::Parquet(reader) => Ok(reader.next(bytes)),
            InputReader::Unreadable(error) => {
                Ok(error.take().map(|error| RawRecord::unreadable(1, error)))
            }
        }
    }
}

#[cfg(feature = "parquet")]
fn open_parquet(
    path: &Path,
    wanted: &WantedFields,
    value_bytes_max: usize,
    bytes_read: &Arc<AtomicU64>,
) -> io::Result<InputReader> {
    let file = File::open(path)?;
    Ok(
        match ParquetReader::open(file, wanted, value_bytes_max, bytes_read.clone()) {
            Ok(reader) => InputReader::Parquet(reader),
            Err(error) => InputReader::Unreadable(Some(error)),
        },
    )
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(
    _: &Path,
    _: &WantedFields,
    _: usize,
    _: &Arc<AtomicU64>,
) -> io::Result<InputReader> {
    Ok(InputReader::Unreadable(Some(RecordError::new(
        ErrorCode::Unreadable,
        "this build cannot read Parquet; rebuild gleaner with the feature parquet",
    ))))
}

/// Counts the bytes read from a file, for the progress display.
struct CountingReader {
    input: Box<dyn Read + Send>,
    bytes_read: Arc<AtomicU64>,
}

impl Read for CountingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.bytes_read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

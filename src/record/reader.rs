//! One reader for every kind of input.

#[cfg(not(feature = "parquet"))]
use super::FaultKind;
use super::compression::{Compression, unpack};
use super::input::{Input, Kind};
use super::{Content, Fault, Fields, Raw, csv, jsonl, text};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads the records of one input after another.
pub(crate) enum Reader {
    Jsonl(jsonl::Lines),
    Csv(csv::Rows),
    Text(text::Text),
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Rows),
    /// An input that cannot be read at all.
    Bad(Option<Fault>),
}

impl Reader {
    /// Opens `input`; `bytes_read` counts what is taken from the disk. A damaged input is not an
    /// error but a bad record.
    ///
    /// # Errors
    ///
    /// The disk's.
    pub(crate) fn open(
        input: &Input,
        fields: &Fields,
        bytes_max: usize,
        bytes_read: &Arc<AtomicU64>,
    ) -> io::Result<Reader> {
        let stream = || -> io::Result<Box<dyn Read + Send>> {
            let file: Box<dyn Read + Send> = match input.is_stdin() {
                true => Box::new(io::stdin()),
                false => Box::new(File::open(&input.path)?),
            };
            let counted = Box::new(Counted {
                input: file,
                bytes_read: bytes_read.clone(),
            });
            unpack(counted, Compression::of_name(&input.path).0)
        };
        Ok(match input.kind {
            Kind::Jsonl => Reader::Jsonl(jsonl::Lines::new(stream()?, bytes_max)),
            Kind::Csv => Reader::Csv(csv::Rows::new(stream()?, b',', bytes_max)),
            Kind::Tsv => Reader::Csv(csv::Rows::new(stream()?, b'\t', bytes_max)),
            Kind::Text => Reader::Text(text::Text::new(stream(), &input.name(), fields, bytes_max)),
            Kind::Parquet => open_parquet(&input.path, fields, bytes_max, bytes_read)?,
        })
    }

    /// Appends the next record to `bytes`.
    ///
    /// # Errors
    ///
    /// The disk's; whatever is wrong with the content is a bad record.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>, fields: &Fields) -> io::Result<Option<Raw>> {
        match self {
            Reader::Jsonl(lines) => lines.next(bytes),
            Reader::Csv(rows) => rows.next(bytes, fields),
            Reader::Text(text) => text.next(bytes),
            #[cfg(feature = "parquet")]
            Reader::Parquet(rows) => rows.next(bytes),
            Reader::Bad(fault) => Ok(fault.take().map(|fault| Raw {
                input: 0,
                number: 1,
                content: Content::Bad(fault, 0..0),
            })),
        }
    }
}

#[cfg(feature = "parquet")]
fn open_parquet(
    path: &Path,
    fields: &Fields,
    bytes_max: usize,
    bytes_read: &Arc<AtomicU64>,
) -> io::Result<Reader> {
    let file = File::open(path)?;
    Ok(
        match super::parquet::Rows::open(file, fields, bytes_max, bytes_read.clone()) {
            Ok(rows) => Reader::Parquet(rows),
            Err(fault) => Reader::Bad(Some(fault)),
        },
    )
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(_: &Path, _: &Fields, _: usize, _: &Arc<AtomicU64>) -> io::Result<Reader> {
    Ok(Reader::Bad(Some(Fault::new(
        FaultKind::Unreadable,
        "this gleaner was built without Parquet",
    ))))
}

/// Counts the bytes taken from an input, for the progress bar.
struct Counted {
    input: Box<dyn Read + Send>,
    bytes_read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.bytes_read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

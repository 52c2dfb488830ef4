//! Reads and writes records: JSONL, CSV, Parquet and text files, plain or compressed.
//!
//! The thread that reads does little: an [`InputReader`] only finds where records begin and end and
//! yields [`RawRecord`]s. Worker threads decode those into [`Record`]s.

mod compression;
mod csv;
mod encoded;
mod error;
mod field;
mod input;
mod json_object;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
mod raw;
mod reader;
mod text;

pub(crate) use compression::Compression;
pub(crate) use error::{ErrorCode, RecordError};
pub(crate) use field::{Field, Record, TEXT_INDEX, WantedFields};
pub(crate) use input::{Input, InputKind, find_inputs};
#[cfg(feature = "parquet")]
pub(crate) use parquet::{Columns, row_schema, splice, write_row_group};
pub(crate) use raw::{Content, RawField, RawRecord};
pub(crate) use reader::InputReader;

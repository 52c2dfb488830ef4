//! Reads the wanted columns of a Parquet file. A damaged page costs the rest of its column in its
//! row group; the other columns and row groups are still read.

use super::super::error::{ErrorCode, RecordError};
use super::super::field::{TEXT_INDEX, WantedFields};
use super::super::raw::{Content, RawField, RawRecord};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads rows.
pub(crate) struct ParquetReader {
    file: SerializedFileReader<File>,
    /// For each wanted field its leaf column; `None` if the file has no such column.
    leaves: Vec<Option<usize>>,
    /// The wanted columns of the current row group.
    columns: Vec<Option<Column>>,
    next_row_group: usize,
    rows_left_in_group: u64,
    row_number: u64,
    value_bytes_max: usize,
    bytes_read: Arc<AtomicU64>,
}

impl ParquetReader {
    /// Reads the footer and finds the wanted columns. Only columns at the top level are found.
    ///
    /// # Errors
    ///
    /// The footer is damaged, or there is no column for the text.
    pub(crate) fn open(
        file: File,
        wanted: &WantedFields,
        value_bytes_max: usize,
        bytes_read: Arc<AtomicU64>,
    ) -> Result<ParquetReader, RecordError> {
        let file = catch_damage(|| SerializedFileReader::new(file))?;
        let schema = file.metadata().file_metadata().schema_descr();
        let leaf_of = |name: &String| {
            let mut columns = schema.columns().iter();
            columns.position(|column| column.path().parts() == std::slice::from_ref(name))
        };
        let leaves: Vec<Option<usize>> = wanted.names.iter().map(leaf_of).collect();
        if leaves[TEXT_INDEX].is_none() {
            let columns: Vec<String> = schema
                .columns()
                .iter()
                .map(|column| column.path().string())
                .collect();
            return Err(RecordError::no_column(&wanted.names[TEXT_INDEX], &columns));
        }
        Ok(ParquetReader {
            file,
            leaves,
            columns: Vec::new(),
            next_row_group: 0,
            rows_left_in_group: 0,
            row_number: 0,
            value_bytes_max,
            bytes_read,
        })
    }

    /// Appends the wanted fields of the next row to `bytes`. `None` at the end of the file.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> Option<RawRecord> {
        while self.rows_left_in_group == 0 {
            if !self.open_row_group() {
                return None;
            }
        }
        self.rows_left_in_group -= 1;
        self.row_number += 1;
        let value_bytes_max = self.value_bytes_max;
        let fields = self.columns.iter_mut().map(|column| match column {
            None => RawField::Null,
            Some(column) => column.next(bytes, value_bytes_max),
        });
        Some(RawRecord {
            input: 0,
            decoded_from: None,
            number: self.row_number,
            content: Content::Fields(fields.collect()),
        })
    }

    /// Opens the next row group. Returns false if there is none.
    fn open_row_group(&mut self) -> bool {
        let metadata = self.file.metadata();
        let index = self.next_row_group;
        if index == metadata.num_row_groups() {
            return false;
        }
        let group = metadata.row_group(index);
        self.rows_left_in_group = u64::try_from(group.num_rows()).unwrap_or(0);
        let compressed_bytes = u64::try_from(group.compressed_size()).unwrap_or(0);
        self.bytes_read
            .fetch_add(compressed_bytes, Ordering::Relaxed);
        let open = |&leaf: &Option<usize>| {
            let leaf = leaf?;
            let reader = catch_damage(|| self.file.get_row_group(index)?.get_column_reader(leaf));
            Some(Column { reader })
        };
        self.columns = self.leaves.iter().map(open).collect();
        self.next_row_group += 1;
        true
    }
}

/// One wanted column of one row group.
struct Column {
    /// Or why the rest of the column cannot be read.
    reader: Result<ColumnReader, RecordError>,
}

/// One value of a column.
enum Cell {
    Null,
    Bytes(ByteArray),
    /// A number or a boolean, as JSON.
    Literal(String),
}

impl Column {
    /// Appends the next value to `bytes`. Values are read one at a time, so that those before a
    /// damaged place are not lost. For texts of 4 KB this costs little.
    fn next(&mut self, bytes: &mut Vec<u8>, value_bytes_max: usize) -> RawField {
        let cell = match &mut self.reader {
            Ok(reader) => catch_damage(|| next_cell(reader)),
            Err(error) => return RawField::Bad(error.clone()),
        };
        let start = bytes.len();
        match cell {
            Ok(Cell::Null) => RawField::Null,
            Ok(Cell::Bytes(value)) if value.len() > value_bytes_max => {
                RawField::Bad(RecordError::too_large(value_bytes_max))
            }
            Ok(Cell::Bytes(value)) => {
                bytes.extend_from_slice(value.data());
                RawField::Text(start..bytes.len())
            }
            Ok(Cell::Literal(json)) => {
                bytes.extend_from_slice(json.as_bytes());
                RawField::Json(start..bytes.len())
            }
            Err(error) => {
                self.reader = Err(error.clone());
                RawField::Bad(error)
            }
        }
    }
}

fn next_cell(reader: &mut ColumnReader) -> Result<Cell, ParquetError> {
    fn literal<T: serde::Serialize>(value: Option<T>) -> Cell {
        match value.map(|value| serde_json::to_string(&value)) {
            // JSON has no NaN and no infinities: serde_json writes null for them.
            Some(Ok(json)) if json != "null" => Cell::Literal(json),
            _ => Cell::Null,
        }
    }
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => {
            next_value(reader).map(|value| value.map_or(Cell::Null, Cell::Bytes))
        }
        ColumnReader::BoolColumnReader(reader) => next_value(reader).map(literal),
        ColumnReader::Int32ColumnReader(reader) => next_value(reader).map(literal),
        ColumnReader::Int64ColumnReader(reader) => next_value(reader).map(literal),
        ColumnReader::FloatColumnReader(reader) => next_value(reader).map(literal),
        ColumnReader::DoubleColumnReader(reader) => next_value(reader).map(literal),
        ColumnReader::Int96ColumnReader(_) | ColumnReader::FixedLenByteArrayColumnReader(_) => Err(
            ParquetError::NYI("only columns of strings, numbers and booleans can be read".into()),
        ),
    }
}

fn next_value<T: DataType>(reader: &mut ColumnReaderImpl<T>) -> Result<Option<T::T>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(1));
    let (records, ..) = reader.read_records(1, Some(&mut levels), None, &mut values)?;
    match records {
        1 => Ok(values.pop()),
        _ => Err(ParquetError::EOF(
            "the column has fewer values than the row group has rows".into(),
        )),
    }
}

/// Runs a call of the decoder. Its errors and its panics both mean that the file is damaged.
fn catch_damage<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, RecordError> {
    let message = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => format!("damaged or unsupported Parquet: {error}"),
        Err(_) => "damaged Parquet: its decoder panicked".into(),
    };
    Err(RecordError::new(ErrorCode::Corrupt, message))
}

//! Reads the wanted columns of a Parquet file. A page that is damaged costs the rest of its column
//! in its row group; the other columns and row groups are still read.

use super::super::{Content, Fault, FaultKind, Fields, Raw, TEXT, Value};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads rows.
pub(crate) struct Rows {
    file: SerializedFileReader<File>,
    /// The leaf columns of the wanted fields.
    leaves: Vec<Option<usize>>,
    columns: Vec<Option<Column>>,
    next_group: usize,
    group_rows_left: u64,
    number: u64,
    bytes_max: usize,
    bytes_read: Arc<AtomicU64>,
}

impl Rows {
    /// Reads what the file says of itself.
    pub(crate) fn open(
        file: File,
        fields: &Fields,
        bytes_max: usize,
        bytes_read: Arc<AtomicU64>,
    ) -> Result<Rows, Fault> {
        let file = guarded(|| SerializedFileReader::new(file))?;
        let schema = file.metadata().file_metadata().schema_descr();
        let leaf_of = |name: &String| {
            let mut columns = schema.columns().iter();
            columns.position(|column| column.path().parts() == std::slice::from_ref(name))
        };
        let leaves: Vec<Option<usize>> = fields.names().iter().map(leaf_of).collect();
        if leaves[TEXT].is_none() {
            let known: Vec<String> = schema
                .columns()
                .iter()
                .map(|column| column.path().string())
                .collect();
            let message = format!(
                "no column '{}' among {}; --text-field names another",
                fields.names()[TEXT],
                known.join(", ")
            );
            return Err(Fault::new(FaultKind::NoField, message));
        }
        Ok(Rows {
            file,
            leaves,
            columns: Vec::new(),
            next_group: 0,
            group_rows_left: 0,
            number: 0,
            bytes_max,
            bytes_read,
        })
    }

    /// Appends the wanted fields of the next row to `bytes`.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Raw>> {
        while self.group_rows_left == 0 {
            if !self.open_group() {
                return Ok(None);
            }
        }
        self.group_rows_left -= 1;
        self.number += 1;
        let bytes_max = self.bytes_max;
        let values = self.columns.iter_mut().map(|column| match column {
            None => Value::Null,
            Some(column) => column.next(bytes, bytes_max),
        });
        Ok(Some(Raw {
            input: 0,
            number: self.number,
            content: Content::Values(values.collect()),
        }))
    }

    fn open_group(&mut self) -> bool {
        let metadata = self.file.metadata();
        if self.next_group == metadata.num_row_groups() {
            return false;
        }
        let group = metadata.row_group(self.next_group);
        self.group_rows_left = u64::try_from(group.num_rows()).unwrap_or(0);
        let stored = u64::try_from(group.compressed_size()).unwrap_or(0);
        self.bytes_read.fetch_add(stored, Ordering::Relaxed);
        let at = self.next_group;
        let open = |&leaf: &Option<usize>| {
            let leaf = leaf?;
            let reader = guarded(|| self.file.get_row_group(at)?.get_column_reader(leaf));
            Some(Column { reader })
        };
        self.columns = self.leaves.iter().map(open).collect();
        self.next_group += 1;
        true
    }
}

/// One wanted column of one row group, or why it cannot be read further.
struct Column {
    reader: Result<ColumnReader, Fault>,
}

/// One value of a column; nothing is null.
enum Cell {
    Null,
    Bytes(ByteArray),
    /// A number or a boolean, as JSON.
    Literal(String),
}

impl Column {
    /// Appends the next value to `bytes`. Values are read one by one, so that those before a fault
    /// are not lost with it; of a text of 4 KB that costs little.
    fn next(&mut self, bytes: &mut Vec<u8>, bytes_max: usize) -> Value {
        let cell = match &mut self.reader {
            Ok(reader) => guarded(|| next_cell(reader)),
            Err(fault) => return Value::Bad(fault.clone()),
        };
        let from = bytes.len();
        match cell {
            Ok(Cell::Null) => Value::Null,
            Ok(Cell::Bytes(value)) if value.len() > bytes_max => {
                Value::Bad(Fault::too_large(bytes_max))
            }
            Ok(Cell::Bytes(value)) => {
                bytes.extend_from_slice(value.data());
                Value::Text(from..bytes.len())
            }
            Ok(Cell::Literal(json)) => {
                bytes.extend_from_slice(json.as_bytes());
                Value::Json(from..bytes.len())
            }
            Err(fault) => {
                self.reader = Err(fault.clone());
                Value::Bad(fault)
            }
        }
    }
}

fn next_cell(reader: &mut ColumnReader) -> Result<Cell, ParquetError> {
    fn literal<T: serde::Serialize>(value: Option<T>) -> Cell {
        match value.map(|value| serde_json::to_string(&value)) {
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
            ParquetError::NYI("only strings, numbers and booleans are read".into()),
        ),
    }
}

fn next_value<T: DataType>(reader: &mut ColumnReaderImpl<T>) -> Result<Option<T::T>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(1));
    let (records, ..) = reader.read_records(1, Some(&mut levels), None, &mut values)?;
    match records {
        1 => Ok(values.pop()),
        _ => Err(ParquetError::EOF("the column has too few values".into())),
    }
}

/// Whatever goes wrong in there, panics included, is the file's fault.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Fault::new(
            FaultKind::Corrupt,
            format!("damaged or unknown Parquet: {error}"),
        )),
        Err(_) => Err(Fault::new(
            FaultKind::Corrupt,
            "damaged Parquet: its decoder gave up",
        )),
    }
}

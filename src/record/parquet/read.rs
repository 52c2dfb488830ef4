//! Reads the wanted columns of a Parquet file. A page that is damaged costs the rest of its column
//! in its row group; the other columns and row groups are still read.

use super::super::{Content, Fault, FaultKind, Fields, Raw, TEXT, Value};
use ::parquet::basic::Type as Physical;
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows decoded at once. Values mostly point into their page, so this bounds little but levels.
const BATCH_ROWS: usize = 64;

/// Reads rows.
pub(crate) struct Rows {
    file: SerializedFileReader<File>,
    /// The leaf columns of the wanted fields.
    leaves: Vec<Option<usize>>,
    columns: Vec<Option<Column>>,
    next_group: usize,
    group_rows_left: usize,
    batch_row: usize,
    batch_rows: usize,
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
            batch_row: 0,
            batch_rows: 0,
            number: 0,
            bytes_max,
            bytes_read,
        })
    }

    /// Appends the wanted fields of the next row to `bytes`.
    pub(crate) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Raw>> {
        while self.batch_row == self.batch_rows {
            if self.group_rows_left == 0 && !self.open_group() {
                return Ok(None);
            }
            self.batch_row = 0;
            self.batch_rows = self.group_rows_left.min(BATCH_ROWS);
            self.group_rows_left -= self.batch_rows;
            for column in self.columns.iter_mut().flatten() {
                column.fill(self.batch_rows);
            }
        }
        let row = self.batch_row;
        let values = self.columns.iter_mut().map(|column| match column {
            None => Value::Null,
            Some(column) => column.take(row, bytes, self.bytes_max),
        });
        let values = values.collect();
        self.batch_row += 1;
        self.number += 1;
        Ok(Some(Raw {
            input: 0,
            number: self.number,
            content: Content::Values(values),
        }))
    }

    fn open_group(&mut self) -> bool {
        let metadata = self.file.metadata();
        if self.next_group == metadata.num_row_groups() {
            return false;
        }
        let group = metadata.row_group(self.next_group);
        self.group_rows_left = usize::try_from(group.num_rows()).unwrap_or(0);
        let stored = u64::try_from(group.compressed_size()).unwrap_or(0);
        self.bytes_read.fetch_add(stored, Ordering::Relaxed);
        let at = self.next_group;
        let open = |&leaf: &Option<usize>| {
            let leaf = leaf?;
            let levels_max = metadata
                .file_metadata()
                .schema_descr()
                .column(leaf)
                .max_def_level();
            let reader = guarded(|| self.file.get_row_group(at)?.get_column_reader(leaf));
            Some(Column::new(reader, levels_max))
        };
        self.columns = self.leaves.iter().map(open).collect();
        self.next_group += 1;
        true
    }
}

/// One wanted column of one row group, a batch at a time.
struct Column {
    reader: Option<ColumnReader>,
    /// Why the column cannot be read further.
    fault: Option<Fault>,
    /// The definition level of a value that is there.
    present: i16,
    levels: Vec<i16>,
    values: Values,
    next_value: usize,
}

enum Values {
    Bytes(Vec<ByteArray>),
    /// Numbers and booleans, as JSON.
    Literals(Vec<String>),
}

impl Values {
    fn clear(&mut self) {
        match self {
            Values::Bytes(values) => values.clear(),
            Values::Literals(values) => values.clear(),
        }
    }
}

impl Column {
    fn new(reader: Result<ColumnReader, Fault>, present: i16) -> Column {
        let (reader, fault) = match reader {
            Ok(reader) => (Some(reader), None),
            Err(fault) => (None, Some(fault)),
        };
        let values = match &reader {
            Some(ColumnReader::ByteArrayColumnReader(_)) => Values::Bytes(Vec::new()),
            _ => Values::Literals(Vec::new()),
        };
        Column {
            reader,
            fault,
            present,
            levels: Vec::new(),
            values,
            next_value: 0,
        }
    }

    /// Reads the next `rows` values; what was read before a fault stands.
    fn fill(&mut self, rows: usize) {
        self.levels.clear();
        self.values.clear();
        self.next_value = 0;
        let Column {
            reader: Some(reader),
            levels,
            values,
            ..
        } = self
        else {
            return;
        };
        let read = guarded(|| match (reader, values) {
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => reader
                .read_records(rows, Some(levels), None, values)
                .map(|(records, ..)| records),
            (ColumnReader::BoolColumnReader(reader), Values::Literals(values)) => {
                literals(reader, rows, levels, values)
            }
            (ColumnReader::Int32ColumnReader(reader), Values::Literals(values)) => {
                literals(reader, rows, levels, values)
            }
            (ColumnReader::Int64ColumnReader(reader), Values::Literals(values)) => {
                literals(reader, rows, levels, values)
            }
            (ColumnReader::FloatColumnReader(reader), Values::Literals(values)) => {
                literals(reader, rows, levels, values)
            }
            (ColumnReader::DoubleColumnReader(reader), Values::Literals(values)) => {
                literals(reader, rows, levels, values)
            }
            _ => Err(ParquetError::NYI(format!(
                "only strings, numbers and booleans are read, not {} or {}",
                Physical::INT96,
                Physical::FIXED_LEN_BYTE_ARRAY
            ))),
        });
        self.fault = match read {
            Ok(records) if records == rows => return,
            Ok(_) => Some(Fault::new(
                FaultKind::Corrupt,
                "the column has too few values",
            )),
            Err(fault) => Some(fault),
        };
        self.reader = None;
    }

    /// Appends the value of one row of the batch to `bytes`.
    fn take(&mut self, row: usize, bytes: &mut Vec<u8>, bytes_max: usize) -> Value {
        let level = match self.present {
            0 => Some(0),
            _ => self.levels.get(row).copied(),
        };
        match level {
            Some(level) if level == self.present => {}
            Some(_) => return Value::Null,
            None => return self.missing(),
        }
        let at = self.next_value;
        self.next_value += 1;
        let from = bytes.len();
        match &self.values {
            Values::Bytes(values) => match values.get(at) {
                Some(value) if value.len() > bytes_max => Value::Bad(Fault::too_large(bytes_max)),
                Some(value) => {
                    bytes.extend_from_slice(value.data());
                    Value::Text(from..bytes.len())
                }
                None => self.missing(),
            },
            Values::Literals(values) => match values.get(at) {
                Some(value) => {
                    bytes.extend_from_slice(value.as_bytes());
                    Value::Json(from..bytes.len())
                }
                None => self.missing(),
            },
        }
    }

    fn missing(&self) -> Value {
        let lost = || Fault::new(FaultKind::Corrupt, "the value is lost");
        Value::Bad(self.fault.clone().unwrap_or_else(lost))
    }
}

/// Reads numbers or booleans as JSON.
fn literals<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    levels: &mut Vec<i16>,
    literals: &mut Vec<String>,
) -> Result<usize, ParquetError>
where
    T::T: serde::Serialize,
{
    let mut values = Vec::with_capacity(rows);
    let read = reader.read_records(rows, Some(levels), None, &mut values);
    let literal = |value: &T::T| serde_json::to_string(value).unwrap_or_else(|_| "null".into());
    literals.extend(values.iter().map(literal));
    read.map(|(records, ..)| records)
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

//! The rows of the output, as JSON: `{"id":…,"error":null,` the carried fields `,` the members of
//! the summary's JSON form `}`. Rows of Parquet are made from these by splitting them into columns.

use super::args::{ErrorPolicy, OutputFormat};
use super::block::Block;
use super::job::Job;
use crate::record::{Field, InputKind, RawRecord, RecordError};
use gleaner_engine::Summary;
use serde::Serialize;
use std::io;

/// Where a record or group begins.
#[derive(Clone, Copy)]
pub(super) struct RecordLocation {
    /// The index of the input.
    pub(super) input: u32,
    /// The line or row in it, counted from 1.
    pub(super) number: u64,
}

impl RecordLocation {
    pub(super) fn of(raw: &RawRecord) -> RecordLocation {
        RecordLocation {
            input: raw.input,
            number: raw.number,
        }
    }
}

/// The rows of a block, ready to be written.
pub(super) struct FinishedBlock {
    /// The number of the block.
    pub(super) number: u64,
    pub(super) input_checksum: u32,
    pub(super) rows: EncodedRows,
    /// The rows for the side file of `--errors file`, as JSONL.
    pub(super) error_rows: Vec<u8>,
    pub(super) record_count: u64,
    pub(super) row_count: u64,
    pub(super) error_count: u64,
    /// Where the first bad record is and what is wrong with it, for people.
    pub(super) first_error: Option<String>,
}

/// Rows in the format of the output.
pub(super) enum EncodedRows {
    /// JSONL, compressed if the output is.
    Bytes(Vec<u8>),
    #[cfg(feature = "parquet")]
    Columns(crate::record::Columns),
}

/// Collects the rows of a block.
pub(super) struct RowWriter<'j> {
    job: &'j Job,
    /// The names of the carried fields, each as `,"name":`.
    carried_keys: Vec<String>,
    lines: Vec<u8>,
    error_lines: Vec<u8>,
    row_count: u64,
    error_count: u64,
    first_error: Option<String>,
}

/// The error of a row.
#[derive(Serialize)]
struct ErrorJson<'e> {
    code: &'static str,
    message: &'e str,
    input: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
}

impl<'j> RowWriter<'j> {
    pub(super) fn new(job: &'j Job) -> RowWriter<'j> {
        let key = |name: &String| serde_json::to_string(name).map(|name| format!(",{name}:"));
        RowWriter {
            job,
            carried_keys: job.carried.iter().flat_map(key).collect(),
            lines: Vec::with_capacity(job.plan.block_bytes / 2),
            error_lines: Vec::new(),
            row_count: 0,
            error_count: 0,
            first_error: None,
        }
    }

    /// Adds the row of a summary. `documents` has the ids of a group's records; it is `None` without
    /// `--group-by`.
    pub(super) fn add_summary(
        &mut self,
        id: &Field,
        documents: Option<&[Field]>,
        carried: &[Field],
        summary: &Summary,
        location: RecordLocation,
    ) {
        let id = self.id_or_location(id, location);
        let line = &mut self.lines;
        line.extend_from_slice(b"{\"id\":");
        write_field(line, &id);
        line.extend_from_slice(b",\"error\":null");
        if let Some(documents) = documents {
            for (index, document) in documents.iter().enumerate() {
                let separator: &[u8] = if index == 0 {
                    b",\"documents\":["
                } else {
                    b","
                };
                line.extend_from_slice(separator);
                write_field(line, document);
            }
            line.push(b']');
        }
        for (key, field) in self.carried_keys.iter().zip(carried) {
            line.extend_from_slice(key.as_bytes());
            write_field(line, field);
        }
        let brace = line.len();
        write_json(line, summary);
        // The members of the summary continue the row's object, so its brace becomes a comma.
        line[brace] = b',';
        line.push(b'\n');
        self.row_count += 1;
    }

    /// Adds the row of a bad record or group. With `--errors file` it goes to the side file.
    pub(super) fn add_error(&mut self, id: &Field, error: &RecordError, location: RecordLocation) {
        let input = &self.job.plan.inputs[location.input as usize];
        let name = input.name();
        let has_lines = matches!(
            input.kind,
            InputKind::Jsonl | InputKind::Csv | InputKind::Tsv
        );
        let json = ErrorJson {
            code: error.code.name(),
            message: &error.message,
            input: &name,
            line: has_lines.then_some(location.number),
            row: (input.kind == InputKind::Parquet).then_some(location.number),
        };
        let id = self.id_or_location(id, location);
        self.error_count += 1;
        if self.first_error.is_none() {
            let place = match input.kind {
                InputKind::Text => name.clone(),
                InputKind::Parquet => format!("{name}, row {}", location.number),
                _ => format!("{name}, line {}", location.number),
            };
            self.first_error = Some(format!("{place}: {}", error.message));
        }
        let line = match self.job.errors {
            ErrorPolicy::File => &mut self.error_lines,
            ErrorPolicy::Row | ErrorPolicy::Fail => {
                self.row_count += 1;
                &mut self.lines
            }
        };
        line.extend_from_slice(b"{\"id\":");
        write_field(line, &id);
        line.extend_from_slice(b",\"error\":");
        write_json(line, &json);
        line.extend_from_slice(b"}\n");
    }

    /// The id, or `INPUT:NUMBER` for a record without one.
    pub(super) fn id_or_location<'a>(&self, id: &Field<'a>, location: RecordLocation) -> Field<'a> {
        match id {
            Field::Null => {
                let input = self.job.plan.inputs[location.input as usize].name();
                Field::Text(format!("{input}:{}", location.number).into())
            }
            id => id.clone(),
        }
    }

    /// Encodes the rows of `block` in the format of the output.
    ///
    /// # Errors
    ///
    /// The compressor fails, which it only does if it gets no memory.
    pub(super) fn finish(self, block: &Block) -> io::Result<FinishedBlock> {
        let rows = match self.job.format {
            OutputFormat::Jsonl(compression) if !self.lines.is_empty() => {
                EncodedRows::Bytes(compression.compress(self.lines)?)
            }
            OutputFormat::Jsonl(_) => EncodedRows::Bytes(Vec::new()),
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => {
                let mut columns = crate::record::Columns::new(self.job.schema.clone());
                for line in self.lines.split(|&byte| byte == b'\n') {
                    let line = std::str::from_utf8(line).map_err(io::Error::other)?;
                    if !line.is_empty() {
                        columns.push(line);
                    }
                }
                EncodedRows::Columns(columns)
            }
        };
        Ok(FinishedBlock {
            number: block.number,
            input_checksum: block.input_checksum,
            rows,
            error_rows: self.error_lines,
            record_count: block.records.len() as u64,
            row_count: self.row_count,
            error_count: self.error_count,
            first_error: self.first_error,
        })
    }
}

fn write_field(line: &mut Vec<u8>, field: &Field) {
    match field {
        Field::Null => line.extend_from_slice(b"null"),
        Field::Text(text) => write_json(line, text),
        Field::Json(json) => line.extend_from_slice(json.as_bytes()),
    }
}

fn write_json(line: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(line, value)
        .expect("these types have a JSON form, and writing to memory does not fail");
}

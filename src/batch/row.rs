//! Rows as JSON: `{"id":…,"error":null,` carried fields`,` the members of the summary's JSON form`}`.
//! Parquet rows are the same, shredded.

use super::args::{Errors, Form};
use super::block::Block;
use super::work::{Done, Job, Rows};
use crate::record::{Fault, Field, Kind, Raw};
use gleaner_engine::Summary;
use serde::Serialize;
use std::io;

/// Where a record or group stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) input: u32,
    pub(super) number: u64,
}

impl Place {
    pub(super) fn of(raw: &Raw) -> Place {
        Place {
            input: raw.input,
            number: raw.number,
        }
    }
}

/// Collects the rows of a block.
pub(super) struct RowWriter<'j> {
    job: &'j Job,
    /// The carried names as JSON, each with the comma before and the colon behind it.
    carried: Vec<String>,
    lines: Vec<u8>,
    faults: Vec<u8>,
    row_count: u64,
    error_count: u64,
    first_error: Option<String>,
}

#[derive(Serialize)]
struct ErrorJson<'f> {
    code: &'static str,
    message: &'f str,
    input: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
}

impl<'j> RowWriter<'j> {
    pub(super) fn new(job: &'j Job) -> RowWriter<'j> {
        let quoted = |name: &String| serde_json::to_string(name).map(|name| format!(",{name}:"));
        RowWriter {
            job,
            carried: job.carried.iter().flat_map(quoted).collect(),
            lines: Vec::with_capacity(job.plan.block_bytes / 2),
            faults: Vec::new(),
            row_count: 0,
            error_count: 0,
            first_error: None,
        }
    }

    /// Adds the row of a summary; of a group with the ids of its documents.
    pub(super) fn summary(
        &mut self,
        id: &Field,
        documents: Option<&[Field]>,
        carried: &[Field],
        summary: &Summary,
        place: Place,
    ) {
        let id = self.id_or_place(id, place);
        let line = &mut self.lines;
        line.extend_from_slice(b"{\"id\":");
        write_field(line, &id);
        line.extend_from_slice(b",\"error\":null");
        if let Some(documents) = documents {
            for (index, document) in documents.iter().enumerate() {
                let before: &[u8] = if index == 0 {
                    b",\"documents\":["
                } else {
                    b","
                };
                line.extend_from_slice(before);
                write_field(line, document);
            }
            line.push(b']');
        }
        for (name, field) in self.carried.iter().zip(carried) {
            line.extend_from_slice(name.as_bytes());
            write_field(line, field);
        }
        let brace = line.len();
        write_json(line, summary);
        line[brace] = b',';
        line.push(b'\n');
        self.row_count += 1;
    }

    /// Adds the row of a bad record or group, in its place or in the side file.
    pub(super) fn error(&mut self, id: &Field, fault: &Fault, place: Place) {
        let input = &self.job.plan.inputs[place.input as usize];
        let name = input.name();
        let number = Some(place.number);
        let error = ErrorJson {
            code: fault.kind.code(),
            message: &fault.message,
            input: &name,
            line: number.filter(|_| matches!(input.kind, Kind::Jsonl | Kind::Csv | Kind::Tsv)),
            row: number.filter(|_| input.kind == Kind::Parquet),
        };
        let id = self.id_or_place(id, place);
        self.error_count += 1;
        if self.first_error.is_none() {
            let where_ = match input.kind {
                Kind::Text => name.clone(),
                Kind::Parquet => format!("{name}, row {}", place.number),
                _ => format!("{name}, line {}", place.number),
            };
            self.first_error = Some(format!("{where_}: {}", fault.message));
        }
        let line = match self.job.errors {
            Errors::File => &mut self.faults,
            Errors::Row | Errors::Fail => {
                self.row_count += 1;
                &mut self.lines
            }
        };
        line.extend_from_slice(b"{\"id\":");
        write_field(line, &id);
        line.extend_from_slice(b",\"error\":");
        write_json(line, &error);
        line.extend_from_slice(b"}\n");
    }

    /// The id; of a record that has none, where it stands.
    pub(super) fn id_or_place<'a>(&self, id: &Field<'a>, place: Place) -> Field<'a> {
        match id {
            Field::Null => {
                let input = self.job.plan.inputs[place.input as usize].name();
                Field::Text(format!("{input}:{}", place.number).into())
            }
            id => id.clone(),
        }
    }

    /// The rows, in the form of the output.
    pub(super) fn finish(self, block: &Block) -> io::Result<Done> {
        let rows = match self.job.form {
            Form::Jsonl(compression) if !self.lines.is_empty() => {
                Rows::Bytes(compression.pack(self.lines)?)
            }
            Form::Jsonl(_) => Rows::Bytes(Vec::new()),
            #[cfg(feature = "parquet")]
            Form::Parquet => {
                let mut columns = crate::record::Columns::new(self.job.schema.clone());
                for line in self.lines.split(|&byte| byte == b'\n') {
                    let line = std::str::from_utf8(line).map_err(io::Error::other)?;
                    if !line.is_empty() {
                        columns.push(line);
                    }
                }
                Rows::Columns(columns)
            }
        };
        Ok(Done {
            block: block.number,
            checksum: block.checksum,
            rows,
            faults: self.faults,
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
    serde_json::to_writer(line, value).expect("these types have a JSON form, and memory takes it");
}

//! What a worker does with a block: records → summaries → rows as they will be written.

use super::args::{Errors, Form};
use super::block::{Block, Group, Plan};
use super::row::{Place, RowWriter};
use crate::record::{Fault, FaultKind, Field, Raw, Record};
use gleaner_engine::Options;
use gleaner_engine::Summary;
use gleaner_engine::{Source, Summarizer};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A worker that met something larger starts anew, so that it does not sit on the memory.
const KEPT_BYTES_MAX: usize = 4 << 20;

/// All that workers need to know.
pub(super) struct Job {
    pub(super) plan: Plan,
    pub(super) options: Options,
    pub(super) form: Form,
    pub(super) errors: Errors,
    pub(super) carried: Vec<String>,
    #[cfg(feature = "parquet")]
    pub(super) schema: ::parquet::schema::types::TypePtr,
}

/// A block as it will be written.
pub(super) struct Done {
    pub(super) block: u64,
    pub(super) checksum: u32,
    pub(super) rows: Rows,
    /// Lines of the side file.
    pub(super) faults: Vec<u8>,
    pub(super) record_count: u64,
    pub(super) row_count: u64,
    pub(super) error_count: u64,
    /// The first bad record, for people.
    pub(super) first_error: Option<String>,
}

/// Rows in the form of the output.
pub(super) enum Rows {
    Bytes(Vec<u8>),
    #[cfg(feature = "parquet")]
    Columns(crate::record::Columns),
}

/// Summarizes a block. Gives the same for the same block, whoever works on it.
///
/// # Errors
///
/// Where packing fails, which takes a lack of memory.
pub(super) fn work(block: &Block, job: &Job, summarizer: &mut Summarizer) -> io::Result<Done> {
    let mut writer = RowWriter::new(job);
    if job.plan.grouped {
        for group in &block.groups {
            summarize_group(group, block, job, summarizer, &mut writer);
        }
    } else {
        for record in &block.records {
            summarize_record(record, block, job, summarizer, &mut writer);
        }
    }
    if block.largest_bytes > KEPT_BYTES_MAX {
        *summarizer = Summarizer::new();
    }
    writer.finish(block)
}

fn summarize_record(
    raw: &Raw,
    block: &Block,
    job: &Job,
    summarizer: &mut Summarizer,
    writer: &mut RowWriter,
) {
    let place = Place::of(raw);
    let record = match raw.parse(&block.bytes, &job.plan.fields) {
        Ok(record) => record,
        Err(bad) => return writer.error(&bad.id, &bad.fault, place),
    };
    match summarize(std::slice::from_ref(&record), job, summarizer) {
        Ok(summary) => writer.summary(&record.id, None, &record.carried, &summary, place),
        Err(fault) => writer.error(&record.id, &fault, place),
    }
}

fn summarize_group(
    group: &Group,
    block: &Block,
    job: &Job,
    summarizer: &mut Summarizer,
    writer: &mut RowWriter,
) {
    let place = Place {
        input: group.input,
        number: group.number,
    };
    let mut records = Vec::new();
    let mut ids = Vec::new();
    for raw in &block.records[group.records.clone()] {
        match raw.parse(&block.bytes, &job.plan.fields) {
            Ok(record) => {
                ids.push(writer.id_or_place(&record.id, Place::of(raw)));
                records.push(record);
            }
            Err(bad) => writer.error(&bad.id, &bad.fault, Place::of(raw)),
        }
    }
    let Some(key) = &group.key else { return };
    let key = Field::Json(key.as_str().into());
    let summary = match &group.fault {
        Some(fault) => Err(fault.clone()),
        None if records.is_empty() => Err(Fault::new(
            FaultKind::NoText,
            "no record of the group can be summarized",
        )),
        None => summarize(&records, job, summarizer),
    };
    match summary {
        Ok(summary) => {
            writer.summary(&key, Some(&ids), &records[0].carried, &summary, place);
        }
        Err(fault) => writer.error(&key, &fault, place),
    }
}

/// The summary of records as one. The engine is total; should it fail all the same, one row is
/// lost, not the night.
fn summarize(records: &[Record], job: &Job, summarizer: &mut Summarizer) -> Result<Summary, Fault> {
    let sources: Vec<Source> = records
        .iter()
        .map(|record| Source::new(&record.text).with_title(&record.title))
        .collect();
    let summarized = catch_unwind(AssertUnwindSafe(|| {
        summarizer.summarize_documents(&sources, &job.options)
    }));
    summarized.map_err(|_| {
        *summarizer = Summarizer::new();
        Fault::new(
            FaultKind::Internal,
            "the engine failed on this record; please report it",
        )
    })
}

//! Turns a block of records into rows: what a worker thread does.

use super::block::{Block, Group};
use super::job::Job;
use super::row::{FinishedBlock, RecordLocation, RowWriter};
use crate::decode::decoded_warning;
use crate::record::{ErrorCode, Field, RawRecord, Record, RecordError};
use gleaner_engine::{Source, Summarizer, Summary};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// After a record or group larger than this, the worker replaces its summarizer, because a
/// summarizer keeps the memory that its largest text needed.
const REUSE_BYTES_MAX: usize = 4 << 20;

/// Summarizes a block. The result depends on the block and the job alone, not on what `summarizer`
/// did before.
///
/// # Errors
///
/// The rows cannot be compressed because there is no memory left.
pub(super) fn summarize_block(
    block: &Block,
    job: &Job,
    summarizer: &mut Summarizer,
) -> io::Result<FinishedBlock> {
    let mut writer = RowWriter::new(job);
    if job.plan.is_grouped {
        for group in &block.groups {
            summarize_group(group, block, job, summarizer, &mut writer);
        }
    } else {
        for record in &block.records {
            summarize_record(record, block, job, summarizer, &mut writer);
        }
    }
    if block.largest_bytes > REUSE_BYTES_MAX {
        *summarizer = Summarizer::new();
    }
    writer.finish(block)
}

fn summarize_record(
    raw: &RawRecord,
    block: &Block,
    job: &Job,
    summarizer: &mut Summarizer,
    writer: &mut RowWriter,
) {
    let location = RecordLocation::of(raw);
    let record = match raw.parse(&block.bytes, &job.plan.wanted) {
        Ok(record) => record,
        Err(bad) => return writer.add_error(&bad.id, &bad.error, location),
    };
    match summarize(std::slice::from_ref(&record), job, summarizer) {
        Ok(summary) => writer.add_summary(&record.id, None, &record.carried, &summary, location),
        Err(error) => writer.add_error(&record.id, &error, location),
    }
}

fn summarize_group(
    group: &Group,
    block: &Block,
    job: &Job,
    summarizer: &mut Summarizer,
    writer: &mut RowWriter,
) {
    let location = RecordLocation {
        input: group.input,
        number: group.number,
    };
    let mut records = Vec::new();
    let mut ids = Vec::new();
    for raw in &block.records[group.records.clone()] {
        let location = RecordLocation::of(raw);
        match raw.parse(&block.bytes, &job.plan.wanted) {
            Ok(record) => {
                ids.push(writer.id_or_location(&record.id, location));
                records.push(record);
            }
            Err(bad) => writer.add_error(&bad.id, &bad.error, location),
        }
    }
    // A record without a key is in a group by itself. It is bad, so its row is already written.
    let Some(key) = &group.key else { return };
    let key = Field::Json(key.as_str().into());
    let summary = match &group.error {
        Some(error) => Err(error.clone()),
        None if records.is_empty() => Err(RecordError::new(
            ErrorCode::NoText,
            "no record of the group can be summarized",
        )),
        None => summarize(&records, job, summarizer),
    };
    match summary {
        Ok(summary) => {
            writer.add_summary(&key, Some(&ids), &records[0].carried, &summary, location);
        }
        Err(error) => writer.add_error(&key, &error, location),
    }
}

/// Summarizes records together. The engine handles every text, so it should never panic; if it
/// does, the panic fails one record, not the whole job.
fn summarize(
    records: &[Record],
    job: &Job,
    summarizer: &mut Summarizer,
) -> Result<Summary, RecordError> {
    let sources: Vec<Source> = records
        .iter()
        .map(|record| Source::new(&record.text).with_title(&record.title))
        .collect();
    let summary = catch_unwind(AssertUnwindSafe(|| {
        summarizer.summarize_documents(&sources, &job.options)
    }));
    let summary = summary.map(|mut summary| {
        let decoded_from = records.iter().find_map(|record| record.decoded_from);
        summary.warnings.extend(decoded_from.map(decoded_warning));
        summary
    });
    summary.map_err(|_| {
        *summarizer = Summarizer::new();
        RecordError::new(
            ErrorCode::Internal,
            "the engine panicked on this record; please report this bug",
        )
    })
}

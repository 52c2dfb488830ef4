//! Reads the inputs and cuts them into blocks of records.
//!
//! Where a block ends depends on the records alone, never on time or threads, so every run of a job
//! has the same blocks. To resume a job is to read the inputs again and to skip the blocks that are
//! done.

use super::args::Shard;
use super::block::{Block, Group};
use crate::decode::Encoding;
use crate::record::{
    Content, ErrorCode, Input, InputReader, RawField, RawRecord, RecordError, TEXT_INDEX,
    WantedFields,
};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The most records, or groups, of one block.
const RECORDS_MAX: usize = 4096;
/// A group ends after this many records without a key, and of each of them only this many bytes are
/// kept. Otherwise a damaged file, whose lines have no keys, would fill the memory as one group.
const KEYLESS_MAX: usize = 1000;
const KEYLESS_BYTES_MAX: usize = 64 << 10;

/// What to read and where blocks end.
pub(super) struct ReadPlan {
    pub(super) inputs: Vec<Input>,
    pub(super) wanted: WantedFields,
    pub(super) is_grouped: bool,
    pub(super) shard: Shard,
    /// The most records or groups to read, those of other shards included.
    pub(super) limit: Option<u64>,
    /// A block ends when it has at least this many bytes.
    pub(super) block_bytes: usize,
    /// The largest record or group that is summarized.
    pub(super) record_bytes_max: usize,
    /// The encoding of text and CSV files; without one, each file says its own.
    pub(super) encoding: Option<Encoding>,
}

/// The operating system failed to read an input. The job can be resumed.
pub(super) struct ReadError {
    pub(super) input: String,
    pub(super) error: io::Error,
}

/// Reads blocks.
pub(super) struct BlockReader<'p> {
    plan: &'p ReadPlan,
    is_cancelled: &'p AtomicBool,
    bytes_read: &'p Arc<AtomicU64>,
    reader: Option<InputReader>,
    next_input: usize,
    /// The next record, if it was read but did not belong in the last block. Its bytes are in
    /// `record_bytes`.
    peeked: Option<RawRecord>,
    record_bytes: Vec<u8>,
    /// How many records or groups have begun, those of other shards included.
    started_count: u64,
    block_count: u64,
    checksum: crc32fast::Hasher,
    /// Hashes of the keys of all groups that have begun: about 10 bytes of memory per group.
    seen_keys: HashSet<u64>,
}

impl<'p> BlockReader<'p> {
    /// A reader at the start of the inputs. It ends early once `is_cancelled` is set, and adds to
    /// `bytes_read` what it reads from files.
    pub(super) fn new(
        plan: &'p ReadPlan,
        is_cancelled: &'p AtomicBool,
        bytes_read: &'p Arc<AtomicU64>,
    ) -> BlockReader<'p> {
        BlockReader {
            plan,
            is_cancelled,
            bytes_read,
            reader: None,
            next_input: 0,
            peeked: None,
            record_bytes: Vec::new(),
            started_count: 0,
            block_count: 0,
            checksum: crc32fast::Hasher::new(),
            seen_keys: HashSet::new(),
        }
    }

    /// The next block. `None` at the end of the inputs, or if the job was cancelled.
    ///
    /// # Errors
    ///
    /// The operating system fails to open or read an input.
    pub(super) fn next(&mut self) -> Result<Option<Block>, ReadError> {
        let mut block = Block {
            bytes: Vec::with_capacity(self.plan.block_bytes + self.plan.block_bytes / 8),
            ..Block::default()
        };
        match self.plan.is_grouped {
            false => self.fill_with_records(&mut block)?,
            true => self.fill_with_groups(&mut block)?,
        }
        let is_empty = block.records.is_empty() && block.groups.is_empty();
        if is_empty || self.is_cancelled() {
            return Ok(None);
        }
        block.number = self.block_count;
        self.block_count += 1;
        self.checksum.update(&block.bytes);
        block.input_checksum = self.checksum.clone().finalize();
        Ok(Some(block))
    }

    /// Whether the job was cancelled, so that the last block may not be the end of the inputs.
    pub(super) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    fn fill_with_records(&mut self, block: &mut Block) -> Result<(), ReadError> {
        while !self.is_full(block) && !self.is_at_limit() {
            let Some(record) = self.next_record()? else {
                break;
            };
            if self.start_next() {
                self.push(record, block);
            }
        }
        Ok(())
    }

    fn fill_with_groups(&mut self, block: &mut Block) -> Result<(), ReadError> {
        let mut open_group: Option<Group> = None;
        while let Some(record) = self.next_record()? {
            let key = record.group_key(&self.record_bytes, &self.plan.wanted);
            let continues_group = match (&open_group, &key) {
                (Some(group), Some(key)) => group.key.as_ref() == Some(key),
                // A record without a key stays in the group, because it may be a damaged record of
                // it.
                (Some(group), None) => group.keyless_count < KEYLESS_MAX,
                (None, _) => false,
            };
            if !continues_group {
                self.close_group(open_group.take(), block);
                if self.is_full(block) || self.is_at_limit() {
                    self.peeked = Some(record);
                    return Ok(());
                }
                open_group = Some(self.open_group(key.clone(), &record, block));
            }
            if let Some(group) = &mut open_group {
                self.add_to_group(record, key.is_some(), group, block);
            }
            if key.is_none() && !continues_group {
                self.close_group(open_group.take(), block);
            }
        }
        self.close_group(open_group, block);
        Ok(())
    }

    fn open_group(&mut self, key: Option<String>, first: &RawRecord, block: &Block) -> Group {
        let is_in_shard = self.start_next();
        let was_seen = key
            .as_ref()
            .is_some_and(|key| !self.seen_keys.insert(hash(key)));
        let error = was_seen.then(|| {
            RecordError::new(
                ErrorCode::KeySeenAgain,
                "an earlier group has the same key; sort the input by the --group-by field",
            )
        });
        Group {
            key,
            records: block.records.len()..block.records.len(),
            error,
            input: first.input,
            number: first.number,
            bytes_start: block.bytes.len(),
            keyless_count: 0,
            is_in_shard,
        }
    }

    /// Adds a record to its group. Of a group that cannot be summarized only the bad records are
    /// kept, and of a group of another shard nothing.
    fn add_to_group(
        &mut self,
        mut record: RawRecord,
        has_key: bool,
        group: &mut Group,
        block: &mut Block,
    ) {
        if !group.is_in_shard {
            return;
        }
        if !has_key {
            group.keyless_count += 1;
            self.reject_keyless(&mut record);
        }
        let is_bad = !has_key || matches!(record.content, Content::Bad { .. });
        if group.error.is_some() && !is_bad {
            return;
        }
        self.push(record, block);
        let group_bytes = block.bytes.len() - group.bytes_start;
        if group_bytes > self.plan.record_bytes_max && group.error.is_none() {
            group.error = Some(RecordError::too_large(self.plan.record_bytes_max));
            drop_good_records(group, block);
        }
    }

    /// Turns a record without a key into a bad record. Of a JSON line it keeps the start, from
    /// which the id may be recovered.
    fn reject_keyless(&mut self, record: &mut RawRecord) {
        let error = match record.parse(&self.record_bytes, &self.plan.wanted) {
            Ok(_) => RecordError::new(
                ErrorCode::NoKey,
                "no value in the --group-by field; the record is in no group",
            ),
            Err(bad) => bad.error,
        };
        match &mut record.content {
            Content::JsonLine(line) => {
                let readable = line.start..line.end.min(line.start + KEYLESS_BYTES_MAX);
                self.record_bytes.truncate(readable.end);
                record.content = Content::Bad { error, readable };
            }
            Content::Fields(fields) => fields[TEXT_INDEX] = RawField::Bad(error),
            Content::Bad { .. } => {}
        }
    }

    fn close_group(&mut self, group: Option<Group>, block: &mut Block) {
        if let Some(mut group) = group
            && group.is_in_shard
        {
            group.records.end = block.records.len();
            let group_bytes = block.bytes.len() - group.bytes_start;
            block.largest_bytes = block.largest_bytes.max(group_bytes);
            block.groups.push(group);
        }
    }

    /// Moves the record that was just read into the block.
    fn push(&self, mut record: RawRecord, block: &mut Block) {
        record.shift(block.bytes.len());
        block.bytes.extend_from_slice(&self.record_bytes);
        block.largest_bytes = block.largest_bytes.max(self.record_bytes.len());
        block.records.push(record);
    }

    /// The next record of the inputs, with its bytes in `record_bytes`. `None` at the end of the
    /// inputs, or if the job was cancelled.
    fn next_record(&mut self) -> Result<Option<RawRecord>, ReadError> {
        if let Some(record) = self.peeked.take() {
            return Ok(Some(record));
        }
        self.record_bytes.clear();
        while !self.is_cancelled() {
            let Some(reader) = &mut self.reader else {
                if !self.open_next_input()? {
                    return Ok(None);
                }
                continue;
            };
            let index = self.next_input - 1;
            let read = reader.next(&mut self.record_bytes, &self.plan.wanted);
            match read.map_err(|error| read_error(&self.plan.inputs[index], error))? {
                Some(mut record) => {
                    record.input = index as u32;
                    return Ok(Some(record));
                }
                None => self.reader = None,
            }
        }
        Ok(None)
    }

    /// Opens the next input. Returns false if there is none.
    fn open_next_input(&mut self) -> Result<bool, ReadError> {
        let plan = self.plan;
        let Some(input) = plan.inputs.get(self.next_input) else {
            return Ok(false);
        };
        let reader = InputReader::open(
            input,
            &plan.wanted,
            plan.record_bytes_max,
            plan.encoding,
            self.bytes_read,
        );
        self.reader = Some(reader.map_err(|error| read_error(input, error))?);
        self.next_input += 1;
        Ok(true)
    }

    fn is_full(&self, block: &Block) -> bool {
        block.bytes.len() >= self.plan.block_bytes
            || block.records.len().max(block.groups.len()) >= RECORDS_MAX
    }

    fn is_at_limit(&self) -> bool {
        let limit = self.plan.limit;
        limit.is_some_and(|limit| self.started_count >= limit)
    }

    /// Counts the record or group that begins, and returns whether it belongs to this shard.
    fn start_next(&mut self) -> bool {
        let Shard { index, count } = self.plan.shard;
        let number = self.started_count;
        self.started_count += 1;
        number % count == index
    }
}

/// Drops the records of a group that became too large, except the bad ones, which get error rows.
fn drop_good_records(group: &Group, block: &mut Block) {
    for mut record in block.records.split_off(group.records.start) {
        if let Content::Bad { readable, .. } = &mut record.content {
            // Their bytes are dropped too.
            *readable = 0..0;
            block.records.push(record);
        }
    }
    block.bytes.truncate(group.bytes_start);
}

/// A hash of a key. `DefaultHasher::new` has no random state, so all runs of a job agree.
fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn read_error(input: &Input, error: io::Error) -> ReadError {
    ReadError {
        input: input.name(),
        error,
    }
}

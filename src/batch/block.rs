//! Cuts the inputs into blocks of records. Where a block ends hangs on the records alone, never on
//! time or threads, so every run of a job has the same blocks: to resume is to read again and to
//! leave out the blocks that are done.

use super::args::Shard;
use crate::record::{Content, Fault, FaultKind, Fields, Input, Raw, Reader, TEXT, Value};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A block ends after that many records, though they be small.
const RECORDS_MAX: usize = 4096;
/// A group does not go on over more records without a key, nor is more kept of each of them: a file
/// of rubbish must not fill the memory.
const KEYLESS_MAX: usize = 1000;
const KEYLESS_BYTES_MAX: usize = 64 << 10;

/// Some records, whole groups of them, that one worker takes at a time.
#[derive(Default)]
pub(super) struct Block {
    /// Counted from 0.
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) records: Vec<Raw>,
    /// Of grouped records, the groups; else empty.
    pub(super) groups: Vec<Group>,
    /// Bytes of the largest record or group.
    pub(super) largest_bytes: usize,
    /// Of the bytes of this block and all before it.
    pub(super) checksum: u32,
}

/// Adjacent records with the same key.
pub(super) struct Group {
    /// As JSON; `None` for a record by itself that has no key.
    pub(super) key: Option<String>,
    pub(super) records: Range<usize>,
    /// Why the group cannot be summarized; its good records were dropped then.
    pub(super) fault: Option<Fault>,
    /// Where the group begins.
    pub(super) input: u32,
    pub(super) number: u64,
    bytes_from: usize,
    /// Bad records in it that have no key.
    keyless: usize,
    /// Whether it belongs to this shard.
    ours: bool,
}

/// What to cut, and how.
pub(super) struct Plan {
    pub(super) inputs: Vec<Input>,
    pub(super) fields: Fields,
    pub(super) grouped: bool,
    pub(super) shard: Shard,
    pub(super) limit: Option<u64>,
    pub(super) block_bytes: usize,
    pub(super) bytes_max: usize,
}

/// Reads blocks.
pub(super) struct Cutter<'p> {
    plan: &'p Plan,
    stop: &'p AtomicBool,
    bytes_read: &'p Arc<AtomicU64>,
    reader: Option<Reader>,
    next_input: usize,
    /// The record to come, with its bytes in `scratch`.
    held: Option<Raw>,
    scratch: Vec<u8>,
    /// Records or groups seen, those of other shards too.
    ordinal: u64,
    blocks: u64,
    checksum: crc32fast::Hasher,
    /// Hashes of the keys of the groups that ended. Grows by some 10 bytes a group.
    keys_seen: HashSet<u64>,
}

impl<'p> Cutter<'p> {
    pub(super) fn new(
        plan: &'p Plan,
        stop: &'p AtomicBool,
        bytes_read: &'p Arc<AtomicU64>,
    ) -> Cutter<'p> {
        Cutter {
            plan,
            stop,
            bytes_read,
            reader: None,
            next_input: 0,
            held: None,
            scratch: Vec::new(),
            ordinal: 0,
            blocks: 0,
            checksum: crc32fast::Hasher::new(),
            keys_seen: HashSet::new(),
        }
    }

    /// The next block; `None` at the end, or when told to stop.
    ///
    /// # Errors
    ///
    /// Which input the disk would not give, and why.
    pub(super) fn next(&mut self) -> Result<Option<Block>, String> {
        let mut block = Block {
            bytes: Vec::with_capacity(self.plan.block_bytes + self.plan.block_bytes / 8),
            ..Block::default()
        };
        match self.plan.grouped {
            false => self.take_records(&mut block)?,
            true => self.take_groups(&mut block)?,
        }
        if self.stop.load(Ordering::Relaxed) || block.records.is_empty() && block.groups.is_empty()
        {
            return Ok(None);
        }
        block.number = self.blocks;
        self.blocks += 1;
        self.checksum.update(&block.bytes);
        block.checksum = self.checksum.clone().finalize();
        Ok(Some(block))
    }

    /// Whether it was told to stop, so that the end is not the end of the input.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn take_records(&mut self, block: &mut Block) -> Result<(), String> {
        while !self.is_full(block) && !self.at_limit() {
            let Some(record) = self.look()? else { break };
            if self.next_is_ours() {
                self.push(record, block);
            }
        }
        Ok(())
    }

    fn take_groups(&mut self, block: &mut Block) -> Result<(), String> {
        let mut open: Option<Group> = None;
        while let Some(record) = self.look()? {
            let key = record.group_key(&self.scratch, &self.plan.fields);
            let goes_on = match (&open, &key) {
                (Some(group), Some(key)) => group.key.as_ref() == Some(key),
                // Without a key it does not end a group: it may be a line of it that was damaged.
                (Some(group), None) => group.keyless < KEYLESS_MAX,
                (None, _) => false,
            };
            if !goes_on {
                self.close(open.take(), block);
                if self.is_full(block) || self.at_limit() {
                    self.held = Some(record);
                    return Ok(());
                }
                open = Some(self.open(key.clone(), &record, block));
            }
            if let Some(group) = &mut open {
                self.add(record, key.is_some(), group, block);
            }
            if key.is_none() && !goes_on {
                self.close(open.take(), block);
            }
        }
        self.close(open, block);
        Ok(())
    }

    fn open(&mut self, key: Option<String>, first: &Raw, block: &Block) -> Group {
        let ours = self.next_is_ours();
        let again = key
            .as_ref()
            .is_some_and(|key| !self.keys_seen.insert(hash(key)));
        let fault = again.then(|| {
            Fault::new(
                FaultKind::KeySeenAgain,
                "a group of this key ended before; sort the input by the key",
            )
        });
        Group {
            key,
            records: block.records.len()..block.records.len(),
            fault,
            input: first.input,
            number: first.number,
            bytes_from: block.bytes.len(),
            keyless: 0,
            ours,
        }
    }

    /// Puts a record into its group. Of a group that cannot be summarized, or that is another
    /// shard's, nothing is kept but, in our shard, the bad records.
    fn add(&mut self, mut record: Raw, has_key: bool, group: &mut Group, block: &mut Block) {
        if !group.ours {
            return;
        }
        if !has_key {
            group.keyless += 1;
            self.mark_keyless(&mut record);
        }
        let is_bad = matches!(record.content, Content::Bad(..)) || !has_key;
        if group.fault.is_some() && !is_bad {
            return;
        }
        self.push(record, block);
        if block.bytes.len() - group.bytes_from > self.plan.bytes_max && group.fault.is_none() {
            group.fault = Some(Fault::too_large(self.plan.bytes_max));
            let rest = block.records.split_off(group.records.start);
            let is_bad = |record: &Raw| matches!(record.content, Content::Bad(..));
            block
                .records
                .extend(rest.into_iter().filter(is_bad).map(|mut record| {
                    if let Content::Bad(_, range) = &mut record.content {
                        *range = 0..0;
                    }
                    record
                }));
            block.bytes.truncate(group.bytes_from);
        }
    }

    /// Makes a bad record of one without a key, with as much of its line as may name its id.
    fn mark_keyless(&mut self, record: &mut Raw) {
        let fault = match record.parse(&self.scratch, &self.plan.fields) {
            Ok(_) => no_key(),
            Err(bad) => bad.fault,
        };
        match &mut record.content {
            Content::Json(line) => {
                let kept = line.start..line.end.min(line.start + KEYLESS_BYTES_MAX);
                self.scratch.truncate(kept.end);
                record.content = Content::Bad(fault, kept);
            }
            Content::Values(values) => values[TEXT] = Value::Bad(fault),
            Content::Bad(..) => {}
        }
    }

    fn close(&mut self, group: Option<Group>, block: &mut Block) {
        if let Some(mut group) = group
            && group.ours
        {
            group.records.end = block.records.len();
            block.largest_bytes = block
                .largest_bytes
                .max(block.bytes.len() - group.bytes_from);
            block.groups.push(group);
        }
    }

    fn push(&self, mut record: Raw, block: &mut Block) {
        record.shift(block.bytes.len());
        block.bytes.extend_from_slice(&self.scratch);
        block.largest_bytes = block.largest_bytes.max(self.scratch.len());
        block.records.push(record);
    }

    /// The next record of the inputs; its bytes are in `scratch`.
    fn look(&mut self) -> Result<Option<Raw>, String> {
        if let Some(record) = self.held.take() {
            return Ok(Some(record));
        }
        self.scratch.clear();
        while !self.stop.load(Ordering::Relaxed) {
            if self.reader.is_none() {
                let Some(input) = self.plan.inputs.get(self.next_input) else {
                    return Ok(None);
                };
                let reader = Reader::open(
                    input,
                    &self.plan.fields,
                    self.plan.bytes_max,
                    self.bytes_read,
                );
                self.reader = Some(reader.map_err(|error| cannot_read(input, &error))?);
                self.next_input += 1;
            }
            let at = self.next_input - 1;
            if let Some(reader) = &mut self.reader {
                let record = reader.next(&mut self.scratch, &self.plan.fields);
                match record.map_err(|error| cannot_read(&self.plan.inputs[at], &error))? {
                    Some(mut record) => {
                        record.input = at as u32;
                        return Ok(Some(record));
                    }
                    None => self.reader = None,
                }
            }
        }
        Ok(None)
    }

    fn is_full(&self, block: &Block) -> bool {
        block.bytes.len() >= self.plan.block_bytes
            || block.records.len().max(block.groups.len()) >= RECORDS_MAX
    }

    fn at_limit(&self) -> bool {
        self.plan.limit.is_some_and(|limit| self.ordinal >= limit)
    }

    /// Counts one more record or group, and says whether it is of our shard.
    fn next_is_ours(&mut self) -> bool {
        let Shard { index, count } = self.plan.shard;
        self.ordinal += 1;
        (self.ordinal - 1) % count == index
    }
}

fn no_key() -> Fault {
    Fault::new(
        FaultKind::NoKey,
        "no value in the field of --group-by; the record was left out of its group",
    )
}

fn hash(key: &str) -> u64 {
    // Keys are fixed, so that runs agree.
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn cannot_read(input: &Input, error: &io::Error) -> String {
    format!(
        "cannot read {}: {error}; the same command will go on from here",
        input.name()
    )
}

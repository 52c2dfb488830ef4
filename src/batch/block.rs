//! Blocks of records: what one worker thread takes at a time.

use crate::record::{RawRecord, RecordError};
use std::ops::Range;

/// Some records. With `--group-by`, whole groups of them.
#[derive(Default)]
pub(super) struct Block {
    /// Counted from 0.
    pub(super) number: u64,
    /// The bytes of the records, one after another.
    pub(super) bytes: Vec<u8>,
    pub(super) records: Vec<RawRecord>,
    /// Empty without `--group-by`.
    pub(super) groups: Vec<Group>,
    /// The size of the largest record or group.
    pub(super) largest_bytes: usize,
    /// The CRC-32 of the bytes of all blocks up to this one.
    pub(super) input_checksum: u32,
}

/// Adjacent records with the same key.
pub(super) struct Group {
    /// The key as JSON. `None` for a single record that has no key.
    pub(super) key: Option<String>,
    /// The group's records, as indices into [`Block::records`].
    pub(super) records: Range<usize>,
    /// Why the group cannot be summarized. Its good records are not kept then.
    pub(super) error: Option<RecordError>,
    /// The input in which the group begins, and the line or row there.
    pub(super) input: u32,
    pub(super) number: u64,
    /// Where the group begins in [`Block::bytes`].
    pub(super) bytes_start: usize,
    /// How many bad records without a key are in it.
    pub(super) keyless_count: usize,
    /// Whether the group belongs to the shard of this job.
    pub(super) is_in_shard: bool,
}

//! The manifest, `OUT.manifest`: which job an output belongs to, and how far the job has come.
//!
//! A checkpoint is appended only after everything it counts has been synced to the disk, so what
//! the manifest says is true after any crash. The names of its JSON fields are fixed, because a job
//! may be resumed by a later version.

use crate::record::Input;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The first line: identifies the job.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct JobHeader {
    #[serde(rename = "gleaner_batch")]
    format_version: u32,
    /// The options that determine the output, by name.
    options: BTreeMap<String, String>,
    inputs: InputsDigest,
}

/// Identifies the inputs without listing them, because there may be millions.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct InputsDigest {
    files: usize,
    bytes: u64,
    /// The CRC-32 of all paths, sizes and times of change.
    checksum: u32,
}

/// Every further line: what has been written so far.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Checkpoint {
    /// Counted from 1.
    #[serde(rename = "unit")]
    pub(super) number: u64,
    /// All blocks before this number are written.
    pub(super) blocks: u64,
    /// Later blocks that are written too. Only with `--unordered`.
    #[serde(rename = "ahead", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) blocks_ahead: Vec<u64>,
    pub(super) records: u64,
    pub(super) rows: u64,
    pub(super) errors: u64,
    /// The length of `OUT.partial`.
    pub(super) output_bytes: u64,
    /// The length of `OUT.errors.partial`.
    pub(super) error_bytes: u64,
    /// The CRC-32 of the input bytes of the first `checksum_blocks` blocks.
    pub(super) input_checksum: u32,
    #[serde(rename = "checked_blocks")]
    pub(super) checksum_blocks: u64,
    /// Whether every row is written, so that the output only needs its final name.
    #[serde(rename = "sealed")]
    pub(super) is_final: bool,
}

impl Checkpoint {
    /// Counts a block as written. `input_checksum` is that of all blocks up to this one.
    pub(super) fn count_block(&mut self, block: u64, input_checksum: u32) {
        if block > self.blocks {
            self.blocks_ahead.push(block);
            return;
        }
        self.blocks = block + 1;
        self.input_checksum = input_checksum;
        self.checksum_blocks = self.blocks;
        while let Some(index) = self
            .blocks_ahead
            .iter()
            .position(|&ahead| ahead == self.blocks)
        {
            self.blocks_ahead.swap_remove(index);
            self.blocks += 1;
        }
    }

    /// Whether block number `block` is written.
    pub(super) fn has_block(&self, block: u64) -> bool {
        block < self.blocks || self.blocks_ahead.contains(&block)
    }
}

/// An open manifest. On Unix it is locked, so that no other process runs the same job.
pub(super) struct Manifest {
    file: File,
}

impl JobHeader {
    pub(super) fn new(options: BTreeMap<String, String>, inputs: &[Input]) -> JobHeader {
        let mut checksum = crc32fast::Hasher::new();
        for input in inputs {
            checksum.update(input.path.as_os_str().as_encoded_bytes());
            checksum.update(&[0]);
            checksum.update(&input.file_bytes.to_le_bytes());
            checksum.update(&input.modified.to_le_bytes());
        }
        JobHeader {
            format_version: 1,
            options,
            inputs: InputsDigest {
                files: inputs.len(),
                bytes: inputs.iter().map(|input| input.file_bytes).sum(),
                checksum: checksum.finalize(),
            },
        }
    }

    /// What differs between two jobs, for people. Empty if they are the same job.
    pub(super) fn differences(&self, other: &JobHeader) -> Vec<String> {
        if self.format_version != other.format_version {
            return vec!["the format of the manifest".into()];
        }
        let names: BTreeSet<&String> = self.options.keys().chain(other.options.keys()).collect();
        let mut differences: Vec<String> = names
            .into_iter()
            .filter(|&name| self.options.get(name) != other.options.get(name))
            .map(|name| name.replace('_', "-"))
            .collect();
        if self.inputs != other.inputs {
            differences.push("the inputs".into());
        }
        differences
    }
}

impl Manifest {
    /// Opens or creates the file and locks it until the manifest is dropped.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, or another process has locked it.
    pub(super) fn open_locked(path: &Path) -> io::Result<Manifest> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        #[cfg(unix)]
        rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).map_err(
            |error| match error {
                rustix::io::Errno::WOULDBLOCK => {
                    io::Error::other("another gleaner process is running this job")
                }
                other => other.into(),
            },
        )?;
        Ok(Manifest { file })
    }

    /// The header and the checkpoints; `None` if there is no header. If a crash cut off the last
    /// line, that line is removed from the file.
    ///
    /// # Errors
    ///
    /// The file cannot be read or written, or its first line is not a header.
    pub(super) fn read(&mut self) -> io::Result<Option<(JobHeader, Vec<Checkpoint>)>> {
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_string(&mut text)?;
        let mut lines = text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'));
        let Some(header) = lines.next() else {
            return Ok(None);
        };
        let mut valid_bytes = header.len();
        let header = serde_json::from_str(header)?;
        let mut checkpoints = Vec::new();
        for line in lines {
            let Ok(checkpoint) = serde_json::from_str(line) else {
                break;
            };
            checkpoints.push(checkpoint);
            valid_bytes += line.len();
        }
        self.file.set_len(valid_bytes as u64)?;
        self.file.seek(SeekFrom::End(0))?;
        Ok(Some((header, checkpoints)))
    }

    /// Replaces the whole file by `header`.
    pub(super) fn start(&mut self, header: &JobHeader) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.append_line(header)
    }

    /// Appends a checkpoint, which is on the disk when this returns.
    pub(super) fn append(&mut self, checkpoint: &Checkpoint) -> io::Result<()> {
        self.append_line(checkpoint)
    }

    fn append_line(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }
}

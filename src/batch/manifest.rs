//! What stands beside an output, `OUT.manifest`: which job it is, and how far it has come. A line is
//! added when all it speaks of is safely on the disk, so what it says holds after any crash.

use crate::record::Input;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The first line: which job.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Header {
    /// The version of this format.
    gleaner_batch: u32,
    /// Everything that decides the output, by name.
    options: BTreeMap<String, String>,
    inputs: InputsId,
}

/// Tells inputs from others without listing them: there may be millions.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct InputsId {
    files: usize,
    bytes: u64,
    /// Of all paths, lengths and times of change.
    checksum: u32,
}

/// Every further line: what is done up to there.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Unit {
    /// Counted from 1.
    pub(super) unit: u64,
    /// Every block before this one is done.
    pub(super) blocks: u64,
    /// Blocks done beyond that, where order is not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ahead: Vec<u64>,
    pub(super) records: u64,
    pub(super) rows: u64,
    pub(super) errors: u64,
    /// As long as the output was then.
    pub(super) output_bytes: u64,
    /// As long as the side file was then.
    pub(super) error_bytes: u64,
    /// Of the input bytes of that many blocks.
    pub(super) input_checksum: u32,
    pub(super) checked_blocks: u64,
    /// Whether this is all; the output needs but its name.
    pub(super) sealed: bool,
}

/// The file.
pub(super) struct Manifest {
    file: File,
}

impl Header {
    pub(super) fn new(options: BTreeMap<String, String>, inputs: &[Input]) -> Header {
        let mut checksum = crc32fast::Hasher::new();
        for input in inputs {
            checksum.update(input.path.as_os_str().as_encoded_bytes());
            checksum.update(&[0]);
            checksum.update(&input.length.to_le_bytes());
            checksum.update(&input.modified.to_le_bytes());
        }
        Header {
            gleaner_batch: 1,
            options,
            inputs: InputsId {
                files: inputs.len(),
                bytes: inputs.iter().map(|input| input.length).sum(),
                checksum: checksum.finalize(),
            },
        }
    }

    /// In what `self` is another job than `other`; nothing if it is the same.
    pub(super) fn differences(&self, other: &Header) -> Vec<String> {
        if self.gleaner_batch != other.gleaner_batch {
            return vec!["the format of the manifest".into()];
        }
        let names: std::collections::BTreeSet<&String> =
            self.options.keys().chain(other.options.keys()).collect();
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
    /// Opens or makes the file and keeps other jobs from it while this one lives.
    ///
    /// # Errors
    ///
    /// What the disk says, or that another job has it.
    pub(super) fn open(path: &Path) -> io::Result<Manifest> {
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
                    io::Error::other("another gleaner is working on it")
                }
                other => other.into(),
            },
        )?;
        Ok(Manifest { file })
    }

    /// What the file says; a last line that a crash cut short is forgotten.
    pub(super) fn read(&mut self) -> io::Result<Option<(Header, Vec<Unit>)>> {
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_string(&mut text)?;
        let mut whole = 0;
        let mut lines = text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'));
        let Some(header) = lines.next() else {
            return Ok(None);
        };
        whole += header.len();
        let header = serde_json::from_str(header)?;
        let mut units = Vec::new();
        for line in lines {
            let Ok(unit) = serde_json::from_str(line) else {
                break;
            };
            units.push(unit);
            whole += line.len();
        }
        self.file.set_len(whole as u64)?;
        self.file.seek(SeekFrom::End(0))?;
        Ok(Some((header, units)))
    }

    /// Forgets everything and begins with `header`.
    pub(super) fn begin(&mut self, header: &Header) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.append_line(header)
    }

    /// Adds what is done; it is on the disk when this returns.
    pub(super) fn append(&mut self, unit: &Unit) -> io::Result<()> {
        self.append_line(unit)
    }

    fn append_line(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }
}

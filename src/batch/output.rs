//! Writes the output. A file is written as `OUT.partial` and renamed when all of it is on the disk.
//! When a job is resumed, whatever was written after the last checkpoint is cut off.

use super::args::{Args, ErrorPolicy, OutputFormat};
use super::job::Job;
use super::manifest::{Checkpoint, JobHeader, Manifest};
use super::paths::{Paths, sync_directory};
use super::row::{EncodedRows, FinishedBlock};
use crate::record::Compression;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, StdoutLock, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// A row group ends when its rows take this much memory, even if they are few.
#[cfg(feature = "parquet")]
const ROW_GROUP_BYTES: usize = 32 << 20;

/// What [`Output::open`] found.
pub(super) enum Opened {
    /// There is work to do.
    Unfinished(Box<Output>),
    /// An earlier run finished the job.
    Complete(Checkpoint),
}

/// An open output.
pub(super) struct Output {
    sink: Sink,
    /// What is written so far.
    pub(super) written: Checkpoint,
    /// What a resumed job can rely on: the last checkpoint of this run or of an earlier one.
    pub(super) last_checkpoint: Checkpoint,
}

enum Sink {
    Stdout(StdoutLock<'static>),
    Files(Box<Files>),
}

struct Files {
    paths: Paths,
    rows: File,
    /// Open with `--errors file`.
    errors: Option<File>,
    manifest: Manifest,
    format: OutputFormat,
    checkpoint_interval: Duration,
    last_checkpoint_at: Instant,
    #[cfg(feature = "parquet")]
    row_group_rows: usize,
    /// The rows of the next row group. They are counted as written but are not in the file yet.
    #[cfg(feature = "parquet")]
    pending: Option<crate::record::Columns>,
}

impl Output {
    /// Opens the output of a job and goes to the last checkpoint of an earlier run, if there was
    /// one.
    ///
    /// # Errors
    ///
    /// One line: the output exists already, it belongs to another job, or it cannot be written.
    pub(super) fn open(args: &Args, header: &JobHeader, job: &Job) -> Result<Opened, String> {
        if args.writes_to_stdout() {
            return Ok(Opened::Unfinished(Box::new(Output {
                sink: Sink::Stdout(io::stdout().lock()),
                written: Checkpoint::default(),
                last_checkpoint: Checkpoint::default(),
            })));
        }
        let paths = Paths::of(&args.output);
        let fail = |error: io::Error| write_error(&args.output, &error);
        let mut manifest = lock_manifest(args, &paths)?;
        let checkpoints = match args.overwrite {
            true => None,
            false => read_checkpoints(&mut manifest, header, &paths)?,
        };
        if let Some(checkpoints) = &checkpoints
            && let Some(last) = checkpoints.last().filter(|last| last.is_final)
        {
            publish(&paths, checkpoints, job)?;
            return Ok(Opened::Complete(last.clone()));
        }
        if checkpoints.is_none() {
            manifest.start(header).map_err(fail)?;
        }
        let last_checkpoint = checkpoints
            .and_then(|mut checkpoints| checkpoints.pop())
            .unwrap_or_default();
        let rows = open_truncated(&paths.partial, last_checkpoint.output_bytes)?;
        let errors = match args.errors {
            ErrorPolicy::File => {
                let length = last_checkpoint.error_bytes;
                Some(open_truncated(&paths.errors_partial, length)?)
            }
            ErrorPolicy::Row | ErrorPolicy::Fail => None,
        };
        sync_directory(&paths.output).map_err(fail)?;
        Ok(Opened::Unfinished(Box::new(Output {
            sink: Sink::Files(Box::new(Files {
                paths,
                rows,
                errors,
                manifest,
                format: job.format,
                checkpoint_interval: Duration::from_secs_f64(args.checkpoint),
                last_checkpoint_at: Instant::now(),
                #[cfg(feature = "parquet")]
                row_group_rows: args.row_group,
                #[cfg(feature = "parquet")]
                pending: None,
            })),
            written: last_checkpoint.clone(),
            last_checkpoint,
        })))
    }

    /// Writes the rows of a block, and a checkpoint if it is time for one.
    ///
    /// # Errors
    ///
    /// The output cannot be written.
    pub(super) fn write(&mut self, block: FinishedBlock) -> io::Result<()> {
        let written = &mut self.written;
        written.records += block.record_count;
        written.rows += block.row_count;
        written.errors += block.error_count;
        written.count_block(block.number, block.input_checksum);
        match (&mut self.sink, block.rows) {
            (Sink::Stdout(stdout), EncodedRows::Bytes(bytes)) => {
                stdout.write_all(&bytes)?;
                stdout.flush()
            }
            (Sink::Files(files), rows) => {
                if let Some(file) = &mut files.errors {
                    file.write_all(&block.error_rows)?;
                    written.error_bytes += block.error_rows.len() as u64;
                }
                if files.write(rows, written)? {
                    files.checkpoint(written, false)?;
                    self.last_checkpoint = written.clone();
                }
                Ok(())
            }
            #[cfg(feature = "parquet")]
            (Sink::Stdout(_), EncodedRows::Columns(_)) => {
                unreachable!("standard output takes only JSONL")
            }
        }
    }

    /// Writes a checkpoint, so that a later run can resume from here. Parquet rows that do not fill
    /// a row group prevent that; the last checkpoint then stays the one to resume from.
    ///
    /// # Errors
    ///
    /// The files cannot be synced or the manifest cannot be written.
    pub(super) fn checkpoint(&mut self) -> io::Result<()> {
        let is_done = match &mut self.sink {
            // Nothing to sync: what was written cannot be taken back.
            Sink::Stdout(_) => true,
            Sink::Files(files) => files.checkpoint(&mut self.written, false)?,
        };
        if is_done {
            self.last_checkpoint = self.written.clone();
        }
        Ok(())
    }

    /// Writes what is left and gives the files their final names. Returns what was written in all.
    ///
    /// # Errors
    ///
    /// One line: the files cannot be written or renamed.
    pub(super) fn finalize(mut self, job: &Job) -> Result<Checkpoint, String> {
        if let Sink::Files(files) = &mut self.sink {
            let checkpoints = files
                .write_final_checkpoint(&mut self.written)
                .map_err(|error| write_error(&files.paths.output, &error))?;
            publish(&files.paths, &checkpoints, job)?;
        }
        Ok(self.written)
    }
}

/// Why a file of the job cannot be written, and how to go on.
pub(super) fn write_error(path: &Path, error: &io::Error) -> String {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and run the same command to resume"
        }
        _ => "run the same command to resume",
    };
    format!("cannot write {}: {error}; {advice}", path.display())
}

impl Files {
    /// Writes rows. Returns whether it is time for a checkpoint.
    fn write(&mut self, rows: EncodedRows, written: &mut Checkpoint) -> io::Result<bool> {
        match rows {
            EncodedRows::Bytes(bytes) => {
                self.rows.write_all(&bytes)?;
                written.output_bytes += bytes.len() as u64;
                Ok(self.last_checkpoint_at.elapsed() >= self.checkpoint_interval)
            }
            #[cfg(feature = "parquet")]
            EncodedRows::Columns(columns) => {
                let pending = match self.pending.take() {
                    None => columns,
                    Some(mut pending) => {
                        pending.append(columns);
                        pending
                    }
                };
                let is_full =
                    pending.rows >= self.row_group_rows || pending.bytes >= ROW_GROUP_BYTES;
                self.pending = Some(pending);
                if is_full {
                    self.write_pending(written)?;
                }
                Ok(is_full)
            }
        }
    }

    /// Writes the pending rows of Parquet as a row group.
    #[cfg(feature = "parquet")]
    fn write_pending(&mut self, written: &mut Checkpoint) -> io::Result<()> {
        if let Some(pending) = self.pending.take().filter(|columns| columns.rows > 0) {
            let group = crate::record::write_row_group(&pending).map_err(io::Error::other)?;
            self.rows.write_all(&group)?;
            written.output_bytes += group.len() as u64;
        }
        Ok(())
    }

    /// Makes the output complete: writes the pending rows of Parquet, and if there are no rows at
    /// all, the empty gzip member or zstd frame without which the file would be invalid.
    fn write_end(&mut self, written: &mut Checkpoint) -> io::Result<()> {
        match self.format {
            OutputFormat::Jsonl(Compression::None) => {}
            OutputFormat::Jsonl(compression) => {
                if written.output_bytes == 0 {
                    let empty = compression.compress(Vec::new())?;
                    self.rows.write_all(&empty)?;
                    written.output_bytes += empty.len() as u64;
                }
            }
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => self.write_pending(written)?,
        }
        Ok(())
    }

    /// Syncs the files and appends a checkpoint. Does nothing and returns false while rows are
    /// pending, because those are counted but not in the file.
    fn checkpoint(&mut self, written: &mut Checkpoint, is_final: bool) -> io::Result<bool> {
        #[cfg(feature = "parquet")]
        if self.pending.is_some() {
            return Ok(false);
        }
        self.rows.sync_data()?;
        if let Some(errors) = &self.errors {
            errors.sync_data()?;
        }
        written.number += 1;
        written.is_final = is_final;
        self.manifest.append(written)?;
        self.last_checkpoint_at = Instant::now();
        Ok(true)
    }

    /// Completes the output, appends the final checkpoint, and returns all checkpoints of the job.
    fn write_final_checkpoint(&mut self, written: &mut Checkpoint) -> io::Result<Vec<Checkpoint>> {
        self.write_end(written)?;
        self.checkpoint(written, true)?;
        let read = self.manifest.read()?;
        Ok(read.map(|(_, checkpoints)| checkpoints).unwrap_or_default())
    }
}

/// Opens and locks the manifest, unless the output exists and is not the output of a job.
fn lock_manifest(args: &Args, paths: &Paths) -> Result<Manifest, String> {
    let name = args.output.display();
    let is_empty = fs::metadata(&paths.manifest).map_or(true, |manifest| manifest.len() == 0);
    if !args.overwrite && paths.output.exists() && is_empty {
        return Err(format!(
            "{name} already exists; pass --overwrite to replace it"
        ));
    }
    Manifest::open_locked(&paths.manifest).map_err(|error| format!("cannot write {name}: {error}"))
}

/// The checkpoints of an earlier run of this job. `None` if there was no earlier run.
///
/// # Errors
///
/// The manifest cannot be read or belongs to another job.
fn read_checkpoints(
    manifest: &mut Manifest,
    header: &JobHeader,
    paths: &Paths,
) -> Result<Option<Vec<Checkpoint>>, String> {
    let name = paths.manifest.display();
    let read = manifest
        .read()
        .map_err(|error| format!("cannot read {name}: {error}; pass --overwrite to start over"))?;
    let Some((earlier, checkpoints)) = read else {
        return Ok(None);
    };
    let differences = earlier.differences(header);
    if differences.is_empty() {
        return Ok(Some(checkpoints));
    }
    Err(format!(
        "{name} belongs to another job, which differs in: {}; repeat the earlier command to resume it, or pass --overwrite to start over",
        differences.join(", ")
    ))
}

/// Opens a file and cuts it to `length`, which it had at the last checkpoint.
///
/// # Errors
///
/// The file cannot be opened, or is shorter than `length`.
fn open_truncated(path: &Path, length: u64) -> Result<File, String> {
    let fail = |error: io::Error| write_error(path, &error);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(fail)?;
    if file.metadata().map_err(fail)?.len() < length {
        return Err(format!(
            "{} is shorter than its manifest says; pass --overwrite to start over",
            path.display()
        ));
    }
    file.set_len(length).map_err(fail)?;
    file.seek(SeekFrom::End(0)).map_err(fail)?;
    Ok(file)
}

/// Gives the files of a complete job their final names. May be called again after a crash: it then
/// does what is left to do.
fn publish(paths: &Paths, checkpoints: &[Checkpoint], job: &Job) -> Result<(), String> {
    if !paths.partial.exists() && !paths.output.exists() {
        return Err(format!(
            "{} is missing although its manifest says that the job is complete; pass --overwrite to run it again",
            paths.output.display()
        ));
    }
    rename_files(paths, checkpoints, job).map_err(|error| write_error(&paths.output, &error))
}

fn rename_files(paths: &Paths, checkpoints: &[Checkpoint], job: &Job) -> io::Result<()> {
    #[cfg(not(feature = "parquet"))]
    let _ = checkpoints;
    if paths.partial.exists() {
        match job.format {
            OutputFormat::Jsonl(_) => fs::rename(&paths.partial, &paths.output)?,
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => {
                splice_row_groups(paths, checkpoints, job)?;
                fs::rename(&paths.spliced, &paths.output)?;
                sync_directory(&paths.output)?;
                fs::remove_file(&paths.partial)?;
            }
        }
    }
    if paths.errors_partial.exists() {
        fs::rename(&paths.errors_partial, &paths.errors)?;
    }
    sync_directory(&paths.output)
}

/// Puts the row groups into one file. Each of them ends where a checkpoint says.
#[cfg(feature = "parquet")]
fn splice_row_groups(paths: &Paths, checkpoints: &[Checkpoint], job: &Job) -> io::Result<()> {
    use std::io::Read;
    let mut partial = File::open(&paths.partial)?;
    let mut start = 0;
    let parts = checkpoints.iter().filter_map(|checkpoint| {
        let length = (checkpoint.output_bytes - start) as usize;
        start = checkpoint.output_bytes;
        (length > 0).then(|| {
            let mut part = vec![0; length];
            partial.read_exact(&mut part).map(|()| part)
        })
    });
    let output = io::BufWriter::with_capacity(1 << 20, File::create(&paths.spliced)?);
    let output =
        crate::record::splice(parts, job.schema.clone(), output).map_err(io::Error::other)?;
    output
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

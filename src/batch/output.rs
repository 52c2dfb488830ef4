//! Where rows go. A file is written under another name, `OUT.partial`, and gets its own when all of
//! it is safely on the disk; what a crash left behind the last line of the manifest is cut off.

use super::args::{Args, Errors, Form};
use super::manifest::{Header, Manifest, Unit};
use super::work::{Done, Job, Rows};
use crate::record::Compression;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A row group ends at so many bytes, though it has few rows.
#[cfg(feature = "parquet")]
const ROW_GROUP_BYTES: usize = 32 << 20;

/// The names that belong to an output.
pub(super) struct Paths {
    pub(super) output: PathBuf,
    /// What of the output there is so far.
    pub(super) partial: PathBuf,
    pub(super) manifest: PathBuf,
    /// The rows of bad records with `--errors file`.
    pub(super) faults: PathBuf,
    pub(super) faults_partial: PathBuf,
    /// Parquet that is being put together.
    pub(super) spliced: PathBuf,
}

impl Paths {
    pub(super) fn of(output: &Path) -> Paths {
        let beside = |suffix: &str| {
            let mut name = output.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        Paths {
            output: output.to_owned(),
            partial: beside(".partial"),
            manifest: beside(".manifest"),
            faults: beside(".errors.jsonl"),
            faults_partial: beside(".errors.partial"),
            spliced: beside(".spliced"),
        }
    }

    pub(super) fn all(&self) -> [PathBuf; 6] {
        [
            &self.output,
            &self.partial,
            &self.manifest,
            &self.faults,
            &self.faults_partial,
            &self.spliced,
        ]
        .map(PathBuf::clone)
    }
}

/// What a job finds when it starts.
pub(super) enum Start {
    /// There is work to do.
    Open(Box<Output>),
    /// All was done before.
    Complete(Unit),
}

/// An open output.
pub(super) struct Output {
    sink: Sink,
    /// What is written so far.
    pub(super) written: Unit,
    /// What of that is on the disk and in the manifest; at first, what an earlier run has done.
    pub(super) safe: Unit,
}

enum Sink {
    Stdout(StdoutLock<'static>),
    Files(Box<Files>),
}

struct Files {
    paths: Paths,
    rows: File,
    faults: Option<File>,
    manifest: Manifest,
    form: Form,
    checkpoint: Duration,
    put_down: Instant,
    #[cfg(feature = "parquet")]
    row_group_rows: usize,
    /// Rows that do not make a row group yet.
    #[cfg(feature = "parquet")]
    gathered: Option<crate::record::Columns>,
}

impl Output {
    /// Opens the output of a job, after what an earlier run has done of it.
    ///
    /// # Errors
    ///
    /// One line for people: the output is there already, belongs to another job, or the disk fails.
    pub(super) fn start(args: &Args, header: &Header, job: &Job) -> Result<Start, String> {
        if args.to_stdout() {
            return Ok(Start::Open(Box::new(Output {
                sink: Sink::Stdout(io::stdout().lock()),
                written: Unit::default(),
                safe: Unit::default(),
            })));
        }
        let paths = Paths::of(&args.output);
        let fail = |error: io::Error| cannot_write(&args.output.display().to_string(), &error);
        let mut manifest = claim(args, &paths)?;
        let units = match args.overwrite {
            true => None,
            false => done_before(&mut manifest, header, &paths)?,
        };
        if let Some(units) = &units
            && let Some(last) = units.last().filter(|last| last.sealed)
        {
            finish(&paths, units, job)?;
            return Ok(Start::Complete(last.clone()));
        }
        if units.is_none() {
            manifest.begin(header).map_err(fail)?;
        }
        let safe = units.and_then(|mut units| units.pop()).unwrap_or_default();
        let rows = resume(&paths.partial, safe.output_bytes)?;
        let faults = match args.errors {
            Errors::File => Some(resume(&paths.faults_partial, safe.error_bytes)?),
            Errors::Row | Errors::Fail => None,
        };
        sync_folder(&paths.output).map_err(fail)?;
        Ok(Start::Open(Box::new(Output {
            sink: Sink::Files(Box::new(Files {
                paths,
                rows,
                faults,
                manifest,
                form: job.form,
                checkpoint: Duration::from_secs_f64(args.checkpoint),
                put_down: Instant::now(),
                #[cfg(feature = "parquet")]
                row_group_rows: args.row_group,
                #[cfg(feature = "parquet")]
                gathered: None,
            })),
            written: safe.clone(),
            safe,
        })))
    }

    /// Writes a block that is done.
    ///
    /// # Errors
    ///
    /// The disk's.
    pub(super) fn write(&mut self, done: Done) -> io::Result<()> {
        let Output {
            sink,
            written,
            safe,
        } = self;
        written.records += done.record_count;
        written.rows += done.row_count;
        written.errors += done.error_count;
        count_block(written, done.block, done.checksum);
        match (sink, done.rows) {
            (Sink::Stdout(stdout), Rows::Bytes(bytes)) => {
                stdout.write_all(&bytes)?;
                stdout.flush()
            }
            (Sink::Files(files), rows) => {
                if let Some(file) = &mut files.faults {
                    file.write_all(&done.faults)?;
                    written.error_bytes += done.faults.len() as u64;
                }
                if files.write(rows, written)? {
                    files.put_down(written, false)?;
                    *safe = written.clone();
                }
                Ok(())
            }
            #[cfg(feature = "parquet")]
            (Sink::Stdout(_), Rows::Columns(_)) => {
                unreachable!("standard output takes only JSONL")
            }
        }
    }

    /// Puts down what is written, so that a later run can go on from there.
    ///
    /// # Errors
    ///
    /// The disk's.
    pub(super) fn put_down(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(_) => Ok(()),
            Sink::Files(files) => {
                if files.put_down(&mut self.written, false)? {
                    self.safe = self.written.clone();
                }
                Ok(())
            }
        }
    }

    /// Puts down the rest and gives the output its name.
    ///
    /// # Errors
    ///
    /// One line for people.
    pub(super) fn seal(mut self, args: &Args, job: &Job) -> Result<Unit, String> {
        if let Sink::Files(files) = &mut self.sink {
            let fail = |error| cannot_write(&args.output.display().to_string(), &error);
            files.flush(&mut self.written).map_err(fail)?;
            files.put_down(&mut self.written, true).map_err(fail)?;
            let read = files.manifest.read().map_err(fail)?;
            let units = read.map(|(_, units)| units).unwrap_or_default();
            finish(&files.paths, &units, job)?;
        }
        Ok(self.written)
    }
}

/// What the disk said, and the way out.
pub(super) fn cannot_write(name: &str, error: &io::Error) -> String {
    let way_out = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; make room and ",
        _ => "; ",
    };
    format!("cannot write {name}: {error}{way_out}run the same command again to go on from there")
}

impl Files {
    /// Writes rows, and says whether it is time to put them down.
    fn write(&mut self, rows: Rows, written: &mut Unit) -> io::Result<bool> {
        match rows {
            Rows::Bytes(bytes) => {
                self.rows.write_all(&bytes)?;
                written.output_bytes += bytes.len() as u64;
                Ok(self.put_down.elapsed() >= self.checkpoint)
            }
            #[cfg(feature = "parquet")]
            Rows::Columns(columns) => {
                let gathered = match self.gathered.take() {
                    None => columns,
                    Some(mut gathered) => {
                        gathered.append(columns);
                        gathered
                    }
                };
                let whole =
                    gathered.rows >= self.row_group_rows || gathered.bytes >= ROW_GROUP_BYTES;
                self.gathered = Some(gathered);
                if whole {
                    self.flush(written)?;
                }
                Ok(whole)
            }
        }
    }

    /// Writes what is gathered.
    fn flush(&mut self, written: &mut Unit) -> io::Result<()> {
        match self.form {
            // Of nothing at all, gzip and zstd still want an empty pack.
            Form::Jsonl(compression) if written.output_bytes == 0 => {
                let empty = match compression {
                    Compression::None => Vec::new(),
                    packed => packed.pack(Vec::new())?,
                };
                self.rows.write_all(&empty)?;
                written.output_bytes += empty.len() as u64;
            }
            Form::Jsonl(_) => {}
            #[cfg(feature = "parquet")]
            Form::Parquet => {
                if let Some(gathered) = self.gathered.take().filter(|columns| columns.rows > 0) {
                    let group =
                        crate::record::write_row_group(&gathered).map_err(io::Error::other)?;
                    self.rows.write_all(&group)?;
                    written.output_bytes += group.len() as u64;
                }
            }
        }
        Ok(())
    }

    /// Makes what is written safe, unless rows are gathered that are counted but not written.
    fn put_down(&mut self, written: &mut Unit, sealed: bool) -> io::Result<bool> {
        #[cfg(feature = "parquet")]
        if self.gathered.is_some() {
            return Ok(false);
        }
        self.rows.sync_data()?;
        if let Some(faults) = &self.faults {
            faults.sync_data()?;
        }
        written.unit += 1;
        written.sealed = sealed;
        self.manifest.append(written)?;
        self.put_down = Instant::now();
        Ok(true)
    }
}

/// Counts a block among those that are done.
fn count_block(written: &mut Unit, block: u64, checksum: u32) {
    if block > written.blocks {
        written.ahead.push(block);
        return;
    }
    written.blocks = block + 1;
    written.input_checksum = checksum;
    written.checked_blocks = written.blocks;
    while let Some(at) = written
        .ahead
        .iter()
        .position(|&ahead| ahead == written.blocks)
    {
        written.ahead.swap_remove(at);
        written.blocks += 1;
    }
}

/// Takes the manifest of an output for this process, unless what stands there is not to be replaced.
fn claim(args: &Args, paths: &Paths) -> Result<Manifest, String> {
    let name = args.output.display();
    let is_empty = fs::metadata(&paths.manifest).map_or(true, |manifest| manifest.len() == 0);
    if !args.overwrite && paths.output.exists() && is_empty {
        return Err(format!("{name} exists; --overwrite replaces it"));
    }
    Manifest::open(&paths.manifest).map_err(|error| format!("cannot write {name}: {error}"))
}

/// What an earlier run of this job has put down; nothing if there was none. Another job is refused.
fn done_before(
    manifest: &mut Manifest,
    header: &Header,
    paths: &Paths,
) -> Result<Option<Vec<Unit>>, String> {
    let name = paths.manifest.display();
    let found = manifest
        .read()
        .map_err(|error| format!("{name} cannot be read: {error}; --overwrite starts over"))?;
    let Some((found, units)) = found else {
        return Ok(None);
    };
    let differences = found.differences(header);
    if differences.is_empty() {
        return Ok(Some(units));
    }
    Err(format!(
        "{name} is of another job, which differs in: {}; run it as before to go on, or with --overwrite to start over",
        differences.join(", ")
    ))
}

/// A file as long as it was when it was last put down.
fn resume(path: &Path, length: u64) -> Result<File, String> {
    let fail = |error: io::Error| cannot_write(&path.display().to_string(), &error);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(fail)?;
    if file.metadata().map_err(fail)?.len() < length {
        return Err(format!(
            "{} is shorter than the manifest says; --overwrite starts over",
            path.display()
        ));
    }
    file.set_len(length).map_err(fail)?;
    file.seek(SeekFrom::End(0)).map_err(fail)?;
    Ok(file)
}

/// Gives a sealed output its name. Does again what a crash may have left undone.
fn finish(paths: &Paths, units: &[Unit], job: &Job) -> Result<(), String> {
    let fail = |error: io::Error| cannot_write(&paths.output.display().to_string(), &error);
    if paths.partial.exists() {
        match job.form {
            Form::Jsonl(_) => fs::rename(&paths.partial, &paths.output).map_err(fail)?,
            #[cfg(feature = "parquet")]
            Form::Parquet => {
                splice(paths, units, job).map_err(fail)?;
                fs::rename(&paths.spliced, &paths.output).map_err(fail)?;
                sync_folder(&paths.output).map_err(fail)?;
                fs::remove_file(&paths.partial).map_err(fail)?;
            }
        }
    } else if !paths.output.exists() {
        return Err(format!(
            "{} is gone, though its manifest says it was finished; --overwrite makes it again",
            paths.output.display()
        ));
    }
    #[cfg(not(feature = "parquet"))]
    let _ = units;
    if paths.faults_partial.exists() {
        fs::rename(&paths.faults_partial, &paths.faults).map_err(fail)?;
    }
    sync_folder(&paths.output).map_err(fail)
}

/// Puts the row groups, which end where each line of the manifest says, into one file.
#[cfg(feature = "parquet")]
fn splice(paths: &Paths, units: &[Unit], job: &Job) -> io::Result<()> {
    use std::io::Read;
    let mut partial = File::open(&paths.partial)?;
    let mut from = 0;
    let parts = units.iter().filter_map(|unit| {
        let length = (unit.output_bytes - from) as usize;
        from = unit.output_bytes;
        (length > 0).then(|| {
            let mut part = vec![0; length];
            partial.read_exact(&mut part).map(|()| part)
        })
    });
    let spliced = io::BufWriter::with_capacity(1 << 20, File::create(&paths.spliced)?);
    let spliced =
        crate::record::splice(parts, job.schema.clone(), spliced).map_err(io::Error::other)?;
    spliced
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

/// Makes new names in the folder of `path` last.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

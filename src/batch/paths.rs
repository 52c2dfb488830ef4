//! The files that belong to an output, and making their names permanent.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The paths of an output and of the files beside it.
pub(super) struct Paths {
    pub(super) output: PathBuf,
    /// The rows that are written so far.
    pub(super) partial: PathBuf,
    pub(super) manifest: PathBuf,
    /// The rows of bad records with `--errors file`.
    pub(super) errors: PathBuf,
    /// The rows of bad records that are written so far.
    pub(super) errors_partial: PathBuf,
    /// A Parquet output while its row groups are put together.
    pub(super) spliced: PathBuf,
}

impl Paths {
    pub(super) fn of(output: &Path) -> Paths {
        let with_suffix = |suffix: &str| {
            let mut name = output.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        Paths {
            output: output.to_owned(),
            partial: with_suffix(".partial"),
            manifest: with_suffix(".manifest"),
            errors: with_suffix(".errors.jsonl"),
            errors_partial: with_suffix(".errors.partial"),
            spliced: with_suffix(".spliced"),
        }
    }

    pub(super) fn all(&self) -> [PathBuf; 6] {
        [
            &self.output,
            &self.partial,
            &self.manifest,
            &self.errors,
            &self.errors_partial,
            &self.spliced,
        ]
        .map(PathBuf::clone)
    }
}

/// Syncs the directory of `path`, so that new names in it survive a crash. Does nothing outside
/// Unix.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let directory = path
            .parent()
            .filter(|directory| !directory.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        File::open(directory)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

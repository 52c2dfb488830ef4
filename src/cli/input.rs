//! Reads one document from a file or from standard input.

use super::failure::Failure;
use crate::args::ByteSize;
use clap::Args;
use gleaner_engine::{Warning, WarningCode};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The flags that say where the document comes from.
#[derive(Args)]
pub(super) struct InputArgs {
    /// File with the document; - is standard input [default: -]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Maximum size of the document in bytes, or with the suffix K, M or G (powers of 1024); a
    /// larger one is an error
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    max_bytes: ByteSize,
    /// Replace invalid UTF-8 by U+FFFD instead of failing; offsets then refer to the text after the
    /// replacement
    #[arg(long)]
    lossy: bool,
}

/// A document.
pub(super) struct Input {
    pub(super) text: String,
    /// Whether invalid UTF-8 was replaced.
    is_lossy: bool,
}

impl Input {
    /// A warning if invalid UTF-8 was replaced.
    pub(super) fn warning(&self) -> Option<Warning> {
        self.is_lossy.then(|| {
            Warning::new(
                WarningCode::LossyUtf8,
                "invalid UTF-8 was replaced by U+FFFD; offsets refer to the text after the replacement",
            )
        })
    }
}

impl InputArgs {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// It cannot be read, is larger than `--max-bytes`, or is invalid UTF-8 and `--lossy` is not
    /// set.
    pub(super) fn read(&self) -> Result<Input, Failure> {
        let name = self.name();
        let bytes = self
            .read_bytes()
            .map_err(|error| Failure::Input(format!("cannot read {name}: {}", reason(&error))))?;
        let max = self.max_bytes.0;
        if bytes.len() > max {
            return Err(Failure::Input(format!(
                "{name} is larger than {max} bytes; raise --max-bytes to read it"
            )));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Input {
                text,
                is_lossy: false,
            }),
            Err(error) if self.lossy => Ok(Input {
                text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
                is_lossy: true,
            }),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                Err(Failure::Input(format!(
                    "{name} has invalid UTF-8 at byte {offset}; pass --lossy to replace it"
                )))
            }
        }
    }

    /// At most one byte more than is allowed, so that a document that is too large is noticed.
    fn read_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let more_than_max = (self.max_bytes.0 as u64).saturating_add(1);
        match self.path() {
            Some(path) => File::open(path)?
                .take(more_than_max)
                .read_to_end(&mut bytes)?,
            None => io::stdin()
                .lock()
                .take(more_than_max)
                .read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }

    /// `None` for standard input.
    fn path(&self) -> Option<&Path> {
        self.file.as_deref().filter(|path| *path != Path::new("-"))
    }

    fn name(&self) -> String {
        self.path()
            .map_or("standard input".into(), |path| path.display().to_string())
    }
}

/// The reason of an I/O error, without its number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => {
            "it is a directory; use `gleaner batch` for the files in it".into()
        }
        _ => error.to_string(),
    }
}

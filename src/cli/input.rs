//! One document from a file or standard input.

use super::Failure;
use crate::args::Size;
use clap::Args;
use gleaner_engine::{Warning, WarningCode};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Where the document comes from.
#[derive(Args)]
pub(super) struct InputArgs {
    /// The document; - or nothing reads standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Refuse inputs larger than this; in bytes, or in K, M or G (powers of 1024)
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    max_bytes: Size,
    /// Replace invalid UTF-8; offsets then refer to the text so decoded
    #[arg(long)]
    lossy: bool,
}

/// A document, and whether invalid UTF-8 was replaced in it.
pub(super) struct Input {
    pub(super) text: String,
    replaced: bool,
}

impl Input {
    /// What the reader of offsets should know.
    pub(super) fn warning(&self) -> Option<Warning> {
        self.replaced.then(|| {
            Warning::new(
                WarningCode::LossyUtf8,
                "invalid UTF-8 was replaced; offsets refer to the text so decoded",
            )
        })
    }
}

impl InputArgs {
    /// Reads the document.
    pub(super) fn read(&self) -> Result<Input, Failure> {
        let name = self.name();
        let bytes = self
            .bytes()
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
                replaced: false,
            }),
            Err(error) if self.lossy => Ok(Input {
                text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
                replaced: true,
            }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                Err(Failure::Input(format!(
                    "{name} is not UTF-8 at byte {at}; --lossy replaces what is invalid"
                )))
            }
        }
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
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

    fn path(&self) -> Option<&Path> {
        self.file.as_deref().filter(|path| *path != Path::new("-"))
    }

    fn name(&self) -> String {
        self.path()
            .map_or("standard input".into(), |path| path.display().to_string())
    }
}

/// What the system says, without its error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "it is a directory; `gleaner batch` reads those".into(),
        _ => error.to_string(),
    }
}

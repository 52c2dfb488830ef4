//! Reads one document from a file or from standard input.

use super::failure::Failure;
use crate::args::ByteSize;
use crate::decode::{self, Decoded, Encoding};
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
    /// Encoding of the document, for example windows-1252, shift_jis or utf-16le; offsets then refer
    /// to the decoded text [default: the byte order mark, what the document declares, or utf-8]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// Replace invalid bytes by U+FFFD instead of failing; offsets then refer to the text after the
    /// replacement
    #[arg(long)]
    lossy: bool,
}

/// A document.
pub(super) struct Input {
    pub(super) text: String,
    warning: Option<Warning>,
}

impl Input {
    /// A warning if the text is not the bytes of the document.
    pub(super) fn warning(&self) -> Option<Warning> {
        self.warning.clone()
    }
}

impl From<Decoded> for Input {
    fn from(decoded: Decoded) -> Input {
        let encoding = decoded.from.unwrap_or("UTF-8");
        let warning = if decoded.replaced {
            Some(Warning::new(
                WarningCode::LossyUtf8,
                format!(
                    "invalid {encoding} was replaced by U+FFFD; offsets refer to the text after the replacement"
                ),
            ))
        } else {
            decoded.from.map(decode::decoded_warning)
        };
        Input {
            text: decoded.text,
            warning,
        }
    }
}

impl InputArgs {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// It cannot be read, is larger than `--max-bytes`, is a file of a kind that is not text, or has
    /// invalid bytes and `--lossy` is not set.
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
        decode::decode(bytes, self.encoding, self.lossy)
            .map(Input::from)
            .map_err(|error| Failure::Input(format!("{name} {error}")))
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

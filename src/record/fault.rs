//! What can be wrong with a record.

use std::io;

/// Why a record could not be summarized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// One line for people.
    pub(crate) message: String,
}

/// The kinds of faults, stable across releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The line is not a JSON object.
    NotJson,
    /// The row has another shape than the CSV header.
    NotCsv,
    /// The record is not UTF-8.
    NotUtf8,
    /// The record has no text.
    NoText,
    /// A field is of another type than it should be.
    WrongType,
    /// The record or group is over `--max-bytes`.
    TooLarge,
    /// A compressed input ends too early.
    Truncated,
    /// A compressed or Parquet input is damaged.
    Corrupt,
    /// A file could not be read.
    Unreadable,
    /// The file has no such column.
    NoField,
    /// The record has no value in the field of `--group-by`.
    NoKey,
    /// The records of a group are not adjacent.
    KeySeenAgain,
    /// The engine failed, which it never should.
    Internal,
}

impl FaultKind {
    /// The code that callers see.
    pub(crate) fn code(self) -> &'static str {
        match self {
            FaultKind::NotJson => "NOT_JSON",
            FaultKind::NotCsv => "NOT_CSV",
            FaultKind::NotUtf8 => "NOT_UTF8",
            FaultKind::NoText => "NO_TEXT",
            FaultKind::WrongType => "WRONG_TYPE",
            FaultKind::TooLarge => "TOO_LARGE",
            FaultKind::Truncated => "TRUNCATED",
            FaultKind::Corrupt => "CORRUPT",
            FaultKind::Unreadable => "UNREADABLE",
            FaultKind::NoField => "NO_FIELD",
            FaultKind::NoKey => "NO_KEY",
            FaultKind::KeySeenAgain => "KEY_SEEN_AGAIN",
            FaultKind::Internal => "INTERNAL",
        }
    }
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, message: impl Into<String>) -> Fault {
        Fault {
            kind,
            message: message.into(),
        }
    }

    /// A record over the limit.
    pub(crate) fn too_large(bytes_max: usize) -> Fault {
        Fault::new(
            FaultKind::TooLarge,
            format!("larger than {bytes_max} bytes; raise --max-bytes to read it"),
        )
    }

    /// The fault that `error` makes of the rest of an input, unless it is the disk's: that may pass,
    /// so the job should stop and be resumed.
    pub(crate) fn of_content(error: io::Error) -> io::Result<Fault> {
        if error.raw_os_error().is_some() {
            return Err(error);
        }
        Ok(match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::new(
                FaultKind::Truncated,
                "the compressed input ends too early; what follows is lost",
            ),
            _ => Fault::new(
                FaultKind::Corrupt,
                format!("the input is damaged, what follows is lost: {error}"),
            ),
        })
    }

    /// The same fault, told of one field.
    pub(crate) fn within(mut self, name: &str) -> Fault {
        self.message = format!("'{name}': {}", self.message);
        self
    }
}

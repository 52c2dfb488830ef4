//! What can be wrong with a record: the errors that become error rows.

use std::io;

/// Why a record could not be summarized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordError {
    pub(crate) code: ErrorCode,
    /// One line for people, lower-case, without a full stop.
    pub(crate) message: String,
}

/// The kinds of errors. Their names are stable across releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    /// The line is not a JSON object.
    NotJson,
    /// The row has more or fewer fields than the CSV header.
    NotCsv,
    /// The record is not valid UTF-8.
    NotUtf8,
    /// The record is not valid in the encoding that was named or found.
    NotEncoded,
    /// The file is of a kind that is not text: PDF, Word …
    NotText,
    /// The record has no text.
    NoText,
    /// The text or title is not a string.
    WrongType,
    /// The record or group is larger than `--max-bytes`.
    TooLarge,
    /// A compressed input ends early.
    Truncated,
    /// A compressed or Parquet input is damaged.
    Corrupt,
    /// The file cannot be read.
    Unreadable,
    /// The file has no column with the name of the text field.
    NoField,
    /// The record has no value in the `--group-by` field.
    NoKey,
    /// The records of a group are not adjacent.
    KeySeenAgain,
    /// The engine panicked.
    Internal,
}

impl ErrorCode {
    /// The name in error rows.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ErrorCode::NotJson => "NOT_JSON",
            ErrorCode::NotCsv => "NOT_CSV",
            ErrorCode::NotUtf8 => "NOT_UTF8",
            ErrorCode::NotEncoded => "NOT_ENCODED",
            ErrorCode::NotText => "NOT_TEXT",
            ErrorCode::NoText => "NO_TEXT",
            ErrorCode::WrongType => "WRONG_TYPE",
            ErrorCode::TooLarge => "TOO_LARGE",
            ErrorCode::Truncated => "TRUNCATED",
            ErrorCode::Corrupt => "CORRUPT",
            ErrorCode::Unreadable => "UNREADABLE",
            ErrorCode::NoField => "NO_FIELD",
            ErrorCode::NoKey => "NO_KEY",
            ErrorCode::KeySeenAgain => "KEY_SEEN_AGAIN",
            ErrorCode::Internal => "INTERNAL",
        }
    }
}

impl RecordError {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> RecordError {
        RecordError {
            code,
            message: message.into(),
        }
    }

    /// Bytes that are invalid in an encoding other than UTF-8.
    pub(super) fn not_encoded(encoding: &str) -> RecordError {
        RecordError::new(
            ErrorCode::NotEncoded,
            format!("invalid {encoding}; name the right encoding with --encoding"),
        )
    }

    /// A record or group of more than `bytes_max` bytes.
    pub(crate) fn too_large(bytes_max: usize) -> RecordError {
        RecordError::new(
            ErrorCode::TooLarge,
            format!("larger than {bytes_max} bytes; raise --max-bytes to read it"),
        )
    }

    /// The table that is read has no column with the name of the text field.
    pub(super) fn no_column(name: &str, columns: &[impl AsRef<str>]) -> RecordError {
        let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
        RecordError::new(
            ErrorCode::NoField,
            format!(
                "no column '{name}'; pass --text-field with one of: {}",
                columns.join(", ")
            ),
        )
    }

    /// The record error for content that cannot be decoded.
    ///
    /// # Errors
    ///
    /// Returns `error` itself if it comes from the operating system. Such an error may be
    /// temporary, so it ends the job, which can then be resumed.
    pub(crate) fn from_decoder(error: io::Error) -> io::Result<RecordError> {
        if error.raw_os_error().is_some() {
            return Err(error);
        }
        Ok(match error.kind() {
            io::ErrorKind::UnexpectedEof => RecordError::new(
                ErrorCode::Truncated,
                "the compressed input ends early; the rest of it is missing",
            ),
            _ => RecordError::new(
                ErrorCode::Corrupt,
                format!("the input is damaged, so the rest of it is skipped: {error}"),
            ),
        })
    }

    /// The same error, with the name of the field it occurred in.
    pub(crate) fn in_field(mut self, name: &str) -> RecordError {
        self.message = format!("field '{name}': {}", self.message);
        self
    }
}

//! Patterns of [`Options::exclude`](crate::Options::exclude).

use std::fmt;
use std::str::FromStr;

/// A regular expression, in the syntax of the [`regex`](https://docs.rs/regex) crate: it matches in
/// time linear in the text. Two patterns are equal when they are written alike.
#[derive(Clone, Debug)]
pub struct Pattern(regex::Regex);

/// Why a text is not a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// It is not a regular expression. The message is one line.
    Syntax(String),
    /// Compiled it takes over [`Pattern::BYTES_MAX`].
    TooLarge,
}

impl Pattern {
    /// The memory that a compiled pattern may take, in bytes: enough for a list of a thousand words,
    /// too little for `\w{99}` and its like, which grow far beyond their text.
    pub const BYTES_MAX: usize = 1 << 20;

    /// Compiles `pattern`.
    ///
    /// # Errors
    ///
    /// It is not a regular expression, or takes over [`Pattern::BYTES_MAX`] compiled.
    pub fn new(pattern: &str) -> Result<Pattern, PatternError> {
        let built = regex::RegexBuilder::new(pattern)
            .size_limit(Pattern::BYTES_MAX)
            .build();
        built.map(Pattern).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
            // The last line of the message says what is wrong; those before show where.
            error => {
                let message = error.to_string();
                let last = message.lines().last().unwrap_or_default();
                let last = last.trim_start_matches("error: ").trim();
                PatternError::Syntax(last.to_owned())
            }
        })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(pattern: &str) -> Result<Pattern, PatternError> {
        Pattern::new(pattern)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatternError::Syntax(message) => write!(f, "not a regular expression: {message}"),
            PatternError::TooLarge => f.write_str(
                "takes over 1 MiB of memory when compiled; use smaller repetitions or several patterns",
            ),
        }
    }
}

impl std::error::Error for PatternError {}

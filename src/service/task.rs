//! One document to summarize, and its validation.

use super::convert;
use super::methods::Methods;
use super::proto;
use super::status;
use crate::decode::{Encoding, FileKind};
use gleaner_engine::{InputFormat, Options};
use tonic::Status;
use tonic_types::FieldViolation;

/// One document to summarize, as the client sent it.
pub(super) struct Task {
    pub(super) text: Text,
    pub(super) title: String,
    /// The number of a `proto::InputFormat`.
    pub(super) input_format: i32,
    pub(super) options: proto::SummaryOptions,
}

/// The text of a document.
pub(super) enum Text {
    /// From a string field.
    String(String),
    /// From the chunks of an upload. May be invalid UTF-8.
    Bytes(Vec<u8>),
    /// The request has no document.
    Missing,
}

impl Text {
    /// The length in bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Text::String(text) => text.len(),
            Text::Bytes(bytes) => bytes.len(),
            Text::Missing => 0,
        }
    }
}

impl From<proto::SummarizeRequest> for Task {
    fn from(request: proto::SummarizeRequest) -> Task {
        let options = request.options.unwrap_or_default();
        match request.document {
            None => Task {
                text: Text::Missing,
                title: String::new(),
                input_format: 0,
                options,
            },
            Some(document) => Task {
                text: Text::String(document.text),
                title: document.title,
                input_format: document.input_format,
                options,
            },
        }
    }
}

/// The paths of a document's fields in the message that brought it, for field violations.
struct FieldPaths {
    text: &'static str,
    title: &'static str,
    input_format: &'static str,
    /// With a dot at the end.
    options: &'static str,
}

const IN_REQUEST: FieldPaths = FieldPaths {
    text: "document.text",
    title: "document.title",
    input_format: "document.input_format",
    options: "options.",
};
const IN_UPLOAD: FieldPaths = FieldPaths {
    text: "chunk",
    title: "header.title",
    input_format: "header.input_format",
    options: "header.options.",
};

/// What every task is validated against.
pub(super) struct Rules {
    pub(super) document_bytes_max: u64,
    pub(super) methods: Methods,
}

impl Task {
    fn paths(&self) -> &'static FieldPaths {
        match self.text {
            Text::String(_) | Text::Missing => &IN_REQUEST,
            Text::Bytes(_) => &IN_UPLOAD,
        }
    }

    /// The violations of a text or a title that is too long.
    fn document_length_violations(&self, rules: &Rules) -> Vec<FieldViolation> {
        let paths = self.paths();
        let mut violations = Vec::new();
        let mut check = |field, length: usize, bytes_max: u64| {
            let bytes = length as u64;
            if bytes > bytes_max {
                violations.push(FieldViolation::new(
                    field,
                    convert::too_long(bytes, bytes_max),
                ));
            }
        };
        check(paths.text, self.text.len(), rules.document_bytes_max);
        check(
            paths.title,
            self.title.len(),
            convert::TITLE_BYTES_MAX as u64,
        );
        violations
    }

    /// Checks only the lengths of fields, so that a task that would be rejected for them does not
    /// wait for a permit first.
    ///
    /// # Errors
    ///
    /// INVALID_ARGUMENT with one violation for each field that is too long.
    pub(super) fn check_lengths(&self, rules: &Rules) -> Result<(), Status> {
        let mut violations = self.document_length_violations(rules);
        violations.extend(convert::length_violations(
            &self.options,
            self.paths().options,
            &rules.methods,
        ));
        if violations.is_empty() {
            Ok(())
        } else {
            Err(status::invalid(violations))
        }
    }

    /// The text and the options for the engine.
    ///
    /// # Errors
    ///
    /// INVALID_ARGUMENT with one violation for each invalid field.
    pub(super) fn validate(&self, rules: &Rules) -> Result<(&str, Options), Status> {
        let text = match &self.text {
            Text::String(text) => Ok(text.as_str()),
            Text::Bytes(bytes) => parse_utf8(bytes),
            Text::Missing => return Err(status::invalid_field("document", "is required")),
        };
        let paths = self.paths();
        let mut violations = self.document_length_violations(rules);
        if self.text.len() == 0 {
            violations.push(FieldViolation::new(paths.text, "must not be empty"));
        }
        let input_format = convert::input_format(self.input_format).unwrap_or_else(|unknown| {
            violations.push(FieldViolation::new(paths.input_format, unknown));
            InputFormat::Auto
        });
        let options = convert::options_from_wire(&self.options, paths.options, &rules.methods);
        match (text, options) {
            (Ok(text), Ok(options)) if violations.is_empty() => {
                Ok((text, options.with_input_format(input_format)))
            }
            (text, options) => {
                violations.extend(text.err());
                violations.extend(options.err().unwrap_or_default());
                Err(status::invalid(violations))
            }
        }
    }
}

/// The violation of a chunk with which an upload becomes too long.
pub(super) fn upload_too_long(bytes: u64, bytes_max: u64) -> FieldViolation {
    FieldViolation::new(IN_UPLOAD.text, convert::too_long(bytes, bytes_max))
}

fn parse_utf8(bytes: &[u8]) -> Result<&str, FieldViolation> {
    if let Some(kind) = FileKind::of(bytes, Encoding::of(bytes)) {
        return Err(FieldViolation::new(IN_UPLOAD.text, kind.to_string()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        FieldViolation::new(
            IN_UPLOAD.text,
            format!("is not UTF-8 at byte {offset} of the text"),
        )
    })
}

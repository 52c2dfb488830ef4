//! One document on its way to a worker, and what it must be like.

use super::convert;
use super::methods::Methods;
use super::proto;
use super::status;
use crate::Options;
use tonic::Status;
use tonic_types::FieldViolation;

/// One document to summarize, as it came.
pub(super) struct Task {
    pub(super) text: Text,
    pub(super) title: String,
    pub(super) input_format: i32,
    pub(super) options: proto::SummaryOptions,
}

/// The text of a document.
pub(super) enum Text {
    /// From a string field.
    String(String),
    /// From chunks of bytes, which need not be UTF-8.
    Bytes(Vec<u8>),
    /// The request has no document.
    Missing,
}

impl Text {
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

/// What documents and their options are held to.
pub(super) struct Rules {
    pub(super) document_bytes_max: u64,
    pub(super) methods: Methods,
}

impl Task {
    /// The text and options, or everything that is wrong with them.
    pub(super) fn checked(&self, rules: &Rules) -> Result<(&str, Options), Status> {
        let (document, text) = match &self.text {
            Text::String(text) => ("document.", Ok(text.as_str())),
            Text::Bytes(bytes) => ("header.", str_of(bytes)),
            Text::Missing => return Err(status::invalid_field("document", "is required")),
        };
        let mut wrong = Vec::new();
        let length = self.text.len() as u64;
        if length == 0 {
            wrong.push(FieldViolation::new("document.text", "must not be empty"));
        } else if length > rules.document_bytes_max {
            wrong.push(too_long(length, rules.document_bytes_max));
        }
        if self.title.len() > convert::TITLE_BYTES_MAX {
            let description = format!("must be at most {} bytes", convert::TITLE_BYTES_MAX);
            wrong.push(FieldViolation::new(format!("{document}title"), description));
        }
        let format_field = format!("{document}input_format");
        let options = convert::options(
            &self.options,
            self.input_format,
            &format_field,
            &rules.methods,
        );
        match (text, options) {
            (Ok(text), Ok(options)) if wrong.is_empty() => Ok((text, options)),
            (text, options) => {
                wrong.extend(text.err());
                wrong.extend(options.err().unwrap_or_default());
                Err(status::invalid(wrong))
            }
        }
    }
}

/// The violation of a document that is too long.
pub(super) fn too_long(length: u64, limit: u64) -> FieldViolation {
    let description = format!("is {length} bytes long; the limit is {limit} bytes");
    FieldViolation::new("document.text", description)
}

fn str_of(bytes: &[u8]) -> Result<&str, FieldViolation> {
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        FieldViolation::new(
            "chunk",
            format!("is not UTF-8 at byte {offset} of the text"),
        )
    })
}

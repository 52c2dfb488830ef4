//! One document on its way to a worker, and what it must be like.

use super::convert;
use super::methods::Methods;
use super::proto;
use super::status;
use gleaner_engine::{InputFormat, Options};
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

/// Where the fields of a document stand in the message that brought it.
struct Paths {
    text: &'static str,
    title: &'static str,
    input_format: &'static str,
    options: &'static str,
}

const IN_REQUEST: Paths = Paths {
    text: "document.text",
    title: "document.title",
    input_format: "document.input_format",
    options: "options.",
};
const IN_UPLOAD: Paths = Paths {
    text: "chunk",
    title: "header.title",
    input_format: "header.input_format",
    options: "header.options.",
};

/// What documents and their options are held to.
pub(super) struct Rules {
    pub(super) document_bytes_max: u64,
    pub(super) methods: Methods,
}

impl Task {
    fn paths(&self) -> &'static Paths {
        match self.text {
            Text::String(_) | Text::Missing => &IN_REQUEST,
            Text::Bytes(_) => &IN_UPLOAD,
        }
    }

    /// The text and title, where they are longer than they may be.
    fn too_long(&self, rules: &Rules) -> Vec<FieldViolation> {
        let (paths, length) = (self.paths(), self.text.len() as u64);
        let mut wrong = Vec::new();
        if length > rules.document_bytes_max {
            wrong.push(too_long(paths.text, length, rules.document_bytes_max));
        }
        if self.title.len() > convert::TITLE_BYTES_MAX {
            let description = format!("must be at most {} bytes", convert::TITLE_BYTES_MAX);
            wrong.push(FieldViolation::new(paths.title, description));
        }
        wrong
    }

    /// Turns a document away that is not worth waiting for room with: for its fields that are too
    /// long, and for these alone.
    pub(super) fn check_lengths(&self, rules: &Rules) -> Result<(), Status> {
        let mut wrong = self.too_long(rules);
        let at = self.paths().options;
        wrong.extend(convert::too_long(&self.options, at, &rules.methods));
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(status::invalid(wrong))
        }
    }

    /// The text and options, or everything that is wrong with them.
    pub(super) fn checked(&self, rules: &Rules) -> Result<(&str, Options), Status> {
        let text = match &self.text {
            Text::String(text) => Ok(text.as_str()),
            Text::Bytes(bytes) => str_of(bytes),
            Text::Missing => return Err(status::invalid_field("document", "is required")),
        };
        let paths = self.paths();
        let mut wrong = self.too_long(rules);
        if self.text.len() == 0 {
            wrong.push(FieldViolation::new(paths.text, "must not be empty"));
        }
        let input_format = convert::input_format(self.input_format).unwrap_or_else(|unknown| {
            wrong.push(FieldViolation::new(paths.input_format, unknown));
            InputFormat::Auto
        });
        let options = convert::options(&self.options, paths.options, &rules.methods);
        match (text, options) {
            (Ok(text), Ok(options)) if wrong.is_empty() => {
                Ok((text, options.with_input_format(input_format)))
            }
            (text, options) => {
                wrong.extend(text.err());
                wrong.extend(options.err().unwrap_or_default());
                Err(status::invalid(wrong))
            }
        }
    }
}

/// The violation of a chunk that makes an upload too long.
pub(super) fn upload_too_long(length: u64, limit: u64) -> FieldViolation {
    too_long(IN_UPLOAD.text, length, limit)
}

fn too_long(field: &str, length: u64, limit: u64) -> FieldViolation {
    let description = format!("is {length} bytes long; the limit is {limit} bytes");
    FieldViolation::new(field, description)
}

fn str_of(bytes: &[u8]) -> Result<&str, FieldViolation> {
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        FieldViolation::new(
            IN_UPLOAD.text,
            format!("is not UTF-8 at byte {offset} of the text"),
        )
    })
}

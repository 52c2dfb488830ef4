//! The errors that clients receive: a gRPC status with a message for people and details for
//! programs.

use super::proto;
use prost::Message as _;
use std::time::Duration;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

/// The domain of every `google.rpc.ErrorInfo`.
pub(super) const DOMAIN: &str = "gleaner";

/// Metadata with the milliseconds that a client's retry policy must wait (gRFC A6).
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// Details are one HTTP/2 trailer, and clients reject trailers of more than about 8 KB.
const VIOLATIONS_MAX: usize = 16;

/// A status with a `google.rpc.ErrorInfo`. `reason` is in UPPER_SNAKE_CASE.
pub(super) fn error(code: Code, reason: &str, message: impl Into<String>) -> Status {
    Status::with_error_details(code, message, error_info(reason))
}

/// INVALID_ARGUMENT with one violation for each invalid field, at most [`VIOLATIONS_MAX`].
pub(super) fn invalid(mut violations: Vec<FieldViolation>) -> Status {
    let message = match violations.as_slice() {
        [only] => format!("{}: {}", only.field, only.description),
        [first, ..] => format!(
            "{} invalid fields; the first is {}: {}",
            violations.len(),
            first.field,
            first.description
        ),
        [] => "invalid request".into(),
    };
    violations.truncate(VIOLATIONS_MAX);
    let mut details = error_info("INVALID_FIELD");
    details.set_bad_request(violations);
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// INVALID_ARGUMENT for one field.
pub(super) fn invalid_field(field: &str, description: impl Into<String>) -> Status {
    invalid(vec![FieldViolation::new(field, description)])
}

/// RESOURCE_EXHAUSTED: the server is at a limit, and the client should retry after `retry_after`.
pub(super) fn overloaded(
    reason: &str,
    message: impl Into<String>,
    retry_after: Duration,
) -> Status {
    let mut details = error_info(reason);
    details.set_retry_info(Some(retry_after));
    let mut status = Status::with_error_details(Code::ResourceExhausted, message, details);
    let pushback = MetadataValue::from(retry_after.as_millis() as u64);
    status.metadata_mut().insert(PUSHBACK, pushback);
    status
}

/// INTERNAL: a bug in the server. The message has only the request id, under which the log has more.
pub(super) fn internal(request_id: &str) -> Status {
    let mut details = error_info("INTERNAL");
    details.set_request_info(request_id, "");
    let message =
        format!("internal error of the server; report the request id {request_id} to its operator");
    Status::with_error_details(Code::Internal, message, details)
}

/// DEADLINE_EXCEEDED.
pub(super) fn deadline_exceeded() -> Status {
    let message = "the call did not finish before its deadline; allow more time or send less text";
    error(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", message)
}

/// CANCELLED: the client no longer waits for the response.
pub(super) fn cancelled() -> Status {
    let message = "the client cancelled the call";
    error(Code::Cancelled, "CANCELLED", message)
}

/// UNAVAILABLE: the server is shutting down, or the connection is being closed.
pub(super) fn draining() -> Status {
    let message = "the server is closing this connection; retry on a new connection";
    error(Code::Unavailable, "DRAINING", message)
}

/// `status` with the details that every error has. Leaves a status that has details, which is one of
/// gleaner's own, as it is.
///
/// Two codes that tonic uses become those that clients expect. OUT_OF_RANGE means that a message is
/// larger than a limit, so it becomes RESOURCE_EXHAUSTED. INTERNAL means that tonic could not parse
/// a message, so it becomes INVALID_ARGUMENT.
pub(super) fn with_details(status: Status) -> Status {
    if status.code() == Code::Ok || !status.details().is_empty() {
        return status;
    }
    let (code, reason) = match status.code() {
        Code::OutOfRange => (Code::ResourceExhausted, "MESSAGE_TOO_LARGE"),
        Code::ResourceExhausted => (Code::ResourceExhausted, "MESSAGE_TOO_LARGE"),
        Code::Unimplemented => (Code::Unimplemented, "UNIMPLEMENTED"),
        Code::Cancelled => (Code::Cancelled, "CANCELLED"),
        Code::NotFound => (Code::NotFound, "NOT_FOUND"),
        Code::Internal => (Code::InvalidArgument, "MALFORMED_REQUEST"),
        code => (code, "OTHER"),
    };
    let mut detailed = error(code, reason, status.message());
    *detailed.metadata_mut() = status.metadata().clone();
    detailed
}

/// The status as a message, for one document of a batch or a stream.
pub(super) fn to_wire(status: &Status) -> tonic_types::Status {
    // The details of a tonic status are an encoded `google.rpc.Status`.
    let details = tonic_types::Status::decode(status.details()).unwrap_or_default();
    tonic_types::Status {
        code: status.code() as i32,
        message: status.message().into(),
        details: details.details,
    }
}

/// `text` in quotation marks, for use in a message; cut after `chars_max` characters.
pub(super) fn quote(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((cut, _)) => format!("'{}…'", &text[..cut]),
        None => format!("'{text}'"),
    }
}

/// `time` as a protobuf message.
pub(super) fn duration(time: Duration) -> proto::Duration {
    proto::Duration {
        seconds: time.as_secs() as i64,
        nanos: time.subsec_nanos() as i32,
    }
}

fn error_info(reason: &str) -> ErrorDetails {
    ErrorDetails::with_error_info(reason, DOMAIN, [])
}

//! Errors as callers see them: a gRPC status whose details say the reason, for people and programs.

use super::proto;
use prost::Message as _;
use std::time::Duration;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

/// The domain of every `google.rpc.ErrorInfo`.
pub(super) const DOMAIN: &str = "gleaner";

/// gRFC A6: tells the client's retry policy, in milliseconds, when to come back.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// Details travel in one HTTP/2 trailer, and clients refuse trailers of more than 8 KB or so.
const VIOLATIONS_MAX: usize = 16;

/// A status with `google.rpc.ErrorInfo`; `reason` is UPPER_SNAKE.
pub(super) fn error(code: Code, reason: &str, message: impl Into<String>) -> Status {
    Status::with_error_details(code, message, info(reason))
}

/// INVALID_ARGUMENT with one violation for each bad field, as far as there is room for them.
pub(super) fn invalid(mut violations: Vec<FieldViolation>) -> Status {
    let message = match violations.as_slice() {
        [only] => format!("{}: {}", only.field, only.description),
        [first, ..] => format!(
            "{} bad fields; first {}: {}",
            violations.len(),
            first.field,
            first.description
        ),
        [] => "bad request".into(),
    };
    violations.truncate(VIOLATIONS_MAX);
    let mut details = info("INVALID_FIELD");
    details.set_bad_request(violations);
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// INVALID_ARGUMENT for one field.
pub(super) fn invalid_field(field: &str, description: impl Into<String>) -> Status {
    invalid(vec![FieldViolation::new(field, description)])
}

/// RESOURCE_EXHAUSTED: the server is full, and the caller should come back after `retry_after`.
pub(super) fn full(reason: &str, message: &str, retry_after: Duration) -> Status {
    let mut details = info(reason);
    details.set_retry_info(Some(retry_after));
    let mut status = Status::with_error_details(Code::ResourceExhausted, message, details);
    let pushback = MetadataValue::from(retry_after.as_millis() as u64);
    status.metadata_mut().insert(PUSHBACK, pushback);
    status
}

/// INTERNAL: a bug. Says nothing but the id under which the log tells more.
pub(super) fn internal(request_id: &str) -> Status {
    let mut details = info("INTERNAL");
    details.set_request_info(request_id, "");
    let message = format!("internal error; report request id {request_id}");
    Status::with_error_details(Code::Internal, message, details)
}

/// DEADLINE_EXCEEDED.
pub(super) fn deadline_exceeded() -> Status {
    let message = "the deadline of the call has passed; allow more time or send less text";
    error(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", message)
}

/// CANCELLED: nobody waits for the answer any more.
pub(super) fn cancelled() -> Status {
    error(Code::Cancelled, "CANCELLED", "the caller has gone")
}

/// UNAVAILABLE: this server is on its way out.
pub(super) fn draining() -> Status {
    let message = "the server is draining; call again to reach another one";
    error(Code::Unavailable, "DRAINING", message)
}

/// Gives a status that tonic made the details that ours have, and puts under the codes that clients
/// expect what tonic calls OUT_OF_RANGE, which is a limit, and INTERNAL, which is a message that it
/// could not read: our own bugs have details.
pub(super) fn completed(status: Status) -> Status {
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
    let mut completed = error(code, reason, status.message());
    *completed.metadata_mut() = status.metadata().clone();
    completed
}

/// A status as one item of a batch or stream carries it.
pub(super) fn item(status: &Status) -> tonic_types::Status {
    // The details of a status are themselves an encoded `google.rpc.Status`.
    let details = tonic_types::Status::decode(status.details()).unwrap_or_default();
    tonic_types::Status {
        code: status.code() as i32,
        message: status.message().into(),
        details: details.details,
    }
}

/// At most `chars_max` characters of a caller's own words, for use in a message.
pub(super) fn quote(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((cut, _)) => format!("'{}…'", &text[..cut]),
        None => format!("'{text}'"),
    }
}

/// The wire form of a span of time.
pub(super) fn duration(time: Duration) -> proto::Duration {
    proto::Duration {
        seconds: time.as_secs() as i64,
        nanos: time.subsec_nanos() as i32,
    }
}

fn info(reason: &str) -> ErrorDetails {
    ErrorDetails::with_error_info(reason, DOMAIN, [])
}

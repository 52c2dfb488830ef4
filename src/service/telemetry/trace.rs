//! The request id and the W3C trace context of a call.

use crate::service::random;
use http::HeaderMap;

/// The header with the request id, in requests and responses.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// A longer request id is replaced, so that a client cannot fill the log.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// The client's request id, or a new one if it sent none, a longer one than allowed, or one that is
/// not printable ASCII.
pub(crate) fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_valid = |id: &&str| {
        let is_printable = id.bytes().all(|byte| byte.is_ascii_graphic());
        (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && is_printable
    };
    match given.filter(is_valid) {
        Some(id) => id.into(),
        None => format!("{:016x}", random::non_crypto_u64()),
    }
}

/// The client's position in a distributed trace: <https://www.w3.org/TR/trace-context/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceContext {
    pub(crate) trace_id: u128,
    /// The id of the client's span.
    pub(crate) parent_id: u64,
    pub(crate) sampled: bool,
}

impl TraceContext {
    /// The context in the header `traceparent`; none if it is missing or malformed.
    pub(crate) fn of(headers: &HeaderMap) -> Option<TraceContext> {
        let text = headers.get("traceparent")?.to_str().ok()?;
        let mut parts = text.split('-');
        let (version, trace, parent, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let hex = |part: &str, digits: usize| {
            let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            (part.len() == digits && part.bytes().all(is_hex))
                .then(|| u128::from_str_radix(part, 16).ok())
                .flatten()
        };
        // Version 0 has exactly four parts. Later versions may append more.
        let version = hex(version, 2).filter(|&version| version != 0xff)?;
        if version == 0 && parts.next().is_some() {
            return None;
        }
        Some(TraceContext {
            trace_id: hex(trace, 32).filter(|&id| id != 0)?,
            parent_id: hex(parent, 16).filter(|&id| id != 0)? as u64,
            sampled: hex(flags, 2)? & 1 == 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(traceparent: &str, expected: Option<(u128, u64, bool)>) {
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("traceparent"),
            http::HeaderValue::from_str(traceparent).unwrap(),
        )]);
        let context = TraceContext::of(&headers);
        let context = context.map(|context| (context.trace_id, context.parent_id, context.sampled));
        assert_eq!(context, expected, "{traceparent}");
    }

    #[test]
    fn traceparent_is_parsed_as_the_recommendation_says() {
        let ids = "0000000000000000000000000000000a-000000000000000b";
        check(&format!("00-{ids}-01"), Some((10, 11, true)));
        check(&format!("00-{ids}-00"), Some((10, 11, false)));
        check(&format!("cc-{ids}-01-more"), Some((10, 11, true)));
        check(&format!("00-{ids}-01-more"), None);
        check(&format!("ff-{ids}-01"), None);
        check(
            "00-00000000000000000000000000000000-000000000000000b-01",
            None,
        );
        check(
            "00-0000000000000000000000000000000A-000000000000000b-01",
            None,
        );
        check("", None);
    }
}

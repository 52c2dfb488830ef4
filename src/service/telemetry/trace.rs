//! Who asked: the request id and the W3C trace context of a call.

use crate::service::random;
use http::HeaderMap;

/// The header that carries request ids in and out.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// Longer ids are replaced, so that a caller cannot fill our logs.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// The caller's request id where it is fit to be logged, else a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let fit = |id: &&str| {
        let printable = id.bytes().all(|byte| byte.is_ascii_graphic());
        (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && printable
    };
    match given.filter(fit) {
        Some(id) => id.into(),
        None => format!("{:016x}", random::weak()),
    }
}

/// The caller's place in a distributed trace: <https://www.w3.org/TR/trace-context/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TraceContext {
    pub(crate) trace_id: u128,
    pub(crate) parent_id: u64,
    pub(crate) sampled: bool,
}

impl TraceContext {
    /// The context that `traceparent` states; none where it is missing or malformed.
    pub(crate) fn of(headers: &HeaderMap) -> Option<TraceContext> {
        let text = headers.get("traceparent")?.to_str().ok()?;
        let mut parts = text.split('-');
        let (version, trace, parent, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let hex = |part: &str, digits: usize| {
            let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            (part.len() == digits && part.bytes().all(lower))
                .then(|| u128::from_str_radix(part, 16).ok())
                .flatten()
        };
        // Later versions may append parts; the first version has none.
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
        let got = TraceContext::of(&headers);
        let got = got.map(|context| (context.trace_id, context.parent_id, context.sampled));
        assert_eq!(got, expected, "{traceparent}");
    }

    #[test]
    fn traceparent_is_read_as_the_recommendation_says() {
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

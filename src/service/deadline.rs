//! The time limit of a call, from the `grpc-timeout` header and the server's own limit.

use super::status::{self, quote};
use http::{HeaderMap, HeaderValue};
use std::time::Duration;
use tonic::Status;

/// The time limit that the client set in `grpc-timeout`, or `None` if there is no such header.
///
/// # Errors
///
/// INVALID_ARGUMENT if the header is not one to eight digits and a unit.
pub(super) fn grpc_timeout(headers: &HeaderMap) -> Result<Option<Duration>, Status> {
    let Some(value) = headers.get("grpc-timeout") else {
        return Ok(None);
    };
    match parse_timeout(value) {
        Some(timeout) => Ok(Some(timeout)),
        None => {
            let value = quote(&String::from_utf8_lossy(value.as_bytes()), 32);
            let description = format!(
                "{value} is not a timeout; send one to eight digits and a unit (H, M, S, m, u, n)"
            );
            Err(status::invalid_field("grpc-timeout", description))
        }
    }
}

fn parse_timeout(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let is_number = (1..=8).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| is_number)?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

/// The shorter of two time limits, each of which may be absent.
pub(super) fn shorter(client: Option<Duration>, server: Option<Duration>) -> Option<Duration> {
    match (client, server) {
        (Some(client), Some(server)) => Some(client.min(server)),
        (client, server) => client.or(server),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &'static str, expected: Option<Duration>) {
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("grpc-timeout"),
            HeaderValue::from_static(value),
        )]);
        assert_eq!(grpc_timeout(&headers).ok().flatten(), expected, "{value}");
    }

    #[test]
    fn grpc_timeout_is_parsed_as_the_protocol_says() {
        check("1H", Some(Duration::from_secs(3600)));
        check("99999999M", Some(Duration::from_secs(99_999_999 * 60)));
        check("20m", Some(Duration::from_millis(20)));
        check("0n", Some(Duration::ZERO));
        check("123456789S", None);
        check("S", None);
        check("", None);
        check("1", None);
        check("-1S", None);
        check("1s", None);
    }
}

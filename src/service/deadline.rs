//! When a call must be over.

use super::status;
use http::HeaderMap;
use std::time::Duration;
use tonic::Status;

/// What the client allows the call, as `grpc-timeout` says: up to eight digits and a unit.
pub(super) fn grpc_timeout(headers: &HeaderMap) -> Result<Option<Duration>, Status> {
    let Some(value) = headers.get("grpc-timeout") else {
        return Ok(None);
    };
    let malformed = || status::invalid_field("grpc-timeout", "is malformed");
    let text = value.to_str().map_err(|_| malformed())?;
    let split = text.len().checked_sub(1).ok_or_else(malformed)?;
    let (number, unit) = text.split_at_checked(split).ok_or_else(malformed)?;
    if number.is_empty() || number.len() > 8 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed());
    }
    let number: u64 = number.parse().map_err(|_| malformed())?;
    Ok(Some(match unit {
        "H" => Duration::from_secs(number * 3600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return Err(malformed()),
    }))
}

/// The shorter of what the client and the server allow.
pub(super) fn capped(client: Option<Duration>, server: Option<Duration>) -> Option<Duration> {
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
            http::HeaderValue::from_static(value),
        )]);
        assert_eq!(grpc_timeout(&headers).ok().flatten(), expected, "{value}");
    }

    #[test]
    fn grpc_timeout_is_read_as_the_protocol_says() {
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

//! API keys and their rights.
//!
//! Keys are random. The file holds only their SHA-256, so that reading it is not enough to call the
//! service. It is reloaded when it changes.

use super::config::{Secret, SettingError, Settings};
use super::rpc::RIGHTS;
use super::status;
use http::HeaderMap;
use ring::digest::{SHA256, digest};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use subtle::ConstantTimeEq as _;
use tonic::{Code, Status};

/// Longer keys are not accepted, because hashing them would cost the server time.
const KEY_BYTES_MAX: usize = 512;

/// The current keys. None means that no call needs a key.
#[derive(Default)]
pub(super) struct ApiKeys(RwLock<Option<Arc<[ApiKey]>>>);

struct ApiKey {
    sha256: [u8; 32],
    name: Arc<str>,
    /// Empty for all rights.
    rights: Vec<&'static str>,
}

impl ApiKeys {
    /// Replaces the keys by those of the file that the settings name. Does nothing if they name
    /// none.
    ///
    /// # Errors
    ///
    /// What is wrong with the file. The current keys stay.
    pub(super) fn load(&self, settings: &Settings) -> Result<(), SettingError> {
        let Some(Secret(path)) = &settings.api_keys else {
            return Ok(());
        };
        let file_error =
            |error: &dyn std::fmt::Display| SettingError::for_file("api_keys", path, error);
        let text = std::fs::read_to_string(path).map_err(|error| file_error(&error))?;
        self.parse_and_replace(&text)
            .map_err(|error| file_error(&error))
    }

    /// Replaces the keys by those in `text`.
    ///
    /// # Errors
    ///
    /// What is wrong with the first invalid line. The current keys stay.
    fn parse_and_replace(&self, text: &str) -> Result<(), String> {
        let keys = parse(text)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(keys.into());
        Ok(())
    }

    /// Checks that the client may make a call that needs `right`, and returns the name of its key.
    /// There is no name if the server has no keys, or if `right` is empty, as for health checks.
    ///
    /// # Errors
    ///
    /// UNAUTHENTICATED without a known key, PERMISSION_DENIED if the key lacks the right.
    pub(super) fn authorize(
        &self,
        headers: &HeaderMap,
        right: &'static str,
    ) -> Result<Option<Arc<str>>, Status> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(keys) = keys.clone().filter(|_| !right.is_empty()) else {
            return Ok(None);
        };
        let Some(key) = key_in(headers) else {
            let message = format!(
                "no API key of at most {KEY_BYTES_MAX} bytes; send one as \
                 'authorization: Bearer KEY' or 'x-api-key: KEY'"
            );
            return Err(status::error(Code::Unauthenticated, "KEY_MISSING", message));
        };
        let hash = digest(&SHA256, key);
        // Compares with every key in constant time, so that the time taken tells nothing about the
        // keys.
        let mut found = None;
        for key in keys.iter() {
            if bool::from(key.sha256.ct_eq(hash.as_ref())) {
                found = Some(key);
            }
        }
        match found {
            None => {
                let message = "unknown API key; ask the operator of the server for a valid one";
                Err(status::error(Code::Unauthenticated, "KEY_UNKNOWN", message))
            }
            Some(key) if key.rights.is_empty() || key.rights.contains(&right) => {
                Ok(Some(Arc::clone(&key.name)))
            }
            Some(_) => {
                let message = format!(
                    "the API key lacks the right '{right}'; ask the operator of the server for it"
                );
                Err(status::error(
                    Code::PermissionDenied,
                    "RIGHT_MISSING",
                    message,
                ))
            }
        }
    }
}

/// The key that the client sent, unless it is too long.
fn key_in(headers: &HeaderMap) -> Option<&[u8]> {
    let bearer = headers.get("authorization").and_then(|value| {
        let (scheme, key) = value.as_bytes().split_at_checked("Bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"Bearer ").then_some(key)
    });
    bearer
        .or_else(|| Some(headers.get("x-api-key")?.as_bytes()))
        .filter(|key| key.len() <= KEY_BYTES_MAX)
}

/// The keys in a file: one per line, `SHA256-HEX NAME [RIGHT,...]`. Ignores empty lines and
/// everything after `#`.
fn parse(text: &str) -> Result<Vec<ApiKey>, String> {
    let mut keys = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if !line.is_empty() {
            let key = parse_line(line).map_err(|error| format!("line {}: {error}", number + 1))?;
            keys.push(key);
        }
    }
    if keys.is_empty() {
        let message = "has no key, so that every call would be rejected; add a key, or remove the \
                       setting to accept calls without a key";
        return Err(message.into());
    }
    Ok(keys)
}

fn parse_line(line: &str) -> Result<ApiKey, String> {
    let mut words = line.split_whitespace();
    let hex = words.next().unwrap_or_default();
    let sha256 =
        parse_hex(hex).ok_or("must begin with the SHA-256 of the key, 64 hexadecimal digits")?;
    let name = words.next().ok_or("must name the key after its SHA-256")?;
    let mut rights = Vec::new();
    for right in words.next().iter().flat_map(|rights| rights.split(',')) {
        let known = RIGHTS.iter().find(|known| **known == right);
        rights.push(*known.ok_or_else(|| {
            let known = RIGHTS.join(", ");
            format!("unknown right {}; known: {known}", status::quote(right, 32))
        })?);
    }
    match words.next() {
        None => Ok(ApiKey {
            sha256,
            name: name.into(),
            rights,
        }),
        Some(extra) => Err(format!(
            "has more than SHA-256, name and rights: {}; separate rights by commas without spaces",
            status::quote(extra, 32)
        )),
    }
}

fn parse_hex(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

/// A new random key of 256 bits, and its line for the file.
///
/// # Errors
///
/// When the system's random number generator cannot be read.
pub(super) fn new_key(name: &str) -> std::io::Result<(String, String)> {
    let mut random = [0u8; 32];
    std::fs::File::open(Path::new("/dev/urandom"))?.read_exact(&mut random)?;
    let key = format!("gleaner_{}", to_hex(&random));
    let hash = digest(&SHA256, key.as_bytes());
    let line = format!("{} {name}", to_hex(hash.as_ref()));
    Ok((key, line))
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_files_are_checked_line_by_line() {
        let hash = "ab".repeat(32);
        let check = |text: &str, expected: Option<&str>| {
            let error = ApiKeys::default().parse_and_replace(text).err();
            match (&error, expected) {
                (None, None) => {}
                (Some(error), Some(part)) if error.contains(part) => {}
                _ => panic!("{text:?} gave {error:?}, not {expected:?}"),
            }
        };
        check(&format!("# ours\n\n{hash} ci summarize,info\n"), None);
        check("", Some("no key"));
        check("abc ci", Some("line 1: must begin"));
        check(&format!("\n{hash}"), Some("line 2: must name"));
        check(&format!("{hash} ci fly"), Some("unknown right 'fly'"));
        check(&format!("{hash} ci info more"), Some("more than"));
    }
}

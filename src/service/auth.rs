//! API keys: who may call what. Keys are random and kept as SHA-256 only, so that a leaked file
//! lets nobody in; the file is read anew when it changes.

use super::config::{Fault, Secret, Settings};
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

/// Nobody needs longer ones, and hashing them costs us.
const KEY_BYTES_MAX: usize = 512;

/// The keys in force; none at all lets everybody in.
#[derive(Default)]
pub(super) struct Keys(RwLock<Option<Arc<[Key]>>>);

struct Key {
    sha256: [u8; 32],
    name: Arc<str>,
    /// Empty for every right.
    rights: Vec<&'static str>,
}

impl Keys {
    /// Puts the file of keys into force, if the settings name one.
    ///
    /// # Errors
    ///
    /// What is wrong with the file; the keys in force stay.
    pub(super) fn load(&self, settings: &Settings) -> Result<(), Fault> {
        let Some(Secret(path)) = &settings.api_keys else {
            return Ok(());
        };
        let wrong = |error: &dyn std::fmt::Display| Fault::of_file("api_keys", path, error);
        let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
        self.read(&text).map_err(|error| wrong(&error))
    }

    /// Puts the keys in `text` into force.
    ///
    /// # Errors
    ///
    /// The first line that is wrong; the keys in force stay.
    fn read(&self, text: &str) -> Result<(), String> {
        let keys = parse(text)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(keys.into());
        Ok(())
    }

    /// The name of the caller's key, if it has the `right`; health, of no right, needs no key.
    pub(super) fn check(
        &self,
        headers: &HeaderMap,
        right: &'static str,
    ) -> Result<Option<Arc<str>>, Status> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(keys) = keys.clone().filter(|_| !right.is_empty()) else {
            return Ok(None);
        };
        let Some(given) = given_key(headers) else {
            let message = "send an API key as 'authorization: Bearer KEY' or 'x-api-key: KEY'";
            return Err(status::error(Code::Unauthenticated, "KEY_MISSING", message));
        };
        let hash = digest(&SHA256, given);
        // Looks at every key, so that the time taken does not tell which one came close.
        let mut found = None;
        for key in keys.iter() {
            if bool::from(key.sha256.ct_eq(hash.as_ref())) {
                found = Some(key);
            }
        }
        match found {
            None => {
                let message = "the API key is not known here";
                Err(status::error(Code::Unauthenticated, "KEY_UNKNOWN", message))
            }
            Some(key) if key.rights.is_empty() || key.rights.contains(&right) => {
                Ok(Some(Arc::clone(&key.name)))
            }
            Some(_) => {
                let message = format!("the API key lacks the right '{right}'");
                Err(status::error(
                    Code::PermissionDenied,
                    "RIGHT_MISSING",
                    message,
                ))
            }
        }
    }
}

fn given_key(headers: &HeaderMap) -> Option<&[u8]> {
    let bearer = headers.get("authorization").and_then(|value| {
        let (scheme, key) = value.as_bytes().split_at_checked("Bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"Bearer ").then_some(key)
    });
    bearer
        .or_else(|| Some(headers.get("x-api-key")?.as_bytes()))
        .filter(|key| key.len() <= KEY_BYTES_MAX)
}

/// One key a line, `SHA256-HEX NAME [RIGHT,...]`; empty lines and lines after `#` say nothing.
fn parse(text: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if !line.is_empty() {
            let key = parse_line(line).map_err(|error| format!("line {}: {error}", number + 1))?;
            keys.push(key);
        }
    }
    if keys.is_empty() {
        return Err(
            "has no key, so nobody could call; remove the setting to let everybody in".into(),
        );
    }
    Ok(keys)
}

fn parse_line(line: &str) -> Result<Key, String> {
    let mut words = line.split_whitespace();
    let hex = words.next().unwrap_or_default();
    let sha256 = parse_hex(hex).ok_or("must begin with 64 hexadecimal digits, a SHA-256")?;
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
        None => Ok(Key {
            sha256,
            name: name.into(),
            rights,
        }),
        Some(_) => Err("has more than SHA-256, name and rights".into()),
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
/// When the system has no randomness to give.
pub(super) fn new_key(name: &str) -> std::io::Result<(String, String)> {
    let mut random = [0u8; 32];
    std::fs::File::open(Path::new("/dev/urandom"))?.read_exact(&mut random)?;
    let key = format!("gleaner_{}", hex_of(&random));
    let hash = digest(&SHA256, key.as_bytes());
    let line = format!("{} {name}", hex_of(hash.as_ref()));
    Ok((key, line))
}

fn hex_of(bytes: &[u8]) -> String {
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
            let error = Keys::default().read(text).err();
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

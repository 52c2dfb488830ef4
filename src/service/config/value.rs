//! The types of settings, and how their values are written: durations as "1m30s", sizes as "8MiB",
//! no value as "off".

use crate::args::BYTE_UNITS;
use crate::service::status::quote;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::time::Duration;

/// A type that a setting can have.
pub(super) trait Value: Sized {
    /// What --help calls the value.
    const NAME: &'static str;
    const FLAG_KIND: FlagKind = FlagKind::Value;

    /// The value that `text` stands for.
    ///
    /// # Errors
    ///
    /// What is wrong with `text`, and how to fix it.
    fn parse(text: &str) -> Result<Self, String>;

    /// The text that [`Value::parse`] turns into this value again; for secrets, a placeholder.
    fn format(&self) -> String;
}

/// How the flag of a setting is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlagKind {
    /// Once, with a value.
    Value,
    /// Once, with a value or without; without one it means "true".
    Switch,
    /// Any number of times. A value may also be a list, separated by commas.
    List,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

/// The path of a file of secrets. `--print-config` does not show it; only errors name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret(pub PathBuf);

/// A file with a name for clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// The name that clients use.
    pub name: String,
    /// The path of the file.
    pub path: PathBuf,
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// [`LogFormat::Pretty`] on a terminal, otherwise [`LogFormat::Json`].
    Auto,
    /// One JSON object per line.
    Json,
    /// For people.
    Pretty,
}

/// An address to listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A TCP address.
    Tcp(SocketAddr),
    /// The path of a Unix socket.
    Unix(PathBuf),
    /// A socket passed by systemd (socket activation).
    Systemd,
}

impl Address {
    /// Whether other machines can connect. False for a socket passed by systemd, whose address is
    /// not known before it is taken: there the unit file is responsible.
    pub(super) fn is_public(&self) -> bool {
        match self {
            Address::Tcp(address) => !address.ip().is_loopback(),
            Address::Unix(_) | Address::Systemd => false,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(address) => address.fmt(f),
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
            Address::Systemd => f.write_str("systemd"),
        }
    }
}

impl Value for Address {
    const NAME: &'static str = "ADDRESS";

    fn parse(text: &str) -> Result<Address, String> {
        match text.strip_prefix("unix:") {
            Some("") => Err("'unix:' has no path; write unix:PATH".into()),
            Some(path) => Ok(Address::Unix(path.into())),
            None if text == "systemd" => Ok(Address::Systemd),
            None => Ok(Address::Tcp(parse_socket_address(text)?)),
        }
    }

    fn format(&self) -> String {
        self.to_string()
    }
}

impl Value for SocketAddr {
    const NAME: &'static str = "HOST:PORT";

    fn parse(text: &str) -> Result<SocketAddr, String> {
        parse_socket_address(text)
    }

    fn format(&self) -> String {
        self.to_string()
    }
}

/// The address in `text`. Looks up host names, and takes the first address that is found.
fn parse_socket_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    text.to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .ok_or_else(|| {
            let text = quote(text, 64);
            format!(
                "{text} is not an address, or its host is unknown; write HOST:PORT, for example \
                 127.0.0.1:50051"
            )
        })
}

impl<T: Value> Value for Option<T> {
    const NAME: &'static str = T::NAME;

    fn parse(text: &str) -> Result<Option<T>, String> {
        match text {
            "off" | "" => Ok(None),
            text => T::parse(text).map(Some),
        }
    }

    fn format(&self) -> String {
        self.as_ref().map_or("off".into(), T::format)
    }
}

impl Value for bool {
    const NAME: &'static str = "BOOL";
    const FLAG_KIND: FlagKind = FlagKind::Switch;

    fn parse(text: &str) -> Result<bool, String> {
        text.parse()
            .map_err(|_| format!("{} is not a boolean; write true or false", quote(text, 64)))
    }

    fn format(&self) -> String {
        self.to_string()
    }
}

impl Value for u32 {
    const NAME: &'static str = "N";

    fn parse(text: &str) -> Result<u32, String> {
        text.parse().map_err(|_| {
            let text = quote(text, 64);
            format!("{text} is not a whole number from 0 to {}", u32::MAX)
        })
    }

    fn format(&self) -> String {
        self.to_string()
    }
}

impl Value for f64 {
    const NAME: &'static str = "X";

    fn parse(text: &str) -> Result<f64, String> {
        text.parse()
            .map_err(|_| format!("{} is not a number", quote(text, 64)))
    }

    fn format(&self) -> String {
        self.to_string()
    }
}

impl Value for String {
    const NAME: &'static str = "TEXT";

    fn parse(text: &str) -> Result<String, String> {
        Ok(text.into())
    }

    fn format(&self) -> String {
        self.clone()
    }
}

impl<T: Value> Value for Vec<T> {
    const NAME: &'static str = T::NAME;
    const FLAG_KIND: FlagKind = FlagKind::List;

    fn parse(text: &str) -> Result<Vec<T>, String> {
        let items = text.split(',').map(str::trim);
        items
            .filter(|item| !item.is_empty())
            .map(T::parse)
            .collect()
    }

    fn format(&self) -> String {
        self.iter().map(T::format).collect::<Vec<_>>().join(",")
    }
}

impl Value for NamedFile {
    const NAME: &'static str = "NAME=FILE";

    fn parse(text: &str) -> Result<NamedFile, String> {
        match text.split_once('=') {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok(NamedFile {
                name: name.into(),
                path: path.into(),
            }),
            _ => Err(format!("'{text}' is not NAME=FILE")),
        }
    }

    fn format(&self) -> String {
        format!("{}={}", self.name, self.path.display())
    }
}

impl Value for PathBuf {
    const NAME: &'static str = "FILE";

    fn parse(text: &str) -> Result<PathBuf, String> {
        Ok(text.into())
    }

    fn format(&self) -> String {
        self.display().to_string()
    }
}

impl Value for Secret {
    const NAME: &'static str = "FILE";

    fn parse(text: &str) -> Result<Secret, String> {
        Ok(Secret(text.into()))
    }

    fn format(&self) -> String {
        "(redacted)".into()
    }
}

impl Value for LogFormat {
    const NAME: &'static str = "FORMAT";

    fn parse(text: &str) -> Result<LogFormat, String> {
        match text {
            "auto" => Ok(LogFormat::Auto),
            "json" => Ok(LogFormat::Json),
            "pretty" => Ok(LogFormat::Pretty),
            _ => {
                let text = quote(text, 64);
                Err(format!(
                    "{text} is not a log format; write auto, json or pretty"
                ))
            }
        }
    }

    fn format(&self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl fmt::Display for Bytes {
    /// In the largest unit that gives a whole number, for example "8MiB".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_whole = |(_, factor): &&(&str, u64)| self.0 > 0 && self.0.is_multiple_of(*factor);
        match BYTE_UNITS.iter().find(is_whole) {
            Some((unit, factor)) => write!(f, "{}{unit}", self.0 / factor),
            None => write!(f, "{}B", self.0),
        }
    }
}

impl Value for Bytes {
    const NAME: &'static str = "SIZE";

    fn parse(text: &str) -> Result<Bytes, String> {
        crate::args::parse_bytes(text).map(Bytes).ok_or_else(|| {
            let text = quote(text, 64);
            format!("{text} is not a size; write for example 65536, 64M or 1GiB")
        })
    }

    fn format(&self) -> String {
        self.to_string()
    }
}

/// The units of durations in milliseconds, the largest first.
const TIME_UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// The longest duration: a hundred years. Instants plus a few of these do not overflow.
const DURATION_MILLIS_MAX: u64 = 100 * 365 * 24 * 3_600_000;

impl Value for Duration {
    const NAME: &'static str = "DURATION";

    fn parse(text: &str) -> Result<Duration, String> {
        parse_millis(text)
            .map(Duration::from_millis)
            .ok_or_else(|| {
                let text = quote(text, 64);
                format!("{text} is not a duration; write for example 1m30s (units: h, m, s, ms)")
            })
    }

    fn format(&self) -> String {
        let mut millis = self.as_millis() as u64;
        let mut text = String::new();
        for (unit, factor) in TIME_UNITS {
            if millis >= factor {
                text += &format!("{}{unit}", millis / factor);
                millis %= factor;
            }
        }
        if text.is_empty() { "0s".into() } else { text }
    }
}

/// The milliseconds in a duration such as "1m30s"; none if it is invalid or too long.
fn parse_millis(text: &str) -> Option<u64> {
    let (mut rest, mut millis) = (text, 0u64);
    while !rest.is_empty() {
        let unit_start = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit_length = rest[unit_start..].find(|c: char| c.is_ascii_digit());
        let end = unit_length.map_or(rest.len(), |length| unit_start + length);
        let number: u64 = rest[..unit_start].parse().ok()?;
        let unit = &rest[unit_start..end];
        let (_, factor) = TIME_UNITS.iter().find(|(name, _)| *name == unit)?;
        millis = millis.checked_add(number.checked_mul(*factor)?)?;
        rest = &rest[end..];
    }
    (!text.is_empty() && millis <= DURATION_MILLIS_MAX).then_some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Value>(text: &str, expected: Option<&str>) {
        let formatted = T::parse(text).map(|value| value.format()).ok();
        assert_eq!(formatted.as_deref(), expected, "{text}");
    }

    #[test]
    fn values_are_parsed_and_formatted() {
        check::<Duration>("90s", Some("1m30s"));
        check::<Duration>("1h5ms", Some("1h5ms"));
        check::<Duration>("0s", Some("0s"));
        check::<Duration>("", None);
        check::<Duration>("5", None);
        check::<Duration>("5 s", None);
        check::<Duration>("99999999999999999999s", None);
        check::<Bytes>("8MiB", Some("8MiB"));
        check::<Bytes>("1025", Some("1025B"));
        check::<Bytes>("2048", Some("2KiB"));
        check::<Bytes>("64k", Some("64KiB"));
        check::<Bytes>("8MB", None);
        check::<Option<Duration>>("off", Some("off"));
        check::<Address>("unix:/run/g.sock", Some("unix:/run/g.sock"));
        check::<Address>("unix:", None);
        check::<Address>("[::1]:0", Some("[::1]:0"));
        check::<Address>("nonsense", None);
        check::<bool>("yes", None);
        check::<Secret>("/etc/keys", Some("(redacted)"));
        check::<Vec<NamedFile>>("a=/x, b=y=z,", Some("a=/x,b=y=z"));
        check::<Vec<NamedFile>>("a=/x,/y", None);
        check::<Vec<NamedFile>>("=/x", None);
    }
}

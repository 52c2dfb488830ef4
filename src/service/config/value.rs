//! How a setting's value is written: durations as "1m30s", sizes as "8MiB", nothing as "off".

use crate::args::BYTE_UNITS;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::time::Duration;

/// A type that a setting can have. `read` undoes `show`.
pub(super) trait Value: Sized {
    const FORM: Form = Form::Plain;
    fn read(text: &str) -> Result<Self, String>;
    fn show(&self) -> String;
}

/// How a setting's flag is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Once, with a value.
    Plain,
    /// Once; without a value it means "true".
    Switch,
    /// As often as one likes; a comma parts values too.
    List,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

/// A file of secrets. Not even its place is shown among settings; only an error names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret(pub PathBuf);

/// A file under a name that callers know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// What callers call it.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What log lines look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Pretty on a terminal, JSON elsewhere.
    Auto,
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A TCP port.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
    /// A socket passed by systemd (socket activation).
    Systemd,
}

impl Address {
    /// Whether peers elsewhere can reach it. What systemd passes is not known before it is taken,
    /// so the unit file answers for it.
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
    fn read(text: &str) -> Result<Address, String> {
        match text.strip_prefix("unix:") {
            Some("") => Err("must name a path after 'unix:'".into()),
            Some(path) => Ok(Address::Unix(path.into())),
            None if text == "systemd" => Ok(Address::Systemd),
            None => Ok(Address::Tcp(socket_address(text)?)),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for SocketAddr {
    fn read(text: &str) -> Result<SocketAddr, String> {
        socket_address(text)
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    let wrong = || format!("'{text}' is not HOST:PORT, for example 127.0.0.1:50051");
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    text.to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .ok_or_else(wrong)
}

impl<T: Value> Value for Option<T> {
    fn read(text: &str) -> Result<Option<T>, String> {
        match text {
            "off" | "" => Ok(None),
            text => T::read(text).map(Some),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map_or("off".into(), T::show)
    }
}

impl Value for bool {
    const FORM: Form = Form::Switch;

    fn read(text: &str) -> Result<bool, String> {
        text.parse()
            .map_err(|_| format!("'{text}' is neither true nor false"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for u32 {
    fn read(text: &str) -> Result<u32, String> {
        text.parse()
            .map_err(|_| format!("'{text}' is not a whole number up to {}", u32::MAX))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for f64 {
    fn read(text: &str) -> Result<f64, String> {
        text.parse()
            .map_err(|_| format!("'{text}' is not a number"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for String {
    fn read(text: &str) -> Result<String, String> {
        Ok(text.into())
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl<T: Value> Value for Vec<T> {
    const FORM: Form = Form::List;

    fn read(text: &str) -> Result<Vec<T>, String> {
        let items = text.split(',').map(str::trim);
        items.filter(|item| !item.is_empty()).map(T::read).collect()
    }

    fn show(&self) -> String {
        self.iter().map(T::show).collect::<Vec<_>>().join(",")
    }
}

impl Value for NamedFile {
    fn read(text: &str) -> Result<NamedFile, String> {
        match text.split_once('=') {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok(NamedFile {
                name: name.into(),
                path: path.into(),
            }),
            _ => Err(format!("'{text}' is not NAME=FILE")),
        }
    }

    fn show(&self) -> String {
        format!("{}={}", self.name, self.path.display())
    }
}

impl Value for PathBuf {
    fn read(text: &str) -> Result<PathBuf, String> {
        Ok(text.into())
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Value for Secret {
    fn read(text: &str) -> Result<Secret, String> {
        Ok(Secret(text.into()))
    }

    fn show(&self) -> String {
        "(redacted)".into()
    }
}

impl Value for LogFormat {
    fn read(text: &str) -> Result<LogFormat, String> {
        match text {
            "auto" => Ok(LogFormat::Auto),
            "json" => Ok(LogFormat::Json),
            "pretty" => Ok(LogFormat::Pretty),
            _ => Err(format!("'{text}' is none of auto, json, pretty")),
        }
    }

    fn show(&self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl Value for Bytes {
    fn read(text: &str) -> Result<Bytes, String> {
        crate::args::parse_bytes(text)
            .map(Bytes)
            .ok_or_else(|| format!("'{text}' is not a size, for example 65536, 64M or 1GiB"))
    }

    fn show(&self) -> String {
        let whole = |(_, factor): &&(&str, u64)| self.0 > 0 && self.0.is_multiple_of(*factor);
        match BYTE_UNITS.iter().find(whole) {
            Some((unit, factor)) => format!("{}{unit}", self.0 / factor),
            None => format!("{}B", self.0),
        }
    }
}

/// Largest first, as they are shown.
const TIME_UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl Value for Duration {
    fn read(text: &str) -> Result<Duration, String> {
        let wrong = || format!("'{text}' is not a span of time, for example 1m30s (h, m, s, ms)");
        let (mut rest, mut millis) = (text, 0u64);
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let letters = rest[digits..].find(|c: char| c.is_ascii_digit());
            let end = letters.map_or(rest.len(), |letters| digits + letters);
            let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
            let unit = TIME_UNITS
                .iter()
                .find(|(name, _)| *name == &rest[digits..end]);
            let (_, factor) = unit.ok_or_else(wrong)?;
            millis = number
                .checked_mul(*factor)
                .and_then(|part| millis.checked_add(part))
                .ok_or_else(wrong)?;
            rest = &rest[end..];
        }
        // A century is as good as for ever, and keeps sums of instants within their range.
        if text.is_empty() || millis > 100 * 365 * 24 * 3_600_000 {
            return Err(wrong());
        }
        Ok(Duration::from_millis(millis))
    }

    fn show(&self) -> String {
        let mut millis = self.as_millis() as u64;
        let mut shown = String::new();
        for (unit, factor) in TIME_UNITS {
            if millis >= factor {
                shown += &format!("{}{unit}", millis / factor);
                millis %= factor;
            }
        }
        if shown.is_empty() { "0s".into() } else { shown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Value>(text: &str, shown: Option<&str>) {
        assert_eq!(
            T::read(text).map(|value| value.show()).ok().as_deref(),
            shown,
            "{text}"
        );
    }

    #[test]
    fn values_are_read_and_shown() {
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

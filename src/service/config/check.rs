//! Checks of settings whose values can each be parsed: ranges, and contradictions between them.

use super::{Address, Bytes, SettingError, Settings};
use crate::service::status::quote;
use gleaner_engine::Method;

/// A larger `request_bytes` is taken for a typing error.
const REQUEST_BYTES_MAX: Bytes = Bytes(1 << 40);
/// The most files of weights, so that the message about an unknown method can list them all.
const WEIGHTS_MAX: usize = 32;
/// The longest name of a file of weights, in bytes.
const WEIGHTS_NAME_BYTES_MAX: usize = 32;

impl Settings {
    /// Everything that is wrong with the settings. Reads no files.
    pub(in crate::service) fn validate(&self) -> Vec<SettingError> {
        let mut errors = Vec::new();
        self.check_transport(&mut errors);
        self.check_sizes(&mut errors);
        self.check_not_zero(&mut errors);
        self.check_telemetry(&mut errors);
        if let Err(message) = self.check_weights() {
            errors.push(SettingError::new("weights", message));
        }
        errors
    }

    fn check_transport(&self, errors: &mut Vec<SettingError>) {
        let mut require = |setting, other| {
            let other = self.origin(setting).spelling(other);
            errors.push(SettingError::new(setting, format!("requires {other}")));
        };
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => require("tls_cert", "tls_key"),
            (None, Some(_)) => require("tls_key", "tls_cert"),
            _ => {}
        }
        if self.tls_client_ca.is_some() && self.tls_cert.is_none() {
            require("tls_client_ca", "tls_cert");
        }
        if self.tls_cert.is_some() || self.insecure {
            return;
        }
        let web = self.http_listen.map(Address::Tcp);
        for (setting, address) in [
            ("listen", Some(&self.listen)),
            ("http_listen", web.as_ref()),
        ] {
            let Some(address) = address.filter(|address| address.is_public()) else {
                continue;
            };
            let spelling = |name| self.origin(setting).spelling(name);
            let (cert, key) = (spelling("tls_cert"), spelling("tls_key"));
            let insecure = spelling("insecure");
            let message = format!(
                "{address} is a public address without TLS; set {cert} and {key}, or set \
                 {insecure} if a proxy or firewall protects the server"
            );
            errors.push(SettingError::new(setting, message));
        }
    }

    fn check_sizes(&self, errors: &mut Vec<SettingError>) {
        let mut reject = |setting, message| errors.push(SettingError::new(setting, message));
        let request_bytes = self.request_bytes;
        for (name, bytes) in [
            ("message_bytes", self.message_bytes),
            ("document_bytes", self.document_bytes),
        ] {
            if bytes > request_bytes {
                let message = format!("{request_bytes} must be at least {name}, which is {bytes}");
                reject("request_bytes", message);
                break;
            }
        }
        let message_bytes = self.message_bytes;
        if message_bytes.0 > u64::from(u32::MAX) {
            let message =
                format!("{message_bytes} is more than a gRPC message holds; set less than 4GiB");
            reject("message_bytes", message);
        }
        if request_bytes > REQUEST_BYTES_MAX {
            let message = format!("{request_bytes} is too large; set at most {REQUEST_BYTES_MAX}");
            reject("request_bytes", message);
        }
    }

    fn check_not_zero(&self, errors: &mut Vec<SettingError>) {
        for (name, is_zero) in [
            ("documents", self.documents == 0),
            ("batch_requests", self.batch_requests == 0),
            ("stream_window", self.stream_window == 0),
            ("streams", self.streams == 0),
            ("connections", self.connections == 0),
            ("streams_per_connection", self.streams_per_connection == 0),
            ("message_bytes", self.message_bytes.0 == 0),
            ("document_bytes", self.document_bytes.0 == 0),
            ("deadline", self.deadline.is_zero()),
            ("handshake_time", self.handshake_time.is_zero()),
            ("reload_interval", self.reload_interval.is_zero()),
            ("stuck_time", self.stuck_time.is_zero()),
        ] {
            if is_zero {
                let message = "0 is not allowed; set a value above 0";
                errors.push(SettingError::new(name, message));
            }
        }
    }

    fn check_telemetry(&self, errors: &mut Vec<SettingError>) {
        let ratio = self.otlp_ratio;
        if !(0.0..=1.0).contains(&ratio) {
            let message = format!("{ratio} is out of range; set a value from 0 to 1");
            errors.push(SettingError::new("otlp_ratio", message));
        }
        let levels = self
            .log_level
            .parse::<tracing_subscriber::filter::Targets>();
        if levels.is_err() {
            let level = quote(&self.log_level, 64);
            let message = format!(
                "{level} is not a log level; use error, warn, info, debug or trace, or a list of \
                 target=level such as info,gleaner::access=off"
            );
            errors.push(SettingError::new("log_level", message));
        }
    }

    /// Checks that the files of weights can be offered as methods under their names.
    ///
    /// # Errors
    ///
    /// What is wrong with the first name that cannot be used.
    fn check_weights(&self) -> Result<(), String> {
        let count = self.weights.len();
        if count > WEIGHTS_MAX {
            return Err(format!(
                "{count} files are too many; give at most {WEIGHTS_MAX}"
            ));
        }
        for (index, file) in self.weights.iter().enumerate() {
            let name = file.name.as_str();
            let is_allowed =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            let shown = quote(name, WEIGHTS_NAME_BYTES_MAX);
            if name.len() > WEIGHTS_NAME_BYTES_MAX || !name.bytes().all(is_allowed) {
                return Err(format!(
                    "{shown} is not a valid name for a method; use at most \
                     {WEIGHTS_NAME_BYTES_MAX} characters of a-z, 0-9 and '-'"
                ));
            }
            if name.parse::<Method>().is_ok() {
                return Err(format!(
                    "{shown} is a method of the engine already; use another name"
                ));
            }
            if self.weights[..index].iter().any(|file| file.name == name) {
                return Err(format!("{shown} is given twice; use different names"));
            }
        }
        Ok(())
    }
}

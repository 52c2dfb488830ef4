//! The settings of `gleaner serve`, and how they are read from flags, environment variables and a
//! TOML file.

mod check;
mod load;
mod value;

use load::Origin;
pub use load::ServeArgs;
pub(super) use load::load;
pub use value::{Address, Bytes, LogFormat, NamedFile, Secret};
use value::{FlagKind, Value};

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Defines every setting once: its group in --help, its doc comment, which is also its help, its
/// name, type and default. Generates [`Settings`] with its `Default`, and [`SETTINGS`], which flags,
/// environment variables, the TOML file and `--print-config` work with.
macro_rules! settings {
    ($($group:literal { $($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:literal,)+ })+) => {
        /// The settings of a server. `Settings::default()` listens on loopback, with every limit
        /// on.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($($(#[doc = $doc])+ pub $name: $type,)+)+
            /// Where each setting came from. Those that are missing have their default.
            origins: BTreeMap<&'static str, Origin>,
        }

        /// One setting, without its value.
        pub(crate) struct Setting {
            /// The key in the TOML file. The flag has dashes instead of underscores; the variable is
            /// in upper case after "GLEANER_".
            pub(crate) name: &'static str,
            /// The heading in --help.
            pub(crate) group: &'static str,
            pub(crate) help: &'static str,
            pub(crate) default: &'static str,
            /// What --help calls the value.
            pub(crate) value_name: &'static str,
            pub(crate) flag_kind: FlagKind,
            parse: fn(&mut Settings, &str) -> Result<(), String>,
            format: fn(&Settings) -> String,
        }

        pub(crate) static SETTINGS: &[Setting] = &[$($(Setting {
            name: stringify!($name),
            group: $group,
            help: concat!($($doc),+),
            default: $default,
            value_name: <$type as Value>::NAME,
            flag_kind: <$type as Value>::FLAG_KIND,
            parse: |settings, text| {
                settings.$name = Value::parse(text)?;
                Ok(())
            },
            format: |settings| settings.$name.format(),
        }),+),+];

        impl Default for Settings {
            fn default() -> Settings {
                Settings {
                    $($($name: <$type as Value>::parse($default).unwrap_or_else(|error| {
                        unreachable!("the default of {} is invalid: {error}", stringify!($name))
                    }),)+)+
                    origins: BTreeMap::new(),
                }
            }
        }
    };
}

settings! {
    "Network" {
        /// Address for gRPC: HOST:PORT (port 0 takes a free port), unix:PATH, or systemd for a socket passed by socket activation.
        listen: Address = "127.0.0.1:50051",
        /// Address for /metrics, /healthz and /readyz over plain HTTP, never for documents; off to serve none.
        admin_listen: Option<SocketAddr> = "127.0.0.1:9464",
        /// Address for gRPC-Web (browsers) and gRPC over HTTP/1.1 and HTTP/2; off to serve none.
        http_listen: Option<SocketAddr> = "off",
        /// Origins of web pages that may call the service, separated by commas; * allows all.
        cors_origins: Vec<String> = "",
        /// Allow a public address without TLS.
        insecure: bool = "false",
        /// Serve gRPC reflection, v1 and v1alpha.
        reflection: bool = "true",
    }
    "Security" {
        /// PEM file with the server's certificate chain; enables TLS and requires tls-key.
        tls_cert: Option<PathBuf> = "off",
        /// PEM file with the private key of tls-cert.
        tls_key: Option<PathBuf> = "off",
        /// PEM file with the certificate authorities of clients; enables mutual TLS.
        tls_client_ca: Option<PathBuf> = "off",
        /// File of API keys, one "SHA256-HEX NAME [RIGHT,...]" per line; every call except health checks then needs a key.
        api_keys: Option<Secret> = "off",
        /// Time between checks whether certificates or keys have changed on disk.
        reload_interval: Duration = "5s",
    }
    "Engine" {
        /// Number of threads that summarize; 0 for one per core.
        workers: u32 = "0",
        /// Number of threads that read and write the network; 0 for one, or two on machines with at least eight cores.
        io_threads: u32 = "0",
        /// Time after which a worker still busy with one document counts as stuck; health is NOT_SERVING while all workers are.
        stuck_time: Duration = "30s",
        /// Weights written by `gleaner train`, offered to clients as the method NAME; may be repeated.
        weights: Vec<NamedFile> = "",
    }
    "Limits over all clients" {
        /// Maximum number of documents on the server at once; further calls fail with RESOURCE_EXHAUSTED, streams wait.
        documents: u32 = "1024",
        /// Maximum size of all requests on the server at once; further calls fail with RESOURCE_EXHAUSTED, streams wait.
        request_bytes: Bytes = "256MiB",
        /// Maximum number of open document streams; health watches and reflection streams have a separate limit of the same size.
        streams: u32 = "4096",
        /// Maximum number of open connections; further ones are closed immediately.
        connections: u32 = "8192",
    }
    "Limits of a call" {
        /// Maximum size of a message, uncompressed.
        message_bytes: Bytes = "16MiB",
        /// Maximum size of a document's text.
        document_bytes: Bytes = "8MiB",
        /// Maximum number of documents in a BatchSummarize call.
        batch_requests: u32 = "256",
        /// Maximum number of documents of one stream that are in progress, or done but not yet read by the client.
        stream_window: u32 = "32",
        /// Maximum time for a call, even if the client's deadline is later.
        deadline: Duration = "60s",
        /// Maximum time for a document stream; off for no limit.
        stream_deadline: Option<Duration> = "off",
        /// Minimum size of responses to compress, for clients that accept compression.
        compress_bytes: Bytes = "64KiB",
    }
    "Limits of a connection" {
        /// Maximum number of concurrent calls on one connection.
        streams_per_connection: u32 = "256",
        /// Maximum time for the TLS handshake and the first bytes of HTTP/2.
        handshake_time: Duration = "10s",
        /// Time without calls after which a connection is asked to close (GOAWAY); off for never.
        connection_idle: Option<Duration> = "15m",
        /// Age, varied by up to 10 %, at which a connection is asked to close (GOAWAY), so that clients spread over all servers; off for never.
        connection_age: Option<Duration> = "30m",
        /// Time after connection-age in which calls may finish before the connection is closed.
        connection_age_grace: Duration = "2m",
        /// Time without traffic after which a connection is pinged; off for never.
        keepalive_interval: Option<Duration> = "60s",
        /// Time in which a ping must be answered before the connection is closed.
        keepalive_timeout: Duration = "20s",
    }
    "Shutdown" {
        /// Time after SIGTERM in which calls are still accepted while health is NOT_SERVING, so that load balancers notice.
        drain_delay: Duration = "1s",
        /// Time after drain-delay in which calls may finish before their connections are closed.
        drain_limit: Duration = "30s",
    }
    "Observability" {
        /// OpenTelemetry collector for traces, by OTLP over gRPC: http://HOST:PORT or https://HOST:PORT; off for no traces.
        otlp_endpoint: Option<String> = "off",
        /// Share of calls to trace, from 0 to 1, among calls without a traceparent header; for others the header decides.
        otlp_ratio: f64 = "0.01",
        /// Format of log lines: auto (pretty on a terminal, otherwise json), json or pretty.
        log_format: LogFormat = "auto",
        /// Least severe log lines to write: error, warn, info, debug or trace, also per target as in "info,gleaner::access=off".
        log_level: String = "info",
    }
}

impl Settings {
    /// Sets one setting. `name` is its key in the TOML file, `text` its value as a flag would carry
    /// it.
    ///
    /// # Errors
    ///
    /// A message that says what is wrong with the name or the value, and how to fix it.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .ok_or_else(|| {
                format!("no such setting '{name}'; `gleaner serve --help` lists all settings")
            })?;
        (setting.parse)(self, text)
    }

    /// The name and value of each setting, with secrets redacted, and its origin.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&'static str, String, &Origin)> {
        SETTINGS.iter().map(|setting| {
            let value = (setting.format)(self);
            (setting.name, value, self.origin(setting.name))
        })
    }

    /// One line for each error, beginning with the place where the setting was given.
    pub(super) fn format_errors(&self, errors: Vec<SettingError>) -> Vec<String> {
        let line = |SettingError { setting, message }| {
            let place = self.origin(setting).place(setting);
            format!("{place}: {message}")
        };
        errors.into_iter().map(line).collect()
    }

    fn origin(&self, name: &str) -> &Origin {
        self.origins.get(name).unwrap_or(&Origin::Default)
    }

    /// The number of threads that summarize.
    pub(super) fn worker_count(&self) -> usize {
        match self.workers {
            0 => core_count(),
            workers => workers as usize,
        }
    }

    /// The number of threads that read and write the network.
    pub(super) fn io_thread_count(&self) -> usize {
        match self.io_threads {
            0 if core_count() >= 8 => 2,
            0 => 1,
            threads => threads as usize,
        }
    }
}

/// What is wrong with the value of a setting.
#[derive(Debug)]
pub(super) struct SettingError {
    pub(super) setting: &'static str,
    pub(super) message: String,
}

impl SettingError {
    pub(super) fn new(setting: &'static str, message: impl Into<String>) -> SettingError {
        let message = message.into();
        SettingError { setting, message }
    }

    /// The error that the file at `path`, which `setting` names, cannot be used.
    pub(super) fn for_file(
        setting: &'static str,
        path: &Path,
        error: &dyn fmt::Display,
    ) -> SettingError {
        SettingError::new(setting, format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.message)
    }
}

/// Parses a duration as settings write it, for example "1m30s".
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    Value::parse(text)
}

fn core_count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

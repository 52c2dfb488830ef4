//! The settings of `gleaner serve`: one table, read from flags, environment, file and defaults.

mod check;
mod load;
mod value;

use load::Origin;
pub use load::ServeArgs;
pub(super) use load::load;
pub use value::{Address, Bytes, LogFormat, NamedFile, Secret};
use value::{Form, Value};

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every setting once, in groups: its name, type, default and what it is for. Makes the struct, its
/// default, and the rows that flags, environment, file and `--print-config` are read and written by.
macro_rules! settings {
    ($($group:literal { $($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:literal,)+ })+) => {
        /// What an operator can set. `Settings::default()` is a server on loopback with every
        /// limit on.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($($(#[doc = $doc])+ pub $name: $type,)+)+
            /// Where those that were given came from.
            origins: BTreeMap<&'static str, Origin>,
        }

        /// One setting, as the table states it.
        pub(crate) struct Row {
            /// As in a file; with dashes it is the flag, in capitals behind GLEANER_ the variable.
            pub(crate) name: &'static str,
            /// The heading above it in --help.
            pub(crate) group: &'static str,
            pub(crate) help: &'static str,
            pub(crate) default: &'static str,
            pub(crate) form: Form,
            set: fn(&mut Settings, &str) -> Result<(), String>,
            show: fn(&Settings) -> String,
        }

        pub(crate) static ROWS: &[Row] = &[$($(Row {
            name: stringify!($name),
            group: $group,
            help: concat!($($doc),+),
            default: $default,
            form: <$type as Value>::FORM,
            set: |settings, text| {
                settings.$name = Value::read(text)?;
                Ok(())
            },
            show: |settings| settings.$name.show(),
        }),+),+];

        impl Default for Settings {
            fn default() -> Settings {
                Settings {
                    $($($name: <$type as Value>::read($default).unwrap_or_else(|error| {
                        unreachable!("the default of {} is {error}", stringify!($name))
                    }),)+)+
                    origins: BTreeMap::new(),
                }
            }
        }
    };
}

settings! {
    "Network" {
        /// Where to serve gRPC: HOST:PORT (port 0 takes a free one), unix:PATH, or systemd for a socket passed by socket activation.
        listen: Address = "127.0.0.1:50051",
        /// Where to serve /metrics, /healthz and /readyz over plain HTTP, never documents; off for nowhere.
        admin_listen: Option<SocketAddr> = "127.0.0.1:9464",
        /// Where to serve gRPC-Web (and gRPC) over HTTP/1.1 and HTTP/2, for browsers; off for nowhere.
        http_listen: Option<SocketAddr> = "off",
        /// Origins that browsers may call from, separated by commas; * for any. Empty for none.
        cors_origins: Vec<String> = "",
        /// Serve documents on a public address without TLS.
        insecure: bool = "false",
        /// Serve the reflection service, v1 and v1alpha.
        reflection: bool = "true",
    }
    "Security" {
        /// PEM file with the server's certificate chain; turns TLS on, together with tls-key.
        tls_cert: Option<PathBuf> = "off",
        /// PEM file with the private key of tls-cert.
        tls_key: Option<PathBuf> = "off",
        /// PEM file with the authorities of client certificates; turns mutual TLS on.
        tls_client_ca: Option<PathBuf> = "off",
        /// File of API keys, one "SHA256-HEX NAME [RIGHT,...]" a line; every call but health then needs a key.
        api_keys: Option<Secret> = "off",
        /// How often to look whether certificates and keys have changed on disk.
        reload_interval: Duration = "5s",
    }
    "Engine" {
        /// Threads that summarize; 0 for one per core.
        workers: u32 = "0",
        /// Threads that read and write the network; 0 for one, or two on machines of eight cores or more.
        io_threads: u32 = "0",
        /// A worker that spends this long on one document counts as stuck, and health says NOT_SERVING when all are.
        stuck_time: Duration = "30s",
        /// NAME=FILE: weights as `gleaner train` writes them, offered as the method NAME; may be repeated.
        weights: Vec<NamedFile> = "",
    }
    "Limits over all clients" {
        /// Documents on the server at once, over all clients; beyond, calls are answered RESOURCE_EXHAUSTED.
        documents: u32 = "1024",
        /// Bytes of requests on the server at once, over all clients; beyond, calls are answered RESOURCE_EXHAUSTED.
        request_bytes: Bytes = "256MiB",
        /// Streams open at once, over all clients; and as many watches of health and reflection beside them.
        streams: u32 = "4096",
        /// Connections at once; beyond, new ones are closed at once.
        connections: u32 = "8192",
    }
    "Limits of a call" {
        /// Bytes of one message, uncompressed.
        message_bytes: Bytes = "16MiB",
        /// Bytes of one document's text.
        document_bytes: Bytes = "8MiB",
        /// Documents in one batch call.
        batch_requests: u32 = "256",
        /// Documents of one stream in work, or done and not yet taken, at once.
        stream_window: u32 = "32",
        /// The longest that a call may take, whatever the client's deadline.
        deadline: Duration = "60s",
        /// As deadline, for streams of documents; off for no limit.
        stream_deadline: Option<Duration> = "off",
        /// Answers of at least this size are compressed for clients that accept it.
        compress_bytes: Bytes = "64KiB",
    }
    "Limits of a connection" {
        /// Concurrent calls on one connection.
        streams_per_connection: u32 = "256",
        /// How long a peer may take for the TLS handshake and the first bytes of HTTP/2.
        handshake_time: Duration = "10s",
        /// How long a connection may go without a call before it is asked to close; off for ever.
        connection_idle: Option<Duration> = "15m",
        /// The age, give or take a tenth, at which a connection is asked to close, so that clients spread over backends; off for never.
        connection_age: Option<Duration> = "30m",
        /// How long calls may go on after that before the connection is cut.
        connection_age_grace: Duration = "2m",
        /// How often to ping a quiet connection; off for never.
        keepalive_interval: Option<Duration> = "60s",
        /// How long to wait for the answer to a ping before the connection is cut.
        keepalive_timeout: Duration = "20s",
    }
    "Leaving" {
        /// On SIGTERM: how long to go on taking calls, already NOT_SERVING, until load balancers have noticed.
        drain_delay: Duration = "1s",
        /// On SIGTERM: how long calls in flight may take after that before they are cut.
        drain_limit: Duration = "30s",
    }
    "Observability" {
        /// OpenTelemetry collector for traces of calls, by OTLP over gRPC: http://HOST:PORT or https://HOST:PORT; off for nowhere.
        otlp_endpoint: Option<String> = "off",
        /// Share of calls to trace, 0 to 1, among those that come without a traceparent; the others follow their caller's choice.
        otlp_ratio: f64 = "0.01",
        /// What logs look like: auto (pretty on a terminal, else json), json, pretty.
        log_format: LogFormat = "auto",
        /// Which log lines to write: error, warn, info, debug, trace, or per target as "info,gleaner::access=off".
        log_level: String = "info",
    }
}

impl Settings {
    /// Sets one setting by its name as in a file, from its text.
    ///
    /// # Errors
    ///
    /// What is wrong with the name or the text, lower-case, with the way out.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let row = ROWS
            .iter()
            .find(|row| row.name == name)
            .ok_or_else(|| format!("no setting has the name '{name}'"))?;
        (row.set)(self, text)
    }

    /// Name and value of each setting, secrets redacted, and where it came from.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&'static str, String, &Origin)> {
        ROWS.iter()
            .map(|row| (row.name, (row.show)(self), self.origin(row.name)))
    }

    /// Faults as operators read them, one line each, with the place to mend them.
    pub(super) fn told(&self, faults: Vec<Fault>) -> Vec<String> {
        let told = |Fault { setting, matter }| {
            let place = self.origin(setting).place(setting);
            format!("{place}: {matter}")
        };
        faults.into_iter().map(told).collect()
    }

    fn origin(&self, name: &str) -> &Origin {
        self.origins.get(name).unwrap_or(&Origin::Default)
    }

    /// Threads that summarize.
    pub(super) fn worker_count(&self) -> usize {
        match self.workers {
            0 => cores(),
            workers => workers as usize,
        }
    }

    /// Threads that read and write the network.
    pub(super) fn io_thread_count(&self) -> usize {
        match self.io_threads {
            0 if cores() >= 8 => 2,
            0 => 1,
            threads => threads as usize,
        }
    }
}

/// What is wrong with a setting.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) setting: &'static str,
    pub(super) matter: String,
}

impl Fault {
    pub(super) fn new(setting: &'static str, matter: impl Into<String>) -> Fault {
        let matter = matter.into();
        Fault { setting, matter }
    }

    /// The file that `setting` names cannot be used.
    pub(super) fn of_file(setting: &'static str, path: &Path, error: &dyn fmt::Display) -> Fault {
        Fault::new(setting, format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.matter)
    }
}

/// A span of time as settings write it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    Value::read(text)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

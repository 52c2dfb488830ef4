//! The settings of `gleaner serve`: one table, read from flags, environment, file and defaults.

mod load;
mod value;

pub use load::ServeArgs;
pub(super) use load::load;
use value::Value;
pub use value::{Address, Bytes, LogFormat, Secret};

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Every setting once: its name, type, default and what it is for. Makes the struct, its default,
/// and the rows that flags, environment, file and `--print-config` are read and written by.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:literal,)+) => {
        /// What an operator can set. `Settings::default()` is a server on loopback with every
        /// limit on.
        #[derive(Clone, Debug)]
        pub struct Settings { $($(#[doc = $doc])+ pub $name: $type,)+ }

        /// One setting, as the table above states it.
        pub(crate) struct Row {
            /// As in a file; with dashes it is the flag, in capitals behind GLEANER_ the variable.
            pub(crate) name: &'static str,
            pub(crate) help: &'static str,
            pub(crate) default: &'static str,
            pub(crate) switch: bool,
            set: fn(&mut Settings, &str) -> Result<(), String>,
            show: fn(&Settings) -> String,
        }

        pub(crate) static ROWS: &[Row] = &[$(Row {
            name: stringify!($name),
            help: concat!($($doc),+),
            default: $default,
            switch: <$type as Value>::SWITCH,
            set: |settings, text| {
                settings.$name = Value::read(text)?;
                Ok(())
            },
            show: |settings| settings.$name.show(),
        }),+];

        impl Default for Settings {
            fn default() -> Settings {
                Settings { $($name: <$type as Value>::read($default).unwrap_or_else(|error| {
                    unreachable!("the default of {} is {error}", stringify!($name))
                }),)+ }
            }
        }
    };
}

settings! {
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
    /// Threads that summarize; 0 for one per core.
    workers: u32 = "0",
    /// Threads that read and write the network; 0 for one, or two on machines of eight cores or more.
    io_threads: u32 = "0",
    /// Documents on the server at once, over all clients; beyond, calls are answered RESOURCE_EXHAUSTED.
    documents: u32 = "1024",
    /// Bytes of requests on the server at once, over all clients; beyond, calls are answered RESOURCE_EXHAUSTED.
    request_bytes: Bytes = "256MiB",
    /// Bytes of one message, uncompressed.
    message_bytes: Bytes = "16MiB",
    /// Bytes of one document's text.
    document_bytes: Bytes = "8MiB",
    /// Documents in one batch call.
    batch_requests: u32 = "256",
    /// Documents of one stream in work, or done and not yet taken, at once.
    stream_window: u32 = "32",
    /// Streams open at once, over all clients.
    streams: u32 = "4096",
    /// The longest that a call may take, whatever the client's deadline.
    deadline: Duration = "60s",
    /// As deadline, for streams of documents; off for no limit.
    stream_deadline: Option<Duration> = "off",
    /// Connections at once; beyond, new ones are closed at once.
    connections: u32 = "8192",
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
    /// On SIGTERM: how long to go on taking calls, already NOT_SERVING, until load balancers have noticed.
    drain_delay: Duration = "1s",
    /// On SIGTERM: how long calls in flight may take after that before they are cut.
    drain_limit: Duration = "30s",
    /// Serve the reflection service, v1 and v1alpha.
    reflection: bool = "true",
    /// Answers of at least this size are compressed for clients that accept it.
    compress_bytes: Bytes = "64KiB",
    /// A worker that spends this long on one document counts as stuck, and health says NOT_SERVING when all are.
    stuck_time: Duration = "30s",
    /// OpenTelemetry collector for traces of calls, by OTLP over gRPC: http://HOST:PORT; off for nowhere.
    otlp_endpoint: Option<String> = "off",
    /// Share of calls to trace, 0 to 1, among those that come without a traceparent; the others follow their caller's choice.
    otlp_ratio: f64 = "0.01",
    /// What logs look like: auto (pretty on a terminal, else json), json, pretty.
    log_format: LogFormat = "auto",
    /// Which log lines to write: error, warn, info, debug, trace, or per target as "info,gleaner::access=off".
    log_level: String = "info",
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

    /// Name and value of each setting, secrets redacted.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, String)> {
        ROWS.iter().map(|row| (row.name, (row.show)(self)))
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

    /// What is wrong between settings that are each fine: the setting to name, and the matter.
    pub(super) fn contradictions(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let mut reject = |name, matter: &str| found.push((name, matter.to_owned()));
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            reject("tls_cert", "and tls_key go together; give both or neither");
        }
        if self.tls_client_ca.is_some() && self.tls_cert.is_none() {
            reject("tls_client_ca", "needs tls_cert and tls_key");
        }
        if self.tls_cert.is_none() && !self.insecure {
            let way_out = "is a public address without TLS; give tls_cert and tls_key, or insecure if something else guards it";
            if self.listen.is_public() {
                reject("listen", way_out);
            }
            if self
                .http_listen
                .is_some_and(|address| !address.ip().is_loopback())
            {
                reject("http_listen", way_out);
            }
        }
        if self.document_bytes > self.request_bytes || self.message_bytes > self.request_bytes {
            reject(
                "request_bytes",
                "must be at least message_bytes and document_bytes",
            );
        }
        for (name, zero) in [
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
            if zero {
                reject(name, "must be above 0");
            }
        }
        if self.message_bytes.0 > u64::from(u32::MAX) {
            reject(
                "message_bytes",
                "must be at most 4GiB, the most a gRPC message can hold",
            );
        }
        if !(0.0..=1.0).contains(&self.otlp_ratio) {
            reject("otlp_ratio", "must lie between 0 and 1");
        }
        if self.request_bytes.0 > 1 << 40 {
            reject("request_bytes", "must be at most 1TiB");
        }
        if self
            .log_level
            .parse::<tracing_subscriber::filter::Targets>()
            .is_err()
        {
            reject(
                "log_level",
                "is none of error, warn, info, debug, trace, nor a list of target=level",
            );
        }
        found
    }
}

/// A span of time as settings write it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    Value::read(text)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

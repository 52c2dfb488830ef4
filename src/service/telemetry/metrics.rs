//! Counters and histograms, in the names that gRPC dashboards expect, and gleaner's own.

use crate::service::rpc::{RPCS, Rpc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tonic::Code;

/// A family of metrics with one label.
type ByLabel<M> = Family<[(&'static str, &'static str); 1], M>;

/// Every metric of a server. The metrics of each RPC are looked up once, at the start.
pub(crate) struct Metrics {
    registry: Registry,
    rpcs: Vec<RpcMetrics>,
    /// Calls rejected because the server is at a limit, by reason.
    pub(crate) shed: ByLabel<Counter>,
    /// Documents processed, by outcome.
    pub(crate) documents: ByLabel<Counter>,
    pub(crate) document_bytes: Histogram,
    pub(crate) queue_seconds: Histogram,
    pub(crate) compute_seconds: Histogram,
    pub(crate) queue_depth: Gauge,
    pub(crate) documents_in_flight: Gauge,
    pub(crate) connections: Gauge,
    pub(crate) connections_accepted: Counter,
    /// Connections closed by the server, by reason.
    pub(crate) connections_closed: ByLabel<Counter>,
    pub(crate) panics: Counter,
    /// Reloads of certificates and API keys, by outcome.
    pub(crate) reloads: ByLabel<Counter>,
    pub(crate) service_time: ServiceTimeEwma,
}

/// The exponentially weighted moving average of the time that a worker spends on one document. The
/// retry delay of rejected calls is computed from it.
pub(crate) struct ServiceTimeEwma(AtomicU64);

impl ServiceTimeEwma {
    /// The initial mean, before any document has been processed.
    const INITIAL_NANOS: u64 = 100_000;

    /// Adds the time spent on one document, with a weight of 1/16.
    pub(crate) fn record(&self, compute: Duration) {
        let (sample, mean) = (compute.as_nanos() as u64, self.mean_nanos());
        // Two workers may overwrite each other's update. Then the mean lags by one document, which
        // does no harm.
        self.0
            .store(mean - mean / 16 + sample / 16, Ordering::Relaxed);
    }

    pub(crate) fn mean_nanos(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The metrics of one RPC.
pub(crate) struct RpcMetrics {
    pub(crate) rpc: &'static Rpc,
    pub(crate) started: Counter,
    pub(crate) received: Counter,
    pub(crate) sent: Counter,
    pub(crate) seconds: Histogram,
    /// Indexed by status code.
    pub(crate) handled: [Counter; 17],
}

/// Histogram buckets in seconds, from a single call with a short text to half the default deadline.
const SECONDS_BUCKETS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0,
];
/// Histogram buckets in bytes, from a note to the largest document.
const BYTES_BUCKETS: [f64; 8] = [
    256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 8388608.0,
];

/// The reasons for which calls are rejected.
const SHED_REASONS: [&str; 3] = ["QUEUE_FULL", "BYTES_FULL", "TOO_MANY_STREAMS"];
/// The usual outcomes of documents.
const DOCUMENT_OUTCOMES: [&str; 5] = [
    "OK",
    "InvalidArgument",
    "DeadlineExceeded",
    "Canceled",
    "Internal",
];
/// The reasons for which the server closes connections.
const CLOSE_REASONS: [&str; 7] = [
    "cap",
    "handshake",
    "idle",
    "age",
    "grace",
    "quiet",
    "drain_limit",
];

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::default();
        let mut metrics = Metrics {
            rpcs: rpc_metrics(&mut registry),
            registry: Registry::default(),
            shed: counters_from_zero("reason", &SHED_REASONS),
            documents: counters_from_zero("outcome", &DOCUMENT_OUTCOMES),
            document_bytes: Histogram::new(BYTES_BUCKETS),
            queue_seconds: Histogram::new(SECONDS_BUCKETS),
            compute_seconds: Histogram::new(SECONDS_BUCKETS),
            queue_depth: Gauge::default(),
            documents_in_flight: Gauge::default(),
            connections: Gauge::default(),
            connections_accepted: Counter::default(),
            connections_closed: counters_from_zero("reason", &CLOSE_REASONS),
            panics: Counter::default(),
            reloads: counters_from_zero("outcome", &["ok", "failed"]),
            service_time: ServiceTimeEwma(AtomicU64::new(ServiceTimeEwma::INITIAL_NANOS)),
        };
        metrics.register(registry.sub_registry_with_prefix("gleaner"));
        metrics.registry = registry;
        metrics
    }

    #[rustfmt::skip]
    fn register(&self, r: &mut Registry) {
        r.register("shed", "Calls rejected because the server is at a limit, by reason", self.shed.clone());
        r.register("documents", "Documents processed, by outcome", self.documents.clone());
        r.register("document_bytes", "Size of document texts", self.document_bytes.clone());
        r.register("queue_wait_seconds", "Time from admission to the start of work", self.queue_seconds.clone());
        r.register("compute_seconds", "Time that a worker spends on one document", self.compute_seconds.clone());
        r.register("queue_depth", "Documents waiting for a worker", self.queue_depth.clone());
        r.register("documents_in_flight", "Documents admitted and not yet done", self.documents_in_flight.clone());
        r.register("connections", "Open connections", self.connections.clone());
        r.register("connections_accepted", "Connections accepted", self.connections_accepted.clone());
        r.register("connections_closed", "Connections closed by the server, by reason", self.connections_closed.clone());
        r.register("panics", "Panics caught", self.panics.clone());
        r.register("reloads", "Reloads of certificates and API keys, by outcome", self.reloads.clone());
    }

    /// The metrics of the RPC at `index` in [`RPCS`].
    pub(crate) fn rpc(&self, index: usize) -> &RpcMetrics {
        &self.rpcs[index]
    }

    /// All metrics as OpenMetrics text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}

/// A family with a counter at 0 for each of `labels`. Without these a series would begin with the
/// first event, and a rate over it would miss that event.
fn counters_from_zero(name: &'static str, labels: &[&'static str]) -> ByLabel<Counter> {
    let family = ByLabel::<Counter>::default();
    for &label in labels {
        drop(family.get_or_create(&[(name, label)]));
    }
    family
}

/// Adds one to the counter whose label `name` has the value `label`.
pub(crate) fn increment(family: &ByLabel<Counter>, name: &'static str, label: &'static str) {
    family.get_or_create(&[(name, label)]).inc();
}

fn rpc_metrics(registry: &mut Registry) -> Vec<RpcMetrics> {
    type Labels<const N: usize> = [(&'static str, &'static str); N];
    let started = Family::<Labels<3>, Counter>::default();
    let handled = Family::<Labels<4>, Counter>::default();
    let received = Family::<Labels<3>, Counter>::default();
    let sent = Family::<Labels<3>, Counter>::default();
    let seconds = Family::<Labels<3>, Histogram, fn() -> Histogram>::new_with_constructor(|| {
        Histogram::new(SECONDS_BUCKETS)
    });
    registry.register("grpc_server_started", "Calls started", started.clone());
    registry.register(
        "grpc_server_handled",
        "Calls ended, by code",
        handled.clone(),
    );
    registry.register(
        "grpc_server_msg_received",
        "Messages received",
        received.clone(),
    );
    registry.register("grpc_server_msg_sent", "Messages sent", sent.clone());
    registry.register(
        "grpc_server_handling_seconds",
        "Time from the start to the end of calls",
        seconds.clone(),
    );
    RPCS.iter()
        .map(|rpc| {
            let labels = [
                ("grpc_type", rpc.kind),
                ("grpc_service", rpc.service),
                ("grpc_method", rpc.name),
            ];
            RpcMetrics {
                rpc,
                started: started.get_or_create_owned(&labels),
                received: received.get_or_create_owned(&labels),
                sent: sent.get_or_create_owned(&labels),
                seconds: seconds.get_or_create_owned(&labels),
                handled: std::array::from_fn(|code| {
                    let [kind, service, name] = labels;
                    let code = ("grpc_code", code_name(Code::from(code as i32)));
                    handled.get_or_create_owned(&[kind, service, name, code])
                }),
            }
        })
        .collect()
}

/// The name of a status code as go-grpc-prometheus writes it, because dashboards expect that.
pub(crate) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "Canceled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    }
}

//! Counters and histograms in the names that gRPC dashboards know, and gleaner's own.

use crate::service::rpc::{RPCS, Rpc};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tonic::Code;

/// A family by one label.
type ByLabel<M> = Family<[(&'static str, &'static str); 1], M>;

/// Every metric, with what calls count on resolved once.
pub(crate) struct Metrics {
    registry: Registry,
    rpcs: Vec<RpcMetrics>,
    /// Calls turned away, by reason.
    pub(crate) shed: ByLabel<Counter>,
    /// Documents done, by outcome.
    pub(crate) documents: ByLabel<Counter>,
    pub(crate) document_bytes: Histogram,
    pub(crate) queue_seconds: Histogram,
    pub(crate) compute_seconds: Histogram,
    pub(crate) queue_depth: Gauge,
    pub(crate) documents_in_flight: Gauge,
    pub(crate) connections: Gauge,
    pub(crate) connections_accepted: Counter,
    /// Connections ended by the server, by reason.
    pub(crate) connections_closed: ByLabel<Counter>,
    pub(crate) panics: Counter,
    /// Certificates and keys read anew, by outcome.
    pub(crate) reloads: ByLabel<Counter>,
    pub(crate) pace: Pace,
}

/// A running mean of the work on one document: tells callers who are turned away when to come back.
pub(crate) struct Pace(AtomicU64);

impl Pace {
    /// Takes note of how long work on a document took.
    pub(crate) fn worked(&self, compute: Duration) {
        let (sample, mean) = (compute.as_nanos() as u64, self.mean_nanos());
        // Lost updates of a race only make the mean a little slower.
        self.0
            .store(mean - mean / 16 + sample / 16, Ordering::Relaxed);
    }

    pub(crate) fn mean_nanos(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What the calls of one remote procedure count on.
pub(crate) struct RpcMetrics {
    pub(crate) rpc: &'static Rpc,
    pub(crate) started: Counter,
    pub(crate) received: Counter,
    pub(crate) sent: Counter,
    pub(crate) seconds: Histogram,
    /// By status code.
    pub(crate) handled: [Counter; 17],
}

/// From a lone call on a short text to a deadline.
const SECONDS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0,
];
/// From a note to the largest document.
const SIZES: [f64; 8] = [
    256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 8388608.0,
];

/// Why calls are turned away.
const SHED: [&str; 3] = ["QUEUE_FULL", "BYTES_FULL", "TOO_MANY_STREAMS"];
/// What becomes of documents, as a rule.
const OUTCOMES: [&str; 5] = [
    "OK",
    "InvalidArgument",
    "DeadlineExceeded",
    "Canceled",
    "Internal",
];
/// Why the server closes connections.
const CLOSED: [&str; 7] = [
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
            shed: from_zero("reason", &SHED),
            documents: from_zero("outcome", &OUTCOMES),
            document_bytes: Histogram::new(SIZES),
            queue_seconds: Histogram::new(SECONDS),
            compute_seconds: Histogram::new(SECONDS),
            queue_depth: Gauge::default(),
            documents_in_flight: Gauge::default(),
            connections: Gauge::default(),
            connections_accepted: Counter::default(),
            connections_closed: from_zero("reason", &CLOSED),
            panics: Counter::default(),
            reloads: from_zero("outcome", &["ok", "failed"]),
            // A guess until there is something to measure.
            pace: Pace(AtomicU64::new(100_000)),
        };
        metrics.register(registry.sub_registry_with_prefix("gleaner"));
        metrics.registry = registry;
        metrics
    }

    #[rustfmt::skip]
    fn register(&self, r: &mut Registry) {
        r.register("shed", "Calls turned away, by reason", self.shed.clone());
        r.register("documents", "Documents done, by outcome", self.documents.clone());
        r.register("document_bytes", "Size of document texts", self.document_bytes.clone());
        r.register("queue_wait_seconds", "Admission to start of work", self.queue_seconds.clone());
        r.register("compute_seconds", "Work on one document", self.compute_seconds.clone());
        r.register("queue_depth", "Documents waiting for a worker", self.queue_depth.clone());
        r.register("documents_in_flight", "Documents admitted", self.documents_in_flight.clone());
        r.register("connections", "Open connections", self.connections.clone());
        r.register("connections_accepted", "Connections accepted", self.connections_accepted.clone());
        r.register("connections_closed", "Closed by the server, by reason", self.connections_closed.clone());
        r.register("panics", "Panics caught", self.panics.clone());
        r.register("reloads", "Certificates and keys read anew, by outcome", self.reloads.clone());
    }

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

/// Counters that are there from the start: a rate cannot tell the first event of its kind when the
/// series comes out of nowhere.
fn from_zero(name: &'static str, labels: &[&'static str]) -> ByLabel<Counter> {
    let family = ByLabel::<Counter>::default();
    for &label in labels {
        drop(family.get_or_create(&[(name, label)]));
    }
    family
}

/// One more under `label`.
pub(crate) fn count(family: &ByLabel<Counter>, name: &'static str, label: &'static str) {
    family.get_or_create(&[(name, label)]).inc();
}

fn rpc_metrics(registry: &mut Registry) -> Vec<RpcMetrics> {
    type Labels<const N: usize> = [(&'static str, &'static str); N];
    let started = Family::<Labels<3>, Counter>::default();
    let handled = Family::<Labels<4>, Counter>::default();
    let received = Family::<Labels<3>, Counter>::default();
    let sent = Family::<Labels<3>, Counter>::default();
    let seconds = Family::<Labels<3>, Histogram, fn() -> Histogram>::new_with_constructor(|| {
        Histogram::new(SECONDS)
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
        "Start to end of calls",
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

/// A code as go-grpc-prometheus writes it, which dashboards expect.
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

//! Traces of calls, sent to an OpenTelemetry collector by OTLP over gRPC.
//!
//! One span a call, after the semantic conventions for RPC. A call is traced when its caller's
//! trace is sampled, or, without a caller's trace, by the ratio set. Spans wait in a bounded queue;
//! a collector that is slow or gone loses spans, never calls.

use super::trace::TraceContext;
use crate::service::config::Fault;
use crate::service::proto::otlp::any_value::Value;
use crate::service::proto::otlp::span::SpanKind;
use crate::service::proto::otlp::status::StatusCode;
use crate::service::proto::otlp::trace_service_client::TraceServiceClient;
use crate::service::proto::otlp::{
    AnyValue, ExportTraceServiceRequest, KeyValue, Resource, ResourceSpans, Scope, ScopeSpans,
    Span, Status,
};
use crate::service::random;
use crate::service::rpc::Rpc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::Code;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};

/// Spans that wait at most; more are dropped.
const QUEUE_MAX: usize = 4096;
/// Spans sent at once, at most.
const BATCH_MAX: usize = 512;
/// How long the first span of a batch waits for others.
const BATCH_TIME: Duration = Duration::from_secs(1);
/// How long the collector may take.
const EXPORT_TIME: Duration = Duration::from_secs(10);
/// How long it may take in the end, with all that still waits.
const FLUSH_TIME: Duration = Duration::from_secs(2);

/// Why https cannot be spoken.
pub(crate) const NO_ROOTS: &str = "no certificate authorities can be read to verify https by; \
    install those of the system, or name a PEM file of them in the variable SSL_CERT_FILE";

/// Where spans go; nowhere unless an endpoint is set.
#[derive(Default)]
pub(crate) struct Tracer {
    queue: Option<mpsc::Sender<Span>>,
    /// Of 2⁶⁴: calls traced that are part of no trace yet.
    share: u64,
    flushing: CancellationToken,
    export: TaskTracker,
}

/// A call that is traced.
pub(crate) struct Traced {
    pub(crate) trace_id: u128,
    span_id: u64,
    parent_id: Option<u64>,
    began: SystemTime,
}

impl Tracer {
    /// Sends spans to `endpoint` from now on, on the current runtime.
    ///
    /// # Errors
    ///
    /// When `endpoint` is no URL, or an https one and there is nothing to trust.
    pub(crate) fn start(endpoint: &str, ratio: f64) -> Result<Tracer, Fault> {
        let fault = |matter| Fault::new("otlp_endpoint", matter);
        let mut channel = Endpoint::from_shared(endpoint.to_owned())
            .map_err(|_| fault(format!("'{endpoint}' is not http://HOST:PORT")))?;
        if endpoint.starts_with("https:") {
            let tls = ClientTlsConfig::new().with_native_roots();
            channel = channel
                .tls_config(tls)
                .map_err(|_| fault(NO_ROOTS.into()))?;
        }
        let channel = channel
            .timeout(EXPORT_TIME)
            .connect_timeout(EXPORT_TIME)
            .connect_lazy();
        let (queue, spans) = mpsc::channel(QUEUE_MAX);
        let (flushing, task) = (CancellationToken::new(), TaskTracker::new());
        let collector = TraceServiceClient::new(channel);
        task.spawn(export(collector, spans, flushing.clone()));
        task.close();
        Ok(Tracer {
            queue: Some(queue),
            flushing,
            export: task,
            // Saturates at the ends of the scale.
            share: (ratio * u64::MAX as f64) as u64,
        })
    }

    /// Sends the spans that wait, and none that come later.
    pub(crate) async fn flush(&self) {
        if self.queue.is_none() {
            return;
        }
        self.flushing.cancel();
        let flushed = tokio::time::timeout(FLUSH_TIME, self.export.wait()).await;
        if flushed.is_err() {
            tracing::warn!("the collector takes too long; the last spans are dropped");
        }
    }

    /// Begins the span of a call, if it is to be traced.
    pub(crate) fn begin(&self, caller: Option<TraceContext>) -> Option<Traced> {
        self.queue.as_ref()?;
        let sampled = match caller {
            Some(caller) => caller.sampled,
            None => self.share > 0 && random::weak() <= self.share,
        };
        let new_trace = || u128::from(random::weak()) << 64 | u128::from(random::weak());
        sampled.then(|| Traced {
            trace_id: caller.map_or_else(new_trace, |caller| caller.trace_id),
            span_id: random::weak(),
            parent_id: caller.map(|caller| caller.parent_id),
            began: SystemTime::now(),
        })
    }

    /// Ends the span.
    pub(crate) fn end(
        &self,
        traced: &Traced,
        Rpc { service, name, .. }: &Rpc,
        code: Code,
        more: [(&str, Value); 3],
    ) {
        let Some(queue) = &self.queue else { return };
        let rpc = [
            ("rpc.system", Value::StringValue("grpc".into())),
            ("rpc.service", Value::StringValue((*service).into())),
            ("rpc.method", Value::StringValue((*name).into())),
            ("rpc.grpc.status_code", Value::IntValue(code as i64)),
        ];
        let attribute = |(key, value): (&str, Value)| KeyValue {
            key: key.into(),
            value: Some(AnyValue { value: Some(value) }),
        };
        let span = Span {
            trace_id: traced.trace_id.to_be_bytes().into(),
            span_id: traced.span_id.to_be_bytes().into(),
            parent_span_id: traced
                .parent_id
                .map_or(Vec::new(), |id| id.to_be_bytes().into()),
            name: format!("{service}/{name}"),
            kind: SpanKind::Server.into(),
            start_time_unix_nano: nanos(traced.began),
            end_time_unix_nano: nanos(SystemTime::now()),
            attributes: rpc.into_iter().chain(more).map(attribute).collect(),
            status: Some(Status {
                code: status(code).into(),
            }),
        };
        // Full: the collector does not keep up.
        let _ = queue.try_send(span);
    }
}

fn nanos(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos() as u64)
}

/// The codes that the conventions call a server's fault.
fn status(code: Code) -> StatusCode {
    match code {
        Code::Unknown
        | Code::DeadlineExceeded
        | Code::Unimplemented
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss => StatusCode::Error,
        _ => StatusCode::Unset,
    }
}

/// Sends spans in batches until told to flush.
async fn export(
    mut collector: TraceServiceClient<Channel>,
    mut spans: mpsc::Receiver<Span>,
    flushing: CancellationToken,
) {
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            count = spans.recv_many(&mut batch, BATCH_MAX) => if count == 0 { return },
            () = flushing.cancelled(), if !spans.is_closed() => {
                spans.close();
                continue;
            }
        }
        let full = async {
            while batch.len() < BATCH_MAX {
                let room = BATCH_MAX - batch.len();
                if spans.recv_many(&mut batch, room).await == 0 {
                    return;
                }
            }
        };
        // Late, full or the last, it goes.
        tokio::select! {
            () = full => {}
            () = tokio::time::sleep(BATCH_TIME) => {}
            () = flushing.cancelled() => {}
        }
        let count = batch.len();
        let request = request(std::mem::take(&mut batch));
        if let Err(error) = collector.export(request).await {
            let error = error.message();
            tracing::warn!(
                count,
                error,
                "the collector takes no spans; they are dropped"
            );
        }
    }
}

fn request(spans: Vec<Span>) -> ExportTraceServiceRequest {
    let name = KeyValue {
        key: "service.name".into(),
        value: Some(AnyValue {
            value: Some(Value::StringValue("gleaner".into())),
        }),
    };
    let scope = Scope {
        name: "gleaner".into(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let scope_spans = vec![ScopeSpans {
        scope: Some(scope),
        spans,
    }];
    let resource = Some(Resource {
        attributes: vec![name],
    });
    ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            resource,
            scope_spans,
        }],
    }
}

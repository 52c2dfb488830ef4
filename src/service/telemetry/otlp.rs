//! Traces of calls, exported to an OpenTelemetry collector by OTLP over gRPC.
//!
//! Each traced call is one span, with the attributes of OpenTelemetry's semantic conventions for RPC.
//! A call whose client sends a trace context is traced if that trace is sampled; other calls are
//! traced with the probability `otlp_ratio`. Spans wait in a bounded queue. If the collector is slow
//! or unreachable, spans are lost but calls are not delayed.

use super::trace::TraceContext;
use crate::service::config::SettingError;
use crate::service::proto::otlp::any_value::Value;
use crate::service::proto::otlp::span::SpanKind;
use crate::service::proto::otlp::status::StatusCode;
use crate::service::proto::otlp::trace_service_client::TraceServiceClient;
use crate::service::proto::otlp::{
    AnyValue, ExportTraceServiceRequest, KeyValue, Resource, ResourceSpans, Scope, ScopeSpans,
    Span, Status,
};
use crate::service::random::non_crypto_u64;
use crate::service::rpc::Rpc;
use crate::service::status::quote;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::Code;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};

/// How many spans may wait for export. More are dropped.
const QUEUED_SPANS_MAX: usize = 4096;
/// How many spans one request may export.
const EXPORT_SPANS_MAX: usize = 512;
/// How long the first span of a request waits for others.
const EXPORT_DELAY: Duration = Duration::from_secs(1);
/// How long the collector may take to respond.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the export of all remaining spans may take when the server shuts down.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// The error that an https server cannot be verified.
pub(crate) const NO_ROOTS: &str = "cannot verify https, because no certificate authorities were \
    found; install those of the system, or set the variable SSL_CERT_FILE to a PEM file of them";

/// Starts and ends the spans of calls. The default traces no calls.
#[derive(Default)]
pub(crate) struct Tracer {
    queue: Option<mpsc::Sender<Span>>,
    /// Of calls without a trace context, those are traced whose random number is at most this.
    sampling_threshold: u64,
    flushing: CancellationToken,
    export: TaskTracker,
}

/// The span of a call in progress.
pub(crate) struct ActiveSpan {
    pub(crate) trace_id: u128,
    span_id: u64,
    parent_id: Option<u64>,
    started: SystemTime,
}

impl Tracer {
    /// Starts a task on the current runtime that exports spans to `endpoint`. `ratio` is the share of
    /// calls without a trace context that are traced, from 0 to 1.
    ///
    /// # Errors
    ///
    /// If `endpoint` is not a URL, or if it is an https URL and no certificate authorities are found.
    pub(crate) fn start(endpoint: &str, ratio: f64) -> Result<Tracer, SettingError> {
        let error = |message| SettingError::new("otlp_endpoint", message);
        let mut channel = Endpoint::from_shared(endpoint.to_owned()).map_err(|_| {
            let endpoint = quote(endpoint, 64);
            error(format!(
                "{endpoint} is not a URL; write http://HOST:PORT or https://HOST:PORT"
            ))
        })?;
        if endpoint.starts_with("https:") {
            let tls = ClientTlsConfig::new().with_native_roots();
            channel = channel
                .tls_config(tls)
                .map_err(|_| error(NO_ROOTS.into()))?;
        }
        let channel = channel
            .timeout(EXPORT_TIMEOUT)
            .connect_timeout(EXPORT_TIMEOUT)
            .connect_lazy();
        let (queue, spans) = mpsc::channel(QUEUED_SPANS_MAX);
        let (flushing, task) = (CancellationToken::new(), TaskTracker::new());
        let collector = TraceServiceClient::new(channel);
        task.spawn(export(collector, spans, flushing.clone()));
        task.close();
        Ok(Tracer {
            queue: Some(queue),
            flushing,
            export: task,
            // The conversion saturates, so a ratio of 1 gives `u64::MAX`.
            sampling_threshold: (ratio * u64::MAX as f64) as u64,
        })
    }

    /// Exports the spans that have ended, for at most [`FLUSH_TIMEOUT`]. Later ones are dropped.
    pub(crate) async fn flush(&self) {
        if self.queue.is_none() {
            return;
        }
        self.flushing.cancel();
        let flushed = tokio::time::timeout(FLUSH_TIMEOUT, self.export.wait()).await;
        if flushed.is_err() {
            tracing::warn!("the trace collector is too slow; the last spans are dropped");
        }
    }

    /// Starts the span of a call, if the call is to be traced.
    pub(crate) fn start_span(&self, context: Option<TraceContext>) -> Option<ActiveSpan> {
        self.queue.as_ref()?;
        let is_sampled = match context {
            Some(context) => context.sampled,
            None => self.sampling_threshold > 0 && non_crypto_u64() <= self.sampling_threshold,
        };
        let new_trace_id = || u128::from(non_crypto_u64()) << 64 | u128::from(non_crypto_u64());
        is_sampled.then(|| ActiveSpan {
            trace_id: context.map_or_else(new_trace_id, |context| context.trace_id),
            span_id: non_crypto_u64(),
            parent_id: context.map(|context| context.parent_id),
            started: SystemTime::now(),
        })
    }

    /// Ends the span of a call and queues it for export. `attributes` are added to those of every
    /// RPC.
    pub(crate) fn end_span(
        &self,
        active: &ActiveSpan,
        Rpc { service, name, .. }: &Rpc,
        code: Code,
        attributes: [(&str, Value); 3],
    ) {
        let Some(queue) = &self.queue else { return };
        let rpc_attributes = [
            ("rpc.system", Value::StringValue("grpc".into())),
            ("rpc.service", Value::StringValue((*service).into())),
            ("rpc.method", Value::StringValue((*name).into())),
            ("rpc.grpc.status_code", Value::IntValue(code as i64)),
        ];
        let attributes = rpc_attributes.into_iter().chain(attributes);
        let key_value = |(key, value): (&str, Value)| KeyValue {
            key: key.into(),
            value: Some(AnyValue { value: Some(value) }),
        };
        let span = Span {
            trace_id: active.trace_id.to_be_bytes().into(),
            span_id: active.span_id.to_be_bytes().into(),
            parent_span_id: active
                .parent_id
                .map_or(Vec::new(), |id| id.to_be_bytes().into()),
            name: format!("{service}/{name}"),
            kind: SpanKind::Server.into(),
            start_time_unix_nano: unix_nanos(active.started),
            end_time_unix_nano: unix_nanos(SystemTime::now()),
            attributes: attributes.map(key_value).collect(),
            status: Some(Status {
                code: span_status(code).into(),
            }),
        };
        // Fails if the queue is full because the collector is too slow; then the span is dropped.
        let _ = queue.try_send(span);
    }
}

fn unix_nanos(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos() as u64)
}

/// The status of a server's span. The semantic conventions call these codes errors of the server.
fn span_status(code: Code) -> StatusCode {
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

/// Exports spans until the queue is closed and empty. `flushing` closes it.
async fn export(
    mut collector: TraceServiceClient<Channel>,
    mut queue: mpsc::Receiver<Span>,
    flushing: CancellationToken,
) {
    let mut spans = Vec::new();
    loop {
        tokio::select! {
            count = queue.recv_many(&mut spans, EXPORT_SPANS_MAX) => if count == 0 { return },
            () = flushing.cancelled(), if !queue.is_closed() => {
                queue.close();
                continue;
            }
        }
        let more_spans = async {
            while spans.len() < EXPORT_SPANS_MAX {
                let free = EXPORT_SPANS_MAX - spans.len();
                if queue.recv_many(&mut spans, free).await == 0 {
                    return;
                }
            }
        };
        // Whichever comes first: as many spans as a request may have, the delay, or the shutdown.
        tokio::select! {
            () = more_spans => {}
            () = tokio::time::sleep(EXPORT_DELAY) => {}
            () = flushing.cancelled() => {}
        }
        let count = spans.len();
        let request = export_request(std::mem::take(&mut spans));
        if let Err(error) = collector.export(request).await {
            let error = error.message();
            tracing::warn!(
                count,
                error,
                "cannot export spans to the trace collector; they are dropped"
            );
        }
    }
}

fn export_request(spans: Vec<Span>) -> ExportTraceServiceRequest {
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

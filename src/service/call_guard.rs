//! The beginning and the end of every call. However a call ends, it ends here: permits are given
//! back, work is cancelled, the call is counted, traced and logged.

use super::call::Call;
use super::deadline;
use super::peer::Peer;
use super::proto::otlp::any_value::Value;
use super::rpc::{self, Admits, Rpc};
use super::server::Server;
use super::status;
use super::telemetry::metrics::{RpcMetrics, code_name};
use super::telemetry::otlp::ActiveSpan;
use super::telemetry::trace::{self, TraceContext};
use http::{HeaderValue, Request, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tonic::body::Body;
use tonic::{Code, Status};

/// Ends its call when dropped. A call that has not been ended before that counts as cancelled by
/// its client.
pub(super) struct CallGuard {
    server: Arc<Server>,
    peer: Arc<Peer>,
    call: Arc<Call>,
    /// Index in [`rpc::RPCS`].
    rpc: usize,
    started: Instant,
    trace_context: Option<TraceContext>,
    span: Option<ActiveSpan>,
    /// The name of the API key that the client sent.
    api_key_name: Option<Arc<str>>,
    /// The slot in `server.calls`.
    slot: usize,
    /// The status code in the head of the response, if it has one.
    head_code: Option<Code>,
    is_ended: bool,
}

impl CallGuard {
    /// Begins a call. The result says whether the call is admitted, or with which status it is
    /// rejected.
    pub(super) fn begin<B>(
        server: &Arc<Server>,
        peer: Arc<Peer>,
        request: &Request<B>,
    ) -> (CallGuard, Result<(), Status>) {
        let started = Instant::now();
        let headers = request.headers();
        let rpc = rpc::index_of(request.uri().path());
        let metrics = server.metrics.rpc(rpc);
        metrics.started.inc();
        peer.call_started();
        let client_timeout = deadline::grpc_timeout(headers);
        let server_timeout = server.timeout_of(metrics.rpc);
        let timeout = deadline::shorter(client_timeout.clone().unwrap_or_default(), server_timeout);
        let call = Arc::new(Call::new(
            trace::request_id(headers),
            timeout.map(|timeout| started + timeout),
        ));
        let trace_context = TraceContext::of(headers);
        let mut guard = CallGuard {
            span: server.tracer.start_span(trace_context),
            slot: server.calls.insert(&call),
            server: Arc::clone(server),
            peer,
            call,
            rpc,
            started,
            trace_context,
            api_key_name: None,
            head_code: None,
            is_ended: false,
        };
        let admitted = client_timeout.and_then(|_| guard.admit(request));
        (guard, admitted)
    }

    /// Checks the API key and the deadline, and acquires the permit that the call needs.
    fn admit<B>(&mut self, request: &Request<B>) -> Result<(), Status> {
        let rpc = self.rpc();
        self.api_key_name = self.server.keys.authorize(request.headers(), rpc.right)?;
        if self.call.is_expired(Instant::now()) {
            return Err(status::deadline_exceeded());
        }
        self.call.acquire_permit(&self.server.admission, rpc.admits)
    }

    pub(super) fn call(&self) -> &Arc<Call> {
        &self.call
    }

    pub(super) fn peer(&self) -> &Arc<Peer> {
        &self.peer
    }

    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    pub(super) fn rpc(&self) -> &'static Rpc {
        self.metrics().rpc
    }

    pub(super) fn metrics(&self) -> &RpcMetrics {
        self.server.metrics.rpc(self.rpc)
    }

    /// The index of the call's RPC in [`rpc::RPCS`].
    pub(super) fn rpc_index(&self) -> usize {
        self.rpc
    }

    /// Completes the head of the response: adds the request id, gives an error without details the
    /// details that every error has, and remembers the status code, if the head has one.
    pub(super) fn finish_head(&mut self, mut response: Response<Body>) -> Response<Body> {
        if let Some(status) = Status::from_header_map(response.headers()) {
            self.head_code = Some(status.code());
            if status.code() != Code::Ok && status.details().is_empty() {
                response = status::with_details(status).into_http();
                self.head_code = Status::from_header_map(response.headers()).map(|s| s.code());
            }
        }
        // Cannot fail: `trace::request_id` returns printable ASCII only.
        if let Ok(id) = HeaderValue::from_str(&self.call.request_id) {
            response.headers_mut().insert(trace::REQUEST_ID, id);
        }
        response
    }

    /// Ends the call with `code`; without one, with the code in the head of the response, or else as
    /// cancelled. Does nothing if the call has ended already.
    pub(super) fn end(&mut self, code: Option<Code>) {
        if std::mem::replace(&mut self.is_ended, true) {
            return;
        }
        self.call.release();
        self.server.calls.remove(self.slot);
        self.peer.call_ended();
        let code = code.or(self.head_code).unwrap_or(Code::Cancelled);
        let metrics = self.metrics();
        let elapsed = self.started.elapsed();
        metrics.handled[code as usize].inc();
        metrics.seconds.observe(elapsed.as_secs_f64());
        if let Some(span) = &self.span {
            self.end_span(span, code);
        }
        self.log(code, elapsed);
    }

    fn end_span(&self, span: &ActiveSpan, code: Code) {
        let work = self.call.work();
        let millis = |time: Duration| Value::DoubleValue(time.as_micros() as f64 / 1000.0);
        let attributes = [
            ("gleaner.documents", Value::IntValue(work.documents.into())),
            ("gleaner.queue_millis", millis(work.queue)),
            ("gleaner.compute_millis", millis(work.compute)),
        ];
        let tracer = &self.server.tracer;
        tracer.end_span(span, self.rpc(), code, attributes);
    }

    /// Writes the line of the access log.
    fn log(&self, code: Code, elapsed: Duration) {
        let rpc = self.rpc();
        let millis = |time: Duration| time.as_micros() as f64 / 1000.0;
        let work = self.call.work();
        let trace_id = match (&self.span, &self.trace_context) {
            (Some(span), _) => Some(span.trace_id),
            (None, context) => context.as_ref().map(|context| context.trace_id),
        };
        let trace_id = trace_id.map(|id| format!("{id:032x}"));
        // A macro, because `tracing` needs the level of an event at compile time.
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: "gleaner::access",
                    service = rpc.service,
                    method = rpc.name,
                    code = code_name(code),
                    millis = millis(elapsed),
                    queue_millis = millis(work.queue),
                    compute_millis = millis(work.compute),
                    documents = work.documents,
                    key = self.api_key_name.as_deref(),
                    peer = self.peer.address(),
                    request_id = self.call.request_id,
                    trace_id,
                    "call"
                )
            };
        }
        // Health probes arrive every few seconds for as long as the server runs. The metrics count
        // them; at the default level the log leaves them out.
        if matches!(rpc.admits, Admits::Nothing | Admits::Watch) && code == Code::Ok {
            line!(debug);
        } else {
            line!(info);
        }
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        // Has an effect only if the connection or the HTTP/2 stream was reset during the call.
        self.end(None);
    }
}

//! The one place where calls end, however they end: room given back, work stopped, counted, logged.

use super::Server;
use super::body::AnswerBody;
use super::call::Call;
use super::deadline;
use super::peer::Peer;
use super::proto::otlp::any_value::Value;
use super::rpc::{self, Rpc, Takes};
use super::status;
use super::telemetry::metrics::{RpcMetrics, code_name};
use super::telemetry::otlp::Traced;
use super::telemetry::trace::{self, TraceContext};
use http::{HeaderValue, Request, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tonic::body::Body;
use tonic::{Code, Status};

/// Ends its call when dropped: a call that nobody ended before was cancelled by its caller.
pub(super) struct Ending {
    server: Arc<Server>,
    peer: Arc<Peer>,
    call: Arc<Call>,
    /// The row of its remote procedure.
    rpc: usize,
    began: Instant,
    trace: Option<TraceContext>,
    traced: Option<Traced>,
    /// The name of the API key.
    key: Option<Arc<str>>,
    /// Where the server keeps the call while it lasts.
    slot: usize,
    code: Option<Code>,
    over: bool,
}

impl Ending {
    /// Begins a call, and lets it in or says why not.
    pub(super) fn begin<B>(
        server: &Arc<Server>,
        peer: Arc<Peer>,
        request: &Request<B>,
    ) -> (Ending, Result<(), Status>) {
        let began = Instant::now();
        let headers = request.headers();
        let rpc = rpc::index_of(request.uri().path());
        let metrics = server.metrics.rpc(rpc);
        metrics.started.inc();
        peer.call_began();
        let timeout = deadline::grpc_timeout(headers);
        let limit = server.deadline_of(metrics.rpc);
        let allowed = deadline::capped(timeout.clone().unwrap_or_default(), limit);
        let call = Arc::new(Call::new(
            trace::request_id(headers),
            allowed.map(|allowed| began + allowed),
        ));
        let trace = TraceContext::of(headers);
        let mut ending = Ending {
            traced: server.tracer.begin(trace),
            slot: server.calls.insert(&call),
            server: Arc::clone(server),
            peer,
            call,
            rpc,
            began,
            trace,
            key: None,
            code: None,
            over: false,
        };
        let entered = timeout.and_then(|_| ending.enter(request));
        (ending, entered)
    }

    /// Authentication, deadline, admission.
    fn enter<B>(&mut self, request: &Request<B>) -> Result<(), Status> {
        let rpc = self.rpc();
        self.key = self.server.keys.check(request.headers(), rpc.right)?;
        if self.call.is_expired(Instant::now()) {
            return Err(status::deadline_exceeded());
        }
        self.call.take(&self.server.admission, rpc.takes)
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

    /// The index of its remote procedure, for those who outlive this.
    pub(super) fn rpc_index(&self) -> usize {
        self.rpc
    }

    /// Hands the call over to the body of its answer.
    pub(super) fn with_body(mut self, mut response: Response<Body>) -> Response<AnswerBody> {
        if let Some(status) = Status::from_header_map(response.headers()) {
            self.code = Some(status.code());
            if status.code() != Code::Ok && status.details().is_empty() {
                response = status::completed(status).into_http();
                self.code = Status::from_header_map(response.headers()).map(|s| s.code());
            }
        }
        // Always fit for a header: checked or made by us.
        if let Ok(id) = HeaderValue::from_str(&self.call.id) {
            response.headers_mut().insert(trace::REQUEST_ID, id);
        }
        let (parts, body) = response.into_parts();
        Response::from_parts(parts, AnswerBody::new(body, self))
    }

    /// The call was answered with `code`, to the last frame.
    pub(super) fn end(&mut self, code: Option<Code>) {
        if std::mem::replace(&mut self.over, true) {
            return;
        }
        self.call.release();
        self.server.calls.remove(self.slot);
        self.peer.call_ended();
        let code = code.or(self.code).unwrap_or(Code::Cancelled);
        let metrics = self.metrics();
        let took = self.began.elapsed();
        metrics.handled[code as usize].inc();
        metrics.seconds.observe(took.as_secs_f64());
        if let Some(traced) = &self.traced {
            self.trace(traced, code);
        }
        self.log(code, took);
    }

    fn trace(&self, traced: &Traced, code: Code) {
        let worked = self.call.worked();
        let millis = |time: Duration| Value::DoubleValue(time.as_micros() as f64 / 1000.0);
        let documents = Value::IntValue(worked.documents.into());
        let more = [
            ("gleaner.documents", documents),
            ("gleaner.queue_millis", millis(worked.queue)),
            ("gleaner.compute_millis", millis(worked.compute)),
        ];
        let tracer = &self.server.tracer;
        tracer.end(traced, self.rpc(), code, more);
    }

    fn log(&self, code: Code, took: Duration) {
        let rpc = self.rpc();
        let millis = |time: Duration| time.as_micros() as f64 / 1000.0;
        let worked = self.call.worked();
        let trace_id = match (&self.traced, &self.trace) {
            (Some(traced), _) => Some(traced.trace_id),
            (None, trace) => trace.as_ref().map(|trace| trace.trace_id),
        };
        let trace_id = trace_id.map(|id| format!("{id:032x}"));
        // A macro, for the level of an event must be known when it is compiled.
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: "gleaner::access",
                    service = rpc.service,
                    method = rpc.name,
                    code = code_name(code),
                    millis = millis(took),
                    queue_millis = millis(worked.queue),
                    compute_millis = millis(worked.compute),
                    documents = worked.documents,
                    key = self.key.as_deref(),
                    peer = self.peer.address(),
                    request_id = self.call.id,
                    trace_id,
                    "call"
                )
            };
        }
        // Probes come every few seconds for ever; they show in the metrics.
        if matches!(rpc.takes, Takes::Nothing | Takes::Watch) && code == Code::Ok {
            line!(debug);
        } else {
            line!(info);
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        // Still open here means that the connection or the stream was reset under the call.
        self.end(None);
    }
}

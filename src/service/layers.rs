//! The layers that every call passes between its connection and its handler.
//!
//! In order: request id and trace context, metrics and access log (written when the response body
//! ends), authentication, deadline, admission, a catch for panics, the handler. The response body
//! owns the call's [`CallGuard`], so the call keeps its permits until the last frame of the response
//! has been sent.

use super::body::{RequestBody, ResponseBody};
use super::call_guard::CallGuard;
use super::peer::Peer;
use super::rpc::Admits;
use super::server::Server;
use super::status;
use http::{Request, Response};
use std::convert::Infallible;
use std::future::{Future as _, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tonic::body::Body;
use tower::Service as _;

/// Responds to one call. Every error becomes a gRPC status.
pub(super) async fn respond<B>(
    server: Arc<Server>,
    peer: Arc<Peer>,
    request: Request<B>,
) -> Result<Response<ResponseBody>, Infallible>
where
    B: http_body::Body<Data = bytes::Bytes> + Send + Unpin + 'static,
    B::Error: Into<tonic::codegen::StdError>,
{
    let (mut guard, admitted) = CallGuard::begin(&server, peer, &request);
    let response = match admitted {
        Ok(()) => handle(&server, &guard, request).await,
        Err(status) => {
            if guard.rpc().is_unary() {
                discard(request.into_body()).await;
            }
            status.into_http()
        }
    };
    let response = guard.finish_head(response);
    Ok(response.map(|body| ResponseBody::new(body, guard)))
}

/// How many bytes of a rejected message are read before the response is sent.
const DISCARD_BYTES_MAX: usize = 1 << 20;
/// How long a rejected message may take to arrive before the response is sent.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(1);

/// Reads the message of a rejected call and drops it, up to the two limits above.
///
/// A response sent before the message has arrived would reset the HTTP/2 stream while the client
/// still sends. HTTP/2 libraries, including h2, take about a thousand such resets for an attack and
/// close the connection together with all other calls on it.
async fn discard<B>(body: B)
where
    B: http_body::Body<Data = bytes::Bytes> + Unpin,
{
    let mut body = body;
    let mut bytes_left = DISCARD_BYTES_MAX;
    let arrival = async {
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            let frame_bytes = frame.data_ref().map_or(0, |data| data.len());
            bytes_left = bytes_left.saturating_sub(frame_bytes);
            if bytes_left == 0 {
                return;
            }
        }
    };
    // The response is sent in either case, so it does not matter whether the time was enough.
    let _ = tokio::time::timeout(DISCARD_TIMEOUT, arrival).await;
}

/// The handler's response, or an error if the handler panics or the deadline passes.
async fn handle<B>(server: &Arc<Server>, guard: &CallGuard, request: Request<B>) -> Response<Body>
where
    B: http_body::Body<Data = bytes::Bytes> + Send + Unpin + 'static,
    B::Error: Into<tonic::codegen::StdError>,
{
    let call = guard.call();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Arc::clone(call));
    parts.extensions.insert(Arc::clone(guard.peer()));
    if guard.rpc().admits == Admits::Stream {
        // Without this header responses are not compressed. Those of a stream are small and would be
        // compressed one by one, which costs more than it saves.
        parts.headers.remove("grpc-accept-encoding");
    }
    let body = RequestBody::new(body, Arc::clone(server), guard);
    let mut routes = server.routes.clone();
    let mut handler = pin!(routes.call(Request::from_parts(parts, body)));
    let caught = poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(())),
        }
    });
    let outcome = match call.deadline() {
        Some(deadline) => tokio::time::timeout_at(deadline.into(), caught).await,
        None => Ok(caught.await),
    };
    match outcome {
        Ok(Ok(Ok(response))) => response,
        Ok(Err(())) => {
            server.metrics.panics.inc();
            tracing::error!(request_id = call.request_id, "handler panicked");
            status::internal(&call.request_id).into_http()
        }
        Err(_) => status::deadline_exceeded().into_http(),
    }
}

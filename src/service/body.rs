//! The request body and the response body of a call.
//!
//! The request body counts what arrives and acquires permits for it. The response body owns the
//! [`CallGuard`] and ends the call with its last frame.

use super::call::Call;
use super::call_guard::CallGuard;
use super::rpc::Admits;
use super::server::Server;
use super::status;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;
use tokio::time::Sleep;
use tonic::body::Body;
use tonic::codegen::StdError;
use tonic::{Code, Status};

/// What the client sends.
pub(super) struct RequestBody<B> {
    inner: B,
    server: Arc<Server>,
    call: Arc<Call>,
    /// Index in [`RPCS`](super::rpc::RPCS).
    rpc: usize,
    messages: MessageCounter,
}

impl<B> RequestBody<B> {
    pub(super) fn new(inner: B, server: Arc<Server>, guard: &CallGuard) -> RequestBody<B> {
        RequestBody {
            inner,
            server,
            call: Arc::clone(guard.call()),
            rpc: guard.rpc_index(),
            messages: MessageCounter::default(),
        }
    }
}

impl<B> http_body::Body for RequestBody<B>
where
    B: http_body::Body<Data = Bytes> + Unpin,
    B::Error: Into<StdError>,
{
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        let frame = match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            Some(Ok(frame)) => frame,
        };
        if let Some(data) = frame.data_ref() {
            let this = &mut *self;
            let metrics = this.server.metrics.rpc(this.rpc);
            metrics.received.inc_by(this.messages.count(data));
            // A stream acquires permits for the bytes of one item after the other, because it waits
            // for them. Other calls are rejected when there are none.
            if metrics.rpc.admits == Admits::Document {
                let bytes = data.len() as u64;
                if let Err(status) = this.call.acquire_bytes(&this.server.admission, bytes) {
                    return Poll::Ready(Some(Err(status.into())));
                }
            }
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What the client receives. Ends the call with the last frame, or when dropped.
pub(super) struct ResponseBody {
    inner: Body,
    guard: CallGuard,
    /// Wakes the body at the deadline; made when the body first has to wait.
    deadline: Option<Pin<Box<Sleep>>>,
    messages: MessageCounter,
}

impl ResponseBody {
    pub(super) fn new(inner: Body, guard: CallGuard) -> ResponseBody {
        ResponseBody {
            inner,
            guard,
            deadline: None,
            messages: MessageCounter::default(),
        }
    }

    /// Ends the call with `status`, and returns its trailers as the last frame of the body.
    fn end_with(&mut self, status: &Status) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        self.inner = Body::empty();
        self.guard.end(Some(status.code()));
        let mut trailers = http::HeaderMap::new();
        // Fails only for metadata that is not a valid header, and gleaner writes none.
        let _ = status.add_header(&mut trailers);
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }

    /// Passes a frame of the handler's response on, unless the call ends with it.
    fn forward(&mut self, frame: Frame<Bytes>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        if let Some(trailers) = frame.trailers_ref() {
            if trailers.get("grpc-status").is_some_and(|code| code == "0") {
                self.guard.end(Some(Code::Ok));
                return Poll::Ready(Some(Ok(frame)));
            }
            let status = Status::from_header_map(trailers);
            let status = status.unwrap_or_else(|| Status::new(Code::Unknown, ""));
            return self.end_with(&status::with_details(status));
        }
        // `poll_deadline` runs only when the response has to wait. One that never waits must respect
        // the deadline as well.
        if self.guard.call().is_expired(Instant::now()) {
            return self.end_with(&status::deadline_exceeded());
        }
        if let Some(data) = frame.data_ref() {
            let sent = self.messages.count(data);
            self.guard.metrics().sent.inc_by(sent);
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.guard.call().deadline() else {
            return Poll::Pending;
        };
        let sleep = self
            .deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline.into())));
        sleep.as_mut().poll(context)
    }
}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        let this = &mut *self;
        let polled = catch_unwind(AssertUnwindSafe(|| {
            Pin::new(&mut this.inner).poll_frame(context)
        }));
        let Ok(polled) = polled else {
            let request_id = &this.guard.call().request_id;
            tracing::error!(request_id, "response body panicked");
            this.guard.server().metrics.panics.inc();
            let status = status::internal(request_id);
            return this.end_with(&status);
        };
        match polled {
            Poll::Pending => {
                ready!(this.poll_deadline(context));
                this.end_with(&status::deadline_exceeded())
            }
            Poll::Ready(None) => {
                this.guard.end(None);
                Poll::Ready(None)
            }
            Poll::Ready(Some(Err(error))) => {
                let status = Status::from_error(error.into());
                this.end_with(&status::with_details(status))
            }
            Poll::Ready(Some(Ok(frame))) => this.forward(frame),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Counts the gRPC messages in a body. Each begins with a prefix of five bytes: a flag and the
/// length of the payload.
#[derive(Default)]
struct MessageCounter {
    prefix: [u8; 5],
    /// How many bytes of the prefix have been seen.
    prefix_bytes: usize,
    /// How many bytes of the current payload have not been seen.
    payload_left: usize,
}

impl MessageCounter {
    /// How many messages have the last byte of their prefix in `data`, the next part of the body.
    fn count(&mut self, mut data: &[u8]) -> u64 {
        let mut messages = 0;
        while !data.is_empty() {
            let skipped = self.payload_left.min(data.len());
            self.payload_left -= skipped;
            data = &data[skipped..];
            if self.payload_left > 0 || data.is_empty() {
                break;
            }
            let taken = (self.prefix.len() - self.prefix_bytes).min(data.len());
            self.prefix[self.prefix_bytes..][..taken].copy_from_slice(&data[..taken]);
            self.prefix_bytes += taken;
            data = &data[taken..];
            if self.prefix_bytes == self.prefix.len() {
                let [_, length @ ..] = self.prefix;
                self.payload_left = u32::from_be_bytes(length) as usize;
                self.prefix_bytes = 0;
                messages += 1;
            }
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_however_the_body_is_split() {
        let body = [0, 0, 0, 0, 2, 9, 9, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 9];
        for size in 1..=body.len() {
            let mut counter = MessageCounter::default();
            let messages: u64 = body.chunks(size).map(|part| counter.count(part)).sum();
            assert_eq!(messages, 3, "parts of {size} bytes");
        }
    }
}

//! The two bodies of a call, watched frame by frame: what comes in is counted against the server's
//! room, what goes out carries the call to its end.

use super::Server;
use super::call::Call;
use super::ending::Ending;
use super::rpc::Takes;
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

/// What the caller sends.
pub(super) struct RequestBody<B> {
    inner: B,
    server: Arc<Server>,
    call: Arc<Call>,
    rpc: usize,
    messages: Messages,
}

impl<B> RequestBody<B> {
    pub(super) fn new(inner: B, server: Arc<Server>, ending: &Ending) -> RequestBody<B> {
        RequestBody {
            inner,
            server,
            call: Arc::clone(ending.call()),
            rpc: ending.rpc_index(),
            messages: Messages::default(),
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
            metrics.received.inc_by(this.messages.begun_in(data));
            // The bytes of a stream are counted item by item, so that it waits where others are
            // turned away.
            if metrics.rpc.takes == Takes::Document {
                let bytes = data.len() as u64;
                if let Err(status) = this.call.take_bytes(&this.server.admission, bytes) {
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

/// What the caller gets. Ends its call with the last frame, or when dropped.
pub(super) struct AnswerBody {
    inner: Body,
    ending: Ending,
    deadline: Option<Pin<Box<Sleep>>>,
    messages: Messages,
}

impl AnswerBody {
    pub(super) fn new(inner: Body, ending: Ending) -> AnswerBody {
        AnswerBody {
            inner,
            ending,
            deadline: None,
            messages: Messages::default(),
        }
    }

    /// The frame before the end.
    fn last(&mut self, status: &Status) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        self.inner = Body::empty();
        self.ending.end(Some(status.code()));
        let mut trailers = http::HeaderMap::new();
        // Only metadata that is no header could fail here, and we write none.
        let _ = status.add_header(&mut trailers);
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }

    /// Passes a frame of the answer on.
    fn pass(&mut self, frame: Frame<Bytes>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        if let Some(trailers) = frame.trailers_ref() {
            if trailers.get("grpc-status").is_some_and(|code| code == "0") {
                self.ending.end(Some(Code::Ok));
                return Poll::Ready(Some(Ok(frame)));
            }
            let status = Status::from_header_map(trailers);
            let status = status.unwrap_or_else(|| Status::new(Code::Unknown, ""));
            return self.last(&status::completed(status));
        }
        // An answer without pauses must end in time as well.
        if self.ending.call().is_expired(Instant::now()) {
            return self.last(&status::deadline_exceeded());
        }
        if let Some(data) = frame.data_ref() {
            let sent = self.messages.begun_in(data);
            self.ending.metrics().sent.inc_by(sent);
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.ending.call().deadline() else {
            return Poll::Pending;
        };
        let sleep = self
            .deadline
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline.into())));
        sleep.as_mut().poll(context)
    }
}

impl http_body::Body for AnswerBody {
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
            tracing::error!(request_id = this.ending.call().id, "answer panicked");
            this.ending.server().metrics.panics.inc();
            let status = status::internal(&this.ending.call().id);
            return this.last(&status);
        };
        match polled {
            Poll::Pending => {
                ready!(this.poll_deadline(context));
                this.last(&status::deadline_exceeded())
            }
            Poll::Ready(None) => {
                this.ending.end(None);
                Poll::Ready(None)
            }
            Poll::Ready(Some(Err(error))) => {
                let status = Status::from_error(error.into());
                this.last(&status::completed(status))
            }
            Poll::Ready(Some(Ok(frame))) => this.pass(frame),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Counts the messages in a body: each begins with a flag and four bytes of length.
#[derive(Default)]
struct Messages {
    prefix: [u8; 5],
    prefix_bytes: usize,
    payload_left: usize,
}

impl Messages {
    /// How many messages have their prefix completed by `data`.
    fn begun_in(&mut self, mut data: &[u8]) -> u64 {
        let mut begun = 0;
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
                begun += 1;
            }
        }
        begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_however_they_are_cut() {
        let body = [0, 0, 0, 0, 2, 9, 9, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 9];
        for cut in 1..=body.len() {
            let mut messages = Messages::default();
            let begun: u64 = body.chunks(cut).map(|part| messages.begun_in(part)).sum();
            assert_eq!(begun, 3, "cut every {cut} bytes");
        }
    }
}

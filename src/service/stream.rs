//! Documents in, answers out, for as long as the caller likes, with a bounded window between.
//!
//! The stream of answers does all the work when it is polled, and HTTP/2 polls it only while the
//! caller takes answers: so a caller that does not read makes the server stop reading too.

use super::Server;
use super::admission::{DocumentPermit, Permit};
use super::call::Call;
use super::convert::REQUEST_ID_BYTES_MAX;
use super::peer::{self, Peer};
use super::pool::Outcome;
use super::proto::stream_summarize_response::Result as Wire;
use super::proto::{StreamSummarizeRequest, StreamSummarizeResponse};
use super::status;
use super::task::Task;
use super::telemetry::metrics::{code_name, count};
use prost::Message as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::{Status, Streaming};

/// The answers of one stream.
pub(super) struct Answers {
    server: Arc<Server>,
    call: Arc<Call>,
    requests: Streaming<StreamSummarizeRequest>,
    /// A request that waits for room.
    admitting: Option<Admitting>,
    /// Requests read and not yet answered.
    in_work: usize,
    /// Whether there is something in the queue that workers were not woken for.
    has_queued: bool,
    window: usize,
    sender: mpsc::UnboundedSender<StreamSummarizeResponse>,
    done: mpsc::UnboundedReceiver<StreamSummarizeResponse>,
    /// Done when the connection is to close and the stream has had its time.
    leaving: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Set at the end of the requests: what the stream ends with.
    end: Option<Result<(), Status>>,
}

struct Admitting {
    room: Pin<Box<dyn Future<Output = (DocumentPermit, Permit)> + Send>>,
    request_id: String,
    task: Task,
}

impl Answers {
    pub(super) fn new(
        server: Arc<Server>,
        call: Arc<Call>,
        peer: Option<Arc<Peer>>,
        requests: Streaming<StreamSummarizeRequest>,
    ) -> Answers {
        let (sender, done) = mpsc::unbounded_channel();
        Answers {
            window: server.settings.stream_window as usize,
            server,
            call,
            requests,
            admitting: None,
            in_work: 0,
            has_queued: false,
            sender,
            done,
            leaving: Box::pin(peer::streams_end(peer)),
            end: None,
        }
    }

    /// Reads and queues requests until the window is full or none is there. Workers are woken once for
    /// all of them: they came together, and waking costs more than anything else done for an item.
    fn poll_requests(&mut self, context: &mut Context<'_>) {
        self.poll_each_request(context);
        if std::mem::take(&mut self.has_queued) {
            self.server.pool.wake();
        }
    }

    fn poll_each_request(&mut self, context: &mut Context<'_>) {
        loop {
            if let Some(admitting) = &mut self.admitting {
                let Poll::Ready(room) = admitting.room.as_mut().poll(context) else {
                    return;
                };
                if let Some(admitted) = self.admitting.take() {
                    self.submit(admitted.request_id, admitted.task, room);
                }
            }
            if self.in_work >= self.window || self.end.is_some() {
                return;
            }
            if self.leaving.as_mut().poll(context).is_ready() {
                self.end = Some(Err(status::draining()));
                return;
            }
            match Pin::new(&mut self.requests).poll_next(context) {
                Poll::Pending => return,
                Poll::Ready(None) => self.end = Some(Ok(())),
                Poll::Ready(Some(Err(status))) => self.end = Some(Err(status)),
                Poll::Ready(Some(Ok(request))) => self.admit(request),
            }
        }
    }

    fn admit(&mut self, request: StreamSummarizeRequest) {
        self.in_work += 1;
        let bytes = request.encoded_len() as u64;
        let mut request_id = request.request_id;
        if request_id.len() > REQUEST_ID_BYTES_MAX {
            let boundary = |&cut: &usize| request_id.is_char_boundary(cut);
            let cut = (0..=REQUEST_ID_BYTES_MAX).rev().find(boundary);
            request_id.truncate(cut.unwrap_or(0));
            let description = format!("must be at most {REQUEST_ID_BYTES_MAX} bytes");
            return self.refuse(request_id, status::invalid_field("request_id", description));
        }
        let task = Task::from(request.request.unwrap_or_default());
        if let Some(room) = self.server.admission.bulk_now(bytes) {
            return self.submit(request_id, task, room);
        }
        // What would be turned away for its length must not sit in memory until there is room.
        if let Err(status) = task.check_lengths(self.server.pool.rules()) {
            return self.refuse(request_id, status);
        }
        let server = Arc::clone(&self.server);
        let room = Box::pin(async move {
            // Always in this order, so that two streams cannot wait for each other.
            let bytes = server.admission.bulk_bytes(bytes).await;
            (server.admission.bulk().await, bytes)
        });
        self.admitting = Some(Admitting {
            room,
            request_id,
            task,
        });
    }

    /// Answers an item that is not worth waiting for.
    fn refuse(&self, request_id: String, status: Status) {
        let outcome = code_name(status.code());
        count(&self.server.metrics.documents, "outcome", outcome);
        // The receiver is ours.
        let _ = self.sender.send(response(request_id, Err(status)));
    }

    fn submit(&mut self, request_id: String, task: Task, room: (DocumentPermit, Permit)) {
        let sender = self.sender.clone();
        let reply = Box::new(move |outcome| {
            drop(room);
            // A stream that is over does not mind.
            let _ = sender.send(response(request_id, outcome));
        });
        self.server.pool.queue(&self.call, task, reply);
        self.has_queued = true;
    }
}

fn response(request_id: String, outcome: Outcome) -> StreamSummarizeResponse {
    let (result, timing) = match outcome {
        Ok(done) => (Wire::Summary(done.summary), Some(done.timing)),
        Err(status) => (Wire::Error(status::item(&status)), None),
    };
    StreamSummarizeResponse {
        request_id,
        result: Some(result),
        timing,
    }
}

impl Stream for Answers {
    type Item = Result<StreamSummarizeResponse, Status>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<StreamSummarizeResponse, Status>>> {
        self.poll_requests(context);
        // The channel never ends, for `self` has a sender.
        if let Poll::Ready(Some(answer)) = self.done.poll_recv(context) {
            self.in_work -= 1;
            // There is room in the window again: see to it that it is used even if the caller
            // comes for no further answer before the next request arrives.
            self.poll_requests(context);
            return Poll::Ready(Some(Ok(answer)));
        }
        match &self.end {
            Some(end) if self.in_work == 0 => match end.clone() {
                Ok(()) => Poll::Ready(None),
                Err(status) => {
                    self.end = Some(Ok(()));
                    Poll::Ready(Some(Err(status)))
                }
            },
            _ => Poll::Pending,
        }
    }
}

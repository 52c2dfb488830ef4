//! StreamSummarize: any number of documents, with a bounded window of them in progress.
//!
//! The stream of responses does all work when it is polled, and HTTP/2 polls it only while the
//! client reads. So the server stops reading requests when the client stops reading responses.

use super::admission::{DocumentPermit, Permit};
use super::call::Call;
use super::convert::{self, REQUEST_ID_BYTES_MAX};
use super::peer::{self, Peer};
use super::pool::TaskResult;
use super::proto::stream_summarize_response::Result as WireResult;
use super::proto::{StreamSummarizeRequest, StreamSummarizeResponse};
use super::server::Server;
use super::status;
use super::task::Task;
use super::telemetry::metrics::{code_name, increment};
use prost::Message as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::{Status, Streaming};

/// The responses of one stream.
pub(super) struct ResponseStream {
    server: Arc<Server>,
    call: Arc<Call>,
    requests: Streaming<StreamSummarizeRequest>,
    /// The request that waits for its permits. No other request is read before it has them.
    waiting: Option<WaitingRequest>,
    /// Requests that have been read and not yet answered.
    in_progress: usize,
    in_progress_max: usize,
    /// Whether tasks have been queued since workers were last woken.
    has_queued: bool,
    sender: mpsc::UnboundedSender<StreamSummarizeResponse>,
    done: mpsc::UnboundedReceiver<StreamSummarizeResponse>,
    /// Completes when the stream must end because its connection is to be closed.
    closing: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// How the stream ends; set once no more requests are read.
    end: Option<Result<(), Status>>,
}

struct WaitingRequest {
    permits: Pin<Box<dyn Future<Output = (DocumentPermit, Permit)> + Send>>,
    request_id: String,
    task: Task,
}

impl ResponseStream {
    pub(super) fn new(
        server: Arc<Server>,
        call: Arc<Call>,
        peer: Option<Arc<Peer>>,
        requests: Streaming<StreamSummarizeRequest>,
    ) -> ResponseStream {
        let (sender, done) = mpsc::unbounded_channel();
        ResponseStream {
            in_progress_max: server.settings.stream_window as usize,
            server,
            call,
            requests,
            waiting: None,
            in_progress: 0,
            has_queued: false,
            sender,
            done,
            closing: Box::pin(peer::wait_for_streams_end(peer)),
            end: None,
        }
    }

    /// Reads and queues requests until the window is full or none has arrived. Wakes the workers
    /// once for all of them, because waking costs more than everything else done for a request.
    fn poll_requests(&mut self, context: &mut Context<'_>) {
        self.read_requests(context);
        if std::mem::take(&mut self.has_queued) {
            self.server.pool.wake_workers();
        }
    }

    fn read_requests(&mut self, context: &mut Context<'_>) {
        loop {
            if let Some(waiting) = &mut self.waiting {
                let Poll::Ready(permits) = waiting.permits.as_mut().poll(context) else {
                    return;
                };
                if let Some(admitted) = self.waiting.take() {
                    self.submit(admitted.request_id, admitted.task, permits);
                }
            }
            if self.in_progress >= self.in_progress_max || self.end.is_some() {
                return;
            }
            if self.closing.as_mut().poll(context).is_ready() {
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

    /// Submits a request if its permits are free; otherwise lets it wait for them.
    fn admit(&mut self, request: StreamSummarizeRequest) {
        self.in_progress += 1;
        let bytes = request.encoded_len() as u64;
        let mut request_id = request.request_id;
        if request_id.len() > REQUEST_ID_BYTES_MAX {
            let description =
                convert::too_long(request_id.len() as u64, REQUEST_ID_BYTES_MAX as u64);
            let is_boundary = |&cut: &usize| request_id.is_char_boundary(cut);
            let cut = (0..=REQUEST_ID_BYTES_MAX).rev().find(is_boundary);
            request_id.truncate(cut.unwrap_or(0));
            return self.reject(request_id, status::invalid_field("request_id", description));
        }
        let task = Task::from(request.request.unwrap_or_default());
        if let Some(permits) = self.server.admission.try_stream_document(bytes) {
            return self.submit(request_id, task, permits);
        }
        // Rejected now, so that it does not occupy memory until there are permits.
        if let Err(status) = task.check_lengths(self.server.pool.rules()) {
            return self.reject(request_id, status);
        }
        let server = Arc::clone(&self.server);
        let permits = Box::pin(async move { server.admission.stream_document(bytes).await });
        self.waiting = Some(WaitingRequest {
            permits,
            request_id,
            task,
        });
    }

    /// Responds to a request with an error before it has permits.
    fn reject(&self, request_id: String, status: Status) {
        let outcome = code_name(status.code());
        increment(&self.server.metrics.documents, "outcome", outcome);
        // Cannot fail, because `self` owns the receiver.
        let _ = self.sender.send(response(request_id, Err(status)));
    }

    fn submit(&mut self, request_id: String, task: Task, permits: (DocumentPermit, Permit)) {
        let sender = self.sender.clone();
        let reply = Box::new(move |result| {
            drop(permits);
            // Fails if the stream has ended; then nobody needs the response.
            let _ = sender.send(response(request_id, result));
        });
        self.server.pool.enqueue(&self.call, task, reply);
        self.has_queued = true;
    }
}

fn response(request_id: String, result: TaskResult) -> StreamSummarizeResponse {
    let (result, timing) = match result {
        Ok(output) => (WireResult::Summary(output.summary), Some(output.timing)),
        Err(status) => (WireResult::Error(status::to_wire(&status)), None),
    };
    StreamSummarizeResponse {
        request_id,
        result: Some(result),
        timing,
    }
}

impl Stream for ResponseStream {
    type Item = Result<StreamSummarizeResponse, Status>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<StreamSummarizeResponse, Status>>> {
        self.poll_requests(context);
        // Never `Ready(None)`, because `self` owns a sender.
        if let Poll::Ready(Some(response)) = self.done.poll_recv(context) {
            self.in_progress -= 1;
            // The window has a free place now. Reading a request here uses it even if the client
            // polls for no other response before the next request arrives.
            self.poll_requests(context);
            return Poll::Ready(Some(Ok(response)));
        }
        match &self.end {
            Some(end) if self.in_progress == 0 => match end.clone() {
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

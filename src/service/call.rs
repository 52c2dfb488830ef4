//! One call from its first header to its last frame: every layer between a connection and a
//! handler, in order.
//!
//! Request id and trace context → metrics and access log, written at the end of the body →
//! authentication → deadline → admission → panics caught → handler. The answer's body takes the
//! call's room on the server with it, so that it is held until the last frame has been taken.

use super::Server;
use super::admission::{Admission, DocumentPermit, Permit};
use super::body::{AnswerBody, RequestBody};
use super::ending::Ending;
use super::peer::Peer;
use super::rpc::Takes;
use super::status;
use http::{Request, Response};
use std::convert::Infallible;
use std::future::{Future as _, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};
use tonic::Status;
use tonic::body::Body;
use tower::Service as _;

/// Answers one call. Never fails: whatever goes wrong is a status.
pub(super) async fn answer<B>(
    server: Arc<Server>,
    peer: Arc<Peer>,
    request: Request<B>,
) -> Result<Response<AnswerBody>, Infallible>
where
    B: http_body::Body<Data = bytes::Bytes> + Send + Unpin + 'static,
    B::Error: Into<tonic::codegen::StdError>,
{
    let (ending, entered) = Ending::begin(&server, peer, &request);
    let response = match entered {
        Ok(()) => handle(&server, &ending, request).await,
        Err(status) => {
            if ending.rpc().is_unary() {
                discard(request.into_body()).await;
            }
            status.into_http()
        }
    };
    Ok(ending.with_body(response))
}

/// More of a refused message than this is not waited for.
const DISCARD_BYTES_MAX: usize = 1 << 20;
/// Nor is a sender that takes longer.
const DISCARD_TIME: Duration = Duration::from_secs(1);

/// Lets the message of a refused call arrive before the answer is given. Otherwise the stream has
/// to be reset under its sender, and HTTP/2 libraries, our own included, take a thousand of those
/// for an attack and close the connection with all other calls on it.
async fn discard<B>(body: B)
where
    B: http_body::Body<Data = bytes::Bytes> + Unpin,
{
    let mut body = body;
    let mut left = DISCARD_BYTES_MAX;
    let arrival = async {
        while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len()));
            if left == 0 {
                return;
            }
        }
    };
    // In time or not, the answer goes out now.
    let _ = tokio::time::timeout(DISCARD_TIME, arrival).await;
}

/// The handler's answer, or that of whatever stopped it: a panic, the deadline.
async fn handle<B>(server: &Arc<Server>, ending: &Ending, request: Request<B>) -> Response<Body>
where
    B: http_body::Body<Data = bytes::Bytes> + Send + Unpin + 'static,
    B::Error: Into<tonic::codegen::StdError>,
{
    let call = ending.call();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Arc::clone(call));
    parts.extensions.insert(Arc::clone(ending.peer()));
    if ending.rpc().takes == Takes::Stream {
        // Items of a stream are small, and each would be compressed for itself.
        parts.headers.remove("grpc-accept-encoding");
    }
    let body = RequestBody::new(body, Arc::clone(server), ending);
    let mut routes = server.routes.clone();
    let mut handler = pin!(routes.call(Request::from_parts(parts, body)));
    let caught = poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(())),
        }
    });
    let answer = match call.deadline {
        Some(deadline) => tokio::time::timeout_at(deadline.into(), caught).await,
        None => Ok(caught.await),
    };
    match answer {
        Ok(Ok(Ok(response))) => response,
        Ok(Err(())) => {
            server.metrics.panics.inc();
            tracing::error!(request_id = call.id, "handler panicked");
            status::internal(&call.id).into_http()
        }
        Err(_) => status::deadline_exceeded().into_http(),
    }
}

/// What handlers and workers know of the call that they work for.
pub(super) struct Call {
    pub(super) id: String,
    deadline: Option<Instant>,
    gone: AtomicBool,
    room: Mutex<Room>,
    /// Documents worked on, and the time they took.
    documents: AtomicU32,
    queue_nanos: AtomicU64,
    compute_nanos: AtomicU64,
}

/// The part of the server's room that a call takes up.
#[derive(Default)]
struct Room {
    document: Option<DocumentPermit>,
    stream: Option<Permit>,
    bytes: Option<Permit>,
    bytes_counted: u64,
    given_back: bool,
}

/// The work done for a call.
pub(super) struct Worked {
    pub(super) documents: u32,
    pub(super) queue: Duration,
    pub(super) compute: Duration,
}

impl Call {
    pub(super) fn new(id: String, deadline: Option<Instant>) -> Call {
        Call {
            id,
            deadline,
            gone: AtomicBool::new(false),
            room: Mutex::default(),
            documents: AtomicU32::new(0),
            queue_nanos: AtomicU64::new(0),
            compute_nanos: AtomicU64::new(0),
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Why work for this call should stop, if it should.
    pub(super) fn stopped(&self) -> Option<Status> {
        if self.is_expired(Instant::now()) {
            Some(status::deadline_exceeded())
        } else if self.gone.load(Ordering::Relaxed) {
            Some(status::cancelled())
        } else {
            None
        }
    }

    /// As [`Call::stopped`], for those who ask often.
    pub(super) fn is_stopped(&self) -> bool {
        self.gone.load(Ordering::Relaxed) || self.is_expired(Instant::now())
    }

    pub(super) fn is_expired(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    /// Takes the room that the call needs to begin with.
    pub(super) fn take(&self, admission: &Admission, takes: Takes) -> Result<(), Status> {
        match takes {
            Takes::Nothing => {}
            Takes::Document => self.room().document = Some(admission.document()?),
            Takes::Stream => self.room().stream = Some(admission.stream()?),
            Takes::Watch => self.room().stream = Some(admission.watch()?),
        }
        Ok(())
    }

    /// Takes room for `bytes` more of the request.
    pub(super) fn take_bytes(&self, admission: &Admission, bytes: u64) -> Result<(), Status> {
        let mut room = self.room();
        if room.given_back {
            return Ok(());
        }
        let before = room.bytes_counted;
        room.bytes_counted += bytes;
        admission.bytes(&mut room.bytes, before, bytes)
    }

    /// Takes room for what a request grew by when it was decompressed and decoded to `bytes`.
    pub(super) fn take_grown(&self, admission: &Admission, bytes: u64) -> Result<(), Status> {
        let counted = self.room().bytes_counted;
        self.take_bytes(admission, bytes.saturating_sub(counted))
    }

    /// Gives the room back and stops what is still in work.
    pub(super) fn release(&self) {
        self.gone.store(true, Ordering::Relaxed);
        // Late frames of the request must find that there is no more room to take.
        let given_back = Room {
            given_back: true,
            ..Room::default()
        };
        *self.room() = given_back;
    }

    /// Takes note of a document that was worked on.
    pub(super) fn worked_on(&self, queue: Duration, compute: Duration) {
        let nanos = |time: Duration| time.as_nanos() as u64;
        self.documents.fetch_add(1, Ordering::Relaxed);
        self.queue_nanos.fetch_add(nanos(queue), Ordering::Relaxed);
        self.compute_nanos
            .fetch_add(nanos(compute), Ordering::Relaxed);
    }

    /// The work done so far.
    pub(super) fn worked(&self) -> Worked {
        let time = |nanos: &AtomicU64| Duration::from_nanos(nanos.load(Ordering::Relaxed));
        Worked {
            documents: self.documents.load(Ordering::Relaxed),
            queue: time(&self.queue_nanos),
            compute: time(&self.compute_nanos),
        }
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every call that lasts, so that room is given back at the deadline even where nobody asks the
/// call any more: HTTP/2 does not poll the answer to a peer that does not read.
#[derive(Default)]
pub(super) struct Calls(Mutex<slab::Slab<Arc<Call>>>);

impl Calls {
    /// Keeps `call` until it is removed from the slot returned.
    pub(super) fn insert(&self, call: &Arc<Call>) -> usize {
        self.slab().insert(Arc::clone(call))
    }

    pub(super) fn remove(&self, slot: usize) {
        let removed = self.slab().remove(slot);
        drop(removed);
    }

    /// Releases the calls whose deadline has passed.
    pub(super) fn release_expired(&self) {
        let now = Instant::now();
        for (_, call) in self.slab().iter() {
            if call.is_expired(now) {
                call.release();
            }
        }
    }

    /// How many calls last.
    pub(super) fn len(&self) -> usize {
        self.slab().len()
    }

    fn slab(&self) -> MutexGuard<'_, slab::Slab<Arc<Call>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

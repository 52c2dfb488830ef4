//! The state of a call that its layers, its handler and the workers share: its deadline, its permits
//! and the work done for it.

use super::admission::{Admission, DocumentPermit, Permit};
use super::rpc::Admits;
use super::status;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tonic::Status;

/// One call in progress.
pub(super) struct Call {
    pub(super) request_id: String,
    deadline: Option<Instant>,
    /// Set when the call ends, or when its deadline passes: no more work must be done for it.
    is_ended: AtomicBool,
    permits: Mutex<HeldPermits>,
    documents: AtomicU32,
    queue_nanos: AtomicU64,
    compute_nanos: AtomicU64,
}

/// The permits that a call holds.
#[derive(Default)]
struct HeldPermits {
    document: Option<DocumentPermit>,
    stream: Option<Permit>,
    bytes: Option<Permit>,
    /// How many bytes of the request `bytes` is the permit for.
    bytes_counted: u64,
    /// Set when the call has given its permits back. It acquires no new ones after that.
    is_released: bool,
}

/// The work done for a call.
pub(super) struct Work {
    /// Documents that a worker has processed.
    pub(super) documents: u32,
    /// The time that these documents waited for a worker, in total.
    pub(super) queue: Duration,
    /// The time that workers spent on these documents, in total.
    pub(super) compute: Duration,
}

impl Call {
    pub(super) fn new(request_id: String, deadline: Option<Instant>) -> Call {
        Call {
            request_id,
            deadline,
            is_ended: AtomicBool::new(false),
            permits: Mutex::default(),
            documents: AtomicU32::new(0),
            queue_nanos: AtomicU64::new(0),
            compute_nanos: AtomicU64::new(0),
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The status with which work for this call must be cancelled, or `None` if it must go on.
    pub(super) fn cancellation(&self) -> Option<Status> {
        if self.is_expired(Instant::now()) {
            Some(status::deadline_exceeded())
        } else if self.is_ended.load(Ordering::Relaxed) {
            Some(status::cancelled())
        } else {
            None
        }
    }

    /// Whether [`Call::cancellation`] has a status. Cheaper, because it makes no status.
    pub(super) fn is_cancelled(&self) -> bool {
        self.is_ended.load(Ordering::Relaxed) || self.is_expired(Instant::now())
    }

    /// Whether the deadline has passed.
    pub(super) fn is_expired(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    /// Acquires the permit that a call must have before its request is read.
    pub(super) fn acquire_permit(
        &self,
        admission: &Admission,
        admits: Admits,
    ) -> Result<(), Status> {
        match admits {
            Admits::Nothing => {}
            Admits::Document => self.permits().document = Some(admission.try_document()?),
            Admits::Stream => self.permits().stream = Some(admission.try_stream()?),
            Admits::Watch => self.permits().stream = Some(admission.try_watch()?),
        }
        Ok(())
    }

    /// Acquires permits for `bytes` more of the request.
    pub(super) fn acquire_bytes(&self, admission: &Admission, bytes: u64) -> Result<(), Status> {
        let mut permits = self.permits();
        if permits.is_released {
            return Ok(());
        }
        let before = permits.bytes_counted;
        permits.bytes_counted += bytes;
        admission.try_more_bytes(&mut permits.bytes, before, bytes)
    }

    /// Acquires permits for what the request grew by when it was decompressed and decoded.
    /// `bytes` is its size now, as uncompressed protobuf.
    pub(super) fn acquire_decoded_bytes(
        &self,
        admission: &Admission,
        bytes: u64,
    ) -> Result<(), Status> {
        let counted = self.permits().bytes_counted;
        self.acquire_bytes(admission, bytes.saturating_sub(counted))
    }

    /// Gives all permits back and cancels the work that is still in progress.
    pub(super) fn release(&self) {
        self.is_ended.store(true, Ordering::Relaxed);
        // Later frames of the request must not acquire permits that nobody would give back.
        let released = HeldPermits {
            is_released: true,
            ..HeldPermits::default()
        };
        *self.permits() = released;
    }

    /// Records that a worker has processed a document of this call.
    pub(super) fn record_document(&self, queue: Duration, compute: Duration) {
        let nanos = |time: Duration| time.as_nanos() as u64;
        self.documents.fetch_add(1, Ordering::Relaxed);
        self.queue_nanos.fetch_add(nanos(queue), Ordering::Relaxed);
        self.compute_nanos
            .fetch_add(nanos(compute), Ordering::Relaxed);
    }

    /// The work done so far.
    pub(super) fn work(&self) -> Work {
        let time = |nanos: &AtomicU64| Duration::from_nanos(nanos.load(Ordering::Relaxed));
        Work {
            documents: self.documents.load(Ordering::Relaxed),
            queue: time(&self.queue_nanos),
            compute: time(&self.compute_nanos),
        }
    }

    fn permits(&self) -> MutexGuard<'_, HeldPermits> {
        self.permits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All calls in progress.
///
/// The list lets [`ActiveCalls::release_expired`] give permits back when a deadline passes. The
/// response body cannot do that alone: HTTP/2 does not poll the response while the client does not
/// read.
#[derive(Default)]
pub(super) struct ActiveCalls(Mutex<slab::Slab<Arc<Call>>>);

impl ActiveCalls {
    /// Adds `call` and returns its slot, for [`ActiveCalls::remove`].
    pub(super) fn insert(&self, call: &Arc<Call>) -> usize {
        self.slab().insert(Arc::clone(call))
    }

    pub(super) fn remove(&self, slot: usize) {
        let removed = self.slab().remove(slot);
        // After the lock is free again: dropping the call may drop much else.
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

    /// The number of calls in progress.
    pub(super) fn len(&self) -> usize {
        self.slab().len()
    }

    fn slab(&self) -> MutexGuard<'_, slab::Slab<Arc<Call>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Who may come in: one count of documents and one of bytes for the whole server.
//!
//! Every document takes one permit, whichever call brings it. A single call takes its permit before
//! its message is read, or is turned away at once. Documents of streams and the second and later
//! ones of a batch are *bulk*: they may take at most half of the permits, so that single calls
//! always find room, and a stream waits for its turn instead of being turned away, in line before
//! single calls, so that these cannot starve it either.

use super::config::Settings;
use super::random;
use super::status;
use super::telemetry::metrics::{Metrics, count};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;

/// Bytes are counted in units of this many, so that a semaphore can hold them.
const UNIT_BYTES: u64 = 1024;

/// The server's room.
pub(super) struct Admission {
    documents: Arc<Semaphore>,
    bulk: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// As many again, so that health can be watched however many documents come.
    watches: Arc<Semaphore>,
    units: Arc<Semaphore>,
    units_max: u32,
    workers: u64,
    documents_max: usize,
    metrics: Arc<Metrics>,
}

/// Room for one document. Gives it back when dropped.
pub(super) struct DocumentPermit {
    _document: OwnedSemaphorePermit,
    _bulk: Option<OwnedSemaphorePermit>,
    metrics: Arc<Metrics>,
}

impl Drop for DocumentPermit {
    fn drop(&mut self) {
        self.metrics.documents_in_flight.dec();
    }
}

/// Room for a stream, or for bytes. Gives it back when dropped.
pub(super) type Permit = OwnedSemaphorePermit;

impl Admission {
    pub(super) fn new(settings: &Settings, metrics: Arc<Metrics>) -> Admission {
        let documents_max = settings.documents as usize;
        let units_max = units(settings.request_bytes.0);
        Admission {
            documents: Arc::new(Semaphore::new(documents_max)),
            bulk: Arc::new(Semaphore::new(documents_max.div_ceil(2))),
            streams: Arc::new(Semaphore::new(settings.streams as usize)),
            watches: Arc::new(Semaphore::new(settings.streams as usize)),
            units: Arc::new(Semaphore::new(units_max as usize)),
            units_max,
            workers: settings.worker_count() as u64,
            documents_max,
            metrics,
        }
    }

    /// Room for the document of a single call, or for a batch to begin.
    pub(super) fn document(&self) -> Result<DocumentPermit, Status> {
        match Arc::clone(&self.documents).try_acquire_owned() {
            Ok(document) => Ok(self.permit(document, None)),
            Err(_) => Err(self.full("QUEUE_FULL", "too many documents are in work")),
        }
    }

    /// Room for one more document of a batch, if there is any now.
    pub(super) fn another(&self) -> Option<DocumentPermit> {
        let bulk = Arc::clone(&self.bulk).try_acquire_owned().ok()?;
        let document = Arc::clone(&self.documents).try_acquire_owned().ok()?;
        Some(self.permit(document, Some(bulk)))
    }

    /// Room for one document of a stream and its `bytes`, if there is any now. Never goes before
    /// others who wait: room that they wait for is theirs before it is free.
    pub(super) fn bulk_now(&self, bytes: u64) -> Option<(DocumentPermit, Permit)> {
        let units = units(bytes).min(self.units_max);
        let units = Arc::clone(&self.units).try_acquire_many_owned(units).ok()?;
        Some((self.another()?, units))
    }

    /// Room for one document of a stream, as soon as there is any.
    pub(super) async fn bulk(&self) -> DocumentPermit {
        let bulk = acquire(&self.bulk, 1).await;
        let document = acquire(&self.documents, 1).await;
        self.permit(document, Some(bulk))
    }

    /// Room for a stream of documents to be open.
    pub(super) fn stream(&self) -> Result<Permit, Status> {
        self.one_of(&self.streams)
    }

    /// Room for a stream without documents to be open: a watch of health, or reflection.
    pub(super) fn watch(&self) -> Result<Permit, Status> {
        self.one_of(&self.watches)
    }

    fn one_of(&self, streams: &Arc<Semaphore>) -> Result<Permit, Status> {
        Arc::clone(streams)
            .try_acquire_owned()
            .map_err(|_| self.full("TOO_MANY_STREAMS", "too many streams are open"))
    }

    /// Room for `bytes` more of a request, added to what it `held` for the `before` bytes so far.
    pub(super) fn bytes(
        &self,
        held: &mut Option<Permit>,
        before: u64,
        bytes: u64,
    ) -> Result<(), Status> {
        let more = units(before + bytes) - units(before);
        if more == 0 {
            return Ok(());
        }
        match Arc::clone(&self.units).try_acquire_many_owned(more) {
            Ok(permit) => {
                match held {
                    Some(held) => held.merge(permit),
                    None => *held = Some(permit),
                }
                Ok(())
            }
            Err(_) => Err(self.full("BYTES_FULL", "too many bytes of requests are in work")),
        }
    }

    /// Room for the `bytes` of one document of a stream, as soon as there is any.
    pub(super) async fn bulk_bytes(&self, bytes: u64) -> Permit {
        acquire(&self.units, units(bytes).min(self.units_max)).await
    }

    /// About the time in which the documents on the server now are done, within bounds, and spread
    /// so that those turned away together don't come back together.
    fn retry_after(&self) -> Duration {
        let waiting = (self.documents_max - self.documents.available_permits()) as u64;
        let mean = self.metrics.pace.mean_nanos();
        let nanos = (waiting * mean / self.workers).clamp(10_000_000, 2_000_000_000);
        let spread = random::weak() % nanos;
        Duration::from_millis((nanos + spread) / 1_000_000)
    }

    fn full(&self, reason: &'static str, what: &str) -> Status {
        count(&self.metrics.shed, "reason", reason);
        status::full(
            reason,
            &format!("{what}; come back later"),
            self.retry_after(),
        )
    }

    fn permit(
        &self,
        document: OwnedSemaphorePermit,
        bulk: Option<OwnedSemaphorePermit>,
    ) -> DocumentPermit {
        self.metrics.documents_in_flight.inc();
        let metrics = Arc::clone(&self.metrics);
        DocumentPermit {
            _document: document,
            _bulk: bulk,
            metrics,
        }
    }
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX)
}

async fn acquire(semaphore: &Arc<Semaphore>, permits: u32) -> OwnedSemaphorePermit {
    match Arc::clone(semaphore).acquire_many_owned(permits).await {
        Ok(permit) => permit,
        Err(_) => unreachable!("no semaphore of admission is ever closed"),
    }
}

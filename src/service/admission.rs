//! Admission control: how many documents, streams and bytes of requests the whole server holds.
//!
//! Every document needs one permit, whichever call brings it. A single call acquires its permit
//! before its message is read, or is rejected at once. Documents of streams, and the second and
//! later ones of a batch, are *bulk*:
//!
//! - They may hold at most half of the permits, so that single calls always find some.
//! - A stream waits for its permit instead of being rejected. Permits go to those who wait before
//!   they become free for single calls, so that single calls cannot starve streams.

use super::config::{Bytes, Settings};
use super::random;
use super::status;
use super::telemetry::metrics::{Metrics, increment};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;

/// Bytes of requests are counted in units of this size, because a semaphore gives out at most
/// `u32::MAX` permits at a time.
const UNIT_BYTES: u64 = 1024;

/// Bounds of the delay after which a rejected client should retry, before jitter, which at most
/// doubles it. docs/service.md gives the bounds with jitter.
const RETRY_AFTER_MIN: Duration = Duration::from_millis(10);
const RETRY_AFTER_MAX: Duration = Duration::from_secs(2);

/// The permits of the server.
pub(super) struct Admission {
    documents: Arc<Semaphore>,
    bulk_documents: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// Separate from `streams`, so that health can be watched however many documents arrive.
    watches: Arc<Semaphore>,
    byte_units: Arc<Semaphore>,
    documents_max: u32,
    streams_max: u32,
    request_bytes_max: Bytes,
    byte_units_max: u32,
    workers: u64,
    metrics: Arc<Metrics>,
}

/// The permit for one document, given back when dropped.
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

/// A permit for a stream or for bytes, given back when dropped.
pub(super) type Permit = OwnedSemaphorePermit;

impl Admission {
    pub(super) fn new(settings: &Settings, metrics: Arc<Metrics>) -> Admission {
        let documents = settings.documents as usize;
        let streams = settings.streams as usize;
        let byte_units_max = byte_units(settings.request_bytes.0);
        Admission {
            documents: Arc::new(Semaphore::new(documents)),
            bulk_documents: Arc::new(Semaphore::new(documents.div_ceil(2))),
            streams: Arc::new(Semaphore::new(streams)),
            watches: Arc::new(Semaphore::new(streams)),
            byte_units: Arc::new(Semaphore::new(byte_units_max as usize)),
            documents_max: settings.documents,
            streams_max: settings.streams,
            request_bytes_max: settings.request_bytes,
            byte_units_max,
            workers: settings.worker_count() as u64,
            metrics,
        }
    }

    /// The permit for the document of a single call, or for the first one of a batch.
    ///
    /// # Errors
    ///
    /// RESOURCE_EXHAUSTED if no permit is free.
    pub(super) fn try_document(&self) -> Result<DocumentPermit, Status> {
        match Arc::clone(&self.documents).try_acquire_owned() {
            Ok(document) => Ok(self.document_permit(document, None)),
            Err(_) => {
                let limit = format!("{} documents", self.documents_max);
                Err(self.rejection("QUEUE_FULL", &limit))
            }
        }
    }

    /// The permit for one more document of a batch, if one is free.
    pub(super) fn try_bulk_document(&self) -> Option<DocumentPermit> {
        let bulk = Arc::clone(&self.bulk_documents).try_acquire_owned().ok()?;
        let document = Arc::clone(&self.documents).try_acquire_owned().ok()?;
        Some(self.document_permit(document, Some(bulk)))
    }

    /// The permits for one document of a stream and its `bytes`, if they are free and nobody waits
    /// for them.
    pub(super) fn try_stream_document(&self, bytes: u64) -> Option<(DocumentPermit, Permit)> {
        let units = byte_units(bytes).min(self.byte_units_max);
        let units = Arc::clone(&self.byte_units)
            .try_acquire_many_owned(units)
            .ok()?;
        Some((self.try_bulk_document()?, units))
    }

    /// Waits for the permits for one document of a stream and its `bytes`.
    pub(super) async fn stream_document(&self, bytes: u64) -> (DocumentPermit, Permit) {
        // All streams acquire in the same order, so that no two of them wait for each other.
        let units = byte_units(bytes).min(self.byte_units_max);
        let units = acquire(&self.byte_units, units).await;
        let bulk = acquire(&self.bulk_documents, 1).await;
        let document = acquire(&self.documents, 1).await;
        (self.document_permit(document, Some(bulk)), units)
    }

    /// The permit for a stream of documents.
    ///
    /// # Errors
    ///
    /// RESOURCE_EXHAUSTED if no permit is free.
    pub(super) fn try_stream(&self) -> Result<Permit, Status> {
        self.try_open(&self.streams)
    }

    /// The permit for a stream without documents: a health watch or a reflection stream.
    ///
    /// # Errors
    ///
    /// RESOURCE_EXHAUSTED if no permit is free.
    pub(super) fn try_watch(&self) -> Result<Permit, Status> {
        self.try_open(&self.watches)
    }

    fn try_open(&self, streams: &Arc<Semaphore>) -> Result<Permit, Status> {
        Arc::clone(streams).try_acquire_owned().map_err(|_| {
            let limit = format!("{} streams", self.streams_max);
            self.rejection("TOO_MANY_STREAMS", &limit)
        })
    }

    /// Adds the permits for `bytes` more of a request to `held`, which has those for its first
    /// `before` bytes.
    ///
    /// # Errors
    ///
    /// RESOURCE_EXHAUSTED if there are too few permits.
    pub(super) fn try_more_bytes(
        &self,
        held: &mut Option<Permit>,
        before: u64,
        bytes: u64,
    ) -> Result<(), Status> {
        let more = byte_units(before + bytes) - byte_units(before);
        if more == 0 {
            return Ok(());
        }
        match Arc::clone(&self.byte_units).try_acquire_many_owned(more) {
            Ok(permit) => {
                match held {
                    Some(held) => held.merge(permit),
                    None => *held = Some(permit),
                }
                Ok(())
            }
            Err(_) => {
                let limit = format!("{} of requests", self.request_bytes_max);
                Err(self.rejection("BYTES_FULL", &limit))
            }
        }
    }

    /// RESOURCE_EXHAUSTED because the server holds `limit` already, the most that it may hold.
    fn rejection(&self, reason: &'static str, limit: &str) -> Status {
        increment(&self.metrics.shed, "reason", reason);
        let retry_after = self.retry_after();
        let millis = retry_after.as_millis();
        let message =
            format!("the server is at its limit of {limit} in progress; retry in {millis} ms");
        status::overloaded(reason, message, retry_after)
    }

    /// The estimated time until all documents that are on the server now are done, within bounds.
    /// Random jitter of up to the same time again keeps clients that were rejected together from
    /// retrying together.
    fn retry_after(&self) -> Duration {
        let free = self.documents.available_permits() as u64;
        let in_progress = u64::from(self.documents_max) - free;
        let mean = self.metrics.service_time.mean_nanos();
        let (min, max) = (RETRY_AFTER_MIN.as_nanos(), RETRY_AFTER_MAX.as_nanos());
        let nanos = (in_progress * mean / self.workers).clamp(min as u64, max as u64);
        let jitter = random::non_crypto_u64() % nanos;
        Duration::from_millis((nanos + jitter) / 1_000_000)
    }

    fn document_permit(
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

/// The number of units that hold `bytes`.
fn byte_units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX)
}

async fn acquire(semaphore: &Arc<Semaphore>, permits: u32) -> OwnedSemaphorePermit {
    match Arc::clone(semaphore).acquire_many_owned(permits).await {
        Ok(permit) => permit,
        Err(_) => unreachable!("admission never closes its semaphores"),
    }
}

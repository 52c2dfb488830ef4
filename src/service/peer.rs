//! What is known of a connection's peer: what it has sent, how many calls it has, when its streams
//! must end.

use super::listen::Io;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// The peer of one connection.
pub(super) struct Peer {
    address: String,
    accepted_at: Instant,
    bytes_read: AtomicU64,
    calls: AtomicU32,
    /// When the last call ended, in milliseconds since `accepted_at`.
    idle_since_millis: AtomicU64,
    /// When bytes were last read, or a write was last attempted, in milliseconds since
    /// `accepted_at`.
    last_io_millis: AtomicU64,
    /// When the streams of the connection must end; set once GOAWAY has been sent.
    streams_end: watch::Sender<Option<Instant>>,
}

impl Peer {
    pub(super) fn new(address: String, accepted_at: Instant) -> Peer {
        Peer {
            address,
            accepted_at,
            bytes_read: AtomicU64::new(0),
            calls: AtomicU32::new(0),
            idle_since_millis: AtomicU64::new(accepted_at.elapsed().as_millis() as u64),
            last_io_millis: AtomicU64::new(0),
            streams_end: watch::Sender::new(None),
        }
    }

    /// Lets the streams of the connection go on for `time`. Then each reads no more requests,
    /// responds to those that it has read and ends with UNAVAILABLE, so that no response is lost.
    pub(super) fn end_streams_after(&self, time: Duration) {
        self.streams_end.send_replace(Some(Instant::now() + time));
    }

    async fn wait_for_streams_end(&self) {
        let mut end = self.streams_end.subscribe();
        // Cannot fail, because the sender lives as long as `self`.
        let end = end.wait_for(Option::is_some).await.ok().and_then(|at| *at);
        if let Some(end) = end {
            tokio::time::sleep_until(end.into()).await;
        }
    }

    fn record_io(&self) {
        let now = self.accepted_at.elapsed().as_millis() as u64;
        self.last_io_millis.store(now, Ordering::Relaxed);
    }

    /// When bytes were last read, or a write was last attempted.
    pub(super) fn last_io(&self) -> Instant {
        self.accepted_at + Duration::from_millis(self.last_io_millis.load(Ordering::Relaxed))
    }

    pub(super) fn accepted_at(&self) -> Instant {
        self.accepted_at
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn call_started(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn call_ended(&self) {
        let now = self.accepted_at.elapsed().as_millis() as u64;
        self.idle_since_millis.store(now, Ordering::Relaxed);
        self.calls.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// When the last call ended, or `None` while there are calls.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let millis = self.idle_since_millis.load(Ordering::Relaxed);
        let is_idle = self.calls.load(Ordering::Relaxed) == 0;
        is_idle.then(|| self.accepted_at + Duration::from_millis(millis))
    }
}

/// Waits until streams from `peer` must end. Waits for ever if there is no peer.
pub(super) async fn wait_for_streams_end(peer: Option<Arc<Peer>>) {
    match peer {
        Some(peer) => peer.wait_for_streams_end().await,
        None => std::future::pending().await,
    }
}

/// A byte stream that counts what it reads and records when it last read or wrote, so that the
/// server can close connections on which nothing happens.
pub(super) struct CountedIo {
    pub(super) inner: Box<dyn Io>,
    pub(super) peer: Arc<Peer>,
}

impl AsyncRead for CountedIo {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        let read = (buffer.filled().len() - before) as u64;
        if read > 0 {
            self.peer.bytes_read.fetch_add(read, Ordering::Relaxed);
            self.peer.record_io();
        }
        polled
    }
}

impl AsyncWrite for CountedIo {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.peer.record_io();
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.peer.record_io();
        Pin::new(&mut self.inner).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

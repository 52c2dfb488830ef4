//! The other end of a connection: what it has sent, how many calls it has, when its streams must end.

use super::listen::Io;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// What is known of the other end of a connection.
pub(super) struct Peer {
    address: String,
    began: Instant,
    bytes_read: AtomicU64,
    calls: AtomicU32,
    /// When the last call ended, in milliseconds since `began`.
    idle_since_millis: AtomicU64,
    /// When bytes last moved, in milliseconds since `began`.
    moved_millis: AtomicU64,
    /// When streams have to end, once the connection was asked to go.
    streams_end: watch::Sender<Option<Instant>>,
}

impl Peer {
    pub(super) fn new(address: String, began: Instant) -> Peer {
        Peer {
            address,
            began,
            bytes_read: AtomicU64::new(0),
            calls: AtomicU32::new(0),
            idle_since_millis: AtomicU64::new(began.elapsed().as_millis() as u64),
            moved_millis: AtomicU64::new(0),
            streams_end: watch::Sender::new(None),
        }
    }

    /// Streams may go on that long; then they read no more, answer what they have read, and end
    /// with UNAVAILABLE, so that nothing of them is cut.
    pub(super) fn end_streams_after(&self, time: Duration) {
        self.streams_end.send_replace(Some(Instant::now() + time));
    }

    /// Waits until a stream of this connection has to end.
    async fn streams_end(&self) {
        let mut end = self.streams_end.subscribe();
        // Cannot fail: the sender lives as long as `self`.
        let at = end.wait_for(Option::is_some).await.ok().and_then(|at| *at);
        if let Some(at) = at {
            tokio::time::sleep_until(at.into()).await;
        }
    }

    fn moved(&self) {
        let now = self.began.elapsed().as_millis() as u64;
        self.moved_millis.store(now, Ordering::Relaxed);
    }

    /// When bytes last went either way.
    pub(super) fn moved_at(&self) -> Instant {
        self.began + Duration::from_millis(self.moved_millis.load(Ordering::Relaxed))
    }

    pub(super) fn began(&self) -> Instant {
        self.began
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn call_began(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn call_ended(&self) {
        let now = self.began.elapsed().as_millis() as u64;
        self.idle_since_millis.store(now, Ordering::Relaxed);
        self.calls.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// Since when there has been no call; none while there is one.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let millis = self.idle_since_millis.load(Ordering::Relaxed);
        let idle = self.calls.load(Ordering::Relaxed) == 0;
        idle.then(|| self.began + Duration::from_millis(millis))
    }
}

/// Waits until a stream from `peer` has to end; for ever where nothing is known of it.
pub(super) async fn streams_end(peer: Option<Arc<Peer>>) {
    match peer {
        Some(peer) => peer.streams_end().await,
        None => std::future::pending().await,
    }
}

/// A stream that counts what it reads, so that a peer which opens a connection and then says
/// nothing, or next to nothing, is found out.
pub(super) struct Metered {
    pub(super) inner: Box<dyn Io>,
    pub(super) peer: Arc<Peer>,
}

impl AsyncRead for Metered {
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
            self.peer.moved();
        }
        polled
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.peer.moved();
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.peer.moved();
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

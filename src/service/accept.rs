//! Connections: how many, how they begin, how long they last, and how they are asked to leave.
//!
//! This loop is ours because tonic's own sends no GOAWAY at a connection's age, waits for silent
//! peers without end, leaves Nagle's algorithm on, and knows neither caps nor idle limits.

use super::Server;
use super::call;
use super::drain::Phase;
use super::listen::{Io, Listener};
use super::telemetry::metrics::count;
use super::telemetry::trace;
use super::web;
use http_body_util::Either;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// How a listener's peers speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// gRPC: HTTP/2 only.
    Grpc,
    /// gRPC-Web and gRPC, over HTTP/1.1 or HTTP/2.
    Web,
}

/// The preface of HTTP/2 and the head of the SETTINGS frame that must follow it.
const HTTP2_OPENING_BYTES: u64 = 24 + 9;
/// "GET / HTTP/1.1" and two line ends.
const HTTP1_OPENING_BYTES: u64 = 18;
/// How much one call may send before the server has looked at it.
const STREAM_WINDOW_BYTES: u32 = 256 << 10;
/// The same over all calls of a connection.
const CONNECTION_WINDOW_BYTES: u32 = 1 << 20;
/// What one call may have waiting for a slow reader.
const SEND_BUFFER_BYTES: usize = 256 << 10;
/// Keys, request ids and trace contexts need a few hundred bytes.
const HEADER_BYTES_MAX: u32 = 16 << 10;
/// How long a connection without calls may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);
/// How often to look whether a closing connection has become quiet.
const FAREWELL_LOOK: Duration = Duration::from_millis(250);
/// How long to wait when the system has no file descriptor for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Takes connections until the server closes.
pub(super) async fn accept(server: Arc<Server>, listener: Listener, protocol: Protocol) {
    let mut closing = pin!(server.drain.reached(Phase::Closing));
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut closing => return,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        server.metrics.connections_accepted.inc();
        if server.metrics.connections.get() >= i64::from(server.settings.connections) {
            // Closed at once, so that the client tries another backend instead of waiting here.
            count(&server.metrics.connections_closed, "reason", "cap");
            continue;
        }
        let open = Open::new(&server);
        let server = Arc::clone(&server);
        server.tasks.clone().spawn(async move {
            serve(&open.0, stream, address, protocol).await;
        });
    }
}

/// An open connection, counted while it lasts.
struct Open(Arc<Server>);

impl Open {
    fn new(server: &Arc<Server>) -> Open {
        server.metrics.connections.inc();
        Open(Arc::clone(server))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.metrics.connections.dec();
    }
}

/// The life of one connection.
async fn serve(server: &Arc<Server>, stream: Box<dyn Io>, address: String, protocol: Protocol) {
    let began = Instant::now();
    let limit = server.settings.handshake_time;
    let stream = match &server.tls {
        None => stream,
        Some(tls) => {
            let handshake = tls.accept(stream, protocol);
            let handshake = tokio::select! {
                handshake = tokio::time::timeout(limit, handshake) => handshake,
                () = server.drain.reached(Phase::Closing) => return,
            };
            match handshake {
                Ok(Ok(stream)) => Box::new(stream),
                failed => {
                    let error = failed.ok().and_then(Result::err);
                    let error = error.map_or("timed out".into(), |error| error.to_string());
                    tracing::debug!(peer = address, error, "TLS handshake failed");
                    count(&server.metrics.connections_closed, "reason", "handshake");
                    return;
                }
            }
        }
    };
    let peer = Arc::new(Peer::new(address, began));
    let io = TokioIo::new(Metered {
        inner: stream,
        peer: Arc::clone(&peer),
    });
    let service = {
        let (server, peer) = (Arc::clone(server), Arc::clone(&peer));
        hyper::service::service_fn(move |request| {
            let (server, peer) = (Arc::clone(&server), Arc::clone(&peer));
            async move {
                match protocol {
                    Protocol::Grpc => {
                        let answer = call::answer(server, peer, request).await;
                        answer.map(|answer| answer.map(Either::Left))
                    }
                    Protocol::Web => {
                        let answer = web::answer(server, peer, request).await;
                        answer.map(|answer| answer.map(Either::Right))
                    }
                }
            }
        })
    };
    let builder = builder(server, protocol);
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut limits = Limits::new(server, protocol, began);
    let mut alarm = pin!(tokio::time::sleep(Duration::ZERO));
    let mut closing = pin!(server.drain.reached(Phase::Closing));
    let mut aborting = pin!(server.drain.reached(Phase::Aborting));
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(peer = peer.address, error, "connection ended");
                }
                return;
            }
            () = &mut aborting => {
                count(&server.metrics.connections_closed, "reason", "drain_limit");
                return;
            }
            () = &mut closing, if limits.leaving.is_none() => {
                if !peer.has_opened(limits.opening_bytes) {
                    return;
                }
                connection.as_mut().graceful_shutdown();
                peer.end_streams_after(server.settings.drain_limit / 2);
                limits.leave(None);
                alarm.as_mut().reset(tokio::time::Instant::now());
            }
            () = &mut alarm => match limits.verdict(&peer) {
                Verdict::Wait(until) => alarm.as_mut().reset(until.into()),
                Verdict::Ask(reason, grace) => {
                    count(&server.metrics.connections_closed, "reason", reason);
                    connection.as_mut().graceful_shutdown();
                    peer.end_streams_after(grace / 2);
                    limits.leave(Some(grace));
                    alarm.as_mut().reset(tokio::time::Instant::now());
                }
                Verdict::Cut(reason) => {
                    count(&server.metrics.connections_closed, "reason", reason);
                    return;
                }
            },
        }
    }
}

fn builder(server: &Server, protocol: Protocol) -> Builder<TokioExecutor> {
    let settings = &server.settings;
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.handshake_time);
    builder
        .http2()
        .timer(TokioTimer::new())
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_send_buf_size(SEND_BUFFER_BYTES)
        .max_header_list_size(HEADER_BYTES_MAX)
        .max_concurrent_streams(settings.streams_per_connection)
        // A client may well cancel all it has open at once; only more than that is an attack.
        .max_pending_accept_reset_streams(settings.streams_per_connection as usize)
        .keep_alive_interval(settings.keepalive_interval)
        .keep_alive_timeout(settings.keepalive_timeout);
    match protocol {
        Protocol::Grpc => builder.http2_only(),
        Protocol::Web => builder,
    }
}

/// When a connection has to go.
struct Limits {
    opening_bytes: u64,
    opened_by: Instant,
    age_at: Option<Instant>,
    grace: Duration,
    idle: Option<Duration>,
    leaving: Option<Leaving>,
}

/// A connection that was asked to go.
struct Leaving {
    since: Instant,
    /// When it is cut, calls or not; none where the drain sees to that.
    cut_at: Option<Instant>,
}

/// What to do with a connection.
enum Verdict {
    /// Nothing before then.
    Wait(Instant),
    /// Send GOAWAY, for that reason; cut it after so long.
    Ask(&'static str, Duration),
    /// Drop it, for that reason.
    Cut(&'static str),
}

impl Limits {
    fn new(server: &Server, protocol: Protocol, began: Instant) -> Limits {
        let settings = &server.settings;
        Limits {
            opening_bytes: match protocol {
                Protocol::Grpc => HTTP2_OPENING_BYTES,
                Protocol::Web => HTTP1_OPENING_BYTES,
            },
            opened_by: began + settings.handshake_time,
            age_at: settings
                .connection_age
                .map(|age| began + spread(age, trace::random())),
            grace: settings.connection_age_grace,
            idle: settings.connection_idle,
            leaving: None,
        }
    }

    fn leave(&mut self, grace: Option<Duration>) {
        let since = Instant::now();
        let cut_at = grace.map(|grace| since + grace);
        self.leaving = Some(Leaving { since, cut_at });
    }

    fn verdict(&self, peer: &Peer) -> Verdict {
        let now = Instant::now();
        let idle_since = peer.idle_since();
        let idle_at = self.idle.map(|idle| idle_since.unwrap_or(now) + idle);
        if !peer.has_opened(self.opening_bytes) {
            // Looks again early enough for the other limits, should it open meanwhile.
            let next = [Some(self.opened_by), self.age_at, idle_at];
            let next = next.into_iter().flatten().filter(|&at| at > now).min();
            return match next {
                Some(at) if now < self.opened_by => Verdict::Wait(at),
                _ => Verdict::Cut("handshake"),
            };
        }
        if let Some(leaving) = &self.leaving {
            let quiet = idle_since.is_some_and(|since| {
                // Answers may still be on their way when their calls have ended.
                now >= since.max(leaving.since).max(peer.moved_at()) + FAREWELL
            });
            return match leaving.cut_at {
                Some(cut_at) if now >= cut_at => Verdict::Cut("grace"),
                _ if quiet => Verdict::Cut("quiet"),
                cut_at => {
                    let look = now + FAREWELL_LOOK;
                    Verdict::Wait(cut_at.map_or(look, |cut_at| cut_at.min(look)))
                }
            };
        }
        if self.age_at.is_some_and(|age_at| now >= age_at) {
            return Verdict::Ask("age", self.grace);
        }
        match [self.age_at, idle_at].into_iter().flatten().min() {
            Some(at) if at <= now => Verdict::Ask("idle", FAREWELL),
            Some(at) => Verdict::Wait(at),
            None => Verdict::Wait(now + Duration::from_secs(3600)),
        }
    }
}

/// An age a tenth up or down, so that connections made together don't end together (gRFC A9).
fn spread(age: Duration, random: u64) -> Duration {
    age.mul_f64(0.9 + 0.2 * (random as f64 / u64::MAX as f64))
}

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
    fn new(address: String, began: Instant) -> Peer {
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
    fn end_streams_after(&self, time: Duration) {
        self.streams_end.send_replace(Some(Instant::now() + time));
    }

    /// Waits until a stream of this connection has to end.
    pub(super) async fn streams_end(&self) {
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

    fn moved_at(&self) -> Instant {
        self.began + Duration::from_millis(self.moved_millis.load(Ordering::Relaxed))
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

    fn has_opened(&self, opening_bytes: u64) -> bool {
        self.bytes_read.load(Ordering::Relaxed) >= opening_bytes
    }

    /// Since when there has been no call; none while there is one.
    fn idle_since(&self) -> Option<Instant> {
        let millis = self.idle_since_millis.load(Ordering::Relaxed);
        let idle = self.calls.load(Ordering::Relaxed) == 0;
        idle.then(|| self.began + Duration::from_millis(millis))
    }
}

/// A stream that counts what it reads, so that a peer which opens a connection and then says
/// nothing, or next to nothing, is found out.
struct Metered {
    inner: Box<dyn Io>,
    peer: Arc<Peer>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_spread_by_a_tenth() {
        let ages: Vec<_> = (0..1000)
            .map(|_| spread(Duration::from_secs(1000), trace::random()).as_secs())
            .collect();
        let (least, most) = (ages.iter().min(), ages.iter().max());
        assert!((900..920).contains(least.unwrap()), "{least:?}");
        assert!((1080..=1100).contains(most.unwrap()), "{most:?}");
    }
}

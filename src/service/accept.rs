//! Connections: how many, how they begin, and how they are asked to leave.
//!
//! This loop is ours because tonic's own sends no GOAWAY at a connection's age, waits for silent
//! peers without end, leaves Nagle's algorithm on, and knows neither caps nor idle limits.

use super::Server;
use super::body::AnswerBody;
use super::call;
use super::drain::Phase;
use super::lifetime::{Lifetime, Step};
use super::listen::{Io, Listener};
use super::peer::{Metered, Peer};
use super::telemetry::metrics::count;
use super::web;
use http::{Request, Response};
use http_body_util::Either;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;
use tonic::body::Body;

/// How a listener's peers speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// gRPC: HTTP/2 only.
    Grpc,
    /// gRPC-Web and gRPC, over HTTP/1.1 or HTTP/2.
    Web,
}

/// How much one call may send before the server has looked at it.
const STREAM_WINDOW_BYTES: u32 = 256 << 10;
/// The same over all calls of a connection.
const CONNECTION_WINDOW_BYTES: u32 = 1 << 20;
/// What one call may have waiting for a slow reader.
const SEND_BUFFER_BYTES: usize = 256 << 10;
/// Keys, request ids and trace contexts need a few hundred bytes.
const HEADER_BYTES_MAX: u32 = 16 << 10;

/// Takes connections until the server closes.
pub(super) async fn accept(server: Arc<Server>, listener: Listener, protocol: Protocol) {
    let mut closing = pin!(server.drain.reached(Phase::Closing));
    loop {
        let (stream, address) = tokio::select! {
            biased;
            () = &mut closing => return,
            accepted = listener.accept() => accepted,
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

/// The stream of a new connection once TLS, where it is on, has been agreed on.
async fn secured(
    server: &Server,
    stream: Box<dyn Io>,
    address: &str,
    protocol: Protocol,
) -> Option<Box<dyn Io>> {
    let Some(tls) = &server.tls else {
        return Some(stream);
    };
    let limit = server.settings.handshake_time;
    let handshake = tokio::select! {
        handshake = tokio::time::timeout(limit, tls.accept(stream, protocol)) => handshake,
        () = server.drain.reached(Phase::Closing) => return None,
    };
    let error = match handshake {
        Ok(Ok(stream)) => return Some(Box::new(stream)),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "timed out".into(),
    };
    tracing::debug!(peer = address, error, "TLS handshake failed");
    count(&server.metrics.connections_closed, "reason", "handshake");
    None
}

/// The life of one connection.
async fn serve(server: &Arc<Server>, stream: Box<dyn Io>, address: String, protocol: Protocol) {
    let began = Instant::now();
    let Some(stream) = secured(server, stream, &address, protocol).await else {
        return;
    };
    let peer = Arc::new(Peer::new(address, began));
    let io = TokioIo::new(Metered {
        inner: stream,
        peer: Arc::clone(&peer),
    });
    let service = hyper::service::service_fn(|request| {
        answer(Arc::clone(server), Arc::clone(&peer), protocol, request)
    });
    let builder = builder(server, protocol);
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut lifetime = Lifetime::new(server, &peer, protocol);
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(peer = peer.address(), error, "connection ended");
                }
                return;
            }
            step = lifetime.next() => match step {
                Step::Ask => connection.as_mut().graceful_shutdown(),
                Step::Cut => return,
            },
        }
    }
}

/// Answers one call in the way of its listener.
async fn answer(
    server: Arc<Server>,
    peer: Arc<Peer>,
    protocol: Protocol,
    request: Request<Incoming>,
) -> Result<Response<Either<AnswerBody, Body>>, Infallible> {
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

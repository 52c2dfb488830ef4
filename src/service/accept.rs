//! The accept loop, and each connection from its first byte to its last.
//!
//! This replaces the loop of `tonic::transport::Server`, which (as of tonic 0.14.9) lacks what a
//! server open to many clients needs:
//!
//! - A maximum age with a grace closes the connection at age plus grace without ever sending GOAWAY,
//!   so calls are cut. Here GOAWAY is sent at the age, and the grace is for the calls in progress.
//! - There is no limit on the number of connections, on idle time, or on the time until the first
//!   bytes arrive.
//!
//! Like tonic's loop, this one needs TCP_NODELAY on every connection. tonic ignores its own
//! `tcp_nodelay` for connections from another listener, so [`Listener`] sets the option.

use super::body::ResponseBody;
use super::drain::Phase;
use super::layers;
use super::lifetime::{Action, Lifetime};
use super::listen::{Io, Listener, Protocol};
use super::peer::{CountedIo, Peer};
use super::server::Server;
use super::telemetry::metrics::increment;
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

/// Bytes that one call may send before the server has read any (HTTP/2 flow control).
const STREAM_WINDOW_BYTES: u32 = 256 << 10;
/// The same for all calls of a connection together.
const CONNECTION_WINDOW_BYTES: u32 = 1 << 20;
/// Bytes of one response that wait in memory for a client that reads slowly.
const SEND_BUFFER_BYTES: usize = 256 << 10;
/// Bytes of the headers of one request. API keys, request ids and trace contexts need a few hundred.
const HEADER_BYTES_MAX: u32 = 16 << 10;

/// Accepts connections until the server enters [`Phase::Closing`].
pub(super) async fn accept_loop(server: Arc<Server>, listener: Listener, protocol: Protocol) {
    let mut closing = pin!(server.drain.reached(Phase::Closing));
    loop {
        let (stream, address) = tokio::select! {
            biased;
            () = &mut closing => return,
            accepted = listener.accept() => accepted,
        };
        server.metrics.connections_accepted.inc();
        if server.metrics.connections.get() >= i64::from(server.settings.connections) {
            // Closes the connection at once, so that the client tries another server instead of
            // waiting for this one.
            increment(&server.metrics.connections_closed, "reason", "cap");
            continue;
        }
        let connection = OpenConnection::new(&server);
        let server = Arc::clone(&server);
        server.tasks.clone().spawn(async move {
            serve_connection(&connection.0, stream, address, protocol).await;
        });
    }
}

/// Counts an open connection in the metrics until dropped.
struct OpenConnection(Arc<Server>);

impl OpenConnection {
    fn new(server: &Arc<Server>) -> OpenConnection {
        server.metrics.connections.inc();
        OpenConnection(Arc::clone(server))
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.metrics.connections.dec();
    }
}

/// The stream after the TLS handshake, or the same stream if TLS is off. None if the handshake
/// fails, takes longer than `handshake_time`, or is overtaken by a shutdown.
async fn secure(
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
    increment(&server.metrics.connections_closed, "reason", "handshake");
    None
}

/// Serves one connection until the peer or its [`Lifetime`] ends it.
async fn serve_connection(
    server: &Arc<Server>,
    stream: Box<dyn Io>,
    address: String,
    protocol: Protocol,
) {
    let accepted_at = Instant::now();
    let Some(stream) = secure(server, stream, &address, protocol).await else {
        return;
    };
    let peer = Arc::new(Peer::new(address, accepted_at));
    let io = TokioIo::new(CountedIo {
        inner: stream,
        peer: Arc::clone(&peer),
    });
    let service = hyper::service::service_fn(|request| {
        respond(Arc::clone(server), Arc::clone(&peer), protocol, request)
    });
    let builder = connection_builder(server, protocol);
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
            action = lifetime.next_action() => match action {
                Action::SendGoaway => connection.as_mut().graceful_shutdown(),
                Action::Close => return,
            },
        }
    }
}

/// Responds to one request in the protocol of its listener.
async fn respond(
    server: Arc<Server>,
    peer: Arc<Peer>,
    protocol: Protocol,
    request: Request<Incoming>,
) -> Result<Response<Either<ResponseBody, Body>>, Infallible> {
    match protocol {
        Protocol::Grpc => {
            let response = layers::respond(server, peer, request).await;
            response.map(|response| response.map(Either::Left))
        }
        Protocol::Web => {
            let response = web::respond(server, peer, request).await;
            response.map(|response| response.map(Either::Right))
        }
    }
}

fn connection_builder(server: &Server, protocol: Protocol) -> Builder<TokioExecutor> {
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
        // hyper treats more reset streams than this as an attack. A client may cancel all of its
        // open calls at once, so the limit must not be lower than their number.
        .max_pending_accept_reset_streams(settings.streams_per_connection as usize)
        .keep_alive_interval(settings.keepalive_interval)
        .keep_alive_timeout(settings.keepalive_timeout);
    match protocol {
        Protocol::Grpc => builder.http2_only(),
        Protocol::Web => builder,
    }
}

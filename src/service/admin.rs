//! The admin port: metrics and health probes over plain HTTP. It never serves documents.

use super::listen::{Io, Listener};
use super::server::Server;
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The most connections at a time; more wait. Enough for many scrapers and probes.
const CONNECTIONS_MAX: usize = 64;
/// A connection is closed after this time. Probes and scrapers give up much earlier.
const CONNECTION_TIME_MAX: Duration = Duration::from_secs(60);
/// How long the headers of a request may take to arrive.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves the admin port for as long as the server runs.
pub(super) async fn serve(server: Arc<Server>, listener: Listener) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else {
            return;
        };
        let (stream, _) = listener.accept().await;
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            // An error concerns only this connection, and the peer has noticed it.
            let connection = serve_connection(server, stream);
            let _ = tokio::time::timeout(CONNECTION_TIME_MAX, connection).await;
            drop(permit);
        });
    }
}

async fn serve_connection(server: Arc<Server>, stream: Box<dyn Io>) -> Result<(), hyper::Error> {
    let service = hyper::service::service_fn(move |request| {
        let response = respond(&server, &request);
        async move { Ok::<_, Infallible>(response) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

fn respond(server: &Server, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    const TEXT: &str = "text/plain; charset=utf-8";
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let message = "method not allowed; use GET\n".into();
        return response(StatusCode::METHOD_NOT_ALLOWED, TEXT, message);
    }
    match request.uri().path() {
        "/metrics" => response(StatusCode::OK, METRICS, server.metrics.text()),
        "/healthz" if server.is_stuck() => {
            let message = "all workers are stuck on a document\n".into();
            response(StatusCode::SERVICE_UNAVAILABLE, TEXT, message)
        }
        "/healthz" => response(StatusCode::OK, TEXT, "alive\n".into()),
        "/readyz" if server.health.is_serving() => response(StatusCode::OK, TEXT, "ready\n".into()),
        "/readyz" => {
            let message = "shutting down, or all workers are stuck on a document\n".into();
            response(StatusCode::SERVICE_UNAVAILABLE, TEXT, message)
        }
        _ => {
            let message = "not found; use /metrics, /healthz or /readyz\n".into();
            response(StatusCode::NOT_FOUND, TEXT, message)
        }
    }
}

fn response(status: StatusCode, content_type: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    let content_type = http::HeaderValue::from_static(content_type);
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, content_type);
    response
}

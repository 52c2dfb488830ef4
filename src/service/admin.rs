//! The operators' port: metrics and probes over plain HTTP. Serves no documents.

use super::Server;
use super::listen::{Io, Listener};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Enough for every scraper and probe there is.
const CONNECTIONS_MAX: usize = 64;
/// A probe that takes longer has given up.
const CONNECTION_TIME: Duration = Duration::from_secs(60);
const HEADER_TIME: Duration = Duration::from_secs(5);

/// Answers for as long as the server lives.
pub(super) async fn serve(server: Arc<Server>, listener: Listener) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let (stream, _) = listener.accept().await;
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            // A peer that breaks off has lost only its own answer.
            let _ = tokio::time::timeout(CONNECTION_TIME, connection(server, stream)).await;
            drop(permit);
        });
    }
}

async fn connection(server: Arc<Server>, stream: Box<dyn Io>) -> Result<(), hyper::Error> {
    let service = hyper::service::service_fn(move |request| {
        let response = respond(&server, &request);
        async move { Ok::<_, Infallible>(response) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

fn respond(server: &Server, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    const TEXT: &str = "text/plain; charset=utf-8";
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return response(
            StatusCode::METHOD_NOT_ALLOWED,
            TEXT,
            "only GET here\n".into(),
        );
    }
    let stuck = server.is_stuck();
    match request.uri().path() {
        "/metrics" => response(StatusCode::OK, METRICS, server.metrics.text()),
        "/healthz" if stuck => {
            let message = "every worker is stuck at a document\n".into();
            response(StatusCode::SERVICE_UNAVAILABLE, TEXT, message)
        }
        "/healthz" => response(StatusCode::OK, TEXT, "alive\n".into()),
        "/readyz" if server.health.is_serving() => response(StatusCode::OK, TEXT, "ready\n".into()),
        "/readyz" => {
            let message = "draining or stuck\n".into();
            response(StatusCode::SERVICE_UNAVAILABLE, TEXT, message)
        }
        _ => {
            let message = "try /metrics, /healthz or /readyz\n".into();
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

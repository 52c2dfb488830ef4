//! gRPC-Web for browsers: the translation is tonic-web's, the CORS answers are ours.

use super::Server;
use super::call;
use super::peer::Peer;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use std::convert::Infallible;
use std::sync::Arc;
use tonic::body::Body;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _};

/// What scripts may read of an answer, beside what they always may.
const EXPOSED: &str =
    "grpc-status,grpc-message,grpc-status-details-bin,grpc-retry-pushback-ms,x-request-id";
/// What scripts may send.
const ALLOWED: &str = "content-type,x-grpc-web,x-user-agent,grpc-timeout,authorization,x-api-key,\
                       x-request-id,traceparent,tracestate";
/// How long browsers may remember the answer to a preflight, in seconds.
const MAX_AGE: &str = "7200";

/// Answers one call, or the question whether a page may make it.
pub(super) async fn answer(
    server: Arc<Server>,
    peer: Arc<Peer>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let origin = allowed_origin(&server.settings.cors_origins, request.headers());
    let mut response = if request.method() == Method::OPTIONS {
        preflight(origin.is_some())
    } else {
        let calls = tower::service_fn(move |request: Request<Body>| {
            call::answer(Arc::clone(&server), Arc::clone(&peer), request)
        });
        let web = GrpcWebLayer::new().layer(calls);
        web.oneshot(request.map(Body::new)).await?
    };
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    Ok(response)
}

/// The origin of the page, if it may call.
fn allowed_origin(allowed: &[String], headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let matches = |allowed: &String| allowed == "*" || allowed.as_bytes() == origin.as_bytes();
    allowed.iter().any(matches).then(|| origin.clone())
}

fn preflight(allowed: bool) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if allowed {
        let answers: [(HeaderName, &'static str); 3] = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
        ];
        for (name, value) in answers {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

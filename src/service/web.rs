//! gRPC-Web for browsers. tonic-web translates the calls; the CORS headers are written here.

use super::layers;
use super::peer::Peer;
use super::server::Server;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use std::convert::Infallible;
use std::sync::Arc;
use tonic::body::Body;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _};

/// Response headers that scripts may read, besides those that CORS always allows.
const EXPOSED_HEADERS: &str =
    "grpc-status,grpc-message,grpc-status-details-bin,grpc-retry-pushback-ms,x-request-id";
/// Request headers that scripts may send.
const ALLOWED_HEADERS: &str = "content-type,x-grpc-web,x-user-agent,grpc-timeout,authorization,\
                               x-api-key,x-request-id,traceparent,tracestate";
/// How long browsers may cache the response to a preflight request, in seconds.
const PREFLIGHT_MAX_AGE_SECONDS: &str = "7200";

/// Responds to one call, or to a CORS preflight request.
pub(super) async fn respond(
    server: Arc<Server>,
    peer: Arc<Peer>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let origin = allowed_origin(&server.settings.cors_origins, request.headers());
    let mut response = if request.method() == Method::OPTIONS {
        preflight(origin.is_some())
    } else {
        let calls = tower::service_fn(move |request: Request<Body>| {
            layers::respond(Arc::clone(&server), Arc::clone(&peer), request)
        });
        let web = GrpcWebLayer::new().layer(calls);
        web.oneshot(request.map(Body::new)).await?
    };
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED_HEADERS);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    Ok(response)
}

/// The origin of the page that sent the request, if `allowed` has that origin or "*".
fn allowed_origin(allowed: &[String], headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let matches = |allowed: &String| allowed == "*" || allowed.as_bytes() == origin.as_bytes();
    allowed.iter().any(matches).then(|| origin.clone())
}

fn preflight(is_allowed: bool) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if is_allowed {
        let fields: [(HeaderName, &'static str); 3] = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
            (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE_SECONDS),
        ];
        for (name, value) in fields {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

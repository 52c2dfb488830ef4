//! An HTTP/2 client below gRPC, for requests that gRPC clients do not send.

use bytes::Bytes;
use gleaner::service::Running;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{Connection, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

type Sender = SendRequest<Full<Bytes>>;

/// Opens an HTTP/2 connection. The task ends when the connection is closed.
pub(crate) async fn connect(running: &Running) -> (Sender, JoinHandle<()>) {
    connect_with(running, 1 << 20).await
}

/// Like [`connect`], with a flow-control window of `window_bytes` for each response.
pub(crate) async fn connect_with(running: &Running, window_bytes: u32) -> (Sender, JoinHandle<()>) {
    let stream = TcpStream::connect(running.address().unwrap())
        .await
        .unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection): (_, Connection<_, _, _>) =
        hyper::client::conn::http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(window_bytes)
            .handshake(TokioIo::new(stream))
            .await
            .expect("a handshake");
    let task = tokio::spawn(async move {
        // An error shows in the requests that are sent.
        let _ = connection.await;
    });
    (sender, task)
}

/// `message` with its gRPC prefix: a byte that says "not compressed", and the length.
pub(crate) fn length_prefixed(message: &impl Message) -> Bytes {
    let mut body = vec![0];
    body.extend((message.encoded_len() as u32).to_be_bytes());
    message.encode(&mut body).unwrap();
    body.into()
}

/// The HTTP request that calls `method` of SummarizerService, with more `headers`.
pub(crate) fn call(method: &str, headers: &[(&str, &str)], body: Bytes) -> Request<Full<Bytes>> {
    call_at(
        &format!("gleaner.v1.SummarizerService/{method}"),
        headers,
        body,
    )
}

/// The HTTP request that calls `path`, SERVICE/METHOD, with more `headers`.
pub(crate) fn call_at(path: &str, headers: &[(&str, &str)], body: Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::post(format!("http://gleaner/{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Full::new(body)).unwrap()
}

/// The gRPC status of a response, from its headers or its trailers, and its headers.
pub(crate) async fn status_of(response: Response<Incoming>) -> (tonic::Status, HeaderMap) {
    let (head, body) = response.into_parts();
    if let Some(status) = tonic::Status::from_header_map(&head.headers) {
        return (status, head.headers);
    }
    let body = body.collect().await.expect("a whole body");
    let trailers = body.trailers().expect("trailers").clone();
    (
        tonic::Status::from_header_map(&trailers).expect("a status"),
        head.headers,
    )
}

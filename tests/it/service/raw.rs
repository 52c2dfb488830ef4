//! A client below gRPC, for what well-behaved clients don't do.

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

/// An HTTP/2 connection; the task ends when the server closes it.
pub(crate) async fn connect(running: &Running) -> (Sender, JoinHandle<()>) {
    connect_with(running, 1 << 20).await
}

/// The same with the window that each answer may fill.
pub(crate) async fn connect_with(running: &Running, window: u32) -> (Sender, JoinHandle<()>) {
    let stream = TcpStream::connect(running.address().unwrap())
        .await
        .unwrap();
    let (sender, connection): (_, Connection<_, _, _>) =
        hyper::client::conn::http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(window)
            .handshake(TokioIo::new(stream))
            .await
            .expect("a handshake");
    let task = tokio::spawn(async move {
        // How it ends is for the tests to find out by what they send.
        let _ = connection.await;
    });
    (sender, task)
}

/// `message` as the body of a gRPC request, with its prefix.
pub(crate) fn frame(message: &impl Message) -> Bytes {
    let mut body = vec![0];
    body.extend((message.encoded_len() as u32).to_be_bytes());
    message.encode(&mut body).unwrap();
    body.into()
}

/// A call of `method` of the summarizer, with more headers.
pub(crate) fn call(method: &str, headers: &[(&str, &str)], body: Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::post(format!(
        "http://gleaner/gleaner.v1.SummarizerService/{method}"
    ))
    .header("content-type", "application/grpc")
    .header("te", "trailers");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Full::new(body)).unwrap()
}

/// The status of an answer, wherever it stands, and its headers.
pub(crate) async fn status(answer: Response<Incoming>) -> (tonic::Status, HeaderMap) {
    let (head, body) = answer.into_parts();
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

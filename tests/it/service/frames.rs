//! A client that sends and receives single HTTP/2 frames (RFC 9113), for what no client library
//! sends or shows.

use super::harness::TIMEOUT;
use bytes::Bytes;
use gleaner::service::Running;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;
/// The error code CANCEL.
const CANCEL: u32 = 8;
/// The last stream of a first GOAWAY that only announces a second one (section 6.8).
const LAST_STREAM_NOT_KNOWN: u32 = (1 << 31) - 1;

/// What the server did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// It ended the response on this stream.
    ResponseEnd(u32),
    /// It reset this stream.
    Reset(u32),
    /// It asked the client to close the connection, and will not look at streams above
    /// `last_stream`.
    GoAway { last_stream: u32, error_code: u32 },
    /// It answered a PING: it has read everything that was sent before it.
    Pong,
    /// It closed the connection.
    Closed,
}

/// A connection, and the frames that are not sent yet.
pub(crate) struct FrameClient {
    stream: TcpStream,
    unsent: Vec<u8>,
}

impl FrameClient {
    /// Connects. The connection preface is sent with the first [`FrameClient::flush`].
    pub(crate) async fn connect(running: &Running) -> FrameClient {
        let stream = TcpStream::connect(running.address().unwrap()).await;
        let stream = stream.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut client = FrameClient {
            stream,
            unsent: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        };
        client.push(SETTINGS, 0, 0, &[]);
        client
    }

    /// Starts a call of Summarize on `stream` by its headers; the message is still missing.
    pub(crate) fn push_headers(&mut self, stream: u32) {
        let mut block = vec![0x83, 0x86]; // :method POST and :scheme http, from the static table
        for (name, value) in [
            (":path", "/gleaner.v1.SummarizerService/Summarize"),
            (":authority", "gleaner"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
        ] {
            block.push(0); // a literal, not added to the table
            for text in [name, value] {
                block.push(text.len() as u8);
                block.extend(text.as_bytes());
            }
        }
        self.push(HEADERS, END_HEADERS, stream, &block);
    }

    /// Sends `message`, which has its gRPC prefix, as the only message of a call.
    pub(crate) fn push_message(&mut self, stream: u32, message: &Bytes) {
        self.push(DATA, END_STREAM, stream, message);
    }

    /// Cancels a call.
    pub(crate) fn push_cancel(&mut self, stream: u32) {
        self.push(RST_STREAM, 0, stream, &CANCEL.to_be_bytes());
    }

    /// Asks for an [`Event::Pong`].
    pub(crate) fn push_ping(&mut self) {
        self.push(PING, 0, 0, b"question");
    }

    fn push(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        self.unsent
            .extend(&(payload.len() as u32).to_be_bytes()[1..]);
        self.unsent.extend([kind, flags]);
        self.unsent.extend(stream.to_be_bytes());
        self.unsent.extend(payload);
    }

    /// Sends the frames pushed so far. If the server has closed the connection, they are lost, and
    /// the next event says so.
    pub(crate) async fn flush(&mut self) {
        let unsent = std::mem::take(&mut self.unsent);
        let _ = self.stream.write_all(&unsent).await;
    }

    /// Waits for the next event. Answers SETTINGS and PING frames of the server.
    pub(crate) async fn event(&mut self) -> Event {
        loop {
            let frame = tokio::time::timeout(TIMEOUT, self.read_frame()).await;
            let Some((kind, flags, stream, payload)) = frame.expect("a frame in time") else {
                return Event::Closed;
            };
            let word = |at: usize| u32::from_be_bytes(payload[at..at + 4].try_into().unwrap());
            match (kind, flags & ACK) {
                (HEADERS | DATA, END_STREAM) => return Event::ResponseEnd(stream),
                (RST_STREAM, _) => return Event::Reset(stream),
                (GOAWAY, _) if word(0) != LAST_STREAM_NOT_KNOWN => {
                    return Event::GoAway {
                        last_stream: word(0),
                        error_code: word(4),
                    };
                }
                (PING, ACK) => return Event::Pong,
                (SETTINGS | PING, 0) => {
                    self.push(kind, ACK, 0, if kind == PING { &payload } else { &[] });
                    self.flush().await;
                }
                _ => {}
            }
        }
    }

    /// Type, flags, stream and payload of the next frame; `None` at the end of the connection.
    async fn read_frame(&mut self) -> Option<(u8, u8, u32, Vec<u8>)> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some((kind, flags, u32::from_be_bytes(stream), payload))
    }
}

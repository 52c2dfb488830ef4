//! A client that speaks HTTP/2 frame by frame, for what no library lets one do or see: RFC 9113.

use super::harness::PATIENCE;
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
/// What a first GOAWAY says that only announces the next.
const NO_STREAM_REFUSED: u32 = (1 << 31) - 1;

/// What the server says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A call has its whole answer.
    Answered(u32),
    /// A call is broken off.
    Reset(u32),
    /// No call behind this one was looked at; with the error code.
    Leaves(u32, u32),
    /// All that was sent before the ping has been read.
    Pong,
    /// The connection is closed.
    Closed,
}

/// A connection, and what is still to be sent on it.
pub(crate) struct Frames {
    stream: TcpStream,
    unsent: Vec<u8>,
}

impl Frames {
    /// Connects; the opening goes out with the first [`Frames::send`].
    pub(crate) async fn connect(running: &Running) -> Frames {
        let stream = TcpStream::connect(running.address().unwrap()).await;
        let mut frames = Frames {
            stream: stream.unwrap(),
            unsent: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        };
        frames.push(SETTINGS, 0, 0, &[]);
        frames
    }

    /// Begins a call of Summarize, of which nothing but the headers is there.
    pub(crate) fn begin(&mut self, call: u32) {
        let mut block = vec![0x83, 0x86]; // :method POST, :scheme http
        for (name, value) in [
            (":path", "/gleaner.v1.SummarizerService/Summarize"),
            (":authority", "gleaner"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
        ] {
            block.push(0); // A literal that is not to be remembered.
            for text in [name, value] {
                block.push(text.len() as u8);
                block.extend(text.as_bytes());
            }
        }
        self.push(HEADERS, END_HEADERS, call, &block);
    }

    /// Ends a call with its message, prefix included.
    pub(crate) fn finish(&mut self, call: u32, message: &Bytes) {
        self.push(DATA, END_STREAM, call, message);
    }

    /// Cancels a call.
    pub(crate) fn cancel(&mut self, call: u32) {
        self.push(RST_STREAM, 0, call, &8u32.to_be_bytes());
    }

    /// Asks for an [`Event::Pong`].
    pub(crate) fn ping(&mut self) {
        self.push(PING, 0, 0, b"question");
    }

    fn push(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        self.unsent
            .extend(&(payload.len() as u32).to_be_bytes()[1..]);
        self.unsent.extend([kind, flags]);
        self.unsent.extend(stream.to_be_bytes());
        self.unsent.extend(payload);
    }

    /// Sends what was written so far. A server that has closed the connection does not mind.
    pub(crate) async fn send(&mut self) {
        let unsent = std::mem::take(&mut self.unsent);
        let _ = self.stream.write_all(&unsent).await;
    }

    /// The next thing that the server says.
    pub(crate) async fn event(&mut self) -> Event {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.frame()).await;
            let Some((kind, flags, stream, payload)) = frame.expect("the server says something")
            else {
                return Event::Closed;
            };
            let word = |at: usize| u32::from_be_bytes(payload[at..at + 4].try_into().unwrap());
            match (kind, flags & ACK) {
                (HEADERS | DATA, END_STREAM) => return Event::Answered(stream),
                (RST_STREAM, _) => return Event::Reset(stream),
                (GOAWAY, _) if word(0) != NO_STREAM_REFUSED => {
                    return Event::Leaves(word(0), word(4));
                }
                (PING, ACK) => return Event::Pong,
                (SETTINGS | PING, 0) => {
                    self.push(kind, ACK, 0, if kind == PING { &payload } else { &[] });
                    self.send().await;
                }
                _ => {}
            }
        }
    }

    async fn frame(&mut self) -> Option<(u8, u8, u32, Vec<u8>)> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some((kind, flags, u32::from_be_bytes(stream), payload))
    }
}

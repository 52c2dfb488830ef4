//! Splits JSONL into lines. Blank lines and a byte order mark are skipped.

use super::error::RecordError;
use super::raw::{Content, RawRecord};
use memchr::memchr;
use std::io::{self, Read};

/// How much of a line over the limit is kept, so that its id can be found there.
const ID_PREFIX_BYTES: usize = 4096;
/// The size of the read buffer.
const BUFFER_BYTES: usize = 256 << 10;

/// Reads lines without looking at the JSON in them.
pub(crate) struct JsonlReader {
    input: Box<dyn Read + Send>,
    buffer: Box<[u8]>,
    /// The unread part of the buffer is `start..end`.
    start: usize,
    end: usize,
    line_number: u64,
    line_bytes_max: usize,
    is_done: bool,
}

impl JsonlReader {
    pub(super) fn new(input: Box<dyn Read + Send>, line_bytes_max: usize) -> JsonlReader {
        JsonlReader {
            input,
            buffer: vec![0; BUFFER_BYTES].into(),
            start: 0,
            end: 0,
            line_number: 0,
            line_bytes_max,
            is_done: false,
        }
    }

    /// Appends the next line that is not blank to `bytes`. `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// Only errors of the operating system. Damaged input yields a bad record.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<RawRecord>> {
        let start = bytes.len();
        while !self.is_done {
            bytes.truncate(start);
            self.line_number += 1;
            let content = match self.read_line(bytes) {
                Ok(Line::TooLong) => {
                    bytes.truncate(start + ID_PREFIX_BYTES);
                    Content::Bad {
                        error: RecordError::too_large(self.line_bytes_max),
                        readable: start..bytes.len(),
                    }
                }
                Ok(Line::Whole) => {
                    let json_start = start + self.byte_order_mark_bytes(&bytes[start..]);
                    if bytes[json_start..].trim_ascii().is_empty() {
                        continue;
                    }
                    Content::JsonLine(json_start..bytes.len())
                }
                Err(error) => {
                    let error = RecordError::from_decoder(error)?;
                    self.is_done = true;
                    bytes.truncate(start);
                    return Ok(Some(RawRecord::unreadable(self.line_number, error)));
                }
            };
            return Ok(Some(RawRecord {
                input: 0,
                decoded_from: None,
                number: self.line_number,
                content,
            }));
        }
        Ok(None)
    }

    /// The length of the byte order mark, which only the first line can have.
    fn byte_order_mark_bytes(&self, line: &[u8]) -> usize {
        let mark = b"\xef\xbb\xbf";
        if self.line_number == 1 && line.starts_with(mark) {
            mark.len()
        } else {
            0
        }
    }

    /// Appends the next line without its line feed to `bytes`. Of a line over the limit only the
    /// start is appended; the rest is read and dropped.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Line> {
        let start = bytes.len();
        let mut line = Line::Whole;
        loop {
            if self.start == self.end && !self.fill_buffer()? {
                self.is_done = true;
                return Ok(line);
            }
            let unread = &self.buffer[self.start..self.end];
            let line_feed = memchr(b'\n', unread);
            let piece = &unread[..line_feed.unwrap_or(unread.len())];
            if line == Line::Whole {
                bytes.extend_from_slice(piece);
            }
            if bytes.len() - start > self.line_bytes_max {
                line = Line::TooLong;
            }
            self.start += piece.len() + usize::from(line_feed.is_some());
            if line_feed.is_some() {
                return Ok(line);
            }
            if line == Line::TooLong {
                bytes.truncate(start + ID_PREFIX_BYTES);
            }
        }
    }

    /// Reads more input. Returns false at its end.
    fn fill_buffer(&mut self) -> io::Result<bool> {
        self.start = 0;
        self.end = 0;
        self.end = loop {
            match self.input.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        Ok(self.end > 0)
    }
}

/// How much of a line was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Whole,
    /// The line is longer than the limit; only its start was kept.
    TooLong,
}

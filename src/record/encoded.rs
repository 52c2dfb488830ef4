//! Tables in encodings other than UTF-8.

use crate::decode::Encoding;
use std::io::{self, Read};

/// A stream of UTF-8.
pub(super) struct DecodedRows {
    pub(super) input: Box<dyn Read + Send>,
    /// The encoding that it is decoded from; `None` where it is the file's own bytes.
    pub(super) decoded_from: Option<&'static str>,
}

/// `input` as UTF-8, with U+FFFD for what is invalid in its encoding. That is `encoding`, or what a
/// byte order mark says; without either, `input` stays as it is.
///
/// # Errors
///
/// The start of the file cannot be read.
pub(super) fn decode_rows(
    mut input: Box<dyn Read + Send>,
    encoding: Option<Encoding>,
) -> io::Result<DecodedRows> {
    let mut head = Vec::new();
    // A damaged file is an error of its first row, not of opening it.
    if let Err(error) = input.by_ref().take(MARK_BYTES_MAX).read_to_end(&mut head) {
        if error.raw_os_error().is_some() {
            return Err(error);
        }
        input = Box::new(FailingReader(Some(error)));
    }
    let (marked, mark_bytes) = Encoding::of_mark(&head);
    let encoding = encoding.unwrap_or(marked);
    // The csv crate takes a first read of nothing but a mark for the whole file.
    if encoding == marked {
        head.drain(..mark_bytes);
    }
    let input = Box::new(io::Cursor::new(head).chain(input));
    if encoding.is_utf8() {
        return Ok(DecodedRows {
            input,
            decoded_from: None,
        });
    }
    Ok(DecodedRows {
        input: Box::new(encoding.reader(input)),
        decoded_from: Some(encoding.name()),
    })
}

const MARK_BYTES_MAX: u64 = 3;

/// Gives back an error at the next call, then nothing.
struct FailingReader(Option<io::Error>);

impl Read for FailingReader {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

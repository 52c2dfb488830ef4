//! Finds the bytes at which a sentence might end.

use crate::scan::{self, CHUNK_BYTES};

/// The positions in a text where a rule has to look: terminators, line ends, closing brackets
/// (list markers), and the first bytes of characters of scripts with terminators of their own.
pub(super) struct Candidates<'a> {
    bytes: &'a [u8],
    /// Where the chunk in hand starts, and its bytes that are not looked at yet.
    at: usize,
    left: u64,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(text: &'a str) -> Candidates<'a> {
        let mut candidates = Candidates {
            bytes: text.as_bytes(),
            at: 0,
            left: 0,
        };
        candidates.read();
        candidates
    }

    #[inline]
    fn read(&mut self) {
        let (chunk, mask) = scan::chunk(self.bytes, self.at, self.bytes.len());
        self.left = scan::stop_bits(&chunk) & mask;
    }
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            if self.left != 0 {
                let candidate = self.at + self.left.trailing_zeros() as usize;
                self.left &= self.left - 1;
                return Some(candidate);
            }
            self.at += CHUNK_BYTES;
            if self.at >= self.bytes.len() {
                // Stays behind the end, where there is nothing to read.
                self.at = self.bytes.len();
                return None;
            }
            self.read();
        }
    }
}

//! What look-ups give.

use super::Word;
use crate::scratch::ensure_len;
use crate::simd::LANES;

/// Words that were looked up, in the order of their text. Its memory is for the next ones.
#[derive(Clone, Default)]
pub(crate) struct LookedUp {
    /// The bits of words, the first `len` of it; behind them is room.
    words: Vec<u64>,
    len: usize,
}

impl LookedUp {
    /// Makes room for `len` words; what is there already is to be written over.
    pub(super) fn begin(&mut self, len: usize) {
        self.len = len;
        // Most queries have no words, and ask for nothing.
        let room = if len == 0 { 0 } else { len + LANES };
        ensure_len(&mut self.words, room);
    }

    /// The bits of `len` words from the one at `from` on, to write.
    pub(super) fn part(&mut self, from: usize, len: usize) -> &mut [u64] {
        &mut self.words[from..from + len]
    }

    /// Says what the word at `at` is, beside what its first byte made it.
    pub(super) fn set(&mut self, at: usize, word: Word) {
        self.words[at] |= word.bits();
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The word at `at`.
    #[inline]
    pub(crate) fn word(&self, at: usize) -> Word {
        Word(self.words[at])
    }

    /// All of them.
    pub(crate) fn words(&self) -> impl Iterator<Item = Word> {
        self.words[..self.len].iter().copied().map(Word)
    }

    /// The bits of words from the one at `at` on; what stands behind the last means nothing.
    #[inline(always)]
    pub(crate) fn some(&self, at: usize) -> Option<&[u64; LANES]> {
        self.words.get(at..)?.first_chunk()
    }
}

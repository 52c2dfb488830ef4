//! What look-ups give: stems and classes, side by side for vectors.

use super::Word;
use crate::lanes::NUMBERS;
use crate::language::WordClass;

/// Words that were looked up, in the order of their text. Its memory is for the next ones.
#[derive(Clone, Default)]
pub(crate) struct LookedUp {
    /// The first `len` of it; behind them is room.
    stems: Vec<u32>,
    /// [`WordClass::bits`], of as many.
    classes: Vec<u32>,
    len: usize,
}

impl LookedUp {
    /// Makes room for `len` words; what is there already is to be written over.
    pub(super) fn begin(&mut self, len: usize) {
        self.len = len;
        // Most queries have no words, and ask for nothing.
        let room = if len == 0 { 0 } else { len + NUMBERS };
        if self.stems.len() < room {
            self.stems.resize(room, Word::NO_STEM);
            self.classes.resize(room, 0);
        }
    }

    /// Stems and classes of `len` words from the one at `from` on, to write.
    pub(super) fn part(&mut self, from: usize, len: usize) -> (&mut [u32], &mut [u32]) {
        let part = from..from + len;
        (&mut self.stems[part.clone()], &mut self.classes[part])
    }

    /// Says what the word at `at` is, beside what its first byte made it.
    pub(super) fn set(&mut self, at: usize, word: Word) {
        self.stems[at] = word.stem;
        self.classes[at] |= word.class.bits();
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The word at `at`.
    #[inline]
    pub(crate) fn word(&self, at: usize) -> Word {
        Word {
            stem: self.stems[at],
            class: WordClass::of_bits(self.classes[at]),
        }
    }

    /// All of them.
    pub(crate) fn words(&self) -> impl Iterator<Item = Word> {
        (0..self.len).map(|at| self.word(at))
    }

    /// Stems and [`WordClass::bits`] from the word at `at` on; what stands behind the last word means
    /// nothing.
    #[inline(always)]
    pub(crate) fn some(&self, at: usize) -> Option<(&[u32; NUMBERS], &[u32; NUMBERS])> {
        let stems = self.stems.get(at..)?.first_chunk()?;
        Some((stems, self.classes.get(at..)?.first_chunk()?))
    }
}

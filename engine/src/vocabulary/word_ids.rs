//! What the vocabulary knows of a word, and lists of it.

use crate::language::WordClass;
use crate::scratch::ensure_len;
use crate::simd::LANES;
use std::ops::Range;

/// The number of a word's stem, and the word's classes. Both are in one 64-bit number, the stem in
/// the lower half, so that they are read and written together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordId(u64);

impl WordId {
    /// The stem number of words that carry no topic: stop words, single letters and the like.
    pub(crate) const NO_STEM: u32 = u32::MAX;

    pub(super) const fn new(stem: u32, class: WordClass) -> WordId {
        WordId(stem as u64 | (class.bits() as u64) << u32::BITS)
    }

    /// The number of the stem, equal for words with the same stem; [`WordId::NO_STEM`] if the word
    /// is no term.
    #[inline]
    pub(crate) const fn stem(self) -> u32 {
        self.0 as u32
    }

    /// The classes of the word.
    #[inline]
    pub(crate) const fn class(self) -> WordClass {
        WordClass::of_bits((self.0 >> u32::BITS) as u32)
    }

    /// Whether the word counts as a term.
    #[inline]
    pub(crate) fn is_term(self) -> bool {
        self.stem() != WordId::NO_STEM
    }

    /// Both as one number, for vectors.
    #[inline]
    pub(crate) fn bits(self) -> u64 {
        self.0
    }
}

impl Default for WordId {
    /// A word that is no term and has no class.
    fn default() -> WordId {
        WordId::new(WordId::NO_STEM, WordClass::default())
    }
}

/// The ids of the words of a text, in its order. The memory is reused for the next text.
#[derive(Clone, Default)]
pub(crate) struct WordIds {
    /// The bits of the ids. Only the first `len` are in use; the others are spare room.
    bits: Vec<u64>,
    len: usize,
}

impl WordIds {
    /// Sets the number of words. The ids are those of earlier texts until they are overwritten.
    pub(super) fn set_len(&mut self, len: usize) {
        self.len = len;
        // Most queries have no words and must not allocate.
        let room = if len == 0 { 0 } else { len + LANES };
        ensure_len(&mut self.bits, room);
    }

    /// The bits of `len` ids from index `from` on, to overwrite.
    pub(super) fn range_mut(&mut self, from: usize, len: usize) -> &mut [u64] {
        &mut self.bits[from..from + len]
    }

    /// Adds the stem and the classes of `id` to the id at `index`, which has the classes that depend
    /// on the first byte of the word, and stem 0.
    pub(super) fn complete(&mut self, index: usize, id: WordId) {
        self.bits[index] |= id.bits();
    }

    /// The number of words.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The id of the word at `index`.
    #[inline]
    pub(crate) fn id(&self, index: usize) -> WordId {
        WordId(self.bits[index])
    }

    /// The classes that any of the words of `range` has.
    #[inline(always)]
    pub(crate) fn any_class(&self, range: Range<usize>) -> WordClass {
        let any = self.bits[range].iter().fold(0, |any, bits| any | bits);
        WordId(any).class()
    }

    /// The ids of all words.
    pub(crate) fn iter(&self) -> impl Iterator<Item = WordId> {
        self.bits[..self.len].iter().copied().map(WordId)
    }

    /// The bits of [`LANES`] ids from `index` on. Those beyond the last word have no meaning.
    #[inline(always)]
    pub(crate) fn lanes(&self, index: usize) -> Option<&[u64; LANES]> {
        self.bits.get(index..)?.first_chunk()
    }
}

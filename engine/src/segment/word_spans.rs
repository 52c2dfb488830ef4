//! Finds the words of many parts of a text in one pass over its bitmaps.
//!
//! Plain equivalent: `words::words_within` for each part (what is kept of each sentence). The test
//! `are_those_of_unicode_segmentation_of_each_part` compares the words with those of
//! unicode-segmentation. Here the ends of the parts are bits, too, because a loop for each part ends in
//! an unpredictable branch, about forty times for an article. Finding words went from 31,000 to 14,700
//! instructions for an article, with half as many mispredicted ends of loops.

use super::words::non_plain_run;
use crate::scan::{Bitmaps, CHUNK_BYTES, CHUNKS_KEPT, ChunkBitmaps};
use crate::simd::{self, Kernel, LANES, Vectors};
use crate::span::Span;
use std::ops::Range;

/// The spans of words of a text, in its order. The memory is reused for the next text.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordSpans {
    /// The first `len` are in use; the others are spare room.
    spans: Vec<Span>,
    len: usize,
    /// For each chunk of the text.
    part_ends: Vec<PartEnds>,
}

/// The starts and ends of parts in a chunk.
#[derive(Clone, Copy, Debug, Default)]
struct PartEnds {
    /// Where parts start and end.
    at: u64,
    /// Punctuation at the start or the end of a part, which joins nothing.
    marks: u64,
}

/// A span behind any text.
const BEHIND_TEXT: Span = Span {
    start: u32::MAX,
    end: u32::MAX,
};

/// What reading a chunk needs to know of the chunks before.
struct ReadState<'p> {
    text: &'p str,
    parts: &'p [Span],
    /// Whether a run continues from the chunk before. Its start is the last span.
    is_open: bool,
    /// Whether the open run is not plain ASCII, or was read already.
    is_non_plain: bool,
    /// Runs that start before it have been read already.
    resume: usize,
    /// Whether any word starts with a character of three bytes or more.
    has_three_byte_chars: bool,
}

impl WordSpans {
    /// The words.
    #[inline]
    pub(crate) fn words(&self) -> &[Span] {
        &self.spans[..self.len]
    }

    /// The words, followed by [`LANES`] spans that are behind any text.
    #[inline]
    pub(crate) fn words_and_sentinels(&self) -> &[Span] {
        &self.spans[..self.len + LANES]
    }

    /// The words, to change them.
    pub(crate) fn words_mut(&mut self) -> &mut [Span] {
        &mut self.spans[..self.len]
    }

    /// Prepares for the parts of `text`.
    pub(crate) fn begin(&mut self, text: &str) {
        self.part_ends.clear();
        // One more than there are whole chunks, because the last part may end where the next chunk
        // would start.
        self.part_ends
            .resize(text.len() / CHUNK_BYTES + 1, PartEnds::default());
    }

    /// Frees the memory if a long text took more than [`CHUNKS_KEPT`].
    pub(crate) fn release(&mut self) {
        if self.part_ends.capacity() > CHUNKS_KEPT {
            self.part_ends = Vec::new();
        }
    }

    /// Adds a part of `text` that is read by itself: no word extends beyond it, and marks at its
    /// start and end join nothing.
    #[inline]
    pub(crate) fn add_part(&mut self, text: &str, part: Span) {
        let Range { start, end } = part.range();
        if start == end {
            return;
        }
        for at in [start, end] {
            self.part_ends[at / CHUNK_BYTES].at |= 1 << (at % CHUNK_BYTES);
        }
        for at in [start, end - 1] {
            let byte = text.as_bytes()[at];
            let is_mark = byte.is_ascii_punctuation() & (byte != b'_');
            self.part_ends[at / CHUNK_BYTES].marks |= u64::from(is_mark) << (at % CHUNK_BYTES);
        }
    }

    /// Finds the words of `parts` of `text`, each part read by itself. The parts ascend, are disjoint
    /// and were all added ([`WordSpans::add_part`]).
    ///
    /// Words between the parts may be found too. Returns whether any word starts with a character of
    /// three bytes or more (beyond U+07FF).
    pub(crate) fn read(&mut self, text: &str, bitmaps: &Bitmaps, parts: &[Span]) -> bool {
        self.len = 0;
        let has_three_byte_chars = simd::dispatch(ReadParts {
            spans: self,
            bitmaps,
            state: ReadState {
                text,
                parts,
                is_open: false,
                is_non_plain: false,
                resume: 0,
                has_three_byte_chars: false,
            },
        });
        self.make_room(LANES);
        self.spans[self.len..self.len + LANES].fill(BEHIND_TEXT);
        has_three_byte_chars
    }

    /// Makes room for `more` words.
    #[inline(always)]
    fn make_room(&mut self, more: usize) {
        if self.spans.len() < self.len + more {
            self.spans.resize(2 * (self.len + more), Span::default());
        }
    }

    /// Reads the chunk that starts at `at`.
    #[inline(always)]
    fn read_chunk<V: Vectors>(
        &mut self,
        state: &mut ReadState,
        at: usize,
        bitmaps: ChunkBitmaps,
        part_ends: PartEnds,
    ) {
        let words = bitmaps.words & !part_ends.marks;
        let part_ends = part_ends.at;
        let shifted = words << 1 | u64::from(state.is_open);
        let starts = words & (!shifted | part_ends);
        let mut ends = shifted & (!words | part_ends);
        // There may be a word at every byte.
        self.make_room(CHUNK_BYTES + 1);
        if bitmaps.non_plain != 0 || state.is_non_plain || state.resume > at {
            return self.read_non_plain_chunk(state, at, bitmaps, starts, ends);
        }
        let base = at as u32;
        // If a run is open, it ends here; if none is open, the end is overwritten below.
        let opened = self.len - usize::from(state.is_open);
        self.spans[opened].end = base + ends.trailing_zeros();
        ends &= ends.wrapping_sub(u64::from(state.is_open));
        if let Some(room) = self.spans[self.len..].first_chunk_mut() {
            self.len += V::write_spans(starts, ends, base, room);
        }
        state.is_open = words >> (CHUNK_BYTES - 1) != 0;
    }

    /// Reads a chunk that has more than plain ASCII words.
    #[inline(never)]
    fn read_non_plain_chunk(
        &mut self,
        state: &mut ReadState,
        at: usize,
        bitmaps: ChunkBitmaps,
        mut starts: u64,
        ends: u64,
    ) {
        let non_plain_within = |start: usize, end: usize| {
            let first = start.saturating_sub(at);
            (bitmaps.non_plain >> first << first) & ((1 << (end - at)) - 1) != 0
        };
        let mut ends_left = ends;
        while ends_left != 0 {
            let end = at + ends_left.trailing_zeros() as usize;
            ends_left &= ends_left - 1;
            if !state.is_open {
                self.open_run(state, at + starts.trailing_zeros() as usize);
                starts &= starts - 1;
            }
            let start = self.spans[self.len - 1].range().start;
            state.is_non_plain |= non_plain_within(start, end);
            self.close_run(state, end);
        }
        if starts != 0 {
            self.open_run(state, at + starts.trailing_zeros() as usize);
        }
        if state.is_open {
            let start = self.spans[self.len - 1].start as usize;
            let first = start.saturating_sub(at);
            state.is_non_plain |= bitmaps.non_plain >> first != 0 || start < state.resume;
        }
    }

    fn open_run(&mut self, state: &mut ReadState, start: usize) {
        state.is_open = true;
        self.push(Span::new(start..start));
    }

    /// Ends the open run, and replaces it with its words.
    fn close_run(&mut self, state: &mut ReadState, end: usize) {
        self.len -= 1;
        let run = self.spans[self.len].range().start..end;
        let is_non_plain = std::mem::take(&mut state.is_non_plain);
        state.is_open = false;
        if run.start < state.resume {
            return;
        }
        if !is_non_plain {
            return self.push(Span::new(run));
        }
        if let Some(part) = state.part_at(run.start) {
            let (text, mut has_three_byte_chars) = (state.text, state.has_three_byte_chars);
            state.resume = non_plain_run(text, &part, run, &mut |start, end| {
                has_three_byte_chars |= text.as_bytes()[start] >= 0xE0;
                self.push(Span::new(start..end));
            });
            state.has_three_byte_chars = has_three_byte_chars;
        }
    }

    fn push(&mut self, word: Span) {
        self.make_room(1);
        self.spans[self.len] = word;
        self.len += 1;
    }
}

impl ReadState<'_> {
    /// The part that contains the position `at`, which ascends from call to call.
    fn part_at(&mut self, at: usize) -> Option<Range<usize>> {
        let before = self.parts.partition_point(|part| part.range().end <= at);
        self.parts = &self.parts[before..];
        let part = self.parts.first()?.range();
        part.contains(&at).then_some(part)
    }
}

/// Reads all chunks for [`WordSpans::read`].
struct ReadParts<'r> {
    spans: &'r mut WordSpans,
    bitmaps: &'r Bitmaps,
    state: ReadState<'r>,
}

impl Kernel for ReadParts<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors>(self) -> bool {
        let ReadParts {
            spans,
            bitmaps,
            mut state,
        } = self;
        let (Some(first), Some(last)) = (state.parts.first(), state.parts.last()) else {
            return false;
        };
        let (start, end) = (first.range().start, last.range().end);
        for index in start / CHUNK_BYTES..end.div_ceil(CHUNK_BYTES) {
            let part_ends = spans.part_ends.get(index).copied().unwrap_or_default();
            let at = index * CHUNK_BYTES;
            spans.read_chunk::<V>(&mut state, at, bitmaps.chunk(index), part_ends);
        }
        if state.is_open {
            // The run ends with the last part, or starts behind it.
            let start = spans.spans[spans.len - 1].range().start;
            spans.close_run(&mut state, end.max(start));
        }
        state.has_three_byte_chars
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn are_those_of_unicode_segmentation_of_each_part(
            text in "[a-dA1-3_.':;, é’“\u{301}\u{5D0}ж字-]{0,60}[ab1.,' ]{40,90}[a1.'，。：字かー々〇“”’、（\u{200D}\u{301} é]{0,60}",
            ends in proptest::collection::vec(0usize..240, 0..12),
            skipped in 0u32..4096,
        ) {
            let mut ends: Vec<usize> =
                ends.iter().map(|end| text.floor_char_boundary(*end)).collect();
            ends.sort_unstable();
            ends.dedup();
            let parts: Vec<Span> = (ends.windows(2).enumerate())
                .filter(|(at, _)| skipped >> at & 1 == 0)
                .map(|(_, ends)| Span::new(ends[0]..ends[1]))
                .collect();
            let mut bitmaps = Bitmaps::default();
            crate::cancel::never_cancelled(|cancel| bitmaps.read(&text, cancel));
            let mut spans = WordSpans::default();
            spans.begin(&text);
            for part in &parts {
                spans.add_part(&text, *part);
            }
            spans.read(&text, &bitmaps, &parts);
            for part in parts {
                let found: Vec<&str> = (spans.words().iter())
                    .filter(|word| part.range().contains(&word.range().start))
                    .map(|word| word.of(&text))
                    .collect();
                let expected: Vec<&str> = part.of(&text).unicode_words().collect();
                prop_assert_eq!(found, expected);
            }
            prop_assert!(spans.words().is_sorted());
        }
    }
}

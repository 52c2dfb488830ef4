//! Where the words of many parts of a text stand, in one pass over its bitmaps.
//!
//! Parts (what is kept of sentences) are read one by one as far as words go, and yet all at once:
//! their ends are bits too. A loop for each part would end in a branch that no processor
//! foresees, some forty times an article.

use super::words::rare_run;
use crate::scan::{Bitmaps, Bits, CHUNK_BYTES, CHUNKS_KEPT};
use crate::simd::{self, LANES, Vectors, Work};
use crate::span::Span;
use std::ops::Range;

/// Words, as spans of a text in its order. Its memory is for the next text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The first `len` of it; behind them is room.
    spans: Vec<Span>,
    len: usize,
    /// By chunk.
    edges: Vec<Edges>,
}

/// What the ends of parts mean for the words of a chunk.
#[derive(Clone, Copy, Debug, Default)]
struct Edges {
    /// Where parts start and end.
    at: u64,
    /// Marks there, which join nothing.
    marks: u64,
}

/// Where no word stands.
const BEHIND: Span = Span {
    start: u32::MAX,
    end: u32::MAX,
};

/// What one chunk leaves to the next.
struct Walk<'p> {
    text: &'p str,
    parts: &'p [Span],
    /// Whether a run of letters goes on from the chunk before; its start is written already.
    is_open: bool,
    /// Whether that run is none of plain ASCII, or was dealt with already.
    is_rare: bool,
    /// Runs that start before it have been dealt with.
    resume: usize,
    /// Whether any word starts beyond U+07FF.
    has_far: bool,
}

impl Places {
    /// The words.
    #[inline]
    pub(crate) fn words(&self) -> &[Span] {
        &self.spans[..self.len]
    }

    /// The words, and behind them [`LANES`] that stand behind any text.
    #[inline]
    pub(crate) fn with_end(&self) -> &[Span] {
        &self.spans[..self.len + LANES]
    }

    /// The words, to change them.
    pub(crate) fn words_mut(&mut self) -> &mut [Span] {
        &mut self.spans[..self.len]
    }

    /// Starts on `text`.
    pub(crate) fn begin(&mut self, text: &str) {
        self.edges.clear();
        // The last part may end where a chunk would start.
        self.edges
            .resize(text.len() / CHUNK_BYTES + 1, Edges::default());
    }

    /// Gives back the memory that a long text took.
    pub(crate) fn release(&mut self) {
        if self.edges.capacity() > CHUNKS_KEPT {
            self.edges = Vec::new();
        }
    }

    /// Says that `part` of `text` stands on its own: no word goes across its ends, and marks there
    /// join nothing.
    #[inline]
    pub(crate) fn part(&mut self, text: &str, part: Span) {
        let Range { start, end } = part.range();
        if start == end {
            return;
        }
        for edge in [start, end] {
            self.edges[edge / CHUNK_BYTES].at |= 1 << (edge % CHUNK_BYTES);
        }
        for inside in [start, end - 1] {
            let byte = text.as_bytes()[inside];
            let is_mark = byte.is_ascii_punctuation() & (byte != b'_');
            self.edges[inside / CHUNK_BYTES].marks |= u64::from(is_mark) << (inside % CHUNK_BYTES);
        }
    }

    /// Finds the words of the `parts` of `text`, which ascend, are disjoint and were made known
    /// ([`Places::part`]), each read on its own. Between them may be words of what stands between
    /// parts. Returns whether any word starts beyond U+07FF.
    pub(crate) fn read(&mut self, text: &str, bitmaps: &Bitmaps, parts: &[Span]) -> bool {
        self.len = 0;
        let has_far = simd::work(Reading {
            places: self,
            bitmaps,
            walk: Walk {
                text,
                parts,
                is_open: false,
                is_rare: false,
                resume: 0,
                has_far: false,
            },
        });
        self.ensure_len(LANES);
        self.spans[self.len..self.len + LANES].fill(BEHIND);
        has_far
    }

    /// Makes room for so many words more.
    #[inline(always)]
    fn ensure_len(&mut self, more: usize) {
        if self.spans.len() < self.len + more {
            self.spans.resize(2 * (self.len + more), Span::default());
        }
    }

    /// Reads the chunk at `at`.
    #[inline(always)]
    fn chunk<V: Vectors>(&mut self, walk: &mut Walk, at: usize, bits: Bits, edges: Edges) {
        let words = bits.words & !edges.marks;
        let edges = edges.at;
        let shifted = words << 1 | u64::from(walk.is_open);
        let starts = words & (!shifted | edges);
        let mut ends = shifted & (!words | edges);
        // There may be a word at every byte.
        self.ensure_len(CHUNK_BYTES + 1);
        if bits.rare != 0 || walk.is_rare || walk.resume > at {
            return self.rare_chunk(walk, at, bits, starts, ends);
        }
        let base = at as u32;
        // A run that goes on from the chunk before ends here, or will be written over.
        let opened = self.len - usize::from(walk.is_open);
        self.spans[opened].end = base + ends.trailing_zeros();
        ends &= ends.wrapping_sub(u64::from(walk.is_open));
        if let Some(room) = self.spans[self.len..].first_chunk_mut() {
            self.len += V::spans(starts, ends, base, room);
        }
        walk.is_open = words >> (CHUNK_BYTES - 1) != 0;
    }

    /// Reads a chunk that has more than plain ASCII in it.
    #[inline(never)]
    fn rare_chunk(&mut self, walk: &mut Walk, at: usize, bits: Bits, mut starts: u64, ends: u64) {
        let rare_since = |start: usize, end: usize| {
            let first = start.saturating_sub(at);
            (bits.rare >> first << first) & ((1 << (end - at)) - 1) != 0
        };
        let mut ends_left = ends;
        while ends_left != 0 {
            let end = at + ends_left.trailing_zeros() as usize;
            ends_left &= ends_left - 1;
            if !walk.is_open {
                self.open(walk, at + starts.trailing_zeros() as usize);
                starts &= starts - 1;
            }
            let start = self.spans[self.len - 1].range().start;
            walk.is_rare |= rare_since(start, end);
            self.close(walk, end);
        }
        if starts != 0 {
            self.open(walk, at + starts.trailing_zeros() as usize);
        }
        if walk.is_open {
            let start = self.spans[self.len - 1].start as usize;
            let first = start.saturating_sub(at);
            walk.is_rare |= bits.rare >> first != 0 || start < walk.resume;
        }
    }

    /// Starts a run.
    fn open(&mut self, walk: &mut Walk, start: usize) {
        walk.is_open = true;
        self.push(Span::new(start..start));
    }

    /// Ends the run that is open.
    fn close(&mut self, walk: &mut Walk, end: usize) {
        self.len -= 1;
        let run = self.spans[self.len].range().start..end;
        let is_rare = std::mem::take(&mut walk.is_rare);
        walk.is_open = false;
        if run.start < walk.resume {
            return;
        }
        if !is_rare {
            return self.push(Span::new(run));
        }
        if let Some(part) = walk.part(run.start) {
            let (text, mut has_far) = (walk.text, walk.has_far);
            walk.resume = rare_run(text, &part, run, &mut |start, end| {
                has_far |= text.as_bytes()[start] >= 0xE0;
                self.push(Span::new(start..end));
            });
            walk.has_far = has_far;
        }
    }

    fn push(&mut self, place: Span) {
        self.ensure_len(1);
        self.spans[self.len] = place;
        self.len += 1;
    }
}

impl Walk<'_> {
    /// The part around `at`.
    fn part(&mut self, at: usize) -> Option<Range<usize>> {
        let before = self.parts.partition_point(|part| part.range().end <= at);
        self.parts = &self.parts[before..];
        let part = self.parts.first()?.range();
        part.contains(&at).then_some(part)
    }
}

/// All of [`Places::read`].
struct Reading<'r> {
    places: &'r mut Places,
    bitmaps: &'r Bitmaps,
    walk: Walk<'r>,
}

impl Work for Reading<'_> {
    type Done = bool;

    #[inline(always)]
    fn run<V: Vectors>(self) -> bool {
        let Reading {
            places,
            bitmaps,
            mut walk,
        } = self;
        let (Some(first), Some(last)) = (walk.parts.first(), walk.parts.last()) else {
            return false;
        };
        let (start, end) = (first.range().start, last.range().end);
        for at in start / CHUNK_BYTES..end.div_ceil(CHUNK_BYTES) {
            let edges = places.edges.get(at).copied().unwrap_or_default();
            places.chunk::<V>(&mut walk, at * CHUNK_BYTES, bitmaps.chunk(at), edges);
        }
        if walk.is_open {
            // It ends with the last part, or stands behind it.
            let start = places.spans[places.len - 1].range().start;
            places.close(&mut walk, end.max(start));
        }
        walk.has_far
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
            let mut places = Places::default();
            places.begin(&text);
            for part in &parts {
                places.part(&text, *part);
            }
            places.read(&text, &bitmaps, &parts);
            for part in parts {
                let found: Vec<&str> = (places.words().iter())
                    .filter(|word| part.range().contains(&word.range().start))
                    .map(|word| word.of(&text))
                    .collect();
                let expected: Vec<&str> = part.of(&text).unicode_words().collect();
                prop_assert_eq!(found, expected);
            }
            prop_assert!(places.words().is_sorted());
        }
    }
}

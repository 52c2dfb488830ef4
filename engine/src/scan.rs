//! Classifies the bytes of a text, 64 at a time, into bitmaps.
//!
//! Bit i of a bitmap stands for byte i of a chunk. One pass over a text with the widest vectors that
//! the processor has (see `simd`) finds what splitting into sentences, finding words and trimming
//! need.
//!
//! The plain equivalent is a `match` on each byte. The test `vectors_classify_like_bytes` compares
//! every level of SIMD with the same code run byte by byte, and `the_table_classifies_like_the_code`
//! compares the two ways to classify. One pass with AVX2 takes about 200 instructions for 64 bytes;
//! the three passes with SSE2 that it replaced took 440.

use crate::cancel::Cancel;
use crate::simd::{self, ASCII_COUNT, Baseline, ByteMask, Kernel, Vectors};
pub(crate) use crate::simd::{CHUNK_BYTES, Chunk};
use crate::span::Span;

/// The bitmaps of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bitmaps {
    chunks: Vec<ChunkBitmaps>,
}

/// The bitmaps of one chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChunkBitmaps {
    /// Bytes inside words: letters, digits and underscores, and marks that join two letters or two
    /// digits. Bytes that are not ASCII count as both letters and digits.
    pub(crate) words: u64,
    /// Bytes that take a word off the fast path for plain words: underscores and bytes that are not
    /// ASCII.
    pub(crate) non_plain: u64,
    /// Bytes where a sentence may end: . ! ? ; ) and line feeds, and the first bytes of non-ASCII
    /// characters that may be terminators.
    possible_ends: u64,
    /// Bytes that may open or close something, or be a currency sign: " # ( ) [ ] $ % and the first
    /// bytes of “ ” € £ ¥ and other characters.
    marks: u64,
}

/// The caller may cancel after so many chunks, which are 64 KB of text.
const CHUNKS_PER_CANCEL_CHECK: usize = 1 << 10;

/// Capacity in chunks that is kept for the next text: 1 MB of bitmaps, for 2 MB of text.
pub(crate) const CHUNKS_KEPT: usize = 1 << 15;

impl Bitmaps {
    /// Reads `text` and replaces what was here. Returns `None` when cancelled.
    pub(crate) fn read(&mut self, text: &str, cancel: &mut Cancel) -> Option<()> {
        self.chunks.clear();
        self.chunks.reserve(text.len().div_ceil(CHUNK_BYTES));
        let mut scanner = WordByteScanner::default();
        let piece_bytes = CHUNKS_PER_CANCEL_CHECK * CHUNK_BYTES;
        for start in (0..text.len()).step_by(piece_bytes) {
            let end = text.len().min(start + piece_bytes);
            simd::dispatch(ReadPart {
                text: text.as_bytes(),
                part: start..end,
                scanner: &mut scanner,
                chunks: &mut self.chunks,
            });
            cancel.check_after(end - start)?;
        }
        Some(())
    }

    /// Frees the memory if a long text took more than [`CHUNKS_KEPT`].
    pub(crate) fn release(&mut self) {
        if self.chunks.capacity() > CHUNKS_KEPT {
            self.chunks = Vec::new();
        }
    }

    /// The bitmaps of the chunk that starts at byte `index * CHUNK_BYTES`; empty beyond the text.
    #[inline]
    pub(crate) fn chunk(&self, index: usize) -> ChunkBitmaps {
        self.chunks.get(index).copied().unwrap_or_default()
    }

    /// The positions in `span` where a sentence may end, ascending.
    pub(crate) fn possible_ends(&self, span: Span) -> Positions<'_, POSSIBLE_ENDS> {
        self.positions(span)
    }

    /// The positions of [`ChunkBitmaps::marks`] in `span`, ascending.
    pub(crate) fn marks(&self, span: Span) -> Positions<'_, MARKS> {
        self.positions(span)
    }

    fn positions<const CLASS: usize>(&self, span: Span) -> Positions<'_, CLASS> {
        let (start, end) = (span.start as usize, span.end as usize);
        let chunks = self.chunks.len();
        Positions {
            chunks: &self.chunks[..chunks.min(end.div_ceil(CHUNK_BYTES))],
            index: start / CHUNK_BYTES,
            start,
            end,
            found: [0; BUFFER_LEN],
            next: 0,
            count: 0,
        }
    }
}

/// Iterates over the positions of one class of bytes within a span, ascending.
///
/// It reads several chunks ahead into a buffer. The plain equivalent asks one chunk after the other
/// for its bits, which takes an unpredictable branch per chunk. The test
/// `marks_of_a_span_are_found` compares the positions with those of a plain loop.
pub(crate) struct Positions<'b, const CLASS: usize> {
    /// The chunks up to the end of the span.
    chunks: &'b [ChunkBitmaps],
    /// Index of the next chunk to read.
    index: usize,
    /// The span.
    start: usize,
    end: usize,
    found: [u32; BUFFER_LEN],
    /// Index in `found` of the next position, and how many positions it holds.
    next: usize,
    count: usize,
}

/// Selects [`ChunkBitmaps::possible_ends`] for [`Positions`].
const POSSIBLE_ENDS: usize = 0;
/// Selects [`ChunkBitmaps::marks`] for [`Positions`].
pub(crate) const MARKS: usize = 1;

/// Positions that the buffer holds: a whole chunk fits in as long as it is at most half full.
const BUFFER_LEN: usize = 2 * CHUNK_BYTES;

impl<const CLASS: usize> Positions<'_, CLASS> {
    /// The next position, which stays the next one.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Option<usize> {
        if self.next == self.count {
            self.refill();
        }
        (self.next < self.count).then(|| self.found[self.next % BUFFER_LEN] as usize)
    }

    #[inline(never)]
    fn refill(&mut self) {
        simd::dispatch(self);
    }

    #[inline(always)]
    fn read_chunks<V: Vectors>(&mut self) {
        (self.next, self.count) = (0, 0);
        let mut count = 0;
        let chunks = self.chunks.iter().enumerate().skip(self.index);
        for (index, chunk) in chunks {
            if count >= BUFFER_LEN - CHUNK_BYTES {
                break;
            }
            let mut bits = [chunk.possible_ends, chunk.marks][CLASS];
            let base = index * CHUNK_BYTES;
            if base < self.start || base + CHUNK_BYTES > self.end {
                bits &= bits_within(index, self.start, self.end);
            }
            if let Some(room) = self.found[count..].first_chunk_mut() {
                count += V::write_positions(bits, base as u32, room);
            }
            self.index = index + 1;
        }
        self.count = count;
    }
}

impl<const CLASS: usize> Kernel for &mut Positions<'_, CLASS> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        self.read_chunks::<V>();
    }
}

impl<const CLASS: usize> Iterator for Positions<'_, CLASS> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let found = self.peek();
        self.next += usize::from(found.is_some());
        found
    }
}

/// The bits of the chunk number `index` that stand for bytes of `start..end`.
#[inline(always)]
fn bits_within(index: usize, start: usize, end: usize) -> u64 {
    let first = start.saturating_sub(index * CHUNK_BYTES);
    let from_start = u64::MAX << first.min(CHUNK_BYTES - 1);
    match end.saturating_sub(index * CHUNK_BYTES) {
        length @ 0..CHUNK_BYTES => from_start & ((1 << length) - 1),
        _ => from_start,
    }
}

/// The 64 bytes of `text` from `at` on, and a mask of the bits that stand for bytes before `end`.
///
/// Where fewer than 64 bytes are left, they are copied to `padded` and followed by zeros. Bytes from
/// `end` on may be text or zeros, so callers apply the mask.
#[inline(always)]
pub(crate) fn load_chunk<'t>(
    text: &'t [u8],
    at: usize,
    end: usize,
    padded: &'t mut Chunk,
) -> (&'t Chunk, u64) {
    let rest = &text[at..];
    let chunk = match rest.first_chunk() {
        Some(chunk) => chunk,
        None => {
            padded.fill(0);
            padded[..rest.len()].copy_from_slice(rest);
            padded
        }
    };
    let mask = match end - at {
        length @ 0..CHUNK_BYTES => (1 << length) - 1,
        _ => u64::MAX,
    };
    (chunk, mask)
}

/// Whether any byte in `span` of `text` is at least `first` and at most `last`.
///
/// The plain equivalent is `any(|byte| (first..=last).contains(byte))` on the bytes; the test
/// `a_byte_of_a_range_is_found` holds the two equal.
#[inline]
pub(crate) fn has_byte_within(text: &[u8], span: Span, first: u8, last: u8) -> bool {
    let mut padded = [0; CHUNK_BYTES];
    let end = span.range().end;
    span.range().step_by(CHUNK_BYTES).any(|at| {
        let (chunk, mask) = load_chunk(text, at, end, &mut padded);
        let mut found = 0;
        for at in (0..CHUNK_BYTES).step_by(Baseline::BYTES) {
            found |= Baseline::load(chunk, at).within(first, last).bits() << at;
        }
        found & mask != 0
    })
}

/// The bytes of a chunk by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByteClasses {
    /// ASCII letters.
    pub(crate) letters: u64,
    /// ASCII digits.
    pub(crate) digits: u64,
    pub(crate) underscores: u64,
    /// Bytes that are not ASCII.
    pub(crate) non_ascii: u64,
    /// ' . : which join two letters to one word.
    join_letters: u64,
    /// ' . , ; which join two digits to one word.
    join_digits: u64,
    /// [`ChunkBitmaps::possible_ends`] in ASCII.
    possible_ends: u64,
    /// [`ChunkBitmaps::marks`].
    marks: u64,
}

/// Classifies the bytes of `chunk` with the vectors that need no detection at run time.
#[inline(always)]
pub(crate) fn classify(chunk: &Chunk) -> ByteClasses {
    classify_with::<Baseline>(chunk)
}

/// Classifies the bytes of `chunk` with the vectors `V`: by one table look-up where `V` has an
/// instruction for it, else by comparisons. The look-up took 0.2 µs off the 13.0 µs of a news article.
#[inline(always)]
pub(crate) fn classify_with<V: Vectors>(chunk: &Chunk) -> ByteClasses {
    let Some(bits) = V::classify(chunk, &CLASSES) else {
        return classify_by_comparisons::<V>(chunk);
    };
    let bytes = V::load(chunk, 0);
    let [
        letters,
        digits,
        underscores,
        join_letters,
        join_digits,
        possible_ends,
        marks,
        _,
    ] = bits;
    ByteClasses {
        letters,
        digits,
        underscores,
        non_ascii: bytes.non_ascii().bits(),
        join_letters,
        join_digits,
        possible_ends,
        // The case bit turns 0xC2 into 0xE2: the first bytes of £ ¥ and of “ ” €.
        marks: marks | bytes.set_case_bit().equal(0xE2).bits(),
    }
}

/// For each ASCII byte, a bit for each class that it belongs to.
static CLASSES: [u8; ASCII_COUNT] = {
    let mut classes = [0; ASCII_COUNT];
    let mut at = 0;
    while at < ASCII_COUNT {
        let byte = at as u8;
        let is_of = [
            byte.is_ascii_alphabetic(),
            byte.is_ascii_digit(),
            byte == b'_',
            matches!(byte, b'\'' | b'.' | b':'),
            matches!(byte, b'\'' | b'.' | b',' | b';'),
            matches!(byte, b'.' | b';' | b'!' | b'?' | b')' | b'\n'),
            matches!(byte, b'"' | b'#' | b'(' | b')' | b'[' | b']' | b'$' | b'%'),
        ];
        let mut class = 0;
        while class < is_of.len() {
            classes[at] |= (is_of[class] as u8) << class;
            class += 1;
        }
        at += 1;
    }
    classes
};

/// Does what [`classify_with`] does without a table look-up.
#[inline(always)]
fn classify_by_comparisons<V: Vectors>(chunk: &Chunk) -> ByteClasses {
    let mut classes = ByteClasses::default();
    let mut at = 0;
    while at < CHUNK_BYTES {
        let bytes = V::load(chunk, at);
        let (full_stops, semicolons) = (bytes.equal(b'.'), bytes.equal(b';'));
        let join_both = bytes.equal(b'\'').or(full_stops);
        let join_digits = join_both.or(bytes.equal(b',')).or(semicolons);
        let asks_or_exclaims = bytes.equal(b'!').or(bytes.equal(b'?'));
        let closers = bytes.equal(b')').or(bytes.equal(b'\n'));
        let possible_ends = full_stops.or(semicolons).or(asks_or_exclaims).or(closers);
        // With the lowest bit set, one comparison finds two bytes that differ in it only: ( and ),
        // $ and %, " and #. With the case bit set, one comparison finds 0xC2 and 0xE2.
        let odd = bytes.or(V::splat(1));
        let brackets = odd.equal(b')').or(bytes.equal(b'[')).or(bytes.equal(b']'));
        let other_marks = odd
            .equal(b'#')
            .or(odd.equal(b'%'))
            .or(bytes.set_case_bit().equal(0xE2));

        classes.letters |= bytes.set_case_bit().within(b'a', b'z').bits() << at;
        classes.digits |= bytes.within(b'0', b'9').bits() << at;
        classes.underscores |= bytes.equal(b'_').bits() << at;
        classes.non_ascii |= bytes.non_ascii().bits() << at;
        classes.join_letters |= join_both.or(bytes.equal(b':')).bits() << at;
        classes.join_digits |= join_digits.bits() << at;
        classes.possible_ends |= possible_ends.bits() << at;
        classes.marks |= brackets.or(other_marks).bits() << at;
        at += V::BYTES;
    }
    classes
}

/// Which bytes of `chunk` are one of [`TERMINATOR_LEAD_BYTES`].
#[inline(always)]
fn terminator_lead_bytes<V: Vectors>(chunk: &Chunk) -> u64 {
    let mut leads = 0;
    let mut at = 0;
    while at < CHUNK_BYTES {
        let bytes = V::load(chunk, at);
        let mut found = bytes.equal(TERMINATOR_LEAD_BYTES[0]);
        let mut index = 1;
        while index < TERMINATOR_LEAD_BYTES.len() {
            found = found.or(bytes.equal(TERMINATOR_LEAD_BYTES[index]));
            index += 1;
        }
        leads |= found.bits() << at;
        at += V::BYTES;
    }
    leads
}

/// The first UTF-8 bytes of all non-ASCII characters at which a sentence may end.
const TERMINATOR_LEAD_BYTES: [u8; 9] = *b"\xCD\xD6\xD8\xDB\xE0\xE1\xE2\xE3\xEF";

/// Tells chunk by chunk which bytes are inside words. It carries the last byte of a chunk to the next
/// one, because UAX #29 lets some marks join two letters or two digits.
#[derive(Default)]
pub(crate) struct WordByteScanner {
    before: Neighbour,
}

/// Whether the byte beyond an edge of a chunk is a letter, or a digit: 0 or 1 each. A byte that is
/// not ASCII counts as both.
#[derive(Clone, Copy, Default)]
struct Neighbour {
    letter: u64,
    digit: u64,
}

impl Neighbour {
    #[inline(always)]
    fn of(byte: u8) -> Neighbour {
        Neighbour {
            letter: u64::from(byte.is_ascii_alphabetic() | (byte >= 0x80)),
            digit: u64::from(byte.is_ascii_digit() | (byte >= 0x80)),
        }
    }
}

impl WordByteScanner {
    /// Which of the bytes in `mask` are inside words, given the `classes` of the chunk that follows
    /// the one before, and the byte `next` behind it, 0 at the end of the text.
    #[inline(always)]
    pub(crate) fn word_bytes(&mut self, classes: &ByteClasses, mask: u64, next: u8) -> u64 {
        let non_ascii = classes.non_ascii & mask;
        let letters = classes.letters & mask | non_ascii;
        let digits = classes.digits & mask | non_ascii;
        let after = Neighbour::of(next);
        let joins_letters = classes.join_letters
            & (letters << 1 | self.before.letter)
            & (letters >> 1 | after.letter << 63);
        let joins_digits = classes.join_digits
            & (digits << 1 | self.before.digit)
            & (digits >> 1 | after.digit << 63);
        self.before = Neighbour {
            letter: letters >> 63,
            digit: digits >> 63,
        };
        letters | digits | classes.underscores & mask | joins_letters | joins_digits
    }
}

/// Appends the bitmaps of `part` of `text` to `chunks`. The part starts on a chunk.
struct ReadPart<'r> {
    text: &'r [u8],
    part: std::ops::Range<usize>,
    scanner: &'r mut WordByteScanner,
    chunks: &'r mut Vec<ChunkBitmaps>,
}

impl Kernel for ReadPart<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let ReadPart {
            text,
            part,
            scanner,
            chunks,
        } = self;
        let first = chunks.len();
        chunks.resize(
            first + part.len().div_ceil(CHUNK_BYTES),
            ChunkBitmaps::default(),
        );
        let (whole, rest) = text[part.clone()].as_chunks();
        let mut at = part.start;
        for (chunk, bitmaps) in whole.iter().zip(&mut chunks[first..]) {
            at += CHUNK_BYTES;
            let next = text.get(at).copied().unwrap_or(0);
            *bitmaps = ascii_bitmaps::<V>(chunk, u64::MAX, next, scanner);
        }
        // Terminators beyond ASCII get a loop of their own: most chunks of most texts need none, and
        // compilers take vectors that live across a branch apart byte by byte.
        for (chunk, bitmaps) in whole.iter().zip(&mut chunks[first..]) {
            if bitmaps.non_plain != 0 {
                bitmaps.possible_ends |= terminator_lead_bytes::<V>(chunk);
            }
        }
        if let Some(bitmaps) = chunks[first..].get_mut(whole.len()) {
            let mut padded = [0; CHUNK_BYTES];
            padded[..rest.len()].copy_from_slice(rest);
            *bitmaps = ascii_bitmaps::<Baseline>(&padded, (1 << rest.len()) - 1, 0, scanner);
            bitmaps.possible_ends |= terminator_lead_bytes::<Baseline>(&padded);
        }
    }
}

/// The bitmaps of the bytes of `chunk` in `mask`, without terminators beyond ASCII; `next` is the
/// byte behind the chunk.
#[inline(always)]
fn ascii_bitmaps<V: Vectors>(
    chunk: &Chunk,
    mask: u64,
    next: u8,
    scanner: &mut WordByteScanner,
) -> ChunkBitmaps {
    let classes = classify_with::<V>(chunk);
    ChunkBitmaps {
        words: scanner.word_bytes(&classes, mask, next),
        non_plain: classes.non_ascii | classes.underscores,
        possible_ends: classes.possible_ends,
        marks: classes.marks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a whole text.
    struct ReadText<'w>(&'w str);

    impl Kernel for ReadText<'_> {
        type Output = Vec<ChunkBitmaps>;

        #[inline(always)]
        fn run<V: Vectors>(self) -> Vec<ChunkBitmaps> {
            let mut chunks = Vec::new();
            let part = ReadPart {
                text: self.0.as_bytes(),
                part: 0..self.0.len(),
                scanner: &mut WordByteScanner::default(),
                chunks: &mut chunks,
            };
            part.run::<V>();
            chunks
        }
    }

    #[test]
    fn the_table_classifies_like_the_code() {
        for (byte, expected) in (0u8..).zip(CLASSES) {
            let classes = classify_by_comparisons::<u8>(&[byte; CHUNK_BYTES]);
            let bitmaps = [
                classes.letters,
                classes.digits,
                classes.underscores,
                classes.join_letters,
                classes.join_digits,
                classes.possible_ends,
                classes.marks,
            ];
            let bits = (0..).zip(bitmaps).map(|(bit, bitmap)| (bitmap & 1) << bit);
            assert_eq!(bits.sum::<u64>(), u64::from(expected), "byte {byte}");
            assert!(bitmaps.iter().all(|bits| [0, u64::MAX].contains(bits)));
        }
    }

    proptest! {
        #[test]
        fn vectors_classify_like_bytes(text in "([ -~\n]|[éж字’“…。]){0,200}") {
            let expected = ReadText(&text).run::<u8>();
            for found in simd::dispatch_at_each_level(|| ReadText(&text)) {
                prop_assert_eq!(&found, &expected);
            }
        }

        #[test]
        fn a_byte_of_a_range_is_found(
            text in "[a-c0-9: é]{0,200}", start in 0u32..220, length in 0u32..200,
        ) {
            let start = start.min(text.len() as u32);
            let span = Span { start, end: (start + length).min(text.len() as u32) };
            let expected = text.as_bytes()[span.range()].iter().any(|byte| (b'5'..=b':').contains(byte));
            prop_assert_eq!(has_byte_within(text.as_bytes(), span, b'5', b':'), expected);
        }

        #[test]
        fn marks_of_a_span_are_found(
            text in "[a(\"%“é ]{0,300}", start in 0u32..200, length in 0u32..200,
        ) {
            let end = (start + length).min(text.len() as u32);
            let span = Span { start: start.min(end), end };
            let mut bitmaps = Bitmaps::default();
            let cancel = &mut Cancel::new(&|| false);
            bitmaps.read("(((", cancel);
            bitmaps.read(&text, cancel);
            let expected: Vec<usize> = (span.range())
                .filter(|at| matches!(text.as_bytes()[*at], b'(' | b'"' | b'%' | 0xE2))
                .collect();
            prop_assert_eq!(bitmaps.marks(span).collect::<Vec<_>>(), expected);
        }
    }
}

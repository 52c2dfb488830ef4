//! Bytes → bitmaps: which of 64 bytes are of a class, which bytes of a text.
//!
//! Bit i stands for byte i. A text is read once, by the widest vectors that the machine has (see
//! `simd`).

use crate::cancel::Cancel;
use crate::simd::{self, ASCII, ByteMask, Narrow, Vectors, Work};
pub(crate) use crate::simd::{CHUNK_BYTES, Chunk};
use crate::span::Span;

/// What cutting a text into sentences and words asks of its bytes, found in one pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bitmaps {
    chunks: Vec<Bits>,
}

/// What the bytes of one chunk are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    /// Letters, digits and underscores, and marks that join two letters or two digits. What is
    /// not ASCII counts as both.
    pub(crate) words: u64,
    /// What a word of plain ASCII has not: underscores, and bytes of characters beyond ASCII.
    pub(crate) rare: u64,
    /// What might end a sentence: . ! ? ; ) line feeds, and the first bytes of characters beyond
    /// ASCII among which there are terminators.
    stops: u64,
    /// What might open or close something or be a sign of money: " # ( ) [ ] $ % and the first
    /// bytes of “ ” € £ ¥ and others.
    marks: u64,
}

/// The caller is asked after so many chunks whether to go on: some 64 KB.
const CHUNKS_BETWEEN_STOPS: usize = 1 << 10;

/// What is kept for the next text: 1 MB, for 2 MB of text.
pub(crate) const CHUNKS_KEPT: usize = 1 << 15;

impl Bitmaps {
    /// Reads `text`, in place of what was here. `None` when cancelled.
    pub(crate) fn read(&mut self, text: &str, cancel: &mut Cancel) -> Option<()> {
        self.chunks.clear();
        self.chunks.reserve(text.len().div_ceil(CHUNK_BYTES));
        let mut joins = Joins::default();
        let piece_bytes = CHUNKS_BETWEEN_STOPS * CHUNK_BYTES;
        for start in (0..text.len()).step_by(piece_bytes) {
            let end = text.len().min(start + piece_bytes);
            simd::work(Reading {
                text: text.as_bytes(),
                part: start..end,
                joins: &mut joins,
                chunks: &mut self.chunks,
            });
            cancel.check_after(end - start)?;
        }
        Some(())
    }

    /// Gives back the memory that a long text took.
    pub(crate) fn release(&mut self) {
        if self.chunks.capacity() > CHUNKS_KEPT {
            self.chunks = Vec::new();
        }
    }

    /// The chunk that starts at byte `at * CHUNK_BYTES`.
    #[inline]
    pub(crate) fn chunk(&self, at: usize) -> Bits {
        self.chunks.get(at).copied().unwrap_or_default()
    }

    /// Where in `span` a sentence might end, ascending.
    pub(crate) fn stops(&self, span: Span) -> Positions<'_, STOPS> {
        self.positions(span)
    }

    /// Where in `span` something might open or close, or be a sign of money; ascending.
    pub(crate) fn marks(&self, span: Span) -> Positions<'_, MARKS> {
        self.positions(span)
    }

    fn positions<const CLASS: usize>(&self, span: Span) -> Positions<'_, CLASS> {
        let (start, end) = (span.start as usize, span.end as usize);
        let chunks = self.chunks.len();
        Positions {
            chunks: &self.chunks[..chunks.min(end.div_ceil(CHUNK_BYTES))],
            at: start / CHUNK_BYTES,
            start,
            end,
            found: [0; POSITIONS_AT_ONCE],
            next: 0,
            count: 0,
        }
    }
}

/// Positions of the bits of a class, in ascending order. They are found for several chunks at a time:
/// a loop that asked one chunk after the other whether it has any would branch unpredictably.
pub(crate) struct Positions<'b, const CLASS: usize> {
    /// Those up to the end.
    chunks: &'b [Bits],
    /// The next chunk.
    at: usize,
    start: usize,
    end: usize,
    found: [u32; POSITIONS_AT_ONCE],
    /// Which of those found comes next, and how many there are.
    next: usize,
    count: usize,
}

/// The class of [`Bits::stops`].
const STOPS: usize = 0;
/// The class of [`Bits::marks`].
pub(crate) const MARKS: usize = 1;

/// Room for a chunk of nothing else behind one of hardly anything else.
const POSITIONS_AT_ONCE: usize = 2 * CHUNK_BYTES;

impl<const CLASS: usize> Positions<'_, CLASS> {
    /// The next position, to be had again.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Option<usize> {
        if self.next == self.count {
            self.read_on();
        }
        (self.next < self.count).then(|| self.found[self.next % POSITIONS_AT_ONCE] as usize)
    }

    #[inline(never)]
    fn read_on(&mut self) {
        simd::work(self);
    }

    #[inline(always)]
    fn read_chunks<V: Vectors>(&mut self) {
        (self.next, self.count) = (0, 0);
        let mut count = 0;
        let chunks = self.chunks.iter().enumerate().skip(self.at);
        for (at, bits) in chunks {
            if count >= POSITIONS_AT_ONCE - CHUNK_BYTES {
                break;
            }
            let mut bits = [bits.stops, bits.marks][CLASS];
            let base = at * CHUNK_BYTES;
            if base < self.start || base + CHUNK_BYTES > self.end {
                bits &= within(at, self.start, self.end);
            }
            if let Some(room) = self.found[count..].first_chunk_mut() {
                count += V::positions(bits, base as u32, room);
            }
            self.at = at + 1;
        }
        self.count = count;
    }
}

impl<const CLASS: usize> Work for &mut Positions<'_, CLASS> {
    type Done = ();

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

/// The bits of the chunk at `at` that stand for bytes of `start..end`.
#[inline(always)]
fn within(at: usize, start: usize, end: usize) -> u64 {
    let first = start.saturating_sub(at * CHUNK_BYTES);
    let from_start = u64::MAX << first.min(CHUNK_BYTES - 1);
    match end.saturating_sub(at * CHUNK_BYTES) {
        length @ 0..CHUNK_BYTES => from_start & ((1 << length) - 1),
        _ => from_start,
    }
}

/// The bytes of `text` from `at` on, for reading up to `end`: what lies beyond is either text too
/// or zero, and stands in `padded`. With it comes a mask of the bits that lie before `end`.
#[inline(always)]
pub(crate) fn chunk<'t>(
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

/// Whether any byte of the part `span` of `text` lies from `first` to `last`.
#[inline]
pub(crate) fn has_any(text: &[u8], span: Span, first: u8, last: u8) -> bool {
    let mut padded = [0; CHUNK_BYTES];
    let end = span.range().end;
    span.range().step_by(CHUNK_BYTES).any(|at| {
        let (chunk, mask) = chunk(text, at, end, &mut padded);
        let mut found = 0;
        for at in (0..CHUNK_BYTES).step_by(Narrow::BYTES) {
            found |= Narrow::load(chunk, at).within(first, last).bits() << at;
        }
        found & mask != 0
    })
}

/// Which bytes of a chunk are of which class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    pub(crate) letters: u64,
    pub(crate) digits: u64,
    pub(crate) underscores: u64,
    /// Bytes of characters beyond ASCII.
    pub(crate) wide: u64,
    /// ' . : which join letters.
    join_letters: u64,
    /// ' . , ; which join digits.
    join_digits: u64,
    /// See [`Bits`]; of ASCII alone.
    stops: u64,
    marks: u64,
}

/// Which bytes are of which class.
#[inline(always)]
pub(crate) fn classes(chunk: &Chunk) -> Classes {
    classes_by::<Narrow>(chunk)
}

#[inline(always)]
pub(crate) fn classes_by<V: Vectors>(chunk: &Chunk) -> Classes {
    let Some(bits) = V::bits_in(chunk, &CLASSES) else {
        return compared_by::<V>(chunk);
    };
    let bytes = V::load(chunk, 0);
    let [
        letters,
        digits,
        underscores,
        join_letters,
        join_digits,
        stops,
        marks,
        _,
    ] = bits;
    Classes {
        letters,
        digits,
        underscores,
        wide: bytes.wide().bits(),
        join_letters,
        join_digits,
        stops,
        marks: marks | bytes.lower().equal(0xE2).bits(),
    }
}

/// A bit for each class that an ASCII byte is of.
static CLASSES: [u8; ASCII] = {
    let mut classes = [0; ASCII];
    let mut at = 0;
    while at < ASCII {
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

/// The same by comparisons.
#[inline(always)]
fn compared_by<V: Vectors>(chunk: &Chunk) -> Classes {
    let mut classes = Classes::default();
    let mut at = 0;
    while at < CHUNK_BYTES {
        let bytes = V::load(chunk, at);
        let (full_stops, semicolons) = (bytes.equal(b'.'), bytes.equal(b';'));
        let either = bytes.equal(b'\'').or(full_stops);
        let join_digits = either.or(bytes.equal(b',')).or(semicolons);
        let shouts = bytes.equal(b'!').or(bytes.equal(b'?'));
        let closers = bytes.equal(b')').or(bytes.equal(b'\n'));
        let stops = full_stops.or(semicolons).or(shouts).or(closers);
        // Of two bytes that differ in one bit, one comparison with that bit set finds both: (), $%
        // and "#, of which the second does no harm, and the two first bytes beyond ASCII.
        let odd = bytes.or(V::every(1));
        let pairs = odd.equal(b')').or(bytes.equal(b'[')).or(bytes.equal(b']'));
        let others = odd
            .equal(b'#')
            .or(odd.equal(b'%'))
            .or(bytes.lower().equal(0xE2));

        classes.letters |= bytes.lower().within(b'a', b'z').bits() << at;
        classes.digits |= bytes.within(b'0', b'9').bits() << at;
        classes.underscores |= bytes.equal(b'_').bits() << at;
        classes.wide |= bytes.wide().bits() << at;
        classes.join_letters |= either.or(bytes.equal(b':')).bits() << at;
        classes.join_digits |= join_digits.bits() << at;
        classes.stops |= stops.bits() << at;
        classes.marks |= pairs.or(others).bits() << at;
        at += V::BYTES;
    }
    classes
}

/// The first bytes of characters beyond ASCII among which there are terminators.
#[inline(always)]
fn leads_by<V: Vectors>(chunk: &Chunk) -> u64 {
    let mut leads = 0;
    let mut at = 0;
    while at < CHUNK_BYTES {
        let bytes = V::load(chunk, at);
        let mut found = bytes.equal(LEADS[0]);
        let mut index = 1;
        while index < LEADS.len() {
            found = found.or(bytes.equal(LEADS[index]));
            index += 1;
        }
        leads |= found.bits() << at;
        at += V::BYTES;
    }
    leads
}

const LEADS: [u8; 9] = *b"\xCD\xD6\xD8\xDB\xE0\xE1\xE2\xE3\xEF";

/// Tells which bytes are inside words, chunk after chunk: UAX #29 lets some marks join two letters
/// or two digits.
#[derive(Default)]
pub(crate) struct Joins {
    before: Neighbour,
}

/// What stands beyond the edge of a chunk, as bits. What is not ASCII may be either.
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

impl Joins {
    /// Which bytes are inside words, of those in `mask`; `next` is the byte behind the chunk, or 0.
    #[inline(always)]
    pub(crate) fn inside(&mut self, bits: &Classes, mask: u64, next: u8) -> u64 {
        let wide = bits.wide & mask;
        let letters = bits.letters & mask | wide;
        let digits = bits.digits & mask | wide;
        let after = Neighbour::of(next);
        let joins_letters = bits.join_letters
            & (letters << 1 | self.before.letter)
            & (letters >> 1 | after.letter << 63);
        let joins_digits = bits.join_digits
            & (digits << 1 | self.before.digit)
            & (digits >> 1 | after.digit << 63);
        self.before = Neighbour {
            letter: letters >> 63,
            digit: digits >> 63,
        };
        letters | digits | bits.underscores & mask | joins_letters | joins_digits
    }
}

/// Appends the bits of `part` of `text`, which starts with a chunk.
struct Reading<'r> {
    text: &'r [u8],
    part: std::ops::Range<usize>,
    joins: &'r mut Joins,
    chunks: &'r mut Vec<Bits>,
}

impl Work for Reading<'_> {
    type Done = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let Reading {
            text,
            part,
            joins,
            chunks,
        } = self;
        let first = chunks.len();
        chunks.resize(first + part.len().div_ceil(CHUNK_BYTES), Bits::default());
        let (whole, rest) = text[part.clone()].as_chunks();
        let mut at = part.start;
        for (chunk, bits) in whole.iter().zip(&mut chunks[first..]) {
            at += CHUNK_BYTES;
            let next = text.get(at).copied().unwrap_or(0);
            *bits = bits_by::<V>(chunk, u64::MAX, next, joins);
        }
        // In a loop of its own: vectors that live across a branch are taken apart byte by byte. Most
        // chunks of many a text hold nothing beyond ASCII.
        for (chunk, bits) in whole.iter().zip(&mut chunks[first..]) {
            if bits.rare != 0 {
                bits.stops |= leads_by::<V>(chunk);
            }
        }
        if let Some(bits) = chunks[first..].get_mut(whole.len()) {
            let mut padded = [0; CHUNK_BYTES];
            padded[..rest.len()].copy_from_slice(rest);
            *bits = bits_by::<Narrow>(&padded, (1 << rest.len()) - 1, 0, joins);
            bits.stops |= leads_by::<Narrow>(&padded);
        }
    }
}

/// The bits of `chunk`, of those in `mask`; `next` is the byte behind it. Terminators beyond ASCII
/// are left out.
#[inline(always)]
fn bits_by<V: Vectors>(chunk: &Chunk, mask: u64, next: u8, joins: &mut Joins) -> Bits {
    let classes = classes_by::<V>(chunk);
    Bits {
        words: joins.inside(&classes, mask, next),
        rare: classes.wide | classes.underscores,
        stops: classes.stops,
        marks: classes.marks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The bits of a text.
    struct Whole<'w>(&'w str);

    impl Work for Whole<'_> {
        type Done = Vec<Bits>;

        #[inline(always)]
        fn run<V: Vectors>(self) -> Vec<Bits> {
            let mut chunks = Vec::new();
            let reading = Reading {
                text: self.0.as_bytes(),
                part: 0..self.0.len(),
                joins: &mut Joins::default(),
                chunks: &mut chunks,
            };
            reading.run::<V>();
            chunks
        }
    }

    proptest! {
        #[test]
        fn lanes_do_what_bytes_do(text in "([ -~\n]|[éж字’“…。]){0,200}") {
            let expected = Whole(&text).run::<u8>();
            for found in simd::work_at_each(|| Whole(&text)) {
                prop_assert_eq!(&found, &expected);
            }
        }

        #[test]
        fn any_byte_of_a_span_is_found(
            text in "[a-c0-9: é]{0,200}", start in 0u32..220, length in 0u32..200,
        ) {
            let start = start.min(text.len() as u32);
            let span = Span { start, end: (start + length).min(text.len() as u32) };
            let expected = text.as_bytes()[span.range()].iter().any(|byte| (b'5'..=b':').contains(byte));
            prop_assert_eq!(has_any(text.as_bytes(), span, b'5', b':'), expected);
        }

        #[test]
        fn marks_are_found_within_a_span(
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

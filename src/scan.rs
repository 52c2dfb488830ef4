//! Bytes → bitmaps: which of 64 bytes are of a class, which bytes of a text.
//!
//! Bit i stands for byte i. A text is read once, by the widest vectors that the machine has: AVX2 if
//! it says so, SSE2, which every x86-64 has; elsewhere a byte table gives the same bits one by one.

use crate::span::Span;
use crate::stop::Stop;
use lanes::{Lane, Narrow};

/// As many bytes as a bitmap has bits.
pub(crate) type Chunk = [u8; CHUNK_BYTES];
pub(crate) const CHUNK_BYTES: usize = 64;

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
    /// Reads `text`, in place of what was here. `None` when `stop` said so.
    pub(crate) fn read(&mut self, text: &str, stop: &mut Stop) -> Option<()> {
        self.chunks.clear();
        self.chunks.reserve(text.len().div_ceil(CHUNK_BYTES));
        let mut joins = Joins::default();
        let piece_bytes = CHUNKS_BETWEEN_STOPS * CHUNK_BYTES;
        for start in (0..text.len()).step_by(piece_bytes) {
            let end = text.len().min(start + piece_bytes);
            lanes::read(text.as_bytes(), start..end, &mut joins, &mut self.chunks);
            stop.after(end - start)?;
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

/// Positions of the bits of a class. Some chunks are read at once, since a loop that asks each
/// whether it has any ends in branches that no processor foresees.
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

/// Of [`Bits::stops`].
const STOPS: usize = 0;
/// Of [`Bits::marks`].
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
        with_bit_instructions(|| self.read_chunks());
    }

    #[inline(always)]
    fn read_chunks(&mut self) {
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
            let of_chunk = bits.count_ones() as usize;
            // Most chunks have no more than two: so many are written without a look.
            for nth in 0..2 {
                self.found[count + nth] = base as u32 + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            for nth in 2..of_chunk {
                self.found[count + nth] = base as u32 + bits.trailing_zeros();
                bits &= bits - 1;
            }
            count += of_chunk;
            self.at = at + 1;
        }
        self.count = count;
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
pub(crate) fn within(at: usize, start: usize, end: usize) -> u64 {
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
fn classes_by<L: Lane>(chunk: &Chunk) -> Classes {
    let mut classes = Classes::default();
    let mut at = 0;
    while at < CHUNK_BYTES {
        let lane = L::load(chunk, at);
        let (full_stops, semicolons) = (lane.equal(b'.'), lane.equal(b';'));
        let either = lane.equal(b'\'').or(full_stops);
        let join_digits = either.or(lane.equal(b',')).or(semicolons);
        let shouts = lane.equal(b'!').or(lane.equal(b'?'));
        let closers = lane.equal(b')').or(lane.equal(b'\n'));
        let stops = full_stops.or(semicolons).or(shouts).or(closers);
        // Of two bytes that differ in one bit, one comparison with that bit set finds both: (), $%
        // and "#, of which the second does no harm, and the two first bytes beyond ASCII.
        let odd = lane.or(L::every(1));
        let pairs = odd.equal(b')').or(lane.equal(b'[')).or(lane.equal(b']'));
        let others = odd
            .equal(b'#')
            .or(odd.equal(b'%'))
            .or(lane.lower().equal(0xE2));

        classes.letters |= lane.lower().within(b'a', b'z').high_bits() << at;
        classes.digits |= lane.within(b'0', b'9').high_bits() << at;
        classes.underscores |= lane.equal(b'_').high_bits() << at;
        classes.wide |= lane.high_bits() << at;
        classes.join_letters |= either.or(lane.equal(b':')).high_bits() << at;
        classes.join_digits |= join_digits.high_bits() << at;
        classes.stops |= stops.high_bits() << at;
        classes.marks |= pairs.or(others).high_bits() << at;
        at += L::BYTES;
    }
    classes
}

/// The first bytes of characters beyond ASCII among which there are terminators.
#[inline(always)]
fn leads_by<L: Lane>(chunk: &Chunk) -> u64 {
    let mut leads = 0;
    let mut at = 0;
    while at < CHUNK_BYTES {
        let lane = L::load(chunk, at);
        let mut found = L::every(0);
        let mut index = 0;
        while index < LEADS.len() {
            found = found.or(lane.equal(LEADS[index]));
            index += 1;
        }
        leads |= found.high_bits() << at;
        at += L::BYTES;
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
#[inline(always)]
fn read_by<L: Lane>(
    text: &[u8],
    part: std::ops::Range<usize>,
    joins: &mut Joins,
    chunks: &mut Vec<Bits>,
) {
    let first = chunks.len();
    chunks.resize(first + part.len().div_ceil(CHUNK_BYTES), Bits::default());
    let (whole, rest) = text[part.clone()].as_chunks();
    let mut at = part.start;
    for (chunk, bits) in whole.iter().zip(&mut chunks[first..]) {
        at += CHUNK_BYTES;
        let next = text.get(at).copied().unwrap_or(0);
        *bits = bits_by::<L>(chunk, u64::MAX, next, joins);
    }
    // In a loop of its own: vectors that live across a branch are taken apart byte by byte. Most
    // chunks of many a text hold nothing beyond ASCII.
    for (chunk, bits) in whole.iter().zip(&mut chunks[first..]) {
        if bits.rare != 0 {
            bits.stops |= leads_by::<L>(chunk);
        }
    }
    if let Some(bits) = chunks[first..].get_mut(whole.len()) {
        let mut padded = [0; CHUNK_BYTES];
        padded[..rest.len()].copy_from_slice(rest);
        *bits = bits_by::<Narrow>(&padded, (1 << rest.len()) - 1, 0, joins);
        bits.stops |= leads_by::<Narrow>(&padded);
    }
}

/// The bits of `chunk`, of those in `mask`; `next` is the byte behind it. Terminators beyond ASCII
/// are left out.
#[inline(always)]
fn bits_by<L: Lane>(chunk: &Chunk, mask: u64, next: u8, joins: &mut Joins) -> Bits {
    let classes = classes_by::<L>(chunk);
    Bits {
        words: joins.inside(&classes, mask, next),
        rare: classes.wide | classes.underscores,
        stops: classes.stops,
        marks: classes.marks,
    }
}

/// Vectors of bytes.
mod lanes {
    use super::{Bits, Chunk, Joins, read_by};
    use std::ops::Range;

    /// Some bytes of a chunk at once. Where it stands for yes and no, a byte's highest bit is that.
    pub(super) trait Lane: Copy {
        const BYTES: usize;
        /// The bytes of `chunk` from `at` on.
        fn load(chunk: &Chunk, at: usize) -> Self;
        /// A lane of nothing but `byte`.
        fn every(byte: u8) -> Self;
        fn or(self, other: Self) -> Self;
        /// Which bytes are `byte`.
        fn equal(self, byte: u8) -> Self;
        /// Which bytes lie from `first` to `last`.
        fn within(self, first: u8, last: u8) -> Self;
        /// The highest bit of each byte, the first one's lowest.
        fn high_bits(self) -> u64;
        /// Bit 5 set, which makes ASCII letters lower-case.
        #[inline(always)]
        fn lower(self) -> Self {
            self.or(Self::every(0x20))
        }
    }

    #[cfg(target_arch = "x86_64")]
    pub(super) use x86::{Narrow, read};
    #[cfg(target_arch = "x86_64")]
    pub(crate) use x86::{prefetch, with_bit_instructions};

    #[cfg(target_arch = "x86_64")]
    #[expect(
        unsafe_code,
        reason = "vector instructions: SSE2, which every x86-64 has, AVX2 and BMI1 where they were asked for"
    )]
    mod x86 {
        use super::*;
        use std::arch::x86_64::*;

        pub(in super::super) type Narrow = Sse2;

        /// Reads with the widest vectors there are.
        pub(in super::super) fn read(
            text: &[u8],
            part: Range<usize>,
            joins: &mut Joins,
            chunks: &mut Vec<Bits>,
        ) {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") {
                // SAFETY: the machine has both.
                unsafe { read_wide(text, part, joins, chunks) }
            } else {
                read_by::<Sse2>(text, part, joins, chunks);
            }
        }

        #[target_feature(enable = "avx2,bmi1")]
        fn read_wide(text: &[u8], part: Range<usize>, joins: &mut Joins, chunks: &mut Vec<Bits>) {
            read_by::<Avx2>(text, part, joins, chunks);
        }

        /// Does `work`, which counts and finds bits, with the instructions for that where there are
        /// any.
        #[inline(always)]
        pub(crate) fn with_bit_instructions<T>(work: impl FnOnce() -> T) -> T {
            if is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt") {
                // SAFETY: the machine has both.
                unsafe { with_bmi(work) }
            } else {
                work()
            }
        }

        #[target_feature(enable = "bmi1,popcnt")]
        fn with_bmi<T>(work: impl FnOnce() -> T) -> T {
            work()
        }

        /// Asks for the cache line of `item`, to read it a little later.
        #[inline(always)]
        pub(crate) fn prefetch<T>(item: &T) {
            // SAFETY: SSE; the address is that of a reference.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
        }

        #[derive(Clone, Copy)]
        pub(in super::super) struct Sse2(__m128i);

        // SAFETY, for all of it: every x86-64 has SSE2, and `load` reads within a slice.
        impl Lane for Sse2 {
            const BYTES: usize = 16;

            #[inline(always)]
            fn load(chunk: &Chunk, at: usize) -> Sse2 {
                let bytes: &[u8] = &chunk[at..at + Sse2::BYTES];
                Sse2(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) })
            }

            #[inline(always)]
            fn every(byte: u8) -> Sse2 {
                Sse2(unsafe { _mm_set1_epi8(byte as i8) })
            }

            #[inline(always)]
            fn or(self, other: Sse2) -> Sse2 {
                Sse2(unsafe { _mm_or_si128(self.0, other.0) })
            }

            #[inline(always)]
            fn equal(self, byte: u8) -> Sse2 {
                Sse2(unsafe { _mm_cmpeq_epi8(self.0, Sse2::every(byte).0) })
            }

            #[inline(always)]
            fn within(self, first: u8, last: u8) -> Sse2 {
                let (offset, length) =
                    (Sse2::every(first.wrapping_neg()), Sse2::every(last - first));
                Sse2(unsafe {
                    let above = _mm_add_epi8(self.0, offset.0);
                    _mm_cmpeq_epi8(_mm_min_epu8(above, length.0), above)
                })
            }

            #[inline(always)]
            fn high_bits(self) -> u64 {
                u64::from(unsafe { _mm_movemask_epi8(self.0) } as u16)
            }
        }

        #[derive(Clone, Copy)]
        pub(in super::super) struct Avx2(__m256i);

        // SAFETY, for all of it: used only by `read_wide` and where a test has asked for AVX2, and
        // `load` reads within a slice.
        impl Lane for Avx2 {
            const BYTES: usize = 32;

            #[inline(always)]
            fn load(chunk: &Chunk, at: usize) -> Avx2 {
                let bytes: &[u8] = &chunk[at..at + Avx2::BYTES];
                Avx2(unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) })
            }

            #[inline(always)]
            fn every(byte: u8) -> Avx2 {
                Avx2(unsafe { _mm256_set1_epi8(byte as i8) })
            }

            #[inline(always)]
            fn or(self, other: Avx2) -> Avx2 {
                Avx2(unsafe { _mm256_or_si256(self.0, other.0) })
            }

            #[inline(always)]
            fn equal(self, byte: u8) -> Avx2 {
                Avx2(unsafe { _mm256_cmpeq_epi8(self.0, Avx2::every(byte).0) })
            }

            #[inline(always)]
            fn within(self, first: u8, last: u8) -> Avx2 {
                let (offset, length) =
                    (Avx2::every(first.wrapping_neg()), Avx2::every(last - first));
                Avx2(unsafe {
                    let above = _mm256_add_epi8(self.0, offset.0);
                    _mm256_cmpeq_epi8(_mm256_min_epu8(above, length.0), above)
                })
            }

            #[inline(always)]
            fn high_bits(self) -> u64 {
                u64::from(unsafe { _mm256_movemask_epi8(self.0) } as u32)
            }
        }
    }

    /// The same one byte at a time: for other machines, and the oracle of the test.
    #[cfg(any(test, not(target_arch = "x86_64")))]
    #[cfg_attr(target_arch = "x86_64", allow(dead_code, reason = "only the test's"))]
    pub(super) mod scalar {
        use super::*;

        pub(in super::super) type Narrow = u8;

        pub(in super::super) fn read(
            text: &[u8],
            part: Range<usize>,
            joins: &mut Joins,
            chunks: &mut Vec<Bits>,
        ) {
            read_by::<u8>(text, part, joins, chunks);
        }

        /// Does `work`.
        #[inline(always)]
        pub(crate) fn with_bit_instructions<T>(work: impl FnOnce() -> T) -> T {
            work()
        }

        /// No hint.
        #[inline(always)]
        pub(crate) fn prefetch<T>(_: &T) {}

        fn yes(is_so: bool) -> u8 {
            if is_so { 0xFF } else { 0 }
        }

        impl Lane for u8 {
            const BYTES: usize = 1;

            fn load(chunk: &Chunk, at: usize) -> u8 {
                chunk[at]
            }

            fn every(byte: u8) -> u8 {
                byte
            }

            fn or(self, other: u8) -> u8 {
                self | other
            }

            fn equal(self, byte: u8) -> u8 {
                yes(self == byte)
            }

            fn within(self, first: u8, last: u8) -> u8 {
                yes((first..=last).contains(&self))
            }

            fn high_bits(self) -> u64 {
                u64::from(self >> 7)
            }
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    pub(super) use scalar::{Narrow, read};
    #[cfg(not(target_arch = "x86_64"))]
    pub(crate) use scalar::{prefetch, with_bit_instructions};
}

pub(crate) use lanes::{prefetch, with_bit_instructions};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The bits of `text` by the lanes that `read` reads with.
    fn bits_read(
        read: impl Fn(&[u8], std::ops::Range<usize>, &mut Joins, &mut Vec<Bits>),
        text: &str,
    ) -> Vec<Bits> {
        let mut chunks = Vec::new();
        read(
            text.as_bytes(),
            0..text.len(),
            &mut Joins::default(),
            &mut chunks,
        );
        chunks
    }

    proptest! {
        #[test]
        fn lanes_do_what_bytes_do(text in "([ -~\n]|[éж字’“…。]){0,200}") {
            let expected = bits_read(read_by::<u8>, &text);
            prop_assert_eq!(bits_read(read_by::<Narrow>, &text), expected.clone());
            prop_assert_eq!(bits_read(lanes::read, &text), expected);
        }

        #[test]
        fn marks_are_found_within_a_span(
            text in "[a(\"%“é ]{0,300}", start in 0u32..200, length in 0u32..200,
        ) {
            let end = (start + length).min(text.len() as u32);
            let span = Span { start: start.min(end), end };
            let mut bitmaps = Bitmaps::default();
            let stop = &mut Stop::new(&|| false);
            bitmaps.read("(((", stop);
            bitmaps.read(&text, stop);
            let expected: Vec<usize> = (span.range())
                .filter(|at| matches!(text.as_bytes()[*at], b'(' | b'"' | b'%' | 0xE2))
                .collect();
            prop_assert_eq!(bitmaps.marks(span).collect::<Vec<_>>(), expected);
        }
    }
}

//! Bytes → bitmaps: which of 64 bytes are of a class, which bytes of a text.
//!
//! Bit i stands for byte i. With SSE2, which every x86-64 has, 64 bytes cost some 30 to 100
//! instructions and no branch; elsewhere a byte table gives the same bits one by one.

use crate::span::Span;

/// As many bytes as a bitmap has bits.
pub(crate) type Chunk = [u8; CHUNK_BYTES];
pub(crate) const CHUNK_BYTES: usize = 64;

/// The bytes of `text` from `at` on, for reading up to `end`: what lies beyond is either text too
/// or zero. `mask` has the bits that lie before `end`.
#[inline(always)]
pub(crate) fn chunk(text: &[u8], at: usize, end: usize) -> (Chunk, u64) {
    let rest = &text[at..];
    let chunk = match rest.first_chunk() {
        Some(chunk) => *chunk,
        None => {
            let mut padded = [0; CHUNK_BYTES];
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

/// What words are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordBits {
    pub(crate) letters: u64,
    pub(crate) digits: u64,
    pub(crate) underscores: u64,
    /// Bytes of characters beyond ASCII.
    pub(crate) wide: u64,
    /// ' . : which join letters.
    pub(crate) join_letters: u64,
    /// ' . , ; which join digits.
    pub(crate) join_digits: u64,
}

/// Which bytes are of which class.
#[inline(always)]
pub(crate) fn word_bits(chunk: &Chunk) -> WordBits {
    use lanes::*;
    let quads = quarters(chunk);
    let any = |bytes: &[u8]| bits(&quads, |lane| one_of(lane, bytes));
    let apostrophes_and_stops = any(b"'.");
    WordBits {
        letters: bits(&quads, |lane| within(lower(lane), b'a', b'z')),
        digits: bits(&quads, |lane| within(lane, b'0', b'9')),
        underscores: any(b"_"),
        wide: bits(&quads, |lane| lane),
        join_letters: apostrophes_and_stops | any(b":"),
        join_digits: apostrophes_and_stops | any(b",;"),
    }
}

/// Which bytes might end a sentence: . ! ? ; ) line feeds, and the first bytes of characters beyond
/// ASCII among which there are terminators.
#[inline(always)]
pub(crate) fn stop_bits(chunk: &Chunk) -> u64 {
    use lanes::*;
    let quads = quarters(chunk);
    let stops = bits(&quads, |lane| one_of(lane, b".!?;)\n"));
    // Most chunks of many a text hold nothing beyond ASCII.
    if bits(&quads, |lane| lane) == 0 {
        return stops;
    }
    let leads = b"\xCD\xD6\xD8\xDB\xE0\xE1\xE2\xE3\xEF";
    stops | bits(&quads, |lane| one_of(lane, leads))
}

/// Where in a text something might open or close, or a sign of money stand: a bit for each of
/// " ( ) [ ] $ % and the first bytes of “ ” € £ ¥ and others. Made once and asked for each sentence,
/// many of which have none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    bits: Vec<u64>,
}

impl Marks {
    /// Those of `text`, in place of what was here.
    pub(crate) fn read(&mut self, text: &str) {
        self.bits.clear();
        self.bits.reserve(text.len() / CHUNK_BYTES + 1);
        let mut at = 0;
        while at < text.len() {
            let (chunk, _) = chunk(text.as_bytes(), at, text.len());
            self.bits.push(mark_bits(&chunk));
            at += CHUNK_BYTES;
        }
    }

    /// The places in `span` of the text read last, ascending.
    #[inline]
    pub(crate) fn within(&self, span: Span) -> impl Iterator<Item = usize> {
        let Span { start, end } = span;
        let (first, behind) = (start as usize / CHUNK_BYTES, end as usize / CHUNK_BYTES);
        let until_end = (1 << (end as usize % CHUNK_BYTES)) - 1;
        let mut at = first;
        let word = move |at: usize| {
            let bits = self.bits.get(at).copied().unwrap_or(0);
            bits & if at == behind { until_end } else { u64::MAX }
        };
        let mut left = word(at) & u64::MAX << (start as usize % CHUNK_BYTES);
        std::iter::from_fn(move || {
            while left == 0 {
                at += 1;
                if at > behind {
                    return None;
                }
                left = word(at);
            }
            let found = at * CHUNK_BYTES + left.trailing_zeros() as usize;
            left &= left - 1;
            Some(found)
        })
    }
}

#[inline(always)]
fn mark_bits(chunk: &Chunk) -> u64 {
    use lanes::*;
    // Of two bytes that differ in one bit, one comparison with that bit set finds both: (), $% and
    // "#, of which the second does no harm, and the two first bytes.
    let last_bit = every(1);
    bits(&quarters(chunk), |lane| {
        let ascii = or(one_of(or(lane, last_bit), b"#%)"), one_of(lane, b"[]"));
        or(ascii, one_of(lower(lane), b"\xE2"))
    })
}

/// Sixteen bytes at a time. A byte's highest bit says whether it is of the class.
#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "vector instructions; each needs SSE2 and nothing else, and every x86-64 has it"
)]
mod lanes {
    use super::Chunk;
    use std::arch::x86_64::{
        __m128i, _MM_HINT_T0, _mm_add_epi8, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8,
        _mm_or_si128, _mm_prefetch, _mm_set_epi64x, _mm_set1_epi8,
    };

    #[inline(always)]
    pub(super) fn quarters(chunk: &Chunk) -> [__m128i; 4] {
        [
            lane(chunk, 0),
            lane(chunk, 16),
            lane(chunk, 32),
            lane(chunk, 48),
        ]
    }

    #[inline(always)]
    fn lane(chunk: &Chunk, at: usize) -> __m128i {
        // SAFETY: SSE2.
        unsafe { _mm_set_epi64x(half(chunk, at + 8), half(chunk, at)) }
    }

    #[inline(always)]
    fn half(chunk: &Chunk, at: usize) -> i64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&chunk[at..at + 8]);
        i64::from_le_bytes(bytes)
    }

    #[inline(always)]
    pub(super) fn bits(quarters: &[__m128i; 4], class: impl Fn(__m128i) -> __m128i) -> u64 {
        let [a, b, c, d] = *quarters;
        // SAFETY: SSE2.
        let mask = |lane| u64::from(unsafe { _mm_movemask_epi8(class(lane)) } as u16);
        mask(a) | mask(b) << 16 | mask(c) << 32 | mask(d) << 48
    }

    /// Bit 5 set, which makes ASCII letters lower-case.
    #[inline(always)]
    pub(super) fn lower(lane: __m128i) -> __m128i {
        or(lane, every(0x20))
    }

    #[inline(always)]
    pub(super) fn within(lane: __m128i, first: u8, last: u8) -> __m128i {
        let (offset, length) = (every(first.wrapping_neg()), every(last - first));
        // SAFETY: SSE2.
        unsafe {
            let above = _mm_add_epi8(lane, offset);
            _mm_cmpeq_epi8(_mm_min_epu8(above, length), above)
        }
    }

    #[inline(always)]
    pub(super) fn one_of(lane: __m128i, bytes: &[u8]) -> __m128i {
        let mut found = every(0);
        for &byte in bytes {
            // SAFETY: SSE2.
            found = or(found, unsafe { _mm_cmpeq_epi8(lane, every(byte)) });
        }
        found
    }

    #[inline(always)]
    pub(super) fn or(a: __m128i, b: __m128i) -> __m128i {
        // SAFETY: SSE2.
        unsafe { _mm_or_si128(a, b) }
    }

    /// Asks for the cache line of `item`, to read it a little later.
    #[inline(always)]
    pub(crate) fn prefetch<T>(item: &T) {
        // SAFETY: SSE; the address is that of a reference.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
    }

    #[inline(always)]
    pub(super) fn every(byte: u8) -> __m128i {
        // SAFETY: SSE2.
        unsafe { _mm_set1_epi8(byte as i8) }
    }
}

/// The same one byte at a time: for other machines, and the oracle of the test.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[cfg_attr(target_arch = "x86_64", allow(dead_code, reason = "only the test's"))]
mod scalar {
    use super::Chunk;

    #[inline(always)]
    pub(super) fn quarters(chunk: &Chunk) -> Chunk {
        *chunk
    }

    #[inline(always)]
    pub(super) fn bits(chunk: &Chunk, class: impl Fn(u8) -> u8) -> u64 {
        chunk
            .iter()
            .rev()
            .fold(0, |bits, &byte| bits << 1 | u64::from(class(byte) >> 7))
    }

    #[inline(always)]
    pub(super) fn lower(byte: u8) -> u8 {
        byte | 0x20
    }

    #[inline(always)]
    pub(super) fn within(byte: u8, first: u8, last: u8) -> u8 {
        if (first..=last).contains(&byte) {
            0xFF
        } else {
            0
        }
    }

    #[inline(always)]
    pub(super) fn one_of(byte: u8, bytes: &[u8]) -> u8 {
        if bytes.contains(&byte) { 0xFF } else { 0 }
    }

    #[inline(always)]
    pub(super) fn or(a: u8, b: u8) -> u8 {
        a | b
    }

    #[inline(always)]
    pub(super) fn every(byte: u8) -> u8 {
        byte
    }

    /// No hint.
    #[inline(always)]
    pub(crate) fn prefetch<T>(_: &T) {}
}

#[cfg(not(target_arch = "x86_64"))]
use scalar as lanes;

pub(crate) use lanes::prefetch;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_found_within_a_span(
            text in "[a(\"%“é ]{0,300}", start in 0u32..200, length in 0u32..200,
        ) {
            let end = (start + length).min(text.len() as u32);
            let span = Span { start: start.min(end), end };
            let mut marks = Marks::default();
            marks.read("(((");
            marks.read(&text);
            let expected: Vec<usize> = (span.range())
                .filter(|at| matches!(text.as_bytes()[*at], b'(' | b'"' | b'%' | 0xE2))
                .collect();
            prop_assert_eq!(marks.within(span).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn lanes_do_what_bytes_do(bytes in proptest::collection::vec(any::<u8>(), CHUNK_BYTES)) {
            let chunk: Chunk = bytes.try_into().unwrap();
            let four = lanes::quarters(&chunk);
            let one = scalar::quarters(&chunk);
            for mark in 0..=u8::MAX {
                prop_assert_eq!(
                    lanes::bits(&four, |lane| lanes::one_of(lane, &[mark])),
                    scalar::bits(&one, |byte| scalar::one_of(byte, &[mark]))
                );
            }
            prop_assert_eq!(
                lanes::bits(&four, |lane| lanes::within(lanes::lower(lane), b'a', b'z')),
                scalar::bits(&one, |byte| scalar::within(scalar::lower(byte), b'a', b'z'))
            );
            prop_assert_eq!(
                lanes::bits(&four, |lane| lanes::or(lane, lanes::within(lane, b'0', b'9'))),
                scalar::bits(&one, |byte| scalar::or(byte, scalar::within(byte, b'0', b'9')))
            );
        }
    }
}

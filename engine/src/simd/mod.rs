//! Safe wrappers around SIMD instructions, chosen at run time.
//!
//! On x86-64 (`x86`), SSE2 is always there; AVX2, AVX-512 and the instructions that count and find
//! bits are used where the processor has them. On other architectures `scalar` does the same byte by
//! byte and number by number. All of them give the same results: the test at the end of this file
//! runs every operation at every level that the machine has.
//!
//! Code that is to be compiled once for each level implements [`Kernel`] and is run by [`dispatch`].
//! When AVX-512 was added, it took a news article from 21.9 to 20.9 µs (AVX2 alone: 21.8).

#[cfg(any(test, not(target_arch = "x86_64")))]
#[cfg_attr(
    target_arch = "x86_64",
    allow(dead_code, reason = "on x86-64 only the tests use it")
)]
pub(crate) mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::span::Span;
#[cfg(all(test, not(target_arch = "x86_64")))]
pub(crate) use scalar::dispatch_at_each_level;
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use scalar::{Baseline, dispatch, prefetch};
#[cfg(all(test, target_arch = "x86_64"))]
pub(crate) use x86::dispatch_at_each_level;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Baseline, dispatch, prefetch};

/// The bytes that one 64-bit bitmap describes.
pub(crate) type Chunk = [u8; CHUNK_BYTES];
pub(crate) const CHUNK_BYTES: usize = 64;

/// The number of ASCII characters.
pub(crate) const ASCII_COUNT: usize = 128;

/// A piece of work that is compiled once for each level of SIMD instructions. Mark `run`, and what
/// it calls, `#[inline(always)]`: only code that is inlined into the dispatcher is compiled for the
/// level.
pub(crate) trait Kernel {
    type Output;
    /// Does the work with the vectors of one level.
    fn run<V: Vectors>(self) -> Self::Output;
}

/// Numbers of 32 bits in a vector of numbers.
pub(crate) const LANES: usize = 16;

/// The vectors of one level of SIMD instructions. A value holds [`Vectors::BYTES`] bytes of a chunk.
///
/// Methods with a body here are the scalar equivalents of instructions that only some levels have.
pub(crate) trait Vectors: Copy {
    const BYTES: usize;
    /// A subset of the bytes.
    type ByteMask: ByteMask;
    /// This level's vectors of [`LANES`] numbers.
    type U32x16: U32x16;
    /// Loads the bytes of `chunk` from `at` on.
    fn load(chunk: &Chunk, at: usize) -> Self;
    /// A vector in which every byte is `byte`.
    fn splat(byte: u8) -> Self;
    fn or(self, other: Self) -> Self;
    /// Which bytes equal `byte`.
    fn equal(self, byte: u8) -> Self::ByteMask;
    /// Which bytes are at least `first` and at most `last`.
    fn within(self, first: u8, last: u8) -> Self::ByteMask;
    /// Which bytes are not ASCII.
    fn non_ascii(self) -> Self::ByteMask;
    /// Looks up every ASCII byte of `chunk` in `table`, and returns a bitmap of the chunk for each of
    /// the eight bits of the entries: the n-th bitmap has the bytes whose entry has bit n.
    /// `None` at levels without an instruction for such a look-up.
    #[inline(always)]
    fn classify(_chunk: &Chunk, _table: &[u8; ASCII_COUNT]) -> Option<[u64; u8::BITS as usize]> {
        None
    }

    /// Sets bit 5 of every byte, which makes ASCII letters lower-case.
    #[inline(always)]
    fn set_case_bit(self) -> Self {
        self.or(Self::splat(0x20))
    }

    /// Writes the positions of the bits of `starts` as the starts of `spans`, lowest bit first, and
    /// those of `ends` as their ends; `ends` may have fewer bits. `base` is added to each position.
    /// Returns the number of starts. Starts and ends beyond the last bit have no meaning.
    #[inline(always)]
    fn write_spans(starts: u64, ends: u64, base: u32, spans: &mut [Span; CHUNK_BYTES]) -> usize {
        write_bits(starts, spans, |span, bit| span.start = base + bit);
        write_bits(ends, spans, |span, bit| span.end = base + bit);
        starts.count_ones() as usize
    }

    /// Writes the positions of the bits of `bits`, lowest bit first, each plus `base`. Returns their
    /// number. Positions beyond the last bit have no meaning.
    #[inline(always)]
    fn write_positions(bits: u64, base: u32, positions: &mut [u32; CHUNK_BYTES]) -> usize {
        // Two positions are written unconditionally, because most chunks have no more bits.
        let mut left = bits;
        let count = bits.count_ones() as usize;
        let (few, others) = positions.split_at_mut(2);
        for position in few {
            *position = base + left.trailing_zeros();
            left &= left.wrapping_sub(1);
        }
        for position in others.iter_mut().take(count.saturating_sub(2)) {
            *position = base + left.trailing_zeros();
            left &= left - 1;
        }
        count
    }

    /// The dot product of two lists of vectors of equal length.
    ///
    /// Sums each lane over the lists first, then adds the lanes by halves. The order is fixed here,
    /// because compilers must not reorder sums of floats and would otherwise add them one by one: that
    /// took 5,300 of 229,200 instructions for a news article.
    #[inline(always)]
    fn dot(left: &[F32x16], right: &[F32x16]) -> f32 {
        let mut sums = [0.0; LANES];
        for (a, b) in left.iter().zip(right) {
            sums = from_fn(|at| sums[at] + a[at] * b[at]);
        }
        let mut half = LANES;
        while half > 1 {
            half /= 2;
            for at in 0..half {
                sums[at] += sums[at + half];
            }
        }
        sums[0]
    }
}

/// [`LANES`] floats.
pub(crate) type F32x16 = [f32; LANES];

/// A subset of the bytes of a vector.
pub(crate) trait ByteMask: Copy {
    fn or(self, other: Self) -> Self;
    /// The subset as bits, with the first byte at the lowest bit.
    fn bits(self) -> u64;
}

/// [`LANES`] numbers of 32 bits.
pub(crate) trait U32x16: Copy {
    type Mask: U32Mask;
    /// A vector in which every number is `number`.
    fn splat(number: u32) -> Self;
    /// The lower halves and the upper halves of `longs`.
    fn split_halves(longs: &[u64; LANES]) -> [Self; 2];
    /// The starts of `spans`.
    fn span_starts(spans: &[Span; LANES]) -> Self;
    fn and(self, other: Self) -> Self;
    fn shift_right<const BITS: u32>(self) -> Self;
    /// Adds the numbers of `other` that are in `mask`, with wrapping.
    fn add_masked(self, mask: Self::Mask, other: Self) -> Self;
    /// The sum of all numbers, with wrapping.
    fn sum(self) -> u32;
    /// Which numbers are less than `number`.
    fn less_than(self, number: u32) -> Self::Mask;
    /// Which numbers equal `number`.
    fn equal(self, number: u32) -> Self::Mask;
    /// Writes the numbers in `mask` to the front of `into`, in order, and returns how many they are.
    /// What it writes beyond them has no meaning.
    fn compress(self, mask: Self::Mask, into: &mut [u32; LANES]) -> usize;
}

/// A subset of the numbers of a vector.
pub(crate) trait U32Mask: Copy {
    /// The members of `self` that are not in `other`.
    fn and_not(self, other: Self) -> Self;
    /// The number of members.
    fn count(self) -> usize;
}

/// Calls `set` with a span and the position of a bit, for each bit of `bits` from the lowest up.
#[inline(always)]
fn write_bits(bits: u64, spans: &mut [Span; CHUNK_BYTES], set: impl Fn(&mut Span, u32)) {
    // This many are written unconditionally, because most chunks have fewer words.
    const UNCONDITIONAL: usize = 12;
    let mut left = bits;
    let (most, others) = spans.split_at_mut(UNCONDITIONAL);
    for span in most {
        set(span, left.trailing_zeros());
        left &= left.wrapping_sub(1);
    }
    for span in others {
        if left == 0 {
            break;
        }
        set(span, left.trailing_zeros());
        left &= left - 1;
    }
}

/// Does what `std::array::from_fn` does, as a plain loop that the compiler vectorizes.
#[inline(always)]
pub(crate) fn from_fn<T: Copy + Default, const N: usize>(of: impl Fn(usize) -> T) -> [T; N] {
    let mut all = [T::default(); N];
    for (at, one) in all.iter_mut().enumerate() {
        *one = of(at);
    }
    all
}

/// Members have all bits set, other numbers none.
impl U32Mask for [u32; LANES] {
    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        from_fn(|at| self[at] & !other[at])
    }

    #[inline(always)]
    fn count(self) -> usize {
        self.iter().map(|bits| bits & 1).sum::<u32>() as usize
    }
}

/// One number at a time, for levels without vectors of 16 numbers. Compilers vectorize most of it.
impl U32x16 for [u32; LANES] {
    type Mask = [u32; LANES];

    #[inline(always)]
    fn splat(number: u32) -> Self {
        [number; LANES]
    }

    #[inline(always)]
    fn split_halves(longs: &[u64; LANES]) -> [Self; 2] {
        let upper = |at: usize| (longs[at] >> u32::BITS) as u32;
        [from_fn(|at| longs[at] as u32), from_fn(upper)]
    }

    #[inline(always)]
    fn span_starts(spans: &[Span; LANES]) -> Self {
        from_fn(|at| spans[at].start)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        from_fn(|at| self[at] & other[at])
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        from_fn(|at| self[at] >> BITS)
    }

    #[inline(always)]
    fn add_masked(self, mask: Self, other: Self) -> Self {
        from_fn(|at| self[at].wrapping_add(other[at] & mask[at]))
    }

    #[inline(always)]
    fn sum(self) -> u32 {
        self.into_iter().fold(0, u32::wrapping_add)
    }

    #[inline(always)]
    fn less_than(self, number: u32) -> Self {
        from_fn(|at| if self[at] < number { u32::MAX } else { 0 })
    }

    #[inline(always)]
    fn equal(self, number: u32) -> Self {
        from_fn(|at| if self[at] == number { u32::MAX } else { 0 })
    }

    #[inline(always)]
    fn compress(self, mask: Self, into: &mut [u32; LANES]) -> usize {
        let mut next = 0;
        for at in 0..LANES {
            into[next % LANES] = self[at];
            next += mask[at] as usize & 1;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::array::from_fn;

    /// Applies every operation on bits and numbers to one set of inputs. Operations on bytes are
    /// tested in `scan`.
    #[derive(Clone)]
    struct AllOperations {
        starts: u64,
        ends: u64,
        base: u32,
        spans: [Span; LANES],
        longs: [u64; LANES],
        limit: u32,
        floats: [F32x16; 3],
    }

    impl Kernel for AllOperations {
        type Output = (Vec<u32>, Vec<u32>, Vec<usize>);

        #[inline(always)]
        fn run<V: Vectors>(self) -> Self::Output {
            let mut spans = [Span::default(); CHUNK_BYTES];
            let mut positions = [0; CHUNK_BYTES];
            let mut compressed = [0; LANES];
            let span_count = V::write_spans(self.starts, self.ends, self.base, &mut spans);
            let position_count = V::write_positions(self.starts, self.base, &mut positions);
            let ends = self.ends.count_ones() as usize;

            let [low, high] = V::U32x16::split_halves(&self.longs);
            let less = V::U32x16::span_starts(&self.spans).less_than(self.limit);
            let equal = low.equal(self.longs[3] as u32);
            let compressed_count = low.compress(less.and_not(equal), &mut compressed);
            let sums = [
                low.and(high).sum(),
                low.shift_right::<5>().sum(),
                low.add_masked(less, high).sum(),
                V::U32x16::splat(self.limit).add_masked(equal, high).sum(),
            ];
            let mut numbers: Vec<u32> = spans[..span_count].iter().map(|span| span.start).collect();
            numbers.extend(spans[..ends].iter().map(|span| span.end));
            numbers.extend(&positions[..position_count]);
            numbers.extend(&compressed[..compressed_count]);
            numbers.push(V::dot(&self.floats, &[self.floats[1]; 3]).to_bits());
            let counts = [
                span_count,
                position_count,
                compressed_count,
                less.count(),
                equal.count(),
            ];
            (numbers, sums.into(), counts.into())
        }
    }

    fn numbers() -> impl Strategy<Value = [u32; LANES]> {
        proptest::array::uniform(prop_oneof![0..4u32, any::<u32>()])
    }

    proptest! {
        #[test]
        fn every_level_gives_the_scalar_results(
            (starts, ends, more) in any::<(u64, u64, u64)>(),
            is_dense in any::<bool>(),
            base in 0..u32::MAX / 2,
            (low, high, span_starts) in (numbers(), numbers(), numbers()),
            limit in prop_oneof![0..4u32, any::<u32>()],
            floats in proptest::array::uniform3(proptest::array::uniform(-9.0f32..9.0)),
        ) {
            let (starts, ends) = if is_dense { (starts | more, ends | more) } else { (starts & more, ends) };
            let operations = AllOperations {
                starts,
                ends: starts & ends,
                base,
                spans: span_starts.map(|start| Span { start, end: u32::MAX }),
                longs: from_fn(|at| u64::from(low[at]) | u64::from(high[at]) << u32::BITS),
                limit,
                floats,
            };
            let expected = operations.clone().run::<scalar::Baseline>();
            for found in dispatch_at_each_level(|| operations.clone()) {
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}

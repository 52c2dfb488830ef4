//! Vectors: instructions that only some machines have, behind a safe face.
//!
//! SSE2, which every x86-64 has, is taken for granted there; AVX2 and AVX-512, and what counts and
//! finds bits, are asked for at run time (`x86`). Elsewhere all is done byte by byte and number by
//! number, with the same results (`scalar`).

#[cfg(any(test, not(target_arch = "x86_64")))]
#[cfg_attr(target_arch = "x86_64", allow(dead_code, reason = "only the test's"))]
pub(crate) mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::span::Span;
#[cfg(all(test, not(target_arch = "x86_64")))]
pub(crate) use scalar::work_at_each;
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use scalar::{Narrow, prefetch, work};
#[cfg(all(test, target_arch = "x86_64"))]
pub(crate) use x86::work_at_each;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Narrow, prefetch, work};

/// As many bytes as a bitmap has bits.
pub(crate) type Chunk = [u8; CHUNK_BYTES];
pub(crate) const CHUNK_BYTES: usize = 64;

/// So many bytes are characters of their own.
pub(crate) const ASCII: usize = 128;

/// What is worth being done by the best instructions there are. `run` must be inlined, always: it is
/// compiled once for each kind of machine.
pub(crate) trait Work {
    type Done;
    /// Does it, with the vectors of a kind of machine.
    fn run<V: Vectors>(self) -> Self::Done;
}

/// So many numbers of 32 bits are dealt with at once.
pub(crate) const LANES: usize = 16;

/// The vectors of a kind of machine: some bytes of a chunk at once. What is done bit by bit here, some
/// machines have instructions for.
pub(crate) trait Vectors: Copy {
    const BYTES: usize;
    /// Some of the bytes.
    type ByteMask: ByteMask;
    /// Its vectors of numbers.
    type U32x16: U32x16;
    /// The bytes of `chunk` from `at` on.
    fn load(chunk: &Chunk, at: usize) -> Self;
    /// Nothing but `byte`.
    fn every(byte: u8) -> Self;
    fn or(self, other: Self) -> Self;
    /// Which bytes are `byte`.
    fn equal(self, byte: u8) -> Self::ByteMask;
    /// Which bytes lie from `first` to `last`.
    fn within(self, first: u8, last: u8) -> Self::ByteMask;
    /// Which bytes are no ASCII.
    fn wide(self) -> Self::ByteMask;
    /// For each bit, which bytes of `chunk` are ASCII and have it in `table`; `None` where there is no
    /// instruction that looks so many bytes up.
    #[inline(always)]
    fn bits_in(_chunk: &Chunk, _table: &[u8; ASCII]) -> Option<[u64; u8::BITS as usize]> {
        None
    }

    /// Bit 5 set, which makes ASCII letters lower-case.
    #[inline(always)]
    fn lower(self) -> Self {
        self.or(Self::every(0x20))
    }

    /// Writes the positions of the bits of `starts`, the lowest first and counted from `base`, as the
    /// starts of `spans`, and those of `ends`, which may be fewer, as their ends. Returns how many
    /// starts there are; what stands behind the last of either means nothing.
    #[inline(always)]
    fn spans(starts: u64, ends: u64, base: u32, spans: &mut [Span; CHUNK_BYTES]) -> usize {
        write(starts, spans, |span, bit| span.start = base + bit);
        write(ends, spans, |span, bit| span.end = base + bit);
        starts.count_ones() as usize
    }

    /// Writes the `positions` of the bits of `bits`, the lowest first and counted from `base`. Returns
    /// how many there are; what stands behind the last means nothing.
    #[inline(always)]
    fn positions(bits: u64, base: u32, positions: &mut [u32; CHUNK_BYTES]) -> usize {
        // Most chunks have no more than two: so many are written without a look.
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

    /// Sum of products: of those of each place first, then by halves. Said here, since compilers may
    /// not choose the order in which floats are added, and so add them one by one.
    #[inline(always)]
    fn dot(some: &[F32x16], others: &[F32x16]) -> f32 {
        let mut sums = [0.0; LANES];
        for (a, b) in some.iter().zip(others) {
            sums = each(|at| sums[at] + a[at] * b[at]);
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

/// Some of the bytes of a vector.
pub(crate) trait ByteMask: Copy {
    fn or(self, other: Self) -> Self;
    /// A bit for each byte, the first one's lowest.
    fn bits(self) -> u64;
}

/// [`LANES`] numbers of 32 bits.
pub(crate) trait U32x16: Copy {
    type Set: Set;
    fn every(number: u32) -> Self;
    /// The lower and the upper halves of longer ones.
    fn halves(longs: &[u64; LANES]) -> [Self; 2];
    /// Where spans start.
    fn starts(spans: &[Span; LANES]) -> Self;
    fn and(self, other: Self) -> Self;
    fn shift_right<const BITS: u32>(self) -> Self;
    /// The sums of those in `wanted`; for the others what was there.
    fn add_at(self, wanted: Self::Set, other: Self) -> Self;
    /// The sum of all.
    fn sum(self) -> u32;
    /// Which ones lie below `number`.
    fn below(self, number: u32) -> Self::Set;
    /// Which ones are `number`.
    fn equal(self, number: u32) -> Self::Set;
    /// Writes those in `wanted`, one after the other, and behind them what means nothing; returns how
    /// many they are.
    fn pack(self, wanted: Self::Set, into: &mut [u32; LANES]) -> usize;
}

/// Some of the numbers of a vector.
pub(crate) trait Set: Copy {
    /// Those that are not in `other`.
    fn but(self, other: Self) -> Self;
    /// How many there are.
    fn count(self) -> usize;
}

/// Writes where `bits` stand to as many places.
#[inline(always)]
fn write(bits: u64, places: &mut [Span; CHUNK_BYTES], to: impl Fn(&mut Span, u32)) {
    // So many without a look at how many there are: most chunks have fewer words.
    const AT_ONCE: usize = 12;
    let mut left = bits;
    let (most, others) = places.split_at_mut(AT_ONCE);
    for place in most {
        to(place, left.trailing_zeros());
        left &= left.wrapping_sub(1);
    }
    for place in others {
        if left == 0 {
            break;
        }
        to(place, left.trailing_zeros());
        left &= left - 1;
    }
}

/// An array of what `of` gives for each index; a plain loop, which compilers make vector code of.
#[inline(always)]
pub(crate) fn each<T: Copy + Default, const N: usize>(of: impl Fn(usize) -> T) -> [T; N] {
    let mut all = [T::default(); N];
    for (at, one) in all.iter_mut().enumerate() {
        *one = of(at);
    }
    all
}

/// All bits of a number that is in it, none of the others.
impl Set for [u32; LANES] {
    #[inline(always)]
    fn but(self, other: Self) -> Self {
        each(|at| self[at] & !other[at])
    }

    #[inline(always)]
    fn count(self) -> usize {
        self.iter().map(|all| all & 1).sum::<u32>() as usize
    }
}

/// Number by number.
impl U32x16 for [u32; LANES] {
    type Set = [u32; LANES];

    #[inline(always)]
    fn every(number: u32) -> Self {
        [number; LANES]
    }

    #[inline(always)]
    fn halves(longs: &[u64; LANES]) -> [Self; 2] {
        let upper = |at: usize| (longs[at] >> u32::BITS) as u32;
        [each(|at| longs[at] as u32), each(upper)]
    }

    #[inline(always)]
    fn starts(spans: &[Span; LANES]) -> Self {
        each(|at| spans[at].start)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        each(|at| self[at] & other[at])
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        each(|at| self[at] >> BITS)
    }

    #[inline(always)]
    fn add_at(self, wanted: Self, other: Self) -> Self {
        each(|at| self[at].wrapping_add(other[at] & wanted[at]))
    }

    #[inline(always)]
    fn sum(self) -> u32 {
        self.into_iter().fold(0, u32::wrapping_add)
    }

    #[inline(always)]
    fn below(self, number: u32) -> Self {
        each(|at| if self[at] < number { u32::MAX } else { 0 })
    }

    #[inline(always)]
    fn equal(self, number: u32) -> Self {
        each(|at| if self[at] == number { u32::MAX } else { 0 })
    }

    #[inline(always)]
    fn pack(self, wanted: Self, into: &mut [u32; LANES]) -> usize {
        let mut next = 0;
        for at in 0..LANES {
            into[next % LANES] = self[at];
            next += wanted[at] as usize & 1;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::array::from_fn;

    /// Everything that vectors do with bits and numbers, on some of them.
    #[derive(Clone)]
    struct Everything {
        starts: u64,
        ends: u64,
        base: u32,
        places: [Span; LANES],
        longs: [u64; LANES],
        limit: u32,
        reals: [F32x16; 3],
    }

    impl Work for Everything {
        type Done = (Vec<u32>, Vec<u32>, Vec<usize>);

        #[inline(always)]
        fn run<V: Vectors>(self) -> Self::Done {
            let mut spans = [Span::default(); CHUNK_BYTES];
            let mut positions = [0; CHUNK_BYTES];
            let mut packed = [0; LANES];
            let span_count = V::spans(self.starts, self.ends, self.base, &mut spans);
            let position_count = V::positions(self.starts, self.base, &mut positions);
            let ends = self.ends.count_ones() as usize;

            let [some, others] = V::U32x16::halves(&self.longs);
            let below = V::U32x16::starts(&self.places).below(self.limit);
            let equal = some.equal(self.longs[3] as u32);
            let pack_count = some.pack(below.but(equal), &mut packed);
            let sums = [
                some.and(others).sum(),
                some.shift_right::<5>().sum(),
                some.add_at(below, others).sum(),
                V::U32x16::every(self.limit).add_at(equal, others).sum(),
            ];
            let mut numbers: Vec<u32> = spans[..span_count].iter().map(|span| span.start).collect();
            numbers.extend(spans[..ends].iter().map(|span| span.end));
            numbers.extend(&positions[..position_count]);
            numbers.extend(&packed[..pack_count]);
            numbers.push(V::dot(&self.reals, &[self.reals[1]; 3]).to_bits());
            let counts = [
                span_count,
                position_count,
                pack_count,
                below.count(),
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
        fn any_machine_does_the_same(
            (starts, ends, more) in any::<(u64, u64, u64)>(),
            is_dense in any::<bool>(),
            base in 0..u32::MAX / 2,
            (some, others, at) in (numbers(), numbers(), numbers()),
            limit in prop_oneof![0..4u32, any::<u32>()],
            reals in proptest::array::uniform3(proptest::array::uniform(-9.0f32..9.0)),
        ) {
            let (starts, ends) = if is_dense { (starts | more, ends | more) } else { (starts & more, ends) };
            let everything = Everything {
                starts,
                ends: starts & ends,
                base,
                places: at.map(|start| Span { start, end: u32::MAX }),
                longs: from_fn(|at| u64::from(some[at]) | u64::from(others[at]) << u32::BITS),
                limit,
                reals,
            };
            let expected = everything.clone().run::<scalar::Narrow>();
            for found in work_at_each(|| everything.clone()) {
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}

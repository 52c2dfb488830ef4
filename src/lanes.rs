//! Vectors: the one place for instructions that only some machines have, behind a safe face.
//!
//! SSE2, which every x86-64 has, is taken for granted there; AVX2, and BMI1 and POPCNT for single
//! bits, are asked for at run time. Elsewhere all is done byte by byte, with the same results.

/// As many bytes as a bitmap has bits.
pub(crate) type Chunk = [u8; CHUNK_BYTES];
pub(crate) const CHUNK_BYTES: usize = 64;

/// What is worth being done by the best instructions there are. `run` must be inlined, always: it is
/// compiled once for each kind of machine.
pub(crate) trait Work {
    type Done;
    /// Does it, with bytes in lanes of that width.
    fn run<L: Lane>(self) -> Self::Done;
}

/// Some bytes of a chunk at once. Where it stands for yes and no, a byte's highest bit is that.
pub(crate) trait Lane: Copy {
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
pub(crate) use x86::{Narrow, prefetch, work};

#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "vector instructions: SSE2, which every x86-64 has, AVX2 and BMI1 where they were asked for"
)]
mod x86 {
    use super::*;
    use std::arch::x86_64::*;

    pub(crate) type Narrow = Sse2;

    /// Does `work` by the widest vectors there are, and with the instructions that count and find
    /// bits where there are any.
    #[inline(always)]
    pub(crate) fn work<W: Work>(work: W) -> W::Done {
        if is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("popcnt")
        {
            // SAFETY: the machine has all of them.
            unsafe { work_widely(work) }
        } else {
            work.run::<Sse2>()
        }
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    fn work_widely<W: Work>(work: W) -> W::Done {
        work.run::<Avx2>()
    }

    /// Asks for the cache line of `item`, to read it a little later.
    #[inline(always)]
    pub(crate) fn prefetch<T>(item: &T) {
        // SAFETY: SSE; the address is that of a reference.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
    }

    #[derive(Clone, Copy)]
    pub(crate) struct Sse2(__m128i);

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
            let (offset, length) = (Sse2::every(first.wrapping_neg()), Sse2::every(last - first));
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
    pub(crate) struct Avx2(__m256i);

    // SAFETY, for all of it: used only by `work_widely`, and
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
            let (offset, length) = (Avx2::every(first.wrapping_neg()), Avx2::every(last - first));
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
pub(crate) mod scalar {
    use super::*;

    pub(crate) type Narrow = u8;

    /// Does `work` byte by byte.
    #[inline(always)]
    pub(crate) fn work<W: Work>(work: W) -> W::Done {
        work.run::<u8>()
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
pub(crate) use scalar::{Narrow, prefetch, work};

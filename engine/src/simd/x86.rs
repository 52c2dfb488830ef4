//! SIMD on x86-64: SSE2, which every x86-64 processor has, and AVX2 and AVX-512 where the processor
//! reports them. All unsafe code of the engine is in this file.

#![expect(
    unsafe_code,
    reason = "intrinsics that run only after their features were detected, and loads and stores of whole vectors \
              within arrays"
)]

use super::*;
use std::arch::x86_64::*;
use std::sync::atomic::{AtomicU8, Ordering};

/// The vectors that need no detection at run time.
pub(crate) type Baseline = Sse2;

/// Levels of SIMD instructions; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Level {
    Sse2 = 1,
    Avx2,
    Avx512,
}

/// The processor's level, or 0 before it was detected. It is cached because detection asks for one
/// feature at a time.
static LEVEL: AtomicU8 = AtomicU8::new(0);

fn level() -> Level {
    match LEVEL.load(Ordering::Relaxed) {
        level if level == Level::Avx512 as u8 => Level::Avx512,
        level if level == Level::Avx2 as u8 => Level::Avx2,
        level if level == Level::Sse2 as u8 => Level::Sse2,
        _ => detect_level(),
    }
}

#[cold]
fn detect_level() -> Level {
    let has_avx2 = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt");
    let has_avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("bmi2");
    let level = match (has_avx2, has_avx512) {
        (true, true) => Level::Avx512,
        (true, false) => Level::Avx2,
        _ => Level::Sse2,
    };
    LEVEL.store(level as u8, Ordering::Relaxed);
    level
}

/// Runs `kernel` with the widest vectors that the processor has.
#[inline(always)]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    dispatch_at(level(), kernel)
}

#[inline(always)]
fn dispatch_at<K: Kernel>(level: Level, kernel: K) -> K::Output {
    // SAFETY: callers pass the detected level or one below it, so the processor has the features.
    match level {
        Level::Avx512 => unsafe { run_with_avx512(kernel) },
        Level::Avx2 => unsafe { run_with_avx2(kernel) },
        Level::Sse2 => kernel.run::<Sse2>(),
    }
}

/// Runs a kernel of `make` at each level that the processor has.
#[cfg(test)]
pub(crate) fn dispatch_at_each_level<K: Kernel>(mut make: impl FnMut() -> K) -> Vec<K::Output> {
    let levels = [Level::Sse2, Level::Avx2, Level::Avx512];
    let levels = levels.into_iter().filter(|at| *at <= level());
    levels.map(|at| dispatch_at(at, make())).collect()
}

#[target_feature(enable = "avx2,bmi1,popcnt")]
fn run_with_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

#[target_feature(
    enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2"
)]
fn run_with_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx512>()
}

/// Asks the processor to load the cache line of `item`, which is read soon.
#[inline(always)]
pub(crate) fn prefetch<T>(item: &T) {
    // SAFETY: every x86-64 processor has SSE, and the address comes from a reference.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
}

#[derive(Clone, Copy)]
pub(crate) struct Sse2(__m128i);

// SAFETY, for all unsafe blocks of it: every x86-64 processor has SSE2, and `load` reads from a slice
// of the vector's length.
impl Vectors for Sse2 {
    const BYTES: usize = 16;
    type ByteMask = Sse2;
    type U32x16 = [u32; LANES];

    #[inline(always)]
    fn load(chunk: &Chunk, at: usize) -> Sse2 {
        let bytes: &[u8] = &chunk[at..at + Sse2::BYTES];
        Sse2(unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn splat(byte: u8) -> Sse2 {
        Sse2(unsafe { _mm_set1_epi8(byte as i8) })
    }

    #[inline(always)]
    fn or(self, other: Sse2) -> Sse2 {
        Sse2(unsafe { _mm_or_si128(self.0, other.0) })
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> Sse2 {
        Sse2(unsafe { _mm_cmpeq_epi8(self.0, Sse2::splat(byte).0) })
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> Sse2 {
        let (offset, length) = (Sse2::splat(first.wrapping_neg()), Sse2::splat(last - first));
        Sse2(unsafe {
            let above = _mm_add_epi8(self.0, offset.0);
            _mm_cmpeq_epi8(_mm_min_epu8(above, length.0), above)
        })
    }

    #[inline(always)]
    fn non_ascii(self) -> Sse2 {
        self
    }
}

impl ByteMask for Sse2 {
    #[inline(always)]
    fn or(self, other: Sse2) -> Sse2 {
        Vectors::or(self, other)
    }

    #[inline(always)]
    fn bits(self) -> u64 {
        // Gathers the highest bit of each byte.
        u64::from(unsafe { _mm_movemask_epi8(self.0) } as u16)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Avx2(__m256i);

// SAFETY, for all unsafe blocks of it: only `run_with_avx2` uses the type, loads read from slices and
// arrays of the vector's length.
impl Vectors for Avx2 {
    const BYTES: usize = 32;
    type ByteMask = Avx2;
    type U32x16 = U32x16Avx2;

    #[inline(always)]
    fn load(chunk: &Chunk, at: usize) -> Avx2 {
        let bytes: &[u8] = &chunk[at..at + Avx2::BYTES];
        Avx2(unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn splat(byte: u8) -> Avx2 {
        Avx2(unsafe { _mm256_set1_epi8(byte as i8) })
    }

    #[inline(always)]
    fn or(self, other: Avx2) -> Avx2 {
        Avx2(unsafe { _mm256_or_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> Avx2 {
        Avx2(unsafe { _mm256_cmpeq_epi8(self.0, Avx2::splat(byte).0) })
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> Avx2 {
        let (offset, length) = (Avx2::splat(first.wrapping_neg()), Avx2::splat(last - first));
        Avx2(unsafe {
            let above = _mm256_add_epi8(self.0, offset.0);
            _mm256_cmpeq_epi8(_mm256_min_epu8(above, length.0), above)
        })
    }

    #[inline(always)]
    fn non_ascii(self) -> Avx2 {
        self
    }

    #[inline(always)]
    fn dot(left: &[F32x16], right: &[F32x16]) -> f32 {
        unsafe {
            let mut sums = [_mm256_setzero_ps(); 2];
            for (a, b) in left.iter().zip(right) {
                let (a, _) = a.as_chunks::<{ LANES / 2 }>();
                let (b, _) = b.as_chunks::<{ LANES / 2 }>();
                for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                    let (a, b) = (_mm256_loadu_ps(a.as_ptr()), _mm256_loadu_ps(b.as_ptr()));
                    *sum = _mm256_add_ps(*sum, _mm256_mul_ps(a, b));
                }
            }
            sum_of_eight(_mm256_add_ps(sums[0], sums[1]))
        }
    }
}

/// The sum of eight floats, added by halves as [`Vectors::dot`] specifies.
#[inline(always)]
unsafe fn sum_of_eight(eight: __m256) -> f32 {
    unsafe {
        let (low, high) = (
            _mm256_castps256_ps128(eight),
            _mm256_extractf128_ps::<1>(eight),
        );
        let four = _mm_add_ps(low, high);
        let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
    }
}

impl ByteMask for Avx2 {
    #[inline(always)]
    fn or(self, other: Avx2) -> Avx2 {
        Vectors::or(self, other)
    }

    #[inline(always)]
    fn bits(self) -> u64 {
        // Gathers the highest bit of each byte.
        u64::from(unsafe { _mm256_movemask_epi8(self.0) } as u32)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Avx512(__m512i);

// SAFETY, for all unsafe blocks of it: only `run_with_avx512` uses the type, and loads and stores stay
// within slices and arrays of the vectors' length.
impl Vectors for Avx512 {
    const BYTES: usize = 64;
    type ByteMask = u64;
    type U32x16 = U32x16Avx512;

    #[inline(always)]
    fn load(chunk: &Chunk, at: usize) -> Avx512 {
        let bytes: &[u8] = &chunk[at..at + Avx512::BYTES];
        Avx512(unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn splat(byte: u8) -> Avx512 {
        Avx512(unsafe { _mm512_set1_epi8(byte as i8) })
    }

    #[inline(always)]
    fn or(self, other: Avx512) -> Avx512 {
        Avx512(unsafe { _mm512_or_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        unsafe { _mm512_cmpeq_epi8_mask(self.0, Avx512::splat(byte).0) }
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> u64 {
        unsafe {
            let above = _mm512_sub_epi8(self.0, Avx512::splat(first).0);
            _mm512_cmple_epu8_mask(above, Avx512::splat(last - first).0)
        }
    }

    #[inline(always)]
    fn non_ascii(self) -> u64 {
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    fn classify(chunk: &Chunk, table: &[u8; ASCII_COUNT]) -> Option<[u64; u8::BITS as usize]> {
        let bytes = Avx512::load(chunk, 0);
        Some(unsafe {
            let low = _mm512_loadu_si512(table.as_ptr().cast());
            let high = _mm512_loadu_si512(table.as_ptr().add(ASCII_COUNT / 2).cast());
            let found = _mm512_maskz_permutex2var_epi8(!bytes.non_ascii(), low, bytes.0, high);
            let mut bits = [0; u8::BITS as usize];
            for (bit, bytes) in bits.iter_mut().enumerate() {
                *bytes = _mm512_test_epi8_mask(found, Avx512::splat(1 << bit).0);
            }
            bits
        })
    }

    #[inline(always)]
    fn write_spans(starts: u64, ends: u64, base: u32, spans: &mut [Span; CHUNK_BYTES]) -> usize {
        let count = starts.count_ones() as usize;
        unsafe {
            let (mut starts, mut ends) = (positions_as_bytes(starts), positions_as_bytes(ends));
            for sixteen in spans.as_chunks_mut::<LANES>().0 {
                write_sixteen_spans(starts, ends, base, sixteen);
                // Few chunks have more.
                if count <= LANES {
                    break;
                }
                starts = _mm512_alignr_epi64::<2>(starts, starts);
                ends = _mm512_alignr_epi64::<2>(ends, ends);
            }
        }
        count
    }

    #[inline(always)]
    fn write_positions(bits: u64, base: u32, positions: &mut [u32; CHUNK_BYTES]) -> usize {
        let count = bits.count_ones() as usize;
        unsafe {
            let mut found = positions_as_bytes(bits);
            for sixteen in positions.as_chunks_mut::<LANES>().0 {
                let base = _mm512_set1_epi32(base as i32);
                let positions = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found));
                let positions = _mm512_add_epi32(positions, base);
                _mm512_storeu_si512(sixteen.as_mut_ptr().cast(), positions);
                // Few chunks have more.
                if count <= LANES {
                    break;
                }
                found = _mm512_alignr_epi64::<2>(found, found);
            }
        }
        count
    }

    #[inline(always)]
    fn dot(left: &[F32x16], right: &[F32x16]) -> f32 {
        unsafe {
            let mut sums = _mm512_setzero_ps();
            for (a, b) in left.iter().zip(right) {
                let (a, b) = (_mm512_loadu_ps(a.as_ptr()), _mm512_loadu_ps(b.as_ptr()));
                sums = _mm512_add_ps(sums, _mm512_mul_ps(a, b));
            }
            let (low, high) = (
                _mm512_castps512_ps256(sums),
                _mm512_extractf32x8_ps::<1>(sums),
            );
            sum_of_eight(_mm256_add_ps(low, high))
        }
    }
}

impl ByteMask for u64 {
    #[inline(always)]
    fn or(self, other: u64) -> u64 {
        self | other
    }

    #[inline(always)]
    fn bits(self) -> u64 {
        self
    }
}

/// The positions of the bits that are set in `bits`, lowest first, a byte each. Zeros follow them.
#[inline(always)]
unsafe fn positions_as_bytes(bits: u64) -> __m512i {
    static ALL_POSITIONS: Chunk = {
        let mut positions = [0; CHUNK_BYTES];
        let mut at = 0;
        while at < CHUNK_BYTES {
            positions[at] = at as u8;
            at += 1;
        }
        positions
    };
    unsafe {
        let all = _mm512_loadu_si512(ALL_POSITIONS.as_ptr().cast());
        _mm512_maskz_compress_epi8(bits, all)
    }
}

// Spans are read and written as pairs of 32-bit numbers, the start first.
const _: () = assert!(size_of::<Span>() == 8 && std::mem::offset_of!(Span, start) == 0);

/// Writes sixteen spans, whose starts and ends are the lowest 16 bytes of `starts` and `ends` plus
/// `base`.
#[inline(always)]
unsafe fn write_sixteen_spans(
    starts: __m512i,
    ends: __m512i,
    base: u32,
    spans: &mut [Span; LANES],
) {
    unsafe {
        let base = _mm512_set1_epi32(base as i32);
        let offsets = |bytes| {
            let positions = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes));
            _mm512_add_epi32(positions, base)
        };
        let (starts, ends) = (offsets(starts), offsets(ends));
        let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        let high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
        let (low, high) = (
            _mm512_permutex2var_epi32(starts, low, ends),
            _mm512_permutex2var_epi32(starts, high, ends),
        );
        let first: *mut Span = spans.as_mut_ptr();
        _mm512_storeu_si512(first.cast(), low);
        _mm512_storeu_si512(first.add(LANES / 2).cast(), high);
    }
}

/// Plain equivalent: [`U32x16`] for `[u32; LANES]`. The compiler vectorizes that code only
/// sometimes, which cost counting words 0.73 or 1.15 million instructions of 8.7 million
/// (`benches/callgrind`, lead_seen) depending on code elsewhere. Held equal by
/// `every_level_gives_the_scalar_results`.
#[derive(Clone, Copy)]
pub(crate) struct U32x16Avx2([__m256i; 2]);

/// Members have all bits set, other numbers none.
///
/// Its methods and those of [`U32x16Avx2`] name both halves instead of calling `array::map`: the
/// compiler puts the closure of that into a function of its own at its whim, where the instructions
/// become calls. This took summarizing news from 11.8 to 10.2 million instructions at worst.
#[derive(Clone, Copy)]
pub(crate) struct U32MaskAvx2([__m256i; 2]);

impl U32MaskAvx2 {
    /// One bit for each number, with the first number at the lowest bit.
    #[inline(always)]
    fn bits(self) -> u32 {
        // SAFETY: as for `Avx2`.
        let [low, high] = self.0;
        let (low, high) = unsafe {
            (
                _mm256_movemask_ps(_mm256_castsi256_ps(low)) as u32,
                _mm256_movemask_ps(_mm256_castsi256_ps(high)) as u32,
            )
        };
        low | high << 8
    }
}

impl U32Mask for U32MaskAvx2 {
    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        let ([low, high], [other_low, other_high]) = (self.0, other.0);
        // SAFETY: as for `Avx2`.
        U32MaskAvx2(unsafe {
            [
                _mm256_andnot_si256(other_low, low),
                _mm256_andnot_si256(other_high, high),
            ]
        })
    }

    #[inline(always)]
    fn count(self) -> usize {
        self.bits().count_ones() as usize
    }
}

/// The eight 32-bit numbers of `first` and `second` that are at even places.
#[inline(always)]
unsafe fn even_of(first: __m256i, second: __m256i) -> __m256i {
    unsafe {
        let (first, second) = (_mm256_castsi256_ps(first), _mm256_castsi256_ps(second));
        let even = _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(first, second));
        // The shuffle works on each half of 128 bits alone.
        _mm256_permute4x64_epi64::<0b11_01_10_00>(even)
    }
}

/// The even numbers of the 32 that start at `numbers`, and the odd ones.
///
/// # Safety
///
/// 128 bytes can be read at `numbers`.
#[inline(always)]
unsafe fn even_and_odd(numbers: *const u64) -> [U32x16Avx2; 2] {
    unsafe {
        let load = |at: usize| _mm256_loadu_si256(numbers.add(at).cast());
        let (a, b, c, d) = (load(0), load(4), load(8), load(12));
        let even = U32x16Avx2([even_of(a, b), even_of(c, d)]);
        let (a, b) = (_mm256_srli_epi64::<32>(a), _mm256_srli_epi64::<32>(b));
        let (c, d) = (_mm256_srli_epi64::<32>(c), _mm256_srli_epi64::<32>(d));
        [even, U32x16Avx2([even_of(a, b), even_of(c, d)])]
    }
}

// SAFETY, for all unsafe blocks of it: as for `Avx2`.
impl U32x16 for U32x16Avx2 {
    type Mask = U32MaskAvx2;

    #[inline(always)]
    fn splat(number: u32) -> Self {
        U32x16Avx2([unsafe { _mm256_set1_epi32(number as i32) }; 2])
    }

    #[inline(always)]
    fn split_halves(longs: &[u64; LANES]) -> [Self; 2] {
        unsafe { even_and_odd(longs.as_ptr()) }
    }

    #[inline(always)]
    fn span_starts(spans: &[Span; LANES]) -> Self {
        // A span is its start and its end (`repr(C)`).
        unsafe { even_and_odd(spans.as_ptr().cast())[0] }
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        let ([low, high], [other_low, other_high]) = (self.0, other.0);
        U32x16Avx2(unsafe {
            [
                _mm256_and_si256(low, other_low),
                _mm256_and_si256(high, other_high),
            ]
        })
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        let [low, high] = self.0;
        U32x16Avx2(unsafe {
            let count = _mm_cvtsi32_si128(BITS as i32);
            [_mm256_srl_epi32(low, count), _mm256_srl_epi32(high, count)]
        })
    }

    #[inline(always)]
    fn add_masked(self, mask: U32MaskAvx2, other: Self) -> Self {
        let ([low, high], [mask_low, mask_high]) = (self.0, mask.0);
        let [other_low, other_high] = other.0;
        U32x16Avx2(unsafe {
            [
                _mm256_add_epi32(low, _mm256_and_si256(mask_low, other_low)),
                _mm256_add_epi32(high, _mm256_and_si256(mask_high, other_high)),
            ]
        })
    }

    #[inline(always)]
    fn sum(self) -> u32 {
        let [low, high] = self.0;
        unsafe {
            let eight = _mm256_add_epi32(low, high);
            let four = _mm_add_epi32(
                _mm256_castsi256_si128(eight),
                _mm256_extracti128_si256::<1>(eight),
            );
            let two = _mm_add_epi32(four, _mm_shuffle_epi32::<0b00_00_11_10>(four));
            let one = _mm_add_epi32(two, _mm_shuffle_epi32::<0b00_00_00_01>(two));
            _mm_cvtsi128_si32(one) as u32
        }
    }

    #[inline(always)]
    fn less_than(self, number: u32) -> U32MaskAvx2 {
        // Instructions compare signed numbers only: with the highest bit flipped, the order is the same.
        unsafe {
            let flip = _mm256_set1_epi32(i32::MIN);
            let limit = _mm256_xor_si256(_mm256_set1_epi32(number as i32), flip);
            let [low, high] = self.0;
            U32MaskAvx2([
                _mm256_cmpgt_epi32(limit, _mm256_xor_si256(low, flip)),
                _mm256_cmpgt_epi32(limit, _mm256_xor_si256(high, flip)),
            ])
        }
    }

    #[inline(always)]
    fn equal(self, number: u32) -> U32MaskAvx2 {
        let [number, _] = U32x16Avx2::splat(number).0;
        let [low, high] = self.0;
        U32MaskAvx2(unsafe {
            [
                _mm256_cmpeq_epi32(low, number),
                _mm256_cmpeq_epi32(high, number),
            ]
        })
    }

    #[inline(always)]
    fn compress(self, mask: U32MaskAvx2, into: &mut [u32; LANES]) -> usize {
        let mut numbers = [0; LANES];
        let [low, high] = self.0;
        unsafe {
            let first: *mut u32 = numbers.as_mut_ptr();
            _mm256_storeu_si256(first.cast(), low);
            _mm256_storeu_si256(first.add(LANES / 2).cast(), high);
        }
        let bits = mask.bits() as usize;
        let mut next = 0;
        for (at, number) in numbers.into_iter().enumerate() {
            into[next % LANES] = number;
            next += bits >> at & 1;
        }
        next
    }
}

#[derive(Clone, Copy)]
pub(crate) struct U32x16Avx512(__m512i);

/// One bit for each number, with the first number at the lowest bit.
impl U32Mask for u16 {
    #[inline(always)]
    fn and_not(self, other: u16) -> u16 {
        self & !other
    }

    #[inline(always)]
    fn count(self) -> usize {
        self.count_ones() as usize
    }
}

// SAFETY, for all unsafe blocks of it: as for `Avx512`.
impl U32x16 for U32x16Avx512 {
    type Mask = u16;

    #[inline(always)]
    fn splat(number: u32) -> Self {
        U32x16Avx512(unsafe { _mm512_set1_epi32(number as i32) })
    }

    #[inline(always)]
    fn split_halves(longs: &[u64; LANES]) -> [Self; 2] {
        let first = longs.as_ptr();
        unsafe {
            let front = _mm512_loadu_si512(first.cast());
            let back = _mm512_loadu_si512(first.add(LANES / 2).cast());
            [
                U32x16Avx512(every_other(front, back, 0)),
                U32x16Avx512(every_other(front, back, 1)),
            ]
        }
    }

    #[inline(always)]
    fn span_starts(spans: &[Span; LANES]) -> Self {
        let first = spans.as_ptr();
        U32x16Avx512(unsafe {
            let front = _mm512_loadu_si512(first.cast());
            let back = _mm512_loadu_si512(first.add(LANES / 2).cast());
            every_other(front, back, 0)
        })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        U32x16Avx512(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        U32x16Avx512(unsafe { _mm512_srli_epi32::<BITS>(self.0) })
    }

    #[inline(always)]
    fn add_masked(self, mask: u16, other: Self) -> Self {
        U32x16Avx512(unsafe { _mm512_mask_add_epi32(self.0, mask, self.0, other.0) })
    }

    #[inline(always)]
    fn sum(self) -> u32 {
        unsafe { _mm512_reduce_add_epi32(self.0) as u32 }
    }

    #[inline(always)]
    fn less_than(self, number: u32) -> u16 {
        unsafe { _mm512_cmplt_epu32_mask(self.0, U32x16Avx512::splat(number).0) }
    }

    #[inline(always)]
    fn equal(self, number: u32) -> u16 {
        unsafe { _mm512_cmpeq_epu32_mask(self.0, U32x16Avx512::splat(number).0) }
    }

    #[inline(always)]
    fn compress(self, mask: u16, into: &mut [u32; LANES]) -> usize {
        // In a register first: compressing straight to memory is many times slower on some processors.
        unsafe {
            let compressed = _mm512_maskz_compress_epi32(mask, self.0);
            _mm512_storeu_si512(into.as_mut_ptr().cast(), compressed);
        }
        mask.count()
    }
}

/// Every other 32-bit number of `front` followed by `back`, starting with the one at `first` (0 or 1).
#[inline(always)]
unsafe fn every_other(front: __m512i, back: __m512i, first: i32) -> __m512i {
    unsafe {
        let even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        let order = _mm512_add_epi32(even, _mm512_set1_epi32(first));
        _mm512_permutex2var_epi32(front, order, back)
    }
}

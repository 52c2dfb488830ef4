//! Vectors of one byte: for other architectures, and as the reference that tests compare with.

use super::*;

/// The vectors that need no detection at run time.
pub(crate) type Baseline = u8;

/// Runs `kernel` byte by byte.
#[inline(always)]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<u8>()
}

/// Runs a kernel of `make` at the only level.
#[cfg(test)]
pub(crate) fn dispatch_at_each_level<K: Kernel>(mut make: impl FnMut() -> K) -> Vec<K::Output> {
    vec![dispatch(make())]
}

/// Does nothing: there is no portable way to prefetch.
#[inline(always)]
pub(crate) fn prefetch<T>(_: &T) {}

impl Vectors for u8 {
    const BYTES: usize = 1;
    type ByteMask = bool;
    type U32x16 = [u32; LANES];

    fn load(chunk: &Chunk, at: usize) -> u8 {
        chunk[at]
    }

    fn splat(byte: u8) -> u8 {
        byte
    }

    fn or(self, other: u8) -> u8 {
        self | other
    }

    fn equal(self, byte: u8) -> bool {
        self == byte
    }

    fn within(self, first: u8, last: u8) -> bool {
        (first..=last).contains(&self)
    }

    fn non_ascii(self) -> bool {
        !self.is_ascii()
    }
}

impl ByteMask for bool {
    fn or(self, other: bool) -> bool {
        self | other
    }

    fn bits(self) -> u64 {
        u64::from(self)
    }
}

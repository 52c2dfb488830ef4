//! What vectors do, one byte at a time: for other machines, and the oracle of tests.

use super::*;

pub(crate) type Narrow = u8;

/// Does `work` byte by byte.
#[inline(always)]
pub(crate) fn work<W: Work>(work: W) -> W::Done {
    work.run::<u8>()
}

/// The one level there is.
#[cfg(test)]
pub(crate) fn work_at_each<W: Work>(mut make: impl FnMut() -> W) -> Vec<W::Done> {
    vec![work(make())]
}

/// No hint.
#[inline(always)]
pub(crate) fn prefetch<T>(_: &T) {}

impl Vectors for u8 {
    const BYTES: usize = 1;
    type ByteMask = bool;
    type U32x16 = [u32; LANES];

    fn load(chunk: &Chunk, at: usize) -> u8 {
        chunk[at]
    }

    fn every(byte: u8) -> u8 {
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

    fn wide(self) -> bool {
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

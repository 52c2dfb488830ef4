//! The one coordinate of the crate: half-open byte ranges.

use std::ops::Range;

/// A half-open range of UTF-8 bytes, `start..end`, both ends on `char` boundaries of the text it
/// points into.
///
/// Spans are 32 bits wide because every sentence and every block of a document carries some; text
/// beyond [`Span::MAX_END`] bytes is not read (and the summary says so).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)] // `simd` reads and writes some at once.
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never below `start`.
    pub end: u32,
}

impl Span {
    /// The largest offset a span can hold.
    pub const MAX_END: usize = u32::MAX as usize;

    /// The span `range`, whose ends must not exceed [`Span::MAX_END`].
    #[inline]
    pub fn new(range: Range<usize>) -> Span {
        debug_assert!(range.start <= range.end && range.end <= Span::MAX_END);
        Span {
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The same span as a range, to slice with.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text under the span.
    ///
    /// # Panics
    ///
    /// When the span was not made for `text`: out of range or not on a `char` boundary.
    #[inline]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The span without white space at either end of what it covers in `text`.
    #[inline]
    pub fn trimmed(self, text: &str) -> Span {
        // Most spans have no white space to lose.
        if let [first, .., last] = text.as_bytes()[self.range()]
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return self;
        }
        self.trimmed_of_white(text)
    }

    fn trimmed_of_white(self, text: &str) -> Span {
        let covered = self.of(text);
        let start = self.start as usize + (covered.len() - covered.trim_start().len());
        Span::new(start..start + covered.trim().len())
    }
}

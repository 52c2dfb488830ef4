//! Half-open byte ranges, the only way in which the engine points into a text.

use std::ops::Range;

/// A half-open range of UTF-8 bytes, `start..end`, both ends on `char` boundaries of the text it
/// points into.
///
/// Offsets are 32 bits wide because every sentence and every block of a document holds several
/// spans. Text beyond [`Span::MAX_END`] bytes is not read, and the summary warns about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)] // `simd` reads and writes several spans at once, as pairs of 32-bit numbers.
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The largest offset a span can hold.
    pub const MAX_END: usize = u32::MAX as usize;

    /// Converts `range`, whose ends must not exceed [`Span::MAX_END`].
    #[inline]
    pub fn new(range: Range<usize>) -> Span {
        debug_assert!(range.start <= range.end && range.end <= Span::MAX_END);
        Span {
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The span as a range, to index slices with.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers no byte.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part of `text` that the span covers.
    ///
    /// # Panics
    ///
    /// If the span is out of range of `text`, or one of its ends is not on a `char` boundary.
    #[inline]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The span without the white space at the start and the end of what it covers in `text`.
    #[inline]
    pub fn trimmed(self, text: &str) -> Span {
        // Fast path for the usual span, which starts and ends with visible ASCII. A test holds it
        // equal to the other way.
        if let [first, .., last] = text.as_bytes()[self.range()]
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return self;
        }
        self.trimmed_by_chars(text)
    }

    fn trimmed_by_chars(self, text: &str) -> Span {
        let covered = self.of(text);
        let start = self.start as usize + (covered.len() - covered.trim_start().len());
        Span::new(start..start + covered.trim().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn trimming_is_that_of_str(text in "[ a.é\u{a0}\u{3000}\n\u{1}]{0,6}") {
            let span = Span::new(0..text.len());
            prop_assert_eq!(span.trimmed(&text), span.trimmed_by_chars(&text));
            prop_assert_eq!(span.trimmed(&text).of(&text), text.trim());
        }
    }
}

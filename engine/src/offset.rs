//! Converts byte offsets into offsets in UTF-16 units or code points.

use crate::options::OffsetUnit;
use crate::span::Span;
use crate::summary::{Bullet, SourceSpan};

/// Converts the byte offsets of `spans`, which point into `source`, to offsets in `unit`, in place
/// and in one pass over `source`. Sorts the spans; no two of them may overlap.
pub(crate) fn translate(source: &str, unit: OffsetUnit, spans: &mut [&mut SourceSpan]) {
    if unit == OffsetUnit::Utf8 {
        return;
    }
    spans.sort_unstable();
    let mut converter = OffsetConverter::new(source, unit);
    for span in spans {
        span.start = converter.convert(span.start as usize);
        span.end = converter.convert(span.end as usize);
    }
}

/// Converts the source spans of `bullets`, which point into `texts`, from byte offsets to offsets in
/// `unit`, in place. `texts` are those of the documents, in their order.
pub(crate) fn translate_bullets<'t>(
    texts: impl Iterator<Item = &'t str>,
    unit: OffsetUnit,
    bullets: &mut [Bullet],
) {
    if unit == OffsetUnit::Utf8 {
        return;
    }
    for (index, text) in (0..).zip(texts) {
        let mut spans: Vec<&mut SourceSpan> = bullets
            .iter_mut()
            .filter(|bullet| bullet.document == index)
            .flat_map(|bullet| &mut bullet.sources)
            .collect();
        translate(text, unit, &mut spans);
    }
}

impl From<Span> for SourceSpan {
    fn from(span: Span) -> SourceSpan {
        SourceSpan {
            start: span.start.into(),
            end: span.end.into(),
        }
    }
}

/// Converts offsets into one text. Ascending offsets cost one pass over the text altogether; an
/// offset below the one before restarts from the beginning of the text.
#[derive(Debug)]
struct OffsetConverter<'a> {
    text: &'a [u8],
    unit: OffsetUnit,
    /// The last byte offset that was converted, and what it is in `unit`.
    byte: usize,
    units: u64,
}

impl<'a> OffsetConverter<'a> {
    fn new(text: &'a str, unit: OffsetUnit) -> OffsetConverter<'a> {
        OffsetConverter {
            text: text.as_bytes(),
            unit,
            byte: 0,
            units: 0,
        }
    }

    /// The offset of the `char` that starts at `byte`. Offsets beyond the text count as its end.
    fn convert(&mut self, byte: usize) -> u64 {
        if self.unit == OffsetUnit::Utf8 {
            return byte as u64;
        }
        if byte < self.byte {
            (self.byte, self.units) = (0, 0);
        }
        let byte = byte.min(self.text.len());
        let passed = &self.text[self.byte..byte];
        let code_points = passed.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        // Code points of four bytes take two UTF-16 units, all others take one.
        let pairs = match self.unit {
            OffsetUnit::Utf16 => passed.iter().filter(|byte| **byte >= 0xF0).count(),
            _ => 0,
        };
        self.byte = byte;
        self.units += (code_points + pairs) as u64;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, unit: OffsetUnit, bytes: &[usize], expected: &[u64]) {
        let mut converter = OffsetConverter::new(text, unit);
        let found: Vec<u64> = bytes.iter().map(|byte| converter.convert(*byte)).collect();
        assert_eq!(found, expected, "{text:?} in {unit:?}");
    }

    #[test]
    fn counts_in_every_unit() {
        let text = "a\u{e9}\u{4e2d}\u{1f600}e\u{301}z"; // 1, 2, 3, 4, 1 + 2 and 1 bytes
        let bytes = [0, 1, 3, 6, 10, 11, 13, 14];
        check(
            text,
            OffsetUnit::Utf8,
            &bytes,
            &[0, 1, 3, 6, 10, 11, 13, 14],
        );
        check(text, OffsetUnit::Utf16, &bytes, &[0, 1, 2, 3, 5, 6, 7, 8]);
        check(
            text,
            OffsetUnit::Codepoint,
            &bytes,
            &[0, 1, 2, 3, 4, 5, 6, 7],
        );
    }

    #[test]
    fn offsets_may_go_back_and_end_with_the_text() {
        check(
            "\u{e9}\u{e9}b",
            OffsetUnit::Codepoint,
            &[4, 2, 99],
            &[2, 1, 3],
        );
    }
}

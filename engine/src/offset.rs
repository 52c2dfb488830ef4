//! Byte offsets → the offsets of languages that count UTF-16 units or code points.

use crate::options::OffsetUnit;
use crate::pipeline::Source;
use crate::span::Span;
use crate::summary::{Bullet, SourceSpan};

/// Translates byte offsets into `source`, in place and in one pass. The spans are sorted on the
/// way; no two may overlap.
pub(crate) fn translate(source: &str, unit: OffsetUnit, spans: &mut [&mut SourceSpan]) {
    if unit == OffsetUnit::Utf8 {
        return;
    }
    spans.sort_unstable();
    let mut offsets = Offsets::new(source, unit);
    for span in spans {
        span.start = offsets.of(span.start as usize);
        span.end = offsets.of(span.end as usize);
    }
}

/// Translates the sources of `bullets` from byte offsets into `sources`, in place.
pub(crate) fn translate_bullets(texts: &[Source], unit: OffsetUnit, bullets: &mut [Bullet]) {
    if unit == OffsetUnit::Utf8 {
        return;
    }
    for (index, source) in (0..).zip(texts) {
        let mut spans: Vec<&mut SourceSpan> = bullets
            .iter_mut()
            .filter(|bullet| bullet.document == index)
            .flat_map(|bullet| &mut bullet.sources)
            .collect();
        translate(source.text, unit, &mut spans);
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

/// Translates offsets into one text. Ascending offsets cost one pass over the text in all, at the
/// speed of memory; a lower offset than the one before starts the pass anew.
#[derive(Debug)]
struct Offsets<'a> {
    text: &'a [u8],
    unit: OffsetUnit,
    byte: usize,
    units: u64,
}

impl<'a> Offsets<'a> {
    /// Offsets into `text`, to be given in `unit`.
    fn new(text: &'a str, unit: OffsetUnit) -> Offsets<'a> {
        Offsets {
            text: text.as_bytes(),
            unit,
            byte: 0,
            units: 0,
        }
    }

    /// The offset in units of the char that starts at `byte`; beyond the text, that of its end.
    fn of(&mut self, byte: usize) -> u64 {
        if self.unit == OffsetUnit::Utf8 {
            return byte as u64;
        }
        if byte < self.byte {
            (self.byte, self.units) = (0, 0);
        }
        let byte = byte.min(self.text.len());
        let passed = &self.text[self.byte..byte];
        let code_points = passed.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        // Only code points of four bytes need a pair of units.
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
        let mut offsets = Offsets::new(text, unit);
        let found: Vec<u64> = bytes.iter().map(|byte| offsets.of(*byte)).collect();
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
    fn goes_back_when_asked_and_stops_at_the_end() {
        check(
            "\u{e9}\u{e9}b",
            OffsetUnit::Codepoint,
            &[4, 2, 99],
            &[2, 1, 3],
        );
    }
}

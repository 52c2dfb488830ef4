//! Byte offsets → UTF-16 units or code points.

use crate::options::OffsetUnit;
use crate::span::Span;
use crate::summary::SourceSpan;

/// Translates byte offsets into `source`, in place.
pub(crate) fn translate(source: &str, unit: OffsetUnit, spans: &mut [SourceSpan]) {
    let count = |bytes: u64| -> u64 {
        let before = &source[..bytes as usize];
        match unit {
            OffsetUnit::Utf8 => bytes,
            OffsetUnit::Utf16 => before.encode_utf16().count() as u64,
            OffsetUnit::Codepoint => before.chars().count() as u64,
        }
    };
    for span in spans {
        *span = SourceSpan {
            start: count(span.start),
            end: count(span.end),
        };
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

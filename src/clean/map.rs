//! From clean text back to the source.

use crate::span::Span;

/// Where each piece of clean text comes from. Empty while clean text is the source itself.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

/// A run of clean text that is one run of source, either byte by byte or as a whole (an entity).
#[derive(Clone, Copy, Debug)]
struct Piece {
    clean: Span,
    source: Span,
}

impl SourceMap {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// Appends to `sources` the source spans under `clean`, ascending, adjacent ones joined.
    pub fn to_source(&self, clean: Span, sources: &mut Vec<Span>) {
        if self.pieces.is_empty() {
            sources.push(clean);
        }
    }
}

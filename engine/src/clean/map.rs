//! From clean text back to the source.

use crate::span::Span;

/// Where each piece of clean text comes from. Empty while clean text is the source itself.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

/// A run of clean text and the run of source that it is: byte by byte, or decoded as a whole.
/// Clean text between pieces (line breaks that keep blocks apart) comes from nowhere.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// First byte in clean text.
    clean: u32,
    source: Span,
    /// Bytes of clean text that an entity or escape became; 0 where bytes stand for themselves.
    decoded_bytes: u32,
}

impl Piece {
    fn clean_end(self) -> u32 {
        match self.decoded_bytes {
            0 => self.clean + (self.source.end - self.source.start),
            bytes => self.clean + bytes,
        }
    }

    /// The source under the clean text from `start` to `end`, both inside or at the ends.
    fn under(self, start: u32, end: u32) -> Span {
        if self.decoded_bytes > 0 {
            return self.source;
        }
        Span {
            start: self.source.start + (start - self.clean),
            end: self.source.start + (end - self.clean),
        }
    }
}

impl SourceMap {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// Notes that the next bytes of clean text, from `clean` on, are those under `source`.
    pub(super) fn push_verbatim(&mut self, clean: usize, source: Span) {
        if let Some(last) = self.pieces.last_mut()
            && last.decoded_bytes == 0
            && last.source.end == source.start
            && last.clean_end() as usize == clean
        {
            last.source.end = source.end;
        } else if !source.is_empty() {
            self.pieces.push(Piece {
                clean: clean as u32,
                source,
                decoded_bytes: 0,
            });
        }
    }

    /// Notes that `decoded_bytes` (at least one) of clean text, from `clean` on, are what `source`
    /// decodes to.
    pub(super) fn push_decoded(&mut self, clean: usize, decoded_bytes: usize, source: Span) {
        debug_assert!(decoded_bytes > 0);
        self.pieces.push(Piece {
            clean: clean as u32,
            source,
            decoded_bytes: decoded_bytes as u32,
        });
    }

    /// Appends to `sources` the source spans under `clean`, ascending and disjoint, adjacent ones
    /// joined (also with the last of `sources`).
    pub fn to_source(&self, clean: Span, sources: &mut Vec<Span>) {
        if self.pieces.is_empty() {
            return join(sources, clean);
        }
        let first = self
            .pieces
            .partition_point(|piece| piece.clean_end() <= clean.start);
        for piece in &self.pieces[first..] {
            if piece.clean >= clean.end {
                break;
            }
            let start = piece.clean.max(clean.start);
            join(
                sources,
                piece.under(start, piece.clean_end().min(clean.end)),
            );
        }
    }
}

fn join(sources: &mut Vec<Span>, source: Span) {
    match sources.last_mut() {
        Some(last) if last.end == source.start => last.end = source.end,
        _ if source.is_empty() => {}
        _ => sources.push(source),
    }
}

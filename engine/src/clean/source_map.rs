//! The map from clean text back to the source.

use crate::span::Span;

/// Where each piece of clean text comes from. Empty where clean text is the source itself.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

/// A run of clean text and the run of the source that it was made from, either byte by byte or
/// decoded as a whole. Clean text between pieces (such as the line feed between two blocks) has no
/// source.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where the piece starts in clean text.
    clean: u32,
    source: Span,
    /// How many bytes of clean text the source was decoded to; 0 where it was copied byte by byte.
    decoded_bytes: u32,
}

impl Piece {
    fn clean_end(self) -> u32 {
        match self.decoded_bytes {
            0 => self.clean + (self.source.end - self.source.start),
            bytes => self.clean + bytes,
        }
    }

    /// The source of the clean text from `start` to `end`, both of which lie within the piece.
    fn source_of(self, start: u32, end: u32) -> Span {
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

    /// Forgets the clean text from byte `clean` on.
    pub(super) fn truncate(&mut self, clean: usize) {
        while let Some(last) = self.pieces.last_mut() {
            if last.clean as usize >= clean {
                self.pieces.pop();
                continue;
            }
            if last.decoded_bytes == 0 {
                let bytes = (clean as u32 - last.clean).min(last.source.end - last.source.start);
                last.source.end = last.source.start + bytes;
            }
            return;
        }
    }

    /// Records that the clean text from byte `clean` on is a copy of `source`.
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

    /// Records that `source` was decoded to `decoded_bytes` (at least one) of clean text from byte
    /// `clean` on. Any part of those bytes maps to the whole of `source`, so that they should be too
    /// few for a sentence to end among them.
    pub(super) fn push_decoded(&mut self, clean: usize, decoded_bytes: usize, source: Span) {
        debug_assert!(decoded_bytes > 0);
        self.pieces.push(Piece {
            clean: clean as u32,
            source,
            decoded_bytes: decoded_bytes as u32,
        });
    }

    /// Makes this map, which leads to a text that `inner` maps to the source, lead to the source. All
    /// pieces of both maps are copies.
    pub(super) fn compose(&mut self, inner: &SourceMap) {
        let mut composed = SourceMap::default();
        let mut first = 0;
        for piece in &self.pieces {
            let Span { start, end } = piece.source;
            while inner
                .pieces
                .get(first)
                .is_some_and(|inner| inner.clean_end() <= start)
            {
                first += 1;
            }
            for inner in inner.pieces[first..]
                .iter()
                .take_while(|inner| inner.clean < end)
            {
                let from = inner.clean.max(start);
                let source = inner.source_of(from, inner.clean_end().min(end));
                composed.push_verbatim((piece.clean + (from - start)) as usize, source);
            }
        }
        *self = composed;
    }

    /// Removes the spans `omitted` from `content`, all of which are at or behind byte `start`, and makes
    /// this map fit.
    pub(super) fn omit(&mut self, content: &mut String, start: usize, omitted: &[Span]) {
        let first = (self.pieces).partition_point(|piece| (piece.clean as usize) < start);
        let mut pieces = self.pieces.split_off(first).into_iter().peekable();
        let tail = content.split_off(start);
        let end = start + tail.len();
        let mut from = start;
        let gaps = omitted.iter().map(|gap| gap.range());
        for gap in gaps.chain(std::iter::once(end..end)) {
            let kept = from as u32..gap.start as u32;
            while let Some(piece) = pieces.peek().copied()
                && piece.clean < kept.end
            {
                let (first, last) = (piece.clean.max(kept.start), piece.clean_end().min(kept.end));
                if first < last {
                    let clean = content.len() + (first - kept.start) as usize;
                    let source = piece.source_of(first, last);
                    match piece.decoded_bytes {
                        0 => self.push_verbatim(clean, source),
                        _ => self.push_decoded(clean, (last - first) as usize, source),
                    }
                }
                if piece.clean_end() > kept.end {
                    break;
                }
                pieces.next();
            }
            content.push_str(&tail[from - start..gap.start - start]);
            from = gap.end;
        }
    }

    /// Appends to `sources` the source spans of the range `clean` of clean text: ascending, disjoint,
    /// adjacent ones joined (also with the last span that was in `sources` before).
    pub fn to_source(&self, clean: Span, sources: &mut Vec<Span>) {
        if self.pieces.is_empty() {
            return push_joined(sources, clean);
        }
        let first = self
            .pieces
            .partition_point(|piece| piece.clean_end() <= clean.start);
        for piece in &self.pieces[first..] {
            if piece.clean >= clean.end {
                break;
            }
            let start = piece.clean.max(clean.start);
            let end = piece.clean_end().min(clean.end);
            push_joined(sources, piece.source_of(start, end));
        }
    }
}

/// Appends `source`, or lengthens the last span by it if the two are adjacent.
fn push_joined(sources: &mut Vec<Span>, source: Span) {
    match sources.last_mut() {
        Some(last) if last.end == source.start => last.end = source.end,
        _ if source.is_empty() => {}
        _ => sources.push(source),
    }
}

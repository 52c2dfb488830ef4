//! Clean text written block by block, when it is not the source itself.

use super::{Block, Role, SourceMap};
use crate::span::Span;

/// Copies text out of a marked-up source, and notes where it came from.
pub(super) struct Copier<'a> {
    pub(super) source: &'a str,
    pub(super) content: &'a mut String,
    map: &'a mut SourceMap,
    pub(super) blocks: &'a mut Vec<Block>,
    /// Where the block under way starts in `content`.
    start: usize,
}

impl<'a> Copier<'a> {
    pub(super) fn new(
        source: &'a str,
        content: &'a mut String,
        map: &'a mut SourceMap,
        blocks: &'a mut Vec<Block>,
    ) -> Copier<'a> {
        Copier {
            source,
            start: content.len(),
            content,
            map,
            blocks,
        }
    }

    /// Goes on with the bytes of the source as they are.
    pub(super) fn verbatim(&mut self, span: Span) {
        self.map.push_verbatim(self.content.len(), span);
        self.content.push_str(span.of(self.source));
    }

    /// Goes on with what an entity or escape of the source stands for.
    pub(super) fn decoded(&mut self, span: Span, text: &str) {
        if !text.is_empty() {
            self.map.push_decoded(self.content.len(), text.len(), span);
            self.content.push_str(text);
        }
    }

    /// Appends `text`, whose characters stand in the source under `span` in the same order, but with
    /// others between them: a code span over a line end, or with an escaped bar in a table.
    ///
    /// Each run of equal bytes is a piece of its own. Where the text has a space for a line end, the
    /// prefix of the next line ("> ", or the indentation of a list item) belongs to no piece. Bytes
    /// of the source that the text lacks belong to none either.
    pub(super) fn aligned(&mut self, span: Span, text: &str) {
        let source = &self.source.as_bytes()[..span.end as usize];
        let (mut at, mut rest) = (span.start as usize, text);
        while at < source.len() && !rest.is_empty() {
            let equal = equal_bytes(&source[at..], rest);
            if equal > 0 {
                self.verbatim(Span::new(at..at + equal));
                (at, rest) = (at + equal, &rest[equal..]);
            } else if matches!(source[at], b'\n' | b'\r') && rest.starts_with(' ') {
                self.decoded(Span::new(at..at + 1), " ");
                (at, rest) = (at + 1, &rest[1..]);
                at += line_prefix(&source[at..]).saturating_sub(line_prefix(rest.as_bytes()));
            } else {
                at += 1;
            }
        }
        debug_assert!(rest.is_empty(), "{rest:?} is not in the source");
        self.content.push_str(rest);
    }

    /// Parts two words that markup parts: a space that is not in the source.
    pub(super) fn space(&mut self) {
        if !self.text().is_empty() && !self.content.ends_with(char::is_whitespace) {
            self.content.push(' ');
        }
    }

    /// The text of the block under way.
    pub(super) fn text(&self) -> &str {
        &self.content[self.start..]
    }

    /// Ends the block under way, which had `role`. Returns whether there was one.
    pub(super) fn close(&mut self, role: Role) -> bool {
        let span = Span::new(self.start..self.content.len()).trimmed(self.content);
        if !span.is_empty() {
            self.blocks.push(Block { span, role });
            // Words of two blocks are not to be taken for one.
            self.content.push('\n');
        }
        self.start = self.content.len();
        !span.is_empty()
    }
}

/// How many bytes `text` starts with that `source` starts with too, whole characters only.
fn equal_bytes(source: &[u8], text: &str) -> usize {
    let pairs = source.iter().zip(text.as_bytes());
    text.floor_char_boundary(pairs.take_while(|(a, b)| a == b).count())
}

/// How many bytes at the start of a line may be indentation or the marks of quotations.
fn line_prefix(line: &[u8]) -> usize {
    let is_prefix = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'>');
    line.iter().take_while(is_prefix).count()
}

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

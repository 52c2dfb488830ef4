//! Writes clean text block by block, for formats whose clean text is not the source itself.

use super::block::{Block, Role};
use super::source_map::SourceMap;
use super::unseen;
use crate::cancel::never_cancelled;
use crate::span::Span;

/// Appends text to the block that is being written (the open block), and records where in the source
/// it comes from.
pub(super) struct BlockWriter<'a> {
    pub(super) source: &'a str,
    pub(super) content: &'a mut String,
    map: &'a mut SourceMap,
    pub(super) blocks: &'a mut Vec<Block>,
    /// Where the open block starts in `content`.
    block_start: usize,
}

impl<'a> BlockWriter<'a> {
    pub(super) fn new(
        source: &'a str,
        content: &'a mut String,
        map: &'a mut SourceMap,
        blocks: &'a mut Vec<Block>,
    ) -> BlockWriter<'a> {
        BlockWriter {
            source,
            block_start: content.len(),
            content,
            map,
            blocks,
        }
    }

    /// Removes everything that was written.
    pub(super) fn clear(&mut self) {
        self.content.clear();
        self.map.clear();
        self.blocks.clear();
        self.block_start = 0;
    }

    /// Removes the text of the open block from byte `bytes` of it on, where a piece of text began.
    pub(super) fn truncate(&mut self, bytes: usize) {
        self.content.truncate(self.block_start + bytes);
        self.map.truncate(self.content.len());
    }

    /// Appends the bytes of the source in `span` as they are.
    pub(super) fn push_verbatim(&mut self, span: Span) {
        self.map.push_verbatim(self.content.len(), span);
        self.content.push_str(span.of(self.source));
    }

    /// Appends `text`, the character or two that the entity or escape in `span` stands for.
    pub(super) fn push_decoded(&mut self, span: Span, text: &str) {
        if !text.is_empty() {
            self.map.push_decoded(self.content.len(), text.len(), span);
            self.content.push_str(text);
        }
    }

    /// Appends `text`, whose characters stand in the source in `span` in the same order, but with
    /// others between them: a code span over a line end, or one with an escaped bar in a table.
    ///
    /// Each run of equal bytes becomes a piece of the map. Where `text` has a space for a line end,
    /// the prefix of the next line ("> ", or the indentation of a list item) belongs to no piece, nor
    /// does anything else that `text` lacks.
    pub(super) fn push_aligned(&mut self, span: Span, text: &str) {
        let source = &self.source.as_bytes()[..span.end as usize];
        let (mut at, mut rest) = (span.start as usize, text);
        while at < source.len() && !rest.is_empty() {
            let equal = equal_bytes(&source[at..], rest);
            if equal > 0 {
                self.push_verbatim(Span::new(at..at + equal));
                (at, rest) = (at + equal, &rest[equal..]);
            } else if matches!(source[at], b'\n' | b'\r') && rest.starts_with(' ') {
                self.push_decoded(Span::new(at..at + 1), " ");
                (at, rest) = (at + 1, &rest[1..]);
                at += prefix_bytes(&source[at..]).saturating_sub(prefix_bytes(rest.as_bytes()));
            } else {
                at += 1;
            }
        }
        debug_assert!(rest.is_empty(), "{rest:?} is not in the source");
        self.content.push_str(rest);
    }

    /// Appends a space that is not in the source, to keep apart two words that only markup separates.
    pub(super) fn push_space(&mut self) {
        if !self.open_text().is_empty() && !self.content.ends_with(char::is_whitespace) {
            self.content.push(' ');
        }
    }

    /// The text of the open block so far.
    pub(super) fn open_text(&self) -> &str {
        &self.content[self.block_start..]
    }

    /// Removes unseen characters and superscript note numbers from the open block.
    pub(super) fn omit_unseen(&mut self) {
        let mut omitted = Vec::new();
        let text = &self.content[self.block_start..];
        never_cancelled(|cancel| unseen::find(text, true, &mut omitted, cancel));
        if !omitted.is_empty() {
            for span in &mut omitted {
                span.start += self.block_start as u32;
                span.end += self.block_start as u32;
            }
            self.map.omit(self.content, self.block_start, &omitted);
        }
    }

    /// Ends the open block and gives it `role`. Returns whether there was any text in it.
    pub(super) fn end_block(&mut self, role: Role) -> bool {
        let span = Span::new(self.block_start..self.content.len()).trimmed(self.content);
        if !span.is_empty() {
            self.blocks.push(Block { span, role });
            // Keeps the last word of this block and the first of the next from becoming one.
            self.content.push('\n');
        }
        self.block_start = self.content.len();
        !span.is_empty()
    }
}

/// The length of the longest common start of `source` and `text`, whole characters only.
fn equal_bytes(source: &[u8], text: &str) -> usize {
    let pairs = source.iter().zip(text.as_bytes());
    text.floor_char_boundary(pairs.take_while(|(a, b)| a == b).count())
}

/// How many bytes at the start of `line` may be its prefix: indentation and the marks of quotations.
fn prefix_bytes(line: &[u8]) -> usize {
    let is_prefix = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'>');
    line.iter().take_while(is_prefix).count()
}

//! Plain text: paragraphs at blank lines.

use super::{Block, Role};
use crate::span::Span;

/// Appends the blocks of `source`.
pub(super) fn blocks(source: &str, blocks: &mut Vec<Block>) {
    let mut start = 0;
    for paragraph in source.split("\n\n") {
        let span = Span::new(start..start + paragraph.len()).trimmed(source);
        if !span.is_empty() {
            blocks.push(Block {
                span,
                role: Role::Body,
            });
        }
        start += paragraph.len() + 2;
    }
}

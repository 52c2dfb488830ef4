//! Blocks of clean text.

pub(crate) use crate::role::Role;
use crate::span::Span;

/// A run of clean text of one role: a paragraph, a heading, a list item. No sentence crosses the end
/// of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The block's range of clean text. It is not empty and has no white space at either end.
    pub span: Span,
    /// The block's role in the document.
    pub role: Role,
}

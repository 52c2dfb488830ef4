//! Blocks of clean text and the roles they play.

use crate::names::named;
use crate::span::Span;

named! {
    /// The role of a block or a sentence in its document.
    Role, "role" {
        /// Running text. Bullets are made of it.
        Body = "body",
        /// An item of a list. It can become a bullet too.
        ListItem = "list_item",
        /// A heading or title. Scoring uses it; it never becomes a bullet.
        Heading = "heading",
        /// The text below a picture.
        Caption = "caption",
        /// Who wrote the text, where and when.
        Byline = "byline",
        /// Text that surrounds an article without being part of it: newsletter, cookie and app-store
        /// lines, "read more", copyright. Never a bullet.
        Boilerplate = "boilerplate",
        /// A table or one of its rows.
        Table = "table",
        /// Source code and other verbatim text.
        Code = "code",
        /// Someone else's text, quoted as a block: the mail that a mail answers, a Markdown block quote.
        Quote = "quote",
    }
}

#[expect(
    clippy::derivable_impls,
    reason = "a derive would mark a variant inside the macro"
)]
impl Default for Role {
    fn default() -> Role {
        Role::Body
    }
}

impl Role {
    /// Whether sentences of this role can become bullets.
    #[inline]
    pub fn is_body(self) -> bool {
        matches!(self, Role::Body | Role::ListItem)
    }
}

/// A run of clean text of one role: a paragraph, a heading, a list item. No sentence crosses the end
/// of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The block's range of clean text. It is not empty and has no white space at either end.
    pub span: Span,
    /// The block's role in the document.
    pub role: Role,
}

//! The roles that parts of a document play.

use crate::names::named;

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

//! Source text → clean text in blocks with roles, and the way back to source bytes.
//!
//! Clean text is what a reader would read: no markup, no entities. Plain text that needs no
//! change is not copied: then clean text and source are the same bytes, and blocks are spans that
//! leave the markup out.

mod map;
mod plain;

pub use map::SourceMap;

use crate::options::InputFormat;
use crate::span::Span;

/// What part a block or a sentence plays in its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Running text: what bullets are made of.
    #[default]
    Body,
    /// An item of a list: can be a bullet too.
    ListItem,
    /// A heading or title: a hint for scoring, never a bullet.
    Heading,
    /// What stands below a picture.
    Caption,
    /// Who wrote it, when and where.
    Byline,
    /// Newsletter, cookie and app-store lines, "read more", copyright: never a bullet.
    Boilerplate,
    /// A table or a row of one.
    Table,
    /// Source code and other verbatim text.
    Code,
}

impl Role {
    /// Whether sentences of this role can be bullets.
    #[inline]
    pub fn is_body(self) -> bool {
        matches!(self, Role::Body | Role::ListItem)
    }

    /// The name that callers see.
    pub fn name(self) -> &'static str {
        match self {
            Role::Body => "body",
            Role::ListItem => "list_item",
            Role::Heading => "heading",
            Role::Caption => "caption",
            Role::Byline => "byline",
            Role::Boilerplate => "boilerplate",
            Role::Table => "table",
            Role::Code => "code",
        }
    }
}

/// A run of clean text of one role: a paragraph, a heading, a list item. Sentences never cross it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where, in clean text; neither starts nor ends with white space, never empty.
    pub span: Span,
    /// Its part in the document.
    pub role: Role,
}

/// The clean text of one document.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The words; spans of blocks and sentences point in here.
    pub content: &'a str,
    /// Ascending and disjoint; every non-blank char of `content` that is not markup is in one.
    pub blocks: &'a [Block],
    /// From spans of `content` to spans of the source.
    pub map: &'a SourceMap,
    /// The document's own title (`<title>`, `<h1>`, a first Markdown heading), if it has one.
    pub title: Option<&'a str>,
}

/// What [`clean`] writes to, kept from document to document so that it need not allocate.
#[derive(Debug, Default)]
pub struct Buffers {
    content: String,
    blocks: Vec<Block>,
    map: SourceMap,
    title: String,
}

/// Cleans `source`. Costs one pass over it; reads at most [`Span::MAX_END`] bytes.
pub fn clean<'a>(source: &'a str, format: InputFormat, buffers: &'a mut Buffers) -> Text<'a> {
    buffers.content.clear();
    buffers.blocks.clear();
    buffers.map.clear();
    buffers.title.clear();
    let _ = format;
    plain::blocks(source, &mut buffers.blocks);
    Text {
        content: source,
        blocks: &buffers.blocks,
        map: &buffers.map,
        title: None,
    }
}

/// The role of a body sentence that is no running text after all: "Read more: …". `words` is its
/// length and `classes` what classes its words have.
pub(crate) fn boilerplate_role(
    sentence: &str,
    words: u32,
    classes: crate::language::WordClass,
) -> Option<Role> {
    let _ = (sentence, words, classes);
    None
}

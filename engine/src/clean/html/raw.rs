//! HTML within Markdown: the text of one block of it, and the roles that its elements give.
//!
//! Such a block is short and holds no page, so that nothing is weighed here: all shown text is text.

use super::element::{self, Kind};
use super::tokens::{self, Attributes, TokenSink};
use crate::cancel::Cancel;
use crate::clean::block::Role;
use crate::span::Span;

/// A part of the text of raw HTML.
pub(in crate::clean) enum RawPart<'a> {
    /// Text that stands in the source as it is.
    Verbatim(Span),
    /// The character or two that the entity in the span stands for.
    Decoded(Span, &'a str),
    /// A line break within a block.
    Break,
    /// The open block ends. What comes now has this role.
    EndBlock(Role),
}

/// Calls `add` with the parts of the raw HTML in `span` of `source`. `None` when cancelled.
pub(in crate::clean) fn read_raw(
    source: &str,
    span: Span,
    add: impl FnMut(RawPart),
    cancel: &mut Cancel,
) -> Option<()> {
    let mut reader = RawReader {
        start: span.start,
        add,
        stack: Vec::new(),
        now: Inside::default(),
    };
    tokens::read(span.of(source), &mut reader, cancel)
}

/// Elements that are nested deeper give no roles.
const DEPTH_MAX: usize = 32;

/// What the open elements mean for the text in them.
#[derive(Clone, Copy, Default)]
struct Inside {
    role: Role,
    is_hidden: bool,
}

struct RawReader<F> {
    /// Where the raw HTML starts in the source.
    start: u32,
    add: F,
    /// The open elements, and what was true outside each.
    stack: Vec<(Kind, Inside)>,
    now: Inside,
}

impl<F: FnMut(RawPart)> RawReader<F> {
    /// The span of the source for a span of the raw HTML.
    fn in_source(&self, span: Span) -> Span {
        Span {
            start: self.start + span.start,
            end: self.start + span.end,
        }
    }
}

impl<F: FnMut(RawPart)> TokenSink for RawReader<F> {
    fn verbatim(&mut self, span: Span) {
        if !self.now.is_hidden {
            let span = self.in_source(span);
            (self.add)(RawPart::Verbatim(span));
        }
    }

    fn decoded(&mut self, span: Span, text: &str) {
        if !self.now.is_hidden {
            let span = self.in_source(span);
            (self.add)(RawPart::Decoded(span, text));
        }
    }

    fn start_tag(&mut self, name: &[u8], attributes: &Attributes) {
        let kind = element::kind(name);
        let outside = self.now;
        match kind {
            Kind::Void => return,
            Kind::Break => return (self.add)(RawPart::Break),
            Kind::Rule => return (self.add)(RawPart::EndBlock(outside.role)),
            Kind::Heading => self.now.role = Role::Heading,
            Kind::Item => self.now.role = Role::ListItem,
            Kind::Figure => self.now.role = Role::Caption,
            Kind::Table => self.now.role = Role::Table,
            Kind::Verbatim => self.now.role = Role::Code,
            Kind::Quote => self.now.role = Role::Quote,
            Kind::NonArticle => self.now.role = Role::Boilerplate,
            Kind::Hidden | Kind::Title => self.now.is_hidden = true,
            _ => {}
        }
        self.now.is_hidden |= attributes.is_hidden;
        if self.stack.len() < DEPTH_MAX {
            self.stack.push((kind, outside));
        }
        if kind == Kind::Cell {
            (self.add)(RawPart::Break);
        } else if ends_block(kind) {
            (self.add)(RawPart::EndBlock(self.now.role));
        }
    }

    fn end_tag(&mut self, name: &[u8]) {
        let kind = element::kind(name);
        if let Some(found) = self.stack.iter().rposition(|(open, _)| *open == kind) {
            self.now = self.stack[found].1;
            self.stack.truncate(found);
        }
        if ends_block(kind) {
            (self.add)(RawPart::EndBlock(self.now.role));
        }
    }
}

/// Whether the start and the end of an element of `kind` end the open block.
fn ends_block(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Inline
            | Kind::Link
            | Kind::Strong
            | Kind::Superscript
            | Kind::Hidden
            | Kind::Title
            | Kind::Cell
            | Kind::Break
            | Kind::Void
    )
}

//! HTML → blocks: one pass over the tokens with an explicit stack, then one over the blocks.
//!
//! No tree is built. Every run of text between block-level tags is a block that knows which
//! container it stands in and how much of it is links; which container holds the article is
//! decided at the end.

mod element;
mod settle;
mod tokens;

use super::Role;
use super::copy::Copier;
use crate::cancel::Cancel;
use crate::span::Span;
use element::{Hint, Kind};
use tokens::{Attributes, Tokens};

/// What is kept from page to page so that reading need not allocate.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// One for each block.
    traits: Vec<Traits>,
    containers: Vec<Container>,
}

/// What a block is like, beside its role.
#[derive(Clone, Copy, Debug)]
struct Traits {
    container: u32,
    /// Share of the text that is links, of 255.
    links: u8,
    /// Share of the text that is strong, of 255.
    strong: u8,
    /// Stands in navigation, a footer, a form.
    is_apart: bool,
    /// Stands in a paragraph, a list item or a heading rather than in bare markup.
    is_marked: bool,
}

/// An element that may hold the article.
#[derive(Clone, Copy, Debug)]
struct Container {
    parent: u32,
    /// Bytes of prose in it, once settled.
    prose: u32,
    /// Whether its tag or its class says that it holds an article.
    is_article: bool,
}

/// Deeper elements do not count as elements of their own.
const DEPTH_MAX: usize = 256;

/// Writes the blocks of `source` with `copier`, the title to `title`; `None` when cancelled.
pub(super) fn read(
    source: &str,
    copier: Copier,
    title: &mut String,
    scratch: &mut Scratch,
    cancel: &mut Cancel,
) -> Option<()> {
    scratch.traits.clear();
    scratch.containers.clear();
    scratch.containers.push(Container {
        parent: 0,
        prose: 0,
        is_article: false,
    });
    let mut reader = Reader {
        copier,
        title,
        scratch,
        stack: Vec::new(),
        depth: 0,
        place: Place::default(),
        link_bytes: 0,
        strong_bytes: 0,
        after_break: false,
        has_title: false,
    };
    tokens::read(source, &mut reader, cancel)?;
    reader.close();
    let Reader {
        copier,
        title,
        scratch,
        ..
    } = reader;
    settle::settle(copier.content, copier.blocks, scratch, cancel)?;
    settle::title(copier.content, copier.blocks, title);
    Some(())
}

/// Where in the page the reader is: what the open elements say together.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    container: u32,
    role: Role,
    is_hidden: bool,
    is_apart: bool,
    is_link: bool,
    is_strong: bool,
    is_marked: bool,
    in_article: bool,
    in_superscript: bool,
    in_title: bool,
}

/// An element under way, and the place around it.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: Kind,
    name: [u8; 4],
    outside: Place,
}

struct Reader<'a, 's> {
    copier: Copier<'a>,
    title: &'s mut String,
    scratch: &'s mut Scratch,
    stack: Vec<Open>,
    /// Elements under way, those beyond the limit counted.
    depth: usize,
    place: Place,
    link_bytes: usize,
    strong_bytes: usize,
    after_break: bool,
    /// Whether the page's title is complete.
    has_title: bool,
}

impl Tokens for Reader<'_, '_> {
    fn verbatim(&mut self, mut span: Span) {
        if span.start == 0 && self.copier.source.starts_with('\u{feff}') {
            span.start = 3;
        }
        let text = span.of(self.copier.source);
        if self.place.in_title {
            self.title.push_str(text);
        } else if self.takes(text) {
            self.copier.verbatim(span);
        }
    }

    fn decoded(&mut self, span: Span, text: &str) {
        if self.place.in_title {
            self.title.push_str(text);
        } else if self.takes(text) {
            self.copier.decoded(span, text);
        }
    }

    fn start_tag(&mut self, name: &[u8], attributes: &Attributes) {
        let kind = element::kind(name);
        self.end_head(kind, name);
        match kind {
            Kind::Void => return,
            Kind::Break => return self.line_break(),
            Kind::Rule => return self.close(),
            // Inside what is hidden only depth matters.
            _ if self.place.is_hidden && kind != Kind::Title => {
                return self.push(kind, name, self.place);
            }
            _ => {}
        }
        self.end_implied(kind);
        if !matches!(
            kind,
            Kind::Inline
                | Kind::Link
                | Kind::Strong
                | Kind::Superscript
                | Kind::Title
                | Kind::Hidden
        ) {
            match kind {
                Kind::Cell if self.place.role == Role::Table => self.copier.space(),
                _ => self.close(),
            }
        }
        let hint = match kind {
            // Classes of the page itself tell of what is somewhere on it.
            _ if matches!(name, b"html" | b"body") => Hint::None,
            _ => element::hint(attributes),
        };
        let place = self.inside(kind, hint);
        self.push(kind, name, place);
    }

    fn end_tag(&mut self, name: &[u8]) {
        let kind = element::kind(name);
        match kind {
            // "</p>" without "<p>", and "</br>", part lines too.
            Kind::Break => return self.line_break(),
            Kind::Paragraph if !self.place.is_hidden => self.close(),
            _ => {}
        }
        if self.depth > self.stack.len() {
            self.depth -= 1;
            return;
        }
        let name = short(name);
        let found = self
            .stack
            .iter()
            .rposition(|open| open.kind == kind && open.name == name);
        // An end tag does not reach out of the table cell that it stands in.
        let fence = self.stack.iter().rposition(|open| open.kind == Kind::Cell);
        if let Some(found) = found
            && (found >= fence.unwrap_or(0) || matches!(kind, Kind::Table | Kind::Row | Kind::Cell))
        {
            self.pop_to(found);
        }
    }
}

/// As much of an element's name as tells it from others of its kind.
fn short(name: &[u8]) -> [u8; 4] {
    let mut short = [0; 4];
    for (to, from) in short.iter_mut().zip(name) {
        *to = *from;
    }
    short
}

impl Reader<'_, '_> {
    /// Whether `text` goes on with the block under way or starts one.
    fn takes(&mut self, text: &str) -> bool {
        let is_blank = text.trim().is_empty();
        if self.place.is_hidden || is_blank && self.copier.text().is_empty() {
            return false;
        }
        if !is_blank {
            self.after_break = false;
            self.link_bytes += if self.place.is_link { text.len() } else { 0 };
            self.strong_bytes += if self.place.is_strong { text.len() } else { 0 };
        }
        true
    }

    /// Ends a `<head>` that has no end tag when the page starts.
    fn end_head(&mut self, kind: Kind, name: &[u8]) {
        let belongs_there = matches!(kind, Kind::Hidden | Kind::Title | Kind::Void);
        let is_page = !belongs_there || matches!(name, b"svg" | b"button" | b"img");
        let is_head = |open: &Open| open.kind == Kind::Hidden && open.name == *b"head";
        if is_page
            && self.place.is_hidden
            && let Some(head) = self.stack.iter().take(3).position(is_head)
        {
            self.pop_to(head);
        }
    }

    fn line_break(&mut self) {
        if self.place.is_hidden {
            return;
        }
        if std::mem::replace(&mut self.after_break, true) {
            self.close();
        } else {
            self.copier.space();
        }
    }

    /// Ends the elements that the start of one of `kind` ends.
    fn end_implied(&mut self, kind: Kind) {
        let (ended, fence): (&[Kind], &[Kind]) = match kind {
            Kind::Inline | Kind::Strong | Kind::Superscript | Kind::Title | Kind::Hidden => return,
            Kind::Link => (&[Kind::Link], &[Kind::Cell, Kind::Item, Kind::Paragraph]),
            Kind::Item => (&[Kind::Item, Kind::Paragraph], &[Kind::List, Kind::Cell]),
            Kind::Cell => (&[Kind::Cell], &[Kind::Table]),
            Kind::Row => (&[Kind::Row, Kind::Cell], &[Kind::Table]),
            Kind::Heading => (
                &[Kind::Heading, Kind::Paragraph],
                &[Kind::Container, Kind::Cell, Kind::Item],
            ),
            _ => (
                &[Kind::Paragraph],
                &[Kind::Container, Kind::Cell, Kind::Item, Kind::Article],
            ),
        };
        let depth = self.stack.len();
        let reach = depth.saturating_sub(REACH);
        for index in (reach..depth).rev() {
            let open = self.stack[index].kind;
            if fence.contains(&open) {
                return;
            }
            if ended.contains(&open) {
                return self.pop_to(index);
            }
        }
    }

    /// The place inside an element.
    fn inside(&mut self, kind: Kind, hint: Hint) -> Place {
        let mut place = self.place;
        place.is_hidden |= kind == Kind::Hidden || hint == Hint::Hidden;
        place.is_apart |= match kind {
            Kind::Apart => true,
            Kind::Header => !place.in_article,
            // The article itself is never apart, whatever it is called.
            Kind::Article => hint == Hint::Apart && place.in_article,
            _ => hint == Hint::Apart,
        };
        place.is_link |= kind == Kind::Link;
        place.is_strong |= kind == Kind::Strong;
        place.in_superscript |= kind == Kind::Superscript;
        place.is_hidden |= place.in_superscript && kind == Kind::Link;
        place.in_article |= kind == Kind::Article || hint == Hint::Article;
        place.is_marked |= matches!(kind, Kind::Paragraph | Kind::Item | Kind::Heading);
        place.role = role(kind, hint, place.role);
        if kind == Kind::Title && !self.has_title {
            place.in_title = true;
        }
        if matches!(kind, Kind::Container | Kind::Article | Kind::Cell) && !place.is_apart {
            self.scratch.containers.push(Container {
                parent: place.container,
                prose: 0,
                is_article: kind == Kind::Article || hint == Hint::Article,
            });
            place.container = self.scratch.containers.len() as u32 - 1;
        }
        place
    }

    fn push(&mut self, kind: Kind, name: &[u8], place: Place) {
        self.depth += 1;
        if self.stack.len() < DEPTH_MAX {
            self.stack.push(Open {
                kind,
                name: short(name),
                outside: self.place,
            });
            self.place = place;
        }
    }

    /// Ends the elements from `index` of the stack on.
    fn pop_to(&mut self, index: usize) {
        let ends_block = self.stack[index..].iter().any(|open| {
            !matches!(
                open.kind,
                Kind::Inline
                    | Kind::Link
                    | Kind::Strong
                    | Kind::Superscript
                    | Kind::Hidden
                    | Kind::Title
                    | Kind::Cell
            )
        });
        if ends_block && !self.stack[index].outside.is_hidden {
            self.close();
        } else if self.stack[index].kind == Kind::Cell {
            self.copier.space();
        }
        if self.place.in_title {
            self.has_title = true;
        }
        self.place = self.stack[index].outside;
        self.stack.truncate(index);
        self.depth = index;
    }

    /// Ends the block under way.
    fn close(&mut self) {
        let bytes = self.copier.text().trim().len().max(1);
        let share = |part: usize| (part.min(bytes) * 255 / bytes) as u8;
        let traits = Traits {
            container: self.place.container,
            links: share(self.link_bytes),
            strong: share(self.strong_bytes),
            is_apart: self.place.is_apart,
            is_marked: self.place.is_marked,
        };
        if self.copier.close(self.place.role) {
            self.scratch.traits.push(traits);
        }
        (self.link_bytes, self.strong_bytes, self.after_break) = (0, 0, false);
    }
}

/// How far up the stack a start tag looks for what it ends.
const REACH: usize = 32;

/// The role of text in an element of `kind`, in text of the role `outside`.
fn role(kind: Kind, hint: Hint, outside: Role) -> Role {
    let role = match (kind, hint) {
        (Kind::Verbatim, _) => Role::Code,
        (Kind::Figure, _) | (_, Hint::Caption) => Role::Caption,
        (Kind::Heading, _) => Role::Heading,
        (Kind::Address, _) | (_, Hint::Byline) => Role::Byline,
        (Kind::Quote, _) => Role::Quote,
        (Kind::Table, _) => Role::Table,
        (Kind::Item, _) => Role::ListItem,
        _ => return outside,
    };
    match outside {
        Role::Caption | Role::Code | Role::Quote => outside,
        _ => role,
    }
}

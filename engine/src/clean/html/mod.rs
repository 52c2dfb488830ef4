//! HTML → blocks: one pass over the tokens with an explicit stack, then one over the blocks.
//!
//! No tree is built. Each run of text between block-level tags becomes a block; `main_content` decides
//! at the end which blocks are the article.

mod element;
mod main_content;
mod raw;
mod tokens;

pub(super) use main_content::Scratch;
pub(super) use raw::{RawPart, read_raw};

use super::block::Role;
use super::block_writer::BlockWriter;
use crate::cancel::Cancel;
use crate::span::Span;
use element::{Doubt, Hint, Kind};
use main_content::{BlockContext, Container, Table};
use tokens::{Attributes, TokenSink};

/// Elements that are nested deeper are not put on the stack.
const DEPTH_MAX: usize = 256;

/// Writes the blocks of `source` to `writer`, and the page's title to `title`. `None` when cancelled.
pub(super) fn read(
    source: &str,
    mut writer: BlockWriter,
    title: &mut String,
    scratch: &mut Scratch,
    cancel: &mut Cancel,
) -> Option<()> {
    let hidden_bytes = read_once(source, &mut writer, title, scratch, false, cancel)?;
    // A page that hides nearly all of its prose shows it later, with the help of a script.
    let shown_bytes = main_content::page_prose_bytes(scratch);
    let has_body = writer.blocks.iter().any(|block| block.role.is_body());
    if hidden_bytes > HIDDEN_TIMES_MIN * shown_bytes
        && (hidden_bytes >= HIDDEN_BYTES_MIN || !has_body)
    {
        writer.clear();
        title.clear();
        read_once(source, &mut writer, title, scratch, true, cancel)?;
    }
    main_content::set_title(writer.content, writer.blocks, title);
    Some(())
}

/// Hidden prose is read if it is this many times as long as the prose that is shown.
const HIDDEN_TIMES_MIN: usize = 8;

/// Where something is shown, hidden prose is read if it has this many bytes.
const HIDDEN_BYTES_MIN: usize = 120;

/// Like [`read`], but leaves the title as it is written. Hidden blocks are read if `shows_hidden`.
/// Returns the bytes of hidden prose that were left out.
fn read_once(
    source: &str,
    writer: &mut BlockWriter,
    title: &mut String,
    scratch: &mut Scratch,
    shows_hidden: bool,
    cancel: &mut Cancel,
) -> Option<usize> {
    scratch.contexts.clear();
    scratch.containers.clear();
    scratch.containers.push(Container::default());
    scratch.tables.clear();
    scratch.tables.push(Table::default());
    let mut reader = Reader {
        writer,
        title,
        scratch,
        shows_hidden,
        hidden_prose_bytes: 0,
        stack: Vec::new(),
        depth: 0,
        context: Context::default(),
        link_bytes: 0,
        strong_bytes: 0,
        is_after_break: false,
        is_after_note: false,
        superscript_start: 0,
        has_title: false,
        headings: 0,
    };
    tokens::read(source, &mut reader, cancel)?;
    reader.end_block();
    let Reader {
        writer,
        scratch,
        hidden_prose_bytes,
        ..
    } = reader;
    main_content::assign_roles(writer.content, writer.blocks, scratch, cancel)?;
    Some(hidden_prose_bytes)
}

/// What the open elements mean together for the text in them.
#[derive(Clone, Copy, Debug, Default)]
struct Context {
    /// The innermost container, an index of [`Scratch::containers`].
    container: u32,
    /// The innermost table, an index of [`Scratch::tables`].
    table: u32,
    /// The number of the heading around, or 0.
    heading: u32,
    role: Role,
    is_hidden: bool,
    /// Whether the text is hidden and cannot be the article: a script, a menu, a link.
    is_never_article: bool,
    is_link: bool,
    is_strong: bool,
    in_text_element: bool,
    in_article: bool,
    in_superscript: bool,
    in_title: bool,
}

/// An open element, and the context around it.
#[derive(Clone, Copy, Debug)]
struct OpenElement {
    kind: Kind,
    name: [u8; 4],
    outside: Context,
}

struct Reader<'a, 'w> {
    writer: &'w mut BlockWriter<'a>,
    title: &'w mut String,
    scratch: &'w mut Scratch,
    /// Whether blocks are read that the page hides.
    shows_hidden: bool,
    /// Bytes of hidden text that reads as prose.
    hidden_prose_bytes: usize,
    stack: Vec<OpenElement>,
    /// How many elements are open, those beyond [`DEPTH_MAX`] included.
    depth: usize,
    context: Context,
    /// Bytes of the open block that are links.
    link_bytes: usize,
    /// Bytes of the open block that are strong.
    strong_bytes: usize,
    /// Whether a line break was the last thing in the open block.
    is_after_break: bool,
    /// Whether the mark of a note at the end of a sentence was the last thing in the open block.
    is_after_note: bool,
    /// How long the text of the open block was when the outermost superscript began.
    superscript_start: usize,
    /// Whether the page's title is complete.
    has_title: bool,
    /// How many headings have begun.
    headings: u32,
}

impl TokenSink for Reader<'_, '_> {
    fn verbatim(&mut self, mut span: Span) {
        if span.start == 0 && self.writer.source.starts_with('\u{feff}') {
            span.start = 3;
        }
        let text = span.of(self.writer.source);
        if self.context.in_title {
            self.title.push_str(text);
        } else if self.takes(text) {
            self.writer.push_verbatim(span);
        }
    }

    fn decoded(&mut self, span: Span, text: &str) {
        if self.context.in_title {
            self.title.push_str(text);
        } else if self.takes(text) {
            self.writer.push_decoded(span, text);
        }
    }

    fn start_tag(&mut self, name: &[u8], attributes: &Attributes) {
        let kind = element::kind(name);
        self.end_head(kind, name);
        match kind {
            Kind::Void => return,
            Kind::Break => return self.line_break(),
            Kind::Rule => return self.end_block(),
            // Within hidden elements only the depth matters.
            _ if self.context.is_hidden && kind != Kind::Title => {
                let mut context = self.context;
                context.is_never_article |=
                    matches!(kind, Kind::Hidden | Kind::NonArticle | Kind::Link);
                return self.push(kind, name, context);
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
                Kind::Cell if self.context.role == Role::Table => self.writer.push_space(),
                _ => self.end_block(),
            }
        }
        let hint = match kind {
            // Classes of the page as a whole describe what is somewhere on it.
            _ if matches!(name, b"html" | b"body") => Hint::None,
            _ => element::hint(kind, attributes),
        };
        if kind == Kind::Superscript && !self.context.in_superscript {
            self.superscript_start = self.writer.open_text().len();
        }
        let context = self.context_inside(kind, name, attributes, hint);
        self.push(kind, name, context);
    }

    fn end_tag(&mut self, name: &[u8]) {
        let kind = element::kind(name);
        match kind {
            // "</br>" and a "</p>" without "<p>" end lines too.
            Kind::Break => return self.line_break(),
            Kind::Paragraph if !self.context.is_hidden => self.end_block(),
            _ => {}
        }
        if self.depth > self.stack.len() {
            self.depth -= 1;
            return;
        }
        let name = name_start(name);
        let found = self
            .stack
            .iter()
            .rposition(|open| open.kind == kind && open.name == name);
        // An end tag in a table cell ends nothing outside that cell.
        let cell = self.stack.iter().rposition(|open| open.kind == Kind::Cell);
        if let Some(found) = found
            && (found >= cell.unwrap_or(0) || matches!(kind, Kind::Table | Kind::Row | Kind::Cell))
        {
            self.pop_to(found);
        }
    }
}

/// The start of an element's name: enough to distinguish it from others of its kind.
fn name_start(name: &[u8]) -> [u8; 4] {
    let mut start = [0; 4];
    for (to, from) in start.iter_mut().zip(name) {
        *to = *from;
    }
    start
}

impl Reader<'_, '_> {
    /// Whether `text` belongs to the open block or starts one. Counts its bytes if so.
    fn takes(&mut self, text: &str) -> bool {
        let is_blank = text.trim().is_empty();
        if self.context.is_hidden {
            if !self.context.is_never_article && text.len() >= main_content::PROSE_BYTES_MIN {
                self.hidden_prose_bytes += text.trim().len();
            }
            return false;
        }
        if is_blank && self.writer.open_text().is_empty() {
            return false;
        }
        if !is_blank {
            self.is_after_break = false;
            if std::mem::take(&mut self.is_after_note) && starts_sentence(text) {
                self.writer.push_space();
            }
            self.link_bytes += if self.context.is_link { text.len() } else { 0 };
            self.strong_bytes += if self.context.is_strong {
                text.len()
            } else {
                0
            };
        }
        true
    }

    /// Ends a `<head>` without end tag, if the element that starts now belongs to the page itself.
    fn end_head(&mut self, kind: Kind, name: &[u8]) {
        let belongs_to_head = matches!(kind, Kind::Hidden | Kind::Title | Kind::Void);
        let is_page = !belongs_to_head || matches!(name, b"svg" | b"button" | b"img");
        let is_head = |open: &OpenElement| open.kind == Kind::Hidden && open.name == *b"head";
        if is_page
            && self.context.is_hidden
            && let Some(head) = self.stack.iter().take(3).position(is_head)
        {
            self.pop_to(head);
        }
    }

    /// The first line break is a space, the second in a row ends the block.
    fn line_break(&mut self) {
        if self.context.is_hidden {
            return;
        }
        if std::mem::replace(&mut self.is_after_break, true) {
            self.end_block();
        } else {
            self.writer.push_space();
        }
    }

    /// Ends the open elements that the start of an element of `kind` ends by implication. The search
    /// stops at an element that keeps those around it open.
    fn end_implied(&mut self, kind: Kind) {
        let (ended, kept_by): (&[Kind], &[Kind]) = match kind {
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
        let first = depth.saturating_sub(IMPLIED_DEPTH_MAX);
        for index in (first..depth).rev() {
            let open = self.stack[index].kind;
            if kept_by.contains(&open) {
                return;
            }
            if ended.contains(&open) {
                return self.pop_to(index);
            }
        }
    }

    /// The context inside an element that starts now.
    fn context_inside(
        &mut self,
        kind: Kind,
        name: &[u8],
        attributes: &Attributes,
        hint: Hint,
    ) -> Context {
        let mut context = self.context;
        let is_block = !matches!(
            kind,
            Kind::Inline | Kind::Link | Kind::Strong | Kind::Superscript
        );
        let is_hidden = hint == Hint::Hidden && !(self.shows_hidden && is_block);
        context.is_hidden |= kind == Kind::Hidden || is_hidden;
        context.is_never_article |= kind == Kind::Hidden
            || is_hidden
                && (matches!(kind, Kind::NonArticle | Kind::Link)
                    || element::names_other_content(attributes));
        context.is_link |= kind == Kind::Link;
        context.is_strong |= kind == Kind::Strong;
        context.in_superscript |= kind == Kind::Superscript;
        context.is_hidden |= context.in_superscript && kind == Kind::Link;
        context.in_article |= kind == Kind::Article || hint == Hint::Article;
        context.in_text_element |= matches!(kind, Kind::Paragraph | Kind::Item | Kind::Heading);
        context.role = role_inside(kind, hint, context.role);
        match kind {
            Kind::Heading => {
                self.headings += 1;
                context.heading = self.headings;
            }
            Kind::Table => {
                let is = |word: &str| word == "presentation" || word == "none";
                self.scratch.tables.push(Table {
                    is_presentation: attributes.hints.split_ascii_whitespace().any(is),
                    ..Table::default()
                });
                context.table = self.scratch.tables.len() as u32 - 1;
            }
            _ => {}
        }
        let table = &mut self.scratch.tables[context.table as usize];
        table.has_header |= matches!(name, b"th" | b"thead" | b"caption");
        table.rows += u32::from(name == b"tr");
        table.cells += u32::from(kind == Kind::Cell);
        if kind == Kind::Title && !self.has_title {
            context.in_title = true;
        }
        let doubt = match (kind, hint) {
            // An outermost article is an article whatever its class says.
            (Kind::Article, _) if !self.context.in_article => Doubt::None,
            _ if attributes.is_main => Doubt::None,
            (Kind::NonArticle, _) if name == b"form" => Doubt::Usual,
            (Kind::NonArticle, _) => Doubt::Strong,
            (Kind::Header, _) if !self.context.in_article => Doubt::Strong,
            (_, Hint::NonArticle(doubt)) => doubt,
            _ => Doubt::None,
        };
        if matches!(kind, Kind::Container | Kind::Article | Kind::Cell) || doubt != Doubt::None {
            self.scratch.containers.push(Container {
                parent: context.container,
                is_article: kind == Kind::Article || hint == Hint::Article,
                doubt,
                slug: main_content::slug(&attributes.id),
                ..Container::default()
            });
            context.container = self.scratch.containers.len() as u32 - 1;
        }
        context
    }

    /// Opens an element, with `context` inside it.
    fn push(&mut self, kind: Kind, name: &[u8], context: Context) {
        self.depth += 1;
        if self.stack.len() < DEPTH_MAX {
            self.stack.push(OpenElement {
                kind,
                name: name_start(name),
                outside: self.context,
            });
            self.context = context;
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
            self.end_block();
        } else if self.stack[index].kind == Kind::Cell {
            self.writer.push_space();
        }
        if self.context.in_title {
            self.has_title = true;
        }
        let outside = self.stack[index].outside;
        if self.context.in_superscript && !outside.in_superscript && !outside.is_hidden {
            self.end_superscript();
        }
        self.context = outside;
        self.stack.truncate(index);
        self.depth = index;
    }

    /// Removes the superscript that ends here if it is the mark of a note.
    fn end_superscript(&mut self) {
        let text = self.writer.open_text();
        let Some((before, mark)) = text.split_at_checked(self.superscript_start) else {
            return;
        };
        let is_after_sentence = before
            .trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', '\u{bb}', ')'])
            .ends_with(['.', '!', '?', '\u{2026}', '\u{3002}']);
        let in_brackets = mark.trim().starts_with(['[', '(']) && mark.trim().ends_with([']', ')']);
        let inner = mark.trim_matches(|c: char| "[]() ,\u{a0}".contains(c));
        let is_number = inner.len() <= 12
            && inner
                .chars()
                .all(|c| c.is_ascii_digit() || " ,-\u{2013}*\u{2020}\u{2021}[]".contains(c));
        let is_letter = in_brackets && inner.len() <= 2 && inner.is_ascii();
        let is_after_point =
            before.ends_with(|c: char| ",.;:!?\")\u{201d}\u{2026}\u{3002}".contains(c));
        let is_mark = is_number && (in_brackets || is_after_point || inner.is_empty()) || is_letter;
        if is_mark {
            self.writer.truncate(self.superscript_start);
            self.is_after_note = is_after_sentence;
        }
    }

    /// Ends the open block.
    fn end_block(&mut self) {
        self.writer.omit_unseen();
        let bytes = self.writer.open_text().trim().len().max(1);
        let share = |part: usize| (part.min(bytes) * 255 / bytes) as u8;
        let context = BlockContext {
            container: self.context.container,
            table: self.context.table,
            heading: self.context.heading,
            link_share: share(self.link_bytes),
            strong_share: share(self.strong_bytes),
            in_text_element: self.context.in_text_element,
        };
        if self.writer.end_block(self.context.role) {
            self.scratch.contexts.push(context);
        }
        (self.link_bytes, self.strong_bytes, self.is_after_break) = (0, 0, false);
        (self.is_after_note, self.superscript_start) = (false, 0);
    }
}

/// Whether `text`, which follows the mark of a note directly, starts a sentence.
fn starts_sentence(text: &str) -> bool {
    let start = text.trim_start_matches(['"', '\'', '(', '\u{201c}', '\u{2018}', '\u{ab}']);
    start.starts_with(char::is_uppercase)
}

/// How many open elements a start tag looks at, from the innermost on, for those that it ends.
const IMPLIED_DEPTH_MAX: usize = 32;

/// The role of text in an element of `kind` with `hint`, which stands in text of the role `outside`.
fn role_inside(kind: Kind, hint: Hint, outside: Role) -> Role {
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

//! Markdown (CommonMark with tables, footnotes and strike-through) → blocks.
//!
//! Links and emphasis become their text; pictures, footnotes and raw HTML go; the numbers of
//! ordered lists stay, since "1986. A good year." is one to CommonMark.

use super::copy::Copier;
use super::{Role, line, plain};
use crate::cancel::Cancel;
use crate::span::Span;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Writes the blocks of `source` with `copier`, the title to `title`; `None` when cancelled.
pub(super) fn read(
    source: &str,
    copier: Copier,
    title: &mut String,
    cancel: &mut Cancel,
) -> Option<()> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        copier,
        title,
        role: Role::Body,
        quotes: 0,
        items: 0,
        hidden: 0,
        ordered: Vec::new(),
        number: None,
        strong: 0,
    };
    let mut at = 0;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        cancel.check_after(range.end.saturating_sub(at))?;
        at = range.start;
        reader.event(event, range);
    }
    reader.close();
    Some(())
}

/// Whether `source` starts with fields between two lines of dashes ("title: …"), as Markdown alone does.
pub(super) fn has_front_matter(source: &str) -> bool {
    let rest = source.strip_prefix("---").unwrap_or("");
    let Some(fields) = rest.trim_start_matches('\r').strip_prefix('\n') else {
        return false;
    };
    let window = &fields.as_bytes()[..fields.len().min(FRONT_MATTER_BYTES_MAX)];
    let first = fields.lines().next().unwrap_or("");
    let names_field = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty()
            && (name.bytes()).all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    });
    names_field && memchr::memmem::find(window, b"\n---").is_some()
}

/// No front matter is longer.
const FRONT_MATTER_BYTES_MAX: usize = 16 << 10;

/// Whether so many marks open and close that nobody has written this to be read, a quarter of the text
/// or, where they are `>`, a third: the tree of such a text costs ten to twenty times what an ordinary one
/// does. It is read as plain text.
pub(super) fn is_hostile(source: &str) -> bool {
    let weight = |byte: u8| match byte {
        b'*' | b'_' | b'[' | b']' => 4,
        b'>' => 3,
        _ => 0,
    };
    let sum = |bytes: &[u8]| bytes.iter().map(|&byte| weight(byte)).sum::<u32>();
    let marks: u64 = (source.as_bytes().chunks(1 << 20))
        .map(|bytes| u64::from(sum(bytes)))
        .sum();
    marks > 4 * MARKS_MAX && marks > source.len() as u64
}

/// Fewer marks do no harm, however close they stand.
const MARKS_MAX: u64 = 1000;

/// What the events so far have opened.
struct Reader<'a> {
    copier: Copier<'a>,
    title: &'a mut String,
    /// Of what is in no list or quotation: body, heading, table or code.
    role: Role,
    quotes: usize,
    items: usize,
    /// Pictures, footnotes, raw HTML and front matter under way.
    hidden: usize,
    /// Of each list under way, whether its items have numbers.
    ordered: Vec<bool>,
    /// The number of the item under way, not yet written.
    number: Option<Span>,
    /// Bytes of strong text in the block under way.
    strong: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, range);
            }
            Event::Code(text) => self.code(&text, range),
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.copier.space(),
            Event::Rule => self.close(),
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } => return,
            Tag::Superscript | Tag::Subscript => return,
            Tag::Strong => {
                self.strong += range.len().saturating_sub(4);
                return;
            }
            Tag::Image { .. } => {
                self.hidden += 1;
                return;
            }
            Tag::TableCell => return self.copier.space(),
            _ => self.close(),
        }
        match tag {
            Tag::Heading { .. } => self.role = Role::Heading,
            Tag::CodeBlock(_) => self.role = Role::Code,
            Tag::Table(_) => self.role = Role::Table,
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) => self.ordered.push(first.is_some()),
            Tag::Item => {
                self.items += 1;
                self.number = self.item_number(range);
            }
            Tag::FootnoteDefinition(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => self.hidden += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => return,
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::TableCell => return,
            TagEnd::Image => {
                self.hidden = self.hidden.saturating_sub(1);
                return;
            }
            _ => self.close(),
        }
        match tag {
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table => self.role = Role::Body,
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.ordered.pop();
            }
            TagEnd::Item => self.items = self.items.saturating_sub(1),
            TagEnd::FootnoteDefinition | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// The "12. " that an item of an ordered list starts with.
    fn item_number(&self, range: Range<usize>) -> Option<Span> {
        let item = self.copier.source.get(range.clone())?;
        let digits = item.bytes().take_while(u8::is_ascii_digit).count();
        let mark = digits + 1;
        let spaces = item
            .get(mark..)?
            .bytes()
            .take_while(|byte| *byte == b' ')
            .count();
        (*self.ordered.last()? && digits > 0)
            .then(|| Span::new(range.start..range.start + mark + spaces))
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if !self.begins_text() {
            return;
        }
        if self.copier.source.get(range.clone()) == Some(text) {
            self.copier.verbatim(Span::new(range));
        } else {
            // The parser makes one event of each entity.
            self.copier.decoded(Span::new(range), text);
        }
    }

    /// A code span, which loses its back-quotes.
    fn code(&mut self, text: &str, range: Range<usize>) {
        if !self.begins_text() {
            return;
        }
        let marked = &self.copier.source[range.clone()];
        let opened = marked.trim_start_matches('`');
        let quotes = marked.len() - opened.len();
        let code = opened.get(..opened.len().saturating_sub(quotes));
        let (code, start) = (code.unwrap_or(opened), range.start + quotes);
        let span = |offset: usize, bytes: usize| Span::new(start + offset..start + offset + bytes);
        match code.find(text) {
            Some(offset) => self.copier.verbatim(span(offset, text.len())),
            None => self.copier.aligned(span(0, code.len()), text),
        }
    }

    /// Whether the text that comes next is shown; if it is the first of an item, the item's number is
    /// written.
    fn begins_text(&mut self) -> bool {
        if self.hidden > 0 {
            return false;
        }
        if let Some(number) = self.number.take() {
            self.copier.verbatim(number);
        }
        true
    }

    fn line_break(&mut self, range: Range<usize>) {
        let source = self.copier.source;
        let touches = line::seam(self.copier.text(), &source[range.end..]) == line::Seam::Nothing;
        let is_unspaced = !self.copier.text().is_ascii() && touches;
        if self.hidden > 0 || is_unspaced {
            return;
        }
        match source.get(range.clone()) {
            Some(gap) if gap.trim().is_empty() => self.copier.verbatim(Span::new(range)),
            _ => self.copier.space(),
        }
    }

    /// Ends the block under way.
    fn close(&mut self) {
        let text = self.copier.text().trim();
        let role = match self.role {
            Role::Body if self.quotes > 0 => Role::Quote,
            Role::Body => plain::line_role(text).unwrap_or(match self.items {
                0 if self.is_all_strong(text) => Role::Heading,
                0 => Role::Body,
                _ => Role::ListItem,
            }),
            role => role,
        };
        if role == Role::Heading && self.title.is_empty() && !text.is_empty() {
            let words: Vec<&str> = text.split_whitespace().collect();
            self.title.push_str(&words.join(" "));
        }
        self.copier.close(role);
        self.strong = 0;
    }

    /// Whether a paragraph is a heading in disguise: nothing but a few strong words.
    fn is_all_strong(&self, text: &str) -> bool {
        self.strong > 0
            && self.strong >= text.len()
            && text.len() <= 100
            && !line::is_terminated(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{has_front_matter, is_hostile};

    #[test]
    fn front_matter_is_known() {
        let check = |text: &str, expected| assert_eq!(has_front_matter(text), expected, "{text:?}");
        check("---\ntitle: The mill\n---\nIt closed.", true);
        check("---\r\ntitle: The mill\r\n---\r\nIt closed.", true);
        check("---\nThe mill: a history\n---\nIt closed.", false);
        check("---\ntitle: The mill\n\nIt closed.", false);
        check("--- title: The mill ---", false);
    }

    #[test]
    fn what_people_write_is_not_hostile() {
        let check =
            |text: &str, expected: bool| assert_eq!(is_hostile(text), expected, "{text:.40}");
        check(&"*a_".repeat(2_000), true);
        check(&"[".repeat(2_000), true);
        check(&"[a](b) ".repeat(1_000), true);
        check(
            &"[The mill](https://example.com/mill) closed in *May*. ".repeat(1_000),
            false,
        );
        check(&"- [x] **done**\n".repeat(100), false);
    }
}

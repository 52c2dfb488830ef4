//! Markdown (CommonMark with tables, footnotes and strikethrough) → blocks.
//!
//! Links and emphasis become their text. Images, footnotes and the tags of raw HTML are left out. The numbers
//! of ordered lists stay, because CommonMark takes "1986. A good year." for a list item.

use super::block::Role;
use super::block_writer::BlockWriter;
use super::boilerplate::line_role;
use super::html::{RawPart, read_raw};
use super::line_join::{LineJoin, line_join};
use super::text_form::is_terminated;
use crate::cancel::Cancel;
use crate::language::is_unspaced;
use crate::span::Span;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Writes the blocks of `source` to `writer`, and the first heading to `title`. `None` when cancelled.
pub(super) fn read(
    source: &str,
    writer: BlockWriter,
    title: &mut String,
    cancel: &mut Cancel,
) -> Option<()> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut reader = Reader {
        writer,
        title,
        role: Role::Body,
        quote_depth: 0,
        item_depth: 0,
        hidden_depth: 0,
        list_is_ordered: Vec::new(),
        item_number: None,
        strong_bytes: 0,
        emphasis: [0..0, 0..0],
    };
    let first = front_matter_end(source);
    let mut at = first;
    for (event, range) in Parser::new_ext(&source[first..], options).into_offset_iter() {
        let range = first + range.start..first + range.end;
        cancel.check_after(range.end.saturating_sub(at))?;
        at = range.start;
        match event {
            Event::Start(Tag::HtmlBlock) => reader.raw_html(range, cancel)?,
            event => reader.event(event, range),
        }
    }
    reader.end_block();
    Some(())
}

/// Where the Markdown of `source` starts: behind its front matter, if it has any.
///
/// Front matter is fields between two lines of dashes ("title: …", YAML) or of plus signs ("title = …",
/// TOML) at the very start. Three dots may close YAML too. Lines of dashes without fields are rules.
pub(super) fn front_matter_end(source: &str) -> usize {
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    if !source[bom..].starts_with(['-', '+']) {
        return 0;
    }
    let text = &source[bom..source.floor_char_boundary(bom + FRONT_MATTER_BYTES_MAX)];
    let mut lines = text.split_inclusive('\n');
    let (separator, closers): (char, &[&str]) = match lines.next().map(str::trim_end) {
        Some("---") => (':', &["---", "..."]),
        Some("+++") => ('=', &["+++"]),
        _ => return 0,
    };
    let mut has_field = false;
    let mut end = bom + text.find('\n').map_or(text.len(), |line_end| line_end + 1);
    for line in lines {
        end += line.len();
        let words = line.trim_end();
        if closers.contains(&words) {
            return if has_field { end } else { 0 };
        }
        // TOML has strings over several lines, in which anything may stand.
        let is_other = words.is_empty()
            || words.starts_with(['#', '[', ']', '}', ' ', '\t'])
            || words.starts_with("- ")
            || separator == '=' && has_field;
        if !is_other && !is_field(words, separator) {
            return 0;
        }
        has_field |= !is_other;
    }
    0
}

/// Longer texts between dashes are not front matter.
const FRONT_MATTER_BYTES_MAX: usize = 16 << 10;

/// Whether `line` is a name and its value: "title: The mill", "title = 'The mill'".
fn is_field(line: &str, separator: char) -> bool {
    let is_name_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    line.split_once(separator).is_some_and(|(name, value)| {
        let name = name.trim_end().trim_matches(['"', '\'']);
        let is_separated = separator == '=' || value.is_empty() || value.starts_with([' ', '\t']);
        !name.is_empty() && name.bytes().all(is_name_byte) && is_separated
    })
}

/// Whether so much of `source` is marks that open and close something that nobody has written it to be
/// read: a quarter, or a third if the marks are `>`. To parse such a text costs ten to twenty times as
/// much as an ordinary one, so it is read as plain text.
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
    marks > 4 * HARMLESS_MARKS_MAX && marks > source.len() as u64
}

/// This many marks cost little, however dense they are.
const HARMLESS_MARKS_MAX: u64 = 1000;

/// Where the stars stand that close the emphasis opened by `stars`, a whole run of them in `source`, where the
/// parser took both for text. CommonMark lets stars behind punctuation close, and stars before punctuation
/// open, only if there is white space or punctuation on their other side. Scripts without spaces have
/// letters there ("**注意：**项目"), and readers see emphasis.
fn closing_stars(source: &str, stars: Range<usize>) -> Option<usize> {
    let (before, marks) = (&source[..stars.start], &source[stars.clone()]);
    let within = &source[stars.end..];
    let within = &within[..within.floor_char_boundary(EMPHASIS_BYTES_MAX)];
    let within = &within[..within.find(marks)?];
    let closing = stars.end + within.len();
    let after = &source[closing + marks.len()..];
    if within.contains('\n') || after.starts_with('*') {
        return None;
    }
    let (first, last) = (within.chars().next()?, within.chars().next_back()?);
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let is_letter = |c: Option<char>| c.is_some_and(|c| is_unspaced(c) || matches!(c, '가'..='힣'));
    // "张**，李**。" hides names.
    let is_hidden = matches!(first, '，' | '、' | '。' | '；' | '：' | '！' | '？');
    let closes_before_letter = is_mark(last) && is_letter(after.chars().next());
    let opens_after_letter = is_mark(first) && is_letter(before.chars().next_back());
    let is_spaced = first.is_whitespace() || last.is_whitespace();
    let is_emphasis = (closes_before_letter || opens_after_letter) && !is_spaced && !is_hidden;
    is_emphasis.then_some(closing)
}

/// Longer emphasis is not looked for.
const EMPHASIS_BYTES_MAX: usize = 1 << 10;

/// Writes the text of events, and keeps track of the elements they are in.
struct Reader<'a> {
    writer: BlockWriter<'a>,
    title: &'a mut String,
    /// The role of text outside lists and quotations: body, heading, table or code.
    role: Role,
    quote_depth: usize,
    item_depth: usize,
    /// How many images and footnotes are open. Their text is left out.
    hidden_depth: usize,
    /// Whether the items of each open list have numbers.
    list_is_ordered: Vec<bool>,
    /// The number of the open item, until it is written.
    item_number: Option<Span>,
    /// Bytes of strong text in the open block.
    strong_bytes: usize,
    /// Where the stars are that open and close emphasis which the parser took for text: see [`closing_stars`].
    emphasis: [Range<usize>; 2],
}

impl Reader<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, range);
            }
            Event::Code(text) => self.code_span(&text, range),
            Event::SoftBreak | Event::HardBreak => self.line_break(range),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.writer.push_space(),
            Event::Rule => self.end_block(),
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
                // The range includes two marks of two bytes each.
                self.strong_bytes += range.len().saturating_sub(4);
                return;
            }
            Tag::Image { .. } => {
                self.hidden_depth += 1;
                return;
            }
            Tag::TableCell => return self.writer.push_space(),
            _ => self.end_block(),
        }
        match tag {
            Tag::Heading { .. } => self.role = Role::Heading,
            Tag::CodeBlock(_) => self.role = Role::Code,
            Tag::Table(_) => self.role = Role::Table,
            Tag::BlockQuote(_) => self.quote_depth += 1,
            Tag::List(first) => self.list_is_ordered.push(first.is_some()),
            Tag::Item => {
                self.item_depth += 1;
                self.item_number = self.item_number(range);
            }
            Tag::FootnoteDefinition(_) => self.hidden_depth += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => return,
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::TableCell => return,
            TagEnd::Image => {
                self.hidden_depth = self.hidden_depth.saturating_sub(1);
                return;
            }
            _ => self.end_block(),
        }
        match tag {
            TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table => self.role = Role::Body,
            TagEnd::BlockQuote(_) => self.quote_depth = self.quote_depth.saturating_sub(1),
            TagEnd::List(_) => {
                self.list_is_ordered.pop();
            }
            TagEnd::Item => self.item_depth = self.item_depth.saturating_sub(1),
            TagEnd::FootnoteDefinition => {
                self.hidden_depth = self.hidden_depth.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// Writes the text of a block of raw HTML, whose source is `range`. `None` when cancelled.
    fn raw_html(&mut self, range: Range<usize>, cancel: &mut Cancel) -> Option<()> {
        self.end_block();
        // In a quotation, the marks of its lines stand between the tags.
        if self.hidden_depth > 0 || self.quote_depth > 0 {
            return Some(());
        }
        let source = self.writer.source;
        let add = |part: RawPart| match part {
            RawPart::Verbatim(span) if self.is_blank_start(span) => {}
            RawPart::Verbatim(span) => {
                self.begin_text();
                self.writer.push_verbatim(span);
            }
            RawPart::Decoded(span, text) => {
                self.begin_text();
                self.writer.push_decoded(span, text);
            }
            RawPart::Break => self.writer.push_space(),
            RawPart::EndBlock(role) => {
                self.end_block();
                self.role = role;
            }
        };
        read_raw(source, Span::new(range), add, cancel)?;
        self.end_block();
        self.role = Role::Body;
        Some(())
    }

    /// Whether the text in `span` of the source is white space before the text of a block.
    fn is_blank_start(&self, span: Span) -> bool {
        self.writer.open_text().is_empty() && span.of(self.writer.source).trim().is_empty()
    }

    /// The "12. " at the start of an item of an ordered list, whose source is `range`.
    fn item_number(&self, range: Range<usize>) -> Option<Span> {
        let item = self.writer.source.get(range.clone())?;
        let digits = item.bytes().take_while(u8::is_ascii_digit).count();
        let mark = digits + 1;
        let spaces = item
            .get(mark..)?
            .bytes()
            .take_while(|byte| *byte == b' ')
            .count();
        (*self.list_is_ordered.last()? && digits > 0)
            .then(|| Span::new(range.start..range.start + mark + spaces))
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if text == "*" && self.role != Role::Code && self.is_emphasis(range.start) {
            return;
        }
        if !self.begin_text() {
            return;
        }
        if self.writer.source.get(range.clone()) == Some(text) {
            self.writer.push_verbatim(Span::new(range));
        } else {
            // An entity. The parser makes an event of its own for each.
            self.writer.push_decoded(Span::new(range), text);
        }
    }

    /// Whether the star at `at`, which the parser took for text, is one of a pair that readers see as emphasis.
    fn is_emphasis(&mut self, at: usize) -> bool {
        let source = self.writer.source;
        let is_known = self.emphasis.iter().any(|stars| stars.contains(&at));
        if is_known || source[..at].ends_with('*') {
            return is_known;
        }
        let stars = source[at..]
            .bytes()
            .take_while(|byte| *byte == b'*')
            .count();
        match closing_stars(source, at..at + stars) {
            Some(closing) => {
                self.emphasis = [at..at + stars, closing..closing + stars];
                true
            }
            None => false,
        }
    }

    /// A code span. Its backticks are left out.
    fn code_span(&mut self, text: &str, range: Range<usize>) {
        if !self.begin_text() {
            return;
        }
        let with_backticks = &self.writer.source[range.clone()];
        let opened = with_backticks.trim_start_matches('`');
        let backticks = with_backticks.len() - opened.len();
        let code = opened.get(..opened.len().saturating_sub(backticks));
        let (code, start) = (code.unwrap_or(opened), range.start + backticks);
        let span = |offset: usize, bytes: usize| Span::new(start + offset..start + offset + bytes);
        match code.find(text) {
            Some(offset) => self.writer.push_verbatim(span(offset, text.len())),
            // The parser changes line ends within the code, and bars in tables.
            None => self.writer.push_aligned(span(0, code.len()), text),
        }
    }

    /// Returns whether text that comes now is shown. If so, writes the number of its item before it.
    fn begin_text(&mut self) -> bool {
        if self.hidden_depth > 0 {
            return false;
        }
        if let Some(number) = self.item_number.take() {
            self.writer.push_verbatim(number);
        }
        true
    }

    fn line_break(&mut self, range: Range<usize>) {
        let source = self.writer.source;
        let open_text = self.writer.open_text();
        let join = line_join(open_text, &source[range.end..]);
        // In ASCII text, only the hyphen of a compound gives this join; it keeps its space here.
        let is_unspaced = join == LineJoin::Nothing && !open_text.is_ascii();
        if self.hidden_depth > 0 || is_unspaced {
            return;
        }
        match source.get(range.clone()) {
            Some(gap) if gap.trim().is_empty() => self.writer.push_verbatim(Span::new(range)),
            _ => self.writer.push_space(),
        }
    }

    /// Ends the open block.
    fn end_block(&mut self) {
        self.writer.omit_unseen();
        let text = self.writer.open_text().trim();
        let role = match self.role {
            Role::Body if self.quote_depth > 0 => Role::Quote,
            Role::Body => line_role(text).unwrap_or(match self.item_depth {
                0 if self.is_strong_heading(text) => Role::Heading,
                0 => Role::Body,
                _ => Role::ListItem,
            }),
            role => role,
        };
        if role == Role::Heading && self.title.is_empty() && !text.is_empty() {
            let words: Vec<&str> = text.split_whitespace().collect();
            self.title.push_str(&words.join(" "));
        }
        self.writer.end_block(role);
        self.strong_bytes = 0;
    }

    /// Whether a paragraph is used as a heading: it consists of a few strong words.
    fn is_strong_heading(&self, text: &str) -> bool {
        self.strong_bytes > 0
            && self.strong_bytes >= text.len()
            && text.len() <= 100
            && !is_terminated(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{front_matter_end, is_hostile};

    #[test]
    fn front_matter_is_recognised() {
        let rest = "It closed.\n\n---\n\nIt opened.";
        for fields in [
            "---\ntitle: The mill\n---\n",
            "---\r\ntitle: The mill\r\n---\r\n",
            "\u{feff}---\ntitle: The mill\n---\n",
            "---\ntitle: The mill\n...\n",
            "---\n# By hand\n\ntags:\n  - mills\n---\n",
            "--- \n\"title\": The mill\n---  \n",
            "+++\ntitle = \"The mill\"\n+++\n",
            "+++\n[page]\ndate = 2024-03-05\n\n[page.more]\na.b = 1\n+++\n",
        ] {
            let end = front_matter_end(&format!("{fields}{rest}"));
            assert_eq!(end, fields.len(), "{fields:?}");
        }
        for text in [
            "---\nThe mill: a history\n---\n",
            "---\nThe mill closed in May.\n\n---\n",
            "---\ntitle: The mill\n\n",
            "--- title: The mill ---\n",
            "---\n\n---\n",
            "---\nhttps://example.com\n---\n",
            "+++\ntitle: The mill\n+++\n",
            "Text.\n---\ntitle: The mill\n---\n",
        ] {
            let text = format!("{text}{rest}");
            assert_eq!(front_matter_end(&text), 0, "{text:?}");
        }
    }

    #[test]
    fn only_dense_marks_are_hostile() {
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

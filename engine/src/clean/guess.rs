//! Which format a text is in, judged by how many marks of each stand in its first part.

use super::markdown::front_matter_end;
use crate::options::InputFormat;

/// Only so much of a text is looked at.
const SAMPLE_BYTES: usize = 16 << 10;

/// Longer tags are not looked for.
const TAG_BYTES_MAX: usize = 400;

/// The format of `source`: HTML or Markdown if its marks show it, or else plain text.
///
/// A page that starts like one is HTML. Markdown with a few tags is Markdown, wherever they are. Text
/// with tags is HTML if there are enough of them. The plain reader knows Markdown's commonest marks
/// itself, so that Markdown without tags and front matter counts as plain text.
pub(super) fn guess(source: &str) -> InputFormat {
    if front_matter_end(source) > 0 {
        return InputFormat::Markdown;
    }
    // A byte order mark would hide the tag behind it.
    let source = source.trim_start_matches('\u{feff}');
    let sample = &source[..source.floor_char_boundary(SAMPLE_BYTES)];
    if memchr::memchr(b'<', sample.as_bytes()).is_none() {
        return InputFormat::Plain;
    }
    let start = sample.trim_start();
    if starts_page(start) {
        return InputFormat::Html;
    }
    let marks = Marks::count(sample);
    let is_markdown = marks.markdown >= 2 && marks.markdown_lines > 0 && {
        // A page may quote a line or two of Markdown.
        marks.markdown * 3 >= marks.paragraph_tags
    };
    // Markdown has blank lines between its paragraphs, where HTML has tags.
    let is_mostly_bare = marks.bare_paragraphs > marks.block_tags;
    let starts_with_tag = start.starts_with("<!--") || tag_at(start, 0).is_some();
    let is_dense = marks.tag_weight >= 2 && marks.tag_weight * BYTES_PER_TAG >= sample.len();
    match () {
        () if !starts_with_tag && !is_dense => InputFormat::Plain,
        () if is_markdown || is_mostly_bare => InputFormat::Markdown,
        // A comment alone before text.
        () if marks.tag_weight == 0 && start.starts_with("<!--") => InputFormat::Markdown,
        () => InputFormat::Html,
    }
}

/// Text with fewer tags than one in this many bytes is plain text that has some left in it.
const BYTES_PER_TAG: usize = 500;

/// Whether `start` starts a whole page.
fn starts_page(start: &str) -> bool {
    const STARTS: &[&str] = &[
        "<!doctype",
        "<?xml",
        "<html",
        "<head>",
        "<head ",
        "<body",
        "<meta",
        "<title",
        "<link",
        "<base ",
        "<article",
        "<main",
    ];
    let has_prefix = |prefix: &&str| {
        let head = start.as_bytes().get(..prefix.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    STARTS.iter().any(has_prefix)
}

/// What a sample holds.
#[derive(Default)]
struct Marks {
    /// Tags that count: one with a partner, with attributes, or of an empty element.
    tag_weight: usize,
    /// Start tags of elements that are blocks.
    block_tags: usize,
    /// Those that hold prose.
    paragraph_tags: usize,
    /// Headings, fences, rows of tables, links and strong text in Markdown.
    markdown: usize,
    /// How many of them are whole lines.
    markdown_lines: usize,
    /// Lines behind a blank one, that start with neither a tag nor indentation and hold prose.
    bare_paragraphs: usize,
}

impl Marks {
    /// Counts the marks of `sample`. Code between fences and the content of `<pre>`, `<script>` and
    /// `<style>` count for nothing.
    fn count(sample: &str) -> Marks {
        let mut marks = Marks::default();
        let mut is_fenced = false;
        let mut is_after_blank = true;
        // The end tag of the element, or of the comment, that is open.
        let mut verbatim_end: Option<&str> = None;
        for line in sample.split_inclusive('\n') {
            let text = line.trim_end();
            if let Some(end) = verbatim_end {
                if text.contains(end) {
                    verbatim_end = None;
                }
                continue;
            }
            if text.trim_start().starts_with("```") || text.starts_with("~~~") {
                is_fenced = !is_fenced;
                marks.add_markdown_line();
                continue;
            }
            if is_fenced {
                continue;
            }
            if is_markdown_line(text) {
                marks.add_markdown_line();
            }
            marks.markdown += inline_marks(text);
            if is_after_blank && is_bare(text) {
                marks.bare_paragraphs += 1;
            }
            is_after_blank = text.is_empty();
            marks.count_tags(text);
            verbatim_end = VERBATIM.iter().find_map(|(start, end)| {
                let at = text.rfind(start)?;
                (!text[at..].contains(end)).then_some(*end)
            });
        }
        marks
    }

    fn add_markdown_line(&mut self) {
        self.markdown += 1;
        self.markdown_lines += 1;
    }

    /// Counts the tags in `line`.
    fn count_tags(&mut self, line: &str) {
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'<', &line.as_bytes()[at..]) {
            at += found;
            let Some(tag) = tag_at(line, at) else {
                at += 1;
                continue;
            };
            let end = at + tag.bytes;
            if !is_mentioned(line, at, end) {
                let is_empty = EMPTY.contains(&tag.name());
                self.tag_weight += match tag {
                    Tag { is_end: true, .. } => 2,
                    Tag {
                        has_attributes: true,
                        ..
                    } => 2,
                    _ if is_empty => 2,
                    // Without a partner it may be a name in brackets.
                    _ => 0,
                };
                if !tag.is_end && BLOCKS.contains(&tag.name()) {
                    self.block_tags += 1;
                    self.paragraph_tags += usize::from(matches!(tag.name(), "p" | "li" | "br"));
                }
            }
            at = end;
        }
    }
}

/// Elements whose content is not looked at, and comments.
const VERBATIM: &[(&str, &str)] = &[
    ("<pre", "</pre>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<!--", "-->"),
];

/// Elements that are blocks.
const BLOCKS: &[&str] = &[
    "blockquote",
    "br",
    "center",
    "div",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// Empty elements that people write in text.
const EMPTY: &[&str] = &["br", "hr", "img"];

/// Other elements that fragments hold.
const OTHERS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "body",
    "button",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dt",
    "em",
    "figcaption",
    "font",
    "footer",
    "form",
    "head",
    "header",
    "html",
    "i",
    "iframe",
    "img",
    "hr",
    "input",
    "ins",
    "kbd",
    "label",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "noscript",
    "picture",
    "q",
    "s",
    "script",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "tbody",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tt",
    "u",
    "var",
    "video",
    "wbr",
];

/// Longer names are no names of elements.
const NAME_BYTES_MAX: usize = 10;

/// A tag of a known element.
struct Tag {
    name: [u8; NAME_BYTES_MAX],
    name_bytes: usize,
    /// With its brackets.
    bytes: usize,
    is_end: bool,
    has_attributes: bool,
}

impl Tag {
    /// The name in lower case.
    fn name(&self) -> &str {
        std::str::from_utf8(&self.name[..self.name_bytes]).unwrap_or("")
    }
}

/// The tag that starts at `at` in `line`, with "<".
fn tag_at(line: &str, at: usize) -> Option<Tag> {
    let bytes = &line.as_bytes()[at..];
    let bytes = &bytes[..bytes.len().min(TAG_BYTES_MAX)];
    let rest = bytes.strip_prefix(b"<")?;
    let is_end = rest.first() == Some(&b'/');
    let rest = &rest[usize::from(is_end)..];
    let name_bytes = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let mut name = [0; NAME_BYTES_MAX];
    name.get_mut(..name_bytes)?
        .copy_from_slice(&rest[..name_bytes]);
    name.make_ascii_lowercase();
    let mut tag = Tag {
        name,
        name_bytes,
        bytes: 0,
        is_end,
        has_attributes: false,
    };
    if !BLOCKS.contains(&tag.name()) && !OTHERS.contains(&tag.name()) {
        return None;
    }
    let inside = &rest[name_bytes..];
    let close = memchr::memchr(b'>', inside);
    // A tag may go on in the next line.
    let attributes = &inside[..close.unwrap_or(inside.len())];
    let is_separated = matches!(attributes.first(), None | Some(b' ' | b'\t' | b'/'));
    tag.has_attributes = memchr::memchr(b'=', attributes).is_some();
    tag.bytes = bytes.len() - inside.len() + close.map_or(inside.len(), |close| close + 1);
    let is_whole = close.is_some() && (tag.has_attributes || attributes.len() <= 2);
    (is_separated && (is_whole || tag.has_attributes)).then_some(tag)
}

/// Whether a text speaks of the tag from `start` to `end` in `line`: it stands among spaces like a word,
/// or in quotation marks or backticks.
fn is_mentioned(line: &str, start: usize, end: usize) -> bool {
    let before = line[..start].chars().next_back();
    let after = line[end..].chars().next();
    let is_mark = |c: Option<char>| matches!(c, Some('`' | '"' | '\'' | '“' | '”' | '‘' | '’'));
    let ends_word = |c: Option<char>| matches!(c, Some(' ' | ',' | '.' | ';' | ':' | '?' | ')'));
    is_mark(before) && is_mark(after) || matches!(before, Some(' ' | '(')) && ends_word(after)
}

/// Whether `line` as a whole is a mark of Markdown: a heading, an underline of a table's head, a link's
/// address, an item with strong text.
fn is_markdown_line(line: &str) -> bool {
    let text = line.trim_start_matches("> ");
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (1..=6).contains(&hashes) && text[hashes..].starts_with(' ');
    let is_table_rule = text.len() >= 3
        && text.contains("--")
        && text.contains('|')
        && text
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '));
    let is_address = text.starts_with('[') && text.contains("]: ");
    let is_item = text.starts_with("- ") || text.starts_with("* ");
    is_heading || is_table_rule || is_address || is_item
}

/// How many links and strong texts of Markdown `line` holds.
fn inline_marks(line: &str) -> usize {
    let links = memchr::memmem::find_iter(line.as_bytes(), "](").count();
    let strong = memchr::memmem::find_iter(line.as_bytes(), "**").count() / 2;
    links + strong
}

/// Whether `line`, which follows a blank one, is prose without a tag before it.
fn is_bare(line: &str) -> bool {
    !line.starts_with(['<', ' ', '\t']) && line.len() >= BARE_BYTES_MIN
}

/// Shorter lines show nothing.
const BARE_BYTES_MIN: usize = 30;

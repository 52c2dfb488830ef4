//! Source text → clean text in blocks with roles, and the way back to source bytes.
//!
//! Clean text is what a reader would read: no markup, no entities. Plain text that needs no
//! change is not copied: then clean text and source are the same bytes, and blocks are spans that
//! leave the markup out.

mod copy;
mod cue;
mod furniture;
mod html;
mod line;
mod map;
mod markdown;
mod plain;

pub(crate) use furniture::{ANCHORS, is_site};
pub(crate) use line::{after_timestamp, is_bullet};
pub use map::SourceMap;

use crate::cancel::{Cancel, never_cancelled};
use crate::names::named;
use crate::options::InputFormat;
use crate::span::Span;
use copy::Copier;

named! {
    /// What part a block or a sentence plays in its document.
    Role, "role" {
        /// Running text: what bullets are made of.
        Body = "body",
        /// An item of a list. It can be a bullet too.
        ListItem = "list_item",
        /// A heading or title: a hint for scoring, never a bullet.
        Heading = "heading",
        /// The text below a picture.
        Caption = "caption",
        /// Who wrote the article, when and where.
        Byline = "byline",
        /// Newsletter, cookie and app-store lines, "read more", copyright: never a bullet.
        Boilerplate = "boilerplate",
        /// A table or a row of one.
        Table = "table",
        /// Source code and other verbatim text.
        Code = "code",
        /// Somebody else's text, quoted as a block: the mail that is answered, a Markdown block quote.
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
    /// Whether sentences of this role can be bullets.
    #[inline]
    pub fn is_body(self) -> bool {
        matches!(self, Role::Body | Role::ListItem)
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
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    content: String,
    map: SourceMap,
    layout: plain::Layout,
    scratch: Vec<Block>,
    page: html::Scratch,
    title: String,
}

/// Cleans `source`. Costs one pass over it; reads at most [`Span::MAX_END`] bytes.
pub fn clean<'a>(source: &'a str, format: InputFormat, buffers: &'a mut Buffers) -> Text<'a> {
    never_cancelled(|cancel| clean_until(source, format, buffers, cancel))
}

/// The same; `None` when cancelled.
pub(crate) fn clean_until<'a>(
    source: &'a str,
    format: InputFormat,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let source = &source[..source.floor_char_boundary(Span::MAX_END)];
    buffers.content.clear();
    buffers.map.clear();
    buffers.layout.clear();
    buffers.title.clear();
    let format = match format {
        InputFormat::Auto if starts_like_html(source) => InputFormat::Html,
        InputFormat::Auto if markdown::has_front_matter(source) => InputFormat::Markdown,
        format => format,
    };
    match format {
        InputFormat::Markdown if !markdown::is_hostile(source) => {
            clean_markdown(source, buffers, cancel)
        }
        InputFormat::Html => clean_html(source, buffers, cancel),
        InputFormat::Auto | InputFormat::Plain | InputFormat::Markdown => {
            clean_plain(source, buffers, cancel)
        }
    }
}

/// Whether a text of unknown format is HTML: by the first thing in it.
fn starts_like_html(source: &str) -> bool {
    let start = source.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let Some(tag) = start.strip_prefix('<') else {
        return false;
    };
    if tag.starts_with("!--") || tag.starts_with("?xml") {
        return true;
    }
    const FIRST_TAGS: &[&str] = &[
        "!doctype",
        "article",
        "blockquote",
        "body",
        "center",
        "div",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "head",
        "header",
        "html",
        "link",
        "main",
        "meta",
        "nav",
        "ol",
        "p",
        "pre",
        "script",
        "section",
        "span",
        "style",
        "table",
        "title",
        "ul",
    ];
    let name = tag
        .split([' ', '>', '\n', '\r', '\t', '/'])
        .next()
        .unwrap_or(tag);
    name.len() < tag.len()
        && FIRST_TAGS
            .iter()
            .any(|first| name.eq_ignore_ascii_case(first))
}

fn clean_plain<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let Buffers {
        content,
        map,
        layout,
        scratch,
        ..
    } = buffers;
    plain::read(source, layout, cancel)?;
    cue::read(source, layout, scratch, cancel)?;
    let is_copied = !layout.cuts.is_empty();
    if is_copied {
        assemble(source, layout, content, map, cancel)?;
    }
    let content = if is_copied { content } else { source };
    finish(content, &mut layout.blocks);
    Some(Text {
        content,
        blocks: &layout.blocks,
        map,
        title: plain::title(content, &layout.blocks),
    })
}

fn clean_markdown<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let Buffers {
        content,
        map,
        layout,
        title,
        ..
    } = buffers;
    let copier = Copier::new(source, content, map, &mut layout.blocks);
    markdown::read(source, copier, title, cancel)?;
    Some(copied(buffers))
}

fn clean_html<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let Buffers {
        content,
        map,
        layout,
        title,
        page,
        ..
    } = buffers;
    let copier = Copier::new(source, content, map, &mut layout.blocks);
    html::read(source, copier, title, page, cancel)?;
    Some(copied(buffers))
}

/// What a copier has written.
fn copied(buffers: &mut Buffers) -> Text<'_> {
    finish(&buffers.content, &mut buffers.layout.blocks);
    Text {
        content: &buffers.content,
        blocks: &buffers.layout.blocks,
        map: &buffers.map,
        title: (!buffers.title.is_empty()).then_some(&buffers.title),
    }
}

/// Writes the blocks of `source` without the cuts to `content`, where the blocks then point to.
fn assemble(
    source: &str,
    layout: &mut plain::Layout,
    content: &mut String,
    map: &mut SourceMap,
    cancel: &mut Cancel,
) -> Option<()> {
    let mut wanted = Some(());
    let mut cuts = layout.cuts.iter().copied().peekable();
    layout.blocks.retain_mut(|block| {
        wanted = wanted.and_then(|()| cancel.check_after(block.span.len()));
        if wanted.is_none() {
            return false;
        }
        if !content.is_empty() {
            content.push('\n');
        }
        let start = content.len();
        let mut at = block.span.start;
        let mut keep = |from: u32, to: u32| {
            if from < to {
                let span = Span {
                    start: from,
                    end: to,
                };
                map.push_verbatim(content.len(), span);
                content.push_str(span.of(source));
            }
        };
        while let Some(cut) = cuts.next_if(|cut| cut.start < block.span.end) {
            keep(at, cut.start);
            at = at.max(cut.end);
        }
        keep(at, block.span.end);
        block.span = Span::new(start..content.len()).trimmed(content);
        !block.span.is_empty()
    });
    wanted
}

/// What holds for any format once blocks have roles.
fn finish(content: &str, blocks: &mut [Block]) {
    let mut is_back_matter = false;
    for block in blocks.iter_mut() {
        match block.role {
            Role::Heading => {
                let heading = block.span.of(content);
                let is_late = block.span.start as usize > content.len() / 2;
                is_back_matter = furniture::heads_back_matter(heading)
                    || is_late && furniture::heads_company_profile(heading);
            }
            // "Forward-Looking Statements" is furniture itself.
            Role::Boilerplate if !is_back_matter => {
                is_back_matter = furniture::heads_back_matter(block.span.of(content));
            }
            Role::Body | Role::ListItem if is_back_matter => block.role = Role::Boilerplate,
            _ => {}
        }
    }
    // A text that is nothing but a quotation has that for its body.
    if !blocks.iter().any(|block| block.role.is_body()) {
        for block in blocks {
            if block.role == Role::Quote {
                block.role = Role::Body;
            }
        }
    }
}

/// The role of a body sentence that is furniture after all: "Read more: …". It is the part `span` of
/// `content`, and `words` is its length; `has_anchor` says whether any of its words is in [`ANCHORS`].
pub(crate) fn furniture_role(
    content: &str,
    span: Span,
    words: u32,
    has_anchor: bool,
) -> Option<Role> {
    let sentence = span.of(content);
    let is_short =
        || words as usize <= WORDS_SHORT && !furniture::is_surely_prose(content.as_bytes(), span);
    if has_anchor || furniture::has_long_opener(sentence.as_bytes()) || is_short() {
        furniture::furniture(sentence)
    } else {
        None
    }
}

/// Sentences of at most this many words are looked at unless they are surely prose.
const WORDS_SHORT: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Cleaning half a MiB looks often enough in each of its `passes`, and heeds what it sees.
    fn check(format: InputFormat, unit: &str, passes: usize) {
        let source = unit.repeat((1 << 19) / unit.len());
        let asked = Cell::new(0);
        let asks_until = |last: usize| {
            asked.set(0);
            let cancel = || {
                asked.set(asked.get() + 1);
                asked.get() > last
            };
            let buffers = &mut Buffers::default();
            clean_until(&source, format, buffers, &mut Cancel::new(&cancel)).is_some()
        };
        assert!(asks_until(usize::MAX), "nobody said to stop");
        let asks = asked.get();
        assert!(asks >= 6 * passes, "{asks} looks in half a MiB of {unit:?}");
        for last in [0, asks / 2, asks - 1] {
            assert!(!asks_until(last), "{unit:?} went on after look {last}");
            assert_eq!(asked.get(), last + 1, "looked again after being told");
        }
    }

    /// Words do not tell: "Photo:AP" is one, and what was trimmed off is not among them.
    #[test]
    fn short_furniture_is_known_without_a_word_that_is_an_anchor() {
        for (sentence, role) in [
            ("LONDON (AP Photo/Doe) - The bridge at dusk.", Role::Caption),
            ("The bridge at dusk (Photo:AP).", Role::Caption),
            ("Join us on youtube.com.", Role::Boilerplate),
            ("Get the BBC_newsletter here.", Role::Boilerplate),
            ("Listen to our podcast:iTunes.", Role::Boilerplate),
        ] {
            let words = sentence.split_whitespace().count() as u32;
            assert_eq!(
                furniture_role(sentence, Span::new(0..sentence.len()), words, false),
                Some(role),
                "{sentence}"
            );
        }
        let prose = "The bridge stood at dusk.";
        let span = Span::new(0..prose.len());
        assert_eq!(furniture_role(prose, span, 5, false), None);
    }

    #[test]
    fn long_furniture_is_known_by_what_it_starts_with() {
        for sentence in [
            "If you enjoyed this story, you will also like our series about the old mills of the valley.",
            "(This story has not been edited by the staff of the Reporter and comes from a wire as it is.)",
            "© 2015 The Hill Reporter, its owners, and all of the people who write and draw for it.",
        ] {
            let words = sentence.split_whitespace().count() as u32;
            assert!(words as usize > WORDS_SHORT);
            let role = furniture_role(sentence, Span::new(0..sentence.len()), words, false);
            assert_eq!(role, Some(Role::Boilerplate), "{sentence}");
        }
    }

    /// Every pass over a text looks at the caller's stop every 64 KB or so, whatever it holds.
    #[test]
    fn a_stop_is_heeded_while_cleaning() {
        use InputFormat::{Html, Markdown, Plain};
        let prose = "The council voted to build the bridge. Work starts in May.";
        check(Plain, &format!("{prose}\n\n"), 3);
        check(Plain, &format!("{prose}\n"), 3);
        check(Plain, &format!("## Part\n{prose} **And** so on.\n\n"), 5);
        check(Plain, &format!("{prose} **And** so on. "), 1);
        check(Plain, "-----\n", 2);
        check(Markdown, &format!("{prose}\n\n"), 1);
        check(Markdown, &format!("- *{prose}*\n"), 1);
        check(Markdown, "<!-- hidden -->\n\n", 1);
        check(Html, &format!("<p>{prose}</p>\n"), 2);
        check(Html, "<br>", 1);
        check(Html, "&amp;", 1);
        check(Html, "<!-- hidden -->", 1);
        check(Html, "<script>hidden</script>", 1);
    }
}

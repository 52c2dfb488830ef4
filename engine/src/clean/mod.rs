//! Cleaning: source text → clean text, split into blocks with roles, and a map back to the source.
//!
//! Clean text is what a reader sees: no markup, no entities. Plain text that needs no change is not
//! copied. In that case clean text and source are the same bytes, and the blocks are ranges that
//! leave out markup such as "- " and "> ".
//!
//! The files, lowest first:
//!
//! - `block`, `source_map`: the types of the result
//! - `text_form`, `date`, `line_join`, `line`: what the form of a short text or a line says
//! - `unseen`: characters that clean text leaves out
//! - `boilerplate/`: which text is boilerplate, by its wording
//! - `block_writer`: writes clean text block by block where it differs from the source
//! - `guess`: which format a text is in
//! - `plain` and `inline_markdown`, `markdown`, `subtitles`, `html/`: one reader for each kind of input
//!
//! Why a text may have [`Role::Boilerplate`]:
//!
//! - its place in an HTML page: in a `<form>`, `<nav>` or the like, or in an element whose class says
//!   so (`html/element`); mostly links, below "Related stories", or outside the main content
//!   (`html/main_content`)
//! - its place in plain text: a mail's signature or a label below the text (`plain`), a note (`line`)
//! - its wording as a line or paragraph (`boilerplate/`, `line_role`)
//! - a heading above it such as "References" (`boilerplate/back_matter`)
//! - its wording as a sentence of a paragraph of body text, which is judged later, by
//!   `document/build` (`boilerplate/`, `sentence_role`)

mod block;
mod block_writer;
pub(crate) mod boilerplate;
mod date;
mod guess;
mod html;
mod inline_markdown;
mod line;
mod line_join;
mod markdown;
mod plain;
mod source_map;
mod subtitles;
mod text_form;
mod unseen;

pub(crate) use crate::role::Role;
pub use block::Block;
pub use source_map::SourceMap;
pub(crate) use text_form::{
    after_timestamp, is_bullet, is_site, note_number_bytes, opens_quotation, without_note_number,
};

use crate::cancel::{Cancel, never_cancelled};
use crate::options::InputFormat;
use crate::span::Span;
use block_writer::BlockWriter;

/// The clean text of one document.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text itself. Spans of blocks and sentences are ranges of it.
    pub content: &'a str,
    /// The blocks, ascending and disjoint. Every character of `content` that is neither white space
    /// nor markup is in one of them.
    pub blocks: &'a [Block],
    /// Maps spans of `content` to spans of the source.
    pub map: &'a SourceMap,
    /// The document's own title, if it has one: `<title>`, `<h1>` or a first heading.
    pub title: Option<&'a str>,
}

/// The memory that [`clean`] writes to. Reuse it for the next document to save allocations.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    content: String,
    map: SourceMap,
    blocks: Vec<Block>,
    /// Ranges of the source inside blocks that clean text leaves out.
    omitted: Vec<Span>,
    title: String,
    /// Plain text without unseen characters, if it has any, and the map from it to the source.
    visible: String,
    visible_map: SourceMap,
    /// Scratch of `inline_markdown`.
    whole_blocks: Vec<Block>,
    html: html::Scratch,
}

/// Cleans `source`, in time linear in its length. Reads at most [`Span::MAX_END`] bytes.
pub fn clean<'a>(source: &'a str, format: InputFormat, buffers: &'a mut Buffers) -> Text<'a> {
    never_cancelled(|cancel| clean_until(source, format, buffers, cancel))
}

/// Like [`clean`]; `None` when cancelled.
pub(crate) fn clean_until<'a>(
    source: &'a str,
    format: InputFormat,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let source = &source[..source.floor_char_boundary(Span::MAX_END)];
    buffers.content.clear();
    buffers.map.clear();
    buffers.blocks.clear();
    buffers.omitted.clear();
    buffers.title.clear();
    if format == InputFormat::Auto && subtitles::is_subtitles(source) {
        return clean_subtitles(source, buffers, cancel);
    }
    let format = match format {
        InputFormat::Auto => guess::guess(source),
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

fn clean_plain<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let Buffers {
        content,
        map,
        blocks,
        omitted,
        whole_blocks,
        visible,
        visible_map,
        ..
    } = buffers;
    unseen::find(source, false, omitted, cancel)?;
    let has_unseen = !omitted.is_empty();
    let mut source = source;
    if has_unseen {
        visible.clear();
        visible_map.clear();
        visible.push_str(source);
        visible_map.push_verbatim(0, Span::new(0..source.len()));
        visible_map.omit(visible, 0, omitted);
        omitted.clear();
        source = visible;
    }
    plain::read(source, blocks, omitted, cancel)?;
    inline_markdown::read(source, blocks, omitted, whole_blocks, cancel)?;
    let is_copied = !omitted.is_empty();
    if is_copied {
        copy_without_omitted(source, blocks, omitted, content, map, cancel)?;
    }
    if has_unseen && is_copied {
        map.compose(visible_map);
    } else if has_unseen {
        std::mem::swap(map, visible_map);
    }
    let content = if is_copied { content } else { source };
    finish(content, blocks);
    Some(Text {
        content,
        blocks,
        map,
        title: plain::title(content, blocks),
    })
}

fn clean_markdown<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let (writer, title, _) = buffers.writer(source);
    markdown::read(source, writer, title, cancel)?;
    Some(written_text(buffers))
}

fn clean_subtitles<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let (writer, _, _) = buffers.writer(source);
    subtitles::read(source, writer, cancel)?;
    Some(written_text(buffers))
}

fn clean_html<'a>(
    source: &'a str,
    buffers: &'a mut Buffers,
    cancel: &mut Cancel,
) -> Option<Text<'a>> {
    let (writer, title, html) = buffers.writer(source);
    html::read(source, writer, title, html, cancel)?;
    Some(written_text(buffers))
}

impl Buffers {
    /// What readers that write the clean text of `source` need: the writer, the title, and the memory for HTML.
    fn writer<'b>(
        &'b mut self,
        source: &'b str,
    ) -> (BlockWriter<'b>, &'b mut String, &'b mut html::Scratch) {
        let writer = BlockWriter::new(source, &mut self.content, &mut self.map, &mut self.blocks);
        (writer, &mut self.title, &mut self.html)
    }
}

/// The text that a [`BlockWriter`] has written to `buffers`.
fn written_text(buffers: &mut Buffers) -> Text<'_> {
    finish(&buffers.content, &mut buffers.blocks);
    Text {
        content: &buffers.content,
        blocks: &buffers.blocks,
        map: &buffers.map,
        title: (!buffers.title.is_empty()).then_some(&buffers.title),
    }
}

/// Copies the `blocks` of `source` to `content` without the `omitted` ranges, and makes the blocks
/// ranges of `content`. Blocks of which nothing is left are removed. `None` when cancelled.
fn copy_without_omitted(
    source: &str,
    blocks: &mut Vec<Block>,
    omitted: &[Span],
    content: &mut String,
    map: &mut SourceMap,
    cancel: &mut Cancel,
) -> Option<()> {
    let mut go_on = Some(());
    let mut omitted = omitted.iter().copied().peekable();
    blocks.retain_mut(|block| {
        go_on = go_on.and_then(|()| cancel.check_after(block.span.len()));
        if go_on.is_none() {
            return false;
        }
        if !content.is_empty() {
            content.push('\n');
        }
        let start = content.len();
        let mut at = block.span.start;
        let mut copy = |from: u32, to: u32| {
            if from < to {
                let span = Span {
                    start: from,
                    end: to,
                };
                map.push_verbatim(content.len(), span);
                content.push_str(span.of(source));
            }
        };
        while let Some(gap) = omitted.next_if(|gap| gap.start < block.span.end) {
            copy(at, gap.start);
            at = at.max(gap.end);
        }
        copy(at, block.span.end);
        block.span = Span::new(start..content.len()).trimmed(content);
        !block.span.is_empty()
    });
    go_on
}

/// Adjusts the roles of blocks by rules that hold for every format.
fn finish(content: &str, blocks: &mut [Block]) {
    boilerplate::mark_back_matter(content, blocks);
    // In a text that consists of a quotation, the quotation is the body.
    if !blocks.iter().any(|block| block.role.is_body()) {
        for block in blocks {
            if block.role == Role::Quote {
                block.role = Role::Body;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Checks that cleaning half a MiB of `unit` asks the caller often enough in each of its `passes`
    /// whether to cancel, and that it ends when the caller says so.
    fn check_cancel(format: InputFormat, unit: &str, passes: usize) {
        let source = unit.repeat((1 << 19) / unit.len());
        let asked = Cell::new(0);
        let is_done_unless_cancelled_after = |last: usize| {
            asked.set(0);
            let cancel = || {
                asked.set(asked.get() + 1);
                asked.get() > last
            };
            let buffers = &mut Buffers::default();
            clean_until(&source, format, buffers, &mut Cancel::new(&cancel)).is_some()
        };
        assert!(is_done_unless_cancelled_after(usize::MAX), "not cancelled");
        let asks = asked.get();
        assert!(
            asks >= 6 * passes,
            "asked {asks} times in half a MiB of {unit:?}"
        );
        for last in [0, asks / 2, asks - 1] {
            assert!(
                !is_done_unless_cancelled_after(last),
                "{unit:?} went on after question {last}"
            );
            assert_eq!(asked.get(), last + 1, "asked again after the answer");
        }
    }

    #[test]
    fn cleaning_can_be_cancelled_in_every_pass() {
        use InputFormat::{Html, Markdown, Plain};
        let prose = "The council voted to build the bridge. Work starts in May.";
        check_cancel(Plain, &format!("{prose}\n\n"), 3);
        check_cancel(Plain, &format!("{prose}\n"), 3);
        check_cancel(Plain, &format!("## Part\n{prose} **And** so on.\n\n"), 5);
        check_cancel(Plain, &format!("{prose} **And** so on. "), 1);
        check_cancel(Plain, "-----\n", 2);
        check_cancel(Markdown, &format!("{prose}\n\n"), 1);
        check_cancel(Markdown, &format!("- *{prose}*\n"), 1);
        check_cancel(Markdown, "<!-- hidden -->\n\n", 1);
        check_cancel(Html, &format!("<p>{prose}</p>\n"), 2);
        check_cancel(Html, "<br>", 1);
        check_cancel(Html, "&amp;", 1);
        check_cancel(Html, "<!-- hidden -->", 1);
        check_cancel(Html, "<script>hidden</script>", 1);
    }
}

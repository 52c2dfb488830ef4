//! Markdown in the middle of plain text: "### What changed? The firm said …", a "**Heading**",
//! **emphasis**, [links](https://example.com).
//!
//! Articles are often handed over as a single line, in which their headings still stand. Where the
//! end of a heading is not marked, the heading ends at its terminator or where a sentence seems to
//! start.

use super::block::{Block, Role};
use super::text_form::is_terminated;
use crate::cancel::Cancel;
use crate::span::Span;

/// Reads the inline Markdown in `blocks` of `source`: splits blocks at the headings in them, and adds
/// the markup to the `omitted` ranges. Overwrites `whole_blocks`, which is scratch. `None` when
/// cancelled.
pub(super) fn read(
    source: &str,
    blocks: &mut Vec<Block>,
    omitted: &mut Vec<Span>,
    whole_blocks: &mut Vec<Block>,
    cancel: &mut Cancel,
) -> Option<()> {
    if !marks(source.as_bytes(), 0).any(|at| may_be_markdown(source.as_bytes(), at)) {
        return Some(());
    }
    std::mem::swap(blocks, whole_blocks);
    blocks.clear();
    for block in whole_blocks.drain(..) {
        match block.role {
            Role::Code | Role::Table | Role::Boilerplate => blocks.push(block),
            _ => BlockSplitter::new(source, block, blocks, omitted).split(cancel)?,
        }
    }
    // `plain` has recorded its ranges before, so that the two kinds are not in order.
    omitted.sort_unstable();
    Some(())
}

/// The positions of '#', '*' and ']' in `bytes` from `from` on.
fn marks(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b'#', b'*', b']', &bytes[from..]).map(move |at| from + at)
}

/// Whether the mark at `at` may be Markdown: "##", "*x" or "](", or "# " at the start of a line.
fn may_be_markdown(bytes: &[u8], at: usize) -> bool {
    match (bytes[at], bytes.get(at + 1)) {
        (b'#', Some(b' ')) => at == 0 || bytes[at - 1] == b'\n',
        (b'#', next) => next == Some(&b'#'),
        (b'*', Some(next)) => !next.is_ascii_whitespace(),
        (b']', next) => next == Some(&b'('),
        _ => false,
    }
}

/// Splits one block at the headings in it.
struct BlockSplitter<'a, 'b> {
    source: &'a str,
    block: Block,
    blocks: &'b mut Vec<Block>,
    omitted: &'b mut Vec<Span>,
    /// Where the text that is not in `blocks` yet starts.
    start: usize,
    /// Where the search for the next mark continues.
    at: usize,
}

impl<'a, 'b> BlockSplitter<'a, 'b> {
    fn new(
        source: &'a str,
        block: Block,
        blocks: &'b mut Vec<Block>,
        omitted: &'b mut Vec<Span>,
    ) -> BlockSplitter<'a, 'b> {
        let start = block.span.start as usize;
        BlockSplitter {
            source,
            block,
            blocks,
            omitted,
            start,
            at: start,
        }
    }

    fn end(&self) -> usize {
        self.block.span.end as usize
    }

    /// The source up to the end of the block.
    fn text(&self) -> &'a str {
        &self.source[..self.end()]
    }

    fn split(mut self, cancel: &mut Cancel) -> Option<()> {
        let text = self.text();
        while let Some(mark) = marks(text.as_bytes(), self.at).next() {
            cancel.check_after(mark + 1 - self.at)?;
            self.at = mark + 1;
            if may_be_markdown(text.as_bytes(), mark) {
                match text.as_bytes()[mark] {
                    b'#' => self.read_hashes(mark),
                    b'*' => self.read_stars(mark),
                    _ => self.read_link(mark),
                }
            }
        }
        self.push_rest(self.end());
        Some(())
    }

    /// Makes a block of the text that is not in one yet, up to `end`.
    fn push_rest(&mut self, end: usize) {
        self.push(self.start, end, self.block.role);
    }

    fn push(&mut self, start: usize, end: usize, role: Role) {
        let span = Span::new(start..end).trimmed(self.source);
        if !span.is_empty() {
            self.blocks.push(Block { span, role });
        }
    }

    /// Makes a heading of `start..end`, whose markup starts at `mark`. The text from `next` on becomes
    /// a block of its own.
    fn push_heading(&mut self, mark: usize, start: usize, end: usize, next: usize) {
        self.push_rest(mark);
        self.push(start, end, Role::Heading);
        if self.block.role == Role::Heading {
            self.block.role = Role::Body;
        }
        (self.start, self.at) = (next, next);
    }

    fn omit(&mut self, start: usize, end: usize) {
        self.omitted.push(Span::new(start..end));
    }

    /// Reads hashes at `mark`: "### ", or "###Why", after white space.
    fn read_hashes(&mut self, mark: usize) {
        let text = self.text();
        let rest = text[mark..].trim_start_matches('#');
        let start = text.len() - rest.len();
        self.at = start;
        let is_after_space = mark == self.start || text[..mark].ends_with(char::is_whitespace);
        let is_spaced = rest.starts_with(' ');
        let is_heading = is_spaced || start - mark > 1 && rest.starts_with(char::is_uppercase);
        if !is_after_space || start - mark > 6 || !is_heading {
            return;
        }
        match heading_bytes(rest) {
            Some(length) => {
                let end = start + length;
                let next = text[end..].trim_start_matches(['#', ' ']);
                self.push_heading(mark, start, end, text.len() - next.len());
            }
            None => self.omit(mark, start),
        }
    }

    /// Reads stars at `mark`: "**strong**" or "*emphasis*", but not the stars of "a****".
    fn read_stars(&mut self, mark: usize) {
        let text = self.text();
        let rest = text[mark..].trim_start_matches('*');
        let start = text.len() - rest.len();
        let stars = start - mark;
        self.at = start;
        let opens = text[..mark]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && c != '\\');
        if !opens || stars > 3 || !rest.starts_with(|c: char| !c.is_whitespace()) {
            return;
        }
        let Some(length) = emphasis_bytes(rest, stars) else {
            return;
        };
        let (end, next) = (start + length, start + length + stars);
        let is_first = text[self.start..mark].trim().is_empty();
        let is_after_sentence = is_terminated(text[..mark].trim_end());
        if stars >= 2
            && (is_first || is_after_sentence)
            && is_heading(&text[start..end], &text[next..], is_first)
        {
            self.push_heading(mark, start, end, next);
        } else {
            self.omit(mark, start);
            self.omit(end, next);
            self.at = next;
        }
    }

    /// Reads a link, `[text](address)`. Its `](` is at `mark`.
    fn read_link(&mut self, mark: usize) {
        let text = self.text();
        let from = text
            .floor_char_boundary(mark.saturating_sub(LINK_TEXT_BYTES_MAX))
            .max(self.start);
        let Some(open) = memchr::memrchr(b'[', &text.as_bytes()[from..mark]) else {
            return;
        };
        let open = from + open;
        let address = &text.as_bytes()[mark + 2..text.len().min(mark + 2 + ADDRESS_BYTES_MAX)];
        let Some(close) = memchr::memchr3(b')', b'\n', b' ', address) else {
            return;
        };
        if address[close] != b')' {
            return;
        }
        let next = mark + 2 + close + 1;
        if text[..open].ends_with('!') {
            // An image is left out together with its description.
            self.omit(open - 1, next);
        } else {
            self.omit(open, open + 1);
            self.omit(mark, next);
        }
        self.at = next;
    }
}

// These bounds keep the search for the other end of markup linear.
const LINK_TEXT_BYTES_MAX: usize = 300;
const ADDRESS_BYTES_MAX: usize = 600;
const EMPHASIS_BYTES_MAX: usize = 200;

/// The length of the emphasised text that `rest` starts with, up to the `stars` that close it.
fn emphasis_bytes(rest: &str, stars: usize) -> Option<usize> {
    let bytes = &rest.as_bytes()[..rest.len().min(EMPHASIS_BYTES_MAX)];
    let close = memchr::memchr2(b'*', b'\n', bytes)?;
    let run = bytes[close..]
        .iter()
        .take_while(|byte| **byte == b'*')
        .count();
    let inside = &rest[..close];
    let after = rest[close + run..].chars().next();
    (run == stars
        && inside.ends_with(|c: char| !c.is_whitespace())
        && inside.contains(char::is_alphanumeric)
        && after.is_none_or(|c| !c.is_alphanumeric()))
    .then_some(close)
}

/// Whether `strong` text is the heading of what comes `after` it, rather than stressed words.
/// `is_first` says whether it starts its block.
fn is_heading(strong: &str, after: &str, is_first: bool) -> bool {
    let next = after.trim_start();
    let words = strong.split_whitespace().count();
    if next.is_empty() {
        return is_first && words <= 14;
    }
    let starts_text = next
        .starts_with(|c: char| !c.is_lowercase() && (c.is_alphanumeric() || c == '"' || c == '“'));
    let is_titled = strong.ends_with(['?', '!', '.', ':']) || words >= 2 || starts_sentence(next);
    after.len() > next.len() && words <= 12 && starts_text && is_titled
}

/// The length of the heading that `text` starts with, if its end can be found.
fn heading_bytes(text: &str) -> Option<usize> {
    let window = &text[..text.floor_char_boundary(HEADING_BYTES_MAX)];
    let limit = window.find(['\n', '#']);
    let window = &window[..limit.unwrap_or(window.len())];
    if let Some(length) = question_bytes(window) {
        return Some(length);
    }
    // Where a capital follows a lower-case word, a sentence is likely to start. Used if there is no
    // better evidence.
    let mut likely_end = None;
    let mut before = "";
    let mut at = window.len() - window.trim_start().len();
    for (index, word) in window
        .split_whitespace()
        .take(HEADING_WORDS_MAX)
        .enumerate()
    {
        at += window[at..].find(word)?;
        let is_ended = before.ends_with(['?', '!', ':'])
            || before.ends_with('.') && index <= 8 && before.len() > 3;
        if is_ended
            || index > 0 && starts_sentence(&window[at..])
            || index == 1 && ONE_WORD_HEADINGS.contains(&before)
        {
            return Some(at);
        }
        let is_capital = word.starts_with(char::is_uppercase);
        let after_lower =
            before.starts_with(char::is_lowercase) && !LOWER_IN_TITLES.contains(&before);
        if likely_end.is_none() && is_capital && after_lower {
            likely_end = Some(at);
        }
        before = word;
        at += word.len();
    }
    let is_whole = limit.is_some() || window.len() == text.len();
    let is_short = window.split_whitespace().count() <= HEADING_WORDS_MAX;
    likely_end.or((is_whole && is_short).then_some(window.len()))
}

/// The length of the question that `text` starts with, white space before it included.
fn question_bytes(text: &str) -> Option<usize> {
    let first = text.split_whitespace().next()?;
    let mark = text.find(['?', '.', '!'])?;
    let asks = QUESTION_WORDS.contains(&first) && text[mark..].starts_with("? ");
    (asks && text[..mark].split_whitespace().count() <= HEADING_WORDS_MAX).then_some(mark + 1)
}

/// Words that questions start with.
const QUESTION_WORDS: &[&str] = &[
    "Are", "Can", "Could", "Did", "Do", "Does", "Has", "Have", "How", "Is", "Should", "Was",
    "Were", "What", "When", "Where", "Which", "Who", "Whose", "Why", "Will", "Would",
];

// Longer texts are not headings.
const HEADING_BYTES_MAX: usize = 160;
const HEADING_WORDS_MAX: usize = 14;

/// Whether a sentence seems to start `text`: "The firm …", not "The Firm".
fn starts_sentence(text: &str) -> bool {
    // The first word may be as long as the text, where there is no white space.
    let mut words = text[..text.floor_char_boundary(STARTER_BYTES_MAX)].split_whitespace();
    let first = words.next().unwrap_or("");
    let is_lower = |word: &str| word.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    SENTENCE_STARTERS.contains(&first) && words.next().is_some_and(is_lower)
}

/// A sentence starter and the first letter of the next word stand within so many bytes.
const STARTER_BYTES_MAX: usize = 64;

/// Words that start sentences. In a title, the word after one of them is capitalised too.
const SENTENCE_STARTERS: &[&str] = &[
    "A", "About", "After", "Although", "An", "As", "At", "Because", "Before", "But", "By",
    "Despite", "During", "For", "From", "He", "Her", "His", "However,", "I", "If", "In", "It",
    "Its", "Last", "Many", "Most", "No", "On", "One", "Our", "Over", "She", "Since", "Some",
    "That", "The", "Their", "There", "These", "They", "This", "Those", "Though", "To", "Two",
    "Under", "Until", "We", "What", "When", "Where", "While", "With", "You",
];

/// Words that are lower-case even in titles.
const LOWER_IN_TITLES: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "de", "der", "des", "di", "du", "for", "from", "in", "la",
    "le", "of", "on", "or", "the", "to", "und", "versus", "von", "vs", "vs.", "with",
];

/// Headings that consist of one word.
const ONE_WORD_HEADINGS: &[&str] = &[
    "Abstract",
    "Analysis",
    "Background",
    "Conclusion",
    "Conclusions",
    "Context",
    "Discussion",
    "Findings",
    "History",
    "Introduction",
    "Methods",
    "Outlook",
    "Overview",
    "Results",
    "Summary",
];

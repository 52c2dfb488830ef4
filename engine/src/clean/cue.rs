//! Markdown that stands in the middle of plain text: "### What changed? The firm said …", a
//! "**Heading**", **emphasis**, [links](https://example.com).
//!
//! Articles are often handed over as one line, with what were headings in it. Where a heading has
//! no end of its own, it ends at its terminator or where a sentence seems to begin.

use super::plain::Layout;
use super::{Block, Role};
use crate::cancel::Cancel;
use crate::span::Span;

/// Finds the cues in the blocks of `layout`, which get parted where a heading stands in them.
/// `scratch` is overwritten. `None` when cancelled.
pub(super) fn read(
    source: &str,
    layout: &mut Layout,
    scratch: &mut Vec<Block>,
    cancel: &mut Cancel,
) -> Option<()> {
    if !marks(source.as_bytes(), 0).any(|at| is_cue(source.as_bytes(), at)) {
        return Some(());
    }
    std::mem::swap(&mut layout.blocks, scratch);
    layout.blocks.clear();
    for block in scratch.drain(..) {
        match block.role {
            Role::Code | Role::Table | Role::Boilerplate => layout.blocks.push(block),
            _ => Parter::new(source, block, layout).part(cancel)?,
        }
    }
    // Emphasis inside a joined line, and the join, may have been noted in another order.
    layout.cuts.sort_unstable();
    Some(())
}

fn marks(bytes: &[u8], from: usize) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b'#', b'*', b']', &bytes[from..]).map(move |at| from + at)
}

/// Whether the mark at `at` can be Markdown: "##", "*x" or "](", or "# " at the start of a line.
fn is_cue(bytes: &[u8], at: usize) -> bool {
    match (bytes[at], bytes.get(at + 1)) {
        (b'#', Some(b' ')) => at == 0 || bytes[at - 1] == b'\n',
        (b'#', next) => next == Some(&b'#'),
        (b'*', Some(next)) => !next.is_ascii_whitespace(),
        (b']', next) => next == Some(&b'('),
        _ => false,
    }
}

/// Parts one block at its cues.
struct Parter<'a> {
    source: &'a str,
    block: Block,
    layout: &'a mut Layout,
    /// Where the text not yet in a block starts.
    start: usize,
    /// Where to look for the next cue.
    at: usize,
}

impl<'a> Parter<'a> {
    fn new(source: &'a str, block: Block, layout: &'a mut Layout) -> Parter<'a> {
        let start = block.span.start as usize;
        Parter {
            source,
            block,
            layout,
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

    fn part(mut self, cancel: &mut Cancel) -> Option<()> {
        let text = self.text();
        while let Some(mark) = marks(text.as_bytes(), self.at).next() {
            cancel.check_after(mark + 1 - self.at)?;
            self.at = mark + 1;
            if is_cue(text.as_bytes(), mark) {
                match text.as_bytes()[mark] {
                    b'#' => self.hashes(mark),
                    b'*' => self.stars(mark),
                    _ => self.link(mark),
                }
            }
        }
        self.close(self.end());
        Some(())
    }

    /// Ends the block under way at `end`.
    fn close(&mut self, end: usize) {
        self.push(self.start, end, self.block.role);
    }

    fn push(&mut self, start: usize, end: usize, role: Role) {
        let span = Span::new(start..end).trimmed(self.source);
        if !span.is_empty() {
            self.layout.blocks.push(Block { span, role });
        }
    }

    /// Makes `start..end` a heading; what follows from `next` on is a block of its own.
    fn heading(&mut self, mark: usize, start: usize, end: usize, next: usize) {
        self.close(mark);
        self.push(start, end, Role::Heading);
        if self.block.role == Role::Heading {
            self.block.role = Role::Body;
        }
        (self.start, self.at) = (next, next);
    }

    fn cut(&mut self, start: usize, end: usize) {
        self.layout.cuts.push(Span::new(start..end));
    }

    /// "### ", or "###Why", after white space.
    fn hashes(&mut self, mark: usize) {
        let text = self.text();
        let rest = text[mark..].trim_start_matches('#');
        let start = text.len() - rest.len();
        self.at = start;
        let is_apart = mark == self.start || text[..mark].ends_with(char::is_whitespace);
        let is_spaced = rest.starts_with(' ');
        let heads = is_spaced || start - mark > 1 && rest.starts_with(char::is_uppercase);
        if !is_apart || start - mark > 6 || !heads {
            return;
        }
        match heading_length(rest) {
            Some(length) => {
                let end = start + length;
                let next = text[end..].trim_start_matches(['#', ' ']);
                self.heading(mark, start, end, text.len() - next.len());
            }
            None => self.cut(mark, start),
        }
    }

    /// "**strong**" or "*emphasis*"; not the stars of "a****".
    fn stars(&mut self, mark: usize) {
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
        let Some(length) = closing(rest, stars) else {
            return;
        };
        let (end, next) = (start + length, start + length + stars);
        let is_first = text[self.start..mark].trim().is_empty();
        let after_sentence = super::line::is_terminated(text[..mark].trim_end());
        if stars >= 2
            && (is_first || after_sentence)
            && is_heading(&text[start..end], &text[next..], is_first)
        {
            self.heading(mark, start, end, next);
        } else {
            self.cut(mark, start);
            self.cut(end, next);
            self.at = next;
        }
    }

    /// The "](" of "[text](address)".
    fn link(&mut self, mark: usize) {
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
            // A picture goes, its description with it.
            self.cut(open - 1, next);
        } else {
            self.cut(open, open + 1);
            self.cut(mark, next);
        }
        self.at = next;
    }
}

/// The bounds that keep looking for the other end of a cue linear.
const LINK_TEXT_BYTES_MAX: usize = 300;
const ADDRESS_BYTES_MAX: usize = 600;
const STRONG_BYTES_MAX: usize = 200;

/// How far from the start of `rest` the `stars` that close emphasis stand.
fn closing(rest: &str, stars: usize) -> Option<usize> {
    let bytes = &rest.as_bytes()[..rest.len().min(STRONG_BYTES_MAX)];
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

/// Whether strong text is a heading of what follows it rather than stressed words.
fn is_heading(strong: &str, after: &str, is_first: bool) -> bool {
    let next = after.trim_start();
    let words = strong.split_whitespace().count();
    if next.is_empty() {
        return is_first && words <= 14;
    }
    let sets_off = next
        .starts_with(|c: char| !c.is_lowercase() && (c.is_alphanumeric() || c == '"' || c == '“'));
    let is_titled = strong.ends_with(['?', '!', '.', ':']) || words >= 2 || starts_sentence(next);
    after.len() > next.len() && words <= 12 && sets_off && is_titled
}

/// The length of the heading that `text` starts with, if its end can be told.
fn heading_length(text: &str) -> Option<usize> {
    let window = &text[..text.floor_char_boundary(HEADING_BYTES_MAX)];
    let limit = window.find(['\n', '#']);
    let window = &window[..limit.unwrap_or(window.len())];
    if let Some(length) = question_length(window) {
        return Some(length);
    }
    let mut guess = None;
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
            || index == 1 && SECTIONS.contains(&before)
        {
            return Some(at);
        }
        let is_capital = word.starts_with(char::is_uppercase);
        let after_low = before.starts_with(char::is_lowercase) && !IN_TITLES.contains(&before);
        if guess.is_none() && is_capital && after_low {
            guess = Some(at);
        }
        before = word;
        at += word.len();
    }
    let is_whole = limit.is_some() || window.len() == text.len();
    let is_short = window.split_whitespace().count() <= HEADING_WORDS_MAX;
    guess.or((is_whole && is_short).then_some(window.len()))
}

/// The length of the question that `text` asks, with white space before it.
fn question_length(text: &str) -> Option<usize> {
    let first = text.split_whitespace().next()?;
    let mark = text.find(['?', '.', '!'])?;
    let asks = ASKING.contains(&first) && text[mark..].starts_with("? ");
    (asks && text[..mark].split_whitespace().count() <= HEADING_WORDS_MAX).then_some(mark + 1)
}

/// What questions start with.
const ASKING: &[&str] = &[
    "Are", "Can", "Could", "Did", "Do", "Does", "Has", "Have", "How", "Is", "Should", "Was",
    "Were", "What", "When", "Where", "Which", "Who", "Whose", "Why", "Will", "Would",
];

const HEADING_BYTES_MAX: usize = 160;
const HEADING_WORDS_MAX: usize = 14;

/// Whether a sentence seems to start here: "The firm …", not "The Firm".
fn starts_sentence(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or("");
    let goes_on = |word: &str| word.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    STARTERS.contains(&first) && words.next().is_some_and(goes_on)
}

/// What sentences start with and headings go on with only in capitals.
const STARTERS: &[&str] = &[
    "A", "About", "After", "Although", "An", "As", "At", "Because", "Before", "But", "By",
    "Despite", "During", "For", "From", "He", "Her", "His", "However,", "I", "If", "In", "It",
    "Its", "Last", "Many", "Most", "No", "On", "One", "Our", "Over", "She", "Since", "Some",
    "That", "The", "Their", "There", "These", "They", "This", "Those", "Though", "To", "Two",
    "Under", "Until", "We", "What", "When", "Where", "While", "With", "You",
];

/// Words that stand low in titles too.
const IN_TITLES: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "de", "der", "des", "di", "du", "for", "from", "in", "la",
    "le", "of", "on", "or", "the", "to", "und", "versus", "von", "vs", "vs.", "with",
];

/// Headings of one word.
const SECTIONS: &[&str] = &[
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

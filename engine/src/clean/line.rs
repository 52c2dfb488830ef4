//! One line of plain text, and the markup that it starts with.

use super::date::is_date_line;
use super::text_form::{has_speaker, is_bullet, is_terminated};

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// The line without white space at its ends.
    pub(super) text: &'a str,
    /// Where `text` starts in the source.
    pub(super) start: usize,
    /// Bytes of white space before `text`.
    pub(super) indent: usize,
    /// The line's number. Blank lines count.
    number: usize,
}

/// The lines of `source` that are not blank.
pub(super) fn lines(source: &str) -> impl Iterator<Item = Line<'_>> {
    let bytes = source.as_bytes();
    let mut start = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let mut number = 0;
    std::iter::from_fn(move || {
        while start < bytes.len() {
            // Most blank lines are empty.
            if bytes[start] == b'\n' {
                (start, number) = (start + 1, number + 1);
                continue;
            }
            let rest = &bytes[start..];
            let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &source[start..end];
            let text = trim_start(line);
            let found = Line {
                text: trim_end(text),
                start: end - text.len(),
                indent: line.len() - text.len(),
                number,
            };
            (start, number) = (end + 1, number + 1);
            if !found.text.is_empty() {
                return Some(found);
            }
        }
        None
    })
}

/// Like `str::trim_start`, but faster where there is nothing to trim.
fn trim_start(text: &str) -> &str {
    match text.as_bytes().first() {
        Some(b'!'..=b'~') => text,
        _ => text.trim_start(),
    }
}

/// Like `str::trim_end`, but faster where there is nothing to trim.
fn trim_end(text: &str) -> &str {
    match text.as_bytes().last() {
        Some(b'!'..=b'~') => text,
        _ => text.trim_end(),
    }
}

/// The markup that a line starts with or consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    /// The hashes of a heading ("## "): how many bytes.
    Heading(usize),
    /// The bullet of a list item ("- ", "• "): how many bytes. Numbers stay with the text, because
    /// "1986. A good year." starts with one too.
    Item(usize),
    /// The marks of a quotation ("> "): how many bytes.
    Quote(usize),
    /// A footnote or the address of a link: `[^1]: `, `[1]: https:`, "¹ ".
    Note,
    /// A row of a table.
    TableRow,
    /// A rule: "-----", "* * *", "====".
    Rule,
    /// A code fence: "```". The lines between two fences are code.
    Fence,
}

impl Line<'_> {
    /// Whether no blank line stands between this line and `next`.
    pub(super) fn is_next_to(&self, next: &Line) -> bool {
        self.number + 1 == next.number
    }

    pub(super) fn is_terminated(&self) -> bool {
        is_terminated(self.text)
    }

    /// Whether the line can be the middle of a sentence: it starts with a letter that is no capital, or
    /// with a digit or a bracket that belongs neither to a marker nor to a date.
    pub(super) fn starts_mid_sentence(&self) -> bool {
        match self.text.as_bytes()[0] {
            b'a'..=b'z' => true,
            b'0'..=b'9' => self.marker() == Marker::None && !is_date_line(self.text),
            b'(' => self.marker() == Marker::None,
            first if first < 0x80 => false,
            _ => self
                .text
                .chars()
                .next()
                .is_some_and(|c| c.is_alphabetic() && !c.is_uppercase()),
        }
    }

    /// The length of the first word in bytes.
    pub(super) fn first_word_bytes(&self) -> usize {
        memchr::memchr(b' ', self.text.as_bytes()).unwrap_or(self.text.len())
    }

    pub(super) fn has_speaker(&self) -> bool {
        has_speaker(self.text)
    }

    pub(super) fn marker(&self) -> Marker {
        let text = self.text;
        match text.as_bytes()[0] {
            b'#' => match text.bytes().take_while(|byte| *byte == b'#').count() {
                hashes @ 1..=6 if text[hashes..].starts_with(' ') => Marker::Heading(hashes),
                _ => Marker::None,
            },
            b'>' => Marker::Quote(quote_marker_bytes(text)),
            b'-' | b'*' | b'=' | b'_' | b'~' | b'+' => rule_or_item(text),
            b'`' if text.starts_with("```") => Marker::Fence,
            b'[' if is_note(text) => Marker::Note,
            0xC2 | 0xE2 if is_superscript_note(text) => Marker::Note,
            b'0'..=b'9' | b'(' if has_item_number(text) => Marker::Item(0),
            0xC2 if text.starts_with("· ") => {
                Marker::Item(text.len() - text[3..].trim_start().len())
            }
            0xE2 if text.starts_with(|c| is_bullet(c) || matches!(c, '–' | '—')) => {
                match text[3..].trim_start() {
                    item if item.len() + 3 < text.len() || !text.starts_with(['–', '—']) => {
                        Marker::Item(text.len() - item.len())
                    }
                    _ => Marker::None,
                }
            }
            _ if is_table_row(text) => Marker::TableRow,
            _ => Marker::None,
        }
    }
}

/// The length of "> > " at the start of quoted mail, in bytes.
fn quote_marker_bytes(text: &str) -> usize {
    text.len() - text.trim_start_matches(['>', ' ']).len()
}

/// The marker of a line that starts with a character of rules.
fn rule_or_item(text: &str) -> Marker {
    let first = text.as_bytes()[0];
    if text.len() >= 2 && text.bytes().all(|byte| byte == first || byte == b' ') {
        return Marker::Rule;
    }
    match text.as_bytes().get(1) {
        Some(b' ' | b'\t') if matches!(first, b'-' | b'*' | b'+') => {
            Marker::Item(1 + text[1..].len() - text[1..].trim_start().len())
        }
        _ if is_table_row(text) => Marker::TableRow,
        _ => Marker::None,
    }
}

/// Whether the line starts with the number of a list item: "1. ", "2) ", "(3) ".
fn has_item_number(text: &str) -> bool {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &inner[digits..];
    let is_closed = match inner.len() < text.len() {
        true => rest.starts_with(") "),
        false => rest.starts_with(". ") || rest.starts_with(") "),
    };
    (1..=3).contains(&digits) && is_closed
}

/// Whether the line is a footnote or the address of a link, as Markdown writes them.
fn is_note(text: &str) -> bool {
    let Some((label, rest)) = text[1..].split_once("]: ") else {
        return false;
    };
    let is_address = rest.trim_start_matches('<').starts_with("http");
    label.len() <= NOTE_LABEL_BYTES_MAX && (label.starts_with('^') || is_address)
}

/// Longer labels are not labels of notes.
const NOTE_LABEL_BYTES_MAX: usize = 40;

/// Whether the line is a note that starts with a superscript number: "¹ Measured in May."
fn is_superscript_note(text: &str) -> bool {
    let is_superscript = |c| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let rest = text.trim_start_matches(is_superscript);
    rest.len() < text.len() && rest.starts_with(' ')
}

/// Whether the line is divided into cells by bars, tabs or wide gaps.
fn is_table_row(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > ROW_BYTES_MAX || is_terminated(text) || !may_have_cells(bytes) {
        return false;
    }
    let has_bars = || {
        if memchr::memchr(b'|', bytes).is_none() {
            return false;
        }
        let mut bars = memchr::memmem::find_iter(bytes, b" | ");
        let is_cell = |first: usize| first <= CELL_BYTES_MAX;
        bytes[0] == b'|' || bars.next().is_some_and(is_cell) && bars.next().is_some()
    };
    has_bars() || memchr::memchr_iter(b'\t', bytes).take(2).count() == 2 || {
        let mut gaps = memchr::memmem::find_iter(bytes, b"   ");
        gaps.next()
            .is_some_and(|first| gaps.any(|gap| gap > first + 3 && bytes[gap - 1] != b' '))
    }
}

/// Longer lines are no rows of a table, whatever is in them.
const ROW_BYTES_MAX: usize = 400;

/// More text than this before the first bar is prose; what follows the bar is boilerplate then:
/// "… | Unsubscribe".
const CELL_BYTES_MAX: usize = 100;

/// Whether `line` holds a bar, a tab or two spaces side by side. Most lines do not, and building a
/// substring searcher would cost more than most lines take; the loop has no branch, so that the
/// compiler vectorizes it.
fn may_have_cells(line: &[u8]) -> bool {
    let pairs = line.iter().zip(&line[1..]);
    let found = pairs.fold(false, |found, (&byte, &next)| {
        found | (byte == b'|') | (byte == b'\t') | (byte == b' ') & (next == b' ')
    });
    found | line.ends_with(b"|")
}

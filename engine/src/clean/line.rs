//! One line of plain text: what it starts and ends with.

use super::furniture::is_date_line;

/// A line that is not blank, without white space at its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Where `text` starts in the source.
    pub(super) start: usize,
    /// Bytes of white space before it.
    pub(super) indent: usize,
    /// Its number, blank lines counted.
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

/// Like the method of `str`, faster where no white space stands.
fn trim_start(text: &str) -> &str {
    match text.as_bytes().first() {
        Some(b'!'..=b'~') => text,
        _ => text.trim_start(),
    }
}

fn trim_end(text: &str) -> &str {
    match text.as_bytes().last() {
        Some(b'!'..=b'~') => text,
        _ => text.trim_end(),
    }
}

/// What a line starts with that is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// "## ", so many bytes.
    Heading(usize),
    /// "- " or "• ", so many bytes. Numbers belong to the text: "1986. A good year."
    Item(usize),
    /// "> ", so many bytes.
    Quote(usize),
    /// "[^1]: " or "[1]: https:", what a mark in the text refers to.
    Note,
    /// A row of a table.
    Row,
    /// "-----", "* * *", "====": no text at all.
    Rule,
    /// "```": what is between two is code.
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

    /// Whether the line can be the middle of a sentence: it starts with a letter that is no
    /// capital (quotation marks and brackets aside), or a digit.
    pub(super) fn goes_on(&self) -> bool {
        match self.text.as_bytes()[0] {
            b'a'..=b'z' => true,
            b'0'..=b'9' => self.mark() == Mark::None && !is_date_line(self.text),
            b'(' => self.mark() == Mark::None,
            first if first < 0x80 => false,
            _ => self
                .text
                .chars()
                .next()
                .is_some_and(|c| c.is_alphabetic() && !c.is_uppercase()),
        }
    }

    /// The length of the first word.
    pub(super) fn first_word(&self) -> usize {
        memchr::memchr(b' ', self.text.as_bytes()).unwrap_or(self.text.len())
    }

    pub(super) fn has_speaker(&self) -> bool {
        has_speaker(self.text)
    }

    pub(super) fn mark(&self) -> Mark {
        let text = self.text;
        match text.as_bytes()[0] {
            b'#' => match text.bytes().take_while(|byte| *byte == b'#').count() {
                hashes @ 1..=6 if text[hashes..].starts_with(' ') => Mark::Heading(hashes),
                _ => Mark::None,
            },
            b'>' => Mark::Quote(quote_mark(text)),
            b'-' | b'*' | b'=' | b'_' | b'~' | b'+' => rule_or_item(text),
            b'`' if text.starts_with("```") => Mark::Fence,
            b'[' if is_note(text) => Mark::Note,
            0xC2 | 0xE2 if is_raised_note(text) => Mark::Note,
            b'0'..=b'9' | b'(' if numbered(text) => Mark::Item(0),
            0xC2 if text.starts_with("· ") => {
                Mark::Item(text.len() - text[3..].trim_start().len())
            }
            0xE2 if text.starts_with(|c| is_bullet(c) || matches!(c, '–' | '—')) => {
                match text[3..].trim_start() {
                    item if item.len() + 3 < text.len() || !text.starts_with(['–', '—']) => {
                        Mark::Item(text.len() - item.len())
                    }
                    _ => Mark::None,
                }
            }
            _ if is_row(text) => Mark::Row,
            _ => Mark::None,
        }
    }
}

/// Whether `c` is a sign that sets off the items of lists and stands for nothing else.
#[inline]
pub(crate) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '‣' | '⁃' | '▪' | '■' | '●' | '◦')
}

/// What stands behind "[00:12:03] " or "(1:07) " at the start of `text`.
pub(crate) fn after_timestamp(text: &str) -> Option<&str> {
    let inside = text.strip_prefix(['[', '('])?;
    let end = inside.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))?;
    let is_time = inside[..end].contains(':') && inside.starts_with(|c: char| c.is_ascii_digit());
    let rest = inside[end..].strip_prefix([']', ')'])?;
    let said = rest.trim_start();
    let is_apart = said.len() < rest.len() && !said.is_empty();
    (is_time && is_apart && end <= "00:00:00.000".len()).then_some(said)
}

/// Whether the line is "Speaker: utterance", a timestamp aside.
pub(super) fn has_speaker(line: &str) -> bool {
    let line = after_timestamp(line).unwrap_or(line);
    let window = &line.as_bytes()[..line.len().min(60)];
    if window[0].is_ascii_lowercase() {
        return false;
    }
    let Some(colon) = memchr::memchr(b':', window) else {
        return false;
    };
    let mut words = 1;
    let mut before = 0;
    // Every word of a name starts with a capital, a digit or a bracket.
    let is_name = window[..colon].iter().all(|byte| {
        words += usize::from(*byte == b' ');
        let starts_low = matches!(before, 0 | b' ') && byte.is_ascii_lowercase();
        before = *byte;
        !starts_low && !matches!(byte, b',' | b'!' | b'?' | b'"')
    });
    is_name && words <= 6 && matches!(line.as_bytes().get(colon + 1), Some(b' ') | None)
}

/// Bytes of "> > " at the start of quoted mail.
fn quote_mark(text: &str) -> usize {
    text.len() - text.trim_start_matches(['>', ' ']).len()
}

fn rule_or_item(text: &str) -> Mark {
    let first = text.as_bytes()[0];
    if text.len() >= 2 && text.bytes().all(|byte| byte == first || byte == b' ') {
        return Mark::Rule;
    }
    match text.as_bytes().get(1) {
        Some(b' ' | b'\t') if matches!(first, b'-' | b'*' | b'+') => {
            Mark::Item(1 + text[1..].len() - text[1..].trim_start().len())
        }
        _ if is_row(text) => Mark::Row,
        _ => Mark::None,
    }
}

/// "1. ", "2) ", "(3) ": the number of an item.
fn numbered(text: &str) -> bool {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &inner[digits..];
    let closed = match inner.len() < text.len() {
        true => rest.starts_with(") "),
        false => rest.starts_with(". ") || rest.starts_with(") "),
    };
    (1..=3).contains(&digits) && closed
}

/// Whether the line is a footnote or the address of a link, as Markdown puts them.
fn is_note(text: &str) -> bool {
    let Some((label, rest)) = text[1..].split_once("]: ") else {
        return false;
    };
    let is_address = rest.trim_start_matches('<').starts_with("http");
    label.len() <= NOTE_LABEL_BYTES_MAX && (label.starts_with('^') || is_address)
}

/// "¹ Measured in May.": a note set off by a raised figure.
fn is_raised_note(text: &str) -> bool {
    let raised = |c| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let rest = text.trim_start_matches(raised);
    rest.len() < text.len() && rest.starts_with(' ')
}

/// Labels of notes are no longer.
const NOTE_LABEL_BYTES_MAX: usize = 40;

/// Whether the line is cut into cells by bars, tabs or wide gaps.
fn is_row(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > ROW_BYTES_MAX || is_terminated(text) || !has_cell_end(bytes) {
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

/// Whether a bar, a tab or two spaces are in `line`: without a branch, since making a searcher would
/// cost more than most lines take.
fn has_cell_end(line: &[u8]) -> bool {
    let pairs = line.iter().zip(&line[1..]);
    let found = pairs.fold(false, |found, (&byte, &next)| {
        found | (byte == b'|') | (byte == b'\t') | (byte == b' ') & (next == b' ')
    });
    found | line.ends_with(b"|")
}

/// Before a bar, more than this is prose, and what comes behind it is furniture: "… | Unsubscribe".
const CELL_BYTES_MAX: usize = 100;

/// Longer lines are no rows of a table, whatever is in them.
const ROW_BYTES_MAX: usize = 400;

/// Whether a sentence ends here: a terminator, perhaps quotation marks or brackets after it.
pub(super) fn is_terminated(text: &str) -> bool {
    match text.as_bytes().last() {
        Some(b'.' | b'!' | b'?' | b':' | b';') => return true,
        Some(byte) if byte.is_ascii_alphanumeric() || *byte == b',' => return false,
        _ => {}
    }
    // A reference mark stands after the full cancel: "It closed.[12]"
    let text = match text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
    {
        Some((before, mark)) if mark.len() <= 5 => before.trim_end(),
        _ => text,
    };
    text.trim_end_matches(|c: char| "\"'”’»)]】」』）*_".contains(c))
        .ends_with(|c: char| ".!?:;…。！？：；｡؟۔।॥։።".contains(c))
}

/// Whether headings start so: with a capital, a digit or a letter without case.
pub(super) fn starts_like_heading(text: &str) -> bool {
    let mut chars = text
        .trim_start_matches(['"', '\'', '“', '‘', '«', '(', '[', '¿', '¡', '„'])
        .chars();
    chars
        .next()
        .is_some_and(|c| c.is_numeric() || c.is_alphabetic() && !c.is_lowercase())
}

/// What stands between two lines once they are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seam {
    Space,
    /// The words touch: scripts without spaces, or a compound broken after its hyphen.
    Nothing,
    /// A word was broken: so many bytes of hyphen must go.
    Hyphen(usize),
}

/// How the text of `line` and that of the `next` one come together.
pub(super) fn seam(line: &str, next: &str) -> Seam {
    let Some(last) = line.chars().next_back() else {
        return Seam::Space;
    };
    let next = next.trim_start();
    let next_is_lower = next.starts_with(char::is_lowercase);
    match last {
        '\u{ad}' => Seam::Hyphen(2),
        '-' | '\u{2010}' if next_is_lower => {
            let stem = line.trim_end_matches(last);
            let word = stem
                .rsplit(|c: char| !c.is_alphabetic() && c != '-')
                .next()
                .unwrap_or(stem);
            match word {
                _ if !stem.ends_with(char::is_alphabetic) => Seam::Space,
                _ if is_compound(word) => Seam::Nothing,
                _ => Seam::Hyphen(last.len_utf8()),
            }
        }
        _ if last.is_ascii() => Seam::Space,
        _ if is_unspaced(last) && next.starts_with(is_unspaced) => Seam::Nothing,
        _ => Seam::Space,
    }
}

/// Whether the hyphen after `word` belongs there whatever the margin: "self-", "twenty-".
fn is_compound(word: &str) -> bool {
    const FIRST_PARTS: &[&str] = &[
        "all", "anti", "back", "best", "big", "co", "cross", "eight", "eighty", "ex", "fifty",
        "first", "five", "forty", "four", "full", "half", "hard", "high", "ill", "large", "left",
        "long", "low", "mid", "much", "multi", "nine", "ninety", "non", "old", "one", "open",
        "part", "post", "pre", "right", "second", "self", "semi", "seven", "seventy", "short",
        "six", "sixty", "small", "so", "ten", "third", "thirty", "three", "top", "twenty", "two",
        "well", "wide", "year",
    ];
    // A second hyphen means a compound that is longer still: "state-of-the-".
    word.contains('-')
        || FIRST_PARTS
            .iter()
            .any(|part| word.eq_ignore_ascii_case(part))
}

/// Letters and punctuation of scripts that put no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

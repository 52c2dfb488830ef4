//! Brackets that a bullet does not need: citation marks, empty parentheses, the name of a site.

use crate::clean::is_site;

/// Where the citation mark, empty parentheses or source tag ends whose opening bracket is at `open`.
/// `None` if the bracket opens something else.
pub(super) fn bracket_end(text: &str, open: usize) -> Option<usize> {
    let rest = &text[open + 1..];
    let window = &rest.as_bytes()[..rest.len().min(INSIDE_BYTES_MAX)];
    if text.as_bytes()[open] == b'(' {
        let close = memchr::memchr(b')', window)?;
        let inside = &rest[..close];
        let is_empty = inside
            .chars()
            .all(|c| matches!(c, ' ' | ',' | ';' | '\u{a0}'));
        let is_tag = || {
            let tail = &rest[close + 1..];
            is_site(inside) && open > 0 && tail.len() <= 2 && !tail.contains(char::is_alphanumeric)
        };
        return (is_empty || is_tag()).then_some(open + close + 2);
    }
    if open == 0 {
        return None;
    }
    let close = memchr::memchr(b']', window)?;
    if !is_citation(&rest[..close]) {
        return None;
    }
    let end = open + close + 2;
    // "[1]–[11]" and "[3], [4]" are left out as a whole.
    let next = text[end..].trim_start_matches(['–', '-', ',', ' ']);
    match next.starts_with('[') {
        true => bracket_end(text, text.len() - next.len()).or(Some(end)),
        false => Some(end),
    }
}

/// Longer texts in brackets are not citation marks or source tags.
const INSIDE_BYTES_MAX: usize = 80;

/// Whether `inside`, which stands in square brackets, is a citation mark or the like: "12", "3, 4", "7–9",
/// "edit", "note 2".
fn is_citation(inside: &str) -> bool {
    let numbers = inside
        .split([',', ';', '-', '–', ' '])
        .filter(|number| !number.is_empty());
    let is_number = |number: &str| number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    if numbers.clone().all(is_number) {
        // Four digits are a year that an editor has added.
        return numbers.count() > 0;
    }
    let word = inside.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    matches!(
        word,
        "edit"
            | "note"
            | "nb"
            | "citation needed"
            | "better source needed"
            | "clarification needed"
            | "who?"
            | "when?"
            | "by whom?"
            | "according to whom?"
            | "update"
            | "dead link"
            | "Bearbeiten"
            | "Quelltext bearbeiten"
            | "modifier"
            | "editar"
            | "applause"
            | "crosstalk"
            | "laughing"
            | "laughs"
            | "laughter"
            | "music"
            | "pause"
            | "sighs"
    ) || inside.len() == 1 && inside.as_bytes()[0].is_ascii_lowercase()
}

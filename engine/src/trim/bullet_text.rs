//! The text of a bullet, written from the kept spans of its sentence.

use crate::span::Span;

/// Appends to `bullet` the `kept` spans of `content`, which are joined by one space or by nothing (see
/// [`has_space_between`]). Every run of white space becomes one space. The first letter is upper-cased if
/// `capitalize`.
pub(crate) fn write_bullet_text(
    content: &str,
    kept: &[Span],
    capitalize: bool,
    bullet: &mut String,
) {
    let start = bullet.len();
    bullet.reserve(kept.iter().map(|span| span.len() + 1).sum());
    for (index, span) in kept.iter().enumerate() {
        if index > 0 && has_space_between(content, kept[index - 1], *span) {
            bullet.push(' ');
        }
        let text = span.of(content);
        if is_evenly_spaced(text) {
            bullet.push_str(text);
            continue;
        }
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 {
                bullet.push(' ');
            }
            bullet.push_str(word);
        }
    }
    if capitalize {
        upper_case_first(bullet, start);
    }
}

/// Whether all white space in `text`, which has none at its ends, is sure to be single spaces, so that
/// `text` can be copied as a whole. In plain terms: `text.split_whitespace().join(" ") == text`, but it may
/// answer no where that is true, because it reads three bytes at a time and takes some other characters
/// for white space. The test `white_space_becomes_one_space` holds the results equal.
fn is_evenly_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.len().checked_sub(BLOCK_BYTES) else {
        return !bytes
            .windows(3)
            .any(|three| may_be_uneven_at(three[0], three[1], three[2]));
    };
    // Blocks of one size, so that the compiler vectorizes all of them. The last one may overlap with the
    // one before it.
    let block_may_be_uneven = |at: usize| bytes[at..].first_chunk().is_some_and(may_be_uneven);
    let mut starts = (0..last).step_by(BLOCK_BYTES - 2);
    !starts.any(block_may_be_uneven) && !block_may_be_uneven(last)
}

/// How many bytes are read together: 32, and two neighbours.
const BLOCK_BYTES: usize = 34;

/// Whether a block may hold white space other than single spaces. Without a branch, so that the compiler
/// vectorizes the loop.
#[inline]
fn may_be_uneven(block: &[u8; BLOCK_BYTES]) -> bool {
    let mut found = false;
    for at in 0..BLOCK_BYTES - 2 {
        found |= may_be_uneven_at(block[at], block[at + 1], block[at + 2]);
    }
    found
}

/// Whether there may be white space other than a single space at the first or second of three bytes.
#[inline]
fn may_be_uneven_at(first: u8, second: u8, third: u8) -> bool {
    // White space beyond ASCII starts with C2, E1, E2 or E3. U+2010 to U+2027 are frequent and are dashes
    // and quotation marks.
    let is_mark = (second == 0x80) & (0x90..0xA8).contains(&third);
    (second < b' ')
        | (first == b' ') & (second == b' ')
        | (first == 0xC2)
        | (first == 0xE1)
        | (first == 0xE2) & !is_mark
        | (first == 0xE3)
}

/// Whether a space stands between two kept spans: the gap between them starts or ends with white space,
/// and the right one does not start with closing punctuation.
fn has_space_between(content: &str, left: Span, right: Span) -> bool {
    let gap = Span::new(left.range().end..right.range().start).of(content);
    let closes = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '’');
    gap.trim().len() < gap.len() && !right.of(content).starts_with(closes)
}

/// Upper-cases the first letter of `text[at..]`, unless its second letter is upper-case ("iPhone").
fn upper_case_first(text: &mut String, at: usize) {
    let mut chars = text[at..].chars();
    let (Some(first), second) = (chars.next(), chars.next()) else {
        return;
    };
    let mut upper = first.to_uppercase();
    let (Some(capital), None) = (upper.next(), upper.next()) else {
        return;
    };
    if capital != first && !second.is_some_and(char::is_uppercase) {
        let mut buffer = [0; 4];
        text.replace_range(at..at + first.len_utf8(), capital.encode_utf8(&mut buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every run of white space becomes one space, whatever it consists of and wherever it stands, and
    /// other characters stay.
    #[test]
    fn white_space_becomes_one_space() {
        let white = (char::MIN..=char::MAX).filter(|c| c.is_whitespace());
        let others = "éÀ一中“”–—…€‐„я";
        for c in white.chain(others.chars()) {
            for text in [
                format!("a{c}b"),
                format!("The mill{c}closed in the spring of the year."),
                format!("The mill closed in the spring of the year{c}b"),
                format!("The {c} mill {c}closed."),
            ] {
                let mut bullet = String::new();
                let kept = [Span::new(0..text.len())];
                write_bullet_text(&text, &kept, false, &mut bullet);
                let words: Vec<&str> = text.split_whitespace().collect();
                assert_eq!(bullet, words.join(" "), "{text:?}");
            }
        }
    }
}

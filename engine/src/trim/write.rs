//! Kept spans → the text of a bullet.

use crate::span::Span;

/// Appends to `bullet` the text of a bullet: the `kept` spans of `content`, joined by one space
/// where white space stood at the gap and by nothing elsewhere, every run of white space one space,
/// the first letter upper-cased if `capitalize`.
pub(crate) fn write(content: &str, kept: &[Span], capitalize: bool, bullet: &mut String) {
    let first = bullet.len();
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
        upper_case_first(bullet, first);
    }
}

/// Whether single spaces are surely all the white space there is in `text`, which has none at its
/// ends. Looks at every byte and its neighbours; so it knows dashes and quotation marks, and takes a few
/// other characters for white space.
fn is_evenly_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.len().checked_sub(BLOCK_BYTES) else {
        return !bytes
            .windows(3)
            .any(|three| is_odd(three[0], three[1], three[2]));
    };
    // Blocks of one size, of which the last may overlap with the one before it: a rest would be looked at
    // byte by byte.
    let is_odd_at = |at: usize| bytes[at..].first_chunk().is_some_and(is_odd_block);
    let mut starts = (0..last).step_by(BLOCK_BYTES - 2);
    !starts.any(is_odd_at) && !is_odd_at(last)
}

/// Bytes that are looked at together; those at the ends are neighbours.
const BLOCK_BYTES: usize = 34;

/// Without a branch, which compilers make vector code of.
#[inline]
fn is_odd_block(block: &[u8; BLOCK_BYTES]) -> bool {
    let mut odd = false;
    for at in 0..BLOCK_BYTES - 2 {
        odd |= is_odd(block[at], block[at + 1], block[at + 2]);
    }
    odd
}

#[inline]
fn is_odd(first: u8, second: u8, third: u8) -> bool {
    // White space starts with C2, E1, E2 or E3; U+2010 to U+2027 are dashes and marks.
    let is_mark = (second == 0x80) & (0x90..0xA8).contains(&third);
    (second < b' ')
        | (first == b' ') & (second == b' ')
        | (first == 0xC2)
        | (first == 0xE1)
        | (first == 0xE2) & !is_mark
        | (first == 0xE3)
}

/// Whether what was left out between two kept spans leaves a space: not before closing punctuation.
fn has_space_between(content: &str, left: Span, right: Span) -> bool {
    let gap = Span::new(left.range().end..right.range().start).of(content);
    let closes = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '’');
    gap.trim().len() < gap.len() && !right.of(content).starts_with(closes)
}

/// Upper-cases the first letter of `text[at..]` unless the word has its own way ("iPhone").
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

    /// Runs of white space become one space, whatever they are made of and wherever they stand.
    #[test]
    fn white_space_becomes_one_space() {
        let white = (char::MIN..=char::MAX).filter(|c| c.is_whitespace());
        let others = "éÀ一中“”–—…€‐„я";
        for odd in white.chain(others.chars()) {
            for text in [
                format!("a{odd}b"),
                format!("The mill{odd}closed in the spring of the year."),
                format!("The mill closed in the spring of the year{odd}b"),
                format!("The {odd} mill {odd}closed."),
            ] {
                let mut bullet = String::new();
                write(&text, &[Span::new(0..text.len())], false, &mut bullet);
                let words: Vec<&str> = text.split_whitespace().collect();
                assert_eq!(bullet, words.join(" "), "{text:?}");
            }
        }
    }
}

//! What the characters and words around a possible sentence end are.
//!
//! Every look goes over white space once, or over a bounded number of bytes.

use crate::clean::is_bullet;

/// What a character can mean at the start of a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Lower,
    Upper,
    Digit,
    /// A letter of a script without cases.
    Letter,
    /// A quotation mark of either direction.
    Quote,
    /// An opening bracket.
    Bracket,
    /// A closing bracket.
    Closer,
    /// What sets off the items of a list.
    Bullet,
    Dash,
    Other,
    /// The text is over.
    End,
}

impl Kind {
    /// The kind of the character at `at`, which is [`Kind::End`] behind the text.
    #[inline]
    pub(super) fn at(text: &str, at: usize) -> Kind {
        char_at(text, at).map_or(Kind::End, Kind::of)
    }

    #[inline]
    fn of(c: char) -> Kind {
        match c {
            'a'..='z' => Kind::Lower,
            'A'..='Z' => Kind::Upper,
            '0'..='9' => Kind::Digit,
            '"' | '\'' | '`' => Kind::Quote,
            '(' | '[' | '{' => Kind::Bracket,
            ')' | ']' | '}' => Kind::Closer,
            '*' | '#' => Kind::Bullet,
            '-' => Kind::Dash,
            '\0'..='\x7f' => Kind::Other,
            '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' => {
                Kind::Quote
            }
            '¿' | '¡' | '「' | '『' => Kind::Quote,
            '（' | '《' | '〈' | '【' => Kind::Bracket,
            '」' | '』' | '）' | '》' | '〉' | '】' => Kind::Closer,
            c if is_bullet(c) => Kind::Bullet,
            '–' | '—' | '−' => Kind::Dash,
            // Most of what else is asked: to look it up takes four searches.
            'а'..='я' => Kind::Lower,
            'А'..='Я' => Kind::Upper,
            c if is_frequent_letter(c) => Kind::Letter,
            c if c.is_lowercase() => Kind::Lower,
            c if c.is_uppercase() => Kind::Upper,
            c if c.is_numeric() => Kind::Digit,
            c if c.is_alphabetic() => Kind::Letter,
            _ => Kind::Other,
        }
    }
}

/// The character at `at`, if the text goes on there.
#[inline]
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at)? {
        byte @ ..0x80 => Some(char::from(byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// The character that ends at `at`.
#[inline]
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at.checked_sub(1)?)? {
        byte @ ..0x80 => Some(char::from(byte)),
        _ => text.get(..at)?.chars().next_back(),
    }
}

/// The first position from `at` on that holds no white space.
#[inline]
pub(super) fn skip_white(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at)
        && c.is_whitespace()
    {
        at += c.len_utf8();
    }
    at
}

/// Whether white space or the end of the text is at `at`.
#[inline]
pub(super) fn is_gap(text: &str, at: usize) -> bool {
    char_at(text, at).is_none_or(char::is_whitespace)
}

/// The first position from `at` on behind the brackets and quotation marks that close there.
#[inline]
pub(super) fn skip_closers(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at) {
        let after = at + c.len_utf8();
        at = match c {
            '"' | '\'' | ')' | ']' | '}' | '*' | '_' => after,
            '”' | '’' | '›' | '」' | '』' | '）' | '》' | '〉' | '】' => after,
            // Marks that open in some languages and close in others close before a gap.
            '»' | '«' | '“' | '‘' if !starts_word(text, after) => after,
            // French sets its closing mark off: "Viens. » Puis".
            ' ' | '\u{a0}' | '\u{202f}'
                if char_at(text, after) == Some('»') && !starts_word(text, after + 2) =>
            {
                after + 2
            }
            _ => return at,
        };
    }
    at
}

fn starts_word(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(is_alphanumeric)
}

/// Like the method, faster for the letters that texts without ASCII consist of.
#[inline]
fn is_alphanumeric(c: char) -> bool {
    is_frequent_letter(c) || c.is_alphanumeric()
}

/// Russian, hiragana, Chinese characters.
#[inline]
fn is_frequent_letter(c: char) -> bool {
    matches!(c, 'А'..='я' | '\u{3041}'..='\u{3096}' | '\u{4E00}'..='\u{9FFF}')
}

/// Longer words are in no list.
const WORD_BYTES_MAX: usize = 24;

/// The word that starts at `at`: letters only, empty if there is none.
#[inline]
pub(super) fn word_after(text: &str, at: usize) -> &str {
    let mut end = at;
    while let Some(c) = char_at(text, end)
        && (is_frequent_letter(c) || c.is_alphabetic())
        && end - at < WORD_BYTES_MAX
    {
        end += c.len_utf8();
    }
    &text[at..end]
}

/// The word that ends at `end` and starts at `from` or later: letters, digits and inner full
/// stops; empty if there is none.
#[inline]
pub(super) fn word_before(text: &str, from: usize, end: usize) -> &str {
    let mut start = end;
    while start > from
        && end - start < WORD_BYTES_MAX
        && let Some(c) = char_before(text, start)
        && (is_alphanumeric(c) || c == '.')
    {
        start -= c.len_utf8();
    }
    &text[start..end]
}

/// Whether a word is a figure: ASCII digits and nothing else.
pub(super) fn is_figure(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `c` is written without spaces between words, with 。 for a full stop.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_letters_are_letters() {
        for c in (char::MIN..=char::MAX).filter(|c| is_frequent_letter(*c)) {
            assert!(c.is_alphabetic(), "{c}");
            let by_case = match (c.is_lowercase(), c.is_uppercase()) {
                (true, _) => Kind::Lower,
                (_, true) => Kind::Upper,
                _ => Kind::Letter,
            };
            assert!(!c.is_numeric() && Kind::of(c) == by_case, "{c}");
        }
    }
}

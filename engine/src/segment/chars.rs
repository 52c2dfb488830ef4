//! Questions about the characters and words around a possible sentence end.
//!
//! Each function reads a run of white space or of closing marks, or a bounded number of bytes.

use crate::clean::is_bullet;

/// What a character is, as far as the start of a sentence is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CharKind {
    Lower,
    Upper,
    Digit,
    /// A letter of a script without cases.
    Letter,
    /// A quotation mark, opening or closing.
    Quote,
    /// An opening bracket.
    Bracket,
    /// A closing bracket.
    Closer,
    /// A sign before the items of a list.
    Bullet,
    Dash,
    Other,
    /// The end of the text.
    End,
}

impl CharKind {
    /// The kind of the character at `at`; [`CharKind::End`] at the end of the text.
    #[inline]
    pub(super) fn at(text: &str, at: usize) -> CharKind {
        char_at(text, at).map_or(CharKind::End, CharKind::of)
    }

    #[inline]
    fn of(c: char) -> CharKind {
        match c {
            'a'..='z' => CharKind::Lower,
            'A'..='Z' => CharKind::Upper,
            '0'..='9' => CharKind::Digit,
            '"' | '\'' | '`' => CharKind::Quote,
            '(' | '[' | '{' => CharKind::Bracket,
            ')' | ']' | '}' => CharKind::Closer,
            '*' | '#' => CharKind::Bullet,
            '-' => CharKind::Dash,
            '\0'..='\x7f' => CharKind::Other,
            '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' => {
                CharKind::Quote
            }
            '¿' | '¡' | '「' | '『' => CharKind::Quote,
            '（' | '《' | '〈' | '【' => CharKind::Bracket,
            '」' | '』' | '）' | '》' | '〉' | '】' => CharKind::Closer,
            c if is_bullet(c) => CharKind::Bullet,
            '–' | '—' | '−' => CharKind::Dash,
            // The frequent letters of other scripts, which would take up to four searches below. The
            // test `frequent_letters_are_classified_like_others` holds both ways equal.
            'а'..='я' => CharKind::Lower,
            'А'..='Я' => CharKind::Upper,
            c if is_frequent_letter(c) => CharKind::Letter,
            c if c.is_lowercase() => CharKind::Lower,
            c if c.is_uppercase() => CharKind::Upper,
            c if c.is_numeric() => CharKind::Digit,
            c if c.is_alphabetic() => CharKind::Letter,
            _ => CharKind::Other,
        }
    }
}

/// The character at `at`; `None` at the end of the text.
#[inline]
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at)? {
        byte @ ..0x80 => Some(char::from(byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// The character that ends at `at`; `None` at the start of the text.
#[inline]
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at.checked_sub(1)?)? {
        byte @ ..0x80 => Some(char::from(byte)),
        _ => text.get(..at)?.chars().next_back(),
    }
}

/// The first position from `at` on without white space.
#[inline]
pub(super) fn skip_white(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at)
        && c.is_whitespace()
    {
        at += c.len_utf8();
    }
    at
}

/// Whether there is a gap at `at`: white space or the end of the text.
#[inline]
pub(super) fn is_gap(text: &str, at: usize) -> bool {
    char_at(text, at).is_none_or(char::is_whitespace)
}

/// The position behind the closing brackets and quotation marks at `at`; `at` if there are none.
#[inline]
pub(super) fn skip_closers(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at) {
        let after = at + c.len_utf8();
        at = match c {
            // "。*1902年": an asterisk may be the bullet of the next sentence.
            '*' if char_before(text, at) == Some('。') && starts_word(text, after) => return at,
            '"' | '\'' | ')' | ']' | '}' | '*' | '_' => after,
            '”' | '’' | '›' | '」' | '』' | '）' | '》' | '〉' | '】' => after,
            // These open in some languages and close in others. They close unless a word follows.
            '»' | '«' | '“' | '‘' if !starts_word(text, after) => after,
            // French puts a space before the closing mark: "Viens. » Puis".
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

/// Does what `char::is_alphanumeric` does, faster for frequent letters.
#[inline]
fn is_alphanumeric(c: char) -> bool {
    is_frequent_letter(c) || c.is_alphanumeric()
}

/// Whether `c` is a Russian letter, hiragana or a Chinese character. Asking this before the tables of
/// Unicode took the summarizing of Russian from 65 to 72 MB/s.
#[inline]
fn is_frequent_letter(c: char) -> bool {
    matches!(c, 'А'..='я' | '\u{3041}'..='\u{3096}' | '\u{4E00}'..='\u{9FFF}')
}

/// Reading a word stops at this length or a few bytes later, because no list has longer words.
const WORD_BYTES_MAX: usize = 24;

/// The letters that start at `at`, up to [`WORD_BYTES_MAX`] bytes; empty if there are none.
#[inline]
pub(super) fn word_after(text: &str, at: usize) -> &str {
    let mut end = at;
    while let Some(c) = char_at(text, end)
        && (is_frequent_letter(c) || c.is_alphabetic() || is_mark(c))
        && end - at < WORD_BYTES_MAX
    {
        end += c.len_utf8();
    }
    &text[at..end]
}

/// The letters, digits and full stops that end at `end` and start at `from` or later, up to
/// [`WORD_BYTES_MAX`] bytes; empty if there are none.
#[inline]
pub(super) fn word_before(text: &str, from: usize, end: usize) -> &str {
    let mut start = end;
    while start > from
        && end - start < WORD_BYTES_MAX
        && let Some(c) = char_before(text, start)
        && (is_alphanumeric(c) || c == '.' || is_mark(c))
    {
        start -= c.len_utf8();
    }
    &text[start..end]
}

/// Whether `c` is a sign within words that is no letter: a combining accent, or a sign of an Indic
/// script, of which Unicode calls some letters and others not.
#[inline]
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}') || is_indic(c) && !c.is_numeric()
}

/// Whether `c` belongs to an Indic script, from Devanagari to Sinhala. Dandas do not.
pub(super) fn is_indic(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}') && !matches!(c, '।' | '॥')
}

/// Whether a word has ASCII digits only. True for the empty word.
pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `c` is Chinese or Japanese: written without spaces between words and with the full stop 。.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_letters_are_classified_like_others() {
        for c in (char::MIN..=char::MAX).filter(|c| is_frequent_letter(*c)) {
            assert!(c.is_alphabetic(), "{c}");
            let by_case = match (c.is_lowercase(), c.is_uppercase()) {
                (true, _) => CharKind::Lower,
                (_, true) => CharKind::Upper,
                _ => CharKind::Letter,
            };
            assert!(!c.is_numeric() && CharKind::of(c) == by_case, "{c}");
        }
    }
}

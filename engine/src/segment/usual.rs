//! The usual sentence end, told from a few bytes and without the rules.
//!
//! Nine full stops of ten in prose stand behind a word in lower case and before a gap and a capital:
//! then all that the rules ask is whether the word is an abbreviation. Here that is asked of eight
//! bytes held in one number. What is the least bit unusual is left to the rules, which say the same
//! of what is decided here (see the test).

use super::table::Table;

/// What the bytes around a full stop say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usual {
    /// A sentence ends at `end`, and the next one starts at `next`.
    End { end: usize, next: usize },
    /// The full stop stands within a figure or an address: "3.5", "example.com".
    Inside,
    /// A case for the rules.
    Unknown,
}

impl Usual {
    /// What is to be said of the full stop at `stop` in the sentence that starts at `start`.
    #[inline]
    pub(super) fn read(bytes: &[u8], start: usize, stop: usize, table: &Table) -> Usual {
        let (end, next) = match &bytes[stop + 1..] {
            [b' ', b'A'..=b'Z', ..] => (stop + 1, stop + 2),
            [b' ', b' ', b'A'..=b'Z', ..] => (stop + 1, stop + 3),
            [b'a'..=b'z' | b'0'..=b'9', ..] => return Usual::Inside,
            [] | [b'"'] => {
                let end = bytes.len();
                return Usual::End { end, next: end };
            }
            // "U.S"
            [b'A'..=b'Z', ..] if is_capital(bytes, start, stop) => return Usual::Inside,
            // "the U.S. economy"
            [b' ', rest @ ..] if is_capital(bytes, start, stop) && starts_in_lower_case(rest) => {
                return Usual::Inside;
            }
            rest => match gap(rest) {
                Some((closed, next)) => (stop + 1 + closed, stop + 1 + next),
                None => return Usual::Unknown,
            },
        };
        match ends_like_sentence(bytes, start, stop, table) {
            true => Usual::End { end, next },
            false => Usual::Unknown,
        }
    }
}

impl Usual {
    /// What is to be said of the mark at `mark`, none of those that end words or numbers.
    #[inline]
    pub(super) fn read_mark(bytes: &[u8], start: usize, mark: usize) -> Usual {
        let before = &bytes[start..mark];
        match bytes[mark..] {
            // A list marker is one letter or a few figures.
            [b')', ..] if matches!(before, [.., a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic()) => {
                Usual::Inside
            }
            // Greek asks with it.
            [b';', ..] if before.last().is_some_and(u8::is_ascii) => Usual::Inside,
            [b'!' | b'?', ref rest @ ..] if ends_in_lower_case(bytes, start, mark) => {
                match gap(rest) {
                    Some((0, next)) => Usual::End {
                        end: mark + 1,
                        next: mark + 1 + next,
                    },
                    _ => Usual::Unknown,
                }
            }
            _ => Usual::Unknown,
        }
    }
}

/// Whether a capital stands right before `stop`, in the sentence that starts at `start`.
fn is_capital(bytes: &[u8], start: usize, stop: usize) -> bool {
    bytes[start..stop]
        .last()
        .is_some_and(u8::is_ascii_uppercase)
}

/// Whether `text` starts with a word of lower-case ASCII letters alone: "mill", but not the name
/// "eBay".
fn starts_in_lower_case(text: &[u8]) -> bool {
    let mut others = text.iter().skip_while(|byte| byte.is_ascii_lowercase());
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
    text.first().is_some_and(u8::is_ascii_lowercase) && !others.next().is_some_and(goes_on)
}

/// Whether a word of less than eight letters, all in lower case, stands right before `mark`.
fn ends_in_lower_case(bytes: &[u8], start: usize, mark: usize) -> bool {
    let Some(last) = bytes[..mark].last_chunk() else {
        return false;
    };
    let word = u64::from_le_bytes(*last);
    let length = letters_at_end(word);
    if !(1..WORD_BYTES).contains(&length) || mark - start <= length {
        return false;
    }
    let before = bytes[mark - 1 - length];
    let is_whole = !(before == b'.' || before >= 0x80 || before.is_ascii_digit());
    is_whole && (word ^ (word | LOWER)) >> (8 * (WORD_BYTES - length)) == 0
}

/// Where in `rest`, which starts behind a terminator, the gap starts and where it ends, if a sentence
/// starts behind it and nothing but quotation marks stands at it: `." Next`, `! “Next`.
#[inline]
fn gap(rest: &[u8]) -> Option<(usize, usize)> {
    let closed = match rest {
        [b' ', ..] => 0,
        [b'"' | b'\'', ..] => 1,
        [0xE2, 0x80, 0x99 | 0x9D, ..] => 3, // ’ ”
        _ => return None,
    };
    let next = match rest[closed..] {
        [b' ', b' ', ..] => closed + 2,
        [b' ', ..] => closed + 1,
        _ => return None,
    };
    let first = match rest[next..] {
        [b'"' | b'\'', first, ..] => first,
        [0xE2, 0x80, 0x98 | 0x9C, first, ..] => first, // ‘ “
        [first, ..] => first,
        [] => return None,
    };
    first.is_ascii_uppercase().then_some((closed, next))
}

/// Words as long as this are no abbreviations where [`Table::is_short`] says so.
const WORD_BYTES: usize = 8;

/// Whether a sentence surely ends at `stop`, whether a quotation mark closes there or not: behind a word
/// of two letters or more that is no abbreviation and no number in Roman figures, or behind what
/// [`ends_otherwise`] knows.
#[inline]
fn ends_like_sentence(bytes: &[u8], start: usize, stop: usize, table: &Table) -> bool {
    let Some(last) = bytes[..stop].last_chunk() else {
        return false;
    };
    let word = u64::from_le_bytes(*last);
    let length = letters_at_end(word);
    let is_roman = matches!(last[7], b'I' | b'V' | b'X');
    // Something of the sentence stands before the word.
    if length < 2 || is_roman || stop - start <= length {
        let is_of_sentence = stop - start >= WORD_BYTES;
        return is_of_sentence && ends_otherwise(last);
    }
    // What the word may go on with: a figure, an inner full stop, a letter beyond ASCII; or more letters,
    // which no abbreviation ends in.
    let before = bytes[stop - 1 - length];
    let goes_on = (before == b'.') | (before >= 0x80) | before.is_ascii_digit();
    if goes_on | (length == WORD_BYTES) & !table.is_short {
        return false;
    }
    let key = (word | LOWER) >> (8 * (WORD_BYTES - length));
    !table.is_abbreviated(key.into())
}

/// Whether `last` ends in a bracket or quotation mark, "n't", or four figures: more than list markers
/// and ordinals have.
fn ends_otherwise(last: &[u8; WORD_BYTES]) -> bool {
    match last {
        [.., letter, b')' | b'"'] | [.., letter, b'\'', b'a'..=b'z'] => {
            letter.is_ascii_alphabetic()
        }
        [_, _, _, b' ', year @ ..] => year.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

const ONES: u64 = u64::MAX / 0xFF;
const HIGH: u64 = ONES << 7;
/// The bit that letters in lower case have and capitals have not.
const LOWER: u64 = ONES << 5;

/// How many of the last of eight bytes are ASCII letters.
#[inline]
fn letters_at_end(bytes: u64) -> usize {
    let seven = (bytes | LOWER) & !HIGH;
    let from_a = seven + ONES * (0x80 - b'a' as u64);
    let beyond_z = seven + ONES * (0x7F - b'z' as u64);
    let others = (!from_a | beyond_z | bytes) & HIGH;
    others.leading_zeros() as usize / 8
}

//! Words after UAX #29, by a byte-class table where the text is plain.
//!
//! Letters of ASCII, Latin, Greek and Cyrillic take the fast path. Anything else hands the run up
//! to the next space to unicode-segmentation: a word boundary stands before every space, so both
//! agree on where words are.

use unicode_segmentation::UnicodeSegmentation;

/// Calls `word` with the start and end of each word of `text`, in order: the segments between the
/// word boundaries of UAX #29 that hold a letter or digit. One pass, no allocation.
#[inline]
pub fn words(text: &str, mut word: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match CLASS[byte as usize] {
            Class::Break => at += 1,
            Class::Letter | Class::Digit | Class::Underscore | Class::Lead => {
                at = match fast_word(bytes, at) {
                    Fast::Word { end, counts } => {
                        if counts {
                            word(at, end);
                        }
                        end
                    }
                    Fast::Punctuation { end } => end,
                    Fast::Unsure => slow_words(text, at, &mut word),
                };
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Class {
    /// ASCII that is in no word on its own.
    Break,
    Letter,
    Digit,
    Underscore,
    /// A byte of a character beyond ASCII.
    Lead,
}

static CLASS: [Class; 256] = {
    let mut classes = [Class::Break; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Underscore,
            0x80.. => Class::Lead,
            _ => Class::Break,
        };
        byte += 1;
    }
    classes
};

/// What the fast path makes of a position.
enum Fast {
    /// A segment; it counts as a word if it holds a letter or digit.
    Word { end: usize, counts: bool },
    /// A dash, quotation mark or the like, which is in no word.
    Punctuation { end: usize },
    /// Not a case for the fast path.
    Unsure,
}

#[inline]
fn fast_word(bytes: &[u8], start: usize) -> Fast {
    let mut at = start;
    let mut counts = false;
    let mut last = Class::Break;
    while let Some(&byte) = bytes.get(at) {
        match CLASS[byte as usize] {
            Class::Break => {
                // "can't", "3.14": a mark joins letters or figures on both sides of it.
                let Some(&next) = bytes.get(at + 1) else {
                    break;
                };
                if next >= 0x80 && joins(byte, last) {
                    return Fast::Unsure;
                }
                if !joins(byte, last) || CLASS[next as usize] != last {
                    break;
                }
                at += 1;
            }
            Class::Lead => {
                if is_two_byte_letter(byte, bytes.get(at + 1).copied()) {
                    counts = true;
                    last = Class::Letter;
                    at += 2;
                } else if is_punctuation(&bytes[at..]) {
                    if at == start {
                        // A mark that joins, an accent or a joiner may follow it.
                        return match bytes.get(at + 3) {
                            Some(0x80..) if !is_punctuation(&bytes[at + 3..]) => Fast::Unsure,
                            _ => Fast::Punctuation { end: at + 3 },
                        };
                    }
                    break;
                } else {
                    return Fast::Unsure;
                }
            }
            class => {
                counts |= class != Class::Underscore;
                last = class;
                at += 1;
            }
        }
    }
    Fast::Word { end: at, counts }
}

/// Whether `mark` joins two of `class` (MidLetter, MidNum, MidNumLet and Single_Quote of UAX #29).
#[inline]
fn joins(mark: u8, class: Class) -> bool {
    match class {
        Class::Letter => matches!(mark, b'\'' | b'.' | b':'),
        Class::Digit => matches!(mark, b'\'' | b'.' | b',' | b';'),
        _ => false,
    }
}

/// Whether these bytes are one character of U+00C0–U+02AF or the alphabets of Greek and Cyrillic
/// that UAX #29 calls a letter.
#[inline]
fn is_two_byte_letter(lead: u8, next: Option<u8>) -> bool {
    let Some(next) = next else { return false };
    match lead {
        0xc3 => next != 0x97 && next != 0xb7,
        0xc4..=0xc9 => true,
        0xca => next <= 0xaf,
        0xce => next >= 0x91 && next != 0xa2,
        0xcf => next != 0xb6,
        0xd0 => true,
        0xd1 => true,
        _ => false,
    }
}

/// Whether `bytes` start with one of – — “ ” • …, which nothing joins to a word.
#[inline]
fn is_punctuation(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xe2, 0x80, 0x93 | 0x94 | 0x9c | 0x9d | 0xa2 | 0xa6, ..]
    )
}

/// Hands the run of text around `at` to unicode-segmentation; returns where the run ends. It
/// starts with the character before `at`, to which a joiner at `at` would cling, and ends before
/// a space.
#[inline(never)]
fn slow_words(text: &str, at: usize, word: &mut impl FnMut(usize, usize)) -> usize {
    let bytes = text.as_bytes();
    let mut start = at;
    while start > 0 && bytes[start - 1] == b' ' {
        start -= 1;
    }
    if start > 0 && CLASS[bytes[start - 1] as usize] == Class::Break {
        start -= 1;
    }
    let end = memchr::memchr(b' ', &bytes[at..]).map_or(bytes.len(), |length| at + length);
    for (offset, found) in text[start..end].unicode_word_indices() {
        let start = start + offset;
        word(start, start + found.len());
    }
    end
}

//! Words after UAX #29, by bitmaps where the text is plain.
//!
//! A word of ASCII is a run of letters, digits and underscores, or several of them joined by a mark
//! that stands between two letters or two digits: all of which are operations on bitmaps. Runs with
//! letters of Latin, Greek and Cyrillic beyond ASCII, with Chinese characters or hiragana are read
//! byte by byte. Anything else hands the run up to the next space to unicode-segmentation: a word
//! boundary stands before every space, so all three agree on where words are.
//!
//! This reads one text; `places` reads the many parts of a document.

use crate::scan::{self, CHUNK_BYTES, Joins};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Calls `word` with the start and end of each word of `text`, in order: the segments between the
/// word boundaries of UAX #29 that hold a letter or digit. One pass, no allocation.
#[inline]
pub fn words(text: &str, word: impl FnMut(usize, usize)) {
    words_within(text, 0..text.len(), word);
}

/// Like [`words`], for a part of `text` on char boundaries; what stands around it plays no part.
#[inline]
pub(crate) fn words_within(text: &str, part: Range<usize>, word: impl FnMut(usize, usize)) {
    let bytes = &text.as_bytes()[..part.end];
    let mut joins = Joins::default();
    let mut reader = Reader::new(text, part.clone(), word);
    let mut padded = [0; CHUNK_BYTES];
    for at in part.clone().step_by(CHUNK_BYTES) {
        let (chunk, mask) = scan::chunk(text.as_bytes(), at, part.end, &mut padded);
        let bits = scan::classes(chunk);
        let next = bytes.get(at + CHUNK_BYTES).copied().unwrap_or(0);
        let inside = joins.inside(&bits, mask, next);
        reader.read(at, inside, (bits.wide | bits.underscores) & mask);
    }
    reader.finish(part.end);
}

/// Reads the words of a part of a text off its bits.
struct Reader<'t, W> {
    text: &'t str,
    part: Range<usize>,
    runs: Runs,
    /// Runs that start before it have been dealt with.
    resume: usize,
    word: W,
}

impl<'t, W: FnMut(usize, usize)> Reader<'t, W> {
    #[inline(always)]
    fn new(text: &'t str, part: Range<usize>, word: W) -> Reader<'t, W> {
        Reader {
            text,
            resume: part.start,
            part,
            runs: Runs::default(),
            word,
        }
    }

    /// Goes on with the chunk at `at`, of which these bytes are `inside` words, and `rare`.
    #[inline(always)]
    fn read(&mut self, at: usize, inside: u64, rare: u64) {
        let Reader {
            text,
            part,
            runs,
            resume,
            word,
        } = self;
        if rare == 0 && !runs.is_rare && *resume <= runs.start.unwrap_or(at) {
            runs.read(at, inside, 0, &mut |start, end, _| word(start, end));
        } else {
            runs.read(at, inside, rare, &mut either_run(text, part, resume, word));
        }
    }

    /// Ends the run that the last chunk has left open at `end`.
    #[inline(always)]
    fn finish(mut self, end: usize) {
        if let Some(start) = self.runs.start {
            let Reader {
                text,
                part,
                runs,
                resume,
                word,
            } = &mut self;
            either_run(text, part, resume, word)(start, end, runs.is_rare);
        }
    }
}

/// Deals with a run, rare or not, unless it starts before `resume`.
#[inline]
fn either_run<'r>(
    text: &'r str,
    part: &'r Range<usize>,
    resume: &'r mut usize,
    word: &'r mut impl FnMut(usize, usize),
) -> impl FnMut(usize, usize, bool) {
    move |start, end, is_rare| {
        if start < *resume {
            return;
        }
        if is_rare {
            *resume = rare_run(text, part, start..end, word);
        } else {
            word(start, end);
        }
    }
}

/// The run of word bytes that a chunk ends in, and what else the next chunk must know.
#[derive(Default)]
struct Runs {
    start: Option<usize>,
    is_rare: bool,
}

impl Runs {
    /// Calls `run` with the start and end of each run that ends in the chunk at `at`, and whether
    /// any of its bytes is `rare`.
    #[inline(always)]
    fn read(
        &mut self,
        at: usize,
        inside: u64,
        rare: u64,
        run: &mut impl FnMut(usize, usize, bool),
    ) {
        let shifted = inside << 1 | u64::from(self.start.is_some());
        let mut starts = inside & !shifted;
        let mut ends = !inside & shifted;
        if let Some(start) = self.start {
            if ends == 0 {
                self.is_rare |= rare != 0;
                return;
            }
            let end = lowest(ends);
            let is_rare = self.is_rare | (rare & (end - 1) != 0);
            run(start, at + end.trailing_zeros() as usize, is_rare);
            ends ^= end;
        }
        while ends != 0 {
            let (start, end) = (lowest(starts), lowest(ends));
            run(
                at + start.trailing_zeros() as usize,
                at + end.trailing_zeros() as usize,
                rare & (end - start) != 0,
            );
            starts ^= start;
            ends ^= end;
        }
        self.start = (starts != 0).then(|| at + starts.trailing_zeros() as usize);
        self.is_rare = rare & lowest(starts).wrapping_neg() != 0;
    }
}

/// The lowest bit set, alone.
#[inline(always)]
fn lowest(bits: u64) -> u64 {
    bits & bits.wrapping_neg()
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

/// Reads a run that the bitmaps cannot judge; returns where reading goes on.
#[inline(never)]
pub(super) fn rare_run(
    text: &str,
    part: &Range<usize>,
    run: Range<usize>,
    word: &mut impl FnMut(usize, usize),
) -> usize {
    let bytes = &text.as_bytes()[..part.end];
    let mut at = run.start;
    while at < run.end {
        if CLASS[bytes[at] as usize] == Class::Break {
            at += 1;
            continue;
        }
        let lone_end = lone_run(bytes, at);
        for start in (at..lone_end).step_by(3) {
            word(start, start + 3);
        }
        if lone_end > at {
            at = lone_end;
            continue;
        }
        at = match fast_word(bytes, at) {
            Fast::Word { end, counts } => {
                if counts {
                    word(at, end);
                }
                end
            }
            Fast::Punctuation { end } => end,
            Fast::Unsure => slow_words(text, part, at, word),
        };
    }
    at
}

/// What the fast path makes of a position.
enum Fast {
    /// A segment; it counts as a word if it holds a letter or digit.
    Word { end: usize, counts: bool },
    /// A dash, quotation mark or the like, which is in no word.
    Punctuation { end: usize },
    /// Not a case for the fast path.
    Unsure,
}

/// Where the Chinese characters and letters of hiragana from `start` on end, each a word; `start` if
/// the last of them may have more to it.
#[inline]
fn lone_run(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    while is_lone(&bytes[end..]) {
        end += 3;
    }
    match nothing_clings(&bytes[end..]) {
        true => end,
        false => end.saturating_sub(3).max(start),
    }
}

/// Whether `bytes` start with nothing that clings to what stands before, as accents and joiners do.
#[inline]
fn nothing_clings(bytes: &[u8]) -> bool {
    match bytes.first() {
        Some(0x80..) => is_lone(bytes) || is_wide_mark(bytes) || is_punctuation(bytes),
        _ => true,
    }
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
                } else if at == start {
                    let rest = &bytes[at..];
                    return match is_punctuation(rest) || is_wide_mark(rest) {
                        true if nothing_clings(&rest[3..]) => Fast::Punctuation { end: at + 3 },
                        _ => Fast::Unsure,
                    };
                } else if is_lone(&bytes[at..]) || is_punctuation(&bytes[at..]) {
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

/// Whether `bytes` start with a Chinese character or a letter of hiragana: each is a word.
#[inline]
pub(crate) fn is_lone(bytes: &[u8]) -> bool {
    let Some(&[first, second, third]) = bytes.first_chunk() else {
        return false;
    };
    let c = u32::from_be_bytes([0, first, second, third]);
    let within = |first: u32, last: u32| (first..=last).contains(&c);
    // Without a branch, since which of the ranges comes next no processor foresees. U+3041–U+307F,
    // U+3080–U+3096; U+3400–U+9FFF, but for the hexagrams U+4DC0–U+4DFF.
    within(0xE3_81_81, 0xE3_81_BF)
        | within(0xE3_82_80, 0xE3_82_96)
        | within(0xE3_90_80, 0xE4_B6_BF)
        | within(0xE4_B8_80, 0xE9_BF_BF)
}

/// Whether `bytes` start with a mark as Chinese and Japanese write it: U+3000–U+3020 (。、「) but for
/// 々, 〆 and 〇, U+FF01–U+FF0F (，！), U+FF1A–U+FF1F (：；？). Some join letters or digits, none joins
/// lone ones.
#[inline]
fn is_wide_mark(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xe3, 0x80, 0x80..=0x84 | 0x88..=0xa0, ..] | [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0x9f, ..]
    )
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
fn slow_words(
    text: &str,
    part: &Range<usize>,
    at: usize,
    word: &mut impl FnMut(usize, usize),
) -> usize {
    let bytes = &text.as_bytes()[..part.end];
    let mut start = at;
    while start > part.start && bytes[start - 1] == b' ' {
        start -= 1;
    }
    if start > part.start && CLASS[bytes[start - 1] as usize] == Class::Break {
        start -= 1;
    }
    let end = memchr::memchr(b' ', &bytes[at..]).map_or(bytes.len(), |length| at + length);
    for (offset, found) in text[start..end].unicode_word_indices() {
        let start = start + offset;
        word(start, start + found.len());
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn are_those_of_unicode_segmentation_across_chunks(
            text in "[a-dA1-3_.':;, é’“\u{301}\u{5D0}ж字-]{0,60}[ab1.,' ]{40,90}[a1.'，。：字かー々〇“”’、（\u{200D}\u{301} é]{0,60}",
            start in 0usize..80,
            length in 0usize..400,
        ) {
            let start = text.floor_char_boundary(start);
            let end = text.floor_char_boundary(start + length);
            let mut found = Vec::new();
            words_within(&text, start..end, |start, end| found.push(&text[start..end]));
            let expected: Vec<&str> = text[start..end].unicode_words().collect();
            prop_assert_eq!(&found, &expected);
        }
    }
}

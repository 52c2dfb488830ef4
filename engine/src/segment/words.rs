//! Finds words after UAX #29, with bitmaps where the text is plain.
//!
//! The plain equivalent is `text.unicode_word_indices()` of unicode-segmentation. The tests
//! `are_those_of_unicode_segmentation_across_chunks` here and
//! `words_are_those_of_unicode_segmentation_for_every_character` in `engine/tests/it/segmentation.rs` hold the
//! two equal. There are three levels, from fast to slow:
//!
//! 1. A word of plain ASCII is a run of letters, digits and underscores, or several runs that are
//!    joined by a mark between two letters or two digits. Shifts and masks of bitmaps find these.
//! 2. Runs with non-ASCII letters of Latin, Greek and Cyrillic, with Chinese characters or hiragana
//!    are read byte by byte.
//! 3. If a run has anything else, the text up to the next space goes to unicode-segmentation. There
//!    is a word boundary before every space, so all three agree on where words are.
//!
//! This module reads one text; `word_spans` reads the many parts of a document.

use crate::scan::{self, CHUNK_BYTES, WordByteScanner};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Calls `word` with the start and the end of each word of `text`, in order. Words are the segments
/// between the word boundaries of UAX #29 that have a letter or digit. Reads the text once and
/// allocates nothing.
#[inline]
pub fn words(text: &str, word: impl FnMut(usize, usize)) {
    words_within(text, 0..text.len(), word);
}

/// Like [`words`], for a part of `text` between `char` boundaries. What stands around the part has no
/// influence.
#[inline]
pub(crate) fn words_within(text: &str, part: Range<usize>, word: impl FnMut(usize, usize)) {
    let bytes = &text.as_bytes()[..part.end];
    let mut scanner = WordByteScanner::default();
    let mut reader = Reader::new(text, part.clone(), word);
    let mut padded = [0; CHUNK_BYTES];
    for at in part.clone().step_by(CHUNK_BYTES) {
        let (chunk, mask) = scan::load_chunk(text.as_bytes(), at, part.end, &mut padded);
        let classes = scan::classify(chunk);
        let next = bytes.get(at + CHUNK_BYTES).copied().unwrap_or(0);
        let word_bytes = scanner.word_bytes(&classes, mask, next);
        let non_plain = (classes.non_ascii | classes.underscores) & mask;
        reader.read(at, word_bytes, non_plain);
    }
    reader.finish(part.end);
}

/// Reads the words of a part of a text from its bitmaps.
struct Reader<'t, W> {
    text: &'t str,
    part: Range<usize>,
    runs: Runs,
    /// Runs that start before it have been read already.
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

    /// Reads the next chunk, which starts at `at`: `word_bytes` are inside words, and `non_plain` of
    /// them need more than bitmaps.
    #[inline(always)]
    fn read(&mut self, at: usize, word_bytes: u64, non_plain: u64) {
        let Reader {
            text,
            part,
            runs,
            resume,
            word,
        } = self;
        if non_plain == 0 && !runs.is_non_plain && *resume <= runs.start.unwrap_or(at) {
            runs.read(at, word_bytes, 0, &mut |start, end, _| word(start, end));
        } else {
            let mut run = read_run(text, part, resume, word);
            runs.read(at, word_bytes, non_plain, &mut run);
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
            read_run(text, part, resume, word)(start, end, runs.is_non_plain);
        }
    }
}

/// Reads the words of a run, plain or not, unless the run starts before `resume`.
#[inline]
fn read_run<'r>(
    text: &'r str,
    part: &'r Range<usize>,
    resume: &'r mut usize,
    word: &'r mut impl FnMut(usize, usize),
) -> impl FnMut(usize, usize, bool) {
    move |start, end, is_non_plain| {
        if start < *resume {
            return;
        }
        if is_non_plain {
            *resume = non_plain_run(text, part, start..end, word);
        } else {
            word(start, end);
        }
    }
}

/// Finds the runs of word bytes. It holds what the next chunk must know of the one before: the run
/// that is open at its end.
#[derive(Default)]
struct Runs {
    /// Where the open run starts, if there is one.
    start: Option<usize>,
    /// Whether any byte of the open run is not plain.
    is_non_plain: bool,
}

impl Runs {
    /// Calls `run` with the start and the end of each run that ends in the chunk at `at`, and whether
    /// any of its bytes is in `non_plain`.
    #[inline(always)]
    fn read(
        &mut self,
        at: usize,
        word_bytes: u64,
        non_plain: u64,
        run: &mut impl FnMut(usize, usize, bool),
    ) {
        let shifted = word_bytes << 1 | u64::from(self.start.is_some());
        let mut starts = word_bytes & !shifted;
        let mut ends = !word_bytes & shifted;
        if let Some(start) = self.start {
            if ends == 0 {
                self.is_non_plain |= non_plain != 0;
                return;
            }
            let end = lowest_bit(ends);
            let is_non_plain = self.is_non_plain | (non_plain & (end - 1) != 0);
            run(start, at + end.trailing_zeros() as usize, is_non_plain);
            ends ^= end;
        }
        while ends != 0 {
            let (start, end) = (lowest_bit(starts), lowest_bit(ends));
            run(
                at + start.trailing_zeros() as usize,
                at + end.trailing_zeros() as usize,
                non_plain & (end - start) != 0,
            );
            starts ^= start;
            ends ^= end;
        }
        self.start = (starts != 0).then(|| at + starts.trailing_zeros() as usize);
        self.is_non_plain = non_plain & lowest_bit(starts).wrapping_neg() != 0;
    }
}

/// The lowest bit that is set, alone; 0 if there is none.
#[inline(always)]
fn lowest_bit(bits: u64) -> u64 {
    bits & bits.wrapping_neg()
}

/// What a byte is, for reading words byte by byte.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum ByteClass {
    /// ASCII that is in no word by itself.
    Other,
    Letter,
    Digit,
    Underscore,
    /// A byte of a non-ASCII character.
    NonAscii,
}

static BYTE_CLASS: [ByteClass; 256] = {
    let mut classes = [ByteClass::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => ByteClass::Letter,
            b'0'..=b'9' => ByteClass::Digit,
            b'_' => ByteClass::Underscore,
            0x80.. => ByteClass::NonAscii,
            _ => ByteClass::Other,
        };
        byte += 1;
    }
    classes
};

/// Reads a run that is not plain, and returns where to continue.
#[inline(never)]
pub(super) fn non_plain_run(
    text: &str,
    part: &Range<usize>,
    run: Range<usize>,
    word: &mut impl FnMut(usize, usize),
) -> usize {
    let bytes = &text.as_bytes()[..part.end];
    let mut at = run.start;
    while at < run.end {
        if BYTE_CLASS[bytes[at] as usize] == ByteClass::Other {
            at += 1;
            continue;
        }
        let single_chars_end = single_char_words_end(bytes, at);
        for start in (at..single_chars_end).step_by(3) {
            word(start, start + 3);
        }
        if single_chars_end > at {
            at = single_chars_end;
            continue;
        }
        at = match read_segment(bytes, at) {
            Segment::Word { end } => {
                word(at, end);
                end
            }
            Segment::NoWord { end } => end,
            Segment::Unknown => words_by_unicode_segmentation(text, part, at, word),
        };
    }
    at
}

/// A segment between two word boundaries.
enum Segment {
    /// A segment that has a letter or digit, which makes it a word.
    Word { end: usize },
    /// Underscores, a dash, a quotation mark or the like.
    NoWord { end: usize },
    /// The characters need unicode-segmentation.
    Unknown,
}

/// The end of the run of single-character words (see [`is_single_char_word`]) at `start`. The last
/// character is left out if something behind it may extend it.
///
/// Reading Chinese run by run took the summarizing of Chinese news from 63 to 73 MB/s.
#[inline]
fn single_char_words_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    while is_single_char_word(&bytes[end..]) {
        end += 3;
    }
    match starts_new_segment(&bytes[end..]) {
        true => end,
        false => end.saturating_sub(3).max(start),
    }
}

/// Whether `bytes` certainly start with something that does not extend the segment before, as
/// accents and joiners do.
#[inline]
fn starts_new_segment(bytes: &[u8]) -> bool {
    match bytes.first() {
        Some(0x80..) => {
            is_single_char_word(bytes) || is_wide_punctuation(bytes) || is_punctuation(bytes)
        }
        _ => true,
    }
}

/// Reads the segment at `start`, byte by byte.
#[inline]
fn read_segment(bytes: &[u8], start: usize) -> Segment {
    let mut at = start;
    let mut is_word = false;
    let mut last = ByteClass::Other;
    while let Some(&byte) = bytes.get(at) {
        match BYTE_CLASS[byte as usize] {
            ByteClass::Other => {
                // A mark joins the letters or digits on both sides: "can't", "3.14".
                let Some(&next) = bytes.get(at + 1) else {
                    break;
                };
                if next >= 0x80 && joins(byte, last) {
                    return Segment::Unknown;
                }
                if !joins(byte, last) || BYTE_CLASS[next as usize] != last {
                    break;
                }
                at += 1;
            }
            ByteClass::NonAscii => {
                if is_two_byte_letter(byte, bytes.get(at + 1).copied()) {
                    is_word = true;
                    last = ByteClass::Letter;
                    at += 2;
                } else if at == start {
                    let rest = &bytes[at..];
                    return match is_punctuation(rest) || is_wide_punctuation(rest) {
                        true if starts_new_segment(&rest[3..]) => Segment::NoWord { end: at + 3 },
                        _ => Segment::Unknown,
                    };
                } else if is_single_char_word(&bytes[at..]) || is_punctuation(&bytes[at..]) {
                    break;
                } else {
                    return Segment::Unknown;
                }
            }
            class => {
                is_word |= class != ByteClass::Underscore;
                last = class;
                at += 1;
            }
        }
    }
    match is_word {
        true => Segment::Word { end: at },
        false => Segment::NoWord { end: at },
    }
}

/// Whether `mark` joins two of `class` (MidLetter, MidNum, MidNumLet and Single_Quote of UAX #29).
#[inline]
fn joins(mark: u8, class: ByteClass) -> bool {
    match class {
        ByteClass::Letter => matches!(mark, b'\'' | b'.' | b':'),
        ByteClass::Digit => matches!(mark, b'\'' | b'.' | b',' | b';'),
        _ => false,
    }
}

/// Whether the two bytes are a letter after UAX #29 of U+00C0–U+02AF or of the Greek and Cyrillic
/// alphabets.
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

/// Whether `bytes` start with a Chinese character or a letter of hiragana, each of which is a word by
/// itself, three bytes long: U+3041–U+307F, U+3080–U+3096, and U+3400–U+9FFF without the hexagrams
/// U+4DC0–U+4DFF.
///
/// Without branches, because the range of the next character is unpredictable.
#[inline]
pub(crate) fn is_single_char_word(bytes: &[u8]) -> bool {
    let Some(&[first, second, third]) = bytes.first_chunk() else {
        return false;
    };
    let c = u32::from_be_bytes([0, first, second, third]);
    let within = |first: u32, last: u32| (first..=last).contains(&c);
    within(0xE3_81_81, 0xE3_81_BF)
        | within(0xE3_82_80, 0xE3_82_96)
        | within(0xE3_90_80, 0xE4_B6_BF)
        | within(0xE4_B8_80, 0xE9_BF_BF)
}

/// Whether `bytes` start with Chinese or Japanese punctuation: U+3000–U+3020 (。、「) without 々, 〆 and
/// 〇, U+FF01–U+FF0F (，！) or U+FF1A–U+FF1F (：；？). Some of these join letters or digits, but none
/// joins single-character words.
#[inline]
fn is_wide_punctuation(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xe3, 0x80, 0x80..=0x84 | 0x88..=0xa0, ..] | [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0x9f, ..]
    )
}

/// Whether `bytes` start with one of – — “ ” • …, which never join a word.
#[inline]
fn is_punctuation(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xe2, 0x80, 0x93 | 0x94 | 0x9c | 0x9d | 0xa2 | 0xa6, ..]
    )
}

/// Reads the text around `at` with unicode-segmentation, and returns where it ends. The text starts
/// with the character before `at`, which a joiner at `at` would extend, and ends before a space.
#[inline(never)]
fn words_by_unicode_segmentation(
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
    if start > part.start && BYTE_CLASS[bytes[start - 1] as usize] == ByteClass::Other {
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

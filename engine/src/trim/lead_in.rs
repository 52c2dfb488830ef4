//! Openings that merely add: "And", "Meanwhile,".

use super::is_quote;
use crate::language::Language;
use std::hint::select_unpredictable;

/// The openings of a language that a sentence can do without.
pub(super) struct LeadIns {
    /// Sorted by the class of their first letter.
    phrases: Vec<LeadIn>,
    /// Where the phrases of each class end.
    class_ends: [usize; CLASSES],
    /// A bit for each [`start_bit`] that any of the phrases has: most sentences start otherwise.
    starts: [u64; START_BITS / 64],
    /// A bit for each class that has phrases without one.
    without_start: u32,
}

/// One of them.
struct LeadIn {
    phrase: &'static str,
    /// Its first bytes, and which bits of them a text that starts with it has too. None beyond
    /// ASCII, where a letter can change more than one byte with its case.
    head: u32,
    mask: u32,
}

impl LeadIn {
    fn new(phrase: &'static str) -> LeadIn {
        let mask = match phrase.len() {
            _ if !phrase.is_ascii() => 0,
            length @ 0..4 => (1 << (8 * length)) - 1,
            _ => u32::MAX,
        };
        LeadIn {
            phrase,
            head: head(phrase) & mask,
            mask,
        }
    }
}

impl LeadIns {
    pub(super) fn of(language: Language) -> LeadIns {
        let mut phrases = language.lead_ins().to_vec();
        let class = |phrase: &&str| class_of(phrase.as_bytes()[0]);
        phrases.sort_by_key(class);
        let mut class_ends = [0; CLASSES];
        for (index, end) in class_ends.iter_mut().enumerate() {
            *end = phrases.partition_point(|phrase| class(phrase) <= index);
        }
        let (mut starts, mut without_start) = ([0; START_BITS / 64], 0);
        let mut note = |start: [u8; 4]| {
            let bit = start_bit(start);
            starts[bit / 64] |= 1 << (bit % 64);
        };
        for phrase in &phrases {
            match *phrase.as_bytes() {
                [a, b, c, d, ..] if [a, b, c, d].is_ascii() => note([a, b, c, d]),
                [a, b, c] if phrase.is_ascii() => {
                    BEHIND_LEAD_INS.iter().for_each(|d| note([a, b, c, *d]));
                }
                _ => without_start |= 1 << class(phrase),
            }
        }
        LeadIns {
            phrases: phrases.into_iter().map(LeadIn::new).collect(),
            class_ends,
            starts,
            without_start,
        }
    }

    /// The length of the lead-ins that `text` starts with, white space after them included.
    #[inline]
    pub(super) fn length_in(&self, text: &str) -> usize {
        match self.one(text) {
            0 => 0,
            // "And in addition, …" has two of them.
            first => first + self.one(&text[first..]),
        }
    }

    /// The length of an opening that merely adds, and of the white space after it.
    #[inline]
    fn one(&self, text: &str) -> usize {
        let Some(start) = text.as_bytes().first_chunk() else {
            return 0;
        };
        let (bit, class) = (start_bit(*start), class_of(start[0]));
        if (self.starts[bit / 64] >> (bit % 64) | u64::from(self.without_start >> class)) & 1 == 0 {
            return 0;
        }
        self.one_of_class(text, class)
    }

    fn one_of_class(&self, text: &str, class: usize) -> usize {
        let start = class
            .checked_sub(1)
            .map_or(0, |before| self.class_ends[before]);
        let head = head(text);
        let lead_ins = &self.phrases[start..self.class_ends[class]];
        let fits = lead_ins
            .iter()
            .filter(|lead_in| head & lead_in.mask == lead_in.head);
        for LeadIn { phrase, .. } in fits {
            if let Some(end) = prefix_ignoring_case(text, phrase)
                && let Some(length) = lead_in_end(text, end)
            {
                return length;
            }
        }
        0
    }
}

const START_BITS: usize = 512;

/// The bit of a text's first four bytes, the same in any case.
#[inline]
fn start_bit(start: [u8; 4]) -> usize {
    let lower = u32::from_le_bytes(start) | u32::from_le_bytes([LOWER; 4]);
    (lower.wrapping_mul(0x9E37_79B1) >> (u32::BITS - START_BITS.ilog2())) as usize
}

/// A comma, and what white space starts with.
const BEHIND_LEAD_INS: &[u8] = b", \t\n\x0B\x0C\r\xC2\xE1\xE2\xE3";

/// The classes of first letters: those of ASCII, all others, and what is none.
const CLASSES: usize = 28;

#[inline]
fn class_of(byte: u8) -> usize {
    let letter = (byte | LOWER).wrapping_sub(b'a');
    let other = if byte < 0x80 { 27 } else { 26 };
    // Which letter comes no processor foresees.
    usize::from(select_unpredictable(letter < 26, letter, other))
}

/// The bit that ASCII letters in lower case have and capitals have not.
const LOWER: u8 = 0x20;

/// The first four bytes of `text`, the first one lowest, ASCII letters in lower case.
#[inline]
fn head(text: &str) -> u32 {
    let bytes = match text.as_bytes().first_chunk() {
        Some(first) => *first,
        None => {
            let mut padded = [0; 4];
            padded[..text.len()].copy_from_slice(text.as_bytes());
            padded
        }
    };
    u32::from_le_bytes(bytes) | u32::from_le_bytes([LOWER; 4])
}

/// Where what follows a lead-in of `end` bytes starts, if the sentence can do without the lead-in.
fn lead_in_end(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
    let sentence = rest.trim_start();
    let is_spaced = sentence.len() < rest.len() || text[..end].ends_with(['、', '，', ',']);
    let word = sentence.split(|c: char| !c.is_alphanumeric()).next()?;
    let goes_on = sentence.starts_with(|c: char| c.is_alphanumeric() || is_quote(c));
    let leans_back = LEANING
        .iter()
        .any(|leaning| word.eq_ignore_ascii_case(leaning));
    (is_spaced && goes_on && !leans_back && sentence.len() > 7).then(|| text.len() - sentence.len())
}

/// The length in `text` of `phrase`, which is lower-case, at its start in any case.
fn prefix_ignoring_case(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_ascii() {
        let prefix = text.as_bytes().get(..phrase.len())?;
        return prefix
            .eq_ignore_ascii_case(phrase.as_bytes())
            .then_some(phrase.len());
    }
    let mut chars = text.chars();
    for expected in phrase.chars() {
        let found = chars.next()?;
        if found != expected && !found.to_lowercase().eq([expected]) {
            return None;
        }
    }
    Some(text.len() - chars.as_str().len())
}

/// After these "And" is part of something else: "And yet", "And so".
const LEANING: &[&str] = &[
    "yet", "so", "then", "still", "that", "nor", "not", "neither",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The look at the first letters lets every lead-in through.
    #[test]
    fn no_lead_in_is_passed_over() {
        const GAPS: &[&str] = &[
            " ", ", ", "，", "\t", ",\n", "\u{A0}", "\u{3000}", "\u{2009}",
        ];
        for language in Language::all() {
            let lead_ins = LeadIns::of(language);
            for phrase in language.lead_ins() {
                let phrase = phrase.trim_end_matches(',');
                for (phrase, gap) in [phrase.to_owned(), phrase.to_uppercase()]
                    .iter()
                    .flat_map(|phrase| GAPS.iter().map(move |gap| (phrase, gap)))
                {
                    let text = format!("{phrase}{gap}Mill closed in May.");
                    let expected = lead_ins.one_of_class(&text, class_of(text.as_bytes()[0]));
                    assert_eq!(lead_ins.one(&text), expected, "{text:?} in {language:?}");
                }
            }
        }
    }
}

//! Lead-ins: openings that merely add, such as "And" and "Meanwhile,".
//!
//! In plain terms: the first of the language's lead-ins that the text starts with, in any case, if the
//! sentence can do without it ([`lead_in_end`]). Most sentences start with none, which a hash of their
//! first four bytes shows. The test `every_lead_in_passes_the_prefilter` holds the two equal.

use crate::clean::opens_quotation;
use crate::language::Language;
use std::hint::select_unpredictable;

/// The lead-ins of a language.
pub(super) struct LeadIns {
    /// Sorted by the class of their first letter.
    lead_ins: Vec<LeadIn>,
    /// Where in `lead_ins` each class ends.
    class_ends: [usize; LETTER_CLASSES],
    /// The prefilter: the [`hash_bit`] of the first four bytes of each lead-in.
    hash_bits: [u64; HASH_BITS / 64],
    /// A bit for each class with lead-ins that have no hash. Texts of these classes pass the prefilter.
    unhashed_classes: u32,
}

struct LeadIn {
    /// In lower case.
    phrase: &'static str,
    /// Its first bytes, and which of their bits a text that starts with it has in common with it. The
    /// mask is empty for phrases beyond ASCII, where a letter can change more than one byte with its
    /// case.
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
        let class = |phrase: &&str| letter_class(phrase.as_bytes()[0]);
        phrases.sort_by_key(class);
        let mut class_ends = [0; LETTER_CLASSES];
        for (index, end) in class_ends.iter_mut().enumerate() {
            *end = phrases.partition_point(|phrase| class(phrase) <= index);
        }
        let (mut hash_bits, mut unhashed_classes) = ([0; HASH_BITS / 64], 0);
        let mut add = |start: [u8; 4]| {
            let bit = hash_bit(start);
            hash_bits[bit / 64] |= 1 << (bit % 64);
        };
        for phrase in &phrases {
            match *phrase.as_bytes() {
                [a, b, c, d, ..] if [a, b, c, d].is_ascii() => add([a, b, c, d]),
                [a, b, c] if phrase.is_ascii() => {
                    BYTES_AFTER_LEAD_IN.iter().for_each(|d| add([a, b, c, *d]));
                }
                _ => unhashed_classes |= 1 << class(phrase),
            }
        }
        LeadIns {
            lead_ins: phrases.into_iter().map(LeadIn::new).collect(),
            class_ends,
            hash_bits,
            unhashed_classes,
        }
    }

    /// The length in bytes of the lead-ins that `text` starts with, the white space after them included.
    #[inline]
    pub(super) fn bytes_in(&self, text: &str) -> usize {
        match self.first_bytes_in(text) {
            0 => 0,
            // "And in addition, …" has two of them.
            first => first + self.first_bytes_in(&text[first..]),
        }
    }

    /// The length in bytes of one lead-in at the start of `text`, the white space after it included.
    #[inline]
    fn first_bytes_in(&self, text: &str) -> usize {
        let Some(start) = text.as_bytes().first_chunk() else {
            return 0;
        };
        let (bit, class) = (hash_bit(*start), letter_class(start[0]));
        let is_hashed = self.hash_bits[bit / 64] >> (bit % 64);
        if (is_hashed | u64::from(self.unhashed_classes >> class)) & 1 == 0 {
            return 0;
        }
        self.first_bytes_of_class(text, class)
    }

    /// Like [`LeadIns::first_bytes_in`], without the prefilter. `class` is that of the first byte.
    fn first_bytes_of_class(&self, text: &str, class: usize) -> usize {
        let start = class
            .checked_sub(1)
            .map_or(0, |before| self.class_ends[before]);
        let head = head(text);
        let of_class = &self.lead_ins[start..self.class_ends[class]];
        let candidates = of_class
            .iter()
            .filter(|lead_in| head & lead_in.mask == lead_in.head);
        for LeadIn { phrase, .. } in candidates {
            if let Some(end) = prefix_ignoring_case(text, phrase)
                && let Some(length) = lead_in_end(text, end)
            {
                return length;
            }
        }
        0
    }
}

const HASH_BITS: usize = 512;

/// Which of [`HASH_BITS`] bits stands for the first four bytes of a text. The same in any case.
#[inline]
fn hash_bit(start: [u8; 4]) -> usize {
    let lower = u32::from_le_bytes(start) | u32::from_le_bytes([LOWERCASE_BIT; 4]);
    (lower.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS.ilog2())) as usize
}

/// What may follow a lead-in: a comma, or the first byte of white space.
const BYTES_AFTER_LEAD_IN: &[u8] = b", \t\n\x0B\x0C\r\xC2\xE1\xE2\xE3";

/// The classes of first bytes: one for each ASCII letter, one for characters beyond ASCII, and one for
/// the rest.
const LETTER_CLASSES: usize = 28;

#[inline]
fn letter_class(byte: u8) -> usize {
    let letter = (byte | LOWERCASE_BIT).wrapping_sub(b'a');
    let other = if byte < 0x80 { 27 } else { 26 };
    // A branch would be unpredictable.
    usize::from(select_unpredictable(letter < 26, letter, other))
}

/// The bit that lower-case ASCII letters have and capitals have not.
const LOWERCASE_BIT: u8 = 0x20;

/// The first four bytes of `text` with ASCII letters in lower case, the first byte lowest. Shorter texts
/// are filled up with zeros.
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
    u32::from_le_bytes(bytes) | u32::from_le_bytes([LOWERCASE_BIT; 4])
}

/// Where the sentence starts after a lead-in that takes the first `end` bytes of `text`. `None` if the
/// sentence cannot do without the lead-in.
fn lead_in_end(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
    let sentence = rest.trim_start();
    let is_spaced = sentence.len() < rest.len() || text[..end].ends_with(['、', '，', ',']);
    let word = sentence.split(|c: char| !c.is_alphanumeric()).next()?;
    let starts_sentence = sentence.starts_with(|c: char| c.is_alphanumeric() || opens_quotation(c));
    let keeps_lead_in = WORDS_THAT_KEEP_LEAD_IN
        .iter()
        .any(|keeping| word.eq_ignore_ascii_case(keeping));
    (is_spaced && starts_sentence && !keeps_lead_in && sentence.len() > 7)
        .then(|| text.len() - sentence.len())
}

/// The length in `text` of `phrase`, which is in lower case, if `text` starts with it in any case.
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

/// Before these words "And" is part of a longer connective: "And yet", "And so".
const WORDS_THAT_KEEP_LEAD_IN: &[&str] = &[
    "yet", "so", "then", "still", "that", "nor", "not", "neither",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lead_in_passes_the_prefilter() {
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
                    let class = letter_class(text.as_bytes()[0]);
                    let expected = lead_ins.first_bytes_of_class(&text, class);
                    assert_eq!(
                        lead_ins.first_bytes_in(&text),
                        expected,
                        "{text:?} in {language:?}"
                    );
                }
            }
        }
    }
}

//! The boundary words of a language as a hash table.
//!
//! A word of up to 16 bytes is folded into a 128-bit key, so that a look-up compares numbers instead
//! of strings.

use crate::language::{BoundaryWords, Language};
use std::sync::OnceLock;

/// The lists that a word is in (see [`BoundaryWords`]). They tell whether a sentence ends at the full
/// stop after the word, or at the one before it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u16);

impl Flags {
    pub(super) const NONE: Flags = Flags(0);
    pub(super) const TITLE: Flags = Flags(1);
    pub(super) const BEFORE_NUMBER: Flags = Flags(1 << 1);
    pub(super) const MAY_END_SENTENCE: Flags = Flags(1 << 2);
    pub(super) const CONTINUING: Flags = Flags(1 << 3);
    pub(super) const MONTH: Flags = Flags(1 << 4);
    pub(super) const EVERYDAY: Flags = Flags(1 << 5);
    pub(super) const STARTER: Flags = Flags(1 << 6);
    pub(super) const REPORTING: Flags = Flags(1 << 7);
    pub(super) const UNIT: Flags = Flags(1 << 8);
    pub(super) const CLOSING: Flags = Flags(1 << 9);
    pub(super) const LABEL: Flags = Flags(1 << 10);
    /// Any word that is written with a full stop: the first five flags.
    pub(super) const ABBREVIATED: Flags = Flags(0b1_1111);

    /// Whether the sets have any flag in common.
    #[inline]
    pub(super) fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// The union of both sets.
    pub(super) const fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// The flags that are not in `other`.
    #[inline]
    pub(super) fn without(self, other: Flags) -> Flags {
        Flags(self.0 & !other.0)
    }
}

/// A hash table from folded words to flags, with open addressing. At most half of it is full.
pub(super) struct BoundaryTable {
    slots: Box<[(u128, Flags)]>,
    /// A filter: the [`filter_bit`] of every abbreviation is set. It answers most look-ups from 512
    /// bytes, which stay in the first-level cache. Looking words up in `slots` took a third of the
    /// time of splitting into sentences, because of cache misses.
    abbreviation_filter: [u64; FILTER_BITS / 64],
    /// Whether a number with a full stop may be an ordinal ("3. Mai").
    pub(super) ordinal_full_stop: bool,
    /// Whether a colon ends a sentence, and a full stop behind an Armenian word does not.
    pub(super) colon_ends: bool,
    /// Whether a semicolon may end a sentence.
    pub(super) semicolon_ends: bool,
    /// Whether a middle dot may end a sentence. U+0387 looks the same and is rarely written.
    pub(super) middle_dot_ends: bool,
    /// The mark that may end a sentence and that the bitmaps of `scan` leave out.
    pub(super) other_mark: Option<&'static str>,
    /// Whether a label before a colon is cut off the first sentence of a block.
    pub(super) label_colon: bool,
    /// Endings of compounds that are abbreviations before a number, separated by spaces.
    pub(super) compound_endings: &'static str,
    /// Whether no abbreviation ends in eight ASCII letters or more.
    pub(super) abbreviations_are_short: bool,
}

impl BoundaryTable {
    /// The table of `language`, which is built when it is first used.
    pub(super) fn of(language: Language) -> &'static BoundaryTable {
        static TABLES: OnceLock<Box<[OnceLock<BoundaryTable>]>> = OnceLock::new();
        let tables = TABLES.get_or_init(|| Language::all().map(|_| OnceLock::new()).collect());
        tables[language.index()].get_or_init(|| BoundaryTable::new(language.boundary_words()))
    }

    fn new(words: &BoundaryWords) -> BoundaryTable {
        let lists = [
            (words.titles, Flags::TITLE),
            (words.before_number, Flags::BEFORE_NUMBER),
            (words.may_end_sentence, Flags::MAY_END_SENTENCE),
            (words.continuing, Flags::CONTINUING),
            (words.months, Flags::MONTH),
            (words.everyday, Flags::EVERYDAY),
            (words.starters, Flags::STARTER),
            (words.reporting, Flags::REPORTING),
            (words.units, Flags::UNIT),
            (words.closing, Flags::CLOSING),
            (words.labels, Flags::LABEL),
        ];
        let count = lists.map(|(list, _)| list.split_whitespace().count());
        let capacity = (2 * count.iter().sum::<usize>() + 1).next_power_of_two();
        let mut table = BoundaryTable {
            slots: vec![(0, Flags::NONE); capacity].into(),
            abbreviation_filter: [0; FILTER_BITS / 64],
            ordinal_full_stop: words.ordinal_full_stop,
            colon_ends: words.colon_ends,
            semicolon_ends: words.semicolon_ends,
            middle_dot_ends: words.middle_dot_ends,
            other_mark: match (words.colon_ends, words.middle_dot_ends) {
                (true, _) => Some(":"),
                (false, true) => Some("\u{b7}"),
                (false, false) => None,
            },
            label_colon: words.label_colon,
            compound_endings: words.compound_endings,
            abbreviations_are_short: true,
        };
        for (list, flag) in lists {
            for key in list.split_whitespace().filter_map(fold) {
                let slot = table.slot(key);
                let flags = table.slots[slot].1;
                table.slots[slot] = (key, Flags(flags.0 | flag.0));
                if Flags::ABBREVIATED.has(flag) {
                    let bit = filter_bit(key);
                    table.abbreviation_filter[bit / 64] |= 1 << (bit % 64);
                }
            }
            let is_long = |word: &str| {
                let letters = word.bytes().rev().take_while(u8::is_ascii_alphabetic);
                letters.count() >= 8
            };
            if Flags::ABBREVIATED.has(flag) && list.split_whitespace().any(is_long) {
                table.abbreviations_are_short = false;
            }
        }
        table
    }

    /// The flags of `word`, in any case.
    #[inline]
    pub(super) fn flags(&self, word: &str) -> Flags {
        fold(word).map_or(Flags::NONE, |key| self.flags_of_key(key))
    }

    /// The flags of an abbreviation of two parts that stand apart: those of "z.b" for "z" and "B".
    pub(super) fn flags_of_parts(&self, first: &str, second: &str) -> Flags {
        if first.is_ascii() && second.is_ascii() {
            let mut bytes = [0; 16];
            let length = first.len() + 1 + second.len();
            let Some(word) = bytes.get_mut(..length) else {
                return Flags::NONE;
            };
            word[..first.len()].copy_from_slice(first.as_bytes());
            word[first.len()] = b'.';
            word[first.len() + 1..].copy_from_slice(second.as_bytes());
            bytes.make_ascii_lowercase();
            return self.flags_of_key(u128::from_le_bytes(bytes));
        }
        let chars = first.chars().chain(['.']).chain(second.chars());
        fold_chars(chars).map_or(Flags::NONE, |key| self.flags_of_key(key))
    }

    #[inline]
    fn flags_of_key(&self, key: u128) -> Flags {
        self.slots[self.slot(key)].1
    }

    /// Whether a word is written with a full stop. `key` has the bytes of the word in lower case, the
    /// first one lowest.
    ///
    /// Plain equivalent: `self.flags(word).has(Flags::ABBREVIATED)`; the test
    /// `the_filter_passes_every_abbreviation` compares the two.
    #[inline]
    pub(super) fn is_abbreviation(&self, key: u128) -> bool {
        let bit = filter_bit(key);
        let may_be = self.abbreviation_filter[bit / 64] >> (bit % 64) & 1 != 0;
        may_be && self.flags_of_key(key).has(Flags::ABBREVIATED)
    }

    /// The slot of `key`, or the free slot where it would be inserted.
    #[inline]
    fn slot(&self, key: u128) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash(key) >> 32) as usize & mask;
        while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// A hash of which the upper bits are the best.
#[inline]
fn hash(key: u128) -> u64 {
    (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

const FILTER_BITS: usize = 1 << 12;

#[inline]
fn filter_bit(key: u128) -> usize {
    (hash(key) >> (u64::BITS - FILTER_BITS.trailing_zeros())) as usize
}

/// The bytes of `word` in lower case as a number, the first one lowest. Bytes beyond the 16th are mixed
/// into it. `None` if the word is empty, or longer than 16 bytes in ASCII or 32 bytes otherwise: no list
/// has longer words (see the test).
#[inline]
fn fold(word: &str) -> Option<u128> {
    if !word.is_ascii() {
        return fold_chars(word.chars());
    }
    let mut bytes = [0; 16];
    bytes
        .get_mut(..word.len())?
        .copy_from_slice(word.as_bytes());
    bytes.make_ascii_lowercase();
    let key = u128::from_le_bytes(bytes);
    (key != 0).then_some(key)
}

/// Like [`fold`], for the word of these characters.
fn fold_chars(chars: impl Iterator<Item = char>) -> Option<u128> {
    let mut bytes = [0; 32];
    let mut length = 0;
    for c in chars.flat_map(char::to_lowercase) {
        let end = length + c.len_utf8();
        c.encode_utf8(bytes.get_mut(length..end)?);
        length = end;
    }
    let (low, high) = bytes.split_at(16);
    let number = |half: &[u8]| half.try_into().map_or(0, u128::from_le_bytes);
    let key = number(low) ^ number(high).wrapping_mul(KEY_MULTIPLIER);
    (key != 0).then_some(key)
}

/// An odd number whose bits are spread evenly.
const KEY_MULTIPLIER: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(words: &BoundaryWords) -> [&'static str; 11] {
        [
            words.titles,
            words.before_number,
            words.may_end_sentence,
            words.continuing,
            words.months,
            words.everyday,
            words.starters,
            words.reporting,
            words.units,
            words.closing,
            words.labels,
        ]
    }

    /// A word that is too long for a key is never found.
    #[test]
    fn boundary_words_have_keys() {
        for language in Language::all() {
            for list in lists(language.boundary_words()) {
                for word in list.split_whitespace() {
                    assert!(fold(word).is_some(), "{language:?}: {word} is too long");
                }
            }
        }
    }

    #[test]
    fn the_filter_passes_every_abbreviation() {
        let all = Language::all().flat_map(|language| lists(language.boundary_words()));
        let words: Vec<&str> = all.flat_map(str::split_whitespace).collect();
        for language in Language::all() {
            let table = BoundaryTable::of(language);
            for word in &words {
                let Some(key) = fold(word) else { continue };
                let expected = table.flags(word).has(Flags::ABBREVIATED);
                assert_eq!(table.is_abbreviation(key), expected, "{language:?}: {word}");
            }
        }
    }
}

//! The boundary words of a language, packed for look-up.
//!
//! A word is folded into one 128-bit key, so that a look-up compares numbers and never text.

use crate::language::{BoundaryWords, Language};
use std::sync::OnceLock;

/// What a word says about the full stop after it, or about the one before it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    pub(super) const NONE: Flags = Flags(0);
    pub(super) const TITLE: Flags = Flags(1);
    pub(super) const BEFORE_NUMBER: Flags = Flags(1 << 1);
    pub(super) const ABBREVIATION: Flags = Flags(1 << 2);
    pub(super) const CONTINUING: Flags = Flags(1 << 3);
    pub(super) const MONTH: Flags = Flags(1 << 4);
    pub(super) const EVERYDAY: Flags = Flags(1 << 5);
    pub(super) const STARTER: Flags = Flags(1 << 6);
    pub(super) const REPORTING: Flags = Flags(1 << 7);
    /// Whatever is written with a full stop of its own.
    pub(super) const ABBREVIATED: Flags = Flags(0b1_1111);

    /// Whether any flag of `other` is set.
    #[inline]
    pub(super) fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// The flags of both.
    pub(super) const fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// The flags but those of `other`.
    #[inline]
    pub(super) fn without(self, other: Flags) -> Flags {
        Flags(self.0 & !other.0)
    }
}

/// An open-addressed table from folded words to flags, at most half full.
pub(super) struct Table {
    slots: Box<[(u128, Flags)]>,
    /// A bit for each [`filter_bit`] that an abbreviated word has: most words end a search here, in
    /// a part of memory that stays in the nearest cache.
    abbreviated: [u64; FILTER_BITS / 64],
    /// Whether a number with a full stop may be an ordinal ("3. Mai").
    pub(super) ordinal_stop: bool,
    /// Whether no word that is written with a full stop ends in eight letters of ASCII or more.
    pub(super) is_short: bool,
}

impl Table {
    /// The table of `language`, built at its first use.
    pub(super) fn of(language: Language) -> &'static Table {
        static TABLES: OnceLock<Box<[OnceLock<Table>]>> = OnceLock::new();
        let tables = TABLES.get_or_init(|| Language::all().map(|_| OnceLock::new()).collect());
        tables[language.index()].get_or_init(|| Table::new(language.boundary_words()))
    }

    fn new(words: &BoundaryWords) -> Table {
        let lists = [
            (words.titles, Flags::TITLE),
            (words.before_number, Flags::BEFORE_NUMBER),
            (words.abbreviations, Flags::ABBREVIATION),
            (words.continuing, Flags::CONTINUING),
            (words.months, Flags::MONTH),
            (words.everyday, Flags::EVERYDAY),
            (words.starters, Flags::STARTER),
            (words.reporting, Flags::REPORTING),
        ];
        let count = lists.map(|(list, _)| list.split_whitespace().count());
        let capacity = (2 * count.iter().sum::<usize>() + 1).next_power_of_two();
        let mut table = Table {
            slots: vec![(0, Flags::NONE); capacity].into(),
            abbreviated: [0; FILTER_BITS / 64],
            ordinal_stop: words.ordinal_stop,
            is_short: true,
        };
        for (list, flag) in lists {
            for key in list.split_whitespace().filter_map(fold) {
                let slot = table.slot(key);
                let flags = table.slots[slot].1;
                table.slots[slot] = (key, Flags(flags.0 | flag.0));
                if Flags::ABBREVIATED.has(flag) {
                    let bit = filter_bit(key);
                    table.abbreviated[bit / 64] |= 1 << (bit % 64);
                }
            }
            let is_long = |word: &str| {
                let letters = word.bytes().rev().take_while(u8::is_ascii_alphabetic);
                letters.count() >= 8
            };
            if Flags::ABBREVIATED.has(flag) && list.split_whitespace().any(is_long) {
                table.is_short = false;
            }
        }
        table
    }

    /// The flags of `word`, in whatever case it is written.
    #[inline]
    pub(super) fn flags(&self, word: &str) -> Flags {
        fold(word).map_or(Flags::NONE, |key| self.flags_of(key))
    }

    /// The flags of the lower-case word whose bytes, the first one lowest, are `key`.
    #[inline]
    pub(super) fn flags_of(&self, key: u128) -> Flags {
        self.slots[self.slot(key)].1
    }

    /// Whether the lower-case word of that `key` is written with a full stop of its own.
    #[inline]
    pub(super) fn is_abbreviated(&self, key: u128) -> bool {
        let bit = filter_bit(key);
        let may_be = self.abbreviated[bit / 64] >> (bit % 64) & 1 != 0;
        may_be && self.flags_of(key).has(Flags::ABBREVIATED)
    }

    /// Where `key` is, or the free slot where it would go.
    #[inline]
    fn slot(&self, key: u128) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (mix(key) >> 32) as usize & mask;
        while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// Spreads a key over the upper bits.
#[inline]
fn mix(key: u128) -> u64 {
    (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

const FILTER_BITS: usize = 1 << 12;

#[inline]
fn filter_bit(key: u128) -> usize {
    (mix(key) >> (u64::BITS - FILTER_BITS.trailing_zeros())) as usize
}

/// The lower-case form of `word` as a number; `None` for the empty word and beyond 16 bytes, which
/// neither abbreviations nor the usual openings of sentences reach.
#[inline]
fn fold(word: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    if word.is_ascii() {
        bytes
            .get_mut(..word.len())?
            .copy_from_slice(word.as_bytes());
        bytes.make_ascii_lowercase();
    } else {
        let mut length = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            let end = length + c.len_utf8();
            c.encode_utf8(bytes.get_mut(length..end)?);
            length = end;
        }
    }
    let key = u128::from_le_bytes(bytes);
    (key != 0).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word too long for its key would never be found.
    #[test]
    fn every_boundary_word_has_a_key() {
        for language in Language::all() {
            let words = language.boundary_words();
            for list in [
                words.titles,
                words.before_number,
                words.abbreviations,
                words.continuing,
                words.months,
            ] {
                for word in list.split_whitespace() {
                    assert!(
                        fold(word).is_some(),
                        "{language:?}: {word} is longer than 16 bytes"
                    );
                }
            }
        }
    }
}

//! A map from words, as bytes of any length, to small values.

pub(crate) mod key_table;

use key_table::{KeyTable, key_of};
use std::collections::HashMap;

/// Maps words to values. Words of up to 16 bytes are their own 128-bit keys in a [`KeyTable`]; longer
/// ones, which are few, are in a standard hash map.
///
/// The plain equivalent is a `HashMap<Box<[u8]>, V>`. The gain is that finding a short word hashes
/// and compares two numbers. The test of vocabularies against a slow look-up covers it
/// (`looks_up_what_a_slow_search_finds`).
#[derive(Clone, Debug, Default)]
pub(crate) struct WordMap<V> {
    short: KeyTable<V>,
    long: HashMap<Box<[u8]>, V>,
}

impl<V: Copy> WordMap<V> {
    /// The number of words.
    pub(crate) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// The value of `word`, if the map has it.
    pub(crate) fn get(&self, word: &[u8]) -> Option<V> {
        match key_of(word) {
            Some(key) => self.short.find(key),
            None => self.long.get(word).copied(),
        }
    }

    /// Calls `with` for each word and its value, in no particular order.
    pub(crate) fn for_each(&self, mut with: impl FnMut(&[u8], V)) {
        self.short.for_each(&mut with);
        self.long
            .iter()
            .for_each(|(word, value)| with(word, *value));
    }

    /// Inserts a word that the map does not have yet.
    pub(crate) fn insert(&mut self, word: &[u8], value: V) {
        match key_of(word) {
            Some(key) => self.short.insert(key, value),
            None => {
                self.long.insert(word.into(), value);
            }
        }
    }

    /// The words that have a key.
    #[inline]
    pub(crate) fn short(&self) -> &KeyTable<V> {
        &self.short
    }

    /// The words that have a key, to insert some.
    #[inline]
    pub(crate) fn short_mut(&mut self) -> &mut KeyTable<V> {
        &mut self.short
    }
}

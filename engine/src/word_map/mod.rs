//! Words, as bytes, → values, of any length.

pub(crate) mod table;

use std::collections::HashMap;
use table::{Table, key_of};

/// Exact, bounded in time for words made up to collide, and the faster the shorter they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordMap<V> {
    /// The words that have a key; almost all.
    short: Table<V>,
    long: HashMap<Box<[u8]>, V>,
}

impl<V: Copy> WordMap<V> {
    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// The value of `word`, if it was taken in.
    pub(crate) fn get(&self, word: &[u8]) -> Option<V> {
        match key_of(word) {
            Some(key) => self.short.find(key),
            None => self.long.get(word).copied(),
        }
    }

    /// Calls `with` with each word and its value.
    pub(crate) fn each(&self, mut with: impl FnMut(&[u8], V)) {
        self.short.each(&mut with);
        self.long
            .iter()
            .for_each(|(word, value)| with(word, *value));
    }

    /// Takes in a word that is not here yet.
    pub(crate) fn insert(&mut self, word: &[u8], value: V) {
        match key_of(word) {
            Some(key) => self.short.insert(key, value),
            None => {
                self.long.insert(word.into(), value);
            }
        }
    }

    /// Those of the words that have a key.
    #[inline]
    pub(crate) fn short(&self) -> &Table<V> {
        &self.short
    }

    /// The same, to take some in.
    #[inline]
    pub(crate) fn short_mut(&mut self) -> &mut Table<V> {
        &mut self.short
    }
}

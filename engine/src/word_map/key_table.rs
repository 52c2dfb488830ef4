//! A hash table from short words to small values.
//!
//! A word of up to 16 bytes is its own key, so finding it compares numbers instead of strings, and
//! there are no false matches. Searches look at a bounded number of slots: words that were made up to
//! hash alike end up in a standard map, whose hash is seeded at random.

use crate::scratch::clone_with_capacity;
use crate::simd::prefetch;
use std::collections::HashMap;

/// The bytes of a word, with ASCII letters in lower case, followed by zeros. Words have no zero
/// bytes, so different words have different keys. Key 0 stands for no word.
pub(crate) type Key = u128;

/// Length in bytes of the longest word that has a [`Key`].
pub(crate) const KEY_BYTES: usize = size_of::<Key>();

/// The key of the lower-case word that is the first `length` bytes of `bytes`; 0 if the word is
/// longer than [`KEY_BYTES`].
///
/// Plain equivalent: [`key_of`] of the word. Masking off what follows the word is faster than copying
/// just its bytes. The test `both_ways_give_the_same_key` compares them.
#[inline(always)]
pub(crate) fn key(bytes: &[u8; KEY_BYTES], length: usize) -> Key {
    Key::from_le_bytes(*bytes) & MASKS.get(length).unwrap_or(&0)
}

/// `MASKS[n]` keeps the lowest n bytes.
static MASKS: [Key; KEY_BYTES + 1] = {
    let mut masks = [0; KEY_BYTES + 1];
    let mut length = 1;
    while length <= KEY_BYTES {
        masks[length] = masks[length - 1] << 8 | 0xFF;
        length += 1;
    }
    masks
};

/// The key of a word in lower case. `None` if it is empty or longer than [`KEY_BYTES`].
#[inline]
pub(crate) fn key_of(word: &[u8]) -> Option<Key> {
    let mut bytes = [0; KEY_BYTES];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    (!word.is_empty()).then(|| Key::from_le_bytes(bytes))
}

/// A hash of 64 bits, of which the upper ones are the best (multiplicative hashing: Knuth, The Art
/// of Computer Programming, vol. 3, 6.4; the factor is 2^64 divided by the golden ratio).
#[inline(always)]
pub(crate) fn hash(key: Key) -> u64 {
    let (low, high) = (key as u64, (key >> 64) as u64);
    (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The length in bytes of the word whose key this is.
#[inline]
pub(crate) fn length(key: Key) -> usize {
    KEY_BYTES - key.leading_zeros() as usize / 8
}

/// A hash table from keys to values: a list of entries in order of insertion, and a table of slots
/// that hold indices into the list.
///
/// Open addressing with linear probing. At most a quarter of the slots are taken, so that almost all
/// searches end at their first slot. A slot takes four bytes, so that the slots of tens of thousands
/// of words stay in the second-level cache (256 KB for 25,000 words, where slots that held the
/// entries took 2 MB). Frequent words are inserted early, so their entries lie close together.
#[derive(Debug)]
pub(crate) struct KeyTable<V> {
    slots: Vec<Slot>,
    entries: Vec<Entry<V>>,
    /// Keys that found no free slot within [`PROBES_MAX`], or that came when all indices of entries
    /// were in use.
    overflow: HashMap<Key, V>,
}

/// The index of an entry, or [`NO_ENTRY`].
type Slot = u32;

/// Slots that a search looks at. Ordinary words hardly ever need as many.
const PROBES_MAX: usize = 32;

/// There are at least so many slots for each entry.
const SLOTS_PER_ENTRY: usize = 4;

/// Slots of a new table. The word lists of a language fill a tenth of them at most.
const SLOTS_MIN: usize = 1 << 13;

/// Marks a free slot.
const NO_ENTRY: Slot = Slot::MAX;

/// The index of a slot has to fit into 32 bits.
const SLOTS_MAX: usize = 1 << 31;

/// A key and its value, in 24 bytes for the values used here. A `u128` field would be aligned to 16
/// bytes and make it 32.
#[derive(Clone, Copy, Debug)]
struct Entry<V> {
    key_halves: [u64; 2],
    value: V,
}

impl<V> Entry<V> {
    #[inline(always)]
    fn new(key: Key, value: V) -> Entry<V> {
        let key_halves = [key as u64, (key >> u64::BITS) as u64];
        Entry { key_halves, value }
    }

    #[inline(always)]
    fn key(&self) -> Key {
        let [low, high] = self.key_halves.map(Key::from);
        low | high << u64::BITS
    }
}

impl<V> Default for KeyTable<V> {
    fn default() -> KeyTable<V> {
        KeyTable {
            slots: vec![NO_ENTRY; SLOTS_MIN],
            entries: Vec::new(),
            overflow: HashMap::new(),
        }
    }
}

impl<V: Clone> Clone for KeyTable<V> {
    /// Keeps the capacity; otherwise the first insertion into the clone would copy all entries again.
    fn clone(&self) -> KeyTable<V> {
        KeyTable {
            slots: self.slots.clone(),
            entries: clone_with_capacity(&self.entries),
            overflow: self.overflow.clone(),
        }
    }
}

impl<V: Copy> KeyTable<V> {
    /// The number of keys.
    pub(crate) fn len(&self) -> usize {
        self.entries.len() + self.overflow.len()
    }

    /// The value of `key`, if the table has it.
    pub(crate) fn find(&self, key: Key) -> Option<V> {
        self.search(key).ok()
    }

    /// The value of `key`, or where it can be inserted.
    #[inline]
    pub(crate) fn search(&self, key: Key) -> Result<V, FreeSlot> {
        let mask = self.slots.len() - 1;
        let home = self.lookup().home_slot(key) as usize;
        for probe in 0..PROBES_MAX {
            let at = (home + probe) & mask;
            let index = self.slots[at];
            if index == NO_ENTRY {
                return Err(FreeSlot { slot: Some(at) });
            }
            if let Some(entry) = self.entries.get(index as usize)
                && entry.key() == key
            {
                return Ok(entry.value);
            }
        }
        let value = self.overflow.get(&key);
        value.copied().ok_or(FreeSlot { slot: None })
    }

    /// Calls `with` for the word of each key and its value, in no particular order.
    pub(crate) fn for_each(&self, mut with: impl FnMut(&[u8], V)) {
        let entries = self.entries.iter().map(|entry| (entry.key(), entry.value));
        let overflow = self.overflow.iter().map(|(key, value)| (*key, *value));
        for (key, value) in entries.chain(overflow) {
            with(&key.to_le_bytes()[..length(key)], value);
        }
    }

    /// A view of the table that finds many keys faster than [`KeyTable::find`].
    #[inline]
    pub(crate) fn lookup(&self) -> Lookup<'_, V> {
        // Checked once here, so that the compiler need not check it for every key.
        assert!(!self.slots.is_empty(), "a table has slots from the start");
        Lookup {
            slots: &self.slots,
            entries: &self.entries,
        }
    }

    /// Inserts a key that the table does not have, at the slot that [`KeyTable::search`] found for it.
    #[inline]
    pub(crate) fn insert_at(&mut self, free: FreeSlot, key: Key, value: V) {
        let is_full = (self.entries.len() + 1) * SLOTS_PER_ENTRY > self.slots.len();
        if is_full && self.slots.len() < SLOTS_MAX {
            self.grow();
            self.insert(key, value);
        } else {
            self.fill(free, key, value);
        }
    }

    /// Inserts a key that the table does not have.
    pub(crate) fn insert(&mut self, key: Key, value: V) {
        if let Err(free) = self.search(key) {
            self.insert_at(free, key, value);
        }
    }

    #[inline]
    fn fill(&mut self, free: FreeSlot, key: Key, value: V) {
        let index = self.entries.len() as Slot;
        match free.slot {
            Some(slot) if index < NO_ENTRY => {
                self.slots[slot] = index;
                self.entries.push(Entry::new(key, value));
            }
            _ => {
                self.overflow.insert(key, value);
            }
        }
    }

    /// Doubles the slots.
    fn grow(&mut self) {
        let larger = KeyTable {
            slots: vec![NO_ENTRY; self.slots.len() * 2],
            entries: Vec::with_capacity(self.slots.len() * 2 / SLOTS_PER_ENTRY),
            overflow: HashMap::new(),
        };
        let smaller = std::mem::replace(self, larger);
        let entries = smaller
            .entries
            .iter()
            .map(|entry| (entry.key(), entry.value));
        for (key, value) in entries.chain(smaller.overflow) {
            if let Err(free) = self.search(key) {
                self.fill(free, key, value);
            }
        }
    }
}

/// Where a key that is not in the table can be inserted, as long as no other key is inserted before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FreeSlot {
    /// `None` if the search found no free slot; the key then goes to the overflow.
    slot: Option<usize>,
}

/// Finds keys in three steps, so that a loop over many keys can do each step for all of them and wait
/// for memory only once: [`home_slot`](Lookup::home_slot), [`entry_index`](Lookup::entry_index),
/// [`value`](Lookup::value).
///
/// It borrows the table, so that nothing is inserted meanwhile and the loop can keep what it reads
/// in registers. The plain equivalent is [`KeyTable::find`], except that a key may be missed that is
/// not at its home slot; callers search again for those. The test of vocabularies against a slow
/// look-up compares the two. Looking words up in this way took the time of look-ups from 8 to 4.8 µs
/// for an article.
#[derive(Clone, Copy)]
pub(crate) struct Lookup<'t, V> {
    slots: &'t [Slot],
    entries: &'t [Entry<V>],
}

impl<V: Copy> Lookup<'_, V> {
    /// The slot where the search for a key starts. It is made of the highest bits of the hash, which
    /// depend on all bytes of the key.
    #[inline(always)]
    pub(crate) fn home_slot(self, key: Key) -> u32 {
        let bits = self.slots.len().trailing_zeros();
        (hash(key) >> (u64::BITS - bits)) as u32
    }

    /// Prefetches `slot`.
    #[inline(always)]
    pub(crate) fn prefetch(self, slot: u32) {
        if let Some(slot) = self.slots.get(slot as usize) {
            prefetch(slot);
        }
    }

    /// The index of the entry in `slot`, which it prefetches.
    #[inline(always)]
    pub(crate) fn entry_index(self, slot: u32) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let index = *self.slots.get(slot as usize & mask).unwrap_or(&NO_ENTRY);
        if let Some(entry) = self.entries.get(index as usize) {
            prefetch(entry);
        }
        index
    }

    /// The value of `key` if the entry at `index` is that of `key`. `None` does not mean that the
    /// table lacks the key: it may be in another slot or in the overflow.
    #[inline(always)]
    pub(crate) fn value(self, key: Key, index: u32) -> Option<V> {
        let entry = self.entries.get(index as usize)?;
        (entry.key() == key).then_some(entry.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_ways_give_the_same_key(word in "[a-z]{1,20}", behind in "[ -~]{16}") {
            let bytes = [word.as_bytes(), behind.as_bytes()].concat();
            let found = key(bytes.first_chunk().unwrap(), word.len());
            prop_assert_eq!((found != 0).then_some(found), key_of(word.as_bytes()));
            prop_assert_eq!(length(key_of(&behind.as_bytes()[..9]).unwrap()), 9);
        }
    }

    #[test]
    fn keys_are_found_while_the_table_grows() {
        let key = |i: u64| Key::from(i + 1) << 16 | Key::from(i * 7 + 1) << 77;
        // These keys have the same hash.
        let alike = |i: u64| Key::from(i + 1) << 64 | Key::from((i + 1).rotate_left(29));
        let mut table = KeyTable::default();
        for i in 0..20_000 {
            table.insert(key(i), i as u32);
            if i < 100 {
                table.insert(alike(i), i as u32);
            }
        }
        for i in 0..20_000 {
            assert_eq!(table.find(key(i)), Some(i as u32));
            assert_eq!(table.find(alike(i)), (i < 100).then_some(i as u32));
        }
        assert_eq!(table.len(), 20_100);
        assert!(!table.overflow.is_empty());
        assert_eq!(table.find(3), None);
    }
}

//! A hash table from packed words to small values.
//!
//! A word of up to 16 bytes is its own key, so that finding it compares no strings and no two words
//! share a slot by mistake. Probing is bounded: words made up to hash alike overflow into a standard
//! map, whose seeded hash they cannot know.

use crate::lanes::prefetch;
use std::collections::HashMap;

/// A word's bytes, ASCII letters in lower case, the rest zero. Words hold no zero bytes, so a key
/// is never 0 and stands for one word only.
pub(super) type Key = u128;

/// Bytes of the longest word that has a [`Key`].
pub(super) const KEY_BYTES: usize = size_of::<Key>();

/// The key of the word in lower case that starts `bytes` and is `length` bytes long; that of no
/// word, 0, if it is too long for one.
#[inline(always)]
pub(super) fn key(bytes: &[u8; KEY_BYTES], length: usize) -> Key {
    // Masking what was read past the word beats copying just its bytes.
    Key::from_le_bytes(*bytes) & MASKS.get(length).unwrap_or(&0)
}

/// The lowest n bytes.
static MASKS: [Key; KEY_BYTES + 1] = {
    let mut masks = [0; KEY_BYTES + 1];
    let mut length = 1;
    while length <= KEY_BYTES {
        masks[length] = masks[length - 1] << 8 | 0xFF;
        length += 1;
    }
    masks
};

/// The key of a short word in lower case.
#[inline]
pub(super) fn key_of(word: &[u8]) -> Option<Key> {
    let mut bytes = [0; KEY_BYTES];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    (!word.is_empty()).then(|| Key::from_le_bytes(bytes))
}

/// Spreads a key over the upper bits of 64 (multiplicative hashing: Knuth, The Art of Computer
/// Programming, 6.4; the factor is the golden ratio's).
#[inline(always)]
pub(super) fn hash(key: Key) -> u64 {
    let (low, high) = (key as u64, (key >> 64) as u64);
    (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The number of bytes of the word that `key` stands for.
#[inline]
pub(super) fn length(key: Key) -> usize {
    KEY_BYTES - key.leading_zeros() as usize / 8
}

/// Keys in the order they came, each with its value, and a table of small slots that finds them.
///
/// Open addressing with linear probing, at most a quarter full, so that nearly all searches end at
/// their first slot. A slot is four bytes, so that those of tens of thousands of words stay in a
/// processor's second-level cache; and since frequent words come early, the entries looked at most
/// stand together.
#[derive(Debug)]
pub(super) struct Table<V> {
    slots: Vec<Slot>,
    entries: Vec<Entry<V>>,
    /// Keys whose neighbourhood was full, or that came when entries had run out of numbers.
    crowded: HashMap<Key, V>,
}

/// The number of an entry, under eight bits of its key's hash, which spare most searches for what is
/// not there a look at entries; or [`NO_ENTRY`].
type Slot = u32;

/// How many bits number an entry.
const NUMBER_BITS: u32 = 24;
const NUMBER_MAX: Slot = (1 << NUMBER_BITS) - 1;

/// Tables of honest words all but never need as many probes.
const PROBES_MAX: usize = 32;

/// Slots for each entry at least.
const SLOTS_PER_ENTRY: usize = 4;

/// Slots to begin with: a language's lists take a quarter of them.
const SLOTS_MIN: usize = 1 << 13;

/// A free slot.
const NO_ENTRY: Slot = Slot::MAX;

/// Where among so many slots the search for a key of that hash starts: its highest bits tell, which all
/// bytes of the key have a part in.
#[inline(always)]
fn place(hash: u64, slots: usize) -> usize {
    let bits = slots.trailing_zeros();
    (hash >> (u64::BITS - bits)) as usize
}

/// 24 bytes for the values used here, as a key of its own would be aligned to 16.
#[derive(Clone, Copy, Debug)]
struct Entry<V> {
    halves: [u64; 2],
    value: V,
}

impl<V> Entry<V> {
    #[inline(always)]
    fn new(key: Key, value: V) -> Entry<V> {
        let halves = [key as u64, (key >> u64::BITS) as u64];
        Entry { halves, value }
    }

    #[inline(always)]
    fn key(&self) -> Key {
        let [low, high] = self.halves.map(Key::from);
        low | high << u64::BITS
    }
}

/// What a slot has of a hash: bits that do not tell its place.
#[inline(always)]
fn tag(hash: u64) -> Slot {
    (hash >> 8) as Slot & !NUMBER_MAX
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table {
            slots: vec![NO_ENTRY; SLOTS_MIN],
            entries: Vec::new(),
            crowded: HashMap::new(),
        }
    }
}

impl<V: Clone> Clone for Table<V> {
    /// With the same room to grow: else the first word taken in would copy all again.
    fn clone(&self) -> Table<V> {
        Table {
            slots: self.slots.clone(),
            entries: with_room(&self.entries),
            crowded: self.crowded.clone(),
        }
    }
}

/// A copy of `list` with the same capacity.
pub(super) fn with_room<T: Clone>(list: &Vec<T>) -> Vec<T> {
    let mut copy = Vec::with_capacity(list.capacity());
    copy.extend_from_slice(list);
    copy
}

impl<V: Copy> Table<V> {
    pub(super) fn len(&self) -> usize {
        self.entries.len() + self.crowded.len()
    }

    /// The value of `key`, if it was taken in.
    pub(super) fn find(&self, key: Key) -> Option<V> {
        let finder = self.finder();
        finder.find(key, finder.number(hash(key)))
    }

    /// Finds many keys faster than [`Table::find`].
    #[inline]
    pub(super) fn finder(&self) -> Finder<'_, V> {
        // Said once, it need not be asked of every key.
        assert!(!self.slots.is_empty(), "there are slots from the start");
        Finder {
            table: self,
            slots: &self.slots,
            entries: &self.entries,
        }
    }

    /// The value of `key`, wherever it is.
    #[inline(never)]
    fn find_further(&self, key: Key) -> Option<V> {
        let hash = hash(key);
        let mask = self.slots.len() - 1;
        for probe in 0..PROBES_MAX {
            let slot = self.slots[(place(hash, self.slots.len()) + probe) & mask];
            if slot == NO_ENTRY {
                break;
            }
            if let Some(entry) = self.entries.get((slot ^ tag(hash)) as usize)
                && entry.key() == key
            {
                return Some(entry.value);
            }
        }
        self.crowded.get(&key).copied()
    }

    /// Takes in a key that is not here yet.
    pub(super) fn insert(&mut self, key: Key, value: V) {
        let is_full = (self.entries.len() + 1) * SLOTS_PER_ENTRY > self.slots.len();
        // Beyond that many, hashes could not tell them apart.
        if is_full && self.slots.len() <= NUMBER_MAX as usize {
            self.grow();
        }
        self.place(key, value);
    }

    fn place(&mut self, key: Key, value: V) {
        let mask = self.slots.len() - 1;
        let hash = hash(key);
        let home = place(hash, self.slots.len());
        let mut near = (0..PROBES_MAX).map(|probe| (home + probe) & mask);
        let number = self.entries.len() as Slot;
        match near.find(|&at| self.slots[at] == NO_ENTRY) {
            Some(free) if number < NUMBER_MAX => {
                self.slots[free] = tag(hash) | number;
                self.entries.push(Entry::new(key, value));
            }
            _ => {
                self.crowded.insert(key, value);
            }
        }
    }

    /// Twice the slots.
    fn grow(&mut self) {
        let larger = Table {
            slots: vec![NO_ENTRY; self.slots.len() * 2],
            entries: Vec::with_capacity(self.slots.len() * 2 / SLOTS_PER_ENTRY),
            crowded: HashMap::new(),
        };
        let smaller = std::mem::replace(self, larger);
        for entry in smaller.entries {
            self.place(entry.key(), entry.value);
        }
        for (key, value) in smaller.crowded {
            self.place(key, value);
        }
    }
}

/// A table while nothing is taken in: a loop may keep all that it looks at in registers.
pub(super) struct Finder<'t, V> {
    table: &'t Table<V>,
    slots: &'t [Slot],
    entries: &'t [Entry<V>],
}

impl<V: Copy> Finder<'_, V> {
    /// Says that a key of that hash will be searched soon.
    #[inline(always)]
    pub(super) fn prefetch(&self, hash: u64) {
        if let Some(slot) = self.slots.get(place(hash, self.slots.len())) {
            prefetch(slot);
        }
    }

    /// The number of the entry that a key of that hash may have; asks for its memory.
    #[inline(always)]
    pub(super) fn number(&self, hash: u64) -> u32 {
        let slot = self.slots.get(place(hash, self.slots.len())).copied();
        // Of another tag it is too large to be the number of an entry.
        let number = slot.unwrap_or(NO_ENTRY) ^ tag(hash);
        if let Some(entry) = self.entries.get(number as usize) {
            prefetch(entry);
        }
        number
    }

    /// The value of `key`, if it was taken in; `number` is what [`Finder::number`] says of its hash.
    #[inline(always)]
    pub(super) fn find(&self, key: Key, number: u32) -> Option<V> {
        match self.entries.get(number as usize) {
            Some(entry) if entry.key() == key => Some(entry.value),
            _ => self.table.find_further(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_is_the_word_alone(word in "[a-z]{1,20}", behind in "[ -~]{16}") {
            let bytes = [word.as_bytes(), behind.as_bytes()].concat();
            let found = key(bytes.first_chunk().unwrap(), word.len());
            prop_assert_eq!((found != 0).then_some(found), key_of(word.as_bytes()));
            prop_assert_eq!(length(key_of(&behind.as_bytes()[..9]).unwrap()), 9);
        }
    }

    #[test]
    fn keeps_what_it_took_in_while_growing() {
        let key = |i: u64| Key::from(i + 1) << 16 | Key::from(i * 7 + 1) << 77;
        // These hash alike.
        let alike = |i: u64| Key::from(i + 1) << 64 | Key::from((i + 1).rotate_left(29));
        let mut table = Table::default();
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
        assert!(!table.crowded.is_empty());
        assert_eq!(table.find(3), None);
    }
}

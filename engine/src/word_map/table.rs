//! A hash table from packed words to small values.
//!
//! A word of up to 16 bytes is its own key, so that finding it compares no strings and no two words
//! share a slot by mistake. Probing is bounded: words made up to hash alike overflow into a standard
//! map, whose seeded hash they cannot know.

use crate::scratch::clone_with_capacity;
use crate::simd::prefetch;
use std::collections::HashMap;

/// A word's bytes, ASCII letters in lower case, the rest zero. Words hold no zero bytes, so a key
/// stands for one word only, and 0 for none.
pub(crate) type Key = u128;

/// Bytes of the longest word that has a [`Key`].
pub(crate) const KEY_BYTES: usize = size_of::<Key>();

/// The key of the word in lower case that starts `bytes` and is `length` bytes long; that of no
/// word, 0, if it is too long for one.
#[inline(always)]
pub(crate) fn key(bytes: &[u8; KEY_BYTES], length: usize) -> Key {
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
pub(crate) fn key_of(word: &[u8]) -> Option<Key> {
    let mut bytes = [0; KEY_BYTES];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    (!word.is_empty()).then(|| Key::from_le_bytes(bytes))
}

/// Spreads a key over the upper bits of 64 (multiplicative hashing: Knuth, The Art of Computer
/// Programming, 6.4; the factor is the golden ratio's).
#[inline(always)]
pub(crate) fn hash(key: Key) -> u64 {
    let (low, high) = (key as u64, (key >> 64) as u64);
    (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The number of bytes of the word that `key` stands for.
#[inline]
pub(crate) fn length(key: Key) -> usize {
    KEY_BYTES - key.leading_zeros() as usize / 8
}

/// Keys in the order they came, each with its value, and a table of small slots that finds them.
///
/// Open addressing with linear probing, at most a quarter full, so that nearly all searches end at
/// their first slot. A slot is four bytes, so that those of tens of thousands of words stay in a
/// processor's second-level cache; and since frequent words come early, the entries looked at most
/// stand together.
#[derive(Debug)]
pub(crate) struct Table<V> {
    slots: Vec<Slot>,
    entries: Vec<Entry<V>>,
    /// Keys whose neighbourhood was full, or that came when entries had run out of numbers.
    crowded: HashMap<Key, V>,
}

/// The number of an entry, or [`NO_ENTRY`].
type Slot = u32;

/// Tables of honest words all but never need as many probes.
const PROBES_MAX: usize = 32;

/// Slots for each entry at least.
const SLOTS_PER_ENTRY: usize = 4;

/// Slots to begin with: a language's lists take a tenth of them at most.
const SLOTS_MIN: usize = 1 << 13;

/// A free slot.
const NO_ENTRY: Slot = Slot::MAX;

/// No more slots than a place, of 32 bits, tells apart.
const SLOTS_MAX: usize = 1 << 31;

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
            entries: clone_with_capacity(&self.entries),
            crowded: self.crowded.clone(),
        }
    }
}

impl<V: Copy> Table<V> {
    pub(crate) fn len(&self) -> usize {
        self.entries.len() + self.crowded.len()
    }

    /// The value of `key`, if it was taken in.
    pub(crate) fn find(&self, key: Key) -> Option<V> {
        self.search(key).ok()
    }

    /// The value of `key`, or where there is room for it.
    #[inline]
    pub(crate) fn search(&self, key: Key) -> Result<V, Room> {
        let mask = self.slots.len() - 1;
        let home = self.finder().place(key) as usize;
        for probe in 0..PROBES_MAX {
            let at = (home + probe) & mask;
            let number = self.slots[at];
            if number == NO_ENTRY {
                return Err(Room { slot: Some(at) });
            }
            if let Some(entry) = self.entries.get(number as usize)
                && entry.key() == key
            {
                return Ok(entry.value);
            }
        }
        let crowded = self.crowded.get(&key);
        crowded.copied().ok_or(Room { slot: None })
    }

    /// Calls `with` with the word of each key and its value.
    pub(crate) fn each(&self, mut with: impl FnMut(&[u8], V)) {
        let entries = self.entries.iter().map(|entry| (entry.key(), entry.value));
        let crowded = self.crowded.iter().map(|(key, value)| (*key, *value));
        for (key, value) in entries.chain(crowded) {
            with(&key.to_le_bytes()[..length(key)], value);
        }
    }

    /// Finds most of many keys, faster than [`Table::find`].
    #[inline]
    pub(crate) fn finder(&self) -> Finder<'_, V> {
        // Said once, it need not be asked of every key.
        assert!(!self.slots.is_empty(), "there are slots from the start");
        Finder {
            slots: &self.slots,
            entries: &self.entries,
        }
    }

    /// Takes in a key that is not here yet, where [`Table::search`] found `room` for it.
    #[inline]
    pub(crate) fn insert_at(&mut self, room: Room, key: Key, value: V) {
        let is_full = (self.entries.len() + 1) * SLOTS_PER_ENTRY > self.slots.len();
        if is_full && self.slots.len() < SLOTS_MAX {
            self.grow();
            self.insert(key, value);
        } else {
            self.place(room, key, value);
        }
    }

    /// Takes in a key that is not here yet.
    pub(crate) fn insert(&mut self, key: Key, value: V) {
        if let Err(room) = self.search(key) {
            self.insert_at(room, key, value);
        }
    }

    #[inline]
    fn place(&mut self, room: Room, key: Key, value: V) {
        let number = self.entries.len() as Slot;
        match room.slot {
            Some(free) if number < NO_ENTRY => {
                self.slots[free] = number;
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
        let entries = smaller
            .entries
            .iter()
            .map(|entry| (entry.key(), entry.value));
        for (key, value) in entries.chain(smaller.crowded) {
            if let Err(room) = self.search(key) {
                self.place(room, key, value);
            }
        }
    }
}

/// Where a key can be put that is not in a table, as long as nothing else is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// `None` where its neighbourhood is full.
    slot: Option<usize>,
}

/// A table while nothing is taken in: a loop may keep all that it looks at in registers.
#[derive(Clone, Copy)]
pub(crate) struct Finder<'t, V> {
    slots: &'t [Slot],
    entries: &'t [Entry<V>],
}

impl<V: Copy> Finder<'_, V> {
    /// Where among the slots the search for a key starts: the highest bits of its hash tell, which all
    /// its bytes have a part in.
    #[inline(always)]
    pub(crate) fn place(self, key: Key) -> u32 {
        let bits = self.slots.len().trailing_zeros();
        (hash(key) >> (u64::BITS - bits)) as u32
    }

    /// Says that the slot at `place` will be looked at soon.
    #[inline(always)]
    pub(crate) fn prefetch(self, place: u32) {
        if let Some(slot) = self.slots.get(place as usize) {
            prefetch(slot);
        }
    }

    /// The number of the entry that the slot at `place` has; asks for its memory.
    #[inline(always)]
    pub(crate) fn number(self, place: u32) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let number = *self.slots.get(place as usize & mask).unwrap_or(&NO_ENTRY);
        if let Some(entry) = self.entries.get(number as usize) {
            prefetch(entry);
        }
        number
    }

    /// The value of `key`, if it is that of the entry of that number. Else it may stand elsewhere.
    #[inline(always)]
    pub(crate) fn value(self, key: Key, number: u32) -> Option<V> {
        let entry = self.entries.get(number as usize)?;
        (entry.key() == key).then_some(entry.value)
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

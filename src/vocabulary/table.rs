//! A hash table from packed words to small values.
//!
//! A word of up to 16 bytes is its own key, so that finding it compares no strings and no two words
//! share a slot by mistake. Probing is bounded: words made up to hash alike overflow into a standard
//! map, whose seeded hash they cannot know.

use crate::scan::prefetch;
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
    Key::from_le_bytes(*bytes) & MASKS[length.min(KEY_BYTES + 1)]
}

/// The lowest n bytes; none beyond those of a key.
static MASKS: [Key; KEY_BYTES + 2] = {
    let mut masks = [0; KEY_BYTES + 2];
    let mut length = 1;
    while length <= KEY_BYTES {
        masks[length] = masks[length - 1] << 8 | 0xFF;
        length += 1;
    }
    masks
};

/// The key of a short word in lower case.
pub(super) fn key_of(word: &str) -> Option<Key> {
    let mut bytes = [0; KEY_BYTES];
    bytes
        .get_mut(..word.len())?
        .copy_from_slice(word.as_bytes());
    (!word.is_empty()).then(|| Key::from_le_bytes(bytes))
}

/// Spreads a key over 64 bits (a folded multiplication, as in wyhash by Wang Yi).
#[inline(always)]
pub(super) fn hash(key: Key) -> u64 {
    let low = key as u64 ^ 0x2D35_8DCC_AA6C_78A5;
    let high = (key >> 64) as u64 ^ 0x8BB8_4B93_962E_ACC9;
    let product = u128::from(low) * u128::from(high);
    product as u64 ^ (product >> 64) as u64
}

/// Keys in the order they came, each with its value, and a table of small slots that finds them.
///
/// Open addressing with linear probing, at most half full. A slot is four bytes, so that those of
/// tens of thousands of words stay in a processor's second-level cache; and since frequent words
/// come early, the entries looked at most stand together.
#[derive(Clone, Debug)]
pub(super) struct Table<V> {
    slots: Vec<Slot>,
    entries: Vec<Entry<V>>,
    /// Keys whose neighbourhood was full, or that came when entries had run out of numbers.
    crowded: HashMap<Key, V>,
}

/// The number of an entry, counted from 1, under eight bits of its key's hash, which spare most
/// searches for what is not there a look at entries; 0 for a free slot.
type Slot = u32;

/// How many bits number an entry.
const NUMBER_BITS: u32 = 24;
const NUMBER_MAX: Slot = (1 << NUMBER_BITS) - 1;

/// Half-full tables of honest words all but never need as many probes.
const PROBES_MAX: u64 = 32;

/// Slots to begin with: a language's lists take half of them.
const SLOTS_MIN: usize = 1 << 12;

/// A free slot.
const NO_ENTRY: Slot = Slot::MAX;

/// 32 bytes for the values used here: two to a cache line, none across.
#[derive(Clone, Copy, Debug)]
struct Entry<V> {
    key: Key,
    value: V,
}

/// What a slot has of a hash: bits that do not tell its place, as far as tables are not huge.
#[inline(always)]
fn tag(hash: u64) -> Slot {
    (hash >> 32) as Slot & !NUMBER_MAX
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

impl<V: Copy> Table<V> {
    pub(super) fn len(&self) -> usize {
        self.entries.len() + self.crowded.len()
    }

    /// The value of `key`, if it was taken in.
    pub(super) fn find(&self, key: Key) -> Option<V> {
        self.finder().find(key, hash(key))
    }

    /// Finds many keys faster than [`Table::find`].
    #[inline]
    pub(super) fn finder(&self) -> Finder<'_, V> {
        Finder {
            slots: &self.slots,
            entries: &self.entries,
            crowded: &self.crowded,
        }
    }

    /// Takes in a key that is not here yet.
    pub(super) fn insert(&mut self, key: Key, value: V) {
        if (self.entries.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.place(key, value);
    }

    fn place(&mut self, key: Key, value: V) {
        let mask = self.slots.len() - 1;
        let hash = hash(key);
        let mut near = (0..PROBES_MAX).map(|probe| hash.wrapping_add(probe) as usize & mask);
        let number = self.entries.len() as Slot;
        match near.find(|&at| self.slots[at] == NO_ENTRY) {
            Some(free) if number < NUMBER_MAX => {
                self.slots[free] = tag(hash) | number;
                self.entries.push(Entry { key, value });
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
            entries: Vec::with_capacity(self.slots.len()),
            crowded: HashMap::new(),
        };
        let smaller = std::mem::replace(self, larger);
        for Entry { key, value } in smaller.entries {
            self.place(key, value);
        }
        for (key, value) in smaller.crowded {
            self.place(key, value);
        }
    }
}

/// A table while nothing is taken in: a loop may keep all that it looks at in registers.
pub(super) struct Finder<'t, V> {
    slots: &'t [Slot],
    entries: &'t [Entry<V>],
    crowded: &'t HashMap<Key, V>,
}

impl<V> Clone for Finder<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Finder<'_, V> {}

impl<V: Copy> Finder<'_, V> {
    /// Says that a key of that hash will be searched soon.
    #[inline(always)]
    pub(super) fn prefetch(self, hash: u64) {
        if let Some(slot) = self.slots.get(self.place(hash)) {
            prefetch(slot);
        }
    }

    /// The value of `key`, whose hash is `hash`, if it was taken in.
    #[inline(always)]
    pub(super) fn find(self, key: Key, hash: u64) -> Option<V> {
        let slot = self.slots.get(self.place(hash)).copied();
        // Of another tag it is too large to be the number of an entry.
        let number = slot.unwrap_or(NO_ENTRY) ^ tag(hash);
        match self.entries.get(number as usize) {
            Some(entry) if entry.key == key => Some(entry.value),
            _ => self.find_further(key, hash),
        }
    }

    #[inline(never)]
    fn find_further(self, key: Key, hash: u64) -> Option<V> {
        for probe in 0..PROBES_MAX {
            let slot = self.slots[self.place(hash.wrapping_add(probe))];
            if slot == NO_ENTRY {
                return None;
            }
            if let Some(entry) = self.entries.get((slot ^ tag(hash)) as usize)
                && entry.key == key
            {
                return Some(entry.value);
            }
        }
        self.crowded.get(&key).copied()
    }

    /// Where the search for a key of that hash starts.
    #[inline(always)]
    fn place(self, hash: u64) -> usize {
        hash as usize & self.slots.len().wrapping_sub(1)
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
            prop_assert_eq!((found != 0).then_some(found), key_of(&word));
        }
    }

    #[test]
    fn keeps_what_it_took_in_while_growing() {
        let key = |i: u64| Key::from(i + 1) << 16 | Key::from(i * 7 + 1) << 77;
        // These hash alike: a factor of zero makes every product zero.
        let alike = |i: u64| Key::from(i + 1) << 64 | 0x2D35_8DCC_AA6C_78A5;
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

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

/// The key of `text[start..end]`, which must be 1 to [`KEY_BYTES`] bytes long.
#[inline(always)]
pub(super) fn key(text: &[u8], start: usize, end: usize) -> Key {
    let length = end - start;
    // Reading past the word and masking beats copying just its bytes, wherever there is room.
    let wide = match text[start..].first_chunk::<KEY_BYTES>() {
        Some(bytes) => Key::from_le_bytes(*bytes) & MASKS[length],
        None => {
            let mut bytes = [0; KEY_BYTES];
            bytes[..length].copy_from_slice(&text[start..end]);
            Key::from_le_bytes(bytes)
        }
    };
    Key::from(lower_case((wide >> 64) as u64)) << 64 | Key::from(lower_case(wide as u64))
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
pub(super) fn key_of(word: &str) -> Option<Key> {
    (1..=KEY_BYTES)
        .contains(&word.len())
        .then(|| key(word.as_bytes(), 0, word.len()))
}

/// Sets bit 5 of every byte that is an ASCII capital, all eight at once.
#[inline(always)]
fn lower_case(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xFF;
    let low = word & (EACH * 0x7F);
    let from_a = low + EACH * (0x80 - b'A' as u64);
    let past_z = low + EACH * (0x7F - b'Z' as u64);
    let capital = from_a & !past_z & !word & (EACH * 0x80);
    word | capital >> 2
}

/// Spreads a key over 64 bits (a folded multiplication, as in wyhash by Wang Yi).
#[inline(always)]
fn hash(key: Key) -> u64 {
    let low = key as u64 ^ 0x2D35_8DCC_AA6C_78A5;
    let high = (key >> 64) as u64 ^ 0x8BB8_4B93_962E_ACC9;
    let product = u128::from(low) * u128::from(high);
    product as u64 ^ (product >> 64) as u64
}

/// Open addressing with linear probing, at most half full.
#[derive(Clone)]
pub(super) struct Table<V> {
    slots: Vec<Slot<V>>,
    /// Slots that hold a key.
    used: usize,
    /// Keys whose neighbourhood was full.
    crowded: HashMap<Key, V>,
}

/// 32 bytes for the values used here: two to a cache line, none across.
#[derive(Clone, Copy, Default)]
struct Slot<V> {
    key: Key,
    value: V,
}

impl<V: Copy + Default> Table<V> {
    /// Half-full tables of honest words all but never need as many probes.
    const PROBES_MAX: usize = 32;
    const SLOTS_MIN: usize = 1 << 12;

    pub(super) fn new() -> Table<V> {
        Table {
            slots: vec![Slot::default(); Table::<V>::SLOTS_MIN],
            used: 0,
            crowded: HashMap::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.used + self.crowded.len()
    }

    /// Says that `key` will be searched soon.
    #[inline]
    pub(super) fn prefetch(&self, key: Key) {
        prefetch(&self.slots[hash(key) as usize & (self.slots.len() - 1)]);
    }

    /// The value of `key`, if it was taken in.
    #[inline]
    pub(super) fn find(&self, key: Key) -> Option<V> {
        let mask = self.slots.len() - 1;
        let start = hash(key) as usize;
        for probe in 0..Table::<V>::PROBES_MAX {
            let slot = &self.slots[(start + probe) & mask];
            if slot.key == key {
                return Some(slot.value);
            }
            if slot.key == 0 {
                return None;
            }
        }
        self.find_crowded(key)
    }

    #[cold]
    #[inline(never)]
    fn find_crowded(&self, key: Key) -> Option<V> {
        self.crowded.get(&key).copied()
    }

    /// Takes in a key that is not here yet.
    pub(super) fn insert(&mut self, key: Key, value: V) {
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.place(Slot { key, value });
    }

    fn place(&mut self, new: Slot<V>) {
        let mask = self.slots.len() - 1;
        let start = hash(new.key) as usize;
        for probe in 0..Table::<V>::PROBES_MAX {
            let slot = &mut self.slots[(start + probe) & mask];
            if slot.key == 0 {
                *slot = new;
                self.used += 1;
                return;
            }
        }
        self.crowded.insert(new.key, new.value);
    }

    /// Twice the slots.
    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 2];
        let smaller = std::mem::replace(&mut self.slots, larger);
        let crowded = std::mem::take(&mut self.crowded);
        self.used = 0;
        for slot in smaller {
            if slot.key != 0 {
                self.place(slot);
            }
        }
        for (key, value) in crowded {
            self.place(Slot { key, value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_fold_ascii_and_nothing_else(
            text in "[ -~é’ßК]{1,30}",
            start in 0usize..30,
            length in 1usize..=16,
        ) {
            let bytes = text.as_bytes();
            let start = start.min(bytes.len() - 1);
            let end = (start + length).min(bytes.len());
            let mut expected = [0; KEY_BYTES];
            expected[..end - start].copy_from_slice(&bytes[start..end].to_ascii_lowercase());
            prop_assert_eq!(key(bytes, start, end).to_le_bytes(), expected);
        }
    }

    #[test]
    fn keeps_what_it_took_in_while_growing() {
        let key = |i: u64| Key::from(i + 1) << 16 | Key::from(i * 7 + 1) << 77;
        // These hash alike: a factor of zero makes every product zero.
        let alike = |i: u64| Key::from(i + 1) << 64 | 0x2D35_8DCC_AA6C_78A5;
        let mut table = Table::new();
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

//! Looks up many words at once in the table of short words.

use super::word_ids::WordId;
use crate::language::WordClass;
use crate::simd::{self, Kernel, Vectors};
use crate::span::Span;
use crate::word_map::key_table::{self, KEY_BYTES, Key, KeyTable};

/// The number of words that are looked up at once.
pub(super) const GROUP_LEN: usize = 128;

/// Looks up groups of words. The memory is reused for the next group.
///
/// The plain equivalent is a loop that calls [`KeyTable::find`] for each word. Here all keys are made
/// and their slots prefetched, then all entries prefetched, and only then the first key is compared.
/// So the look-ups wait for memory together: half of the time of the plain loop went into loading
/// entries, and look-ups went from 8 to 4.8 µs for an article. The test
/// `looks_up_what_a_slow_search_finds` of `vocabulary` compares the results.
pub(super) struct BulkLookup {
    lowercase: LowercaseCopy,
    keys: [Key; GROUP_LEN],
    /// First the home slots of the keys, then the indices of the entries there.
    indices: [u32; GROUP_LEN],
    /// Which words of the group were not found; the first `missing_count` are in use.
    missing: [u8; GROUP_LEN],
    missing_count: usize,
}

impl Default for BulkLookup {
    fn default() -> BulkLookup {
        BulkLookup {
            lowercase: LowercaseCopy::default(),
            keys: [0; GROUP_LEN],
            indices: [0; GROUP_LEN],
            missing: [0; GROUP_LEN],
            missing_count: 0,
        }
    }
}

impl BulkLookup {
    /// Looks up `words`, at most [`GROUP_LEN`] in the order of `text`, in `known`, and writes their
    /// bits to `ids`. Words that were not found get stem 0 and the classes that depend on their first
    /// byte; [`BulkLookup::missing_word`] lists them.
    ///
    /// Not inlined: within its caller the compiler keeps fewer of its values in registers, which took
    /// 4.7 % more instructions to summarize news by lead.
    #[inline(never)]
    pub(super) fn find(
        &mut self,
        text: &str,
        words: &[Span],
        known: &KeyTable<WordId>,
        ids: &mut [u64],
    ) {
        let BulkLookup {
            lowercase,
            keys,
            indices,
            missing,
            missing_count,
        } = self;
        let known = known.lookup();
        lowercase.read(text, words);
        for ((word, key), slot) in words.iter().zip(&mut *keys).zip(&mut *indices) {
            *key = lowercase.key(*word);
            *slot = known.home_slot(*key);
            known.prefetch(*slot);
        }
        for (index, _) in indices.iter_mut().zip(words) {
            *index = known.entry_index(*index);
        }
        *missing_count = 0;
        let bytes = text.as_bytes();
        let group = keys.iter().zip(indices.iter()).zip(words);
        for (at, (((&key, &index), word), id)) in group.zip(ids).enumerate() {
            let initial = BY_FIRST_BYTE[usize::from(bytes[word.start as usize])].bits();
            *id = initial;
            match known.value(key, index) {
                Some(found) => *id = initial | found.bits(),
                None => {
                    missing[*missing_count % GROUP_LEN] = at as u8;
                    *missing_count += 1;
                }
            }
        }
    }

    /// How many words of the group were not found.
    pub(super) fn missing_count(&self) -> usize {
        self.missing_count
    }

    /// The index in the group of the `nth` word that was not found, and its key, which is 0 if it has
    /// none.
    pub(super) fn missing_word(&self, nth: usize) -> (usize, Key) {
        let at = usize::from(self.missing[nth]);
        (at, self.keys[at])
    }
}

/// The classes that a word has because of its first byte, with stem 0, to be combined with the rest.
static BY_FIRST_BYTE: [WordId; 256] = {
    let mut ids = [WordId::new(0, WordClass::NONE); 256];
    let mut byte = 0;
    while byte < 256 {
        ids[byte] = WordId::new(0, WordClass::of_first_byte(byte as u8));
        byte += 1;
    }
    ids
};

/// A copy of a part of a text with ASCII letters in lower case, which keys are read from.
struct LowercaseCopy {
    /// The array has a fixed size so that an offset of 16 bits is always in it and needs no check.
    bytes: Box<[u8; COPY_BYTES + KEY_BYTES]>,
    /// The offset in the text of the first byte of the copy.
    start: u32,
}

pub(super) const COPY_BYTES: usize = 1 << 16;

impl Default for LowercaseCopy {
    fn default() -> LowercaseCopy {
        let zeros = vec![0; COPY_BYTES + KEY_BYTES].into_boxed_slice();
        LowercaseCopy {
            bytes: zeros.try_into().expect("it has that length"),
            start: 0,
        }
    }
}

impl LowercaseCopy {
    /// Copies the part of `text` from the first to the last of `words`, which ascend. If it is longer
    /// than [`COPY_BYTES`], the copy is all zeros and gives no keys.
    fn read(&mut self, text: &str, words: &[Span]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        self.start = first.start;
        let text = &text.as_bytes()[first.start as usize..last.end as usize];
        match self.bytes[..COPY_BYTES].get_mut(..text.len()) {
            Some(lowercase) => simd::dispatch(MakeLowercase { text, lowercase }),
            None => self.bytes.fill(0),
        }
    }

    /// The key of one of the words; 0 if the copy is all zeros or the word is too long for a key.
    #[inline(always)]
    fn key(&self, word: Span) -> Key {
        let offset = usize::from((word.start - self.start) as u16);
        let bytes = self.bytes[offset..offset + KEY_BYTES].first_chunk();
        key_table::key(bytes.unwrap_or(&[0; KEY_BYTES]), word.len())
    }
}

/// Writes `text` to `lowercase` with ASCII letters in lower case. It is a plain loop, which the
/// compiler vectorizes for each level; with the widest vectors a news article takes 13.5 instead of
/// 13.8 µs.
struct MakeLowercase<'l> {
    text: &'l [u8],
    lowercase: &'l mut [u8],
}

impl Kernel for MakeLowercase<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        for (lowercase, byte) in self.lowercase.iter_mut().zip(self.text) {
            *lowercase = byte.to_ascii_lowercase();
        }
    }
}

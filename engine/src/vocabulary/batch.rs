//! Some words of a text at once: made into keys, found among those known.

use super::Word;
use crate::language::WordClass;
use crate::simd::{self, Vectors, Work};
use crate::span::Span;
use crate::word_map::table::{self, KEY_BYTES, Key, Table};

/// So many words are looked up at once.
pub(super) const AT_ONCE: usize = 128;

/// The words that are looked up at once. Its memory is for the next ones.
pub(super) struct Batch {
    lower: Lower,
    keys: [Key; AT_ONCE],
    /// Places of slots, then numbers of entries.
    numbers: [u32; AT_ONCE],
    /// Which words were not found, the first `new_count` of it.
    new: [u8; AT_ONCE],
    new_count: usize,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch {
            lower: Lower::default(),
            keys: [0; AT_ONCE],
            numbers: [0; AT_ONCE],
            new: [0; AT_ONCE],
            new_count: 0,
        }
    }
}

impl Batch {
    /// Looks `words`, at most [`AT_ONCE`] in the order of `text`, up among the words `known`: writes
    /// their bits to `looked_up`, and notes which ones were not found. Of those the stem is 0 and the
    /// class what the first byte makes them.
    ///
    /// All keys are made and their slots asked for, then all entries asked for, before the first is
    /// compared. So look-ups wait for memory together.
    pub(super) fn find(
        &mut self,
        text: &str,
        words: &[Span],
        known: &Table<Word>,
        looked_up: &mut [u64],
    ) {
        let Batch {
            lower,
            keys,
            numbers,
            new,
            new_count,
        } = self;
        let known = known.finder();
        lower.read(text, words);
        for ((word, key), place) in words.iter().zip(&mut *keys).zip(&mut *numbers) {
            *key = lower.key(*word);
            *place = known.place(*key);
            known.prefetch(*place);
        }
        for (number, _) in numbers.iter_mut().zip(words) {
            *number = known.number(*number);
        }
        *new_count = 0;
        let bytes = text.as_bytes();
        let numbered = keys.iter().zip(numbers.iter()).zip(words);
        for (at, (((&key, &number), word), looked_up)) in numbered.zip(looked_up).enumerate() {
            let initial = INITIALS[usize::from(bytes[word.start as usize])].bits();
            *looked_up = initial;
            match known.value(key, number) {
                Some(word) => *looked_up = initial | word.bits(),
                None => {
                    new[*new_count % AT_ONCE] = at as u8;
                    *new_count += 1;
                }
            }
        }
    }

    /// How many of the words were not found.
    pub(super) fn new_count(&self) -> usize {
        self.new_count
    }

    /// Which word is the nth that was not found, and its key, 0 if it has none.
    pub(super) fn new_word(&self, nth: usize) -> (usize, Key) {
        let at = usize::from(self.new[nth]);
        (at, self.keys[at])
    }
}

/// What its first byte makes a word; of stem 0, to be filled in.
static INITIALS: [Word; 256] = {
    let mut initials = [Word::new(0, WordClass::NONE); 256];
    let mut byte = 0;
    while byte < 256 {
        initials[byte] = Word::new(0, WordClass::of_initial(byte as u8));
        byte += 1;
    }
    initials
};

/// Some of a text, ASCII letters in lower case.
struct Lower {
    /// Of a fixed size, so that a place counted in 16 bits is always in it and need not be checked.
    bytes: Box<[u8; LOWER_BYTES + KEY_BYTES]>,
    /// Where in the text it starts.
    start: u32,
}

pub(super) const LOWER_BYTES: usize = 1 << 16;

impl Default for Lower {
    fn default() -> Lower {
        let zeros = vec![0; LOWER_BYTES + KEY_BYTES].into_boxed_slice();
        Lower {
            bytes: zeros.try_into().expect("it has that length"),
            start: 0,
        }
    }
}

impl Lower {
    /// Reads as much of `text` as `words` take, which ascend; nothing where they stand too far apart.
    fn read(&mut self, text: &str, words: &[Span]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        self.start = first.start;
        let text = &text.as_bytes()[first.start as usize..last.end as usize];
        match self.bytes[..LOWER_BYTES].get_mut(..text.len()) {
            Some(lower) => simd::work(Lowering { text, lower }),
            None => self.bytes.fill(0),
        }
    }

    /// The key of one of the words; that of no word where there is nothing.
    #[inline(always)]
    fn key(&self, word: Span) -> Key {
        let place = usize::from((word.start - self.start) as u16);
        let bytes = self.bytes[place..place + KEY_BYTES].first_chunk();
        table::key(bytes.unwrap_or(&[0; KEY_BYTES]), word.len())
    }
}

/// Writes `text` to `lower`, ASCII letters in lower case. A plain loop, which compilers make vector
/// code of.
struct Lowering<'l> {
    text: &'l [u8],
    lower: &'l mut [u8],
}

impl Work for Lowering<'_> {
    type Done = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        for (lower, byte) in self.lower.iter_mut().zip(self.text) {
            *lower = byte.to_ascii_lowercase();
        }
    }
}

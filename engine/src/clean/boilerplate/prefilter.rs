//! A prefilter: one pass over the words of a text, which shows that most texts hold none of the many
//! phrases of boilerplate.
//!
//! In plain terms it computes `text.split(non_letters).any(|word| TRIGGER_WORDS.contains(word))` and
//! the positions of the rarest words of fixed phrases, both from the first letters of words alone, so
//! that it may find too much but never too little. The test `prefilter_reads_every_word` holds it to
//! that.

use super::phrases::{FIXED_PHRASES, TRIGGER_WORDS};
use crate::clean::block::Role;
use crate::scan::{self, CHUNK_BYTES};
use crate::simd::{self, Kernel, Vectors};
use std::hint::select_unpredictable;

/// What the first letters of the words of a text show.
pub(super) struct Prefilter {
    /// Whether one of [`TRIGGER_WORDS`] may be in the text.
    pub(super) has_trigger_word: bool,
    /// Positions where the rarest word of one of [`FIXED_PHRASES`] may stand. The first
    /// `position_count` are filled in, as far as there is room.
    positions: [u16; POSITIONS_MAX],
    /// How many such positions there are, those without room included.
    position_count: usize,
    /// Whether a digit is in the text.
    pub(super) has_digit: bool,
}

/// If there are more positions, only the first ones and the last are kept.
const POSITIONS_MAX: usize = 32;

impl Prefilter {
    /// Reads the first `length` bytes of `lower`, which is in lower case. What follows them must be
    /// zeros.
    pub(super) fn read(lower: &[u8], length: usize) -> Prefilter {
        simd::dispatch(ReadWords { lower, length })
    }

    fn positions(&self) -> &[u16] {
        &self.positions[..self.position_count.min(POSITIONS_MAX)]
    }

    /// The role by the first of [`FIXED_PHRASES`] that stands in `lower`, the text that was read.
    pub(super) fn role_by_fixed_phrase(&self, lower: &[u8]) -> Option<Role> {
        role_by_fixed_phrase(lower, self.positions())
    }

    #[inline(always)]
    fn read_by<V: Vectors>(lower: &[u8], length: usize) -> Prefilter {
        /// Chunks overlap, so that each one holds the heads of all words that start in its stride.
        const STRIDE: usize = CHUNK_BYTES - HEAD_BYTES;
        let (mut trigger_words, mut position_count) = (0, 0);
        let mut positions = [0; POSITIONS_MAX];
        let (mut digits, mut in_word) = (0, 0);
        let mut padded = [0; CHUNK_BYTES];
        for at in (0..length).step_by(STRIDE) {
            let (chunk, mask) = scan::load_chunk(lower, at, length, &mut padded);
            let bits = scan::classify_with::<V>(chunk);
            digits |= bits.digits;
            let letters = (bits.letters | bits.non_ascii) & mask;
            let mut starts = letters & !(letters << 1 | in_word) & ((1 << STRIDE) - 1);
            in_word = letters >> (STRIDE - 1) & 1;
            while starts != 0 {
                let start = starts.trailing_zeros() as usize;
                let mut head = [0; HEAD_BYTES];
                head.copy_from_slice(&chunk[start..start + HEAD_BYTES]);
                let slot = slot(head, (letters >> start).trailing_ones() as usize);
                let slots = &SLOT_TABLE[slot / 64];
                trigger_words |= slots.trigger_words >> (slot % 64);
                // The position is written whether it is one of a rarest word or not, to save an unpredictable
                // branch; the count decides whether it stays.
                let is_rarest_word = slots.rarest_words >> (slot % 64) & 1 != 0;
                let place = &mut positions[position_count.min(POSITIONS_MAX - 1)];
                *place = select_unpredictable(is_rarest_word, (at + start) as u16, *place);
                position_count += usize::from(is_rarest_word);
                starts &= starts - 1;
            }
        }
        Prefilter {
            has_trigger_word: trigger_words & 1 != 0,
            positions,
            position_count,
            has_digit: digits != 0,
        }
    }
}

/// The arguments of [`Prefilter::read`].
struct ReadWords<'r> {
    lower: &'r [u8],
    length: usize,
}

impl Kernel for ReadWords<'_> {
    type Output = Prefilter;

    #[inline(always)]
    fn run<V: Vectors>(self) -> Prefilter {
        Prefilter::read_by::<V>(self.lower, self.length)
    }
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// How many slots there are for the heads of words.
const SLOTS: usize = 4096;

/// How many first letters of a word count.
const HEAD_BYTES: usize = 4;

/// The slot of words of `letters` letters that start like `head`. Letters beyond the word do not count.
#[inline]
const fn slot(head: [u8; HEAD_BYTES], letters: usize) -> usize {
    let beyond = HEAD_BYTES
        - if letters < HEAD_BYTES {
            letters
        } else {
            HEAD_BYTES
        };
    let head = (u32::from_le_bytes(head) as u64) << (8 * beyond) & u32::MAX as u64;
    ((head as u32).wrapping_mul(0x9E37_79B1) >> 20) as usize % SLOTS
}

/// The slot of a word.
const fn slot_of(word: &str) -> usize {
    let word = word.as_bytes();
    let mut head = [0; HEAD_BYTES];
    let mut letters = 0;
    while letters < HEAD_BYTES && letters < word.len() && is_letter(word[letters]) {
        head[letters] = word[letters];
        letters += 1;
    }
    slot(head, letters)
}

/// Which of 64 slots are taken: a bit for each.
#[derive(Clone, Copy)]
struct Slots {
    /// By one of [`TRIGGER_WORDS`].
    trigger_words: u64,
    /// By the rarest word of one of [`FIXED_PHRASES`].
    rarest_words: u64,
}

static SLOT_TABLE: [Slots; SLOTS / 64] = {
    let none = Slots {
        trigger_words: 0,
        rarest_words: 0,
    };
    let mut table = [none; SLOTS / 64];
    let mut index = 0;
    while index < TRIGGER_WORDS.len() {
        let slot = slot_of(TRIGGER_WORDS[index]);
        table[slot / 64].trigger_words |= 1 << (slot % 64);
        index += 1;
    }
    index = 0;
    while index < FIXED_PHRASES.len() {
        let slot = slot_of(FIXED_PHRASES[index].1);
        table[slot / 64].rarest_words |= 1 << (slot % 64);
        index += 1;
    }
    table
};

/// The role by the first of [`FIXED_PHRASES`] that stands in `lower` with its rarest word at one of the
/// `positions`.
fn role_by_fixed_phrase(lower: &[u8], positions: &[u16]) -> Option<Role> {
    let stands_around = |position: usize, phrase: usize| {
        let RarestWord { head, offset } = RAREST_WORDS[phrase];
        lower[position..].starts_with(&head)
            && position >= offset
            && lower[position - offset..].starts_with(FIXED_PHRASES[phrase].0.as_bytes())
    };
    let phrase_around = |position: &u16| {
        (0..FIXED_PHRASES.len()).find(|&phrase| stands_around(usize::from(*position), phrase))
    };
    let first = positions.iter().filter_map(phrase_around).min()?;
    Some(FIXED_PHRASES[first].2)
}

/// The rarest word of a fixed phrase.
#[derive(Clone, Copy)]
struct RarestWord {
    /// Its first letters. None has fewer.
    head: [u8; HEAD_BYTES],
    /// Where in the phrase it stands.
    offset: usize,
}

static RAREST_WORDS: [RarestWord; FIXED_PHRASES.len()] = {
    let none = RarestWord {
        head: [0; HEAD_BYTES],
        offset: 0,
    };
    let mut words = [none; FIXED_PHRASES.len()];
    let mut at = 0;
    while at < words.len() {
        let (phrase, word) = (
            FIXED_PHRASES[at].0.as_bytes(),
            FIXED_PHRASES[at].1.as_bytes(),
        );
        let mut same = 0;
        while same < word.len() {
            let is_same = phrase[words[at].offset + same] == word[same];
            same = if is_same { same + 1 } else { 0 };
            words[at].offset += !is_same as usize;
        }
        words[at].head = [word[0], word[1], word[2], word[3]];
        at += 1;
    }
    words
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::text_form::lowercase_ascii;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prefilter_reads_every_word(
            text in "[a-c é3-]{0,70}(photo|rights|here|x| ){0,90}[a-c é-]{0,200}",
        ) {
            let mut buffer = [0; 1024];
            lowercase_ascii(text.as_bytes(), &mut buffer);
            let prefilter = Prefilter::read(&buffer, text.len());
            let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic());
            let words = words.filter(|word| !word.is_empty());
            let positions_of = |taken: fn(&Slots) -> u64| -> Vec<u16> {
                let is_taken = |slot: usize| taken(&SLOT_TABLE[slot / 64]) & 1 << (slot % 64) != 0;
                let found = words.clone().filter(|word| is_taken(slot_of(word)));
                let position = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
                found.map(|word| position(word) as u16).collect()
            };
            let has_trigger_word = !positions_of(|slots| slots.trigger_words).is_empty();
            prop_assert_eq!(prefilter.has_trigger_word, has_trigger_word);
            let mut positions = positions_of(|slots| slots.rarest_words);
            if let Some(last) = positions.last().copied() && positions.len() > POSITIONS_MAX {
                positions.truncate(POSITIONS_MAX - 1);
                positions.push(last);
            }
            prop_assert_eq!(prefilter.positions(), &positions);
            prop_assert_eq!(prefilter.has_digit, text.contains('3'));
        }
    }

    #[test]
    fn fixed_phrases_are_found_anywhere() {
        for (phrase, _, role) in FIXED_PHRASES {
            let text = format!("here, {phrase} é");
            let buffer = &mut [0; 512];
            lowercase_ascii(text.as_bytes(), buffer);
            let prefilter = Prefilter::read(buffer, text.len());
            let found = prefilter.role_by_fixed_phrase(text.as_bytes());
            assert_eq!(found, Some(*role), "{text}");
        }
    }

    /// A word at the start of a phrase could be the end of another word in a text.
    #[test]
    fn rarest_words_do_not_start_their_phrase() {
        for (phrase, word, _) in FIXED_PHRASES {
            let mut words = phrase.split(|c: char| !c.is_alphanumeric()).skip(1);
            assert!(words.any(|found| found == *word), "{phrase}");
        }
    }
}

//! What the words of a text start with: most texts hold none that furniture has, and are not searched.

use super::phrases::{ANCHORS, FORMULAS};
use crate::clean::Role;
use crate::scan::{self, CHUNK_BYTES};
use crate::simd::{self, Kernel, Vectors};
use std::hint::select_unpredictable;

/// What the bytes that the words of a text start with give away; spares most texts the search for
/// every phrase.
pub(super) struct Cues {
    /// Whether one of [`ANCHORS`] may be there.
    pub(super) has_anchor: bool,
    /// Where one of [`FORMULAS`] may have its rarest word, as many as `formula_count` says and there is
    /// room for.
    formula_places: [u16; FORMULA_PLACES_MAX],
    formula_count: usize,
    pub(super) has_digit: bool,
}

/// Of more such words the first ones are looked at, and the last.
const FORMULA_PLACES_MAX: usize = 32;

impl Cues {
    /// Reads the first `length` bytes of `folded`.
    pub(super) fn read(folded: &[u8], length: usize) -> Cues {
        simd::dispatch(Reading { folded, length })
    }

    fn formula_places(&self) -> &[u16] {
        &self.formula_places[..self.formula_count.min(FORMULA_PLACES_MAX)]
    }

    /// The role by the first of [`FORMULAS`] that stands in `folded`, which was read.
    pub(super) fn formula(&self, folded: &[u8]) -> Option<Role> {
        by_formula(folded, self.formula_places())
    }

    #[inline(always)]
    fn read_by<V: Vectors>(folded: &[u8], length: usize) -> Cues {
        /// Chunks overlap, so that each has the heads of all words that start in its stride.
        const STRIDE: usize = CHUNK_BYTES - HEAD_BYTES;
        let (mut anchors, mut formula_count) = (0, 0);
        let mut formula_places = [0; FORMULA_PLACES_MAX];
        let (mut digits, mut in_word) = (0, 0);
        let mut padded = [0; CHUNK_BYTES];
        for at in (0..length).step_by(STRIDE) {
            let (chunk, mask) = scan::load_chunk(folded, at, length, &mut padded);
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
                let cues = &CUES[slot / 64];
                anchors |= cues.anchors >> (slot % 64);
                // Written in any case, which takes no branch.
                let is_formula = cues.formulas >> (slot % 64) & 1 != 0;
                let place = &mut formula_places[formula_count.min(FORMULA_PLACES_MAX - 1)];
                *place = select_unpredictable(is_formula, (at + start) as u16, *place);
                formula_count += usize::from(is_formula);
                starts &= starts - 1;
            }
        }
        Cues {
            has_anchor: anchors & 1 != 0,
            formula_places,
            formula_count,
            has_digit: digits != 0,
        }
    }
}

/// All of [`Cues::read`].
struct Reading<'r> {
    folded: &'r [u8],
    length: usize,
}

impl Kernel for Reading<'_> {
    type Output = Cues;

    #[inline(always)]
    fn run<V: Vectors>(self) -> Cues {
        Cues::read_by::<V>(self.folded, self.length)
    }
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

const SLOTS: usize = 4096;

/// So many first letters of a word count.
pub(super) const HEAD_BYTES: usize = 4;

/// Where words of `letters` letters that start like `head` are noted.
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

/// What words start like those of 64 slots: a bit for each.
#[derive(Clone, Copy)]
struct SlotCues {
    /// An anchor does.
    anchors: u64,
    /// The rarest word of a formula does.
    formulas: u64,
}

static CUES: [SlotCues; SLOTS / 64] = {
    let none = SlotCues {
        anchors: 0,
        formulas: 0,
    };
    let mut cues = [none; SLOTS / 64];
    let mut index = 0;
    while index < ANCHORS.len() {
        let slot = slot_of(ANCHORS[index]);
        cues[slot / 64].anchors |= 1 << (slot % 64);
        index += 1;
    }
    index = 0;
    while index < FORMULAS.len() {
        let slot = slot_of(FORMULAS[index].1);
        cues[slot / 64].formulas |= 1 << (slot % 64);
        index += 1;
    }
    cues
};

/// The role by the first of [`FORMULAS`] that stands in `folded` around one of `places`.
fn by_formula(folded: &[u8], places: &[u16]) -> Option<Role> {
    let stands_around = |place: usize, at: usize| {
        let RarestWord { head, before } = RAREST_WORDS[at];
        folded[place..].starts_with(&head)
            && place >= before
            && folded[place - before..].starts_with(FORMULAS[at].0.as_bytes())
    };
    let formula_around =
        |place: &u16| (0..FORMULAS.len()).find(|&at| stands_around(usize::from(*place), at));
    let first = places.iter().filter_map(formula_around).min()?;
    Some(FORMULAS[first].2)
}

/// The rarest word of a formula.
#[derive(Clone, Copy)]
struct RarestWord {
    /// Its first letters; none has fewer.
    head: [u8; HEAD_BYTES],
    /// How many bytes of the formula stand before it.
    before: usize,
}

static RAREST_WORDS: [RarestWord; FORMULAS.len()] = {
    let none = RarestWord {
        head: [0; HEAD_BYTES],
        before: 0,
    };
    let mut words = [none; FORMULAS.len()];
    let mut at = 0;
    while at < words.len() {
        let (formula, word) = (FORMULAS[at].0.as_bytes(), FORMULAS[at].1.as_bytes());
        let mut same = 0;
        while same < word.len() {
            let is_same = formula[words[at].before + same] == word[same];
            same = if is_same { same + 1 } else { 0 };
            words[at].before += !is_same as usize;
        }
        words[at].head = [word[0], word[1], word[2], word[3]];
        at += 1;
    }
    words
};

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cues_are_those_of_every_word(text in "[a-c é3-]{0,70}(photo|rights|here|x| ){0,90}[a-c é-]{0,200}") {
            let mut buffer = [0; 1024];
            fold(&text, &mut buffer);
            let cues = Cues::read(&buffer, text.len());
            let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic());
            let words = words.filter(|word| !word.is_empty());
            let with = |of: fn(&SlotCues) -> u64| -> Vec<u16> {
                let is_noted = |slot: usize| of(&CUES[slot / 64]) & 1 << (slot % 64) != 0;
                let noted = words.clone().filter(|word| is_noted(slot_of(word)));
                noted.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize) as u16).collect()
            };
            prop_assert_eq!(cues.has_anchor, !with(|cues| cues.anchors).is_empty());
            let mut places = with(|cues| cues.formulas);
            if let Some(last) = places.last().copied() && places.len() > FORMULA_PLACES_MAX {
                places.truncate(FORMULA_PLACES_MAX - 1);
                places.push(last);
            }
            prop_assert_eq!(cues.formula_places(), &places);
            prop_assert_eq!(cues.has_digit, text.contains('3'));
        }
    }

    #[test]
    fn formulas_are_known_anywhere() {
        for (formula, _, role) in FORMULAS {
            let text = format!("here, {formula} é");
            let buffer = &mut [0; 512];
            fold(&text, buffer);
            let cues = Cues::read(buffer, text.len());
            assert_eq!(
                by_formula(text.as_bytes(), cues.formula_places()),
                Some(*role),
                "{text}"
            );
        }
    }

    #[test]
    fn every_formula_has_its_rarest_word() {
        for (formula, word, _) in FORMULAS {
            // The first word of a formula may stand at the end of another one.
            let mut words = formula.split(|c: char| !c.is_alphanumeric()).skip(1);
            assert!(words.any(|found| found == *word), "{formula}");
        }
    }
}

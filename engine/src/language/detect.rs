//! Detects the language of a text from a few windows of it.
//!
//! Letters tell the script, and for most scripts that tells the language. Languages that share a
//! script (Latin, Cyrillic, Arabic) are told apart by votes: each of the most frequent words of a
//! language is a hit for it, and each letter that only some languages have is half a hit for those.
//! The confidence depends on how many hits the first language is ahead of the second, because that
//! number grows with every word that only one of them has.
//!
//! Samples without non-ASCII bytes take a fast path, [`Votes::read_plain`].

use super::Language;
use super::row::ROWS;
use super::script::Script;
use crate::scan::{self, CHUNK_BYTES, Chunk};
use crate::simd::{self, Kernel, Vectors, from_fn, prefetch};
use std::hint::select_unpredictable;
use std::sync::LazyLock;

/// The language of a text, and how certain that is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Detection {
    /// The most likely language. If nothing tells, the default language of the script, or
    /// [`Language::UNDETERMINED`].
    pub language: Language,
    /// From 0 to 1: lead / (lead + 2), where `lead` is the number of hits by which the language is
    /// ahead of the second one; so 0.5 for two hits. Lower if the text has letters of other scripts.
    pub confidence: f64,
    /// Whether the language should not be relied on: there was too little text, or two languages were
    /// too close.
    pub uncertain: bool,
}

/// The passes over a text: the length in bytes of a window, and the number of windows. The second
/// pass takes place only if the first is uncertain.
const PASSES: [(usize, usize); 2] = [(96, 4), (512, 8)];

/// The votes of a frequent word.
const HIT: u32 = 2;
/// The votes of a letter that not every language of the script has.
const LETTER: u32 = 1;
/// The lead in votes that gives a confidence of 0.5.
const HALF_CONFIDENCE_LEAD: f64 = 2.0 * HIT as f64;
/// The bytes of letters that give a confidence of 0.5 for the only language of a script.
const HALF_CONFIDENCE_BYTES: f64 = 6.0;

/// At this confidence a pass ends early.
const CONFIDENCE_ENOUGH: f64 = 0.8;
/// Below this confidence a detection is uncertain. Of about 11,800 texts (sentences and openings of 40
/// to 300 characters in 41 languages) 9,400 detections were above it, and 4 of those were wrong.
const CERTAIN_CONFIDENCE_MIN: f64 = 0.4;
/// Below this confidence the default language of the script is more likely than the leading one. A
/// lead of one hit gives 0.33.
const LEADER_CONFIDENCE_MIN: f64 = 0.25;
/// A text of so many words must be in a language that gleaner knows for its votes to count: the hits
/// of the leading language plus twice its lead have to be at least a quarter of the words. The lead
/// counts because few hits that only one language has tell as much as many that two languages share.
const KNOWN_LANGUAGE_WORDS_MIN: u32 = 40;

/// Detects the language of clean text. Reads 5 KB of it at most, and about 200 bytes if those are
/// clear.
pub fn detect(text: &str) -> Detection {
    let mut detection = Detection {
        language: Language::UNDETERMINED,
        confidence: 0.0,
        uncertain: true,
    };
    for (window_bytes, windows) in PASSES {
        if text.len() <= window_bytes * windows {
            let mut votes = Votes::default();
            votes.read(text);
            return votes.decide();
        }
        let mut votes = Votes::default();
        for visit in 0..windows {
            // The windows with even numbers come first, because the first two windows of a text are
            // often both part of a masthead.
            let number = visit * 2 % windows + visit * 2 / windows;
            votes.read(window(text, text.len() / windows * number, window_bytes));
            detection = votes.decide();
            if detection.confidence >= CONFIDENCE_ENOUGH {
                return detection;
            }
        }
        if !detection.uncertain {
            break;
        }
    }
    detection
}

/// About `bytes` bytes of `text` from `start` on, from the start of a word and in whole characters.
fn window(text: &str, start: usize, bytes: usize) -> &str {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let window = &text[boundary(start)..boundary((start + bytes).min(text.len()))];
    match window.find(' ') {
        Some(space) if start > 0 => &window[space..],
        _ => window,
    }
}

/// What the samples of a text have shown.
#[derive(Debug, Default, PartialEq)]
struct Votes {
    /// The bytes of letters of each script.
    letter_bytes: [u32; Script::COUNT],
    /// The votes for each language of [`Table::languages`].
    languages: [u32; LANGUAGES_MAX],
    /// The number of words.
    words: u32,
}

/// A set of languages: bit i stands for the language at index i of [`Table::languages`].
type LanguageMask = u32;
const LANGUAGES_MAX: usize = LanguageMask::BITS as usize;

impl Votes {
    fn read(&mut self, sample: &str) {
        let plain = self.read_plain(sample.as_bytes(), &TABLE);
        self.read_by_chars(&sample[plain..]);
    }

    fn read_by_chars(&mut self, sample: &str) {
        let table = &*TABLE;
        let bytes = sample.as_bytes();
        let (mut word, mut at) = (WordHash::default(), 0);
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphabetic() {
                let start = at;
                while let Some(&byte) = bytes.get(at)
                    && byte.is_ascii_alphabetic()
                {
                    word.push(byte | 0x20);
                    at += 1;
                }
                self.letter_bytes[Script::Latin as usize] += (at - start) as u32;
            } else if byte.is_ascii() {
                self.end_word(&mut word, table);
                at += 1;
            } else if let Some(c) = sample[at..].chars().next() {
                at += c.len_utf8();
                self.read_non_ascii(c, &mut word, table);
            }
        }
        self.end_word(&mut word, table);
    }

    /// Reads whole words from the start of `sample` as long as chunks are ASCII, and returns the
    /// number of bytes that it has read.
    ///
    /// Plain equivalent: [`Votes::read_by_chars`]; the test `plain_words_are_read_like_any` compares
    /// the two. Letters come as bitmaps, words are hashed eight bytes at a time, and what was an
    /// unpredictable branch is a select, a mask or a sum. Detection took 1.05 µs of a news article
    /// with those branches and takes 0.6 µs without them.
    fn read_plain(&mut self, sample: &[u8], table: &Table) -> usize {
        simd::dispatch(ReadPlain {
            votes: self,
            sample,
            table,
        })
    }

    #[inline(always)]
    fn read_plain_with<V: Vectors>(&mut self, sample: &[u8], table: &Table) -> usize {
        let mut padded = [0; CHUNK_BYTES];
        let mut at = 0;
        while at < sample.len() {
            let (chunk, mask) = scan::load_chunk(sample, at, sample.len(), &mut padded);
            let classes = scan::classify_with::<V>(chunk);
            let is_last = at + CHUNK_BYTES >= sample.len();
            let letters = classes.letters & mask;
            // A word that continues behind the chunk is read with the next chunk.
            let unfinished = if is_last { 0 } else { letters.leading_ones() };
            if classes.non_ascii & mask != 0 || unfinished as usize == CHUNK_BYTES {
                break;
            }
            self.read_words(chunk, letters & (u64::MAX >> unfinished), table);
            at += CHUNK_BYTES - unfinished as usize;
        }
        at.min(sample.len())
    }

    /// Reads the words of `chunk`, which are the runs of bits in `letters`.
    #[inline(always)]
    fn read_words(&mut self, chunk: &Chunk, letters: u64, table: &Table) {
        let mut hashes = [0; CHUNK_BYTES / 2];
        let mut count = 0;
        let mut starts = letters & !(letters << 1);
        while starts != 0 {
            let start = starts.trailing_zeros();
            let length = (letters >> start).trailing_ones();
            let hash = WordHash::of_ascii(chunk, start as usize, length as usize);
            // All slots are prefetched before the first one is read.
            prefetch(&table.slots[Table::slot(hash).0]);
            hashes[count] = hash;
            count += 1;
            starts &= starts - 1;
        }
        let mut hits = [0; LANGUAGES_MAX];
        let (mut unsure, mut unsure_count) = ([0; CHUNK_BYTES / 2], 0);
        for &hash in &hashes[..count] {
            // No branch on whether any language has the word, nor on how many do.
            let (languages, is_sure) = table.languages_in_two_slots(hash);
            hits = from_fn(|index| hits[index] + (languages >> index & 1));
            unsure[unsure_count] = hash;
            unsure_count += usize::from(!is_sure);
        }
        for &hash in &unsure[..unsure_count] {
            let languages = table.languages_of(hash);
            hits = from_fn(|index| hits[index] + (languages >> index & 1));
        }
        self.languages = from_fn(|index| self.languages[index] + HIT * hits[index]);
        self.words += count as u32;
        self.letter_bytes[Script::Latin as usize] += letters.count_ones();
    }

    fn read_non_ascii(&mut self, c: char, word: &mut WordHash, table: &Table) {
        let Some(script) = Script::of(c) else {
            // A combining mark on a letter and a joiner between two letters belong to the word.
            if !matches!(c, '\u{300}'..='\u{36F}' | '\u{200C}'..='\u{200D}') {
                self.end_word(word, table);
            }
            return;
        };
        self.letter_bytes[script as usize] += c.len_utf8() as u32;
        let c = to_lowercase(c);
        word.push_char(c);
        let languages = table.letters.get(c as usize).copied().unwrap_or(0);
        self.vote(languages, LETTER);
    }

    fn end_word(&mut self, word: &mut WordHash, table: &Table) {
        if word.hash != 0 {
            self.words += 1;
            self.vote(table.languages_of(word.hash), HIT);
            *word = WordHash::default();
        }
    }

    fn vote(&mut self, languages: LanguageMask, votes: u32) {
        for index in set_bits(languages) {
            self.languages[index] += votes;
        }
    }

    fn decide(&self) -> Detection {
        let letters: u32 = self.letter_bytes.iter().sum();
        let bytes_of = |script: Script| self.letter_bytes[script as usize];
        // Japanese has kana among its Chinese characters; Chinese has none.
        let cjk = bytes_of(Script::Han) + bytes_of(Script::Kana);
        let has_kana = bytes_of(Script::Kana) * 20 > cjk;
        let (mut script, mut bytes) = (if has_kana { Script::Kana } else { Script::Han }, cjk);
        for other in Script::ALL {
            if !matches!(other, Script::Han | Script::Kana) && bytes_of(other) > bytes {
                (script, bytes) = (other, bytes_of(other));
            }
        }
        let (language, confidence) = match bytes {
            0 => (Language::UNDETERMINED, 0.0),
            _ => self.best_of(script, f64::from(bytes)),
        };
        let confidence = confidence * f64::from(bytes) / f64::from(letters.max(1));
        Detection {
            language,
            confidence,
            uncertain: confidence < CERTAIN_CONFIDENCE_MIN,
        }
    }

    /// The most likely language of a script, and the confidence that its lead gives.
    fn best_of(&self, script: Script, bytes: f64) -> (Language, f64) {
        let table = &*TABLE;
        let default = table.defaults[script as usize];
        let languages = table.scripts[script as usize];
        if languages == 0 {
            return (default, bytes / (bytes + HALF_CONFIDENCE_BYTES));
        }
        // Votes and index make one number, so that the most votes win, and the first language among
        // equals. Maxima and minima take no branch on which language leads.
        let last = LANGUAGES_MAX as u32 - 1;
        let (mut first, mut second) = (0, 0);
        for (votes, index) in self.languages.into_iter().zip(0..) {
            let rank = (languages >> index & 1) * (votes << LANGUAGES_MAX.ilog2() | (last - index));
            (first, second) = (rank.max(first), rank.min(first).max(second));
        }
        let [best_votes, next_votes] = [first, second].map(|rank| rank >> LANGUAGES_MAX.ilog2());
        let best = match best_votes {
            0 => default,
            _ => table.languages[(last - first % LANGUAGES_MAX as u32) as usize],
        };
        let lead = best_votes - next_votes;
        let is_unknown_language = self.words >= KNOWN_LANGUAGE_WORDS_MIN
            && 4 * (best_votes + 2 * lead) < HIT * self.words;
        let lead = f64::from(lead);
        match lead / (lead + HALF_CONFIDENCE_LEAD) {
            _ if is_unknown_language => (Language::UNDETERMINED, 0.0),
            confidence if confidence < LEADER_CONFIDENCE_MIN => (default, confidence),
            confidence => (best, confidence),
        }
    }
}

/// Runs [`Votes::read_plain_with`].
struct ReadPlain<'r> {
    votes: &'r mut Votes,
    sample: &'r [u8],
    table: &'r Table,
}

impl Kernel for ReadPlain<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vectors>(self) -> usize {
        self.votes.read_plain_with::<V>(self.sample, self.table)
    }
}

/// The first character of `c` in lower case.
///
/// The frequent letters come first and need no table of Unicode's; the test `lower_case_is_that_of_std`
/// compares all characters.
fn to_lowercase(c: char) -> char {
    match c {
        'à'..='ö' | 'а'..='я' => c,
        'А'..='Я' => char::from_u32(c as u32 + 0x20).unwrap_or(c),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The positions of the bits that are set in `mask`, ascending.
fn set_bits(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then_some(mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        bit
    })
}

/// The hash of a word that is read byte by byte, in lower case. Up to eight bytes are their own hash,
/// the first one lowest.
#[derive(Default)]
struct WordHash {
    hash: u64,
    bytes: u32,
}

impl WordHash {
    fn push(&mut self, byte: u8) {
        let byte = u64::from(byte);
        self.hash = match self.bytes {
            0..8 => self.hash | byte << (8 * self.bytes),
            _ => (self.hash ^ byte)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .rotate_left(29),
        };
        self.bytes += 1;
    }

    /// The hash of the word of `length` ASCII letters at `start` of `chunk`. Words of more than eight
    /// letters get 0, which no word has as its hash: no frequent word in ASCII is as long.
    #[inline(always)]
    fn of_ascii(chunk: &Chunk, start: usize, length: usize) -> u64 {
        // Reads the eight bytes from `start` on, or the last eight of the chunk.
        let from = start.min(CHUNK_BYTES - 8);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&chunk[from..from + 8]);
        let letters = u64::from_le_bytes(bytes) >> (8 * (start - from));
        let hash =
            (letters | u64::from_le_bytes([0x20; 8])) & (u64::MAX >> (64 - 8 * length.min(8)));
        select_unpredictable(length > 8, 0, hash)
    }

    fn push_char(&mut self, c: char) {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes).bytes().for_each(|b| self.push(b));
    }
}

const SLOTS: usize = 8192;

/// Which words and letters are evidence for which languages.
struct Table {
    /// The languages with frequent words; their indices are the bits of [`LanguageMask`].
    languages: Vec<Language>,
    /// A hash table of frequent words with open addressing. The upper half of a slot is a fingerprint
    /// of the word's hash, the lower half is the languages. 0 is a free slot.
    slots: Vec<u64>,
    /// The languages that have a letter, by code point.
    letters: Vec<LanguageMask>,
    /// The languages of each script; none if it has only one language.
    scripts: [LanguageMask; Script::COUNT],
    /// The language that a text in a script is taken for if nothing else tells.
    defaults: [Language; Script::COUNT],
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Table {
        let languages: Vec<Language> = Language::all()
            .filter(|language| !ROWS[language.0 as usize].frequent.is_empty())
            .collect();
        assert!(languages.len() <= LANGUAGES_MAX, "widen LanguageMask");
        let mut defaults = [Language::UNDETERMINED; Script::COUNT];
        for script in Script::ALL {
            let first =
                Language::all().find(|language| language.scripts().first() == Some(&script));
            defaults[script as usize] = first.unwrap_or(Language::UNDETERMINED);
        }
        let mut table = Table {
            languages,
            slots: vec![0; SLOTS],
            letters: vec![0; 0x1F00],
            scripts: [0; Script::COUNT],
            defaults,
        };
        for (index, language) in table.languages.clone().into_iter().enumerate() {
            let row = ROWS[language.0 as usize];
            table.scripts[row.scripts[0] as usize] |= 1 << index;
            for frequent in row.frequent.split_whitespace() {
                let mut word = WordHash::default();
                frequent.chars().for_each(|c| word.push_char(c));
                table.add(word.hash, 1 << index);
            }
            for letter in row.letters.chars() {
                table.letters[letter as usize] |= 1 << index;
            }
        }
        table
    }

    fn add(&mut self, hash: u64, language: LanguageMask) {
        let (mut at, fingerprint) = Table::slot(hash);
        while self.slots[at] != 0 && self.slots[at] >> 32 != fingerprint {
            at = (at + 1) % SLOTS;
        }
        self.slots[at] |= fingerprint << 32 | u64::from(language);
    }

    /// The languages that have the word with this hash among their frequent words.
    fn languages_of(&self, hash: u64) -> LanguageMask {
        let (mut at, fingerprint) = Table::slot(hash);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return 0;
            }
            if slot >> 32 == fingerprint {
                return slot as LanguageMask;
            }
            at = (at + 1) % SLOTS;
        }
    }

    /// Does what [`Table::languages_of`] does from two slots, without branches. Also returns whether
    /// the two slots were enough; if they were not, the mask is empty.
    #[inline(always)]
    fn languages_in_two_slots(&self, hash: u64) -> (LanguageMask, bool) {
        let (at, fingerprint) = Table::slot(hash);
        let (first, second) = (self.slots[at], self.slots[(at + 1) % SLOTS]);
        let of =
            |slot: u64| select_unpredictable(slot >> 32 == fingerprint, slot as LanguageMask, 0);
        let languages = of(first) | of(second);
        let is_sure = (languages != 0) | (first == 0) | (second == 0);
        (languages, is_sure)
    }

    /// The slot where the search for a hash starts, and its fingerprint.
    fn slot(hash: u64) -> (usize, u64) {
        let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (
            (mixed >> 51) as usize % SLOTS,
            (mixed >> 20) & 0xFFFF_FFFF | 1,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// [`WordHash::of_ascii`] takes longer words for infrequent ones.
    #[test]
    fn frequent_words_in_ascii_are_short() {
        for row in ROWS {
            for word in row.frequent.split_whitespace() {
                assert!(
                    !word.is_ascii() || word.len() <= 8,
                    "{word} of {}",
                    row.name
                );
            }
        }
    }

    #[test]
    fn lower_case_is_that_of_std() {
        for c in char::MIN..=char::MAX {
            assert_eq!(Some(to_lowercase(c)), c.to_lowercase().next(), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn plain_words_are_read_like_any(
            text in "((the|und|je|A| |, |don't|antidisestablishmentarianism)[a-z ]{0,12}){0,20}(é|и|ß| ){0,2}[a-z ]{0,90}",
        ) {
            let (mut votes, mut expected) = (Votes::default(), Votes::default());
            votes.read(&text);
            expected.read_by_chars(&text);
            prop_assert_eq!(votes, expected);
        }
    }
}

//! Snowball's English stemmer (Porter 2001, "Snowball: a language for stemming algorithms"; the
//! algorithm is also known as Porter 2), in place and without allocation.
//!
//! The plain equivalent is the English stemmer of rust-stemmers, which stems all other languages;
//! this one is ten times as fast. The tests `is_snowballs_for_every_suffix_and_exception` and
//! `is_snowballs_for_any_word` hold the two equal.
//!
//! Suffixes are compared as numbers, made of the last eight bytes of a word, and vowels take no
//! branch: that took a word from 677 to 312 instructions. A word comes and goes as its key, vowels are
//! found by vectors, and rules by the last two letters: that saved another third (385 to 259 for
//! other words).

use crate::simd::{Baseline, ByteMask, CHUNK_BYTES, Chunk, Vectors};
use crate::word_map::key_table::{self, KEY_BYTES, Key};

/// Longer words are left to rust-stemmers.
pub(super) const BYTES_MAX: usize = 31;

/// Zeros before the word, so that it always has eight last bytes.
const MARGIN: usize = 8;

/// A word while it is stemmed. A capital Y stands for a "y" that is a consonant.
pub(super) struct WordBuffer {
    /// The margin, then a chunk that starts with the word and has room for an "e" at its end.
    bytes: [u8; MARGIN + CHUNK_BYTES],
    length: usize,
    /// Whether there is a capital Y.
    has_capitals: bool,
    /// A bit for each byte of the word that is a vowel. Out of date once a suffix was replaced.
    vowels: u32,
    /// Where the regions R1 and R2 of the algorithm start: behind the first consonant after a vowel,
    /// and behind the next such consonant.
    r1: usize,
    r2: usize,
}

/// Stems an ASCII word in lower case, of at most [`BYTES_MAX`] bytes.
pub(super) fn stem(word: &[u8]) -> WordBuffer {
    let mut buffer = WordBuffer::new(word);
    buffer.stem();
    buffer
}

/// The key of the stem of the ASCII word whose key this is.
pub(super) fn stem_of_key(key: Key) -> Key {
    let mut buffer = WordBuffer::of_key(key);
    buffer.stem();
    buffer.key()
}

/// Length in bytes of the longest word in [`EXCEPTIONS`].
const EXCEPTION_BYTES_MAX: usize = 6;

/// Words whose stem is not what the rules give.
const EXCEPTIONS: [(&str, &str); 18] = [
    ("andes", "andes"),
    ("atlas", "atlas"),
    ("bias", "bias"),
    ("cosmos", "cosmos"),
    ("dying", "die"),
    ("early", "earli"),
    ("gently", "gentl"),
    ("howe", "howe"),
    ("idly", "idl"),
    ("lying", "lie"),
    ("news", "news"),
    ("only", "onli"),
    ("singly", "singl"),
    ("skies", "sky"),
    ("skis", "ski"),
    ("sky", "sky"),
    ("tying", "tie"),
    ("ugly", "ugli"),
];

/// Words that keep their endings once a plural "s" is removed.
const INVARIANT: [&[u8]; 8] = [
    b"inning", b"outing", b"canning", b"herring", b"earring", b"proceed", b"exceed", b"succeed",
];

/// In words with these prefixes R1 starts behind the prefix.
const R1_PREFIXES: [&[u8]; 3] = [b"gener", b"commun", b"arsen"];

/// Replaces a suffix.
struct Rule {
    suffix: &'static [u8],
    /// One of these bytes must precede the suffix; any byte may if it is empty.
    preceded_by: &'static [u8],
    replacement: &'static [u8],
}

const fn rule(suffix: &'static [u8], replacement: &'static [u8]) -> Rule {
    rule_after(b"", suffix, replacement)
}

const fn rule_after(
    preceded_by: &'static [u8],
    suffix: &'static [u8],
    replacement: &'static [u8],
) -> Rule {
    Rule {
        suffix,
        preceded_by,
        replacement,
    }
}

/// The rules of one step, indexed by the last two letters of the suffix.
struct Rules<const N: usize> {
    rules: [Rule; N],
    suffixes: [Suffix; N],
    /// For each letter, a bit for each rule whose suffix ends in it.
    by_last_letter: [u32; 26],
    /// For each letter, a bit for each rule that has it before the last letter.
    by_second_last_letter: [u32; 26],
}

impl<const N: usize> Rules<N> {
    const fn new(rules: [Rule; N]) -> Rules<N> {
        let mut suffixes = [Suffix {
            bytes: 0,
            unused_bits: 0,
        }; N];
        let mut by_last_letter = [0; 26];
        let mut by_second_last_letter = [0; 26];
        let mut at = 0;
        while at < N {
            let suffix = rules[at].suffix;
            suffixes[at] = Suffix::of(suffix);
            by_last_letter[(suffix[suffix.len() - 1] - b'a') as usize] |= 1 << at;
            by_second_last_letter[(suffix[suffix.len() - 2] - b'a') as usize] |= 1 << at;
            at += 1;
        }
        Rules {
            rules,
            suffixes,
            by_last_letter,
            by_second_last_letter,
        }
    }
}

/// A suffix of up to eight bytes as a number, for comparison with the last eight bytes of a word.
#[derive(Clone, Copy)]
struct Suffix {
    /// The last byte is the highest.
    bytes: u64,
    /// How many bits of a word's last eight bytes come before the suffix.
    unused_bits: u32,
}

impl Suffix {
    const fn of(suffix: &[u8]) -> Suffix {
        let mut bytes = 0;
        let mut at = 0;
        while at < suffix.len() {
            bytes |= (suffix[at] as u64) << (8 * at);
            at += 1;
        }
        Suffix {
            bytes,
            unused_bits: u64::BITS - 8 * suffix.len() as u32,
        }
    }

    /// Whether a word with these last eight bytes ends in the suffix.
    #[inline(always)]
    const fn ends(self, last_eight: u64) -> bool {
        last_eight >> self.unused_bits == self.bytes
    }
}

/// Step 2 of the algorithm. A suffix stands before the suffixes that it ends in, in all three steps.
static STEP_2: Rules<24> = Rules::new([
    rule(b"ational", b"ate"),
    rule(b"tional", b"tion"),
    rule(b"enci", b"ence"),
    rule(b"anci", b"ance"),
    rule(b"abli", b"able"),
    rule(b"entli", b"ent"),
    rule(b"ization", b"ize"),
    rule(b"izer", b"ize"),
    rule(b"ation", b"ate"),
    rule(b"ator", b"ate"),
    rule(b"alism", b"al"),
    rule(b"aliti", b"al"),
    rule(b"alli", b"al"),
    rule(b"fulness", b"ful"),
    rule(b"ousli", b"ous"),
    rule(b"ousness", b"ous"),
    rule(b"iveness", b"ive"),
    rule(b"iviti", b"ive"),
    rule(b"biliti", b"ble"),
    rule(b"bli", b"ble"),
    rule_after(b"l", b"ogi", b"og"),
    rule(b"fulli", b"ful"),
    rule(b"lessli", b"less"),
    rule_after(b"cdeghkmnrt", b"li", b""),
]);

/// Step 3.
static STEP_3: Rules<9> = Rules::new([
    rule(b"ational", b"ate"),
    rule(b"tional", b"tion"),
    rule(b"alize", b"al"),
    rule(b"icate", b"ic"),
    rule(b"iciti", b"ic"),
    rule(b"ical", b"ic"),
    rule(b"ful", b""),
    rule(b"ness", b""),
    // Only in R2; the others only need to be in R1.
    rule(b"ative", b""),
]);

/// Step 4.
static STEP_4: Rules<18> = Rules::new([
    rule(b"al", b""),
    rule(b"ance", b""),
    rule(b"ence", b""),
    rule(b"er", b""),
    rule(b"ic", b""),
    rule(b"able", b""),
    rule(b"ible", b""),
    rule(b"ant", b""),
    rule(b"ement", b""),
    rule(b"ment", b""),
    rule(b"ent", b""),
    rule(b"ism", b""),
    rule(b"ate", b""),
    rule(b"iti", b""),
    rule(b"ous", b""),
    rule(b"ive", b""),
    rule(b"ize", b""),
    rule_after(b"st", b"ion", b""),
]);

impl Default for WordBuffer {
    fn default() -> WordBuffer {
        WordBuffer {
            bytes: [0; MARGIN + CHUNK_BYTES],
            length: 0,
            has_capitals: false,
            vowels: 0,
            r1: 0,
            r2: 0,
        }
    }
}

impl WordBuffer {
    fn new(word: &[u8]) -> WordBuffer {
        let mut buffer = WordBuffer::default();
        buffer.bytes[MARGIN..MARGIN + word.len()].copy_from_slice(word);
        buffer.length = word.len();
        buffer
    }

    #[inline]
    fn of_key(key: Key) -> WordBuffer {
        let mut buffer = WordBuffer::default();
        // All bytes of the key: copying a fixed number takes no call of memcpy.
        buffer.bytes[MARGIN..MARGIN + KEY_BYTES].copy_from_slice(&key.to_le_bytes());
        buffer.length = key_table::length(key);
        buffer
    }

    /// The key of the word as it is now; 0 if it is too long for one.
    #[inline]
    fn key(&self) -> Key {
        let bytes = self.bytes[MARGIN..].first_chunk();
        key_table::key(bytes.unwrap_or(&[0; KEY_BYTES]), self.length)
    }

    /// The word as it is now.
    #[inline]
    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[MARGIN..MARGIN + self.length]
    }

    /// Replaces the word with its stem.
    fn stem(&mut self) {
        if self.length < 3 || self.replace_exception() {
            return;
        }
        self.find_regions();
        self.step_1a();
        if !self.is_invariant() {
            self.step_1b();
            self.step_1c();
            self.replace_suffix(&STEP_2, |word| word.r1);
            self.replace_suffix(&STEP_3, |word| word.r1);
            self.replace_suffix(&STEP_4, |word| word.r2);
            self.step_5();
        }
        if self.has_capitals {
            self.bytes.make_ascii_lowercase();
        }
    }

    /// Replaces one of [`EXCEPTIONS`] with its stem, and returns whether it did.
    fn replace_exception(&mut self) -> bool {
        // All exceptions end in one of these letters.
        if self.length > EXCEPTION_BYTES_MAX || !matches!(self.last(), b's' | b'y' | b'g' | b'e') {
            return false;
        }
        let text = self.text();
        let exception = EXCEPTIONS
            .iter()
            .find(|(whole, _)| whole.as_bytes() == text);
        let Some((_, stem)) = exception else {
            return false;
        };
        *self = WordBuffer::new(stem.as_bytes());
        true
    }

    /// Removes an apostrophe at the start, marks each "y" that is a consonant, and finds the vowels
    /// and the regions.
    fn find_regions(&mut self) {
        if self.byte(0) == b'\'' {
            *self = WordBuffer::new(&self.text()[1..]);
        }
        let chunk = self.bytes[MARGIN..].first_chunk();
        let (mut vowels, mut ys) = chunk.map_or((0, 0), vowels_and_ys::<Baseline>);
        while ys != 0 {
            let at = ys.trailing_zeros() as usize;
            if at == 0 || vowels >> (at - 1) & 1 != 0 {
                self.bytes[MARGIN + at] = b'Y';
                vowels &= !(1 << at);
                self.has_capitals = true;
            }
            ys &= ys - 1;
        }
        self.vowels = vowels;
        let prefix = R1_PREFIXES
            .iter()
            .find(|prefix| self.text().starts_with(prefix));
        self.r1 = match prefix {
            Some(prefix) => prefix.len(),
            None => self.region_after(0),
        };
        self.r2 = self.region_after(self.r1);
    }

    /// The position behind the first consonant that follows a vowel, from `start` on; the end of the
    /// word if there is none.
    fn region_after(&self, start: usize) -> usize {
        let vowels = u64::from(self.vowels >> start) << start;
        let consonants = !vowels & (u64::MAX << vowels.trailing_zeros().min(63));
        (consonants.trailing_zeros() as usize + 1).min(self.length)
    }

    /// The last eight bytes as a number, the last one highest.
    #[inline]
    fn last_eight(&self) -> u64 {
        let last = self.bytes[self.length..].first_chunk();
        last.map_or(0, |last| u64::from_le_bytes(*last))
    }

    #[inline]
    fn last(&self) -> u8 {
        self.bytes[MARGIN + self.length - 1]
    }

    /// The byte at `at`, counted from the start of the word.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes[MARGIN + at]
    }

    #[inline]
    fn ends_with(&self, suffix: &[u8]) -> bool {
        Suffix::of(suffix).ends(self.last_eight())
    }

    /// Whether any byte before `end` is a vowel. Must not be called after a suffix was replaced.
    fn has_vowel_before(&self, end: usize) -> bool {
        self.vowels & ((1 << end) - 1) != 0
    }

    /// Whether the part of the word before `end` ends in a short syllable.
    fn is_short_before(&self, end: usize) -> bool {
        match self.bytes[MARGIN..MARGIN + end] {
            [vowel, last] => is_vowel(vowel) && !is_vowel(last),
            [.., first, vowel, last] => {
                !is_vowel(first)
                    && is_vowel(vowel)
                    && !is_vowel(last)
                    && !matches!(last, b'w' | b'x' | b'Y')
            }
            _ => false,
        }
    }

    fn push(&mut self, byte: u8) {
        self.bytes[MARGIN + self.length] = byte;
        self.length += 1;
    }

    /// Steps 0 and 1a: removes "'s" and the endings of plurals: "sses", "ies", "s".
    fn step_1a(&mut self) {
        if !matches!(self.last(), b's' | b'd' | b'\'') {
            return;
        }
        let endings: [&[u8]; 3] = [b"'s'", b"'s", b"'"];
        if let Some(suffix) = endings.iter().find(|suffix| self.ends_with(suffix)) {
            self.length -= suffix.len();
        }
        if self.ends_with(b"sses") {
            self.length -= 2;
        } else if self.ends_with(b"ied") || self.ends_with(b"ies") {
            self.length -= if self.length > 4 { 2 } else { 1 };
        } else if self.ends_with(b"s")
            && !self.ends_with(b"ss")
            && !self.ends_with(b"us")
            && self.length >= 2
            && self.has_vowel_before(self.length - 2)
        {
            self.length -= 1;
        }
    }

    /// Whether it is one of the words that the steps from 1b on leave alone.
    fn is_invariant(&self) -> bool {
        (self.ends_with(b"ing") || self.ends_with(b"eed")) && INVARIANT.contains(&self.text())
    }

    /// Step 1b: "eed", "ed", "ing" and their adverbs.
    fn step_1b(&mut self) {
        const ENDINGS: [&[u8]; 6] = [b"eedly", b"ingly", b"edly", b"eed", b"ing", b"ed"];
        if self.length == 0 || !matches!(self.last(), b'd' | b'g' | b'y') {
            return;
        }
        let Some(suffix) = ENDINGS.iter().find(|suffix| self.ends_with(suffix)) else {
            return;
        };
        let start = self.length - suffix.len();
        if suffix.starts_with(b"ee") {
            if start >= self.r1 {
                self.length = start + 2;
            }
            return;
        }
        if !self.has_vowel_before(start) {
            return;
        }
        self.length = start;
        match *self.text() {
            [.., b'a', b't'] | [.., b'b', b'l'] | [.., b'i', b'z'] => self.push(b'e'),
            [.., a, b] if a == b && b"bdfgmnprt".contains(&b) => self.length -= 1,
            _ if self.length == self.r1 && self.is_short_before(self.length) => self.push(b'e'),
            _ => {}
        }
    }

    /// Step 1c: a final "y" after a consonant becomes "i".
    fn step_1c(&mut self) {
        if let [_, .., before, b'y' | b'Y'] = *self.text()
            && !is_vowel(before)
        {
            self.bytes[MARGIN + self.length - 1] = b'i';
        }
    }

    /// Steps 2 to 4: finds the first of `rules` whose suffix the word has, and replaces the suffix if
    /// it lies in the region and the rule allows the letter before it.
    #[inline]
    fn replace_suffix<const N: usize>(
        &mut self,
        rules: &Rules<N>,
        region: impl Fn(&WordBuffer) -> usize,
    ) {
        let last_eight = self.last_eight();
        let [.., second_last, last] = last_eight.to_le_bytes();
        let rules_of = |by_letter: &[u32; 26], letter: u8| {
            let letter = usize::from(letter.wrapping_sub(b'a'));
            by_letter.get(letter).copied().unwrap_or(0)
        };
        let mut candidates = rules_of(&rules.by_last_letter, last)
            & rules_of(&rules.by_second_last_letter, second_last);
        while candidates != 0 {
            let at = candidates.trailing_zeros() as usize;
            if rules.suffixes[at].ends(last_eight) {
                let region = region(self);
                return self.apply(&rules.rules[at], region);
            }
            candidates &= candidates - 1;
        }
    }

    fn apply(&mut self, rule: &Rule, region: usize) {
        let Rule {
            suffix,
            preceded_by,
            replacement,
        } = rule;
        let start = self.length - suffix.len();
        let region = if *suffix == b"ative" { self.r2 } else { region };
        let fits =
            preceded_by.is_empty() || start > 0 && preceded_by.contains(&self.byte(start - 1));
        if start >= region && fits {
            let end = start + replacement.len();
            self.bytes[MARGIN + start..MARGIN + end].copy_from_slice(replacement);
            self.length = end;
        }
    }

    /// Step 5: removes a final "e", and one "l" of a final "ll".
    fn step_5(&mut self) {
        let Some(start) = self.length.checked_sub(1) else {
            return;
        };
        let is_removed = match self.byte(start) {
            b'e' => start >= self.r2 || start >= self.r1 && !self.is_short_before(start),
            b'l' => start >= self.r2 && start > 0 && self.byte(start - 1) == b'l',
            _ => false,
        };
        if is_removed {
            self.length = start;
        }
    }
}

/// Finds the vowels, counting "y" as one, and the letters "y" of the word that starts `chunk`: a bit
/// for each byte.
#[inline]
fn vowels_and_ys<V: Vectors>(chunk: &Chunk) -> (u32, u32) {
    let (mut vowels, mut ys) = (0, 0);
    let mut at = 0;
    while at <= BYTES_MAX {
        let bytes = V::load(chunk, at);
        let (a, e, i) = (bytes.equal(b'a'), bytes.equal(b'e'), bytes.equal(b'i'));
        let (o, u, y) = (bytes.equal(b'o'), bytes.equal(b'u'), bytes.equal(b'y'));
        vowels |= a.or(e).or(i).or(o).or(u).or(y).bits() << at;
        ys |= y.bits() << at;
        at += V::BYTES;
    }
    (vowels as u32, ys as u32)
}

#[inline]
fn is_vowel(byte: u8) -> bool {
    VOWELS[usize::from(byte)]
}

/// A table because a branch on whether a letter is a vowel is unpredictable.
static VOWELS: [bool; 256] = {
    let mut vowels = [false; 256];
    let mut at = 0;
    while at < b"aeiouy".len() {
        vowels[b"aeiouy"[at] as usize] = true;
        at += 1;
    }
    vowels
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_stemmers::{Algorithm, Stemmer};

    fn check(word: &str) {
        let found = stem(word.as_bytes());
        let expected = Stemmer::create(Algorithm::English).stem(word);
        assert_eq!(found.text(), expected.as_bytes(), "{word:?}");
        if let Some(key) = key_table::key_of(word.as_bytes()) {
            let expected = key_table::key_of(expected.as_bytes()).unwrap_or(0);
            assert_eq!(stem_of_key(key), expected, "the key of {word:?}");
        }
    }

    #[test]
    fn is_snowballs_for_every_suffix_and_exception() {
        let rules = (STEP_2.rules.iter())
            .chain(&STEP_3.rules)
            .chain(&STEP_4.rules);
        let suffixes = rules.map(|rule| std::str::from_utf8(rule.suffix).unwrap());
        let others = [
            "", "s", "es", "'s", "'", "ies", "ied", "sses", "us", "ss", "eed", "eedly", "ed",
            "edly", "ing", "ingly", "y", "ey", "e", "le", "l", "ll", "izing", "bled", "tted",
        ];
        for suffix in suffixes.chain(others) {
            for start in [
                "", "b", "a", "ab", "be", "tr", "hop", "hopp", "say", "y", "yell", "gener",
                "commun", "arsen", "relat", "fal", "box", "snow", "abl", "log", "philolog", "sub",
                "operat", "'tis", "3", "bow", "beauty", "quick",
            ] {
                check(&format!("{start}{suffix}"));
                check(&format!("{start}{suffix}ly"));
                check(&format!("{start}{suffix}s"));
            }
        }
        for (whole, _) in EXCEPTIONS {
            assert!(whole.len() <= EXCEPTION_BYTES_MAX);
            check(whole);
        }
        for word in INVARIANT {
            let word = std::str::from_utf8(word).unwrap();
            check(word);
            check(&format!("{word}s"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn is_snowballs_for_any_word(word in "[a-z']{1,12}|[bcdlrstaeiouy]{1,8}(ational|fulness|ying|eedly|izers?|ements?|ably|ities|ies|ogy|ly|ed|ing|'s|s){0,2}|[a-z0-9'_.]{1,9}") {
            check(&word);
        }
    }
}

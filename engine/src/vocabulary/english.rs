//! Snowball's English stemmer (Porter 2001, "Snowball: a language for stemming algorithms"; the
//! algorithm known as Porter 2) in place, without allocation: ten times as fast as rust-stemmers,
//! which it equals (see the test) and which stems all other languages.
//!
//! Endings are compared as numbers: the last eight bytes of a word are one, the last byte highest.

use crate::simd::{ByteMask, CHUNK_BYTES, Chunk, Narrow, Vectors};
use crate::word_map::table::{self, KEY_BYTES, Key};

/// Longer words are left to rust-stemmers.
pub(super) const BYTES_MAX: usize = 31;

/// Zeros before the word, so that it always has eight last bytes.
const MARGIN: usize = 8;

/// A word being stemmed. Capital Y stands for a "y" that is a consonant.
pub(super) struct Word {
    /// Behind the margin a chunk, which has room for a final "e" put back.
    bytes: [u8; MARGIN + CHUNK_BYTES],
    length: usize,
    /// Whether there is any Y.
    has_capitals: bool,
    /// A bit for each byte that is a vowel, as long as nothing was replaced.
    vowels: u32,
    /// Where R1 and R2 start: the ends of the first and the second vowels with consonants.
    r1: usize,
    r2: usize,
}

/// The stem of an ASCII word in lower case, of at most [`BYTES_MAX`] bytes.
pub(super) fn stem(text: &[u8]) -> Word {
    let mut word = Word::new(text);
    word.stem();
    word
}

/// The key of the stem of the ASCII word that `key` stands for.
pub(super) fn stem_of_key(key: Key) -> Key {
    let mut word = Word::of_key(key);
    word.stem();
    word.key()
}

/// Bytes of the longest of [`EXCEPTIONS`].
const EXCEPTION_BYTES_MAX: usize = 6;

/// Words whose stem is not what the rules say.
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

/// Left alone once the plural is off.
const WHOLE: [&[u8]; 8] = [
    b"inning", b"outing", b"canning", b"herring", b"earring", b"proceed", b"exceed", b"succeed",
];

/// Regions would start too early in these.
const R1_PREFIXES: [&[u8]; 3] = [b"gener", b"commun", b"arsen"];

/// What a suffix needs before it, and what takes its place.
struct Rule {
    suffix: &'static [u8],
    /// Any of these bytes must stand before it; empty for whatever.
    behind: &'static [u8],
    by: &'static [u8],
}

const fn rule(suffix: &'static [u8], by: &'static [u8]) -> Rule {
    let behind = b"";
    Rule { suffix, behind, by }
}

const fn rule_behind(behind: &'static [u8], suffix: &'static [u8], by: &'static [u8]) -> Rule {
    Rule { suffix, behind, by }
}

/// Rules of one step, found by the last two letters of a word.
struct Rules<const N: usize> {
    rules: [Rule; N],
    /// The suffixes as numbers.
    endings: [Ending; N],
    /// By last letter, a bit for each rule.
    by_last: [u32; 26],
    /// By the letter before it.
    by_last_but_one: [u32; 26],
}

impl<const N: usize> Rules<N> {
    const fn new(rules: [Rule; N]) -> Rules<N> {
        let mut endings = [Ending {
            bytes: 0,
            unused: 0,
        }; N];
        let mut by_last = [0; 26];
        let mut by_last_but_one = [0; 26];
        let mut at = 0;
        while at < N {
            let suffix = rules[at].suffix;
            endings[at] = Ending::of(suffix);
            by_last[(suffix[suffix.len() - 1] - b'a') as usize] |= 1 << at;
            by_last_but_one[(suffix[suffix.len() - 2] - b'a') as usize] |= 1 << at;
            at += 1;
        }
        Rules {
            rules,
            endings,
            by_last,
            by_last_but_one,
        }
    }
}

/// The last bytes of a word, the last one highest, for comparing.
#[derive(Clone, Copy)]
struct Ending {
    bytes: u64,
    /// How many bits of a word's last eight bytes do not matter.
    unused: u32,
}

impl Ending {
    const fn of(suffix: &[u8]) -> Ending {
        let mut bytes = 0;
        let mut at = 0;
        while at < suffix.len() {
            bytes |= (suffix[at] as u64) << (8 * at);
            at += 1;
        }
        Ending {
            bytes,
            unused: u64::BITS - 8 * suffix.len() as u32,
        }
    }

    #[inline(always)]
    const fn ends(self, last: u64) -> bool {
        last >> self.unused == self.bytes
    }
}

/// Longer suffixes stand before those they end in.
static DERIVED: Rules<24> = Rules::new([
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
    rule_behind(b"l", b"ogi", b"og"),
    rule(b"fulli", b"ful"),
    rule(b"lessli", b"less"),
    rule_behind(b"cdeghkmnrt", b"li", b""),
]);

static DERIVED_AGAIN: Rules<9> = Rules::new([
    rule(b"ational", b"ate"),
    rule(b"tional", b"tion"),
    rule(b"alize", b"al"),
    rule(b"icate", b"ic"),
    rule(b"iciti", b"ic"),
    rule(b"ical", b"ic"),
    rule(b"ful", b""),
    rule(b"ness", b""),
    // Of R2 alone.
    rule(b"ative", b""),
]);

static RESIDUAL: Rules<18> = Rules::new([
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
    rule_behind(b"st", b"ion", b""),
]);

impl Default for Word {
    fn default() -> Word {
        Word {
            bytes: [0; MARGIN + CHUNK_BYTES],
            length: 0,
            has_capitals: false,
            vowels: 0,
            r1: 0,
            r2: 0,
        }
    }
}

impl Word {
    fn new(text: &[u8]) -> Word {
        let mut word = Word::default();
        word.bytes[MARGIN..MARGIN + text.len()].copy_from_slice(text);
        word.length = text.len();
        word
    }

    #[inline]
    fn of_key(key: Key) -> Word {
        let mut word = Word::default();
        // All that there may be: so much as there is would take a call.
        word.bytes[MARGIN..MARGIN + KEY_BYTES].copy_from_slice(&key.to_le_bytes());
        word.length = table::length(key);
        word
    }

    /// The key of what there is of it, that of no word if it is too long for one.
    #[inline]
    fn key(&self) -> Key {
        let bytes = self.bytes[MARGIN..].first_chunk();
        table::key(bytes.unwrap_or(&[0; KEY_BYTES]), self.length)
    }

    /// What there is of it.
    #[inline]
    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[MARGIN..MARGIN + self.length]
    }

    /// Makes the word its stem.
    fn stem(&mut self) {
        if self.length < 3 || self.replace_exception() {
            return;
        }
        self.find_regions();
        self.plural();
        if !self.is_whole() {
            self.past_and_participle();
            self.final_y();
            self.replace(&DERIVED, |word| word.r1);
            self.replace(&DERIVED_AGAIN, |word| word.r1);
            self.replace(&RESIDUAL, |word| word.r2);
            self.final_e_and_l();
        }
        if self.has_capitals {
            self.bytes.make_ascii_lowercase();
        }
    }

    /// Makes a word whose stem is not what the rules say that stem; whether it is one.
    fn replace_exception(&mut self) -> bool {
        // What they end in.
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
        *self = Word::new(stem.as_bytes());
        true
    }

    /// Tells vowels from consonants, and where the regions start.
    fn find_regions(&mut self) {
        if self.byte(0) == b'\'' {
            *self = Word::new(&self.text()[1..]);
        }
        let chunk = self.bytes[MARGIN..].first_chunk();
        let (mut vowels, mut ys) = chunk.map_or((0, 0), vowels_and_ys::<Narrow>);
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
            None => self.region(0),
        };
        self.r2 = self.region(self.r1);
    }

    /// Behind the first consonant after a vowel from `start` on.
    fn region(&self, start: usize) -> usize {
        let vowels = u64::from(self.vowels >> start) << start;
        let consonants = !vowels & (u64::MAX << vowels.trailing_zeros().min(63));
        (consonants.trailing_zeros() as usize + 1).min(self.length)
    }

    /// The last eight bytes.
    #[inline]
    fn end(&self) -> u64 {
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
        Ending::of(suffix).ends(self.end())
    }

    /// Whether any byte before `end` is a vowel. Not once anything was replaced.
    fn has_vowel_before(&self, end: usize) -> bool {
        self.vowels & ((1 << end) - 1) != 0
    }

    /// Whether what stands before `end` ends in a short syllable.
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

    /// Step 1a: "'s", "sses", "ies", "s".
    fn plural(&mut self) {
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

    /// Whether the rules leave it alone from here on.
    fn is_whole(&self) -> bool {
        (self.ends_with(b"ing") || self.ends_with(b"eed")) && WHOLE.contains(&self.text())
    }

    /// Step 1b: "eed", "ed", "ing" and their adverbs.
    fn past_and_participle(&mut self) {
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

    /// Step 1c: "y" behind a consonant.
    fn final_y(&mut self) {
        if let [_, .., before, b'y' | b'Y'] = *self.text()
            && !is_vowel(before)
        {
            self.bytes[MARGIN + self.length - 1] = b'i';
        }
    }

    /// Steps 2 to 4: the first suffix of `rules` that the word has gives way to another, if it
    /// stands in the region and what stands before it is as it must be.
    #[inline]
    fn replace<const N: usize>(&mut self, rules: &Rules<N>, region: impl Fn(&Word) -> usize) {
        let end = self.end();
        let [.., last_but_one, last] = end.to_le_bytes();
        let of = |by_letter: &[u32; 26], letter: u8| {
            let letter = usize::from(letter.wrapping_sub(b'a'));
            by_letter.get(letter).copied().unwrap_or(0)
        };
        let mut candidates = of(&rules.by_last, last) & of(&rules.by_last_but_one, last_but_one);
        while candidates != 0 {
            let at = candidates.trailing_zeros() as usize;
            if rules.endings[at].ends(end) {
                let region = region(self);
                return self.replace_by(&rules.rules[at], region);
            }
            candidates &= candidates - 1;
        }
    }

    fn replace_by(&mut self, rule: &Rule, region: usize) {
        let Rule { suffix, behind, by } = rule;
        let start = self.length - suffix.len();
        let region = if *suffix == b"ative" { self.r2 } else { region };
        let fits = behind.is_empty() || start > 0 && behind.contains(&self.byte(start - 1));
        if start >= region && fits {
            self.bytes[MARGIN + start..MARGIN + start + by.len()].copy_from_slice(by);
            self.length = start + by.len();
        }
    }

    /// Step 5: "e", and "l" of "ll".
    fn final_e_and_l(&mut self) {
        let Some(start) = self.length.checked_sub(1) else {
            return;
        };
        let goes = match self.byte(start) {
            b'e' => start >= self.r2 || start >= self.r1 && !self.is_short_before(start),
            b'l' => start >= self.r2 && start > 0 && self.byte(start - 1) == b'l',
            _ => false,
        };
        if goes {
            self.length = start;
        }
    }
}

/// A bit for each vowel of a word that starts `chunk`, any "y" among them, and for each "y".
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

/// A table, since whether a letter is a vowel is no good branch.
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
        if let Some(key) = table::key_of(word.as_bytes()) {
            let expected = table::key_of(expected.as_bytes()).unwrap_or(0);
            assert_eq!(stem_of_key(key), expected, "the key of {word:?}");
        }
    }

    #[test]
    fn is_snowballs_for_every_suffix_and_exception() {
        let rules = (DERIVED.rules.iter())
            .chain(&DERIVED_AGAIN.rules)
            .chain(&RESIDUAL.rules);
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
        for whole in WHOLE {
            let whole = std::str::from_utf8(whole).unwrap();
            check(whole);
            check(&format!("{whole}s"));
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

//! Snowball's English stemmer (Porter 2001, "Snowball: a language for stemming algorithms"; the
//! algorithm known as Porter 2) in place, without allocation: several times as fast as
//! rust-stemmers, which it equals (see the test) and which stems all other languages.

/// Longer words are left to rust-stemmers.
pub(super) const BYTES_MAX: usize = 31;

/// A word being stemmed. Capital Y stands for a "y" that is a consonant.
struct Word {
    /// One byte more than the longest word, for a final "e" put back.
    bytes: [u8; BYTES_MAX + 1],
    length: usize,
    /// Where R1 and R2 start: the ends of the first and the second vowels with consonants.
    r1: usize,
    r2: usize,
}

/// Writes the stem of an ASCII word in lower case, of at most [`BYTES_MAX`] bytes, to `stem`.
pub(super) fn stem(word: &str, stem: &mut String) {
    stem.clear();
    if word.len() < 3 {
        return stem.push_str(word);
    }
    if word.len() <= EXCEPTION_BYTES_MAX
        && let Some((_, exception)) = EXCEPTIONS.iter().find(|(whole, _)| *whole == word)
    {
        return stem.push_str(exception);
    }
    let mut word = Word::new(word.as_bytes());
    word.plural();
    if !WHOLE.contains(&word.text()) {
        word.past_and_participle();
        word.final_y();
        word.replace(DERIVED, |word| word.r1);
        word.replace(DERIVED_AGAIN, |word| word.r1);
        word.replace(RESIDUAL, |word| word.r2);
        word.final_e_and_l();
    }
    let length = word.length;
    word.bytes[..length].make_ascii_lowercase();
    // It was ASCII, and only ASCII was put in.
    stem.push_str(str::from_utf8(word.text()).unwrap_or_default());
}

/// Those of the longest of [`EXCEPTIONS`].
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

/// Longer suffixes stand before those they end in.
const DERIVED: &[Rule] = &[
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
];

const DERIVED_AGAIN: &[Rule] = &[
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
];

const RESIDUAL: &[Rule] = &[
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
];

impl Word {
    fn new(text: &[u8]) -> Word {
        let text = text.strip_prefix(b"'").unwrap_or(text);
        let mut word = Word {
            bytes: [0; BYTES_MAX + 1],
            length: text.len(),
            r1: text.len(),
            r2: text.len(),
        };
        word.bytes[..text.len()].copy_from_slice(text);
        for at in 0..text.len() {
            if word.bytes[at] == b'y' && (at == 0 || is_vowel(word.bytes[at - 1])) {
                word.bytes[at] = b'Y';
            }
        }
        let prefix = R1_PREFIXES.iter().find(|prefix| text.starts_with(prefix));
        word.r1 = match prefix {
            Some(prefix) => prefix.len(),
            None => word.region(0),
        };
        word.r2 = word.region(word.r1);
        word
    }

    /// Behind the first consonant after a vowel from `start` on.
    fn region(&self, start: usize) -> usize {
        let text = self.text();
        let vowel = (start..text.len()).find(|&at| is_vowel(text[at]));
        let consonant = vowel.and_then(|from| (from..text.len()).find(|&at| !is_vowel(text[at])));
        consonant.map_or(text.len(), |at| at + 1)
    }

    fn text(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Most endings differ in the last byte: comparing it first spares the rest.
    #[inline]
    fn ends_with(&self, suffix: &[u8]) -> bool {
        self.text().last() == suffix.last() && self.text().ends_with(suffix)
    }

    fn has_vowel_before(&self, end: usize) -> bool {
        self.bytes[..end].iter().any(|&byte| is_vowel(byte))
    }

    /// Whether what stands before `end` ends in a short syllable.
    fn is_short_before(&self, end: usize) -> bool {
        match self.bytes[..end] {
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
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// Step 1a: "'s", "sses", "ies", "s".
    fn plural(&mut self) {
        let ending: [&[u8]; 3] = [b"'s'", b"'s", b"'"];
        if let Some(suffix) = ending.iter().find(|suffix| self.ends_with(suffix)) {
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

    /// Step 1b: "eed", "ed", "ing" and their adverbs.
    fn past_and_participle(&mut self) {
        const ENDINGS: [&[u8]; 6] = [b"eedly", b"ingly", b"edly", b"eed", b"ing", b"ed"];
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
            self.bytes[self.length - 1] = b'i';
        }
    }

    /// Steps 2 to 4: the first suffix of `rules` that the word has gives way to another, if it
    /// stands in the region and what stands before it is as it must be.
    fn replace(&mut self, rules: &[Rule], region: impl Fn(&Word) -> usize) {
        let is_ending = |rule: &&Rule| self.ends_with(rule.suffix);
        let Some(Rule { suffix, behind, by }) = rules.iter().find(is_ending) else {
            return;
        };
        let start = self.length - suffix.len();
        let region = if *suffix == b"ative" {
            self.r2
        } else {
            region(self)
        };
        let fits = behind.is_empty() || start > 0 && behind.contains(&self.bytes[start - 1]);
        if start >= region && fits {
            self.bytes[start..start + by.len()].copy_from_slice(by);
            self.length = start + by.len();
        }
    }

    /// Step 5: "e", and "l" of "ll".
    fn final_e_and_l(&mut self) {
        let Some(start) = self.length.checked_sub(1) else {
            return;
        };
        let goes = match self.bytes[start] {
            b'e' => start >= self.r2 || start >= self.r1 && !self.is_short_before(start),
            b'l' => start >= self.r2 && start > 0 && self.bytes[start - 1] == b'l',
            _ => false,
        };
        if goes {
            self.length = start;
        }
    }
}

#[inline]
fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_stemmers::{Algorithm, Stemmer};

    fn check(word: &str) {
        let mut found = String::new();
        stem(word, &mut found);
        assert_eq!(
            found,
            Stemmer::create(Algorithm::English).stem(word),
            "{word:?}"
        );
    }

    #[test]
    fn is_snowballs_for_every_suffix_and_exception() {
        let rules = [DERIVED, DERIVED_AGAIN, RESIDUAL].into_iter().flatten();
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

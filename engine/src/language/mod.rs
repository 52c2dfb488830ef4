//! Languages are data: one row each, no behaviour per language.
//!
//! - `row/`: the table, with each language's name, scripts, stemmer, commonest words and stop words
//! - `words/`: classes of words and lead-ins; `boundary/`: what tells sentence ends
//! - `script.rs`: scripts by character range; `detect.rs`: which language a text is in

mod boundary;
mod detect;
mod row;
mod script;
mod words;

pub use detect::{Detection, detect};
pub use script::Script;
pub(crate) use script::{fold, unspaced};

use row::{Glue, ROWS, Row};
use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

/// One of the languages that gleaner has a row for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(u8);

/// The words that tell a full stop inside a sentence from one at its end. Every list is lower-case
/// and separated by spaces; abbreviations stand without their last full stop ("u.s", "e.g").
#[derive(Debug, Default)]
pub(crate) struct BoundaryWords {
    /// "mr dr": never end a sentence before a capital.
    pub(crate) titles: &'static str,
    /// "no fig p": stay with a number that follows.
    pub(crate) before_number: &'static str,
    /// "inc etc u.s a.m": end a sentence only before a sentence starter.
    pub(crate) abbreviations: &'static str,
    /// "vs e.g": never end a sentence.
    pub(crate) continuing: &'static str,
    /// "jan feb": like `before_number`, when capitalised.
    pub(crate) months: &'static str,
    /// Abbreviations that are everyday words too when lower-case ("sat", "mass"): then no abbreviation.
    pub(crate) everyday: &'static str,
    /// "the he when": capitalised, they start a sentence after an abbreviation.
    pub(crate) starters: &'static str,
    /// "said asked": after `?"` or `!"` they go on with the sentence.
    pub(crate) reporting: &'static str,
    /// Whether "3." before a noun is an ordinal (German, Czech …).
    pub(crate) ordinal_stop: bool,
}

/// What classes a word belongs to, beside its stem: what features and trimming look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordClass(u32);

impl WordClass {
    /// None.
    pub(crate) const NONE: WordClass = WordClass(0);

    // Of these the words of a sentence are counted: each has a field of four bits, so that sums of few
    // are numbers side by side.
    /// "I", "we", "our", "you": who speaks and who is spoken to.
    pub(crate) const FIRST_PERSON: WordClass = WordClass(1);
    /// "said", "told", "according": someone else's words.
    pub(crate) const REPORTING: WordClass = WordClass(1 << 4);
    /// Edmundson's bonus words: "significant", "concluded", "record".
    pub(crate) const BONUS: WordClass = WordClass(1 << 8);
    /// Edmundson's stigma words: "hardly", "perhaps", "example".
    pub(crate) const STIGMA: WordClass = WordClass(1 << 12);
    /// The rare word of a boilerplate phrase: "newsletter", "cookies", "pictured". A sentence of more
    /// than a few words with none of them needs no closer look.
    pub(crate) const BOILERPLATE: WordClass = WordClass(1 << 16);
    /// Starts with a digit, where it stands in a text.
    pub(crate) const NUMBER: WordClass = WordClass(1 << 20);
    /// Starts with an ASCII capital, where it stands in a text.
    pub(crate) const CAPITALISED: WordClass = WordClass(1 << 24);

    // These are only asked for.
    /// Too frequent to carry a topic.
    pub(crate) const STOP: WordClass = WordClass(1 << 28);
    /// Opens a sentence by pointing back: "he", "this", "they".
    pub(crate) const POINTING: WordClass = WordClass(1 << 29);
    /// Opens a sentence by hanging on the one before: "but", "however", "instead".
    pub(crate) const CONNECTIVE: WordClass = WordClass(1 << 30);
    /// Numbers written as words, and words that stand beside figures: "million", "percent".
    pub(crate) const QUANTITY: WordClass = WordClass(1 << 31);

    /// Fields of [`WordClass::bits`] of the classes that are counted, and one of the others.
    pub(crate) const FIELDS: usize = 8;
    /// Bits of a field.
    pub(crate) const FIELD_BITS: u32 = 4;

    /// What the first byte of a word makes it.
    #[inline(always)]
    pub(crate) const fn of_initial(byte: u8) -> WordClass {
        let number = byte.is_ascii_digit() as u32 * WordClass::NUMBER.0;
        let capital = byte.is_ascii_uppercase() as u32 * WordClass::CAPITALISED.0;
        WordClass(number | capital)
    }

    /// All classes as a number.
    #[inline(always)]
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    /// The classes of that number.
    #[inline(always)]
    pub(crate) const fn of_bits(bits: u32) -> WordClass {
        WordClass(bits)
    }

    /// Which field is that of this class.
    #[inline]
    pub(crate) const fn field(self) -> usize {
        (self.0.trailing_zeros() / WordClass::FIELD_BITS) as usize
    }

    /// Whether any class of `other` is among these.
    #[inline]
    pub(crate) const fn has(self, other: WordClass) -> bool {
        self.0 & other.0 != 0
    }

    /// The classes of both.
    #[inline]
    pub(crate) const fn with(self, other: WordClass) -> WordClass {
        WordClass(self.0 | other.0)
    }
}

impl Language {
    /// No language in particular: rules that hold for any text of any script.
    pub const UNDETERMINED: Language = Language(0);
    /// English.
    pub const ENGLISH: Language = Language(1);

    /// Every language, `und` first.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..ROWS.len()).map(|row| Language(row as u8))
    }

    /// The language that a BCP 47 tag means; subtags that make no difference here are passed over
    /// ("en-GB" is English, "zh-Hant" Chinese), and so are tags that stand for a row of another name
    /// ("nb" is Norwegian).
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let known = OTHER_TAGS
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(primary))
            .map_or(primary, |&(_, known)| known);
        Language::all().find(|language| language.tag().eq_ignore_ascii_case(known))
    }

    /// The BCP 47 tag, the primary subtag alone.
    pub fn tag(self) -> &'static str {
        self.row().tag
    }

    /// The name in English.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it is written in, the likeliest script first; empty for `und`.
    pub fn scripts(self) -> &'static [Script] {
        self.row().scripts
    }

    /// Whether inflected forms of a word count as one.
    pub fn stems(self) -> bool {
        self.row().stemmer.is_some()
    }

    /// The stem of a lower-case word, or the word itself where the language has no stemmer. To look
    /// at single words: the engine stems through a table.
    pub fn stem(self, word: &str) -> Cow<'_, str> {
        match self.row().stemmer {
            Some(algorithm) => rust_stemmers::Stemmer::create(algorithm)
                .stem(word)
                .into_owned()
                .into(),
            None => word.to_owned().into(),
        }
    }

    /// Cancel words, lower-case and folded, sorted.
    pub fn stop_words(self) -> &'static [&'static str] {
        static LISTS: [OnceLock<Vec<&'static str>>; ROWS.len()] =
            [const { OnceLock::new() }; ROWS.len()];
        LISTS[self.0 as usize].get_or_init(|| self.row().list_stop_words())
    }

    /// Whether somebody has written down what tells sentence ends.
    pub fn has_boundary_words(self) -> bool {
        boundary::of(self.tag()).is_some()
    }

    /// Whether somebody has written classes of words ("however" is a connective).
    pub fn has_word_classes(self) -> bool {
        !self.words().pointing.is_empty()
    }

    /// The Snowball stemmer, where there is one.
    pub(crate) fn stemmer(self) -> Option<rust_stemmers::Algorithm> {
        self.row().stemmer
    }

    /// What tells sentence ends; languages without lists have what many share.
    pub(crate) fn boundary_words(self) -> &'static BoundaryWords {
        boundary::of(self.tag()).unwrap_or(&boundary::INTERNATIONAL)
    }

    /// Calls `word` with each lower-case, folded word of the language that belongs to a class, and
    /// that class; a word of several classes comes several times. Cancel words come first.
    pub(crate) fn classed_words(self, mut word: impl FnMut(&'static str, WordClass)) {
        for stop_word in self.stop_words() {
            word(stop_word, WordClass::STOP);
        }
        let words = self.words();
        for (list, class) in [
            (words.pointing, WordClass::POINTING),
            (words.connective, WordClass::CONNECTIVE),
            (words.personal, WordClass::FIRST_PERSON),
            (words.reporting, WordClass::REPORTING),
            (words.bonus, WordClass::BONUS),
            (words.stigma, WordClass::STIGMA),
            (words.quantity, WordClass::QUANTITY),
        ] {
            list.split_whitespace()
                .for_each(|listed| word(listed, class));
        }
    }

    /// Openings that a sentence loses without losing meaning ("and", "meanwhile,"): lower-case; after
    /// one that ends in a comma the text must have a comma too. Where one is the beginning of
    /// another, the longer comes first.
    pub(crate) fn lead_ins(self) -> &'static [&'static str] {
        self.words().lead_ins
    }

    /// A lower-case, folded word without what an apostrophe glued to it, where the language does so:
    /// French "l'homme" is "homme", Turkish "ankara'da" is "ankara".
    pub(crate) fn unglued(self, word: &str) -> &str {
        if !word.as_bytes().contains(&b'\'') {
            return word;
        }
        match (self.row().glue, word.split_once('\'')) {
            (Glue::Before(glued), Some((before, rest)))
                if !rest.is_empty() && glued.split(' ').any(|glued| glued == before) =>
            {
                rest
            }
            (Glue::After, Some((word, _))) if !word.is_empty() => word,
            _ => word,
        }
    }

    /// Which of [`Language::all`] it is.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    fn row(self) -> &'static Row {
        ROWS[self.0 as usize]
    }

    fn words(self) -> &'static words::Words {
        words::of(self.tag())
    }
}

/// Tags that mean a row of another name: macrolanguages' members, and codes that were replaced.
const OTHER_TAGS: [(&str, &str); 12] = [
    ("nb", "no"),
    ("nn", "no"),
    ("bs", "hr"),
    ("cmn", "zh"),
    ("yue", "zh"),
    ("arb", "ar"),
    ("pes", "fa"),
    ("prs", "fa"),
    ("ms", "id"),
    ("in", "id"),
    ("iw", "he"),
    ("mo", "ro"),
];

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word of every list, with the list's name.
    fn listed(language: Language) -> Vec<(&'static str, &'static str)> {
        let mut words = Vec::new();
        language.classed_words(|word, _| words.push(("words or stop words", word)));
        let boundary = language.boundary_words();
        for list in [
            boundary.titles,
            boundary.before_number,
            boundary.abbreviations,
            boundary.continuing,
            boundary.months,
            boundary.everyday,
            boundary.starters,
            boundary.reporting,
        ] {
            words.extend(list.split_whitespace().map(|word| ("boundary", word)));
        }
        words.extend(language.lead_ins().iter().map(|&word| ("lead-ins", word)));
        words
    }

    #[test]
    fn lists_are_lower_case_and_folded() {
        for language in Language::all() {
            for (list, word) in listed(language) {
                let lower: String = word.chars().flat_map(char::to_lowercase).collect();
                assert_eq!(word, lower, "{language:?}, {list}");
                if list != "boundary" {
                    let folded: String = word.chars().map(fold).collect();
                    assert_eq!(word, folded, "{language:?}, {list}");
                }
            }
        }
    }

    #[test]
    fn boundary_words_have_no_last_full_stop() {
        for language in Language::all() {
            for (list, word) in listed(language) {
                assert!(
                    list != "boundary" || !word.ends_with('.'),
                    "{language:?}: {word}"
                );
            }
        }
    }

    #[test]
    fn no_lead_in_hides_a_longer_one() {
        for language in Language::all() {
            let lead_ins = language.lead_ins();
            for (place, longer) in lead_ins.iter().enumerate() {
                let hides = |shorter: &&&str| longer.starts_with(**shorter);
                let hidden = lead_ins[..place].iter().find(hides);
                assert_eq!(hidden, None, "{language:?}: {longer}");
            }
        }
    }

    #[test]
    fn what_an_apostrophe_glues_comes_off() {
        let check = |tag: &str, word: &str, expected: &str| {
            let language = Language::from_tag(tag).unwrap_or(Language::UNDETERMINED);
            assert_eq!(language.unglued(word), expected);
        };
        check("fr", "l'homme", "homme");
        check("fr", "qu'il", "il");
        check("fr", "aujourd'hui", "aujourd'hui");
        check("fr", "l'", "l'");
        check("it", "dell'acqua", "acqua");
        check("tr", "ankara'da", "ankara");
        check("tr", "'da", "'da");
        check("en", "don't", "don't");
    }
}

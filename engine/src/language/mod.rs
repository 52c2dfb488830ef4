//! Languages: what the engine knows of each, and detection of the language of a text.
//!
//! A language is data: a row of a table, and lists of words. Code has rules for scripts, but none for
//! single languages.
//!
//! - `row/`: the table of languages: name, scripts, stemmer, most frequent words and stop words
//! - `words/`: the words of each class, and lead-ins; `word_class.rs`: the classes
//! - `boundary/`: the words that tell where sentences end
//! - `script.rs`: scripts by range of characters
//! - `detect.rs`: detection
//!
//! `row/mod.rs` says how to add a language.

mod boundary;
mod detect;
mod row;
mod script;
mod word_class;
mod words;

pub(crate) use boundary::BoundaryWords;
pub use detect::{Detection, detect};
pub use script::Script;
pub(crate) use script::{fold, is_unspaced};
pub(crate) use word_class::WordClass;

use row::{Apostrophe, ROWS, Row};
use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

/// A language that gleaner knows, or [`Language::UNDETERMINED`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(u8);

impl Language {
    /// No particular language, tag `und`. Texts get the rules that hold for every language.
    pub const UNDETERMINED: Language = Language(0);
    /// English.
    pub const ENGLISH: Language = Language(1);

    /// All languages, [`Language::UNDETERMINED`] first.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..ROWS.len()).map(|row| Language(row as u8))
    }

    /// The language of a BCP 47 tag, in any case; `None` if gleaner does not know it.
    ///
    /// Only the primary subtag counts: "en-GB" is English and "zh-Hant" is Chinese. Some tags stand
    /// for a language with another tag: "nb" is Norwegian ("no").
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let known = OTHER_TAGS
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(primary))
            .map_or(primary, |&(_, known)| known);
        Language::all().find(|language| language.tag().eq_ignore_ascii_case(known))
    }

    /// The BCP 47 tag, which is a primary subtag such as "en".
    pub fn tag(self) -> &'static str {
        self.row().tag
    }

    /// The English name of the language.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The scripts that the language is written in, the most likely first; empty for `und`.
    pub fn scripts(self) -> &'static [Script] {
        self.row().scripts
    }

    /// Whether there is a stemmer, so that inflected forms of a word count as one term.
    pub fn stems(self) -> bool {
        self.row().stemmer.is_some()
    }

    /// The stem of a lower-case word; the word itself if the language has no stemmer.
    ///
    /// This is for looking at single words. The engine stems through tables and is much faster.
    pub fn stem(self, word: &str) -> Cow<'_, str> {
        match self.row().stemmer {
            Some(algorithm) => rust_stemmers::Stemmer::create(algorithm)
                .stem(word)
                .into_owned()
                .into(),
            None => word.to_owned().into(),
        }
    }

    /// The stop words of the language, in lower case and sorted. Letters that are written in two
    /// forms, such as apostrophes, are in one form.
    pub fn stop_words(self) -> &'static [&'static str] {
        static LISTS: [OnceLock<Vec<&'static str>>; ROWS.len()] =
            [const { OnceLock::new() }; ROWS.len()];
        LISTS[self.0 as usize].get_or_init(|| self.row().list_stop_words())
    }

    /// Whether there are lists of the words that tell where sentences end, such as abbreviations.
    pub fn has_boundary_words(self) -> bool {
        boundary::of(self.tag()).is_some()
    }

    /// Whether there are lists of word classes ("however" is a connective).
    pub fn has_word_classes(self) -> bool {
        !self.word_lists().anaphoric.is_empty()
    }

    /// The Snowball stemmer, if there is one.
    pub(crate) fn stemmer(self) -> Option<rust_stemmers::Algorithm> {
        self.row().stemmer
    }

    /// The words that tell where sentences end. Languages without lists get words that many
    /// languages share.
    pub(crate) fn boundary_words(self) -> &'static BoundaryWords {
        boundary::of(self.tag()).unwrap_or(&boundary::INTERNATIONAL)
    }

    /// Calls `word` with each lower-case, folded word that belongs to a class, and the class. A word
    /// of several classes comes several times. Stop words come first.
    pub(crate) fn classed_words(self, mut word: impl FnMut(&'static str, WordClass)) {
        for stop_word in self.stop_words() {
            word(stop_word, WordClass::STOP);
        }
        let lists = self.word_lists();
        for (list, class) in [
            (lists.anaphoric, WordClass::ANAPHORIC),
            (lists.connective, WordClass::CONNECTIVE),
            (lists.first_person, WordClass::FIRST_PERSON),
            (lists.reporting, WordClass::REPORTING),
            (lists.bonus, WordClass::BONUS),
            (lists.stigma, WordClass::STIGMA),
            (lists.quantity, WordClass::QUANTITY),
            (lists.pronouns, WordClass::PRONOUN),
            (lists.demonstratives, WordClass::DEMONSTRATIVE),
            (lists.definite, WordClass::DEFINITE),
            (lists.indefinite, WordClass::INDEFINITE),
            (lists.fillers, WordClass::FILLER),
            (lists.opens_clause, WordClass::OPENS_CLAUSE),
            (lists.outcomes, WordClass::OUTCOME),
            (lists.of_text, WordClass::OF_TEXT),
            (lists.obligations, WordClass::OBLIGATION),
            (lists.auxiliaries, WordClass::AUXILIARY),
        ] {
            list.split_whitespace()
                .for_each(|listed| word(listed, class));
        }
    }

    /// Openings that a sentence loses without losing meaning ("and", "meanwhile,"), in lower case.
    /// If one ends in a comma, the text must have the comma too. If one is the beginning of another,
    /// the longer one comes first.
    pub(crate) fn lead_ins(self) -> &'static [&'static str] {
        self.word_lists().lead_ins
    }

    /// A lower-case, folded word without the prefix or suffix that an apostrophe separates, if the
    /// language has such: French "l'homme" becomes "homme", Turkish "ankara'da" becomes "ankara".
    pub(crate) fn strip_apostrophe_affix(self, word: &str) -> &str {
        if !word.as_bytes().contains(&b'\'') {
            return word;
        }
        match (self.row().apostrophe, word.split_once('\'')) {
            (Apostrophe::EndsPrefix(prefixes), Some((before, rest)))
                if !rest.is_empty() && prefixes.split(' ').any(|prefix| prefix == before) =>
            {
                rest
            }
            (Apostrophe::StartsSuffix, Some((word, _))) if !word.is_empty() => word,
            _ => word,
        }
    }

    /// The index in [`Language::all`].
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    fn row(self) -> &'static Row {
        ROWS[self.0 as usize]
    }

    fn word_lists(self) -> &'static words::WordLists {
        words::of(self.tag())
    }
}

/// Tags of members of a macrolanguage and codes that were replaced, each with the tag of the row that
/// it stands for.
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

    /// Every word of every list, with the name of the list.
    fn listed(language: Language) -> Vec<(&'static str, &'static str)> {
        let mut words = Vec::new();
        language.classed_words(|word, _| words.push(("word classes or stop words", word)));
        let boundary = language.boundary_words();
        for list in [
            boundary.titles,
            boundary.before_number,
            boundary.may_end_sentence,
            boundary.continuing,
            boundary.months,
            boundary.everyday,
            boundary.starters,
            boundary.reporting,
            boundary.units,
            boundary.closing,
            boundary.labels,
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
    fn lead_ins_come_after_the_longer_ones_that_they_begin() {
        for language in Language::all() {
            let lead_ins = language.lead_ins();
            for (index, longer) in lead_ins.iter().enumerate() {
                let hides = |shorter: &&&str| longer.starts_with(**shorter);
                let hidden = lead_ins[..index].iter().find(hides);
                assert_eq!(hidden, None, "{language:?}: {longer}");
            }
        }
    }

    #[test]
    fn affixes_at_apostrophes_are_stripped() {
        let check = |tag: &str, word: &str, expected: &str| {
            let language = Language::from_tag(tag).unwrap_or(Language::UNDETERMINED);
            assert_eq!(language.strip_apostrophe_affix(word), expected);
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

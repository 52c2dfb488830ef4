//! The table of languages, one row each.
//!
//! To add a language:
//! 1. write its row in `latin.rs` or `other.rs`;
//! 2. write `tests/texts/<tag>.txt`, some six sentences of your own, one a line, and run
//!    `cargo test -p gleaner-engine --test it languages`, whose failures say what is missing;
//! 3. if you can, add its boundary words (`boundary/`) and its word classes (`words/`).
//!
//! To add or remove a stop word, edit `added` or `removed` of its row. Words are in lower case and
//! folded (see `script::fold`); a test checks that.

mod latin;
mod other;

use super::script::Script;
use rust_stemmers::Algorithm;

/// What gleaner knows of a language, except for boundary words and word classes.
pub(super) struct Row {
    /// The BCP 47 tag, only the primary subtag.
    pub(super) tag: &'static str,
    /// The name in English.
    pub(super) name: &'static str,
    /// The scripts it is written in, the most likely first.
    pub(super) scripts: &'static [Script],
    pub(super) stemmer: Option<Algorithm>,
    /// The most frequent words, by which it is told from other languages of its script; empty if the
    /// script alone tells. Detection counts hits, so all rows have about as many words.
    pub(super) frequent: &'static str,
    /// The letters that it has and some languages of its script lack: those beyond ASCII for Latin,
    /// those beyond the letters that all share for other scripts.
    pub(super) letters: &'static str,
    pub(super) stop_words: StopWords,
    pub(super) apostrophe: Apostrophe,
}

/// Where the stop words of a language come from.
#[derive(Clone, Copy)]
pub(super) struct StopWords {
    /// Whether the list of the crate `stop-words` is used (that of NLTK where there is one, otherwise
    /// that of stopwords-iso).
    pub(super) from_crate: bool,
    /// Words in addition to the crate's list.
    pub(super) added: &'static str,
    /// Words of the crate's list that are left out because they carry meaning.
    pub(super) removed: &'static str,
}

/// The crate's stop words and those of `added`.
const fn crate_list_and(added: &'static str) -> StopWords {
    StopWords {
        from_crate: true,
        added,
        removed: "",
    }
}

/// Only the stop words of `added`.
const fn own_list(added: &'static str) -> StopWords {
    StopWords {
        from_crate: false,
        added,
        removed: "",
    }
}

/// What an apostrophe inside a word means.
#[derive(Clone, Copy)]
pub(super) enum Apostrophe {
    /// It is part of the word: "don't".
    Inside,
    /// It separates one of these prefixes, which is a word of its own: "l'homme".
    EndsPrefix(&'static str),
    /// It separates a suffix: "Ankara'da".
    StartsSuffix,
}

impl Row {
    /// The stop words, sorted and without repetitions.
    pub(super) fn list_stop_words(&self) -> Vec<&'static str> {
        let StopWords {
            from_crate,
            added,
            removed,
        } = self.stop_words;
        let listed = from_crate.then(|| stop_words::lookup(self.tag)).flatten();
        let mut words: Vec<&'static str> = listed
            .unwrap_or_default()
            .iter()
            .copied()
            // Some lists have punctuation, digits and phrases, which no word ever equals.
            .filter(|word| word.starts_with(char::is_alphabetic) && !word.contains(' '))
            .filter(|word| !removed.split_whitespace().any(|removed| removed == *word))
            .chain(added.split_whitespace())
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The row of the undetermined language, which the other rows start from.
    pub(super) const EMPTY: Row = Row {
        tag: "und",
        name: "Undetermined",
        scripts: &[],
        stemmer: None,
        frequent: "",
        letters: "",
        stop_words: StopWords {
            from_crate: false,
            added: "",
            removed: "",
        },
        apostrophe: Apostrophe::Inside,
    };
}

const COUNT: usize = 1 + latin::ROWS.len() + other::ROWS.len();

/// All languages: `und`, then those of Latin script, English first, then the others.
pub(super) static ROWS: [&Row; COUNT] = {
    let mut rows: [&Row; COUNT] = [&Row::EMPTY; COUNT];
    let mut i = 1;
    while i < COUNT {
        rows[i] = if i <= latin::ROWS.len() {
            &latin::ROWS[i - 1]
        } else {
            &other::ROWS[i - 1 - latin::ROWS.len()]
        };
        i += 1;
    }
    rows
};

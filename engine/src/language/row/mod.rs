//! The table of languages: a row each. To add one, write its row here (in the file of its script),
//! a short text for the shared check (`tests/texts/<tag>.txt`), and what lists you can.

mod latin;
mod other;

use super::script::Script;
use rust_stemmers::Algorithm;

/// What gleaner knows of a language, apart from the lists that have folders of their own.
pub(super) struct Row {
    /// BCP 47, the primary subtag alone.
    pub(super) tag: &'static str,
    /// In English.
    pub(super) name: &'static str,
    /// What it is written in, the likeliest first.
    pub(super) scripts: &'static [Script],
    pub(super) stemmer: Option<Algorithm>,
    /// The commonest words, which tell it from the others of its script; empty where the script
    /// alone tells. About as many in each row, for detection counts hits.
    pub(super) frequent: &'static str,
    /// The letters beyond ASCII (Latin) or beyond the script's common stock that it writes.
    pub(super) letters: &'static str,
    pub(super) stop_words: StopWords,
    pub(super) glue: Glue,
}

/// Where stop words come from.
#[derive(Clone, Copy)]
pub(super) struct StopWords {
    /// Whether the list of the crate `stop-words` is taken (NLTK's where it has one, else
    /// stopwords-iso's).
    pub(super) from_crate: bool,
    /// Words of ours beyond that.
    pub(super) more: &'static str,
    /// Words of the crate's list that carry meaning.
    pub(super) fewer: &'static str,
}

/// What an apostrophe glues to a word that is no part of it.
#[derive(Clone, Copy)]
pub(super) enum Glue {
    /// Nothing.
    None,
    /// One of these words before it: "l'homme".
    Before(&'static str),
    /// Whatever follows it: "Ankara'da".
    After,
}

impl Row {
    /// Its stop words, sorted, each once.
    pub(super) fn list_stop_words(&self) -> Vec<&'static str> {
        let StopWords {
            from_crate,
            more,
            fewer,
        } = self.stop_words;
        let listed = from_crate.then(|| stop_words::lookup(self.tag)).flatten();
        let mut words: Vec<&'static str> = listed
            .unwrap_or_default()
            .iter()
            .copied()
            // Some lists have punctuation, digits and phrases of several words, which no word equals.
            .filter(|word| word.starts_with(char::is_alphabetic) && !word.contains(' '))
            .filter(|word| !fewer.split_whitespace().any(|fewer| fewer == *word))
            .chain(more.split_whitespace())
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// A row with everything empty, to write the others from.
    pub(super) const EMPTY: Row = Row {
        tag: "und",
        name: "Undetermined",
        scripts: &[],
        stemmer: None,
        frequent: "",
        letters: "",
        stop_words: StopWords {
            from_crate: false,
            more: "",
            fewer: "",
        },
        glue: Glue::None,
    };
}

const COUNT: usize = 1 + latin::ROWS.len() + other::ROWS.len();

/// Every language: `und`, those of Latin script with English first, the others.
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

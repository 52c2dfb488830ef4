//! Words → stems and classes, remembered from document to document.
//!
//! Stemming costs far more than looking a word up, and articles share most of their words: so a
//! vocabulary lives as long as its worker. What it remembers never changes an answer: stem ids are
//! only compared within one document.

use crate::language::{Language, WordClass};
use rust_stemmers::Stemmer;
use std::collections::HashMap;

/// What is known of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Equal for words of equal stem; [`Word::NO_STEM`] for words that carry no topic.
    pub(crate) stem: u32,
    /// What features and trimming look at.
    pub(crate) class: WordClass,
}

impl Word {
    /// The stem of stop words and of single letters.
    pub(crate) const NO_STEM: u32 = u32::MAX;

    /// Whether the word counts as a term.
    #[inline]
    pub(crate) fn is_term(self) -> bool {
        self.stem != Word::NO_STEM
    }
}

/// The words of one language that a worker has met.
pub(crate) struct Vocabulary {
    stemmer: Option<Stemmer>,
    words: HashMap<Box<str>, Word>,
    stems: HashMap<Box<str>, u32>,
    folded: String,
    classed: HashMap<&'static str, WordClass>,
}

impl Vocabulary {
    /// Words kept at most: some 100 MB. Beyond it the vocabulary starts anew with the next
    /// document, since a stream that keeps bringing new words (identifiers, noise) gains nothing
    /// from the old ones.
    const WORDS_MAX: usize = 1 << 20;

    /// An empty vocabulary of `language`.
    pub(crate) fn new(language: Language) -> Vocabulary {
        let mut classed = HashMap::new();
        language.classed_words(|word, class| {
            let classes: &mut WordClass = classed.entry(word).or_default();
            *classes = classes.with(class);
        });
        Vocabulary {
            stemmer: language.stemmer().map(Stemmer::create),
            words: HashMap::new(),
            stems: HashMap::new(),
            folded: String::new(),
            classed,
        }
    }

    /// Forgets everything if too much is remembered; for between documents.
    pub(crate) fn prune(&mut self) {
        if self.words.len() > Vocabulary::WORDS_MAX {
            self.words = HashMap::new();
            self.stems = HashMap::new();
        }
    }

    /// Stem and classes of `word`, in any case.
    pub(crate) fn look_up(&mut self, word: &str) -> Word {
        fold(word, &mut self.folded);
        match self.words.get(self.folded.as_str()) {
            Some(&known) => known,
            None => self.learn(),
        }
    }

    /// Takes the folded word in.
    fn learn(&mut self) -> Word {
        let folded = self.folded.as_str();
        let class = self.classed.get(folded).copied().unwrap_or_default();
        let letter = folded.chars().count() == 1
            && folded.chars().all(|c| c.is_alphabetic() && c < '\u{2E80}');
        let stem = if class.has(WordClass::STOP) || letter {
            Word::NO_STEM
        } else {
            let stem = match &self.stemmer {
                Some(stemmer) => stemmer.stem(folded),
                None => folded.into(),
            };
            match self.stems.get(stem.as_ref()) {
                Some(&id) => id,
                None => {
                    let id = self.stems.len() as u32;
                    self.stems.insert(stem.into(), id);
                    id
                }
            }
        };
        let word = Word { stem, class };
        self.words.insert(folded.into(), word);
        word
    }
}

/// Writes `word` in lower case, typographic apostrophes made plain.
fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
    } else {
        for c in word.chars() {
            if c == '’' {
                folded.push('\'');
            } else {
                folded.extend(c.to_lowercase());
            }
        }
    }
}

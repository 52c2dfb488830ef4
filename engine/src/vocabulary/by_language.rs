//! The vocabularies of a worker, one per language that it has met.

use super::Vocabulary;
use crate::language::Language;

/// One [`Vocabulary`] per language.
#[derive(Clone, Default)]
pub(crate) struct Vocabularies {
    known: Vec<(Language, Vocabulary)>,
}

impl Vocabularies {
    /// The vocabulary of `language`. If all of them together have more than
    /// [`Vocabulary::WORDS_MAX`] words, they are dropped first, so that memory is bounded.
    pub(crate) fn of(&mut self, language: Language) -> &mut Vocabulary {
        let words = self
            .known
            .iter()
            .map(|(_, vocabulary)| vocabulary.word_count());
        if words.sum::<usize>() > Vocabulary::WORDS_MAX {
            self.known.clear();
        }
        let at = match self.known.iter().position(|(known, _)| *known == language) {
            Some(at) => at,
            None => {
                self.known.push((language, Vocabulary::new(language)));
                self.known.len() - 1
            }
        };
        &mut self.known[at].1
    }
}

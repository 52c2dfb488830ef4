//! Words of a query that the document lacks, but for a slip or an ending: "vacine", "economists".

use super::TermId;
use super::words::WordScratch;
use crate::cancel::Cancel;
use crate::clean::Text;
use crate::segment;
use crate::span::Span;
use crate::vocabulary::{Vocabulary, WordIds};

/// Query words looked for at most; each costs a comparison with every word of the document.
const MISSING_MAX: usize = 32;
/// Letters that a word must share, or have, for being near another to mean anything.
const LETTERS_MIN: usize = 5;

impl WordScratch {
    /// Appends to `terms` those of the document's words that are near a word of `query` which the
    /// document lacks. O(words) where there is such a word, else next to nothing.
    pub(super) fn near_terms(
        &mut self,
        query: &str,
        texts: &[Text],
        vocabulary: &mut Vocabulary,
        terms: &mut Vec<TermId>,
        cancel: &mut Cancel,
    ) -> Option<()> {
        let missing = self.missing(query, vocabulary);
        if missing.is_empty() {
            return Some(());
        }
        for text in texts {
            let mut near: Vec<Span> = Vec::new();
            for block in text.blocks {
                cancel.check_after(block.span.len())?;
                segment::words_within(text.content, block.span.range(), |start, end| {
                    let word = &text.content[start..end];
                    if missing.iter().any(|missing| is_near(missing, word)) {
                        near.push(Span::new(start..end));
                    }
                });
            }
            let mut words = WordIds::default();
            vocabulary.look_up(text.content, &near, &mut words);
            for word in words.iter() {
                if word.is_term()
                    && let Some(term) = self.known(word.stem())
                    && !terms.contains(&term)
                {
                    terms.push(term);
                }
            }
        }
        Some(())
    }

    /// The words of `query` that would be terms, had the document any of that stem: in lower case.
    fn missing(&mut self, query: &str, vocabulary: &mut Vocabulary) -> Vec<Vec<char>> {
        let mut spans: Vec<Span> = Vec::new();
        segment::words(query, |start, end| spans.push(Span::new(start..end)));
        let mut words = WordIds::default();
        vocabulary.look_up(query, &spans, &mut words);
        let lacking = spans
            .iter()
            .zip(words.iter())
            .filter(|(_, word)| word.is_term() && self.known(word.stem()).is_none());
        lacking
            .map(|(span, _)| lower(span.of(query)).collect::<Vec<char>>())
            .filter(|letters| letters.len() >= LETTERS_MIN)
            .take(MISSING_MAX)
            .collect()
    }
}

fn lower(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().flat_map(char::to_lowercase)
}

/// Whether `word` goes on where `wanted` ends or breaks off one letter earlier, or the other way
/// round; or is `wanted` but for one letter more, less, other, or two swapped, and its last letter.
fn is_near(wanted: &[char], word: &str) -> bool {
    // Most words part here, before anything is copied.
    if lower(word).next() != wanted.first().copied() {
        return false;
    }
    let word: Vec<char> = lower(word).collect();
    let shared = wanted.iter().zip(&word).take_while(|(a, b)| a == b).count();
    let shorter = wanted.len().min(word.len());
    let extends = shared >= LETTERS_MIN && shared + 1 >= shorter;
    extends || (shorter >= LETTERS_MIN && is_one_slip(&wanted[shared..], &word[shared..]))
}

/// Whether what follows the shared start differs by one slip, and by a last letter perhaps.
fn is_one_slip(a: &[char], b: &[char]) -> bool {
    let ends_alike = |a: &[char], b: &[char]| {
        a.len().abs_diff(b.len()) <= 1 && (a.starts_with(b) || b.starts_with(a))
    };
    match (a, b) {
        ([], _) | (_, []) => ends_alike(a, b),
        ([a0, a_rest @ ..], [b0, b_rest @ ..]) => {
            ends_alike(a_rest, b)
                || ends_alike(a, b_rest)
                || ends_alike(a_rest, b_rest)
                || matches!((a_rest, b_rest), ([a1, a_rest @ ..], [b1, b_rest @ ..])
                    if a0 == b1 && a1 == b0 && ends_alike(a_rest, b_rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_near, lower};

    #[test]
    fn slips_and_endings_are_near() {
        let check = |wanted: &str, word: &str, expected: bool| {
            let letters: Vec<char> = lower(wanted).collect();
            assert_eq!(is_near(&letters, word), expected, "{wanted} and {word}");
        };
        check("vacine", "Vaccine", true);
        check("vacine", "vaccines", true);
        check("economists", "economy", true);
        check("regualtor", "regulator", true);
        check("Straße", "straßen", true);
        check("bridge", "bride", true);
        check("bridge", "budget", false);
        check("contract", "contraband", false);
        check("train", "rain", false);
        check("cat", "cats", false);
        check("wheel", "", false);
    }
}

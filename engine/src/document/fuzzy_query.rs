//! Fuzzy matching for query words that do not occur in the document: a word of the document matches
//! if it differs by one typo ("vacine") or has another suffix ("economists", "economy").

use super::TermId;
use super::words::WordScratch;
use crate::cancel::Cancel;
use crate::clean::Text;
use crate::segment;
use crate::span::Span;
use crate::vocabulary::{Vocabulary, WordIds};

/// At most this many missing words are matched, because each one is compared with every word of the
/// document.
const MISSING_MAX: usize = 32;
/// Words must have, or share, at least this many letters to match. Shorter ones match by accident.
const LETTERS_MIN: usize = 5;

impl WordScratch {
    /// Appends to `terms` the terms of `texts` that match a word of `query` which does not occur in
    /// them. Costs O(words of the texts) if there is such a word, else O(words of the query).
    /// `None` when cancelled.
    pub(super) fn append_fuzzy_terms(
        &mut self,
        query: &str,
        texts: &[Text],
        vocabulary: &mut Vocabulary,
        terms: &mut Vec<TermId>,
        cancel: &mut Cancel,
    ) -> Option<()> {
        let missing = self.missing_words(query, vocabulary);
        if missing.is_empty() {
            return Some(());
        }
        for text in texts {
            let mut matches: Vec<Span> = Vec::new();
            for block in text.blocks {
                cancel.check_after(block.span.len())?;
                segment::words_within(text.content, block.span.range(), |start, end| {
                    let word = &text.content[start..end];
                    if missing.iter().any(|missing| is_match(missing, word)) {
                        matches.push(Span::new(start..end));
                    }
                });
            }
            let mut words = WordIds::default();
            vocabulary.look_up(text.content, &matches, &mut words);
            for word in words.iter() {
                if word.is_term()
                    && let Some(term) = self.term_of_stem(word.stem())
                    && !terms.contains(&term)
                {
                    terms.push(term);
                }
            }
        }
        Some(())
    }

    /// The words of `query`, in lower case, that are neither stop words nor share a stem with a word
    /// of the document; at most [`MISSING_MAX`].
    fn missing_words(&mut self, query: &str, vocabulary: &mut Vocabulary) -> Vec<Vec<char>> {
        let mut spans: Vec<Span> = Vec::new();
        segment::words(query, |start, end| spans.push(Span::new(start..end)));
        let mut words = WordIds::default();
        vocabulary.look_up(query, &spans, &mut words);
        let missing = spans
            .iter()
            .zip(words.iter())
            .filter(|(_, word)| word.is_term() && self.term_of_stem(word.stem()).is_none());
        missing
            .map(|(span, _)| lower_case(span.of(query)).collect::<Vec<char>>())
            .filter(|letters| letters.len() >= LETTERS_MIN)
            .take(MISSING_MAX)
            .collect()
    }
}

fn lower_case(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().flat_map(char::to_lowercase)
}

/// Whether `word` matches `wanted`, which is in lower case. It does in two cases:
///
/// - The shorter of the two is the beginning of the other, except perhaps for its last letter.
/// - They differ by one typo (a letter inserted, deleted or replaced, or two neighbours swapped), and
///   perhaps in that one of them has one more letter at the end.
fn is_match(wanted: &[char], word: &str) -> bool {
    // Most words differ in the first letter, so nothing is copied for them.
    if lower_case(word).next() != wanted.first().copied() {
        return false;
    }
    let word: Vec<char> = lower_case(word).collect();
    let shared = wanted.iter().zip(&word).take_while(|(a, b)| a == b).count();
    let shorter = wanted.len().min(word.len());
    let has_other_suffix = shared >= LETTERS_MIN && shared + 1 >= shorter;
    has_other_suffix || (shorter >= LETTERS_MIN && is_one_typo(&wanted[shared..], &word[shared..]))
}

/// Whether `a` and `b`, what follows the shared beginning of two words, differ by one typo and
/// perhaps by one more letter at the end.
fn is_one_typo(a: &[char], b: &[char]) -> bool {
    let equal_but_last_letter = |a: &[char], b: &[char]| {
        a.len().abs_diff(b.len()) <= 1 && (a.starts_with(b) || b.starts_with(a))
    };
    match (a, b) {
        ([], _) | (_, []) => equal_but_last_letter(a, b),
        ([a0, a_rest @ ..], [b0, b_rest @ ..]) => {
            equal_but_last_letter(a_rest, b)
                || equal_but_last_letter(a, b_rest)
                || equal_but_last_letter(a_rest, b_rest)
                || matches!((a_rest, b_rest), ([a1, a_rest @ ..], [b1, b_rest @ ..])
                    if a0 == b1 && a1 == b0 && equal_but_last_letter(a_rest, b_rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_match, lower_case};

    #[test]
    fn typos_and_other_suffixes_match() {
        let check = |wanted: &str, word: &str, expected: bool| {
            let letters: Vec<char> = lower_case(wanted).collect();
            assert_eq!(is_match(&letters, word), expected, "{wanted} and {word}");
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

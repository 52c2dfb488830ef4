//! Near-duplicates of the sentences taken.
//!
//! The plain equivalent: whether the cosine of a sentence to any sentence taken is at least [`COSINE_MAX`]. Comparing every
//! pair would cost O(n²) if all sentences are taken. Prefix filtering (Bayardo, Ma & Srikant 2007, "Scaling up all pairs
//! similarity search") finds the same near-duplicates: sentences are compared only if they share one of the heaviest terms.
//! The test `near_duplicates_are_found_as_by_comparing_every_pair` holds the two equal.

use crate::matrix::TermMatrix;
use crate::scratch::{ensure_len_zeroed, reset};
use std::collections::HashSet;

/// Two sentences with at least this cosine are near-duplicates. A summary has only one of them.
const COSINE_MAX: f32 = 0.9;

/// The end of a list of postings.
const NONE: u32 = u32::MAX;

/// Memory reused for the next document.
#[derive(Clone, Default)]
pub(super) struct Scratch {
    /// For each term, the index of the newest of its postings, or [`NONE`].
    newest: Vec<u32>,
    /// For each term a linked list of the sentences taken that have it.
    postings: Vec<Posting>,
    /// The texts of sentences taken that have no terms.
    texts: HashSet<Box<str>>,
    /// A row as a dense vector while it is compared, else all 0.
    by_term: Vec<f32>,
    /// The indices of a row's entries, sorted by weight, heaviest first.
    order: Vec<u32>,
}

/// A sentence taken that has a certain term.
#[derive(Clone, Copy)]
struct Posting {
    sentence: u32,
    /// The index of the next older posting of the same term, or [`NONE`].
    before: u32,
}

/// Whether a vector with this sum of squares cannot have a cosine of [`COSINE_MAX`] to any unit vector.
fn is_short(square: f32) -> bool {
    // A little below the bound, because of rounding.
    square < COSINE_MAX * COSINE_MAX - 1e-3
}

/// The sentences taken so far, with an index by term.
pub(super) struct TakenSentences<'m> {
    matrix: &'m TermMatrix,
    scratch: &'m mut Scratch,
}

impl<'m> TakenSentences<'m> {
    /// No sentences.
    pub(super) fn new(matrix: &'m TermMatrix, scratch: &'m mut Scratch) -> TakenSentences<'m> {
        reset(&mut scratch.newest, matrix.term_count(), NONE);
        ensure_len_zeroed(&mut scratch.by_term, matrix.term_count());
        scratch.postings.clear();
        scratch.texts.clear();
        TakenSentences { matrix, scratch }
    }

    /// Whether `sentence` has no terms, so that its text is compared instead.
    pub(super) fn needs_text(&self, sentence: usize) -> bool {
        self.matrix.entries(sentence).is_empty()
    }

    /// Whether a near-duplicate of `sentence` was taken. A sentence without terms is compared by its `text`, which is
    /// not read otherwise.
    ///
    /// The terms of `sentence` are tried from the heaviest on, until what is left of its row is too short to reach
    /// [`COSINE_MAX`] with any row. In most sentences even all terms that they share with others are too short.
    pub(super) fn has_near_duplicate(&mut self, sentence: usize, text: &str) -> bool {
        let Scratch {
            newest,
            postings,
            texts,
            by_term,
            order,
        } = &mut *self.scratch;
        if self.matrix.entries(sentence).is_empty() {
            return texts.contains(text);
        }
        let mut square_left = 1.0 - self.matrix.unshared_square(sentence);
        if is_short(square_left) {
            return false;
        }
        let row = self.matrix.shared_row(sentence);
        let (terms, weights) = (row.terms(), row.weights());
        order.clear();
        order.extend(0..terms.len() as u32);
        order.sort_unstable_by(|&a, &b| weights[b as usize].total_cmp(&weights[a as usize]));
        row.add_to(by_term, 1.0);
        let mut found = false;
        for &mut at in order {
            if found || is_short(square_left) {
                break;
            }
            square_left -= weights[at as usize] * weights[at as usize];
            let mut posting = newest[terms[at as usize] as usize];
            while posting != NONE && !found {
                let Posting { sentence, before } = postings[posting as usize];
                found = self.matrix.dot(sentence as usize, by_term) >= COSINE_MAX;
                posting = before;
            }
        }
        row.set_zero(by_term);
        found
    }

    /// Adds `sentence`, whose bullet is `text`. The text is read only if the sentence has no terms.
    pub(super) fn insert(&mut self, sentence: usize, text: &str) {
        let Scratch {
            newest,
            postings,
            texts,
            ..
        } = &mut *self.scratch;
        if self.matrix.entries(sentence).is_empty() {
            texts.insert(text.into());
        }
        let row = self.matrix.shared_row(sentence);
        let entries = row.terms().iter().zip(row.weights());
        // Entries of weight 0 are padding.
        for (&term, _) in entries.filter(|(_, weight)| **weight > 0.0) {
            let newest = &mut newest[term as usize];
            postings.push(Posting {
                sentence: sentence as u32,
                before: *newest,
            });
            *newest = postings.len() as u32 - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cancel::never_cancelled;
    use crate::language::Language;
    use crate::options::Options;
    use crate::reader::Reader;
    use crate::source::Source;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn near_duplicates_are_found_as_by_comparing_every_pair(
            sentences in proptest::collection::vec("[a-e]{5,12}", 1..12),
        ) {
            let words = ["zorb", "quab", "mirk", "flom", "dreb"];
            let word = |letter: char| words[letter as usize - 'a' as usize];
            let paragraphs: Vec<String> = sentences
                .iter()
                .map(|letters| letters.chars().map(word).collect::<Vec<_>>().join(" ") + ".")
                .collect();
            let text = paragraphs.join("\n\n");
            let options = Options::default().with_language(Language::ENGLISH);
            let sources = [Source::new(&text)];
            let (mut reader, mut matrix) = (Reader::default(), TermMatrix::default());
            never_cancelled(|cancel| {
                let reading = reader.read(&sources, &options, cancel)?;
                matrix.fill(reading.document, cancel)
            });
            prop_assert_eq!(matrix.row_count(), sentences.len());

            let cosine = |a: usize, b: usize| -> f32 {
                let row: Vec<_> = matrix.row(b).collect();
                let other = |term| row.iter().find(|(known, _)| *known == term).map_or(0.0, |(_, weight)| *weight);
                matrix.row(a).map(|(term, weight)| weight * other(term)).sum()
            };
            let mut scratch = Scratch::default();
            let mut taken = TakenSentences::new(&matrix, &mut scratch);
            for sentence in 0..sentences.len() {
                let nearest = (0..sentence).map(|other| cosine(sentence, other)).fold(0.0, f32::max);
                let found = taken.has_near_duplicate(sentence, "");
                // So near to the bound, rounding decides.
                if (nearest - COSINE_MAX).abs() > 1e-5 {
                    prop_assert_eq!(found, nearest > COSINE_MAX, "sentence {} of {:?}", sentence, sentences);
                }
                taken.insert(sentence, "");
            }
        }
    }
}

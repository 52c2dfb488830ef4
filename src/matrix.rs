//! Sentence × term: the sparse rows that similarity, centrality and redundancy are read from.

use crate::document::{Document, TermId};
use crate::logarithm::ln;
use crate::stop::Stop;

/// One unit row of tf·idf weights per sentence, in compressed sparse rows. Sentences that cannot
/// be bullets have empty rows: headings and boilerplate sway no score.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermMatrix {
    row_starts: Vec<u32>,
    terms: Vec<TermId>,
    weights: Vec<f32>,
    frequency: Vec<u32>,
    sentence_frequency: Vec<u32>,
    idf: Vec<f32>,
    /// The rows without terms that stand in no other row.
    shared: Shared,
    /// Where each term's newest entry stands, to find it again within one row.
    last_entry: Vec<u32>,
}

/// The part of the rows that decides how alike two of them are: about half, since most terms of a
/// text come in one sentence only.
#[derive(Clone, Debug, Default)]
struct Shared {
    row_starts: Vec<u32>,
    terms: Vec<TermId>,
    weights: Vec<f32>,
    /// Of each row, the squared length of the rest.
    rest: Vec<f32>,
}

impl TermMatrix {
    /// How many rows: one for every sentence of the document.
    #[inline]
    pub(crate) fn row_count(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// How many columns: one for every term of the document.
    #[inline]
    pub(crate) fn term_count(&self) -> usize {
        self.frequency.len()
    }

    /// The terms of a row, each once, in order of first appearance, and their weights.
    #[inline]
    pub(crate) fn row(&self, sentence: usize) -> (&[TermId], &[f32]) {
        let range = self.row_starts[sentence] as usize..self.row_starts[sentence + 1] as usize;
        (&self.terms[range.clone()], &self.weights[range])
    }

    /// The entries of a row whose terms stand in other rows too. The product of two rows is that of
    /// their shared entries.
    #[inline]
    pub(crate) fn shared_row(&self, sentence: usize) -> (&[TermId], &[f32]) {
        let Shared {
            row_starts,
            terms,
            weights,
            ..
        } = &self.shared;
        let range = row_starts[sentence] as usize..row_starts[sentence + 1] as usize;
        (&terms[range.clone()], &weights[range])
    }

    /// What the entries that a row shares with none add to its product with itself.
    #[inline]
    pub(crate) fn rest(&self, sentence: usize) -> f32 {
        self.shared.rest[sentence]
    }

    /// The product of a row with a vector that is zero where only this row is not, such as another
    /// row.
    #[inline]
    pub(crate) fn dot(&self, sentence: usize, by_term: &[f32]) -> f32 {
        let (terms, weights) = self.shared_row(sentence);
        let mut sum = 0.0;
        for (&term, &weight) in terms.iter().zip(weights) {
            sum += by_term[term as usize] * weight;
        }
        sum
    }

    /// Adds `factor` times the shared entries of a row to a vector over the terms.
    #[inline]
    pub(crate) fn add(&self, sentence: usize, factor: f32, by_term: &mut [f32]) {
        let (terms, weights) = self.shared_row(sentence);
        for (&term, &weight) in terms.iter().zip(weights) {
            by_term[term as usize] += factor * weight;
        }
    }

    /// How often each term occurs over all rows.
    #[inline]
    pub(crate) fn frequency(&self) -> &[u32] {
        &self.frequency
    }

    /// Inverse sentence frequency of each term, ln(1 + n / sentences with it).
    #[inline]
    pub(crate) fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// Counts the terms of `document` into rows, weighs them tf·idf and scales rows to unit
    /// length. O(words). `None` when `stop` said so.
    pub(crate) fn count(&mut self, document: &Document, stop: &mut Stop) -> Option<()> {
        let term_count = document.term_count();
        self.row_starts.clear();
        self.terms.clear();
        self.weights.clear();
        refill(&mut self.frequency, term_count, 0);
        refill(&mut self.sentence_frequency, term_count, 0);
        refill(&mut self.last_entry, term_count, u32::MAX);

        self.row_starts.push(0);
        let mut candidates = 0u32;
        for (sentence, found) in document.sentences().iter().enumerate() {
            stop.after(found.span.len())?;
            let row_start = self.terms.len() as u32;
            if document.is_candidate(sentence) {
                candidates += 1;
                for &term in document.terms(sentence) {
                    let index = term as usize;
                    self.frequency[index] += 1;
                    let at = self.last_entry[index];
                    if at != u32::MAX && at >= row_start {
                        self.weights[at as usize] += 1.0;
                    } else {
                        self.last_entry[index] = self.terms.len() as u32;
                        self.sentence_frequency[index] += 1;
                        self.terms.push(term);
                        self.weights.push(1.0);
                    }
                }
            }
            self.row_starts.push(self.terms.len() as u32);
        }
        self.idf.clear();
        self.idf
            .extend(self.sentence_frequency.iter().map(|&frequency| {
                let frequency = frequency.max(1);
                ln(candidates + frequency) - ln(frequency)
            }));
        self.scale(stop)
    }

    /// tf → tf·idf, rows to unit length; copies what they share.
    fn scale(&mut self, stop: &mut Stop) -> Option<()> {
        let Shared {
            row_starts,
            terms: shared_terms,
            weights: shared_weights,
            rest,
        } = &mut self.shared;
        row_starts.clear();
        rest.clear();
        shared_terms.resize(self.terms.len(), 0);
        shared_weights.resize(self.terms.len(), 0.0);
        let mut shared = 0;
        row_starts.push(0);
        for bounds in self.row_starts.windows(2) {
            let range = bounds[0] as usize..bounds[1] as usize;
            stop.after(8 * range.len())?;
            let weights = &mut self.weights[range.clone()];
            let terms = &self.terms[range];
            let mut square = 0.0;
            for (weight, &term) in weights.iter_mut().zip(terms) {
                *weight *= self.idf[term as usize];
                square += *weight * *weight;
            }
            let scale = if square > 0.0 {
                1.0 / square.sqrt()
            } else {
                0.0
            };
            let mut rest_square = 0.0;
            for (weight, &term) in weights.iter_mut().zip(terms) {
                *weight *= scale;
                // Written in any case and kept if it is shared: a coin toss is no good branch.
                let is_shared = self.sentence_frequency[term as usize] > 1;
                shared_terms[shared] = term;
                shared_weights[shared] = *weight;
                shared += usize::from(is_shared);
                rest_square += if is_shared { 0.0 } else { *weight * *weight };
            }
            row_starts.push(shared as u32);
            rest.push(rest_square);
        }
        shared_terms.truncate(shared);
        shared_weights.truncate(shared);
        Some(())
    }
}

/// Makes `column` hold `length` times `value`.
pub(crate) fn refill<T: Copy>(column: &mut Vec<T>, length: usize, value: T) {
    column.clear();
    column.resize(length, value);
}

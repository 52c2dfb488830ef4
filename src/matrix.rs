//! Sentence × term: the sparse rows that similarity, centrality and redundancy are read from.

use crate::document::{Document, TermId};

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
    /// Where each term's newest entry stands, to find it again within one row.
    last_entry: Vec<u32>,
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

    /// The dot product of a row with a vector over the terms.
    #[inline]
    pub(crate) fn dot(&self, sentence: usize, by_term: &[f32]) -> f32 {
        let (terms, weights) = self.row(sentence);
        let mut sum = 0.0;
        for (&term, &weight) in terms.iter().zip(weights) {
            sum += by_term[term as usize] * weight;
        }
        sum
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
    /// length. O(words).
    pub(crate) fn count(&mut self, document: &Document) {
        let term_count = document.term_count();
        self.row_starts.clear();
        self.terms.clear();
        self.weights.clear();
        refill(&mut self.frequency, term_count, 0);
        refill(&mut self.sentence_frequency, term_count, 0);
        refill(&mut self.last_entry, term_count, u32::MAX);

        self.row_starts.push(0);
        let mut candidates = 0u32;
        for sentence in 0..document.sentences().len() {
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
        self.idf.extend(
            self.sentence_frequency
                .iter()
                .map(|&frequency| libm::logf(1.0 + candidates as f32 / frequency.max(1) as f32)),
        );
        self.scale();
    }

    /// tf → tf·idf, rows to unit length.
    fn scale(&mut self) {
        for sentence in 0..self.row_count() {
            let range = self.row_starts[sentence] as usize..self.row_starts[sentence + 1] as usize;
            let weights = &mut self.weights[range.clone()];
            let mut square = 0.0;
            for (weight, &term) in weights.iter_mut().zip(&self.terms[range]) {
                *weight *= self.idf[term as usize];
                square += *weight * *weight;
            }
            if square > 0.0 {
                let scale = 1.0 / square.sqrt();
                weights.iter_mut().for_each(|weight| *weight *= scale);
            }
        }
    }
}

/// Makes `column` hold `length` times `value`.
pub(crate) fn refill<T: Copy>(column: &mut Vec<T>, length: usize, value: T) {
    column.clear();
    column.resize(length, value);
}

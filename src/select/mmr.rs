//! Maximal marginal relevance: Carbonell & Goldstein 1998, "The use of MMR, diversity-based
//! reranking". Gain is score − λ · (largest cosine to what is taken), scores on a scale of 0 to 1.
//!
//! Departure: the paper weighs score and penalty λ and 1 − λ; here λ weighs the penalty alone, so
//! that 0 leaves the order of scores.

use super::Objective;
use crate::matrix::{TermMatrix, refill};

/// Kept from document to document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    /// Of each sentence, the largest cosine to what is taken.
    nearest: Vec<f32>,
    /// The row of the sentence taken last, zero for terms it does not have.
    by_term: Vec<f32>,
}

/// Scores less what was said already.
pub(crate) struct Mmr<'m> {
    matrix: &'m TermMatrix,
    scores: &'m [f64],
    redundancy: f64,
    scale: f64,
    scratch: &'m mut Scratch,
}

impl<'m> Mmr<'m> {
    /// `scores` by sentence; `redundancy` is λ, 0 to 1.
    pub(crate) fn new(
        matrix: &'m TermMatrix,
        scores: &'m [f64],
        redundancy: f64,
        scratch: &'m mut Scratch,
    ) -> Mmr<'m> {
        let (least, most) = scores.iter().fold((f64::MAX, f64::MIN), |(a, b), &score| {
            (a.min(score), b.max(score))
        });
        refill(&mut scratch.nearest, scores.len(), 0.0);
        refill(&mut scratch.by_term, matrix.term_count(), 0.0);
        Mmr {
            matrix,
            scores,
            redundancy,
            scale: (most - least).max(1e-9),
            scratch,
        }
    }
}

impl Objective for Mmr<'_> {
    fn gain(&self, sentence: usize) -> f64 {
        self.scores[sentence] / self.scale
            - self.redundancy * f64::from(self.scratch.nearest[sentence])
    }

    fn take(&mut self, sentence: usize) {
        if self.redundancy == 0.0 {
            return;
        }
        let Scratch { nearest, by_term } = &mut *self.scratch;
        let (terms, weights) = self.matrix.row(sentence);
        for (&term, &weight) in terms.iter().zip(weights) {
            by_term[term as usize] = weight;
        }
        for (row, nearest) in nearest.iter_mut().enumerate() {
            *nearest = nearest.max(self.matrix.dot(row, by_term));
        }
        for &term in terms {
            by_term[term as usize] = 0.0;
        }
    }
}

//! Maximal marginal relevance: Carbonell & Goldstein 1998, "The use of MMR, diversity-based
//! reranking". Gain is score − λ · (largest cosine to what is taken), scores on a scale of 0 to 1.
//!
//! Departure: the paper weighs score and penalty λ and 1 − λ; here λ weighs the penalty alone, so
//! that 0 leaves the order of scores.

use super::Objective;
use crate::matrix::{TermMatrix, refill};

/// Scores less what was said already.
pub(crate) struct Mmr<'m> {
    matrix: &'m TermMatrix,
    scores: &'m [f64],
    redundancy: f64,
    scale: f64,
    nearest: Vec<f32>,
    by_term: Vec<f32>,
}

impl<'m> Mmr<'m> {
    /// `scores` by sentence; `redundancy` is λ, 0 to 1.
    pub(crate) fn new(matrix: &'m TermMatrix, scores: &'m [f64], redundancy: f64) -> Mmr<'m> {
        let (least, most) = scores.iter().fold((f64::MAX, f64::MIN), |(a, b), &score| {
            (a.min(score), b.max(score))
        });
        let mut nearest = Vec::new();
        refill(&mut nearest, scores.len(), 0.0);
        Mmr {
            matrix,
            scores,
            redundancy,
            scale: (most - least).max(1e-9),
            nearest,
            by_term: Vec::new(),
        }
    }
}

impl Objective for Mmr<'_> {
    fn gain(&self, sentence: usize) -> f64 {
        self.scores[sentence] / self.scale - self.redundancy * f64::from(self.nearest[sentence])
    }

    fn take(&mut self, sentence: usize) {
        if self.redundancy == 0.0 {
            return;
        }
        refill(&mut self.by_term, self.matrix.term_count(), 0.0);
        let (terms, weights) = self.matrix.row(sentence);
        for (&term, &weight) in terms.iter().zip(weights) {
            self.by_term[term as usize] = weight;
        }
        for (row, nearest) in self.nearest.iter_mut().enumerate() {
            let (terms, weights) = self.matrix.row(row);
            let mut cosine = 0.0;
            for (&term, &weight) in terms.iter().zip(weights) {
                cosine += self.by_term[term as usize] * weight;
            }
            *nearest = nearest.max(cosine);
        }
    }
}

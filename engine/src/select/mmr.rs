//! Maximal marginal relevance: Carbonell & Goldstein 1998, "The use of MMR, diversity-based
//! reranking". Gain is score − λ · (largest cosine to what is taken), scores on a scale of 0 to 1.
//!
//! Departure: the paper weighs score and penalty λ and 1 − λ; here λ weighs the penalty alone, so
//! that 0 leaves the order of scores.

use super::Objective;
use crate::matrix::TermMatrix;
use crate::scratch::{ensure_len_zeroed, reset};

/// Kept from document to document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    taken: Vec<u32>,
    /// Of each sentence, what is known of its likeness to what is taken.
    nearest: Vec<Nearest>,
    /// The row in hand, zero for terms it does not have: all, as long as none is in hand.
    by_term: Vec<f32>,
}

#[derive(Clone, Copy, Default)]
struct Nearest {
    /// The largest cosine to the first `compared` sentences taken.
    cosine: f32,
    compared: u32,
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
    /// `scores` by sentence, from `least` to `most`; `redundancy` is λ, 0 to 1.
    pub(crate) fn new(
        matrix: &'m TermMatrix,
        scores: &'m [f64],
        (least, most): (f64, f64),
        redundancy: f64,
        scratch: &'m mut Scratch,
    ) -> Mmr<'m> {
        scratch.taken.clear();
        reset(&mut scratch.nearest, scores.len(), Nearest::default());
        ensure_len_zeroed(&mut scratch.by_term, matrix.term_count());
        Mmr {
            matrix,
            scores,
            redundancy,
            scale: (most - least).max(1e-9),
            scratch,
        }
    }

    /// The largest cosine of `sentence` to what is taken; compared is only what was taken since it
    /// was asked for last.
    fn nearest(&mut self, sentence: usize) -> f32 {
        let Scratch {
            taken,
            nearest,
            by_term,
        } = &mut *self.scratch;
        let nearest = &mut nearest[sentence];
        let since = &taken[nearest.compared as usize..];
        if !since.is_empty() {
            let row = self.matrix.shared_row(sentence);
            row.add_to(by_term, 1.0);
            for &other in since {
                nearest.cosine = nearest.cosine.max(self.matrix.dot(other as usize, by_term));
            }
            row.clear_in(by_term);
            nearest.compared = taken.len() as u32;
        }
        nearest.cosine
    }
}

impl Objective for Mmr<'_> {
    fn gain(&mut self, sentence: usize) -> f64 {
        self.scores[sentence] / self.scale - self.redundancy * f64::from(self.nearest(sentence))
    }

    fn take(&mut self, sentence: usize) {
        if self.redundancy > 0.0 {
            self.scratch.taken.push(sentence as u32);
        }
    }

    fn only_falls(&self) -> bool {
        true
    }
}

//! Maximal marginal relevance: Carbonell & Goldstein 1998, "The use of MMR, diversity-based reranking". The gain of a
//! sentence is its score / (the range of all scores) − λ · (the largest cosine to a sentence taken).
//!
//! Departure from the paper: it weighs the score with λ and the penalty with 1 − λ. Here λ is the weight of the penalty
//! alone, so that 0 leaves the order of the scores.

use super::Objective;
use crate::matrix::TermMatrix;
use crate::scratch::{ensure_len_zeroed, reset};

/// Memory reused for the next document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    /// The sentences taken.
    taken: Vec<u32>,
    /// For each sentence, its largest cosine to the sentences taken.
    nearest: Vec<Nearest>,
    /// A row as a dense vector while it is compared, else all 0.
    by_term: Vec<f32>,
}

/// How similar a sentence is to those taken.
#[derive(Clone, Copy, Default)]
struct Nearest {
    /// The largest cosine to the first `compared` sentences taken.
    cosine: f32,
    compared: u32,
}

/// The state of MMR.
pub(crate) struct Mmr<'m> {
    matrix: &'m TermMatrix,
    /// By sentence.
    scores: &'m [f64],
    /// λ.
    redundancy: f64,
    /// The difference of the largest and the smallest score.
    score_range: f64,
    scratch: &'m mut Scratch,
}

impl<'m> Mmr<'m> {
    /// The state before the first sentence is taken. `scores` are by sentence, and those of candidates are from `least` to
    /// `most`. `redundancy` is λ, 0 to 1.
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
            score_range: (most - least).max(1e-9),
            scratch,
        }
    }

    /// The largest cosine of `sentence` to a sentence taken. It is compared only with sentences taken since the last call.
    fn largest_cosine(&mut self, sentence: usize) -> f32 {
        let Scratch {
            taken,
            nearest,
            by_term,
        } = &mut *self.scratch;
        let nearest = &mut nearest[sentence];
        let new = &taken[nearest.compared as usize..];
        if !new.is_empty() {
            let row = self.matrix.shared_row(sentence);
            row.add_to(by_term, 1.0);
            for &other in new {
                nearest.cosine = nearest.cosine.max(self.matrix.dot(other as usize, by_term));
            }
            row.set_zero(by_term);
            nearest.compared = taken.len() as u32;
        }
        nearest.cosine
    }
}

impl Objective for Mmr<'_> {
    fn gain(&mut self, sentence: usize) -> f64 {
        let penalty = self.redundancy * f64::from(self.largest_cosine(sentence));
        self.scores[sentence] / self.score_range - penalty
    }

    fn take(&mut self, sentence: usize) {
        if self.redundancy > 0.0 {
            self.scratch.taken.push(sentence as u32);
        }
    }

    fn is_submodular(&self) -> bool {
        true
    }
}

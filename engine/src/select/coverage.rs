//! Submodular coverage: Lin & Bilmes 2011, "A class of submodular functions for document
//! summarization": L(S) + λ R(S), a reward for covering the document, which saturates, and one for
//! drawing on different parts of it, with diminishing returns in each. Greedy choice is then within
//! 1 − 1/e of the best.
//!
//! Departures from the paper: what saturates is each term's coverage, at a share of its weight in the
//! whole document, where the paper has each sentence's, at the cost of comparing every pair; unsaturated
//! the two are the same sum, since a sentence's similarity to all others is its product with the sum of
//! all rows. The parts are runs of neighbouring sentences instead of k-means clusters, since texts
//! keep to a topic for a while. The gain is not divided by length. Under a query the weights of its
//! terms are doubled.

use super::Objective;
use crate::document::Document;
use crate::matrix::TermMatrix;

/// A term is covered once the summary has this share of its weight in the document.
const SATURATION: f64 = 0.1;
/// λ, the weight of diversity.
const DIVERSITY: f64 = 1.0;
/// Candidates of one part: the paper has a fifth as many clusters as sentences.
const PART_SENTENCES: usize = 5;

/// What the summary covers so far.
pub(crate) struct Coverage<'m> {
    matrix: &'m TermMatrix,
    /// Each term's mean weight over the sentences of the document.
    weight: Vec<f64>,
    covered: Vec<f64>,
    /// Each sentence's mean similarity to all of them.
    reward: Vec<f64>,
    part_rewards: Vec<f64>,
    part_of: Vec<u32>,
}

impl<'m> Coverage<'m> {
    /// Nothing taken yet.
    pub(crate) fn new(document: &Document, matrix: &'m TermMatrix) -> Coverage<'m> {
        let mut weight = vec![0.0; matrix.term_count()];
        let share = 1.0 / document.candidate_count().max(1) as f64;
        for row in 0..matrix.row_count() {
            for (term, value) in entries(matrix, row) {
                weight[term] += value * share;
            }
        }
        for &term in document.query_terms() {
            weight[term as usize] *= 2.0;
        }
        let reward = (0..matrix.row_count())
            .map(|row| {
                entries(matrix, row)
                    .map(|(term, value)| value * weight[term])
                    .sum()
            })
            .collect();
        let mut candidates = 0;
        let part_of = (0..matrix.row_count())
            .map(|row| {
                candidates += u32::from(document.is_candidate(row));
                candidates.saturating_sub(1) / PART_SENTENCES as u32
            })
            .collect();
        Coverage {
            matrix,
            covered: vec![0.0; weight.len()],
            weight,
            reward,
            part_rewards: vec![0.0; candidates as usize / PART_SENTENCES + 1],
            part_of,
        }
    }
}

impl Objective for Coverage<'_> {
    fn gain(&mut self, sentence: usize) -> f64 {
        let covering: f64 = entries(self.matrix, sentence)
            .map(|(term, value)| {
                let weight = self.weight[term];
                let room = (SATURATION * weight - self.covered[term]).max(0.0);
                weight * value.min(room)
            })
            .sum();
        let before = self.part_rewards[self.part_of[sentence] as usize];
        let diversity = (before + self.reward[sentence]).sqrt() - before.sqrt();
        covering + DIVERSITY * diversity
    }

    fn take(&mut self, sentence: usize) {
        for (term, value) in entries(self.matrix, sentence) {
            self.covered[term] += value;
        }
        self.part_rewards[self.part_of[sentence] as usize] += self.reward[sentence];
    }

    fn only_falls(&self) -> bool {
        true
    }
}

fn entries(matrix: &TermMatrix, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
    (matrix.row(row)).map(|(term, weight)| (term as usize, f64::from(weight)))
}

//! Submodular coverage: Lin & Bilmes 2011, "A class of submodular functions for document summarization". The objective is
//! L(S) + λ R(S). L rewards covering the document and saturates. R rewards sentences from different clusters, with
//! diminishing returns within each. The greedy choice reaches at least 1 − 1/e of the best possible value.
//!
//! Departures from the paper:
//!
//! - What saturates is the coverage of each term, at a share of its weight in the document. In the paper it is the coverage
//!   of each sentence, which needs the similarity of every pair. Without saturation the two are the same sum, because a
//!   sentence's similarity to all others is its product with the sum of all rows.
//! - The clusters are runs of neighbouring sentences instead of k-means clusters, because a text usually stays with a topic
//!   for a while.
//! - The gain is not divided by the length of the sentence.
//! - With a query, the weights of its terms are doubled.

use super::Objective;
use crate::document::Document;
use crate::matrix::TermMatrix;

/// A term is covered once the summary has this share of its weight in the document.
const SATURATION: f64 = 0.1;
/// λ, the weight of R.
const DIVERSITY: f64 = 1.0;
/// The number of candidates of a cluster. The paper has a fifth as many clusters as sentences.
const CLUSTER_SENTENCES: usize = 5;

/// The state of the objective.
pub(crate) struct Coverage<'m> {
    matrix: &'m TermMatrix,
    /// The mean weight of each term over the candidates.
    weight: Vec<f64>,
    /// The weight of each term in the sentences taken.
    covered: Vec<f64>,
    /// The mean similarity of each sentence to all candidates.
    reward: Vec<f64>,
    /// The rewards of the sentences taken, summed by cluster.
    cluster_rewards: Vec<f64>,
    /// The cluster of each sentence.
    cluster_of: Vec<u32>,
}

impl<'m> Coverage<'m> {
    /// The state before the first sentence is taken.
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
        let cluster_of = (0..matrix.row_count())
            .map(|row| {
                candidates += u32::from(document.is_candidate(row));
                candidates.saturating_sub(1) / CLUSTER_SENTENCES as u32
            })
            .collect();
        Coverage {
            matrix,
            covered: vec![0.0; weight.len()],
            weight,
            reward,
            cluster_rewards: vec![0.0; candidates as usize / CLUSTER_SENTENCES + 1],
            cluster_of,
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
        let before = self.cluster_rewards[self.cluster_of[sentence] as usize];
        let diversity = (before + self.reward[sentence]).sqrt() - before.sqrt();
        covering + DIVERSITY * diversity
    }

    fn take(&mut self, sentence: usize) {
        for (term, value) in entries(self.matrix, sentence) {
            self.covered[term] += value;
        }
        self.cluster_rewards[self.cluster_of[sentence] as usize] += self.reward[sentence];
    }

    fn is_submodular(&self) -> bool {
        true
    }
}

/// The terms of a row and their weights, as indices and 64-bit floats.
fn entries(matrix: &TermMatrix, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
    (matrix.row(row)).map(|(term, weight)| (term as usize, f64::from(weight)))
}

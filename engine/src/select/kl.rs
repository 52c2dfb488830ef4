//! KL-Sum: Haghighi & Vanderwende 2009, "Exploring content models for multi-document summarization": choose the
//! summary whose term distribution Q diverges least from the document's distribution P. The gain of a sentence is how
//! much it lowers the divergence Σ P(w) ln(P(w)/Q(w)).
//!
//! Departures from the paper: it does not say what happens to words that the summary lacks, for which the divergence is
//! infinite. Here, as in common implementations, the sum is over the words that the summary has. With a query, half of P
//! is spread over its terms.

use super::{Objective, term_distribution};
use crate::document::Document;
use crate::matrix::{Entry, TermMatrix};

/// The state of KL-Sum.
pub(crate) struct Kl<'d> {
    document: &'d Document,
    matrix: &'d TermMatrix,
    /// P, by term.
    target: Vec<f64>,
    /// How often the sentences taken have each term.
    counts: Vec<u32>,
    /// How many words of the sentences taken are terms.
    words: usize,
    /// Σ P(w) over the terms of the sentences taken.
    mass: f64,
    /// Σ P(w) ln(P(w)/count(w)) over them.
    sum: f64,
}

impl<'d> Kl<'d> {
    /// The state before the first sentence is taken.
    pub(crate) fn new(document: &'d Document, matrix: &'d TermMatrix) -> Kl<'d> {
        let target = term_distribution(document, matrix);
        Kl {
            document,
            matrix,
            counts: vec![0; target.len()],
            target,
            words: 0,
            mass: 0.0,
            sum: 0.0,
        }
    }

    /// `words`, `mass` and `sum` as they would be with `sentence`. For each of its terms the summand
    /// P(w) ln(P(w)/count(w)) changes.
    fn with(&self, sentence: usize) -> (usize, f64, f64) {
        let (mut mass, mut sum) = (self.mass, self.sum);
        for &Entry { term, count } in self.matrix.entries(sentence) {
            let (p, old) = (self.target[term as usize], self.counts[term as usize]);
            if old == 0 {
                mass += p;
            } else {
                sum -= summand(p, old);
            }
            sum += summand(p, old + count);
        }
        (self.words + self.document.terms(sentence).len(), mass, sum)
    }
}

/// Σ P ln(P/Q), because Q = count / words and so ln(P/Q) = ln(P/count) + ln(words).
fn divergence((words, mass, sum): (usize, f64, f64)) -> f64 {
    sum + mass * libm::log(words.max(1) as f64)
}

/// P ln(P/count).
fn summand(p: f64, count: u32) -> f64 {
    p * libm::log(p / f64::from(count))
}

impl Objective for Kl<'_> {
    fn gain(&mut self, sentence: usize) -> f64 {
        divergence((self.words, self.mass, self.sum)) - divergence(self.with(sentence))
    }

    fn take(&mut self, sentence: usize) {
        (self.words, self.mass, self.sum) = self.with(sentence);
        for &Entry { term, count } in self.matrix.entries(sentence) {
            self.counts[term as usize] += count;
        }
    }

    fn is_submodular(&self) -> bool {
        false
    }
}

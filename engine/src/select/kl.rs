//! KL-Sum: Haghighi & Vanderwende 2009, "Exploring content models for multi-document
//! summarization": the summary whose term distribution Q diverges least from the document's P. Gain
//! is how much the sentence lowers Σ P(w) ln(P(w)/Q(w)).
//!
//! Departures from the paper: it leaves open what becomes of words that the summary lacks, without
//! which the divergence is infinite; here, as in common implementations, the sum runs over the words
//! it has. Under a query, half of P is spread over its terms.

use super::{Objective, distribution};
use crate::document::Document;
use crate::matrix::{Entry, TermMatrix};

/// The counts of what is taken, beside the document's distribution.
pub(crate) struct Kl<'d> {
    document: &'d Document,
    matrix: &'d TermMatrix,
    /// P.
    target: Vec<f64>,
    /// How often the summary has each term.
    counts: Vec<u32>,
    /// Words of the summary that are terms.
    words: usize,
    /// Σ P(w) over the summary's terms.
    mass: f64,
    /// Σ P(w) ln(P(w)/count) over them.
    sum: f64,
}

impl<'d> Kl<'d> {
    /// Nothing taken yet.
    pub(crate) fn new(document: &'d Document, matrix: &'d TermMatrix) -> Kl<'d> {
        let target = distribution(document, matrix);
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

    /// Words, mass and sum once `sentence` is added, whose terms change what they add by
    /// P(w) ln(P(w)/(old count + own count)).
    fn with(&self, sentence: usize) -> (usize, f64, f64) {
        let (mut mass, mut sum) = (self.mass, self.sum);
        for &Entry { term, count } in self.matrix.entries(sentence) {
            let (p, old) = (self.target[term as usize], self.counts[term as usize]);
            if old == 0 {
                mass += p;
            } else {
                sum -= part(p, old);
            }
            sum += part(p, old + count);
        }
        (self.words + self.document.terms(sentence).len(), mass, sum)
    }
}

/// Σ P ln(P/Q), since ln(P/Q) is ln(P/count) + ln(words).
fn divergence((words, mass, sum): (usize, f64, f64)) -> f64 {
    sum + mass * libm::log(words.max(1) as f64)
}

/// P ln(P/count).
fn part(p: f64, count: u32) -> f64 {
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

    fn only_falls(&self) -> bool {
        false
    }
}

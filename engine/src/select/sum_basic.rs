//! SumBasic: Nenkova & Vanderwende 2005, "The impact of frequency on summarization". Gain is the
//! mean probability of the sentence's terms; once a sentence is taken, the probability of each of
//! its terms is squared, since it need hardly be said again.
//!
//! Departures from the paper: its step 3, which looks only at sentences with the most probable word,
//! is left out, as in the authors' later account (Nenkova & McKeown 2011, § 2.1.1 calls it optional)
//! and in common implementations. Under a query, half of the probability is spread over its terms.

use super::{Objective, distribution};
use crate::document::Document;
use crate::matrix::TermMatrix;

/// The terms' probabilities, given what is taken.
pub(crate) struct SumBasic<'d> {
    document: &'d Document,
    matrix: &'d TermMatrix,
    probability: Vec<f64>,
}

impl<'d> SumBasic<'d> {
    /// Nothing taken yet.
    pub(crate) fn new(document: &'d Document, matrix: &'d TermMatrix) -> SumBasic<'d> {
        SumBasic {
            document,
            matrix,
            probability: distribution(document, matrix),
        }
    }
}

impl Objective for SumBasic<'_> {
    fn gain(&mut self, sentence: usize) -> f64 {
        let terms = self.document.terms(sentence);
        let sum: f64 = terms
            .iter()
            .map(|&term| self.probability[term as usize])
            .sum();
        sum / terms.len().max(1) as f64
    }

    fn take(&mut self, sentence: usize) {
        // Once a sentence, however often the term stands in it.
        for term in self.matrix.terms(sentence) {
            self.probability[term as usize] *= self.probability[term as usize];
        }
    }

    fn only_falls(&self) -> bool {
        true
    }
}

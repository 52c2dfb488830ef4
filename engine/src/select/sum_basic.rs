//! SumBasic: Nenkova & Vanderwende 2005, "The impact of frequency on summarization". The gain of a sentence is the
//! mean probability of its terms. When it is taken, the probability of each of its terms is squared, because the
//! summary need hardly say them again.
//!
//! Departures from the paper: its step 3, which considers only sentences with the most probable word, is left out, as
//! in common implementations and in the authors' later account (Nenkova & McKeown 2011, § 2.1.1 calls it optional).
//! With a query, half of the probability is spread over its terms.

use super::{Objective, term_distribution};
use crate::document::Document;
use crate::matrix::TermMatrix;

/// The state of SumBasic.
pub(crate) struct SumBasic<'d> {
    document: &'d Document,
    matrix: &'d TermMatrix,
    /// The probability of each term, given the sentences taken.
    probability: Vec<f64>,
}

impl<'d> SumBasic<'d> {
    /// The state before the first sentence is taken.
    pub(crate) fn new(document: &'d Document, matrix: &'d TermMatrix) -> SumBasic<'d> {
        SumBasic {
            document,
            matrix,
            probability: term_distribution(document, matrix),
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
        // A term that occurs several times in the sentence is squared once.
        for term in self.matrix.terms(sentence) {
            self.probability[term as usize] *= self.probability[term as usize];
        }
    }

    fn is_submodular(&self) -> bool {
        true
    }
}

//! Near-duplicates of what is taken, found without comparing every pair.

use crate::matrix::TermMatrix;
use std::collections::HashMap;

/// Sentences this alike never stand together.
const COSINE_MAX: f32 = 0.9;

/// The sentences taken so far, found again by the terms they weigh most.
pub(super) struct Taken<'m> {
    matrix: &'m TermMatrix,
    by_term: HashMap<u32, Vec<u32>>,
    texts: Vec<Box<str>>,
}

impl<'m> Taken<'m> {
    pub(super) fn new(matrix: &'m TermMatrix) -> Taken<'m> {
        Taken {
            matrix,
            by_term: HashMap::new(),
            texts: Vec::new(),
        }
    }

    /// Whether a sentence like `sentence` was taken: of the same terms, or, where it has none, of
    /// the same text.
    pub(super) fn has_like(&self, sentence: usize, text: &str) -> bool {
        let (terms, _) = self.matrix.row(sentence);
        if terms.is_empty() {
            return self.texts.iter().any(|taken| taken.as_ref() == text);
        }
        key_terms(self.matrix, sentence).into_iter().any(|term| {
            self.by_term.get(&term).is_some_and(|taken| {
                taken
                    .iter()
                    .any(|&taken| self.cosine(taken as usize, sentence) >= COSINE_MAX)
            })
        })
    }

    /// Remembers `sentence`.
    pub(super) fn insert(&mut self, sentence: usize, text: &str) {
        let (terms, _) = self.matrix.row(sentence);
        if terms.is_empty() {
            self.texts.push(text.into());
        }
        for &term in terms {
            self.by_term.entry(term).or_default().push(sentence as u32);
        }
    }

    fn cosine(&self, a: usize, b: usize) -> f32 {
        let (terms, weights) = self.matrix.row(a);
        let (other_terms, other_weights) = self.matrix.row(b);
        let mut sum = 0.0;
        for (&term, &weight) in terms.iter().zip(weights) {
            if let Some(at) = other_terms.iter().position(|&other| other == term) {
                sum += weight * other_weights[at];
            }
        }
        sum
    }
}

/// Terms of which a row at [`COSINE_MAX`] or above must share one: without them the rest of this
/// unit row is too short to reach that cosine (prefix filtering: Bayardo, Ma & Srikant 2007).
fn key_terms(matrix: &TermMatrix, sentence: usize) -> Vec<u32> {
    let (terms, weights) = matrix.row(sentence);
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_unstable_by(|&a, &b| weights[b].total_cmp(&weights[a]));
    let mut rest = 1.0f32;
    let mut keys = Vec::new();
    for at in order {
        // A little under the bound, for rounding.
        if rest < COSINE_MAX * COSINE_MAX - 1e-3 {
            break;
        }
        keys.push(terms[at]);
        rest -= weights[at] * weights[at];
    }
    keys
}

//! Near-duplicates of what is taken, found without comparing every pair.

use crate::matrix::TermMatrix;
use crate::scratch::{ensure_len_zeroed, reset};
use std::collections::HashSet;

/// Sentences this alike never stand together.
const COSINE_MAX: f32 = 0.9;

/// No entry.
const NONE: u32 = u32::MAX;

/// Kept from document to document.
#[derive(Clone, Default)]
pub(super) struct Scratch {
    /// Of each term, the newest of its entries.
    newest: Vec<u32>,
    /// Lists of sentences taken that have a term.
    entries: Vec<Entry>,
    /// The texts of those that have none.
    texts: HashSet<Box<str>>,
    /// The row in hand, zero for terms it does not have: all, as long as none is in hand.
    by_term: Vec<f32>,
    /// Its places, heaviest first.
    order: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Entry {
    sentence: u32,
    /// The entry of the same term before it, or [`NONE`].
    before: u32,
}

/// Whether a vector whose length squared is `square` has no cosine of [`COSINE_MAX`] with any unit
/// row.
fn is_short(square: f32) -> bool {
    // A little under the bound, for rounding.
    square < COSINE_MAX * COSINE_MAX - 1e-3
}

/// The sentences taken so far, found again by their terms.
pub(super) struct Taken<'m> {
    matrix: &'m TermMatrix,
    scratch: &'m mut Scratch,
}

impl<'m> Taken<'m> {
    pub(super) fn new(matrix: &'m TermMatrix, scratch: &'m mut Scratch) -> Taken<'m> {
        reset(&mut scratch.newest, matrix.term_count(), NONE);
        ensure_len_zeroed(&mut scratch.by_term, matrix.term_count());
        scratch.entries.clear();
        scratch.texts.clear();
        Taken { matrix, scratch }
    }

    /// Whether the text of `sentence` plays no part.
    pub(super) fn knows_by_terms(&self, sentence: usize) -> bool {
        !self.matrix.entries(sentence).is_empty()
    }

    /// Whether a sentence like `sentence` was taken: of the same terms, or, where it has none, of
    /// the same text.
    ///
    /// Only rows that share one of its heaviest terms are compared. What is left of a unit row without
    /// those is too short to reach [`COSINE_MAX`] (prefix filtering: Bayardo, Ma & Srikant 2007); in
    /// most sentences all that they share with any other is.
    pub(super) fn has_like(&mut self, sentence: usize, text: &str) -> bool {
        let Scratch {
            newest,
            entries,
            texts,
            by_term,
            order,
        } = &mut *self.scratch;
        if self.matrix.entries(sentence).is_empty() {
            return texts.contains(text);
        }
        let mut rest = 1.0 - self.matrix.rest(sentence);
        if is_short(rest) {
            return false;
        }
        let row = self.matrix.shared_row(sentence);
        let (terms, weights) = (row.terms(), row.weights());
        order.clear();
        order.extend(0..terms.len() as u32);
        order.sort_unstable_by(|&a, &b| weights[b as usize].total_cmp(&weights[a as usize]));
        row.add_to(by_term, 1.0);
        let mut found = false;
        for &mut at in order {
            if found || is_short(rest) {
                break;
            }
            rest -= weights[at as usize] * weights[at as usize];
            let mut entry = newest[terms[at as usize] as usize];
            while entry != NONE && !found {
                let Entry { sentence, before } = entries[entry as usize];
                found = self.matrix.dot(sentence as usize, by_term) >= COSINE_MAX;
                entry = before;
            }
        }
        row.clear_in(by_term);
        found
    }

    /// Remembers `sentence`.
    pub(super) fn insert(&mut self, sentence: usize, text: &str) {
        let Scratch {
            newest,
            entries,
            texts,
            ..
        } = &mut *self.scratch;
        if self.matrix.entries(sentence).is_empty() {
            texts.insert(text.into());
        }
        let row = self.matrix.shared_row(sentence);
        let of_row = row.terms().iter().zip(row.weights());
        for (&term, _) in of_row.filter(|(_, weight)| **weight > 0.0) {
            let newest = &mut newest[term as usize];
            entries.push(Entry {
                sentence: sentence as u32,
                before: *newest,
            });
            *newest = entries.len() as u32 - 1;
        }
    }
}

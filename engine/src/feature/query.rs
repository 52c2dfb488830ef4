//! How well a sentence answers the query: the idf of the query's terms that it has, as a share of the idf of
//! all terms of the query.
//!
//! After the idf overlap of Allan, Wade & Bolivar 2003, "Retrieval and novelty detection at the sentence
//! level". Departure: the sum is divided by that of the whole query, so that it is 0 to 1.

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Fills `column`, which must be zeros, with the share of each candidate, 0 to 1. Sentences that cannot be bullets
/// get 0, and so do all if the documents have no term of the query. `by_term` is scratch.
pub(super) fn share(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    column: &mut [f32],
) {
    reset(by_term, matrix.term_count(), 0.0);
    let mut whole = 0.0;
    for &term in document.query_terms() {
        let idf = matrix.column(term).idf;
        by_term[term as usize] = idf;
        whole += idf;
    }
    if whole == 0.0 {
        return;
    }
    for (row, value) in column.iter_mut().enumerate() {
        let terms = matrix.terms(row);
        let found: f32 = terms.map(|term| by_term[term as usize]).sum();
        *value = found / whole;
    }
}

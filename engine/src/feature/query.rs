//! How well a sentence answers the query: the share of the query's terms that it has, the rarer
//! ones counting more (idf overlap: Allan, Wade & Bolivar 2003, "Retrieval and novelty detection at
//! the sentence level"; the sum is divided by that over the whole query, so that 1 is all of it).

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Fills `column` with values of 0 to 1; 0 for sentences that cannot be bullets.
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

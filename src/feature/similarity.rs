//! How like a sentence is to its document's opening and to its neighbours.

use crate::document::Document;
use crate::matrix::{TermMatrix, refill};

/// Candidates that make the opening.
const LEAD: usize = 3;

/// Cosine with the first three candidates of the sentence's own document, taken as one text.
pub(super) fn lead(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    column: &mut [f32],
) {
    refill(by_term, matrix.term_count(), 0.0);
    let mut start = 0;
    for sentences in document
        .sentences()
        .chunk_by(|a, b| a.document == b.document)
    {
        let rows = start..start + sentences.len();
        let opening = || {
            rows.clone()
                .filter(|&row| document.is_candidate(row))
                .take(LEAD)
        };
        for row in opening() {
            matrix.add(row, 1.0, by_term);
        }
        for row in rows.clone() {
            column[row] = matrix.dot(row, by_term);
        }
        // What rows of the opening share with none they share with the opening.
        for row in opening() {
            column[row] += matrix.rest(row);
        }
        // The square of the opening's length is its product with its own rows.
        let square: f32 = opening().map(|row| column[row]).sum();
        let scale = 1.0 / square.max(1e-9).sqrt();
        column[rows.clone()]
            .iter_mut()
            .for_each(|value| *value *= scale);
        for row in opening() {
            wipe(matrix, row, by_term);
        }
        start = rows.end;
    }
}

/// Cosine with the row before, 0 for the first.
pub(super) fn previous(matrix: &TermMatrix, by_term: &mut Vec<f32>, column: &mut [f32]) {
    refill(by_term, matrix.term_count(), 0.0);
    column.fill(0.0);
    for (row, value) in column.iter_mut().enumerate().skip(1) {
        matrix.add(row - 1, 1.0, by_term);
        *value = matrix.dot(row, by_term);
        wipe(matrix, row - 1, by_term);
    }
}

fn wipe(matrix: &TermMatrix, row: usize, by_term: &mut [f32]) {
    let (terms, _) = matrix.shared_row(row);
    terms.iter().for_each(|&term| by_term[term as usize] = 0.0);
}

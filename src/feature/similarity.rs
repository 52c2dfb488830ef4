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
            add(matrix, row, by_term);
        }
        // The square of the opening's length is its product with its own rows.
        let square: f32 = opening().map(|row| dot(matrix, row, by_term)).sum();
        let scale = 1.0 / square.max(1e-9).sqrt();
        for row in rows.clone() {
            column[row] = dot(matrix, row, by_term) * scale;
        }
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
        add(matrix, row - 1, by_term);
        *value = dot(matrix, row, by_term);
        wipe(matrix, row - 1, by_term);
    }
}

fn add(matrix: &TermMatrix, row: usize, by_term: &mut [f32]) {
    let (terms, weights) = matrix.row(row);
    for (&term, &weight) in terms.iter().zip(weights) {
        by_term[term as usize] += weight;
    }
}

fn wipe(matrix: &TermMatrix, row: usize, by_term: &mut [f32]) {
    for &term in matrix.row(row).0 {
        by_term[term as usize] = 0.0;
    }
}

fn dot(matrix: &TermMatrix, row: usize, by_term: &[f32]) -> f32 {
    let (terms, weights) = matrix.row(row);
    let mut sum = 0.0;
    for (&term, &weight) in terms.iter().zip(weights) {
        sum += by_term[term as usize] * weight;
    }
    sum
}

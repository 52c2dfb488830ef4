//! Degree and directed centrality: how much a sentence is like the others, like those before it,
//! like those after it.
//!
//! Degree: Erkan & Radev 2004 (see centrality.rs). Directed: PacSum, Zheng & Lapata 2019, "Sentence
//! centrality revisited for unsupervised summarization": λ₁ · Σ similarity to preceding sentences +
//! λ₂ · Σ similarity to following ones; the first says what the others take up.
//!
//! Departures from the papers: similarities are tf·idf cosines, and none is cut off below a
//! threshold. So their sums are products of a row with a running sum of rows, O(words), where the
//! papers compare every pair. Both directions are divided by the largest degree, which keeps
//! degree = preceding + following within one document.

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Vectors kept from document to document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    by_term: Vec<f32>,
    sums: Vec<f64>,
    other: Vec<f32>,
}

/// Which sentences one is compared with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Those of the same document that stand before it.
    Preceding,
    /// Those of the same document that stand after it.
    Following,
}

/// Sum of cosines to all other sentences, over the largest such sum.
pub(super) fn degree(matrix: &TermMatrix, scratch: &mut Scratch, column: &mut [f32]) {
    degrees(matrix, &mut scratch.by_term, &mut scratch.sums, column);
    super::terms::scale_to_one(column);
}

/// Sum of cosines to the sentences in `direction`, over the largest degree.
pub(super) fn directed(
    document: &Document,
    matrix: &TermMatrix,
    direction: Direction,
    scratch: &mut Scratch,
    column: &mut [f32],
) {
    let Scratch {
        by_term,
        sums,
        other,
    } = scratch;
    reset(other, matrix.row_count(), 0.0);
    degrees(matrix, by_term, sums, other);
    let most = other.iter().copied().fold(0.0, f32::max);

    reset(by_term, matrix.term_count(), 0.0);
    let sentences = document.sentences();
    let rows = sentences.len();
    let at = |step: usize| match direction {
        Direction::Preceding => step,
        Direction::Following => rows - 1 - step,
    };
    let mut start = 0;
    for step in 0..rows {
        let row = at(step);
        if sentences[row].document != sentences[at(start)].document {
            // Zeroing what the last document wrote costs less than zeroing all.
            for done in start..step {
                matrix.shared_row(at(done)).clear_in(by_term);
            }
            start = step;
        }
        column[row] = if most > 0.0 {
            matrix.dot(row, by_term) / most
        } else {
            0.0
        };
        matrix.add(row, 1.0, by_term);
    }
}

/// Each row's product with the sum of all others; the whole sum is left in `by_term`.
fn degrees(matrix: &TermMatrix, by_term: &mut Vec<f32>, sums: &mut Vec<f64>, column: &mut [f32]) {
    matrix.sum(by_term);
    matrix.dots(by_term, sums, column);
    for (row, value) in column.iter_mut().enumerate() {
        // A row that is not empty has a product of 1 with itself.
        let itself = 1.0 - matrix.rest(row);
        *value = (*value - itself).max(0.0);
    }
}

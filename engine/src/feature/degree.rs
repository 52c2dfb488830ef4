//! Degree and directed centrality: how similar a sentence is to all others, to those before it, and to those
//! after it.
//!
//! Degree: Erkan & Radev 2004, "LexRank: graph-based lexical centrality as salience in text summarization".
//! Directed: PacSum, Zheng & Lapata 2019, "Sentence centrality revisited for unsupervised summarization":
//! λ₁ · Σ similarity to preceding sentences + λ₂ · Σ similarity to following ones. Sentences that later ones
//! take up again are important.
//!
//! Departures from the papers: similarities are tf·idf cosines, and none is dropped for being below a
//! threshold. So each sum is the product of a row with a running sum of rows, at O(words), where the papers
//! compare every pair. The sums of both directions are divided by the largest degree, so that degree =
//! preceding + following within one document.

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Vectors reused for the next document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    by_term: Vec<f32>,
    sums: Vec<f64>,
    degrees: Vec<f32>,
}

/// Which sentences a sentence is compared with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Those before it in the same document.
    Preceding,
    /// Those after it in the same document.
    Following,
}

/// Fills `column` with each sentence's sum of cosines to all other sentences, divided by the largest such
/// sum: 0 to 1.
pub(super) fn degree(matrix: &TermMatrix, scratch: &mut Scratch, column: &mut [f32]) {
    degrees(matrix, &mut scratch.by_term, &mut scratch.sums, column);
    super::terms::scale_to_one(column);
}

/// Fills `column` with each sentence's sum of cosines to the sentences in `direction`, divided by the largest
/// degree: 0 to 1.
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
        degrees: all_degrees,
    } = scratch;
    reset(all_degrees, matrix.row_count(), 0.0);
    degrees(matrix, by_term, sums, all_degrees);
    let largest = all_degrees.iter().copied().fold(0.0, f32::max);

    reset(by_term, matrix.term_count(), 0.0);
    let sentences = document.sentences();
    let rows = sentences.len();
    let row_of_step = |step: usize| match direction {
        Direction::Preceding => step,
        Direction::Following => rows - 1 - step,
    };
    let mut start = 0;
    for step in 0..rows {
        let row = row_of_step(step);
        if sentences[row].document != sentences[row_of_step(start)].document {
            // Only what the last document wrote is set to zero, which costs less than the whole vector.
            for done in start..step {
                matrix.shared_row(row_of_step(done)).set_zero(by_term);
            }
            start = step;
        }
        column[row] = if largest > 0.0 {
            matrix.dot(row, by_term) / largest
        } else {
            0.0
        };
        matrix.add_row(row, 1.0, by_term);
    }
}

/// Fills `column` with each row's product with the sum of all other rows. `by_term` becomes the sum of all
/// shared rows.
fn degrees(matrix: &TermMatrix, by_term: &mut Vec<f32>, sums: &mut Vec<f64>, column: &mut [f32]) {
    matrix.sum_rows(by_term);
    matrix.dot_all(by_term, sums, column);
    for (row, value) in column.iter_mut().enumerate() {
        // The product of the row with itself; it is 1 for the whole row.
        let own_product = 1.0 - matrix.unshared_square(row);
        *value = (*value - own_product).max(0.0);
    }
}

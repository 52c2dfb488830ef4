//! TextRank: Mihalcea & Tarau 2004, "TextRank: bringing order into texts".
//!
//! Departures from the paper:
//!
//! - Its similarity of sentences with a and b words is |common terms| / (ln a + ln b). Here the geometric mean
//!   of the logarithms replaces their arithmetic mean: |common terms| / (2 √(ln a · ln b)). The two are equal
//!   for sentences of equal length, and the factor 2 cancels.
//! - Length is the number of distinct terms plus one, so that a sentence with one term causes no division by
//!   zero.
//!
//! Thus the similarity is a product of a factor of each sentence, and one step of the walk is `y = D S Sᵀ D x`
//! with binary rows S and D = 1/√ln. That costs O(words), and no n × n matrix is formed.

use super::lexrank::{DEGREE_MIN, set_jumps};
use super::terms::scale_to_one;
use crate::cancel::Cancel;
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Steps end once one of them moves ranks by less than this in sum, where all ranks sum to 1.
const TOLERANCE: f32 = 1e-4;
/// Each step multiplies the error by at most the damping, 0.85, so that 60 steps leave 6e-5 of it.
const STEPS_MAX: usize = 60;

/// Vectors of the power iteration, reused for the next document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    jump: Vec<f32>,
    degree: Vec<f32>,
    rank: Vec<f32>,
    outflow: Vec<f32>,
    inflow: Vec<f32>,
    by_term: Vec<f32>,
}

/// Fills `column` with the stationary distribution over the candidates, scaled so that the largest value is 1.
/// `None` when cancelled.
pub(super) fn textrank(
    document: &Document,
    matrix: &TermMatrix,
    scratch: &mut Scratch,
    column: &mut [f32],
    cancel: &mut Cancel,
) -> Option<()> {
    let step = |x: &[f32], by_term: &mut Vec<f32>, y: &mut Vec<f32>| {
        reset(by_term, matrix.term_count(), 0.0);
        for (row, &x) in x.iter().enumerate() {
            let terms = matrix.terms(row);
            let scaled = x * length_factor(terms.len());
            for term in terms {
                by_term[term as usize] += scaled;
            }
        }
        y.clear();
        y.extend(x.iter().enumerate().map(|(row, &x)| {
            let terms = matrix.terms(row);
            let count = terms.len();
            let sum: f32 = terms.map(|term| by_term[term as usize]).sum();
            let factor = length_factor(count);
            // A sentence is not its own neighbour.
            (factor * (sum - factor * x * count as f32)).max(0.0)
        }));
    };
    walk(document, matrix, scratch, column, cancel, step)
}

/// 1/√ln(terms + 1): the entry of D for a sentence with that many distinct terms.
fn length_factor(terms: usize) -> f32 {
    1.0 / libm::logf(terms.max(1) as f32 + 1.0).sqrt()
}

/// Fills `column` with the stationary distribution of a random walk over the candidates, scaled so that the
/// largest value is 1. `None` when cancelled.
///
/// `neighbours(x, by_term, y)` sets each value of `y` to the sum over the sentence's neighbours of edge weight
/// times `x`. Edges are symmetric. `by_term` is scratch.
fn walk(
    document: &Document,
    matrix: &TermMatrix,
    scratch: &mut Scratch,
    column: &mut [f32],
    cancel: &mut Cancel,
    neighbours: impl Fn(&[f32], &mut Vec<f32>, &mut Vec<f32>),
) -> Option<()> {
    let Scratch {
        jump,
        degree,
        rank,
        outflow,
        inflow,
        by_term,
    } = scratch;
    let rows = matrix.row_count();
    let damping = set_jumps(document, matrix, by_term, jump);

    reset(outflow, rows, 1.0);
    neighbours(outflow, by_term, degree);
    rank.clear();
    rank.extend_from_slice(jump);

    for _ in 0..STEPS_MAX {
        cancel.check()?;
        // The rank of sentences without neighbours, which is distributed like a jump.
        let mut dangling = 0.0;
        for row in 0..rows {
            outflow[row] = if degree[row] > DEGREE_MIN {
                rank[row] / degree[row]
            } else {
                dangling += rank[row];
                0.0
            };
        }
        neighbours(outflow, by_term, inflow);
        let jumping = 1.0 - damping + damping * dangling;
        let mut moved = 0.0;
        for row in 0..rows {
            let next = jumping * jump[row] + damping * inflow[row];
            moved += (next - rank[row]).abs();
            rank[row] = next;
        }
        if moved < TOLERANCE {
            break;
        }
    }
    column.copy_from_slice(rank);
    scale_to_one(column);
    Some(())
}

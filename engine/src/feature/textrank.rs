//! TextRank: Mihalcea & Tarau 2004, "TextRank: bringing order into texts".
//!
//! Departures from the paper: its similarity of two sentences, |common terms| / (ln a + ln b) for a
//! and b words, has the geometric mean of the logarithms in place of their arithmetic one:
//! |common| / 2√(ln a · ln b). That is a product of something of each sentence, so a step of the
//! walk is `y = D S Sᵀ D x` with binary rows S and D = 1/√ln, at O(words), and no n × n matrix is
//! formed. The two means are equal for sentences of equal length; the factor 2 cancels. Lengths are
//! counted in distinct terms plus one, which spares sentences of a single term a division by zero.

use super::centrality::{DEGREE_MIN, jumps};
use super::terms::scale_to_one;
use crate::cancel::Cancel;
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Ranks are good enough when they move less than this in sum; they sum to 1.
const TOLERANCE: f32 = 1e-4;
/// The error shrinks by the damping, 0.85, a step at worst: 60 steps bring it below 1e-4 from anywhere.
const STEPS_MAX: usize = 60;

/// Vectors of the power iteration, kept from document to document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    jump: Vec<f32>,
    degree: Vec<f32>,
    rank: Vec<f32>,
    outflow: Vec<f32>,
    inflow: Vec<f32>,
    by_term: Vec<f32>,
}

/// The stationary distribution over candidates, scaled so that the largest is 1.
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
            let scaled = x * scale(terms.len());
            for term in terms {
                by_term[term as usize] += scaled;
            }
        }
        y.clear();
        y.extend(x.iter().enumerate().map(|(row, &x)| {
            let terms = matrix.terms(row);
            let count = terms.len();
            let sum: f32 = terms.map(|term| by_term[term as usize]).sum();
            let scale = scale(count);
            // No sentence is its own neighbour.
            (scale * (sum - scale * x * count as f32)).max(0.0)
        }));
    };
    walk(document, matrix, scratch, column, cancel, step)
}

/// 1/√ln(terms + 1); the entry of D for a sentence of that many distinct terms.
fn scale(terms: usize) -> f32 {
    1.0 / libm::logf(terms.max(1) as f32 + 1.0).sqrt()
}

/// The stationary distribution over candidates of a random walk, scaled so that the largest is 1.
///
/// `neighbours(x, by_term, y)` fills `y` with the sum over each sentence's neighbours of edge
/// weight times `x`; edges are symmetric. `by_term` is scratch.
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
    let damping = jumps(document, matrix, by_term, jump);

    reset(outflow, rows, 1.0);
    neighbours(outflow, by_term, degree);
    rank.clear();
    rank.extend_from_slice(jump);

    for _ in 0..STEPS_MAX {
        cancel.check()?;
        // A sentence like no other hands its rank to where jumps go.
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

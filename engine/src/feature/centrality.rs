//! LexRank: Erkan & Radev 2004, "LexRank: graph-based lexical centrality as salience in text
//! summarization", in its continuous form (cosines as edge weights, no threshold).
//!
//! Departure from the paper: the n × n matrix is never formed: with unit rows S, one power step on
//! S·Sᵀ is `S(Sᵀx)`, which costs O(words). As in the paper, a sentence is its own neighbour too.
//! And the stationary distribution is had by sweeps that use each new value at once and go a little
//! too far (successive over-relaxation: Young 1954) rather than by power steps: six where those take
//! a dozen.
//!
//! With a query the walk is biased: Otterbacher, Erkan & Radev 2005, "Using random walks for
//! question-focused sentence retrieval". It then jumps to sentences in proportion to their share
//! of the query's terms.

use super::query;
use super::terms::scale_to_one;
use crate::cancel::Cancel;
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// Follow an edge with this probability, jump anywhere otherwise (the paper's 1 − 0.15).
const DAMPING: f32 = 0.85;
/// The same under a query: the walk keeps coming back to what answers it.
const DAMPING_OF_QUERY: f32 = 0.5;
/// Ranks are good enough when a sweep moves them less than this in sum, of a sum of 1: steps shrink
/// fast enough that all to come move them less.
const TOLERANCE: f32 = 2e-4;
/// Between 1 and 1.25 anything saves a quarter of the sweeps of news articles; this most of all.
const RELAXATION: f32 = 1.15;
/// Ten times what news articles take.
const SWEEPS_MAX: usize = 60;

/// What the equations are solved in, kept from document to document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    jump: Vec<f32>,
    by_term: Vec<f32>,
    sums: Vec<f64>,
    equations: Vec<Equation>,
}

/// LexRank's centrality, scaled so that the most central sentence has 1.
///
/// With edge weights A, degrees dᵢ and damping δ the rank r solves rᵢ = (1 − δ) jᵢ + δ Σ Aᵢₖ rₖ/dₖ.
/// In z = r/d that is dᵢ zᵢ − δ Σ Aᵢₖ zₖ = (1 − δ) jᵢ, symmetric and positive definite: sweeps in
/// any order converge. Without jumps z is constant, so they start at 1 everywhere, and the scale of
/// j is chosen to match. A sentence like no other hands its rank to where jumps go, which scales all
/// ranks alike and so needs no care.
pub(super) fn lexrank(
    document: &Document,
    matrix: &TermMatrix,
    scratch: &mut Scratch,
    column: &mut [f32],
    cancel: &mut Cancel,
) -> Option<()> {
    let Scratch {
        jump,
        by_term,
        sums,
        equations,
    } = scratch;
    let rows = matrix.row_count();
    let damping = jumps(document, matrix, by_term, jump);

    matrix.sum(by_term);
    matrix.dots(by_term, sums, column);
    equations.clear();
    let mut total = 0.0;
    for (row, (&jump, rank)) in jump.iter().zip(&mut *column).enumerate() {
        let degree = *rank + matrix.rest(row);
        total += degree;
        *rank = (1.0 - damping) * jump;
        // Without terms it has no neighbours, not even itself.
        if degree > DEGREE_MIN {
            equations.push(Equation {
                row: row as u32,
                degree,
                itself: damping * (1.0 - matrix.rest(row)),
                jumping: *rank,
                own: degree - damping,
                relaxed: RELAXATION / (degree - damping),
                by_degree: 1.0,
            });
        }
    }
    for rank in &mut column[..rows] {
        *rank *= total;
    }
    for _ in 0..SWEEPS_MAX {
        cancel.check()?;
        let moved = sweep(matrix, damping, total, equations, by_term);
        if moved < TOLERANCE * total {
            break;
        }
    }
    for equation in equations {
        column[equation.row as usize] = equation.by_degree * equation.degree;
    }
    scale_to_one(column);
    Some(())
}

/// What makes zᵢ of a sentence that has neighbours.
#[derive(Clone, Copy, Debug)]
struct Equation {
    row: u32,
    /// dᵢ.
    degree: f32,
    /// What a step along an edge gives the sentence of itself, by the terms it shares.
    itself: f32,
    /// (1 − δ) jᵢ, where all j sum to 1.
    jumping: f32,
    /// dᵢ − δ, which stands on the diagonal.
    own: f32,
    /// By so much what the equation is off moves zᵢ: a little beyond its solution.
    relaxed: f32,
    /// zᵢ.
    by_degree: f32,
}

/// One step for each sentence, of which `by_term` has the sum of rows times z; returns by how much
/// ranks moved in sum.
fn sweep(
    matrix: &TermMatrix,
    damping: f32,
    total: f32,
    equations: &mut [Equation],
    by_term: &mut [f32],
) -> f32 {
    let mut moved = 0.0;
    for equation in equations {
        let row = matrix.shared_row(equation.row as usize);
        let old = equation.by_degree;
        // The product with itself, which is 1, stands on the other side of the equation.
        let others = damping * row.dot(by_term) - equation.itself * old;
        let off = equation.jumping * total + others - equation.own * old;
        let step = off * equation.relaxed;
        moved += step.abs() * equation.degree;
        row.add_to(by_term, step);
        equation.by_degree = old + step;
    }
    moved
}

/// A sentence of a smaller degree has no terms: one that has any is like itself, of degree 1 or more.
pub(super) const DEGREE_MIN: f32 = 1e-6;

/// Fills `jump` with how likely a jump goes to each sentence, and returns the damping to go with
/// it: candidates alike, or, where some answer the query, those by how well they do.
pub(super) fn jumps(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    jump: &mut Vec<f32>,
) -> f32 {
    reset(jump, matrix.row_count(), 0.0);
    if !document.query_terms().is_empty() {
        query::share(document, matrix, by_term, jump);
        let sum: f32 = jump.iter().sum();
        if sum > 0.0 {
            jump.iter_mut().for_each(|share| *share /= sum);
            return DAMPING_OF_QUERY;
        }
    }
    let candidates = document.candidate_count().max(1) as f32;
    for (row, share) in jump.iter_mut().enumerate() {
        *share = f32::from(u8::from(document.is_candidate(row))) / candidates;
    }
    DAMPING
}

//! LSA: Steinberger & Ježek 2004, "Using latent semantic analysis in text summarization and summary
//! evaluation", after Gong & Liu 2001. A sentence is worth as much as its length in the space of the main
//! topics: √Σ (vₖσₖ)² over the singular vectors whose σ is at least half of the largest one.
//!
//! Departures from the paper:
//!
//! - The matrix says whether a sentence has a term, not how often. This is one of the weightings that
//!   Gong & Liu compare.
//! - At most [`TOPICS_MAX`] topics are used.
//! - No dense decomposition is computed. Block power iteration on S·Sᵀ (subspace iteration: Golub & Van Loan,
//!   Matrix Computations, § 8.2.4) keeps the product implicit; then the small eigenproblem of the block is
//!   solved (Rayleigh and Ritz). That costs O(words · topics · steps). A test in engine/tests/it/methods.rs
//!   holds it equal to singular vectors computed by hand.
//!
//! The iteration starts from pseudo-random signs that depend only on row and topic, so the result is always
//! the same.

use crate::cancel::{Cancel, NUMBER_BYTES};
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::scratch::reset;

/// The number of topics.
const TOPICS_MAX: usize = 8;
/// Power steps. Each one shrinks the part of topic k that is outside of the block by (σ₉/σₖ)². Topics with a
/// large σ, which matter most, are exact after fewer steps.
const STEPS: usize = 12;
/// Jacobi sweeps over the small eigenproblem, which converges in five or six.
const SWEEPS_MAX: usize = 12;

/// The strength of each topic in a sentence or a term.
type Loadings = [f32; TOPICS_MAX];
/// A small dense matrix, topics by topics.
type Square = [[f64; TOPICS_MAX]; TOPICS_MAX];

/// Vectors reused for the next document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    block: Vec<Loadings>,
    product: Vec<Loadings>,
    by_term: Vec<Loadings>,
}

/// Fills `column` with each sentence's length in the space of the main topics, scaled so that the largest is
/// 1. `None` when cancelled.
pub(super) fn lsa(
    document: &Document,
    matrix: &TermMatrix,
    scratch: &mut Scratch,
    column: &mut [f32],
    cancel: &mut Cancel,
) -> Option<()> {
    let Scratch {
        block,
        product,
        by_term,
    } = scratch;
    set_start(document, block);
    orthonormalise(block);
    for _ in 0..STEPS {
        multiply(matrix, block, by_term, product, cancel)?;
        std::mem::swap(block, product);
        cancel.check()?;
        orthonormalise(block);
        cancel.check()?;
    }
    multiply(matrix, block, by_term, product, cancel)?;
    let (squares, rotation) = eigen(gram(block, product));
    let largest = squares.iter().copied().fold(0.0, f64::max);
    for (value, loadings) in column.iter_mut().zip(block.iter()) {
        let mut sum = 0.0;
        for topic in 0..TOPICS_MAX {
            // σ is at least half of the largest if σ² is at least a quarter of its square.
            if squares[topic] >= largest / 4.0 && largest > 0.0 {
                let of_topic = (0..TOPICS_MAX).map(|k| f64::from(loadings[k]) * rotation[k][topic]);
                let strength: f64 = of_topic.sum();
                sum += strength * strength * squares[topic];
            }
        }
        *value = sum.sqrt() as f32;
    }
    super::terms::scale_to_one(column);
    Some(())
}

/// Fills the rows of candidates in `block` with pseudo-random signs, and all other rows with 0.
fn set_start(document: &Document, block: &mut Vec<Loadings>) {
    reset(block, document.sentences().len(), [0.0; TOPICS_MAX]);
    for (row, loadings) in block.iter_mut().enumerate() {
        if document.is_candidate(row) {
            let bits = super::position::split_mix(row as u64);
            for (topic, value) in loadings.iter_mut().enumerate() {
                *value = if bits >> topic & 1 == 0 { 1.0 } else { -1.0 };
            }
        }
    }
}

/// Sets `product` to S(Sᵀ `block`), where S has a 1 for each term of each sentence. `None` when cancelled.
fn multiply(
    matrix: &TermMatrix,
    block: &[Loadings],
    by_term: &mut Vec<Loadings>,
    product: &mut Vec<Loadings>,
    cancel: &mut Cancel,
) -> Option<()> {
    reset(by_term, matrix.term_count(), [0.0; TOPICS_MAX]);
    for (row, loadings) in block.iter().enumerate() {
        let terms = matrix.terms(row);
        cancel.check_after(NUMBER_BYTES * terms.len())?;
        for term in terms {
            let sums = &mut by_term[term as usize];
            for (sum, &value) in sums.iter_mut().zip(loadings) {
                *sum += value;
            }
        }
    }
    product.clear();
    for row in 0..block.len() {
        let mut loadings = [0.0; TOPICS_MAX];
        let terms = matrix.terms(row);
        cancel.check_after(NUMBER_BYTES * terms.len())?;
        for term in terms {
            for (loading, &value) in loadings.iter_mut().zip(&by_term[term as usize]) {
                *loading += value;
            }
        }
        product.push(loadings);
    }
    Some(())
}

/// Makes the columns of `block` orthogonal and of unit length (Gram & Schmidt, twice for accuracy). A column
/// that depends on those before it becomes 0.
fn orthonormalise(block: &mut [Loadings]) {
    for topic in 0..TOPICS_MAX {
        let before = norm(block, topic);
        for _ in 0..2 {
            for other in 0..topic {
                let shared: f64 = (block.iter())
                    .map(|loadings| f64::from(loadings[topic]) * f64::from(loadings[other]))
                    .sum();
                for loadings in &mut *block {
                    loadings[topic] -= shared as f32 * loadings[other];
                }
            }
        }
        let left = norm(block, topic);
        let scale = if left > 1e-4 * before {
            (1.0 / left) as f32
        } else {
            0.0
        };
        for loadings in &mut *block {
            loadings[topic] *= scale;
        }
    }
}

/// The length of a column of `block`.
fn norm(block: &[Loadings], topic: usize) -> f64 {
    let squares = block.iter().map(|loadings| f64::from(loadings[topic]));
    squares.map(|value| value * value).sum::<f64>().sqrt()
}

/// `blockᵀ · product`, which is symmetric up to rounding.
fn gram(block: &[Loadings], product: &[Loadings]) -> Square {
    let mut gram = [[0.0; TOPICS_MAX]; TOPICS_MAX];
    for (left, right) in block.iter().zip(product) {
        for (sums, &a) in gram.iter_mut().zip(left) {
            for (sum, &b) in sums.iter_mut().zip(right) {
                *sum += f64::from(a) * f64::from(b);
            }
        }
    }
    gram
}

/// The eigenvalues of a symmetric matrix, and its eigenvectors as columns, by Jacobi's rotations.
fn eigen(mut matrix: Square) -> ([f64; TOPICS_MAX], Square) {
    let mut vectors = [[0.0; TOPICS_MAX]; TOPICS_MAX];
    for (topic, row) in vectors.iter_mut().enumerate() {
        row[topic] = 1.0;
    }
    for _ in 0..SWEEPS_MAX {
        for p in 0..TOPICS_MAX {
            for q in p + 1..TOPICS_MAX {
                if matrix[p][q].abs() > 1e-12 {
                    rotate(&mut matrix, &mut vectors, p, q);
                }
            }
        }
    }
    (std::array::from_fn(|topic| matrix[topic][topic]), vectors)
}

/// Rotates `matrix` so that `matrix[p][q]` becomes 0, and `vectors` with it.
fn rotate(matrix: &mut Square, vectors: &mut Square, p: usize, q: usize) {
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let tangent = sign / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut().chain(vectors.iter_mut()) {
        let (a, b) = (row[p], row[q]);
        row[p] = cosine * a - sine * b;
        row[q] = sine * a + cosine * b;
    }
    let (of_p, of_q) = (matrix[p], matrix[q]);
    for (k, (a, b)) in of_p.into_iter().zip(of_q).enumerate() {
        matrix[p][k] = cosine * a - sine * b;
        matrix[q][k] = sine * a + cosine * b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_of_a_small_matrix() {
        // The eigenvalues of [[2, 1], [1, 2]] are 3 and 1; the rest of the square is 0.
        let mut matrix = [[0.0; TOPICS_MAX]; TOPICS_MAX];
        matrix[0][0] = 2.0;
        matrix[1][1] = 2.0;
        matrix[0][1] = 1.0;
        matrix[1][0] = 1.0;
        let (values, vectors) = eigen(matrix);
        let mut found = values;
        found.sort_unstable_by(f64::total_cmp);
        assert!((found[7] - 3.0).abs() < 1e-9 && (found[6] - 1.0).abs() < 1e-9);
        let of_three = values.iter().position(|value| (value - 3.0).abs() < 1e-9);
        let column = of_three.expect("3 is an eigenvalue");
        assert!((vectors[0][column] - vectors[1][column]).abs() < 1e-9);
    }
}

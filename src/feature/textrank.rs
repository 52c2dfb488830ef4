//! TextRank: Mihalcea & Tarau 2004, "TextRank: bringing order into texts".
//!
//! Departures from the paper: its similarity of two sentences, |common terms| / (ln a + ln b) for a
//! and b words, has the geometric mean of the logarithms in place of their arithmetic one:
//! |common| / 2√(ln a · ln b). That is a product of something of each sentence, so a step of the
//! walk is `y = D S Sᵀ D x` with binary rows S and D = 1/√ln, at O(words), and no n × n matrix is
//! formed. The two means are equal for sentences of equal length; the factor 2 cancels. Lengths are
//! counted in distinct terms plus one, which spares sentences of a single term a division by zero.

use super::centrality::{Scratch, walk};
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::reuse::refill;
use crate::stop::Stop;

/// The stationary distribution over candidates, scaled so that the largest is 1.
pub(super) fn textrank(
    document: &Document,
    matrix: &TermMatrix,
    scratch: &mut Scratch,
    column: &mut [f32],
    stop: &mut Stop,
) -> Option<()> {
    let step = |x: &[f32], by_term: &mut Vec<f32>, y: &mut Vec<f32>| {
        refill(by_term, matrix.term_count(), 0.0);
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
    walk(document, matrix, scratch, column, stop, step)
}

/// 1/√ln(terms + 1); the entry of D for a sentence of that many distinct terms.
fn scale(terms: usize) -> f32 {
    1.0 / libm::logf(terms.max(1) as f32 + 1.0).sqrt()
}

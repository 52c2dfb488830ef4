//! What a sentence is about: its terms' weight in the document, and what it shares with title and
//! query.

use crate::document::{Document, TermId};
use crate::matrix::TermMatrix;

/// Share of the `wanted` terms that the sentence has, 0 to 1.
pub(super) fn share(document: &Document, wanted: &[TermId], column: &mut [f32]) {
    if wanted.is_empty() {
        return;
    }
    let mut is_wanted = vec![false; document.term_count()];
    for &term in wanted {
        is_wanted[term as usize] = true;
    }
    for (index, value) in column.iter_mut().enumerate() {
        let terms = document.terms(index);
        let mut found = 0;
        for (at, &term) in terms.iter().enumerate() {
            // A term counts once, at its first occurrence in the sentence.
            if is_wanted[term as usize] && !terms[..at].contains(&term) {
                found += 1;
            }
        }
        *value = found as f32 / wanted.len() as f32;
    }
}

/// Mean of ln(frequency) over the sentence's terms, scaled so that the best sentence has 1.
pub(super) fn frequency(matrix: &TermMatrix, column: &mut [f32]) {
    for (index, value) in column.iter_mut().enumerate() {
        let (terms, _) = matrix.row(index);
        let sum: f32 = terms
            .iter()
            .map(|&term| libm::logf(matrix.frequency()[term as usize] as f32))
            .sum();
        // Short sentences of one frequent term would win a plain mean.
        *value = sum / (terms.len() as f32 + 4.0);
    }
    scale_to_one(column);
}

/// Divides by the largest value, so that columns compare across documents.
pub(super) fn scale_to_one(column: &mut [f32]) {
    let most = column.iter().copied().fold(0.0, f32::max);
    if most > 0.0 {
        column.iter_mut().for_each(|value| *value /= most);
    }
}

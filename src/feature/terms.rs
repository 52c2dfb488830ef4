//! What a sentence is about: its terms' weight in the document, and what it shares with title and
//! query.

use crate::document::Document;
use crate::logarithm::ln;
use crate::matrix::{TermMatrix, refill};

/// Share of the terms of its document's title that the sentence has, 0 to 1.
pub(super) fn title(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    column: &mut [f32],
) {
    refill(by_term, matrix.term_count(), 0.0);
    let mut of_document = None;
    for (row, value) in column.iter_mut().enumerate() {
        let own = document.sentences()[row].document;
        if of_document != Some(own) {
            let before = of_document.map_or(&[][..], |before| document.title_terms(before));
            before.iter().for_each(|&term| by_term[term as usize] = 0.0);
            let wanted = document.title_terms(own);
            for &term in wanted {
                by_term[term as usize] = 1.0 / wanted.len() as f32;
            }
            of_document = Some(own);
        }
        let (terms, _) = matrix.row(row);
        *value = terms.iter().map(|&term| by_term[term as usize]).sum();
    }
}

/// Mean of tf·idf over the words of the sentence that are terms, with tf counted over the whole
/// document and idf over its sentences; scaled so that the best sentence has 1. Weights of terms:
/// Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval".
pub(super) fn tfidf(document: &Document, matrix: &TermMatrix, column: &mut [f32]) {
    for (row, value) in column.iter_mut().enumerate() {
        let terms = document.terms(row);
        let weights = terms.iter().map(|&term| salience(matrix, term as usize));
        *value = weights.sum::<f32>() / terms.len().max(1) as f32;
    }
    scale_to_one(column);
}

/// Sum of the centroid's weights over the sentence's distinct terms: MEAD, Radev, Jing, Styś & Tam
/// 2004, "Centroid-based summarization of multiple documents". The centroid holds the terms whose
/// tf·idf stands out, which there is above a number set by hand; departure: above the mean. Scaled
/// so that the best sentence has 1.
pub(super) fn centroid(matrix: &TermMatrix, by_term: &mut Vec<f32>, column: &mut [f32]) {
    by_term.clear();
    by_term.extend((0..matrix.term_count()).map(|term| salience(matrix, term)));
    let used = matrix
        .frequency()
        .iter()
        .filter(|&&count| count > 0)
        .count();
    let mean = by_term.iter().sum::<f32>() / used.max(1) as f32;
    for weight in by_term.iter_mut() {
        *weight *= f32::from(u8::from(*weight >= mean));
    }
    for (row, value) in column.iter_mut().enumerate() {
        let (terms, _) = matrix.row(row);
        *value = terms.iter().map(|&term| by_term[term as usize]).sum();
    }
    scale_to_one(column);
}

/// tf·idf of a term in the whole document.
fn salience(matrix: &TermMatrix, term: usize) -> f32 {
    matrix.frequency()[term] as f32 * matrix.idf()[term]
}

/// Mean of ln(frequency) over the sentence's terms, scaled so that the best sentence has 1.
pub(super) fn frequency(matrix: &TermMatrix, column: &mut [f32]) {
    for (index, value) in column.iter_mut().enumerate() {
        let (terms, _) = matrix.row(index);
        let frequencies = terms.iter().map(|&term| matrix.frequency()[term as usize]);
        let sum: f32 = frequencies.map(ln).sum();
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

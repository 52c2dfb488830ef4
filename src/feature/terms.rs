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

/// Σ ln(1 + frequency) over the words that are terms, over 1 + ln(1 + words): how much of what the
/// document is about the sentence says, long sentences held back.
pub(super) fn salience_sum(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    column: &mut [f32],
) {
    let frequency = matrix.frequency();
    by_term.clear();
    by_term.extend((frequency.iter()).map(|&count| ln(1 + count)));
    for (row, value) in column.iter_mut().enumerate() {
        let terms = document.terms(row);
        let sum: f32 = terms.iter().map(|&term| by_term[term as usize]).sum();
        *value = sum / damp(document, row);
    }
}

/// Share of the sentence's distinct terms that its document's title has, 0 to 1.
pub(super) fn title_share(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    column: &mut [f32],
) {
    title(document, matrix, by_term, column);
    for (row, value) in column.iter_mut().enumerate() {
        let of_title = document.title_terms(document.sentences()[row].document);
        let (terms, _) = matrix.row(row);
        *value *= of_title.len() as f32 / terms.len().max(1) as f32;
    }
}

/// Σ ln(frequency) over terms that the text has not used before, over 1 + ln(1 + words): how much
/// of what follows starts here.
pub(super) fn introduced(
    document: &Document,
    matrix: &TermMatrix,
    by_term: &mut Vec<f32>,
    column: &mut [f32],
) {
    let frequency = matrix.frequency();
    by_term.clear();
    by_term.extend((frequency.iter()).map(|&count| ln(count)));
    for (row, value) in column.iter_mut().enumerate() {
        let mut sum = 0.0;
        for &term in matrix.row(row).0 {
            sum += std::mem::take(&mut by_term[term as usize]);
        }
        *value = sum / damp(document, row);
    }
}

/// Σ `weights` over the sentence's distinct terms, over the square root of their number.
pub(super) fn weighed(
    document: &Document,
    matrix: &TermMatrix,
    stem_weights: &[f32],
    column: &mut [f32],
) {
    if stem_weights.is_empty() {
        return;
    }
    let stems = document.stems();
    for (row, value) in column.iter_mut().enumerate() {
        let (terms, _) = matrix.row(row);
        let sum: f32 = (terms.iter())
            .map(|&term| stem_weights[stems[term as usize] as usize])
            .sum();
        *value = sum / (terms.len().max(1) as f32).sqrt();
    }
}

/// 1 + ln(1 + words): what sums over words are divided by.
fn damp(document: &Document, row: usize) -> f32 {
    1.0 + ln(1 + document.sentences()[row].counts.words)
}

/// Divides by the largest value, so that columns compare across documents.
pub(super) fn scale_to_one(column: &mut [f32]) {
    let most = column.iter().copied().fold(0.0, f32::max);
    if most > 0.0 {
        column.iter_mut().for_each(|value| *value /= most);
    }
}

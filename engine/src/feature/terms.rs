//! What a sentence is about: its terms' weight in the document, and what it shares with title and
//! query.

use super::{Inputs, ROW_BYTES};
use crate::cancel::{Cancel, NUMBER_BYTES};
use crate::document::{Document, TermId};
use crate::ln_table::ln;
use crate::matrix::{Column, Entry, TermMatrix};
use crate::weights::Feature;
use crate::weights::FeatureRow;

/// What of a term is summed up over the sentences that have it, side by side for vectors.
pub(super) type TermStats = [f32; 4];

/// ln (1 + frequency).
const SALIENCE: usize = 0;
/// ln frequency until a sentence has it, then 0.
const NOVELTY: usize = 1;
/// One over the terms of the title of the document in hand, for those.
const TITLE: usize = 2;
/// What the blend says of its stem.
const WORDING: usize = 3;

/// Fills the rows of candidates with what their terms tell. O(words).
pub(super) fn measure(
    inputs: &Inputs,
    candidates: &[u32],
    term_stats: &mut Vec<TermStats>,
    rows: &mut [FeatureRow],
    cancel: &mut Cancel,
) -> Option<()> {
    let &Inputs {
        document, matrix, ..
    } = inputs;
    traits_of(inputs, term_stats);
    let mut of_document = None;
    for &index in candidates {
        let index = index as usize;
        let sentence = &document.sentences()[index];
        let title = document.title_terms(sentence.document);
        if of_document != Some(sentence.document) {
            let before = of_document.map_or(&[][..], |before| document.title_terms(before));
            set_title(before, 0.0, term_stats);
            set_title(title, 1.0 / title.len() as f32, term_stats);
            of_document = Some(sentence.document);
        }
        let entries = matrix.entries(index);
        cancel.check_after(ROW_BYTES + NUMBER_BYTES * entries.len())?;
        let sums = sums(entries, term_stats);

        let count = entries.len().max(1) as f32;
        // Long sentences are held back.
        let damp = 1.0 + ln(1 + sentence.counts.words);
        let row = &mut rows[index];
        row[Feature::Title] = sums[TITLE];
        row[Feature::TitleShare] = sums[TITLE] * title.len() as f32 / count;
        row[Feature::Salience] = sums[SALIENCE] / damp;
        row[Feature::Introduced] = sums[NOVELTY] / damp;
        row[Feature::LearnedWords] = sums[WORDING] / count.sqrt();
    }
    Some(())
}

/// Fills `term_stats` for every term of the document.
fn traits_of(inputs: &Inputs, term_stats: &mut Vec<TermStats>) {
    let &Inputs {
        document,
        matrix,
        stem_weights,
        ..
    } = inputs;
    let by_frequency: [TermStats; FREQUENCIES] = std::array::from_fn(|frequency| {
        let frequency = frequency as u32;
        [ln(1 + frequency), ln(frequency), 0.0, 0.0]
    });
    let of_frequency = |frequency: u32| match by_frequency.get(frequency as usize) {
        Some(&term_stats) => term_stats,
        None => [ln(1 + frequency), ln(frequency), 0.0, 0.0],
    };
    term_stats.clear();
    let columns = matrix.columns().iter().zip(document.stems());
    term_stats.extend(columns.map(|(column, &stem)| {
        let mut term_stats = of_frequency(column.frequency);
        // Without a table there are none.
        term_stats[WORDING] = stem_weights.get(stem as usize).copied().unwrap_or(0.0);
        term_stats
    }));
}

/// Logarithms of frequencies below this are looked up together.
const FREQUENCIES: usize = 16;

fn set_title(terms: &[TermId], share: f32, term_stats: &mut [TermStats]) {
    for &term in terms {
        term_stats[term as usize][TITLE] = share;
    }
}

/// The term_stats of the terms of a row, summed, salience as often as it has the term; what was new is
/// not any more.
#[inline]
fn sums(entries: &[Entry], term_stats: &mut [TermStats]) -> TermStats {
    let mut sums = TermStats::default();
    for &Entry { term, count } in entries {
        let term_stats = &mut term_stats[term as usize];
        let mut times = TermStats::from([1.0; 4]);
        times[SALIENCE] = count as f32;
        for ((sum, value), times) in sums.iter_mut().zip(&*term_stats).zip(times) {
            *sum += value * times;
        }
        term_stats[NOVELTY] = 0.0;
    }
    sums
}

/// Mean of tf·idf over the words of the sentence that are terms, with tf counted over the whole
/// document and idf over its sentences; scaled so that the best sentence has 1. LinearWeights of terms:
/// Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval".
pub(super) fn tfidf(document: &Document, matrix: &TermMatrix, column: &mut [f32]) {
    for (row, value) in column.iter_mut().enumerate() {
        let terms = document.terms(row);
        let weights = terms.iter().map(|&term| matrix.column(term).weight());
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
    by_term.extend(matrix.columns().iter().map(Column::weight));
    let is_used = |column: &&Column| column.frequency > 0;
    let used = matrix.columns().iter().filter(is_used).count();
    let mean = by_term.iter().sum::<f32>() / used.max(1) as f32;
    for weight in by_term.iter_mut() {
        *weight *= f32::from(u8::from(*weight >= mean));
    }
    for (row, value) in column.iter_mut().enumerate() {
        let terms = matrix.terms(row);
        *value = terms.map(|term| by_term[term as usize]).sum();
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

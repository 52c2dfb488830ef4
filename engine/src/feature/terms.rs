//! Features of the topic of a sentence: the frequencies of its terms in the document, what it shares with the
//! title, and the learned weights of its stems. Also tf·idf and the centroid.

use super::{Inputs, ROW_BYTES};
use crate::cancel::{Cancel, NUMBER_BYTES};
use crate::document::{Document, TermId};
use crate::ln_table::ln;
use crate::matrix::{Column, Entry, TermMatrix};
use crate::weights::Feature;
use crate::weights::FeatureRow;

/// Four numbers of a term that are summed over the terms of a sentence. They lie side by side so that
/// compilers add them with vector instructions.
pub(super) type TermStats = [f32; 4];

/// ln(1 + frequency).
const SALIENCE: usize = 0;
/// ln(frequency) until a candidate has the term, then 0.
const INTRODUCED: usize = 1;
/// For terms of the title of the current document: 1 / the number of its terms. For other terms 0.
const TITLE: usize = 2;
/// The learned weight of the term's stem.
const LEARNED: usize = 3;

/// Fills the features of topic in the rows of `candidates`. `term_stats` is scratch. O(words). `None` when
/// cancelled.
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
    fill_term_stats(inputs, term_stats);
    let mut current_document = None;
    for &index in candidates {
        let index = index as usize;
        let sentence = &document.sentences()[index];
        let title = document.title_terms(sentence.document);
        if current_document != Some(sentence.document) {
            let last = current_document.map_or(&[][..], |last| document.title_terms(last));
            set_title(last, 0.0, term_stats);
            set_title(title, 1.0 / title.len() as f32, term_stats);
            current_document = Some(sentence.document);
        }
        let entries = matrix.entries(index);
        cancel.check_after(ROW_BYTES + NUMBER_BYTES * entries.len())?;
        let sums = sum_stats(entries, term_stats);

        let count = entries.len().max(1) as f32;
        // Without it long sentences would win, because they have more terms.
        let damping = 1.0 + ln(1 + sentence.counts.words);
        let row = &mut rows[index];
        row[Feature::Title] = sums[TITLE];
        row[Feature::TitleShare] = sums[TITLE] * title.len() as f32 / count;
        row[Feature::Salience] = sums[SALIENCE] / damping;
        row[Feature::Introduced] = sums[INTRODUCED] / damping;
        row[Feature::LearnedWords] = sums[LEARNED] / count.sqrt();
    }
    Some(())
}

/// The statistics of terms with a lower frequency than this are computed once for all of them.
const FREQUENCY_TABLE_LEN: usize = 16;

/// Fills `term_stats` for every term of the document, without the title.
fn fill_term_stats(inputs: &Inputs, term_stats: &mut Vec<TermStats>) {
    let &Inputs {
        document,
        matrix,
        stem_weights,
        ..
    } = inputs;
    let by_frequency: [TermStats; FREQUENCY_TABLE_LEN] = std::array::from_fn(|frequency| {
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
        // The list ends with the last stem that has a weight, and is empty if the weights are for another
        // language.
        term_stats[LEARNED] = stem_weights.get(stem as usize).copied().unwrap_or(0.0);
        term_stats
    }));
}

/// Sets the share of the title for its `terms`.
fn set_title(terms: &[TermId], share: f32, term_stats: &mut [TermStats]) {
    for &term in terms {
        term_stats[term as usize][TITLE] = share;
    }
}

/// The sums of the statistics of the terms of a row: salience once for each occurrence of a term, the others
/// once for each term. Marks the terms as introduced.
#[inline]
fn sum_stats(entries: &[Entry], term_stats: &mut [TermStats]) -> TermStats {
    let mut sums = TermStats::default();
    for &Entry { term, count } in entries {
        let term_stats = &mut term_stats[term as usize];
        let mut times = TermStats::from([1.0; 4]);
        times[SALIENCE] = count as f32;
        for ((sum, value), times) in sums.iter_mut().zip(&*term_stats).zip(times) {
            *sum += value * times;
        }
        term_stats[INTRODUCED] = 0.0;
    }
    sums
}

/// Fills `column` with the mean tf·idf of each sentence's words that are terms, scaled so that the largest mean
/// becomes 1. Both the term frequency and idf are over all candidates (see matrix.rs). Weighting: Salton &
/// Buckley 1988, "Term-weighting approaches in automatic text retrieval".
pub(super) fn tfidf(document: &Document, matrix: &TermMatrix, column: &mut [f32]) {
    for (row, value) in column.iter_mut().enumerate() {
        let terms = document.terms(row);
        let weights = terms.iter().map(|&term| matrix.column(term).weight());
        *value = weights.sum::<f32>() / terms.len().max(1) as f32;
    }
    scale_to_one(column);
}

/// Fills `column` with the sum of the centroid's weights over each sentence's distinct terms, scaled so that
/// the largest is 1. `by_term` is scratch.
///
/// MEAD: Radev, Jing, Styś & Tam 2004, "Centroid-based summarization of multiple documents". The centroid
/// consists of the terms with a high tf·idf, with that as their weight. Departure: the paper sets the
/// threshold by hand; here it is the mean.
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

/// Divides `column` by its largest value, so that values of different documents can be compared. Leaves it
/// unchanged if no value is above 0.
pub(super) fn scale_to_one(column: &mut [f32]) {
    let largest = column.iter().copied().fold(0.0, f32::max);
    if largest > 0.0 {
        column.iter_mut().for_each(|value| *value /= largest);
    }
}

//! Sentence × term: the sparse rows that similarity, centrality and redundancy are read from.

use crate::document::{Document, TermId};
use crate::logarithm::ln;
use crate::stop::Stop;

/// One unit row of tf·idf weights per sentence, in compressed sparse rows. Sentences that cannot
/// be bullets have empty rows: headings and boilerplate sway no score.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermMatrix {
    row_starts: Vec<u32>,
    terms: Vec<TermId>,
    weights: Vec<f32>,
    frequency: Vec<u32>,
    idf: Vec<f32>,
    /// The rows without terms that stand in no other row.
    shared: Shared,
    tallies: Vec<Tally>,
}

/// What is counted of a term.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// How often it occurs over all rows.
    frequency: u32,
    /// In how many rows.
    sentences: u32,
    /// Where its newest entry ends, to find it again within one row; 0 for none.
    entry_end: u32,
}

/// The part of the rows that decides how alike two of them are: about half, since most terms of a
/// text come in one sentence only.
#[derive(Clone, Debug, Default)]
struct Shared {
    row_starts: Vec<u32>,
    terms: Vec<TermId>,
    weights: Vec<f32>,
    /// Of each row, the squared length of the rest.
    rest: Vec<f32>,
}

impl TermMatrix {
    /// How many rows: one for every sentence of the document.
    #[inline]
    pub(crate) fn row_count(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// How many columns: one for every term of the document.
    #[inline]
    pub(crate) fn term_count(&self) -> usize {
        self.frequency.len()
    }

    /// The terms of a row, each once, in order of first appearance, and their weights.
    #[inline]
    pub(crate) fn row(&self, sentence: usize) -> (&[TermId], &[f32]) {
        let range = self.row_starts[sentence] as usize..self.row_starts[sentence + 1] as usize;
        (&self.terms[range.clone()], &self.weights[range])
    }

    /// The entries of a row whose terms stand in other rows too. The product of two rows is that of
    /// their shared entries.
    #[inline]
    pub(crate) fn shared_row(&self, sentence: usize) -> (&[TermId], &[f32]) {
        let Shared {
            row_starts,
            terms,
            weights,
            ..
        } = &self.shared;
        let range = row_starts[sentence] as usize..row_starts[sentence + 1] as usize;
        (&terms[range.clone()], &weights[range])
    }

    /// What the entries that a row shares with none add to its product with itself.
    #[inline]
    pub(crate) fn rest(&self, sentence: usize) -> f32 {
        self.shared.rest[sentence]
    }

    /// The product of a row with a vector that is zero where only this row is not, such as another
    /// row.
    #[inline]
    pub(crate) fn dot(&self, sentence: usize, by_term: &[f32]) -> f32 {
        let (terms, weights) = self.shared_row(sentence);
        let mut sum = 0.0;
        for (&term, &weight) in terms.iter().zip(weights) {
            sum += by_term[term as usize] * weight;
        }
        sum
    }

    /// Adds `factor` times the shared entries of a row to a vector over the terms.
    #[inline]
    pub(crate) fn add(&self, sentence: usize, factor: f32, by_term: &mut [f32]) {
        let (terms, weights) = self.shared_row(sentence);
        for (&term, &weight) in terms.iter().zip(weights) {
            by_term[term as usize] += factor * weight;
        }
    }

    /// How often each term occurs over all rows.
    #[inline]
    pub(crate) fn frequency(&self) -> &[u32] {
        &self.frequency
    }

    /// Inverse sentence frequency of each term, ln(1 + n / sentences with it).
    #[inline]
    pub(crate) fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// Counts the terms of `document` into rows, weighs them tf·idf and scales rows to unit
    /// length. O(words). `None` when `stop` said so.
    pub(crate) fn count(&mut self, document: &Document, stop: &mut Stop) -> Option<()> {
        let candidates = self.tally(document, stop)?;
        let frequency = |tally: &Tally| tally.frequency;
        self.frequency.clear();
        self.frequency.extend(self.tallies.iter().map(frequency));
        let idf = |tally: &Tally| {
            let sentences = tally.sentences.max(1);
            ln(candidates + sentences) - ln(sentences)
        };
        self.idf.clear();
        self.idf.extend(self.tallies.iter().map(idf));
        self.scale(stop)
    }

    /// Fills the rows with how often each term stands in them; returns how many sentences may be
    /// bullets.
    fn tally(&mut self, document: &Document, stop: &mut Stop) -> Option<u32> {
        let TermMatrix {
            row_starts,
            terms,
            weights,
            tallies,
            ..
        } = self;
        refill(tallies, document.term_count(), Tally::default());
        row_starts.clear();
        row_starts.push(0);
        // Room for all to come: so entries are written without a look at whether there is.
        let words = (0..document.sentences().len()).map(|sentence| document.terms(sentence).len());
        let entries_max = words.sum();
        terms.resize(entries_max, 0);
        weights.resize(entries_max, 0.0);
        let (into_terms, into_weights) = (&mut terms[..], &mut weights[..]);
        let tallies = &mut tallies[..];
        let mut entries = 0;
        let mut candidates = 0;
        for (sentence, found) in document.sentences().iter().enumerate() {
            stop.after(found.span.len())?;
            if document.is_candidate(sentence) {
                candidates += 1;
                let row_start = entries as u32;
                for &term in document.terms(sentence) {
                    let tally = &mut tallies[term as usize];
                    tally.frequency += 1;
                    if tally.entry_end > row_start {
                        into_weights[tally.entry_end as usize - 1] += 1.0;
                        continue;
                    }
                    tally.sentences += 1;
                    into_terms[entries] = term;
                    into_weights[entries] = 1.0;
                    entries += 1;
                    tally.entry_end = entries as u32;
                }
            }
            row_starts.push(entries as u32);
        }
        terms.truncate(entries);
        weights.truncate(entries);
        Some(candidates)
    }

    /// tf → tf·idf, rows to unit length; copies what they share.
    fn scale(&mut self, stop: &mut Stop) -> Option<()> {
        let Shared {
            row_starts,
            terms: shared_terms,
            weights: shared_weights,
            rest,
        } = &mut self.shared;
        row_starts.clear();
        row_starts.push(0);
        rest.clear();
        shared_terms.resize(self.terms.len(), 0);
        shared_weights.resize(self.terms.len(), 0.0);
        let (into_terms, into_weights) = (&mut shared_terms[..], &mut shared_weights[..]);
        let (idf, tallies) = (&self.idf[..], &self.tallies[..]);
        let mut shared = 0;
        for bounds in self.row_starts.windows(2) {
            let range = bounds[0] as usize..bounds[1] as usize;
            stop.after(8 * range.len())?;
            let (weights, terms) = (&mut self.weights[range.clone()], &self.terms[range]);
            let mut square = 0.0;
            for (weight, &term) in weights.iter_mut().zip(terms) {
                *weight *= idf[term as usize];
                square += *weight * *weight;
            }
            let scale = if square > 0.0 {
                1.0 / square.sqrt()
            } else {
                0.0
            };
            let shared_start = shared;
            for (weight, &term) in weights.iter_mut().zip(terms) {
                let scaled = *weight * scale;
                *weight = scaled;
                // Whether it is shared is a coin toss, which is no good branch: written in any case
                // and kept if it is.
                let is_shared = tallies[term as usize].sentences > 1;
                into_terms[shared] = term;
                into_weights[shared] = scaled;
                shared += usize::from(is_shared);
            }
            row_starts.push(shared as u32);
            let squares = into_weights[shared_start..shared].iter();
            let of_shared: f32 = squares.map(|weight| weight * weight).sum();
            let whole = if square > 0.0 { 1.0 } else { 0.0 };
            rest.push((whole - of_shared).max(0.0));
        }
        shared_terms.truncate(shared);
        shared_weights.truncate(shared);
        Some(())
    }
}

/// Makes `column` hold `length` times `value`.
pub(crate) fn refill<T: Copy>(column: &mut Vec<T>, length: usize, value: T) {
    column.clear();
    column.resize(length, value);
}

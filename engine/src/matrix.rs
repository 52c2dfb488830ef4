//! Sentence × term: the sparse rows that similarity, centrality and redundancy are read from.

use crate::cancel::{Cancel, NUMBER_BYTES};
use crate::document::{Document, TermId};
use crate::ln_table::ln;
use crate::scratch::{ensure_len, reset};
use crate::simd::from_fn;
use std::hint::select_unpredictable;

/// One unit row of tf·idf weights per sentence, in compressed sparse rows. Sentences that cannot
/// be bullets have empty rows: headings and boilerplate sway no score.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermMatrix {
    row_starts: Vec<u32>,
    /// Those of all rows; behind them is room.
    entries: Vec<Entry>,
    columns: Vec<Column>,
    /// The rows without terms that stand in no other row.
    shared: Shared,
}

/// A term of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) term: TermId,
    /// How often the row has it.
    pub(crate) count: u32,
}

/// What is known of a term, and what finds its entries while they are tallied: side by side, since it is
/// looked at together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Column {
    /// How often it occurs over all rows.
    pub(crate) frequency: u32,
    /// In how many rows.
    sentences: u32,
    /// Inverse sentence frequency, ln(1 + rows / rows with it).
    pub(crate) idf: f32,
    /// Where its newest entry ends, to find it again within one row; 0 for none.
    entry_end: u32,
}

impl Column {
    /// How much it weighs in the whole document, tf·idf.
    pub(crate) fn weight(&self) -> f32 {
        self.frequency as f32 * self.idf
    }
}

/// The part of the rows that decides how alike two of them are: about half, since most terms of a
/// text come in one sentence only.
#[derive(Clone, Debug, Default)]
struct Shared {
    row_starts: Vec<u32>,
    /// Those of all rows; behind them is room, as behind their weights.
    terms: Vec<TermId>,
    weights: Vec<f32>,
    /// Of each row, the squared length of the rest.
    rest: Vec<f32>,
}

/// What a row shares with others, terms and weights; some of weight zero may repeat the last term.
#[derive(Clone, Copy)]
pub(crate) struct SharedRow<'m> {
    terms: &'m [[TermId; ROW_PAD]],
    weights: &'m [[f32; ROW_PAD]],
}

impl<'m> SharedRow<'m> {
    pub(crate) fn terms(self) -> &'m [TermId] {
        self.terms.as_flattened()
    }

    pub(crate) fn weights(self) -> &'m [f32] {
        self.weights.as_flattened()
    }

    /// Makes a vector over the terms zero where the row is not.
    pub(crate) fn clear_in(self, by_term: &mut [f32]) {
        for &term in self.terms() {
            by_term[term as usize] = 0.0;
        }
    }

    /// The product with a vector that is zero where only this row is not, such as another row.
    #[inline(always)]
    pub(crate) fn dot(self, by_term: &[f32]) -> f32 {
        let mut sums = [0.0; ROW_PAD];
        for (terms, weights) in self.terms.iter().zip(self.weights) {
            for ((sum, &term), &weight) in sums.iter_mut().zip(terms).zip(weights) {
                *sum += by_term[term as usize] * weight;
            }
        }
        (sums[0] + sums[1]) + (sums[2] + sums[3])
    }

    /// Adds the row, times `factor`, to a vector over the terms.
    #[inline(always)]
    pub(crate) fn add_to(self, by_term: &mut [f32], factor: f32) {
        for (terms, weights) in self.terms.iter().zip(self.weights) {
            for (&term, &weight) in terms.iter().zip(weights) {
                by_term[term as usize] += factor * weight;
            }
        }
    }
}

/// Shared rows are filled up to a multiple of so many entries: loops over a few entries of their
/// own would end in a branch that no processor foresees.
const ROW_PAD: usize = 4;

/// Inverse sentence frequencies of terms in fewer rows than this are reckoned once.
const IDFS: usize = 16;

impl TermMatrix {
    /// How many rows: one for every sentence of the document.
    #[inline]
    pub(crate) fn row_count(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// How many columns: one for every term of the document.
    #[inline]
    pub(crate) fn term_count(&self) -> usize {
        self.columns.len()
    }

    /// The terms of a row, each once, in order of first appearance, and how often it has them.
    #[inline]
    pub(crate) fn entries(&self, sentence: usize) -> &[Entry] {
        let range = self.row_starts[sentence] as usize..self.row_starts[sentence + 1] as usize;
        &self.entries[range]
    }

    /// The terms of a row alone.
    #[inline]
    pub(crate) fn terms(&self, sentence: usize) -> impl ExactSizeIterator<Item = TermId> {
        self.entries(sentence).iter().map(|entry| entry.term)
    }

    /// The terms of a row and their weights, which are reckoned anew: O(row), twice.
    pub(crate) fn row(&self, sentence: usize) -> impl Iterator<Item = (TermId, f32)> {
        let entries = self.entries(sentence).iter();
        let weigh = |entry: &Entry| (entry.term, entry.count as f32 * self.column(entry.term).idf);
        let weights = entries.clone().map(weigh);
        let scale = unit(weights.map(|(_, weight)| weight * weight).sum());
        entries.map(move |entry| {
            let (term, weight) = weigh(entry);
            (term, weight * scale)
        })
    }

    /// The entries of a row whose terms stand in other rows too. The product of two rows is that of
    /// their shared entries.
    #[inline(always)]
    pub(crate) fn shared_row(&self, sentence: usize) -> SharedRow<'_> {
        let Shared {
            row_starts,
            terms,
            weights,
            ..
        } = &self.shared;
        let range = row_starts[sentence] as usize..row_starts[sentence + 1] as usize;
        SharedRow {
            terms: terms[range.clone()].as_chunks().0,
            weights: weights[range].as_chunks().0,
        }
    }

    /// What the entries that a row shares with none add to its product with itself.
    #[inline]
    pub(crate) fn rest(&self, sentence: usize) -> f32 {
        self.shared.rest[sentence]
    }

    /// Fills `products` with [`SharedRow::dot`] of each row. In one loop over the entries of all rows, by
    /// running `sums`, of which a row's product is the difference of two: a loop over each row would end in
    /// a branch that no processor foresees.
    pub(crate) fn dots(&self, by_term: &[f32], sums: &mut Vec<f64>, products: &mut [f32]) {
        let Shared {
            row_starts,
            terms,
            weights,
            ..
        } = &self.shared;
        let end = row_starts.last().map_or(0, |end| *end as usize);
        let (terms, _) = terms[..end].as_chunks::<ROW_PAD>();
        let (weights, _) = weights[..end].as_chunks::<ROW_PAD>();
        let mut sum = 0.0;
        sums.clear();
        sums.push(sum);
        sums.extend(terms.iter().zip(weights).map(|(terms, weights)| {
            let [a, b, c, d]: [f32; ROW_PAD] =
                from_fn(|at| by_term[terms[at] as usize] * weights[at]);
            sum += f64::from((a + b) + (c + d));
            sum
        }));
        let sum_at = |entry: u32| sums[entry as usize / ROW_PAD];
        for (product, bounds) in products.iter_mut().zip(row_starts.windows(2)) {
            *product = (sum_at(bounds[1]) - sum_at(bounds[0])) as f32;
        }
    }

    /// [`SharedRow::dot`] of a row.
    #[inline]
    pub(crate) fn dot(&self, sentence: usize, by_term: &[f32]) -> f32 {
        self.shared_row(sentence).dot(by_term)
    }

    /// [`SharedRow::add_to`] of a row.
    #[inline]
    pub(crate) fn add(&self, sentence: usize, factor: f32, by_term: &mut [f32]) {
        self.shared_row(sentence).add_to(by_term, factor);
    }

    /// Fills a vector over the terms with the sum of the shared entries of all rows.
    pub(crate) fn sum(&self, by_term: &mut Vec<f32>) {
        reset(by_term, self.term_count(), 0.0);
        let Shared {
            row_starts,
            terms,
            weights,
            ..
        } = &self.shared;
        let end = row_starts.last().map_or(0, |end| *end as usize);
        for (&term, &weight) in terms[..end].iter().zip(&weights[..end]) {
            by_term[term as usize] += weight;
        }
    }

    /// What is known of each term.
    #[inline]
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What is known of a term.
    #[inline]
    pub(crate) fn column(&self, term: TermId) -> &Column {
        &self.columns[term as usize]
    }

    /// Counts the terms of `document` into rows, weighs them tf·idf and scales rows to unit
    /// length. O(words). `None` when cancelled.
    pub(crate) fn count(&mut self, document: &Document, cancel: &mut Cancel) -> Option<()> {
        let candidates = self.tally(document, cancel)?;
        let idf = |sentences: u32| ln(candidates + sentences) - ln(sentences);
        let idfs: [f32; IDFS] = std::array::from_fn(|sentences| idf(sentences.max(1) as u32));
        for column in &mut self.columns {
            column.idf = match idfs.get(column.sentences as usize) {
                Some(&known) => known,
                None => idf(column.sentences),
            };
        }
        self.scale(cancel)
    }

    /// Fills the rows with how often each term stands in them; returns how many sentences may be
    /// bullets.
    #[inline(never)] // Its loop wants all registers.
    fn tally(&mut self, document: &Document, cancel: &mut Cancel) -> Option<u32> {
        let TermMatrix {
            row_starts,
            entries: into,
            columns,
            ..
        } = self;
        reset(columns, document.term_count(), Column::default());
        row_starts.clear();
        row_starts.push(0);
        // Room for all to come, and one more: so entries are written without a look at whether there
        // is.
        let words = (0..document.sentences().len()).map(|sentence| document.terms(sentence).len());
        let entries_max = words.sum::<usize>() + 1;
        ensure_len(into, entries_max);
        let into_entries = &mut into[..];
        let columns = &mut columns[..];
        let mut entries = 0;
        let mut candidates = 0;
        for (sentence, found) in document.sentences().iter().enumerate() {
            cancel.check_after(found.span.len())?;
            if document.is_candidate(sentence) {
                candidates += 1;
                let row_start = entries;
                for &term in document.terms(sentence) {
                    let column = &mut columns[term as usize];
                    // Without a branch, since which term comes again no processor foresees.
                    let is_new = column.entry_end <= row_start;
                    let at =
                        select_unpredictable(is_new, entries, column.entry_end.wrapping_sub(1));
                    let entry = &mut into_entries[at as usize];
                    let count = select_unpredictable(is_new, 0, entry.count) + 1;
                    *entry = Entry { term, count };
                    entries += u32::from(is_new);
                    column.frequency += 1;
                    column.sentences += u32::from(is_new);
                    column.entry_end = at + 1;
                }
            }
            row_starts.push(entries);
        }
        Some(candidates)
    }

    /// Weighs the rows and copies what they share, scaled to unit length.
    #[inline(never)] // Its loop wants all registers, too.
    fn scale(&mut self, cancel: &mut Cancel) -> Option<()> {
        let Shared {
            row_starts,
            terms: shared_terms,
            weights: shared_weights,
            rest,
        } = &mut self.shared;
        row_starts.clear();
        row_starts.push(0);
        rest.clear();
        // Room for all, so that entries are written without a look at whether there is.
        let entries = self.row_starts.last().map_or(0, |end| *end as usize);
        let shared_max = entries + (ROW_PAD - 1) * self.row_starts.len() + ROW_PAD;
        ensure_len(shared_terms, shared_max);
        ensure_len(shared_weights, shared_max);
        let (into_terms, into_weights) = (&mut shared_terms[..], &mut shared_weights[..]);
        let columns = &self.columns[..];
        let mut shared = 0;
        for bounds in self.row_starts.windows(2) {
            let range = bounds[0] as usize..bounds[1] as usize;
            cancel.check_after(NUMBER_BYTES * range.len())?;
            let shared_start = shared;
            let mut square = 0.0;
            for &Entry { term, count } in &self.entries[range] {
                let column = &columns[term as usize];
                let weight = count as f32 * column.idf;
                // Whether it is shared is a coin toss, which is no good branch: written in any case
                // and kept if it is.
                let is_shared = column.sentences > 1;
                square += weight * weight;
                into_terms[shared] = term;
                into_weights[shared] = weight;
                shared += usize::from(is_shared);
            }
            let scale = unit(square);
            let last = into_terms[shared.saturating_sub(1)];
            into_terms[shared..shared + ROW_PAD].fill(last);
            into_weights[shared..shared + ROW_PAD].fill(0.0);
            shared = shared_start + (shared - shared_start).next_multiple_of(ROW_PAD);
            row_starts.push(shared as u32);
            let mut squares = [0.0; ROW_PAD];
            let (of_row, _) = into_weights[shared_start..shared].as_chunks_mut::<ROW_PAD>();
            for weights in of_row {
                for (square, weight) in squares.iter_mut().zip(weights) {
                    *weight *= scale;
                    *square += *weight * *weight;
                }
            }
            let whole = if square > 0.0 { 1.0 } else { 0.0 };
            rest.push((whole - squares.iter().sum::<f32>()).max(0.0));
        }
        Some(())
    }
}

/// What makes a vector of that length squared a unit vector; 0 where there is none.
fn unit(square: f32) -> f32 {
    if square > 0.0 {
        1.0 / square.sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::TermMatrix;
    use crate::cancel::never_cancelled;
    use crate::options::Options;
    use crate::pipeline::Source;
    use crate::reader::Reader;

    #[test]
    fn products_of_all_rows_are_those_of_each() {
        let text = "The mill ground the grain of the valley. The valley sold grain to the town. \
            Rain. The town built a mill, a bridge and a weir by the bridge. The weir broke.";
        let (mut reader, mut matrix) = (Reader::default(), TermMatrix::default());
        let (sources, options) = ([Source::new(text)], Options::default());
        never_cancelled(|cancel| {
            let reading = reader.read(&sources, &options, cancel)?;
            matrix.count(reading.document, cancel)
        });
        let by_term: Vec<f32> = (0..matrix.term_count())
            .map(|term| 1.0 / (term + 1) as f32)
            .collect();
        let mut products = vec![0.0; matrix.row_count()];
        matrix.dots(&by_term, &mut Vec::new(), &mut products);
        for (row, product) in products.iter().enumerate() {
            assert!(
                (product - matrix.dot(row, &by_term)).abs() < 1e-6,
                "row {row}"
            );
        }
        assert!(products.iter().filter(|product| **product > 0.0).count() > 2);
    }
}

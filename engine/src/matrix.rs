//! The term matrix: a sparse row of tf·idf weights for each sentence. Similarity, centrality and redundancy
//! are computed from it.
//!
//! Weighting: Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval". Departure:
//! the collection is the document and its units are the sentences, so that idf is ln(1 + n / n_t) for n
//! candidates of which n_t have the term.
//!
//! No n × n matrix of similarities is ever formed. What would be a product with it is a product with the
//! rows and one with the columns, at O(words).

use crate::cancel::{Cancel, NUMBER_BYTES};
use crate::document::{Document, TermId};
use crate::ln_table::ln;
use crate::scratch::{ensure_len, reset};
use crate::simd::from_fn;
use std::hint::select_unpredictable;

/// The rows of all sentences, in compressed sparse rows. Each row has unit length. Sentences that cannot be
/// bullets have empty rows, so that headings and boilerplate do not influence any score.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermMatrix {
    /// Where each row starts in `entries`, and where the last one ends.
    row_starts: Vec<u32>,
    /// The entries of all rows. Longer than needed: what is behind the last row has no meaning.
    entries: Vec<Entry>,
    /// By term id.
    columns: Vec<Column>,
    shared: SharedEntries,
}

/// A term of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) term: TermId,
    /// How often the sentence has the term.
    pub(crate) count: u32,
}

/// What is known of a term. Its numbers lie side by side, because most loops need several of them: that
/// saved 1 % of the instructions per article under the method `degree`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Column {
    /// How often the term occurs in all rows.
    pub(crate) frequency: u32,
    /// How many rows have the term.
    sentence_count: u32,
    /// Inverse sentence frequency: ln(1 + candidates / `sentence_count`).
    pub(crate) idf: f32,
    /// While rows are tallied: one more than the index of the term's newest entry, or 0 if it has none.
    entry_end: u32,
}

impl Column {
    /// The term's tf·idf in the whole document, which is its frequency times its idf.
    pub(crate) fn weight(&self) -> f32 {
        self.frequency as f32 * self.idf
    }
}

/// The entries of terms that several rows have. Only they contribute to the product of two different rows.
/// They are about half of all entries, because most terms of a text occur in one sentence only.
#[derive(Clone, Debug, Default)]
struct SharedEntries {
    /// Where each row starts, and where the last one ends. Multiples of [`ROW_PAD`].
    row_starts: Vec<u32>,
    /// The terms of all rows. Longer than needed, like `weights`.
    terms: Vec<TermId>,
    /// The weights of `terms`, such that the entries of a whole row have a sum of squares of 1.
    weights: Vec<f32>,
    /// For each row, the sum of squares of the weights that are not shared.
    unshared_squares: Vec<f32>,
}

/// The shared entries of one row. The last few may repeat the last term with the weight 0, so that the
/// number of entries is a multiple of [`ROW_PAD`].
///
/// Its methods work on dense vectors, which have one number for each term of the document.
#[derive(Clone, Copy)]
pub(crate) struct SharedRow<'m> {
    terms: &'m [[TermId; ROW_PAD]],
    weights: &'m [[f32; ROW_PAD]],
}

impl<'m> SharedRow<'m> {
    /// The terms of the entries.
    pub(crate) fn terms(self) -> &'m [TermId] {
        self.terms.as_flattened()
    }

    /// The weights of the entries.
    pub(crate) fn weights(self) -> &'m [f32] {
        self.weights.as_flattened()
    }

    /// Sets `by_term` to 0 for the terms of the row.
    pub(crate) fn set_zero(self, by_term: &mut [f32]) {
        for &term in self.terms() {
            by_term[term as usize] = 0.0;
        }
    }

    /// The dot product of the row with `by_term`, if that is 0 for the terms that only this row has. It is
    /// so if `by_term` is made of shared entries.
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

    /// Adds `factor` times the row to `by_term`.
    #[inline(always)]
    pub(crate) fn add_to(self, by_term: &mut [f32], factor: f32) {
        for (terms, weights) in self.terms.iter().zip(self.weights) {
            for (&term, &weight) in terms.iter().zip(weights) {
                by_term[term as usize] += factor * weight;
            }
        }
    }
}

/// Shared rows are padded to a multiple of this many entries. A loop over the few entries of one row would
/// end in an unpredictable branch; padded rows have fewer possible lengths, and their entries are added
/// four at a time.
const ROW_PAD: usize = 4;

/// The idf of terms in fewer rows than this is computed once for all of them.
const IDF_TABLE_LEN: usize = 16;

impl TermMatrix {
    /// The number of rows: one for each sentence of the document.
    #[inline]
    pub(crate) fn row_count(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// The number of columns: one for each term of the document.
    #[inline]
    pub(crate) fn term_count(&self) -> usize {
        self.columns.len()
    }

    /// The entries of a row, one for each distinct term, in order of first appearance.
    #[inline]
    pub(crate) fn entries(&self, sentence: usize) -> &[Entry] {
        let range = self.row_starts[sentence] as usize..self.row_starts[sentence + 1] as usize;
        &self.entries[range]
    }

    /// The distinct terms of a row, in order of first appearance.
    #[inline]
    pub(crate) fn terms(&self, sentence: usize) -> impl ExactSizeIterator<Item = TermId> {
        self.entries(sentence).iter().map(|entry| entry.term)
    }

    /// The distinct terms of a row and their weights, whose squares sum to 1. The weights are computed on
    /// each call, in two passes over the row.
    pub(crate) fn row(&self, sentence: usize) -> impl Iterator<Item = (TermId, f32)> {
        let entries = self.entries(sentence).iter();
        let weigh = |entry: &Entry| (entry.term, entry.count as f32 * self.column(entry.term).idf);
        let weights = entries.clone().map(weigh);
        let scale = inverse_length(weights.map(|(_, weight)| weight * weight).sum());
        entries.map(move |entry| {
            let (term, weight) = weigh(entry);
            (term, weight * scale)
        })
    }

    /// The entries of a row whose terms other rows have too. The cosine of two different sentences is the
    /// dot product of their shared rows.
    #[inline(always)]
    pub(crate) fn shared_row(&self, sentence: usize) -> SharedRow<'_> {
        let SharedEntries {
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

    /// The sum of squares of the weights that a row shares with no other row, 0 to 1. The dot product of a
    /// row with itself, which is 1 unless the row is empty, is this plus that of its shared row.
    #[inline]
    pub(crate) fn unshared_square(&self, sentence: usize) -> f32 {
        self.shared.unshared_squares[sentence]
    }

    /// Sets `products` to the dot product of each shared row with `by_term`. `sums` is scratch.
    ///
    /// The plain equivalent is [`TermMatrix::dot`] for each row. Here one loop over the entries of all rows
    /// makes running sums, and a row's product is the difference of two of them, because a loop over each
    /// row would end in an unpredictable branch. With two changes to cleaning that saved 0.2 of 12.6 µs per
    /// article under the method `degree`. The test `products_of_all_rows_are_those_of_each` holds the two
    /// equal, up to rounding.
    pub(crate) fn dot_all(&self, by_term: &[f32], sums: &mut Vec<f64>, products: &mut [f32]) {
        let SharedEntries {
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
    pub(crate) fn add_row(&self, sentence: usize, factor: f32, by_term: &mut [f32]) {
        self.shared_row(sentence).add_to(by_term, factor);
    }

    /// Sets `by_term` to the sum of all shared rows.
    pub(crate) fn sum_rows(&self, by_term: &mut Vec<f32>) {
        reset(by_term, self.term_count(), 0.0);
        let SharedEntries {
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

    /// What is known of each term, by term id.
    #[inline]
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What is known of a term.
    #[inline]
    pub(crate) fn column(&self, term: TermId) -> &Column {
        &self.columns[term as usize]
    }

    /// Makes this the matrix of `document`. O(words). `None` when cancelled.
    pub(crate) fn fill(&mut self, document: &Document, cancel: &mut Cancel) -> Option<()> {
        let candidates = self.tally(document, cancel)?;
        // ln(1 + n / m) = ln(m + n) − ln m.
        let idf = |sentences: u32| ln(candidates + sentences) - ln(sentences);
        let idfs: [f32; IDF_TABLE_LEN] =
            std::array::from_fn(|sentences| idf(sentences.max(1) as u32));
        for column in &mut self.columns {
            column.idf = match idfs.get(column.sentence_count as usize) {
                Some(&known) => known,
                None => idf(column.sentence_count),
            };
        }
        self.weigh(cancel)
    }

    /// Fills the rows and counts terms by row and in total. Returns the number of candidates. `None` when
    /// cancelled.
    ///
    /// The plain equivalent: for each candidate, a map from term to count. Here a term's column holds the
    /// index of its newest entry, and entries are written without branches, because whether a term is new to
    /// a row is unpredictable. With the same in [`TermMatrix::weigh`], padded rows and the table of idfs that
    /// saved 2 to 4 of 26 to 36 µs per article. The tests in engine/tests/it/methods.rs hold it
    /// equal to dense rows made from maps.
    #[inline(never)] // The loop needs all registers.
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
        // Room for all entries, and one more because an entry may be written that is not kept. So the loop
        // need not check whether there is room.
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
                    let is_new = column.entry_end <= row_start;
                    let at =
                        select_unpredictable(is_new, entries, column.entry_end.wrapping_sub(1));
                    let entry = &mut into_entries[at as usize];
                    let count = select_unpredictable(is_new, 0, entry.count) + 1;
                    *entry = Entry { term, count };
                    entries += u32::from(is_new);
                    column.frequency += 1;
                    column.sentence_count += u32::from(is_new);
                    column.entry_end = at + 1;
                }
            }
            row_starts.push(entries);
        }
        Some(candidates)
    }

    /// Fills the shared rows: weighs the entries of each row, scales them to unit length and keeps those that
    /// other rows share. `None` when cancelled.
    #[inline(never)] // The loop needs all registers.
    fn weigh(&mut self, cancel: &mut Cancel) -> Option<()> {
        let SharedEntries {
            row_starts,
            terms: shared_terms,
            weights: shared_weights,
            unshared_squares,
        } = &mut self.shared;
        row_starts.clear();
        row_starts.push(0);
        unshared_squares.clear();
        // Room for all entries and their padding, so that the loop need not check whether there is.
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
                // Whether a term is shared is an unpredictable branch, so each entry is written, and the next
                // one overwrites it if it is not shared.
                let is_shared = column.sentence_count > 1;
                square += weight * weight;
                into_terms[shared] = term;
                into_weights[shared] = weight;
                shared += usize::from(is_shared);
            }
            let scale = inverse_length(square);
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
            unshared_squares.push((whole - squares.iter().sum::<f32>()).max(0.0));
        }
        Some(())
    }
}

/// One over the length of a vector, given its square: the factor that makes it a unit vector. 0 for the zero
/// vector.
fn inverse_length(square: f32) -> f32 {
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
    use crate::reader::Reader;
    use crate::source::Source;

    #[test]
    fn products_of_all_rows_are_those_of_each() {
        let text = "The mill ground the grain of the valley. The valley sold grain to the town. \
            Rain. The town built a mill, a bridge and a weir by the bridge. The weir broke.";
        let (mut reader, mut matrix) = (Reader::default(), TermMatrix::default());
        let (sources, options) = ([Source::new(text)], Options::default());
        never_cancelled(|cancel| {
            let reading = reader.read(&sources, &options, cancel)?;
            matrix.fill(reading.document, cancel)
        });
        let by_term: Vec<f32> = (0..matrix.term_count())
            .map(|term| 1.0 / (term + 1) as f32)
            .collect();
        let mut products = vec![0.0; matrix.row_count()];
        matrix.dot_all(&by_term, &mut Vec::new(), &mut products);
        for (row, product) in products.iter().enumerate() {
            assert!(
                (product - matrix.dot(row, &by_term)).abs() < 1e-6,
                "row {row}"
            );
        }
        assert!(products.iter().filter(|product| **product > 0.0).count() > 2);
    }
}

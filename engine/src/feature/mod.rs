//! Measures the features of sentences, and scores sentences by them.
//!
//! A feature is a number that describes a sentence; [`Feature`] lists and defines them all. A sentence's
//! score is the sum of its features times their weights, plus the bias, so that every score can be explained.
//! A method is a weight for each feature. The weights of the default method differ from document to document
//! (see weights/).
//!
//! The features of position, of form and of terms are measured in three passes ([`Pass`]), which fill the rows
//! of sentences. Each of the others has a pass of its own, which fills a column.

mod degree;
mod form;
mod lexrank;
mod lsa;
mod luhn;
mod methods;
mod position;
mod query;
mod terms;
mod textrank;

use crate::cancel::{Cancel, NUMBER_BYTES};
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::options::Method;
use crate::scratch::reset;
use crate::weights::{self, DocumentStats, Feature, FeatureRow, LinearWeights, Weights};
use degree::Direction;

/// The pass that measures `feature`.
const fn pass_of(feature: Feature) -> Pass {
    use Feature::*;
    match feature {
        Position | LogRank | Depth | First | Last => Pass::Position,
        Title | TitleShare | Salience | RelativeSalience | Introduced | LearnedWords => Pass::Terms,
        Order | Random | Query | Lexrank | Textrank | Degree | Preceding | Following | Tfidf
        | Luhn | Centroid | Lsa => Pass::Separate,
        _ => Pass::Form,
    }
}

/// The features that are standardised within the document, each with the feature that it is made from.
const RELATIVE: [(Feature, Feature); 4] = [
    (Feature::RelativeLogWords, Feature::LogWords),
    (Feature::RelativeSalience, Feature::Salience),
    (Feature::RelativeCapitalShare, Feature::CapitalShare),
    (Feature::RelativeWordBytes, Feature::WordBytes),
];

/// The passes over the sentences that measure features. A relative feature belongs to the pass of the feature
/// that it is made from, [`Pass::Form`] or [`Pass::Terms`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Position,
    Form,
    Terms,
    /// Each feature has a pass of its own.
    Separate,
}

/// A set of features, with one bit for each. Finding out feature by feature which passes are needed took over
/// a thousand instructions for each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FeatureSet(u64);

impl FeatureSet {
    const POSITION: FeatureSet = FeatureSet::of_pass(Pass::Position);
    const FORM: FeatureSet = FeatureSet::of_pass(Pass::Form);
    const TERMS: FeatureSet = FeatureSet::of_pass(Pass::Terms);
    const SEPARATE: FeatureSet = FeatureSet::of_pass(Pass::Separate);
    const RELATIVE: FeatureSet = {
        let mut set = 0;
        let mut at = 0;
        while at < RELATIVE.len() {
            set |= 1 << RELATIVE[at].0 as u64;
            at += 1;
        }
        FeatureSet(set)
    };

    const fn of_pass(pass: Pass) -> FeatureSet {
        let mut set = 0;
        let mut at = 0;
        while at < Feature::ALL.len() {
            set |= ((pass_of(Feature::ALL[at]) as u8 == pass as u8) as u64) << at;
            at += 1;
        }
        FeatureSet(set)
    }

    /// The features with a weight other than 0.
    fn weighted(weights: &LinearWeights) -> FeatureSet {
        let features = Feature::ALL.iter().enumerate();
        let bits = features.map(|(at, &feature)| u64::from(weights.get(feature) != 0.0) << at);
        FeatureSet(bits.fold(0, |set, bit| set | bit))
    }

    const fn and(self, other: FeatureSet) -> FeatureSet {
        FeatureSet(self.0 & other.0)
    }

    const fn is_empty(self) -> bool {
        self.0 == 0
    }

    const fn len(self) -> u32 {
        self.0.count_ones()
    }

    fn iter(self) -> impl Iterator<Item = Feature> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let feature = *Feature::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(feature)
        })
    }
}

/// The weights of a method of the literature. All are 0 for methods that are objectives (see select/), and
/// for the default method, whose weights differ from document to document (see
/// [`Features::score_by_learned`]).
pub(crate) fn weights_of_method(method: Method, has_query: bool) -> LinearWeights {
    let mut weights = methods::weights(method).unwrap_or_default();
    if has_query && !method.is_objective() {
        weights.set(Feature::Query, QUERY_WEIGHT);
    }
    weights
}

/// The weight of [`Feature::Query`] in methods of the literature. The scores of most of them are at most 1, so
/// that a sentence with all terms of the query scores higher than any sentence without.
const QUERY_WEIGHT: f32 = 1.5;

/// The features of one document: a row for each sentence. Only features that have a weight, and the others of
/// their pass, are measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    rows: Vec<FeatureRow>,
    /// The sentence indices of the candidates, ascending.
    candidates: Vec<u32>,
    term_stats: Vec<terms::TermStats>,
    separate: SeparatePassFeatures,
}

/// Measures the features of [`Pass::Separate`], and holds the memory for that.
#[derive(Clone, Debug, Default)]
struct SeparatePassFeatures {
    lexrank: lexrank::Scratch,
    textrank: textrank::Scratch,
    lsa: lsa::Scratch,
    degree: degree::Scratch,
    by_term: Vec<f32>,
    /// The feature that was measured last, by sentence.
    column: Vec<f32>,
}

/// What features are measured from.
pub(crate) struct Inputs<'s> {
    /// The sentences.
    pub(crate) document: &'s Document,
    /// Their terms.
    pub(crate) matrix: &'s TermMatrix,
    /// The learned weights of stems, by the vocabulary's number of the stem. Empty if the weights have none
    /// for the language of the document.
    pub(crate) stem_weights: &'s [f32],
    /// The seed of [`Feature::Random`].
    pub(crate) seed: u64,
}

impl Features {
    /// Measures every feature that has a weight other than 0 in `wanted`, and perhaps others of their passes.
    /// Sentences that cannot be bullets may get zeros. `None` when cancelled.
    pub(crate) fn measure(
        &mut self,
        inputs: &Inputs,
        wanted: &LinearWeights,
        cancel: &mut Cancel,
    ) -> Option<()> {
        let document = inputs.document;
        let (rows, candidates) = (&mut self.rows, &mut self.candidates);
        rows.clear();
        rows.reserve(document.sentences().len());
        for _ in document.sentences() {
            cancel.check_after(ROW_BYTES)?;
            rows.push(FeatureRow::of(0.0));
        }
        candidates.clear();
        let is_candidate = |&row: &u32| document.is_candidate(row as usize);
        candidates.extend((0..rows.len() as u32).filter(is_candidate));
        let wanted = FeatureSet::weighted(wanted);
        if !wanted.and(FeatureSet::POSITION).is_empty() {
            position::measure(document, candidates, rows, cancel)?;
        }
        if !wanted.and(FeatureSet::FORM).is_empty() {
            form::measure(document, candidates, rows, cancel)?;
        }
        if !wanted.and(FeatureSet::TERMS).is_empty() {
            terms::measure(inputs, candidates, &mut self.term_stats, rows, cancel)?;
        }
        for feature in wanted.and(FeatureSet::SEPARATE).iter() {
            self.separate.fill(feature, inputs, rows, cancel)?;
        }
        if !wanted.and(FeatureSet::RELATIVE).is_empty() {
            cancel.check_after(NUMBER_BYTES * rows.len())?;
            standardise(candidates, rows);
        }
        Some(())
    }

    /// Sets `scores` to the score of each sentence by `weights`. `None` when cancelled.
    ///
    /// Most methods of the literature are one or two features of [`Pass::Separate`]. Then rows are needed only
    /// for reasons, if the caller wants the scores `explained`; else the columns are added up, and the rows of
    /// all features are not filled. That saved 1.2 % of the time per article under the method `degree`. A test
    /// in engine/tests/it/methods.rs holds the scores equal.
    pub(crate) fn score_by_linear(
        &mut self,
        inputs: &Inputs,
        weights: &LinearWeights,
        explained: bool,
        scores: &mut Vec<f64>,
        cancel: &mut Cancel,
    ) -> Option<()> {
        let wanted = FeatureSet::weighted(weights);
        let are_separate = wanted.and(FeatureSet::SEPARATE) == wanted;
        if explained || !are_separate || wanted.len() > 2 {
            self.measure(inputs, weights, cancel)?;
            self.score(weights, scores);
            return Some(());
        }
        reset(scores, inputs.document.sentences().len(), 0.0);
        for feature in wanted.iter() {
            let weight = weights.get(feature);
            let column = self.separate.measure(feature, inputs, cancel)?;
            for (score, value) in scores.iter_mut().zip(column) {
                // Rounded to 32 bits like the product of a row with the weights.
                *score = f64::from(*score as f32 + weight * value);
            }
        }
        let bias = f64::from(weights.bias);
        scores.iter_mut().for_each(|score| *score += bias);
        Some(())
    }

    /// The features of `sentence`: as measured, or, after [`Features::score_by_learned`], standardised.
    #[inline]
    pub(crate) fn row(&self, sentence: usize) -> &FeatureRow {
        &self.rows[sentence]
    }

    /// Sets `scores` to the score of each sentence by the default method with the weights `learned`. Returns
    /// the weights for this document, which are a mixture of those of the experts. `None` when cancelled.
    pub(crate) fn score_by_learned(
        &mut self,
        inputs: &Inputs,
        learned: &Weights,
        scores: &mut Vec<f64>,
        cancel: &mut Cancel,
    ) -> Option<LinearWeights> {
        let document = inputs.document;
        self.measure(inputs, learned.measured(), cancel)?;
        let mut sum = FeatureRow::of(0.0);
        for candidates in self.candidates.chunks(ROWS_PER_CHECK) {
            cancel.check_after(candidates.len() * ROW_BYTES)?;
            learned.standardise(candidates, &mut self.rows, &mut sum);
        }
        let stats = DocumentStats {
            candidates: &self.candidates,
            rows: &self.rows,
            sum: &sum,
        };
        let knows_language = !inputs.stem_weights.is_empty();
        let mut weights = learned.mix_experts(&learned.expert_shares(&stats, knows_language));
        if !document.query_terms().is_empty() {
            weights.set(Feature::Query, weights::QUERY_WEIGHT);
            (self.separate).fill(Feature::Query, inputs, &mut self.rows, cancel)?;
        }
        self.score(&weights, scores);
        Some(weights)
    }

    /// Sets `scores` to the sum of features times weights, plus the bias, for each sentence.
    fn score(&self, weights: &LinearWeights, scores: &mut Vec<f64>) {
        scores.clear();
        weights::score(&self.rows, weights.bias, weights.row(), scores);
    }
}

impl SeparatePassFeatures {
    /// Measures `feature`, one of [`Pass::Separate`], and writes it to `rows`. `None` when cancelled.
    fn fill(
        &mut self,
        feature: Feature,
        inputs: &Inputs,
        rows: &mut [FeatureRow],
        cancel: &mut Cancel,
    ) -> Option<()> {
        for (row, &value) in rows.iter_mut().zip(self.measure(feature, inputs, cancel)?) {
            row[feature] = value;
        }
        Some(())
    }

    /// Measures `feature`, one of [`Pass::Separate`]. Returns its value for each sentence; `None` when
    /// cancelled.
    fn measure(
        &mut self,
        feature: Feature,
        inputs: &Inputs,
        cancel: &mut Cancel,
    ) -> Option<&[f32]> {
        let &Inputs {
            document,
            matrix,
            seed,
            ..
        } = inputs;
        let SeparatePassFeatures {
            lexrank,
            textrank,
            lsa,
            degree,
            by_term,
            column,
        } = self;
        cancel.check_after(NUMBER_BYTES * document.sentences().len())?;
        reset(column, document.sentences().len(), 0.0);
        match feature {
            Feature::Order => position::order(document, column),
            Feature::Random => position::random(seed, column),
            Feature::Query => query::share(document, matrix, by_term, column),
            Feature::Lexrank => lexrank::lexrank(document, matrix, lexrank, column, cancel)?,
            Feature::Textrank => textrank::textrank(document, matrix, textrank, column, cancel)?,
            Feature::Degree => degree::degree(matrix, degree, column),
            Feature::Preceding => {
                degree::directed(document, matrix, Direction::Preceding, degree, column);
            }
            Feature::Following => {
                degree::directed(document, matrix, Direction::Following, degree, column);
            }
            Feature::Tfidf => terms::tfidf(document, matrix, column),
            Feature::Luhn => luhn::significance(document, matrix, column),
            Feature::Centroid => terms::centroid(matrix, by_term, column),
            Feature::Lsa => lsa::lsa(document, matrix, lsa, column, cancel)?,
            _ => unreachable!(
                "the other features are measured in the passes that several features share"
            ),
        }
        Some(column)
    }
}

/// The work on a row of features counts as much as this many bytes of text (see [`Cancel::check_after`]).
const ROW_BYTES: usize = 64;

/// This many rows count as much as the 64 KB of text after which the caller is asked whether to cancel.
const ROWS_PER_CHECK: usize = (64 << 10) / ROW_BYTES;

/// Sets the relative features of the `candidates`: the base less its mean over the candidates, divided by its
/// standard deviation.
fn standardise(candidates: &[u32], rows: &mut [FeatureRow]) {
    let count = candidates.len().max(1) as f32;
    let mut means = [0.0; RELATIVE.len()];
    for &row in candidates {
        let row = &rows[row as usize];
        for (sum, (_, base)) in means.iter_mut().zip(RELATIVE) {
            *sum += row[base];
        }
    }
    means = means.map(|sum| sum / count);
    let mut squares = [0.0; RELATIVE.len()];
    for &row in candidates {
        let row = &rows[row as usize];
        for ((sum, mean), (_, base)) in squares.iter_mut().zip(means).zip(RELATIVE) {
            *sum += (row[base] - mean) * (row[base] - mean);
        }
    }
    let scales = squares.map(|sum| 1.0 / ((sum / count).sqrt() + 1e-6));
    for &row in candidates {
        let row = &mut rows[row as usize];
        for (((relative, base), mean), scale) in RELATIVE.into_iter().zip(means).zip(scales) {
            row[relative] = (row[base] - mean) * scale;
        }
    }
}

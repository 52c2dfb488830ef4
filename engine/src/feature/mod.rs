//! Features: numbers that tell of a sentence, a row of them each.
//!
//! Features of one origin (place, form, terms) are measured in one pass over the sentences, those of
//! the literature's methods in passes of their own. A method is a weight for each feature. A
//! sentence's score is its row of features times the weights, plus the bias, so that every score
//! explains itself. The default's weights differ from document to document (see learned.rs).

mod centrality;
mod classical;
mod directed;
mod form;
mod lsa;
mod luhn;
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
use directed::Direction;

/// What `feature` is measured along with.
const fn group_of(feature: Feature) -> Group {
    use Feature::*;
    match feature {
        Position | LogRank | Depth | First | Last => Group::Position,
        Title | TitleShare | Salience | RelativeSalience | Introduced | LearnedWords => {
            Group::Terms
        }
        Order | Random | Query | Lexrank | Textrank | Degree | Preceding | Following | Tfidf
        | Luhn | Centroid | Lsa => Group::Separate,
        _ => Group::Form,
    }
}

/// Features relative to the document's own mean and spread, each with what it compares with those.
const RELATIVE: [(Feature, Feature); 4] = [
    (Feature::RelativeLogWords, Feature::LogWords),
    (Feature::RelativeSalience, Feature::Salience),
    (Feature::RelativeCapitalShare, Feature::CapitalShare),
    (Feature::RelativeWordBytes, Feature::WordBytes),
];

/// Features that one pass over the sentences measures; those apart have one each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Position,
    Form,
    Terms,
    Separate,
}

/// Some of the features: a bit for each, so that what is wanted is known at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FeatureSet(u64);

impl FeatureSet {
    const POSITION: FeatureSet = FeatureSet::of_group(Group::Position);
    const FORM: FeatureSet = FeatureSet::of_group(Group::Form);
    const TERMS: FeatureSet = FeatureSet::of_group(Group::Terms);
    const SEPARATE: FeatureSet = FeatureSet::of_group(Group::Separate);
    const RELATIVE: FeatureSet = {
        let mut set = 0;
        let mut at = 0;
        while at < RELATIVE.len() {
            set |= 1 << RELATIVE[at].0 as u64;
            at += 1;
        }
        FeatureSet(set)
    };

    const fn of_group(group: Group) -> FeatureSet {
        let mut set = 0;
        let mut at = 0;
        while at < Feature::ALL.len() {
            set |= ((group_of(Feature::ALL[at]) as u8 == group as u8) as u64) << at;
            at += 1;
        }
        FeatureSet(set)
    }

    /// Those that have a weight.
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

/// The weights of a method; none for the default, whose weights differ from document to
/// document (see [`Features::score_by_learned`]), and for methods that are objectives.
pub(crate) fn weights_of_method(method: Method, has_query: bool) -> LinearWeights {
    let mut weights = classical::weights(method).unwrap_or_default();
    if has_query && !method.is_objective() {
        weights.set(Feature::Query, QUERY_WEIGHT);
    }
    weights
}

/// Enough that a sentence with all of the query beats any without in most methods, whose scores
/// end at 1.
const QUERY_WEIGHT: f32 = 1.5;

/// The feature table of one document: a row per sentence. Features of weight zero stay unmeasured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    rows: Vec<FeatureRow>,
    /// Which of the rows are of sentences that may be bullets.
    candidates: Vec<u32>,
    term_stats: Vec<terms::TermStats>,
    separate: SeparatePassFeatures,
}

/// What features that are measured apart need.
#[derive(Clone, Debug, Default)]
struct SeparatePassFeatures {
    centrality: centrality::Scratch,
    textrank: textrank::Scratch,
    lsa: lsa::Scratch,
    directed: directed::Scratch,
    by_term: Vec<f32>,
    column: Vec<f32>,
}

/// What features are measured of.
pub(crate) struct Inputs<'s> {
    /// The sentences.
    pub(crate) document: &'s Document,
    /// Their terms.
    pub(crate) matrix: &'s TermMatrix,
    /// What the blend says of stems, by the vocabulary's number; empty where it knows none.
    pub(crate) stem_weights: &'s [f32],
    /// Of [`Feature::Random`].
    pub(crate) seed: u64,
}

impl Features {
    /// Measures every feature that `wanted` has a weight for, and maybe others of their groups. What
    /// cannot be a bullet may get zeros. `None` when cancelled.
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

    /// Scores each sentence by `weights`. Its row is measured only where that is `explained`, or where
    /// more than two features or any of a group have weights: most methods are one column.
    pub(crate) fn score_by_linear(
        &mut self,
        inputs: &Inputs,
        weights: &LinearWeights,
        explained: bool,
        scores: &mut Vec<f64>,
        cancel: &mut Cancel,
    ) -> Option<()> {
        let wanted = FeatureSet::weighted(weights);
        let is_apart = wanted.and(FeatureSet::SEPARATE) == wanted;
        if explained || !is_apart || wanted.len() > 2 {
            self.measure(inputs, weights, cancel)?;
            self.score(weights, scores);
            return Some(());
        }
        reset(scores, inputs.document.sentences().len(), 0.0);
        for feature in wanted.iter() {
            let weight = weights.get(feature);
            let column = self.separate.measure(feature, inputs, cancel)?;
            for (score, value) in scores.iter_mut().zip(column) {
                // Added up as in rows, where floats are shorter: the same scores, explained or not.
                *score = f64::from(*score as f32 + weight * value);
            }
        }
        let bias = f64::from(weights.bias);
        scores.iter_mut().for_each(|score| *score += bias);
        Some(())
    }

    /// The features of `sentence`.
    #[inline]
    pub(crate) fn row(&self, sentence: usize) -> &FeatureRow {
        &self.rows[sentence]
    }

    /// Measures the features of `blend` and scores each sentence by it; returns the weights that the
    /// gate makes for the document.
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
        for candidates in self.candidates.chunks(ROWS_BETWEEN_STOPS) {
            cancel.check_after(candidates.len() * ROW_BYTES)?;
            learned.scale(candidates, &mut self.rows, &mut sum);
        }
        let stats = DocumentStats {
            candidates: &self.candidates,
            rows: &self.rows,
            sum: &sum,
        };
        let knows_language = !inputs.stem_weights.is_empty();
        let mut weights = learned.mixed(&learned.gate(&stats, knows_language));
        if !document.query_terms().is_empty() {
            weights.set(Feature::Query, weights::QUERY_WEIGHT);
            (self.separate).fill(Feature::Query, inputs, &mut self.rows, cancel)?;
        }
        self.score(&weights, scores);
        Some(weights)
    }

    /// Features times weights, for each sentence.
    fn score(&self, weights: &LinearWeights, scores: &mut Vec<f64>) {
        scores.clear();
        weights::score(&self.rows, weights.bias, weights.row(), scores);
    }
}

impl SeparatePassFeatures {
    /// Fills the place of `feature`, which has a pass of its own, in each of `rows`.
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

    /// Measures a feature that has a pass of its own.
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
            centrality,
            textrank,
            lsa,
            directed,
            by_term,
            column,
        } = self;
        cancel.check_after(NUMBER_BYTES * document.sentences().len())?;
        reset(column, document.sentences().len(), 0.0);
        match feature {
            Feature::Order => position::order(document, column),
            Feature::Random => position::random(seed, column),
            Feature::Query => query::share(document, matrix, by_term, column),
            Feature::Lexrank => centrality::lexrank(document, matrix, centrality, column, cancel)?,
            Feature::Textrank => textrank::textrank(document, matrix, textrank, column, cancel)?,
            Feature::Degree => directed::degree(matrix, directed, column),
            Feature::Preceding => {
                directed::directed(document, matrix, Direction::Preceding, directed, column);
            }
            Feature::Following => {
                directed::directed(document, matrix, Direction::Following, directed, column);
            }
            Feature::Tfidf => terms::tfidf(document, matrix, column),
            Feature::Luhn => luhn::significance(document, matrix, column),
            Feature::Centroid => terms::centroid(matrix, by_term, column),
            Feature::Lsa => lsa::lsa(document, matrix, lsa, column, cancel)?,
            _ => unreachable!("a feature of a group"),
        }
        Some(column)
    }
}

/// What a row of features costs, in bytes of text.
const ROW_BYTES: usize = 64;

/// So many rows are worth 64 KB of text.
const ROWS_BETWEEN_STOPS: usize = (64 << 10) / ROW_BYTES;

/// Makes relative features what their bases are by the document's own standard: less the mean of the
/// candidates, over their spread.
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

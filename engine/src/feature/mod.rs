//! Features: numbers that tell of a sentence, a row of them each.
//!
//! Features of one origin (place, form, terms) are measured in one pass over the sentences, those of
//! the literature's methods in passes of their own. A method is a weight for each feature. A
//! sentence's score is its row of features times the weights, plus the bias, so that every score
//! explains itself. The default's weights differ from document to document (see blend.rs).

mod blend;
mod centrality;
mod classical;
mod directed;
mod form;
mod lsa;
mod luhn;
mod position;
mod query;
mod row;
mod terms;
mod textrank;

#[cfg(feature = "fit")]
pub use blend::Statistic;
pub use blend::{Blend, BlendError};

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::options::Method;
use crate::reuse::refill;
use crate::stop::{NUMBER_BYTES, Stop};
use directed::Direction;
pub(crate) use row::Row;

/// The features: each with its name in files of weights, and what reasons call it, where several
/// measures of one thing go by one name.
macro_rules! features {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal $reason:literal,)+) => {
        /// A measure of sentences.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Feature { $($(#[$doc])+ $variant,)+ }

        impl Feature {
            /// Every feature, in the order of a row.
            pub const ALL: &[Feature] = &[$(Feature::$variant),+];
            /// The name that files of weights have.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name),+ }
            }

            /// The name that reasons show: what is measured, however often.
            pub fn reason(self) -> &'static str {
                match self { $(Feature::$variant => $reason),+ }
            }
        }
    };
}

features! {
    /// 1/√rank among the document's candidates: the news habit of saying it first.
    Position = "position" "position",
    /// ln rank.
    LogRank = "log_rank" "position",
    /// Share of the candidates that stand before.
    Depth = "depth" "position",
    /// The first candidate.
    First = "first" "position",
    /// The last.
    Last = "last" "position",
    /// Minus the sentence's index: orders as the document does.
    Order = "order" "order",
    /// A number drawn by seed and sentence index.
    Random = "random" "random",
    /// Share of the title's terms that the sentence has.
    Title = "title" "title",
    /// Share of the sentence's terms that the title has.
    TitleShare = "title_share" "title",
    /// Share of the query's terms that the sentence has, by idf.
    Query = "query" "query",
    /// ln(1 + words).
    LogWords = "log_words" "length",
    /// The same against the mean and spread of the document.
    RelativeLogWords = "relative_log_words" "length",
    /// Words, up to 40.
    WordsTo40 = "words_to_40" "length",
    /// Below six words.
    Short = "short" "length",
    /// Above 45 words.
    Long = "long" "length",
    /// Centrality among similar sentences.
    Lexrank = "lexrank" "centrality",
    /// Sum of similarities to all other sentences.
    Degree = "degree" "centrality",
    /// The part of the degree that goes to sentences before it.
    Preceding = "preceding" "centrality",
    /// The part of the degree that goes to sentences after it.
    Following = "following" "centrality",
    /// Centrality among sentences that share terms.
    Textrank = "textrank" "textrank",
    /// Sum of the log frequencies of its terms, long sentences held back.
    Salience = "salience" "topic",
    /// The same against the mean and spread of the document.
    RelativeSalience = "relative_salience" "topic",
    /// What it brings up for the first time and the document comes back to.
    Introduced = "introduced" "topic",
    /// Mean tf·idf of its terms.
    Tfidf = "tfidf" "tfidf",
    /// Densest cluster of frequent terms.
    Luhn = "luhn" "luhn",
    /// Sum of the weights of terms that stand out in the whole.
    Centroid = "centroid" "centroid",
    /// Strength in the document's main topics.
    Lsa = "lsa" "lsa",
    /// Words that takeaways were made of in the articles learned from.
    Wording = "wording" "wording",
    /// Bonus words less stigma words (Edmundson 1969).
    Cue = "cue" "cue",
    /// Names it seems to hold.
    Capitals = "capitals" "names",
    /// Share of words that are capitalised.
    CapitalShare = "capital_share" "names",
    /// The same against the mean and spread of the document.
    RelativeCapitalShare = "relative_capital_share" "names",
    /// Numbers, up to five.
    Numbers = "numbers" "figures",
    /// Share of words that are numbers.
    NumberShare = "number_share" "figures",
    /// A currency sign or "%".
    Money = "money" "figures",
    /// A quotation mark.
    Quotes = "quotes" "quotation",
    /// Someone else's words.
    Reporting = "reporting" "quotation",
    /// Quotation marks or brackets without their partner.
    Unbalanced = "unbalanced" "form",
    /// Words of the one who speaks: "I", "we", "you".
    Personal = "personal" "voice",
    /// Opens with such a word.
    OpensPersonal = "opens_personal" "voice",
    /// Opens with a word that points back to what is not there.
    PointsBack = "points_back" "opening",
    /// Opens with a word that hangs on the sentence before.
    ConnectsBack = "connects_back" "opening",
    /// A question.
    Question = "question" "form",
    /// Ends with a colon.
    Colon = "colon" "form",
    /// Has no terminator.
    Unterminated = "unterminated" "form",
    /// Mean bytes of a word.
    WordBytes = "word_bytes" "diction",
    /// The same against the mean and spread of the document.
    RelativeWordBytes = "relative_word_bytes" "diction",
    /// Share of words that carry a topic.
    TermShare = "term_share" "diction",
}

impl Feature {
    /// The features that the default blend is fitted with. Those left out belong to a method of the
    /// literature, or are given: what stems add to [`Feature::Wording`] is fitted stem by stem.
    #[cfg(feature = "fit")]
    pub fn learned() -> impl Iterator<Item = Feature> {
        const GIVEN: &[Feature] = &[
            Feature::Order,
            Feature::Random,
            Feature::Query,
            Feature::Lexrank,
            Feature::Preceding,
            Feature::Following,
            Feature::Textrank,
            Feature::Tfidf,
            Feature::Luhn,
            Feature::Centroid,
            Feature::Lsa,
            Feature::Cue,
            Feature::Wording,
        ];
        let learned = |feature: &Feature| !GIVEN.contains(feature);
        Feature::ALL.iter().copied().filter(learned)
    }

    /// What it is measured along with.
    const fn group(self) -> Group {
        use Feature::*;
        match self {
            Position | LogRank | Depth | First | Last => Group::Position,
            Title | TitleShare | Salience | RelativeSalience | Introduced | Wording => Group::Terms,
            Order | Random | Query | Lexrank | Textrank | Degree | Preceding | Following
            | Tfidf | Luhn | Centroid | Lsa => Group::Apart,
            _ => Group::Form,
        }
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
    Apart,
}

/// Some of the features: a bit for each, so that what is wanted is known at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FeatureSet(u64);

impl FeatureSet {
    const POSITION: FeatureSet = FeatureSet::of_group(Group::Position);
    const FORM: FeatureSet = FeatureSet::of_group(Group::Form);
    const TERMS: FeatureSet = FeatureSet::of_group(Group::Terms);
    const APART: FeatureSet = FeatureSet::of_group(Group::Apart);
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
            set |= ((Feature::ALL[at].group() as u8 == group as u8) as u64) << at;
            at += 1;
        }
        FeatureSet(set)
    }

    /// Those that have a weight.
    fn weighted(weights: &Weights) -> FeatureSet {
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

/// How much each feature counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    /// What every sentence gets.
    pub(crate) bias: f32,
    of: Row,
}

impl Weights {
    /// The weights listed, the rest zero.
    fn of(listed: impl IntoIterator<Item = (Feature, f32)>) -> Weights {
        let mut of = Row::of(0.0);
        for (feature, weight) in listed {
            of[feature] = weight;
        }
        Weights { bias: 0.0, of }
    }

    /// The weights of a method; none for the default, whose weights differ from document to
    /// document (see [`Features::blend`]), and for methods that are objectives.
    pub(crate) fn of_method(method: Method, query: bool) -> Weights {
        let mut weights = classical::weights(method).unwrap_or_else(|| Weights::of([]));
        if query && !method.is_objective() {
            weights.of[Feature::Query] = QUERY_WEIGHT;
        }
        weights
    }

    /// Ones for all that the default blend is fitted with.
    #[cfg(feature = "fit")]
    pub(crate) fn of_learned() -> Weights {
        Weights::of(Feature::learned().map(|feature| (feature, 1.0)))
    }

    /// The weight of `feature`.
    #[inline]
    pub(crate) fn get(&self, feature: Feature) -> f32 {
        self.of[feature]
    }
}

/// Enough that a sentence with all of the query beats any without in most methods, whose scores
/// end at 1.
const QUERY_WEIGHT: f32 = 1.5;

/// The feature table of one document: a row per sentence. Features of weight zero stay unmeasured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    rows: Vec<Row>,
    /// Which of the rows are of sentences that may be bullets.
    candidates: Vec<u32>,
    traits: Vec<terms::Traits>,
    apart: Apart,
}

/// What features that are measured apart need.
#[derive(Clone, Debug, Default)]
struct Apart {
    centrality: centrality::Scratch,
    textrank: textrank::Scratch,
    lsa: lsa::Scratch,
    directed: directed::Scratch,
    by_term: Vec<f32>,
    column: Vec<f32>,
}

/// What features are measured of.
pub(crate) struct Subject<'s> {
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
    /// cannot be a bullet may get zeros. `None` when `stop` said so.
    pub(crate) fn measure(
        &mut self,
        subject: &Subject,
        wanted: &Weights,
        stop: &mut Stop,
    ) -> Option<()> {
        let document = subject.document;
        let (rows, candidates) = (&mut self.rows, &mut self.candidates);
        rows.clear();
        rows.reserve(document.sentences().len());
        for _ in document.sentences() {
            stop.after(ROW_BYTES)?;
            rows.push(Row::of(0.0));
        }
        candidates.clear();
        let is_candidate = |&row: &u32| document.is_candidate(row as usize);
        candidates.extend((0..rows.len() as u32).filter(is_candidate));
        let wanted = FeatureSet::weighted(wanted);
        if !wanted.and(FeatureSet::POSITION).is_empty() {
            position::measure(document, candidates, rows, stop)?;
        }
        if !wanted.and(FeatureSet::FORM).is_empty() {
            form::measure(document, candidates, rows, stop)?;
        }
        if !wanted.and(FeatureSet::TERMS).is_empty() {
            terms::measure(subject, candidates, &mut self.traits, rows, stop)?;
        }
        for feature in wanted.and(FeatureSet::APART).iter() {
            self.apart.fill(feature, subject, rows, stop)?;
        }
        if !wanted.and(FeatureSet::RELATIVE).is_empty() {
            stop.after(NUMBER_BYTES * rows.len())?;
            standardise(candidates, rows);
        }
        Some(())
    }

    /// Scores each sentence by `weights`. Its row is measured only where that is `explained`, or where
    /// more than two features or any of a group have weights: most methods are one column.
    pub(crate) fn score_by(
        &mut self,
        subject: &Subject,
        weights: &Weights,
        explained: bool,
        scores: &mut Vec<f64>,
        stop: &mut Stop,
    ) -> Option<()> {
        let wanted = FeatureSet::weighted(weights);
        let is_apart = wanted.and(FeatureSet::APART) == wanted;
        if explained || !is_apart || wanted.len() > 2 {
            self.measure(subject, weights, stop)?;
            self.score(weights, scores);
            return Some(());
        }
        refill(scores, subject.document.sentences().len(), 0.0);
        for feature in wanted.iter() {
            let weight = weights.get(feature);
            let column = self.apart.measure(feature, subject, stop)?;
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
    pub(crate) fn row(&self, sentence: usize) -> &Row {
        &self.rows[sentence]
    }

    /// Measures the features of `blend` and scores each sentence by it; returns the weights that the
    /// gate makes for the document.
    pub(crate) fn blend(
        &mut self,
        subject: &Subject,
        blend: &Blend,
        scores: &mut Vec<f64>,
        stop: &mut Stop,
    ) -> Option<Weights> {
        let document = subject.document;
        self.measure(subject, blend.measured(), stop)?;
        let mut sum = Row::of(0.0);
        for candidates in self.candidates.chunks(ROWS_BETWEEN_STOPS) {
            stop.after(candidates.len() * ROW_BYTES)?;
            blend.scale(candidates, &mut self.rows, &mut sum);
        }
        let moments = Moments {
            candidates: &self.candidates,
            rows: &self.rows,
            sum: &sum,
        };
        let knows_language = !subject.stem_weights.is_empty();
        let mut weights = blend.mixed(&blend.gate(&moments, knows_language));
        if !document.query_terms().is_empty() {
            weights.of[Feature::Query] = blend::QUERY_WEIGHT;
            (self.apart).fill(Feature::Query, subject, &mut self.rows, stop)?;
        }
        self.score(&weights, scores);
        Some(weights)
    }

    /// Features times weights, for each sentence.
    fn score(&self, weights: &Weights, scores: &mut Vec<f64>) {
        scores.clear();
        row::score(&self.rows, weights.bias, &weights.of, scores);
    }
}

impl Apart {
    /// Fills the place of `feature`, which has a pass of its own, in each of `rows`.
    fn fill(
        &mut self,
        feature: Feature,
        subject: &Subject,
        rows: &mut [Row],
        stop: &mut Stop,
    ) -> Option<()> {
        for (row, &value) in rows.iter_mut().zip(self.measure(feature, subject, stop)?) {
            row[feature] = value;
        }
        Some(())
    }

    /// Measures a feature that has a pass of its own.
    fn measure(&mut self, feature: Feature, subject: &Subject, stop: &mut Stop) -> Option<&[f32]> {
        let &Subject {
            document,
            matrix,
            seed,
            ..
        } = subject;
        let Apart {
            centrality,
            textrank,
            lsa,
            directed,
            by_term,
            column,
        } = self;
        stop.after(NUMBER_BYTES * document.sentences().len())?;
        refill(column, document.sentences().len(), 0.0);
        match feature {
            Feature::Order => position::order(document, column),
            Feature::Random => position::random(seed, column),
            Feature::Query => query::share(document, matrix, by_term, column),
            Feature::Lexrank => centrality::lexrank(document, matrix, centrality, column, stop)?,
            Feature::Textrank => textrank::textrank(document, matrix, textrank, column, stop)?,
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
            Feature::Lsa => lsa::lsa(document, matrix, lsa, column, stop)?,
            _ => unreachable!("a feature of a group"),
        }
        Some(column)
    }
}

/// What a row of features costs, in bytes of text.
const ROW_BYTES: usize = 64;

/// So many rows are worth 64 KB of text.
const ROWS_BETWEEN_STOPS: usize = (64 << 10) / ROW_BYTES;

/// What the gate may ask of the features of a document's candidates, on the scale of the blend.
struct Moments<'m> {
    candidates: &'m [u32],
    rows: &'m [Row],
    /// Of the candidates' rows.
    sum: &'m Row,
}

impl Moments<'_> {
    fn mean(&self, feature: Feature) -> f32 {
        self.sum[feature] / self.candidates.len().max(1) as f32
    }

    fn spread(&self, feature: Feature) -> f32 {
        mean_and_spread(self.candidates, self.rows, feature).1
    }
}

/// Makes relative features what their bases are by the document's own standard: less the mean of the
/// candidates, over their spread.
fn standardise(candidates: &[u32], rows: &mut [Row]) {
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

/// Mean and standard deviation over candidates; zeros where there is none.
fn mean_and_spread(candidates: &[u32], rows: &[Row], feature: Feature) -> (f32, f32) {
    let values = || candidates.iter().map(|&row| rows[row as usize][feature]);
    let count = candidates.len().max(1) as f32;
    let mean = values().sum::<f32>() / count;
    let squares = values().map(|value| (value - mean) * (value - mean));
    (mean, (squares.sum::<f32>() / count).sqrt())
}

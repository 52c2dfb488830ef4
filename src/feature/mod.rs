//! Features: one number per sentence each, a column of the feature table.
//!
//! A feature is a function that fills its column; a method is a weight for each feature. A
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
mod terms;
mod textrank;

#[cfg(feature = "cli")] // for fitting
pub(crate) use blend::Statistic;
pub use blend::{Blend, BlendError};

use crate::document::{Document, Flags};
use crate::matrix::TermMatrix;
use crate::options::Method;
use crate::stop::Stop;
use directed::Direction;

/// The features: each with its name in files of weights, and what reasons call it, where several
/// measures of one thing go by one name.
macro_rules! features {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal $reason:literal,)+) => {
        /// A measure of sentences.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Feature { $($(#[$doc])+ $variant,)+ }

        impl Feature {
            /// Every feature, in the order of the columns.
            pub(crate) const ALL: &[Feature] = &[$(Feature::$variant),+];
            /// How many there are.
            const COUNT: usize = Feature::ALL.len();

            /// The name that files of weights have.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name),+ }
            }

            /// The name that reasons show: what is measured, however often.
            pub(crate) fn reason(self) -> &'static str {
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
    #[cfg(feature = "cli")] // for fitting
    pub(crate) fn learned() -> impl Iterator<Item = Feature> {
        const APART: &[Feature] = &[
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
        let learned = |feature: &Feature| !APART.contains(feature);
        Feature::ALL.iter().copied().filter(learned)
    }

    /// What a relative feature compares with the document's own mean and spread.
    fn base(self) -> Option<Feature> {
        Some(match self {
            Feature::RelativeLogWords => Feature::LogWords,
            Feature::RelativeSalience => Feature::Salience,
            Feature::RelativeCapitalShare => Feature::CapitalShare,
            Feature::RelativeWordBytes => Feature::WordBytes,
            _ => return None,
        })
    }
}

/// How much each feature counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    /// What every sentence gets.
    pub(crate) bias: f32,
    of: [f32; Feature::COUNT],
}

impl Weights {
    /// The weights listed, the rest zero.
    fn of(listed: impl IntoIterator<Item = (Feature, f32)>) -> Weights {
        let mut of = [0.0; Feature::COUNT];
        for (feature, weight) in listed {
            of[feature as usize] = weight;
        }
        Weights { bias: 0.0, of }
    }

    /// The weights of a method; none for the default, whose weights differ from document to
    /// document (see [`Features::blend`]), and for methods that are objectives.
    pub(crate) fn of_method(method: Method, query: bool) -> Weights {
        let mut weights = classical::weights(method).unwrap_or_else(|| Weights::of([]));
        if query && !method.is_objective() {
            weights.of[Feature::Query as usize] = QUERY_WEIGHT;
        }
        weights
    }

    /// Ones for all that the default blend is fitted with.
    #[cfg(feature = "cli")] // for fitting
    pub(crate) fn of_learned() -> Weights {
        Weights::of(Feature::learned().map(|feature| (feature, 1.0)))
    }

    /// The weight of `feature`.
    #[inline]
    pub(crate) fn get(&self, feature: Feature) -> f32 {
        self.of[feature as usize]
    }
}

/// Enough that a sentence with all of the query beats any without in most methods, whose scores
/// end at 1.
const QUERY_WEIGHT: f32 = 1.5;

/// The feature table of one document, column by column. Columns of weight zero stay unmeasured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    sentence_count: usize,
    columns: Vec<f32>,
    centrality: centrality::Scratch,
    directed: directed::Scratch,
    lsa: lsa::Scratch,
    by_term: Vec<f32>,
    /// A column as measured, and on the scale of a blend.
    raw: Vec<f32>,
    scaled: Vec<f32>,
    /// Scores, expert by expert.
    by_expert: Vec<f64>,
    /// 1 for candidates, 0 for others, as [`moments`] take it.
    is_candidate: Vec<f32>,
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
    /// Measures every feature that `weights` asks for. `None` when `stop` said so.
    pub(crate) fn measure(
        &mut self,
        subject: &Subject,
        weights: &Weights,
        stop: &mut Stop,
    ) -> Option<()> {
        let rows = subject.document.sentences().len();
        self.sentence_count = rows;
        self.find_candidates(subject.document);
        let mut columns = std::mem::take(&mut self.columns);
        crate::matrix::refill(&mut columns, rows * Feature::COUNT, 0.0);
        for &feature in Feature::ALL {
            if weights.get(feature) == 0.0 {
                continue;
            }
            // A value costs about what eight bytes of text do.
            stop.after(8 * rows)?;
            let (before, column) = columns.split_at_mut(feature as usize * rows);
            let column = &mut column[..rows];
            match feature.base() {
                // Bases stand before what is relative to them.
                Some(base) if weights.get(base) != 0.0 => {
                    column.copy_from_slice(&before[base as usize * rows..][..rows]);
                }
                base => self.fill(base.unwrap_or(feature), subject, column, stop)?,
            }
            if feature.base().is_some() {
                standardise(&self.is_candidate, column);
            }
        }
        self.columns = columns;
        Some(())
    }

    /// Fills the column of a feature that is not relative.
    fn fill(
        &mut self,
        feature: Feature,
        subject: &Subject,
        column: &mut [f32],
        stop: &mut Stop,
    ) -> Option<()> {
        let &Subject {
            document,
            matrix,
            stem_weights,
            seed,
        } = subject;
        let by_term = &mut self.by_term;
        match feature {
            Feature::Position => position::fill(document, column, position::inverse_root),
            Feature::LogRank => position::fill(document, column, position::log_rank),
            Feature::Depth => position::fill(document, column, position::depth),
            Feature::First => position::fill(document, column, position::first),
            Feature::Last => position::fill(document, column, position::last),
            Feature::Order => position::order(document, column),
            Feature::Random => position::random(seed, column),
            Feature::Title => terms::title(document, matrix, by_term, column),
            Feature::TitleShare => terms::title_share(document, matrix, by_term, column),
            Feature::Query => query::share(document, matrix, by_term, column),
            Feature::Lexrank => {
                centrality::lexrank(document, matrix, &mut self.centrality, column, stop)?;
            }
            Feature::Degree => directed::degree(matrix, &mut self.directed, column),
            Feature::Preceding => {
                let scratch = &mut self.directed;
                directed::directed(document, matrix, Direction::Preceding, scratch, column);
            }
            Feature::Following => {
                let scratch = &mut self.directed;
                directed::directed(document, matrix, Direction::Following, scratch, column);
            }
            Feature::Textrank => {
                textrank::textrank(document, matrix, &mut self.centrality, column, stop)?;
            }
            Feature::Salience => terms::salience_sum(document, matrix, by_term, column),
            Feature::Introduced => terms::introduced(document, matrix, by_term, column),
            Feature::Tfidf => terms::tfidf(document, matrix, column),
            Feature::Luhn => luhn::significance(document, matrix, column),
            Feature::Centroid => terms::centroid(matrix, by_term, column),
            Feature::Lsa => lsa::lsa(document, matrix, &mut self.lsa, column, stop)?,
            Feature::Wording => terms::weighed(document, matrix, stem_weights, column),
            Feature::TermShare => form::term_share(document, column),
            _ => form::fill(document, column, |sentence| {
                form_of(feature, sentence).unwrap_or(0.0)
            }),
        }
        Some(())
    }

    /// The value of `feature` for each sentence.
    #[inline]
    pub(crate) fn column(&self, feature: Feature) -> &[f32] {
        let start = feature as usize * self.sentence_count;
        &self.columns[start..start + self.sentence_count]
    }

    fn column_mut(&mut self, feature: Feature) -> &mut [f32] {
        let start = feature as usize * self.sentence_count;
        &mut self.columns[start..start + self.sentence_count]
    }

    fn find_candidates(&mut self, document: &Document) {
        let rows = 0..document.sentences().len();
        self.is_candidate.clear();
        self.is_candidate
            .extend(rows.map(|row| f32::from(u8::from(document.is_candidate(row)))));
    }

    /// Measures the features of `blend` and scores each sentence by it; returns the weights that the
    /// gate makes for the document.
    ///
    /// Columns are kept where `explain` asks for them, and in short documents, whose scores are then
    /// columns times mixed weights. A long document adds each column to the scores of every expert
    /// as it is measured, so that it needs a number per expert and sentence, not one per feature and
    /// sentence.
    pub(crate) fn blend(
        &mut self,
        subject: &Subject,
        blend: &Blend,
        explain: bool,
        scores: &mut Vec<f64>,
        stop: &mut Stop,
    ) -> Option<Weights> {
        let rows = subject.document.sentences().len();
        self.sentence_count = rows;
        self.find_candidates(subject.document);
        let keeps_columns = explain || rows <= KEPT_ROWS_MAX;
        let kept = if keeps_columns { Feature::COUNT } else { 0 };
        crate::matrix::refill(&mut self.columns, rows * kept, 0.0);
        let mut raw = std::mem::take(&mut self.raw);
        let mut scaled = std::mem::take(&mut self.scaled);
        let mut by_expert = std::mem::take(&mut self.by_expert);
        let experts = if keeps_columns { 0 } else { blend.experts() };
        crate::matrix::refill(&mut by_expert, rows * experts, 0.0);
        let mut moments_of = [(0.0, 0.0); Feature::COUNT];
        let mut raw_is = None;
        for term in blend.terms() {
            stop.after(8 * rows)?;
            let base = term.feature.base().unwrap_or(term.feature);
            if raw_is != Some(base) {
                crate::matrix::refill(&mut raw, rows, 0.0);
                self.fill(base, subject, &mut raw, stop)?;
                raw_is = Some(base);
            }
            scaled.clear();
            scaled.extend_from_slice(&raw);
            if base != term.feature {
                standardise(&self.is_candidate, &mut scaled);
            }
            term.scale(&mut scaled);
            if term.is_in_gate() {
                moments_of[term.feature as usize] = moments(&self.is_candidate, &scaled);
            }
            if keeps_columns {
                self.column_mut(term.feature).copy_from_slice(&scaled);
                continue;
            }
            for (weight, scores) in term.weights().iter().zip(by_expert.chunks_mut(rows.max(1))) {
                let weight = f64::from(*weight);
                for (score, &value) in scores.iter_mut().zip(&scaled) {
                    *score += weight * f64::from(value);
                }
            }
        }
        let shares = blend.gate(subject.document, &moments_of);
        let mut weights = blend.mixed(&shares);
        if keeps_columns {
            self.score(&weights, scores);
        } else {
            crate::matrix::refill(scores, rows, 0.0);
            for (share, expert) in shares.iter().zip(by_expert.chunks(rows.max(1))) {
                for (score, value) in scores.iter_mut().zip(expert) {
                    *score += f64::from(*share) * value;
                }
            }
        }
        if !subject.document.query_terms().is_empty() {
            weights.of[Feature::Query as usize] = blend::QUERY_WEIGHT;
            crate::matrix::refill(&mut raw, rows, 0.0);
            self.fill(Feature::Query, subject, &mut raw, stop)?;
            for (score, &value) in scores.iter_mut().zip(&raw) {
                *score += f64::from(blend::QUERY_WEIGHT) * f64::from(value);
            }
            if explain {
                self.column_mut(Feature::Query).copy_from_slice(&raw);
            }
        }
        (self.raw, self.scaled, self.by_expert) = (raw, scaled, by_expert);
        Some(weights)
    }

    /// Features times weights, for each sentence.
    pub(crate) fn score(&self, weights: &Weights, scores: &mut Vec<f64>) {
        crate::matrix::refill(scores, self.sentence_count, f64::from(weights.bias));
        for &feature in Feature::ALL {
            let weight = f64::from(weights.get(feature));
            if weight != 0.0 {
                for (score, &value) in scores.iter_mut().zip(self.column(feature)) {
                    *score += weight * f64::from(value);
                }
            }
        }
    }
}

/// What one sentence alone tells; `None` for features that need the document.
fn form_of(feature: Feature, sentence: &crate::document::Sentence) -> Option<f32> {
    let flag = |flags| form::flag(sentence, flags);
    Some(match feature {
        Feature::LogWords => form::log_words(sentence),
        Feature::WordsTo40 => form::words_to_40(sentence),
        Feature::Short => form::short(sentence),
        Feature::Long => form::long(sentence),
        Feature::Cue => form::cue(sentence),
        Feature::Capitals => form::capitals(sentence),
        Feature::CapitalShare => form::share(sentence, |counts| counts.capitalised),
        Feature::Numbers => form::numbers(sentence),
        Feature::NumberShare => form::share(sentence, |counts| counts.numbers),
        Feature::Money => flag(Flags::MONEY),
        Feature::Quotes => flag(Flags::QUOTES),
        Feature::Reporting => form::reporting(sentence),
        Feature::Unbalanced => flag(Flags::UNBALANCED),
        Feature::Personal => form::share(sentence, |counts| counts.personal),
        Feature::OpensPersonal => flag(Flags::OPENS_PERSONAL),
        Feature::PointsBack => flag(Flags::POINTS_BACK),
        Feature::ConnectsBack => flag(Flags::CONNECTS_BACK),
        Feature::Question => flag(Flags::QUESTION),
        Feature::Colon => flag(Flags::COLON),
        Feature::Unterminated => flag(Flags::UNTERMINATED),
        Feature::WordBytes => form::word_bytes(sentence),
        _ => return None,
    })
}

/// A megabyte of columns or so.
const KEPT_ROWS_MAX: usize = 4096;

/// Takes the mean of the candidates from `column` and divides by their spread, so that a document
/// is measured by its own standard.
fn standardise(is_candidate: &[f32], column: &mut [f32]) {
    let (mean, spread) = moments(is_candidate, column);
    let scale = 1.0 / (spread + 1e-6);
    column
        .iter_mut()
        .for_each(|value| *value = (*value - mean) * scale);
}

/// Mean and standard deviation over candidates; zeros where there is none.
fn moments(is_candidate: &[f32], column: &[f32]) -> (f32, f32) {
    let count = sum(is_candidate, column, |_| 1.0).max(1.0);
    let mean = sum(is_candidate, column, |value| value) / count;
    let square = |value: f32| (value - mean) * (value - mean);
    let variance = sum(is_candidate, column, square) / count;
    (mean, variance.sqrt())
}

/// Sum of `of` the values of candidates, in eight sums side by side, for which a processor need not
/// wait for one another.
#[inline]
fn sum(is_candidate: &[f32], column: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 8];
    let mut add = |values: &[f32], weights: &[f32]| {
        for ((sum, &value), &weight) in sums.iter_mut().zip(values).zip(weights) {
            *sum += weight * of(value);
        }
    };
    let (values, weights) = (column.as_chunks::<8>(), is_candidate.as_chunks::<8>());
    for (values, weights) in values.0.iter().zip(weights.0) {
        add(values, weights);
    }
    add(values.1, weights.1);
    sums.iter().sum()
}

//! Features: one number per sentence each, a column of the feature table.
//!
//! A feature is a function that fills its column; a method is a weight for each feature. A
//! sentence's score is its row of features times the weights, plus the bias, so that every score
//! explains itself.

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

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::options::Method;
use crate::stop::Stop;
use directed::Direction;

/// A measure of sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Feature {
    /// 1/√rank among the document's candidates: the news habit of saying it first.
    Position,
    /// Minus the sentence's rank: orders as the document does.
    Order,
    /// A number drawn by seed and sentence index.
    Random,
    /// Share of the title's terms that the sentence has.
    Title,
    /// Share of the query's terms that the sentence has, by idf.
    Query,
    /// Closeness of the sentence's length to that of a full statement.
    Length,
    /// Mean log frequency of its terms: how much the document is about them.
    TermFrequency,
    /// Centrality among similar sentences.
    Lexrank,
    /// Whether it states figures.
    Numbers,
    /// Bonus words less stigma words (Edmundson 1969).
    Cue,
    /// Opens with a word that points back to what is not there.
    PointsBack,
    /// A question, a lead-in to a list, a fragment or a piece of one.
    Incomplete,
    /// Quotation marks or brackets without their partner.
    Unbalanced,
    /// Words of the one who speaks: "I", "we", "you".
    Personal,
    /// Densest cluster of frequent terms.
    Luhn,
    /// Mean tf·idf of its terms.
    Tfidf,
    /// Sum of the weights of terms that stand out in the whole.
    Centroid,
    /// Sum of similarities to all other sentences.
    Degree,
    /// The part of the degree that goes to sentences before it.
    Preceding,
    /// The part of the degree that goes to sentences after it.
    Following,
    /// Centrality among sentences that share terms.
    Textrank,
    /// Strength in the document's main topics.
    Lsa,
}

impl Feature {
    /// Every feature, in the order of the columns.
    pub(crate) const ALL: [Feature; 22] = [
        Feature::Position,
        Feature::Order,
        Feature::Random,
        Feature::Title,
        Feature::Query,
        Feature::Length,
        Feature::TermFrequency,
        Feature::Lexrank,
        Feature::Numbers,
        Feature::Cue,
        Feature::PointsBack,
        Feature::Incomplete,
        Feature::Unbalanced,
        Feature::Personal,
        Feature::Luhn,
        Feature::Tfidf,
        Feature::Centroid,
        Feature::Degree,
        Feature::Preceding,
        Feature::Following,
        Feature::Textrank,
        Feature::Lsa,
    ];

    /// The name that reasons show.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Feature::Position => "position",
            Feature::Order => "order",
            Feature::Random => "random",
            Feature::Title => "title",
            Feature::Query => "query",
            Feature::Length => "length",
            Feature::TermFrequency => "term_frequency",
            Feature::Lexrank => "lexrank",
            Feature::Numbers => "numbers",
            Feature::Cue => "cue",
            Feature::PointsBack => "points_back",
            Feature::Incomplete => "incomplete",
            Feature::Unbalanced => "unbalanced",
            Feature::Personal => "personal",
            Feature::Luhn => "luhn",
            Feature::Tfidf => "tfidf",
            Feature::Centroid => "centroid",
            Feature::Degree => "degree",
            Feature::Preceding => "preceding",
            Feature::Following => "following",
            Feature::Textrank => "textrank",
            Feature::Lsa => "lsa",
        }
    }
}

/// How much each feature counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    /// What every sentence gets.
    pub(crate) bias: f32,
    of: [f32; Feature::ALL.len()],
}

impl Weights {
    /// The weights listed, the rest zero.
    fn of(listed: &[(Feature, f32)]) -> Weights {
        let mut of = [0.0; Feature::ALL.len()];
        for &(feature, weight) in listed {
            of[feature as usize] = weight;
        }
        Weights { bias: 0.0, of }
    }

    /// The weights of a method.
    pub(crate) fn of_method(method: Method, query: bool) -> Weights {
        let mut weights = classical::weights(method).unwrap_or_else(|| match method {
            Method::Gleaner => Weights::of(&[
                // Set by hand until they are learned.
                (Feature::Position, 0.8),
                (Feature::Title, 0.4),
                (Feature::Length, 0.4),
                (Feature::TermFrequency, 0.6),
                (Feature::Lexrank, 0.6),
                (Feature::Numbers, 0.1),
                (Feature::Cue, 0.1),
                (Feature::PointsBack, -0.3),
                (Feature::Incomplete, -0.6),
                (Feature::Unbalanced, -0.5),
                (Feature::Personal, -0.5),
            ]),
            // Objectives score by themselves.
            _ => Weights::of(&[]),
        });
        if query && !method.is_objective() {
            weights.of[Feature::Query as usize] = 1.5;
        }
        weights
    }

    /// The weight of `feature`.
    #[inline]
    pub(crate) fn get(&self, feature: Feature) -> f32 {
        self.of[feature as usize]
    }
}

/// The feature table of one document, column by column. Columns of weight zero stay unmeasured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    sentence_count: usize,
    columns: Vec<f32>,
    centrality: centrality::Scratch,
    directed: directed::Scratch,
    lsa: lsa::Scratch,
    by_term: Vec<f32>,
}

impl Features {
    /// Measures every feature that `weights` asks for. `None` when `stop` said so.
    pub(crate) fn measure(
        &mut self,
        document: &Document,
        matrix: &TermMatrix,
        weights: &Weights,
        seed: u64,
        stop: &mut Stop,
    ) -> Option<()> {
        self.sentence_count = document.sentences().len();
        self.columns.clear();
        self.columns
            .resize(self.sentence_count * Feature::ALL.len(), 0.0);
        for feature in Feature::ALL {
            if weights.get(feature) == 0.0 {
                continue;
            }
            let start = feature as usize * self.sentence_count;
            let column = &mut self.columns[start..start + self.sentence_count];
            match feature {
                Feature::Position => position::inverse_root(document, column),
                Feature::Order => position::order(document, column),
                Feature::Random => position::random(seed, column),
                Feature::Title => {
                    terms::title(document, matrix, &mut self.by_term, column);
                }
                Feature::Query => query::share(document, matrix, &mut self.by_term, column),
                Feature::Length => form::length(document, column),
                Feature::TermFrequency => terms::frequency(matrix, column),
                Feature::Lexrank => {
                    centrality::lexrank(document, matrix, &mut self.centrality, column, stop)?;
                }
                Feature::Numbers => form::numbers(document, column),
                Feature::Cue => form::cue(document, column),
                Feature::PointsBack => form::points_back(document, column),
                Feature::Incomplete => form::incomplete(document, column),
                Feature::Unbalanced => form::unbalanced(document, column),
                Feature::Personal => form::personal(document, column),
                Feature::Luhn => luhn::significance(document, matrix, column),
                Feature::Tfidf => terms::tfidf(document, matrix, column),
                Feature::Centroid => terms::centroid(matrix, &mut self.by_term, column),
                Feature::Degree => directed::degree(matrix, &mut self.directed, column),
                Feature::Preceding | Feature::Following => {
                    let direction = if feature == Feature::Preceding {
                        Direction::Preceding
                    } else {
                        Direction::Following
                    };
                    directed::directed(document, matrix, direction, &mut self.directed, column);
                }
                Feature::Textrank => {
                    textrank::textrank(document, matrix, &mut self.centrality, column, stop)?;
                }
                Feature::Lsa => lsa::lsa(document, matrix, &mut self.lsa, column, stop)?,
            }
        }
        Some(())
    }

    /// The value of `feature` for each sentence.
    #[inline]
    pub(crate) fn column(&self, feature: Feature) -> &[f32] {
        let start = feature as usize * self.sentence_count;
        &self.columns[start..start + self.sentence_count]
    }

    /// Features times weights, for each sentence.
    pub(crate) fn score(&self, weights: &Weights, scores: &mut Vec<f64>) {
        crate::matrix::refill(scores, self.sentence_count, f64::from(weights.bias));
        for feature in Feature::ALL {
            let weight = f64::from(weights.get(feature));
            if weight != 0.0 {
                for (score, &value) in scores.iter_mut().zip(self.column(feature)) {
                    *score += weight * f64::from(value);
                }
            }
        }
    }
}

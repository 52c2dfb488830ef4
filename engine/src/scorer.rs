//! Document → scores: the features that the method weighs, and their weighted sum.

use crate::cancel::Cancel;
use crate::feature::{Features, Inputs, weights_of_method};
use crate::language::Detection;
use crate::matrix::TermMatrix;
use crate::options::{Method, Options};
use crate::reader::Reading;
use crate::vocabulary::Vocabulary;
use crate::weights::{LinearWeights, Weights};

/// Scores sentences. It owns only memory, which is reused from document to document.
#[derive(Clone, Default)]
pub(crate) struct Scorer {
    pub(crate) features: Features,
    scores: Vec<f64>,
}

/// Scores, with the features and weights that they were made of.
pub(crate) struct Scored<'s> {
    /// The features that were weighed.
    pub(crate) features: &'s Features,
    /// The weights of the features. All 0 for methods that choose by gain.
    pub(crate) weights: LinearWeights,
    /// One score per sentence. Selection replaces them by gains for methods that choose by gain.
    pub(crate) scores: &'s mut Vec<f64>,
}

impl Scorer {
    /// Scores every sentence by the method of `options`; `learned` are the weights of
    /// [`Method::Gleaner`]. `None` when cancelled.
    pub(crate) fn score(
        &mut self,
        reading: &mut Reading,
        matrix: &TermMatrix,
        options: &Options,
        learned: &Weights,
        cancel: &mut Cancel,
    ) -> Option<Scored<'_>> {
        let Scorer { features, scores } = self;
        let document = reading.document;
        let inputs = Inputs {
            document,
            matrix,
            stem_weights: stem_weights(learned, &reading.detection, reading.vocabulary),
            seed: options.seed,
        };
        let weights = if options.method == Method::Gleaner {
            features.score_by_learned(&inputs, learned, scores, cancel)?
        } else {
            let has_query = !document.query_terms().is_empty();
            let weights = weights_of_method(options.method, has_query);
            features.score_by_linear(&inputs, &weights, options.explain, scores, cancel)?;
            weights
        };
        Some(Scored {
            features,
            weights,
            scores,
        })
    }
}

/// The weight that `learned` has for each stem of `vocabulary`; empty if it has none for the language.
fn stem_weights<'v>(
    learned: &Weights,
    detection: &Detection,
    vocabulary: &'v mut Vocabulary,
) -> &'v [f32] {
    if learned.knows_stems_of(detection.language) {
        vocabulary.set_stem_weights(learned.nonzero_hash(), |with| learned.each_stem(with));
    } else {
        vocabulary.set_stem_weights(0, |_| {});
    }
    vocabulary.stem_weights()
}

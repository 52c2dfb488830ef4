//! One weight for each feature: what scores the sentences of a document.

use super::{Feature, FeatureRow};

/// The weights of features. A sentence's score is the bias plus the sum of features times weights.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinearWeights {
    /// Added to the score of every sentence.
    pub(crate) bias: f32,
    by_feature: FeatureRow,
}

impl Default for LinearWeights {
    /// A weight of 0 for every feature.
    fn default() -> LinearWeights {
        LinearWeights::of([])
    }
}

impl LinearWeights {
    /// The weights `listed`; 0 for all other features.
    pub(crate) fn of(listed: impl IntoIterator<Item = (Feature, f32)>) -> LinearWeights {
        let mut by_feature = FeatureRow::of(0.0);
        for (feature, weight) in listed {
            by_feature[feature] = weight;
        }
        LinearWeights {
            bias: 0.0,
            by_feature,
        }
    }

    /// A weight of 1 for each feature that the weights of the default method are fitted with.
    #[cfg(feature = "fit")]
    pub(crate) fn of_fitted() -> LinearWeights {
        LinearWeights::of(Feature::fitted().map(|feature| (feature, 1.0)))
    }

    /// The weight of `feature`.
    #[inline]
    pub(crate) fn get(&self, feature: Feature) -> f32 {
        self.by_feature[feature]
    }

    /// Sets the weight of `feature`.
    pub(crate) fn set(&mut self, feature: Feature, weight: f32) {
        self.by_feature[feature] = weight;
    }

    /// The weights as a row, by feature.
    pub(crate) fn row(&self) -> &FeatureRow {
        &self.by_feature
    }
}

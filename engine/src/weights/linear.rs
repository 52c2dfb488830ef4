//! One weight per feature: what scores a document.

use super::{Feature, FeatureRow};

/// How much each feature counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinearWeights {
    /// What every sentence gets.
    pub(crate) bias: f32,
    by_feature: FeatureRow,
}

impl Default for LinearWeights {
    /// Zero for every feature.
    fn default() -> LinearWeights {
        LinearWeights::of([])
    }
}

impl LinearWeights {
    /// The weights listed, the rest zero.
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

    /// Ones for all that the default blend is fitted with.
    #[cfg(feature = "fit")]
    pub(crate) fn of_learned() -> LinearWeights {
        LinearWeights::of(Feature::learned().map(|feature| (feature, 1.0)))
    }

    /// The weight of `feature`.
    #[inline]
    pub(crate) fn get(&self, feature: Feature) -> f32 {
        self.by_feature[feature]
    }

    /// Makes `weight` the weight of `feature`.
    pub(crate) fn set(&mut self, feature: Feature, weight: f32) {
        self.by_feature[feature] = weight;
    }

    /// The weights as a row.
    pub(crate) fn row(&self) -> &FeatureRow {
        &self.by_feature
    }
}

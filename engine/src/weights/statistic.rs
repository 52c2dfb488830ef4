//! What the gate looks at: numbers that describe a document as a whole.

use super::{Feature, FeatureRow};
use crate::ln_table::ln;

/// What the gate looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// The mean of a feature over candidates, in scales from its centre.
    Mean(Feature),
    /// Its standard deviation.
    Spread(Feature),
    /// ln of the number of candidates.
    LogSentences,
    /// 1 where the blend knows stems of the document's language, else 0: what was learned of the one
    /// is not asked about the other.
    KnownLanguage,
    /// 1.
    Constant,
}

impl Statistic {
    /// Its name in files of weights.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn name(self) -> String {
        match self {
            Statistic::Mean(feature) => format!("mean {}", feature.name()),
            Statistic::Spread(feature) => format!("spread {}", feature.name()),
            Statistic::LogSentences => "log_sentences".into(),
            Statistic::KnownLanguage => "known_language".into(),
            Statistic::Constant => "constant".into(),
        }
    }

    pub(super) fn of(self, stats: &DocumentStats, knows_language: bool) -> f32 {
        match self {
            Statistic::Mean(feature) => stats.mean(feature),
            Statistic::Spread(feature) => stats.spread(feature),
            Statistic::LogSentences => ln(stats.candidates.len() as u32),
            Statistic::KnownLanguage => f32::from(u8::from(knows_language)),
            Statistic::Constant => 1.0,
        }
    }
}

/// What the gate may ask of the features of a document's candidates, on the scale of the blend.
pub(crate) struct DocumentStats<'m> {
    pub(crate) candidates: &'m [u32],
    pub(crate) rows: &'m [FeatureRow],
    /// Of the candidates' rows.
    pub(crate) sum: &'m FeatureRow,
}

impl DocumentStats<'_> {
    fn mean(&self, feature: Feature) -> f32 {
        self.sum[feature] / self.candidates.len().max(1) as f32
    }

    fn spread(&self, feature: Feature) -> f32 {
        mean_and_spread(self.candidates, self.rows, feature).1
    }
}

/// Mean and standard deviation over candidates; zeros where there is none.
fn mean_and_spread(candidates: &[u32], rows: &[FeatureRow], feature: Feature) -> (f32, f32) {
    let values = || candidates.iter().map(|&row| rows[row as usize][feature]);
    let count = candidates.len().max(1) as f32;
    let mean = values().sum::<f32>() / count;
    let squares = values().map(|value| (value - mean) * (value - mean));
    (mean, (squares.sum::<f32>() / count).sqrt())
}

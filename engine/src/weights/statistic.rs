//! Statistics of a document, from which the gate computes the shares of the experts.

use super::{Feature, FeatureRow};
use crate::ln_table::ln;

/// A number that describes a document as a whole. Features are standardised (see [`crate::Weights`]), and only
/// candidates count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// The mean of a feature. −4 to 4.
    Mean(Feature),
    /// The standard deviation of a feature. 0 to 4.
    Spread(Feature),
    /// ln of the number of candidates. At least 0.
    LogSentences,
    /// 1 if the weights have stems for the language of the document, else 0. With it the gate can have experts for
    /// other languages.
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

    /// Its value for a document with these `stats`.
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

/// What statistics are computed from: the standardised features of a document's candidates.
pub(crate) struct DocumentStats<'m> {
    /// The indices of the candidates in `rows`.
    pub(crate) candidates: &'m [u32],
    pub(crate) rows: &'m [FeatureRow],
    /// The sum of the candidates' rows.
    pub(crate) sum: &'m FeatureRow,
}

impl DocumentStats<'_> {
    /// The mean of a feature over the candidates; 0 without candidates.
    fn mean(&self, feature: Feature) -> f32 {
        self.sum[feature] / self.candidates.len().max(1) as f32
    }

    /// The standard deviation of a feature over the candidates; 0 without candidates.
    fn spread(&self, feature: Feature) -> f32 {
        let values = || (self.candidates.iter()).map(|&row| self.rows[row as usize][feature]);
        let count = self.candidates.len().max(1) as f32;
        let mean = values().sum::<f32>() / count;
        let squares = values().map(|value| (value - mean) * (value - mean));
        (squares.sum::<f32>() / count).sqrt()
    }
}

//! The weights of the default method, and the file that they are read from.
//!
//! The method is a mixture of linear experts with a gate (Jacobs, Jordan, Nowlan & Hinton 1991, "Adaptive
//! mixtures of local experts"). `gleaner train` fits it to articles with reference bullets. Departure from the
//! paper: the weights of the experts are mixed, not their outputs, so that a document has one weight for each
//! feature, and each score is still a sum of features times weights. The gate looks only at the document: at
//! means and spreads of features over its candidates, and at their number.
//!
//! # File format
//!
//! Weights are a small text file. Words of a line are separated by spaces. Empty lines are ignored, and so are
//! comments, whose first character is `#`. Numbers are decimal, as in `0.31` or `-2e-3`, and between -1e9 and
//! 1e9.
//!
//! ```text
//! # Fitted to our articles.
//! experts 2
//! feature log_words 2.9 0.6 0.31 -0.02
//! gate mean log_words 0.4 -0.1
//! gate log_sentences 0 0.3
//! gate constant 0.2 0
//! stems en
//! revenu 0.21
//! ```
//!
//! - `experts N`: the number of experts, 1 to 32. It must come first. All weights below are lists of N
//!   numbers, one for each expert.
//! - `feature NAME CENTRE SCALE WEIGHTS…`: a feature (see [`Feature`]). Its measured value is standardised:
//!   (value − CENTRE) / SCALE, limited to −4 to 4. WEIGHTS are what each expert multiplies that with. SCALE must
//!   be above 0. At least one such line is needed. Features without a line do not count.
//! - `gate STATISTIC WEIGHTS…`: a number that describes the document (see [`Statistic`]), and what it adds to
//!   the share of each expert, before the softmax that makes the shares sum to 1. STATISTIC is one of
//!   `mean NAME` and `spread NAME` (mean and standard deviation, over the candidates, of a feature with a line),
//!   `log_sentences` (ln of the number of candidates), `known_language` (1 if the weights have stems for the
//!   language of the document, else 0) and `constant` (1). Without such lines all experts have equal shares.
//! - `stems LANGUAGE`: a language tag, such as `en`. All lines below are stems of that language:
//! - `STEM WEIGHT`: what the stem adds to the feature `learned_words` of a sentence that has it.
//!
//! A feature, a statistic or a stem that is listed twice is an error.

mod feature;
mod linear;
mod row;
mod statistic;

pub use feature::Feature;
pub(crate) use linear::LinearWeights;
pub(crate) use row::{FeatureRow, one_if, score};
pub(crate) use statistic::DocumentStats;
pub use statistic::Statistic;

use crate::language::Language;
use crate::word_map::WordMap;
use std::fmt;
use std::sync::OnceLock;

/// Standardised features are limited to ± this, so that an unusual sentence cannot dominate.
const DEVIATION_MAX: f32 = 4.0;

/// The largest number of experts in a file. No fit has needed more.
const EXPERTS_MAX: usize = 32;

/// The largest number in a file, in absolute value. Within it no score can overflow.
const NUMBER_MAX: f32 = 1e9;

/// The weights of the default method. `gleaner train` fits and writes them.
///
/// A sentence's features are standardised (less the feature's mean over the articles fitted to, divided by its
/// standard deviation, limited to −4 to 4), multiplied by their weights and summed. The sum is the score. The
/// weights are a mixture of those of several experts. Their shares depend on the document.
#[derive(Clone, Debug)]
pub struct Weights {
    /// A hash of the file.
    hash: u64,
    experts: usize,
    features: Vec<FeatureWeights>,
    /// A weight of 1 for each of `features`.
    measured: LinearWeights,
    /// By feature: the value that is standardised to 0.
    centre: FeatureRow,
    /// By feature: one over the SCALE of the file.
    scale: FeatureRow,
    /// Each statistic with a weight for each expert.
    gate: Vec<(Statistic, Vec<f32>)>,
    /// The language of `stems`; `None` if there are no stems.
    stems_language: Option<Language>,
    /// The learned weight of each stem.
    stems: WordMap<f32>,
}

/// The weights of a feature.
#[derive(Clone, Debug, PartialEq)]
struct FeatureWeights {
    feature: Feature,
    /// One for each expert.
    weights: Vec<f32>,
}

/// Why a text cannot be read as weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightsError {
    /// The number of the line, from 1.
    line: usize,
    message: String,
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} of the weights: {}; correct it or fit new weights with `gleaner train`",
            self.line, self.message
        )
    }
}

impl std::error::Error for WeightsError {}

/// Weights are equal if they were read from the same text.
impl PartialEq for Weights {
    fn eq(&self, other: &Weights) -> bool {
        self.hash == other.hash
    }
}

impl Weights {
    /// The largest number of experts.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub const EXPERTS_MAX: usize = EXPERTS_MAX;

    /// The weights that gleaner ships, which are used unless [`Options::weights`](crate::Options::weights) has
    /// others.
    pub fn shipped() -> &'static Weights {
        static SHIPPED: OnceLock<Weights> = OnceLock::new();
        SHIPPED.get_or_init(|| match Weights::parse(include_str!("default.txt")) {
            Ok(weights) => weights,
            Err(error) => unreachable!("a test reads the shipped weights: {error}"),
        })
    }

    /// Reads weights from `text`, the content of a file that `gleaner train` wrote.
    ///
    /// # Errors
    ///
    /// If a line does not have the format that `gleaner train` writes. The error names the first such line.
    pub fn parse(text: &str) -> Result<Weights, WeightsError> {
        let mut weights = Weights {
            hash: hash(text),
            experts: 0,
            features: Vec::new(),
            measured: LinearWeights::of([]),
            centre: FeatureRow::of(0.0),
            scale: FeatureRow::of(1.0),
            gate: Vec::new(),
            stems_language: None,
            stems: WordMap::default(),
        };
        for (index, line) in text.lines().enumerate() {
            let mut words = line.split_whitespace();
            let read = match words.next() {
                None => Ok(()),
                Some(first) if first.starts_with('#') => Ok(()),
                Some(first) => weights.read_line(first, &mut words),
            };
            read.map_err(|message| WeightsError {
                line: index + 1,
                message,
            })?;
        }
        if weights.features.is_empty() {
            return Err(WeightsError {
                line: text.lines().count(),
                message: "no feature has a weight".into(),
            });
        }
        let ones = weights.features.iter().map(|known| (known.feature, 1.0));
        weights.measured = LinearWeights::of(ones);
        Ok(weights)
    }

    /// Each reason with the sum of the absolute weights of its features, as a mean over the experts. The largest
    /// is first.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn reasons(&self) -> Vec<(&'static str, f32)> {
        let mut reasons: Vec<(&'static str, f32)> = Vec::new();
        for FeatureWeights { feature, weights } in &self.features {
            let size = weights.iter().map(|weight| weight.abs()).sum::<f32>();
            let size = size / self.experts as f32;
            let reason = feature.reason();
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, sum)) => *sum += size,
                None => reasons.push((reason, size)),
            }
        }
        reasons.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        reasons
    }

    /// These weights with a weight of 0 for the features of a reason.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn without(&self, reason: &str) -> Weights {
        let mut reduced = self.clone();
        for known in &mut reduced.features {
            if known.feature.reason() == reason {
                // It is still measured, because the gate may use it.
                known.weights.fill(0.0);
            }
        }
        reduced
    }

    /// The limited value of a feature that is `deviation` scales from its centre.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn clamp(deviation: f32) -> f32 {
        deviation.clamp(-DEVIATION_MAX, DEVIATION_MAX)
    }

    /// Reads a line. `first` is its first word, `words` are the others.
    fn read_line<'w>(
        &mut self,
        first: &str,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        match first {
            stem if self.stems_language.is_some() => self.read_stem(stem, words),
            "experts" => self.read_experts(words),
            // The other lines have as many weights as there are experts.
            _ if self.experts == 0 => Err("expected the line 'experts' first".into()),
            "stems" => self.read_language(words),
            "feature" => self.read_feature(words),
            "gate" => self.read_gate(words),
            other => Err(format!(
                "expected 'experts', 'feature', 'gate' or 'stems', not '{other}'"
            )),
        }
    }

    fn read_experts<'w>(
        &mut self,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        if self.experts != 0 {
            return Err("the number of experts is set twice".into());
        }
        let count = words.next().and_then(|word| word.parse().ok());
        self.experts = count
            .filter(|count| (1..=EXPERTS_MAX).contains(count) && words.next().is_none())
            .ok_or_else(|| format!("expected one number of experts, 1 to {EXPERTS_MAX}"))?;
        Ok(())
    }

    fn read_feature<'w>(
        &mut self,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        let feature = feature(words.next())?;
        if self.features.iter().any(|known| known.feature == feature) {
            return Err(format!("feature '{}' is listed twice", feature.name()));
        }
        let numbers = numbers(words, self.experts + 2)?;
        let scale = 1.0 / numbers[1];
        if !(scale > 0.0 && scale.is_finite()) {
            return Err("the second number, the scale, must be above 0".into());
        }
        self.centre[feature] = numbers[0];
        self.scale[feature] = scale;
        self.features.push(FeatureWeights {
            feature,
            weights: numbers[2..].into(),
        });
        Ok(())
    }

    fn read_gate<'w>(&mut self, words: &mut impl Iterator<Item = &'w str>) -> Result<(), String> {
        let statistic = match words.next() {
            Some("mean") => Statistic::Mean(feature(words.next())?),
            Some("spread") => Statistic::Spread(feature(words.next())?),
            Some("log_sentences") => Statistic::LogSentences,
            Some("known_language") => Statistic::KnownLanguage,
            Some("constant") => Statistic::Constant,
            _ => {
                let known = "'mean', 'spread', 'log_sentences', 'known_language' or 'constant'";
                return Err(format!("expected {known} after 'gate'"));
            }
        };
        if self.gate.iter().any(|(known, _)| *known == statistic) {
            return Err("the same statistic of the gate is listed twice".into());
        }
        self.gate.push((statistic, numbers(words, self.experts)?));
        Ok(())
    }

    fn read_language<'w>(
        &mut self,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        let language = words.next().and_then(Language::from_tag);
        self.stems_language = language.filter(|_| words.next().is_none());
        match self.stems_language {
            Some(_) => Ok(()),
            None => Err("expected one language tag after 'stems', for example en".into()),
        }
    }

    fn read_stem<'w>(
        &mut self,
        stem: &str,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        let weight = numbers(words, 1)?[0];
        if self.stems.get(stem.as_bytes()).is_some() {
            return Err(format!("stem '{stem}' is listed twice"));
        }
        self.stems.insert(stem.as_bytes(), weight);
        Ok(())
    }

    /// The name of these weights in summaries: "gleaner-" and the first eight hexadecimal digits of the hash of
    /// their text.
    pub(crate) fn id(&self) -> String {
        format!("gleaner-{:08x}", self.hash >> 32)
    }

    /// A number that identifies the text that these weights were read from. Never 0.
    pub(crate) fn nonzero_hash(&self) -> u64 {
        self.hash | 1
    }

    /// Whether these weights have stems of `language`.
    pub(crate) fn knows_stems_of(&self, language: Language) -> bool {
        self.stems.len() > 0 && self.stems_language == Some(language)
    }

    /// Calls `with` with each stem and its weight.
    pub(crate) fn each_stem(&self, with: &mut dyn FnMut(&[u8], f32)) {
        self.stems.for_each(with);
    }

    /// A weight of 1 for each feature that must be measured.
    pub(crate) fn measured(&self) -> &LinearWeights {
        &self.measured
    }

    /// Standardises the rows of `candidates`, and adds them to `sum`.
    pub(crate) fn standardise(
        &self,
        candidates: &[u32],
        rows: &mut [FeatureRow],
        sum: &mut FeatureRow,
    ) {
        let (centre, scale) = (&self.centre, &self.scale);
        row::standardise(candidates, rows, centre, scale, DEVIATION_MAX, sum);
    }

    /// The weights of the experts, each times the expert's share, summed.
    pub(crate) fn mix_experts(&self, shares: &[f32; EXPERTS_MAX]) -> LinearWeights {
        LinearWeights::of(self.features.iter().map(|known| {
            let weights = known.weights.iter().zip(shares);
            (
                known.feature,
                weights.map(|(weight, share)| weight * share).sum(),
            )
        }))
    }

    /// The share of each expert for a document with these `stats`. Shares are 0 to 1 and sum to 1; those behind
    /// the last expert are 0.
    pub(crate) fn expert_shares(
        &self,
        stats: &DocumentStats,
        knows_language: bool,
    ) -> [f32; EXPERTS_MAX] {
        let mut all = [0.0f32; EXPERTS_MAX];
        let shares = &mut all[..self.experts];
        for (statistic, weights) in &self.gate {
            let value = statistic.of(stats, knows_language);
            for (share, weight) in shares.iter_mut().zip(weights) {
                *share += value * weight;
            }
        }
        // Softmax. Less the largest, no exponential overflows.
        let largest = shares.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        shares
            .iter_mut()
            .for_each(|share| *share = libm::expf(*share - largest));
        let sum: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        all
    }
}

/// The weight of [`Feature::Query`] in the default method. Scores of the best sentence and the rest differ by
/// about 5, so that a sentence with all terms of the query scores higher than any sentence without.
pub(crate) const QUERY_WEIGHT: f32 = 8.0;

/// The feature with a name.
fn feature(name: Option<&str>) -> Result<Feature, String> {
    let name = name.ok_or("expected the name of a feature")?;
    let known = Feature::ALL.iter().find(|feature| feature.name() == name);
    known
        .copied()
        .ok_or_else(|| format!("unknown feature '{name}'"))
}

/// Reads exactly `count` numbers from -[`NUMBER_MAX`] to [`NUMBER_MAX`].
fn numbers<'w>(
    words: &mut impl Iterator<Item = &'w str>,
    count: usize,
) -> Result<Vec<f32>, String> {
    let is_in_range = |number: &f32| number.abs() <= NUMBER_MAX;
    let numbers: Option<Vec<f32>> = words
        .map(|word| word.parse().ok().filter(is_in_range))
        .collect();
    numbers
        .filter(|numbers| numbers.len() == count)
        .ok_or_else(|| {
            format!(
                "expected {count} numbers from -{NUMBER_MAX:e} to {NUMBER_MAX:e} after the name"
            )
        })
}

/// The FNV-1a hash of `text` (Fowler, Noll & Vo).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

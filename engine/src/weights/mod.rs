//! The default method: linear experts mixed by a gate (Jacobs, Jordan, Nowlan & Hinton 1991, "Adaptive
//! mixtures of local experts"), fitted to articles with reference bullets by `gleaner train`.
//!
//! Departure from the paper: it is the experts' weights that are mixed, not their answers, so that a
//! document has one weight vector and each score is still a sum one can read. The gate looks at the
//! document alone: means of features over its sentences, and how many there are.
//!
//! A blend is a small text file:
//!
//! ```text
//! # where it comes from
//! experts 2
//! feature log_words 2.9 0.6 0.31 -0.02     name, centre, scale, a weight per expert
//! gate mean log_words 0.4 -0.1             what of the document, a weight per expert
//! gate log_sentences 0 0.3
//! gate constant 0.2 0
//! stems en
//! revenu 0.21                              a stem and what it adds to the feature wording
//! ```

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

/// How far from the centre a feature may be, in scales: an odd sentence sways no more than that.
const DEVIATION_MAX: f32 = 4.0;

/// More experts than any fit has had use for.
const EXPERTS_MAX: usize = 32;

/// Learned weights of the default method.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Tells blends apart: a hash of the file.
    number: u64,
    experts: usize,
    features: Vec<FeatureWeights>,
    /// Ones for all that is to be measured.
    measured: LinearWeights,
    /// What of a feature is taken for 0.
    centre: FeatureRow,
    /// One over what of a feature is taken for 1.
    scale: FeatureRow,
    gate: Vec<(Statistic, Vec<f32>)>,
    /// None where it knows no stems.
    stems_language: Option<Language>,
    stems: WordMap<f32>,
}

/// A feature's part in the blend.
#[derive(Clone, Debug, PartialEq)]
struct FeatureWeights {
    feature: Feature,
    /// One per expert.
    weights: Vec<f32>,
}

/// Why a text is no blend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightsError {
    /// Counted from 1.
    line: usize,
    message: String,
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} of the weights: {}; fit them with `gleaner train`",
            self.line, self.message
        )
    }
}

impl std::error::Error for WeightsError {}

/// Those of one file are equal.
impl PartialEq for Weights {
    fn eq(&self, other: &Weights) -> bool {
        self.number == other.number
    }
}

impl Weights {
    /// Experts that it may have.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub const EXPERTS_MAX: usize = EXPERTS_MAX;

    /// The blend that gleaner ships.
    pub fn shipped() -> &'static Weights {
        static SHIPPED: OnceLock<Weights> = OnceLock::new();
        SHIPPED.get_or_init(|| match Weights::parse(include_str!("default.txt")) {
            Ok(blend) => blend,
            Err(error) => unreachable!("a test reads the shipped weights: {error}"),
        })
    }

    /// Reads a blend from a file's text.
    ///
    /// # Errors
    ///
    /// The first line that is not as `gleaner train` writes it.
    pub fn parse(text: &str) -> Result<Weights, WeightsError> {
        let mut blend = Weights {
            number: hash(text),
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
                Some(first) => blend.read(first, &mut words),
            };
            read.map_err(|message| WeightsError {
                line: index + 1,
                message,
            })?;
        }
        if blend.features.is_empty() {
            return Err(WeightsError {
                line: text.lines().count(),
                message: "no feature has a weight".into(),
            });
        }
        blend.measured = LinearWeights::of(blend.features.iter().map(|term| (term.feature, 1.0)));
        Ok(blend)
    }

    /// What each reason's features weigh: the sum of their weights' sizes, mean over experts. Largest
    /// first.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn reasons(&self) -> Vec<(&'static str, f32)> {
        let mut reasons: Vec<(&'static str, f32)> = Vec::new();
        for term in &self.features {
            let size = term.weights.iter().map(|weight| weight.abs()).sum::<f32>();
            let size = size / self.experts as f32;
            let reason = term.feature.reason();
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, sum)) => *sum += size,
                None => reasons.push((reason, size)),
            }
        }
        reasons.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        reasons
    }

    /// The blend without the features of a reason.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn without(&self, reason: &str) -> Weights {
        let mut blend = self.clone();
        for term in &mut blend.features {
            if term.feature.reason() == reason {
                // Still measured, for the gate may look at it.
                term.weights.fill(0.0);
            }
        }
        blend
    }

    /// A feature in scales from its centre, as far as it may sway a score.
    #[cfg(feature = "fit")]
    #[doc(hidden)]
    pub fn clamp(deviation: f32) -> f32 {
        deviation.clamp(-DEVIATION_MAX, DEVIATION_MAX)
    }

    /// Reads one line, which begins with `first`.
    fn read<'w>(
        &mut self,
        first: &str,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        match first {
            stem if self.stems_language.is_some() => self.read_stem(stem, words),
            "experts" => self.read_experts(words),
            // The other lines have a number for each of them.
            _ if self.experts == 0 => Err("expected the line experts first".into()),
            "stems" => self.read_language(words),
            "feature" => self.read_feature(words),
            "gate" => self.read_gate(words),
            other => Err(format!(
                "'{other}' is neither experts, feature, gate nor stems"
            )),
        }
    }

    fn read_experts<'w>(
        &mut self,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        if self.experts != 0 {
            return Err("the number of experts stands twice".into());
        }
        let count = words.next().and_then(|word| word.parse().ok());
        self.experts = count
            .filter(|count| (1..=EXPERTS_MAX).contains(count) && words.next().is_none())
            .ok_or_else(|| format!("expected a number of experts, 1 to {EXPERTS_MAX}"))?;
        Ok(())
    }

    fn read_feature<'w>(
        &mut self,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        let feature = feature(words.next())?;
        if self.features.iter().any(|term| term.feature == feature) {
            return Err(format!("feature {} stands twice", feature.name()));
        }
        let numbers = numbers(words, self.experts + 2)?;
        let scale = 1.0 / numbers[1];
        if !(scale > 0.0 && scale.is_finite()) {
            return Err("expected a scale above 0, the second number".into());
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
                let known = "mean, spread, log_sentences, known_language or constant";
                return Err(format!("expected {known}"));
            }
        };
        if self.gate.iter().any(|(known, _)| *known == statistic) {
            return Err("the gate looks at that already".into());
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
            None => Err("expected the language of the stems".into()),
        }
    }

    fn read_stem<'w>(
        &mut self,
        stem: &str,
        words: &mut impl Iterator<Item = &'w str>,
    ) -> Result<(), String> {
        let weight = numbers(words, 1)?[0];
        if self.stems.get(stem.as_bytes()).is_some() {
            return Err(format!("'{stem}' has a weight already"));
        }
        self.stems.insert(stem.as_bytes(), weight);
        Ok(())
    }

    /// Names the blend in summaries.
    pub(crate) fn id(&self) -> String {
        format!("gleaner-{:08x}", self.number >> 32)
    }

    /// A number that no other blend has, never 0.
    pub(crate) fn number(&self) -> u64 {
        self.number | 1
    }

    /// Whether it knows stems of `language`.
    pub(crate) fn knows_stems_of(&self, language: Language) -> bool {
        self.stems.len() > 0 && self.stems_language == Some(language)
    }

    /// Calls `with` with each stem that adds to the feature wording, and what it adds.
    pub(crate) fn each_stem(&self, with: &mut dyn FnMut(&[u8], f32)) {
        self.stems.for_each(with);
    }

    /// Ones for the features that it is made of.
    pub(crate) fn measured(&self) -> &LinearWeights {
        &self.measured
    }

    /// Puts the rows of `candidates` on the scale of the blend, and adds them to `sum`.
    pub(crate) fn scale(&self, candidates: &[u32], rows: &mut [FeatureRow], sum: &mut FeatureRow) {
        let (centre, scale) = (&self.centre, &self.scale);
        row::scale(candidates, rows, centre, scale, DEVIATION_MAX, sum);
    }

    /// The experts' weights, mixed by their `shares`.
    pub(crate) fn mixed(&self, shares: &[f32; EXPERTS_MAX]) -> LinearWeights {
        LinearWeights::of(self.features.iter().map(|term| {
            let weights = term.weights.iter().zip(shares);
            (
                term.feature,
                weights.map(|(weight, share)| weight * share).sum(),
            )
        }))
    }

    /// How much each expert has to say: shares that sum to 1.
    pub(crate) fn gate(&self, stats: &DocumentStats, knows_language: bool) -> [f32; EXPERTS_MAX] {
        let mut all = [0.0f32; EXPERTS_MAX];
        let shares = &mut all[..self.experts];
        for (statistic, weights) in &self.gate {
            let value = statistic.of(stats, knows_language);
            for (share, weight) in shares.iter_mut().zip(weights) {
                *share += value * weight;
            }
        }
        let most = shares.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        shares
            .iter_mut()
            .for_each(|share| *share = libm::expf(*share - most));
        let sum: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        all
    }
}

/// Scores of the blend differ by some 5 from the best sentence to the rest; a sentence with all of
/// the query should beat any without.
pub(crate) const QUERY_WEIGHT: f32 = 8.0;

fn feature(name: Option<&str>) -> Result<Feature, String> {
    let name = name.ok_or("expected a feature")?;
    let known = Feature::ALL.iter().find(|feature| feature.name() == name);
    known
        .copied()
        .ok_or_else(|| format!("unknown feature '{name}'"))
}

/// That many numbers, none of which is infinite or no number.
fn numbers<'w>(
    words: &mut impl Iterator<Item = &'w str>,
    count: usize,
) -> Result<Vec<f32>, String> {
    let numbers: Option<Vec<f32>> = words
        .map(|word| word.parse().ok().filter(|number: &f32| number.is_finite()))
        .collect();
    numbers
        .filter(|numbers| numbers.len() == count)
        .ok_or_else(|| format!("expected {count} numbers after the name"))
}

/// FNV-1a (Fowler, Noll & Vo).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

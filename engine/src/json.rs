//! The JSON form of options and summaries: the one place where they meet serde.
//!
//! Reals are rounded to six decimals, so that the bytes do not hang on the last bit of a sum.

use crate::options::{Budget, Options};
use crate::pattern::Pattern;
use crate::summary::{Bullet, Keyword, Reason, Summary, Warning};
use crate::weights::Weights;
use serde::Serialize;

/// [`Summary`] as it is written.
#[derive(Debug, Serialize)]
pub struct SummaryJson<'s> {
    engine_version: &'static str,
    weights_id: &'s str,
    language: &'static str,
    language_confidence: f64,
    method: &'static str,
    sentence_count: u32,
    bullets: Vec<BulletJson<'s>>,
    keywords: Vec<KeywordJson<'s>>,
    warnings: Vec<WarningJson<'s>>,
}

#[derive(Debug, Serialize)]
struct BulletJson<'s> {
    text: &'s str,
    rank: u32,
    score: f64,
    relevance: f64,
    sentence_indices: &'s [u32],
    section: Option<&'s str>,
    document: u32,
    sources: Vec<SourceJson>,
    reasons: Vec<ReasonJson>,
}

#[derive(Debug, Serialize)]
struct SourceJson {
    start: u64,
    end: u64,
}

#[derive(Debug, Serialize)]
struct ReasonJson {
    feature: &'static str,
    contribution: f64,
}

#[derive(Debug, Serialize)]
struct KeywordJson<'s> {
    text: &'s str,
    score: f64,
}

#[derive(Debug, Serialize)]
struct WarningJson<'s> {
    code: &'static str,
    message: &'s str,
}

impl<'s> From<&'s Summary> for SummaryJson<'s> {
    fn from(summary: &'s Summary) -> SummaryJson<'s> {
        SummaryJson {
            engine_version: crate::ENGINE_VERSION,
            weights_id: &summary.weights_id,
            language: summary.language.tag(),
            language_confidence: rounded(summary.language_confidence),
            method: summary.method.name(),
            sentence_count: summary.sentence_count,
            bullets: summary.bullets.iter().map(BulletJson::from).collect(),
            keywords: summary.keywords.iter().map(KeywordJson::from).collect(),
            warnings: summary.warnings.iter().map(WarningJson::from).collect(),
        }
    }
}

impl<'s> From<&'s Bullet> for BulletJson<'s> {
    fn from(bullet: &'s Bullet) -> BulletJson<'s> {
        BulletJson {
            text: &bullet.text,
            rank: bullet.rank,
            score: rounded(bullet.score),
            relevance: rounded(bullet.relevance),
            sentence_indices: &bullet.sentence_indices,
            section: bullet.section.as_deref(),
            document: bullet.document,
            sources: bullet
                .sources
                .iter()
                .map(|span| SourceJson {
                    start: span.start,
                    end: span.end,
                })
                .collect(),
            reasons: bullet.reasons.iter().map(ReasonJson::from).collect(),
        }
    }
}

impl From<&Reason> for ReasonJson {
    fn from(reason: &Reason) -> ReasonJson {
        ReasonJson {
            feature: reason.feature,
            contribution: rounded(reason.contribution),
        }
    }
}

impl<'s> From<&'s Keyword> for KeywordJson<'s> {
    fn from(keyword: &'s Keyword) -> KeywordJson<'s> {
        KeywordJson {
            text: &keyword.text,
            score: rounded(keyword.score),
        }
    }
}

impl<'s> From<&'s Warning> for WarningJson<'s> {
    fn from(warning: &'s Warning) -> WarningJson<'s> {
        WarningJson {
            code: warning.code.name(),
            message: &warning.message,
        }
    }
}

/// To six decimals; never minus zero.
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// [`Options`] as they are written: every option in effect, so that equal JSON means equal summaries
/// by one version of the engine. LinearWeights stand there by their id, a hash of the file.
#[derive(Debug, Serialize)]
pub struct OptionsJson<'o> {
    method: &'static str,
    weights: String,
    #[serde(flatten)]
    budget: BudgetJson,
    max_bullet_chars: Option<u32>,
    redundancy: Option<f64>,
    query: &'o str,
    language: Option<&'static str>,
    input_format: &'static str,
    order: &'static str,
    offset_unit: &'static str,
    explain: bool,
    keywords: u32,
    per_section: bool,
    exclude: Vec<&'o str>,
    min_score: Option<f64>,
    seed: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum BudgetJson {
    Bullets(u32),
    Words(u32),
    Chars(u32),
    Ratio(f64),
}

impl<'o> From<&'o Options> for OptionsJson<'o> {
    fn from(options: &'o Options) -> OptionsJson<'o> {
        let blend = options.weights.as_deref().unwrap_or(Weights::shipped());
        OptionsJson {
            method: options.method.name(),
            weights: blend.id(),
            budget: match options.budget {
                Budget::Bullets(bullets) => BudgetJson::Bullets(bullets),
                Budget::Words(words) => BudgetJson::Words(words),
                Budget::Chars(chars) => BudgetJson::Chars(chars),
                Budget::Ratio(ratio) => BudgetJson::Ratio(ratio),
            },
            max_bullet_chars: options.max_bullet_chars,
            redundancy: options.redundancy,
            query: &options.query,
            language: options.language.map(|language| language.tag()),
            input_format: options.input_format.name(),
            order: options.order.name(),
            offset_unit: options.offset_unit.name(),
            explain: options.explain,
            keywords: options.keywords,
            per_section: options.per_section,
            exclude: options.exclude.iter().map(Pattern::as_str).collect(),
            min_score: options.min_score,
            seed: options.seed,
        }
    }
}

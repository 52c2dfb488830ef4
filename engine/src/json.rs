//! Serialize and Deserialize for options, summaries and what they hold: the one place where the JSON
//! form is written down.
//!
//! Floats are rounded to six decimals when they are written, so that the bytes do not depend on the
//! last bit of a sum. Enums, languages and patterns are written as their names.

use crate::language::Language;
use crate::options::{Budget, BulletOrder, InputFormat, Method, OffsetUnit, Options};
use crate::pattern::Pattern;
use crate::role::Role;
use crate::summary::{Bullet, Keyword, Reason, SourceSpan, Summary, Warning, WarningCode};
use crate::weights::Weights;
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;

/// Rounds to six decimals; never gives minus zero.
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

fn serialize_rounded<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

/// Serde for a public type through a struct below that has the same fields and fixes their order and
/// form.
macro_rules! in_the_form_of {
    ($($public:ident: $form:ident,)+) => {$(
        impl Serialize for $public {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $form::serialize(self, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $public {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$public, D::Error> {
                $form::deserialize(deserializer)
            }
        }
    )+};
}

in_the_form_of! {
    Summary: SummaryJson,
    Bullet: BulletJson,
    SourceSpan: SourceSpanJson,
    Reason: ReasonJson,
    Keyword: KeywordJson,
    Warning: WarningJson,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Summary")]
struct SummaryJson {
    engine_version: Cow<'static, str>,
    weights_id: String,
    language: Language,
    #[serde(serialize_with = "serialize_rounded")]
    language_confidence: f64,
    method: Method,
    sentence_count: u32,
    bullets: Vec<Bullet>,
    keywords: Vec<Keyword>,
    warnings: Vec<Warning>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Bullet")]
struct BulletJson {
    text: String,
    rank: u32,
    #[serde(serialize_with = "serialize_rounded")]
    score: f64,
    #[serde(serialize_with = "serialize_rounded")]
    relevance: f64,
    sentence_indices: Vec<u32>,
    section: Option<String>,
    document: u32,
    sources: Vec<SourceSpan>,
    reasons: Vec<Reason>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "SourceSpan")]
struct SourceSpanJson {
    start: u64,
    end: u64,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Reason")]
struct ReasonJson {
    feature: Cow<'static, str>,
    #[serde(serialize_with = "serialize_rounded")]
    contribution: f64,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Keyword")]
struct KeywordJson {
    text: String,
    #[serde(serialize_with = "serialize_rounded")]
    score: f64,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Warning")]
struct WarningJson {
    code: WarningCode,
    message: String,
}

/// Serde for a type that is written as its name: how to get the name, and how to read it.
macro_rules! by_name {
    ($($type:ty: $name:expr, $read:expr;)+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let name: fn(&$type) -> &str = $name;
                serializer.serialize_str(name(self))
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let read: fn(&str) -> Result<$type, String> = $read;
                let name = Cow::<str>::deserialize(deserializer)?;
                read(&name).map_err(de::Error::custom)
            }
        }
    )+};
}

fn parsed<T: std::str::FromStr<Err: ToString>>(name: &str) -> Result<T, String> {
    name.parse().map_err(|error: T::Err| error.to_string())
}

by_name! {
    Method: |method| method.name(), parsed;
    InputFormat: |format| format.name(), parsed;
    BulletOrder: |order| order.name(), parsed;
    OffsetUnit: |unit| unit.name(), parsed;
    WarningCode: |code| code.name(), parsed;
    Role: |role| role.name(), parsed;
    Pattern: |pattern| pattern.as_str(), parsed;
    Language: |language| language.tag(), |tag| {
        Language::from_tag(tag).ok_or_else(|| format!("unknown language '{tag}'"))
    };
}

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OptionsJson::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Options {
    /// Options that are left out have their default. Values out of range are read as they are: see
    /// [`Options::validate`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Options, D::Error> {
        let options = OptionsJson::deserialize(deserializer)?;
        Options::try_from(options).map_err(de::Error::custom)
    }
}

/// Every option in effect, so that equal JSON means equal summaries by one version of the engine.
/// The budget is one of four fields. Weights are written as their id, a hash of the file.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OptionsJson {
    method: Method,
    weights: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bullets: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chars: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    max_bullet_chars: Option<u32>,
    redundancy: Option<f64>,
    query: String,
    language: Option<Language>,
    input_format: InputFormat,
    order: BulletOrder,
    offset_unit: OffsetUnit,
    explain: bool,
    keywords: u32,
    per_section: bool,
    exclude: Vec<Pattern>,
    min_score: Option<f64>,
    seed: u64,
}

impl Default for OptionsJson {
    fn default() -> OptionsJson {
        let mut json = OptionsJson::from(&Options::default());
        // A budget that is read must be the only one.
        json.bullets = None;
        json
    }
}

impl From<&Options> for OptionsJson {
    fn from(options: &Options) -> OptionsJson {
        let weights = options.weights.as_deref().unwrap_or(Weights::shipped());
        let (mut bullets, mut words, mut chars, mut ratio) = (None, None, None, None);
        match options.budget {
            Budget::Bullets(count) => bullets = Some(count),
            Budget::Words(count) => words = Some(count),
            Budget::Chars(count) => chars = Some(count),
            // A ratio that is not a number counts as 0.
            Budget::Ratio(share) => ratio = Some(finite(share).unwrap_or(0.0)),
        }
        OptionsJson {
            method: options.method,
            weights: Some(weights.id()),
            bullets,
            words,
            chars,
            ratio,
            max_bullet_chars: options.max_bullet_chars,
            redundancy: options.redundancy.and_then(finite),
            query: options.query.clone(),
            language: options.language,
            input_format: options.input_format,
            order: options.order,
            offset_unit: options.offset_unit,
            explain: options.explain,
            keywords: options.keywords,
            per_section: options.per_section,
            exclude: options.exclude.clone(),
            min_score: options.min_score.and_then(finite),
            seed: options.seed,
        }
    }
}

/// The nearest number that JSON can write; `None` for what is not a number. JSON would write infinity as
/// null, which reads as an option left out.
fn finite(value: f64) -> Option<f64> {
    (!value.is_nan()).then(|| value.clamp(f64::MIN, f64::MAX))
}

impl TryFrom<OptionsJson> for Options {
    type Error = String;

    fn try_from(json: OptionsJson) -> Result<Options, String> {
        if let Some(id) = json.weights
            && id != Weights::shipped().id()
        {
            return Err(format!(
                "weights {id} are not the ones shipped; leave weights out and set Options::weights"
            ));
        }
        let budgets = [
            json.bullets.map(Budget::Bullets),
            json.words.map(Budget::Words),
            json.chars.map(Budget::Chars),
            json.ratio.map(Budget::Ratio),
        ];
        let mut given = budgets.into_iter().flatten();
        let budget = given.next().unwrap_or(Options::default().budget);
        if given.next().is_some() {
            return Err("give one of bullets, words, chars and ratio".into());
        }
        Ok(Options {
            method: json.method,
            budget,
            max_bullet_chars: json.max_bullet_chars,
            redundancy: json.redundancy,
            query: json.query,
            language: json.language,
            input_format: json.input_format,
            order: json.order,
            offset_unit: json.offset_unit,
            explain: json.explain,
            keywords: json.keywords,
            per_section: json.per_section,
            exclude: json.exclude,
            min_score: json.min_score,
            seed: json.seed,
            weights: None,
        })
    }
}

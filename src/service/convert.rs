//! The one translation between the wire and the engine.

use super::config::Settings;
use super::methods::Methods;
use super::proto;
use super::status::quote;
use crate::json::rounded;
use crate::{Budget, BulletOrder, InputFormat, Language, OffsetUnit, Options, Summary};
use tonic_types::FieldViolation;

/// More bytes than this are no headline.
pub(super) const TITLE_BYTES_MAX: usize = 4096;
/// A house has a handful of boilerplate phrases, not a library of them.
pub(super) const EXCLUDE_PATTERNS_MAX: usize = 32;
/// Long enough for a phrase with alternatives.
pub(super) const EXCLUDE_PATTERN_BYTES_MAX: usize = 256;
/// A pattern's compiled size: "\w{99}" and its like grow far beyond their text.
const EXCLUDE_COMPILED_BYTES_MAX: usize = 1 << 20;
/// Long enough for any id scheme.
pub(super) const REQUEST_ID_BYTES_MAX: usize = 256;

/// The engine's options, or every field that is wrong. `at` is the path of the options in the
/// request, "options" as a rule.
pub(super) fn options(
    options: &proto::SummaryOptions,
    input_format: i32,
    format_field: &str,
    methods: &Methods,
) -> Result<Options, Vec<FieldViolation>> {
    let mut wrong = Wrong::default();
    let mut result = Options {
        budget: budget(options),
        max_bullet_chars: Some(options.max_bullet_chars).filter(|&chars| chars > 0),
        redundancy: options.redundancy,
        explain: options.explain,
        keywords: options.keywords,
        per_section: options.per_section,
        min_score: options.min_score,
        seed: options.seed,
        ..Options::default()
    };
    if options.query.len() <= Options::QUERY_BYTES_MAX {
        result.query.clone_from(&options.query);
    } else {
        let description = format!("must be at most {} bytes", Options::QUERY_BYTES_MAX);
        wrong.add("options.query", description);
    }
    if let Err(unknown) = methods.choose(&options.method, &mut result) {
        wrong.add("options.method", unknown);
    }
    match options.language.as_str() {
        "" => {}
        tag => match Language::from_tag(tag) {
            Some(language) => result.language = Some(language),
            None => {
                let tag = quote(tag, 64);
                let description = format!("unknown language {tag}; GetServerInfo lists the tags");
                wrong.add("options.language", description);
            }
        },
    }
    let order = wrong.named("options.order", options.order, &ORDERS);
    let offset_unit = wrong.named("options.offset_unit", options.offset_unit, &OFFSET_UNITS);
    let input_format = wrong.named(format_field, input_format, &INPUT_FORMATS);
    (result.order, result.offset_unit, result.input_format) = (order, offset_unit, input_format);
    result.exclude = exclude(&options.exclude, &mut wrong);
    if let Err(errors) = result.validate() {
        for error in errors {
            wrong.add(&format!("options.{}", error.field), error.message);
        }
    }
    if wrong.0.is_empty() {
        Ok(result)
    } else {
        Err(wrong.0)
    }
}

fn budget(options: &proto::SummaryOptions) -> Budget {
    use proto::summary_options::Budget as Wire;
    match options.budget {
        None => Options::default().budget,
        Some(Wire::Bullets(bullets)) => Budget::Bullets(bullets),
        Some(Wire::Words(words)) => Budget::Words(words),
        Some(Wire::Chars(chars)) => Budget::Chars(chars),
        Some(Wire::Ratio(ratio)) => Budget::Ratio(ratio),
    }
}

fn exclude(patterns: &[String], wrong: &mut Wrong) -> Vec<regex::Regex> {
    if patterns.len() > EXCLUDE_PATTERNS_MAX {
        let description = format!("must be at most {EXCLUDE_PATTERNS_MAX} patterns");
        wrong.add("options.exclude", description);
        return Vec::new();
    }
    let mut compiled = Vec::with_capacity(patterns.len());
    for (index, pattern) in patterns.iter().enumerate() {
        let field = format!("options.exclude[{index}]");
        if pattern.len() > EXCLUDE_PATTERN_BYTES_MAX {
            let description = format!("must be at most {EXCLUDE_PATTERN_BYTES_MAX} bytes");
            wrong.add(&field, description);
            continue;
        }
        let built = regex::RegexBuilder::new(pattern)
            .size_limit(EXCLUDE_COMPILED_BYTES_MAX)
            .build();
        match built {
            Ok(regex) => compiled.push(regex),
            Err(regex::Error::CompiledTooBig(_)) => {
                wrong.add(
                    &field,
                    "grows too big when compiled; use smaller repetitions",
                );
            }
            Err(_) => wrong.add(&field, "is no valid regular expression"),
        }
    }
    compiled
}

/// The fields that are wrong.
#[derive(Default)]
struct Wrong(Vec<FieldViolation>);

impl Wrong {
    fn add(&mut self, field: &str, description: impl Into<String>) {
        // A field may be checked twice; the first word on it is the more precise one.
        if !self.0.iter().any(|known| known.field == field) {
            self.0.push(FieldViolation::new(field, description));
        }
    }

    /// What the number of an enum means to the engine; zero is the first row.
    fn named<T: Copy>(&mut self, field: &str, number: i32, rows: &[T]) -> T {
        let row = usize::try_from((number - 1).max(0)).ok();
        match row.filter(|_| number >= 0).and_then(|row| rows.get(row)) {
            Some(&value) => value,
            None => {
                self.add(field, format!("unknown enum number {number}"));
                rows[0]
            }
        }
    }
}

/// By enum number, less one.
const ORDERS: [BulletOrder; 2] = [BulletOrder::Document, BulletOrder::Score];
const OFFSET_UNITS: [OffsetUnit; 3] = [OffsetUnit::Utf8, OffsetUnit::Utf16, OffsetUnit::Codepoint];
const INPUT_FORMATS: [InputFormat; 4] = [
    InputFormat::Auto,
    InputFormat::Plain,
    InputFormat::Markdown,
    InputFormat::Html,
];

fn number_of<T: PartialEq>(value: T, rows: &[T]) -> i32 {
    rows.iter()
        .position(|row| *row == value)
        .map_or(0, |row| row as i32 + 1)
}

/// The answer on the wire, with the options in effect. `method` is what the request called the method.
pub(super) fn summary(summary: Summary, method: &str, options: &Options) -> proto::Summary {
    let in_effect = in_effect(&summary, method, options);
    proto::Summary {
        bullets: summary.bullets.into_iter().map(bullet).collect(),
        language: summary.language.tag().into(),
        options: Some(in_effect),
        sentence_count: summary.sentence_count,
        keywords: summary.keywords.into_iter().map(keyword).collect(),
        warnings: summary.warnings.into_iter().map(warning).collect(),
        engine_version: env!("CARGO_PKG_VERSION").into(),
        weights_id: summary.weights_id,
        language_confidence: rounded(summary.language_confidence),
    }
}

fn in_effect(summary: &Summary, method: &str, options: &Options) -> proto::SummaryOptions {
    use proto::summary_options::Budget as Wire;
    proto::SummaryOptions {
        budget: Some(match options.budget {
            Budget::Bullets(bullets) => Wire::Bullets(bullets),
            Budget::Words(words) => Wire::Words(words),
            Budget::Chars(chars) => Wire::Chars(chars),
            Budget::Ratio(ratio) => Wire::Ratio(ratio),
        }),
        method: match method {
            "" => summary.method.name().into(),
            id => id.into(),
        },
        query: options.query.clone(),
        language: summary.language.tag().into(),
        order: number_of(options.order, &ORDERS),
        redundancy: Some(options.redundancy_in_effect()),
        offset_unit: number_of(options.offset_unit, &OFFSET_UNITS),
        max_bullet_chars: options.max_bullet_chars.unwrap_or(0),
        explain: options.explain,
        keywords: options.keywords,
        per_section: options.per_section,
        exclude: options
            .exclude
            .iter()
            .map(|regex| regex.as_str().into())
            .collect(),
        min_score: options.min_score,
        seed: options.seed,
    }
}

fn bullet(bullet: crate::Bullet) -> proto::Bullet {
    proto::Bullet {
        text: bullet.text,
        sources: bullet
            .sources
            .iter()
            .map(|span| proto::Span {
                start: span.start,
                end: span.end,
            })
            .collect(),
        rank: bullet.rank,
        score: rounded(bullet.score),
        relevance: rounded(bullet.relevance),
        sentence_indices: bullet.sentence_indices,
        section: bullet.section,
        reasons: bullet
            .reasons
            .iter()
            .map(|reason| proto::Reason {
                feature: reason.feature.into(),
                contribution: rounded(reason.contribution),
            })
            .collect(),
    }
}

fn keyword(keyword: crate::Keyword) -> proto::Keyword {
    proto::Keyword {
        text: keyword.text,
        score: rounded(keyword.score),
    }
}

fn warning(warning: crate::Warning) -> proto::Warning {
    proto::Warning {
        code: warning.code.name().into(),
        message: warning.message,
    }
}

/// What GetServerInfo answers, for ever the same.
pub(super) fn server_info(settings: &Settings, methods: &Methods) -> proto::GetServerInfoResponse {
    use super::status::duration;
    proto::GetServerInfoResponse {
        version: env!("CARGO_PKG_VERSION").into(),
        commit: option_env!("GLEANER_COMMIT").unwrap_or_default().into(),
        limits: Some(proto::Limits {
            message_bytes: settings.message_bytes.0,
            document_bytes: settings.document_bytes.0,
            batch_requests: settings.batch_requests,
            stream_window: settings.stream_window,
            streams_per_connection: settings.streams_per_connection,
            deadline: Some(duration(settings.deadline)),
            stream_deadline: settings.stream_deadline.map(duration),
            connection_age: settings.connection_age.map(duration),
            connection_idle: settings.connection_idle.map(duration),
            documents: settings.documents,
            request_bytes: settings.request_bytes.0,
            title_bytes: TITLE_BYTES_MAX as u32,
            query_bytes: Options::QUERY_BYTES_MAX as u32,
            keywords: Options::KEYWORDS_MAX,
            exclude_patterns: EXCLUDE_PATTERNS_MAX as u32,
            exclude_pattern_bytes: EXCLUDE_PATTERN_BYTES_MAX as u32,
            request_id_bytes: REQUEST_ID_BYTES_MAX as u32,
        }),
        methods: methods.listed(),
        languages: Language::all()
            .map(|language| proto::LanguageInfo {
                tag: language.tag().into(),
                name: language.name().into(),
            })
            .collect(),
    }
}

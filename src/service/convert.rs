//! The one translation between the wire and the engine.

use super::config::Settings;
use super::methods::Methods;
use super::proto;
use super::status::quote;
use crate::json::rounded;
use gleaner_engine::{
    Budget, BulletOrder, InputFormat, Language, OffsetUnit, Options, Pattern, Summary,
};
use tonic_types::FieldViolation;

/// More bytes than this are no headline.
pub(super) const TITLE_BYTES_MAX: usize = 4096;
/// A house has a handful of boilerplate phrases, not a library of them.
pub(super) const EXCLUDE_PATTERNS_MAX: usize = 32;
/// Long enough for a phrase with alternatives.
pub(super) const EXCLUDE_PATTERN_BYTES_MAX: usize = 256;
/// No method and no language has a longer name.
const NAME_BYTES_MAX: usize = 64;
/// Long enough for any id scheme.
pub(super) const REQUEST_ID_BYTES_MAX: usize = 256;

/// The engine's options, or every field that is wrong. `at` is the path of the options in the
/// message that brought them, with a dot at its end.
pub(super) fn options(
    options: &proto::SummaryOptions,
    at: &'static str,
    methods: &Methods,
) -> Result<Options, Vec<FieldViolation>> {
    let mut wrong = Wrong::new(at);
    let mut result = Options::default()
        .with_budget(budget(options))
        .with_max_bullet_chars(Some(options.max_bullet_chars).filter(|&chars| chars > 0))
        .with_redundancy(options.redundancy)
        .with_explain(options.explain)
        .with_keywords(options.keywords)
        .with_per_section(options.per_section)
        .with_min_score(options.min_score)
        .with_seed(options.seed);
    if wrong.fits("query", &options.query, Options::QUERY_BYTES_MAX) {
        result.query.clone_from(&options.query);
    }
    if let Err(unknown) = methods.choose(&options.method, &mut result) {
        wrong.add("method", unknown);
    }
    match options.language.as_str() {
        "" => {}
        tag => match Language::from_tag(tag) {
            Some(language) => result.language = Some(language),
            None => wrong.add("language", unknown_language(tag)),
        },
    }
    result.order = wrong.named("order", options.order, &ORDERS);
    result.offset_unit = wrong.named("offset_unit", options.offset_unit, &OFFSET_UNITS);
    result.exclude = exclude(&options.exclude, &mut wrong);
    if let Err(errors) = result.validate() {
        for error in errors {
            wrong.add(error.field, error.message);
        }
    }
    if wrong.found.is_empty() {
        Ok(result)
    } else {
        Err(wrong.found)
    }
}

/// The options that are longer than any good one, found without a look at what they say.
pub(super) fn too_long(
    options: &proto::SummaryOptions,
    at: &'static str,
    methods: &Methods,
) -> Vec<FieldViolation> {
    let mut wrong = Wrong::new(at);
    wrong.fits("query", &options.query, Options::QUERY_BYTES_MAX);
    if options.method.len() > NAME_BYTES_MAX {
        wrong.add("method", methods.unknown(&options.method));
    }
    if options.language.len() > NAME_BYTES_MAX {
        wrong.add("language", unknown_language(&options.language));
    }
    if wrong.is_few("exclude", &options.exclude) {
        for (index, pattern) in options.exclude.iter().enumerate() {
            if pattern.len() > EXCLUDE_PATTERN_BYTES_MAX {
                wrong.fits(
                    &format!("exclude[{index}]"),
                    pattern,
                    EXCLUDE_PATTERN_BYTES_MAX,
                );
            }
        }
    }
    wrong.found
}

/// The engine's name for a format, or what is wrong with its number.
pub(super) fn input_format(number: i32) -> Result<InputFormat, String> {
    named(number, &INPUT_FORMATS)
}

fn unknown_language(tag: &str) -> String {
    let tag = quote(tag, 64);
    format!("unknown language {tag}; GetServerInfo lists the tags")
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

fn exclude(patterns: &[String], wrong: &mut Wrong) -> Vec<Pattern> {
    if !wrong.is_few("exclude", patterns) {
        return Vec::new();
    }
    let mut compiled = Vec::with_capacity(patterns.len());
    for (index, pattern) in patterns.iter().enumerate() {
        let field = format!("exclude[{index}]");
        if !wrong.fits(&field, pattern, EXCLUDE_PATTERN_BYTES_MAX) {
            continue;
        }
        match Pattern::new(pattern) {
            Ok(pattern) => compiled.push(pattern),
            Err(error) => wrong.add(&field, error.to_string()),
        }
    }
    compiled
}

/// The options that are wrong.
struct Wrong {
    /// The path of the options, with a dot at its end.
    at: &'static str,
    found: Vec<FieldViolation>,
}

impl Wrong {
    fn new(at: &'static str) -> Wrong {
        let found = Vec::new();
        Wrong { at, found }
    }

    fn add(&mut self, option: &str, description: impl Into<String>) {
        let field = format!("{}{option}", self.at);
        // An option may be checked twice; the first word on it is the more precise one.
        if !self.found.iter().any(|known| known.field == field) {
            self.found.push(FieldViolation::new(field, description));
        }
    }

    /// Whether `text` is short enough for its field.
    fn fits(&mut self, option: &str, text: &str, bytes_max: usize) -> bool {
        let fits = text.len() <= bytes_max;
        if !fits {
            self.add(option, format!("must be at most {bytes_max} bytes"));
        }
        fits
    }

    /// Whether there are few enough patterns.
    fn is_few(&mut self, option: &str, patterns: &[String]) -> bool {
        let few = patterns.len() <= EXCLUDE_PATTERNS_MAX;
        if !few {
            let description = format!("must be at most {EXCLUDE_PATTERNS_MAX} patterns");
            self.add(option, description);
        }
        few
    }

    /// What the number of an enum means to the engine.
    fn named<T: Copy>(&mut self, option: &str, number: i32, rows: &[T]) -> T {
        named(number, rows).unwrap_or_else(|unknown| {
            self.add(option, unknown);
            rows[0]
        })
    }
}

/// What the number of an enum means to the engine; zero is the first row.
fn named<T: Copy>(number: i32, rows: &[T]) -> Result<T, String> {
    usize::try_from(number)
        .ok()
        .and_then(|number| rows.get(number.saturating_sub(1)).copied())
        .ok_or_else(|| format!("unknown enum number {number}"))
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
        budget: match options.budget {
            Budget::Bullets(bullets) => Some(Wire::Bullets(bullets)),
            Budget::Words(words) => Some(Wire::Words(words)),
            Budget::Chars(chars) => Some(Wire::Chars(chars)),
            Budget::Ratio(ratio) => Some(Wire::Ratio(ratio)),
            // The engine has no other budget that the proto lacks a field for.
            _ => None,
        },
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
            .map(|pattern| pattern.as_str().into())
            .collect(),
        min_score: options.min_score,
        seed: options.seed,
    }
}

fn bullet(bullet: gleaner_engine::Bullet) -> proto::Bullet {
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
            .into_iter()
            .map(|reason| proto::Reason {
                feature: reason.feature.into_owned(),
                contribution: rounded(reason.contribution),
            })
            .collect(),
    }
}

fn keyword(keyword: gleaner_engine::Keyword) -> proto::Keyword {
    proto::Keyword {
        text: keyword.text,
        score: rounded(keyword.score),
    }
}

fn warning(warning: gleaner_engine::Warning) -> proto::Warning {
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

//! The only translation between wire types and engine types.

use super::config::Settings;
use super::methods::Methods;
use super::proto;
use super::proto::summary_options::Budget as WireBudget;
use super::status::quote;
use crate::json::rounded;
use gleaner_engine::{
    Budget, BulletOrder, InputFormat, Language, OffsetUnit, Options, Pattern, Summary,
};
use tonic_types::FieldViolation;

/// The longest title, in bytes.
pub(super) const TITLE_BYTES_MAX: usize = 4096;
/// The most patterns in `SummaryOptions.exclude`. A publisher needs a handful.
pub(super) const EXCLUDE_PATTERNS_MAX: usize = 32;
/// The longest pattern, in bytes: enough for a phrase with alternatives.
pub(super) const EXCLUDE_PATTERN_BYTES_MAX: usize = 256;
/// The longest name of a method or tag of a language that is looked up, in bytes.
const NAME_BYTES_MAX: usize = 64;
/// The longest `StreamSummarizeRequest.request_id`, in bytes.
pub(super) const REQUEST_ID_BYTES_MAX: usize = 256;

/// The engine's options. `prefix` is the path of the options in their message, with a dot at the
/// end.
///
/// # Errors
///
/// One violation for each invalid field.
pub(super) fn options_from_wire(
    wire: &proto::SummaryOptions,
    prefix: &'static str,
    methods: &Methods,
) -> Result<Options, Vec<FieldViolation>> {
    let mut violations = Violations::new(prefix);
    let mut options = Options::default()
        .with_budget(budget(wire))
        .with_max_bullet_chars(Some(wire.max_bullet_chars).filter(|&chars| chars > 0))
        .with_redundancy(wire.redundancy)
        .with_explain(wire.explain)
        .with_keywords(wire.keywords)
        .with_per_section(wire.per_section)
        .with_min_score(wire.min_score)
        .with_seed(wire.seed);
    if violations.check_length("query", &wire.query, Options::QUERY_BYTES_MAX) {
        options.query.clone_from(&wire.query);
    }
    if let Err(unknown) = methods.select(&wire.method, &mut options) {
        violations.add("method", unknown);
    }
    match wire.language.as_str() {
        "" => {}
        tag => match Language::from_tag(tag) {
            Some(language) => options.language = Some(language),
            None => violations.add("language", unknown_language(tag)),
        },
    }
    options.order = violations.check_enum("order", wire.order, &ORDERS);
    options.offset_unit = violations.check_enum("offset_unit", wire.offset_unit, &OFFSET_UNITS);
    options.exclude = exclude_patterns(&wire.exclude, &mut violations);
    if let Err(errors) = options.validate() {
        for error in errors {
            violations.add(error.field, error.message);
        }
    }
    if violations.found.is_empty() {
        Ok(options)
    } else {
        Err(violations.found)
    }
}

/// The options that are too long, found by their lengths alone. Costs no parsing, so that it can run
/// before a document is admitted.
pub(super) fn length_violations(
    wire: &proto::SummaryOptions,
    prefix: &'static str,
    methods: &Methods,
) -> Vec<FieldViolation> {
    let mut violations = Violations::new(prefix);
    violations.check_length("query", &wire.query, Options::QUERY_BYTES_MAX);
    if wire.method.len() > NAME_BYTES_MAX {
        violations.add("method", methods.unknown(&wire.method));
    }
    if wire.language.len() > NAME_BYTES_MAX {
        violations.add("language", unknown_language(&wire.language));
    }
    if violations.check_pattern_count(&wire.exclude) {
        for (index, pattern) in wire.exclude.iter().enumerate() {
            if pattern.len() > EXCLUDE_PATTERN_BYTES_MAX {
                violations.check_length(
                    &format!("exclude[{index}]"),
                    pattern,
                    EXCLUDE_PATTERN_BYTES_MAX,
                );
            }
        }
    }
    violations.found
}

/// The engine's format for the number of an `InputFormat`, or what is wrong with the number.
pub(super) fn input_format(number: i32) -> Result<InputFormat, String> {
    enum_value(number, &INPUT_FORMATS)
}

/// The description of a violation: a text is longer than its field allows.
pub(super) fn too_long(bytes: u64, bytes_max: u64) -> String {
    format!("is {bytes} bytes long; the limit is {bytes_max} bytes")
}

fn unknown_language(tag: &str) -> String {
    let tag = quote(tag, 64);
    format!("unknown language {tag}; GetServerInfo lists the known tags")
}

fn budget(wire: &proto::SummaryOptions) -> Budget {
    match wire.budget {
        None => Options::default().budget,
        Some(WireBudget::Bullets(bullets)) => Budget::Bullets(bullets),
        Some(WireBudget::Words(words)) => Budget::Words(words),
        Some(WireBudget::Chars(chars)) => Budget::Chars(chars),
        Some(WireBudget::Ratio(ratio)) => Budget::Ratio(ratio),
    }
}

fn exclude_patterns(patterns: &[String], violations: &mut Violations) -> Vec<Pattern> {
    if !violations.check_pattern_count(patterns) {
        return Vec::new();
    }
    let mut compiled = Vec::with_capacity(patterns.len());
    for (index, pattern) in patterns.iter().enumerate() {
        let field = format!("exclude[{index}]");
        if !violations.check_length(&field, pattern, EXCLUDE_PATTERN_BYTES_MAX) {
            continue;
        }
        match Pattern::new(pattern) {
            Ok(pattern) => compiled.push(pattern),
            Err(error) => violations.add(&field, error.to_string()),
        }
    }
    compiled
}

/// The violations found in the options of one request.
struct Violations {
    /// The path of the options, with a dot at the end.
    prefix: &'static str,
    found: Vec<FieldViolation>,
}

impl Violations {
    fn new(prefix: &'static str) -> Violations {
        let found = Vec::new();
        Violations { prefix, found }
    }

    /// Adds a violation, unless its field has one. A field may be checked here and by the engine;
    /// the check here comes first and is the more precise one.
    fn add(&mut self, option: &str, description: impl Into<String>) {
        let field = format!("{}{option}", self.prefix);
        if !self.found.iter().any(|known| known.field == field) {
            self.found.push(FieldViolation::new(field, description));
        }
    }

    /// Whether `text` has at most `bytes_max` bytes; adds a violation if it has not.
    fn check_length(&mut self, option: &str, text: &str, bytes_max: usize) -> bool {
        let fits = text.len() <= bytes_max;
        if !fits {
            self.add(option, too_long(text.len() as u64, bytes_max as u64));
        }
        fits
    }

    /// Whether there are at most [`EXCLUDE_PATTERNS_MAX`] patterns; adds a violation if there are
    /// more.
    fn check_pattern_count(&mut self, patterns: &[String]) -> bool {
        let count = patterns.len();
        let fits = count <= EXCLUDE_PATTERNS_MAX;
        if !fits {
            let description = format!("has {count} patterns; the limit is {EXCLUDE_PATTERNS_MAX}");
            self.add("exclude", description);
        }
        fits
    }

    /// The engine's value for the number of an enum; adds a violation if there is none.
    fn check_enum<T: Copy>(&mut self, option: &str, number: i32, values: &[T]) -> T {
        enum_value(number, values).unwrap_or_else(|unknown| {
            self.add(option, unknown);
            values[0]
        })
    }
}

/// The engine's value for the number of an enum, or what is wrong with the number. `values[0]` is
/// the value of number 1, and of 0, which stands for the default.
fn enum_value<T: Copy>(number: i32, values: &[T]) -> Result<T, String> {
    usize::try_from(number)
        .ok()
        .and_then(|number| values.get(number.saturating_sub(1)).copied())
        .ok_or_else(|| {
            let last = values.len();
            format!("unknown enum number {number}; known: 0 to {last}")
        })
}

/// The number of an enum that means `value`.
fn enum_number<T: PartialEq>(value: T, values: &[T]) -> i32 {
    values
        .iter()
        .position(|known| *known == value)
        .map_or(0, |index| index as i32 + 1)
}

// The engine's value for each enum number, beginning with number 1.
const ORDERS: [BulletOrder; 2] = [BulletOrder::Document, BulletOrder::Score];
const OFFSET_UNITS: [OffsetUnit; 3] = [OffsetUnit::Utf8, OffsetUnit::Utf16, OffsetUnit::Codepoint];
const INPUT_FORMATS: [InputFormat; 4] = [
    InputFormat::Auto,
    InputFormat::Plain,
    InputFormat::Markdown,
    InputFormat::Html,
];

/// The summary as a message, with the options that were in effect. `method` is the method as the
/// request named it.
pub(super) fn summary_to_wire(summary: Summary, method: &str, options: &Options) -> proto::Summary {
    let effective = effective_options(&summary, method, options);
    proto::Summary {
        bullets: summary.bullets.into_iter().map(bullet_to_wire).collect(),
        language: summary.language.tag().into(),
        options: Some(effective),
        sentence_count: summary.sentence_count,
        keywords: summary.keywords.into_iter().map(keyword_to_wire).collect(),
        warnings: summary.warnings.into_iter().map(warning_to_wire).collect(),
        engine_version: env!("CARGO_PKG_VERSION").into(),
        weights_id: summary.weights_id,
        language_confidence: rounded(summary.language_confidence),
    }
}

/// The options with every default replaced by the value that was used.
fn effective_options(summary: &Summary, method: &str, options: &Options) -> proto::SummaryOptions {
    proto::SummaryOptions {
        budget: match options.budget {
            Budget::Bullets(bullets) => Some(WireBudget::Bullets(bullets)),
            Budget::Words(words) => Some(WireBudget::Words(words)),
            Budget::Chars(chars) => Some(WireBudget::Chars(chars)),
            Budget::Ratio(ratio) => Some(WireBudget::Ratio(ratio)),
            // `Budget` may grow, but a request can ask only for the budgets above.
            _ => None,
        },
        method: match method {
            "" => summary.method.name().into(),
            id => id.into(),
        },
        query: options.query.clone(),
        language: summary.language.tag().into(),
        order: enum_number(options.order, &ORDERS),
        redundancy: Some(options.redundancy_in_effect()),
        offset_unit: enum_number(options.offset_unit, &OFFSET_UNITS),
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

fn bullet_to_wire(bullet: gleaner_engine::Bullet) -> proto::Bullet {
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

fn keyword_to_wire(keyword: gleaner_engine::Keyword) -> proto::Keyword {
    proto::Keyword {
        text: keyword.text,
        score: rounded(keyword.score),
    }
}

fn warning_to_wire(warning: gleaner_engine::Warning) -> proto::Warning {
    proto::Warning {
        code: warning.code.name().into(),
        message: warning.message,
    }
}

/// The response to every GetServerInfo call.
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
        methods: methods.infos(),
        languages: Language::all()
            .map(|language| proto::LanguageInfo {
                tag: language.tag().into(),
                name: language.name().into(),
            })
            .collect(),
    }
}

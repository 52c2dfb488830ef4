//! What several commands share: the flags that describe a summary, sizes in bytes, and printing a
//! line to standard error.

use clap::Args;
use gleaner_engine::Language;
use gleaner_engine::Weights;
use gleaner_engine::{Budget, BulletOrder, InputFormat, Method, OffsetUnit, Options, Pattern};
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// How to summarize.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Summary")]
pub(crate) struct SummaryArgs {
    /// Number of bullets [default: 3]
    #[arg(long, value_name = "N", group = "budget")]
    bullets: Option<u32>,
    /// Maximum number of words in all bullets together, instead of --bullets
    #[arg(long, value_name = "N", group = "budget")]
    words: Option<u32>,
    /// Maximum number of characters (code points) in all bullets together, instead of --bullets
    #[arg(long, value_name = "N", group = "budget")]
    chars: Option<u32>,
    /// Number of bullets as a share of the body sentences, above 0 and at most 1, instead of
    /// --bullets
    #[arg(
        long,
        value_name = "R",
        group = "budget",
        allow_negative_numbers = true
    )]
    ratio: Option<f64>,
    /// Maximum length of one bullet in characters (code points); longer sentences are skipped,
    /// never cut [default: no limit]
    #[arg(long, value_name = "N")]
    max_bullet_chars: Option<u32>,
    /// Method of scoring and choosing sentences; `gleaner methods` lists them
    #[arg(
        long,
        value_name = "NAME",
        default_value = "gleaner",
        hide_possible_values = true
    )]
    method: Method,
    /// Strength of the redundancy penalty, from 0 (off) to 1 [default: 0.3 for the method gleaner,
    /// 0 for the others]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    redundancy: Option<f64>,
    /// Question or phrase; sentences that contain its words are preferred [default: none]
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    query: String,
    /// Language of the text as a BCP 47 tag; `gleaner languages` lists them [default: detected]
    #[arg(long, value_name = "TAG", value_parser = parse_language)]
    language: Option<Language>,
    /// Markup of the text: auto, plain, markdown or html. auto also knows subtitles (SRT, WebVTT)
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    input_format: InputFormat,
    /// Order of the bullets: document or score (best first)
    #[arg(long, value_name = "ORDER", default_value = "document")]
    order: BulletOrder,
    /// Unit of the offsets into the source: utf8 (bytes), utf16 (code units) or codepoint
    #[arg(long, value_name = "UNIT", default_value = "utf8")]
    offset_unit: OffsetUnit,
    /// Show the reasons of each bullet: what each group of features added to its score (see
    /// docs/reasons.md)
    #[arg(long)]
    explain: bool,
    /// Maximum number of key phrases to add to the summary, at most 1000
    #[arg(long, value_name = "N", default_value_t = 0)]
    keywords: u32,
    /// Give each section under a heading a budget of its own, instead of one for the whole document
    #[arg(long)]
    per_section: bool,
    /// Never choose sentences that match this regular expression; may be repeated [default: none]
    #[arg(long, value_name = "REGEX")]
    exclude: Vec<Pattern>,
    /// Never choose sentences with a lower score [default: no limit]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    min_score: Option<f64>,
    /// File with weights for --method gleaner, as `gleaner train` writes them [default: the
    /// built-in weights]
    #[arg(long, value_name = "FILE", value_parser = parse_weights)]
    weights: Option<Arc<Weights>>,
    /// Random seed for --method random
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

impl SummaryArgs {
    /// The options that the flags describe.
    ///
    /// # Errors
    ///
    /// One line that names every flag out of range and what it takes.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let budget = match (self.bullets, self.words, self.chars, self.ratio) {
            (Some(bullets), ..) => Budget::Bullets(bullets),
            (_, Some(words), ..) => Budget::Words(words),
            (.., Some(chars), _) => Budget::Chars(chars),
            (.., Some(ratio)) => Budget::Ratio(ratio),
            _ => Options::default().budget,
        };
        validated(
            Options::default()
                .with_method(self.method)
                .with_budget(budget)
                .with_max_bullet_chars(self.max_bullet_chars)
                .with_redundancy(self.redundancy)
                .with_query(self.query.clone())
                .with_language(self.language)
                .with_input_format(self.input_format)
                .with_order(self.order)
                .with_offset_unit(self.offset_unit)
                .with_explain(self.explain)
                .with_keywords(self.keywords)
                .with_per_section(self.per_section)
                .with_exclude(self.exclude.clone())
                .with_min_score(self.min_score)
                .with_seed(self.seed)
                .with_weights(self.weights.clone()),
        )
    }
}

/// Returns `options` if none of them is out of range.
///
/// # Errors
///
/// One line that names every flag out of range and what it takes.
pub(crate) fn validated(options: Options) -> Result<Options, String> {
    match options.validate() {
        Ok(()) => Ok(options),
        Err(errors) => {
            let messages: Vec<String> = errors
                .iter()
                .map(|error| format!("--{} {}", error.field.replace('_', "-"), error.message))
                .collect();
            Err(messages.join("; "))
        }
    }
}

/// The units of sizes, largest first.
pub(crate) const BYTE_UNITS: [(&str, u64); 4] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

/// The number of bytes in `size`: a whole number and perhaps a unit. A unit may be shortened to its
/// first letter, in upper or lower case. `None` if `size` is not of this form, or too large.
pub(crate) fn parse_bytes(size: &str) -> Option<u64> {
    let number_end = size.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = size.split_at(number_end.unwrap_or(size.len()));
    let is_named = |(name, _): &&(&str, u64)| {
        unit.eq_ignore_ascii_case(name) || unit.eq_ignore_ascii_case(&name[..1])
    };
    let unit_bytes = match BYTE_UNITS.iter().find(is_named) {
        Some((_, unit_bytes)) => *unit_bytes,
        None if unit.is_empty() => 1,
        None => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit_bytes)
}

/// A number of bytes, above 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByteSize(pub(crate) usize);

impl FromStr for ByteSize {
    type Err = String;

    fn from_str(size: &str) -> Result<ByteSize, String> {
        parse_bytes(size)
            .and_then(|bytes| usize::try_from(bytes).ok())
            .filter(|&bytes| bytes > 0)
            .map(ByteSize)
            .ok_or_else(|| {
                "expected a number of bytes above 0, for example 65536, 64M or 1GiB".into()
            })
    }
}

/// Prints one line to standard error. A closed standard error is ignored.
pub(crate) fn print_line(message: &str) {
    let _ = writeln!(io::stderr(), "gleaner: {message}");
}

/// Reads the file of weights that a flag names.
pub(crate) fn parse_weights(path: &str) -> Result<Arc<Weights>, String> {
    read_weights(path.as_ref())
}

/// Reads a file of weights.
///
/// # Errors
///
/// Why the file cannot be read, or what is wrong with its content; without its path.
pub(crate) fn read_weights(path: &Path) -> Result<Arc<Weights>, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("cannot read the file: {error}"))?;
    Weights::parse(&text)
        .map(Arc::new)
        .map_err(|error| error.to_string())
}

/// The language that a flag names by its BCP 47 tag.
pub(crate) fn parse_language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag)
        .ok_or_else(|| "unknown language; `gleaner languages` lists the known ones".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The defaults that the help of `SummaryArgs` states in words.
    #[test]
    fn help_states_the_defaults() {
        assert_eq!(Options::default().budget, Budget::Bullets(3));
        for &method in Method::ALL {
            let options = Options::default().with_method(method);
            let expected = if method == Method::Gleaner { 0.3 } else { 0.0 };
            assert_eq!(options.redundancy_in_effect(), expected, "{method}");
        }
    }

    #[test]
    fn sizes_have_units_in_powers_of_1024() {
        let check = |size, expected| assert_eq!(parse_bytes(size), expected, "{size}");
        check("0", Some(0));
        check("1025", Some(1025));
        check("7b", Some(7));
        check("64K", Some(64 << 10));
        check("64kib", Some(64 << 10));
        check("8M", Some(8 << 20));
        check("8MiB", Some(8 << 20));
        check("1g", Some(1 << 30));
        check("", None);
        check("M", None);
        check("8MB", None);
        check("8 M", None);
        check("-8M", None);
        check("8Mé", None);
        check("99999999999GiB", None);
    }
}

//! What commands have in common: the options of a summary as flags, sizes, and the line to standard error.

use clap::Args;
use gleaner_engine::Language;
use gleaner_engine::Weights;
use gleaner_engine::{Budget, BulletOrder, InputFormat, Method, OffsetUnit, Options, Pattern};
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// What a summary should be like.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Summary")]
pub(crate) struct SummaryArgs {
    /// That many bullets [default: 3]
    #[arg(long, value_name = "N", group = "budget")]
    bullets: Option<u32>,
    /// At most that many words over all bullets
    #[arg(long, value_name = "N", group = "budget")]
    words: Option<u32>,
    /// At most that many characters over all bullets
    #[arg(long, value_name = "N", group = "budget")]
    chars: Option<u32>,
    /// That share of the body sentences, above 0 and at most 1
    #[arg(
        long,
        value_name = "R",
        group = "budget",
        allow_negative_numbers = true
    )]
    ratio: Option<f64>,
    /// Pass over sentences whose bullet would be longer; they are never cut
    #[arg(long, value_name = "N")]
    max_bullet_chars: Option<u32>,
    /// How to score and choose; see `gleaner methods`
    #[arg(
        long,
        value_name = "NAME",
        default_value = "gleaner",
        hide_possible_values = true
    )]
    method: Method,
    /// Weight of the redundancy penalty, 0 (off) to 1 [default: the method's own]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    redundancy: Option<f64>,
    /// Prefer sentences that answer this
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    query: String,
    /// The language of the text as a BCP 47 tag [default: detect]
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
    /// How the text is marked up: auto, plain, markdown or html
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    input_format: InputFormat,
    /// The order of the bullets: document or score
    #[arg(long, value_name = "ORDER", default_value = "document")]
    order: BulletOrder,
    /// The unit of offsets: utf8 (bytes), utf16 or codepoint
    #[arg(long, value_name = "UNIT", default_value = "utf8")]
    offset_unit: OffsetUnit,
    /// Say why each bullet was chosen
    #[arg(long)]
    explain: bool,
    /// Add that many key phrases at most
    #[arg(long, value_name = "N", default_value_t = 0)]
    keywords: u32,
    /// Spend the budget on each headed section
    #[arg(long)]
    per_section: bool,
    /// Never take sentences that match this; may be repeated
    #[arg(long, value_name = "REGEX")]
    exclude: Vec<Pattern>,
    /// Never take sentences that score less
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    min_score: Option<f64>,
    /// Weights for the method gleaner, as `gleaner train` writes them [default: those shipped]
    #[arg(long, value_name = "FILE", value_parser = weights)]
    weights: Option<Arc<Weights>>,
    /// The seed of the method random
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

impl SummaryArgs {
    /// The options meant.
    ///
    /// # Errors
    ///
    /// One line that names every option out of range and what it takes.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let budget = match (self.bullets, self.words, self.chars, self.ratio) {
            (Some(bullets), ..) => Budget::Bullets(bullets),
            (_, Some(words), ..) => Budget::Words(words),
            (.., Some(chars), _) => Budget::Chars(chars),
            (.., Some(ratio)) => Budget::Ratio(ratio),
            _ => Options::default().budget,
        };
        checked(
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

/// `options`, if none is out of range.
///
/// # Errors
///
/// One line that names every option out of range and what it takes.
pub(crate) fn checked(options: Options) -> Result<Options, String> {
    match options.validate() {
        Ok(()) => Ok(options),
        Err(errors) => {
            let lines: Vec<String> = errors
                .iter()
                .map(|error| format!("--{} {}", error.field.replace('_', "-"), error.message))
                .collect();
            Err(lines.join("; "))
        }
    }
}

/// The units of sizes, largest first; the letter of each is enough, in either case.
pub(crate) const BYTE_UNITS: [(&str, u64); 4] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

/// The bytes that a size means, wherever one is given: a whole number and, where it has one, its unit.
pub(crate) fn bytes(size: &str) -> Option<u64> {
    let end = size.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = size.split_at(end.unwrap_or(size.len()));
    let is_meant = |(name, _): &&(&str, u64)| {
        unit.eq_ignore_ascii_case(name) || unit.eq_ignore_ascii_case(&name[..1])
    };
    let unit_bytes = match BYTE_UNITS.iter().find(is_meant) {
        Some((_, unit_bytes)) => *unit_bytes,
        None if unit.is_empty() => 1,
        None => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit_bytes)
}

/// A number of bytes, above 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size(pub(crate) usize);

impl FromStr for Size {
    type Err = String;

    fn from_str(size: &str) -> Result<Size, String> {
        bytes(size)
            .and_then(|bytes| usize::try_from(bytes).ok())
            .filter(|&bytes| bytes > 0)
            .map(Size)
            .ok_or_else(|| "expected bytes above 0, for example 65536, 64M or 1GiB".into())
    }
}

/// One line to standard error. Nothing is left to be said where that is closed.
pub(crate) fn say(message: &str) {
    let _ = writeln!(io::stderr(), "gleaner: {message}");
}

/// The weights in the file `path`.
pub(crate) fn weights(path: &str) -> Result<Arc<Weights>, String> {
    read_weights(path.as_ref())
}

/// The same for a path that is not text.
pub(crate) fn read_weights(path: &Path) -> Result<Arc<Weights>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read it: {error}"))?;
    Weights::parse(&text)
        .map(Arc::new)
        .map_err(|error| error.to_string())
}

/// The language of a tag.
pub(crate) fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag)
        .ok_or_else(|| format!("unknown language '{tag}'; `gleaner languages` lists those known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        let check = |size, expected| assert_eq!(bytes(size), expected, "{size}");
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

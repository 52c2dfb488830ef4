//! What a caller may ask of a summary.

use crate::language::Language;
use crate::names::named;
use crate::pattern::Pattern;
use crate::weights::Weights;
use std::fmt;
use std::sync::Arc;

/// How to summarize. `Options::default()` gives three bullets by the default method; the `with_`
/// methods set one option each:
///
/// ```
/// use gleaner_engine::{BulletOrder, Options};
///
/// let options = Options::default()
///     .with_words(60)
///     .with_order(BulletOrder::Score)
///     .with_query("what does it cost");
/// assert!(options.validate().is_ok());
/// ```
///
/// The engine accepts any options: those out of range still give a summary, perhaps an empty one with
/// a warning. To reject them instead, call [`Options::validate`] first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// How scores are made.
    pub method: Method,
    /// How much text the bullets may hold.
    pub budget: Budget,
    /// Sentences whose bullet would exceed this many code points are passed over, never cut.
    pub max_bullet_chars: Option<u32>,
    /// Weight of the redundancy penalty, 0 (off) to 1. `None` is the method's own default.
    pub redundancy: Option<f64>,
    /// What the reader wants to know; shifts scores towards sentences that answer it.
    pub query: String,
    /// The language of the text; `None` detects it.
    pub language: Option<Language>,
    /// How the text is marked up.
    pub input_format: InputFormat,
    /// The order of the bullets.
    pub order: BulletOrder,
    /// The unit of the offsets in the summary.
    pub offset_unit: OffsetUnit,
    /// Whether bullets say why they were chosen.
    pub explain: bool,
    /// How many key phrases to return, at most.
    pub keywords: u32,
    /// Whether each section under a heading gets a budget of its own, instead of one for the document.
    pub per_section: bool,
    /// Sentences that match any of these patterns are never bullets; meant for boilerplate that one
    /// publisher uses.
    pub exclude: Vec<Pattern>,
    /// Sentences that score below this are never bullets.
    pub min_score: Option<f64>,
    /// The seed of [`Method::Random`].
    pub seed: u64,
    /// The weights of [`Method::Gleaner`]; `None` takes those shipped.
    pub weights: Option<Arc<Weights>>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            method: Method::Gleaner,
            budget: Budget::Bullets(3),
            max_bullet_chars: None,
            redundancy: None,
            query: String::new(),
            language: None,
            input_format: InputFormat::Auto,
            order: BulletOrder::Document,
            offset_unit: OffsetUnit::Utf8,
            explain: false,
            keywords: 0,
            per_section: false,
            exclude: Vec::new(),
            min_score: None,
            seed: 0,
            weights: None,
        }
    }
}

impl Options {
    /// Sets [`Options::method`].
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Options {
        self.method = method;
        self
    }

    /// Sets [`Options::budget`].
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Options {
        self.budget = budget;
        self
    }

    /// Sets [`Options::max_bullet_chars`].
    #[must_use]
    pub fn with_max_bullet_chars(mut self, max_bullet_chars: impl Into<Option<u32>>) -> Options {
        self.max_bullet_chars = max_bullet_chars.into();
        self
    }

    /// Sets [`Options::redundancy`].
    #[must_use]
    pub fn with_redundancy(mut self, redundancy: impl Into<Option<f64>>) -> Options {
        self.redundancy = redundancy.into();
        self
    }

    /// Sets [`Options::query`].
    #[must_use]
    pub fn with_query(mut self, query: impl Into<String>) -> Options {
        self.query = query.into();
        self
    }

    /// Sets [`Options::language`].
    #[must_use]
    pub fn with_language(mut self, language: impl Into<Option<Language>>) -> Options {
        self.language = language.into();
        self
    }

    /// Sets [`Options::input_format`].
    #[must_use]
    pub fn with_input_format(mut self, input_format: InputFormat) -> Options {
        self.input_format = input_format;
        self
    }

    /// Sets [`Options::order`].
    #[must_use]
    pub fn with_order(mut self, order: BulletOrder) -> Options {
        self.order = order;
        self
    }

    /// Sets [`Options::offset_unit`].
    #[must_use]
    pub fn with_offset_unit(mut self, offset_unit: OffsetUnit) -> Options {
        self.offset_unit = offset_unit;
        self
    }

    /// Sets [`Options::explain`].
    #[must_use]
    pub fn with_explain(mut self, explain: bool) -> Options {
        self.explain = explain;
        self
    }

    /// Sets [`Options::keywords`].
    #[must_use]
    pub fn with_keywords(mut self, keywords: u32) -> Options {
        self.keywords = keywords;
        self
    }

    /// Sets [`Options::per_section`].
    #[must_use]
    pub fn with_per_section(mut self, per_section: bool) -> Options {
        self.per_section = per_section;
        self
    }

    /// Sets [`Options::exclude`].
    #[must_use]
    pub fn with_exclude(mut self, exclude: Vec<Pattern>) -> Options {
        self.exclude = exclude;
        self
    }

    /// Sets [`Options::min_score`].
    #[must_use]
    pub fn with_min_score(mut self, min_score: impl Into<Option<f64>>) -> Options {
        self.min_score = min_score.into();
        self
    }

    /// Sets [`Options::seed`].
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Options {
        self.seed = seed;
        self
    }

    /// Sets [`Options::weights`].
    #[must_use]
    pub fn with_weights(mut self, weights: impl Into<Option<Arc<Weights>>>) -> Options {
        self.weights = weights.into();
        self
    }

    /// Sets [`Options::budget`] to [`Budget::Bullets`].
    #[must_use]
    pub fn with_bullets(self, bullets: u32) -> Options {
        self.with_budget(Budget::Bullets(bullets))
    }

    /// Sets [`Options::budget`] to [`Budget::Words`].
    #[must_use]
    pub fn with_words(self, words: u32) -> Options {
        self.with_budget(Budget::Words(words))
    }

    /// Sets [`Options::budget`] to [`Budget::Chars`].
    #[must_use]
    pub fn with_chars(self, chars: u32) -> Options {
        self.with_budget(Budget::Chars(chars))
    }

    /// Sets [`Options::budget`] to [`Budget::Ratio`].
    #[must_use]
    pub fn with_ratio(self, ratio: f64) -> Options {
        self.with_budget(Budget::Ratio(ratio))
    }
}

impl Options {
    /// The weight of the redundancy penalty that is used, 0 to 1: the one asked for, or the method's default. It is 0 for
    /// methods whose scores already say what a sentence adds to those chosen. A weight out of range counts as the nearest
    /// one in range; one that is not a number counts as not given.
    pub fn redundancy_in_effect(&self) -> f64 {
        let given = self.redundancy.filter(|weight| !weight.is_nan());
        let given = given.map(|weight| weight.clamp(0.0, 1.0));
        match self.method {
            method if method.is_objective() => 0.0,
            Method::Gleaner => given.unwrap_or(0.3),
            _ => given.unwrap_or(0.0),
        }
    }

    /// Every option that is out of range, so that a caller can mend all at once.
    ///
    /// # Errors
    ///
    /// One [`OptionError`] for each offending option, in the order of the fields.
    pub fn validate(&self) -> Result<(), Vec<OptionError>> {
        let mut errors = Vec::new();
        let mut reject = |field, message: &str| {
            errors.push(OptionError {
                field,
                message: message.into(),
            })
        };
        match self.budget {
            Budget::Bullets(0) => reject("bullets", "must be at least 1"),
            Budget::Words(0) => reject("words", "must be at least 1"),
            Budget::Chars(0) => reject("chars", "must be at least 1"),
            Budget::Ratio(ratio) if !(ratio > 0.0 && ratio <= 1.0) => {
                reject("ratio", "must be above 0 and at most 1, for example 0.1")
            }
            _ => {}
        }
        if self.max_bullet_chars == Some(0) {
            reject(
                "max_bullet_chars",
                "must be at least 1; leave it out for no limit",
            );
        }
        if self
            .redundancy
            .is_some_and(|weight| !(0.0..=1.0).contains(&weight))
        {
            reject(
                "redundancy",
                "must lie between 0 and 1; 0 switches the penalty off",
            );
        }
        if self.query.len() > Options::QUERY_BYTES_MAX {
            reject("query", "must be at most 4096 bytes");
        }
        if self.keywords > Options::KEYWORDS_MAX {
            reject("keywords", "must be at most 1000");
        }
        if self.min_score.is_some_and(|score| !score.is_finite()) {
            reject("min_score", "must be a finite number");
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    /// The most bytes of a query: enough for a question or a few phrases.
    pub const QUERY_BYTES_MAX: usize = 4096;
    /// The most key phrases of a summary.
    pub const KEYWORDS_MAX: u32 = 1000;
}

/// One option out of range.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OptionError {
    /// The option's name as callers write it, with underscores.
    pub field: &'static str,
    /// What values it takes, lower-case, without a full stop.
    pub message: String,
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.message)
    }
}

impl std::error::Error for OptionError {}

/// How much text the bullets may hold, counted over the bullets as written.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Budget {
    /// Exactly that many bullets; fewer only if the document has fewer body sentences that differ from
    /// each other and that the other options allow.
    Bullets(u32),
    /// At most that many words (UAX #29) over all bullets.
    Words(u32),
    /// At most that many code points over all bullets.
    Chars(u32),
    /// As many bullets as that share of the body sentences, rounded up; above 0, at most 1.
    Ratio(f64),
}

named! {
    /// How sentences are scored and chosen.
    Method, "method" {
        /// The default: a weighted sum of features, with learned weights.
        Gleaner = "gleaner",
        /// The first sentences.
        Lead = "lead",
        /// Random sentences, chosen by a seed: a baseline.
        Random = "random",
        /// Clusters of frequent words (Luhn 1958).
        Luhn = "luhn",
        /// Cue words, title words and position (Edmundson 1969).
        Edmundson = "edmundson",
        /// A random walk among sentences that share words (Mihalcea & Tarau 2004).
        Textrank = "textrank",
        /// A random walk among sentences of high tf·idf cosine (Erkan & Radev 2004).
        Lexrank = "lexrank",
        /// Strength in the document's main topics (Steinberger & Ježek 2004).
        Lsa = "lsa",
        /// Mean probability of the words not yet covered (Nenkova & Vanderwende 2005).
        Sumbasic = "sumbasic",
        /// The summary whose words are spread like the document's (Haghighi & Vanderwende 2009).
        Kl = "kl",
        /// Mean tf·idf of the words.
        Tfidf = "tfidf",
        /// Terms that are important in the whole document (Radev et al. 2004).
        Centroid = "centroid",
        /// Sum of similarities to all other sentences (Erkan & Radev 2004).
        Degree = "degree",
        /// Similarity to what follows less that to what precedes (Zheng & Lapata 2019).
        Pacsum = "pacsum",
        /// Submodular coverage of the document's terms and parts (Lin & Bilmes 2011).
        Coverage = "coverage",
    }
}

impl Method {
    /// Whether the method is an objective: what a sentence adds depends on those already taken, and
    /// scores are gains.
    pub(crate) fn is_objective(self) -> bool {
        matches!(self, Method::Sumbasic | Method::Kl | Method::Coverage)
    }

    /// One line that says what the method does.
    pub fn about(self) -> &'static str {
        match self {
            Method::Gleaner => {
                "the default: learned weights of position, centrality, term and form features"
            }
            Method::Lead => "the first sentences of the document",
            Method::Random => "random sentences, chosen by --seed; a baseline",
            Method::Luhn => "densest cluster of the document's frequent words (Luhn 1958)",
            Method::Edmundson => "cue words, title words and position (Edmundson 1969)",
            Method::Textrank => "random walk among sentences sharing words (Mihalcea & Tarau 2004)",
            Method::Lexrank => "random walk among sentences of similar terms (Erkan & Radev 2004)",
            Method::Lsa => "strength in the document's main topics (Steinberger & Ježek 2004)",
            Method::Sumbasic => {
                "mean probability of words not yet covered (Nenkova & Vanderwende 2005)"
            }
            Method::Kl => {
                "words spread like the whole document's (KL-Sum: Haghighi & Vanderwende 2009)"
            }
            Method::Tfidf => "terms that are frequent here and rare among sentences",
            Method::Centroid => "terms important in the whole document (MEAD: Radev et al. 2004)",
            Method::Degree => "similarity to all other sentences (Erkan & Radev 2004)",
            Method::Pacsum => {
                "similarity to what follows, less to what precedes (Zheng & Lapata 2019)"
            }
            Method::Coverage => "terms and parts of the document covered (Lin & Bilmes 2011)",
        }
    }
}

named! {
    /// How the input is marked up.
    InputFormat, "input format" {
        /// HTML if it starts like HTML, subtitles if it starts with their times, Markdown if it starts with
        /// front matter, else plain text with inline Markdown cues.
        Auto = "auto",
        /// Plain text; inline Markdown cues (`### Heading`) are still read.
        Plain = "plain",
        /// CommonMark.
        Markdown = "markdown",
        /// HTML, a page or a fragment.
        Html = "html",
    }
}

named! {
    /// The order of the bullets.
    BulletOrder, "order" {
        /// As in the document.
        Document = "document",
        /// Best first.
        Score = "score",
    }
}

named! {
    /// The unit of the offsets in a summary.
    OffsetUnit, "offset unit" {
        /// Bytes of UTF-8, as Rust and Go count.
        Utf8 = "utf8",
        /// UTF-16 code units, as Java and JavaScript count.
        Utf16 = "utf16",
        /// Unicode code points, as Python counts.
        Codepoint = "codepoint",
    }
}

//! What a caller gets: bullets, where they come from, and why.

use crate::language::Language;
use crate::names::named;
use crate::options::Method;
use crate::role::Role;
use std::borrow::Cow;

/// The key takeaways of one document or of several as one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// The version of the engine that made the summary.
    pub engine_version: Cow<'static, str>,
    /// Names the weights that the scores were made with.
    pub weights_id: String,
    /// The takeaways, in the order asked for.
    pub bullets: Vec<Bullet>,
    /// The language whose rules were used.
    pub language: Language,
    /// How certain its detection is, 0 to 1; 1 when the caller named it.
    pub language_confidence: f64,
    /// How the scores were made.
    pub method: Method,
    /// Number of sentences of the documents, headings and boilerplate included.
    pub sentence_count: u32,
    /// Key phrases, best first; empty unless asked for.
    pub keywords: Vec<Keyword>,
    /// What the caller should know before trusting the bullets.
    pub warnings: Vec<Warning>,
}

/// One takeaway: a sentence of the document in the document's own words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bullet {
    /// The kept parts of the sentence, white space collapsed.
    pub text: String,
    /// 1 for the best bullet.
    pub rank: u32,
    /// The score. It compares sentences of one document only.
    pub score: f64,
    /// The score on a scale of 0 to 1 over the body sentences of the document, for display.
    pub relevance: f64,
    /// Which sentences the bullet is made of, counted from 0 over all documents given.
    pub sentence_indices: Vec<u32>,
    /// The heading above the bullet.
    pub section: Option<String>,
    /// Which of the documents given, counted from 0.
    pub document: u32,
    /// Where the text stands in the source, ascending and disjoint, in the unit asked for.
    pub sources: Vec<SourceSpan>,
    /// Why the bullet has its score: contributions that sum to it, the largest in size first; empty
    /// unless asked for.
    pub reasons: Vec<Reason>,
}

/// A half-open range of the source as the caller gave it, in the offset unit asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceSpan {
    /// First unit.
    pub start: u64,
    /// One past the last unit.
    pub end: u64,
}

/// What one reason, which is a named group of features, adds to a bullet's score.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// The name of the group of features (docs/reasons.md lists them), or "bias" for what every
    /// sentence gets. For methods that choose by gain (sumbasic, kl, coverage) it is the method's name.
    pub feature: Cow<'static, str>,
    /// The sum of value times weight over the group.
    pub contribution: f64,
}

/// A phrase that the document is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Keyword {
    /// The phrase as the document writes it.
    pub text: String,
    /// 1 for the best phrase, the rest in proportion.
    pub score: f64,
}

/// Something to know before trusting a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// Which kind, stable across releases.
    pub code: WarningCode,
    /// One line for people: what happened and the way out.
    pub message: String,
}

impl Warning {
    /// A warning of the kind `code`; `message` is one line that says the way out.
    pub fn new(code: WarningCode, message: impl Into<String>) -> Warning {
        let message = message.into();
        Warning { code, message }
    }
}

/// A sentence of a document, as the engine split it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sentence {
    /// From its first to its last char in the source, markup between its words included.
    pub source: SourceSpan,
    /// Its clean text, with nothing trimmed from it.
    pub text: String,
    /// What part it plays in the document.
    pub role: Role,
}

named! {
    /// The kinds of warnings.
    WarningCode, "warning code" {
        /// The language of the text could not be detected.
        LanguageUncertain = "LANGUAGE_UNCERTAIN",
        /// Text without sentence ends was cut into pieces.
        UnitCut = "UNIT_CUT",
        /// Some of the input was not read.
        Truncated = "TRUNCATED",
        /// Invalid UTF-8 was replaced before the engine saw the text.
        LossyUtf8 = "LOSSY_UTF8",
        /// The text was decoded from another encoding than UTF-8 before the engine saw it. Offsets
        /// refer to the decoded text.
        Decoded = "DECODED",
        /// No sentence fits the budget.
        BudgetTooSmall = "BUDGET_TOO_SMALL",
        /// No sentence has the minimum score that was asked for.
        MinScoreTooHigh = "MIN_SCORE_TOO_HIGH",
        /// The document has no body sentences.
        NoBody = "NO_BODY",
        /// The method was bounded to keep its time near-linear.
        MethodApproximated = "METHOD_APPROXIMATED",
    }
}

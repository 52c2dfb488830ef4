//! Key takeaways of long articles, in the articles' own words, without a language model.
//!
//! [`summarize`] takes a text and [`Options`] and returns a [`Summary`]: a few [`Bullet`]s, each made
//! of whole parts of the text, with the byte offsets of those parts. Every text has a summary,
//! perhaps an empty one with a [`Warning`] that says why. The same text and options give the same
//! summary on every machine. Time is linear in the length of the text: about 5 µs per KB of news.
//!
//! One text:
//!
//! ```
//! use gleaner_engine::{Options, summarize};
//!
//! let article = "### What happens next? The council voted on Monday to close the bridge. Work \
//!     starts in March. (example.com)";
//! let summary = summarize(article, &Options::default().with_bullets(1));
//!
//! let bullet = &summary.bullets[0];
//! let source = &bullet.sources[0];
//! assert_eq!(bullet.text, article[source.start as usize..source.end as usize]);
//! assert_eq!(bullet.section.as_deref(), Some("What happens next?"));
//! ```
//!
//! Many texts: keep one [`Summarizer`] per thread. It gives the same answers and reuses its memory.
//!
//! ```
//! use gleaner_engine::{Options, Source, Summarizer};
//!
//! let mut summarizer = Summarizer::new();
//! let options = Options::default().with_words(20);
//! for (title, text) in [("Pier", "The pier reopened on Friday."), ("", "Rain fell all week.")] {
//!     let summary = summarizer.summarize(&Source::new(text).with_title(title), &options);
//!     assert_eq!(summary.bullets.len(), 1);
//! }
//! ```
//!
//! Several documents as one: each bullet says which document it is from.
//!
//! ```
//! use gleaner_engine::{Options, Source, summarize_documents};
//!
//! let sources = [
//!     Source::new("The storm closed the port on Monday. Ferries stayed in the harbour."),
//!     Source::new("Two hundred homes lost power in the storm."),
//! ];
//! let summary = summarize_documents(&sources, &Options::default().with_bullets(3));
//! let documents: Vec<u32> = summary.bullets.iter().map(|bullet| bullet.document).collect();
//! assert_eq!(documents, [0, 0, 1]);
//! ```
//!
//! Offsets in UTF-16 code units, as JavaScript and Java count them:
//!
//! ```
//! use gleaner_engine::{OffsetUnit, Options, summarize};
//!
//! let options = Options::default().with_offset_unit(OffsetUnit::Utf16);
//! let span = summarize("🌊 Łódź has a new pier.", &options).bullets[0].sources[0];
//! assert_eq!((span.start, span.end), (0, 23));
//! ```
//!
//! Why a sentence was chosen: the contributions add up to the score.
//!
//! ```
//! use gleaner_engine::{Options, summarize};
//!
//! let article = "The mill closed in May. It had ground grain since 1802. Nobody bought it.";
//! let summary = summarize(article, &Options::default().with_explain(true));
//! let bullet = &summary.bullets[0];
//! let sum: f64 = bullet.reasons.iter().map(|reason| reason.contribution).sum();
//! assert!((sum - bullet.score).abs() < 1e-4);
//! ```
//!
//! The crate does no I/O, starts no threads and reads no clock. The feature `serde` adds `Serialize`
//! and `Deserialize` for options, summaries and what they hold.

// Some items are public for the feature `fit` only.
#![cfg_attr(
    not(feature = "fit"),
    expect(unreachable_pub, dead_code, reason = "reached through `fit` only")
)]

// What everything else uses.
mod cancel;
mod ln_table;
mod names;
mod scan;
mod scratch;
mod simd;
mod span;
mod word_map;

// What a caller gives and gets.
mod language;
mod options;
mod pattern;
mod role;
mod source;
mod summary;
mod weights;

// Text → numbers.
mod clean;
mod document;
mod matrix;
mod reader;
mod segment;
mod trim;
mod vocabulary;

// Numbers → choice.
mod feature;
mod scorer;
mod select;

// Choice → text.
mod bullets;
mod keywords;
mod offset;
mod warnings;
mod write;

mod pipeline;

#[cfg(feature = "fit")]
#[doc(hidden)] // for `gleaner train`, `gleaner eval` and the tests
pub mod fit;
#[cfg(feature = "serde")]
#[doc(hidden)] // `rounded` is for the service
pub mod json;

pub use language::{Detection, Language, Script, detect};
pub use names::UnknownName;
pub use options::{Budget, BulletOrder, InputFormat, Method, OffsetUnit, OptionError, Options};
pub use pattern::{Pattern, PatternError};
pub use pipeline::{Summarizer, weights_id};
pub use role::Role;
pub use source::Source;
pub use span::Span;
pub use summary::{Bullet, Keyword, Reason, Sentence, SourceSpan, Summary, Warning, WarningCode};
pub use weights::{Weights, WeightsError};

/// The key takeaways of one document.
///
/// Every text has a summary: perhaps an empty one, with a warning that says why. Takes time linear
/// in the text's length. To summarize many texts, keep a [`Summarizer`]: it gives the same answers
/// but builds the word tables of a language only once, which for a text of 4 KB is 97 % of the work.
pub fn summarize(input: &str, options: &Options) -> Summary {
    Summarizer::new().summarize(&Source::from(input), options)
}

/// The key takeaways of several documents as one: each sentence is measured within its own
/// document, redundancy across all of them.
pub fn summarize_documents(sources: &[Source], options: &Options) -> Summary {
    Summarizer::new().summarize_documents(sources, options)
}

/// All sentences of a document with their roles, headings and boilerplate included.
pub fn sentences(input: &str, options: &Options) -> Vec<Sentence> {
    Summarizer::new().sentences(input, options)
}

/// The version of the engine that made a summary. Summaries of one version are the same bytes on
/// every machine.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

//! Key takeaways of long articles, in the articles' own words, without a language model.
//!
//! [`summarize`] takes a text and [`Options`] and gives a [`Summary`]: a few [`Bullet`]s, each made
//! of whole parts of the text and saying where they stand in it. Any text has a summary, and the
//! same text has the same one on any machine.
//!
//! ```
//! use gleaner_engine::{Options, summarize};
//!
//! let article = "### What happens next? The council voted on Monday to close the bridge. Work \
//!     starts in March. (example.com)";
//! let options = Options::default().with_bullets(1);
//! let summary = summarize(article, &options);
//!
//! let bullet = &summary.bullets[0];
//! let source = &bullet.sources[0];
//! assert_eq!(bullet.text, article[source.start as usize..source.end as usize]);
//! assert_eq!(bullet.section.as_deref(), Some("What happens next?"));
//! ```
//!
//! To summarize many, keep a [`Summarizer`] per thread. [`summarize_documents`] makes one summary of
//! several texts, [`sentences`] shows what the engine reads. Time is linear in the length of the
//! text. The crate does no I/O and starts no threads.

// What is public for `fit` alone.
#![cfg_attr(
    not(feature = "fit"),
    expect(unreachable_pub, dead_code, reason = "reached by way of `fit` only")
)]

mod cancel;
mod clean;
mod document;
mod feature;
#[cfg(feature = "fit")]
#[doc(hidden)] // for `gleaner train`, `gleaner eval` and the tests
pub mod fit;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub mod json;
mod keywords;
mod language;
mod ln_table;
mod matrix;
mod offset;
mod options;
mod pattern;
mod scan;
mod scratch;
mod segment;
mod select;
mod simd;
mod span;
mod summarizer;
mod summary;
mod trim;
mod vocabulary;
mod weights;
mod word_map;
mod write;

pub use clean::Role;
pub use language::{Detection, Language, Script, detect};
pub use options::{
    Budget, BulletOrder, InputFormat, Method, OffsetUnit, OptionError, Options, UnknownName,
};
pub use pattern::{Pattern, PatternError};
pub use span::Span;
pub use summarizer::{Sentence, Source, Summarizer, weights_id};
pub use summary::{Bullet, Keyword, Reason, SourceSpan, Summary, Warning, WarningCode};
pub use weights::{Weights, WeightsError};

/// The key takeaways of one document.
///
/// Any text has a summary: perhaps an empty one, with a warning that says why. Takes time linear
/// in the text's length. To summarize many, keep a [`Summarizer`]: it gives the same answers and
/// reuses its memory.
pub fn summarize(input: &str, options: &Options) -> Summary {
    Summarizer::new().summarize(&Source::from(input), options)
}

/// The key takeaways of several documents as one: each sentence is measured within its own
/// document, redundancy across all of them.
pub fn summarize_documents(sources: &[Source], options: &Options) -> Summary {
    Summarizer::new().summarize_documents(sources, options)
}

/// The sentences of a document as the engine sees them, headings and boilerplate included.
pub fn sentences(input: &str, options: &Options) -> Vec<Sentence> {
    Summarizer::new().sentences(input, options)
}

/// The version of the engine that a summary is made by; summaries of one version are the same bytes
/// on any machine.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

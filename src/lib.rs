//! gleaner: extractive summaries without a language model.

#[doc(hidden)] // for the tests and benchmarks
pub mod clean;
mod document;
#[cfg(feature = "cli")]
pub mod eval;
mod feature;
mod language;
mod matrix;
mod offset;
mod options;
mod segment;
mod select;
mod span;
mod stop;
mod summarizer;
mod summary;
#[doc(hidden)] // likewise
pub mod trim;
mod vocabulary;
mod write;

pub use clean::Role;
pub use language::{Detection, Language, detect};
pub use options::{
    Budget, BulletOrder, InputFormat, Method, OffsetUnit, OptionError, Options, UnknownName,
};
pub use span::Span;
pub use summarizer::{Source, Summarizer};
pub use summary::{Bullet, Keyword, Reason, SourceSpan, Summary, Warning, WarningCode};

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

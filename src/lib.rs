//! gleaner: extractive summaries without a language model.

mod clean;
#[cfg(feature = "cli")]
pub mod eval;
mod language;
mod options;
mod segment;
mod span;
mod summary;
mod trim;

pub use clean::Role;
pub use language::{Detection, Language, detect};
pub use options::{
    Budget, BulletOrder, InputFormat, Method, OffsetUnit, OptionError, Options, UnknownName,
};
pub use span::Span;
pub use summary::{Bullet, Keyword, Reason, SourceSpan, Summary, Warning, WarningCode};

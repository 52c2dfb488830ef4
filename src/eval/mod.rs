//! and the fitting of the default weights to articles with reference bullets.

mod bootstrap;
mod data;
pub mod fit;
mod oracle;
mod porter;
pub mod quality;
mod readability;
mod rouge;
pub mod segmentation;

pub use bootstrap::{Interval, paired_gain, resampled_mean};
pub use data::{Article, DataError, read_articles};
pub use oracle::oracle;
pub use readability::{Faults, judge};
pub use rouge::{Rouge, Vocabulary, rouge, rouge_of_lines};

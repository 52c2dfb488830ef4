//! and the fitting of the default weights to articles with reference bullets.

mod bootstrap;
mod data;
mod oracle;
mod porter;
mod rouge;
pub mod segmentation;

pub use bootstrap::{Interval, paired_gain, resampled_mean};
pub use data::{Article, DataError, read_articles};
pub use oracle::oracle;
pub use rouge::{Rouge, Vocabulary, rouge, rouge_of_lines};

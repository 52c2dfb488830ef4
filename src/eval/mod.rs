//! Evaluation: ROUGE and readability of summaries, what a reader gets from bullets by graded sentences,
//! accuracy of sentence boundaries, and the fitting of the default weights to articles with reference
//! bullets and to graded articles.

mod article;
mod bootstrap;
pub mod fit;
mod oracle;
pub mod picks;
mod porter;
pub mod quality;
mod readability;
mod rouge;
pub mod segmentation;

pub use article::{Article, ArticleError, read_articles};
pub use bootstrap::{Interval, bootstrap_difference, bootstrap_mean};
pub use oracle::greedy_oracle;
pub use readability::{Faults, judge};
pub use rouge::{Rouge, Tokenizer, rouge, rouge_of_lines};

//! What all threads of a job need to know.

use super::args::{ErrorPolicy, OutputFormat};
use super::block_reader::ReadPlan;
use gleaner_engine::Options;

/// A job: what to read, how to summarize it, and how to write rows.
pub(super) struct Job {
    pub(super) plan: ReadPlan,
    pub(super) options: Options,
    pub(super) format: OutputFormat,
    pub(super) errors: ErrorPolicy,
    /// The names of the carried fields.
    pub(super) carried: Vec<String>,
    /// The schema of the rows, if they are written as Parquet.
    #[cfg(feature = "parquet")]
    pub(super) schema: ::parquet::schema::types::TypePtr,
}

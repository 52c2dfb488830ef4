//! Apache Parquet, column by column and without Arrow: gleaner reads a few flat columns and writes
//! one fixed schema, for which Arrow would add 11 crates.

mod read;
mod schema;
mod write;

pub(super) use read::ParquetReader;
pub(crate) use schema::row_schema;
pub(crate) use write::{Columns, splice, write_row_group};

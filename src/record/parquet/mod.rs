//! Apache Parquet, column by column, without Arrow: we need a few flat columns in and one fixed
//! schema out, and Arrow would bring 11 crates more.

mod read;
mod schema;
mod write;

pub(super) use read::Rows;
pub(crate) use schema::schema_of_rows;
pub(crate) use write::{Columns, splice, write_row_group};

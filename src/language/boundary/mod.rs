//! What tells sentence ends, a file a language.

mod en;

pub(super) use en::EN;

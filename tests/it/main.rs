//! The integration tests, one topic a file.

#[cfg(feature = "cli")]
mod rouge; // ROUGE equals rouge-score's

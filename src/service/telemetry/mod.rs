//! What operators see: metrics, logs, traces. Nothing here ever shows a document.

pub(super) mod log;
pub(super) mod metrics;
pub(super) mod otlp;
pub(super) mod trace;

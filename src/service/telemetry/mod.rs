//! What operators see: metrics, logs and traces. None of them ever contains text of a document, a
//! title or a query.

pub(super) mod log;
pub(super) mod metrics;
pub(super) mod otlp;
pub(super) mod trace;

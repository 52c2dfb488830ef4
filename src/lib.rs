//! Key takeaways of long articles: the command line, the gRPC service and batch jobs over
//! [`gleaner_engine`], which is re-exported here.

#[cfg(feature = "cli")]
mod args;
#[cfg(feature = "batch")]
#[doc(hidden)] // for the binary and the benchmark
pub mod batch;
#[cfg(feature = "cli")]
#[doc(hidden)] // for the binary
pub mod cli;
#[cfg(feature = "cli")]
mod decode;
#[cfg(feature = "cli")]
#[doc(hidden)] // for the binary and the tests
pub mod eval;
#[cfg(feature = "batch")]
mod record;
#[cfg(feature = "service")]
#[doc(hidden)] // for the binary, the tests and the benchmark
pub mod service;

pub use gleaner_engine::*;

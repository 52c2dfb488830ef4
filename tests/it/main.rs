//! The integration tests of the command line, batch jobs and the service, one topic per file. Those
//! of the engine are in engine/tests.

#[cfg(feature = "batch")]
mod batch; // batch jobs: inputs, outputs, faults, resuming
#[cfg(feature = "cli")]
mod cli; // whole commands of the binary
#[cfg(feature = "cli")]
mod eval; // fitting, the built-in weights, the judge of readability, sentence boundaries
mod golden; // the sample article and its goldens
#[cfg(feature = "cli")]
mod pages; // readability of the bullets of messy pages
#[cfg(feature = "cli")]
mod rouge; // ROUGE equals that of rouge-score
#[cfg(feature = "service")]
mod service; // gRPC over real sockets
mod tidy; // every file says what it is

//! The integration tests of the program, one topic a file. Those of the engine are in engine/tests.

#[cfg(feature = "batch")]
mod batch; // jobs over many records, and what becomes of them when stopped
#[cfg(feature = "cli")]
mod cli; // whole commands of the binary
#[cfg(feature = "cli")]
mod eval; // fitting, the weights that ship, the judge of readability
mod golden; // samples and what becomes of them
#[cfg(feature = "cli")]
mod pages; // bullets of messy pages, read by eye and by the judge
#[cfg(feature = "cli")]
mod rouge; // ROUGE equals rouge-score's
#[cfg(feature = "service")]
mod service; // gRPC over real sockets
mod tidy; // every file says what it is

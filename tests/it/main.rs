//! The integration tests, one topic a file.

#[cfg(feature = "batch")]
mod batch; // jobs over many records, and what becomes of them when stopped
mod choices; // query, title, documents, sections, what is left out
mod cleaning; // source text to blocks with roles, and back
#[cfg(feature = "cli")]
mod cli; // whole commands of the binary
#[cfg(feature = "cli")]
mod eval; // fitting, the weights that ship, the judge of readability
mod golden; // samples and what becomes of them
mod keywords; // key phrases
mod languages; // what each language has to have, and detection
mod laws; // what holds for every summary of every text
mod messy; // generators of text as it really comes
mod methods; // each method against its definition
#[cfg(feature = "cli")]
mod pages; // bullets of messy pages, read by eye and by the judge
#[cfg(feature = "cli")]
mod rouge; // ROUGE equals rouge-score's
mod segmentation; // sentence boundaries and words
#[cfg(feature = "service")]
mod service; // gRPC over real sockets
mod source_map; // clean text to source, on text of known meaning
mod stop; // a caller who wants no more
mod tidy; // what must be absent from the core

//! The integration tests of the engine, one topic a file.

mod choices; // query, title, documents, sections, what is left out
mod cleaning; // source text to blocks with roles, and back
mod json; // the JSON form of options and summaries
mod keywords; // key phrases
mod languages; // what each language has to have, and detection
mod laws; // what holds for every summary of every text
mod messy; // generators of text as it really comes
mod methods; // each method against its definition
mod odd_options; // options out of range
mod reasons; // docs/reasons.md lists every feature
mod segmentation; // sentence boundaries and words
mod source_map; // clean text to source, on text of known meaning
mod stop; // a caller who wants no more
mod tidy; // what must be absent from the engine

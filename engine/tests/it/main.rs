//! The integration tests of the engine, one topic a file.

mod api; // what callers rely on about the public types
mod cancel; // work that its caller cancels
mod cleaning; // source text to blocks with roles, and back
mod extractive; // law 1
mod formats; // the guess of a format, front matter
mod generators; // documents for property tests
mod json; // the JSON form of options and summaries
mod keywords; // key phrases
mod languages; // what each language has to have, and detection
mod laws; // laws 2 to 8
mod mail; // mail in plain text
mod methods; // each method against its definition
mod odd_options; // options out of range
mod options; // query, title, documents, sections, what is left out
mod reasons; // docs/reasons.md lists every feature
mod segmentation; // sentence boundaries and words
mod source_map; // clean text to source, on text of known meaning
mod subtitles; // SRT and WebVTT
mod tidy; // what must be absent from the engine

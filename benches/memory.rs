//! Memory of a worker over a million documents: generated news in which every article has words that
//! never occur again. Fails if memory grows.
//!
//! `cargo bench --bench memory`. `DOCUMENTS=N` sets the number of documents; below a million, the
//! first tenth ends before the vocabulary has reached its full size.
//!
//! The vocabulary is emptied now and then, so what counts is the maximum within each tenth of the
//! documents. It may exceed that of the first tenth by one eighth, because a new vocabulary may
//! fragment the heap differently.

mod corpus;

use corpus::ArticleGenerator;
use gleaner::{Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often the memory is read: about 30 times per vocabulary.
const DOCUMENTS_PER_READING: u64 = 100;

fn main() {
    let documents: u64 = std::env::var("DOCUMENTS").map_or(1_000_000, |documents| {
        documents.parse().expect("DOCUMENTS must be a number")
    });
    let mut generator = ArticleGenerator::new(11);
    let mut summarizer = Summarizer::new();
    let options = Options::default();
    let mut busy = Duration::ZERO;
    let mut bytes = 0;
    let mut first_tenth_kb = None;
    let mut max_kb = 0;
    println!("| documents | largest resident set, KB | MB/s |\n|---|---|---|");
    for document in 1..=documents {
        let text = generator.article(4_000);
        bytes += text.len();
        let start = Instant::now();
        black_box(summarizer.summarize(&Source::from(text.as_str()), &options));
        busy += start.elapsed();
        if document % DOCUMENTS_PER_READING == 0 {
            max_kb = max_kb.max(resident_kb());
        }
        if document % (documents / 10).max(1) == 0 {
            let resident_kb = std::mem::take(&mut max_kb).max(resident_kb());
            let rate = bytes as f64 / busy.as_secs_f64() / 1e6;
            println!("| {document} | {resident_kb} | {rate:.0} |");
            let first_kb = *first_tenth_kb.get_or_insert(resident_kb);
            assert!(
                resident_kb <= first_kb + first_kb / 8,
                "memory grows: {first_kb} KB in the first tenth of the documents, {resident_kb} KB now"
            );
        }
    }
}

/// The resident set of this process in KB, read from Linux's /proc; 0 on other systems.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

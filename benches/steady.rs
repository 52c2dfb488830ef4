//! Memory of a worker that never rests: made-up news, each article with words that never come
//! again. `cargo bench --bench steady`; `DOCUMENTS=N` for more than a million (with fewer the first
//! tenth ends before the vocabulary is as large as it may get). What counts is the most of each tenth,
//! since a vocabulary starts anew now and then. Fails if that grows after the first tenth by more than
//! an eighth: a new one may find the heap in other pieces.

mod corpus;

use corpus::Writer;
use gleaner::{Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let documents: u64 = std::env::var("DOCUMENTS").map_or(1_000_000, |documents| {
        documents.parse().expect("DOCUMENTS is a number")
    });
    let mut writer = Writer::new(11);
    let mut summarizer = Summarizer::new();
    let options = Options::default();
    let mut at_work = Duration::ZERO;
    let mut bytes = 0;
    let (mut early, mut most) = (0, 0);
    println!("| documents | most resident, KB | MB/s |\n|---|---|---|");
    for document in 1..=documents {
        let text = writer.article(4_000);
        bytes += text.len();
        let start = Instant::now();
        black_box(summarizer.summarize(&Source::from(text.as_str()), &options));
        at_work += start.elapsed();
        if document % DOCUMENTS_BETWEEN_LOOKS == 0 {
            most = most.max(resident_kb());
        }
        if document % (documents / 10).max(1) == 0 {
            let resident = std::mem::take(&mut most).max(resident_kb());
            let rate = bytes as f64 / at_work.as_secs_f64() / 1e6;
            println!("| {document} | {resident} | {rate:.0} |");
            if early == 0 {
                early = resident;
            }
            assert!(
                resident <= early + early / 8,
                "memory grows: {early} KB after a tenth of the documents, {resident} KB now"
            );
        }
    }
}

/// Some 30 of them for each vocabulary that starts anew.
const DOCUMENTS_BETWEEN_LOOKS: u64 = 100;

/// Of this process, from Linux; 0 elsewhere.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

//! Throughput of gleaner and of other summarizer crates on one core in MB/s, three sentences per
//! article.

use gleaner::{Method, Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds. The fastest time of each article counts.
const ROUNDS: usize = 5;

fn main() {
    let path = std::env::args().nth(1).expect("usage: peers FILE.jsonl");
    let lines = std::fs::read_to_string(&path).expect("the file must be readable");
    let texts: Vec<String> = lines
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
            record["text"].as_str().expect("a text").to_owned()
        })
        .collect();
    for method in [Method::Gleaner, Method::Lexrank, Method::Textrank] {
        let options = Options::default().with_method(method);
        let mut summarizer = Summarizer::new();
        report(&format!("gleaner, {method}"), &texts, |text| {
            black_box(summarizer.summarize(&Source::from(text), &options));
        });
    }
    report("simple-summarize 0.2.1", &texts, |text| {
        black_box(simple_summarize::summarize_text(text, 0.9).is_ok());
    });
    let read = |text: &str| {
        let mut summariser = pithy::Summariser::new();
        // The settings that pithy's own command line uses.
        summariser.add_raw_text("text".into(), text.into(), ".", 5, 1500, false);
        summariser
    };
    report("pithy 0.1.7, approximate", &texts, |text| {
        black_box(read(text).approximate_top_sentences(3, 3.0, 1.5));
    });
    report("pithy 0.1.7", &texts, |text| {
        black_box(read(text).top_sentences(
            3,
            false,
            None,
            false,
            1.5,
            false,
            3.0,
            None,
            None,
            false,
            "text".into(),
        ));
    });
}

/// Prints the throughput of `summarize`.
fn report(name: &str, texts: &[String], mut summarize: impl FnMut(&str)) {
    let mut fastest = vec![Duration::MAX; texts.len()];
    for _ in 0..ROUNDS {
        for (text, fastest) in texts.iter().zip(&mut fastest) {
            let start = Instant::now();
            summarize(text);
            *fastest = start.elapsed().min(*fastest);
        }
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let seconds = fastest.iter().sum::<Duration>().as_secs_f64();
    println!("| {name} | {:.2} |", bytes as f64 / seconds / 1e6);
}

//! Throughput as a multiple of the throughput of `unicode_words` over the same text. The targets for
//! speed are set in these multiples.
//!
//! The rounds of all passes are interleaved, so that changes of the machine's speed affect all alike.
//! Each pass has two figures. The time of the median round includes all cache misses of a worker that
//! goes from article to article. The sum of each article's fastest time is also reliable on a busy
//! machine.
//!
//! `cargo bench --bench ratios [-- METHOD..]`. `GLEANER_BENCH_DATA=FILE.jsonl` reads real articles,
//! `ROUNDS=N` sets the number of rounds (default: 15).

mod corpus;

use corpus::Corpus;
use gleaner::{Method, Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

/// One way to process articles, and the times it took.
struct Pass<'c> {
    name: String,
    /// Makes the function that processes the articles of one round.
    start_round: Box<dyn FnMut() -> Process + 'c>,
    /// The fastest time of each article over all rounds.
    fastest: Vec<Duration>,
    /// The time of each round.
    rounds: Vec<Duration>,
}

type Process = Box<dyn FnMut(&str)>;

impl Pass<'_> {
    /// The time of the median round in seconds.
    fn median(&self) -> f64 {
        let mut rounds = self.rounds.clone();
        rounds.sort_unstable();
        rounds[rounds.len() / 2].as_secs_f64()
    }

    /// The sum of the fastest times of all articles in seconds.
    fn fastest(&self) -> f64 {
        self.fastest.iter().sum::<Duration>().as_secs_f64()
    }
}

fn main() {
    let wanted: Vec<String> = (std::env::args().skip(1))
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let rounds = std::env::var("ROUNDS").map_or(15, |rounds| {
        rounds.parse().expect("ROUNDS must be a number")
    });
    let corpus = Corpus::news();
    let bytes = corpus.unseen_bytes() as f64;
    let articles = corpus.unseen.len();
    println!(
        "{}: {articles} articles, {:.0} bytes each, {:.1} % of words never seen\n",
        corpus.name,
        bytes / articles as f64,
        100.0 * corpus.never_seen_share()
    );
    let mut passes = vec![pass("unicode_words".into(), &corpus, || {
        Box::new(|text| {
            black_box(text.unicode_words().count());
        })
    })];
    for &method in Method::ALL {
        if wanted.is_empty() || wanted.iter().any(|name| name == method.name()) {
            let mut half_seen = Summarizer::new();
            read_all(&mut half_seen, &corpus.seen, method);
            let mut all_seen = half_seen.clone();
            read_all(&mut all_seen, &corpus.unseen, method);
            passes.push(pass(format!("{method}, unseen"), &corpus, move || {
                summarize_with(half_seen.clone(), method)
            }));
            passes.push(pass(format!("{method}, seen"), &corpus, move || {
                summarize_with(all_seen.clone(), method)
            }));
        }
    }
    for _ in 0..rounds {
        for pass in &mut passes {
            let mut process = (pass.start_round)();
            let mut round = Duration::ZERO;
            for (text, fastest) in corpus.unseen.iter().zip(&mut pass.fastest) {
                let start = Instant::now();
                process(text);
                let time = start.elapsed();
                round += time;
                *fastest = time.min(*fastest);
            }
            pass.rounds.push(round);
        }
    }
    println!(
        "| pass | MB/s | µs per article | × unicode_words | fastest times: µs | × unicode_words |"
    );
    println!("|---|---|---|---|---|---|");
    let micros = |seconds: f64| seconds * 1e6 / articles as f64;
    let (words_median, words_fastest) = (passes[0].median(), passes[0].fastest());
    for pass in &passes {
        let (median, fastest) = (pass.median(), pass.fastest());
        println!(
            "| {} | {:.0} | {:.1} | {:.2} | {:.1} | {:.2} |",
            pass.name,
            bytes / median / 1e6,
            micros(median),
            words_median / median,
            micros(fastest),
            words_fastest / fastest
        );
    }
}

fn pass<'c>(name: String, corpus: &Corpus, start_round: impl FnMut() -> Process + 'c) -> Pass<'c> {
    Pass {
        name,
        start_round: Box::new(start_round),
        fastest: vec![Duration::MAX; corpus.unseen.len()],
        rounds: Vec::new(),
    }
}

/// Lets a worker read `texts`, so that it knows their words.
fn read_all(summarizer: &mut Summarizer, texts: &[String], method: Method) {
    let options = options(method);
    for text in texts {
        black_box(summarizer.summarize(&Source::from(text.as_str()), &options));
    }
}

fn summarize_with(mut summarizer: Summarizer, method: Method) -> Process {
    let options = options(method);
    Box::new(move |text| {
        let summary = summarizer.summarize(&Source::from(text), &options);
        assert!(!summary.bullets.is_empty());
        black_box(summary);
    })
}

fn options(method: Method) -> Options {
    Options::default().with_method(method)
}

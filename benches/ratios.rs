//! Throughput as multiples of `unicode_words` over the same text: what the targets are set in.
//!
//! Rounds of all passes are interleaved. Two figures are told of each: the median round, which has
//! all the cache misses of a worker that goes on from article to article, and the fastest round of
//! every article, which holds on a busy machine too. `cargo bench --bench ratios [-- METHOD..]`;
//! `GLEANER_BENCH_DATA=FILE.jsonl` for real articles, `ROUNDS=N` for more than 15.

mod corpus;

use corpus::Corpus;
use gleaner::{Method, Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

/// Something to do with every article of a round.
struct Pass<'c> {
    name: String,
    /// Makes what reads one round.
    begin: Box<dyn FnMut() -> Reader + 'c>,
    /// Of each article, over all rounds.
    fastest: Vec<Duration>,
    rounds: Vec<Duration>,
}

type Reader = Box<dyn FnMut(&str)>;

impl Pass<'_> {
    /// Seconds that the median round took.
    fn median(&self) -> f64 {
        let mut rounds = self.rounds.clone();
        rounds.sort_unstable();
        rounds[rounds.len() / 2].as_secs_f64()
    }

    /// Seconds that the fastest rounds of all articles took.
    fn fastest(&self) -> f64 {
        self.fastest.iter().sum::<Duration>().as_secs_f64()
    }
}

fn main() {
    let wanted: Vec<String> = (std::env::args().skip(1))
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let rounds = std::env::var("ROUNDS").map_or(15, |rounds| {
        rounds.parse().expect("ROUNDS is a number of rounds")
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
            let mut warm = Summarizer::new();
            warm_up(&mut warm, &corpus.seen, method);
            let mut all_seen = warm.clone();
            warm_up(&mut all_seen, &corpus.unseen, method);
            passes.push(pass(format!("{method}, unseen"), &corpus, move || {
                summarize(warm.clone(), method)
            }));
            passes.push(pass(format!("{method}, seen"), &corpus, move || {
                summarize(all_seen.clone(), method)
            }));
        }
    }
    for _ in 0..rounds {
        for pass in &mut passes {
            let mut read = (pass.begin)();
            let mut round = Duration::ZERO;
            for (text, fastest) in corpus.unseen.iter().zip(&mut pass.fastest) {
                let start = Instant::now();
                read(text);
                let taken = start.elapsed();
                round += taken;
                *fastest = taken.min(*fastest);
            }
            pass.rounds.push(round);
        }
    }
    println!("| pass | MB/s | µs per article | ratio | of fastest rounds: µs | ratio |");
    println!("|---|---|---|---|---|---|");
    let micros = |seconds: f64| seconds * 1e6 / articles as f64;
    let (yard, fastest_yard) = (passes[0].median(), passes[0].fastest());
    for pass in &passes {
        let (median, fastest) = (pass.median(), pass.fastest());
        println!(
            "| {} | {:.0} | {:.1} | {:.2} | {:.1} | {:.2} |",
            pass.name,
            bytes / median / 1e6,
            micros(median),
            yard / median,
            micros(fastest),
            fastest_yard / fastest
        );
    }
}

fn pass<'c>(name: String, corpus: &Corpus, begin: impl FnMut() -> Reader + 'c) -> Pass<'c> {
    Pass {
        name,
        begin: Box::new(begin),
        fastest: vec![Duration::MAX; corpus.unseen.len()],
        rounds: Vec::new(),
    }
}

fn warm_up(summarizer: &mut Summarizer, texts: &[String], method: Method) {
    let options = options(method);
    for text in texts {
        black_box(summarizer.summarize(&Source::from(text.as_str()), &options));
    }
}

fn summarize(mut summarizer: Summarizer, method: Method) -> Reader {
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

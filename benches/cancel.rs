//! How soon the engine notices that it is cancelled: the longest time between two calls of the
//! caller's `cancel` function, in documents of 8 MiB (the service's limit).
//!
//! `cargo bench --no-default-features --bench cancel [-- NAME]`. Times are CPU times of the thread, so
//! that other load on the machine matters little. The round with the shortest such time counts.

mod corpus;

use corpus::{Alphabet, ArticleGenerator};
use gleaner::{InputFormat, Method, Options, Source, Summarizer};
use std::cell::RefCell;
use std::time::Duration;

const BYTES: usize = 8 << 20;
const ROUNDS: usize = 3;

/// What one round measured.
struct Round {
    /// The time of the whole summary.
    total: Duration,
    /// How often `cancel` was called.
    calls: usize,
    /// The longest time without a call.
    longest: Duration,
    /// The number of the call (from 1) that came before it; 0 is the start.
    after_call: usize,
}

fn main() {
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    println!(
        "| document | total, ms | calls | longest without a call, ms | after call |\n|---|---|---|---|---|"
    );
    for (name, text, options) in cases() {
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted)) {
            continue;
        }
        let rounds = (0..ROUNDS).map(|_| run(&text, &options));
        let Some(round) = rounds.min_by_key(|round| round.longest) else {
            continue;
        };
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "| {name} | {:.0} | {} | {:.1} | {} |",
            millis(round.total),
            round.calls,
            millis(round.longest),
            round.after_call
        );
    }
}

/// Summarizes a text once.
fn run(text: &str, options: &Options) -> Round {
    let start = cpu_time();
    let times = RefCell::new(vec![start]);
    let cancel = || {
        times.borrow_mut().push(cpu_time());
        false
    };
    let summary = Summarizer::new().summarize_until(&Source::from(text), options, &cancel);
    let end = cpu_time();
    assert!(summary.is_some(), "cancelled, but nobody asked for it");
    let mut times = times.into_inner();
    times.push(end);
    let gaps = times.windows(2).map(|pair| pair[1] - pair[0]).zip(0..);
    let (longest, after_call) = gaps.max().expect("there is at least one gap");
    Round {
        total: end - start,
        calls: times.len() - 2,
        longest,
        after_call,
    }
}

/// The CPU time of this thread so far.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn cases() -> Vec<(&'static str, String, Options)> {
    let plain = Options::default();
    let with_format = |input_format| Options::default().with_input_format(input_format);
    let news = |alphabet| ArticleGenerator::with_alphabet(alphabet, 1).article(BYTES);
    let article = news(Alphabet::English);
    let paragraphs: Vec<&str> = article.split("\n\n").collect();
    let html: String = paragraphs
        .iter()
        .map(|p| format!("<div><p>{p} &amp; so on</p></div>\n"))
        .collect();
    let markdown: String = paragraphs
        .iter()
        .map(|p| format!("## Part\n\n- *One* item\n\n{p} **And** so on.\n\n"))
        .collect();
    let inline_markdown: String = paragraphs
        .iter()
        .map(|p| format!("### Part\n{p} **And** so on.\n\n"))
        .collect();
    let one_line = article.replace('\n', " ");
    let wrapped = one_line
        .split(' ')
        .collect::<Vec<_>>()
        .chunks(12)
        .map(|words| words.join(" ") + "\n")
        .collect();
    let no_terminators = one_line.replace(['.', '!', '?'], "");
    let mut cases = vec![
        ("paragraphs", article.clone(), plain.clone()),
        ("one line", one_line, plain.clone()),
        ("no terminators", no_terminators, plain.clone()),
        ("wrapped lines", wrapped, plain.clone()),
        (
            "plain text with Markdown marks",
            inline_markdown,
            plain.clone(),
        ),
        ("Markdown", markdown, with_format(InputFormat::Markdown)),
        ("HTML", html, with_format(InputFormat::Html)),
        (
            "HTML comment",
            format!("<!--{}-->", "x ".repeat(BYTES / 2)),
            with_format(InputFormat::Html),
        ),
        (
            "HTML script",
            format!("<script>{}</script>", "x ".repeat(BYTES / 2)),
            with_format(InputFormat::Html),
        ),
        ("only newlines", "\n".repeat(BYTES), plain.clone()),
        ("Chinese", news(Alphabet::Chinese), plain.clone()),
        (
            "key phrases",
            article.clone(),
            plain.clone().with_keywords(10),
        ),
        ("sections", article.clone(), plain.with_per_section(true)),
    ];
    for method in Method::ALL {
        let options = Options::default().with_method(*method);
        cases.push((method.name(), article.clone(), options));
    }
    cases
}

//! How soon work stops when told to: the longest time between two looks at the caller's stop, in
//! documents of 8 MiB, which is the service's limit.
//!
//! `cargo bench --no-default-features --bench stop [-- NAME]`. Times are CPU times of the thread, so
//! that a busy machine does not matter much, and the smallest of some rounds counts.

mod corpus;

use corpus::{Letters, Writer};
use gleaner::{InputFormat, Method, Options, Source, Summarizer};
use std::cell::RefCell;
use std::time::Duration;

const BYTES: usize = 8 << 20;
const ROUNDS: usize = 3;

fn main() {
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    println!(
        "| document | whole, ms | looks | longest between two, ms | after look |\n|---|---|---|---|---|"
    );
    for (name, text, options) in cases() {
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted)) {
            continue;
        }
        let rounds = (0..ROUNDS).map(|_| looks(&text, &options));
        let Some((whole, looks, (longest, after))) = rounds.min_by_key(|round| round.2) else {
            continue;
        };
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "| {name} | {:.0} | {looks} | {:.1} | {after} |",
            millis(whole),
            millis(longest)
        );
    }
}

/// The time of a whole summary, how often the stop was asked, and the longest time between two of
/// those, with the number of the first.
fn looks(text: &str, options: &Options) -> (Duration, usize, (Duration, usize)) {
    let began = now();
    let times = RefCell::new(vec![began]);
    let stop = || {
        times.borrow_mut().push(now());
        false
    };
    let summary = Summarizer::new().summarize_until(&Source::from(text), options, &stop);
    let ended = now();
    assert!(summary.is_some(), "nobody said to stop");
    let mut times = times.into_inner();
    times.push(ended);
    let gaps = times.windows(2).zip(0..);
    let longest = gaps.map(|(pair, after)| (pair[1] - pair[0], after)).max();
    (
        ended - began,
        times.len() - 2,
        longest.expect("at least one"),
    )
}

/// The CPU time of this thread so far.
fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn cases() -> Vec<(&'static str, String, Options)> {
    let plain = Options::default();
    let of = |input_format| Options::default().with_input_format(input_format);
    let by = |method| Options::default().with_method(method);
    let article = Writer::of(Letters::English, 1).article(BYTES);
    let paragraphs: Vec<&str> = article.split("\n\n").collect();
    let html: String = paragraphs
        .iter()
        .map(|p| format!("<div><p>{p} &amp; so on</p></div>\n"))
        .collect();
    let markdown: String = paragraphs
        .iter()
        .map(|p| format!("## Part\n\n- *One* item\n\n{p} **And** so on.\n\n"))
        .collect();
    let cues: String = paragraphs
        .iter()
        .map(|p| format!("### Part\n{p} **And** so on.\n\n"))
        .collect();
    let line = article.replace('\n', " ");
    let wrapped = line
        .split(' ')
        .collect::<Vec<_>>()
        .chunks(12)
        .map(|words| words.join(" ") + "\n")
        .collect();
    let endless = line.replace(['.', '!', '?'], "");
    let mut cases = vec![
        ("paragraphs", article.clone(), plain.clone()),
        ("one line", line, plain.clone()),
        ("no sentence ends", endless, plain.clone()),
        ("wrapped lines", wrapped, plain.clone()),
        ("Markdown cues", cues, plain.clone()),
        ("Markdown", markdown, of(InputFormat::Markdown)),
        ("HTML", html, of(InputFormat::Html)),
        (
            "HTML comment",
            format!("<!--{}-->", "x ".repeat(BYTES / 2)),
            of(InputFormat::Html),
        ),
        (
            "HTML script",
            format!("<script>{}</script>", "x ".repeat(BYTES / 2)),
            of(InputFormat::Html),
        ),
        ("only newlines", "\n".repeat(BYTES), plain.clone()),
        (
            "Chinese",
            Writer::of(Letters::Chinese, 1).article(BYTES),
            plain.clone(),
        ),
        (
            "key phrases",
            article.clone(),
            plain.clone().with_keywords(10),
        ),
        ("sections", article.clone(), plain.with_per_section(true)),
    ];
    for method in Method::ALL {
        cases.push((method.name(), article.clone(), by(*method)));
    }
    cases
}

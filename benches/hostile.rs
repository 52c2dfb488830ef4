//! What text made to hurt costs: no more than ten times an ordinary byte, or a microsecond a
//! sentence where sentences are shorter than 20 bytes. Prints a table and fails where that is not so.
//!
//! `cargo bench --bench hostile [-- NAME]`; `HOSTILE_BYTES=N` for more than a megabyte each.

mod corpus;

use corpus::{Letters, Writer};
use gleaner::{InputFormat, Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The fastest of so many rounds counts.
const ROUNDS: usize = 5;

struct Case {
    name: &'static str,
    text: String,
    options: Options,
}

fn main() {
    let wanted: Option<String> = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let bytes = std::env::var("HOSTILE_BYTES").map_or(1_000_000, |bytes| {
        bytes.parse().expect("HOSTILE_BYTES is a number of bytes")
    });
    let mut ordinary = None;
    let mut failed = false;
    println!("| text | ns/byte | × ordinary | µs/sentence | |\n|---|---|---|---|---|");
    for case in cases(bytes) {
        let is_first = ordinary.is_none();
        if !is_first
            && wanted
                .as_ref()
                .is_some_and(|wanted| !case.name.contains(wanted))
        {
            continue;
        }
        let (time, sentences) = time(&case);
        let nanos = time.as_nanos() as f64;
        let per_byte = nanos / case.text.len() as f64;
        let per_sentence = nanos / 1e3 / f64::from(sentences.max(1));
        let times = per_byte / *ordinary.get_or_insert(per_byte);
        let is_short = case.text.len() < 20 * sentences as usize;
        let is_fine = times <= 10.0 || is_short && per_sentence <= 1.0;
        failed |= !is_fine;
        println!(
            "| {} | {per_byte:.1} | {times:.1} | {per_sentence:.2} | {} |",
            case.name,
            if is_fine { "" } else { "too slow" }
        );
    }
    if failed {
        std::process::exit(1);
    }
}

fn time(case: &Case) -> (Duration, u32) {
    let mut summarizer = Summarizer::new();
    let mut fastest = Duration::MAX;
    let mut sentences = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let summary = summarizer.summarize(&Source::from(case.text.as_str()), &case.options);
        fastest = fastest.min(start.elapsed());
        sentences = black_box(summary).sentence_count;
        if fastest > Duration::from_secs(5) {
            break;
        }
    }
    (fastest, sentences)
}

fn cases(bytes: usize) -> Vec<Case> {
    let repeated = |unit: &str| unit.repeat(bytes / unit.len() + 1);
    let plain = Options::default();
    let html = plain.clone().with_input_format(InputFormat::Html);
    let markdown = plain.clone().with_input_format(InputFormat::Markdown);
    let half = plain.clone().with_ratio(0.5);
    let of = |letters| Writer::of(letters, 1).article(bytes);
    let numbered: String = (0..bytes / 24)
        .map(|n| format!("Unit {n} met unit {}. ", n * 31 % 997))
        .collect();
    let colliding: String = {
        // Words of nine bytes whose first eight are alike.
        let word = |n: usize| format!("ollision{} ", (b'a' + (n % 26) as u8) as char);
        (0..bytes / 10).map(word).collect()
    };
    let case = |name, text: String, options: &Options| Case {
        name,
        text,
        options: options.clone(),
    };
    vec![
        case("ordinary news", of(Letters::English), &plain),
        case("Russian news", of(Letters::Russian), &plain),
        case("Chinese news", of(Letters::Chinese), &plain),
        case(".))))", format!(".{}", repeated(")")), &plain),
        case(". and spaces", format!(".{}", repeated(" ")), &plain),
        case("full stops", repeated("."), &plain),
        case("spaced full stops", repeated(". "), &plain),
        case("one word", repeated("a"), &plain),
        case("one word of é", repeated("é"), &plain),
        case("one-letter sentences", repeated("A. "), &plain),
        case("two-word sentences", repeated("Go on. "), &plain),
        case(
            "one sentence again and again",
            repeated("The mill closed in May. "),
            &half,
        ),
        case("numbered sentences, half of them", numbered, &half),
        case("no spaces", repeated("word,word;"), &plain),
        case("only headings", repeated("# Heading\n\n"), &markdown),
        case("only newlines", repeated("\n"), &plain),
        case("short lines", repeated("ab\n"), &plain),
        case("combining marks", repeated("\u{301}"), &plain),
        case("letters with marks", repeated("a\u{301}\u{302} "), &plain),
        case("quotation marks", repeated("\" "), &plain),
        case("brackets", repeated("(["), &plain),
        case("citation marks", repeated("[1]"), &plain),
        case("apostrophes", repeated("a'"), &plain),
        case("words alike", colliding, &plain),
        case("nested elements", repeated("<div>"), &html),
        case("nested emphasis", repeated("<b><i>x "), &html),
        case("open angles", repeated("<"), &html),
        case("entities", repeated("&amp;"), &html),
        case("table cells", repeated("<td>a</td>"), &html),
        case(
            "a fence of one word",
            format!("He came.\n\n```{}\nx\n```\n\nHe went.", repeated("ay")),
            &plain,
        ),
        case("Markdown emphasis", repeated("*a_"), &markdown),
        case("Markdown brackets", repeated("["), &markdown),
        case("Markdown quotes", repeated("> "), &markdown),
        case("Markdown links", repeated("[a](b) "), &markdown),
    ]
}

//! The time that hostile texts take: texts made to be slow to process. A byte of such a text may take
//! ten times as long as a byte of ordinary news; if its sentences are shorter than 20 bytes, it may
//! instead take one microsecond per sentence. Prints a table and fails if a text takes longer.
//!
//! `cargo bench --bench hostile [-- NAME]`. `HOSTILE_BYTES=N` sets the length of each text (default:
//! 1,000,000 bytes).

mod corpus;

use corpus::{Alphabet, ArticleGenerator};
use gleaner::{InputFormat, Options, Source, Summarizer};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds per text. The fastest one counts.
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
    let mut ordinary_per_byte = None;
    let mut failed = false;
    println!("| text | ns/byte | × ordinary | µs/sentence | |\n|---|---|---|---|---|");
    for case in cases(bytes) {
        let is_first = ordinary_per_byte.is_none();
        if !is_first
            && wanted
                .as_ref()
                .is_some_and(|wanted| !case.name.contains(wanted))
        {
            continue;
        }
        let (time, sentences) = fastest_time(&case);
        let nanos = time.as_nanos() as f64;
        let per_byte = nanos / case.text.len() as f64;
        let per_sentence = nanos / 1e3 / f64::from(sentences.max(1));
        let ratio = per_byte / *ordinary_per_byte.get_or_insert(per_byte);
        let has_short_sentences = case.text.len() < 20 * sentences as usize;
        let is_fast = ratio <= 10.0 || has_short_sentences && per_sentence <= 1.0;
        failed |= !is_fast;
        println!(
            "| {} | {per_byte:.1} | {ratio:.1} | {per_sentence:.2} | {} |",
            case.name,
            if is_fast { "" } else { "too slow" }
        );
    }
    if failed {
        std::process::exit(1);
    }
}

/// The time of the fastest round, and the number of sentences.
fn fastest_time(case: &Case) -> (Duration, u32) {
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
    let news = |alphabet| ArticleGenerator::with_alphabet(alphabet, 1).article(bytes);
    let numbered: String = (0..bytes / 24)
        .map(|n| format!("Unit {n} met unit {}. ", n * 31 % 997))
        .collect();
    let similar_words: String = {
        // Words of nine bytes that differ only in the last one.
        let word = |n: usize| format!("ollision{} ", (b'a' + (n % 26) as u8) as char);
        (0..bytes / 10).map(word).collect()
    };
    let case = |name, text: String, options: &Options| Case {
        name,
        text,
        options: options.clone(),
    };
    vec![
        case("ordinary news", news(Alphabet::English), &plain),
        case("Russian news", news(Alphabet::Russian), &plain),
        case("Chinese news", news(Alphabet::Chinese), &plain),
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
        case("similar words", similar_words, &plain),
        case("zero-width spaces", repeated("\u{200b}"), &plain),
        case("letters and soft hyphens", repeated("a\u{ad}"), &plain),
        case(
            "letters and joiners in HTML",
            repeated("a\u{200d}\u{200b}"),
            &html,
        ),
        case("superscripts", repeated("¹"), &plain),
        case("words with superscripts", repeated("end.¹ "), &plain),
        case(
            "sentences with note numbers",
            repeated("the end.1 A"),
            &plain,
        ),
        case("note numbers", repeated(".1,2"), &plain),
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
        case("closing brackets 」", repeated("」"), &plain),
        case("closing brackets 』", repeated("』"), &plain),
        case("closing brackets ）", repeated("）"), &plain),
        case("。 and 」", format!("。{}", repeated("」")), &plain),
        case(
            "x and no-break spaces",
            format!("x{}", repeated("\n\u{a0}")),
            &plain,
        ),
        case("metadata marks in Markdown", repeated("+ ---\n"), &markdown),
        case(
            "front matter that never ends",
            format!("---\n{}", repeated("a: b\n")),
            &plain,
        ),
        case(
            "front matter again and again",
            repeated("---\na: b\n---\n"),
            &markdown,
        ),
        case("emphasis and entities", repeated("**&a。"), &markdown),
        case("raw HTML blocks", repeated("<div>\n\nx.\n\n"), &markdown),
        case("headings and paragraphs", repeated("<h2>a<p>b."), &html),
        case("note marks in brackets", repeated("came.[1] "), &plain),
        case("titles that stay open", repeated("《"), &plain),
        case("marks in titles", repeated("《。"), &plain),
        case("speech that stays open", repeated("「あ。"), &plain),
        case("addresses", repeated("http://a.b/c?d=e. "), &plain),
        case("quotation marks apart", repeated(". \""), &plain),
        case("quoted speech apart", repeated("? \" - a "), &plain),
        case("Armenian", repeated("ա։ բ: "), &plain),
        case("Armenian colons", repeated("ա: "), &plain),
        case("Armenian ellipses", repeated("ա...: "), &plain),
        case("Greek middle dots", repeated("α· "), &plain),
        case("French semicolons", repeated("le chat ; Il y a "), &plain),
        case("smileys", repeated("a :) A "), &plain),
        case("section numbers", repeated("1.1.1. "), &plain),
        case("Markdown links", repeated("[a](b) "), &markdown),
    ]
}

//! Work that its caller cancels: it ends at once wherever it is, and leaves nothing behind.

use gleaner_engine::{InputFormat, Method, Options, Source, Summarizer, Summary, summarize};
use std::cell::Cell;

/// 100 KB of text in which no two sentences are alike, with headings and markup.
fn article() -> String {
    let part = |number: usize| {
        if number.is_multiple_of(50) {
            return format!("## Part {number}\n\n");
        }
        let gap = if number % 5 == 4 { "\n\n" } else { " " };
        let (ward, bridge) = (number % 13, number % 7);
        format!(
            "In year {number} the council of ward {ward} voted to mend bridge **{bridge}**.{gap}"
        )
    };
    (0..1_500).map(part).collect()
}

/// A short text, whose summary shows what cancelled work has left behind.
const SHORT: &str = "# Mill\n\nThe mill by the river closed in May. Nobody in the valley knows why.\n\n\
    ## School\n\nA **school** for nurses opens in the mill.";

/// Summarizes `text`. The work is cancelled when it asks for the time `asks_max` + 1. Returns the summary,
/// if there is one, and how often the work asked.
fn summarize_until(
    summarizer: &mut Summarizer,
    text: &str,
    options: &Options,
    asks_max: usize,
) -> (Option<Summary>, usize) {
    let asks = Cell::new(0);
    let is_cancelled = || {
        asks.set(asks.get() + 1);
        asks.get() > asks_max
    };
    let summary = summarizer.summarize_until(&Source::from(text), options, &is_cancelled);
    (summary, asks.get())
}

/// Checks that work of `options` ends when it is cancelled: at its first, middle and last question, or
/// at every one.
#[track_caller]
fn check(what: &str, options: &Options, at_every_question: bool) {
    let text = article();
    let summarizer = &mut Summarizer::new();
    let (whole, asks) = summarize_until(summarizer, &text, options, usize::MAX);
    assert_eq!(whole.as_ref(), Some(&summarize(&text, options)), "{what}");
    // Each method asks 16 times or more. Fewer than 12 would mean that passes over the text no longer ask.
    assert!(asks >= 12, "{what}: asked {asks} times");

    let short = summarize(SHORT, options);
    let places = match at_every_question {
        true => (0..asks).collect(),
        false => vec![0, asks / 2, asks - 1],
    };
    for asks_max in places {
        let place = format!("{what}, cancelled at {asks_max} of {asks}");
        let (cancelled, asked) = summarize_until(summarizer, &text, options, asks_max);
        assert_eq!(cancelled, None, "{place}: went on");
        assert_eq!(asked, asks_max + 1, "{place}: asked again");
        let after = summarizer.summarize(&Source::from(SHORT), options);
        assert_eq!(after, short, "{place}: changes what comes after");
    }
    if at_every_question {
        let (again, _) = summarize_until(summarizer, &text, options, usize::MAX);
        assert_eq!(again, whole, "{what}");
    }
}

#[test]
fn work_of_every_method_can_be_cancelled() {
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        check(method.name(), &options, false);
    }
}

#[test]
fn work_on_every_format_can_be_cancelled() {
    for &input_format in InputFormat::ALL {
        let options = Options::default().with_input_format(input_format);
        check(input_format.name(), &options, false);
    }
}

#[test]
fn work_can_be_cancelled_at_every_question() {
    let options = Options::default()
        .with_keywords(10)
        .with_explain(true)
        .with_per_section(true)
        .with_query("vootes on bridges");
    check("with every option", &options, true);
}

//! A caller's stop: heeded wherever the work is, and of no consequence for what comes after.

use gleaner_engine::{InputFormat, Method, Options, Source, Summarizer};
use std::cell::Cell;

/// Some 100 KB of text, every sentence another, with headings and markup.
fn article() -> String {
    let sentence = |n: usize| {
        let gap = if n % 5 == 4 { "\n\n" } else { " " };
        format!(
            "In year {n} the council of ward {} voted to mend bridge **{}**.{gap}",
            n % 13,
            n % 7
        )
    };
    (0..1_500)
        .map(|n| {
            if n % 50 == 0 {
                format!("## Part {n}\n\n")
            } else {
                sentence(n)
            }
        })
        .collect()
}

/// What `summarizer` makes of the article when told to stop at the look after so many, and how often
/// it looked.
fn until(
    summarizer: &mut Summarizer,
    text: &str,
    options: &Options,
    looks: usize,
) -> (Option<String>, usize) {
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > looks
    };
    let summary = summarizer.summarize_until(&Source::from(text), options, &stop);
    (summary.map(|summary| format!("{summary:?}")), asked.get())
}

fn check(what: &str, options: &Options) {
    let text = article();
    let summarizer = &mut Summarizer::new();
    let (whole, looks) = until(summarizer, &text, options, usize::MAX);
    let whole = whole.expect("nobody said to stop");
    // The length once in each of cleaning, segmenting, counting at the least.
    assert!(looks >= 4, "{what}: {looks} looks");
    for stop_after in [0, looks / 2, looks - 1] {
        let (stopped, asked) = until(summarizer, &text, options, stop_after);
        let place = format!("{what}, look {stop_after} of {looks}");
        assert_eq!(stopped, None, "{place}: went on");
        assert_eq!(asked, stop_after + 1, "{place}: looked again");
    }
    let (again, _) = until(summarizer, &text, options, usize::MAX);
    assert_eq!(again, Some(whole), "{what}: sways what comes after");
}

#[test]
fn every_method_heeds_a_stop() {
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        check(method.name(), &options);
    }
}

#[test]
fn every_format_and_choice_heeds_a_stop() {
    for &input_format in InputFormat::ALL {
        let options = Options::default().with_input_format(input_format);
        check(input_format.name(), &options);
    }
    let keywords = Options::default().with_keywords(10).with_explain(true);
    check("key phrases", &keywords);
    let sections = Options::default()
        .with_per_section(true)
        .with_query("vootes on bridges");
    check("sections and a query", &sections);
}

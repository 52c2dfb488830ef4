//! The JSON form of options and summaries: what is written can be read, and says the same.

use gleaner_engine::{
    Budget, BulletOrder, InputFormat, Language, Method, OffsetUnit, Options, Pattern, Summary,
    summarize,
};

const ARTICLE: &str = "## Bridge\n\nThe council voted to close the bridge for two years. Engineers \
    had found cracks in eleven girders. The new bridge will cost 84 million crowns.";

#[test]
fn a_summary_is_read_back_as_it_was_written() {
    let options = Options::default().with_explain(true).with_keywords(3);
    let summary = summarize(ARTICLE, &options);
    let written = serde_json::to_string(&summary).unwrap();
    let read: Summary = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
    assert_eq!(read.bullets.len(), summary.bullets.len());
    assert_eq!(read.bullets[0].text, summary.bullets[0].text);
    assert_eq!(
        read.bullets[0].reasons.len(),
        summary.bullets[0].reasons.len()
    );
}

#[test]
fn floats_are_written_with_six_decimals_at_most() {
    let summary = summarize(ARTICLE, &Options::default().with_explain(true));
    let written = serde_json::to_string(&summary).unwrap();
    let decimals = |number: &str| number.split_once('.').map_or(0, |(_, tail)| tail.len());
    let numbers = written.split(|c: char| !c.is_ascii_digit() && !".-e".contains(c));
    let longest = numbers.map(decimals).max();
    assert!((1..=6).contains(&longest.unwrap()), "{written}");
    assert!(!written.contains(":-0.0,"), "{written}");
}

#[test]
fn options_are_read_back_as_they_were_written() {
    let options = Options::default()
        .with_method(Method::Lexrank)
        .with_ratio(0.25)
        .with_max_bullet_chars(200)
        .with_redundancy(0.5)
        .with_query("what does it cost")
        .with_language(Language::ENGLISH)
        .with_input_format(InputFormat::Markdown)
        .with_order(BulletOrder::Score)
        .with_offset_unit(OffsetUnit::Utf16)
        .with_explain(true)
        .with_keywords(7)
        .with_per_section(true)
        .with_exclude(vec![Pattern::new("(?i)newsletter").unwrap()])
        .with_min_score(-0.5)
        .with_seed(3);
    let written = serde_json::to_string(&options).unwrap();
    assert_eq!(serde_json::from_str::<Options>(&written).unwrap(), options);
    let defaults = serde_json::to_string(&Options::default()).unwrap();
    assert_eq!(
        serde_json::from_str::<Options>(&defaults).unwrap(),
        Options::default()
    );
}

/// JSON has no infinity and no NaN.
#[test]
fn odd_floats_are_read_back_as_options_with_the_same_bullets() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let options = Options::default().with_method(Method::Degree);
        for options in [
            options.clone().with_ratio(value),
            options.clone().with_redundancy(value),
            options.clone().with_min_score(value),
        ] {
            let written = serde_json::to_string(&options).unwrap();
            let read: Options = serde_json::from_str(&written).unwrap();
            let bullets = |options| summarize(ARTICLE, options).bullets;
            assert_eq!(bullets(&read), bullets(&options), "{written}");
        }
    }
}

#[test]
fn options_left_out_have_their_defaults() {
    let read = |json| serde_json::from_str::<Options>(json).unwrap();
    assert_eq!(read("{}"), Options::default());
    assert_eq!(read(r#"{"words": 60}"#).budget, Budget::Words(60));
}

#[test]
fn options_that_cannot_be_meant_are_refused() {
    let check = |json, expected: &str| {
        let error = serde_json::from_str::<Options>(json)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{json}: {error}");
    };
    check(
        r#"{"words": 60, "bullets": 3}"#,
        "give one of bullets, words, chars and ratio",
    );
    check(r#"{"bulets": 3}"#, "unknown field `bulets`");
    check(
        r#"{"method": "bert"}"#,
        "unknown method 'bert'; known: gleaner, ",
    );
    check(r#"{"language": "xx"}"#, "unknown language 'xx'");
    check(
        r#"{"exclude": ["("]}"#,
        "not a regular expression: unclosed group",
    );
    check(r#"{"exclude": ["\\w{9999}"]}"#, "use smaller repetitions");
    check(r#"{"weights": "gleaner-00000000"}"#, "leave weights out");
}

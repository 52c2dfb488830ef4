//! `gleaner train` and `gleaner eval` from end to end, and the weights that ship.

use gleaner::eval::fit::{self, Domain, Settings};
use gleaner::eval::segmentation::boundary_score;
use gleaner::eval::{Article, judge};
use gleaner::{Method, Options, Weights, summarize};
use serde_json::Value;
use std::sync::Arc;

/// Articles in which the sentence that matters names a sum, somewhere among idle ones.
fn articles() -> Vec<Article> {
    let idle = [
        "The weather was mild all week.",
        "Several people walked along the pier.",
        "A band played near the old market.",
        "Nobody could say how long it would last.",
        "The benches had been painted green again.",
    ];
    (0..40)
        .map(|number| {
            let told = format!("The harbour paid ${number}40 million for crane {number}.");
            let mut sentences: Vec<String> = idle.iter().map(|&idle| idle.to_owned()).collect();
            sentences.insert(number % 5, told.clone());
            Article {
                id: number.to_string(),
                text: sentences.join(" "),
                summary: vec![told],
                title: None,
                lang: None,
            }
        })
        .collect()
}

#[test]
fn fitting_finds_what_the_references_take_and_repeats() {
    let domains = [Domain {
        name: "harbour".into(),
        bullets: 1,
        articles: articles(),
    }];
    let measured = fit::measure(&domains);
    let fitted = || fit::fit(&measured, |_, _| true, &Settings::default(), "a head");
    let text = fitted();
    assert!(
        text.starts_with("# a head\n"),
        "the head stands first, as a comment"
    );
    assert_eq!(text, fitted(), "the same articles give the same weights");
    let options = Options::default()
        .with_budget(gleaner::Budget::Bullets(1))
        .with_weights(Arc::new(
            Weights::parse(&text).expect("what fit writes can be read"),
        ));
    let unseen = "Gulls sat on the roofs. The kiosk sold tea. The town paid $77 million for a bridge. \
                  Children threw stones.";
    assert!(
        summarize(unseen, &options).bullets[0]
            .text
            .contains("$77 million")
    );
}

#[test]
fn the_shipped_weights_are_read_and_say_where_they_come_from() {
    let text = include_str!("../../engine/src/weights/default.txt");
    assert!(text.contains("# cnndm: ") && text.contains("# seed "));
    assert!(text.len() < 128 << 10, "a small file");
    assert_eq!(Weights::parse(text).as_ref(), Ok(Weights::shipped()));
}

#[test]
fn a_broken_blend_names_its_line() {
    let cases = [
        ("experts 0", "line 1 "),
        ("experts 1\nfeature nonsense 0 1 1", "line 2 "),
        ("experts 1\nfeature depth 0 1", "line 2 "),
        ("experts 1\nfeature depth 0 1 NaN", "line 2 "),
        ("experts 1\nfeature depth 0 0 1", "above 0"),
        ("experts 1\nfeature depth 0 -1 1", "above 0"),
        ("experts 1\nfeature depth 0 1 1\ngate mean", "line 3 "),
        ("experts 1\n", "no feature"),
        ("", "no feature"),
        (
            "feature depth 0 1",
            "line 1 of the weights: expected the line experts first",
        ),
        ("gate constant", "expected the line experts first"),
        ("stems en", "expected the line experts first"),
        ("experts 33", "1 to 32"),
        ("experts 1 2", "a number of experts"),
        (
            "experts 1\nfeature depth 0 1 1\nexperts 2",
            "line 3 of the weights: the number of experts stands twice",
        ),
        (
            "experts 1\nfeature depth 0 1 1\nfeature depth 0 1 2",
            "line 3 of the weights: feature depth stands twice",
        ),
        (
            "experts 1\ngate mean depth 1\ngate spread depth 1\ngate mean depth 1",
            "line 4 of the weights: the gate looks at that already",
        ),
        ("experts 1\ngate language 1", "known_language"),
        (
            "experts 1\nfeature depth 0 1 1\nstems en\nword 1\nstems de",
            "line 5 ",
        ),
        ("experts 1\nfeature depth 0 1 1\nstems en\nword", "line 4 "),
    ];
    for (text, expected) in cases {
        let error = Weights::parse(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
}

#[test]
fn reasons_of_the_blend_sum_to_the_score() {
    let article = include_str!("../../samples/tidal-barrage.md");
    let options = |explain| {
        Options::default()
            .with_explain(explain)
            .with_method(Method::Gleaner)
    };
    let told = summarize(article, &options(true));
    let plain = summarize(article, &options(false));
    for (bullet, same) in told.bullets.iter().zip(&plain.bullets) {
        assert_eq!(bullet.score, same.score, "explaining changes no score");
        let sum: f64 = bullet
            .reasons
            .iter()
            .map(|reason| reason.contribution)
            .sum();
        assert!(
            (sum - bullet.score).abs() < 1e-4,
            "{sum} for {}",
            bullet.score
        );
    }
}

/// The judge against the labels of both readers of the bullets: `faults` by who wrote the judge,
/// `second` by a reader who had seen neither it nor those labels. Beside each the bounds in per
/// cent: precision, then recall; those of `second` lie a little under what was measured.
#[test]
fn the_judge_agrees_with_both_readers() {
    for (reader, precision, recall) in [("faults", 90, 90), ("second", 92, 97)] {
        let (mut right, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
        let fixture = include_str!("../fixtures/judge.jsonl");
        for line in fixture.lines() {
            let case: Value = serde_json::from_str(line).expect("the fixture is JSON lines");
            let bullet = case["bullet"].as_str().expect("a text").to_owned();
            let source = case["source"].as_str().unwrap_or(&bullet).to_owned();
            let labels: Vec<&str> = (case[reader].as_array().expect("a list").iter())
                .filter_map(Value::as_str)
                .collect();
            let before = case["before"].as_str().map(str::to_owned);
            let bullets: Vec<String> = before.into_iter().chain([bullet.clone()]).collect();
            let found = judge(&bullets, &source).pop().expect("a judgement each");
            for (name, flag) in gleaner::eval::Faults::NAMES.into_iter().zip(found.flags()) {
                match (flag, labels.contains(&name)) {
                    (true, true) => right += 1,
                    (true, false) => wrong.push(format!("{name}: {bullet}")),
                    (false, true) => missed.push(format!("{name}: {bullet}")),
                    (false, false) => {}
                }
            }
        }
        let report = format!("{reader}: missed {missed:#?}, wrong {wrong:#?}, right {right}");
        let (found, there) = (right + wrong.len(), right + missed.len());
        assert!(right * 100 >= found * precision, "{report}");
        assert!(right * 100 >= there * recall, "{report}");
    }
}

#[test]
fn boundaries_are_scored_without_the_last_one_of_a_document() {
    let data = r#"{"text": "It rained. We stayed.\n\nIt rained on.", "sentences": ["It rained.", "We stayed.", "It rained on."], "lang": "en"}
{"text": "One; two. Three.", "sentences": ["One;", "two.", "Three."]}
{"text": "Passed over.", "sentences": [], "exact": false}
"#;
    let mut missing = Vec::new();
    let score = boundary_score(data.as_bytes(), |_, missed, wrong| {
        missing.extend_from_slice(missed);
        assert!(wrong.is_empty());
    })
    .unwrap();
    assert_eq!((score.documents, score.exact), (2, 1));
    assert_eq!((score.expected, score.found, score.right), (4, 3, 3));
    assert_eq!(missing, ["One;".len()]);
    assert!((score.f1() - 6.0 / 7.0).abs() < 1e-12);

    let untiled = r#"{"text": "It rained.", "sentences": ["It snowed."]}"#;
    let error = boundary_score(untiled.as_bytes(), |_, _, _| {}).unwrap_err();
    assert!(error.to_string().starts_with("line 1: "), "{error}");
}

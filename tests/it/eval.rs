//! The inside of `gleaner train` and `gleaner eval`: fitting, the built-in weights, the judge of
//! readability and the accuracy of sentence boundaries. `cli.rs` tests the commands themselves.

use gleaner::eval::fit::{self, Domain, Settings};
use gleaner::eval::segmentation::score_boundaries;
use gleaner::eval::{Article, Faults, judge};
use gleaner::fit::Feature;
use gleaner::{Method, Options, Weights, summarize};
use serde_json::Value;
use std::process::Command;
use std::sync::Arc;

/// Articles of six sentences. One of them names a sum of money, another one is a quotation; which of
/// the two is the reference bullet, `reference` decides.
fn articles(reference: impl Fn(&str, &str) -> String) -> Vec<Article> {
    let filler = [
        "The weather was mild all week.",
        "Several people walked along the pier.",
        "A band played near the old market.",
        "The benches had been painted green again.",
    ];
    (0..40)
        .map(|number| {
            let money = format!("The harbour paid ${number}40 million for crane {number}.");
            let quote = format!("\"Crane {number} is what the harbour needed,\" said Ana Ruiz.");
            let mut sentences: Vec<String> = filler.iter().map(|&text| text.to_owned()).collect();
            sentences.insert(number % 5, money.clone());
            sentences.insert(number % 6, quote.clone());
            Article {
                id: number.to_string(),
                text: sentences.join(" "),
                summary: vec![reference(&money, &quote)],
                title: None,
                lang: None,
            }
        })
        .collect()
}

/// The weights file fitted to these articles.
fn fit_to(articles: Vec<Article>) -> String {
    let domains = [Domain {
        name: "harbour".into(),
        bullets: 1,
        articles,
    }];
    let measured = fit::measure(&domains, &[]);
    let fit = || fit::fit(&measured, |_, _| true, &Settings::default(), "a header");
    let text = fit();
    assert_eq!(text, fit(), "the same articles give the same weights");
    text.expect("there is something to learn from")
}

#[test]
fn fitted_weights_pick_what_the_references_contain() {
    let unseen = "Gulls sat on the roofs. The kiosk sold tea. The town paid $77 million for a bridge. \
                  Children threw stones. \"The bridge is too narrow,\" said Tom Lind.";
    let first_bullet = |weights: &str| {
        let weights = Weights::parse(weights).expect("fitting writes valid weights");
        let options = Options::default()
            .with_bullets(1)
            .with_weights(Arc::new(weights));
        summarize(unseen, &options).bullets.remove(0).text
    };
    let weights = fit_to(articles(|money, _| money.into()));
    assert!(weights.starts_with("# a header\n"));
    assert!(first_bullet(&weights).contains("$77 million"));
    let weights = fit_to(articles(|_, quote| quote.into()));
    assert!(first_bullet(&weights).contains("too narrow"));
}

#[test]
fn without_anything_to_learn_from_there_are_no_weights() {
    let mut articles = articles(|money, _| money.into());
    for article in &mut articles {
        article.summary.clear();
    }
    let domains = [Domain {
        name: "harbour".into(),
        bullets: 1,
        articles,
    }];
    let measured = fit::measure(&domains, &[]);
    let text = fit::fit(&measured, |_, _| true, &Settings::default(), "");
    assert_eq!(text, None);
}

#[test]
fn training_on_nothing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let article = r#"{"id": "1", "text": "", "summary": []}"#;
    std::fs::write(folder.path().join("articles.jsonl"), article).unwrap();
    let train = |flags: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
            .current_dir(folder.path())
            .args(["train", "--data", "articles.jsonl", "-o", "weights.txt"])
            .args(flags)
            .output()
            .unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), errors)
    };
    let (code, errors) = train(&[]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("nothing to fit to"), "{errors}");
    let all_features: Vec<&str> = Feature::fitted().map(Feature::name).collect();
    let (code, errors) = train(&["--without", &all_features.join(",")]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("leaves out all features"), "{errors}");
    assert!(!folder.path().join("weights.txt").exists());
}

#[test]
fn the_built_in_weights_are_valid_and_say_where_they_come_from() {
    let text = include_str!("../../engine/src/weights/default.txt");
    assert!(text.contains("# cnndm: ") && text.contains("# seed "));
    assert!(text.len() < 128 << 10, "they are in every binary");
    assert_eq!(Weights::parse(text).as_ref(), Ok(Weights::shipped()));
}

#[test]
fn an_invalid_weights_file_is_an_error_that_names_the_line() {
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
            "line 1 of the weights: expected the line 'experts' first",
        ),
        ("gate constant", "expected the line 'experts' first"),
        ("stems en", "expected the line 'experts' first"),
        ("experts 33", "1 to 32"),
        ("experts 1 2", "one number of experts"),
        (
            "experts 1\nfeature depth 0 1 1\nexperts 2",
            "line 3 of the weights: the number of experts is set twice",
        ),
        (
            "experts 1\nfeature depth 0 1 1\nfeature depth 0 1 2",
            "line 3 of the weights: feature 'depth' is listed twice",
        ),
        (
            "experts 1\ngate mean depth 1\ngate spread depth 1\ngate mean depth 1",
            "line 4 of the weights: the same statistic of the gate is listed twice",
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
fn contributions_of_reasons_sum_to_the_score() {
    let article = include_str!("../../samples/tidal-barrage.md");
    let options = Options::default().with_method(Method::Gleaner);
    let explained = summarize(article, &options.clone().with_explain(true));
    let plain = summarize(article, &options);
    assert_eq!(explained.bullets.len(), 3);
    assert_eq!(plain.bullets.len(), 3);
    for (bullet, without_reasons) in explained.bullets.iter().zip(&plain.bullets) {
        assert_eq!(bullet.score, without_reasons.score);
        assert!(bullet.reasons.len() > 1 && without_reasons.reasons.is_empty());
        let contributions = bullet.reasons.iter().map(|reason| reason.contribution);
        let sum: f64 = contributions.sum();
        assert!((sum - bullet.score).abs() < 1e-4, "{sum}, {}", bullet.score);
    }
}

/// The judge against bullets labelled by two readers: `faults` by the author of the judge, `second` by
/// a reader who had seen neither the judge nor the first labels. The limits are the least precision
/// and recall in per cent; those of `second` are slightly below what was measured.
#[test]
fn the_judge_agrees_with_both_readers() {
    let fixture = include_str!("../fixtures/judge.jsonl");
    assert!(fixture.lines().count() >= 100, "the fixture has lost cases");
    for (reader, precision_min, recall_min) in [("faults", 90, 90), ("second", 92, 97)] {
        let (mut correct, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
        for line in fixture.lines() {
            let case: Value = serde_json::from_str(line).expect("the fixture is JSON lines");
            let bullet = case["bullet"].as_str().expect("a text").to_owned();
            let source = case["source"].as_str().unwrap_or(&bullet).to_owned();
            let labels: Vec<&str> = (case[reader].as_array().expect("a list").iter())
                .filter_map(Value::as_str)
                .collect();
            let previous = case["before"].as_str().map(str::to_owned);
            let bullets: Vec<String> = previous.into_iter().chain([bullet.clone()]).collect();
            let faults = judge(&bullets, &source).pop().expect("one per bullet");
            for (name, is_found) in Faults::NAMES.into_iter().zip(faults.flags()) {
                match (is_found, labels.contains(&name)) {
                    (true, true) => correct += 1,
                    (true, false) => wrong.push(format!("{name}: {bullet}")),
                    (false, true) => missed.push(format!("{name}: {bullet}")),
                    (false, false) => {}
                }
            }
        }
        let report = format!("{reader}: missed {missed:#?}, wrong {wrong:#?}, correct {correct}");
        let (found, labelled) = (correct + wrong.len(), correct + missed.len());
        assert!(labelled >= 70, "{report}");
        assert!(correct * 100 >= found * precision_min, "{report}");
        assert!(correct * 100 >= labelled * recall_min, "{report}");
    }
}

#[test]
fn the_end_of_a_document_does_not_count_as_a_boundary() {
    let data = r#"{"text": "It rained. We stayed.\n\nIt rained on.", "sentences": ["It rained.", "We stayed.", "It rained on."], "lang": "en"}
{"text": "One; two. Three.", "sentences": ["One;", "two.", "Three."]}
{"text": "Skipped.", "sentences": [], "exact": false}
"#;
    let mut all_missing = Vec::new();
    let score = score_boundaries(data.as_bytes(), |_, missing, wrong| {
        all_missing.extend_from_slice(missing);
        assert!(wrong.is_empty());
    })
    .unwrap();
    assert_eq!((score.documents, score.exact), (2, 1));
    assert_eq!((score.expected, score.found, score.correct), (4, 3, 3));
    assert_eq!(all_missing, ["One;".len()]);
    assert!((score.f1() - 6.0 / 7.0).abs() < 1e-12);
}

#[test]
fn sentences_that_are_not_those_of_the_text_are_an_error() {
    let data = r#"{"text": "It rained.", "sentences": ["It snowed."]}"#;
    let error = score_boundaries(data.as_bytes(), |_, _, _| {}).unwrap_err();
    assert!(error.to_string().starts_with("line 1: "), "{error}");
}

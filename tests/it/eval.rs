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

/// A graded article a line: the first sentence is unfit, the second says the essential point.
fn graded_lines() -> String {
    let line = |number: usize| {
        let sentences = [
            format!("It was discussed in section {number}."),
            format!("The council of Harwick approved crane {number} on Monday."),
            format!("Several people walked along pier {number} that day."),
            format!("The benches near gate {number} were painted green."),
        ];
        let text = sentences.join(" ");
        let spans: Vec<[usize; 2]> = (sentences.iter())
            .map(|sentence| {
                let start = text.find(sentence.as_str()).expect("it is in the text");
                [start, start + sentence.len()]
            })
            .collect();
        serde_json::json!({
            "id": format!("harbour/{number}"), "lang": "en", "domain": "news", "text": text,
            "sentences": spans, "points": [{"grade": 3, "sentences": [1]}],
            "unfit": [{"sentence": 0, "why": "pronoun"}],
        })
        .to_string()
    };
    (0..30).map(line).collect::<Vec<_>>().join("\n")
}

fn run_in(folder: &std::path::Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn weights_are_fitted_to_grades_and_measured_by_them() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("graded.jsonl"), graded_lines()).unwrap();
    let run = |args: &[&str]| run_in(folder.path(), args);
    let (code, table, errors) = run(&[
        "train",
        "--picks",
        "graded.jsonl",
        "-o",
        "w.txt",
        "--folds",
        "5",
    ]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(table.contains("printable"), "{table}");
    let weights = std::fs::read_to_string(folder.path().join("w.txt")).unwrap();
    assert!(weights.contains("# graded: 30 articles"), "{weights}");
    let (code, rows, errors) = run(&[
        "eval",
        "--picks",
        "graded.jsonl",
        "--weights",
        "w.txt",
        "--bullets",
        "1",
        "--format",
        "json",
    ]);
    assert_eq!(code, Some(0), "{errors}");
    let rows: Vec<Value> = rows
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let row_of = |method: &str| {
        let is_row = |row: &&Value| row["method"] == method && row["articles_of"] == "all";
        rows.iter().find(is_row).unwrap()
    };
    let (fitted, lead) = (row_of("gleaner"), row_of("lead"));
    assert_eq!(
        (&fitted["gain"][0], &fitted["unfit"]),
        (&100.0.into(), &0.0.into())
    );
    assert_eq!(
        (&lead["gain"][0], &lead["unfit"]),
        (&0.0.into(), &100.0.into())
    );
    assert_eq!(fitted["over_lead"][0], 100.0);
}

#[test]
fn an_invalid_file_of_grades_is_an_error_that_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let lines = graded_lines().replacen("\"grade\":3", "\"grade\":7", 1);
    std::fs::write(folder.path().join("graded.jsonl"), lines).unwrap();
    for command in [&["eval"][..], &["train", "-o", "w.txt"]] {
        let args = [command, &["--picks", "graded.jsonl"]].concat();
        let (code, _, errors) = run_in(folder.path(), &args);
        assert_eq!(code, Some(1), "{errors}");
        assert!(
            errors.contains("graded.jsonl: line 1: a grade is 1, 2 or 3, not 7"),
            "{errors}"
        );
    }
    let (code, _, errors) = run_in(
        folder.path(),
        &[
            "train",
            "--picks",
            "graded.jsonl",
            "-o",
            "w.txt",
            "--picks-share",
            "2",
        ],
    );
    assert_eq!(code, Some(2), "{errors}");
    assert!(errors.contains("a number from 0 to 1"), "{errors}");
}

/// The features of what a sentence needs its neighbours for, of each sentence of a text in turn.
#[test]
fn features_tell_what_cannot_stand_alone() {
    let text = "The study of figure 2 won.\n\nBut he said that they had left. Anna Ray said she agreed. \
        Officials said they must pay. \"Well,\" nobody answered. Now a new plan matters. This is how.";
    let candidates = gleaner::fit::Candidates::of(&text.into(), &mut gleaner::Summarizer::new());
    let width = Feature::fitted().count();
    let of = |feature: Feature| -> Vec<usize> {
        let column = Feature::fitted()
            .position(|known| known == feature)
            .unwrap();
        let values = candidates.features.iter().skip(column).step_by(width);
        let is_set = |&(_, value): &(usize, &f32)| *value == 1.0;
        values
            .enumerate()
            .filter(is_set)
            .map(|(row, _)| row)
            .collect()
    };
    assert_eq!(candidates.bullets.len(), 7);
    assert_eq!(of(Feature::OpenPronoun), [1]);
    assert_eq!(of(Feature::OpensWithDefinite), [0]);
    assert_eq!(of(Feature::OfText), [0]);
    assert_eq!(of(Feature::Outcome), [0, 2]); // "won", "agreed"
    assert_eq!(of(Feature::EarlyName), [2]);
    assert_eq!(of(Feature::Obligation), [3]);
    assert_eq!(of(Feature::OpensWithQuote), [4]);
    assert_eq!(of(Feature::OpensWithFiller), [4, 5]);
    assert_eq!(of(Feature::Demonstrative), [6]);
    assert_eq!(of(Feature::Auxiliary), [1, 3, 6]);
    assert_eq!(of(Feature::StartsParagraph), [0, 1]);
}

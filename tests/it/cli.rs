//! Whole commands: what goes to standard output, what to standard error, and how they end.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const ARTICLE: &str = "The council voted to close the bridge for two years. Engineers had found cracks in eleven girders. \
    Traffic will be led over the ring road. The new bridge will cost 84 million crowns. Work starts in March.";

fn gleaner(args: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary was built with the tests");
    // A command that rejects its flags reads no input.
    let _ = child.stdin.take().unwrap().write_all(input.as_ref());
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

/// One line on standard error that says `expected`, exit code `code`, nothing on standard output.
#[track_caller]
fn check_error(args: &[&str], input: impl AsRef<[u8]>, code: i32, expected: &str) {
    let output = gleaner(args, input);
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(expected), "{stderr}");
}

#[test]
fn bullets_go_to_standard_output() {
    let output = gleaner(
        &["summarize", "--bullets", "2", "--method", "lead"],
        ARTICLE,
    );
    let expected = "• The council voted to close the bridge for two years.\n• Engineers had found cracks in eleven girders.\n";
    assert_eq!(stdout(&output), expected);
    assert!(output.stderr.is_empty());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_file_and_standard_input_give_the_same() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(ARTICLE.as_bytes()).unwrap();
    let from_file = gleaner(&["summarize", file.path().to_str().unwrap()], "");
    let from_dash = gleaner(&["summarize", "-"], ARTICLE);
    assert_eq!(from_file.stdout, from_dash.stdout);
    assert!(!from_file.stdout.is_empty());
}

#[test]
fn json_points_into_the_source() {
    let output = gleaner(&["summarize", "--format", "json", "--explain"], ARTICLE);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["language"], "en");
    assert_eq!(summary["method"], "gleaner");
    assert_eq!(summary["sentence_count"], 5);
    let bullets = summary["bullets"].as_array().unwrap();
    assert_eq!(bullets.len(), 3);
    for bullet in bullets {
        let span = &bullet["sources"][0];
        let range =
            span["start"].as_u64().unwrap() as usize..span["end"].as_u64().unwrap() as usize;
        assert_eq!(bullet["text"], ARTICLE[range]);
        assert!(!bullet["reasons"].as_array().unwrap().is_empty());
    }
}

#[test]
fn json_is_what_the_library_gives() {
    let output = gleaner(
        &["summarize", "--format", "json", "--keywords", "5"],
        ARTICLE,
    );
    let options = gleaner::Options::default().with_keywords(5);
    let summary = gleaner::summarize(ARTICLE, &options);
    let expected = serde_json::to_string(&summary).unwrap();
    assert_eq!(stdout(&output), expected + "\n");
}

#[test]
fn html_is_escaped() {
    let output = gleaner(
        &["summarize", "--format", "html", "--input-format", "plain"],
        "Profits at Mill & Sons rose <5 % in May.",
    );
    assert!(
        stdout(&output).contains("Mill &amp; Sons rose &lt;5 % in May.</li>"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn sentences_tile_the_source() {
    let output = gleaner(&["sentences"], ARTICLE);
    let lines: Vec<serde_json::Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 5);
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(line["index"], index);
        assert_eq!(
            line["text"],
            ARTICLE
                [line["start"].as_u64().unwrap() as usize..line["end"].as_u64().unwrap() as usize]
        );
        assert_eq!(line["role"], "body");
    }
}

#[test]
fn nothing_to_summarize_is_no_error() {
    for input in ["", "\n\n \n"] {
        let output = gleaner(&["summarize"], input);
        assert_eq!(output.status.code(), Some(0), "{input:?}");
        assert_eq!(stdout(&output), "", "{input:?}");
        assert!(!output.stderr.is_empty(), "{input:?}");
    }
}

#[test]
fn wrong_calls_say_the_way_out() {
    check_error(
        &["summarize", "--method", "magic"],
        ARTICLE,
        2,
        "known: gleaner, lead",
    );
    check_error(
        &["summarize", "--bullets", "0"],
        ARTICLE,
        2,
        "--bullets must be at least 1",
    );
    check_error(
        &["summarize", "--ratio", "1.5"],
        ARTICLE,
        2,
        "--ratio must be above 0",
    );
    check_error(
        &["summarize", "--bullets", "2", "--words", "9"],
        ARTICLE,
        2,
        "cannot be used with",
    );
    check_error(
        &["summarize", "--redundancy", "-1"],
        ARTICLE,
        2,
        "between 0 and 1",
    );
    check_error(
        &["summarize", "--language", "qqq"],
        ARTICLE,
        2,
        "gleaner languages",
    );
    check_error(
        &["summarize", "--exclude", "("],
        ARTICLE,
        2,
        "unclosed group",
    );
    check_error(&["sumarize"], ARTICLE, 2, "summarize");
}

#[test]
fn unreadable_inputs_say_the_way_out() {
    check_error(&["summarize", "no/such/file"], "", 1, "no such file");
    check_error(&["summarize", "/"], "", 1, "directory");
    check_error(
        &["summarize"],
        b"A good start. \xff\xfe",
        1,
        "not UTF-8 at byte 14; --lossy",
    );
    check_error(
        &["summarize", "--max-bytes", "10"],
        ARTICLE,
        1,
        "--max-bytes",
    );
}

#[test]
fn sizes_are_plain_or_in_powers_of_1024() {
    let text = "It rained. ".repeat(200);
    for (size, is_enough) in [
        ("2199", false),
        ("2200", true),
        ("2k", false),
        ("2KiB", false),
        ("3K", true),
        ("1M", true),
        ("1mib", true),
        ("1G", true),
        ("1GiB", true),
    ] {
        let output = gleaner(&["summarize", "--max-bytes", size], &text);
        let code = i32::from(!is_enough);
        assert_eq!(output.status.code(), Some(code), "{size}");
    }
    for command in ["summarize", "sentences"] {
        for size in [
            "0",
            "",
            "K",
            "-1",
            "+1",
            "1.5M",
            "1MB",
            "1KK",
            "99999999999G",
        ] {
            let flag = format!("--max-bytes={size}");
            check_error(&[command, &flag], "", 2, "for example 65536, 64M or 1GiB");
        }
    }
}

#[test]
fn lossy_replaces_and_warns() {
    let output = gleaner(
        &["summarize", "--lossy", "--format", "json"],
        b"The council \xff voted to close the bridge for two years.",
    );
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["warnings"][0]["code"], "LOSSY_UTF8");
    assert!(
        summary["bullets"][0]["text"]
            .as_str()
            .unwrap()
            .contains('\u{fffd}')
    );
    let output = gleaner(&["sentences", "--lossy"], b"The council \xff voted.");
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains('\u{fffd}'));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("invalid UTF-8 was replaced"), "{said}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let many = "A sentence of no great interest about item number seven. ".repeat(20_000);
    let mut child = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .arg("sentences")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child
        .stdin
        .take()
        .unwrap()
        .write_all(many.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Articles to learn from, a JSON object a line.
fn articles() -> String {
    let article = |number: usize| {
        let told = format!("The harbour paid ${number}40 million for crane {number}.");
        let text = format!("The weather was mild. {told} Some people walked along the pier.");
        let id = format!("{number} harbour");
        serde_json::json!({"id": id, "text": text, "summary": [told]}).to_string()
    };
    (0..8).map(|number| article(number) + "\n").collect()
}

#[test]
fn eval_takes_what_summarize_takes() {
    for (flags, expected) in [
        ("--bullets 0", "--bullets must be at least 1"),
        ("--bullets 3,0", "--bullets must be at least 1"),
        ("--words 0", "--words must be at least 1"),
        ("--redundancy 7", "--redundancy must lie between 0 and 1"),
        ("--redundancy -1", "--redundancy must lie between 0 and 1"),
        ("--bullets 1,2,3", "one for each --data"),
    ] {
        let flags = format!("eval --data no.jsonl no.jsonl {flags}");
        let flags: Vec<&str> = flags.split(' ').collect();
        check_error(&flags, "", 2, expected);
    }
}

#[test]
fn figures_are_json_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (data, boundaries) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl"));
    std::fs::write(&data, articles()).unwrap();
    let tiled = r#"{"text":"It rained. It snowed.","sentences":["It rained.","It snowed."]}"#;
    std::fs::write(&boundaries, tiled).unwrap();
    let rows = |flag: &str, path: &std::path::Path| -> Vec<serde_json::Value> {
        let path = path.to_str().unwrap();
        let output = gleaner(
            &["eval", "--format", "json", "--bullets", "1", flag, path],
            "",
        );
        assert_eq!(output.status.code(), Some(0));
        let lines = stdout(&output).lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let of_methods = rows("--data", &data);
    let methods: Vec<&str> = of_methods
        .iter()
        .map(|row| row["method"].as_str().unwrap())
        .collect();
    assert_eq!(methods, ["lead", "random", "gleaner", "oracle"]);
    let of_boundaries = rows("--segmentation", &boundaries);
    assert_eq!(of_boundaries.len(), 1);
    assert_eq!(of_boundaries[0]["documents"], 1);
    assert_eq!(of_boundaries[0]["f1"], 1.0);
}

#[test]
fn what_cannot_be_fitted_is_refused_at_once() {
    let many = ["no.jsonl"; 33].join(" ");
    for (flags, expected) in [
        (
            "no.jsonl --without tallness",
            "unknown feature; known: position,",
        ),
        ("no.jsonl --without position,wording", "'wording'"),
        (many.as_str(), "at most 32 domains"),
        ("no.jsonl --leave-one-out", "at least two --data"),
        ("no.jsonl no.jsonl --bullets 1,2,3", "one for each --data"),
        ("no.jsonl --bullets 0", "--bullets must be at least 1"),
    ] {
        let flags = format!("train -o weights.txt --data {flags}");
        let flags: Vec<&str> = flags.split(' ').collect();
        check_error(&flags, "", 2, expected);
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let article = articles().lines().next().unwrap().to_owned();
    file.write_all(article.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let args = ["train", "--data", path, "--folds", "2"];
    check_error(&args, "", 2, "give more articles");
}

#[test]
fn weights_are_written_though_nobody_reads_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("articles.jsonl"), articles()).unwrap();
    for (flags, is_written) in [("-o weights.txt --folds 2", true), ("--folds 2", false)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gleaner"))
            .current_dir(folder.path())
            .args(["train", "--data", "articles.jsonl", "--bullets", "1"])
            .args(flags.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        let weights = std::fs::read_to_string(folder.path().join("weights.txt"));
        assert!(gleaner::Weights::parse(&weights.unwrap()).is_ok());
        assert_eq!(said.contains("fitted after"), is_written, "{said}");
    }
}

#[test]
fn listings_name_what_can_be_asked_for() {
    let output = gleaner(&["methods"], "");
    let methods: Vec<&str> = stdout(&output)
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        methods,
        gleaner::Method::ALL
            .iter()
            .map(|method| method.name())
            .collect::<Vec<_>>()
    );
    assert!(stdout(&gleaner(&["languages"], "")).contains("English"));
}

#[test]
fn help_and_version_are_output() {
    for flag in ["--help", "--version"] {
        let output = gleaner(&[flag], "");
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("gleaner"));
        assert!(output.stderr.is_empty());
    }
}

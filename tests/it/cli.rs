//! Whole commands: standard output, standard error and exit codes.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Five sentences with one space between them.
const ARTICLE: &str = "The council voted to close the bridge for two years. Engineers had found cracks in eleven girders. \
    Traffic will be led over the ring road. The new bridge will cost 84 million crowns. Work starts in March.";

fn gleaner(args: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo builds the binary for the tests");
    // Writing fails if the command rejects its flags, because it then reads no input.
    let _ = child.stdin.take().unwrap().write_all(input.as_ref());
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// Checks for an error of gleaner: one line with `expected` on standard error and the exit code
/// `code`.
#[track_caller]
fn check_error(args: &[&str], input: impl AsRef<[u8]>, code: i32, expected: &str) {
    let output = gleaner(args, input);
    let stderr = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("gleaner: "), "{stderr}");
    assert!(stderr.contains(expected), "{stderr}");
}

/// Checks for a usage error that clap finds and renders, with `expected` in its first line.
#[track_caller]
fn check_usage_error(args: &[&str], expected: &str) {
    let output = gleaner(args, "");
    let stderr = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stdout(&output), "");
    let first = stderr.lines().next().unwrap();
    assert!(first.starts_with("error: "), "{stderr}");
    assert!(first.contains(expected), "{stderr}");
    let last = stderr.lines().last().unwrap();
    assert_eq!(last, "For more information, try '--help'.", "{stderr}");
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
    let from_nothing = gleaner(&["summarize"], ARTICLE);
    assert_eq!(stdout(&from_file).lines().count(), 3);
    assert_eq!(from_dash.stdout, from_file.stdout);
    assert_eq!(from_nothing.stdout, from_file.stdout);
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
    let expected = "<ul lang=\"en\">\n  <li data-sources=\"0-40\">Profits at Mill &amp; Sons rose &lt;5 % in May.</li>\n</ul>\n";
    assert_eq!(stdout(&output), expected);
}

/// Each feature's part in the score, as a sum that is right; and the key phrases in the last line.
#[test]
fn text_explains_scores_and_lists_key_phrases() {
    let output = gleaner(
        &[
            "summarize",
            "--explain",
            "--keywords",
            "2",
            "--bullets",
            "1",
        ],
        ARTICLE,
    );
    let lines: Vec<&str> = stdout(&output).lines().collect();
    let [bullet, reasons, "", keywords] = lines[..] else {
        panic!("{lines:?}");
    };
    assert!(bullet.starts_with("• "));
    let (score, terms) = reasons.trim().split_once(" = ").unwrap();
    let contribution = |term: &str| -> f64 {
        let (_, number) = term.split_once(' ').unwrap();
        number.parse().unwrap()
    };
    let terms: Vec<f64> = terms.split(", ").map(contribution).collect();
    assert!(terms.len() > 3, "{reasons}");
    let sum: f64 = terms.iter().sum();
    let rounding = 0.0005 * (terms.len() + 1) as f64;
    assert!(
        (sum - score.parse::<f64>().unwrap()).abs() <= rounding,
        "{reasons}"
    );
    let keywords = keywords.strip_prefix("Keywords: ").unwrap();
    assert_eq!(keywords.split(", ").count(), 2, "{keywords}");
}

#[test]
fn sentences_cover_the_source_in_order() {
    let output = gleaner(&["sentences"], ARTICLE);
    let lines: Vec<serde_json::Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 5);
    let mut covered = 0;
    for (index, line) in lines.iter().enumerate() {
        let offset = |name: &str| line[name].as_u64().unwrap() as usize;
        assert_eq!(line["index"], index);
        assert!(ARTICLE[covered..offset("start")].trim().is_empty());
        covered = offset("end");
        assert_eq!(line["text"], ARTICLE[offset("start")..covered]);
        assert_eq!(line["role"], "body");
    }
    assert_eq!(covered, ARTICLE.len());
}

#[test]
fn sentences_as_text_are_one_per_line() {
    let output = gleaner(
        &[
            "sentences",
            "--format",
            "text",
            "--input-format",
            "markdown",
        ],
        "It  rained.\tIt\nsnowed.",
    );
    assert_eq!(stdout(&output), "It rained.\nIt snowed.\n");
}

/// An empty summary is a success; a note says why it is empty.
#[test]
fn an_empty_summary_is_no_error() {
    for (args, input, expected) in [
        (&[][..], "", "no text to summarize"),
        (&[], "\n\n \n", "no text to summarize"),
        (&[], "# A heading alone", "no body sentences"),
        (&["--min-score", "1000"], ARTICLE, "lower min_score"),
        (&["--words", "1"], ARTICLE, "budget"),
    ] {
        let output = gleaner(&[&["summarize"], args].concat(), input);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(stdout(&output), "", "{args:?}");
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

/// clap's rendering is kept: the tip and the usage are on lines of their own.
#[test]
fn usage_errors_are_those_of_clap() {
    let output = gleaner(&["summarize", "--bulets", "3"], "");
    let lines: Vec<&str> = stderr(&output).lines().collect();
    assert_eq!(lines[0], "error: unexpected argument '--bulets' found");
    assert_eq!(lines[2], "  tip: a similar argument exists: '--bullets'");
    assert!(
        lines[4].starts_with("Usage: gleaner summarize "),
        "{lines:?}"
    );
    assert_eq!(output.status.code(), Some(2));
    check_usage_error(&["sumarize"], "unrecognized subcommand 'sumarize'");
    check_usage_error(
        &["summarize", "--bullets", "2", "--words", "9"],
        "cannot be used with",
    );
    check_usage_error(&["summarize", "--method", "magic"], "known: gleaner, lead");
    check_usage_error(&["summarize", "--language", "qqq"], "`gleaner languages`");
    let unclosed = gleaner(&["summarize", "--exclude", "("], "");
    assert_eq!(unclosed.status.code(), Some(2));
    assert!(stderr(&unclosed).contains("unclosed group"));
}

#[test]
fn options_out_of_range_say_what_they_take() {
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
        &["summarize", "--redundancy", "-1"],
        ARTICLE,
        2,
        "between 0 and 1",
    );
}

#[test]
fn unreadable_inputs_say_what_to_do() {
    check_error(&["summarize", "no/such/file"], "", 1, "no such file");
    check_error(&["summarize", "/"], "", 1, "directory");
    check_error(
        &["summarize"],
        b"A good start. \xff\xfe",
        1,
        "is not valid UTF-8 at byte 14; name its encoding with --encoding",
    );
    check_error(
        &["summarize", "--max-bytes", "10"],
        ARTICLE,
        1,
        "larger than 10 bytes; raise --max-bytes",
    );
}

#[test]
fn sizes_are_in_bytes_or_powers_of_1024() {
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
            check_usage_error(&[command, &flag], "for example 65536, 64M or 1GiB");
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
    let sentence: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let replaced = "The council \u{fffd} voted.";
    assert_eq!(sentence["text"], replaced);
    assert_eq!(sentence["end"], replaced.len());
    assert!(
        stderr(&output).contains("invalid UTF-8 was replaced"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_closed_standard_output_is_no_error() {
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
    assert_eq!(stderr(&output), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error() {
    for args in [
        &["summarize", "--method", "lead"][..],
        &["sentences"],
        &["languages"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut child = Command::new(env!("CARGO_BIN_EXE_gleaner"))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(full.unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(ARTICLE.as_bytes());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let expected = "gleaner: cannot write to standard output: No space left on device";
        assert!(stderr(&output).starts_with(expected), "{}", stderr(&output));
    }
}

/// Articles with reference bullets, one JSON object per line.
fn articles() -> String {
    let article = |number: usize| {
        let bullet = format!("The harbour paid ${number}40 million for crane {number}.");
        let text = format!("The weather was mild. {bullet} Some people walked along the pier.");
        let id = format!("{number} harbour");
        serde_json::json!({"id": id, "text": text, "summary": [bullet]}).to_string()
    };
    (0..8).map(|number| article(number) + "\n").collect()
}

#[test]
fn eval_checks_options_like_summarize() {
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
fn eval_can_print_json() {
    let dir = tempfile::tempdir().unwrap();
    let (data, boundaries) = (dir.path().join("a.jsonl"), dir.path().join("b.jsonl"));
    std::fs::write(&data, articles()).unwrap();
    let split = r#"{"text":"It rained. It snowed.","sentences":["It rained.","It snowed."]}"#;
    std::fs::write(&boundaries, split).unwrap();
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
fn train_rejects_wrong_calls_before_it_reads_articles() {
    let many = ["no.jsonl"; 33].join(" ");
    let train = |flags: &str| format!("train -o weights.txt --data {flags}");
    for (flags, expected) in [
        (
            "no.jsonl --without tallness",
            "unknown feature; known: position,",
        ),
        ("no.jsonl --without position,wording", "'wording'"),
    ] {
        let flags = train(flags);
        let flags: Vec<&str> = flags.split(' ').collect();
        check_usage_error(&flags, expected);
    }
    for (flags, expected) in [
        (many.as_str(), "at most 32 domains"),
        ("no.jsonl --leave-one-out", "at least two --data"),
        ("no.jsonl no.jsonl --bullets 1,2,3", "one for each --data"),
        ("no.jsonl --bullets 0", "--bullets must be at least 1"),
    ] {
        let flags = train(flags);
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
fn train_writes_weights_although_standard_output_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("articles.jsonl"), articles()).unwrap();
    for (flags, is_written) in [("-o weights.txt --folds 2", true), ("--folds 2", false)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gleaner"))
            .current_dir(dir.path())
            .args(["train", "--data", "articles.jsonl", "--bullets", "1"])
            .args(flags.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = stderr(&output);
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
        let weights = std::fs::read_to_string(dir.path().join("weights.txt"));
        assert!(gleaner::Weights::parse(&weights.unwrap()).is_ok());
        assert_eq!(stderr.contains("fitted after"), is_written, "{stderr}");
    }
}

#[test]
fn methods_are_listed_with_a_description() {
    let output = gleaner(&["methods"], "");
    let lines: Vec<&str> = stdout(&output).lines().collect();
    assert_eq!(lines.len(), gleaner::Method::ALL.len());
    for (line, method) in lines.iter().zip(gleaner::Method::ALL) {
        let (name, about) = line.split_once(' ').unwrap();
        assert_eq!(name, method.name());
        assert_eq!(about.trim_start(), method.about());
    }
}

/// Every tag that is listed is one that `--language` takes.
#[test]
fn languages_are_listed_with_their_tags() {
    let output = gleaner(&["languages"], "");
    let tags: Vec<&str> = stdout(&output)
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    let expected: Vec<&str> = gleaner::Language::all()
        .map(|language| language.tag())
        .collect();
    assert_eq!(tags, expected);
    for tag in tags {
        assert!(gleaner::Language::from_tag(tag).is_some(), "{tag}");
    }
    let english = stdout(&output).lines().nth(1).unwrap();
    assert_eq!(
        english.split_whitespace().collect::<Vec<_>>()[1..3],
        ["English", "Latin"]
    );
}

#[test]
fn version_is_that_of_the_package() {
    let output = gleaner(&["--version"], "");
    let expected = format!("gleaner {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(stdout(&output), expected);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn help_goes_to_standard_output() {
    let output = gleaner(&["--help"], "");
    for command in [
        "summarize",
        "sentences",
        "eval",
        "train",
        "methods",
        "languages",
    ] {
        let line = format!("\n  {command} ");
        assert!(stdout(&output).contains(&line), "{command}");
    }
    assert!(output.stderr.is_empty());
    assert_eq!(output.status.code(), Some(0));
    let output = gleaner(&["summarize", "--help"], "");
    assert!(stdout(&output).contains("Number of bullets [default: 3]"));
    assert_eq!(output.status.code(), Some(0));
    // Without a command, help is an error.
    let output = gleaner(&[], "");
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("Usage: gleaner <COMMAND>"));
    assert_eq!(output.status.code(), Some(2));
}

/// A document that is no text is refused with the way out, and never with `--lossy`.
#[test]
fn files_that_are_not_text_say_what_they_are() {
    let check = |input: &[u8], expected: &str| {
        for args in [
            &["summarize"][..],
            &["sentences"],
            &["summarize", "--lossy"],
        ] {
            let output = gleaner(args, input);
            assert_eq!(output.status.code(), Some(1), "{args:?}");
            assert_eq!(stdout(&output), "", "{args:?}");
            assert_eq!(stderr(&output), expected, "{args:?}");
        }
    };
    check(
        b"%PDF-1.4\n1 0 obj << /Type /Catalog >>\nendobj\n",
        "gleaner: standard input is a PDF, not text; convert it first: pdftotext FILE FILE.txt\n",
    );
    check(
        b"{\\rtf1\\ansi The council voted to close the bridge.\\par}",
        "gleaner: standard input is an RTF document, not text; convert it first: pandoc FILE -t html -o FILE.html\n",
    );
    check(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
        "gleaner: standard input is an image (png), not text; read its text first: tesseract FILE FILE\n",
    );
}

#[test]
fn other_encodings_are_decoded_with_a_warning() {
    let check = |args: &[&str], input: &[u8], expected: &str, encoding: &str| {
        let output = gleaner(&[&["summarize"], args].concat(), input);
        assert_eq!(stdout(&output), format!("• {expected}\n"), "{args:?}");
        let warning = format!(
            "gleaner: the text was decoded from {encoding}; offsets refer to the decoded text\n"
        );
        assert_eq!(stderr(&output), warning, "{args:?}");
    };
    let latin = b"The caf\xe9 on the pier closes for two years after the storm.";
    let text = "The café on the pier closes for two years after the storm.";
    check(&["--encoding", "latin1"], latin, text, "windows-1252");
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    check(&[], &utf16, text, "UTF-16LE");
    let page = [
        b"<html><meta charset=\"iso-8859-1\"><body><p>".as_slice(),
        latin,
    ]
    .concat();
    check(&[], &page, text, "windows-1252");
    let refused = gleaner(&["summarize", "--encoding", "klingon"], latin);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("unknown encoding 'klingon'; expected a name"));
}

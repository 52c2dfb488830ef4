//! Batch jobs as callers run them: files in, files out, exit codes, and the files that are left
//! when a job is interrupted.

mod errors; // bad records of every kind, and their error rows
mod groups; // --group-by
mod inputs; // every kind of input and output gives the same rows
mod resume; // jobs that were killed, interrupted, or met a full disk

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A temporary directory, and commands that run in it.
struct TestDir(tempfile::TempDir);

impl TestDir {
    fn new() -> TestDir {
        TestDir(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
        command
            .current_dir(self.path())
            .args(args.split_whitespace())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &str) -> Output {
        self.command(args).output().unwrap()
    }

    fn run_with_input(&self, args: &str, input: &[u8]) -> Output {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        // Writing fails if the command rejects its flags, because it then reads no input.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Runs a job that must succeed.
    #[track_caller]
    fn batch(&self, args: &str) -> Output {
        let output = self.run(&format!("batch {args}"));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        output
    }

    /// Runs a job that must end with the exit code `code`. Returns what it wrote to standard error.
    #[track_caller]
    fn batch_exits(&self, code: i32, args: &str) -> String {
        let output = self.run(&format!("batch {args}"));
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{args}: {message}");
        message
    }

    /// The rows of a JSONL output.
    fn rows(&self, name: &str) -> Vec<Value> {
        rows(&self.read(name))
    }
}

/// The output of a process that must end soon; it is killed if it does not.
#[track_caller]
fn output_soon(mut child: Child) -> Output {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("the process does not end");
        }
        sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn rows(jsonl: &[u8]) -> Vec<Value> {
    let lines = jsonl
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

/// The id of each row and the code of its error, which is empty for a summary.
fn ids_and_codes(rows: &[Value]) -> Vec<(&str, &str)> {
    rows.iter()
        .map(|row| {
            let id = row["id"].as_str().unwrap();
            (id, row["error"]["code"].as_str().unwrap_or(""))
        })
        .collect()
}

/// An article of `sentences` sentences. Another `number` gives another article.
fn article(number: u64, sentences: usize) -> String {
    const WORDS: &[&str] = &[
        "council",
        "bridge",
        "river",
        "engineers",
        "harvest",
        "orchestra",
        "winter",
        "signal",
        "market",
        "school",
        "found",
        "closed",
        "opened",
        "measured",
        "promised",
        "repaired",
        "the old",
        "a second",
        "every",
        "no",
        "near",
        "after",
        "without",
        "because of",
    ];
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut text = String::new();
    for _ in 0..sentences {
        let words: Vec<&str> = (0..6 + random(14))
            .map(|_| WORDS[random(WORDS.len())])
            .collect();
        text.push_str(&format!(
            "Report {} says {}. ",
            random(900),
            words.join(" ")
        ));
    }
    text
}

/// Records as JSONL, with the fields id, title, text and source.
fn jsonl(count: u64, sentences: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..count {
        let record = json!({
            "id": format!("d{number}"),
            "title": article(number + 1_000_000, 1),
            "text": article(number, sentences),
            "source": format!("wire {}", number % 3),
        });
        bytes.extend_from_slice(record.to_string().as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

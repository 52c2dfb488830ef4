//! Batch jobs as callers run them: files in, files out, exit codes, and what stands on the disk when
//! a job is stopped.

mod faults; // bad records of every kind, and what becomes of them
mod groups; // adjacent records as one
mod inputs; // every kind of input and output gives the same rows
mod resume; // killed, stopped, full disks, changed minds

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder of a test's own, and commands run in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
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
        // A command that rejects its flags reads no input.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Runs a job that must end well.
    #[track_caller]
    fn batch(&self, args: &str) -> Output {
        let output = self.run(&format!("batch {args}"));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        output
    }

    /// Runs a job that must end with `code`, and gives what it says.
    #[track_caller]
    fn check_exit(&self, args: &str, code: i32) -> String {
        let output = self.run(&format!("batch {args}"));
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }

    /// The rows of a JSONL output.
    fn rows(&self, name: &str) -> Vec<Value> {
        rows(&self.read(name))
    }
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

/// The id of each row and the code of its error, empty where it has none.
fn ids_and_codes(rows: &[Value]) -> Vec<(&str, &str)> {
    rows.iter()
        .map(|row| {
            let id = row["id"].as_str().unwrap();
            (id, row["error"]["code"].as_str().unwrap_or(""))
        })
        .collect()
}

/// An article of about `sentences` sentences, told from others by `number`.
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
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut text = String::new();
    for _ in 0..sentences {
        let words: Vec<&str> = (0..6 + draw(14))
            .map(|_| WORDS[draw(WORDS.len())])
            .collect();
        text.push_str(&format!("Report {} says {}. ", draw(900), words.join(" ")));
    }
    text
}

/// Records as JSONL: id, title, text, and a source to carry.
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

//! What a batch job costs in addition to the engine. Measures the CPU time per document of three
//! things: the engine alone, reading and writing the same rows with serde_json alone, and whole
//! jobs. They are measured in turns in one run, so that they can be compared on a busy machine. The
//! reading and writing of a job should cost at most 1.3 times that of serde_json alone.
//!
//! `cargo bench --bench batch -- [DOCUMENTS]` takes the number of documents (10000). With `--test`
//! it takes 50 documents, to check that the benchmark runs.

mod corpus;

use clap::Parser;
use corpus::ArticleGenerator;
use gleaner::{Options, Source, Summarizer, Summary};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[derive(Deserialize, Serialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    error: Option<()>,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// The flags of `gleaner batch`.
#[derive(Parser)]
struct Command {
    #[command(flatten)]
    args: gleaner::batch::Args,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let is_test = args.iter().any(|arg| arg == "--test");
    let given = args.iter().find_map(|arg| arg.parse().ok());
    let count = if is_test { 50 } else { given.unwrap_or(10_000) };
    let dir = tempfile::tempdir().expect("a temporary directory can be created");
    let input = dir.path().join("in.jsonl");
    let mut writer = ArticleGenerator::new(7);
    let lines: Vec<String> = (0..count).map(|number| line(&mut writer, number)).collect();
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    std::fs::write(&input, lines.join("\n")).expect("the input can be written");
    println!("{count} documents of {} bytes", bytes / count as usize);

    let summaries = summarize_all(&lines);
    let rounds = if is_test { 1 } else { 3 };
    let mut table = Table::new(rounds, count);
    for _ in 0..rounds {
        table.add("engine", measure(|| drop(black_box(summarize_all(&lines)))));
        table.add("serde_json", measure(|| read_and_write(&lines, &summaries)));
        for threads in [1, 2] {
            let name = format!("batch, {threads} thread(s)");
            table.add(
                &name,
                measure(|| run_job(&input, dir.path(), threads, "jsonl")),
            );
        }
        table.add(
            "batch, 1, gzip",
            measure(|| run_job(&input, dir.path(), 1, "jsonl.gz")),
        );
        table.add(
            "batch, 1, zstd",
            measure(|| run_job(&input, dir.path(), 1, "jsonl.zst")),
        );
        #[cfg(feature = "parquet")]
        table.add(
            "batch, 1, Parquet",
            measure(|| run_job(&input, dir.path(), 1, "parquet")),
        );
    }
    table.print(bytes);
}

/// The engine alone.
fn summarize_all(lines: &[String]) -> Vec<Summary> {
    let mut summarizer = Summarizer::new();
    let options = Options::default();
    let summarize = |line: &String| {
        // The fields are found without a JSON parser, to measure the engine only. They have no
        // escapes.
        let text = line
            .split("\"text\":\"")
            .nth(1)
            .expect("every line has a text");
        let title = line.split('"').nth(7).expect("every line has a title");
        let source = Source::new(&text[..text.len() - 2]).with_title(title);
        summarizer.summarize(&source, &options)
    };
    lines.iter().map(summarize).collect()
}

/// Reads each line and writes its row with serde_json, without anything else.
fn read_and_write(lines: &[String], summaries: &[Summary]) {
    let mut row = Vec::new();
    for (line, summary) in lines.iter().zip(summaries) {
        let record: Record =
            serde_json::from_slice(line.as_bytes()).expect("the lines are records");
        row.clear();
        let written = Row {
            id: &record.id,
            error: None,
            summary,
        };
        serde_json::to_writer(&mut row, &written).expect("writing to memory does not fail");
        black_box((&record.text, &row));
    }
}

/// A whole job.
fn run_job(input: &Path, dir: &Path, threads: usize, format: &str) {
    let output = dir.join(format!("out.{format}"));
    let flags = ["--overwrite", "--quiet", "--threads", &threads.to_string()].map(str::to_owned);
    let paths = [
        "batch",
        &input.to_string_lossy(),
        "-o",
        &output.to_string_lossy(),
    ]
    .map(str::to_owned);
    let command = Command::parse_from(paths.iter().chain(&flags));
    assert_eq!(gleaner::batch::run(&command.args), ExitCode::SUCCESS);
}

/// The CPU time of the whole process and the elapsed time.
fn measure(run: impl FnOnce()) -> (Duration, Duration) {
    let (cpu, clock) = (cpu_time(), Instant::now());
    run();
    (cpu_time() - cpu, clock.elapsed())
}

#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

/// All measurements, of which the medians are printed.
struct Table {
    rounds: usize,
    count: u64,
    rows: Vec<(String, Vec<(Duration, Duration)>)>,
}

impl Table {
    fn new(rounds: usize, count: u64) -> Table {
        Table {
            rounds,
            count,
            rows: Vec::new(),
        }
    }

    fn add(&mut self, name: &str, times: (Duration, Duration)) {
        match self.rows.iter_mut().find(|(known, _)| known == name) {
            Some((_, measured)) => measured.push(times),
            None => self.rows.push((name.into(), vec![times])),
        }
    }

    fn print(&mut self, bytes: usize) {
        let micros = |time: Duration| time.as_secs_f64() * 1e6 / self.count as f64;
        println!(
            "{:<20} {:>12} {:>14} {:>10}",
            "", "CPU µs/doc", "elapsed µs/doc", "MB/CPU s"
        );
        let mut found = Vec::new();
        for (name, times) in &mut self.rows {
            let mut cpu: Vec<Duration> = times.iter().map(|times| times.0).collect();
            let mut clock: Vec<Duration> = times.iter().map(|times| times.1).collect();
            cpu.sort_unstable();
            clock.sort_unstable();
            let (cpu, clock) = (cpu[self.rounds / 2], clock[self.rounds / 2]);
            let rate = bytes as f64 / 1e6 / cpu.as_secs_f64();
            println!(
                "{name:<20} {:>12.2} {:>14.2} {rate:>10.1}",
                micros(cpu),
                micros(clock)
            );
            found.push((micros(cpu), micros(clock)));
        }
        println!(
            "reading and writing of a job: {:.2} times that of serde_json; two threads: {:.2} times as fast as one",
            (found[2].0 - found[0].0) / found[1].0,
            found[2].1 / found[3].1
        );
    }
}

/// A line with an article of about 4 KB.
fn line(writer: &mut ArticleGenerator, number: u64) -> String {
    serde_json::to_string(&Record {
        id: format!("d{number}").into(),
        title: "What the council decided about the bridge".into(),
        text: writer.article(4_000).into(),
    })
    .expect("writing to memory does not fail")
}

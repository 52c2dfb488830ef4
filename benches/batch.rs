//! What a batch job costs beside the engine: CPU time a document of the engine alone, of a bare
//! serde_json read and write of the same rows, and of whole jobs; all in one run, so that they can
//! be compared on a busy machine. The reading and writing of a job should cost at most 1.3 times
//! the bare one.
//!
//! `cargo bench --bench batch -- [DOCUMENTS]`; with `--test` a few documents, to see that it runs.

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

#[derive(Parser)]
struct Job {
    #[command(flatten)]
    args: gleaner::batch::Args,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let quick = args.iter().any(|arg| arg == "--test");
    let named = args.iter().find_map(|arg| arg.parse().ok());
    let count = if quick { 50 } else { named.unwrap_or(10_000) };
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let input = folder.path().join("in.jsonl");
    let mut writer = ArticleGenerator::new(7);
    let lines: Vec<String> = (0..count).map(|number| line(&mut writer, number)).collect();
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    std::fs::write(&input, lines.join("\n")).expect("room for the input");
    println!("{count} documents, {} bytes a line", bytes / count as usize);

    let summaries = engine(&lines);
    let rounds = if quick { 1 } else { 3 };
    let mut table = Table::new(rounds, count);
    for _ in 0..rounds {
        table.add("engine", measure(|| drop(black_box(engine(&lines)))));
        table.add("serde_json", measure(|| bare(&lines, &summaries)));
        for threads in [1, 2] {
            let name = format!("batch, {threads} thread(s)");
            table.add(
                &name,
                measure(|| job(&input, folder.path(), threads, "jsonl")),
            );
        }
        table.add(
            "batch, 1, gzip",
            measure(|| job(&input, folder.path(), 1, "jsonl.gz")),
        );
        table.add(
            "batch, 1, zstd",
            measure(|| job(&input, folder.path(), 1, "jsonl.zst")),
        );
        #[cfg(feature = "parquet")]
        table.add(
            "batch, 1, Parquet",
            measure(|| job(&input, folder.path(), 1, "parquet")),
        );
    }
    table.print(bytes);
}

fn engine(lines: &[String]) -> Vec<Summary> {
    let mut summarizer = Summarizer::new();
    let options = Options::default();
    let summarize = |line: &String| {
        // Parsing is not the engine's, so it is kept small: the text has no escapes.
        let text = line
            .split("\"text\":\"")
            .nth(1)
            .expect("every line has a text");
        let title = line.split('"').nth(7).expect("and a title");
        let source = Source::new(&text[..text.len() - 2]).with_title(title);
        summarizer.summarize(&source, &options)
    };
    lines.iter().map(summarize).collect()
}

/// Reads each line and writes its row, one after the other, as lean as serde_json goes.
fn bare(lines: &[String], summaries: &[Summary]) {
    let mut row = Vec::new();
    for (line, summary) in lines.iter().zip(summaries) {
        let record: Record = serde_json::from_slice(line.as_bytes()).expect("what we wrote");
        row.clear();
        let written = Row {
            id: &record.id,
            error: None,
            summary,
        };
        serde_json::to_writer(&mut row, &written).expect("memory takes it");
        black_box((&record.text, &row));
    }
}

fn job(input: &Path, folder: &Path, threads: usize, form: &str) {
    let output = folder.join(format!("out.{form}"));
    let flags = ["--overwrite", "--quiet", "--threads", &threads.to_string()].map(str::to_owned);
    let paths = [
        "batch",
        &input.to_string_lossy(),
        "-o",
        &output.to_string_lossy(),
    ]
    .map(str::to_owned);
    let job = Job::parse_from(paths.iter().chain(&flags));
    assert_eq!(gleaner::batch::run(&job.args), ExitCode::SUCCESS);
}

/// CPU time of the whole process, and time on the clock.
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

/// The median of each thing measured.
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
            Some((_, all)) => all.push(times),
            None => self.rows.push((name.into(), vec![times])),
        }
    }

    fn print(&mut self, bytes: usize) {
        let micros = |time: Duration| time.as_secs_f64() * 1e6 / self.count as f64;
        println!(
            "{:<20} {:>12} {:>12} {:>10}",
            "", "CPU µs/doc", "clock µs/doc", "MB/CPU s"
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
                "{name:<20} {:>12.2} {:>12.2} {rate:>10.1}",
                micros(cpu),
                micros(clock)
            );
            found.push((micros(cpu), micros(clock)));
        }
        println!(
            "reading and writing of a job: {:.2} of the bare; two threads: {:.2} times as fast as one",
            (found[2].0 - found[0].0) / found[1].0,
            found[2].1 / found[3].1
        );
    }
}

/// A record whose article has about 4 KB.
fn line(writer: &mut ArticleGenerator, number: u64) -> String {
    serde_json::to_string(&Record {
        id: format!("d{number}").into(),
        title: "What the council decided about the bridge".into(),
        text: writer.article(4_000).into(),
    })
    .expect("memory takes it")
}

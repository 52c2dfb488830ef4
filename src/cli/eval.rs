//! `gleaner eval`: a table of how good the summaries of each method are, next to the lead sentences,
//! random sentences and the oracle; or, with `--segmentation`, how accurate sentence boundaries are; or,
//! with `--picks`, what a reader gets (see eval_picks.rs).

use super::eval_picks::{self, By};
use super::failure::Failure;
use crate::args;
use crate::eval::quality::{self, ScoredSummary};
use crate::eval::{
    Article, Faults, Interval, Tokenizer, bootstrap_difference, bootstrap_mean, greedy_oracle,
    judge, read_articles, segmentation,
};
use clap::ValueEnum;
use gleaner_engine::Weights;
use gleaner_engine::{Budget, Method, Options};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Seed of the bootstrap intervals.
const SEED: u64 = 1;

/// Flags of `gleaner eval`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files of articles with reference bullets: one JSON object per line with id, text and summary
    /// (a list), optionally title and lang. Each file gets a table
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present_any = ["segmentation", "picks"])]
    data: Vec<PathBuf>,
    /// Methods to compare, separated by commas. The tables always include lead, random and the
    /// oracle, which chooses sentences by the reference bullets
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "gleaner"
    )]
    method: Vec<Method>,
    /// Number of bullets per summary: one number for all files, or one per file, separated by commas
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "3")]
    pub(super) bullets: Vec<u32>,
    /// Maximum number of words per summary, instead of --bullets. Compares methods at equal length
    #[arg(long, value_name = "N", conflicts_with = "bullets")]
    words: Option<u32>,
    /// Weights file for the method gleaner, written by `gleaner train` [default: the
    /// built-in weights]
    #[arg(long, value_name = "FILE", value_parser = crate::args::parse_weights)]
    weights: Option<Arc<Weights>>,
    /// Redundancy penalty of the method gleaner, from 0 (off) to 1 [default: the method's own]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    redundancy: Option<f64>,
    /// Files of texts with their sentences, to measure the accuracy of sentence boundaries instead:
    /// one JSON object per line with text and sentences (a list), optionally lang
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "data")]
    segmentation: Vec<PathBuf>,
    /// Files of graded articles, to measure what a reader gets from the bullets instead: docs/grading.md
    /// has the format. Each number of --bullets gets a table over all files
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["data", "segmentation", "words"])]
    pub(super) picks: Vec<PathBuf>,
    /// The rows of the tables of graded articles
    #[arg(long, value_enum, default_value = "group", requires = "picks")]
    pub(super) by: By,
    /// Number of articles whose bullets are shown below each table, by the last method
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// One table per file
    Text,
    /// One JSON object per line, for each file and method
    Json,
}

/// The figures of one method on one file. ROUGE is F1 in per cent.
#[derive(Serialize)]
struct Row {
    data: String,
    method: &'static str,
    articles: usize,
    rouge_1: f64,
    rouge_2: f64,
    rouge_lsum: f64,
    /// The mean of the three measures, and the ends of its 95 % bootstrap interval.
    mean: [f64; 3],
    /// ROUGE-1 minus that of the lead sentences, and the ends of its paired 95 % bootstrap interval.
    gain_over_lead: [f64; 3],
    /// The mean number of words per summary.
    words: f64,
    /// Articles summarized and scored per second.
    documents_per_second: Option<f64>,
    /// The share of bullets with each fault, in per cent, in the order of [`Faults::NAMES`].
    faults: [f64; 7],
}

/// The accuracy of sentence boundaries in one file.
#[derive(Serialize)]
struct BoundaryRow {
    data: String,
    documents: usize,
    /// Documents without any wrong or missing boundary.
    exact: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

impl Args {
    /// The options with which `method` summarizes the articles of the file with this index.
    pub(super) fn options(&self, file: usize, method: Method) -> Options {
        let bullets = self.bullets_of(file);
        Options::default()
            .with_method(method)
            .with_budget(self.words.map_or(Budget::Bullets(bullets), Budget::Words))
            .with_weights(self.weights.clone())
            .with_redundancy(self.redundancy.filter(|_| method == Method::Gleaner))
    }

    fn bullets_of(&self, file: usize) -> u32 {
        self.bullets[file.min(self.bullets.len() - 1)]
    }

    /// Lead and random, then the methods asked for.
    pub(super) fn methods(&self) -> Vec<Method> {
        let mut methods = vec![Method::Lead, Method::Random];
        let others = self.method.iter().copied();
        methods.extend(others.filter(|method| !matches!(method, Method::Lead | Method::Random)));
        methods
    }

    fn check(&self) -> Result<(), String> {
        let (numbers, files) = (self.bullets.len(), self.data.len());
        if self.picks.is_empty() && numbers != 1 && numbers != files {
            return Err(format!(
                "--bullets has {numbers} numbers for {files} files; give one number, or one for each --data"
            ));
        }
        (0..self.bullets.len())
            .try_for_each(|file| args::validated(self.options(file, Method::Gleaner)).map(drop))
    }
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    if !args.segmentation.is_empty() {
        return evaluate_boundaries(args, &mut output);
    }
    args.check().map_err(Failure::Usage)?;
    if !args.picks.is_empty() {
        return eval_picks::evaluate(args, &mut output);
    }
    for file in 0..args.data.len() {
        evaluate_summaries(args, file, &mut output)?;
    }
    Ok(())
}

/// Evaluates all methods on the file of articles with this index.
fn evaluate_summaries(args: &Args, file: usize, output: &mut impl Write) -> Result<(), Failure> {
    let path = &args.data[file];
    let articles = read_articles(path).map_err(|error| Failure::Input(error.to_string()))?;
    let summaries_by = |method| {
        let options = args.options(file, method);
        quality::score_summaries(&articles, options.budget, &options)
    };
    let lead = summaries_by(Method::Lead);
    let mut rows = Vec::new();
    let mut last = Vec::new();
    for method in args.methods() {
        let start = Instant::now();
        let summaries = summaries_by(method);
        let rate = articles.len() as f64 / start.elapsed().as_secs_f64();
        rows.push(Row {
            documents_per_second: Some(rate),
            ..row(path, method.name(), &articles, &summaries, &lead)
        });
        last = summaries;
    }
    let best = oracle_summaries(&articles, args.bullets_of(file) as usize);
    rows.push(row(path, "oracle", &articles, &best, &lead));
    match args.format {
        Format::Text => write_table(output, path, &rows)?,
        Format::Json => {
            for row in &rows {
                write_json(output, row)?;
            }
        }
    }
    for (article, summary) in articles.iter().zip(&last).take(args.show) {
        writeln!(output, "\n{}", article.id)?;
        for bullet in &summary.bullets {
            writeln!(output, "• {bullet}")?;
        }
    }
    Ok(())
}

fn evaluate_boundaries(args: &Args, output: &mut impl Write) -> Result<(), Failure> {
    if let Format::Text = args.format {
        writeln!(
            output,
            "{:32} {:>9} {:>9} {:>9} {:>9}",
            "data", "exact", "precision", "recall", "F1"
        )?;
    }
    for path in &args.segmentation {
        let row = boundary_row(path)?;
        match args.format {
            Format::Json => write_json(output, &row)?,
            Format::Text => {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                writeln!(
                    output,
                    "{name:32} {:>9} {:>9.4} {:>9.4} {:>9.4}",
                    format!("{}/{}", row.exact, row.documents),
                    row.precision,
                    row.recall,
                    row.f1
                )?;
            }
        }
    }
    Ok(())
}

fn boundary_row(path: &Path) -> Result<BoundaryRow, Failure> {
    let cannot_read = |error: &dyn std::fmt::Display| {
        Failure::Input(format!("cannot read {}: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| cannot_read(&error))?;
    let score = segmentation::score_boundaries(BufReader::new(file), |_, _, _| {})
        .map_err(|error| cannot_read(&error))?;
    Ok(BoundaryRow {
        data: path.display().to_string(),
        documents: score.documents,
        exact: score.exact,
        precision: score.precision(),
        recall: score.recall(),
        f1: score.f1(),
    })
}

pub(super) fn write_json(output: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, row)?;
    writeln!(output)
}

/// The summaries that the oracle makes of the articles' body sentences, at most `bullets` sentences
/// each.
fn oracle_summaries(articles: &[Article], bullets: usize) -> Vec<ScoredSummary> {
    let mut tokenizer = Tokenizer::default();
    let options = Options::default();
    let best = |article: &Article| {
        let sentences = gleaner_engine::sentences(&article.text, &options);
        let body: Vec<&str> = (sentences.iter())
            .filter(|sentence| sentence.role.is_body())
            .map(|sentence| sentence.text.as_str())
            .collect();
        let tokens: Vec<Vec<u32>> = body.iter().map(|text| tokenizer.tokens(text)).collect();
        let reference = tokenizer.tokens(&article.summary.join("\n"));
        let mut picks = greedy_oracle(&tokens, &reference, bullets);
        picks.sort_unstable();
        let on_one_line = |&pick: &usize| {
            let words: Vec<&str> = body[pick].split_whitespace().collect();
            words.join(" ")
        };
        quality::score_bullets(picks.iter().map(on_one_line).collect(), article)
    };
    articles.iter().map(best).collect()
}

/// The figures of one method, without its speed.
fn row(
    path: &Path,
    method: &'static str,
    articles: &[Article],
    summaries: &[ScoredSummary],
    lead: &[ScoredSummary],
) -> Row {
    let mean = |measure: fn(&ScoredSummary) -> f64| match summaries.len() {
        0 => 0.0,
        count => summaries.iter().map(measure).sum::<f64>() / count as f64,
    };
    let percent = |interval: Interval| {
        [interval.mean, interval.low, interval.high].map(|value| 100.0 * value)
    };
    let rouge_1 = |summaries: &[ScoredSummary]| -> Vec<f64> {
        summaries.iter().map(|summary| summary.rouge.one).collect()
    };
    let rouge_means: Vec<f64> = (summaries.iter())
        .map(|summary| summary.rouge.mean())
        .collect();
    Row {
        data: path.display().to_string(),
        method,
        articles: articles.len(),
        rouge_1: 100.0 * mean(|summary| summary.rouge.one),
        rouge_2: 100.0 * mean(|summary| summary.rouge.two),
        rouge_lsum: 100.0 * mean(|summary| summary.rouge.lsum),
        mean: percent(bootstrap_mean(&rouge_means, SEED)),
        gain_over_lead: percent(bootstrap_difference(
            &rouge_1(summaries),
            &rouge_1(lead),
            SEED,
        )),
        words: mean(|summary| summary.words as f64),
        documents_per_second: None,
        faults: fault_shares(articles, summaries),
    }
}

/// The share of bullets with each fault, in per cent.
fn fault_shares(articles: &[Article], summaries: &[ScoredSummary]) -> [f64; 7] {
    let mut counts = [0.0; 7];
    let mut bullets = 0;
    for (article, summary) in articles.iter().zip(summaries) {
        bullets += summary.bullets.len();
        for faults in judge(&summary.bullets, &article.text) {
            for (count, has_fault) in counts.iter_mut().zip(faults.flags()) {
                *count += f64::from(u8::from(has_fault));
            }
        }
    }
    counts.map(|count| 100.0 * count / f64::from(bullets.max(1) as u32))
}

fn write_table(output: &mut impl Write, path: &Path, rows: &[Row]) -> io::Result<()> {
    let articles = rows.first().map_or(0, |row| row.articles);
    writeln!(
        output,
        "\n{}, {articles} articles; faults in % of bullets",
        path.display()
    )?;
    write!(
        output,
        "{:10} {:>6} {:>6} {:>6} {:>22} {:>22} {:>6} {:>7}",
        "method", "R-1", "R-2", "R-Lsum", "mean [95 %]", "R-1 over lead [95 %]", "words", "docs/s"
    )?;
    for name in Faults::NAMES {
        write!(output, " {name:>11}")?;
    }
    writeln!(output)?;
    for row in rows {
        let interval = |[mean, low, high]: [f64; 3]| format!("{mean:.2} [{low:.2}, {high:.2}]");
        let rate = row
            .documents_per_second
            .map_or("-".into(), |rate| format!("{rate:.0}"));
        write!(
            output,
            "{:10} {:>6.2} {:>6.2} {:>6.2} {:>22} {:>22} {:>6.1} {rate:>7}",
            row.method,
            row.rouge_1,
            row.rouge_2,
            row.rouge_lsum,
            interval(row.mean),
            interval(row.gain_over_lead),
            row.words,
        )?;
        for fault in row.faults {
            write!(output, " {fault:>11.1}")?;
        }
        writeln!(output)?;
    }
    Ok(())
}

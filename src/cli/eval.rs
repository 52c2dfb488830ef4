//! `gleaner eval`: how good summaries are, method by method, beside lead and the oracle; or how well
//! sentence boundaries are found.

use super::Failure;
use crate::args;
use crate::eval::quality::{self, Outcome};
use crate::eval::{
    Article, Faults, Interval, Vocabulary, judge, oracle, paired_gain, read_articles,
};
use crate::eval::{resampled_mean, segmentation};
use clap::ValueEnum;
use gleaner_engine::Weights;
use gleaner_engine::{Budget, Method, Options};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Flags of `gleaner eval`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Articles with reference bullets, one JSON object a line: id, text, summary (a list)
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "segmentation")]
    data: Vec<PathBuf>,
    /// Methods to compare, separated by commas; lead, random and the oracle are always there
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "gleaner"
    )]
    method: Vec<Method>,
    /// Bullets to a summary: one number for all files, or one for each
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "3")]
    bullets: Vec<u32>,
    /// Words to a summary instead, to compare at equal length
    #[arg(long, value_name = "N", conflicts_with = "bullets")]
    words: Option<u32>,
    /// Weights for the method gleaner, as `gleaner train` writes them
    #[arg(long, value_name = "FILE", value_parser = crate::args::weights)]
    weights: Option<Arc<Weights>>,
    /// The redundancy penalty of the method gleaner [default: its own]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    redundancy: Option<f64>,
    /// Score sentence boundaries on these instead, one JSON object a line: text, sentences (a list)
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "data")]
    segmentation: Vec<PathBuf>,
    /// Show the bullets of that many articles under each table
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
    /// How to write the figures
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table for each file
    Text,
    /// One object a line for each file, and for each method
    Json,
}

/// The figures of one method on one file; ROUGE F1 in per cent.
#[derive(Serialize)]
struct Row {
    data: String,
    method: &'static str,
    articles: usize,
    rouge_1: f64,
    rouge_2: f64,
    rouge_lsum: f64,
    /// The mean of the three, and the 95 % bootstrap interval.
    mean: [f64; 3],
    /// ROUGE-1 over that of lead, paired.
    gain_over_lead: [f64; 3],
    words: f64,
    documents_per_second: Option<f64>,
    /// Per cent of bullets with each fault.
    faults: [f64; 7],
}

/// How well boundaries are found in one file.
#[derive(Serialize)]
struct BoundaryRow {
    data: String,
    documents: usize,
    /// Documents without any fault.
    exact: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

impl Args {
    /// How `method` summarizes the articles of the file at `index`.
    fn options(&self, index: usize, method: Method) -> Options {
        let bullets = self.bullets_of(index);
        Options::default()
            .with_method(method)
            .with_budget(self.words.map_or(Budget::Bullets(bullets), Budget::Words))
            .with_weights(self.weights.clone())
            .with_redundancy(self.redundancy.filter(|_| method == Method::Gleaner))
    }

    fn bullets_of(&self, index: usize) -> u32 {
        self.bullets[index.min(self.bullets.len() - 1)]
    }

    fn check(&self) -> Result<(), String> {
        if self.bullets.len() != 1 && self.bullets.len() != self.data.len() {
            return Err("--bullets takes one number, or one for each --data".into());
        }
        (0..self.bullets.len())
            .try_for_each(|index| args::checked(self.options(index, Method::Gleaner)).map(drop))
    }
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    if !args.segmentation.is_empty() {
        return boundaries(args, &mut output);
    }
    args.check().map_err(Failure::Usage)?;
    for (index, path) in args.data.iter().enumerate() {
        let articles = read_articles(path).map_err(|error| Failure::Input(error.to_string()))?;
        let outcomes_of = |method| {
            let options = args.options(index, method);
            quality::outcomes(&articles, options.budget, &options)
        };
        let lead = outcomes_of(Method::Lead);
        let mut rows = Vec::new();
        let mut shown = Vec::new();
        let methods = [Method::Lead, Method::Random].into_iter();
        let others = args.method.iter().copied();
        let others = others.filter(|method| !matches!(method, Method::Lead | Method::Random));
        for method in methods.chain(others) {
            let began = Instant::now();
            let outcomes = outcomes_of(method);
            let rate = articles.len() as f64 / began.elapsed().as_secs_f64();
            rows.push(row(
                path,
                method.name(),
                &articles,
                &outcomes,
                &lead,
                Some(rate),
            ));
            shown = outcomes;
        }
        let best = oracles(&articles, args.bullets_of(index) as usize);
        rows.push(row(path, "oracle", &articles, &best, &lead, None));
        match args.format {
            Format::Text => write_table(&mut output, path, &rows)?,
            Format::Json => {
                for row in &rows {
                    write_json(&mut output, row)?;
                }
            }
        }
        for (article, outcome) in articles.iter().zip(&shown).take(args.show) {
            writeln!(output, "\n{}", article.id)?;
            for bullet in &outcome.bullets {
                writeln!(output, "• {bullet}")?;
            }
        }
    }
    Ok(())
}

fn boundaries(args: &Args, output: &mut impl Write) -> Result<(), Failure> {
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
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::Input(format!("cannot read {}: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| cannot(&error))?;
    let score = segmentation::boundary_score(BufReader::new(file), |_, _, _| {})
        .map_err(|error| cannot(&error))?;
    Ok(BoundaryRow {
        data: path.display().to_string(),
        documents: score.documents,
        exact: score.exact,
        precision: score.precision(),
        recall: score.recall(),
        f1: score.f1(),
    })
}

fn write_json(output: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, row)?;
    writeln!(output)
}

/// What the oracle takes of each article.
fn oracles(articles: &[Article], bullets: usize) -> Vec<Outcome> {
    let mut tokens = Vocabulary::default();
    let options = Options::default();
    let best = |article: &Article| {
        let sentences = gleaner_engine::sentences(&article.text, &options);
        let body: Vec<&str> = (sentences.iter())
            .filter(|sentence| sentence.role.is_body())
            .map(|sentence| sentence.text.as_str())
            .collect();
        let body_tokens: Vec<Vec<u32>> = body.iter().map(|text| tokens.tokens(text)).collect();
        let reference = tokens.tokens(&article.summary.join("\n"));
        let mut picks = oracle(&body_tokens, &reference, bullets);
        picks.sort_unstable();
        let squeezed = |&pick: &usize| body[pick].split_whitespace().collect::<Vec<_>>().join(" ");
        quality::score(picks.iter().map(squeezed).collect(), article)
    };
    articles.iter().map(best).collect()
}

fn row(
    path: &Path,
    method: &'static str,
    articles: &[Article],
    outcomes: &[Outcome],
    lead: &[Outcome],
    rate: Option<f64>,
) -> Row {
    let of = |measure: fn(&Outcome) -> f64| outcomes.iter().map(measure).collect::<Vec<f64>>();
    let mean = |values: Vec<f64>| resampled_mean(&values, 1).mean;
    let percent = |interval: Interval| {
        [interval.mean, interval.low, interval.high].map(|value| 100.0 * value)
    };
    let one = |outcomes: &[Outcome]| outcomes.iter().map(|o| o.rouge.one).collect::<Vec<f64>>();
    let mut faults = [0.0; 7];
    let mut bullets = 0;
    for (article, outcome) in articles.iter().zip(outcomes) {
        bullets += outcome.bullets.len();
        for found in judge(&outcome.bullets, &article.text) {
            for (sum, fault) in faults.iter_mut().zip(found.flags()) {
                *sum += f64::from(u8::from(fault));
            }
        }
    }
    Row {
        data: path.display().to_string(),
        method,
        articles: articles.len(),
        rouge_1: 100.0 * mean(of(|outcome| outcome.rouge.one)),
        rouge_2: 100.0 * mean(of(|outcome| outcome.rouge.two)),
        rouge_lsum: 100.0 * mean(of(|outcome| outcome.rouge.lsum)),
        mean: percent(resampled_mean(&of(|outcome| outcome.rouge.mean()), 1)),
        gain_over_lead: percent(paired_gain(&one(outcomes), &one(lead), 1)),
        words: mean(of(|outcome| outcome.words as f64)),
        documents_per_second: rate,
        faults: faults.map(|count| 100.0 * count / f64::from(bullets.max(1) as u32)),
    }
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
        write!(output, " {name:>10}")?;
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
            write!(output, " {fault:>10.1}")?;
        }
        writeln!(output)?;
    }
    Ok(())
}

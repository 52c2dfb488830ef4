//! `gleaner eval --picks`: what a reader gets from the bullets of each method, by graded sentences.

use super::eval::{Args, Format, write_json};
use super::failure::Failure;
use crate::eval::picks::{Gains, GradedArticle, read_graded, score_graded};
use crate::eval::{Interval, bootstrap_difference, bootstrap_mean};
use clap::ValueEnum;
use gleaner_engine::Method;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::PathBuf;

/// Seed of the bootstrap intervals.
const SEED: u64 = 1;

/// What the tables of graded articles have a row for.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum By {
    /// News, other English, long texts, other languages
    Group,
    /// The kind of text that the articles name
    Domain,
    /// The language
    Language,
}

/// The figures of one method on some of the articles, in per cent.
#[derive(Serialize)]
struct Row {
    bullets: u32,
    method: &'static str,
    /// "all", or the group, domain or language.
    articles_of: String,
    articles: usize,
    /// The mean, and the ends of its 95 % bootstrap interval.
    gain: [f64; 3],
    essential: f64,
    unfit: f64,
    again: f64,
    nothing: f64,
    printable: f64,
    misleading: f64,
    /// The gain minus that of the lead sentences, and the ends of its paired 95 % bootstrap interval.
    over_lead: [f64; 3],
}

/// The gain of the method gleaner minus that of the best other method but the lead sentences.
#[derive(Serialize)]
struct Comparison {
    bullets: u32,
    articles_of: String,
    best_other_method: &'static str,
    over_best_other: [f64; 3],
}

pub(super) fn evaluate(args: &Args, output: &mut impl Write) -> Result<(), Failure> {
    let articles = read_files(&args.picks)?;
    let groups = groups(&articles, args.by);
    for &bullets in &args.bullets {
        let methods = args.methods();
        let scored: Vec<(Method, Vec<Gains>)> = (methods.into_iter())
            .map(|method| {
                let options = args.options(0, method);
                (method, score_graded(&articles, bullets, &options))
            })
            .collect();
        write_rows(args, bullets, &groups, &scored, output)?;
    }
    Ok(())
}

/// The graded articles of all files.
pub(super) fn read_files(paths: &[PathBuf]) -> Result<Vec<GradedArticle>, Failure> {
    let mut articles = Vec::new();
    for path in paths {
        let cannot_read = |error: &dyn std::fmt::Display| {
            Failure::Input(format!("cannot read {}: {error}", path.display()))
        };
        let file = File::open(path).map_err(|error| cannot_read(&error))?;
        articles.extend(read_graded(BufReader::new(file)).map_err(|error| cannot_read(&error))?);
    }
    Ok(articles)
}

/// The articles of each group by index; first "all".
fn groups(articles: &[GradedArticle], by: By) -> Vec<(String, Vec<usize>)> {
    let name = |article: &GradedArticle| match by {
        By::Group => article.group().to_string(),
        By::Domain => article.domain.clone(),
        By::Language => article.lang.clone(),
    };
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, article) in articles.iter().enumerate() {
        groups.entry(name(article)).or_default().push(index);
    }
    let all = ("all".to_string(), (0..articles.len()).collect());
    std::iter::once(all).chain(groups).collect()
}

fn write_rows(
    args: &Args,
    bullets: u32,
    groups: &[(String, Vec<usize>)],
    scored: &[(Method, Vec<Gains>)],
    output: &mut impl Write,
) -> Result<(), Failure> {
    if let Format::Text = args.format {
        writeln!(
            output,
            "\n{} graded articles, {bullets} bullets; in per cent",
            groups[0].1.len()
        )?;
        writeln!(
            output,
            "{:16} {:10} {:>8} {:>20} {:>9} {:>6} {:>6} {:>7} {:>9} {:>10} {:>22}",
            "articles of",
            "method",
            "articles",
            "gain [95 %]",
            "essential",
            "unfit",
            "again",
            "nothing",
            "printable",
            "misleading",
            "gain over lead [95 %]"
        )?;
    }
    for (name, indices) in groups {
        let of_group =
            |gains: &[Gains]| -> Vec<Gains> { indices.iter().map(|&index| gains[index]).collect() };
        let lead = of_group(&scored[0].1);
        for (method, gains) in scored {
            let row = row(bullets, method.name(), name, &of_group(gains), &lead);
            match args.format {
                Format::Json => write_json(output, &row)?,
                Format::Text => write_row(output, &row)?,
            }
        }
        if let Some(comparison) = comparison(bullets, name, indices, scored) {
            match args.format {
                Format::Json => write_json(output, &comparison)?,
                Format::Text => writeln!(
                    output,
                    "{name:16} gleaner over {}: {}",
                    comparison.best_other_method,
                    interval_text(comparison.over_best_other)
                )?,
            }
        }
    }
    Ok(())
}

fn row(
    bullets: u32,
    method: &'static str,
    articles_of: &str,
    gains: &[Gains],
    lead: &[Gains],
) -> Row {
    let mean = Gains::mean(gains);
    Row {
        bullets,
        method,
        articles_of: articles_of.into(),
        articles: gains.len(),
        gain: percent(bootstrap_mean(&values(gains), SEED)),
        essential: 100.0 * mean.essential.unwrap_or_default(),
        unfit: 100.0 * mean.unfit,
        again: 100.0 * mean.again,
        nothing: 100.0 * mean.nothing,
        printable: 100.0 * mean.printable,
        misleading: 100.0 * mean.misleading,
        over_lead: percent(bootstrap_difference(&values(gains), &values(lead), SEED)),
    }
}

/// The method gleaner beside the best of the others; `None` unless both are among the methods.
fn comparison(
    bullets: u32,
    articles_of: &str,
    indices: &[usize],
    scored: &[(Method, Vec<Gains>)],
) -> Option<Comparison> {
    let of_group =
        |gains: &[Gains]| -> Vec<f64> { indices.iter().map(|&index| gains[index].gain).collect() };
    let sum = |gains: &[Gains]| of_group(gains).iter().sum::<f64>();
    let (_, own) = scored
        .iter()
        .find(|(method, _)| *method == Method::Gleaner)?;
    let is_other =
        |method: Method| !matches!(method, Method::Gleaner | Method::Lead | Method::Random);
    let (method, best) = (scored.iter())
        .filter(|(method, _)| is_other(*method))
        .max_by(|(_, a), (_, b)| sum(a).total_cmp(&sum(b)))?;
    Some(Comparison {
        bullets,
        articles_of: articles_of.into(),
        best_other_method: method.name(),
        over_best_other: percent(bootstrap_difference(&of_group(own), &of_group(best), SEED)),
    })
}

fn values(gains: &[Gains]) -> Vec<f64> {
    gains.iter().map(|gains| gains.gain).collect()
}

fn percent(interval: Interval) -> [f64; 3] {
    [interval.mean, interval.low, interval.high].map(|value| 100.0 * value)
}

fn interval_text([mean, low, high]: [f64; 3]) -> String {
    format!("{mean:.1} [{low:.1}, {high:.1}]")
}

fn write_row(output: &mut impl Write, row: &Row) -> io::Result<()> {
    writeln!(
        output,
        "{:16} {:10} {:>8} {:>20} {:>9.1} {:>6.1} {:>6.1} {:>7.1} {:>9.1} {:>10.2} {:>22}",
        row.articles_of,
        row.method,
        row.articles,
        interval_text(row.gain),
        row.essential,
        row.unfit,
        row.again,
        row.nothing,
        row.printable,
        row.misleading,
        interval_text(row.over_lead),
    )
}

//! `gleaner train`: fits the default blend to articles with reference bullets.

use super::Failure;
use crate::args::{checked, say};
use crate::eval::fit::{self, Domain, Settings};
use crate::eval::quality::{Outcome, outcomes};
use crate::eval::{Article, paired_gain, read_articles};
use gleaner_engine::Weights;
use gleaner_engine::fit::Feature;
use gleaner_engine::{Budget, Method, Options};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Flags of `gleaner train`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Articles with reference bullets, one JSON object a line: id, text, summary (a list). Each
    /// value is a domain, which gives rise to an expert; several files of one are joined by commas
    #[arg(long, value_name = "FILES", required = true, num_args = 1..)]
    data: Vec<String>,
    /// Where to write the weights
    #[arg(short, long, value_name = "WEIGHTS", required_unless_present_any = ["folds", "leave_one_out"])]
    output: Option<PathBuf>,
    /// Bullets to a summary: one number for all domains, or one for each
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "3")]
    bullets: Vec<u32>,
    /// Score each part of that many on weights fitted to the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100))]
    folds: Option<u64>,
    /// Score each domain on weights fitted to the others
    #[arg(long)]
    leave_one_out: bool,
    /// Features left out, separated by commas, to see what they are worth
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = learned)]
    without: Vec<String>,
    /// Of everything that is drawn
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// The name of a feature that is fitted.
fn learned(name: &str) -> Result<String, String> {
    let names: Vec<&str> = Feature::learned().map(Feature::name).collect();
    match names.contains(&name) {
        true => Ok(name.into()),
        false => Err(format!("unknown feature; known: {}", names.join(", "))),
    }
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    check(args).map_err(Failure::Usage)?;
    let domains = read(args)?;
    check_parts(args, &domains).map_err(Failure::Usage)?;
    let settings = Settings {
        seed: args.seed,
        without: args.without.clone(),
        ..Settings::default()
    };
    let began = Instant::now();
    let measured = fit::measure(&domains);
    let after = |what: &str| {
        let seconds = began.elapsed().as_secs_f64();
        say(&format!("{what} after {seconds:.0} s"));
    };
    after("measured");
    if let Some(folds) = args.folds {
        let part =
            |domain: usize, article: usize| fit::part(&domains[domain].articles[article].id, folds);
        let mut all: Vec<Scored> = domains.iter().map(|_| Scored::default()).collect();
        for fold in 0..folds {
            let text = fit::fit(&measured, |d, a| part(d, a) != fold, &settings, "");
            score(&domains, &text, |d, a| part(d, a) == fold, &mut all)?;
            after(&format!("fold {} of {folds}", fold + 1));
        }
        show(&table(&domains, &all), args)?;
    }
    if args.leave_one_out {
        let mut all: Vec<Scored> = domains.iter().map(|_| Scored::default()).collect();
        for left_out in 0..domains.len() {
            let text = fit::fit(&measured, |domain, _| domain != left_out, &settings, "");
            score(&domains, &text, |domain, _| domain == left_out, &mut all)?;
            after(&domains[left_out].name);
        }
        show(&table(&domains, &all), args)?;
    }
    if let Some(path) = &args.output {
        let text = fit::fit(&measured, |_, _| true, &settings, &head(args, &domains));
        let text = with_scores(&domains, text)?;
        std::fs::write(path, &text)
            .map_err(|error| Failure::Input(format!("cannot write {}: {error}", path.display())))?;
        after("fitted");
        show(&worth(&domains, &text)?, args)?;
    }
    Ok(())
}

/// Writes a table. Weights that are still to be written do not hang on who reads it.
fn show(table: &str, args: &Args) -> Result<(), Failure> {
    match io::stdout().write_all(table.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe && args.output.is_some() => Ok(()),
        written => Ok(written?),
    }
}

/// Refuses what would fail only after all fitting.
fn check(args: &Args) -> Result<(), String> {
    if args.bullets.len() != 1 && args.bullets.len() != args.data.len() {
        return Err("--bullets takes one number, or one for each --data".into());
    }
    if args.data.len() > Weights::EXPERTS_MAX {
        return Err(format!(
            "--data takes at most {} domains; join files of one kind by commas",
            Weights::EXPERTS_MAX
        ));
    }
    for &bullets in &args.bullets {
        checked(Options::default().with_bullets(bullets))?;
    }
    if args.leave_one_out && args.data.len() == 1 {
        return Err("--leave-one-out takes at least two --data".into());
    }
    Ok(())
}

/// Refuses folds all but one of which are empty: that one would be scored on weights fitted to nothing.
fn check_parts(args: &Args, domains: &[Domain]) -> Result<(), String> {
    let Some(folds) = args.folds else {
        return Ok(());
    };
    let articles = domains.iter().flat_map(|domain| &domain.articles);
    let parts: BTreeSet<u64> = articles
        .map(|article| fit::part(&article.id, folds))
        .collect();
    match parts.len() {
        0 | 1 => {
            Err("--folds found all articles in one part, by their ids; give more articles".into())
        }
        _ => Ok(()),
    }
}

fn read(args: &Args) -> Result<Vec<Domain>, Failure> {
    let domain = |(index, files): (usize, &String)| {
        let mut articles = Vec::new();
        for file in files.split(',') {
            let read = read_articles(Path::new(file));
            articles.extend(read.map_err(|error| Failure::Input(error.to_string()))?);
        }
        Ok(Domain {
            name: name(files),
            bullets: args.bullets[index.min(args.bullets.len() - 1)] as usize,
            articles,
        })
    };
    args.data.iter().enumerate().map(domain).collect()
}

/// The folder of the first file, or the file itself where it has none.
fn name(files: &str) -> String {
    let path = Path::new(files.split(',').next().unwrap_or(files));
    let folder = path.parent().and_then(Path::file_name);
    let name = folder.or(path.file_stem()).unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Where the weights come from.
fn head(args: &Args, domains: &[Domain]) -> String {
    let mut head = String::from("Weights of the method gleaner, fitted by `gleaner train`.\n");
    for domain in domains {
        let _ = writeln!(
            head,
            "{}: {} articles, {} bullets",
            domain.name,
            domain.articles.len(),
            domain.bullets
        );
    }
    let _ = write!(head, "seed {}", args.seed);
    head
}

/// Outcomes of lead and of the blend on the same articles.
#[derive(Default)]
struct Scored {
    lead: Vec<Outcome>,
    ours: Vec<Outcome>,
}

/// Scores the articles that `take` chooses.
fn score(
    domains: &[Domain],
    weights: &str,
    take: impl Fn(usize, usize) -> bool,
    all: &mut [Scored],
) -> Result<(), Failure> {
    let blend = Weights::parse(weights).map_err(|error| Failure::Input(error.to_string()))?;
    let options = Options::default().with_weights(Arc::new(blend));
    let lead = Options::default().with_method(Method::Lead);
    for (index, (domain, scored)) in domains.iter().zip(all).enumerate() {
        let articles: Vec<Article> = (domain.articles.iter().enumerate())
            .filter(|&(article, _)| take(index, article))
            .map(|(_, article)| article.clone())
            .collect();
        let budget = Budget::Bullets(domain.bullets as u32);
        scored.ours.extend(outcomes(&articles, budget, &options));
        scored.lead.extend(outcomes(&articles, budget, &lead));
    }
    Ok(())
}

fn percent(outcomes: &[Outcome], measure: impl Fn(&Outcome) -> f64) -> f64 {
    100.0 * outcomes.iter().map(measure).sum::<f64>() / outcomes.len().max(1) as f64
}

/// The mean over domains of the mean of the three.
fn macro_mean<'s>(scored: impl Iterator<Item = &'s [Outcome]>) -> f64 {
    let means: Vec<f64> = scored
        .map(|outcomes| percent(outcomes, |o| o.rouge.mean()))
        .collect();
    means.iter().sum::<f64>() / means.len().max(1) as f64
}

fn table(domains: &[Domain], all: &[Scored]) -> String {
    let mut text = format!(
        "{:16} {:>8} {:>6} {:>6} {:>6} {:>6} {:>22} {:>6}\n",
        "domain", "articles", "R-1", "R-2", "R-Lsum", "words", "R-1 over lead [95 %]", "lead"
    );
    for (domain, Scored { lead, ours }) in domains.iter().zip(all) {
        let one = |outcomes: &[Outcome]| {
            outcomes
                .iter()
                .map(|o| 100.0 * o.rouge.one)
                .collect::<Vec<_>>()
        };
        let gain = paired_gain(&one(ours), &one(lead), 1);
        let _ = writeln!(
            text,
            "{:16} {:>8} {:>6.2} {:>6.2} {:>6.2} {:>6.1} {:>22} {:>6.2}",
            domain.name,
            ours.len(),
            percent(ours, |o| o.rouge.one),
            percent(ours, |o| o.rouge.two),
            percent(ours, |o| o.rouge.lsum),
            percent(ours, |o| o.words as f64) / 100.0,
            format!("{:.2} [{:.2}, {:.2}]", gain.mean, gain.low, gain.high),
            percent(lead, |o| o.rouge.one),
        );
    }
    let _ = writeln!(
        text,
        "macro {:.2}, lead {:.2}",
        macro_mean(all.iter().map(|scored| &scored.ours[..])),
        macro_mean(all.iter().map(|scored| &scored.lead[..])),
    );
    text
}

/// Adds what the weights reach on what they were fitted to.
fn with_scores(domains: &[Domain], text: String) -> Result<String, Failure> {
    let mut all: Vec<Scored> = domains.iter().map(|_| Scored::default()).collect();
    score(domains, &text, |_, _| true, &mut all)?;
    let mut scores = String::from("# On the articles fitted to, R-1/R-2/R-Lsum:");
    for (domain, Scored { ours, .. }) in domains.iter().zip(&all) {
        let _ = write!(
            scores,
            " {} {:.1}/{:.1}/{:.1}",
            domain.name,
            percent(ours, |o| o.rouge.one),
            percent(ours, |o| o.rouge.two),
            percent(ours, |o| o.rouge.lsum),
        );
    }
    let _ = writeln!(scores);
    let (comments, rest) = text.split_at(text.find("experts").unwrap_or(0));
    Ok(format!("{comments}{scores}{rest}"))
}

/// What each kind of feature sways, and what the scores lose without it.
fn worth(domains: &[Domain], text: &str) -> Result<String, Failure> {
    let blend = Weights::parse(text).map_err(|error| Failure::Input(error.to_string()))?;
    // A sample says enough.
    let few: Vec<Vec<Article>> = (domains.iter())
        .map(|domain| domain.articles.iter().take(200).cloned().collect())
        .collect();
    let macro_of = |blend: Weights| {
        let options = Options::default().with_weights(Arc::new(blend));
        let scored: Vec<Vec<Outcome>> = (domains.iter().zip(&few))
            .map(|(domain, few)| outcomes(few, Budget::Bullets(domain.bullets as u32), &options))
            .collect();
        macro_mean(scored.iter().map(Vec::as_slice))
    };
    let whole = macro_of(blend.clone());
    let mut text = format!(
        "{:16} {:>12} {:>16}\n",
        "feature", "mean weight", "macro without"
    );
    for (reason, weight) in blend.reasons() {
        let without = macro_of(blend.without(reason)) - whole;
        let _ = writeln!(text, "{reason:16} {weight:>12.3} {without:>16.2}");
    }
    Ok(text)
}

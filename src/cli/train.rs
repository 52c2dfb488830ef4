//! `gleaner train`: fits the weights of the default method to articles with reference bullets and to graded
//! articles.

use super::eval_picks;
use super::failure::Failure;
use crate::args::{print_line, validated};
use crate::eval::fit::{self, Domain, Measured, Settings};
use crate::eval::picks::{Gains, GradedArticle, score_graded};
use crate::eval::quality::{ScoredSummary, score_summaries};
use crate::eval::{Article, bootstrap_difference, read_articles};
use gleaner_engine::Weights;
use gleaner_engine::fit::Feature;
use gleaner_engine::{Budget, Method, Options};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Seed of the bootstrap intervals.
const BOOTSTRAP_SEED: u64 = 1;

/// The articles of each domain that the table of features is made with.
const ABLATION_ARTICLES: usize = 200;

/// The bullets of a summary of a graded article.
const GRADED_BULLETS: u32 = 3;

/// Flags of `gleaner train`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files of articles with reference bullets: one JSON object per line with id, text and summary
    /// (a list), optionally title. Each value is one domain (one kind of text), for which one set of
    /// weights (an expert) is fitted. Join the files of one domain with commas
    #[arg(long, value_name = "FILES", required_unless_present = "picks", num_args = 1..)]
    data: Vec<String>,
    /// Files of graded articles (docs/grading.md has the format), which become one more domain
    #[arg(long, value_name = "FILE", num_args = 1..)]
    picks: Vec<PathBuf>,
    /// The weight of the graded articles together; the others have the rest
    #[arg(long, value_name = "SHARE", default_value_t = Settings::default().graded_share, value_parser = share)]
    picks_share: f64,
    /// File to write the weights to
    #[arg(short, long, value_name = "WEIGHTS", required_unless_present_any = ["folds", "leave_one_out"])]
    output: Option<PathBuf>,
    /// Number of bullets per summary: one number for all domains, or one per domain, separated by
    /// commas
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "3")]
    bullets: Vec<u32>,
    /// Cross-validate with N folds (2 to 100): score each fold with weights fitted to the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100))]
    folds: Option<u64>,
    /// Score each domain with weights fitted to the other domains
    #[arg(long)]
    leave_one_out: bool,
    /// Features to leave out of the fit, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = feature_name)]
    without: Vec<String>,
    /// Random seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Reads a share of a whole.
fn share(text: &str) -> Result<f64, String> {
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "must be a number from 0 to 1".into())
}

/// Checks that `name` is a feature whose weight is fitted.
fn feature_name(name: &str) -> Result<String, String> {
    let names: Vec<&str> = Feature::fitted().map(Feature::name).collect();
    match names.contains(&name) {
        true => Ok(name.into()),
        false => Err(format!("unknown feature; known: {}", names.join(", "))),
    }
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    check_flags(args).map_err(Failure::Usage)?;
    let domains = read_domains(args)?;
    let graded = eval_picks::read_files(&args.picks)?;
    check_folds(args, &domains, &graded).map_err(Failure::Usage)?;
    let start = Instant::now();
    let training = Training {
        args,
        settings: Settings {
            seed: args.seed,
            without: args.without.clone(),
            graded_share: args.picks_share,
            ..Settings::default()
        },
        measured: fit::measure(&domains, &graded),
        domains,
        graded,
        start,
    };
    training.report_progress("measured");
    if let Some(folds) = args.folds {
        training.cross_validate(folds)?;
    }
    if args.leave_one_out {
        training.leave_each_domain_out()?;
    }
    if let Some(path) = &args.output {
        training.write_weights(path)?;
    }
    Ok(())
}

/// Rejects flags that would otherwise fail only after the fit.
fn check_flags(args: &Args) -> Result<(), String> {
    let (numbers, domains) = (args.bullets.len(), args.data.len());
    if numbers != 1 && numbers != domains {
        return Err(format!(
            "--bullets has {numbers} numbers for {domains} domains; give one number, or one for each --data"
        ));
    }
    if domains + usize::from(!args.picks.is_empty()) > Weights::EXPERTS_MAX {
        return Err(format!(
            "--data has {domains} values but there can be at most {} domains, with --picks one less; join files of one kind with commas",
            Weights::EXPERTS_MAX
        ));
    }
    for &bullets in &args.bullets {
        validated(Options::default().with_bullets(bullets))?;
    }
    if Feature::fitted().all(|feature| args.without.iter().any(|name| name == feature.name())) {
        return Err("--without leaves out all features; name fewer".into());
    }
    if args.leave_one_out && domains <= 1 {
        return Err("--leave-one-out needs at least two --data values".into());
    }
    Ok(())
}

/// Rejects folds if all articles fall into one of them, because then there is nothing to fit to.
fn check_folds(args: &Args, domains: &[Domain], graded: &[GradedArticle]) -> Result<(), String> {
    let Some(folds) = args.folds else {
        return Ok(());
    };
    let sources = Sources::of(domains, graded);
    let used: BTreeSet<u64> = (sources.all())
        .map(|source| fit::fold_of(source, folds))
        .collect();
    match used.len() {
        0 | 1 => Err(
            "--folds: all articles fall into the same fold, which depends on their ids; give more articles"
                .into(),
        ),
        _ => Ok(()),
    }
}

/// For each domain and article, what decides its fold: the id, or, for a graded article, its source. An
/// article that is graded too has the source of the graded one, so that it is held out of both voices.
struct Sources(Vec<Vec<String>>);

impl Sources {
    fn of(domains: &[Domain], graded: &[GradedArticle]) -> Sources {
        let source =
            |article: &GradedArticle| article.source.as_ref().unwrap_or(&article.id).clone();
        let by_text: HashMap<&str, String> = (graded.iter())
            .map(|article| (article.text.trim(), source(article)))
            .collect();
        let by_id: HashMap<&str, String> = (graded.iter())
            .filter_map(|article| Some((article.id.split_once('/')?.1, source(article))))
            .collect();
        let of_article = |article: &Article| {
            let known = by_text
                .get(article.text.trim())
                .or(by_id.get(&article.id[..]));
            known.unwrap_or(&article.id).clone()
        };
        let of_domain = |domain: &Domain| domain.articles.iter().map(of_article).collect();
        let mut sources: Vec<Vec<String>> = domains.iter().map(of_domain).collect();
        sources.push(graded.iter().map(source).collect());
        Sources(sources)
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }
}

fn read_domains(args: &Args) -> Result<Vec<Domain>, Failure> {
    let read_domain = |(index, files): (usize, &String)| {
        let mut articles = Vec::new();
        for file in files.split(',') {
            let read = read_articles(Path::new(file));
            articles.extend(read.map_err(|error| Failure::Input(error.to_string()))?);
        }
        Ok(Domain {
            name: domain_name(files),
            bullets: args.bullets[index.min(args.bullets.len() - 1)] as usize,
            articles,
        })
    };
    args.data.iter().enumerate().map(read_domain).collect()
}

/// The name of the folder that contains the domain's first file; without a folder, the name of the
/// file.
fn domain_name(files: &str) -> String {
    let path = Path::new(files.split(',').next().unwrap_or(files));
    let folder = path.parent().and_then(Path::file_name);
    let name = folder.or(path.file_stem()).unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Everything that a run needs after its input is read.
struct Training<'a> {
    args: &'a Args,
    settings: Settings,
    domains: Vec<Domain>,
    graded: Vec<GradedArticle>,
    measured: Measured,
    start: Instant,
}

/// What a reader gets from the bullets of graded articles, by the group of the article.
type GradedGains = BTreeMap<&'static str, Vec<Gains>>;

/// The summaries of a domain's articles by lead and by fitted weights.
#[derive(Default)]
struct DomainSummaries {
    lead: Vec<ScoredSummary>,
    fitted: Vec<ScoredSummary>,
}

impl Training<'_> {
    fn report_progress(&self, what: &str) {
        let seconds = self.start.elapsed().as_secs_f64();
        print_line(&format!("{what} after {seconds:.0} s"));
    }

    /// Scores each fold with weights fitted to the others, and prints the table.
    fn cross_validate(&self, folds: u64) -> Result<(), Failure> {
        let sources = Sources::of(&self.domains, &self.graded);
        let fold_of =
            |domain: usize, article: usize| fit::fold_of(&sources.0[domain][article], folds);
        let mut summaries = self.no_summaries();
        let mut gains = GradedGains::new();
        for fold in 0..folds {
            let weights = self.fit(|domain, article| fold_of(domain, article) != fold, "")?;
            self.summarize(
                &weights,
                |domain, article| fold_of(domain, article) == fold,
                &mut summaries,
            )?;
            let is_held_out = |article| fold_of(self.domains.len(), article) == fold;
            self.add_gains(&weights, is_held_out, &mut gains)?;
            self.report_progress(&format!("fold {} of {folds}", fold + 1));
        }
        let mut tables = String::new();
        if !self.domains.is_empty() {
            tables += &self.table(&summaries);
        }
        if !self.graded.is_empty() {
            tables += &graded_table(&gains);
        }
        self.print(&tables)
    }

    /// Scores each domain with weights fitted to the others, and prints the table.
    fn leave_each_domain_out(&self) -> Result<(), Failure> {
        let mut summaries = self.no_summaries();
        for left_out in 0..self.domains.len() {
            let weights = self.fit(|domain, _| domain != left_out, "")?;
            self.summarize(&weights, |domain, _| domain == left_out, &mut summaries)?;
            self.report_progress(&format!("without {}", self.domains[left_out].name));
        }
        self.print(&self.table(&summaries))
    }

    /// Fits weights to all articles, writes them to `path`, and prints what each kind of feature
    /// contributes.
    fn write_weights(&self, path: &Path) -> Result<(), Failure> {
        let weights = self.fit(|_, _| true, &self.header())?;
        let weights = self.with_scores(weights)?;
        std::fs::write(path, &weights)
            .map_err(|error| Failure::Input(format!("cannot write {}: {error}", path.display())))?;
        self.report_progress("fitted");
        self.print(&self.ablation_table(&weights)?)
    }

    fn fit(
        &self,
        is_included: impl Fn(usize, usize) -> bool,
        header: &str,
    ) -> Result<String, Failure> {
        fit::fit(&self.measured, is_included, &self.settings, header).ok_or_else(|| {
            Failure::Input(
                "nothing to fit to: no article has both body sentences and reference bullets"
                    .into(),
            )
        })
    }

    fn no_summaries(&self) -> Vec<DomainSummaries> {
        self.domains
            .iter()
            .map(|_| DomainSummaries::default())
            .collect()
    }

    /// Summarizes the articles that `is_included` chooses by lead and by `weights`, and appends the
    /// summaries to those of their domains.
    fn summarize(
        &self,
        weights: &str,
        is_included: impl Fn(usize, usize) -> bool,
        summaries: &mut [DomainSummaries],
    ) -> Result<(), Failure> {
        let fitted = Options::default().with_weights(Arc::new(parse(weights)?));
        let lead = Options::default().with_method(Method::Lead);
        for (index, (domain, summaries)) in self.domains.iter().zip(summaries).enumerate() {
            let articles: Vec<Article> = (domain.articles.iter().enumerate())
                .filter(|&(article, _)| is_included(index, article))
                .map(|(_, article)| article.clone())
                .collect();
            let budget = Budget::Bullets(domain.bullets as u32);
            let by_weights = score_summaries(&articles, budget, &fitted);
            summaries.fitted.extend(by_weights);
            let by_lead = score_summaries(&articles, budget, &lead);
            summaries.lead.extend(by_lead);
        }
        Ok(())
    }

    /// Summarizes the graded articles that `is_included` chooses by `weights`, and adds what a reader gets.
    fn add_gains(
        &self,
        weights: &str,
        is_included: impl Fn(usize) -> bool,
        gains: &mut GradedGains,
    ) -> Result<(), Failure> {
        let options = Options::default().with_weights(Arc::new(parse(weights)?));
        let included = || (0..self.graded.len()).filter(|&article| is_included(article));
        let articles = || included().map(|article| &self.graded[article]);
        let scored = score_graded(articles(), GRADED_BULLETS, &options);
        for (article, scored) in articles().zip(scored) {
            gains.entry(article.group()).or_default().push(scored);
        }
        Ok(())
    }

    /// Prints a table to standard output. Weights are written even if nobody reads the table.
    fn print(&self, table: &str) -> Result<(), Failure> {
        match io::stdout().write_all(table.as_bytes()) {
            Err(error)
                if error.kind() == io::ErrorKind::BrokenPipe && self.args.output.is_some() =>
            {
                Ok(())
            }
            written => Ok(written?),
        }
    }

    /// One row per domain, and the means over domains.
    fn table(&self, summaries: &[DomainSummaries]) -> String {
        let mut text = format!(
            "{:16} {:>8} {:>6} {:>6} {:>6} {:>6} {:>22} {:>6}\n",
            "domain", "articles", "R-1", "R-2", "R-Lsum", "words", "R-1 over lead [95 %]", "lead"
        );
        for (domain, DomainSummaries { lead, fitted }) in self.domains.iter().zip(summaries) {
            let rouge_1 = |summaries: &[ScoredSummary]| -> Vec<f64> {
                let values = summaries.iter().map(|summary| 100.0 * summary.rouge.one);
                values.collect()
            };
            let gain = bootstrap_difference(&rouge_1(fitted), &rouge_1(lead), BOOTSTRAP_SEED);
            let _ = writeln!(
                text,
                "{:16} {:>8} {:>6.2} {:>6.2} {:>6.2} {:>6.1} {:>22} {:>6.2}",
                domain.name,
                fitted.len(),
                mean_percent(fitted, |summary| summary.rouge.one),
                mean_percent(fitted, |summary| summary.rouge.two),
                mean_percent(fitted, |summary| summary.rouge.lsum),
                mean_percent(fitted, |summary| summary.words as f64) / 100.0,
                format!("{:.2} [{:.2}, {:.2}]", gain.mean, gain.low, gain.high),
                mean_percent(lead, |summary| summary.rouge.one),
            );
        }
        let _ = writeln!(
            text,
            "macro {:.2}, lead {:.2}",
            macro_mean(summaries.iter().map(|summaries| &summaries.fitted[..])),
            macro_mean(summaries.iter().map(|summaries| &summaries.lead[..])),
        );
        text
    }

    /// The comment at the start of the weights file: what it was fitted to.
    fn header(&self) -> String {
        let mut header =
            String::from("Weights of the method gleaner, fitted by `gleaner train`.\n");
        for domain in &self.domains {
            let _ = writeln!(
                header,
                "{}: {} articles, {} bullets",
                domain.name,
                domain.articles.len(),
                domain.bullets
            );
        }
        if !self.graded.is_empty() {
            let (count, share) = (self.graded.len(), self.args.picks_share);
            let _ = writeln!(header, "graded: {count} articles, share {share}");
        }
        let _ = write!(header, "seed {}", self.args.seed);
        header
    }

    /// The weights file with a comment that gives its scores on the articles that it was fitted to.
    fn with_scores(&self, weights: String) -> Result<String, Failure> {
        let mut summaries = self.no_summaries();
        self.summarize(&weights, |_, _| true, &mut summaries)?;
        let mut scores = String::from("# On the articles fitted to, R-1/R-2/R-Lsum:");
        for (domain, DomainSummaries { fitted, .. }) in self.domains.iter().zip(&summaries) {
            let _ = write!(
                scores,
                " {} {:.1}/{:.1}/{:.1}",
                domain.name,
                mean_percent(fitted, |summary| summary.rouge.one),
                mean_percent(fitted, |summary| summary.rouge.two),
                mean_percent(fitted, |summary| summary.rouge.lsum),
            );
        }
        let _ = writeln!(scores);
        let comments = weights.lines().take_while(|line| line.starts_with('#'));
        let comments_bytes = comments.map(|line| line.len() + "\n".len()).sum();
        let (comments, rest) = weights.split_at(comments_bytes);
        Ok(format!("{comments}{scores}{rest}"))
    }

    /// For each reason, the size of its weights and what the scores lose without its features, on
    /// the first articles of each domain.
    fn ablation_table(&self, weights: &str) -> Result<String, Failure> {
        let weights = parse(weights)?;
        let samples: Vec<Vec<Article>> = (self.domains.iter())
            .map(|domain| {
                let articles = domain.articles.iter().take(ABLATION_ARTICLES);
                articles.cloned().collect()
            })
            .collect();
        let macro_mean_with = |weights: Weights| {
            let options = Options::default().with_weights(Arc::new(weights));
            let summaries: Vec<Vec<ScoredSummary>> = (self.domains.iter().zip(&samples))
                .map(|(domain, articles)| {
                    let budget = Budget::Bullets(domain.bullets as u32);
                    score_summaries(articles, budget, &options)
                })
                .collect();
            macro_mean(summaries.iter().map(Vec::as_slice))
        };
        let with_all = macro_mean_with(weights.clone());
        let mut text = format!(
            "{:16} {:>12} {:>16}\n",
            "feature", "mean weight", "macro without"
        );
        for (reason, weight) in weights.reasons() {
            let change = macro_mean_with(weights.without(reason)) - with_all;
            let _ = writeln!(text, "{reason:16} {weight:>12.3} {change:>16.2}");
        }
        Ok(text)
    }
}

/// One row per group of graded articles, and one for all.
fn graded_table(gains: &GradedGains) -> String {
    let mut text = format!(
        "{:16} {:>8} {:>6} {:>9} {:>6} {:>6} {:>7} {:>9} {:>10}\n",
        "graded",
        "articles",
        "gain",
        "essential",
        "unfit",
        "again",
        "nothing",
        "printable",
        "misleading"
    );
    let all: Vec<Gains> = gains.values().flatten().copied().collect();
    let rows = gains.iter().map(|(&group, gains)| (group, &gains[..]));
    for (group, gains) in rows.chain([("all", &all[..])]) {
        let mean = Gains::mean(gains);
        let _ = writeln!(
            text,
            "{group:16} {:>8} {:>6.1} {:>9.1} {:>6.1} {:>6.1} {:>7.1} {:>9.1} {:>10.2}",
            gains.len(),
            100.0 * mean.gain,
            100.0 * mean.essential.unwrap_or_default(),
            100.0 * mean.unfit,
            100.0 * mean.again,
            100.0 * mean.nothing,
            100.0 * mean.printable,
            100.0 * mean.misleading,
        );
    }
    text
}

fn parse(weights: &str) -> Result<Weights, Failure> {
    Weights::parse(weights).map_err(|error| Failure::Input(error.to_string()))
}

/// 100 times the mean of a measure over summaries; 0 without summaries.
fn mean_percent(summaries: &[ScoredSummary], measure: impl Fn(&ScoredSummary) -> f64) -> f64 {
    if summaries.is_empty() {
        return 0.0;
    }
    100.0 * summaries.iter().map(measure).sum::<f64>() / summaries.len() as f64
}

/// The mean over domains of the mean of ROUGE-1, ROUGE-2 and ROUGE-Lsum, in per cent.
fn macro_mean<'s>(domains: impl Iterator<Item = &'s [ScoredSummary]>) -> f64 {
    let means: Vec<f64> = domains
        .map(|summaries| mean_percent(summaries, |summary| summary.rouge.mean()))
        .collect();
    means.iter().sum::<f64>() / means.len().max(1) as f64
}

//! Fitting: learns the weights of the default method from articles with reference bullets and from
//! graded articles.
//!
//! Articles come in domains (kinds of text). Each domain starts as one expert: the gate first learns
//! to tell the domains apart, then gate, experts and stems are fitted together. All random choices
//! depend on the seed, and sums are always added in the same order, so the same articles give the
//! same weights.

mod example;
mod gate;
mod lbfgs;
mod objective;
mod problem;
mod weights_file;

use super::picks::GradedArticle;
use super::{Article, Tokenizer};
use example::{Example, StemIds};
use gleaner_engine::Summarizer;
use problem::Problem;

/// The settings of a fit. The penalties were chosen by cross-validation (docs/quality.md).
#[derive(Clone, Debug)]
pub struct Settings {
    /// Seed for everything random.
    pub seed: u64,
    /// Weight of the expected reward; the listwise loss has weight 1.
    pub reward_weight: f64,
    /// L2 penalty on the weights that all experts share.
    pub shared_penalty: f64,
    /// L2 penalty on what each expert adds to the shared weights.
    pub expert_penalty: f64,
    /// L2 penalty on the gate's weights.
    pub gate_penalty: f64,
    /// L2 penalty on the stems' weights.
    pub stem_penalty: f64,
    /// Only stems that occur in at least this many articles get a weight.
    pub stem_articles_min: usize,
    /// Only stems that occur in at least this many domains get a weight. With fewer domains than
    /// that, only stems that occur in all of them.
    pub stem_domains_min: usize,
    /// The number of candidates in each article's pool, from which summaries are formed.
    pub pool_size: usize,
    /// How often new pools are formed and the fit continued.
    pub rounds: usize,
    /// Steps of the first fit, which has no pools yet.
    pub first_steps: usize,
    /// Steps of the fit in each round.
    pub round_steps: usize,
    /// The largest number of candidates taken from one article, apart from the oracle's picks.
    pub candidates_max: usize,
    /// Names of features to leave out.
    pub without: Vec<String>,
    /// The weight of a domain is its number of articles to this power: 0 gives all domains the same
    /// weight, 1 gives all articles the same weight.
    pub domain_size_power: f64,
    /// The weight of all graded articles together, 0 to 1; the others have the rest. Without one of the
    /// two voices, the other has the whole weight.
    pub graded_share: f64,
    /// What the listwise loss adds to the scores of unfit sentences, so that they have to be this much worse
    /// to count as little.
    pub unfit_margin: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            seed: 1,
            reward_weight: 30.0,
            shared_penalty: 1e-3,
            expert_penalty: 1e-2,
            gate_penalty: 1e-3,
            stem_penalty: 3e-4,
            stem_articles_min: 20,
            stem_domains_min: 2,
            pool_size: 10,
            rounds: 2,
            first_steps: 80,
            round_steps: 40,
            candidates_max: 300,
            without: Vec::new(),
            domain_size_power: 0.25,
            graded_share: 0.5,
            unfit_margin: 2.0,
        }
    }
}

/// Articles of one kind.
pub struct Domain {
    /// The name of the domain, for reports.
    pub name: String,
    /// How many bullets a summary has.
    pub bullets: usize,
    /// The articles to learn from.
    pub articles: Vec<Article>,
}

/// The candidates of all articles, measured once so that many fits can use them.
pub struct Measured {
    /// For each domain and article; `None` for an article that nothing can be learned from.
    domains: Vec<Vec<Option<Example>>>,
    stem_ids: StemIds,
}

/// Measures all articles of `domains`, and `graded` articles, which become one more domain, the last, if
/// there are any.
pub fn measure(domains: &[Domain], graded: &[GradedArticle]) -> Measured {
    let mut summarizer = Summarizer::new();
    let mut tokenizer = Tokenizer::default();
    let mut stem_ids = StemIds::default();
    let mut domains: Vec<Vec<Option<Example>>> = (domains.iter())
        .map(|domain| {
            (domain.articles.iter())
                .map(|article| {
                    Example::new(
                        article,
                        domain.bullets,
                        &mut summarizer,
                        &mut tokenizer,
                        &mut stem_ids,
                    )
                })
                .collect()
        })
        .collect();
    if !graded.is_empty() {
        let example = |article| Example::graded(article, &mut summarizer, &mut stem_ids);
        domains.push(graded.iter().map(example).collect());
    }
    Measured { domains, stem_ids }
}

/// Fits weights to the articles for which `is_included(domain, article)` is true. Returns the text
/// of a weights file that starts with the lines of `header` as comments; `None` if none of the
/// articles has both a candidate and a reference.
///
/// # Panics
///
/// If `settings` leave out all features.
pub fn fit(
    measured: &Measured,
    is_included: impl Fn(usize, usize) -> bool,
    settings: &Settings,
    header: &str,
) -> Option<String> {
    let mut problem = Problem::new(measured, is_included, settings)?;
    let parameters = problem.solve(settings);
    Some(weights_file::text(&problem, &parameters, header))
}

/// The fold, from 0 to `folds` − 1, that an article with this id belongs to in cross-validation.
pub fn fold_of(id: &str, folds: u64) -> u64 {
    // FNV-1a.
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash >> 32) % folds
}

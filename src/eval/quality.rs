//! Summaries of articles, scored against their reference bullets.

use super::{Article, Rouge, rouge};
use gleaner_engine::{Budget, Options};
use gleaner_engine::{Source, Summarizer};

/// The summary of one article, scored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScoredSummary {
    /// The bullets, in document order.
    pub bullets: Vec<String>,
    /// ROUGE against the reference bullets.
    pub rouge: Rouge,
    /// White-space-separated words in all bullets.
    pub words: usize,
}

/// Summarizes each article by `options`, but within `budget`, and scores the summaries.
pub fn score_summaries(
    articles: &[Article],
    budget: Budget,
    options: &Options,
) -> Vec<ScoredSummary> {
    let mut summarizer = Summarizer::new();
    let options = options.clone().with_budget(budget);
    let scored = |article: &Article| {
        let source = Source::new(&article.text).with_title(article.title.as_deref().unwrap_or(""));
        let summary = summarizer.summarize(&source, &options);
        let bullets = summary.bullets.into_iter().map(|bullet| bullet.text);
        score_bullets(bullets.collect(), article)
    };
    articles.iter().map(scored).collect()
}

/// Scores the bullets of any summary of `article`.
pub fn score_bullets(bullets: Vec<String>, article: &Article) -> ScoredSummary {
    ScoredSummary {
        rouge: rouge(&bullets.join("\n"), &article.summary.join("\n")),
        words: bullets
            .iter()
            .map(|bullet| bullet.split_whitespace().count())
            .sum(),
        bullets,
    }
}

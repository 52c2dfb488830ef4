//! Summaries of articles, scored against their reference bullets.

use super::{Article, Rouge, rouge};
use gleaner_engine::{Budget, Options};
use gleaner_engine::{Source, Summarizer};

/// What a method made of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The bullets, in document order.
    pub bullets: Vec<String>,
    /// Against the reference.
    pub rouge: Rouge,
    /// Words over all bullets, separated by white space.
    pub words: usize,
}

/// Summarizes each article by `options` but for their budget.
pub fn outcomes(articles: &[Article], budget: Budget, options: &Options) -> Vec<Outcome> {
    let mut summarizer = Summarizer::new();
    let options = options.clone().with_budget(budget);
    let outcome = |article: &Article| {
        let source = Source::new(&article.text).with_title(article.title.as_deref().unwrap_or(""));
        let summary = summarizer.summarize(&source, &options);
        let bullets = summary.bullets.into_iter().map(|bullet| bullet.text);
        score(bullets.collect(), article)
    };
    articles.iter().map(outcome).collect()
}

/// Scores bullets made elsewhere.
pub fn score(bullets: Vec<String>, article: &Article) -> Outcome {
    Outcome {
        rouge: rouge(&bullets.join("\n"), &article.summary.join("\n")),
        words: bullets
            .iter()
            .map(|bullet| bullet.split_whitespace().count())
            .sum(),
        bullets,
    }
}

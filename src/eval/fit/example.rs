//! Articles as fitting sees them: raw features of candidates, their stems, and how much of the
//! reference bullets each would say.

use crate::eval::rouge::ngrams;
use crate::eval::{Article, Vocabulary, oracle};
use gleaner_engine::fit::Candidates;
use gleaner_engine::{Language, Source, Summarizer};
use std::collections::HashMap;

/// The candidates of one article.
pub(super) struct Example {
    /// How many bullets its summary is to have.
    pub(super) bullets: usize,
    /// Whether its stems are among those fitted.
    pub(super) is_english: bool,
    /// Raw values, [`Feature::learned`] for each candidate in turn.
    pub(super) features: Vec<f32>,
    /// Distinct stems of each candidate, numbered by [`Stems`].
    pub(super) stems: Vec<Vec<u32>>,
    /// Unit rows of term weights, to tell what says the same.
    rows: Vec<Vec<(u32, f32)>>,
    /// Those the oracle takes.
    pub(super) wanted: Vec<usize>,
    /// n-grams of the reference, per candidate, for n of 1 and 2.
    ngrams: [Overlaps; 2],
}

/// Numbers stems over all articles.
#[derive(Default)]
pub(super) struct Stems {
    numbers: HashMap<Box<str>, u32>,
}

impl Stems {
    fn number(&mut self, stem: &str) -> u32 {
        if let Some(&number) = self.numbers.get(stem) {
            return number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(stem.into(), number);
        number
    }

    /// The stems by their numbers.
    pub(super) fn by_number(&self) -> Vec<&str> {
        let mut stems = vec![""; self.numbers.len()];
        for (stem, &number) in &self.numbers {
            stems[number as usize] = stem;
        }
        stems
    }
}

/// What candidates share with the reference.
struct Overlaps {
    /// How often each n-gram of the reference stands there.
    limits: Vec<u32>,
    reference: usize,
    /// Numbers of the reference's n-grams that each candidate has, repeated as they repeat.
    hits: Vec<Vec<u32>>,
    /// How many n-grams each candidate has.
    totals: Vec<usize>,
}

impl Overlaps {
    fn new<const N: usize>(candidates: &[Vec<u32>], reference: &[u32]) -> Overlaps {
        let mut counts: Vec<([u32; N], usize)> = ngrams::<N>(reference).into_iter().collect();
        counts.sort_unstable();
        let number = |ngram: &[u32]| counts.binary_search_by(|(known, _)| known[..].cmp(ngram));
        Overlaps {
            limits: counts.iter().map(|&(_, count)| count as u32).collect(),
            reference: (reference.len() + 1).saturating_sub(N),
            hits: candidates
                .iter()
                .map(|tokens| {
                    let known = tokens.windows(N).filter_map(|ngram| number(ngram).ok());
                    known.map(|number| number as u32).collect()
                })
                .collect(),
            totals: candidates
                .iter()
                .map(|tokens| (tokens.len() + 1).saturating_sub(N))
                .collect(),
        }
    }

    /// F1 of the candidates in `set` taken together. `counts` is scratch.
    fn f1(&self, set: &[usize], counts: &mut Vec<u32>) -> f64 {
        counts.clear();
        counts.resize(self.limits.len(), 0);
        let mut shared = 0;
        let mut total = 0;
        for &candidate in set {
            total += self.totals[candidate];
            for &number in &self.hits[candidate] {
                let count = &mut counts[number as usize];
                shared += usize::from(*count < self.limits[number as usize]);
                *count += 1;
            }
        }
        2.0 * shared as f64 / (total + self.reference).max(1) as f64
    }
}

impl Example {
    /// Measures an article; `None` where it has no candidates or no reference.
    pub(super) fn new(
        article: &Article,
        bullets: usize,
        summarizer: &mut Summarizer,
        tokens: &mut Vocabulary,
        stems: &mut Stems,
    ) -> Option<Example> {
        let source = Source::new(&article.text).with_title(article.title.as_deref().unwrap_or(""));
        let candidates = Candidates::of(&source, summarizer);
        let reference = tokens.tokens(&article.summary.join("\n"));
        if candidates.bullets.is_empty() || reference.is_empty() {
            return None;
        }
        let is_english = candidates.language == Language::ENGLISH;
        // Stems of other languages than the blend's tell nothing.
        let stem_numbers = |row: &Vec<(u32, f32)>| -> Vec<u32> {
            if !is_english {
                return Vec::new();
            }
            (row.iter())
                .map(|&(term, _)| stems.number(&candidates.stems[term as usize]))
                .collect()
        };
        let stems = candidates.rows.iter().map(stem_numbers).collect();
        let bullet_tokens: Vec<Vec<u32>> = (candidates.bullets.iter())
            .map(|bullet| tokens.tokens(bullet))
            .collect();
        Some(Example {
            bullets,
            is_english,
            features: candidates.features,
            stems,
            rows: candidates.rows,
            wanted: oracle(&bullet_tokens, &reference, bullets),
            ngrams: [
                Overlaps::new::<1>(&bullet_tokens, &reference),
                Overlaps::new::<2>(&bullet_tokens, &reference),
            ],
        })
    }

    /// How many candidates there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How good the candidates in `set` are as a summary, 0 to 1: the mean of ROUGE-1, -2 and
    /// -Lsum, the last taken for 0.94 of the first, as which it comes out over sets.
    pub(super) fn reward(&self, set: &[usize], scratch: &mut Vec<u32>) -> f64 {
        (1.94 * self.ngrams[0].f1(set, scratch) + self.ngrams[1].f1(set, scratch)) / 3.0
    }

    /// Cosine of two candidates.
    pub(super) fn cosine(&self, a: usize, b: usize) -> f32 {
        let other = &self.rows[b];
        let weight = |&(term, weight): &(u32, f32)| {
            let at = other.iter().find(|(known, _)| *known == term)?;
            Some(weight * at.1)
        };
        self.rows[a].iter().filter_map(weight).sum()
    }
}

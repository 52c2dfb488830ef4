//! Articles as fitting needs them: the candidates' raw features, their stems, and which candidates are good
//! bullets, by reference bullets or by grades.

use crate::eval::picks::GradedArticle;
use crate::eval::rouge::ngrams;
use crate::eval::{Article, Tokenizer, greedy_oracle};
use gleaner_engine::fit::Candidates;
use gleaner_engine::{Language, Source, Summarizer};
use std::collections::HashMap;

/// The candidates of one article.
pub(super) struct Example {
    /// How many bullets its summary has; 0 for a graded article, of which no sets are formed.
    pub(super) bullets: usize,
    /// Whether the article is in English, the only language whose stems are fitted.
    pub(super) is_english: bool,
    /// The raw features of each candidate in turn, in the order of [`Feature::fitted`].
    ///
    /// [`Feature::fitted`]: gleaner_engine::fit::Feature::fitted
    pub(super) features: Vec<f32>,
    /// The ids of the distinct stems of each candidate; empty if the article is not in English.
    pub(super) stems: Vec<Vec<u32>>,
    /// For each candidate, its share of what the listwise loss wants picked: the oracle's picks, or what
    /// the grades say. The shares sum to 1, or all are 0.
    pub(super) targets: Vec<f64>,
    /// The tf·idf vector of each candidate, of length 1, to measure similarity.
    term_vectors: Vec<Vec<(u32, f32)>>,
    judge: Judge,
}

/// What tells which candidates are good bullets.
enum Judge {
    /// ROUGE against reference bullets.
    Reference {
        unigrams: NgramOverlap,
        bigrams: NgramOverlap,
    },
    /// The grades of a reader: for each candidate, whether it must not be a bullet.
    Grades { is_unfit: Vec<bool> },
}

/// The target of a fit sentence is in proportion to this power of the sum of its grades. In
/// cross-validation, essential points were said in 47.4 % with 1, 49.7 % with 2 and 50.8 % with 3.
const GRADE_POWER: u32 = 3;

/// Assigns ids to the stems of all articles.
#[derive(Default)]
pub(super) struct StemIds {
    ids: HashMap<Box<str>, u32>,
}

impl StemIds {
    fn id(&mut self, stem: &str) -> u32 {
        if let Some(&id) = self.ids.get(stem) {
            return id;
        }
        let id = self.ids.len() as u32;
        self.ids.insert(stem.into(), id);
        id
    }

    /// All stems, indexed by id.
    pub(super) fn stems(&self) -> Vec<&str> {
        let mut stems = vec![""; self.ids.len()];
        for (stem, &id) in &self.ids {
            stems[id as usize] = stem;
        }
        stems
    }
}

/// The n-grams that the candidates of an article share with its reference.
struct NgramOverlap {
    /// How often each distinct n-gram occurs in the reference.
    reference_counts: Vec<u32>,
    /// All n-grams of the reference, repetitions included.
    reference_total: usize,
    /// For each candidate, the n-grams that also occur in the reference, as indices into
    /// `reference_counts`, repetitions included.
    shared: Vec<Vec<u32>>,
    /// For each candidate, the number of its n-grams.
    totals: Vec<usize>,
}

impl NgramOverlap {
    fn new<const N: usize>(candidates: &[Vec<u32>], reference: &[u32]) -> NgramOverlap {
        let mut counts: Vec<([u32; N], usize)> = ngrams::<N>(reference).into_iter().collect();
        counts.sort_unstable();
        let index_of = |ngram: &[u32]| counts.binary_search_by(|(known, _)| known[..].cmp(ngram));
        let ngram_count = |tokens: &[u32]| (tokens.len() + 1).saturating_sub(N);
        NgramOverlap {
            reference_counts: counts.iter().map(|&(_, count)| count as u32).collect(),
            reference_total: ngram_count(reference),
            shared: candidates
                .iter()
                .map(|tokens| {
                    let shared = tokens.windows(N).filter_map(|ngram| index_of(ngram).ok());
                    shared.map(|index| index as u32).collect()
                })
                .collect(),
            totals: candidates
                .iter()
                .map(|tokens| ngram_count(tokens))
                .collect(),
        }
    }

    /// The F1 of a summary made of the candidates in `set`. `counts` is scratch memory.
    fn f1(&self, set: &[usize], counts: &mut Vec<u32>) -> f64 {
        counts.clear();
        counts.resize(self.reference_counts.len(), 0);
        let mut hits = 0;
        let mut total = 0;
        for &candidate in set {
            total += self.totals[candidate];
            for &index in &self.shared[candidate] {
                let count = &mut counts[index as usize];
                hits += usize::from(*count < self.reference_counts[index as usize]);
                *count += 1;
            }
        }
        2.0 * hits as f64 / (total + self.reference_total).max(1) as f64
    }
}

impl Example {
    /// Measures an article with reference bullets. `None` if it has no candidates or no reference.
    pub(super) fn new(
        article: &Article,
        bullets: usize,
        summarizer: &mut Summarizer,
        tokenizer: &mut Tokenizer,
        stem_ids: &mut StemIds,
    ) -> Option<Example> {
        let source = Source::new(&article.text).with_title(article.title.as_deref().unwrap_or(""));
        let candidates = Candidates::of(&source, summarizer);
        let reference = tokenizer.tokens(&article.summary.join("\n"));
        if candidates.bullets.is_empty() || reference.is_empty() {
            return None;
        }
        let bullet_tokens: Vec<Vec<u32>> = (candidates.bullets.iter())
            .map(|bullet| tokenizer.tokens(bullet))
            .collect();
        let picks = greedy_oracle(&bullet_tokens, &reference, bullets);
        let mut targets = vec![0.0; candidates.bullets.len()];
        for &pick in &picks {
            targets[pick] = 1.0 / picks.len() as f64;
        }
        let judge = Judge::Reference {
            unigrams: NgramOverlap::new::<1>(&bullet_tokens, &reference),
            bigrams: NgramOverlap::new::<2>(&bullet_tokens, &reference),
        };
        Some(Example::of(candidates, bullets, targets, judge, stem_ids))
    }

    /// Measures a graded article. `None` if it has no candidates, or none of them says a point.
    pub(super) fn graded(
        article: &GradedArticle,
        summarizer: &mut Summarizer,
        stem_ids: &mut StemIds,
    ) -> Option<Example> {
        let source = Source::new(&article.text).with_title(&article.title);
        let candidates = Candidates::of(&source, summarizer);
        let sentences: Vec<Option<usize>> = (candidates.spans.iter())
            .map(|&(start, end)| article.sentence_at(start, end))
            .collect();
        let worth = |sentence: &Option<usize>| match *sentence {
            Some(sentence) if article.unfit(sentence).is_none() => {
                f64::from(article.grade_sum(sentence).pow(GRADE_POWER))
            }
            _ => 0.0,
        };
        let mut targets: Vec<f64> = sentences.iter().map(worth).collect();
        let sum: f64 = targets.iter().sum();
        if sum == 0.0 {
            return None;
        }
        targets.iter_mut().for_each(|target| *target /= sum);
        let is_unfit =
            |sentence: &Option<usize>| sentence.is_some_and(|at| article.unfit(at).is_some());
        let judge = Judge::Grades {
            is_unfit: sentences.iter().map(is_unfit).collect(),
        };
        Some(Example::of(candidates, 0, targets, judge, stem_ids))
    }

    fn of(
        candidates: Candidates,
        bullets: usize,
        targets: Vec<f64>,
        judge: Judge,
        stem_ids: &mut StemIds,
    ) -> Example {
        let is_english = candidates.language == Language::ENGLISH;
        let ids_of_stems = |terms: &Vec<(u32, f32)>| -> Vec<u32> {
            if !is_english {
                return Vec::new();
            }
            (terms.iter())
                .map(|&(term, _)| stem_ids.id(&candidates.stems[term as usize]))
                .collect()
        };
        Example {
            bullets,
            is_english,
            stems: candidates.rows.iter().map(ids_of_stems).collect(),
            features: candidates.features,
            targets,
            term_vectors: candidates.rows,
            judge,
        }
    }

    /// Whether a reader graded the article.
    pub(super) fn is_graded(&self) -> bool {
        matches!(self.judge, Judge::Grades { .. })
    }

    /// The number of candidates.
    pub(super) fn len(&self) -> usize {
        self.term_vectors.len()
    }

    /// Whether the candidate is graded as one that must not be a bullet.
    pub(super) fn is_unfit(&self, candidate: usize) -> bool {
        match &self.judge {
            Judge::Reference { .. } => false,
            Judge::Grades { is_unfit } => is_unfit[candidate],
        }
    }

    /// How good a summary of the candidates in `set` is, from 0 to 1: the mean of ROUGE-1, ROUGE-2 and
    /// ROUGE-Lsum. ROUGE-Lsum is not computed but taken as 0.94 times ROUGE-1, which is its average ratio
    /// over such sets. 0 for a graded article. `scratch` is scratch memory.
    pub(super) fn reward(&self, set: &[usize], scratch: &mut Vec<u32>) -> f64 {
        match &self.judge {
            Judge::Reference { unigrams, bigrams } => {
                (1.94 * unigrams.f1(set, scratch) + bigrams.f1(set, scratch)) / 3.0
            }
            Judge::Grades { .. } => 0.0,
        }
    }

    /// The cosine similarity of the candidates `a` and `b`, from 0 to 1.
    pub(super) fn cosine(&self, a: usize, b: usize) -> f32 {
        let other = &self.term_vectors[b];
        let product = |&(term, weight): &(u32, f32)| {
            let (_, other_weight) = other.iter().find(|(known, _)| *known == term)?;
            Some(weight * other_weight)
        };
        self.term_vectors[a].iter().filter_map(product).sum()
    }
}

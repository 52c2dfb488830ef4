//! Scores → picks: the greedy loop under a budget.

mod coverage;
mod duplicates;
mod kl;
mod mmr;
mod purse;
mod queue;
mod sum_basic;

use crate::cancel::Cancel;
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::options::{Budget, Method, Options};
use coverage::Coverage;
use duplicates::Taken;
use kl::Kl;
use mmr::Mmr;
use purse::Purse;
use queue::{Open, Queue};
use sum_basic::SumBasic;

/// What a selection tries to get most of. Sentences are taken one by one, each the one of the
/// largest gain given those taken.
pub(crate) trait Objective {
    /// What taking `sentence` next would add.
    fn gain(&mut self, sentence: usize) -> f64;

    /// Takes `sentence`: later gains depend on it.
    fn take(&mut self, sentence: usize);

    /// Whether no gain ever rises: then one that is still the largest when it is renewed alone is
    /// the largest (Minoux 1978, "Accelerated greedy algorithms for maximizing submodular set
    /// functions").
    fn only_falls(&self) -> bool;
}

/// What a selection may take, and how much.
pub(crate) struct Limits<'l> {
    /// How much text.
    pub(crate) budget: Budget,
    /// Sentences whose bullet is longer are passed over.
    pub(crate) bullet_chars_max: Option<u32>,
    /// Writes the bullet of a sentence.
    pub(crate) write: &'l dyn Fn(usize, &mut String),
}

/// Picks made, and what stood in the way of more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picks {
    /// Sentence indices, in the order taken.
    pub(crate) sentences: Vec<u32>,
    /// Whether any sentence was passed over for its length.
    pub(crate) too_long: bool,
    /// Whether gains were held fixed after [`EXACT_PICKS_MAX`] picks.
    pub(crate) approximated: bool,
}

/// Gains are renewed after each of that many picks, at the cost of one pass over the document
/// each. Summaries are shorter; for longer ones the order is settled and time stays linear.
pub(crate) const EXACT_PICKS_MAX: usize = 64;

/// What a gain costs at most, in bytes of text.
const GAIN_BYTES: usize = 100;

/// What selection needs beside the scores; kept from document to document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    picks: Picks,
    gains: Vec<f64>,
    candidates: Vec<u32>,
    open: Vec<Open>,
    taken: duplicates::Scratch,
    mmr: mmr::Scratch,
    text: String,
}

/// Picks the bullets that `options` asks for: over the whole text, or section by section.
///
/// Where the method is an objective, its gains become the `scores`: those of the sentences taken at
/// the time, of others while nothing was taken.
pub(crate) fn pick<'s>(
    document: &Document,
    matrix: &TermMatrix,
    scores: &mut [f64],
    options: &Options,
    limits: &Limits,
    scratch: &'s mut Scratch,
    cancel: &mut Cancel,
) -> Option<&'s mut Picks> {
    let Scratch {
        picks,
        gains,
        candidates,
        open,
        taken,
        mmr,
        text,
    } = scratch;
    picks.clear();
    gains.clear();
    candidates.clear();
    let is_candidate = |&sentence: &u32| document.is_candidate(sentence as usize);
    candidates.extend((0..scores.len() as u32).filter(is_candidate));
    let mut greedy = Greedy {
        limits,
        per_section: options.per_section,
        gain_min: f64::NEG_INFINITY,
        is_settled: false,
        exact_picks_left: EXACT_PICKS_MAX,
        taken: Taken::new(matrix, taken),
        picks,
        gains,
        open,
        text,
    };
    let score_min = options.min_score.unwrap_or(f64::NEG_INFINITY);
    let mut objective: Box<dyn Objective> = match options.method {
        Method::Sumbasic => Box::new(SumBasic::new(document, matrix)),
        Method::Kl => Box::new(Kl::new(document, matrix)),
        Method::Coverage => Box::new(Coverage::new(document, matrix)),
        _ => {
            candidates.retain(|&sentence| scores[sentence as usize] >= score_min);
            let redundancy = options.redundancy_in_effect();
            // Then there is nothing to renew.
            greedy.is_settled = redundancy == 0.0;
            let range = range_of_candidates(document, scores);
            let mut objective = Mmr::new(matrix, scores, range, redundancy, mmr);
            greedy.run(document, &mut objective, candidates, cancel)?;
            return Some(picks);
        }
    };
    greedy.gain_min = score_min;
    greedy.run_by_gain(document, objective.as_mut(), candidates, scores, cancel)?;
    Some(picks)
}

impl Picks {
    fn clear(&mut self) {
        self.sentences.clear();
        self.too_long = false;
        self.approximated = false;
    }
}

/// The least and the largest score among candidates.
pub(crate) fn range_of_candidates(document: &Document, scores: &[f64]) -> (f64, f64) {
    let candidates = scores
        .iter()
        .enumerate()
        .filter(|&(sentence, _)| document.is_candidate(sentence));
    candidates.fold((f64::MAX, f64::MIN), |(least, most), (_, &score)| {
        (least.min(score), most.max(score))
    })
}

/// The greedy loop's state, which lasts from section to section.
struct Greedy<'g> {
    limits: &'g Limits<'g>,
    per_section: bool,
    /// Gains below end a run.
    gain_min: f64,
    /// Whether gains do not depend on what is taken.
    is_settled: bool,
    exact_picks_left: usize,
    taken: Taken<'g>,
    picks: &'g mut Picks,
    /// Of each pick, at the time of taking.
    gains: &'g mut Vec<f64>,
    /// Scratch.
    open: &'g mut Vec<Open>,
    /// Scratch.
    text: &'g mut String,
}

impl Greedy<'_> {
    /// Fills the budget from `candidates`, or, where that is asked for, from those of each section.
    fn run(
        &mut self,
        document: &Document,
        objective: &mut dyn Objective,
        candidates: &[u32],
        cancel: &mut Cancel,
    ) -> Option<()> {
        if !self.per_section {
            return self.fill(objective, candidates, cancel);
        }
        let section = |&sentence: &u32| {
            let sentence = &document.sentences()[sentence as usize];
            (sentence.document, sentence.heading)
        };
        for candidates in candidates.chunk_by(|a, b| section(a) == section(b)) {
            self.fill(objective, candidates, cancel)?;
        }
        Some(())
    }

    /// [`Greedy::run`] for an objective that knows no scores: its gains become the `scores`.
    fn run_by_gain(
        &mut self,
        document: &Document,
        objective: &mut dyn Objective,
        candidates: &[u32],
        scores: &mut [f64],
        cancel: &mut Cancel,
    ) -> Option<()> {
        for &sentence in candidates {
            cancel.check_after(GAIN_BYTES)?;
            scores[sentence as usize] = objective.gain(sentence as usize);
        }
        self.run(document, objective, candidates, cancel)?;
        for (&sentence, &gain) in self.picks.sentences.iter().zip(&*self.gains) {
            scores[sentence as usize] = gain;
        }
        Some(())
    }

    /// Takes sentences from `candidates`, largest gain first, ties to the earlier sentence, until
    /// the budget is spent. A sentence that does not fit is skipped, and so is the near-duplicate
    /// of one taken. O(candidates · log + picks · words), picks at most [`EXACT_PICKS_MAX`]. `None`
    /// when cancelled.
    fn fill(
        &mut self,
        objective: &mut dyn Objective,
        candidates: &[u32],
        cancel: &mut Cancel,
    ) -> Option<()> {
        let mut purse = Purse::new(self.limits.budget, candidates.len());
        let mut open = std::mem::take(self.open);
        open.clear();
        for &sentence in candidates {
            cancel.check_after(GAIN_BYTES)?;
            open.push(Open {
                gain: objective.gain(sentence as usize),
                sentence,
                as_of: self.exact_picks_left,
            });
        }
        let mut open = Queue::of(open);
        while !purse.is_empty()
            && let Some(mut next) = open.pop()
            && next.gain >= self.gain_min
        {
            if next.as_of != self.exact_picks_left {
                cancel.check_after(GAIN_BYTES)?;
                let before = next.gain;
                next.gain = objective.gain(next.sentence as usize);
                next.as_of = self.exact_picks_left;
                if next.gain < before {
                    open.push(next);
                    continue;
                }
            }
            if !self.take(next.sentence, next.gain, &mut purse) {
                continue;
            }
            // The last pick of all sways no other; it may sway those of later sections.
            if self.is_settled || purse.is_empty() && !self.per_section {
                continue;
            }
            if self.exact_picks_left == 0 {
                self.picks.approximated |= !open.is_empty() && !purse.is_empty();
                continue;
            }
            self.exact_picks_left -= 1;
            objective.take(next.sentence as usize);
            if objective.only_falls() {
                continue;
            }
            let mut renewed = open.into_vec();
            for open in &mut renewed {
                cancel.check_after(GAIN_BYTES)?;
                open.gain = objective.gain(open.sentence as usize);
                open.as_of = self.exact_picks_left;
            }
            open = Queue::of(renewed);
        }
        *self.open = open.into_vec();
        Some(())
    }

    /// Takes `sentence` unless one like it was taken or it does not fit; whether it did.
    fn take(&mut self, sentence: u32, gain: f64, purse: &mut Purse) -> bool {
        let index = sentence as usize;
        self.text.clear();
        if purse.measures_text(self.limits.bullet_chars_max) || !self.taken.knows_by_terms(index) {
            (self.limits.write)(index, self.text);
        }
        if self.taken.has_like(index, self.text) {
            return false;
        }
        if !purse.affords(self.text, self.limits.bullet_chars_max) {
            self.picks.too_long = true;
            return false;
        }
        purse.pay(self.text);
        self.taken.insert(index, self.text);
        self.picks.sentences.push(sentence);
        self.gains.push(gain);
        true
    }
}

/// The share of each term among the words of all rows that are terms. Under a query half of it is
/// spread over the query's terms instead, alike: the prior that the reader wants those.
fn distribution(document: &Document, matrix: &TermMatrix) -> Vec<f64> {
    let counts = matrix
        .columns()
        .iter()
        .map(|column| f64::from(column.frequency));
    let words: f64 = counts.clone().sum();
    let wanted = document.query_terms();
    let of_text = if wanted.is_empty() { 1.0 } else { 0.5 } / words.max(1.0);
    let mut distribution: Vec<f64> = counts.map(|count| count * of_text).collect();
    for &term in wanted {
        distribution[term as usize] += 0.5 / wanted.len() as f64;
    }
    distribution
}

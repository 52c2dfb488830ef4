//! Chooses the sentences of a summary from their scores: a greedy loop under a budget, with one objective per file.

mod budget;
mod coverage;
mod duplicates;
mod kl;
mod mmr;
mod queue;
mod sum_basic;
mod why_empty;

use crate::cancel::Cancel;
use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::options::{Budget, Method, Options};
use budget::RemainingBudget;
use coverage::Coverage;
use duplicates::TakenSentences;
use kl::Kl;
use mmr::Mmr;
use queue::{Candidate, CandidateQueue};
use sum_basic::SumBasic;
pub(crate) use why_empty::why_empty;

/// What a summary should maximise. The greedy loop takes one sentence at a time: the one with the largest gain, given
/// those already taken.
pub(crate) trait Objective {
    /// How much the objective would rise if `sentence` were taken next.
    fn gain(&mut self, sentence: usize) -> f64;

    /// Takes `sentence`. Later gains depend on it.
    fn take(&mut self, sentence: usize);

    /// Whether gains never rise when sentences are taken. Then an old gain is an upper bound, and if a candidate still has
    /// the largest gain after its gain alone is updated, it is the best one (Minoux 1978, "Accelerated greedy algorithms
    /// for maximizing submodular set functions").
    ///
    /// The plain equivalent updates every gain after every pick. Together with a change to the matrix this saved 2 to 4 of
    /// 33 to 45 µs per article. Tests in engine/tests/it/methods.rs hold the picks equal.
    fn is_submodular(&self) -> bool;
}

/// The limits of a selection.
pub(crate) struct Limits<'l> {
    /// How much text the bullets may have.
    pub(crate) budget: Budget,
    /// Sentences whose bullet has more code points are skipped.
    pub(crate) bullet_chars_max: Option<u32>,
    /// Appends the text of the bullet of a sentence to a string.
    pub(crate) write: &'l dyn Fn(usize, &mut String),
}

/// The result of a selection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picks {
    /// The indices of the sentences taken, in the order in which they were taken.
    pub(crate) sentences: Vec<u32>,
    /// Whether any sentence was skipped because it is too long for the budget or for a bullet.
    pub(crate) has_skipped_too_long: bool,
    /// Whether gains were no longer updated because [`EXACT_PICKS_MAX`] sentences had been taken.
    pub(crate) approximated: bool,
}

/// Gains are updated for this many picks. Each may cost a pass over the document, so that the limit keeps the cost of a
/// selection linear. Most summaries are shorter.
pub(crate) const EXACT_PICKS_MAX: usize = 64;

/// Computing a gain counts as much as this many bytes of text (see [`Cancel::check_after`]).
const GAIN_BYTES: usize = 100;

/// Memory for a selection, reused for the next document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    picks: Picks,
    gains: Vec<f64>,
    candidates: Vec<u32>,
    queue: Vec<Candidate>,
    taken: duplicates::Scratch,
    mmr: mmr::Scratch,
    text: String,
}

/// Picks the bullets that `options` asks for, from the whole text or from each section. `scores` are by sentence. `None`
/// when cancelled.
///
/// If the method is an objective, `scores` are set to gains: for sentences that were taken, the gain when they were taken,
/// for all other candidates the gain before any was taken.
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
        queue,
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
        are_gains_fixed: false,
        exact_picks_left: EXACT_PICKS_MAX,
        taken: TakenSentences::new(matrix, taken),
        picks,
        gains,
        queue,
        text,
    };
    let score_min = score_min(options);
    let mut objective: Box<dyn Objective> = match options.method {
        Method::Sumbasic => Box::new(SumBasic::new(document, matrix)),
        Method::Kl => Box::new(Kl::new(document, matrix)),
        Method::Coverage => Box::new(Coverage::new(document, matrix)),
        _ => {
            candidates.retain(|&sentence| scores[sentence as usize] >= score_min);
            let redundancy = options.redundancy_in_effect();
            greedy.are_gains_fixed = redundancy == 0.0;
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

/// The lowest score of a bullet. A [`Options::min_score`] that is not a number counts as not given.
fn score_min(options: &Options) -> f64 {
    let given = options.min_score.filter(|score| !score.is_nan());
    given.unwrap_or(f64::NEG_INFINITY)
}

impl Picks {
    /// Removes the contents and keeps the memory.
    fn clear(&mut self) {
        self.sentences.clear();
        self.has_skipped_too_long = false;
        self.approximated = false;
    }
}

/// The smallest and the largest score of the candidates; (`f64::MAX`, `f64::MIN`) without candidates.
pub(crate) fn range_of_candidates(document: &Document, scores: &[f64]) -> (f64, f64) {
    let candidates = scores
        .iter()
        .enumerate()
        .filter(|&(sentence, _)| document.is_candidate(sentence));
    candidates.fold((f64::MAX, f64::MIN), |(least, most), (_, &score)| {
        (least.min(score), most.max(score))
    })
}

/// The greedy loop. Its state lasts from section to section, so that no section repeats what another one has.
struct Greedy<'g> {
    limits: &'g Limits<'g>,
    per_section: bool,
    /// The loop ends at the first gain below this.
    gain_min: f64,
    /// Whether gains do not depend on what was taken, so that they need no update.
    are_gains_fixed: bool,
    /// After how many more picks gains are updated.
    exact_picks_left: usize,
    taken: TakenSentences<'g>,
    picks: &'g mut Picks,
    /// For each pick, its gain when it was taken.
    gains: &'g mut Vec<f64>,
    /// Scratch.
    queue: &'g mut Vec<Candidate>,
    /// Scratch.
    text: &'g mut String,
}

impl Greedy<'_> {
    /// Fills the budget from `candidates`, or, if the options ask for it, a budget from the candidates of each section.
    /// `None` when cancelled.
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

    /// Like [`Greedy::run`], for an objective that does not use `scores`: sets them to the gains. `None` when cancelled.
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

    /// Takes sentences from `candidates` until nothing remains of the budget: the largest gain first; of equal gains, the
    /// earliest sentence first. Skips a sentence that does not fit, and one that is a near-duplicate of a sentence taken.
    /// O(candidates · log(candidates) + picks · words), where at most [`EXACT_PICKS_MAX`] picks count. `None` when
    /// cancelled.
    fn fill(
        &mut self,
        objective: &mut dyn Objective,
        candidates: &[u32],
        cancel: &mut Cancel,
    ) -> Option<()> {
        let mut remaining = RemainingBudget::new(self.limits.budget, candidates.len());
        let mut queue = std::mem::take(self.queue);
        queue.clear();
        for &sentence in candidates {
            cancel.check_after(GAIN_BYTES)?;
            queue.push(Candidate {
                gain: objective.gain(sentence as usize),
                sentence,
                exact_picks_left: self.exact_picks_left,
            });
        }
        let mut queue = CandidateQueue::new(queue);
        while !remaining.is_empty()
            && let Some(mut next) = queue.pop()
            && next.gain >= self.gain_min
        {
            if next.exact_picks_left != self.exact_picks_left {
                cancel.check_after(GAIN_BYTES)?;
                let before = next.gain;
                next.gain = objective.gain(next.sentence as usize);
                next.exact_picks_left = self.exact_picks_left;
                if next.gain < before {
                    queue.push(next);
                    continue;
                }
            }
            if !self.take(next.sentence, next.gain, &mut remaining) {
                continue;
            }
            // The last pick of a summary changes no other gain. That of a section does, in later sections.
            if self.are_gains_fixed || remaining.is_empty() && !self.per_section {
                continue;
            }
            if self.exact_picks_left == 0 {
                self.picks.approximated |= !queue.is_empty() && !remaining.is_empty();
                continue;
            }
            self.exact_picks_left -= 1;
            objective.take(next.sentence as usize);
            if objective.is_submodular() {
                continue;
            }
            let mut updated = queue.into_vec();
            for candidate in &mut updated {
                cancel.check_after(GAIN_BYTES)?;
                candidate.gain = objective.gain(candidate.sentence as usize);
                candidate.exact_picks_left = self.exact_picks_left;
            }
            queue = CandidateQueue::new(updated);
        }
        *self.queue = queue.into_vec();
        Some(())
    }

    /// Takes `sentence`, unless a near-duplicate was taken or it does not fit. Returns whether it was taken.
    fn take(&mut self, sentence: u32, gain: f64, remaining: &mut RemainingBudget) -> bool {
        let index = sentence as usize;
        self.text.clear();
        if remaining.needs_text(self.limits.bullet_chars_max) || self.taken.needs_text(index) {
            (self.limits.write)(index, self.text);
        }
        if self.taken.has_near_duplicate(index, self.text) {
            return false;
        }
        if !remaining.fits(self.text, self.limits.bullet_chars_max) {
            self.picks.has_skipped_too_long = true;
            return false;
        }
        remaining.spend(self.text);
        self.taken.insert(index, self.text);
        self.picks.sentences.push(sentence);
        self.gains.push(gain);
        true
    }
}

/// The share of each term among all words of candidates that are terms. With a query, half of each share is spread
/// evenly over the terms of the query instead, because the reader is more likely to want those.
fn term_distribution(document: &Document, matrix: &TermMatrix) -> Vec<f64> {
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

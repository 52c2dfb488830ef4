//! Scores → picks: the greedy loop under a budget.

mod duplicates;
mod mmr;

use crate::document::Document;
use crate::matrix::TermMatrix;
use crate::options::{Budget, Method, Options};
use crate::stop::Stop;
use duplicates::Taken;
use mmr::Mmr;

/// What a selection tries to get most of. Sentences are taken one by one, each the one of the
/// largest gain given those taken.
pub(crate) trait Objective {
    /// What taking `sentence` next would add.
    fn gain(&self, sentence: usize) -> f64;

    /// Takes `sentence`: later gains depend on it.
    fn take(&mut self, sentence: usize);
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

/// Picks made, best first, and what stood in the way of more.
#[derive(Debug, Default)]
pub(crate) struct Picks {
    /// Sentence indices.
    pub(crate) sentences: Vec<u32>,
    /// Whether any sentence was passed over for its length.
    pub(crate) too_long: bool,
    /// Whether gains were held fixed after [`EXACT_PICKS_MAX`] picks.
    pub(crate) approximated: bool,
}

/// Picks the bullets that `options` asks for: over the whole text, or section by section.
pub(crate) fn pick(
    document: &Document,
    matrix: &TermMatrix,
    scores: &[f64],
    options: &Options,
    limits: &Limits,
    stop: &mut Stop,
) -> Option<Picks> {
    let redundancy = options.redundancy.unwrap_or(match options.method {
        Method::Gleaner => 0.3,
        _ => 0.0,
    });
    let mut objective = Mmr::new(matrix, scores, redundancy);
    let mut picks = Picks::default();
    let mut candidates: Vec<u32> = (0..scores.len())
        .filter(|&sentence| document.is_candidate(sentence))
        .map(|sentence| sentence as u32)
        .collect();
    if let Some(least) = options.min_score {
        candidates.retain(|&sentence| scores[sentence as usize] >= least);
    }
    if !options.per_section {
        greedy(
            matrix,
            &mut objective,
            &candidates,
            limits,
            &mut picks,
            stop,
        )?;
        return Some(picks);
    }
    let section = |&sentence: &u32| {
        let sentence = &document.sentences()[sentence as usize];
        (sentence.document, sentence.heading)
    };
    for candidates in candidates.chunk_by(|a, b| section(a) == section(b)) {
        greedy(matrix, &mut objective, candidates, limits, &mut picks, stop)?;
    }
    Some(picks)
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

/// Gains are renewed after each of that many picks, at the cost of one pass over the document
/// each. Summaries are shorter; for longer ones the order is settled and time stays linear.
pub(crate) const EXACT_PICKS_MAX: usize = 64;

/// Adds to `picks` sentences from `candidates`, largest gain first, ties to the earlier sentence, until the
/// budget is spent. A sentence that does not fit is skipped, and so is the near-duplicate of one
/// taken. O(candidates · log + picks · words), picks at most [`EXACT_PICKS_MAX`]. `None` when
/// `stop` said so.
fn greedy(
    matrix: &TermMatrix,
    objective: &mut dyn Objective,
    candidates: &[u32],
    limits: &Limits,
    picks: &mut Picks,
    stop: &mut Stop,
) -> Option<()> {
    let mut purse = Purse::new(limits.budget, candidates.len());
    let mut taken = Taken::new(matrix);
    let mut text = String::new();
    let mut gains: Vec<(f64, u32)> = candidates.iter().map(|&sentence| (0.0, sentence)).collect();
    let mut exact_picks_left = EXACT_PICKS_MAX;
    while !gains.is_empty() && !purse.is_empty() {
        stop.now()?;
        for (gain, sentence) in &mut gains {
            *gain = objective.gain(*sentence as usize);
        }
        // Best last, so that taking is popping; of equals the earlier sentence.
        gains.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        while let Some((_, sentence)) = gains.pop() {
            let index = sentence as usize;
            text.clear();
            (limits.write)(index, &mut text);
            if taken.has_like(index, &text) {
                continue;
            }
            if !purse.affords(&text, limits.bullet_chars_max) {
                picks.too_long = true;
                continue;
            }
            purse.pay(&text);
            taken.insert(index, &text);
            objective.take(index);
            picks.sentences.push(sentence);
            if purse.is_empty() {
                break;
            }
            if exact_picks_left > 0 {
                exact_picks_left -= 1;
                break;
            }
            picks.approximated = true;
        }
    }
    Some(())
}

/// What is left of a budget.
struct Purse {
    bullets: usize,
    words: usize,
    chars: usize,
}

impl Purse {
    fn new(budget: Budget, candidates: usize) -> Purse {
        let full = Purse {
            bullets: usize::MAX,
            words: usize::MAX,
            chars: usize::MAX,
        };
        match budget {
            Budget::Bullets(bullets) => Purse {
                bullets: bullets as usize,
                ..full
            },
            Budget::Words(words) => Purse {
                words: words as usize,
                ..full
            },
            Budget::Chars(chars) => Purse {
                chars: chars as usize,
                ..full
            },
            // A ratio that is no number asks for nothing.
            Budget::Ratio(ratio) => Purse {
                bullets: (candidates as f64 * ratio.clamp(0.0, 1.0)).ceil() as usize,
                ..full
            },
        }
    }

    fn is_empty(&self) -> bool {
        self.bullets == 0 || self.words == 0 || self.chars == 0
    }

    fn affords(&self, bullet: &str, bullet_chars_max: Option<u32>) -> bool {
        let chars_max = bullet_chars_max.map_or(self.chars, |most| self.chars.min(most as usize));
        (chars_max == usize::MAX || bullet.chars().count() <= chars_max)
            && (self.words == usize::MAX || word_count(bullet) <= self.words)
    }

    fn pay(&mut self, bullet: &str) {
        if self.bullets != usize::MAX {
            self.bullets -= 1;
        }
        if self.words != usize::MAX {
            self.words -= word_count(bullet);
        }
        if self.chars != usize::MAX {
            self.chars -= bullet.chars().count();
        }
    }
}

/// UAX #29 words.
fn word_count(text: &str) -> usize {
    let mut count = 0;
    crate::segment::words(text, |_, _| count += 1);
    count
}

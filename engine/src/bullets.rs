//! Picks → bullets, in the order asked for.

use crate::document::Document;
use crate::options::{BulletOrder, Options};
use crate::reader::Reading;
use crate::scorer::Scored;
use crate::select::{self, Picks};
use crate::span::Span;
use crate::summary::{Bullet, Reason};
use crate::write;

/// The bullets of `picks`, in the order that `options` ask for. Offsets are still in bytes. `spans` is
/// scratch.
pub(crate) fn bullets(
    picks: &mut Picks,
    reading: &Reading,
    scored: &Scored,
    options: &Options,
    spans: &mut Vec<Span>,
) -> Vec<Bullet> {
    let scores = &scored.scores;
    let relevance = Relevance::of(reading.document, scores);
    picks.sentences.sort_unstable_by(|&a, &b| {
        let (score_a, score_b) = (scores[a as usize], scores[b as usize]);
        score_b.total_cmp(&score_a).then(a.cmp(&b))
    });
    let mut bullets: Vec<Bullet> = (picks.sentences.iter())
        .zip(1..)
        .map(|(&index, rank)| {
            let sentence = &reading.document.sentences()[index as usize];
            let score = scores[index as usize];
            Bullet {
                text: text_of(reading, index),
                rank,
                score,
                relevance: relevance.of_score(score),
                sentence_indices: vec![index],
                section: sentence.heading.map(|heading| text_of(reading, heading)),
                document: sentence.document,
                sources: write::source_spans(
                    &reading.texts,
                    reading.document,
                    index as usize,
                    spans,
                ),
                reasons: reasons(scored, options, index),
            }
        })
        .collect();
    if options.order == BulletOrder::Document {
        bullets.sort_unstable_by_key(|bullet| bullet.sentence_indices[0]);
    }
    bullets
}

fn text_of(reading: &Reading, sentence: u32) -> String {
    let mut text = String::new();
    write::bullet_text(
        &reading.texts,
        reading.document,
        sentence as usize,
        &mut text,
    );
    text
}

/// Why `sentence` has its score; empty unless `options` ask for it.
fn reasons(scored: &Scored, options: &Options, sentence: u32) -> Vec<Reason> {
    if !options.explain {
        Vec::new()
    } else if options.method.is_objective() {
        vec![Reason {
            feature: options.method.name().into(),
            contribution: scored.scores[sentence as usize],
        }]
    } else {
        write::reasons(scored.features, &scored.weights, sentence as usize)
    }
}

/// Puts scores on a scale from 0, the lowest score of a candidate, to 1, the highest.
struct Relevance {
    lowest: f64,
    highest: f64,
}

impl Relevance {
    fn of(document: &Document, scores: &[f64]) -> Relevance {
        let (lowest, highest) = select::range_of_candidates(document, scores);
        Relevance { lowest, highest }
    }

    fn of_score(&self, score: f64) -> f64 {
        if self.highest > self.lowest {
            (score - self.lowest) / (self.highest - self.lowest)
        } else {
            1.0
        }
    }
}

//! How a sentence is put: its length, figures, cue words, and what makes it a poor takeaway.

use crate::document::{Counts, Document, Flags, Sentence};
use crate::logarithm::ln;

/// ln(1 + words).
pub(super) fn log_words(sentence: &Sentence) -> f32 {
    ln(1 + sentence.counts.words)
}

/// Words over 40, at most 1.
pub(super) fn words_to_40(sentence: &Sentence) -> f32 {
    words(sentence).min(40.0) / 40.0
}

/// 1 below six words: too little is said.
pub(super) fn short(sentence: &Sentence) -> f32 {
    one_if(words(sentence) < 6.0)
}

/// 1 above 45 words: too much for a bullet.
pub(super) fn long(sentence: &Sentence) -> f32 {
    one_if(words(sentence) > 45.0)
}

/// Mean bytes of a word, what stands between words included, over 10; at most 2.
pub(super) fn word_bytes(sentence: &Sentence) -> f32 {
    (sentence.span.len() as f32 / words(sentence).max(1.0) / 10.0).min(2.0)
}

/// Numbers over 5, at most 1.
pub(super) fn numbers(sentence: &Sentence) -> f32 {
    sentence.counts.numbers.min(5) as f32 / 5.0
}

/// Bonus words less stigma words (Edmundson 1969), -1 to 1.
pub(super) fn cue(sentence: &Sentence) -> f32 {
    saturating(sentence.counts.bonus) - saturating(sentence.counts.stigma)
}

/// How many names it seems to hold: capitalised words, the first one aside; none 0, many towards 1.
pub(super) fn capitals(sentence: &Sentence) -> f32 {
    saturating(sentence.counts.capitalised)
}

/// Whether someone else's words are told.
pub(super) fn reporting(sentence: &Sentence) -> f32 {
    one_if(sentence.counts.reporting > 0)
}

/// Share of words that `count` counts, 0 to 1.
pub(super) fn share(sentence: &Sentence, count: impl Fn(&Counts) -> u32) -> f32 {
    count(&sentence.counts) as f32 / words(sentence).max(1.0)
}

/// 1 where any of `flags` is set.
pub(super) fn flag(sentence: &Sentence, flags: Flags) -> f32 {
    one_if(sentence.flags.has(flags))
}

/// Fills `column` from each sentence alone.
pub(super) fn fill(document: &Document, column: &mut [f32], measure: impl Fn(&Sentence) -> f32) {
    for (value, sentence) in column.iter_mut().zip(document.sentences()) {
        *value = measure(sentence);
    }
}

/// Share of words that carry a topic, 0 to 1.
pub(super) fn term_share(document: &Document, column: &mut [f32]) {
    for (index, value) in column.iter_mut().enumerate() {
        let words = words(&document.sentences()[index]).max(1.0);
        *value = document.terms(index).len() as f32 / words;
    }
}

fn words(sentence: &Sentence) -> f32 {
    sentence.counts.words as f32
}

fn one_if(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

/// count / (count + 1).
fn saturating(count: u32) -> f32 {
    count as f32 / (count as f32 + 1.0)
}

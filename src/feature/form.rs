//! How a sentence is put: its length, figures, cue words, and what makes it a poor takeaway.

use crate::document::{Document, Flags, Sentence};

/// 1 for sentences of 12 to 30 words, falling to 0 towards none and towards 60: below, too little
/// is said; above, too much for a bullet.
pub(super) fn length(document: &Document, column: &mut [f32]) {
    fill(document, column, |sentence| {
        let words = sentence.counts.words as f32;
        if words < 12.0 {
            words / 12.0
        } else {
            (1.0 - (words - 30.0) / 30.0).clamp(0.0, 1.0)
        }
    });
}

/// How much the sentence goes by figures: none 0, one 0.5, many towards 1.
pub(super) fn numbers(document: &Document, column: &mut [f32]) {
    fill(document, column, |sentence| {
        saturating(sentence.counts.numbers)
    });
}

/// Bonus words less stigma words (Edmundson 1969), -1 to 1.
pub(super) fn cue(document: &Document, column: &mut [f32]) {
    fill(document, column, |sentence| {
        saturating(sentence.counts.bonus) - saturating(sentence.counts.stigma)
    });
}

/// 1 where the first word points back, 0.5 where it merely connects.
pub(super) fn points_back(document: &Document, column: &mut [f32]) {
    fill(document, column, |sentence| {
        if sentence.flags.has(Flags::POINTS_BACK) {
            1.0
        } else if sentence.flags.has(Flags::CONNECTS_BACK) {
            0.5
        } else {
            0.0
        }
    });
}

/// 1 for questions, lead-ins to a list, fragments and pieces of cut units, under four words too.
pub(super) fn incomplete(document: &Document, column: &mut [f32]) {
    const INCOMPLETE: [Flags; 4] = [
        Flags::QUESTION,
        Flags::COLON,
        Flags::UNTERMINATED,
        Flags::CUT,
    ];
    fill(document, column, |sentence| {
        let incomplete =
            INCOMPLETE.iter().any(|&flag| sentence.flags.has(flag)) || sentence.counts.words < 4;
        f32::from(u8::from(incomplete))
    });
}

/// 1 where quotation marks or brackets lack their partner.
pub(super) fn unbalanced(document: &Document, column: &mut [f32]) {
    fill(document, column, |sentence| {
        f32::from(u8::from(sentence.flags.has(Flags::UNBALANCED)))
    });
}

/// Share of words that are the speaker's "I", "we", "you", 0 to 1.
pub(super) fn personal(document: &Document, column: &mut [f32]) {
    fill(document, column, |sentence| {
        sentence.counts.personal as f32 / sentence.counts.words.max(1) as f32
    });
}

/// count / (count + 1).
fn saturating(count: u32) -> f32 {
    count as f32 / (count as f32 + 1.0)
}

fn fill(document: &Document, column: &mut [f32], measure: impl Fn(&Sentence) -> f32) {
    for (value, sentence) in column.iter_mut().zip(document.sentences()) {
        *value = measure(sentence);
    }
}

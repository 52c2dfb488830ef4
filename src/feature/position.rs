//! Where a sentence stands. Lead bias: Edmundson 1969, "New methods in automatic extracting".

use crate::document::Document;
use crate::logarithm::ln;

/// A sentence's place among the candidates of its own document. Counting candidates, not sentences
/// or paragraphs, makes every feature of place blind to headings and formatting.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// 1 for the first candidate; that of the candidate before for what is none itself.
    rank: f32,
    /// How many candidates the document has, at least 1.
    of: f32,
}

/// 1/√rank, 1 for the first.
pub(super) fn inverse_root(place: Place) -> f32 {
    1.0 / place.rank.sqrt()
}

/// Share of the candidates that stand before, 0 to 1.
pub(super) fn depth(place: Place) -> f32 {
    (place.rank - 1.0) / place.of
}

/// ln rank.
pub(super) fn log_rank(place: Place) -> f32 {
    ln(place.rank as u32)
}

/// 1 for the first candidate.
pub(super) fn first(place: Place) -> f32 {
    f32::from(u8::from(place.rank == 1.0))
}

/// 1 for the last candidate.
pub(super) fn last(place: Place) -> f32 {
    f32::from(u8::from(place.rank == place.of))
}

/// Fills `column` from each sentence's place.
pub(super) fn fill(document: &Document, column: &mut [f32], measure: impl Fn(Place) -> f32) {
    let sentences = document.sentences();
    let mut start = 0;
    for of_document in sentences.chunk_by(|a, b| a.document == b.document) {
        let indices = start..start + of_document.len();
        let is_candidate = |&index: &usize| document.is_candidate(index);
        let of = indices.clone().filter(is_candidate).count().max(1) as f32;
        let mut rank = 0;
        for index in indices.clone() {
            rank += u32::from(document.is_candidate(index));
            column[index] = measure(Place {
                rank: rank.max(1) as f32,
                of,
            });
        }
        start = indices.end;
    }
}

/// Minus the place in the sentence's own document: the higher, the earlier.
pub(super) fn order(document: &Document, column: &mut [f32]) {
    let mut start = 0;
    let mut of_document = 0;
    for (index, value) in column.iter_mut().enumerate() {
        let sentence = &document.sentences()[index];
        if sentence.document != of_document {
            of_document = sentence.document;
            start = index;
        }
        *value = -((index - start) as f32);
    }
}

/// Draws from [0, 1), by `seed` and sentence index alone.
pub(super) fn random(seed: u64, column: &mut [f32]) {
    for (index, value) in column.iter_mut().enumerate() {
        let step = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        *value = (mix(seed.wrapping_add(step)) >> 40) as f32 / (1u32 << 24) as f32;
    }
}

/// 64 bits that look drawn by lot, the same for the same `z` (SplitMix64: Steele, Lea & Flood 2014).
pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

//! Where a sentence stands. Lead bias: Edmundson 1969, "New methods in automatic extracting".

use crate::document::Document;

/// 1/√rank among the candidates of the sentence's own document, 1 for the first. Counting
/// candidates, not sentences or paragraphs, makes the feature blind to headings and formatting.
pub(super) fn inverse_root(document: &Document, column: &mut [f32]) {
    let mut rank = 0;
    let mut of_document = 0;
    for (index, value) in column.iter_mut().enumerate() {
        let sentence = &document.sentences()[index];
        if sentence.document != of_document {
            of_document = sentence.document;
            rank = 0;
        }
        rank += u32::from(document.is_candidate(index));
        *value = 1.0 / (rank.max(1) as f32).sqrt();
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

//! Where a sentence stands. Lead bias: Edmundson 1969, "New methods in automatic extracting".

use super::ROW_BYTES;
use crate::cancel::Cancel;
use crate::document::Document;
use crate::ln_table::ln;
use crate::weights::Feature;
use crate::weights::{FeatureRow, one_if};

/// Fills the rows of candidates with all features of place. A sentence's place is that among the
/// candidates of its own document: counting them, not sentences or paragraphs, makes every feature
/// of place blind to headings and formatting.
pub(super) fn measure(
    document: &Document,
    candidates: &[u32],
    rows: &mut [FeatureRow],
    cancel: &mut Cancel,
) -> Option<()> {
    let document_of = |index: u32| document.sentences()[index as usize].document;
    for own in candidates.chunk_by(|&a, &b| document_of(a) == document_of(b)) {
        let of = own.len() as f32;
        for (&index, nth) in own.iter().zip(1..) {
            cancel.check_after(ROW_BYTES)?;
            let row = &mut rows[index as usize];
            let rank = nth as f32;
            row[Feature::Position] = 1.0 / rank.sqrt();
            row[Feature::LogRank] = ln(nth);
            row[Feature::Depth] = (rank - 1.0) / of;
            row[Feature::First] = one_if(nth == 1);
            row[Feature::Last] = one_if(rank == of);
        }
    }
    Some(())
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

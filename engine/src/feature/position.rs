//! Features of the position of a sentence, and the two columns that need no text: document order and random
//! numbers. Position: Edmundson 1969, "New methods in automatic extracting".

use super::ROW_BYTES;
use crate::cancel::Cancel;
use crate::document::Document;
use crate::ln_table::ln;
use crate::weights::Feature;
use crate::weights::{FeatureRow, one_if};

/// Fills the features of position in the rows of `candidates`. `None` when cancelled.
///
/// The rank of a sentence is its number among the candidates of its own document, from 1. Because sentences
/// that cannot be bullets are not counted, and paragraphs neither, these features do not depend on headings and
/// formatting.
pub(super) fn measure(
    document: &Document,
    candidates: &[u32],
    rows: &mut [FeatureRow],
    cancel: &mut Cancel,
) -> Option<()> {
    let document_of = |index: u32| document.sentences()[index as usize].document;
    for own in candidates.chunk_by(|&a, &b| document_of(a) == document_of(b)) {
        let count = own.len() as f32;
        for (&index, nth) in own.iter().zip(1..) {
            cancel.check_after(ROW_BYTES)?;
            let row = &mut rows[index as usize];
            let rank = nth as f32;
            row[Feature::Position] = 1.0 / rank.sqrt();
            row[Feature::LogRank] = ln(nth);
            row[Feature::Depth] = (rank - 1.0) / count;
            row[Feature::First] = one_if(nth == 1);
            row[Feature::Last] = one_if(rank == count);
        }
    }
    Some(())
}

/// Fills `column` with minus the index of each sentence within its own document, from 0: the earlier, the
/// higher.
pub(super) fn order(document: &Document, column: &mut [f32]) {
    let mut start = 0;
    let mut current_document = 0;
    for (index, value) in column.iter_mut().enumerate() {
        let sentence = &document.sentences()[index];
        if sentence.document != current_document {
            current_document = sentence.document;
            start = index;
        }
        *value = -((index - start) as f32);
    }
}

/// Fills `column` with pseudo-random numbers from 0 to 1, without 1, that depend only on `seed` and the index.
pub(super) fn random(seed: u64, column: &mut [f32]) {
    for (index, value) in column.iter_mut().enumerate() {
        let step = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        *value = (split_mix(seed.wrapping_add(step)) >> 40) as f32 / (1u32 << 24) as f32;
    }
}

/// A pseudo-random number of 64 bits that depends only on `z`: the output function of SplitMix64 (Steele,
/// Lea & Flood 2014, "Fast splittable pseudorandom number generators").
pub(super) fn split_mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

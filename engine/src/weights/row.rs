//! The features of one sentence, side by side: what a processor adds and scales some at a time.

use super::Feature;
use crate::simd::{self, Kernel, LANES, Vectors};
use std::ops::{Index, IndexMut};

/// Features, rounded up to what vectors take.
const WIDTH: usize = Feature::ALL.len().next_multiple_of(LANES);

/// A number for each feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FeatureRow([f32; WIDTH]);

impl FeatureRow {
    /// That number for each.
    pub(crate) const fn of(value: f32) -> FeatureRow {
        FeatureRow([value; WIDTH])
    }

    /// Adds `other`, feature by feature.
    #[inline(always)]
    fn add(&mut self, other: &FeatureRow) {
        for (sum, value) in self.0.iter_mut().zip(&other.0) {
            *sum += value;
        }
    }

    /// Makes of each value (value − centre) · scale, at most `most` from 0. `most` is a number above 0.
    #[inline(always)]
    fn scale(&mut self, centre: &FeatureRow, scale: &FeatureRow, most: f32) {
        for ((value, centre), scale) in self.0.iter_mut().zip(&centre.0).zip(&scale.0) {
            *value = ((*value - centre) * scale).clamp(-most, most);
        }
    }

    /// Sum of products, feature by feature.
    #[inline(always)]
    fn dot<V: Vectors>(&self, other: &FeatureRow) -> f32 {
        V::dot(self.0.as_chunks().0, other.0.as_chunks().0)
    }
}

/// Puts the rows of `candidates` on a scale, and adds them to `sum`: see [`FeatureRow::scale`].
pub(crate) fn scale(
    candidates: &[u32],
    rows: &mut [FeatureRow],
    centre: &FeatureRow,
    scale: &FeatureRow,
    most: f32,
    sum: &mut FeatureRow,
) {
    simd::dispatch(Scaling {
        candidates,
        rows,
        centre,
        scale,
        most,
        sum,
    });
}

struct Scaling<'s> {
    candidates: &'s [u32],
    rows: &'s mut [FeatureRow],
    centre: &'s FeatureRow,
    scale: &'s FeatureRow,
    most: f32,
    sum: &'s mut FeatureRow,
}

impl Kernel for Scaling<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let mut sum = *self.sum;
        for &row in self.candidates {
            let row = &mut self.rows[row as usize];
            row.scale(self.centre, self.scale, self.most);
            sum.add(row);
        }
        *self.sum = sum;
    }
}

/// Appends `bias` and the product with `weights` of each row to `scores`.
pub(crate) fn score(rows: &[FeatureRow], bias: f32, weights: &FeatureRow, scores: &mut Vec<f64>) {
    simd::dispatch(Scoring {
        rows,
        bias,
        weights,
        scores,
    });
}

struct Scoring<'s> {
    rows: &'s [FeatureRow],
    bias: f32,
    weights: &'s FeatureRow,
    scores: &'s mut Vec<f64>,
}

impl Kernel for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let bias = f64::from(self.bias);
        self.scores.reserve(self.rows.len());
        for row in self.rows {
            let product = f64::from(row.dot::<V>(self.weights));
            self.scores.push(bias + product);
        }
    }
}

impl Index<Feature> for FeatureRow {
    type Output = f32;

    #[inline]
    fn index(&self, feature: Feature) -> &f32 {
        &self.0[feature as usize]
    }
}

impl IndexMut<Feature> for FeatureRow {
    #[inline]
    fn index_mut(&mut self, feature: Feature) -> &mut f32 {
        &mut self.0[feature as usize]
    }
}

/// 1 or 0.
#[inline]
pub(crate) fn one_if(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Baseline;
    use proptest::prelude::*;

    fn row() -> impl Strategy<Value = FeatureRow> {
        proptest::array::uniform::<_, WIDTH>(-9.0f32..9.0).prop_map(FeatureRow)
    }

    proptest! {
        /// Bit by bit, with the widest vectors and with those that every machine has.
        #[test]
        fn vectors_of_any_width_give_the_same_numbers(
            found in proptest::collection::vec(row(), 1..6),
            (centre, scale, weights) in (row(), row(), row()),
        ) {
            let candidates: Vec<u32> = (0..found.len() as u32).collect();
            let (mut rows, mut sum, mut scores) = (found.clone(), FeatureRow::of(0.0), Vec::new());
            super::scale(&candidates, &mut rows, &centre, &scale, 4.0, &mut sum);
            super::score(&rows, 0.5, &weights, &mut scores);

            let (mut others, mut other_sum, mut other_scores) = (found, FeatureRow::of(0.0), Vec::new());
            let scaling = Scaling {
                candidates: &candidates,
                rows: &mut others,
                centre: &centre,
                scale: &scale,
                most: 4.0,
                sum: &mut other_sum,
            };
            scaling.run::<Baseline>();
            let scoring = Scoring {
                rows: &others,
                bias: 0.5,
                weights: &weights,
                scores: &mut other_scores,
            };
            scoring.run::<Baseline>();
            prop_assert_eq!((rows, sum, scores), (others, other_sum, other_scores));
        }
    }
}

//! The features of one sentence, side by side: what a processor adds and scales four at a time.

use super::Feature;
use std::ops::{Index, IndexMut};

/// Features, rounded up to what vectors take.
const WIDTH: usize = Feature::ALL.len().next_multiple_of(LANES);
const LANES: usize = 8;

/// A number for each feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row([f32; WIDTH]);

impl Row {
    /// That number for each.
    pub(crate) const fn of(value: f32) -> Row {
        Row([value; WIDTH])
    }

    /// Adds `other`, feature by feature.
    #[inline]
    pub(super) fn add(&mut self, other: &Row) {
        for (sum, value) in self.0.iter_mut().zip(&other.0) {
            *sum += value;
        }
    }

    /// Makes of each value (value − centre) · scale, at most `most` from 0. `most` is a number above 0.
    #[inline]
    pub(super) fn scale(&mut self, centre: &Row, scale: &Row, most: f32) {
        for ((value, centre), scale) in self.0.iter_mut().zip(&centre.0).zip(&scale.0) {
            *value = ((*value - centre) * scale).clamp(-most, most);
        }
    }

    /// Sum of products, feature by feature.
    #[inline]
    pub(super) fn dot(&self, other: &Row) -> f64 {
        let mut sums = [0.0f32; LANES];
        for (a, b) in self.0.chunks_exact(LANES).zip(other.0.chunks_exact(LANES)) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += a * b;
            }
        }
        sums.iter().map(|&sum| f64::from(sum)).sum()
    }
}

impl Index<Feature> for Row {
    type Output = f32;

    #[inline]
    fn index(&self, feature: Feature) -> &f32 {
        &self.0[feature as usize]
    }
}

impl IndexMut<Feature> for Row {
    #[inline]
    fn index_mut(&mut self, feature: Feature) -> &mut f32 {
        &mut self.0[feature as usize]
    }
}

/// 1 or 0.
#[inline]
pub(super) fn one_if(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

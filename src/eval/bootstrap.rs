//! Bootstrap intervals (Efron 1979; paired over documents as in Koehn 2004), seeded.

/// A mean over documents and the 95 % interval that resampling the documents gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The mean of the values as they are.
    pub mean: f64,
    /// The 2.5th percentile of the resampled means.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// Enough that the ends of the interval move by less than a twentieth of its width between seeds.
const RESAMPLES: usize = 2000;

/// The mean of `values` with its interval; the same `seed` gives the same interval. All zero for
/// no values.
pub fn resampled_mean(values: &[f64], seed: u64) -> Interval {
    if values.is_empty() {
        return Interval::default();
    }
    let mean_of = |sum: f64| sum / values.len() as f64;
    let mut random = SplitMix(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            mean_of(
                (0..values.len())
                    .map(|_| values[random.below(values.len())])
                    .sum(),
            )
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Interval {
        mean: mean_of(values.iter().sum()),
        low: means[RESAMPLES / 40],
        high: means[RESAMPLES - 1 - RESAMPLES / 40],
    }
}

/// The mean gain of `ours` over `theirs`, document by document, with its interval: a gain is real
/// where the interval lies above 0.
///
/// # Panics
///
/// When the two do not score the same documents (differ in length).
pub fn paired_gain(ours: &[f64], theirs: &[f64], seed: u64) -> Interval {
    assert_eq!(ours.len(), theirs.len(), "a pair for each document");
    let gains: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
    resampled_mean(&gains, seed)
}

/// SplitMix64 (Steele, Lea & Flood 2014): small, seeded, and good enough to draw documents.
pub(super) struct SplitMix(pub(super) u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; the bias of taking the high half of a product is below 2⁻⁴⁰ here.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_mean_and_repeats() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 10)).collect();
        let interval = resampled_mean(&values, 7);
        assert_eq!(interval, resampled_mean(&values, 7));
        assert!((interval.mean - 4.5).abs() < 1e-12);
        // The standard error is 2.87 / 10, so the interval is about ± 0.56.
        assert!(interval.low > 3.7 && interval.low < 4.2, "{interval:?}");
        assert!(interval.high > 4.8 && interval.high < 5.3, "{interval:?}");
    }

    #[test]
    fn a_constant_gain_is_certain() {
        let gain = paired_gain(&[1.5, 2.5, 0.5], &[1.0, 2.0, 0.0], 1);
        assert_eq!((gain.low, gain.mean, gain.high), (0.5, 0.5, 0.5));
    }
}

//! Confidence intervals by resampling with replacement: the bootstrap (Efron 1979, "Bootstrap
//! methods: another look at the jackknife"), paired over documents as in Koehn 2004, "Statistical
//! significance tests for machine translation evaluation". Results depend on the seed alone.

/// A mean over documents with its 95 % bootstrap interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// The mean of the original values.
    pub mean: f64,
    /// The 2.5th percentile of the resampled means.
    pub low: f64,
    /// The 97.5th percentile of the resampled means.
    pub high: f64,
}

/// With this many resamples, the ends of an interval move by less than a twentieth of its width
/// from seed to seed.
const RESAMPLES: usize = 2000;

/// The mean of `values` and its interval. All zero if there are no values.
///
/// Takes time proportional to 2,000 times the number of values.
pub fn bootstrap_mean(values: &[f64], seed: u64) -> Interval {
    if values.is_empty() {
        return Interval::default();
    }
    let mean_of_sum = |sum: f64| sum / values.len() as f64;
    let mut random = SplitMix64(seed);
    let mut resampled_mean = || {
        let draws = (0..values.len()).map(|_| values[random.below(values.len())]);
        mean_of_sum(draws.sum())
    };
    let mut means: Vec<f64> = (0..RESAMPLES).map(|_| resampled_mean()).collect();
    means.sort_by(f64::total_cmp);
    Interval {
        mean: mean_of_sum(values.iter().sum()),
        low: means[RESAMPLES / 40],
        high: means[RESAMPLES - 1 - RESAMPLES / 40],
    }
}

/// The mean of `scores` minus `baseline`, taken document by document, and its interval. The
/// difference is significant at the 5 % level if the interval does not contain 0.
///
/// # Panics
///
/// If the two slices differ in length.
pub fn bootstrap_difference(scores: &[f64], baseline: &[f64], seed: u64) -> Interval {
    assert_eq!(scores.len(), baseline.len(), "one pair per document");
    let differences: Vec<f64> = scores.iter().zip(baseline).map(|(a, b)| a - b).collect();
    bootstrap_mean(&differences, seed)
}

/// The random number generator SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom
/// number generators"). Not for secrets.
pub(super) struct SplitMix64(pub(super) u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A random number below `bound`: the high half of a 128-bit product. Not exactly uniform, but
    /// for bounds below 2²⁴ the relative error of the probabilities is below 2⁻⁴⁰.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_contains_the_mean_and_is_reproducible() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i % 10)).collect();
        let interval = bootstrap_mean(&values, 7);
        assert_eq!(interval, bootstrap_mean(&values, 7));
        assert!((interval.mean - 4.5).abs() < 1e-12);
        // The standard error is 2.87 / 10, so the interval is about ± 0.56.
        assert!(interval.low > 3.7 && interval.low < 4.2, "{interval:?}");
        assert!(interval.high > 4.8 && interval.high < 5.3, "{interval:?}");
    }

    #[test]
    fn a_constant_difference_has_an_interval_of_width_zero() {
        let difference = bootstrap_difference(&[1.5, 2.5, 0.5], &[1.0, 2.0, 0.0], 1);
        assert_eq!(
            (difference.low, difference.mean, difference.high),
            (0.5, 0.5, 0.5)
        );
    }
}

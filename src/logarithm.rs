//! Natural logarithms of counts, most of them from a table.

use std::sync::LazyLock;

/// Counts in an article hardly exceed this.
const COUNTS: usize = 1024;

/// ln of `count`; of 0, too, it is 0.
#[inline]
pub(crate) fn ln(count: u32) -> f32 {
    static TABLE: LazyLock<[f32; COUNTS]> =
        LazyLock::new(|| std::array::from_fn(|count| libm::logf(count.max(1) as f32)));
    match TABLE.get(count as usize) {
        Some(&logarithm) => logarithm,
        None => libm::logf(count as f32),
    }
}

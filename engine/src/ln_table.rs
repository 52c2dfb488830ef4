//! Natural logarithms of counts, from a table for small counts.
//!
//! The plain equivalent is `libm::logf(count as f32)`; a test holds the two equal to within the
//! precision of `f32`.

/// Length of the table. Counts of terms and words in an article are rarely as large.
const TABLE_LEN: usize = 1024;

/// The natural logarithm of `count`, and 0 for a count of 0.
#[inline]
pub(crate) fn ln(count: u32) -> f32 {
    match TABLE.get(count as usize) {
        Some(&logarithm) => logarithm,
        None => libm::logf(count as f32),
    }
}

/// Computed at compile time from ln n = ln (n − 1) + 2 artanh (1 / (2n − 1)) and the series
/// artanh x = x + x³/3 + x⁵/5 + …, which converges quickly for small x.
static TABLE: [f32; TABLE_LEN] = {
    let mut table = [0.0; TABLE_LEN];
    let mut sum = 0.0f64;
    let mut count = 2;
    while count < TABLE_LEN {
        let x = 1.0 / (2 * count - 1) as f64;
        let mut power = x;
        let mut degree = 1;
        while power > 1e-18 {
            sum += 2.0 * power / degree as f64;
            power *= x * x;
            degree += 2;
        }
        table[count] = sum as f32;
        count += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_and_function_are_exact_to_single_precision() {
        assert_eq!(ln(0), 0.0);
        for count in 1..2 * TABLE_LEN as u32 {
            let exact = libm::log(f64::from(count));
            let error = (f64::from(ln(count)) - exact).abs();
            assert!(error <= exact * f64::from(f32::EPSILON), "ln {count}");
        }
    }
}

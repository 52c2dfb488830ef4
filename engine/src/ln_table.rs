//! Natural logarithms of counts, most of them from a table.

/// Counts in an article hardly exceed this.
const COUNTS: usize = 1024;

/// ln of `count`; of 0, too, it is 0.
#[inline]
pub(crate) fn ln(count: u32) -> f32 {
    match TABLE.get(count as usize) {
        Some(&logarithm) => logarithm,
        None => libm::logf(count as f32),
    }
}

/// ln n = ln (n − 1) + 2 artanh 1/(2n − 1), and artanh x = x + x³/3 + x⁵/5 + …, which ends early
/// for small x.
static TABLE: [f32; COUNTS] = {
    let mut table = [0.0; COUNTS];
    let mut sum = 0.0f64;
    let mut count = 2;
    while count < COUNTS {
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
    fn the_table_is_as_good_as_the_function() {
        assert_eq!(ln(0), 0.0);
        for count in 1..2 * COUNTS as u32 {
            let exact = libm::log(f64::from(count));
            let error = (f64::from(ln(count)) - exact).abs();
            assert!(error <= exact * f64::from(f32::EPSILON), "ln {count}");
        }
    }
}

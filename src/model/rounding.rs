//! 四舍五入: the one place in the crate that rounds.

use ethnum::I256;

/// Divides and rounds half away from zero (四舍五入), as printed Chinese figures are rounded.
///
/// `rust_decimal`'s and Polars' decimals round half to even, so neither is used for this.
/// 256-bit operands hold the product of any two `i64` amounts times any scale we print.
///
/// # Panics
/// If `denominator` is zero: callers hold a [`Ratio`](super::Ratio), whose denominator never is.
pub fn divide_half_away(numerator: I256, denominator: I256) -> I256 {
    if let (Ok(n), Ok(d)) = (i128::try_from(numerator), i128::try_from(denominator))
        && n.checked_abs().is_some_and(|n| n < i128::MAX / 4)
        && d.checked_abs().is_some_and(|d| d < i128::MAX / 4)
    {
        // The common case, and about twenty times faster than 256-bit division.
        let sign = if (n < 0) == (d < 0) { 1 } else { -1 };
        let (n, d) = (n.unsigned_abs(), d.unsigned_abs());
        return I256::from(sign * ((2 * n + d) / (2 * d)) as i128);
    }
    let negative = (numerator < 0) != (denominator < 0);
    let (n, d) = (numerator.abs(), denominator.abs());
    let quotient = n / d;
    let remainder = n % d;
    // `remainder >= d - remainder` is `2 * remainder >= d` without the overflow.
    let rounded = if remainder >= d - remainder { quotient + 1 } else { quotient };
    if negative { -rounded } else { rounded }
}

/// `numerator / denominator` in hundredths of a percent, rounded half away from zero: what a rate with two decimals
/// is stored as. The same as [`divide_half_away`], in the width that the amounts need.
///
/// # Panics
/// If `denominator` is zero, as [`divide_half_away`].
pub fn hundredths_of_percent(numerator: i64, denominator: i64) -> i128 {
    /// A hundred percent in hundredths.
    const WHOLE: u64 = 10_000;
    let negative = (numerator < 0) != (denominator < 0);
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    // Budgets of up to 900 万亿元 stay in 64 bits, whose division is several times as fast as that of 128.
    let rounded = match (n.checked_mul(2 * WHOLE).and_then(|twice| twice.checked_add(d)), d.checked_mul(2)) {
        (Some(n), Some(d)) => i128::from(n / d),
        _ => {
            let (n, d) = (u128::from(n) * u128::from(2 * WHOLE) + u128::from(d), 2 * u128::from(d));
            // At most 2^63 times twenty thousand over two: far inside an i128.
            (n / d) as i128
        }
    };
    if negative { -rounded } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn hundredths_of_a_percent_are_what_the_wide_division_gives(
            n in prop_oneof![any::<i64>(), -1_000_000i64..1_000_000],
            d in prop_oneof![any::<i64>(), -1_000i64..1_000].prop_filter("a ratio has a base", |d| *d != 0),
        ) {
            let wide = divide_half_away(I256::from(n) * I256::from(10_000), I256::from(d));
            prop_assert_eq!(I256::from(hundredths_of_percent(n, d)), wide);
        }
    }

    #[test]
    fn hundredths_of_a_percent_at_the_ends_of_the_range() {
        for n in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX] {
            for d in [i64::MIN, -20_000, -1, 1, 3, 20_000, i64::MAX] {
                let wide = divide_half_away(I256::from(n) * I256::from(10_000), I256::from(d));
                assert_eq!(I256::from(hundredths_of_percent(n, d)), wide, "{n}/{d}");
            }
        }
    }

    fn check(n: i64, d: i64, expected: i64) {
        assert_eq!(divide_half_away(I256::from(n), I256::from(d)), I256::from(expected), "{n}/{d}");
    }

    #[test]
    fn halves_go_away_from_zero_on_both_sides() {
        check(5, 10, 1);
        check(-5, 10, -1);
        check(15, 10, 2);
        check(25, 10, 3);
        check(-25, 10, -3);
        check(24, 10, 2);
        check(-24, -10, 2);
        check(0, 7, 0);
    }

    #[test]
    fn operands_beyond_128_bits_round_the_same_way() {
        let huge = I256::from(i128::MAX);
        assert_eq!(divide_half_away(huge * 5, huge * 2), I256::from(3));
        assert_eq!(divide_half_away(-huge * 5, huge * 2), I256::from(-3));
    }
}

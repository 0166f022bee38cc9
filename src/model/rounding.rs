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

#[cfg(test)]
mod tests {
    use super::*;

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

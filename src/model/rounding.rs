//! 四舍五入: the only place in the crate that rounds amounts and rates.

use ethnum::I256;

/// Divides and rounds half away from zero (四舍五入), as Chinese figures are rounded.
///
/// Decimals of `rust_decimal` and Polars round half to even, so neither is used for this.
/// 256-bit operands hold the product of any two `i64` amounts at any scale that is printed.
///
/// # Panics
/// If `denominator` is zero; that of a [`Ratio`](super::Ratio) never is.
pub fn divide_half_away(numerator: I256, denominator: I256) -> I256 {
    if let (Ok(n), Ok(d)) = (i128::try_from(numerator), i128::try_from(denominator))
        && n.checked_abs().is_some_and(|n| n < i128::MAX / 4)
        && d.checked_abs().is_some_and(|d| d < i128::MAX / 4)
    {
        // The common case, about twenty times as fast as 256-bit division.
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

/// `numerator / denominator` in hundredths of a percent, rounded half away from zero, as rates with two decimals are
/// stored. Equals [`divide_half_away`] but avoids wide integers where the amounts allow it.
///
/// # Panics
/// If `denominator` is zero.
#[inline]
pub fn hundredths_of_percent(numerator: i64, denominator: i64) -> i128 {
    /// 100 % in hundredths of a percent.
    const WHOLE: u64 = 10_000;
    let negative = (numerator < 0) != (denominator < 0);
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    // 64-bit division is several times as fast as 128-bit division and suffices up to about 9 万亿元.
    let rounded = match (n.checked_mul(2 * WHOLE).and_then(|twice| twice.checked_add(d)), d.checked_mul(2)) {
        (Some(n), Some(d)) => i128::from(n / d),
        _ => {
            let (n, d) = (u128::from(n) * u128::from(2 * WHOLE) + u128::from(d), 2 * u128::from(d));
            // At most 2^63 · 20,000 / 2, which fits in an i128.
            (n / d) as i128
        }
    };
    if negative { -rounded } else { rounded }
}

/// `a / b - c / d` in hundredths of a point, rounded half away from zero, for parts of wholes that are not negative;
/// none where 64 bits do not hold ten thousand times a part. Only the parts are divided, never the products of wholes.
#[inline]
pub(crate) fn difference_in_hundredths((a, b): (i64, i64), (c, d): (i64, i64)) -> Option<i128> {
    let divided = |part: i64, whole: i64| {
        let (part, whole) = (u64::try_from(part).ok()?.checked_mul(10_000)?, u64::try_from(whole).ok()?);
        Some((i128::from(part.checked_div(whole)?), i128::from(part % whole), i128::from(whole)))
    };
    let ((one, rest, b), (other, less, d)) = (divided(a, b)?, divided(c, d)?);
    // What is left of both, over b times d: between -1 and 1. Each factor is below 2^63.
    let (difference, left, whole) = (one - other, rest * d - less * b, b * d);
    let twice = left.checked_mul(2)?;
    // The whole part goes towards zero first, so that a half goes away from it.
    Some(match difference {
        0 => i128::from(twice >= whole) - i128::from(-twice >= whole),
        1.. => difference + i128::from(twice >= whole) - i128::from(-twice > whole),
        _ => difference + i128::from(twice > whole) - i128::from(-twice >= whole),
    })
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

    proptest! {
        #![proptest_config(crate::chance::cases(2048))]

        #[test]
        fn a_difference_of_shares_is_what_the_wide_division_gives(
            (a, b) in share(), (c, d) in share(),
        ) {
            let wide = (I256::from(a) * I256::from(d) - I256::from(c) * I256::from(b)) * I256::from(10_000);
            let wide = divide_half_away(wide, I256::from(b) * I256::from(d));
            if let Some(narrow) = difference_in_hundredths((a, b), (c, d)) {
                prop_assert_eq!(I256::from(narrow), wide);
            } else {
                prop_assert!(a < 0 || c < 0 || a.max(c) > i64::MAX / 20_000 || b.max(d) > i64::MAX / 2);
            }
        }
    }

    /// A part and its whole: small ones, whose differences are halves, and any.
    fn share() -> impl Strategy<Value = (i64, i64)> {
        prop_oneof![(-3i64..300, 1i64..300), (0i64..2_000_000, Just(20_000)), (any::<i64>(), 1i64..i64::MAX)]
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

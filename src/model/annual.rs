//! 年均增长率: the compound annual growth rate, exact until it is printed.

use super::divide_half_away;
use ethnum::I256;
use num_bigint::BigUint;
use rust_decimal::Decimal;

/// 年均增长率: the compound annual growth rate (CAGR) between two amounts, `(to / from)^(1/years) − 1`.
///
/// Stores the two amounts. The root is an integer root, taken once when the rate is printed, so every digit is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnnualGrowth {
    from: u64,
    to: u64,
    years: u16,
}

impl AnnualGrowth {
    /// The rate from `from` to `to`, both in 分, over `years` years. `None` where it is undefined: the base is not
    /// positive, the final amount is negative, or `years` is zero.
    pub fn between(from: i64, to: i64, years: u16) -> Option<Self> {
        let (from, to) = (u64::try_from(from).ok()?, u64::try_from(to).ok()?);
        (from > 0 && years > 0).then_some(Self { from, to, years })
    }

    /// The rate in percent, rounded half away from zero to `decimals` decimals (at most 9).
    pub fn percent(self, decimals: u32) -> Decimal {
        let decimals = decimals.min(9);
        let one = 10i64.pow(decimals + 2);
        // Twice the rate in units of the last printed digit, truncated towards zero: halving that integer shows
        // whether the exact rate lies below, at or above a half, so it rounds correctly.
        let (root, exact) = self.doubled_root(one.unsigned_abs());
        let floor = root - I256::from(2 * one);
        let truncated = if floor < 0 && !exact { floor + 1 } else { floor };
        let rounded = divide_half_away(truncated, I256::from(2));
        let rounded = i128::try_from(rounded).unwrap_or(i128::MAX);
        Decimal::try_from_i128_with_scale(rounded, decimals).unwrap_or(Decimal::MAX)
    }

    /// The integer part of `2 · one · (to / from)^(1/years)`, and whether there is no fractional part.
    fn doubled_root(self, one: u64) -> (I256, bool) {
        let years = u32::from(self.years);
        let (from, to) = (BigUint::from(self.from), BigUint::from(self.to));
        let scaled = BigUint::from(2 * one).pow(years) * to;
        // The integer part of a root is the integer part of the root of the integer part.
        let root = (&scaled / &from).nth_root(years);
        let exact = root.pow(years) * from == scaled;
        let digits = u128::try_from(root).expect("at most 2 · 10^11 · 2^63, below 2^102");
        (I256::from(digits), exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(from: i64, to: i64, years: u16) -> String {
        AnnualGrowth::between(from, to, years).unwrap().percent(2).to_string()
    }

    #[test]
    fn a_yearly_rate_leads_from_one_amount_to_the_other() {
        assert_eq!(percent(100, 121, 2), "10.00");
        assert_eq!(percent(1000, 1331, 3), "10.00");
        assert_eq!(percent(100, 150, 1), "50.00");
        assert_eq!(percent(100, 200, 2), "41.42");
        assert_eq!(percent(100, 81, 2), "-10.00");
        assert_eq!(percent(100, 50, 2), "-29.29");
        assert_eq!(percent(100, 0, 3), "-100.00");
        assert_eq!(percent(7, 7, 5), "0.00");
        assert_eq!(percent(1, i64::MAX, 1), "922337203685477580600.00");
    }

    #[test]
    fn exact_halves_go_away_from_zero_on_both_sides() {
        // 1.00005² and 0.99995²: five in the third decimal exactly.
        assert_eq!(percent(10_000_000_000, 10_001_000_025, 2), "0.01");
        assert_eq!(percent(10_000_000_000, 9_999_000_025, 2), "-0.01");
        assert_eq!(percent(10_000_000_000, 10_001_000_024, 2), "0.00");
        assert_eq!(percent(10_000_000_000, 9_999_000_026, 2), "0.00");
    }

    #[test]
    fn there_is_no_rate_from_nothing_from_a_debt_to_a_debt_or_over_no_time() {
        for (from, to, years) in [(0, 5, 2), (-5, 5, 2), (5, -5, 2), (5, 5, 0)] {
            assert_eq!(AnnualGrowth::between(from, to, years), None);
        }
    }

    #[test]
    fn two_and_a_half_centuries_are_no_trouble() {
        assert_eq!(percent(1, i64::MAX, 250), "19.09");
    }
}

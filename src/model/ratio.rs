//! 比率: shares, rates and percentage points, exact until they are printed.

use super::{difference_in_hundredths, divide_half_away};
use ethnum::I256;
use rust_decimal::Decimal;

/// 比率: a quotient of two amounts, stored as two integers and divided once, when it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i64,
    denominator: i64,
}

/// 百分点: the difference of two ratios. Not a [`Ratio`], since 5 % more and 5 percentage points more differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Points {
    minuend: Option<Ratio>,
    subtrahend: Option<Ratio>,
}

impl Ratio {
    /// `numerator / denominator`; `None` if the denominator is zero, since such a rate is undefined, not infinite.
    #[inline(always)]
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then_some(Self { numerator, denominator })
    }

    /// 占比: the share of a part in a whole. `None` if the whole is not positive, or if the part exceeds it and so cannot
    /// be a part of it.
    #[inline(always)]
    pub fn share(part: i64, whole: i64) -> Option<Self> {
        (whole > 0 && part <= whole).then_some(Self { numerator: part, denominator: whole })
    }

    /// The numerator, not reduced.
    #[inline(always)]
    pub fn numerator(self) -> i64 {
        self.numerator
    }

    /// The denominator, not reduced; never zero.
    #[inline(always)]
    pub fn denominator(self) -> i64 {
        self.denominator
    }

    /// The ratio in percent, rounded half away from zero to `decimals` decimals (at most 9).
    pub fn percent(self, decimals: u32) -> Decimal {
        let decimals = decimals.min(9);
        let scaled = I256::from(self.numerator) * I256::from(10i64.pow(decimals + 2));
        to_decimal(divide_half_away(scaled, I256::from(self.denominator)), decimals)
    }

    /// The ratio itself (0.0595…), to all the digits that a spreadsheet cell stores.
    pub fn digits(self) -> Decimal {
        digits(I256::from(self.numerator), I256::from(self.denominator))
    }
}

impl Points {
    /// The change from `prior` to `current`. A missing ratio counts as zero; `None` if both are missing.
    #[inline(always)]
    pub fn between(prior: Option<Ratio>, current: Option<Ratio>) -> Option<Self> {
        (prior.is_some() || current.is_some()).then_some(Self { minuend: current, subtrahend: prior })
    }

    /// A ratio in percentage points: how many points a part contributes to the growth of the total (拉动).
    pub fn of(ratio: Ratio) -> Self {
        Self { minuend: Some(ratio), subtrahend: None }
    }

    /// The points, rounded half away from zero to `decimals` decimals (at most 9).
    pub fn value(self, decimals: u32) -> Decimal {
        let decimals = decimals.min(9);
        let (a, b) = fraction(self.minuend);
        let (c, d) = fraction(self.subtrahend);
        let scaled = (a * d - c * b) * I256::from(10i64.pow(decimals + 2));
        to_decimal(divide_half_away(scaled, b * d), decimals)
    }

    /// The points in hundredths, rounded half away from zero: the digits of `value(2)`.
    #[inline]
    pub(crate) fn hundredths(self) -> i128 {
        let of = |ratio: Option<Ratio>| ratio.map_or((0, 1), |ratio| (ratio.numerator, ratio.denominator));
        let (minuend, subtrahend) = (of(self.minuend), of(self.subtrahend));
        difference_in_hundredths(minuend, subtrahend).unwrap_or_else(|| self.value(2).mantissa())
    }

    /// The points, to all the digits that a spreadsheet cell stores.
    pub fn digits(self) -> Decimal {
        let (a, b) = fraction(self.minuend);
        let (c, d) = fraction(self.subtrahend);
        digits((a * d - c * b) * I256::from(100), b * d)
    }
}

/// A quotient to 17 significant digits (what an IEEE double needs to round-trip), at most 28 decimals, without trailing
/// zeros.
fn digits(numerator: I256, denominator: I256) -> Decimal {
    const DIGITS: u32 = 17;
    let ten = I256::from(10);
    let mut decimals = 0;
    while decimals < Decimal::MAX_SCALE && (numerator * ten.pow(decimals) / denominator).abs() < ten.pow(DIGITS - 1) {
        decimals += 1;
    }
    to_decimal(divide_half_away(numerator * ten.pow(decimals), denominator), decimals).normalize()
}

fn fraction(ratio: Option<Ratio>) -> (I256, I256) {
    ratio.map_or((I256::ZERO, I256::ONE), |r| (I256::from(r.numerator), I256::from(r.denominator)))
}

/// Converts to a `Decimal`, which has 96 bits. Only extreme amounts printed with eight decimals or more exceed them;
/// the value then saturates.
fn to_decimal(value: I256, decimals: u32) -> Decimal {
    i128::try_from(value)
        .ok()
        .and_then(|value| Decimal::try_from_i128_with_scale(value, decimals).ok())
        .unwrap_or(if value < 0 { Decimal::MIN } else { Decimal::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_once_half_away_from_zero() {
        // 41.60 / 699.00 and the other rates of the example document.
        assert_eq!(Ratio::new(4160, 69900).unwrap().percent(2).to_string(), "5.95");
        assert_eq!(Ratio::new(-4826, 16624).unwrap().percent(2).to_string(), "-29.03");
        assert_eq!(Ratio::new(6842, 1798).unwrap().percent(2).to_string(), "380.53");
        assert_eq!(Ratio::new(1, 800).unwrap().percent(2).to_string(), "0.13");
        assert_eq!(Ratio::new(-1, 800).unwrap().percent(2).to_string(), "-0.13");
        assert_eq!(Ratio::new(1, 0), None);
    }

    #[test]
    fn a_ratio_is_given_to_every_digit_that_a_cell_keeps() {
        let digits = |n, d| Ratio::new(n, d).unwrap().digits().to_string();
        assert_eq!(digits(4160, 69900), "0.059513590844062947");
        assert_eq!((digits(1, 800), digits(-3, 3), digits(0, 7)), ("0.00125".into(), "-1".into(), "0".into()));
        assert_eq!(digits(1, i64::MAX), "0.0000000000000000001084202172");
        assert_eq!(digits(i64::MIN, 1), i64::MIN.to_string());
        assert_eq!(
            Points::between(Ratio::new(1, 3), Ratio::new(2, 3)).unwrap().digits().to_string(),
            "33.333333333333333"
        );
        let extreme = Points::between(Ratio::new(i64::MIN, i64::MAX), Ratio::new(i64::MAX, i64::MAX)).unwrap();
        assert_eq!(extreme.digits().to_string(), "200");
    }

    #[test]
    fn points_are_the_difference_of_the_exact_shares_not_of_the_rounded_ones() {
        let third = Ratio::new(1, 3);
        let points = Points::between(third, Ratio::new(2, 3)).unwrap();
        assert_eq!(points.value(2).to_string(), "33.33");
        assert_eq!(Points::between(third, None).unwrap().value(2).to_string(), "-33.33");
        assert_eq!(Points::between(None, None), None);
        let extreme = Points::between(Ratio::new(i64::MIN, i64::MAX), Ratio::new(i64::MAX, i64::MAX)).unwrap();
        assert_eq!(extreme.value(0).to_string(), "200");
    }
}

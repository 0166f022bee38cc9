//! 金额: money as an integer count of 分, with the precision it was printed at.

use super::{AmountUnit, PrintedNumber, divide_half_away};
use ethnum::I256;
use rust_decimal::Decimal;

/// 金额: an exact amount in 分 (0.01 元) and the resolution it was published at.
///
/// The resolution is one unit of the last printed digit, in 分: 759.57 万元 has a resolution of
/// 10 000 分 (100 元), so the printed number stands for every amount within half of that.
/// Equality compares both; compare [`Amount::fen`] where only the money matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    fen: i64,
    resolution: i64,
}

/// Why a printed number is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The amount does not fit in an `i64` of 分.
    #[error("金额“{0}”超出可处理的范围（绝对值应小于 9 万万亿元）")]
    OutOfRange(String),
}

impl Amount {
    /// An amount of `fen` 分 with a resolution of `resolution` 分; a resolution below 1 becomes 1.
    pub fn new(fen: i64, resolution: i64) -> Self {
        Self { fen, resolution: resolution.max(1) }
    }

    /// An amount exact to the 分.
    pub fn from_fen(fen: i64) -> Self {
        Self::new(fen, 1)
    }

    /// The amount of a printed number in `unit`, unless the number carries a unit of its own.
    ///
    /// The flag is false if the number has digits below a 分 and had to be rounded.
    ///
    /// # Errors
    /// The amount does not fit in an `i64` of 分.
    pub fn from_printed(number: &PrintedNumber, unit: AmountUnit) -> Result<(Self, bool), AmountError> {
        let unit = number.unit().unwrap_or(unit);
        let divisor = I256::from(10i64.pow(number.decimals().min(18)));
        let scaled = I256::from(number.mantissa()) * I256::from(unit.fen());
        let fen = divide_half_away(scaled, divisor);
        let exact = fen * divisor == scaled;
        let fen = i64::try_from(fen).map_err(|_| AmountError::OutOfRange(number.raw().to_owned()))?;
        let resolution = (unit.fen() / 10i64.pow(number.decimals().min(18))).max(1);
        Ok((Self::new(fen, resolution), exact))
    }

    /// The unit in which a number prints this amount. `None` for zero, which looks the same in every unit.
    pub fn unit_printed(self, number: &PrintedNumber) -> Option<AmountUnit> {
        let prints = |unit: &AmountUnit| Self::from_printed(number, *unit).is_ok_and(|(own, _)| own.fen == self.fen);
        AmountUnit::ALL.into_iter().find(prints).filter(|_| self.fen != 0)
    }

    /// The amount of a decimal in 元, with the resolution of its last digit. `None` if it does not fit in an `i64` of
    /// 分 or has digits below a 分.
    pub fn from_yuan(yuan: Decimal) -> Option<Self> {
        let yuan = if yuan.scale() > 2 { yuan.normalize() } else { yuan };
        if yuan.scale() > 2 {
            return None;
        }
        let step = 10i64.pow(2 - yuan.scale());
        let fen = i64::try_from(yuan.mantissa()).ok()?.checked_mul(step)?;
        Some(Self::new(fen, step))
    }

    /// Whether one exact amount may have been printed both ways: the intervals that the two numbers stand for overlap.
    /// An amount half way between two printed numbers rounds to only one of them, so touching intervals do not agree.
    pub fn agrees(self, other: Self) -> bool {
        let gap = (i128::from(self.fen) - i128::from(other.fen)).abs();
        gap * 2 < i128::from(self.resolution) + i128::from(other.resolution)
    }

    /// Whether printed parts may add up to this printed sum: rounding n parts and their sum can shift the total by at
    /// most n + 1 half steps (尾差).
    pub fn sum_agrees(self, parts: impl IntoIterator<Item = Self>) -> bool {
        let (mut gap, mut steps) = (-i128::from(self.fen), i128::from(self.resolution));
        for part in parts {
            gap += i128::from(part.fen);
            steps += i128::from(part.resolution);
        }
        gap.abs() * 2 <= steps
    }

    /// The count of 分.
    pub fn fen(self) -> i64 {
        self.fen
    }

    /// One unit of the last printed digit, in 分.
    pub fn resolution(self) -> i64 {
        self.resolution
    }

    /// The amount in 元, two decimals, exact.
    pub fn to_yuan(self) -> Decimal {
        Decimal::new(self.fen, 2)
    }

    /// The sum, at the coarser resolution of the two. `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self::new(self.fen.checked_add(other.fen)?, self.resolution.max(other.resolution)))
    }

    /// The difference, at the coarser resolution of the two. `None` on overflow.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Some(Self::new(self.fen.checked_sub(other.fen)?, self.resolution.max(other.resolution)))
    }

    /// Prints the amount in `unit` with as many decimals as it needs, at least two: `87.3617`, `120.00`.
    ///
    /// ```
    /// use tongbi::model::{Amount, AmountUnit};
    ///
    /// assert_eq!(Amount::from_fen(87_361_700).print_exact(AmountUnit::TenThousand), "87.3617");
    /// assert_eq!(Amount::from_fen(120_000_000).print_exact(AmountUnit::TenThousand), "120.00");
    /// ```
    pub fn print_exact(self, unit: AmountUnit) -> String {
        self.print_from(unit, 2)
    }

    /// Prints the amount exactly, with `least` decimals or as many more as it needs.
    fn print_from(self, unit: AmountUnit, least: u32) -> String {
        let all = unit.fen().ilog10();
        let needed = (least..all).find(|decimals| self.fen % 10i64.pow(all - decimals) == 0);
        self.print(unit, needed.unwrap_or(all))
    }

    /// Prints the amount exactly and with its unit: in 亿元 if it was published in 亿元, otherwise in 万元.
    ///
    /// ```
    /// # use tongbi::model::Amount;
    /// let tenths_of_a_hundred_million = 1_000_000_000;
    /// assert_eq!(Amount::new(844_000_000_000, tenths_of_a_hundred_million).print_with_unit(), "84.4亿元");
    /// assert_eq!(Amount::from_fen(120_000_000).print_with_unit(), "120.00万元");
    /// ```
    pub fn print_with_unit(self) -> String {
        // Nobody publishes 万元 that coarsely, not even as a sum of several whole ones.
        const COARSE: i64 = 10_000_000;
        let unit = AmountUnit::HundredMillion;
        if self.resolution < COARSE {
            return self.print_exact(AmountUnit::TenThousand) + AmountUnit::TenThousand.name();
        }
        let printed = unit.fen().ilog10().saturating_sub(self.resolution.ilog10());
        self.print_from(unit, printed) + unit.name()
    }

    /// Prints the amount in `unit` with `decimals` decimals and thousands separators: `1,234.50`.
    ///
    /// Rounded half away from zero; a value that rounds to zero has no sign.
    pub fn print(self, unit: AmountUnit, decimals: u32) -> String {
        let scaled = I256::from(self.fen) * I256::from(10i64.pow(decimals.min(9)));
        let rounded = divide_half_away(scaled, I256::from(unit.fen()));
        let digits = rounded.abs().to_string();
        let width = decimals as usize + 1;
        let digits = format!("{digits:0>width$}");
        let (whole, fraction) = digits.split_at(digits.len() - decimals as usize);
        let sign = if rounded < 0 { "-" } else { "" };
        let point = if decimals > 0 { "." } else { "" };
        format!("{sign}{}{point}{fraction}", grouped(whole))
    }
}

/// Digits with thousands separators: `1,234`.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str, unit: AmountUnit) -> Amount {
        let number = PrintedNumber::parse(text).unwrap().unwrap();
        Amount::from_printed(&number, unit).unwrap().0
    }

    #[test]
    fn a_printed_number_keeps_the_step_of_its_last_digit() {
        assert_eq!(amount("759.57", AmountUnit::TenThousand), Amount::new(759_570_000, 10_000));
        assert_eq!(amount("12", AmountUnit::TenThousand), Amount::new(12_000_000, 1_000_000));
        assert_eq!(amount("0.5", AmountUnit::HundredMillion), Amount::new(5_000_000_000, 1_000_000_000));
        assert_eq!(amount("7,595,700.00", AmountUnit::Yuan), Amount::new(759_570_000, 1));
    }

    #[test]
    fn digits_below_a_fen_are_rounded_and_reported() {
        let number = PrintedNumber::parse("1.005").unwrap().unwrap();
        assert_eq!(Amount::from_printed(&number, AmountUnit::Yuan), Ok((Amount::new(101, 1), false)));
    }

    #[test]
    fn printing_rounds_half_away_from_zero_and_groups_thousands() {
        assert_eq!(Amount::from_fen(123_456_785_000).print(AmountUnit::TenThousand, 2), "123,456.79");
        assert_eq!(Amount::from_fen(-5_000).print(AmountUnit::TenThousand, 2), "-0.01");
        assert_eq!(Amount::from_fen(-4_999).print(AmountUnit::TenThousand, 2), "0.00");
        assert_eq!(Amount::from_fen(99).print(AmountUnit::Yuan, 0), "1");
        assert_eq!(Amount::from_fen(i64::MIN).print(AmountUnit::Yuan, 2), "-92,233,720,368,547,758.08");
    }
}

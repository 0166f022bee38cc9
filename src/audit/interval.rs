//! 区间: a printed number stands for every value that rounds to it. The bounds are computed exactly, as fractions.

use super::Verdict;
use crate::model::{Amount, AmountUnit, PrintedNumber, divide_half_away};
use ethnum::I256;

/// An interval whose ends are fractions (numerator, denominator) with positive denominators.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    low: (I256, I256),
    high: (I256, I256),
}

/// Most decimals of a percentage that is computed.
const MOST: u32 = 9;

/// Bounds of the values that round to `amount`, in half 分.
pub(super) fn ends(amount: Amount) -> (i128, i128) {
    let (fen, half) = (i128::from(amount.fen()) * 2, i128::from(amount.resolution()));
    (fen - half, fen + half)
}

/// `part` / `whole` in percent for all values that the two printed amounts stand for; both are bounds in half 分 and not
/// negative. `None` if the whole may be zero.
pub(super) fn percent(part: (i128, i128), whole: (i128, i128)) -> Option<Interval> {
    if whole.0 <= 0 {
        return None;
    }
    let hundred = I256::from(100);
    Some(Interval {
        low: (I256::from(part.0.max(0)) * hundred, I256::from(whole.1)),
        high: (I256::from(part.1) * hundred, I256::from(whole.0)),
    })
}

/// (`amount` − `base`) / `base` in percent for all values that the two printed amounts stand for; both are bounds in half
/// 分. `None` if the base may be zero.
pub(super) fn growth(amount: (i128, i128), base: (i128, i128)) -> Option<Interval> {
    if base.0 <= 0 {
        return None;
    }
    let grown = |amount: i128, base: i128| (I256::from(amount - base) * I256::from(100), I256::from(base));
    Some(Interval {
        low: grown(amount.0, if amount.0 < 0 { base.0 } else { base.1 }),
        high: grown(amount.1, if amount.1 < 0 { base.1 } else { base.0 }),
    })
}

/// The interval between two quotients (part, whole), in percent. `None` if a whole is not positive.
pub(super) fn between(low: (i128, i128), high: (i128, i128)) -> Option<Interval> {
    let hundred = I256::from(100);
    let ends =
        |(part, whole): (i128, i128)| (whole > 0).then(|| (I256::from(part.max(0)) * hundred, I256::from(whole)));
    Some(Interval { low: ends(low)?, high: ends(high)? })
}

impl Interval {
    /// The values that round to a printed percentage.
    pub(super) fn of(printed: &PrintedNumber) -> Self {
        Self::round(I256::from(printed.mantissa()), printed.decimals().min(18))
    }

    fn round(mantissa: I256, decimals: u32) -> Self {
        let scale = I256::from(10i64.pow(decimals)) * 2;
        Self { low: (mantissa * 2 - 1, scale), high: (mantissa * 2 + 1, scale) }
    }

    /// The values that round to what the middle of this interval rounds to.
    pub(super) fn around(self, decimals: u32) -> Self {
        let decimals = decimals.min(MOST);
        Self::round(self.middle(decimals), decimals)
    }

    /// The middle, in units of the last of `decimals`.
    pub(super) fn middle(self, decimals: u32) -> I256 {
        let fine = I256::from(10i64.pow(decimals.min(MOST) + 4));
        let end = |(part, whole): (I256, I256)| divide_half_away(part * fine, whole);
        divide_half_away(end(self.low) + end(self.high), I256::from(20_000))
    }

    /// What is left of this percentage less another.
    pub(super) fn less(self, other: Self) -> Self {
        let minus = |(a, b): (I256, I256), (c, d): (I256, I256)| (a * d - c * b, b * d);
        Self { low: minus(self.low, other.high), high: minus(self.high, other.low) }
    }

    /// The interval on the other side of zero.
    pub(super) fn negative(self) -> Self {
        Self { low: (-self.high.0, self.high.1), high: (-self.low.0, self.low.1) }
    }

    /// Whether some value of the interval rounds to `printed`. A value half way rounds in one direction only, so
    /// intervals that merely touch do not overlap.
    pub(super) fn rounds_to(self, printed: &PrintedNumber) -> bool {
        let twice = I256::from(printed.mantissa()) * 2;
        let scale = I256::from(10i64.pow(printed.decimals().min(18))) * 2;
        let (low, high) = (twice - 1, twice + 1);
        low * self.high.1 < self.high.0 * scale && high * self.low.1 > self.low.0 * scale
    }
}

/// Judges a printed percentage by `part` / `whole` (in the same unit, `whole` positive) and the interval around it.
/// Since the printed amounts are rounded, it counts as truncated or wrong only if no value of the interval rounds to
/// it.
pub(super) fn judge(printed: &PrintedNumber, part: i128, whole: i128, interval: Interval) -> Verdict {
    let scaled = I256::from(part) * I256::from(10i64.pow(printed.decimals().min(16) + 2));
    let mantissa = I256::from(printed.mantissa());
    if divide_half_away(scaled, I256::from(whole)) == mantissa {
        Verdict::Ok
    } else if interval.rounds_to(printed) {
        Verdict::Tail
    } else if scaled / I256::from(whole) == mantissa {
        Verdict::Truncated
    } else {
        Verdict::Figure
    }
}

/// `part` / `whole` in percent with `decimals` decimals, but at least two and at most six.
pub(super) fn show(part: i128, whole: i128, decimals: u32) -> String {
    percent_like(part, whole, decimals.clamp(2, 6))
}

/// `part` / `whole` in percent with exactly `decimals` decimals, as a document would print it.
pub(super) fn percent_like(part: i128, whole: i128, decimals: u32) -> String {
    let decimals = decimals.min(12);
    let scaled = I256::from(part) * I256::from(10i64.pow(decimals + 2));
    let value = divide_half_away(scaled, I256::from(whole));
    let sign = if value < 0 { "-" } else { "" };
    let (value, width) = (value.abs(), decimals as usize + 1);
    let value = format!("{value:0>width$}");
    let (front, back) = value.split_at(value.len() - decimals as usize);
    if decimals == 0 { format!("{sign}{front}%") } else { format!("{sign}{front}.{back}%") }
}

/// Prints an amount with the unit, decimals and digit grouping of `printed`.
pub(super) fn amount_like(amount: Amount, printed: &PrintedNumber) -> String {
    let unit = printed.unit().unwrap_or(AmountUnit::TenThousand);
    let text = amount.print(unit, printed.decimals().min(9));
    let text = if printed.raw().contains([',', '，']) { text } else { text.replace(',', "") };
    text + unit.name()
}

/// Prints a computed sum of money in the unit of an amount that it was computed from.
pub(super) fn money(fen: i128, like: Amount) -> String {
    Amount::new(i64::try_from(fen).unwrap_or(i64::MAX), like.resolution()).print_with_unit()
}

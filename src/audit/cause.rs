//! 可能的原因: the single slip that explains why printed figures disagree.

use crate::model::{Amount, PrintedNumber, divide_half_away};
use ethnum::I256;

/// The weakest explanation: any two numbers of equal length may happen to differ in one digit.
pub(super) const ONE_DIGIT: &str = "其中一位数字写错";

/// A slip of the pen; the likelier ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    Point,
    Unit,
    Swapped,
    Added,
    Dropped,
    Digit,
}

impl Slip {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Point => "小数点错了一位",
            Self::Unit => "元与万元混用",
            Self::Swapped => "两位数字写颠倒了",
            Self::Added => "多写了一位数字",
            Self::Dropped => "漏写了一位数字",
            Self::Digit => ONE_DIGIT,
        }
    }

    /// The slip that turns `right` into `said`, both counted in the same unit.
    fn between(said: i64, right: i64) -> Option<Self> {
        let times = |factor: i64| {
            said != 0
                && right != 0
                && (said.checked_mul(factor) == Some(right) || right.checked_mul(factor) == Some(said))
        };
        if times(10) {
            return Some(Self::Point);
        }
        if times(10_000) {
            return Some(Self::Unit);
        }
        let (one, two) = (said.to_string(), right.to_string());
        if swapped(&one, &two) {
            Some(Self::Swapped)
        } else if one_more(&one, &two) {
            Some(Self::Added)
        } else if one_more(&two, &one) {
            Some(Self::Dropped)
        } else {
            let differ = one.bytes().zip(two.bytes()).filter(|(a, b)| a != b).count();
            (one.len() == two.len() && differ == 1).then_some(Self::Digit)
        }
    }

    /// Every number that a single slip in its digits could have turned into `said`.
    fn all(said: i64) -> Vec<(i64, Self)> {
        let digits = said.abs().to_string();
        let mut found = Vec::new();
        let mut put = |text: String, slip: Self| {
            if let Ok(number) = text.parse::<i64>()
                && number != said
            {
                found.push((number, slip));
            }
        };
        for at in 0..digits.len() {
            let (front, back) = digits.split_at(at);
            put(format!("{front}{}", &back[1..]), Self::Added);
            if let Some(next) = back.get(1..2) {
                put(format!("{front}{next}{}{}", &back[..1], &back[2..]), Self::Swapped);
            }
            for digit in 0..10 {
                put(format!("{front}{digit}{}", &back[1..]), Self::Digit);
                put(format!("{front}{digit}{back}"), Self::Dropped);
            }
        }
        found
    }
}

/// Why `printed` is not `part` / `base` in percent: division by this year's amount (`current`), or a slip of the pen.
pub(super) fn of_rate(printed: &PrintedNumber, part: i128, base: i128, current: Option<i128>) -> Option<String> {
    let decimals = printed.decimals().min(12);
    let of = |part: i128, base: i128, scale: u32| {
        (base > 0).then(|| divide_half_away(I256::from(part) * I256::from(10i64.pow(scale)), I256::from(base)))
    };
    let said = I256::from(printed.mantissa());
    let right = of(part, base, decimals + 2)?;
    if current.is_some_and(|current| current != base && of(part, current, decimals + 2) == Some(said)) {
        return Some("误除以本年数，应除以上年数".to_owned());
    }
    if of(part, base, decimals + 3) == Some(said) || of(part, base, decimals + 1) == Some(said) {
        return Some(Slip::Point.words().to_owned());
    }
    if said != 0 && right != 0 && (said / right == I256::from(10) || right / said == I256::from(10)) {
        return Some("小数点可能错了一位".to_owned());
    }
    let right = i64::try_from(right).ok()?;
    Slip::between(printed.mantissa(), right).map(|slip| slip.words().to_owned())
}

/// The slip that turns the amount `right` into `said`.
pub(super) fn of_amount(said: Amount, right: Amount) -> Option<String> {
    if let Some(slip @ (Slip::Point | Slip::Unit)) = Slip::between(said.fen(), right.fen()) {
        return Some(slip.words().to_owned());
    }
    let step = said.resolution().max(right.resolution());
    let right = i64::try_from(divide_half_away(right.fen().into(), step.into())).ok()?;
    Slip::between(said.fen() / step, right).map(|slip| slip.words().to_owned())
}

/// The likeliest slip whose correction fits; `None` if several corrections are equally likely.
pub(super) fn likeliest(amount: Amount, fits: impl Fn(Amount) -> bool) -> Option<(Slip, Amount)> {
    let step = amount.resolution();
    // Move the decimal point one place to the right or to the left.
    let (fen, by_ten) = (amount.fen(), step % 10 == 0);
    let right = fen.checked_mul(10).map(|fen| Amount::new(fen, step.saturating_mul(10)));
    let left = by_ten.then(|| Amount::new(fen / 10, step / 10));
    let points: Vec<Amount> = [right, left].into_iter().flatten().filter(|amount| fits(*amount)).collect();
    if let [only] = points.as_slice() {
        return Some((Slip::Point, *only));
    }
    let mut found: Vec<(Slip, i64)> = Slip::all(fen / step)
        .into_iter()
        .filter(|(number, _)| number.checked_mul(step).is_some_and(|fen| fits(Amount::new(fen, step))))
        .map(|(number, slip)| (slip, number))
        .collect();
    found.sort_unstable();
    found.dedup();
    let (slip, number) = *found.first()?;
    let alone = found.iter().all(|(other, value)| *other != slip || *value == number);
    alone.then(|| (slip, Amount::new(number * step, step)))
}

/// Whether `long` is `short` with one digit inserted.
fn one_more(long: &str, short: &str) -> bool {
    long.len() == short.len() + 1
        && (0..long.len()).any(|at| long[..at] == short[..at] && long[at + 1..] == short[at..])
}

fn swapped(one: &str, two: &str) -> bool {
    let (one, two) = (one.as_bytes(), two.as_bytes());
    one.len() == two.len()
        && (1..one.len()).any(|at| {
            let mut turned = one.to_vec();
            turned.swap(at - 1, at);
            turned == two && one != two
        })
}

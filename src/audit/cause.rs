//! 可能的原因: the one change that would explain a wrong rate.

use crate::model::{Amount, PrintedNumber, divide_half_away};
use ethnum::I256;

/// What would make `printed` percent out of `part` / `base`: divided by this year, a factor of ten, two digits
/// swapped, one digit dropped or another written. `None` where nothing does.
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
        return Some("小数点错了一位".to_owned());
    }
    if said != 0 && right != 0 && (said / right == I256::from(10) || right / said == I256::from(10)) {
        return Some("小数点可能错了一位".to_owned());
    }
    let (one, two) = (said.to_string(), right.to_string());
    if swapped(&one, &two) {
        return Some("两位数字写颠倒了".to_owned());
    }
    if one.len() == two.len() && one.bytes().zip(two.bytes()).filter(|(a, b)| a != b).count() == 1 {
        return Some("其中一位数字写错".to_owned());
    }
    None
}

/// What would make one amount out of another: a factor of ten, 元 for 万元, digits swapped, a digit too many or
/// too few.
pub(super) fn of_amount(said: Amount, right: Amount) -> Option<String> {
    let times = |one: i64, other: i64, factor: i64| other != 0 && one.checked_mul(factor) == Some(other);
    let (one, two) = (said.fen(), right.fen());
    if times(one, two, 10) || times(two, one, 10) {
        return Some("小数点错了一位".to_owned());
    }
    if times(one, two, 10_000) || times(two, one, 10_000) {
        return Some("元与万元混用".to_owned());
    }
    let step = said.resolution().max(right.resolution());
    let (one, two) = ((one / step).to_string(), (two / step).to_string());
    if swapped(&one, &two) {
        return Some("两位数字写颠倒了".to_owned());
    }
    if one_more(&one, &two) {
        return Some("多写了一位数字".to_owned());
    }
    one_more(&two, &one).then(|| "漏写了一位数字".to_owned())
}

/// Whether `long` is `short` with one digit put in.
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

//! 算值: the exact value of a cell or subexpression.

use crate::model::divide_half_away;
use ethnum::I256;
use rust_decimal::Decimal;

/// 值.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Number(Decimal),
    Text(String),
    Truth(bool),
    Blank,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failed {
    /// An error value that the spreadsheet would display too: `#DIV/0!`.
    Error(&'static str),
    /// A feature that is not supported, in Chinese.
    Unsupported(String),
}

pub(super) type Outcome = Result<Value, Failed>;

impl Value {
    /// The value as the operand of an arithmetic operator.
    pub(super) fn number(&self) -> Result<Decimal, Failed> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Truth(truth) => Ok(Decimal::from(u8::from(*truth))),
            Self::Blank => Ok(Decimal::ZERO),
            Self::Text(text) => decimal(text).ok_or(Failed::Error("#VALUE!")),
        }
    }

    /// The value as a condition.
    pub(super) fn truth(&self) -> Result<bool, Failed> {
        match self {
            Self::Truth(truth) => Ok(*truth),
            Self::Text(_) => Err(Failed::Error("#VALUE!")),
            other => Ok(!other.number()?.is_zero()),
        }
    }

    /// The value as a text, as the cell displays it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(number) => number_text(*number),
            Self::Text(text) => text.clone(),
            Self::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Blank => String::new(),
        }
    }
}

/// Parses a number or a percentage.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.trim().replace(',', "");
    match plain.strip_suffix('%') {
        Some(rate) => rate.parse::<Decimal>().ok()?.checked_div(Decimal::ONE_HUNDRED),
        None => plain.parse().ok(),
    }
}

/// Rounds half away from zero to `decimals` decimals; a negative number rounds to tens, hundreds, and so on.
pub(super) fn rounded(number: Decimal, decimals: i32) -> Option<Decimal> {
    let drop = i32::try_from(number.scale()).ok()?.checked_sub(decimals)?;
    if drop <= 0 {
        return Some(number);
    }
    if drop > 37 {
        return Some(Decimal::ZERO);
    }
    let kept = divide_half_away(I256::from(number.mantissa()), I256::from(10i128.pow(drop.unsigned_abs())));
    scaled(i128::try_from(kept).ok()?, decimals)
}

/// Rounds towards zero, or away from it, to `decimals` decimals.
pub(super) fn cut(number: Decimal, decimals: i32, away: bool) -> Option<Decimal> {
    let drop = i32::try_from(number.scale()).ok()?.checked_sub(decimals)?;
    if drop <= 0 {
        return Some(number);
    }
    let step = 10i128.checked_pow(drop.unsigned_abs())?;
    let (kept, rest) = (number.mantissa() / step, number.mantissa() % step);
    let up = if away && rest != 0 { rest.signum() } else { 0 };
    scaled(kept + up, decimals)
}

fn scaled(mantissa: i128, decimals: i32) -> Option<Decimal> {
    let (mantissa, scale) = match u32::try_from(decimals) {
        Ok(scale) => (mantissa, scale),
        Err(_) => (mantissa.checked_mul(10i128.checked_pow(decimals.unsigned_abs())?)?, 0),
    };
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The number as the spreadsheet displays it, with 15 significant digits.
fn number_text(number: Decimal) -> String {
    let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    let decimals = i32::try_from(number.scale()).unwrap_or(0) - i32::try_from(digits.saturating_sub(15)).unwrap_or(0);
    let shown = rounded(number, decimals).unwrap_or(number).normalize();
    if shown.is_zero() { "0".to_owned() } else { shown.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero_to_either_side_of_the_point() {
        let round = |text: &str, decimals| rounded(text.parse().unwrap(), decimals).unwrap().normalize().to_string();
        assert_eq!(round("2.345", 2), "2.35");
        assert_eq!(round("-2.345", 2), "-2.35");
        assert_eq!(round("1250", -2), "1300");
        assert_eq!(round("2.3", 5), "2.3");
        let cut =
            |text: &str, decimals, away| cut(text.parse().unwrap(), decimals, away).unwrap().normalize().to_string();
        assert_eq!((cut("-2.341", 2, false), cut("-2.341", 2, true)), ("-2.34".into(), "-2.35".into()));
    }

    #[test]
    fn a_number_shows_fifteen_digits() {
        let third = Decimal::ONE_HUNDRED.checked_div(Decimal::from(3)).unwrap();
        assert_eq!(Value::Number(third).text(), "33.3333333333333");
        assert_eq!(Value::Number("0.30".parse().unwrap()).text(), "0.3");
        assert_eq!(Value::Number("-0.00".parse().unwrap()).text(), "0");
        assert_eq!(decimal("5.95%").unwrap().to_string(), "0.0595");
    }
}

//! 印出来的数: a number as it stands on the page, digit for digit.

use super::AmountUnit;

/// 印数: a printed number with its digits kept, because trailing zeros are evidence of precision.
///
/// Text is never read through a float.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrintedNumber {
    mantissa: i64,
    decimals: u32,
    unit: Option<AmountUnit>,
    raw: Box<str>,
}

/// Why a cell that should hold a number does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Words, or words mixed with digits.
    #[error("“{0}”不是数字；请改为如 1,234.56 的写法，没有数的留空")]
    NotANumber(String),
    /// `1.234,56`: comma as the decimal sign.
    #[error("“{0}”的小数点与千分位写反了；请改为如 1,234.56 的写法")]
    SwappedSeparators(String),
    /// `12,34.5`: separators that do not group thousands.
    #[error("“{0}”的千分位逗号位置不对；请核对该数，改为如 1,234.56 的写法")]
    Grouping(String),
    /// `#REF!` and its kin.
    #[error("单元格是公式错误“{0}”；请在表格软件中修正公式后再保存")]
    Formula(String),
    /// More digits than any budget has.
    #[error("“{0}”位数过多，超出可处理的范围")]
    TooLong(String),
}

/// Characters that mean "no figure" (not zero) when a cell holds nothing else.
const BLANK_MARKS: &[char] = &['-', '－', '—', '–', '―', '─', '−', '/', '／', '…', '※', '*'];

const FORMULA_ERRORS: &[&str] =
    &["#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

impl PrintedNumber {
    /// Reads a cell or token. `Ok(None)` where it is blank, 无, or one of the dashes that mean no figure.
    ///
    /// Takes full-width digits and signs, spaces inside the number, thousands separators, `(3.2)` and
    /// `△3.2` as negatives, a currency sign before and an amount unit behind (`12.3万元`), and the exponent
    /// notation of spreadsheets.
    pub fn parse(text: &str) -> Result<Option<Self>, NumberError> {
        let raw = text.trim();
        let upper = raw.to_ascii_uppercase();
        if FORMULA_ERRORS.contains(&upper.as_str()) {
            return Err(NumberError::Formula(raw.to_owned()));
        }
        let plain: String = raw.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        if plain.chars().all(|c| BLANK_MARKS.contains(&c)) || plain == "无" {
            return Ok(None);
        }
        let error = || NumberError::NotANumber(raw.to_owned());
        let (body, unit) = split_unit(&plain);
        let (body, negative) = split_sign(body).ok_or_else(error)?;
        if body.is_empty() || !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return Err(error());
        }
        let (digits, exponent) = match body.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| error())?),
            None => (body, 0),
        };
        let (whole, fraction) = split_separators(digits, raw)?;
        Self::assemble(&whole, fraction, exponent, negative, unit, raw)
    }

    fn assemble(
        whole: &str,
        fraction: &str,
        exponent: i32,
        negative: bool,
        unit: Option<AmountUnit>,
        raw: &str,
    ) -> Result<Option<Self>, NumberError> {
        let error = || NumberError::NotANumber(raw.to_owned());
        let too_long = || NumberError::TooLong(raw.to_owned());
        if whole.is_empty() && fraction.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return Err(error());
        }
        let mut digits = format!("{whole}{fraction}");
        let decimals = fraction.len() as i64 - i64::from(exponent);
        if decimals < 0 {
            if -decimals > 18 {
                return Err(too_long());
            }
            digits.extend(std::iter::repeat_n('0', -decimals as usize));
        }
        let mut decimals = u32::try_from(decimals.max(0)).map_err(|_| too_long())?;
        // Zeros in front carry nothing; zeros beyond the eighteenth decimal cannot be kept.
        while decimals > 18 && digits.ends_with('0') {
            digits.pop();
            decimals -= 1;
        }
        let significant = digits.trim_start_matches('0');
        if decimals > 18 || significant.len() > 18 {
            return Err(too_long());
        }
        let magnitude: i64 = if significant.is_empty() { 0 } else { significant.parse().map_err(|_| too_long())? };
        let mantissa = if negative { -magnitude } else { magnitude };
        Ok(Some(Self { mantissa, decimals, unit, raw: raw.into() }))
    }

    /// The digits as one integer: 759.57 gives 75957.
    pub fn mantissa(&self) -> i64 {
        self.mantissa
    }

    /// How many decimals are printed.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    /// The amount unit printed behind the number, if any.
    pub fn unit(&self) -> Option<AmountUnit> {
        self.unit
    }

    /// The text as printed.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

/// Full-width digits, signs and brackets become their ASCII twins; the minus signs become `-`.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '（' | '）' | '％' | '＋' | '－' | '／' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        '−' | '—' | '–' => '-',
        '﹣' => '-',
        c => c,
    }
}

fn split_unit(text: &str) -> (&str, Option<AmountUnit>) {
    // From long to short, so that 百万元 is not taken for 万元.
    for unit in [
        AmountUnit::Million,
        AmountUnit::Thousand,
        AmountUnit::TenThousand,
        AmountUnit::HundredMillion,
        AmountUnit::Yuan,
    ] {
        if let Some(body) = text.strip_suffix(unit.name()) {
            return (body, Some(unit));
        }
    }
    (text, None)
}

/// Takes the sign off: `-3`, `+3`, `(3)`, `△3`, `▲3`. `None` for a bracket that does not close.
fn split_sign(text: &str) -> Option<(&str, bool)> {
    let text = text.trim_start_matches(['¥', '￥']);
    let (text, bracket) = match text.strip_prefix('(') {
        Some(rest) => (rest.strip_suffix(')')?, true),
        None => (text, false),
    };
    let (text, minus) = match text.strip_prefix(['-', '△', '▲']) {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    Some((text.trim_start_matches(['¥', '￥']), bracket != minus))
}

/// Splits whole and fraction and takes the thousands separators out.
fn split_separators<'a>(digits: &'a str, raw: &str) -> Result<(String, &'a str), NumberError> {
    let commas = digits.matches([',', '\'']).count();
    let points = digits.matches('.').count();
    if commas == 0 && points > 1 || commas > 0 && points > 0 && digits.rfind(',') > digits.rfind('.') {
        return Err(NumberError::SwappedSeparators(raw.to_owned()));
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if commas == 0 {
        return Ok((whole.to_owned(), fraction));
    }
    let groups: Vec<&str> = whole.split([',', '\'']).collect();
    let sound = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    if !sound {
        return Err(NumberError::Grouping(raw.to_owned()));
    }
    Ok((groups.concat(), fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mantissa: i64, decimals: u32) {
        let number = PrintedNumber::parse(text).unwrap().unwrap();
        assert_eq!((number.mantissa(), number.decimals()), (mantissa, decimals), "{text}");
    }

    #[test]
    fn numbers_are_read_as_they_are_printed_in_disclosures() {
        check("759.57", 75957, 2);
        check("1,234.50", 123450, 2);
        check("1，234．50", 123450, 2);
        check("７５９.５７", 75957, 2);
        check(" 6 40. 60 ", 64060, 2);
        check("(3.2)", -32, 1);
        check("（3.2）", -32, 1);
        check("－3.2", -32, 1);
        check("△3.2", -32, 1);
        check("0.00", 0, 2);
        check("-0.00", 0, 2);
        check("1.5E+3", 1500, 0);
        check("7.5957e2", 75957, 2);
        check("12.30万元", 1230, 2);
        check("¥5", 5, 0);
        check("00012", 12, 0);
    }

    #[test]
    fn a_dash_or_nothing_is_no_figure_and_not_zero() {
        for text in ["", "  ", "－", "—", "-", "——", "/", "※", "无", " 无 "] {
            assert_eq!(PrintedNumber::parse(text), Ok(None), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_a_number_says_why() {
        assert!(matches!(PrintedNumber::parse("1.234,56"), Err(NumberError::SwappedSeparators(_))));
        assert!(matches!(PrintedNumber::parse("1.234.567"), Err(NumberError::SwappedSeparators(_))));
        assert!(matches!(PrintedNumber::parse("12,34.5"), Err(NumberError::Grouping(_))));
        assert!(matches!(PrintedNumber::parse("#REF!"), Err(NumberError::Formula(_))));
        assert!(matches!(PrintedNumber::parse("1234567890123456789"), Err(NumberError::TooLong(_))));
        for text in ["万元", "1a", "(3.2", "一", "3.2%", "e5", "1e", "+", "1e999999999999"] {
            assert!(matches!(PrintedNumber::parse(text), Err(NumberError::NotANumber(_))), "{text}");
        }
    }
}

//! 印出来的数: a number as printed, digit for digit.

use super::{AmountUnit, numeral};

/// 印数: a printed number with all of its digits, since trailing zeros tell its precision.
///
/// Text is never parsed through a float.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrintedNumber {
    mantissa: i64,
    decimals: u32,
    unit: Option<AmountUnit>,
    repaired: bool,
    raw: Box<str>,
}

/// Why a text is not a number.
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
    /// `3.2%`, `12.5‰`, 百分之九点五: a rate is not an amount.
    #[error("“{0}”是比率，不是金额；请核对该栏，或把数改为金额")]
    Rate(String),
    /// An undecodable character among the digits: `5�8`.
    #[error("“{0}”中有无法识别的字符；请对照原件改正该数")]
    Glyph(String),
    /// Digits on several lines of one cell, which may be one number or several.
    #[error("“{0}”在一格里写了几行数，分不清是一个还是几个；请每格只写一个数")]
    Stacked(String),
    /// A spreadsheet error value such as `#REF!`.
    #[error("单元格是公式错误“{0}”；请在表格软件中修正公式后再保存")]
    Formula(String),
    /// More than 18 significant digits or decimals.
    #[error("“{0}”位数过多，超出可处理的范围")]
    TooLong(String),
}

/// Characters that mean "no figure" (not zero) in a cell that holds nothing else.
const BLANK_MARKS: &[char] = &['-', '－', '—', '–', '―', '─', '−', '/', '／', '…', '※', '*'];

const FORMULA_ERRORS: &[&str] =
    &["#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

impl PrintedNumber {
    /// Parses a cell or token. `Ok(None)` if it is blank, 无, or a dash that means no figure.
    ///
    /// Accepts full-width digits and signs, spaces inside the number, thousands separators, `(3.2)` and `△3.2` as
    /// negatives, a leading currency sign, a trailing amount unit (`12.3万元`, `12.3万`), the exponent notation of
    /// spreadsheets, amounts in words (五十一万六千元), and the letters O, l and I among digits, read as 0 and 1.
    ///
    /// # Errors
    /// The text is neither; the variant says what is wrong with it.
    pub fn parse(text: &str) -> Result<Option<Self>, NumberError> {
        let raw = text.trim();
        if raw.starts_with('#') && FORMULA_ERRORS.contains(&raw.to_ascii_uppercase().as_str()) {
            return Err(NumberError::Formula(excerpt(raw)));
        }
        let plain = plain(raw);
        if plain.chars().all(|c| BLANK_MARKS.contains(&c)) || plain == "无" {
            return Ok(None);
        }
        let error = || NumberError::NotANumber(excerpt(raw));
        // Most cells are plain ASCII figures, which need none of the checks for Chinese characters.
        let ascii = plain.is_ascii();
        if !ascii && let Some((mantissa, decimals, unit)) = numeral::amount(&plain) {
            return Ok(Some(Self { mantissa, decimals, unit: Some(unit), repaired: false, raw: raw.into() }));
        }
        if !plain.contains(|c: char| c.is_ascii_digit()) {
            return Err(if is_rate(&plain) { NumberError::Rate(excerpt(raw)) } else { error() });
        }
        if is_stacked(raw) {
            return Err(NumberError::Stacked(excerpt(raw)));
        }
        if is_rate(&plain) {
            return Err(NumberError::Rate(excerpt(raw)));
        }
        if !ascii && plain.chars().any(is_unknown_glyph) && is_like_number(&plain) {
            return Err(NumberError::Glyph(excerpt(raw)));
        }
        if let Some((mantissa, unit)) = compound(&plain) {
            return Ok(Some(Self { mantissa, decimals: 0, unit: Some(unit), repaired: false, raw: raw.into() }));
        }
        let digits = letters_as_digits(&plain);
        let repaired = digits.is_some();
        let (body, unit) = split_unit(digits.as_deref().unwrap_or(&plain));
        let (body, negative) = split_sign(body).ok_or_else(error)?;
        if body.is_empty() || !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return Err(error());
        }
        let (digits, exponent) = match body.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| error())?),
            None => (body, 0),
        };
        let (whole, fraction) = split_separators(digits, raw)?;
        let (mantissa, decimals) = digits_of(&whole, fraction, exponent, raw)?;
        let mantissa = if negative { -mantissa } else { mantissa };
        Ok(Some(Self { mantissa, decimals, unit, repaired, raw: raw.into() }))
    }

    /// Whether letters were read as digits: `12O.00`.
    pub fn repaired(&self) -> bool {
        self.repaired
    }

    /// Whether a text looks like a number or rate to a human reader, even if it is damaged and cannot be parsed.
    ///
    /// ```
    /// # use tongbi::model::PrintedNumber;
    /// assert!(PrintedNumber::looks_numeric("1,20.00") && PrintedNumber::looks_numeric("1.23-"));
    /// assert!(!PrintedNumber::looks_numeric("合计") && !PrintedNumber::looks_numeric("2024年"));
    /// ```
    pub fn looks_numeric(text: &str) -> bool {
        match Self::parse(text) {
            Ok(number) => number.is_some(),
            Err(NumberError::Rate(_)) => true,
            Err(_) => is_damaged(text),
        }
    }

    /// Whether a text is neither a number (intact or damaged) nor a mark for no figure.
    pub fn is_word(text: &str) -> bool {
        match Self::parse(text) {
            Ok(_) | Err(NumberError::Rate(_)) => false,
            Err(_) => !is_damaged(text),
        }
    }

    /// The digits as one integer: 75957 for 759.57.
    pub fn mantissa(&self) -> i64 {
        self.mantissa
    }

    /// The number of decimals printed.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    /// The amount unit printed after the number, if any.
    pub fn unit(&self) -> Option<AmountUnit> {
        self.unit
    }

    /// The text as printed.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

/// Reads an amount in two units, 2亿9950万元 or 3万5000元, as a count of the smaller one.
fn compound(plain: &str) -> Option<(i64, AmountUnit)> {
    let body = plain.strip_prefix("人民币").unwrap_or(plain).strip_suffix('元')?;
    // The 百 of 九百万元 belongs to the number.
    let (body, unit) = match body.strip_suffix('万') {
        Some(body) => (body, AmountUnit::TenThousand),
        None => (body, AmountUnit::Yuan),
    };
    let (mark, ratio) = match unit {
        AmountUnit::TenThousand => ('亿', 10_000),
        _ if body.contains('亿') => ('亿', 100_000_000),
        _ => ('万', 10_000),
    };
    let (high, low) = body.split_once(mark)?;
    let low = low.strip_prefix(['零', '〇']).unwrap_or(low);
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i64>().ok()).flatten();
    // 2亿九千万元 mixes digits and words.
    let words = || {
        let low = numeral::read(low)?;
        low.mantissa.checked_mul(10i64.checked_pow(low.scale.checked_sub(low.decimals)?)?)
    };
    let low = digits(low).or_else(words).filter(|low| *low < ratio)?;
    Some((digits(high)?.checked_mul(ratio)?.checked_add(low)?, unit))
}

/// The mantissa and the number of decimals, with the exponent applied.
fn digits_of(whole: &str, fraction: &str, exponent: i32, raw: &str) -> Result<(i64, u32), NumberError> {
    let too_long = || NumberError::TooLong(excerpt(raw));
    if whole.is_empty() && fraction.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return Err(NumberError::NotANumber(excerpt(raw)));
    }
    let mut digits = String::with_capacity(whole.len() + fraction.len());
    digits.push_str(whole);
    digits.push_str(fraction);
    let decimals = fraction.len() as i64 - i64::from(exponent);
    if decimals < 0 {
        if -decimals > 18 {
            return Err(too_long());
        }
        digits.extend(std::iter::repeat_n('0', -decimals as usize));
    }
    let mut decimals = u32::try_from(decimals.max(0)).map_err(|_| too_long())?;
    // Trailing zeros beyond the eighteenth decimal do not fit and are dropped.
    while decimals > 18 && digits.ends_with('0') {
        digits.pop();
        decimals -= 1;
    }
    let significant = digits.trim_start_matches('0');
    if decimals > 18 || significant.len() > 18 {
        return Err(too_long());
    }
    let mantissa = if significant.is_empty() { 0 } else { significant.parse().map_err(|_| too_long())? };
    Ok((mantissa, decimals))
}

/// The text in half-width form, without invisible characters.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    plain.extend(text.chars().filter(|c| !is_invisible(*c)).map(half_width));
    plain
}

/// White space and zero-width characters, which converters leave among digits.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Whether more than one line has digits.
fn is_stacked(raw: &str) -> bool {
    raw.split(['\n', '\r']).filter(|line| line.chars().any(|c| c.is_ascii_digit())).count() > 1
}

/// Whether a character is meaningless without the font that drew it: a private-use character, or U+FFFD.
pub fn is_unknown_glyph(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
        || c == char::REPLACEMENT_CHARACTER
}

/// Whether a text that does not parse was meant as a number or rate.
fn is_damaged(text: &str) -> bool {
    let plain = plain(text);
    plain.contains(|c: char| c.is_ascii_digit()) && (is_rate(&plain) || is_like_number(&plain))
}

/// `3.2%`, `-12.5‰`, 百分之九点五.
fn is_rate(plain: &str) -> bool {
    let printed = plain.strip_suffix(['%', '‰', '‱']).is_some_and(|rest| {
        rest.chars().any(|c| c.is_ascii_digit()) && rest.chars().all(|c| c.is_ascii_digit() || "+-.,()".contains(c))
    });
    let words = ["百分之", "千分之", "万分之"].iter().find_map(|mark| plain.strip_prefix(mark));
    printed || words.is_some_and(|rest| numeral::read(rest).is_some())
}

/// Whether a text consists of digits and of characters that damage or decorate a number.
fn is_like_number(plain: &str) -> bool {
    let (body, _) = split_unit(plain);
    let digits = body.chars().filter(char::is_ascii_digit).count();
    let marks = |c: char| "+-.,'()%‰:;·?!".contains(c) || "OolI".contains(c) || is_unknown_glyph(c) || is_minus(c);
    let odd = body.chars().filter(|c| !c.is_ascii_digit()).count();
    digits > 0 && odd <= digits.max(3) && body.chars().all(|c| c.is_ascii_digit() || marks(c))
}

/// Replaces letters that were typed or scanned instead of digits: O for 0, l and I for 1. `None` if there are no such
/// letters, or more of them than digits.
fn letters_as_digits(plain: &str) -> Option<String> {
    let letters = plain.chars().filter(|c| "OolI".contains(*c)).count();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    if letters == 0 || digits < letters || !is_like_number(plain) {
        return None;
    }
    let digit = |c| match c {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        c => c,
    };
    Some(plain.chars().map(digit).collect())
}

/// Maps full-width digits, signs and brackets to ASCII, and every minus sign to `-`.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '（' | '）' | '％' | '＋' | '－' | '／' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        c if is_minus(c) => '-',
        c => c,
    }
}

fn is_minus(c: char) -> bool {
    matches!(c, '−' | '—' | '–' | '﹣' | '－')
}

fn split_unit(text: &str) -> (&str, Option<AmountUnit>) {
    // Longest names first, so that 百万元 is not taken for 万元.
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
    // 1000.86万 omits the 元.
    for (word, unit) in [("万", AmountUnit::TenThousand), ("亿", AmountUnit::HundredMillion)] {
        if let Some(body) = text.strip_suffix(word) {
            return (body, Some(unit));
        }
    }
    (text, None)
}

/// Splits off the sign: `-3`, `+3`, `(3)`, `△3`, `▲3`; true if negative. `None` for an unclosed bracket.
fn split_sign(text: &str) -> Option<(&str, bool)> {
    let text = text.strip_prefix("人民币").unwrap_or(text).trim_start_matches(['¥', '￥']);
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

/// Splits integer part and fraction, and removes the thousands separators.
fn split_separators<'a>(digits: &'a str, raw: &str) -> Result<(String, &'a str), NumberError> {
    let commas = digits.matches([',', '\'']).count();
    let points = digits.matches('.').count();
    if commas == 0 && points > 1 || commas > 0 && points > 0 && digits.rfind(',') > digits.rfind('.') {
        return Err(NumberError::SwappedSeparators(excerpt(raw)));
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if commas == 0 {
        return Ok((whole.to_owned(), fraction));
    }
    let groups: Vec<&str> = whole.split([',', '\'']).collect();
    let sound = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    if !sound {
        return Err(NumberError::Grouping(excerpt(raw)));
    }
    Ok((groups.concat(), fraction))
}

/// A text as messages quote it: on one line, and of a long one the beginning.
fn excerpt(raw: &str) -> String {
    const LONGEST: usize = 40;
    let line = |text: &str| text.replace(['\n', '\r'], "／");
    match raw.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line(&raw[..end])),
        None => line(raw),
    }
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
        check("12O.00", 12000, 2);
        check("l2.5", 125, 1);
        check("7\u{200b}59.57", 75957, 2);
    }

    #[test]
    fn an_amount_may_leave_the_yuan_out_or_be_written_in_words() {
        for (text, mantissa, decimals, unit) in [
            ("1000.86万", 100_086, 2, AmountUnit::TenThousand),
            ("1.2亿", 12, 1, AmountUnit::HundredMillion),
            ("五十一万六千元", 516, 1, AmountUnit::TenThousand),
            ("伍拾壹点陆万元", 516, 1, AmountUnit::TenThousand),
            ("壹佰贰拾万元整", 1_200_000, 0, AmountUnit::Yuan),
            ("人民币叁万元", 3, 0, AmountUnit::TenThousand),
            ("叁万", 3, 0, AmountUnit::TenThousand),
            ("三千元", 3000, 0, AmountUnit::Yuan),
            ("壹佰贰拾叁元肆角伍分", 12345, 2, AmountUnit::Yuan),
            ("壹佰元零伍分", 10005, 2, AmountUnit::Yuan),
            ("2亿9950万元", 29950, 0, AmountUnit::TenThousand),
            ("2亿零50万元", 20050, 0, AmountUnit::TenThousand),
            ("3万5000元", 35000, 0, AmountUnit::Yuan),
            ("人民币2亿九千五百万元", 29500, 0, AmountUnit::TenThousand),
        ] {
            let number = PrintedNumber::parse(text).unwrap().unwrap();
            assert_eq!(
                (number.mantissa(), number.decimals(), number.unit()),
                (mantissa, decimals, Some(unit)),
                "{text}"
            );
        }
        for text in ["三", "十", "二〇二四", "5万美元", "一万二元", "2亿99500万元", "2.5亿300万元"] {
            assert!(matches!(PrintedNumber::parse(text), Err(NumberError::NotANumber(_))), "{text}");
        }
    }

    #[test]
    fn a_damaged_number_is_told_from_a_word() {
        for text in ["1.23-", "1,20.00", "12.5‰", "3.2%", "5\u{100130}8", "7?5.1", "12O.O"] {
            assert!(PrintedNumber::looks_numeric(text), "{text}");
        }
        for text in ["合计", "2024年", "201一般公共服务", "—", "", "1号楼", "IO", "第1页"] {
            assert!(!PrintedNumber::looks_numeric(text), "{text}");
        }
        assert!(matches!(PrintedNumber::parse("5\u{100130}8亿元"), Err(NumberError::Glyph(_))));
        assert!(matches!(PrintedNumber::parse("12.5‰"), Err(NumberError::Rate(_))));
        assert!(matches!(PrintedNumber::parse("百分之九点五"), Err(NumberError::Rate(_))));
        assert!(PrintedNumber::parse("12O.00").unwrap().unwrap().repaired());
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
        assert!(matches!(PrintedNumber::parse("123456\n78.90"), Err(NumberError::Stacked(_))));
        assert!(matches!(PrintedNumber::parse("763\u{fffd}9"), Err(NumberError::Glyph(_))));
        for text in ["万元", "1a", "(3.2", "一", "1.23-", "e5", "1e", "+", "1e999999999999"] {
            assert!(matches!(PrintedNumber::parse(text), Err(NumberError::NotANumber(_))), "{text}");
        }
    }
}

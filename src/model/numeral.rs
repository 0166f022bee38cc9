//! 中文数字: amounts written in words, such as 五十一万六千元 or 伍拾壹点陆万元.

use super::{AmountUnit, divide_half_away};
use ethnum::I256;

/// A numeral: its digits as one integer, how many of them are decimals, and its scale as a power of ten. 五十一万六千
/// is 516 with one decimal and scale 4 (万).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeral {
    pub mantissa: i64,
    pub decimals: u32,
    pub scale: u32,
}

/// A digit, in everyday or formal (大写) form.
fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten of 十, 百, 千, in everyday or formal form.
fn power(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        _ => return None,
    })
}

/// Reads a positional numeral: `五十一万六千`, `壹佰贰拾`, `九点五`, `三`. `None` for anything else, for strings of
/// digits (二〇二四, a year) and for ambiguous short forms (一万二).
pub(super) fn read(text: &str) -> Option<Numeral> {
    let (whole, fraction) = match text.split_once('点') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let Some(fraction) = fraction else { return read_whole(whole) };
    // 五十一点六万: the scale follows the decimals.
    let (digits, scale) = match (fraction.strip_suffix('亿'), fraction.strip_suffix('万')) {
        (Some(digits), _) => (digits, 8),
        (_, Some(digits)) => (digits, 4),
        _ => (fraction, 0),
    };
    let whole = read_whole(whole)?;
    if whole.scale > 0 || digits.is_empty() || digits.chars().count() > 6 {
        return None;
    }
    let mantissa = digits.chars().try_fold(whole.mantissa, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))?;
    Some(Numeral { mantissa, decimals: digits.chars().count() as u32, scale })
}

/// Reads a numeral without 点, in units of its largest scale. Its decimals end at the last position that is written.
fn read_whole(text: &str) -> Option<Numeral> {
    // The complete sections (万, 亿), the section being read, and a digit whose position has not been read yet.
    let (mut sum, mut section, mut held) = (0i64, 0i64, None);
    // The position written last, the scale of the numeral, and the scale that the next section has to stay below.
    let (mut last, mut scale, mut limit) = (0, 0, u32::MAX);
    let mut zero = false;
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            if held.is_some() {
                return None;
            }
            // A zero fills a gap and is followed by a digit.
            zero = digit == 0;
            held = (digit > 0).then_some(digit);
            last = 0;
        } else if let Some(power) = power(c) {
            let count = match held.take() {
                Some(count) => count,
                // 十五 omits the 一.
                None if power == 1 && section == 0 => 1,
                None => return None,
            };
            let unit = 10i64.pow(power);
            if section % (unit * 10) != 0 {
                return None;
            }
            section += count * unit;
            last = power;
        } else {
            let power = match c {
                '万' => 4,
                '亿' => 8,
                _ => return None,
            };
            section += held.take().unwrap_or(0);
            if section == 0 || power >= limit {
                return None;
            }
            sum = sum.checked_add(section.checked_mul(10i64.pow(power))?)?;
            scale = scale.max(power);
            (section, last, limit) = (0, last + power, power);
        }
    }
    if let Some(digit) = held {
        // 一万二 may be 12,000 or 10,002, and 一百二 may be 120 or 102; after 零 the last digit is unambiguous.
        let unambiguous = zero || (sum == 0 && section == 0) || section % 100 != 0;
        if !unambiguous && !text.chars().rev().nth(1).is_some_and(|c| "零〇○十拾".contains(c)) {
            return None;
        }
        section += digit;
        last = 0;
    } else if zero && text.chars().count() > 1 {
        return None;
    }
    if text.is_empty() {
        return None;
    }
    let sum = sum.checked_add(section)?;
    let step = last.min(scale);
    Some(Numeral { mantissa: sum / 10i64.pow(step), decimals: scale - step, scale })
}

/// Reads an amount in words: 五十一万六千元, 伍拾壹点陆万元, 壹佰贰拾万元整, 叁万. Returns mantissa, decimals and
/// unit. `None` for anything else, including a numeral with neither unit nor scale (三).
pub(super) fn amount(plain: &str) -> Option<(i64, u32, AmountUnit)> {
    let text = plain.strip_prefix("人民币").unwrap_or(plain);
    // Nearly every text that comes here is a name: a cheap test first.
    if !text.starts_with(|c| digit(c).is_some() || power(c).is_some()) {
        return None;
    }
    let exact = text.strip_suffix(['整', '正']);
    let text = exact.unwrap_or(text);
    let (body, cents) = match text.split_once(['元', '圆']) {
        Some((body, cents)) => (body, Some(cents)),
        None => (text, None),
    };
    let read = read(body)?;
    let cents = match cents {
        None if read.scale == 0 => return None,
        None | Some("") => None,
        Some(cents) => Some(jiao_and_fen(cents)?),
    };
    // 整, 角 and 分 say that the amount is exact.
    if exact.is_none() && cents.is_none() {
        let unit = match read.scale {
            8 => AmountUnit::HundredMillion,
            4 => AmountUnit::TenThousand,
            _ => AmountUnit::Yuan,
        };
        return Some((read.mantissa, read.decimals, unit));
    }
    let whole = read.mantissa.checked_mul(10i64.pow(read.scale.checked_sub(read.decimals)?))?;
    match cents {
        Some(cents) => Some((whole.checked_mul(100)?.checked_add(cents)?, 2, AmountUnit::Yuan)),
        None => Some((whole, 0, AmountUnit::Yuan)),
    }
}

/// Reads 肆角伍分, 零伍分 or 肆角 as a count of 分.
fn jiao_and_fen(text: &str) -> Option<i64> {
    let single = |word: &str| {
        let mut digits = word.trim_start_matches(['零', '〇']).chars();
        let found = digit(digits.next()?)?;
        digits.next().is_none().then_some(found)
    };
    let (jiao, rest) = text.split_once('角').map_or((None, text), |(jiao, rest)| (Some(jiao), rest));
    let jiao = jiao.map_or(Some(0), single)?;
    let fen = if rest.is_empty() { 0 } else { single(rest.strip_suffix('分')?)? };
    Some(jiao * 10 + fen)
}

/// 中文序数: 一, 十一, 二十, 一百零五; decimal digits from 1000 on.
pub fn counting_word(number: u32) -> String {
    let digit = |n: u32| "〇一二三四五六七八九".chars().nth(n as usize).map(String::from).unwrap_or_default();
    match number {
        1..=9 => digit(number),
        10..=99 => {
            let tens = if number < 20 { String::new() } else { digit(number / 10) };
            let ones = if number.is_multiple_of(10) { String::new() } else { digit(number % 10) };
            format!("{tens}十{ones}")
        }
        100..=999 => {
            let hundreds = format!("{}百", digit(number / 100));
            match number % 100 {
                0 => hundreds,
                rest @ 1..=9 => format!("{hundreds}零{}", digit(rest)),
                rest @ 10..=19 => format!("{hundreds}一{}", counting_word(rest)),
                rest => hundreds + &counting_word(rest),
            }
        }
        _ => number.to_string(),
    }
}

/// 中文大写、小写金额: an amount in words like another: 伍拾万元 makes it 陆拾壹万伍仟元, 五十点五万元 makes it 六十一点五万元.
/// `None` if it cannot be said like this: `like` is no amount in words, or has no place for 角 and 分.
pub fn amount_in_words(fen: i64, like: &str) -> Option<String> {
    let (_, decimals, unit) = amount(like)?;
    let text = like.strip_prefix("人民币").unwrap_or(like);
    let formal = text.contains(|c| "壹贰叁肆伍陆柒捌玖拾佰仟".contains(c));
    let prefix = &like[..like.len() - text.len()];
    let cents = u64::try_from(fen.abs() % 100).ok()?;
    let yuan = u64::try_from(fen.abs() / 100).ok().filter(|yuan| *yuan < MAX_WHOLE)?;
    let exact = text.ends_with(['整', '正']) || text.contains(['角', '分']);
    let sign = if fen < 0 { "负" } else { "" };
    if text.contains('点') && !exact {
        // The decimals stay those of the other amount, and its unit too.
        let scaled = I256::from(fen.abs()) * I256::from(10i64.pow(decimals));
        let digits = i64::try_from(divide_half_away(scaled, I256::from(unit.fen()))).ok()?;
        let number = decimal_in_words(digits, decimals, formal);
        let tail = text.trim_start_matches(|c| digit(c).is_some() || power(c).is_some() || c == '点');
        return Some(format!("{prefix}{sign}{number}{tail}"));
    }
    let yuan_word = if text.contains('圆') { "圆" } else { "元" };
    let mut words = format!("{prefix}{sign}{}", whole_in_words(yuan, formal));
    if cents == 0 {
        // 叁万 omits the 元, which 叁万伍仟 cannot.
        let bare = !text.contains(['元', '圆']) && yuan % 10_000 == 0 && yuan > 0;
        words += if bare { "" } else { yuan_word };
        words.extend(text.chars().next_back().filter(|c| ['整', '正'].contains(c)));
        return Some(words);
    }
    if !exact {
        return None;
    }
    let said = |digit: u64| whole_in_words(digit, formal);
    words += yuan_word;
    match (cents / 10, cents % 10) {
        (0, fen) => words += &format!("零{}分", said(fen)),
        (jiao, 0) => words += &format!("{}角", said(jiao)),
        (jiao, fen) => words += &format!("{}角{}分", said(jiao), said(fen)),
    }
    Some(words)
}

/// A number in words: 11.11 is 十一点一一.
pub fn decimal_in_words(mantissa: i64, decimals: u32, formal: bool) -> String {
    let power = 10u64.pow(decimals.min(18));
    let (whole, fraction) = (mantissa.unsigned_abs() / power, mantissa.unsigned_abs() % power);
    let whole = whole_in_words(whole, formal);
    if decimals == 0 {
        return whole;
    }
    let digits = format!("{fraction:0width$}", width = decimals as usize);
    let words = digits.chars().filter_map(|c| c.to_digit(10)).map(|n| digit_word(n as usize, formal));
    format!("{whole}点{}", words.collect::<String>())
}

fn digit_word(digit: usize, formal: bool) -> char {
    let words = if formal { "零壹贰叁肆伍陆柒捌玖" } else { "零一二三四五六七八九" };
    words.chars().nth(digit).unwrap_or('零')
}

/// Beyond 万亿 numbers are not written in words.
const MAX_WHOLE: u64 = 1_000_000_000_000;

/// A whole number below `MAX_WHOLE` in words, in everyday or formal form: 六十一万五千, 陆拾壹万伍仟.
fn whole_in_words(number: u64, formal: bool) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let powers = if formal { ['仟', '佰', '拾'] } else { ['千', '百', '十'] };
    let mut words = String::new();
    // Whether digits are missing since the last one written, which 零 says.
    let mut gap = false;
    for (scale, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let section = number / scale % 10_000;
        if section == 0 {
            gap |= !words.is_empty();
            continue;
        }
        for (at, unit) in [1000, 100, 10, 1].into_iter().enumerate() {
            let digit = (section / unit % 10) as usize;
            if digit == 0 {
                gap |= !words.is_empty();
                continue;
            }
            if std::mem::take(&mut gap) {
                words.push('零');
            }
            // 十五, but 一百一十五 and 壹拾伍.
            if !(digit == 1 && unit == 10 && words.is_empty() && !formal) {
                words.push(digit_word(digit, formal));
            }
            words.extend(powers.get(at));
        }
        gap = false;
        words += name;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mantissa: i64, decimals: u32, scale: u32) {
        assert_eq!(read(text), Some(Numeral { mantissa, decimals, scale }), "{text}");
    }

    #[test]
    fn numerals_keep_the_last_position_that_they_say() {
        check("五十一万六千", 516, 1, 4);
        check("伍拾壹点陆万", 516, 1, 4);
        check("壹佰贰拾万", 120, 0, 4);
        check("叁万", 3, 0, 4);
        check("一亿二千三百万", 123, 2, 8);
        check("五十一万六千零二十", 51602, 3, 4);
        check("五十一万零三", 510_003, 4, 4);
        check("九点五", 95, 1, 0);
        check("十五", 15, 0, 0);
        check("一千二百三十四", 1234, 0, 0);
        check("三百零五", 305, 0, 0);
        check("零点零八亿", 8, 2, 8);
        check("两百万", 200, 0, 4);
        check("十万", 10, 0, 4);
    }

    #[test]
    fn years_lists_and_short_forms_that_mean_two_things_are_no_numerals() {
        for text in [
            "二〇二四",
            "一二三",
            "一万二",
            "一百二",
            "",
            "万",
            "百",
            "一千五千",
            "三万二亿",
            "甲",
            "点五",
            "五点",
            "五零",
            "一万万",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_amount_is_said_in_words_like_another() {
        for (yuan, like, said) in [
            ("615000", "伍拾万元", "陆拾壹万伍仟元"),
            ("615000", "人民币伍拾万元整", "人民币陆拾壹万伍仟元整"),
            ("615000", "五十万元", "六十一万五千元"),
            ("615000", "五十点五万元", "六十一点五万元"),
            ("150000", "五十万元", "十五万元"),
            ("150000", "伍拾万元", "壹拾伍万元"),
            ("100050", "五十万元", "十万零五十元"),
            ("310615000", "三亿元", "三亿一千零六十一万五千元"),
            ("10020", "叁万", "壹万零贰拾元"),
            ("50000", "叁万", "伍万"),
            ("0", "五十万元", "零元"),
            ("120.45", "壹佰元零伍分", "壹佰贰拾元肆角伍分"),
        ] {
            let (whole, cents) = yuan.split_once('.').unwrap_or((yuan, "0"));
            let fen = whole.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap();
            let words = amount_in_words(fen, like);
            assert_eq!(words.as_deref(), Some(said), "{yuan} {like}");
        }
        assert_eq!(amount_in_words(12345, "五十万元"), None, "no place for 角 and 分");
        assert_eq!(amount_in_words(100, "50万元"), None);
        assert_eq!(decimal_in_words(1111, 2, false), "十一点一一");
        assert_eq!(decimal_in_words(5, 2, false), "零点零五");
    }

    #[test]
    fn what_is_written_in_words_is_read_as_the_same_number() {
        let numbers = (0..12u32).flat_map(|power| [1, 3, 10, 11, 105, 4321].map(|n| n * 10u64.pow(power)));
        for number in numbers.filter(|number| *number < MAX_WHOLE) {
            for formal in [false, true] {
                let words = whole_in_words(number, formal);
                let read = read(&words).map(|n| n.mantissa as u64 * 10u64.pow(n.scale - n.decimals));
                assert_eq!(read, Some(number), "{words}");
            }
        }
    }

    #[test]
    fn ordinals_are_written_as_they_are_read_aloud() {
        let words = [1, 10, 11, 20, 35, 100, 105, 110, 123].map(counting_word);
        assert_eq!(words, ["一", "十", "十一", "二十", "三十五", "一百", "一百零五", "一百一十", "一百二十三"]);
    }
}

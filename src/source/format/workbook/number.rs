//! 表格数: the text of a spreadsheet's number, date or error, as the spreadsheet displays it.

use crate::source::CellKind;
use calamine::{CellErrorType, ExcelDateTime};

/// The decimal text of a number with 15 significant digits, which is a spreadsheet's precision: 0.1 + 0.2 is `0.3`. No
/// trailing zeros, no exponent, no `-0`.
pub(in crate::source::format) fn number_text(value: f64) -> String {
    if !value.is_finite() {
        return "#NUM!".to_owned();
    }
    let scientific = format!("{value:.14e}");
    // The standard library formats every finite number as `d.dddde±x`.
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let negative = digits.starts_with('-');
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let body = place_point(digits, exponent + 1);
    if negative { format!("-{body}") } else { body }
}

/// A text cell, unless it is blank. Leading spaces are kept, since they indent names.
pub(super) fn text_cell(text: &str) -> Option<(String, CellKind)> {
    let text = text.trim_end();
    (!text.trim_start().is_empty()).then(|| (text.to_owned(), CellKind::Text))
}

/// As [`formatted_text`], for a number stored as text.
pub(super) fn stored_text(value: &str, format: &str) -> Option<String> {
    value.trim().parse().ok().filter(|value: &f64| value.is_finite()).map(|value| formatted_text(value, format))
}

/// Inserts the decimal point after the first `whole` digits.
fn place_point(digits: &str, whole: i32) -> String {
    let length = digits.len() as i32;
    if whole <= 0 {
        format!("0.{}{digits}", "0".repeat(whole.unsigned_abs() as usize))
    } else if whole >= length {
        format!("{digits}{}", "0".repeat((whole - length) as usize))
    } else {
        let (before, after) = digits.split_at(whole as usize);
        format!("{before}.{after}")
    }
}

/// A number under a cell format, as far as the format changes its meaning: `00` pads a code, `%` makes a rate.
pub(super) fn formatted_text(value: f64, format: &str) -> String {
    let format = format.split(';').next().unwrap_or("").trim().trim_end_matches("_ ");
    let text = number_text(value);
    let is_padding = format.len() > 1 && format.bytes().all(|byte| byte == b'0');
    if is_padding && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{text:0>width$}", width = format.len());
    }
    if format.ends_with('%') && format.trim_end_matches('%').bytes().all(|b| matches!(b, b'0' | b'.' | b'#' | b',')) {
        return shift_two(&text) + "%";
    }
    text
}

/// Multiplies a decimal text by 100.
pub(super) fn shift_two(text: &str) -> String {
    let (sign, body) = text.strip_prefix('-').map_or(("", text), |body| ("-", body));
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let fraction = format!("{fraction:0<2}");
    let (up, rest) = fraction.split_at(2);
    let whole = format!("{whole}{up}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// A date in Chinese notation, with those of year, month and day that its format displays.
pub(super) fn date_text(date: &ExcelDateTime, format: &str) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if !date.is_datetime() || date.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    shown_date((year.into(), month.into(), day.into()), format)
}

/// As [`date_text`], for a date in ISO notation (`2024-02-25T00:00:00.000`). The day before 1900 stands for none.
pub(super) fn iso_date_text(text: &str, format: &str) -> String {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let parts: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [..=1899, ..] if !time.is_empty() => time.split('.').next().unwrap_or(time).to_owned(),
        [year, month, day] => shown_date((year, month, day), format),
        _ => text.to_owned(),
    }
}

fn shown_date((year, month, day): (u32, u32, u32), format: &str) -> String {
    let shown = unquoted(format);
    match (shown.contains('y'), shown.contains('m'), shown.contains('d')) {
        (true, false, false) => format!("{year}年"),
        (true, true, false) => format!("{year}年{month}月"),
        (false, true, true) => format!("{month}月{day}日"),
        _ => format!("{year}年{month}月{day}日"),
    }
}

/// The name of an error as the spreadsheet displays it.
pub(super) fn error_text(error: &CellErrorType) -> String {
    match error {
        CellErrorType::GettingData => "#GETTING_DATA".to_owned(),
        error => error.to_string(),
    }
}

/// A format without quoted text, in lower case.
fn unquoted(format: &str) -> String {
    let mut quoted = false;
    let keep = |c: &char| {
        quoted ^= *c == '"';
        !quoted
    };
    format.chars().filter(keep).collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_the_spreadsheet_shows_it() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (759.57, "759.57"),
            (641.6 + 117.98 - 0.01, "759.57"),
            (205.0, "205"),
            (-35.0, "-35"),
            (0.0, "0"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (123456789012345680.0, "123456789012346000"),
            (0.00001234, "0.00001234"),
            (f64::NAN, "#NUM!"),
        ] {
            assert_eq!(number_text(value), text);
        }
        assert!(number_text(f64::MAX).len() < 400);
        assert!(number_text(f64::MIN_POSITIVE).len() < 400);
    }

    #[test]
    fn a_format_pads_codes_and_makes_rates() {
        assert_eq!(formatted_text(5.0, "00"), "05");
        assert_eq!(formatted_text(1.0, "00;-00"), "01");
        assert_eq!(formatted_text(205.0, "00"), "205");
        assert_eq!(formatted_text(5.5, "00"), "5.5");
        assert_eq!(formatted_text(5.0, "0"), "5");
        assert_eq!(formatted_text(740.6, "#,##0.00"), "740.6");
        assert_eq!(formatted_text(0.0595, "0.00%"), "5.95%");
        assert_eq!(formatted_text(-1.0, "0%"), "-100%");
        assert_eq!(formatted_text(0.29034, "0.00%"), "29.034%");
    }

    #[test]
    fn dates_show_what_their_format_shows() {
        let date = ExcelDateTime::new(45292.0, calamine::ExcelDateTimeType::DateTime, false);
        assert_eq!(date_text(&date, "yyyy\"年\""), "2024年");
        assert_eq!(date_text(&date, "yyyy-mm"), "2024年1月");
        assert_eq!(date_text(&date, "yyyy/m/d"), "2024年1月1日");
        assert_eq!(iso_date_text("2024-02-25", ""), "2024年2月25日");
        assert_eq!(iso_date_text("2024-02-25T00:00:00.000", "yyyy\\-mm"), "2024年2月");
        assert_eq!(iso_date_text("1899-12-31T08:30:00.000", "h:mm"), "08:30:00");
    }
}

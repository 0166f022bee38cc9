//! 防公式: prevents Excel, WPS and LibreOffice from taking a text in a CSV for a formula.
//!
//! A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is prefixed with `'`, unless it is a number.
//! A text that already has `'` before such a character gets one more, so that removing one
//! (`source::format::delimited`) always restores the text.

use std::borrow::Cow;

/// Byte-order mark, by which Excel detects UTF-8.
pub(crate) const BOM: &str = "\u{feff}";

/// The text with its guard, if it needs one.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text) { format!("'{text}").into() } else { text.into() }
}

fn is_formula(text: &str) -> bool {
    let behind = text.trim_start_matches('\'');
    behind.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && !(is_number(text) || !text.is_empty() && text.bytes().all(|byte| byte == b'-'))
}

/// `-1.20`, `+5`, `-1,234.50`, `-3.10%`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

/// A complete CSV with every field guarded; unchanged if no field needs it.
pub(super) fn guard(csv: String) -> Result<String, csv::Error> {
    let body = csv.strip_prefix(BOM).unwrap_or(&csv);
    let reader = || csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut plain = reader();
    let mut is_needed = false;
    while !is_needed && plain.read_record(&mut record)? {
        is_needed = record.iter().any(is_formula);
    }
    if !is_needed {
        return Ok(csv);
    }
    let head = csv.as_bytes()[..csv.len() - body.len()].to_vec();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(head);
    let mut fields = reader();
    while fields.read_record(&mut record)? {
        writer.write_record(record.iter().map(|field| guarded(field).into_owned()))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for (text, guarded_text) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3|cmd", "'-2+3|cmd"),
            ("+甲", "'+甲"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("-1.20", "-1.20"),
            ("+1,234.50", "+1,234.50"),
            ("-3.1%", "-3.1%"),
            ("--", "--"),
            ("甲=1", "甲=1"),
            ("'甲", "'甲"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), guarded_text);
        }
        let csv = "\u{feff}name,amount\n\"=A,\"\"1\"\"\",-1.20\n甲,2\n";
        assert_eq!(guard(csv.to_owned()).unwrap(), "\u{feff}name,amount\n\"'=A,\"\"1\"\"\",-1.20\n甲,2\n");
    }
}

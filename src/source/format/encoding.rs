//! 编码: decodes text files, detecting UTF-8, UTF-16 or GB18030 (which includes GBK and GB2312) by content.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// 解码结果.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without a byte order mark. Invalid bytes are replaced by U+FFFD.
    pub(crate) text: String,
    /// The name of the encoding.
    pub(crate) encoding: &'static str,
    /// The first line (from 1) with invalid bytes.
    pub(crate) bad_line: Option<u32>,
}

impl Decoded {
    /// A warning about invalid bytes, if there are any.
    pub(crate) fn warning(&self, place: &crate::model::Place) -> Option<crate::model::Warning> {
        let message =
            format!("有字节不符合 {} 编码，已显示为“�”。请核对这一行，或用原软件另存为 UTF-8 后再试", self.encoding);
        let line = self.bad_line?;
        Some(crate::model::Warning::new(crate::model::WarningKind::Note, place.at_row(line), message))
    }
}

/// Decodes a whole text file.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, bom) = detect(bytes);
    let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[bom..]);
    // A text may contain U+FFFD itself; only replacements made by the decoder deserve a warning.
    let bad_line = had_errors
        .then(|| text.find(char::REPLACEMENT_CHARACTER))
        .flatten()
        .map(|at| u32::try_from(unix_lines(text[..at].to_owned()).matches('\n').count() + 1).unwrap_or(u32::MAX));
    Decoded { text: text.into_owned(), encoding: name(encoding), bad_line }
}

/// Normalises line ends to `\n`, so that line numbers do not depend on the program that saved the file: CRLF, CR, NEL
/// and the separators of Unicode; the vertical tab (Word's line break) only if there is no other line end.
pub(crate) fn unix_lines(text: String) -> String {
    const ENDS: [char; 4] = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let text = if text.contains(ENDS) { text.replace("\r\n", "\n").replace(ENDS, "\n") } else { text };
    if text.contains('\u{b}') && !text.contains('\n') { text.replace('\u{b}', "\n") } else { text }
}

/// The encoding of a text, and the length of its byte order mark.
///
/// Bytes that are valid UTF-8 are practically never anything else. Zero bytes occur only in UTF-16, at odd or even
/// offsets. Everything else is GB18030, unless it is mostly valid UTF-8.
pub(crate) fn detect(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some(found) = Encoding::for_bom(bytes) {
        return found;
    }
    let head = &bytes[..bytes.len().min(64 * 1024)];
    if let Some(encoding) = detect_utf16(head) {
        return (encoding, 0);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, 0);
    }
    (if is_mostly_utf8(head) { UTF_8 } else { GB18030 }, 0)
}

/// Whether invalid UTF-8 is damaged UTF-8. GB18030 text hardly ever contains valid UTF-8 characters, so decoding it as
/// UTF-8 gives more replacements than characters.
fn is_mostly_utf8(head: &[u8]) -> bool {
    let text = UTF_8.decode_without_bom_handling(head).0;
    let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
    let valid = text.chars().filter(|c| !c.is_ascii()).count() - replaced;
    replaced * 2 <= valid
}

/// Detects UTF-16 by its ASCII characters (digits, separators, line ends), which all have their zero byte on one side.
fn detect_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = head.len() / 64 + 1;
    if odd >= enough && odd > even * 8 {
        Some(UTF_16LE)
    } else if even >= enough && even > odd * 8 {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "gb18030" => "GB18030",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "年度,科目编码,金额\n2024,2080501,759.57\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn check(bytes: &[u8], encoding: &str) {
        let decoded = decode(bytes);
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.bad_line), (TEXT, encoding, None));
    }

    #[test]
    fn every_encoding_of_one_text_reads_the_same() {
        check(TEXT.as_bytes(), "UTF-8");
        check(format!("\u{feff}{TEXT}").as_bytes(), "UTF-8");
        check(&utf16(TEXT, true), "UTF-16LE");
        check(&utf16(TEXT, false), "UTF-16BE");
        check(&utf16(&format!("\u{feff}{TEXT}"), true), "UTF-16LE");
        check(&utf16(&format!("\u{feff}{TEXT}"), false), "UTF-16BE");
        check(&GB18030.encode(TEXT).0, "GB18030");
    }

    #[test]
    fn every_line_end_is_a_line_end() {
        for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}"] {
            assert_eq!(unix_lines(TEXT.replace('\n', end)), TEXT, "{end:?}");
        }
        assert_eq!(unix_lines("甲\u{b}乙\n".into()), "甲\u{b}乙\n", "a break inside a line");
        let mut macintosh = TEXT.replace('\n', "\r").into_bytes();
        macintosh.push(0xFF);
        assert_eq!(decode(&macintosh).bad_line, Some(3));
    }

    #[test]
    fn one_bad_byte_keeps_the_encoding_and_is_told_with_its_line() {
        let mut utf8 = TEXT.as_bytes().to_vec();
        utf8.push(0xFF);
        let decoded = decode(&utf8);
        assert_eq!((decoded.encoding, decoded.bad_line), ("UTF-8", Some(3)));
        let mut gb = GB18030.encode(TEXT).0.into_owned();
        gb.extend([0xFF, b'\n']);
        let decoded = decode(&gb);
        assert_eq!((decoded.encoding, decoded.bad_line), ("GB18030", Some(3)));
    }
}

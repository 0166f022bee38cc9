//! 纯文字: text without characters that control a terminal, are invalid in XML or change the writing direction.
//!
//! Documents and file names are sanitised where they are read, so that no writer has to do it. Every character is
//! replaced by exactly one, so that character offsets stay valid.

use std::borrow::Cow;

/// Sanitises text: control characters become visible signs (`␛`), line ends `\n`, noncharacters `�`, and characters
/// that change the writing direction a zero-width space.
pub fn plain(text: &str) -> Cow<'_, str> {
    mapped(text, |c| matches!(c, '\n' | '\t'))
}

/// As [`plain`], on one line; for file names and messages on a terminal.
pub fn plain_line(text: &str) -> Cow<'_, str> {
    mapped(text, |_| false)
}

/// Whether a character changes the writing direction of the text around it.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether no character of a text can be one that is replaced: none begins with a byte with which such characters begin.
fn is_harmless(text: &str) -> bool {
    let is_suspect = |byte: &u8| matches!(byte, 0..0x20 | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef | 0xf0..);
    // Without an early end, so that many bytes are looked at at once.
    !text.as_bytes().iter().fold(false, |found, byte| found | is_suspect(byte))
}

fn mapped(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    if text.chars().all(|c| keep(c) || replacement(c, true) == c) {
        return Cow::Borrowed(text);
    }
    let multiline = keep('\n');
    text.chars().map(|c| if keep(c) { c } else { replacement(c, multiline) }).collect::<String>().into()
}

/// The character to print instead of `c`; `c` itself if it is harmless.
fn replacement(c: char, multiline: bool) -> char {
    match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' if multiline => '\n',
        '\u{2028}' | '\u{2029}' => ' ',
        // The Control Pictures block has the order of the control characters.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => char::REPLACEMENT_CHARACTER,
        _ if u32::from(c) & 0xfffe == 0xfffe => char::REPLACEMENT_CHARACTER,
        _ if is_bidi_control(c) => '\u{200b}',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_character_that_is_replaced_is_suspect() {
        let replaced = ('\0'..=char::MAX).filter(|c| replacement(*c, true) != *c || replacement(*c, false) != *c);
        replaced.for_each(|c| assert!(!is_harmless(c.encode_utf8(&mut [0; 4])), "{:x}", u32::from(c)));
        assert!(is_harmless("示例省第0000001预算单位"));
    }

    #[test]
    fn what_steers_is_seen_and_steers_no_more() {
        assert_eq!(plain("\u{1b}[2J红\u{7}"), "␛[2J红␇");
        assert_eq!(plain("一\r二\u{c}三\t四\n"), "一\n二\n三\t四\n");
        assert_eq!(plain_line("一\n二\u{9b}31m"), "一␊二�31m");
        assert_eq!(plain("甲\u{fffe}\u{ffff}\u{1ffff}局\u{202e}"), "甲���局\u{200b}");
        assert!(matches!(plain("甲县财政局\n“是”"), Cow::Borrowed(_)));
    }

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn plain_text_stays_as_it_is_and_every_character_is_one(text in any::<String>()) {
            for make in [plain, plain_line] {
                let once = make(&text).into_owned();
                prop_assert_eq!(make(&once), once.as_str());
                prop_assert_eq!(once.chars().count(), text.chars().count());
                prop_assert!(!once.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t') || is_bidi_control(c)));
            }
        }
    }
}

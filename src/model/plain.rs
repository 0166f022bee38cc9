//! 纯文字: text of documents and names of files as text alone: nothing in it steers a terminal, breaks XML or turns
//! the order of what is read.
//!
//! Documents are made plain where they come in, so every writer, the next one too, gets plain text. Each character
//! stays one character: places that count characters stay right.

use std::borrow::Cow;

/// Text with control characters as visible signs (`␛`), line ends as `\n`, noncharacters as `�`, and what turns the
/// direction of writing as a space without width.
pub fn plain(text: &str) -> Cow<'_, str> {
    mapped(text, |c| matches!(c, '\n' | '\t'))
}

/// As [`plain`], on one line: names of files, and what is said on a terminal.
pub fn plain_line(text: &str) -> Cow<'_, str> {
    mapped(text, |_| false)
}

/// Whether a character turns the direction of what stands around it.
pub fn is_turning(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn mapped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(|c| stays(c) || sign(c, true) == c) {
        return Cow::Borrowed(text);
    }
    let lines = stays('\n');
    text.chars().map(|c| if stays(c) { c } else { sign(c, lines) }).collect::<String>().into()
}

/// What stands for a character; itself where it is plain.
fn sign(c: char, lines: bool) -> char {
    match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' if lines => '\n',
        '\u{2028}' | '\u{2029}' => ' ',
        // The block of pictures of control characters stands in their order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => char::REPLACEMENT_CHARACTER,
        _ if u32::from(c) & 0xfffe == 0xfffe => char::REPLACEMENT_CHARACTER,
        _ if is_turning(c) => '\u{200b}',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
                prop_assert!(!once.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t') || is_turning(c)));
            }
        }
    }
}

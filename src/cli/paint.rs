//! 着色: colours growth rates in a finished text, for standard output only.

use anstyle::{AnsiColor, Style};

const UP: Style = AnsiColor::Blue.on_default();
const DOWN: Style = AnsiColor::Yellow.on_default();
const STATUS: Style = AnsiColor::Cyan.on_default();

/// Colours `+4.30%`, `-4.30%`, and 新增 and 取消 each differently. No colour means good or bad.
pub(super) fn growth(text: &str) -> String {
    let mut painted = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        for piece in line.split_inclusive(' ') {
            let word = piece.trim_end();
            let style = match word {
                "新增" | "取消" => Some(STATUS),
                _ if is_rate(word, '+') => Some(UP),
                _ if is_rate(word, '-') => Some(DOWN),
                _ => None,
            };
            match style {
                Some(style) => painted += &format!("{style}{word}{style:#}{}", &piece[word.len()..]),
                None => painted += piece,
            }
        }
    }
    painted
}

fn is_rate(word: &str, sign: char) -> bool {
    let digits = word.strip_prefix(sign).and_then(|rest| rest.strip_suffix('%'));
    digits.is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn painting_changes_no_word() {
        let text = "208  社会保障  1.00  +12.30%  新增  -4.00% \n";
        let painted = growth(text);
        assert_ne!(painted, text);
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), text);
    }
}

//! 折行: wraps Chinese text: a line may break between any two characters, but not before a closing mark.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks that must not begin a line.
const CLOSING: &str = "，。；：、）》”’！？…%,.;:)]>";
/// Marks that must not end a line.
const OPENING: &str = "（《“‘([<";

/// Breaks a text into lines of at most `width` columns, keeping its own line breaks.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, width)).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let wide = piece.width();
        if used > 0 && used + piece.trim_end().width() > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            let piece = if used == 0 { piece.trim_start() } else { piece.as_str() };
            line.push_str(piece);
            used += wide;
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Unbreakable pieces: a full-width character or a word, with its adjacent marks.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let glue = match pieces.last().and_then(|piece| piece.chars().last()) {
            None => false,
            Some(last) => {
                let word = |c: char| c.width() == Some(1) && c != ' ';
                CLOSING.contains(c) || OPENING.contains(last) || c == ' ' || (word(c) && word(last))
            }
        };
        match pieces.last_mut() {
            Some(piece) if glue => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

/// As much of a text as fits into a line, cut after a clause; if no clause ends early enough, cut anywhere with `…`.
pub(super) fn shorten(text: &str, width: usize) -> String {
    let text = text.lines().next().unwrap_or_default();
    if text.width() <= width {
        return text.to_owned();
    }
    let mut clause = None;
    let (mut used, mut depth, mut fits) = (0, 0i32, 0);
    for (at, c) in text.char_indices() {
        if depth == 0 && "；，。（".contains(c) && used * 3 >= width {
            clause = Some(at);
        }
        depth += i32::from(c == '（') - i32::from(c == '）');
        used += c.width().unwrap_or(0);
        if used < width {
            fits = at + c.len_utf8();
        }
        if used > width {
            break;
        }
    }
    match clause {
        Some(end) => text[..end].to_owned(),
        None => text[..fits].to_owned() + "…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_characters_but_not_inside_words_or_before_closing_marks() {
        assert_eq!(
            wrap("模板：自带的 xinjiang（新疆）、shanghai", 14),
            ["模板：自带的", "xinjiang（新", "疆）、shanghai"]
        );
        assert_eq!(wrap("一二三，四", 6), ["一二", "三，四"]);
        assert_eq!(wrap("甲\n乙", 6), ["甲", "乙"]);
    }

    #[test]
    fn short_help_ends_with_a_clause() {
        assert_eq!(shorten("图的种类：瀑布、增减、对比；默认瀑布，可以写几个", 30), "图的种类：瀑布、增减、对比");
        assert_eq!(shorten("一二三四五六", 7), "一二三…");
        assert_eq!(shorten("不长", 7), "不长");
    }

    proptest::proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(text in "[一-三a-c，（） ]{0,60}") {
            let lines = wrap(&text, 20);
            let bare = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            proptest::prop_assert_eq!(bare(&lines.concat()), bare(&text));
            for line in lines {
                let whole = pieces(&line).len() < 2;
                proptest::prop_assert!(line.width() <= 20 || whole, "{}", line);
            }
        }
    }
}

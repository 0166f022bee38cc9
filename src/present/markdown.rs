//! Markdown 文字: text that stays text in Markdown and in the HTML that is made of it.

/// One line of text in a heading, a cell, a list or a paragraph.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_mark() {
        assert_eq!(escaped("<script>甲 | *乙*\n# 丙"), "&lt;script&gt;甲 \\| \\*乙\\* \\# 丙");
        assert_eq!(escaped("0.00* 2024年.xlsx"), "0.00\\* 2024年.xlsx");
    }
}

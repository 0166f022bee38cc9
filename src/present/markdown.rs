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

/// A table whose first `left` columns are words.
pub(super) fn table(heads: &[String], rows: &[Vec<String>], left: usize) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: String = (0..heads.len()).map(|at| if at < left { "---|" } else { "---:|" }).collect();
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}|{rule}\n{rows}", line(heads))
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

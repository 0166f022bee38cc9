//! Markdown: writes tables, and escapes text for Markdown and the HTML generated from it.

use super::{Kind, Table};

/// A line of text, escaped for use in a heading, cell, list or paragraph.
pub(in crate::present) fn escaped(text: &str) -> String {
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

impl Table {
    /// The table without caption and notes. Markdown has only one header row, so headers above each other are joined.
    pub fn markdown_grid(&self) -> String {
        let line = |cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = |kind: Kind| if kind == Kind::Figure { "---:|" } else { "---|" };
        let head = line(self.columns.iter().map(|column| column.heads.join(" ")).collect());
        let rule: String = self.columns.iter().map(|column| rule(column.kind)).collect();
        let rows: String = self.rows.iter().map(|row| line(self.texts(row))).collect();
        format!("{head}|{rule}\n{rows}")
    }

    /// The table with its caption and notes.
    pub fn markdown(&self) -> String {
        let notes: String = self.notes.iter().map(|note| format!("{}\n\n", escaped(note))).collect();
        format!("### {}\n\n{}\n{notes}", escaped(&self.caption), self.markdown_grid())
    }
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

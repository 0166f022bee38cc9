//! HTML: a plain table for notebooks, and the same as text.

use super::{Kind, Table};

impl Table {
    /// The table as HTML.
    pub fn html(&self) -> String {
        let line = |tag: &str, cells: &[String]| {
            let cell = |(column, text): (&super::Column, &String)| {
                let align = if column.kind == Kind::Figure { "right" } else { "left" };
                format!("<{tag} style=\"text-align:{align}\">{}</{tag}>", escape(text))
            };
            format!("<tr>{}</tr>", self.columns.iter().zip(cells).map(cell).collect::<String>())
        };
        let body: String = self.rows.iter().map(|row| line("td", &self.texts(row))).collect();
        format!("<table><thead>{}</thead><tbody>{body}</tbody></table>", line("th", &self.heads()))
    }

    /// The table as lines of tab-separated cells.
    pub fn tabbed(&self) -> String {
        let rows = self.rows.iter().map(|row| self.texts(row));
        let lines: Vec<String> = std::iter::once(self.heads()).chain(rows).map(|row| row.join("\t")).collect();
        lines.join("\n")
    }

    fn heads(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.heads.join(" ")).collect()
    }
}

/// As Python's `html.escape`, so that a notebook that is run again gives the same bytes.
pub(in crate::present) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#x27;")
}

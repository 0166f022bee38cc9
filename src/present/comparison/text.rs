//! 对比的文字表: terminal, Markdown and plain HTML.

use super::table::{legend, tables};
use crate::analysis::Comparison;
use crate::present::TextOptions;
use crate::present::table::{Table, escape, escaped};

/// A comparison as tables for a terminal, aligned by the width of full-width characters.
pub fn comparison_terminal(comparison: &Comparison, options: TextOptions) -> String {
    let mut text = String::new();
    for (mut table, hidden) in tables(comparison, options) {
        table.notes.extend(hidden);
        text += &table.terminal(options.width);
        text.push('\n');
    }
    legend(comparison).iter().for_each(|line| text += &format!("{line}\n"));
    text
}

/// A comparison as Markdown tables.
pub fn comparison_markdown(comparison: &Comparison, options: TextOptions) -> String {
    let tables = tables(comparison, options);
    let text: String = tables.iter().map(|(table, _)| table.markdown()).collect();
    legend(comparison).iter().fold(text, |text, line| text + &format!("{}\n\n", escaped(line)))
}

/// A comparison as plain HTML tables for notebooks: each folds, the first stands open.
pub fn comparison_html(comparison: &Comparison, options: TextOptions) -> String {
    let folded = |(number, (table, _)): (usize, &(Table, _))| {
        let open = if number == 0 { " open" } else { "" };
        format!("<details{open}><summary>{}</summary>{}</details>", escape(&table.caption), table.html())
    };
    tables(comparison, options).iter().enumerate().map(folded).collect()
}

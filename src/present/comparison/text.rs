//! 对比的文字表: terminal and Markdown.

use super::table::{legend, tables};
use crate::analysis::Comparison;
use crate::model::AmountUnit;
use crate::present::table::{escaped, words};

/// How a comparison or a trend is shown as text.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// The unit of the amounts.
    pub unit: AmountUnit,
    /// Whether one measure was asked for, so that all its rows show.
    pub one_measure: bool,
    /// Columns of the terminal.
    pub width: u16,
}

/// A comparison as tables for a terminal, aligned by the width of full-width characters.
pub fn comparison_terminal(comparison: &Comparison, options: TextOptions) -> String {
    let mut text = String::new();
    for (mut table, hidden) in tables(comparison, options.unit, options.one_measure) {
        table.notes.extend(words::hidden(hidden));
        text += &table.terminal(options.width);
        text.push('\n');
    }
    legend(comparison).iter().for_each(|line| text += &format!("{line}\n"));
    text
}

/// A comparison as Markdown tables.
pub fn comparison_markdown(comparison: &Comparison, options: TextOptions) -> String {
    let tables = tables(comparison, options.unit, options.one_measure);
    let text: String = tables.iter().map(|(table, _)| table.markdown()).collect();
    legend(comparison).iter().fold(text, |text, line| text + &format!("{}\n\n", escaped(line)))
}

//! 趋势的文字表: terminal and Markdown.

use super::{TrendView, columns, notes, ranking, table};
use crate::present::TextOptions;
use crate::present::table::{Table, escaped};

/// A trend as tables for a terminal: years that do not fit beside each other stand in parts below each other.
pub fn trend_terminal(view: &TrendView, options: TextOptions) -> String {
    let (tables, legend) = shown(view, options, true);
    let mut text: String = tables.iter().map(|table| table.terminal(options.width) + "\n").collect();
    legend.iter().for_each(|line| text += &format!("{line}\n"));
    text
}

/// A trend as Markdown tables.
pub fn trend_markdown(view: &TrendView, options: TextOptions) -> String {
    let (tables, legend) = shown(view, options, false);
    let text: String = tables.iter().map(Table::markdown).collect();
    legend.iter().fold(text, |text, line| text + &format!("{}\n\n", escaped(line)))
}

/// The tables of a view and what the marks in them mean.
fn shown(view: &TrendView, options: TextOptions, on_screen: bool) -> (Vec<Table>, Vec<String>) {
    if view.ranking.is_some() {
        return (ranking::tables(view, options.unit), Vec::new());
    }
    let tables = table::tables(view.trend, &columns(view.trend), options, on_screen);
    let has_gaps = tables.iter().any(Table::has_gaps);
    (tables, notes::legend(view.trend, has_gaps))
}

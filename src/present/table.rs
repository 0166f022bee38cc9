//! 终端表格 and Markdown.

use super::rows::{legend, sections};
use crate::analysis::Comparison;
use crate::model::AmountUnit;
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle, presets};

/// One line under the header; nothing else between a reader and the figures.
pub(super) const STYLE: TableStyle = presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// How a comparison is shown as text.
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
pub fn terminal(comparison: &Comparison, options: TextOptions) -> String {
    let mut text = String::new();
    for section in sections(comparison, options.unit, options.one_measure) {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(options.width).set_header(section.head);
        for row in section.rows {
            table.add_row(row.into_iter().enumerate().map(|(index, cell)| {
                let alignment = if index < 2 { CellAlignment::Left } else { CellAlignment::Right };
                Cell::new(cell).set_alignment(alignment)
            }));
        }
        text += &format!("{}\n{}\n", section.caption, table.trim_fmt());
        if section.hidden > 0 {
            text += &format!("另有 {} 行其他栏目，可用 --measure 栏目名 查看。\n", section.hidden);
        }
        text.push('\n');
    }
    for line in legend(comparison) {
        text += line;
        text.push('\n');
    }
    text
}

/// A comparison as Markdown tables.
pub fn markdown(comparison: &Comparison, options: TextOptions) -> String {
    let mut text = String::new();
    for section in sections(comparison, options.unit, options.one_measure) {
        text += &format!("### {}\n\n", section.caption);
        text += &format!("| {} |\n|---|---|---:|---:|---:|---:|---:|---:|\n", section.head.join(" | "));
        for row in section.rows {
            let row = row.map(|cell| cell.replace('|', "\\|").replace('*', "\\*"));
            text += &format!("| {} |\n", row.join(" | "));
        }
        text.push('\n');
    }
    for line in legend(comparison) {
        text += &format!("{}\n\n", line.replace('*', "\\*"));
    }
    text
}

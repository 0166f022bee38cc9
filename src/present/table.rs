//! 终端表格 and Markdown.

use super::markdown::{self, escaped};
use super::rows::{Section, legend, sections};
use crate::analysis::Comparison;
use crate::model::AmountUnit;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, presets};
use unicode_width::UnicodeWidthStr;

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
        let shown = columns(&section, options.width);
        table.set_width(options.width).set_header(shown.clone().map(|column| &section.head[column]));
        for row in &section.rows {
            table.add_row(shown.clone().map(|column| {
                let alignment = if column < 2 { CellAlignment::Left } else { CellAlignment::Right };
                Cell::new(&row[column]).set_alignment(alignment)
            }));
        }
        never_break(&mut table, NAME);
        text += &format!("{}\n{}\n", section.caption, table.trim_fmt());
        if shown.end < section.head.len() {
            let left_out = section.head[shown.end..].join("、");
            text += &format!("屏幕较窄，没有列出{left_out}；放宽窗口，或用 -o 写入文件。\n");
        }
        if section.hidden > 0 {
            text += &format!("另有 {} 行其他栏目，可用 --measure 栏目名 查看。\n", section.hidden);
        }
        text.push('\n');
    }
    for line in legend(comparison) {
        text += &line;
        text.push('\n');
    }
    text
}

/// The column of names, the only one that may break: a code or a figure in two pieces cannot be read.
const NAME: usize = 1;

/// Every column but one keeps its width.
pub(super) fn never_break(table: &mut Table, but: usize) {
    for (_, column) in table.column_iter_mut().enumerate().filter(|(index, _)| *index != but) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// As many columns as have room where names take few characters; the last ones go first, the
/// amounts and the change never.
fn columns(section: &Section, width: u16) -> std::ops::Range<usize> {
    const FEWEST: usize = 5;
    const NARROWEST_NAME: usize = 8;
    // A space on either side and one between.
    const AROUND: usize = 3;
    let wide = |column: usize| {
        let cells = section.rows.iter().map(|row| row[column].width());
        cells.chain([section.head[column].width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..section.head.len())
        .map(|column| if column == NAME { wide(column).min(NARROWEST_NAME) } else { wide(column) } + AROUND)
        .collect();
    let fits = |count: &usize| widths[..*count].iter().sum::<usize>() <= usize::from(width) + 1;
    0..(FEWEST..=widths.len()).rev().find(fits).unwrap_or(FEWEST)
}

/// A comparison as Markdown tables.
pub fn markdown(comparison: &Comparison, options: TextOptions) -> String {
    let mut text = String::new();
    for section in sections(comparison, options.unit, options.one_measure) {
        let table = markdown::table(&section.head, &section.rows, 2);
        text += &format!("### {}\n\n{table}\n", escaped(&section.caption));
    }
    for line in legend(comparison) {
        text += &format!("{}\n\n", escaped(&line));
    }
    text
}

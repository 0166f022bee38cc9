//! 终端: a table aligned for full-width characters. A table that is too wide is split into parts that repeat the columns
//! of names, or its last columns are left out and listed.

use super::{Column, Kind, Table};
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, presets};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// A single line under the header.
const STYLE: TableStyle = presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));
/// The width that a column needs in addition to its widest cell: a space at each side, and one between columns.
const GAP: usize = 3;

impl Table {
    /// The table with its caption and notes, for a terminal of `width` columns.
    pub fn terminal(&self, width: u16) -> String {
        let texts: Vec<Vec<String>> = self.rows.iter().map(|row| self.texts(row)).collect();
        let mut parts = self.parts(&texts, usize::from(width));
        let mut notes = String::new();
        if self.shortens && parts.len() > 1 {
            parts.truncate(1);
            let left_out: Vec<String> =
                self.columns[parts[0].end..].iter().map(|column| column.heads.join(" ")).collect();
            notes += &format!("屏幕较窄，没有列出{}；放宽窗口，或用 -o 写入文件。\n", left_out.join("、"));
        }
        self.notes.iter().for_each(|note| notes += &format!("{note}\n"));
        let caption = if self.caption.is_empty() { String::new() } else { format!("{}\n", self.caption) };
        let shown: Vec<String> = parts
            .iter()
            .enumerate()
            .map(|(number, part)| self.part(&texts, part.clone(), number == 0, width))
            .collect();
        format!("{caption}{}\n{notes}", shown.join("\n\n"))
    }

    /// The ranges of columns of each part, without the columns of names.
    fn parts(&self, texts: &[Vec<String>], width: usize) -> Vec<Range<usize>> {
        let labels: usize = (0..self.labels).map(|column| self.label_width(texts, column) + GAP).sum();
        // There is no space after the last column.
        let room = (width + 1).saturating_sub(labels);
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut left = 0;
        let mut from = self.labels;
        while from < self.columns.len() {
            let joined = self.columns[from + 1..].iter().take_while(|column| column.joined).count();
            let group = from..from + 1 + joined;
            let needed: usize = group.clone().map(|column| self.width(texts, column) + GAP).sum();
            match parts.last_mut() {
                Some(part) if needed <= left => {
                    part.end = group.end;
                    left -= needed;
                }
                _ => {
                    parts.push(group.clone());
                    left = room.saturating_sub(needed);
                }
            }
            from = group.end;
        }
        if parts.is_empty() {
            parts.push(self.labels..self.columns.len());
        }
        parts
    }

    /// The width of a column of names, which may be broken.
    fn label_width(&self, texts: &[Vec<String>], column: usize) -> usize {
        let widest = self.width(texts, column);
        match may_break(&self.columns[column]) {
            true => widest.min(self.narrowest_name),
            false => widest,
        }
    }

    fn width(&self, texts: &[Vec<String>], column: usize) -> usize {
        let heads = self.columns[column].heads.iter().map(|head| head.width());
        heads.chain(texts.iter().map(|row| row[column].width())).max().unwrap_or(0)
    }

    fn part(&self, texts: &[Vec<String>], part: Range<usize>, is_first: bool, width: u16) -> String {
        let columns = || (0..self.labels).chain(part.clone());
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        table.set_header(columns().map(|column| self.columns[column].heads.join("\n")));
        for (row, texts) in self.rows.iter().zip(texts) {
            // Further parts leave out rows without figures in them.
            if !is_first && row.cells[part.clone()].iter().all(super::Cell::is_gap) {
                continue;
            }
            table.add_row(columns().map(|column| {
                let is_figure = self.columns[column].kind == Kind::Figure;
                let alignment = if is_figure { CellAlignment::Right } else { CellAlignment::Left };
                Cell::new(&texts[column]).set_alignment(alignment)
            }));
        }
        for (column, shown) in columns().zip(table.column_iter_mut()) {
            // Codes and figures must not be broken.
            if !may_break(&self.columns[column]) {
                shown.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table.trim_fmt()
    }
}

fn may_break(column: &Column) -> bool {
    matches!(column.kind, Kind::Text | Kind::Name)
}

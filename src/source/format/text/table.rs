//! 文本表格: reads rows of cells separated by tabs or Markdown pipes.

use super::super::cells::{indent, row_number};
use super::line;
use crate::model::Place;
use crate::source::Cell;

/// The number of lines that form a table, from the first line on; `None` if the first line is not a row.
///
/// A single leading tab is a paragraph's indent, unless a line before or after it has tabs between cells.
pub(super) fn length(lines: &[&str], after_table: bool) -> Option<usize> {
    let separator = separator(lines[0])?;
    let length = lines.iter().take_while(|line| is_row(line, separator)).count();
    let is_table = separator == '|' || after_table || lines[..length].iter().any(|line| has_fields(line));
    is_table.then_some(length)
}

/// The cells of the lines. Rows may differ in length; blank fields give no cell.
pub(super) fn cells(lines: &[&str], first: usize, file: &Place) -> Vec<Cell> {
    let mut cells = Vec::new();
    let kept = lines.iter().enumerate().filter(|(_, line)| !line::is_nothing(line));
    for (grid_row, (offset, line)) in kept.enumerate() {
        let place = |column: usize| file.at(row_number(first + offset), row_number(column));
        for (column, field) in fields(line).into_iter().enumerate() {
            let text = line::without_bold(field.trim());
            if !text.is_empty() {
                // Markdown puts a space on either side of a cell.
                let indent = indent(&field).saturating_sub(u8::from(!line.contains('\t')));
                cells.push(Cell { indent, ..Cell::text(text, grid_row, column, place(column)) });
            }
        }
    }
    cells
}

fn separator(line: &str) -> Option<char> {
    if line.contains('\t') && !line.trim().is_empty() {
        Some('\t')
    } else if is_row(line, '|') {
        Some('|')
    } else {
        None
    }
}

fn is_row(line: &str, separator: char) -> bool {
    match separator {
        // Trimming may have removed trailing tabs, but a row has at least one.
        '\t' => line.contains('\t') && !line.trim().is_empty(),
        _ => line.trim().strip_prefix('|').is_some_and(|rest| rest.contains('|')),
    }
}

fn has_fields(line: &str) -> bool {
    line.trim().contains('\t') || line.ends_with('\t') || line.starts_with("\t\t")
}

fn fields(line: &str) -> Vec<String> {
    if line.contains('\t') {
        return line.split('\t').map(str::to_owned).collect();
    }
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    // `\|` is a pipe inside a cell.
    if !line.contains('\\') {
        return line.split('|').map(str::to_owned).collect();
    }
    line.replace("\\|", "\u{1}").split('|').map(|field| field.replace('\u{1}', "|")).collect()
}

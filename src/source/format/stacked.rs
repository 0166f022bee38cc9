//! 一格两值: splits a row whose cells hold several values each, one below the other, into several rows.

use crate::model::PrintedNumber;
use crate::source::{Block, Cell, Document, Grid};
use std::collections::BTreeMap;

/// Splits the rows of every grid in which all figures and the name have the same number of lines. Rows in which they
/// differ are left alone; their figures are later reported as unreadable.
pub(super) fn unstack(document: &mut Document) {
    for block in &mut document.blocks {
        if let Block::Grid(grid) = block {
            let lines: BTreeMap<usize, usize> =
                (0..grid.rows()).filter_map(|row| Some((row, stacked(grid, row)?))).collect();
            if !lines.is_empty() {
                *grid = split_rows(grid, &lines);
            }
        }
    }
}

/// The lines of a cell that are not blank.
fn lines(text: &str) -> Vec<&str> {
    text.split(['\n', '\r']).map(str::trim_end).filter(|line| !line.trim().is_empty()).collect()
}

/// The number of values in each cell of a row, if it is more than one and the same for all columns.
fn stacked(grid: &Grid, row: usize) -> Option<usize> {
    let cells: Vec<&Cell> = (0..grid.columns()).filter_map(|column| grid.starting_at(row, column)).collect();
    let is_figures = |cell: &&&Cell| {
        let lines = lines(&cell.text);
        lines.len() > 1 && lines.iter().all(|line| PrintedNumber::parse(line).is_ok())
    };
    let figures: Vec<usize> = cells.iter().filter(is_figures).map(|cell| lines(&cell.text).len()).collect();
    let count = *figures.first()?;
    let named = cells.iter().any(|cell| {
        let lines = lines(&cell.text);
        lines.len() == count && lines.iter().all(|line| PrintedNumber::parse(line).is_err())
    });
    // It is not known to which of the rows a single figure would belong.
    let agrees = |cell: &&Cell| {
        let lines = lines(&cell.text);
        cell.row_span == 1 && (lines.len() == count || lines.len() <= 1 && !PrintedNumber::looks_numeric(&cell.text))
    };
    (named && figures.iter().all(|lines| *lines == count) && cells.iter().all(agrees)).then_some(count)
}

/// The grid with each row in `counts` split into so many rows.
fn split_rows(grid: &Grid, counts: &BTreeMap<usize, usize>) -> Grid {
    // The number of rows inserted above each row.
    let mut shifts = Vec::with_capacity(grid.rows() + 1);
    let mut shift = 0;
    for row in 0..=grid.rows() {
        shifts.push(shift);
        shift += counts.get(&row).map_or(0, |count| count - 1);
    }
    let mut cells = Vec::with_capacity(grid.cells().len());
    for cell in grid.cells() {
        let first = cell.row + shifts[cell.row];
        let end = cell.row + cell.row_span;
        let row_span = end + shifts[end.min(grid.rows())] - first;
        let values = lines(&cell.text);
        if counts.contains_key(&cell.row) && values.len() > 1 {
            let value = |(offset, text): (usize, &str)| {
                let at = (text.as_ptr() as usize).saturating_sub(cell.text.as_ptr() as usize);
                let place = cell.place.within(at..at + text.len());
                Cell { text: text.to_owned(), row: first + offset, row_span: 1, place, ..cell.clone() }
            };
            cells.extend(values.into_iter().enumerate().map(value));
        } else {
            cells.push(Cell { row: first, row_span, ..cell.clone() });
        }
    }
    Grid::new(cells, grid.place.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Limits;

    fn rows(html: &str) -> Vec<Vec<String>> {
        let page = format!("<html><body><table>{html}</table></body></html>");
        let mut document = super::super::html::read(&"x.html".into(), page.as_bytes(), &Limits::default()).unwrap();
        unstack(&mut document);
        let grid = document.grids().next();
        let grid = grid.unwrap();
        let row = |row| (0..grid.columns()).map(|column| grid.text(row, column).to_owned()).collect();
        (0..grid.rows()).map(row).collect()
    }

    #[test]
    fn two_values_in_every_column_are_two_rows() {
        let table = "<tr><td>科目</td><td>合计</td><td>基本</td></tr><tr><td>教育<br>卫生</td><td>1<br>2</td><td>3<br>—</td></tr><tr><td>合计</td><td>3</td><td>3</td></tr>";
        assert_eq!(rows(table), [["科目", "合计", "基本"], ["教育", "1", "3"], ["卫生", "2", "—"], ["合计", "3", "3"]]);
    }

    #[test]
    fn columns_that_do_not_agree_stay_as_they_are() {
        for row in [
            "<td>教育<br>卫生</td><td>1<br>2</td><td>3</td>",
            "<td>教育</td><td>1<br>2</td><td></td>",
            "<td>城乡<br>社区</td><td>12</td><td>3</td>",
        ] {
            assert_eq!(
                rows(&format!("<tr><td>科目</td><td>合计</td><td>基本</td></tr><tr>{row}</tr>")).len(),
                2,
                "{row}"
            );
        }
    }
}

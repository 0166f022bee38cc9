//! 版面: the extent of a sheet. Finds the hidden rows and columns of a sheet, and removes them.

use super::merged::Span;
use super::{RawCell, package};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};

/// The number of rows of the largest sheet.
pub(super) const ROWS: u32 = 1_048_576;
/// The number of columns of the largest sheet.
pub(super) const COLUMNS: u32 = 16_384;

/// 隐藏的行和列 of a sheet, counted from 0.
#[derive(Debug, Default, Clone)]
pub(super) struct Layout {
    pub rows: BTreeSet<u32>,
    pub columns: BTreeSet<u32>,
    /// The indents of cells, for containers that do not store them with the cells.
    pub indents: BTreeMap<(u32, u32), u8>,
}

impl Layout {
    /// Whether a cell is hidden.
    pub(super) fn hides(&self, row: u32, column: u32) -> bool {
        self.rows.contains(&row) || self.columns.contains(&column)
    }

    /// Describes the hidden rows and columns that have cells: `有 3 行、1 列`.
    pub(super) fn hidden_parts(&self, cells: &[RawCell]) -> Option<String> {
        let rows: BTreeSet<u32> = cells.iter().map(|cell| cell.row).filter(|row| self.rows.contains(row)).collect();
        let columns: BTreeSet<u32> =
            cells.iter().map(|cell| cell.column).filter(|column| self.columns.contains(column)).collect();
        let parts = [(rows.len(), "行"), (columns.len(), "列")];
        let parts: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        (!parts.is_empty()).then(|| format!("有 {}", parts.join("、")))
    }

    /// Removes hidden cells. A merged cell of which only the first row or column is hidden moves to its visible part.
    pub(super) fn remove_hidden(&self, cells: &mut Vec<RawCell>, spans: &mut [Span]) {
        let mut moved: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
        for span in spans.iter_mut() {
            let (top, left, bottom, right) = *span;
            // Merged regions may span the whole sheet, so the search is bounded.
            let visible = |from: u32, to: u32, hidden: &BTreeSet<u32>| {
                (from..=to.min(from.saturating_add(2048))).find(|at| !hidden.contains(at))
            };
            let (Some(row), Some(column)) = (visible(top, bottom, &self.rows), visible(left, right, &self.columns))
            else {
                continue;
            };
            if (row, column) != (top, left) {
                moved.insert((top, left), (row, column));
                (span.0, span.1) = (row, column);
            }
        }
        for cell in cells.iter_mut() {
            if let Some((row, column)) = moved.get(&(cell.row, cell.column)) {
                (cell.row, cell.column) = (*row, *column);
            }
        }
        cells.retain(|cell| !self.hides(cell.row, cell.column));
        cells.sort_by_key(|cell| (cell.row, cell.column));
    }

    /// Maps a row to its index among the visible rows from `first` on.
    pub(super) fn shown_rows(&self, first: u32) -> impl Fn(u32) -> usize {
        shown(&self.rows, first)
    }

    /// Maps a column to its index among the visible columns from `first` on.
    pub(super) fn shown_columns(&self, first: u32) -> impl Fn(u32) -> usize {
        shown(&self.columns, first)
    }
}

fn shown(hidden: &BTreeSet<u32>, first: u32) -> impl Fn(u32) -> usize + use<> {
    let hidden: Vec<u32> = hidden.range(first..).copied().collect();
    move |at| (at.saturating_sub(first)) as usize - hidden.partition_point(|hidden| *hidden < at)
}

/// The layouts of the sheets of an xlsx, by name. Damaged parts are ignored here; the reader of the cells reports them.
pub(super) fn of_package(package: &mut package::Package<'_>) -> BTreeMap<String, Layout> {
    let mut layouts = BTreeMap::new();
    for (name, part) in sheet_parts(package).unwrap_or_default() {
        let Ok(Some(bytes)) = package::part(package, &part) else { continue };
        // Most sheets hide nothing and need not be parsed a second time.
        let marks: [&[u8]; 3] = [b"hidden=", b"width=\"0\"", b"ht=\"0\""];
        if marks.iter().any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
            && let Ok(text) = std::str::from_utf8(&bytes)
        {
            layouts.insert(name, of_sheet(text));
        }
    }
    layouts
}

/// The names of sheets with the names of their parts.
fn sheet_parts(package: &mut package::Package<'_>) -> Option<Vec<(String, String)>> {
    let relations = package::part(package, "xl/_rels/workbook.xml.rels").ok()??;
    let workbook = package::part(package, "xl/workbook.xml").ok()??;
    let mut targets = BTreeMap::new();
    elements(std::str::from_utf8(&relations).ok()?, |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            targets.insert(id, target);
        }
        true
    });
    let mut parts = Vec::new();
    elements(std::str::from_utf8(&workbook).ok()?, |element| {
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "r:id"))
            && let Some(target) = targets.get(&id)
        {
            let target = target.strip_prefix("/xl/").or_else(|| target.strip_prefix("./")).unwrap_or(target);
            parts.push((name, format!("xl/{target}")));
        }
        true
    });
    Some(parts)
}

fn of_sheet(text: &str) -> Layout {
    let mut layout = Layout::default();
    let mut next = 0u32;
    elements(text, |element| {
        let zero =
            |name: &str| attribute(element, name).is_some_and(|size| size.trim_end_matches(['.', '0']).is_empty());
        let hidden = attribute(element, "hidden").is_some_and(|value| value == "1" || value == "true");
        let number = |name: &str| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
        match element.local_name().as_ref() {
            "col" if hidden || zero("width") => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    layout.columns.extend((first.max(1)..=last.min(16_384)).map(|column| column - 1));
                }
            }
            "row" => {
                let row = number("r").map_or(next, |row| row.saturating_sub(1));
                next = row.saturating_add(1);
                if hidden || zero("ht") {
                    layout.rows.insert(row);
                }
            }
            "mergeCells" => return false,
            _ => {}
        }
        true
    });
    layout
}

/// Visits the elements of a part until `each` returns false, the part ends, or a syntax error occurs.
fn elements(text: &str, mut each: impl FnMut(&BytesStart<'_>) -> bool) {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if !each(&element) {
                    return;
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

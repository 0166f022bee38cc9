//! 表格: changes cells, deletes and inserts rows.

use super::change::{CellChange, NewRow, Remark};
use super::failure::{Failure, misfit};
use super::paragraph::{self, kept_marks};
use super::part::Part;
use super::properties::paragraph_properties;
use super::tree::{Tree, UNREAD};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Maximum number of columns in Word.
const MAX_COLUMNS: usize = 63;
/// A property with its default value: the schema requires one beside the record of a tracked change.
const NO_PROPERTY: &str = "<w:gridBefore w:val=\"0\"/>";
/// How many cells above and below an empty cell are searched for formatting to copy.
const CANDIDATES: usize = 16;
/// Elements that precede `w:vMerge` in cell properties according to the schema.
const BEFORE_MERGE: &[&str] = &["cnfStyle", "tcW", "gridSpan", "hMerge"];

struct Row {
    element: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy)]
struct Cell {
    element: usize,
    column: usize,
    span: usize,
    merge: Merge,
}

/// How a cell is merged with those above and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merge {
    No,
    Begins,
    Continues,
}

/// The rows of a table, without those already tracked as deleted.
struct Rows<'a> {
    tree: &'a Tree,
    rows: Vec<Row>,
    /// Properties of the first text of each cell, by column and row.
    texts: BTreeMap<(usize, usize), Option<usize>>,
}

impl<'a> Rows<'a> {
    fn of(tree: &'a Tree, table: usize) -> Self {
        let unread = |at: usize| matches!(tree.word(at), "tbl" | "txbxContent") || UNREAD.contains(&tree.local(at));
        let mut rows = Vec::new();
        let mut texts = BTreeMap::new();
        for element in tree.topmost(table, |at| tree.word(at) == "tr", unread) {
            let properties = tree.child(element, "trPr");
            let property = |name: &str| properties.and_then(|properties| tree.child(properties, name));
            if property("del").is_some() {
                continue;
            }
            let mut column = property("gridBefore").map_or(0, |at| count(tree, at));
            let mut cells = Vec::new();
            for element in tree.topmost(element, |at| tree.word(at) == "tc", unread) {
                let property = |name: &str| tree.child(element, "tcPr").and_then(|at| tree.child(at, name));
                let span = property("gridSpan").map_or(1, |at| count(tree, at).max(1));
                let merge = match property("vMerge") {
                    None => Merge::No,
                    Some(at) if tree.attribute(at, "val").as_deref() == Some("restart") => Merge::Begins,
                    Some(_) => Merge::Continues,
                };
                let mut paragraphs = paragraphs(tree, element).into_iter();
                if let Some(of) = paragraphs.find(|at| !paragraph::text(tree, *at).is_empty()) {
                    texts.insert((column, rows.len()), paragraph::properties(tree, of));
                }
                cells.push(Cell { element, column, span, merge });
                column += span;
            }
            rows.push(Row { element, cells });
        }
        Self { tree, rows, texts }
    }

    /// The cell of a row that starts at a column.
    fn starting_at(&self, row: usize, column: usize) -> Option<Cell> {
        self.rows.get(row)?.cells.iter().find(|cell| cell.column == column).copied()
    }

    /// The cell that covers a row and column, and the row in which it begins.
    fn covering(&self, row: usize, column: usize) -> Option<(usize, Cell)> {
        let cells = &self.rows.get(row)?.cells;
        let mut found = *cells.iter().find(|cell| (cell.column..cell.column + cell.span).contains(&column))?;
        let mut row = row;
        while found.merge == Merge::Continues
            && let Some(above) = row.checked_sub(1).and_then(|above| self.starting_at(above, found.column))
        {
            (row, found) = (row - 1, above);
        }
        Some((row, found))
    }

    /// Text properties from the cell nearest to an empty one: preferably in its column, from a row formatted like its
    /// own (which excludes headers), else in its row.
    fn nearest(&self, row: usize, column: usize) -> Option<usize> {
        let texts = self.rows[row].cells.iter().filter_map(|cell| {
            let properties = self.texts.get(&(cell.column, row))?;
            Some((cell.column.abs_diff(column), cell.column, *properties))
        });
        let in_row = texts.min();
        let below = self.texts.range((column, row)..(column + 1, 0)).take(CANDIDATES);
        let above = self.texts.range((column, 0)..(column, row)).rev().take(CANDIDATES);
        let source = |properties: Option<usize>| properties.map(|at| self.tree.source(at));
        let is_alike = |other: usize| {
            let other = |column: usize| self.texts.get(&(column, other)).copied();
            in_row.is_none_or(|(_, column, own)| other(column).is_some_and(|found| source(found) == source(own)))
        };
        let in_column = below.chain(above).filter(|((_, at), _)| is_alike(*at));
        let in_column = in_column.min_by_key(|((_, at), _)| at.abs_diff(row)).map(|(_, properties)| *properties);
        in_column.or_else(|| in_row.map(|(.., properties)| properties))?
    }

    /// Properties for new text in a cell. Those of an empty cell itself come last: LibreOffice gives them an unreadably
    /// small font size.
    fn properties(&self, row: usize, cell: Cell) -> Option<usize> {
        let own =
            || paragraphs(self.tree, cell.element).into_iter().find_map(|at| paragraph::properties(self.tree, at));
        let texts = self.texts.get(&(cell.column, row)).copied();
        texts.unwrap_or_else(|| self.nearest(row, cell.column).or_else(own))
    }
}

fn count(tree: &Tree, at: usize) -> usize {
    tree.attribute(at, "val").and_then(|value| value.parse::<usize>().ok()).unwrap_or(0).min(MAX_COLUMNS)
}

/// Paragraphs of a cell, without those of nested tables.
fn paragraphs(tree: &Tree, cell: usize) -> Vec<usize> {
    tree.topmost(cell, |at| tree.word(at) == "p", |at| tree.word(at) == "tbl" || UNREAD.contains(&tree.local(at)))
}

impl Part<'_> {
    pub(super) fn change_table(
        &mut self,
        table: &Range<usize>,
        (cells, deleted, inserted): (&[CellChange], &[usize], &[NewRow]),
        is_copy: bool,
    ) -> Result<(), Failure> {
        let tree = self.tree;
        let is_table = |at: &usize| tree.word(*at) == "tbl" && tree.element(*at).range == *table;
        let element = tree.at(table.start).filter(is_table).ok_or_else(|| misfit(format!("{table:?}: no table")))?;
        self.touch(element);
        let mut rows = Rows::of(tree, element);
        let count = rows.rows.len();
        let named = cells.iter().map(|cell| cell.row).chain(deleted.iter().copied());
        let named = named.chain(inserted.iter().flat_map(|row| [row.after, row.like]));
        if let Some(beyond) = named.into_iter().find(|row| *row >= count) {
            return Err(misfit(format!("{table:?}: row {beyond} of {count}")));
        }
        let deleted: BTreeSet<usize> = deleted.iter().copied().collect();
        let heirs = self.heirs(&mut rows, &deleted);
        let mut changed = BTreeSet::new();
        for change in cells {
            let place = || misfit(format!("{table:?}: row {}, column {}", change.row, change.column));
            let (row, cell) = rows.covering(change.row, change.column).ok_or_else(place)?;
            let (row, cell) = heirs.get(&(row, cell.column)).copied().unwrap_or((row, cell));
            if deleted.contains(&row) || (change.text.is_some() && !changed.insert((row, cell.column))) {
                return Err(place());
            }
            self.change_cell(&rows, (row, cell), change.text.as_deref(), change.remark.as_ref(), is_copy)?;
        }
        for ((row, column), (heir, cell)) in &heirs {
            let text = rows.starting_at(*row, *column).map(|cell| cell_text(tree, cell.element)).unwrap_or_default();
            if !changed.contains(&(*heir, *column)) {
                self.change_cell(&rows, (*heir, *cell), Some(&text), None, is_copy)?;
            }
        }
        for row in &deleted {
            self.delete_row(rows.rows[*row].element);
        }
        // By row: the columns in which the last new row inserted after it continues a merged cell.
        let mut continued = BTreeMap::new();
        let mut inserted: Vec<&NewRow> = inserted.iter().collect();
        inserted.sort_by_key(|new| new.after);
        for new in &inserted {
            let row = self.new_row(&rows, &deleted, new, &mut continued, is_copy)?;
            let end = tree.element(rows.rows[new.after].element).range.end;
            self.put(end..end, row);
        }
        let all_rows = tree.topmost(element, |at| tree.word(at) == "tr", |at| tree.word(at) == "tbl").len();
        if !self.revision.tracked && inserted.is_empty() && deleted.len() == all_rows {
            // Word does not open files with a table without rows, so the whole table goes.
            self.markup.retain(|(range, _)| range.start < table.start || table.end < range.end);
            self.put(table.clone(), kept_marks(tree, element));
        }
        Ok(())
    }

    /// For each merged cell that begins in a deleted row, by row and column: the cell below that takes its place, and
    /// in which the merged cell begins from now on.
    fn heirs(&mut self, rows: &mut Rows<'_>, deleted: &BTreeSet<usize>) -> BTreeMap<(usize, usize), (usize, Cell)> {
        let tree = self.tree;
        let mut heirs = BTreeMap::new();
        for row in deleted {
            for cell in rows.rows[*row].cells.iter().filter(|cell| cell.merge == Merge::Begins) {
                let continued = (row + 1..rows.rows.len()).map_while(|below| {
                    let cell = rows.starting_at(below, cell.column)?;
                    (cell.merge == Merge::Continues).then_some((below, cell))
                });
                let heir = continued.into_iter().find(|(below, _)| !deleted.contains(below));
                heirs.extend(heir.map(|heir| ((*row, cell.column), heir)));
            }
        }
        for (row, heir) in heirs.values() {
            let properties = tree.child(heir.element, "tcPr");
            if let Some(merge) = properties.and_then(|properties| tree.child(properties, "vMerge")) {
                self.put(tree.element(merge).range.clone(), "<w:vMerge w:val=\"restart\"/>".into());
            }
            let cells = rows.rows[*row].cells.iter_mut();
            cells.filter(|cell| cell.column == heir.column).for_each(|cell| cell.merge = Merge::Begins);
        }
        heirs
    }

    fn change_cell(
        &mut self,
        rows: &Rows<'_>,
        (row, cell): (usize, Cell),
        text: Option<&str>,
        remark: Option<&Remark>,
        is_copy: bool,
    ) -> Result<(), Failure> {
        let tree = self.tree;
        let paragraphs = paragraphs(tree, cell.element);
        let texts: Vec<_> = paragraphs.iter().map(|at| paragraph::text(tree, *at)).collect();
        let is_written = |at: &usize| !paragraph::read(tree, &texts[*at]).trim().is_empty();
        let main = (0..texts.len()).find(is_written).unwrap_or(0);
        let Some(paragraph) = paragraphs.get(main).copied() else {
            return Err(Failure::Broken("单元格没有段落"));
        };
        self.touch(paragraph);
        let old = &texts[main];
        let text = text.filter(|text| *text != cell_text(tree, cell.element));
        if old.is_empty() {
            let marks = self.marks(remark, paragraph, is_copy)?;
            let new = self.new_text(rows.properties(row, cell), text.unwrap_or_default(), &marks);
            self.paragraphs.entry(paragraph).or_default().appended += &new;
        } else {
            if let Some(text) = text {
                self.replace(old, text)?;
            }
            if let Some(remark) = remark {
                self.comment(old, remark, is_copy)?;
            }
        }
        if text.is_some() {
            let others = (0..texts.len()).filter(|at| *at != main && !texts[*at].is_empty());
            others.for_each(|at| self.delete_paragraph(paragraphs[at]));
        }
        Ok(())
    }

    fn delete_row(&mut self, row: usize) {
        let tree = self.tree;
        self.removed.insert(row);
        if !self.revision.tracked {
            self.put(tree.element(row).range.clone(), kept_marks(tree, row));
            return;
        }
        let record = format!("<w:del {}/>", self.signature());
        let at = |place: usize| place..place;
        match tree.child(row, "trPr") {
            Some(properties) if tree.children(properties).next().is_none() => {
                self.put(tree.element(properties).range.clone(), format!("<w:trPr>{NO_PROPERTY}{record}</w:trPr>"));
            }
            Some(properties) => {
                let change = tree.child(properties, "trPrChange").map(|change| tree.element(change).range.start);
                self.put(at(change.unwrap_or(tree.element(properties).inner.end)), record);
            }
            None => {
                let exceptions = tree.child(row, "tblPrEx").map(|exceptions| tree.element(exceptions).range.end);
                let place = exceptions.unwrap_or(tree.element(row).inner.start);
                self.put(at(place), format!("<w:trPr>{NO_PROPERTY}{record}</w:trPr>"));
            }
        }
        let cells = tree.topmost(row, |at| tree.word(at) == "tc", |at| UNREAD.contains(&tree.local(at)));
        for paragraph in cells.into_iter().flat_map(|cell| paragraphs(tree, cell)) {
            for run in paragraph::runs(tree, paragraph) {
                self.delete_run(run);
            }
            self.paragraphs.entry(paragraph).or_default().mark_deleted = true;
        }
    }

    /// A new row formatted like another.
    fn new_row(
        &mut self,
        rows: &Rows<'_>,
        deleted: &BTreeSet<usize>,
        new: &NewRow,
        continued: &mut BTreeMap<usize, BTreeSet<usize>>,
        is_copy: bool,
    ) -> Result<String, Failure> {
        let tree = self.tree;
        let like = &rows.rows[new.like];
        let stays = |row: &usize| !deleted.contains(row);
        let above = (0..=new.after).rev().find(stays);
        let below = (new.after + 1..rows.rows.len()).find(stays);
        let text_of = |cell: &Cell| {
            let covered = cell.column..cell.column + cell.span;
            new.texts.iter().find(|(column, _)| covered.contains(column)).map_or("", |(_, text)| text.as_str())
        };
        let mut row = String::from("<w:tr>");
        row.extend(tree.child(like.element, "tblPrEx").map(|at| tree.source(at)));
        let properties = tree.child(like.element, "trPr").into_iter().flat_map(|at| tree.children(at));
        let records = ["ins", "del", "trPrChange"];
        let properties = properties.filter(|at| !records.contains(&tree.word(*at))).map(|at| tree.source(at));
        let mut properties: String = properties.collect();
        if self.revision.tracked {
            if properties.is_empty() {
                properties += NO_PROPERTY;
            }
            properties += &format!("<w:ins {}/>", self.signature());
        }
        if !properties.is_empty() {
            row += &format!("<w:trPr>{properties}</w:trPr>");
        }
        let before = continued.range(above.unwrap_or(0)..=new.after).next_back().map(|(_, columns)| columns.clone());
        continued.insert(new.after, BTreeSet::new());
        let remarked = like.cells.iter().position(|cell| !text_of(cell).is_empty()).unwrap_or(0);
        for (number, cell) in like.cells.iter().enumerate() {
            let text = text_of(cell);
            let merge_at =
                |row: Option<usize>| row.and_then(|row| rows.starting_at(row, cell.column)).map(|cell| cell.merge);
            let within = merge_at(below) == Some(Merge::Continues);
            if within && !text.is_empty() {
                return Err(misfit(format!("row after {}: column {} is within a merged cell", new.after, cell.column)));
            }
            let at_end = match &before {
                Some(before) => before.contains(&cell.column),
                None => merge_at(above).is_some_and(|merge| merge != Merge::No),
            };
            let continues = within || (at_end && cell.merge != Merge::No && text.is_empty());
            continued.entry(new.after).or_default().extend(continues.then_some(cell.column));
            row += &format!("<w:tc>{}", cell_properties(tree, cell.element, continues));
            let record = if self.revision.tracked { format!("<w:ins {}/>", self.signature()) } else { String::new() };
            let paragraph = paragraphs(tree, cell.element).first().copied();
            let properties = paragraph.map_or_else(String::new, |at| paragraph_properties(tree, at, &record));
            let remark = new.remark.as_ref().filter(|_| number == remarked);
            let marks = self.marks(remark, rows.rows[new.after].element, is_copy)?.at_point();
            let content = self.new_text(rows.properties(new.like, *cell), text, &marks);
            row += &format!("<w:p>{properties}{content}</w:p></w:tc>");
        }
        Ok(row + "</w:tr>")
    }
}

/// Text of a cell, one line per paragraph.
fn cell_text(tree: &Tree, cell: usize) -> String {
    let lines = paragraphs(tree, cell).into_iter().map(|at| paragraph::read(tree, &paragraph::text(tree, at)));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Properties for a new cell like another; it either continues the cell above or is not merged.
fn cell_properties(tree: &Tree, cell: usize, continues: bool) -> String {
    const MERGE: &str = "<w:vMerge/>";
    let mut inner = String::new();
    let mut merged = !continues;
    for child in tree.child(cell, "tcPr").into_iter().flat_map(|at| tree.children(at)) {
        let word = tree.word(child);
        if matches!(word, "vMerge" | "cellIns" | "cellDel" | "cellMerge" | "tcPrChange") {
            continue;
        }
        if !merged && !BEFORE_MERGE.contains(&word) {
            inner += MERGE;
            merged = true;
        }
        inner += tree.source(child);
    }
    if !merged {
        inner += MERGE;
    }
    if inner.is_empty() { inner } else { format!("<w:tcPr>{inner}</w:tcPr>") }
}

//! 改写结果: the input of a rewrite and the changes it results in.

use crate::analysis::{CellTexts, ItemGroup, NewItem, NewProject, Proposal, RolledClaim, RolledTables};
use crate::model::{BudgetTable, Claim, FiscalYear, LineItem, Paper, Part, Place};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// 改写的依据: last year's text, and its claims with this year's figures.
#[derive(Debug, Clone, Copy)]
pub struct RollForward<'a> {
    /// The text.
    pub paper: &'a Paper,
    /// Every claim that was read, of this text and of others.
    pub claims: &'a [Claim],
    /// The text's claims with this year's figures.
    pub rolled: &'a [RolledClaim],
    /// New items that its lists do not mention yet.
    pub new: &'a [NewItem],
    /// New projects, of which it says nothing yet.
    pub projects: &'a [NewProject],
    /// Its headings, paragraphs and cells in reading order.
    pub passages: &'a [(Place, Arc<str>)],
    /// This year's statements about empty tables (that there is no such revenue or expenditure).
    pub nothing: &'a [Arc<str>],
    /// This year's tables with figures.
    pub filled: &'a BTreeSet<BudgetTable>,
    /// This year's tables that are empty.
    pub empty: &'a BTreeSet<BudgetTable>,
    /// The parts of “三公” with figures in this year's tables.
    pub parts: &'a BTreeSet<Part>,
    /// Places of its tables.
    pub grids: &'a [Place],
    /// Every line item that was read, of this text and of others.
    pub items: &'a [LineItem],
    /// Texts of the cells of its tables.
    pub texts: &'a CellTexts<'a>,
    /// The items with figures in its tables, and in this year's.
    pub groups: &'a [ItemGroup],
    /// Items of the text's year that may be called otherwise in this year's tables.
    pub moves: &'a [Proposal],
    /// The text's tables with this year's figures.
    pub tables: &'a RolledTables,
    /// The text's own year.
    pub from: FiscalYear,
    /// The year for which it is rewritten.
    pub to: FiscalYear,
}

/// 改写结果: every change of the text, and every place to check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RolledText {
    /// Changes of wording, in reading order and without overlaps.
    pub edits: Vec<Edit>,
    /// Words to check, in reading order.
    pub open: Vec<Open>,
    /// Changes of tables, in reading order.
    pub tables: Vec<TableEdit>,
    /// Inserted paragraphs, in reading order.
    pub inserted: Vec<Insertion>,
    /// Removed paragraphs, in reading order.
    pub removed: Vec<Removal>,
}

/// 新增的段落.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// The place of the paragraph before it.
    pub after: Place,
    /// Its text.
    pub text: String,
    /// What the drafter has to do.
    pub note: String,
}

/// 删去的段落.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Its place.
    pub place: Place,
    /// Its text.
    pub text: Arc<str>,
    /// Why it is removed.
    pub note: String,
}

/// 表的改动. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableEdit {
    /// Place of the table.
    pub place: Place,
    /// Cells to change or to check.
    pub cells: Vec<CellEdit>,
    /// Rows to delete.
    pub deleted: Vec<usize>,
    /// Rows to insert.
    pub inserted: Vec<RowInsertion>,
}

/// 单元格的改动.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellEdit {
    /// Row and column.
    pub at: (usize, usize),
    /// The old text.
    pub old: String,
    /// The text that replaces it.
    pub new: Option<String>,
    /// What the drafter has to do.
    pub note: Option<String>,
}

/// 新增的行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowInsertion {
    /// The row after which it is inserted.
    pub after: usize,
    /// The row whose formatting it copies.
    pub like: usize,
    /// Its texts by column.
    pub texts: Vec<(usize, String)>,
    /// What the drafter has to do, unless the row is this year's in every cell.
    pub note: Option<String>,
}

impl RollForward<'_> {
    /// Whether the text is of the same year, whose tables were revised: then statements that no table covers still
    /// hold.
    pub(super) fn is_again(&self) -> bool {
        self.from == self.to
    }
}

impl TableEdit {
    /// The place of a cell, in words.
    pub(super) fn place_of(&self, at: (usize, usize)) -> String {
        self.place.at(number(at.0), number(at.1)).to_string()
    }

    /// Places to check: place, words and note.
    pub(super) fn open_notes(&self) -> Vec<(String, String, String)> {
        let cells = self.cells.iter().filter_map(|cell| {
            let words = cell.new.clone().unwrap_or_else(|| cell.old.clone());
            Some((self.place_of(cell.at), words, cell.note.clone()?))
        });
        let rows = self.inserted.iter().filter_map(|row| {
            let words: Vec<&str> = row.texts.iter().map(|(_, text)| text.as_str()).collect();
            Some((self.place_of((row.after, 0)), words.join(" "), row.note.clone()?))
        });
        cells.chain(rows).collect()
    }

    /// A note on the table as a whole, at its first cell.
    pub(super) fn note(&mut self, note: String) {
        match self.cells.iter_mut().find(|cell| cell.at == (0, 0)) {
            Some(cell) => cell.note = Some(cell.note.take().map_or(note.clone(), |old| format!("{old}；{note}"))),
            None => self.cells.push(CellEdit { at: (0, 0), old: String::new(), new: None, note: Some(note) }),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.deleted.is_empty() && self.inserted.is_empty()
    }
}

/// The cells and rows that tables change, by their numbers.
pub(super) struct Changed {
    cells: BTreeSet<(u32, u32, u32)>,
    rows: BTreeSet<(u32, u32)>,
}

impl Changed {
    pub(super) fn of(tables: &[TableEdit]) -> Self {
        let mut changed = Self { cells: BTreeSet::new(), rows: BTreeSet::new() };
        for edit in tables {
            let Some(table) = edit.place.table else { continue };
            let cells = edit.cells.iter().filter(|cell| cell.new.is_some());
            changed.cells.extend(cells.map(|cell| (table, number(cell.at.0), number(cell.at.1))));
            changed.rows.extend(edit.deleted.iter().map(|row| (table, number(*row))));
        }
        changed
    }

    /// Whether a place lies in a row or cell that changes.
    pub(super) fn contains(&self, place: &Place) -> bool {
        let (Some(table), Some(row), Some(column)) = (place.table, place.row, place.column) else { return false };
        self.cells.contains(&(table, row, column)) || self.rows.contains(&(table, row))
    }
}

/// The number of a row or column in places, which count from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// 改动: a replacement of some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The place of the words.
    pub place: Place,
    /// The sentence or paragraph that contains them.
    pub text: Arc<str>,
    /// Their byte range in `text`.
    pub range: Range<usize>,
    /// The text that replaces it.
    pub new: String,
}

/// 待核对: words that were kept but may not hold for this year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Their place.
    pub place: Place,
    /// The sentence or paragraph that contains them.
    pub text: Arc<str>,
    /// Their byte range in `text`.
    pub range: Range<usize>,
    /// What the drafter has to do.
    pub note: String,
}

impl Edit {
    /// The words that are replaced.
    pub fn old(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }
}

impl Open {
    /// The words.
    pub fn words(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }
}

impl RolledText {
    /// Every place to check: place, words and what has to be done.
    pub fn notes(&self) -> Vec<(String, String, String)> {
        let open = self.open.iter().map(|open| (open.place.to_string(), open.words().to_owned(), open.note.clone()));
        let inserted = self.inserted.iter().map(|inserted| {
            (inserted.after.to_string(), inserted.text.chars().take(20).collect(), inserted.note.clone())
        });
        open.chain(inserted).chain(self.tables.iter().flat_map(TableEdit::open_notes)).collect()
    }
}

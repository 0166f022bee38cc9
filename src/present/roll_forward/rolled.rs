//! 改写结果: what is said again, and what changes by it.

use crate::analysis::{CellTexts, ItemGroup, NewItem, RolledClaim, RolledTables};
use crate::model::{Claim, FiscalYear, LineItem, Paper, Place};
use std::ops::Range;
use std::sync::Arc;

/// 改写的依据: last year's text, and what its claims are of this year.
#[derive(Debug, Clone, Copy)]
pub struct RollForward<'a> {
    /// The text.
    pub paper: &'a Paper,
    /// Every claim that was read, of this text and of others.
    pub claims: &'a [Claim],
    /// The text's claims with this year's figures.
    pub rolled: &'a [RolledClaim],
    /// Items that its lists do not speak of yet.
    pub new: &'a [NewItem],
    /// Its headings, paragraphs and cells in reading order.
    pub passages: &'a [(Place, Arc<str>)],
    /// What this year's disclosure says it has none of, as it says so of its empty tables.
    pub nothing: &'a [Arc<str>],
    /// Where its tables stand.
    pub grids: &'a [Place],
    /// Every line item that was read, of this text and of others.
    pub items: &'a [LineItem],
    /// What the cells of its tables print.
    pub texts: &'a CellTexts<'a>,
    /// The items that its tables have figures of, and those of this year's.
    pub groups: &'a [ItemGroup],
    /// The text's tables with this year's figures.
    pub tables: &'a RolledTables,
    /// The text's own year.
    pub from: FiscalYear,
    /// The year it is made for.
    pub to: FiscalYear,
}

/// 改写结果: every change of the text, and every place that somebody has to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RolledText {
    /// In reading order; none overlaps another.
    pub edits: Vec<Edit>,
    /// In reading order.
    pub open: Vec<Open>,
    /// In reading order.
    pub tables: Vec<TableEdit>,
    /// Paragraphs that are new, in reading order.
    pub inserted: Vec<Insertion>,
    /// Paragraphs that are gone, in reading order.
    pub removed: Vec<Removal>,
}

/// 新增的段落.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// The place of the paragraph before it.
    pub after: Place,
    /// Its text.
    pub text: String,
    /// What has to be done.
    pub note: String,
}

/// 删去的段落.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Its place.
    pub place: Place,
    /// Its text.
    pub text: Arc<str>,
    /// Why it is gone.
    pub note: String,
}

/// 表的改动. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableEdit {
    /// Where the table stands.
    pub place: Place,
    /// Cells that change or have to be looked at.
    pub cells: Vec<CellEdit>,
    /// Rows that are gone.
    pub deleted: Vec<usize>,
    /// Rows that are new.
    pub inserted: Vec<RowInsertion>,
}

/// 单元格的改动.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellEdit {
    /// Row and column.
    pub at: (usize, usize),
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: Option<String>,
    /// What has to be done.
    pub note: Option<String>,
}

/// 新增的行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowInsertion {
    /// The row that it stands behind.
    pub after: usize,
    /// The row that it looks like.
    pub like: usize,
    /// Its texts by column.
    pub texts: Vec<(usize, String)>,
    /// What has to be done.
    pub note: String,
}

impl RollForward<'_> {
    /// Whether the text is its own year's, made before the tables were drawn up again: what no table knows holds.
    pub(super) fn is_again(&self) -> bool {
        self.from == self.to
    }
}

impl TableEdit {
    /// Whether a place is in a row or a cell of this table that changes.
    pub(super) fn changes(&self, place: &Place) -> bool {
        let index = |number: Option<u32>| number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
        let (Some(row), Some(column)) = (index(place.row), index(place.column)) else { return false };
        let cell = self.cells.iter().any(|cell| cell.at == (row, column) && cell.new.is_some());
        place.table == self.place.table && (cell || self.deleted.contains(&row))
    }

    /// The place of a cell, in words.
    pub(super) fn place_of(&self, at: (usize, usize)) -> String {
        let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
        self.place.at(number(at.0), number(at.1)).to_string()
    }

    /// What has to be looked at: place, words and note.
    pub(super) fn open_notes(&self) -> Vec<(String, String, String)> {
        let cells = self.cells.iter().filter_map(|cell| {
            let words = cell.new.clone().unwrap_or_else(|| cell.old.clone());
            Some((self.place_of(cell.at), words, cell.note.clone()?))
        });
        let rows = self.inserted.iter().map(|row| {
            let words: Vec<&str> = row.texts.iter().map(|(_, text)| text.as_str()).collect();
            (self.place_of((row.after, 0)), words.join(" "), row.note.clone())
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

/// 改动: other words in the place of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The place of the words.
    pub place: Place,
    /// The sentence or paragraph that they stand in.
    pub text: Arc<str>,
    /// Their byte range in it.
    pub range: Range<usize>,
    /// What stands there now.
    pub new: String,
}

/// 待核对: words that were kept although they may not hold for this year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Their place.
    pub place: Place,
    /// The sentence or paragraph that they stand in.
    pub text: Arc<str>,
    /// Their byte range in it.
    pub range: Range<usize>,
    /// What has to be done.
    pub note: String,
}

impl Edit {
    /// The words before.
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
    /// Every place that somebody has to look at: place, words and what has to be done.
    pub fn notes(&self) -> Vec<(String, String, String)> {
        let open = self.open.iter().map(|open| (open.place.to_string(), open.words().to_owned(), open.note.clone()));
        let inserted = self.inserted.iter().map(|inserted| {
            (inserted.after.to_string(), inserted.text.chars().take(20).collect(), inserted.note.clone())
        });
        open.chain(inserted).chain(self.tables.iter().flat_map(TableEdit::open_notes)).collect()
    }
}

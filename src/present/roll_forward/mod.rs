//! 改写: last year's text said again with this year's figures.
//!
//! A text is changed where it stands, in its own wording and precision; what cannot be told from the tables is kept and
//! marked, with what has to be done about it. The changes do not know of what kind the file is.

mod copied;
mod data;
mod docx;
mod figures;
mod lists;
mod reasons;
mod style;
mod tables;
mod verbs;
mod years;

pub use copied::{Piece, PieceCell, copied_docx};
pub use data::rolled_json;
pub use docx::rolled_docx;

use crate::analysis::{CellTexts, NewItem, RolledClaim, RolledTables, Unrolled};
use crate::model::{Claim, FiscalYear, Growth, LineItem, Paper, Place};
use std::collections::BTreeMap;
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

impl TableEdit {
    /// Whether a place is in a row or a cell of this table that changes.
    fn changes(&self, place: &Place) -> bool {
        let index = |number: Option<u32>| number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
        let (Some(row), Some(column)) = (index(place.row), index(place.column)) else { return false };
        let cell = self.cells.iter().any(|cell| cell.at == (row, column) && cell.new.is_some());
        place.table == self.place.table && (cell || self.deleted.contains(&row))
    }

    /// The place of a cell, in words.
    fn place_of(&self, at: (usize, usize)) -> String {
        let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
        self.place.at(number(at.0), number(at.1)).to_string()
    }

    /// What has to be looked at: place, words and note.
    fn open_notes(&self) -> Vec<(String, String, String)> {
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
    fn note(&mut self, note: String) {
        match self.cells.iter_mut().find(|cell| cell.at == (0, 0)) {
            Some(cell) => cell.note = Some(cell.note.take().map_or(note.clone(), |old| format!("{old}；{note}"))),
            None => self.cells.push(CellEdit { at: (0, 0), old: String::new(), new: None, note: Some(note) }),
        }
    }

    fn is_empty(&self) -> bool {
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

/// Says a text again with the figures of another year.
pub fn roll_text(of: &RollForward<'_>) -> RolledText {
    let mut sheet = Sheet::default();
    let style = style::Style::of(of);
    figures::roll(of, &style, &mut sheet);
    lists::roll(of, &style, &mut sheet);
    reasons::mark(of, &mut sheet);
    let tables = tables::roll(of);
    years::roll(of, &tables, &mut sheet);
    RolledText { tables, ..sheet.finish() }
}

/// The changes so far, and which bytes of the file they take.
#[derive(Default)]
struct Sheet {
    rolled: RolledText,
    /// Where each taken range begins: its end, and whether it is changed.
    taken: BTreeMap<(Arc<str>, usize), (usize, bool)>,
}

impl Sheet {
    /// Puts other words in the place of some, unless these are changed or marked already.
    fn edit(&mut self, place: &Place, text: &Arc<str>, range: Range<usize>, new: String) {
        if text.get(range.clone()).is_none_or(|old| old == new) || self.is_taken(place, &range) {
            return;
        }
        let place = place.within(range.clone());
        self.take(&place, true);
        self.rolled.edits.push(Edit { place, text: text.clone(), range, new });
    }

    /// Marks words; of a place that is marked already the notes are joined.
    fn open(&mut self, place: &Place, text: &Arc<str>, range: Range<usize>, note: String) {
        let place = place.within(range.clone());
        match self.rolled.open.iter_mut().find(|open| open.place == place) {
            Some(open) if open.note.contains(&note) => {}
            Some(open) => open.note = format!("{}；{note}", open.note),
            None => {
                self.take(&place, false);
                self.rolled.open.push(Open { place, text: text.clone(), range, note });
            }
        }
    }

    fn insert(&mut self, insertion: Insertion) {
        self.rolled.inserted.push(insertion);
    }

    fn take(&mut self, place: &Place, changed: bool) {
        let Some(written) = &place.written else { return };
        for range in written.ranges() {
            self.taken.entry((written.part.clone(), range.start)).or_insert((range.end, changed));
        }
    }

    /// Whether any of these words has been changed or marked.
    fn is_taken(&self, place: &Place, range: &Range<usize>) -> bool {
        let Some(written) = place.within(range.clone()).written else { return false };
        written.ranges().into_iter().any(|range| {
            let before = self.taken.range(..(written.part.clone(), range.end)).next_back();
            before.is_some_and(|((part, _), (end, _))| *part == written.part && *end > range.start)
        })
    }

    fn finish(mut self) -> RolledText {
        let at = |place: &Place| {
            let written = place.written.as_ref();
            written.map(|w| (w.part.clone(), w.ranges().first().map_or(0, |range| range.start)))
        };
        self.rolled.edits.sort_by_key(|edit| at(&edit.place));
        self.rolled.open.sort_by_key(|open| at(&open.place));
        self.rolled
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

/// Why a figure was kept.
fn why(unrolled: &Unrolled) -> String {
    match unrolled {
        Unrolled::Unbound(why) => format!("没有对应到表中的数（{why}），请核对"),
        Unrolled::OtherYear => "说的不是本年或上年，请核对".to_owned(),
        Unrolled::Differs(_) => "去年文中的数与去年的表不一致，不知道指表中的哪一个数，请核对".to_owned(),
        Unrolled::Several => "表中有几个数都可能是它，数值不同，请核对".to_owned(),
        Unrolled::Missing(year, phase) => format!("没有 {year} 年{}的这个数，请补充", phase.name()),
        Unrolled::Comparable => "按同口径比较，口径调整的数不在表里，请核对".to_owned(),
        Unrolled::NoRate(Growth::New) => "上年为 0，增长率无法计算，请改写".to_owned(),
        Unrolled::NoRate(_) => "上年为负数，增长率没有意义，请改写".to_owned(),
        Unrolled::Whole => "没有认出它占的是哪一个合计，请核对".to_owned(),
        Unrolled::Vague => "不是可以精确计算的说法，请核对".to_owned(),
    }
}

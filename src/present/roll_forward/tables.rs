//! 表: fills last year's tables with this year's figures.

use super::rolled::{CellEdit, RollForward, RowInsertion, TableEdit};
use super::style::{separated, trimmed};
use crate::analysis::{CellTexts, NewRow, RolledCell};
use crate::model::{Amount, AmountUnit, Code, Level, LineItem, Origin, PrintedNumber};
use std::collections::{BTreeMap, BTreeSet};

/// The changes of every table, in reading order.
pub(super) fn roll(of: &RollForward<'_>) -> Vec<TableEdit> {
    let mut edits: BTreeMap<u32, TableEdit> = BTreeMap::new();
    for place in of.grids {
        let Some(table) = place.table else { continue };
        let edit = TableEdit { place: place.clone(), cells: Vec::new(), deleted: Vec::new(), inserted: Vec::new() };
        edits.insert(table, edit);
    }
    let look = Look::of(of);
    for ((table, row, column), cell) in &of.tables.cells {
        let Some(edit) = edits.get_mut(table).filter(|_| !of.tables.gone.contains(&(*table, *row))) else { continue };
        let old = look.texts.get(&(*table, *row, *column)).copied().unwrap_or("");
        let at = (index(*row), index(*column));
        let (text, note) = match cell {
            RolledCell::Amount(amount) => (Some(look.print(*table, *column, *amount)), None),
            RolledCell::Nothing => {
                let nothing = look.print(*table, *column, Amount::from_fen(0));
                let note = look.items.get(&(*table, *row)).is_some_and(|item| item.code.is_none());
                (Some(nothing), note.then(|| "今年的表中没有这个数，请核对".to_owned()))
            }
            RolledCell::Several => (None, Some("今年的表中有几个数都可能是它，请核对".to_owned())),
        };
        let text = text.filter(|new| !is_same(old, new));
        let note = note.filter(|_| text.is_some() || *cell == RolledCell::Several);
        if text.is_some() || note.is_some() {
            edit.cells.push(CellEdit { at, old: old.to_owned(), new: text, note });
        }
    }
    for (table, row) in &of.tables.gone {
        if let Some(edit) = edits.get_mut(table) {
            edit.deleted.push(index(*row));
        }
    }
    for row in &of.tables.new {
        if let Some(edit) = edits.get_mut(&row.after.0) {
            let mut inserted = look.row(row);
            let is_said = |code: &Code| of.new.iter().any(|item| item.code == *code);
            let is_lowest = row.key.level == Level::Item && row.project.is_none();
            if is_lowest && !of.rolled.is_empty() && row.key.row.as_ref().is_ok_and(|code| !is_said(code)) {
                let note = "今年新增的科目，去年的文字没有提到，需要时请补写".to_owned();
                inserted.note = Some(inserted.note.map_or(note.clone(), |old| format!("{old}；{note}")));
            }
            edit.inserted.push(inserted);
        }
    }
    for (table, names) in &of.tables.unplaced {
        if let Some(edit) = edits.get_mut(table) {
            edit.note(format!("今年新增{}，不知道写在哪一行，请补充", names.join("、")));
        }
    }
    for table in &of.tables.missing {
        if let Some(edit) = edits.get_mut(table) {
            edit.note("今年未提供这张表（或其中一部分），没有改的数沿用去年，请核对".to_owned());
        }
    }
    edits.into_values().filter(|edit| !edit.is_empty()).collect()
}

/// Index from 0 of a row or column; places count from 1.
fn index(number: u32) -> usize {
    (number as usize).saturating_sub(1)
}

/// Whether two texts print the same digits; a zero equals a blank.
fn is_same(old: &str, new: &str) -> bool {
    let plain = |text: &str| text.replace([',', '，', ' ', '\u{3000}'], "");
    plain(old) == plain(new) || is_nothing(old) && is_nothing(new)
}

fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || PrintedNumber::parse(text).is_ok_and(|number| number.is_none_or(|n| n.mantissa() == 0))
}

/// The format in which the tables print their figures.
struct Look<'a> {
    texts: &'a CellTexts<'a>,
    /// Unit of each table; then, as samples of format, a figure of each column.
    units: BTreeMap<u32, AmountUnit>,
    columns: BTreeMap<(u32, u32), PrintedNumber>,
    /// A sample figure of each table, and whether the table prints zeros.
    tables: BTreeMap<u32, (PrintedNumber, bool)>,
    items: BTreeMap<(u32, u32), &'a LineItem>,
    /// Tables that separate thousands.
    grouped: BTreeSet<u32>,
}

impl<'a> Look<'a> {
    fn of(text: &RollForward<'a>) -> Self {
        let mut look = Self {
            texts: text.texts,
            units: BTreeMap::new(),
            columns: BTreeMap::new(),
            tables: BTreeMap::new(),
            items: BTreeMap::new(),
            grouped: BTreeSet::new(),
        };
        let cells =
            text.items.iter().filter(|item| item.place.file == text.paper.file && item.origin != Origin::Implied);
        for item in cells {
            let (Some(table), Some(row), Some(column)) = (item.place.table, item.place.row, item.place.column) else {
                continue;
            };
            look.items.entry((table, row)).or_insert(item);
            let (Some(amount), Ok(Some(number))) = (item.amount, PrintedNumber::parse(&item.text)) else { continue };
            if amount.fen() == 0 {
                look.tables.entry(table).or_insert((number, true)).1 = true;
                continue;
            }
            let unit = amount.unit_printed(&number);
            if item.text.contains([',', '，']) {
                look.grouped.insert(table);
            }
            if let Some(unit) = unit {
                look.units.entry(table).or_insert(unit);
            }
            let finer = |known: &PrintedNumber| known.decimals() < number.decimals();
            match look.columns.get_mut(&(table, column)) {
                Some(known) if finer(known) => *known = number.clone(),
                Some(_) => {}
                None => drop(look.columns.insert((table, column), number.clone())),
            }
            let known = look.tables.entry(table).or_insert((number.clone(), false));
            if finer(&known.0) {
                known.0 = number;
            }
        }
        look
    }

    /// An amount in the format of the column; empty for a zero if the table leaves zeros blank.
    fn print(&self, table: u32, column: u32, amount: Amount) -> String {
        let Some((like, zeros)) = self.tables.get(&table) else { return String::new() };
        let like = self.columns.get(&(table, column)).unwrap_or(like);
        if amount.fen() == 0 && !zeros {
            return String::new();
        }
        let unit = self.units.get(&table).copied().unwrap_or(AmountUnit::TenThousand);
        let digits = amount.print(unit, like.decimals()).replace(',', "");
        separated(&trimmed(&digits, like.decimals()), self.grouped.contains(&table))
    }

    /// A new row, with code and name in the same cells as in a similar row.
    fn row(&self, new: &NewRow) -> RowInsertion {
        let (table, after) = new.after;
        let same_level = |item: &LineItem| {
            let coded = item.code.is_some() == new.key.row.is_ok();
            item.level == new.key.level && coded && item.project.is_some() == new.project.is_some()
        };
        let rows = self.items.range((table, 0)..=(table, u32::MAX));
        let like = rows.filter(|(_, item)| same_level(item)).map(|((_, row), _)| *row);
        let like = like.min_by_key(|row| row.abs_diff(after)).unwrap_or(after);
        let old = self.items.get(&(table, like));
        let mut texts = Vec::new();
        let mut has_name = false;
        let mut codes = match (&new.key.row, old.and_then(|item| item.code.as_ref())) {
            (Ok(new), Some(old)) => Some(Relabelling { old: old.as_str(), new: new.as_str(), from: 0 }),
            _ => None,
        };
        for ((_, _, column), text) in self.texts.range((table, like, 0)..=(table, like, u32::MAX)) {
            let label = codes.as_mut().and_then(|codes| codes.next(text));
            let named = || {
                let name = old.map(|item| &*item.name)?;
                let bare: String = text.split_whitespace().collect();
                (bare == name).then(|| text.replace(text.trim(), &new.name))
            };
            let named = || named().inspect(|_| has_name = true);
            let project = || {
                let (old, new) = (old?.project.as_deref()?, new.project.as_deref()?);
                (text.split_whitespace().eq(old.split_whitespace())).then(|| new.to_owned())
            };
            texts.extend(label.or_else(project).or_else(named).map(|text| (index(*column), text)));
        }
        // The name of the similar row may stand in several of its cells, or with a mark.
        if !has_name && new.key.row.is_err() {
            let is_free = |column: usize| texts.iter().all(|(of, _)| *of != column);
            let cells = self.texts.range((table, like, 0)..=(table, like, u32::MAX));
            let words = cells.filter(|(_, text)| !text.trim().is_empty() && PrintedNumber::is_word(text));
            let first = words.map(|((.., column), _)| index(*column)).find(|column| is_free(*column));
            texts.push((first.unwrap_or(0), new.name.to_string()));
        }
        let amounts = new.amounts.iter().map(|(column, amount)| (index(*column), self.print(table, *column, *amount)));
        texts.extend(amounts);
        // Words of the similar row that have no counterpart are left out: only the drafter knows what to write there.
        let is_whole = self.texts.range((table, like, 0)..=(table, like, u32::MAX)).all(|((.., column), text)| {
            is_nothing(text) || PrintedNumber::parse(text).is_ok() || texts.iter().any(|(of, _)| *of == index(*column))
        });
        let note = (!is_whole).then(|| "今年新增的一行，请核对".to_owned());
        RowInsertion { after: index(after), like: index(like), texts, note }
    }
}

/// Replaces the code in the cells of a row, whether it is in one cell or split into 类, 款 and 项.
struct Relabelling<'a> {
    old: &'a str,
    new: &'a str,
    /// Number of digits printed by the cells so far.
    from: usize,
}

impl Relabelling<'_> {
    /// The digits of the new code that replace a cell with the next digits of the old one.
    fn next(&mut self, text: &str) -> Option<String> {
        let digits = text.trim();
        let to = self.from + digits.len();
        let is_code = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        if is_code && digits == self.old {
            return Some(text.replace(digits, self.new));
        }
        if !is_code || self.old.get(self.from..to) != Some(digits) {
            return None;
        }
        let new = self.new.get(self.from..to)?;
        self.from = to;
        Some(text.replace(digits, new))
    }
}

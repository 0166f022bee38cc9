//! 表: updates last year's tables to this year's figures: cells, deleted rows and new rows.

use super::lists::{roll_list, take_lists};
use super::rolled::{NewRow, RolledCell, RolledTables, RowKey};
use crate::model::{
    Amount, BudgetTable, Classification, FiscalYear, Level, LineItem, Measure, Origin, Phase, plain_name, unnumbered,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 栏: identifies a column of a table; the year is relative to the disclosure's own.
type ColumnKey = (BudgetTable, Classification, Measure, i32, Phase);

/// 数: identifies a figure by row, measure, relative year and phase.
type FigureKey = (RowKey, Measure, i32, Phase);

/// Texts of the cells of a file's tables, by table, row and column.
pub type CellTexts<'a> = BTreeMap<(u32, u32, u32), &'a str>;

/// Carries the tables of a file over from the items `old` to the items `new`, of another year or of the same year with
/// new figures. `texts` are the cells of the file; labels in them locate rows and columns that had no figure last year.
pub fn roll_tables(
    (old, new): (&[LineItem], &[LineItem]),
    file: &Arc<str>,
    texts: &CellTexts<'_>,
    (from, to): (FiscalYear, FiscalYear),
) -> RolledTables {
    let is_old = |item: &&LineItem| item.place.file == *file && item.origin != Origin::Implied && item.amount.is_some();
    let mut old: Vec<&LineItem> = old.iter().filter(is_old).collect();
    let Some(first) = old.iter().find(|item| item.year == from) else { return RolledTables::default() };
    let (unit, scope) = (first.unit.clone(), first.scope);
    let is_new = |item: &&LineItem| {
        item.origin != Origin::Implied && (&item.unit, item.scope) == (&unit, scope) && item.amount.is_some()
    };
    let mut new: Vec<&LineItem> = new.iter().filter(is_new).collect();
    let is_again = from == to;
    let lists = take_lists(&mut old, &mut new, file, (from, to));
    let mut rolled = Form::of(&old, texts, from).rolled(&New::of(&new, file, to, is_again));
    lists.iter().for_each(|(old, new)| roll_list((old, new), (from, to), &mut rolled));
    rolled
}

/// Layout of last year's tables.
#[derive(Default)]
struct Form<'a> {
    cells: BTreeMap<(u32, u32, u32), Vec<&'a LineItem>>,
    rows: BTreeMap<RowKey, BTreeSet<(u32, u32)>>,
    columns: BTreeMap<(u32, ColumnKey), BTreeSet<u32>>,
    /// Positions of labels, by table and text without numbering.
    labels: BTreeMap<(u32, String), Vec<Label>>,
    from: i32,
}

/// Position of a label, and the style of its numbering (`1.` for 5.).
struct Label {
    row: u32,
    column: u32,
    numbering: String,
}

/// Figures of the new year and of earlier years. If the year stays the same (`is_again`), the file's own tables count
/// as new too, since only some may have been revised.
struct New<'a> {
    /// Amounts, each with whether the disclosure of its own year prints it.
    amounts: BTreeMap<FigureKey, Vec<(bool, Amount)>>,
    rows: BTreeMap<RowKey, Vec<&'a LineItem>>,
    tables: BTreeSet<BudgetTable>,
}

impl<'a> New<'a> {
    fn of(items: &[&'a LineItem], file: &Arc<str>, to: FiscalYear, is_again: bool) -> Self {
        let to = i32::from(to.get());
        let mut new = Self { amounts: BTreeMap::new(), rows: BTreeMap::new(), tables: BTreeSet::new() };
        for item in items.iter().copied() {
            let offset = i32::from(item.year.get()) - to;
            let is_new = is_again || item.place.file != *file;
            let Some(amount) = item.amount else { continue };
            if offset == 0 && is_new {
                new.tables.insert(item.table);
                new.rows.entry(RowKey::of(item)).or_default().push(item);
            }
            if offset < 0 || is_new {
                let key = (RowKey::of(item), item.measure.clone(), offset, item.phase);
                new.amounts.entry(key).or_default().push((item.origin == Origin::Published, amount));
            }
        }
        new
    }

    /// Amount of a row and column. A year's own disclosure takes precedence over later ones that repeat the figure.
    fn amount(&self, row: &RowKey, column: &ColumnKey) -> Option<Result<Amount, ()>> {
        let (_, _, measure, offset, phase) = column;
        let found = self.amounts.get(&(row.clone(), measure.clone(), *offset, *phase))?;
        let own = found.iter().any(|(published, _)| *published);
        let amounts: Vec<Amount> = found.iter().filter(|(p, _)| *p == own).map(|(_, amount)| *amount).collect();
        let finest = amounts.iter().copied().min_by_key(|amount| amount.resolution())?;
        Some(if amounts.iter().all(|amount| amount.agrees(finest)) { Ok(finest) } else { Err(()) })
    }
}

impl<'a> Form<'a> {
    fn of(old: &[&'a LineItem], texts: &CellTexts<'_>, from: FiscalYear) -> Self {
        let mut form = Self { from: i32::from(from.get()), ..Self::default() };
        for ((table, row, column), text) in texts {
            let name = unnumbered(text.trim());
            let numbering = text.trim().strip_suffix(name).unwrap_or_default();
            let numbering = numbering.chars().map(|c| if c.is_alphanumeric() { '1' } else { c }).collect();
            let label = Label { row: *row, column: *column, numbering };
            form.labels.entry((*table, plain_name(name))).or_default().push(label);
        }
        for item in old {
            let place = &item.place;
            let (Some(table), Some(row), Some(column)) = (place.table, place.row, place.column) else { continue };
            form.cells.entry((table, row, column)).or_default().push(item);
            form.rows.entry(RowKey::of(item)).or_default().insert((table, row));
            form.columns.entry((table, form.column(item))).or_default().insert(column);
        }
        form
    }

    fn column(&self, item: &LineItem) -> ColumnKey {
        let offset = i32::from(item.year.get()) - self.from;
        (item.table, item.classification, item.measure.clone(), offset, item.phase)
    }

    fn rolled(mut self, new: &New<'_>) -> RolledTables {
        let mut rolled = RolledTables::default();
        // Rows that this year's table has under the same key.
        let mut kept = BTreeSet::new();
        for ((table, row, column), items) in &self.cells {
            let [item] = items.as_slice() else {
                rolled.cells.insert((*table, *row, *column), RolledCell::Several);
                continue;
            };
            let key = RowKey::of(item);
            let found = new.amount(&key, &self.column(item));
            if found.is_some() || new.rows.contains_key(&key) {
                kept.insert((*table, *row));
            }
            if found.is_none() && !new.tables.contains(&item.table) {
                rolled.missing.insert(*table);
                continue;
            }
            let cell = match found {
                Some(Ok(amount)) => RolledCell::Amount(amount),
                Some(Err(())) => RolledCell::Several,
                None => RolledCell::Nothing,
            };
            rolled.cells.insert((*table, *row, *column), cell);
        }
        self.add_columns(new, &mut rolled);
        for (key, rows) in &self.rows {
            for row in rows {
                self.fill(key, *row, new, &mut rolled);
                let is_whole = new.tables.contains(&key.table) && !rolled.missing.contains(&row.0);
                if key.row.is_ok() && is_whole && !kept.contains(row) {
                    rolled.gone.insert(*row);
                }
            }
        }
        self.insert(new, &mut rolled);
        rolled
    }

    /// Fills cells of a row that were blank last year.
    fn fill(&self, key: &RowKey, (table, row): (u32, u32), new: &New<'_>, rolled: &mut RolledTables) {
        let of_table = self.columns.range((table, lowest(key))..).take_while(|((of, _), _)| *of == table);
        for ((_, column), places) in of_table {
            let Some(place) = only(places) else { continue };
            if (column.0, column.1) != (key.table, key.classification) || self.cells.contains_key(&(table, row, place))
            {
                continue;
            }
            if let Some(Ok(amount)) = new.amount(key, column)
                && amount.fen() != 0
            {
                rolled.cells.insert((table, row, place), RolledCell::Amount(amount));
            }
        }
    }

    /// Adds rows for items that last year's tables did not list.
    fn insert(&self, new: &New<'_>, rolled: &mut RolledTables) {
        for (key, items) in &new.rows {
            if self.rows.contains_key(key) || items.iter().all(|item| item.amount.is_none_or(|a| a.fen() == 0)) {
                continue;
            }
            let name = items.first().map(|item| item.name.clone()).unwrap_or_default();
            let Some(after) = self.before(key) else {
                let Some(table) = self.table_of(key) else { continue };
                match self.labelled_row(table, key) {
                    Some(row) => self.fill(key, (table, row), new, rolled),
                    None => rolled.unplaced.entry(table).or_default().push(name),
                }
                continue;
            };
            let mut amounts = Vec::new();
            let of_table = self.columns.iter().filter(|((of, _), _)| *of == after.0);
            for ((_, column), places) in of_table {
                if (column.0, column.1) == (key.table, key.classification)
                    && let (Some(place), Some(Ok(amount))) = (only(places), new.amount(key, column))
                {
                    amounts.push((place, amount));
                }
            }
            let project = items.first().and_then(|item| item.project.clone());
            rolled.new.push(NewRow { after, key: key.clone(), name, project, amounts });
        }
    }
}

impl Form<'_> {
    /// Locates, by their headers, columns that are no longer without figures; those not found are reported.
    fn add_columns(&mut self, new: &New<'_>, rolled: &mut RolledTables) {
        let mut wanted: BTreeSet<(u32, ColumnKey)> = BTreeSet::new();
        for ((row, measure, offset, phase), amounts) in &new.amounts {
            let column = (row.table, row.classification, measure.clone(), *offset, *phase);
            let has_figure = *offset == 0 && amounts.iter().any(|(_, amount)| amount.fen() != 0);
            let tables = self.columns.keys().filter(|(_, key)| (key.0, key.1) == (row.table, row.classification));
            let tables: BTreeSet<u32> = tables.map(|(table, _)| *table).collect();
            let known = tables.iter().any(|table| self.columns.contains_key(&(*table, column.clone())));
            if has_figure && !known {
                wanted.extend(tables.into_iter().map(|table| (table, column.clone())));
            }
        }
        for (table, column) in wanted {
            let places = self.labels.get(&(table, plain_name(unnumbered(column.2.as_str()))));
            let places: BTreeSet<u32> = places.into_iter().flatten().map(|label| label.column).collect();
            let taken = |place: u32| self.columns.iter().any(|((of, _), at)| *of == table && at.contains(&place));
            match only(&places).filter(|place| !taken(*place)) {
                Some(place) => drop(self.columns.insert((table, column), BTreeSet::from([place]))),
                None => rolled.unplaced.entry(table).or_default().push(column.2.as_str().into()),
            }
        }
    }

    /// The table with rows of the same kind.
    fn table_of(&self, key: &RowKey) -> Option<u32> {
        let same = |other: &RowKey| (other.table, other.classification) == (key.table, key.classification);
        self.rows.iter().find(|(other, _)| same(other)).and_then(|(_, rows)| rows.first()).map(|(table, _)| *table)
    }

    /// The row of a form labelled with an item's name but without a figure. If several have that label (5. 单位资金 of this
    /// year and 单位资金 carried over), the one numbered in the style of the item's level.
    fn labelled_row(&self, table: u32, key: &RowKey) -> Option<u32> {
        let name = key.row.as_ref().err()?;
        let labels = self.labels.get(&(table, plain_name(unnumbered(name))))?;
        let rows: BTreeSet<u32> = labels.iter().map(|label| label.row).collect();
        if rows.len() == 1 {
            return only(&rows);
        }
        let level = |other: &RowKey| {
            (other.table, other.classification, other.level) == (key.table, key.classification, key.level)
        };
        let known = self.rows.iter().filter(|(other, _)| level(other)).filter_map(|(other, rows)| {
            let name = other.row.as_ref().err()?;
            let labels = self.labels.get(&(table, plain_name(unnumbered(name))))?;
            Some(&labels.iter().find(|label| rows.contains(&(table, label.row)))?.numbering)
        });
        let styles: BTreeSet<&String> = known.collect();
        let alike = labels.iter().filter(|label| styles.contains(&label.numbering));
        only(&alike.map(|label| label.row).collect())
    }

    /// The row after which a new one belongs: items follow the total in the order of their codes. The position of an
    /// item without a code is unknown.
    fn before(&self, key: &RowKey) -> Option<(u32, u32)> {
        let code = key.row.as_ref().ok()?;
        let same = self.rows.iter().filter(|(other, _)| {
            let alike = (other.table, other.classification) == (key.table, key.classification);
            // Projects follow the items that they belong to.
            alike && (key.project.is_some() || other.project.is_none())
        });
        let coded = same.clone().filter_map(|(other, rows)| Some((other.row.as_ref().ok()?, rows)));
        let before = coded.filter(|(other, _)| *other < code).max_by_key(|(other, _)| *other).map(|(_, rows)| rows);
        let total = || same.clone().find(|(other, _)| other.level == Level::Total).map(|(_, rows)| rows);
        before.or_else(total)?.last().copied()
    }
}

fn only(places: &BTreeSet<u32>) -> Option<u32> {
    places.first().copied().filter(|_| places.len() == 1)
}

/// The least possible column key for a row's table.
fn lowest(key: &RowKey) -> ColumnKey {
    (key.table, key.classification, Measure::new(""), i32::MIN, Phase::Approved)
}

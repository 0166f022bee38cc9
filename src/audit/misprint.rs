//! 整体印错: a table in the wrong unit, amounts that stand one row or one column off, two amounts, rows or columns that
//! are swapped. Each is a single cause of many findings. Each proposal says how the table would read without the mistake.

use super::finding::described;
use super::plan::{Ask, Asked, Plan, What, exchanged, fen, moved_columns, moved_rows};
use super::sheet::{Sheet, Table, neighbours, table};
use crate::model::{Amount, BudgetTable, Level, LineItem, Origin, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Maximum number of shifts and exchanges tried per step.
const TRIES: usize = 24;

/// Number of 元 in one 万元.
const UNITS: i64 = 10_000;

/// With more asks than this, swapped and shifted amounts are not searched for: the fault is a general one.
const MANY: usize = 1_000;

/// A misprinted table or block, and how it should read.
#[derive(Debug, Clone)]
pub(super) struct Misprint {
    /// Line items that change, by index.
    pub changes: Vec<(usize, LineItem)>,
    /// New line items, in cells that print nothing.
    pub additions: Vec<LineItem>,
    /// The table, by its file, sheet and kind.
    pub of_table: (Arc<str>, Option<Arc<str>>, BudgetTable),
    /// Description of the part affected: the table with its column and rows.
    pub of: String,
    /// What went wrong and how to correct it.
    pub cause: String,
}

/// Misprints that may explain several findings at once, the likeliest first; `asks` are the amounts that the findings
/// call for.
pub(super) fn proposals(items: &[LineItem], asks: &[Ask<'_>]) -> Vec<Misprint> {
    let mut numbers: BTreeMap<&Place, usize> = BTreeMap::new();
    for (number, item) in items.iter().enumerate().filter(|(_, item)| item.origin == Origin::Published) {
        numbers.entry(&item.place).or_insert(number);
    }
    let asked: Vec<(usize, Ask<'_>)> = asks.iter().filter_map(|ask| Some((*numbers.get(ask.place)?, *ask))).collect();
    let mut all = units(items, &asked);
    // A table that is wrong throughout is not explained by single rows.
    if asks.len() > MANY {
        return all;
    }
    let mut tables: BTreeMap<Table<'_>, Vec<(usize, Ask<'_>)>> = BTreeMap::new();
    for (number, ask) in asked.into_iter().filter(|(number, _)| items[*number].place.row.is_some()) {
        tables.entry(table(&items[number])).or_default().push((number, ask));
    }
    let neighbours = neighbours(items);
    let none = BTreeSet::new();
    let sheets =
        tables.into_iter().map(|(of, asked)| (Sheet::of(items, of, neighbours.get(&**of.0).unwrap_or(&none)), asked));
    let sheets: Vec<(Sheet<'_>, Vec<(usize, Ask<'_>)>)> = sheets.collect();
    let mut plans: Vec<(usize, Plan<'_, '_>)> = Vec::new();
    for (sheet, asks) in &sheets {
        let places = sheet.places();
        let mut asked: Asked<'_> = BTreeMap::new();
        for (number, ask) in asks {
            if let Some(cell) = places.get(number) {
                asked.entry(*cell).or_default().push(*ask);
            }
        }
        let columns = asked.keys().map(|(_, column)| *column).collect();
        let moved = moved_rows(sheet, &columns).into_iter().chain(moved_columns(sheet, &asked));
        let own = exchanged(sheet, items, &asked).into_iter().chain(moved);
        // Judging everything again is expensive, so only what several asks call for is tried; a figure that stands in the
        // next column may be asked for where it is missing only by the sum above it.
        let least = |plan: &Plan<'_, '_>| if matches!(plan.what, What::Columns { .. }) { 1 } else { 2 };
        let explained = own.map(|plan| (plan.explains(items, &asked), plan));
        plans.extend(explained.filter(|(explains, plan)| *explains >= least(plan)));
    }
    plans.sort_by_key(|(explains, plan)| (std::cmp::Reverse(*explains), plan.puts.len()));
    all.extend(plans.iter().take(TRIES).map(|(_, plan)| plan.misprint(items)));
    all
}

/// Tables in which at least two cells should be 10 000 times as large, or as small.
fn units(items: &[LineItem], asked: &[(usize, Ask<'_>)]) -> Vec<Misprint> {
    let mut votes: BTreeMap<(Table<'_>, bool), BTreeSet<usize>> = BTreeMap::new();
    let units = i128::from(UNITS);
    for (number, ask) in asked {
        let item = &items[*number];
        let Some(amount) = item.amount.filter(|amount| amount.fen() != 0) else { continue };
        let (said, step) = (fen(item), i128::from(amount.resolution()));
        let larger = (said * units - ask.right).abs() * 2 <= step * units + ask.give;
        let smaller = (said - ask.right * units).abs() * 2 <= step + ask.give * units;
        for is_larger in [true, false].into_iter().filter(|is_larger| if *is_larger { larger } else { smaller }) {
            votes.entry((table(item), is_larger)).or_default().insert(*number);
        }
    }
    let proposals = votes.into_iter().filter(|(_, cells)| cells.len() > 1).filter_map(|((of, is_larger), _)| {
        let own = items.iter().enumerate().filter(|(_, item)| item.origin == Origin::Published && table(item) == of);
        let changes = own.filter_map(|(number, item)| {
            let amount = scaled(item.amount?, is_larger);
            Some(amount.map(|amount| (number, LineItem { amount: Some(amount), ..item.clone() })))
        });
        let (wrong, right) = if is_larger { ("元", "万元") } else { ("万元", "元") };
        Some(Misprint {
            changes: changes.collect::<Option<_>>()?,
            additions: Vec::new(),
            of_table: (of.0.clone(), of.1.clone(), of.2),
            of: of.2.title().to_owned(),
            cause: format!("整张表的金额单位写错：按{wrong}读入，印的数是{right}"),
        })
    });
    proposals.collect()
}

/// The amount multiplied or divided by 10 000; `None` if it cannot be represented.
fn scaled(amount: Amount, is_larger: bool) -> Option<Amount> {
    let (fen, step) = (amount.fen(), amount.resolution());
    match is_larger {
        true => Some(Amount::new(fen.checked_mul(UNITS)?, step.checked_mul(UNITS)?)),
        false => (fen % UNITS == 0).then(|| Amount::new(fen / UNITS, step / UNITS)),
    }
}

impl Plan<'_, '_> {
    fn misprint(&self, items: &[LineItem]) -> Misprint {
        let (mut changes, mut additions) = (Vec::new(), Vec::new());
        for (row, column, from) in &self.puts {
            match (self.sheet.cell(*row, *column), from) {
                (Some(own), Some(from)) => changes.push((own, with_amount_of(&items[own], &items[*from]))),
                (Some(own), None) => changes.push((own, LineItem { amount: None, ..items[own].clone() })),
                (None, Some(from)) => {
                    let (known, column) = (&self.sheet.rows[*row].known, self.sheet.columns[*column]);
                    let place = Place { column: column.at, bounds: None, ..known.place.clone() };
                    let known = LineItem { measure: column.measure.clone(), place, ..known.clone() };
                    additions.push(with_amount_of(&known, &items[*from]));
                }
                (None, None) => {}
            }
        }
        // A finding stands at the first cell that is printed wrong.
        changes.sort_by_key(|(number, _)| *number);
        let (of, cause) = self.words(items);
        Misprint { changes, additions, of_table: self.sheet.of_table.clone(), of, cause }
    }

    /// What is affected, and what went wrong with it.
    fn words(&self, items: &[LineItem]) -> (String, String) {
        let moved: BTreeSet<usize> = self.puts.iter().filter_map(|(_, _, from)| *from).collect();
        let places = self.sheet.places();
        let cells: Vec<(usize, usize)> = moved.iter().filter_map(|number| places.get(number).copied()).collect();
        let rows: BTreeSet<usize> = cells.iter().map(|(row, _)| *row).collect();
        let columns: BTreeSet<usize> = cells.iter().map(|(_, column)| *column).collect();
        let name = |row: Option<&usize>| row.map_or("", |row| &*self.sheet.rows[*row].known.name);
        let head = |column: Option<&usize>| column.map_or("", |column| self.sheet.columns[*column].measure.as_str());
        let title = self.sheet.rows.first().map_or("", |row| row.known.table.title());
        let span = |first: &str, last: &str, what: &str| match first == last {
            true => format!("“{first}”{what}"),
            false => format!("从“{first}”到“{last}”{what}"),
        };
        let all_rows = span(name(rows.first()), name(rows.last()), if rows.len() > 1 { "" } else { "行" });
        let exchanged = "两个数互换了位置".to_owned();
        match self.what {
            What::Rows { is_up } => {
                let column = match columns.len() {
                    1 => format!("“{}”一栏", head(columns.first())),
                    _ => "各栏".to_owned(),
                };
                let (wrong, right) = if is_up { ("低", "上") } else { ("高", "下") };
                let cause = format!("这 {} 行的数都印{wrong}了一行，应{right}移一行", rows.len());
                (format!("{title}{column}，{all_rows}"), cause)
            }
            What::Columns { is_left } => {
                let columns = span(head(columns.first()), head(columns.last()), "栏");
                let (wrong, right) = if is_left { ("右", "左") } else { ("左", "右") };
                let what =
                    if moved.len() > 1 { format!("这 {} 个数都", moved.len()) } else { "这个数".to_owned() };
                (format!("{title}{all_rows}，{columns}"), format!("{what}印{wrong}了一栏，应{right}移一栏"))
            }
            What::Cells => {
                let mut moved = moved.iter().map(|number| &items[*number]);
                let (first, second) = (moved.next().map(described).unwrap_or_default(), moved.next());
                let second = second.map(|item| format!("与“{}”行“{}”栏", item.name, item.measure));
                let is_total = rows.iter().all(|row| self.sheet.rows[*row].known.level == Level::Total);
                let cause = match is_total && columns.len() == 2 {
                    true => exchanged + "；也可能这两个总数没有错，是两栏其余各行的数互换了位置",
                    false => exchanged,
                };
                (first + &second.unwrap_or_default(), cause)
            }
            What::BothRows => (
                format!("{title}“{}”与“{}”各栏", name(rows.first()), name(rows.last())),
                "两行的数互换了位置".to_owned(),
            ),
            What::BothColumns => (
                format!("{title}“{}”与“{}”两栏", head(columns.first()), head(columns.last())),
                "两栏的数互换了位置".to_owned(),
            ),
        }
    }
}

fn with_amount_of(item: &LineItem, other: &LineItem) -> LineItem {
    LineItem { amount: other.amount, text: other.text.clone(), ..item.clone() }
}

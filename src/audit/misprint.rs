//! 整体印错: a table in the wrong unit, a block of rows that is one line too high or too low, two amounts that are swapped.
//! Each is a single cause of many findings. Each proposal says how the table would read without the mistake.

use super::finding::described;
use crate::model::{Amount, BudgetTable, Code, Level, LineItem, Measure, Origin, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Number of 元 in one 万元.
const UNITS: i64 = 10_000;

/// The amount a cell would need for a finding to vanish if all other figures are right; `give` is the tolerance in
/// half 分.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'f> {
    pub place: &'f Place,
    pub right: i128,
    pub give: i128,
}

/// With more asks than this, swapped amounts and shifted rows are not searched for.
const MANY: usize = 120;

/// A misprinted table or block, and how it should read.
#[derive(Debug, Clone)]
pub(super) struct Misprint {
    /// Line items that change, by index.
    pub changes: Vec<(usize, LineItem)>,
    /// New line items, in cells that print nothing.
    pub additions: Vec<LineItem>,
    /// Description of the part affected: the table with its column and rows.
    pub of: String,
    /// What went wrong and how to correct it.
    pub cause: String,
}

/// Identifies a printed table.
type Table<'a> = (&'a Arc<str>, &'a Option<Arc<str>>, BudgetTable);

fn table(item: &LineItem) -> Table<'_> {
    (&item.place.file, &item.place.sheet, item.table)
}

/// Misprints that may explain several findings at once; `asks` are the amounts that the findings call for.
pub(super) fn proposals(items: &[LineItem], asks: &[Ask<'_>]) -> Vec<Misprint> {
    let mut numbers: BTreeMap<&Place, usize> = BTreeMap::new();
    for (number, item) in items.iter().enumerate().filter(|(_, item)| item.origin == Origin::Published) {
        numbers.entry(&item.place).or_insert(number);
    }
    let asked: Vec<(usize, Ask<'_>)> = asks.iter().filter_map(|ask| Some((*numbers.get(ask.place)?, *ask))).collect();
    let mut all = units(items, &asked);
    // A table that is wrong throughout is not explained by single rows.
    if asks.len() <= MANY {
        all.extend(exchanged(items, &asked));
        let mut wanted: BTreeMap<usize, Vec<Ask<'_>>> = BTreeMap::new();
        asked.iter().for_each(|(number, ask)| wanted.entry(*number).or_default().push(*ask));
        // Judging everything again is expensive, so a block is tried only if it satisfies the asks of several cells.
        let fits = |(number, item): &&(usize, LineItem)| {
            let step = item.amount.map_or(0, |amount| i128::from(amount.resolution()));
            let asks = wanted.get(number).into_iter().flatten();
            asks.into_iter().any(|ask| (fen(item) - ask.right).abs() * 2 <= step + ask.give)
        };
        let explains = |one: &Misprint| one.changes.iter().filter(fits).count();
        let mut blocks: Vec<Misprint> =
            shifted(items, &wanted.keys().copied().collect()).into_iter().filter(|one| explains(one) > 1).collect();
        blocks.sort_by_key(|one| (std::cmp::Reverse(explains(one)), one.changes.len()));
        all.extend(blocks);
    }
    all
}

fn fen(item: &LineItem) -> i128 {
    item.amount.map_or(0, |amount| amount.fen().into())
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

/// Pairs of cells in one column or row each of which should have the other's amount.
fn exchanged(items: &[LineItem], asked: &[(usize, Ask<'_>)]) -> Vec<Misprint> {
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (one, Ask { right, .. }) in asked {
        for (other, Ask { right: back, .. }) in asked {
            let (first, second) = (&items[*one], &items[*other]);
            let near = table(first) == table(second)
                && (first.measure == second.measure || first.place.row == second.place.row);
            if one < other && near && *right == fen(second) && *back == fen(first) && *right != *back {
                pairs.insert((*one, *other));
            }
        }
    }
    let in_row = |of: usize, measure: &Measure| {
        let own = &items[of];
        let beside = |item: &&LineItem| {
            item.measure == *measure && table(item) == table(own) && line(&item.place) == line(&own.place)
        };
        items.iter().enumerate().find(|(_, item)| beside(item)).map(|(number, _)| number)
    };
    let mut all = Vec::new();
    for (one, other) in pairs {
        let (first, second) = (&items[one], &items[other]);
        let swap = |one: usize, other: usize| {
            [(one, with_amount_of(&items[one], &items[other])), (other, with_amount_of(&items[other], &items[one]))]
        };
        let mut propose = |cells: Vec<(usize, usize)>, of: String| {
            let changes = cells.into_iter().flat_map(|(one, other)| swap(one, other)).collect();
            all.push(Misprint { changes, additions: Vec::new(), of, cause: "两个数互换了位置".to_owned() });
        };
        propose(vec![(one, other)], format!("{}与“{}”行“{}”栏", described(first), second.name, second.measure));
        // Two rows are often swapped in every column.
        let measures: BTreeSet<&Measure> =
            items.iter().filter(|item| table(item) == table(first)).map(|item| &item.measure).collect();
        let both = measures.into_iter().filter_map(|measure| in_row(one, measure).zip(in_row(other, measure)));
        let both: Vec<(usize, usize)> = both.collect();
        if both.len() > 1 && first.measure == second.measure {
            propose(both, format!("{}“{}”与“{}”各栏", first.table.title(), first.name, second.name));
        }
    }
    all
}

fn with_amount_of(item: &LineItem, other: &LineItem) -> LineItem {
    LineItem { amount: other.amount, text: other.text.clone(), ..item.clone() }
}

/// A row of a table, and the amounts that it prints.
struct Row<'a> {
    /// A cell that identifies the row; for a row without amounts it is made up from the row below.
    known: LineItem,
    cells: BTreeMap<&'a Measure, usize>,
}

/// Position of a row, for sorting and comparison.
fn line(place: &Place) -> (Option<u32>, Option<u32>, Option<u32>, i32) {
    (place.page, place.table, place.row, place.bounds.map_or(0, |bounds| bounds.top))
}

/// Blocks of rows moved up or down by one line, in one column or in all, for the tables whose cells are asked for. A
/// block ends at a row that prints no amount there: the row whose amount moved away.
fn shifted(items: &[LineItem], asked: &BTreeSet<usize>) -> Vec<Misprint> {
    let mut columns: BTreeMap<Table<'_>, BTreeSet<&Measure>> = BTreeMap::new();
    for number in asked.iter().filter(|number| items[**number].place.row.is_some()) {
        columns.entry(table(&items[*number])).or_default().insert(&items[*number].measure);
    }
    let mut all = Vec::new();
    for (of, measures) in columns {
        let rows = rows(items, of);
        let every: BTreeSet<&Measure> = rows.iter().flat_map(|row| row.cells.keys().copied()).collect();
        let single = measures.iter().map(|measure| BTreeSet::from([*measure]));
        let choices = single.chain((every.len() > 1).then_some(every));
        for moved in choices {
            for (at, row) in rows.iter().enumerate() {
                if row.cells.keys().any(|measure| moved.contains(measure)) {
                    continue;
                }
                let filled = |row: &&Row<'_>| row.cells.keys().any(|measure| moved.contains(measure));
                let behind: Vec<&Row<'_>> = rows[at + 1..].iter().take_while(filled).collect();
                let before: Vec<&Row<'_>> = rows[..at].iter().rev().take_while(filled).collect();
                // The rows below are one line too low, or those above one line too high.
                let low = lengths(row, &behind).map(|n| shift(items, &rows[at..at + n + 1], &moved, true));
                let high = lengths(row, &before).map(|n| shift(items, &rows[at - n..at + 1], &moved, false));
                all.extend(low.chain(high));
            }
        }
    }
    all
}

/// How many of the rows next to a blank one may have moved: all of them, the descendants of its code, or the
/// descendants of its parent code.
fn lengths(blank: &Row<'_>, rows: &[&Row<'_>]) -> impl Iterator<Item = usize> {
    let own = blank.known.code.clone();
    let above = own.as_ref().and_then(Code::parent);
    let below = |above: Option<Code>| {
        let is_below = |row: &&&Row<'_>| {
            above.as_ref().zip(row.known.code.as_ref()).is_some_and(|(above, own)| above.is_ancestor_of(own))
        };
        rows.iter().take_while(is_below).count()
    };
    let lengths: BTreeSet<usize> = [rows.len(), below(own), below(above)].into_iter().collect();
    lengths.into_iter().filter(|length| *length > 1)
}

/// Moves the amounts of the rows up (or down) by one line; `rows` begins (or ends) with the blank row.
fn shift(items: &[LineItem], rows: &[Row<'_>], moved: &BTreeSet<&Measure>, is_up: bool) -> Misprint {
    let (mut changes, mut additions) = (Vec::new(), Vec::new());
    for measure in moved {
        let cells: Vec<Option<usize>> = rows.iter().map(|row| row.cells.get(measure).copied()).collect();
        for (at, row) in rows.iter().enumerate() {
            // The cell whose amount belongs here; `None` at the end of the block.
            let from = if is_up { cells.get(at + 1) } else { at.checked_sub(1).and_then(|before| cells.get(before)) };
            match (cells[at], from.copied().flatten()) {
                (Some(own), Some(from)) => changes.push((own, with_amount_of(&items[own], &items[from]))),
                (Some(own), None) => changes.push((own, LineItem { amount: None, ..items[own].clone() })),
                (None, Some(from)) => {
                    let from = &items[from];
                    let row_of = row.known.place.row;
                    let place =
                        Place { column: from.place.column, row: row_of, bounds: None, ..row.known.place.clone() };
                    additions.push(LineItem {
                        measure: from.measure.clone(),
                        place,
                        ..with_amount_of(&row.known, from)
                    });
                }
                (None, None) => {}
            }
        }
    }
    let (first, last) = if is_up { (&rows[1], &rows[rows.len() - 1]) } else { (&rows[0], &rows[rows.len() - 2]) };
    let column = match moved.iter().next() {
        Some(only) if moved.len() == 1 => format!("“{only}”一栏"),
        _ => "各栏".to_owned(),
    };
    let (wrong, right) = if is_up { ("低", "上") } else { ("高", "下") };
    Misprint {
        of: format!("{}{column}，从“{}”到“{}”", first.known.table.title(), first.known.name, last.known.name),
        cause: format!("这 {} 行的数都印{wrong}了一行，应{right}移一行", rows.len() - 1),
        changes,
        additions,
    }
}

/// The rows of a table in printed order. A 类 or 款 without amounts is inserted as a blank row above its first
/// descendant.
fn rows<'a>(items: &'a [LineItem], of: Table<'a>) -> Vec<Row<'a>> {
    let mut printed: BTreeMap<_, Row<'a>> = BTreeMap::new();
    let own = |item: &LineItem| item.origin == Origin::Published && item.amount.is_some() && table(item) == of;
    for (number, item) in items.iter().enumerate().filter(|(_, item)| own(item)) {
        let row = printed.entry((line(&item.place), item.code.clone(), item.name.clone()));
        let row = row.or_insert_with(|| Row { known: item.clone(), cells: BTreeMap::new() });
        row.cells.insert(&item.measure, number);
    }
    let codes: BTreeSet<Code> = printed.values().filter_map(|row| row.known.code.clone()).collect();
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(printed.len());
    let mut put_in = BTreeSet::new();
    for row in printed.into_values() {
        let parent = row.known.code.as_ref().and_then(Code::parent).filter(|code| !codes.contains(code));
        if let Some(parent) = parent.filter(|code| put_in.insert(code.clone())) {
            rows.push(Row { known: unprinted(&row.known, parent), cells: BTreeMap::new() });
        }
        rows.push(row);
    }
    rows
}

/// A blank row for `code`, one line above the row `below`.
fn unprinted(below: &LineItem, code: Code) -> LineItem {
    let place = Place { row: below.place.row.map(|row| row.saturating_sub(1)), bounds: None, ..below.place.clone() };
    let level: Level = code.level();
    LineItem { parent: code.parent(), level, name: code.as_str().into(), code: Some(code), place, ..below.clone() }
}

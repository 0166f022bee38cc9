//! 整体印错: a table in the wrong unit, amounts that stand one row or one column off, two amounts, rows or columns that
//! are swapped. Each is a single cause of many findings. Each proposal says how the table would read without the mistake.

use super::finding::described;
use crate::model::{Amount, BudgetTable, Code, Level, LineItem, Measure, Origin, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Maximum number of shifts and exchanges tried per step.
const TRIES: usize = 24;
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

/// With more asks than this, swapped and shifted amounts are not searched for: the fault is a general one.
const MANY: usize = 1_000;

/// The asks of the cells of a table, by row and column.
type Asked<'f> = BTreeMap<(usize, usize), Vec<Ask<'f>>>;

impl Ask<'_> {
    fn is_met_by(&self, item: &LineItem) -> bool {
        let step = item.amount.map_or(0, |amount| i128::from(amount.resolution()));
        (fen(item) - self.right).abs() * 2 <= step + self.give
    }
}

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

/// Identifies a printed table.
type Table<'a> = (&'a Arc<str>, &'a Option<Arc<str>>, BudgetTable);

fn table(item: &LineItem) -> Table<'_> {
    (&item.place.file, &item.place.sheet, item.table)
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

/// 印成的表: the figures of a table by row and column.
struct Sheet<'a> {
    of_table: (Arc<str>, Option<Arc<str>>, BudgetTable),
    rows: Vec<Row>,
    /// In printed order, those that no row fills included as far as other tables tell them.
    columns: Vec<Column<'a>>,
}

/// A row of a table.
struct Row {
    /// A cell that identifies the row; for a row without amounts it is made up from the row below.
    known: LineItem,
    /// The item of each column, by index.
    cells: Vec<Option<usize>>,
}

/// A column of a table.
#[derive(Clone, Copy)]
struct Column<'a> {
    measure: &'a Measure,
    /// Its number as printed.
    at: Option<u32>,
}

/// A cell, printed or blank, by the numbers of its row and column, and the item whose amount belongs there.
type Put = (usize, usize, Option<usize>);

/// Cells of a table that would change their amounts if a misprint were undone.
struct Plan<'s, 'a> {
    sheet: &'s Sheet<'a>,
    puts: Vec<Put>,
    what: What,
}

/// What went wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A block of rows in one column or in all.
    Rows { is_up: bool },
    /// Neighbouring cells of one row or of several.
    Columns { is_left: bool },
    /// Two cells.
    Cells,
    /// Two rows in all columns.
    BothRows,
    /// Two columns in all rows.
    BothColumns,
}

/// Position of a row, for sorting and comparison.
fn line(place: &Place) -> (Option<u32>, Option<u32>, Option<u32>, i32) {
    (place.page, place.table, place.row, place.bounds.map_or(0, |bounds| bounds.top))
}

impl<'a> Sheet<'a> {
    /// The rows and columns of a table. A 类 or 款 without amounts is inserted as a blank row above its first descendant.
    fn of(items: &'a [LineItem], of: Table<'a>, pairs: &BTreeSet<(&'a Measure, &'a Measure)>) -> Self {
        let mut printed: BTreeMap<_, (&LineItem, BTreeMap<&Measure, usize>)> = BTreeMap::new();
        let mut places: BTreeMap<&Measure, Option<u32>> = BTreeMap::new();
        for (number, item) in items.iter().enumerate().filter(|(_, item)| is_printed(item) && table(item) == of) {
            let row = printed.entry((line(&item.place), item.code.as_ref(), &item.name));
            row.or_insert_with(|| (item, BTreeMap::new())).1.insert(&item.measure, number);
            places.entry(&item.measure).or_insert(item.place.column);
        }
        let mut columns: Vec<Column<'a>> = places.into_iter().map(|(measure, at)| Column { measure, at }).collect();
        columns.sort_by_key(|column| column.at);
        put_in_blank_columns(&mut columns, pairs);
        let codes: BTreeSet<&Code> = printed.values().filter_map(|(known, _)| known.code.as_ref()).collect();
        let mut rows: Vec<Row> = Vec::with_capacity(printed.len());
        let mut put_in = BTreeSet::new();
        for (known, cells) in printed.values() {
            let parent = known.code.as_ref().and_then(Code::parent).filter(|code| !codes.contains(code));
            if let Some(parent) = parent.filter(|code| put_in.insert(code.clone())) {
                rows.push(Row { known: unprinted(known, parent), cells: vec![None; columns.len()] });
            }
            let cells = columns.iter().map(|column| cells.get(column.measure).copied()).collect();
            rows.push(Row { known: (*known).clone(), cells });
        }
        Self { of_table: (of.0.clone(), of.1.clone(), of.2), rows, columns }
    }

    fn cell(&self, row: usize, column: usize) -> Option<usize> {
        self.rows[row].cells[column]
    }

    /// Row and column of every item.
    fn places(&self) -> BTreeMap<usize, (usize, usize)> {
        let rows = self.rows.iter().enumerate();
        let cells = rows.flat_map(|(row, own)| {
            own.cells.iter().enumerate().filter_map(move |(column, number)| Some(((*number)?, (row, column))))
        });
        cells.collect()
    }
}

fn is_printed(item: &LineItem) -> bool {
    item.origin == Origin::Published && item.amount.is_some()
}

/// Which measures stand right behind which in any table of the same file.
type Neighbours<'a> = BTreeMap<&'a str, BTreeSet<(&'a Measure, &'a Measure)>>;

fn neighbours(items: &[LineItem]) -> Neighbours<'_> {
    let mut rows: BTreeMap<_, BTreeMap<u32, &Measure>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_printed(item)) {
        let Some(column) = item.place.column else { continue };
        let row = rows.entry((table(item), line(&item.place))).or_default();
        row.insert(column, &item.measure);
    }
    let mut neighbours: Neighbours<'_> = BTreeMap::new();
    for (((file, ..), _), row) in rows {
        let pairs = row.iter().zip(row.iter().skip(1)).filter(|((one, _), (other, _))| **one + 1 == **other);
        neighbours.entry(&**file).or_default().extend(pairs.map(|((_, one), (_, other))| (*one, *other)));
    }
    neighbours
}

/// Adds the columns that no row of a table fills, before its columns and between them, where other tables of the file
/// print one measure only beside the next column.
fn put_in_blank_columns<'a>(columns: &mut Vec<Column<'a>>, pairs: &BTreeSet<(&'a Measure, &'a Measure)>) {
    let own: BTreeSet<&Measure> = columns.iter().map(|column| column.measure).collect();
    let one = |found: BTreeSet<&'a Measure>| found.first().copied().filter(|_| found.len() == 1);
    let before = |next: &Measure| {
        one(pairs.iter().filter(|(one, other)| **other == *next && !own.contains(one)).map(|(one, _)| *one).collect())
    };
    let behind = |last: &Measure| {
        one(pairs
            .iter()
            .filter(|(one, other)| **one == *last && !own.contains(other))
            .map(|(_, other)| *other)
            .collect())
    };
    let mut all: Vec<Column<'a>> = Vec::with_capacity(columns.len() + 2);
    for column in columns.iter() {
        let gap = all.last().is_none_or(|last| last.at.zip(column.at).is_some_and(|(one, other)| one + 1 < other));
        if let Some(measure) = before(column.measure).filter(|_| gap) {
            all.push(Column { measure, at: column.at.map(|at| at.saturating_sub(1)) });
        }
        all.push(*column);
    }
    if let Some((last, measure)) = all.last().copied().and_then(|last| Some((last, behind(last.measure)?))) {
        all.push(Column { measure, at: last.at.map(|at| at + 1) });
    }
    *columns = all;
}

/// Blocks of rows moved up or down by one line, in one column or in all. A block ends at a row that prints no amount
/// there: the row whose amount moved away.
fn moved_rows<'s, 'a>(sheet: &'s Sheet<'a>, asked: &BTreeSet<usize>) -> Vec<Plan<'s, 'a>> {
    let single = asked.iter().map(|column| vec![*column]);
    let all = (sheet.columns.len() > 1).then(|| (0..sheet.columns.len()).collect());
    let mut plans = Vec::new();
    for columns in single.chain(all) {
        let filled = |row: &usize| columns.iter().any(|column| sheet.cell(*row, *column).is_some());
        for blank in (0..sheet.rows.len()).filter(|row| !filled(row)) {
            let behind: Vec<usize> = (blank + 1..sheet.rows.len()).take_while(filled).collect();
            let before: Vec<usize> = (0..blank).rev().take_while(filled).collect();
            // The rows below are one line too low, or those above one line too high.
            for (rows, is_up) in [(behind, true), (before, false)] {
                for length in lengths(sheet, blank, &rows) {
                    let chain: Vec<usize> = std::iter::once(blank).chain(rows[..length].iter().copied()).collect();
                    let puts = columns.iter().flat_map(|column| {
                        slid(&chain)
                            .map(move |(to, from)| (to, *column, from.and_then(|from| sheet.cell(from, *column))))
                    });
                    plans.push(Plan { sheet, puts: puts.collect(), what: What::Rows { is_up } });
                }
            }
        }
    }
    plans
}

/// Each place of a chain with the one whose content belongs there: the chain begins at the blank place, and the last
/// place becomes blank.
fn slid(chain: &[usize]) -> impl Iterator<Item = (usize, Option<usize>)> {
    chain.iter().enumerate().map(|(at, to)| (*to, chain.get(at + 1).copied()))
}

/// How many of the rows next to a blank one may have moved: all of them, the descendants of its code, or the
/// descendants of its parent code.
fn lengths(sheet: &Sheet<'_>, blank: usize, rows: &[usize]) -> impl Iterator<Item = usize> + use<> {
    let own = sheet.rows[blank].known.code.clone();
    let above = own.as_ref().and_then(Code::parent);
    let below = |above: Option<Code>| {
        let is_below = |row: &&usize| {
            let code = sheet.rows[**row].known.code.as_ref();
            above.as_ref().zip(code).is_some_and(|(above, own)| above.is_ancestor_of(own))
        };
        rows.iter().take_while(is_below).count()
    };
    let lengths: BTreeSet<usize> = [rows.len(), below(own), below(above)].into_iter().collect();
    lengths.into_iter().filter(|length| *length > 1)
}

/// Figures moved left or right by one column, away from a blank cell: in one row, in the rows of its 类, or in all rows
/// in which they can have moved. Only rows with a cell that is asked for begin such a move.
fn moved_columns<'s, 'a>(sheet: &'s Sheet<'a>, asked: &Asked<'_>) -> Vec<Plan<'s, 'a>> {
    let asked_rows: BTreeSet<usize> = asked.keys().map(|(row, _)| *row).collect();
    // The rows of each move, by the blank cell and the last cell that moved.
    let mut moves: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for row in asked_rows {
        let (blank, filled): (Vec<usize>, Vec<usize>) =
            (0..sheet.columns.len()).partition(|column| sheet.cell(row, *column).is_none());
        for blank in blank {
            for last in &filled {
                let is_moved = |column: usize| (blank.min(*last)..=blank.max(*last)).contains(&column);
                if asked.range((row, 0)..(row + 1, 0)).any(|((_, column), _)| is_moved(*column)) {
                    moves.entry((blank, *last)).or_default().insert(row);
                }
            }
        }
    }
    let category = |row: usize| sheet.rows[row].known.code.as_ref().and_then(|code| code.as_str().get(..3));
    let mut plans = Vec::new();
    for ((blank, last), rows) in moves {
        let is_left = blank < last;
        let chain: Vec<usize> = if is_left { (blank..=last).collect() } else { (last..=blank).rev().collect() };
        let can_move = |row: &usize| {
            sheet.cell(*row, blank).is_none() && chain[1..].iter().any(|column| sheet.cell(*row, *column).is_some())
        };
        let able: Vec<usize> = (0..sheet.rows.len()).filter(can_move).collect();
        let mut choices: BTreeSet<Vec<usize>> = BTreeSet::from([able.clone()]);
        let mut categories = BTreeSet::new();
        for row in rows {
            choices.insert(vec![row]);
            if let Some(own) = category(row).filter(|own| categories.insert(*own)) {
                choices.insert(able.iter().copied().filter(|other| category(*other) == Some(own)).collect());
            }
        }
        for rows in choices {
            let puts = rows.iter().flat_map(|row| {
                slid(&chain).map(move |(to, from)| (*row, to, from.and_then(|from| sheet.cell(*row, from))))
            });
            plans.push(Plan { sheet, puts: puts.collect(), what: What::Columns { is_left } });
        }
    }
    plans
}

/// Pairs of cells in one column or row each of which should have the other's amount, and pairs of rows or columns in
/// which one cell should have the amount of the other row or column.
fn exchanged<'s, 'a>(sheet: &'s Sheet<'a>, items: &[LineItem], asked: &Asked<'_>) -> Vec<Plan<'s, 'a>> {
    let wants = |cell: (usize, usize), other: (usize, usize)| {
        let number = sheet.cell(other.0, other.1);
        asked.get(&cell).into_iter().flatten().any(|ask| number.is_some_and(|number| ask.is_met_by(&items[number])))
    };
    let swap = |one: (usize, usize), other: (usize, usize)| {
        let puts = [(one.0, one.1, sheet.cell(other.0, other.1)), (other.0, other.1, sheet.cell(one.0, one.1))];
        puts.into_iter().filter(|(row, column, from)| sheet.cell(*row, *column) != *from)
    };
    let mut plans = Vec::new();
    let mut lines = BTreeSet::new();
    for cell in asked.keys().copied() {
        let beside = (0..sheet.columns.len()).map(|column| (cell.0, column));
        let others = beside.chain((0..sheet.rows.len()).map(|row| (row, cell.1)));
        for other in others.filter(|other| *other != cell && wants(cell, *other)) {
            let (one, other) = (cell.min(other), cell.max(other));
            if wants(one, other) && wants(other, one) && lines.insert((What::Cells, one, other)) {
                plans.push(Plan { sheet, puts: swap(one, other).collect(), what: What::Cells });
            }
            let (puts, line): (Vec<Put>, _) = if one.1 == other.1 {
                let columns = 0..sheet.columns.len();
                let puts = columns.flat_map(|column| swap((one.0, column), (other.0, column)));
                (puts.collect(), (What::BothRows, (one.0, 0), (other.0, 0)))
            } else {
                let rows = 0..sheet.rows.len();
                let puts = rows.flat_map(|row| swap((row, one.1), (row, other.1)));
                (puts.collect(), (What::BothColumns, (0, one.1), (0, other.1)))
            };
            if lines.insert(line) && puts.len() > 2 {
                plans.push(Plan { sheet, puts, what: line.0 });
            }
        }
    }
    plans
}

impl Plan<'_, '_> {
    /// The number of asks that it meets.
    fn explains(&self, items: &[LineItem], asked: &Asked<'_>) -> usize {
        let met = self.puts.iter().map(|(row, column, from)| {
            let amount = |ask: &&Ask<'_>| match from {
                Some(from) => ask.is_met_by(&items[*from]),
                None => ask.right.abs() <= ask.give,
            };
            asked.get(&(*row, *column)).into_iter().flatten().filter(amount).count()
        });
        met.sum()
    }

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

/// A blank row for `code`, one line above the row `below`.
fn unprinted(below: &LineItem, code: Code) -> LineItem {
    let place = Place { row: below.place.row.map(|row| row.saturating_sub(1)), bounds: None, ..below.place.clone() };
    let level: Level = code.level();
    LineItem { parent: code.parent(), level, name: code.as_str().into(), code: Some(code), place, ..below.clone() }
}

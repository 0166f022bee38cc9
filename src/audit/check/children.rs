//! 上级科目 = 所属下级之和，合计 = 各类之和.

use super::{Check, Example};
use crate::audit::finding::described;
use crate::audit::interval::money;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::{Operand, Verdict};
use crate::model::{Amount, BudgetTable, Classification, Code, Level, LineItem, Measure, Origin, Owner, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "children",
    name: "上下级科目",
    rule: "上级科目 = 所属下级之和，合计 = 各类之和",
    why: "下级科目改了数、添了行或少了行，上级没有跟着改。",
    condition: "按编码的前几位找下级，不按行序；同一栏里编码重复的表（几个单位合印）不查；该行与下一个同级科目之间印有查不到编码的行时，连同这些行也加不起来才提示，不判错；同级的别的科目在这一栏逐级有数的，一级有数、另一级空着即不符；政府的表常只列部分下级，同表另一栏能加总的才判错，其余只提示。n 个数相加可差 n+1 个半步（尾差），只有一个下级时必须相等。",
    basis: "政府收支分类科目的类、款、项。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\n\
                208\t社会保障和就业支出\t90.00\n\
                20801\t人力资源和社会保障管理事务\t60.00\n\
                20805\t行政事业单位养老支出\t30.00\n",
        )],
        slip: ("208\t社会保障和就业支出\t90.00", "208\t社会保障和就业支出\t90.90"),
        told: (Verdict::Figure, "90.90"),
    },
};

/// Rows of one table and column.
#[derive(Default)]
struct Rows<'a> {
    /// Rows with a code.
    coded: BTreeMap<Code, &'a LineItem>,
    /// Rows without a code, totals excepted, in printed order.
    named: Vec<&'a LineItem>,
}

/// Compares each 类 with its 款 and each 款 with its 项, found by code prefix and never by the order of rows. The column
/// must print each code only once (tables of several units do not) and at least one code below the row. With n parts
/// the sum may be off by (n + 1) half steps.
///
/// Tables of governments often list only some of the rows below another one. There a gap is wrong only if the same row
/// adds up in another column; otherwise it is a hint.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let columns = columns_of(items);
    let judged: Vec<Sum<'_>> = columns.iter().flat_map(sums).collect();
    let list =
        |row: &LineItem| (row.unit.clone(), row.scope, row.place.file.clone(), row.place.sheet.clone(), row.table);
    let complete: BTreeSet<_> = judged
        .iter()
        .filter(|sum| sum.row.scope.is_of_government() && sum.opinion.verdict != Verdict::Figure)
        .map(|sum| (list(sum.row), sum.code))
        .collect();
    for Sum { code, row, mut opinion, uncoded } in judged {
        let open = row.scope.is_of_government() && !complete.contains(&(list(row), code));
        if (open || uncoded) && opinion.verdict == Verdict::Figure {
            opinion.verdict = Verdict::Note;
        }
        ledger.sum(&row.place, || described(row), row.text.clone(), opinion);
    }
    blanks(&columns, ledger);
}

/// 一级有数、另一级空着: in a column, rows with an amount below a blank parent, and a parent with an amount above rows that
/// are all blank. A table may leave a column blank on a level, so other rows of the parent's level have to print the sum
/// of their own rows there.
fn blanks(columns: &[Rows<'_>], ledger: &mut Ledger) {
    let list = |item: &LineItem| {
        let (owner, file, sheet, table, _) = column(item);
        (owner, file, sheet, table)
    };
    // The rows that the columns of a table print, and those below each.
    let mut printed: BTreeMap<_, &LineItem> = BTreeMap::new();
    for row in columns.iter().flat_map(|rows| rows.coded.values()) {
        printed.entry((list(row), row.code.clone())).or_insert(row);
    }
    let mut below: BTreeMap<_, Vec<&LineItem>> = BTreeMap::new();
    for ((list, code), row) in &printed {
        let parent = code.as_ref().and_then(Code::parent);
        parent.into_iter().for_each(|parent| below.entry((list.clone(), Some(parent))).or_default().push(row));
    }
    for rows in columns {
        let Some(first) = rows.coded.values().next().filter(|row| !row.scope.is_of_government()) else { continue };
        // The row as this column prints it; 0 where it is blank.
        let here = |row: &LineItem| match row.code.as_ref().and_then(|code| rows.coded.get(code)) {
            Some(own) => (*own).clone(),
            None => LineItem {
                measure: first.measure.clone(),
                amount: Some(Amount::from_fen(0)),
                text: "".into(),
                place: Place { column: first.place.column, bounds: None, ..row.place.clone() },
                ..row.clone()
            },
        };
        let is_blank = |row: &LineItem| row.code.as_ref().is_none_or(|code| !rows.coded.contains_key(code));
        let own = list(first);
        for (above, parts) in below.iter().filter(|((list, _), _)| *list == own) {
            let (Some(whole), Some(code)) = (printed.get(above), &above.1) else { continue };
            let is_summed = |other: &Code| {
                other != code
                    && other.level() == code.level()
                    && rows.coded.keys().any(|row| row.parent().as_ref() == Some(other))
            };
            let is_one_level = is_blank(whole) != parts.iter().all(|part| is_blank(part));
            if !is_one_level || !rows.coded.keys().any(is_summed) {
                continue;
            }
            let (whole, parts): (LineItem, Vec<LineItem>) =
                (here(whole), parts.iter().map(|part| here(part)).collect());
            let opinion = sum("children", &whole, &parts.iter().collect::<Vec<_>>(), "所属下级之和");
            if opinion.verdict == Verdict::Ok {
                continue;
            }
            // The finding stands at a cell that prints something.
            let shown = std::iter::once(&whole).chain(&parts).find(|row| !row.text.is_empty()).unwrap_or(&whole);
            let what = if whole.text.is_empty() { "上级" } else { "所属下级" };
            let because = format!("{what}这一栏是空的，{}", opinion.because);
            let opinion = Opinion { expected: None, because, ..opinion };
            ledger.sum(&shown.place, || described(shown), shown.text.clone(), opinion);
        }
    }
}

/// A row that has others below it.
struct Sum<'r> {
    code: &'r Code,
    row: &'r LineItem,
    opinion: Opinion,
    /// Whether rows without a code stand among those below it.
    uncoded: bool,
}

/// Compares every row of a column that has others below it with their sum. Rows without a code that stand before the
/// next code not below it may belong to it too, so the sum is tried with the highest of them as well as without; the
/// mildest verdict counts.
fn sums<'r>(rows: &'r Rows<'r>) -> impl Iterator<Item = Sum<'r>> {
    let line = |item: &LineItem| (item.place.page, item.place.table, item.place.row);
    let mut order: Vec<(&Code, _)> = rows.coded.iter().map(|(code, row)| (code, line(row))).collect();
    order.sort_by_key(|(_, line)| *line);
    let places: BTreeMap<&Code, usize> = order.iter().enumerate().map(|(at, (code, _))| (*code, at)).collect();
    rows.coded.iter().filter_map(move |(code, row)| {
        let below: Vec<&LineItem> = rows
            .coded
            .range(code.clone()..)
            .take_while(|(other, _)| *other == code || code.is_ancestor_of(other))
            .filter(|(other, _)| other.as_str().len() == code.as_str().len() + 2)
            .map(|(_, other)| *other)
            .collect();
        row.amount.filter(|_| !below.is_empty())?;
        let end = order[places[code]..].iter().find(|(other, _)| *other != code && !code.is_ancestor_of(other));
        let from = rows.named.partition_point(|item| line(item) <= line(row));
        let among = rows.named[from..].iter().take_while(|item| end.is_none_or(|(_, end)| line(item) < *end));
        // Where levels are known, a row on the same or a higher level ends the rows below even without a code.
        let inside = among.clone().take_while(|item| item.level > row.level);
        let with = |rows: &[&&'r LineItem]| {
            let highest = rows.iter().map(|item| item.level).min();
            let parts = rows.iter().filter(|item| Some(item.level) == highest).map(|item| **item);
            below.iter().copied().chain(parts).collect::<Vec<&LineItem>>()
        };
        let (among, inside): (Vec<_>, Vec<_>) = (among.collect(), inside.collect());
        let uncoded = !among.is_empty();
        let opinions = [below.clone(), with(&among), with(&inside)];
        let opinions = opinions.map(|parts| sum("children", row, &parts, "所属下级之和"));
        let opinion = opinions.into_iter().min_by_key(|opinion| opinion.verdict)?;
        Some(Sum { code, row, opinion, uncoded })
    })
}

/// Compares the total row of a column with its 类. It applies to tables of expenditure and revenue by code whose column
/// has one total row, but not to those of 收支总计, whose totals include carry-over.
pub(in crate::audit) fn totals(items: &[LineItem], ledger: &mut Ledger) {
    let fit = [
        BudgetTable::Revenue,
        BudgetTable::Expenditure,
        BudgetTable::General,
        BudgetTable::GovernmentExpenditure,
        BudgetTable::FundExpenditure,
        BudgetTable::GeneralBasic,
        BudgetTable::Fund,
        BudgetTable::StateCapital,
    ];
    let mut totals: BTreeMap<Column, Vec<&LineItem>> = BTreeMap::new();
    let is_total = |item: &&LineItem| {
        item.level == Level::Total && item.code.is_none() && item.amount.is_some() && item.origin == Origin::Published
    };
    for item in items.iter().filter(is_total).filter(|item| fit.contains(&item.table)) {
        totals.entry(column(item)).or_default().push(item);
    }
    for rows in columns_of(items) {
        let Some(total) = rows.coded.values().next().and_then(|first| totals.get(&column(first))) else { continue };
        let categories =
            rows.coded.iter().filter(|(code, row)| code.level() == Level::Category && row.amount.is_some());
        let categories: Vec<&LineItem> = categories.map(|(_, row)| *row).collect();
        // A code whose 类 is not printed would be missing from the sum.
        let whole = rows.coded.keys().all(|code| {
            let category =
                |above: &Code| above.level() == Level::Category && (above == code || above.is_ancestor_of(code));
            rows.coded.keys().any(category)
        });
        if let ([total], true, false) = (total.as_slice(), whole, categories.is_empty())
            && let Some(amount) = total.amount
        {
            let opinion = sum("children", total, &categories, "各类之和");
            let categories: Vec<Amount> = categories.iter().filter_map(|row| row.amount).collect();
            // Governments print 上解上级支出, 结转下年 without a code beside the 类, which then add up to a subtotal.
            let uncoded = uncoded_rows(items, &column(total));
            if opinion.verdict != Verdict::Figure || uncoded.is_empty() {
                ledger.sum(&total.place, || described(total), total.text.clone(), opinion);
                continue;
            }
            let sums = uncoded.iter().filter(|(sum, _)| *sum);
            let sums = sums.map(|(_, amount)| judge("children", *amount, &categories, "各类之和").verdict);
            let others = uncoded.iter().filter(|(sum, _)| !sum).map(|(_, amount)| *amount);
            let all: Vec<Amount> = categories.iter().copied().chain(others).collect();
            match sums.chain([judge("children", amount, &all, "各行之和").verdict]).min() {
                Some(Verdict::Ok | Verdict::Tail) => {
                    ledger.sum(&total.place, || described(total), total.text.clone(), Opinion::ok("children"));
                }
                // A table by names, a few of which are known to be those of a 类, lists something else.
                _ if all.len() > categories.len() * 2 => {}
                _ => ledger.sum(
                    &total.place,
                    || described(total),
                    total.text.clone(),
                    Opinion { verdict: Verdict::Note, ..opinion },
                ),
            }
        }
    }
}

/// The amounts of a column's rows on the level of 类 that have no code, each with a flag for sums of others.
fn uncoded_rows(items: &[LineItem], of: &Column) -> Vec<(bool, Amount)> {
    let rows = items.iter().filter(|item| {
        item.code.is_none()
            && item.level == Level::Category
            && item.project.is_none()
            && item.origin == Origin::Published
            && column(item) == *of
    });
    let is_sum = |item: &LineItem| ["合计", "小计", "总计"].iter().any(|word| item.name.contains(word));
    rows.filter_map(|item| Some((is_sum(item), item.amount?))).collect()
}

fn column(item: &LineItem) -> Column {
    let owner = Owner { unit: item.unit.clone(), scope: item.scope, year: item.year, phase: item.phase };
    (owner, item.place.file.clone(), item.place.sheet.clone(), item.table, item.measure.clone())
}

/// Compares a cell with the sum of others.
pub(in crate::audit) fn sum(code: &'static str, whole: &LineItem, parts: &[&LineItem], what: &str) -> Opinion {
    let amounts: Vec<Amount> = parts.iter().filter_map(|part| part.amount).collect();
    let total = whole.amount.unwrap_or(Amount::from_fen(0));
    let operands = || Operand::sum(whole, parts.iter().copied());
    match verdict(total, &amounts) {
        // Most sums of tables hold, and nobody is told of them.
        Verdict::Ok => Opinion::ok(code).by(operands),
        _ => judge(code, total, &amounts, what).by(operands),
    }
}

/// Compares a printed total with the sum of its printed parts.
pub(in crate::audit) fn judge(code: &'static str, total: Amount, parts: &[Amount], what: &str) -> Opinion {
    let sum = added(parts);
    let expected = money(sum, total);
    let because = format!("{what}为 {expected}，相差 {}", money((sum - i128::from(total.fen())).abs(), total));
    Opinion { expected: Some(expected), ..Opinion::of(code, verdict(total, parts), because) }
}

fn added(parts: &[Amount]) -> i128 {
    parts.iter().map(|part| i128::from(part.fen())).sum()
}

fn verdict(total: Amount, parts: &[Amount]) -> Verdict {
    match added(parts) - i128::from(total.fen()) {
        0 => Verdict::Ok,
        _ if parts.len() == 1 && total.agrees(parts[0]) => Verdict::Ok,
        // A single part has to equal the whole: nothing was rounded in adding.
        _ if parts.len() > 1 && total.sum_agrees(parts.iter().copied()) => Verdict::Tail,
        _ => Verdict::Figure,
    }
}

/// Identifies a column: its owner, file, sheet, table and measure.
type Column = (Owner, Arc<str>, Option<Arc<str>>, BudgetTable, Measure);

fn columns_of(items: &[LineItem]) -> Vec<Rows<'_>> {
    let mut columns: BTreeMap<Column, Option<Rows<'_>>> = BTreeMap::new();
    let line = |item: &&LineItem| (item.place.page, item.place.table, item.place.row);
    let fit = |item: &&LineItem| {
        item.origin == Origin::Published
            && item.project.is_none()
            && item.amount.is_some()
            && matches!(item.classification, Classification::Functional | Classification::Economic)
    };
    for item in items.iter().filter(fit) {
        let rows = columns.entry(column(item)).or_insert_with(|| Some(Rows::default()));
        let Some(known) = rows else { continue };
        match &item.code {
            Some(code) if known.coded.insert(code.clone(), item).is_some() => *rows = None,
            None if item.level != Level::Total => known.named.push(item),
            _ => {}
        }
    }
    let mut columns: Vec<Rows<'_>> = columns.into_values().flatten().filter(|rows| !rows.coded.is_empty()).collect();
    columns.iter_mut().for_each(|rows| rows.named.sort_by_key(line));
    columns
}

//! 表中的百分比与本行的数相符，文中的比率与表中印的相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::interval::{self, ends, judge, show};
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::link::link;
use crate::model::{
    Base, BaseYear, BudgetTable, Cells, Claim, Direction, Figure, FiscalYear, Level, LineItem, Measure, Origin, Paper,
    Phase, Place, PrintedNumber, PrintedRate, RateKind, Role, Scope,
};
use std::collections::{BTreeMap, BTreeSet};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "percent",
    name: "百分比栏",
    rule: "表中的完成率、增减率、占比与本行的数相符，文中的比率与表中印的相符",
    why: "执行表的金额改了，旁边的百分比常没有跟着改；文中的比率多是从表里抄来的。",
    condition: "表头写明是占预算、比上年增减还是占比，同一行印有所比的数时，逐格查；单列一行、印在金额下面的（占比、比上年增长%）也查；一栏里不符的多于相符的，是表头另有所指，不判错。上年数没有印出的，文中写了同一行的数，其比率与表中的百分比对照；同口径的只与同口径的对照。",
    basis: "《预算法》第十四条，预算执行情况表和报告应当一致。",
    example: Example {
        files: &[(
            "2025.txt",
            "示例市2025年预算执行情况\n\n\
                2025年示例市一般公共预算收入执行情况表\n\n\
                单位：万元\n\n\
                项目\t2024年决算数\t2025年预算数\t2025年执行数\t占预算%\t比上年增长%\n\
                税收收入\t1000\t1100\t1056\t96.0\t5.6\n\
                非税收入\t500\t500\t520\t104.0\t4.0\n\
                收入合计\t1500\t1600\t1576\t98.5\t5.1\n",
        )],
        slip: ("104.0\t4.0", "104.0\t0.4"),
        told: (Verdict::Figure, "0.4"),
    },
};

/// A printed row: file, sheet, page, table and row.
type Row<'a> = (&'a str, Option<&'a str>, Option<u32>, Option<u32>, Option<u32>);

fn row(place: &Place) -> Row<'_> {
    (&place.file, place.sheet.as_deref(), place.page, place.table, place.row)
}

/// 一栏百分比, or the rows of one name: file, sheet, number of the table, its money, the header and what it is of.
type Column<'a> = (&'a str, Option<&'a str>, Option<u32>, (Scope, FiscalYear, &'a Measure), &'a str, RateKind);

/// Judges every percentage that a table prints by the amounts of its row, then the rates of the text that are still open
/// by the percentages of the rows that they are about.
///
/// What a column is of is told by its header alone, so a percentage is wrong only where at least as many of its column
/// come out.
pub(in crate::audit) fn check(
    papers: &[Paper],
    items: &[LineItem],
    claims: &[Claim],
    cells: &Cells<'_>,
    ledger: &mut Ledger,
) {
    let rates: Vec<&PrintedRate> = papers.iter().flat_map(|paper| &paper.rates).collect();
    if rates.is_empty() {
        return;
    }
    in_tables(&rates, items, ledger);
    in_text(&rates, claims, cells, ledger);
}

fn in_tables(rates: &[&PrintedRate], items: &[LineItem], ledger: &mut Ledger) {
    let printed: BTreeSet<Row<'_>> = rates.iter().map(|rate| row(&rate.of)).collect();
    let mut rows: BTreeMap<Row<'_>, Vec<&LineItem>> = BTreeMap::new();
    let mut wholes: BTreeMap<_, Vec<&LineItem>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.amount.is_some() && item.origin != Origin::Implied) {
        if printed.contains(&row(&item.place)) {
            rows.entry(row(&item.place)).or_default().push(item);
        }
        if item.level == Level::Total {
            wholes.entry(column_of(item)).or_default().push(item);
        }
    }
    let mut columns: BTreeMap<Column<'_>, Vec<(&PrintedRate, &LineItem, Opinion)>> = BTreeMap::new();
    for rate in rates {
        let beside = rows.get(&row(&rate.of)).map_or(&[][..], Vec::as_slice);
        let Some(item) = beside.iter().copied().find(|item| item.place == rate.of) else { continue };
        let others = match rate.kind {
            RateKind::Share => wholes.get(&column_of(item)).map_or(&[][..], Vec::as_slice),
            _ => beside,
        };
        let opinions = others.iter().filter_map(|other| opinion(rate, item, other));
        if let Some(opinion) = opinions.min_by_key(|opinion| opinion.verdict) {
            let Place { file, sheet, table, .. } = &rate.place;
            let money = (item.scope, item.year, &item.measure);
            let key = (&**file, sheet.as_deref(), *table, money, &*rate.head, rate.kind);
            columns.entry(key).or_default().push((rate, item, opinion));
        }
    }
    for judged in columns.into_values() {
        let wrong = judged.iter().filter(|(_, _, opinion)| opinion.verdict == Verdict::Figure).count();
        let is_meant = wrong * 2 <= judged.len();
        for (rate, item, opinion) in judged.into_iter().filter(|(.., one)| is_meant || one.verdict != Verdict::Figure) {
            let text = || format!("{}“{}”行“{}”栏", item.table.title(), item.name, rate.head);
            ledger.sum(&rate.place, text, rate.number.raw().into(), opinion);
        }
    }
}

/// The column of an amount: its file and sheet, and all that the figures of one column have in common.
fn column_of(item: &LineItem) -> (&str, Option<&str>, BudgetTable, Scope, FiscalYear, Phase, &Measure) {
    let LineItem { table, scope, year, phase, measure, place, .. } = item;
    (&place.file, place.sheet.as_deref(), *table, *scope, *year, *phase, measure)
}

/// Judges a percentage of `item`'s row by another amount; `None` if it is not of that amount.
fn opinion(rate: &PrintedRate, item: &LineItem, other: &LineItem) -> Option<Opinion> {
    let (amount, base) = (item.amount?, other.amount?);
    let (part, whole) = (i128::from(amount.fen()), i128::from(base.fen()));
    let is_base = match rate.kind {
        RateKind::Growth(of) | RateKind::Quotient(of) => is_base(of, item, other),
        RateKind::Share => true,
    };
    if !is_base || whole <= 0 {
        return None;
    }
    let (amount_said, base_said) = (amount.print_with_unit(), base.print_with_unit());
    let (part, interval, sum) = match rate.kind {
        RateKind::Growth(_) => {
            let sum = format!("（{amount_said} − {base_said}）÷ {base_said}");
            (part - whole, interval::growth(ends(amount), ends(base))?, sum)
        }
        _ if part < 0 => return None,
        _ => (part, interval::percent(ends(amount), ends(base))?, format!("{amount_said} ÷ {base_said}")),
    };
    let verdict = judge(&rate.number, part, whole, interval);
    let expected = show(part, whole, rate.number.decimals());
    Some(Opinion { expected: Some(expected.clone()), ..Opinion::of("percent", verdict, format!("{sum} = {expected}")) })
}

/// Whether an amount of the same row is the one that a percentage of `item` is based on.
fn is_base(of: Base, item: &LineItem, other: &LineItem) -> bool {
    let is_row =
        (&other.name, &other.code, &other.measure, other.scope) == (&item.name, &item.code, &item.measure, item.scope);
    let fits = match of.phase {
        None => of.year != BaseYear::Same && of.fiscal_year(item.year) != Some(item.year) || other.phase.is_budget(),
        Some(phase) if phase.is_budget() => other.phase == phase,
        Some(_) => !other.phase.is_budget(),
    };
    is_row && other.place != item.place && of.fiscal_year(item.year) == Some(other.year) && !of.comparable && fits
}

fn in_text(rates: &[&PrintedRate], claims: &[Claim], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut beside: BTreeMap<&Place, Vec<&PrintedRate>> = BTreeMap::new();
    rates.iter().for_each(|rate| beside.entry(&rate.of).or_default().push(rate));
    for (index, claim) in claims.iter().enumerate() {
        let asked = |figure: &Figure| matches!(figure.role, Role::Rate(_) | Role::Completion | Role::Share(_));
        if !claim.figures.iter().any(asked) {
            continue;
        }
        let Some(year) = claim.year.or_else(|| cells.owner(&claim.place.file).map(|owner| owner.year)) else {
            continue;
        };
        let said = claim.current().and_then(Figure::amount);
        let bound = claim.binding.years.iter().filter(|bound| bound.year == year);
        let linked = bound.flat_map(|bound| link(cells, claim, (bound.year, bound.phase)).cells);
        let meant = linked.filter(|cell| said.is_none_or(|said| cell.amount.is_some_and(|amount| said.agrees(amount))));
        let printed: Vec<(&LineItem, &PrintedRate)> = meant
            .flat_map(|cell| beside.get(&cell.place).into_iter().flatten().map(move |rate| (cell, *rate)))
            .collect();
        for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| asked(figure)) {
            let at = (index, number);
            if ledger.is_open(at)
                && let Some(opinion) = of_figure(figure, year, &printed, said.is_some())
            {
                if opinion.verdict == Verdict::Ok {
                    ledger.agree(claims, index, |role| *role == Role::Current);
                }
                ledger.note(at, opinion);
            }
        }
    }
}

/// Judges a rate of the text by the percentages of the rows that it may be about. One that agrees bears it out; if none
/// does, it is wrong only where the sentence also states the amount of the row (`sure`) and all of them compare with the
/// same base.
fn of_figure(figure: &Figure, year: FiscalYear, printed: &[(&LineItem, &PrintedRate)], sure: bool) -> Option<Opinion> {
    let number = figure.number.as_ref()?;
    let sign = match figure.role {
        Role::Rate(Some(Direction::Down)) => -1,
        Role::Rate(None) => return None,
        _ => 1,
    };
    let kind = |rate: &PrintedRate| match (&figure.role, rate.kind) {
        (Role::Rate(_), RateKind::Growth(base)) => base.fiscal_year(year) == year.previous(),
        (Role::Completion, RateKind::Quotient(base)) => base.fiscal_year(year) == Some(year),
        (Role::Share(_), RateKind::Share) => true,
        _ => false,
    };
    let rates: Vec<&(&LineItem, &PrintedRate)> = printed.iter().filter(|(_, rate)| kind(rate)).collect();
    if rates.iter().any(|(_, rate)| agree((sign, number), &rate.number)) {
        return Some(Opinion::ok("percent"));
    }
    let (item, first) = rates.first().filter(|_| sure)?;
    let is_based_alike = |rate: &PrintedRate| {
        let (RateKind::Growth(own) | RateKind::Quotient(own)) = rate.kind else { return false };
        let said = figure.base.unwrap_or(Base { phase: None, comparable: false, ..own });
        let is_budget = |phase: Option<Phase>| phase.filter(|phase| phase.is_budget());
        let is_phase = match rate.kind {
            // 占预算 is of any budget of the year, as both may print it.
            RateKind::Quotient(_) if own.phase.is_none() => said.phase != Some(Phase::Adjusted),
            _ => is_budget(said.phase) == is_budget(own.phase),
        };
        is_phase && said.comparable == own.comparable && said.fiscal_year(year) == own.fiscal_year(year)
    };
    if !rates.iter().all(|(_, rate)| is_based_alike(rate) && rate.number == first.number) {
        return None;
    }
    let expected = format!("{}%", first.number.raw().trim_start_matches(['-', '−', '－']));
    let because = format!(
        "{}“{}”行“{}”栏印的是 {}（{}）",
        item.table.title(),
        item.name,
        first.head,
        first.number.raw(),
        first.place
    );
    Some(Opinion { expected: Some(expected), ..Opinion::of("percent", Verdict::Figure, because) })
}

/// Whether two printed percentages may be the same, rounded to different decimals.
fn agree((sign, said): (i128, &PrintedNumber), printed: &PrintedNumber) -> bool {
    let scale = |number: &PrintedNumber| 10i128.pow(number.decimals().min(12));
    let gap = sign * i128::from(said.mantissa()) * scale(printed) - i128::from(printed.mantissa()) * scale(said);
    2 * gap.abs() < scale(said) + scale(printed)
}

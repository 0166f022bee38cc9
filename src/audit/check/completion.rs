//! 完成率 = 决算数 ÷ 预算数.

use super::{Check, Example};
use crate::audit::interval::{self, ends, judge, show};
use crate::audit::ledger::{At, Ledger, Opinion, quotient};
use crate::audit::link::link;
use crate::audit::reported::ReportedAmounts;
use crate::audit::{Operand, Verdict};
use crate::model::{Amount, BaseYear, Cells, Claim, Direction, Figure, Phase, PrintedNumber, Role};
use std::cmp::Ordering;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "completion",
    name: "完成率",
    rule: "完成率 = 决算数 ÷ 预算数",
    why: "完成率是读者看决算先看的数；换了预算口径而没有改完成率，是决算公开常见的错。",
    condition: "一句话里有一个决算数、一个本年预算数（或决算数比预算数多、少的数）和完成率时；“决算数小于（大于、等于）预算数”一类的话与完成率相符，完成率写成100%而说大于、小于的只提示。",
    basis: "财预〔2016〕143号，决算与预算的差异应当说明。",
    example: Example {
        files: &[("2024.txt", "会议费年初预算为20.00万元，支出决算为15.00万元，完成年初预算的75.00%。\n")],
        slip: ("75.00%", "57.00%"),
        told: (Verdict::Figure, "57.00%"),
    },
};

/// Compares the completion rate with the outturn divided by the budget. The claim must give one amount, the rate, and
/// the positive budget of the same year that the rate refers to. A budget found elsewhere, in the claim before
/// (预算数95.37亿元，支出完成94.14亿元) or in a table, can only confirm the rate.
pub(in crate::audit) fn check(claims: &[Claim], said: &ReportedAmounts<'_>, cells: &Cells<'_>, ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        nothing(index, claim, ledger);
        side(index, claim, ledger);
        let mut currents = claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current);
        let (Some((own, figure)), None) = (currents.next(), currents.next()) else { continue };
        let Some(current) = figure.amount() else { continue };
        for (number, figure) in claim.figures.iter().enumerate() {
            let (Role::Completion, Some(printed)) = (&figure.role, &figure.number) else { continue };
            let sure = own_budget(index, claim, number, current);
            let is_sure = sure.is_some();
            let bases = sure.map_or_else(|| other_budgets(index, claims, said, cells), |base| vec![base]);
            let part = i128::from(current.fen());
            if part < 0 {
                continue;
            }
            let judged = bases.into_iter().find_map(|base| {
                let whole = i128::from(base.amount.fen());
                let verdict = judge(printed, part, whole, interval::percent(ends(current), ends(base.amount))?);
                (is_sure || verdict.is_borne_out()).then_some((base, whole, verdict))
            });
            let Some((base, whole, verdict)) = judged else { continue };
            if verdict.is_borne_out() {
                ledger.agree(claims, index, |role| *role == Role::Current);
                base.at.into_iter().for_each(|at| ledger.agrees(at));
            }
            let expected = show(part, whole, printed.decimals());
            let because = format!("决算数 ÷ 预算数 = {expected}");
            let likely_cause = (verdict == Verdict::Figure)
                .then(|| crate::audit::cause::of_rate(printed, part, whole, None))
                .flatten();
            let opinion = Opinion {
                expected: Some(expected),
                likely_cause,
                replacement: Some(interval::percent_like(part, whole, printed.decimals())),
                ..Opinion::of("completion", verdict, because)
            };
            let own = ((index, own), current);
            ledger.note((index, number), opinion.by(|| base.operands(own, claims)));
        }
    }
}

/// A budget, and where the text prints it, if it does.
struct Budget {
    amount: Amount,
    at: Option<At>,
    /// The difference of the outturn from it, with its sign, if that is printed in its place.
    by: Option<(At, Amount, i8)>,
}

impl Budget {
    fn stated(at: At, amount: Amount) -> Self {
        Self { amount, at: Some(at), by: None }
    }

    /// The operands of a completion rate.
    fn operands(&self, current: (At, Amount), claims: &[Claim]) -> Vec<Operand> {
        match (self.at, self.by) {
            (Some(at), _) => quotient(&[(current, 1, 0), ((at, self.amount), 0, 1)], claims),
            (None, Some((at, amount, sign))) => quotient(&[(current, 1, 1), ((at, amount), 0, -sign)], claims),
            (None, None) => Vec::new(),
        }
    }
}

/// The budgets of the same year among a claim's own figures.
fn stated(index: usize, claim: &Claim) -> impl Iterator<Item = (Option<Phase>, Budget)> {
    let is_budget = |figure: &&Figure| figure.role == Role::Prior;
    let figures = claim.figures.iter().enumerate().filter(move |(_, figure)| is_budget(figure));
    figures.filter_map(move |(number, figure)| {
        let base = figure.base.filter(|base| base.year == BaseYear::Same)?;
        Some((base.phase, Budget::stated((index, number), figure.amount()?)))
    })
}

/// The budget in its own claim that a completion rate refers to: the only one; of several, the one right before the
/// rate (为年初预算A的80.4%，为调整预算B的101.2%), or the only adjusted one if the rate refers to the adjusted budget.
fn own_budget(index: usize, claim: &Claim, rate: usize, current: Amount) -> Option<Budget> {
    let named = claim.figures[rate].base.and_then(|base| base.phase);
    let mut all: Vec<(Option<Phase>, Budget)> = stated(index, claim).collect();
    if all.is_empty() {
        return budget(index, claim, current);
    }
    if let [(phase, _)] = all.as_slice() {
        // 年初预算A，完成调整预算的94%: the adjusted budget is not printed.
        let other = named == Some(Phase::Adjusted) && *phase == Some(Phase::Approved);
        return all.pop().filter(|_| !other).map(|(_, budget)| budget);
    }
    all.retain(|(phase, _)| *phase == named && named.is_some());
    let right = |(_, budget): &(Option<Phase>, Budget)| budget.at.is_some_and(|(_, number)| number + 1 == rate);
    match all.iter().position(right) {
        Some(at) => Some(all.swap_remove(at).1),
        None if all.len() == 1 => all.pop().map(|(_, budget)| budget),
        None => None,
    }
}

/// The budgets that a completion rate may refer to: those of its own claim, the one that the claim right before calls a
/// budget, the amounts that other reports give for the year, and those of the tables.
fn other_budgets(index: usize, claims: &[Claim], said: &ReportedAmounts<'_>, cells: &Cells<'_>) -> Vec<Budget> {
    let claim = &claims[index];
    let mut budgets: Vec<Budget> = stated(index, claim).map(|(_, budget)| budget).collect();
    let before = index.checked_sub(1).map(|before| (before, &claims[before]));
    if let Some((before, other)) = before.filter(|(_, other)| other.shares_sentence(claim))
        && let [figure] = other.figures.as_slice()
    {
        let words = other.text.get(..figure.span.start).unwrap_or_default().trim_end_matches(['为', '是', '数', '额']);
        let amount = figure.amount().filter(|_| figure.role == Role::Current && words.ends_with("预算"));
        budgets.extend(amount.map(|amount| Budget::stated((before, 0), amount)));
    }
    budgets.extend(said.ahead(index).map(|(at, amount)| Budget::stated(at, amount)));
    let Some(owner) = cells.owner(&claim.place.file) else { return budgets };
    for phase in [Phase::Approved, Phase::Adjusted].into_iter().filter(|phase| *phase != owner.phase) {
        let link = link(cells, claim, (claim.year.unwrap_or(owner.year), phase));
        budgets.extend(link.cells.iter().filter_map(|cell| Some(Budget { amount: cell.amount?, at: None, by: None })));
    }
    budgets
}

/// The budget implied by an outturn and its difference from the budget: 大于预算数55.93万元.
fn budget(index: usize, claim: &Claim, current: Amount) -> Option<Budget> {
    let of_budget = |(_, figure): &(usize, &Figure)| figure.base.is_some_and(|base| base.year == BaseYear::Same);
    let changes = claim.figures.iter().enumerate().filter(of_budget);
    let mut changes = changes.filter_map(|(number, figure)| match figure.role {
        Role::Change(Some(direction)) => Some((direction, (index, number), figure.amount()?)),
        _ => None,
    });
    let ((direction, at, change), None) = (changes.next()?, changes.next()) else { return None };
    let (fen, sign) = match direction {
        Direction::Up => (current.fen().checked_sub(change.fen())?, 1),
        Direction::Down => (current.fen().checked_add(change.fen())?, -1),
        Direction::Flat => return None,
    };
    let amount = Amount::new(fen, current.resolution().checked_add(change.resolution())?);
    Some(Budget { amount, at: None, by: Some((at, change, sign)) })
}

/// Confirms a rate of 0% for an outturn of zero, whatever the budget: 支出决算为0万元，完成预算的0%.
fn nothing(index: usize, claim: &Claim, ledger: &mut Ledger) {
    let zero =
        |figure: &&Figure| figure.role == Role::Current && figure.amount().is_some_and(|amount| amount.fen() == 0);
    if claim.figures.iter().any(|figure| figure.role == Role::Current && !zero(&figure)) || claim.current().is_none() {
        return;
    }
    for (number, figure) in claim.figures.iter().enumerate() {
        if figure.role == Role::Completion && figure.number.as_ref().is_some_and(|number| number.mantissa() == 0) {
            ledger.note((index, number), Opinion::ok("completion"));
        }
    }
}

/// Checks that 大于, 小于 or 等于 agrees with the rate: 完成预算的89.53%，决算数小于预算数.
fn side(index: usize, claim: &Claim, ledger: &mut Ledger) {
    let rates: Vec<&PrintedNumber> = claim
        .figures
        .iter()
        .filter(|figure| figure.role == Role::Completion)
        .filter_map(|figure| figure.number.as_ref())
        .collect();
    let [rate] = rates.as_slice() else { return };
    let hundred = 100 * 10i64.pow(rate.decimals().min(12));
    for (number, figure) in claim.figures.iter().enumerate() {
        let own = figure.base.is_some_and(|base| base.year == BaseYear::Same);
        let (Role::Change(Some(direction)), None, true) = (&figure.role, &figure.number, own) else { continue };
        let (verdict, because) = match (direction, rate.mantissa().cmp(&hundred)) {
            (Direction::Down, Ordering::Greater) => (Verdict::Direction, "完成率大于100%，决算数不会小于预算数"),
            (Direction::Up, Ordering::Less) => (Verdict::Direction, "完成率小于100%，决算数不会大于预算数"),
            (Direction::Flat, Ordering::Less | Ordering::Greater) => {
                (Verdict::Direction, "完成率不是100%，决算数不会等于预算数")
            }
            // 100% may have been rounded from a little more or less.
            (Direction::Down, Ordering::Equal) => (Verdict::Note, "完成率写的是100%，又说决算数小于预算数，请核对"),
            (Direction::Up, Ordering::Equal) => (Verdict::Note, "完成率写的是100%，又说决算数大于预算数，请核对"),
            _ => (Verdict::Ok, ""),
        };
        let opinion = Opinion::of("completion", verdict, because);
        ledger.note((index, number), opinion);
    }
}

//! 完成率 = 决算数 ÷ 预算数.
//!
//! 条件：一句话里有一个决算数、一个本年预算数（或决算数比预算数多、少的数）和完成率时；“决算数小于预算数”一类的话与完成率相符。
//!
//! 依据：财预〔2016〕143号，决算与预算的差异应当说明。
//!
//! 例：年初预算 20.00 万元，决算 15.00 万元，完成 57.00%。

use crate::audit::Verdict;
use crate::audit::interval::{self, ends, judge, show};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Amount, BaseYear, Claim, Direction, Figure, PrintedNumber, Role};

/// The completion rate against the budget that the same sentence prints. It applies where the sentence gives
/// one amount, one budget of the same year above nothing, and the rate.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        nothing(index, claim, ledger);
        side(index, claim, ledger);
        let mut currents = claim.figures.iter().filter(|figure| figure.role == Role::Current);
        let own = |figure: &&Figure| {
            figure.role == Role::Prior && figure.base.is_some_and(|base| base.year == BaseYear::Same)
        };
        let mut budgets = claim.figures.iter().filter(own);
        let (Some(current), None) = (currents.next().and_then(Figure::amount), currents.next()) else { continue };
        let base = match (budgets.next(), budgets.next()) {
            (Some(budget), None) => budget.amount(),
            (None, None) => budget(claim, current),
            _ => None,
        };
        let Some(base) = base else { continue };
        for (number, figure) in claim.figures.iter().enumerate() {
            let (Role::Completion, Some(printed)) = (&figure.role, &figure.number) else { continue };
            let (part, whole) = (i128::from(current.fen()), i128::from(base.fen()));
            let Some(interval) = interval::percent(ends(current), ends(base)) else { continue };
            if part < 0 {
                continue;
            }
            let verdict = judge(printed, part, whole, interval);
            if verdict == Verdict::Ok {
                ledger.agree(claims, index, |role| *role == Role::Current);
                ledger.agree(claims, index, |role| *role == Role::Prior);
            }
            let expected = show(part, whole, printed.decimals());
            let because = format!("决算数 ÷ 预算数 = {expected}");
            let likely_cause = (verdict == Verdict::Figure)
                .then(|| crate::audit::cause::of_rate(printed, part, whole, None))
                .flatten();
            ledger.note(
                (index, number),
                Opinion {
                    expected: Some(expected),
                    likely_cause,
                    replacement: Some(interval::percent_like(part, whole, printed.decimals())),
                    ..Opinion::of("completion", verdict, because)
                },
            );
        }
    }
}

/// The budget that an outturn and 大于预算数55.93万元 give.
fn budget(claim: &Claim, current: Amount) -> Option<Amount> {
    let of_budget = |figure: &&Figure| figure.base.is_some_and(|base| base.year == BaseYear::Same);
    let mut changes = claim.figures.iter().filter(of_budget).filter_map(|figure| match figure.role {
        Role::Change(Some(direction)) => Some((direction, figure.amount()?)),
        _ => None,
    });
    let ((direction, change), None) = (changes.next()?, changes.next()) else { return None };
    let fen = match direction {
        Direction::Up => current.fen().checked_sub(change.fen())?,
        Direction::Down => current.fen().checked_add(change.fen())?,
        Direction::Flat => return None,
    };
    Some(Amount::new(fen, current.resolution().checked_add(change.resolution())?))
}

/// 支出决算为0万元，完成预算的0%: nothing is 0% of any budget.
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

/// 完成预算的89.53%，决算数小于预算数: the word agrees with the rate.
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
        let opinion = match direction {
            Direction::Down if rate.mantissa() > hundred => "完成率大于100%，决算数不会小于预算数",
            Direction::Up if rate.mantissa() < hundred => "完成率小于100%，决算数不会大于预算数",
            Direction::Down | Direction::Up if rate.mantissa() != hundred => "",
            _ => continue,
        };
        let opinion = match opinion {
            "" => Opinion::ok("completion"),
            because => Opinion::of("completion", Verdict::Direction, because),
        };
        ledger.note((index, number), opinion);
    }
}

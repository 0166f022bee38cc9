//! 上年数与上年公开的数相符.

use super::{Check, Example};
use crate::audit::fact::Fact;
use crate::audit::finding::described;
use crate::audit::interval::ends;
use crate::audit::interval::money;
use crate::audit::ledger::{At, Ledger, Opinion, said};
use crate::audit::link::link;
use crate::audit::{Operand, Share, Verdict};
use crate::model::{Amount, BaseYear, BudgetTable, Cells, Claim, Direction, LineItem};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "base",
    name: "上年数",
    rule: "上年数与上年公开的数相符",
    why: "读者拿上年的公开来对，上年数或增减额写错，一对就看出来。",
    condition: "同时提供上年的公开文件；比的是上年同一阶段的数，不是同口径；“持平”按两年的数判断。改革调整过口径的，应在文中说明。",
    basis: "财预〔2016〕143号，增减变化应当说明。",
    example: Example {
        files: &[
            (
                "2023.txt",
                "示例市档案馆2023年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t100.00\t80.00\t20.00\n\
                20126\t档案事务\t100.00\t80.00\t20.00\n\
                2012604\t档案馆\t100.00\t80.00\t20.00\n\
                \t合计\t100.00\t80.00\t20.00\n",
            ),
            (
                "2024.txt",
                "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t120.00\t100.00\t20.00\n\
                20126\t档案事务\t120.00\t100.00\t20.00\n\
                2012604\t档案馆\t120.00\t100.00\t20.00\n\
                \t合计\t120.00\t100.00\t20.00\n\n\
                一、支出预算情况说明\n\n\
                2024年支出预算120.00万元，比上年预算增加20.00万元。\n",
            ),
        ],
        slip: ("增加20.00万元", "增加15.00万元"),
        told: (Verdict::Figure, "15.00万元"),
    },
};

/// Compares last year's amount (printed, or this year's less the change) with last year's own cell of the same phase,
/// fund and code. It applies where last year's disclosure of the unit is given, the base is 上年 (in the phase of the
/// disclosure itself unless the text names another) and not 同口径, and every word of the subject is understood. 持平
/// implies that last year's amount is this year's.
///
/// A base may differ because it was restated after a reform; then the text has to say so.
pub(in crate::audit) fn check(claims: &[Claim], facts: &[Fact], cells: &Cells<'_>, ledger: &mut Ledger) {
    for fact in facts {
        let Some(base) = fact.base().filter(|base| base.year == BaseYear::Previous && !base.comparable) else {
            continue;
        };
        let Some(claim) = claims.get(fact.claim()) else { continue };
        let Some(owner) = cells.owner(&claim.place.file) else { continue };
        if claim.year.is_some_and(|year| year != owner.year) {
            continue;
        }
        let Some(before) = owner.year.previous() else { continue };
        let link = link(cells, claim, (before, base.phase.unwrap_or(owner.phase)));
        // Last year's tables do not have the item, so a rise by its whole amount (增加1,045.93万元) is right.
        if let Some((at, low, high)) = implied(fact).filter(|_| link.in_no_table && link.cells.is_empty()) {
            if low <= 0 && high >= 0 {
                ledger.note(at, Opinion::ok("base"));
            }
            continue;
        }
        // A file's column of another phase does not count as that phase's disclosure, except in the table of “三公”.
        let published = |cell: &&&LineItem| {
            cell.table == BudgetTable::ThreePublic
                || cells.owner(&cell.place.file).is_some_and(|owner| owner.phase == cell.phase)
        };
        let cells = link.cells.iter().filter(published);
        let cells: Vec<(&LineItem, Amount)> = cells.filter_map(|cell| Some((*cell, cell.amount?))).collect();
        let Some((first, amount)) = cells.first().copied() else { continue };
        let Some((at, low, high)) = implied(fact) else { continue };
        let meets = |amount: Amount| {
            let (a, b) = ends(amount);
            a <= high && low <= b
        };
        if cells.iter().any(|(_, amount)| meets(*amount)) {
            ledger.note(at, Opinion::ok("base"));
            continue;
        }
        let one = cells.iter().all(|(_, other)| other.fen() == amount.fen());
        if !link.sure || !one || ledger.is_wrong(at) {
            continue;
        }
        let flat = matches!(fact.change, Some((_, Some(Direction::Flat), _)));
        let printed = amount.print_with_unit();
        let said = money((low + high) / 4, Amount::new(0, i64::try_from((high - low) / 2).unwrap_or(1)));
        let because = format!(
            "{before}年公开的{}为 {printed}（{}），这里的上年数为 {said}；若口径有调整，应在文中说明",
            described(first),
            first.place
        );
        let verdict = if flat { Verdict::Direction } else { Verdict::Figure };
        // The opinion is about the base or, where none is printed, about the change.
        let change = |current: Amount| money((i128::from(current.fen()) - i128::from(amount.fen())).abs(), current);
        let expected = match fact.prior {
            Some(_) => Some(printed),
            None => fact.current.map(|(_, current)| change(current)),
        };
        let opinion = Opinion { expected, ..Opinion::of("base", verdict, because) };
        ledger.note(at, opinion.by(|| operands(fact, first, claims)));
    }
}

/// Last year's cell, and the figures of the text that state or imply its amount.
fn operands(fact: &Fact, cell: &LineItem, claims: &[Claim]) -> Vec<Operand> {
    let whole = Operand::cell(cell, Share::Whole);
    let said = |(at, amount): (At, Amount), share: Share| said(claims, at, amount, share);
    let said: Vec<Operand> = match (fact.prior, fact.current, fact.change) {
        (Some(prior), ..) => said(prior, Share::Same).into_iter().collect(),
        (None, Some(current), Some((at, way, Some(change)))) => {
            let share = if way == Some(Direction::Down) { Share::Added } else { Share::Taken };
            said(current, Share::Added).into_iter().chain(said((at, change), share)).collect()
        }
        (None, current, _) => current.and_then(|current| said(current, Share::Same)).into_iter().collect(),
    };
    whole.into_iter().chain(said).collect()
}

/// The figure that states or implies last year's amount, and the bounds of that amount in half 分.
pub(super) fn implied(fact: &Fact) -> Option<(At, i128, i128)> {
    if let Some((at, prior)) = fact.prior {
        let (low, high) = ends(prior);
        return Some((at, low, high));
    }
    let (_, current) = fact.current?;
    let (at, direction, change) = fact.change.as_ref()?;
    let (a, b) = ends(current);
    let (low, high) = change.map_or((0, 0), ends);
    match direction {
        Some(Direction::Up) => Some((*at, a - high, b - low)),
        Some(Direction::Down) => Some((*at, a + low, b + high)),
        Some(Direction::Flat) => Some((*at, a, b)),
        None => None,
    }
}

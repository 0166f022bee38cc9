//! 增减额 = 本年数 − 上年数.

use super::{Check, Example};
use crate::audit::cause;
use crate::audit::fact::Fact;
use crate::audit::interval::{amount_like, ends, money};
use crate::audit::ledger::{Ledger, Opinion, said};
use crate::audit::{Share, Verdict};
use crate::model::{Amount, Claim, Direction};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "change",
    name: "增减额",
    rule: "增减额 = 本年数 − 上年数",
    why: "改了本年数或上年数，增减额忘了改。",
    condition: "同一件事的三个数都印出时，按印出的位数判断，最多差三个半步。增加额大于本年数时，上年数成了负数。",
    basis: "预算公开的说明文字应与表相符。",
    example: Example {
        files: &[("2024.txt", "会议费12.00万元，比上年预算数10.00万元增加2.00万元。\n")],
        slip: ("增加2.00", "增加3.00"),
        told: (Verdict::Figure, "3.00万元"),
    },
};

/// Compares the printed change with the difference of the two years. It applies where all three amounts are printed;
/// each of them may be off by half a step.
///
/// A rise by more than this year's amount implies a negative base, which only 结余, 差额 and the like may have.
pub(in crate::audit) fn check(fact: &Fact, claims: &[Claim], ledger: &mut Ledger) {
    negative_base(fact, claims, ledger);
    by_elsewhere(fact, ledger);
    let (Some((current_at, current)), Some((base, prior)), Some((at, Some(direction), Some(change)))) =
        (fact.current, fact.prior, fact.change.as_ref())
    else {
        return;
    };
    // A base already found wrong cannot be used to judge the change.
    if ledger.is_wrong(base) {
        return;
    }
    let Some((verdict, sign, difference)) = judged((current, prior), *direction, *change) else { return };
    if verdict.is_borne_out() {
        [fact.current, fact.prior].into_iter().flatten().for_each(|(at, _)| ledger.agrees(at));
    }
    let printed = claims.get(at.0).and_then(|claim| claim.figures.get(at.1)).and_then(|figure| figure.number.clone());
    let right = Amount::new(i64::try_from(difference.abs()).unwrap_or(i64::MAX), change.resolution());
    let expected = money(difference, *change);
    ledger.note(
        *at,
        Opinion {
            likely_cause: (verdict == Verdict::Figure).then(|| cause::of_amount(*change, right)).flatten(),
            replacement: printed.as_ref().map(|printed| amount_like(right, printed)),
            expected: Some(expected.clone()),
            ..Opinion::of("change", verdict, format!("本年数 − 基数 = {expected}"))
        }
        .by(|| {
            let signed = |amount: Amount| Amount::new(amount.fen() * sign as i64, amount.resolution());
            let figures = [
                (*at, signed(*change), Share::Whole),
                (current_at, current, Share::Added),
                (base, prior, Share::Taken),
            ];
            figures.into_iter().filter_map(|(at, amount, share)| said(claims, at, amount, share)).collect()
        }),
    );
}

/// Compares a change with the difference of two amounts; also the sign of the direction and the difference in 分.
fn judged((current, prior): (Amount, Amount), direction: Direction, change: Amount) -> Option<(Verdict, i128, i128)> {
    let sign = match direction {
        Direction::Up => 1,
        Direction::Down => -1,
        Direction::Flat => return None,
    };
    let (c, p, d) = (ends(current), ends(prior), ends(change));
    let (low, high) = (c.0 - p.1, c.1 - p.0);
    let printed = if sign > 0 { d } else { (-d.1, -d.0) };
    let difference = i128::from(current.fen()) - i128::from(prior.fen());
    let verdict = if difference == i128::from(change.fen()) * sign {
        Verdict::Ok
    } else if printed.0 <= high && low <= printed.1 {
        Verdict::Tail
    } else if -printed.1 <= high && low <= -printed.0 {
        Verdict::Direction
    } else {
        Verdict::Figure
    };
    Some((verdict, sign, difference))
}

/// Checks a change printed with this year's amount only against last year's amounts in tables and other sentences. The
/// text need not mean any of those, so they can only confirm it.
fn by_elsewhere(fact: &Fact, ledger: &mut Ledger) {
    let (Some((current_at, current)), None, Some((at, Some(direction), Some(change)))) =
        (fact.current, fact.prior, fact.change.as_ref())
    else {
        return;
    };
    if !ledger.is_open(*at) {
        return;
    }
    for (place, base) in &fact.elsewhere {
        let verdict = judged((current, *base), *direction, *change).map(|(verdict, ..)| verdict);
        if let Some(verdict @ (Verdict::Ok | Verdict::Tail)) = verdict.filter(|_| change.fen() != 0) {
            ledger.note(*at, Opinion::of("change", verdict, "本年数与别处印的上年数相减，在四舍五入范围内"));
            [Some(current_at), *place].into_iter().flatten().for_each(|at| ledger.agrees(at));
            return;
        }
    }
}

fn negative_base(fact: &Fact, claims: &[Claim], ledger: &mut Ledger) {
    let (Some((_, current)), None, Some((at, Some(Direction::Up), Some(change)))) =
        (fact.current, fact.prior, fact.change.as_ref())
    else {
        return;
    };
    let subject = claims.get(fact.claim()).map_or("", |claim| &*claim.subject.text);
    let may = ["结余", "结转", "差额", "赤字"].iter().any(|word| subject.contains(word));
    if !may && current.fen() >= 0 && ends(current).1 < ends(*change).0 {
        let because = "增加额大于本年数，推出的基数为负数";
        let likely_cause = cause::of_amount(*change, current);
        ledger.note(*at, Opinion { likely_cause, ..Opinion::of("change", Verdict::Figure, because) });
    }
}

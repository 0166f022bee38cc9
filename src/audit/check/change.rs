//! 增减额 = 本年数 − 上年数.

use crate::audit::Verdict;
use crate::audit::fact::Fact;
use crate::audit::interval::ends;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Amount, AmountUnit, Direction};

/// The change against the difference. It applies where all three amounts are printed. With n = 3 printed
/// figures each may be off by half a step.
pub(in crate::audit) fn check(fact: &Fact, ledger: &mut Ledger) {
    let (Some((_, current)), Some((base, prior)), Some((at, Some(direction), Some(change)))) =
        (fact.current, fact.prior, fact.change.as_ref())
    else {
        return;
    };
    // A base that is wrong already says nothing of the change.
    if ledger.is_wrong(base) {
        return;
    }
    let sign = match direction {
        Direction::Up => 1,
        Direction::Down => -1,
        Direction::Flat => return,
    };
    let (c, p, d) = (ends(current), ends(prior), ends(*change));
    let (low, high) = (c.0 - p.1, c.1 - p.0);
    let said = if sign > 0 { d } else { (-d.1, -d.0) };
    let difference = i128::from(current.fen()) - i128::from(prior.fen());
    let verdict = if difference == i128::from(change.fen()) * sign {
        Verdict::Ok
    } else if said.0 <= high && low <= said.1 {
        Verdict::Tail
    } else if -said.1 <= high && low <= -said.0 {
        Verdict::Direction
    } else {
        Verdict::Figure
    };
    let difference = Amount::from_fen(i64::try_from(difference).unwrap_or(i64::MAX));
    let expected = difference.print(AmountUnit::TenThousand, 2) + "万元";
    ledger.note(
        *at,
        Opinion {
            code: "change",
            verdict,
            because: format!("本年数 − 基数 = {expected}"),
            expected: Some(expected),
            likely_cause: None,
        },
    );
}

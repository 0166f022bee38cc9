//! 增加、减少、持平与数相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::fact::Fact;
use crate::audit::interval::ends;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::Direction;

/// The check as it is explained.
pub(in crate::audit) const CHECK: Check = Check {
    code: "direction",
    name: "增减方向",
    rule: "增加、减少、持平与数相符",
    why: "增加写成减少，数都对，意思却反了。",
    condition: "印出两年的数，或增减额和增减率各有方向词时。“增加0.00”是“持平”的写法，不算错。",
    basis: "说明文字应与数相符。",
    example: Example {
        files: &[("2024.txt", "会议费12.00万元，比上年预算增加2.00万元，增长20.00%。\n")],
        slip: ("增长", "下降"),
        told: (Verdict::Direction, "20.00%"),
    },
};

/// The word against the sign. It applies where the sentence prints both amounts, or a rate and a change with
/// words of their own. 增加0.00 of equal amounts is the form's way of saying 持平 and passes.
pub(in crate::audit) fn check(fact: &Fact, ledger: &mut Ledger) {
    let Some((at, Some(direction), amount)) = &fact.change else { return };
    if let Some((rate_at, Some(way), rate)) = &fact.rate
        && matches!((direction, way), (Direction::Up, Direction::Down) | (Direction::Down, Direction::Up))
        && rate.mantissa() != 0
        && amount.is_some_and(|amount| amount.fen() != 0)
    {
        ledger.note(*rate_at, wrong("增减额与增减率的方向词相反"));
    }
    let (Some((_, current)), Some((_, prior))) = (fact.current, fact.prior) else { return };
    let (current, prior) = (ends(current), ends(prior));
    let (fell, rose) = (current.1 < prior.0, current.0 > prior.1);
    let opinion = match direction {
        Direction::Up if fell => wrong("本年数小于基数，应为减少"),
        Direction::Down if rose => wrong("本年数大于基数，应为增加"),
        Direction::Flat if fell => wrong("本年数小于基数，不是持平"),
        Direction::Flat if rose => wrong("本年数大于基数，不是持平"),
        _ if amount.is_none() => Opinion::ok("direction"),
        _ => return,
    };
    ledger.note(*at, opinion);
}

fn wrong(because: &str) -> Opinion {
    Opinion::of("direction", Verdict::Direction, because)
}

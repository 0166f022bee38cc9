//! 增加、减少、持平与数相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::fact::{Fact, joins};
use crate::audit::interval::ends;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::Direction;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "direction",
    name: "增减方向",
    rule: "增加、减少、持平与数相符",
    why: "增加写成减少，数都对，意思却反了。",
    condition: "印出两年的数，或增减额和增减率各有方向词，或同一句对同一个基数既说“持平”又说增减时。“增加0.00”是“持平”的写法，不算错。",
    basis: "说明文字应与数相符。",
    example: Example {
        files: &[("2024.txt", "会议费12.00万元，比上年预算增加2.00万元，增长20.00%。\n")],
        slip: ("增长", "下降"),
        told: (Verdict::Direction, "20.00%"),
    },
};

/// Checks the word (增加, 减少, 持平) against the sign of the change. It applies where the sentence prints both amounts,
/// or a change and a rate that each have such a word. 增加0.00 is how the official forms write 持平, so it passes for
/// equal amounts.
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

/// Reports claims that are said both to equal and to differ from the same base: 比上年减少2.00万元，与上年持平. A change of
/// 0.00 does not count, since the official forms write 持平 that way.
pub(in crate::audit) fn flat_and_moved(facts: &[Fact], ledger: &mut Ledger) {
    for of_claim in facts.chunk_by(|one, other| one.claim() == other.claim()) {
        let flat = |fact: &&Fact| matches!(fact.change, Some((_, Some(Direction::Flat), None)));
        for flat in of_claim.iter().filter(flat) {
            let moved = of_claim.iter().filter(|other| joins(flat.base(), other.base())).find_map(|other| {
                let (_, way, amount) = other.change.as_ref()?;
                let way = match way.as_ref()? {
                    Direction::Up => "增加",
                    Direction::Down => "减少",
                    Direction::Flat => return None,
                };
                (amount.is_none_or(|amount| amount.fen() != 0)).then_some(way)
            });
            let (Some(way), Some((at, ..))) = (moved, &flat.change) else { continue };
            ledger.note(*at, wrong(format!("同一句又说比同一个数{way}，不会持平")));
        }
    }
}

fn wrong(because: impl Into<String>) -> Opinion {
    Opinion::of("direction", Verdict::Direction, because)
}

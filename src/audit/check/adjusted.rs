//! 调整预算数 = 年初预算数 ± 调整数.

use super::children::judge;
use super::{Check, Example};
use crate::audit::chain::single;
use crate::audit::ledger::{At, Ledger, said};
use crate::audit::{Share, Verdict};
use crate::model::{Amount, BaseYear, Claim, Direction, Figure, Phase, Role};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "adjusted",
    name: "预算调整",
    rule: "调整预算数 = 年初预算数 ± 调整数",
    why: "三个数由不同的表抄来，改了一个，常忘了另两个。",
    condition: "同一句里先写年初预算，再写调增、调减、追加的数，接着写调整后的预算；中间没有别的金额时才判错，有别的金额的只用来证实。",
    basis: "《预算法》第六十七条，预算调整应当编制方案，报本级人大常委会批准。",
    example: Example {
        files: &[(
            "报告.txt",
            "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n\
                一、2025年预算执行情况\n\n\
                全市一般公共预算收入年初预算合计421.9亿元，执行中部分县区按程序调增收入预算1.8亿元，调整后收入预算为423.7亿元。\n",
        )],
        slip: ("423.7亿元", "432.7亿元"),
        told: (Verdict::Figure, "432.7亿元"),
    },
};

/// Compares the adjusted budget of a sentence with the approved budget and its adjustments. It applies where an amount
/// precedes the first adjustment and the adjusted budget (调整预算) follows the last one. Any other amount in between may
/// be a further adjustment; then the figures can only confirm one another.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for index in 0..claims.len() {
        let Some(Adjusted { opening, moves, adjusted, is_whole }) = adjusted(index, claims) else { continue };
        let way = |direction: Direction| direction == Direction::Down;
        let fen = |amount: Amount, is_down: bool| if is_down { -amount.fen() } else { amount.fen() };
        let signed = |amount: Amount, is_down: bool| Amount::new(fen(amount, is_down), amount.resolution());
        let amounts: Vec<Amount> = [opening.1]
            .into_iter()
            .chain(moves.iter().map(|(_, direction, by)| signed(*by, way(*direction))))
            .collect();
        let operands = || {
            let moved = moves.iter().filter_map(|(at, direction, by)| {
                said(claims, *at, *by, if way(*direction) { Share::Taken } else { Share::Added })
            });
            let ends = said(claims, adjusted.0, adjusted.1, Share::Whole).into_iter();
            ends.chain(said(claims, opening.0, opening.1, Share::Added)).chain(moved).collect()
        };
        let opinion = judge("adjusted", adjusted.1, &amounts, "年初预算加减调整数").by(operands);
        if opinion.verdict.is_borne_out() {
            [opening.0].into_iter().chain(moves.iter().map(|(at, ..)| *at)).for_each(|at| ledger.agrees(at));
        } else if !is_whole {
            continue;
        }
        ledger.note(adjusted.0, opinion);
    }
}

/// A budget before and after its adjustment, as one sentence gives it.
struct Adjusted {
    opening: (At, Amount),
    moves: Vec<(At, Direction, Amount)>,
    adjusted: (At, Amount),
    /// Whether there is no other amount in between.
    is_whole: bool,
}

/// The budget adjustment that begins in a claim.
fn adjusted(index: usize, claims: &[Claim]) -> Option<Adjusted> {
    let claim = &claims[index];
    let is_move = |figure: &Figure| matches!(figure.role, Role::Adjustment(_));
    let first = claim.figures.iter().position(is_move)?;
    let before = first.checked_sub(1)?;
    let opening = ((index, before), claim.figures[before].amount()?);
    let moves = claim.figures.iter().enumerate().skip(first).map_while(|(number, figure)| match figure.role {
        Role::Adjustment(direction) => Some(((index, number), direction, figure.amount()?)),
        _ => None,
    });
    let moves: Vec<(At, Direction, Amount)> = moves.collect();
    let is_adjusted = |figure: &&Figure| {
        let base = figure.base.filter(|base| base.year == BaseYear::Same);
        figure.role == Role::Prior && base.is_some_and(|base| base.phase == Some(Phase::Adjusted))
    };
    let end = first + moves.len();
    let own = claim.figures.get(end).filter(is_adjusted).and_then(|figure| Some(((index, end), figure.amount()?)));
    let next = || {
        let claim = claims.get(index + 1).filter(|other| other.shares_sentence(claim))?;
        let prior =
            claim.figures.first().filter(is_adjusted).and_then(|figure| Some(((index + 1, 0), figure.amount()?)));
        prior.or_else(|| single(index + 1, claim).filter(|_| claim.phase == Some(Phase::Adjusted)))
    };
    let adjusted = own.or_else(next)?;
    let span = |at: At| &claims[at.0].figures[at.1].span;
    let text = claim.text.get(span(moves.last()?.0).end..span(adjusted.0).start)?;
    let between = claim.text.get(span(opening.0).end..span(moves.first()?.0).start)?;
    let is_whole = ![text, between].iter().any(|words| words.contains("元"));
    Some(Adjusted { opening, moves, adjusted, is_whole })
}

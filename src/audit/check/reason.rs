//! 原因一句的方向与增减额相反.
//!
//! 条件：一句话只有一个不为零的增减额，末尾“所以……比上年增长（减少）”时。
//!
//! 依据：说明文字应前后一致。
//!
//! 例：增加 20.00 万元，……所以比上年减少。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Claim, Direction, Figure, Role};
use std::ops::Range;

const UP: [&str; 4] = ["增长", "增加", "提高", "上升"];
const DOWN: [&str; 4] = ["减少", "下降", "降低", "减少"];
/// Words behind which a reason draws its conclusion.
const THEREFORE: [&str; 4] = ["所以", "因此", "因而", "故"];

/// `增加…，主要原因是…，所以…比上年减少`: the conclusion repeats the direction of the change. It applies where the
/// sentence has one change that is not nothing, and behind 所以 a word of comparison (比上年, 较上年) with a word of
/// direction at the end of the sentence.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let moved = |figure: &&Figure| {
            matches!(figure.role, Role::Change(Some(_))) && figure.number.as_ref().is_some_and(|n| n.mantissa() != 0)
        };
        let mut changes = claim.figures.iter().filter(moved);
        let (Some(change), None) = (changes.next(), changes.next()) else { continue };
        let Role::Change(Some(direction)) = change.role else { continue };
        let Some((said, mark)) = conclusion(&claim.text, change.span.end) else { continue };
        // Another claim of the same sentence may be what the conclusion speaks of.
        let alone = claims.iter().enumerate().all(|(other, claim_there)| {
            other == index || claim_there.place != claim.place || claim_there.text != claim.text
        });
        if alone && said != direction && direction != Direction::Flat {
            let because = "原因一句的方向与增减额的方向相反";
            ledger.remark(&claim.place, &claim.text, mark, Opinion::of("reason", Verdict::Direction, because));
        }
    }
}

/// The direction that the conclusion behind `from` ends on.
fn conclusion(text: &str, from: usize) -> Option<(Direction, Range<usize>)> {
    let rest = text.get(from..)?;
    let end = rest.find('。').unwrap_or(rest.len());
    let rest = &rest[..end];
    let at = THEREFORE.iter().filter_map(|word| rest.rfind(word)).max()?;
    let clause = rest[at..].trim_end_matches(['了', ' ']);
    let compared = ["比上年", "较上年", "比去年", "较去年", "同比"].iter().any(|word| clause.contains(word));
    let ends = |words: &[&'static str]| words.iter().find(|word| clause.ends_with(**word)).map(|word| word.len());
    let (direction, length) = match (ends(&UP), ends(&DOWN)) {
        (Some(length), _) => (Direction::Up, length),
        (_, Some(length)) => (Direction::Down, length),
        _ => return None,
    };
    let stop = from + at + clause.len();
    compared.then_some((direction, stop - length..stop))
}

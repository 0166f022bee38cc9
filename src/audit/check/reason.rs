//! 原因一句的方向与增减额相反.

use super::{Check, Example};
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::{Verdict, following};
use crate::model::{Claim, Direction, Figure, Paper, Role};
use std::ops::Range;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "reason",
    name: "原因与方向",
    rule: "原因一句的方向与增减额相反",
    why: "增减改了方向，后面的原因还是原来的。",
    condition: "一句话只有一个不为零的增减额，末尾“所以……比上年增长（减少）”与它相反的，是方向不符；“主要原因是……”里只有相反方向的词、没有同方向的词的，只提示（提到上年、结转、一次性、退休、调整口径等时两个方向都可能，不提示）。",
    basis: "说明文字应前后一致。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                会议费2.00万元，比上年预算增加1.00万元，主要原因是会议次数增加。\n",
        )],
        slip: ("会议次数增加", "会议次数减少"),
        told: (Verdict::Note, "是会议次数减少"),
    },
};

/// Words in a reason that point up (`MORE`) or down (`LESS`).
const MORE: [&str; 12] =
    ["增长", "增加", "提高", "上升", "上涨", "新增", "增多", "增设", "扩大", "调增", "追加", "增资"];
const LESS: [&str; 11] = ["减少", "下降", "降低", "压减", "压缩", "缩减", "精简", "调减", "核减", "削减", "节约"];
/// Words with which a reason may name either direction: an increase last year may explain a decrease this year.
const EITHER: [&str; 19] = [
    "上年",
    "去年",
    "以前年度",
    "往年",
    "结转",
    "一次性",
    "退休",
    "离休",
    "调出",
    "调入",
    "口径",
    "其他资金",
    "改为",
    "转为",
    "列入",
    "划",
    "不再",
    "抵",
    "收回",
];
/// Words that introduce the conclusion of a reason.
const THEREFORE: [&str; 4] = ["所以", "因此", "因而", "故"];

/// `增加…，主要原因是…，所以…比上年减少`: the conclusion must have the same direction as the change. Applies where the
/// sentence has exactly one nonzero change and what follows 所以 contains a comparison (比上年, 较上年) and ends with a
/// word of direction.
pub(in crate::audit) fn check(claims: &[Claim], papers: &[Paper], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let moved = |figure: &&Figure| {
            matches!(figure.role, Role::Change(Some(_))) && figure.number.as_ref().is_some_and(|n| n.mantissa() != 0)
        };
        let mut changes = claim.figures.iter().filter(moved);
        let (Some(change), None) = (changes.next(), changes.next()) else { continue };
        let Role::Change(Some(direction)) = change.role else { continue };
        ledger.look("reason", &claim.place);
        if !shared(index, claims) {
            words(claim, change, direction, papers, ledger);
        }
        let Some((said, mark)) = conclusion(&claim.text, change.span.end) else { continue };
        // The conclusion may be about another claim in the same sentence.
        let alone = claims.iter().enumerate().all(|(other, claim_there)| {
            other == index || claim_there.place != claim.place || claim_there.text != claim.text
        });
        if alone && said != direction && direction != Direction::Flat {
            let because = "原因一句的方向与增减额的方向相反";
            ledger.remark(&claim.place, &claim.text, mark, Opinion::of("reason", Verdict::Direction, because));
        }
    }
}

/// Finds a reason that names only the opposite direction. Only a hint, since it may be about something else.
fn words(claim: &Claim, change: &Figure, direction: Direction, papers: &[Paper], ledger: &mut Ledger) {
    let behind = claim.text.get(change.span.end..).filter(|rest| rest.contains("原因"));
    let next = following::reason_behind(papers, claim);
    // The reason follows the change or opens the next sentence.
    let (place, text, from) = match (behind, next) {
        (Some(_), _) => (&claim.place, &claim.text, change.span.end),
        (None, Some(next)) => (&next.place, &next.text, 0),
        (None, None) => return,
    };
    let rest = &text[from..];
    let Some(at) = rest.find("原因") else { return };
    // Only what follows 原因 counts: the words before it (增加的主要原因是…) name what is explained.
    let clause = &rest[at + "原因".len()..];
    let end = clause.find(['。', '；', ';']).unwrap_or(clause.len());
    let clause = &clause[..end];
    let has = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let (with, against) = match direction {
        Direction::Up => (&MORE[..], &LESS[..]),
        Direction::Down => (&LESS[..], &MORE[..]),
        Direction::Flat => return,
    };
    let other_year =
        claim.year.and_then(|year| year.previous()).is_some_and(|year| clause.contains(&format!("{year}年")));
    if !has(against, clause) || has(with, clause) || has(&EITHER, clause) || other_year {
        return;
    }
    let start = from + at + "原因".len();
    let said = if direction == Direction::Up { "增加" } else { "减少" };
    let because = format!("数是{said}的，原因里只有相反方向的词，请核对");
    ledger.remark(place, text, start..start + end, Opinion::of("reason", Verdict::Note, because));
}

/// Whether another claim in the sentence has a change or a rate, so that the reason may belong to that one.
fn shared(index: usize, claims: &[Claim]) -> bool {
    let claim = &claims[index];
    let near = claims.iter().enumerate().skip(index.saturating_sub(8)).take(17);
    near.filter(|(other, there)| *other != index && there.shares_sentence(claim))
        .any(|(_, there)| there.figures.iter().any(|figure| matches!(figure.role, Role::Change(_) | Role::Rate(_))))
}

/// The direction named at the end of the conclusion after byte `from`, and its position.
fn conclusion(text: &str, from: usize) -> Option<(Direction, Range<usize>)> {
    let rest = text.get(from..)?;
    let end = rest.find('。').unwrap_or(rest.len());
    let rest = &rest[..end];
    let at = THEREFORE.iter().filter_map(|word| rest.rfind(word)).max()?;
    let clause = rest[at..].trim_end_matches(['了', ' ']);
    let compared = ["比上年", "较上年", "比去年", "较去年", "同比"].iter().any(|word| clause.contains(word));
    let ends = |words: &[&'static str]| words.iter().find(|word| clause.ends_with(**word)).map(|word| word.len());
    let (direction, length) = match (ends(&Direction::RISING), ends(&Direction::FALLING)) {
        // 负增长 ends with 增长.
        (_, Some(length)) => (Direction::Down, length),
        (Some(length), None) => (Direction::Up, length),
        _ => return None,
    };
    let stop = from + at + clause.len();
    compared.then_some((direction, stop - length..stop))
}

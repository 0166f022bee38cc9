//! 其中的一项不大于总数；列到“其他”为止的各项之和 = 总数.

use super::added::{is_particular, slip};
use super::children::judge;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::chain::single;
use crate::audit::interval::ends;
use crate::audit::ledger::{At, Ledger, Opinion, sum_said};
use crate::model::{Amount, Cells, Claim, Part, is_short_for};
use regex::Regex;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "listed",
    name: "其中",
    rule: "其中的一项不大于总数；列到“其他”为止的各项之和 = 总数",
    why: "其中的一项比总数还大，或者列全了而相加不等，必有一个数写错。",
    condition: "同一句里先写总数、再用“其中”列出各项时；面向中小企业、小微企业预留的采购不大于同一节的政府采购总额。没有列到“其他”、也没有写“合计”的，各项之和只用来证实，与总数只差一位数字的只提示；“其中”按两种分法各列一遍的，两遍之和分别证实。",
    basis: "部分不大于总体。",
    example: Example {
        files: &[("2024.txt", "车辆2辆，价值51.95万元，其中一般公务用车2辆，价值51.95万元。\n")],
        slip: ("用车2辆，价值51.95", "用车2辆，价值55.95"),
        told: (Verdict::Figure, "55.95万元"),
    },
};

/// Compares the parts listed after 其中 with the whole that the sentence gives before them: within the printed digits,
/// no part exceeds the whole. Applies where the sentence names the whole once, outside any 其中, with a single amount. A
/// list that ends with 其他 is complete, so its parts must add up to the whole within (n + 1) half steps. Any other list
/// may leave things out, so its sum can only confirm the whole.
pub(in crate::audit) fn check(cells: &Cells<'_>, claims: &[Claim], ledger: &mut Ledger) {
    for index in 0..claims.len() {
        whole(index, claims, ledger);
    }
    reserved(cells, claims, ledger);
}

/// Compares a whole with its parts in the same sentence, or in the following sentences that begin with 其中. The parts
/// of a part (一般债券3亿元（其中新增1亿元，再融资2亿元）) can only confirm it, because the text does not always show where
/// they end.
fn whole(index: usize, claims: &[Claim], ledger: &mut Ledger) {
    let claim = &claims[index];
    let Some((at, whole)) = single(index, claim) else { return };
    let is_part = |other: &Claim| other.subject.whole.as_ref() == Some(&claim.subject.text);
    let sentence = || claims[index + 1..].iter().take_while(|other| other.shares_sentence(claim)).count();
    let before = claims[..index].iter().rev().take_while(|other| other.shares_sentence(claim));
    let mut named = before.chain(claims[index + 1..].iter().take(sentence()));
    let nested = claim.subject.whole.is_some();
    if named.any(|other| (nested || other.subject.whole.is_none()) && other.subject.text == claim.subject.text) {
        return;
    }
    let own = index + 1..index + 1 + sentence();
    let mut listed: Vec<(usize, &Claim)> =
        own.map(|at| (at, &claims[at])).filter(|(_, other)| is_part(other)).collect();
    let behind = listed.is_empty() && !nested;
    if behind {
        let next = claims[index + 1..].iter().enumerate().map(|(at, other)| (index + 1 + at, other));
        listed = next.take_while(|(_, other)| other.section == claim.section && is_part(other)).collect();
    } else {
        listed = until_the_next_point(claim, listed);
    }
    // 其中A…，B…，合计X: the list declares itself complete, and X is its sum.
    let is_total = |claim: &Claim| ["合计", "共计", "总计", "小计"].contains(&&*claim.subject.text);
    let total = listed.pop_if(|(_, last)| is_total(last)).and_then(|(at, last)| single(at, last));
    let parts: Vec<(At, Amount)> = listed.iter().filter_map(|(at, part)| single(*at, part)).collect();
    if parts.is_empty() || parts.len() < listed.len() {
        return;
    }
    let amounts: Vec<Amount> = parts.iter().map(|(_, amount)| *amount).collect();
    let borne = ways(whole, &amounts);
    if nested {
        if let Some(borne) = borne {
            parts[..borne].iter().for_each(|(at, _)| ledger.agrees(*at));
            ledger.note(at, Opinion::ok("listed"));
        }
        return;
    }
    let more = |part: Amount| ends(part).0 >= ends(whole).1;
    // Only parts that certainly belong to the whole are accused. A separate sentence may go on with something else, and
    // so may a list that is already complete: 新增债券3亿元，其中一般债券1亿元，专项债券2亿元；再融资债券4亿元.
    let listed_parts = &parts[..borne.unwrap_or(parts.len())];
    for (part_at, _) in listed_parts.iter().filter(|(_, part)| !behind && more(*part)) {
        ledger.note(*part_at, exceeds("总数", whole));
    }
    if let Some((total_at, total)) = total.filter(|_| parts.len() > 1) {
        let sum =
            judge("listed", total, &amounts, "前面所列各项之和").by(|| sum_said((total_at, total), &parts, claims));
        if sum.verdict == Verdict::Ok {
            parts.iter().for_each(|(at, _)| ledger.agrees(*at));
        }
        ledger.note(total_at, sum);
        if total.agrees(whole) {
            [at, total_at].into_iter().for_each(|at| ledger.agrees(at));
        } else if more(total) {
            ledger.note(total_at, exceeds("总数", whole));
        }
    }
    let opinion = judge("listed", whole, &amounts, "“其中”各项之和").by(|| sum_said((at, whole), &parts, claims));
    // A rounding difference means something only if all amounts are printed to the same precision.
    let alike = amounts.iter().all(|part| part.fen() == 0 || part.resolution() == whole.resolution());
    if opinion.verdict == Verdict::Ok || opinion.verdict == Verdict::Tail && alike {
        parts.iter().for_each(|(at, _)| ledger.agrees(*at));
        ledger.note(at, opinion);
    } else if let Some(borne) = borne {
        parts[..borne].iter().for_each(|(at, _)| ledger.agrees(*at));
        ledger.note(at, Opinion::ok("listed"));
    } else if parts.len() > 1 && !behind && is_closed(claim, &listed) {
        ledger.note(at, opinion);
    } else if !behind && sum_ends(&amounts).0 > ends(whole).1 && !amounts.iter().any(|part| more(*part)) {
        let because = format!("{}；“其中”各项之和大于总数", opinion.because);
        ledger.remark_on(at, Opinion { expected: None, ..Opinion::of("listed", Verdict::Note, because) });
    } else if parts.len() > 1 && is_particular(whole) {
        // A list that leaves things out seldom happens to sum to the whole with one digit of a figure wrong.
        if let Some(slip) = slip(&sum_said((at, whole), &parts, claims)) {
            let because = format!("{}；列得全的话，可能是其中一个数{slip}", opinion.because);
            ledger.remark_on(at, Opinion { expected: None, ..Opinion::of("listed", Verdict::Note, because) });
        }
    }
}

/// The least and the most that amounts can add up to, in half 分.
fn sum_ends(amounts: &[Amount]) -> (i128, i128) {
    amounts.iter().map(|amount| ends(*amount)).fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

/// How many leading amounts belong to the whole, which may be divided in several ways one after another (一般债务,
/// 专项债务；市级, 县区); `None` if no run of them adds up to it.
fn ways(whole: Amount, amounts: &[Amount]) -> Option<usize> {
    let (mut done, mut from) = (0, 0);
    for upto in 2..=amounts.len() {
        if upto >= from + 2 && judge("listed", whole, &amounts[from..upto], "").verdict == Verdict::Ok {
            (done, from) = (upto, upto);
        }
    }
    (done > 0).then_some(done)
}

/// An item number (三、) or a year, which starts a new topic and so ends the list.
static POINT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[一二三四五六七八九十][、)）]|(?:19|20)\d\d\s*年").expect("the pattern is constant"));

static ASIDE: LazyLock<Regex> = LazyLock::new(|| Regex::new("[（(][^（）()]*[）)]").expect("the pattern is constant"));

/// Cuts the list at the first part that is preceded by the start of a new point.
fn until_the_next_point<'a>(whole: &Claim, mut listed: Vec<(usize, &'a Claim)>) -> Vec<(usize, &'a Claim)> {
    let mut end = whole.current().map_or(0, |figure| figure.span.end);
    let mut goes_on = |(_, part): &(usize, &Claim)| {
        let Some(figure) = part.current() else { return false };
        let words = whole.text.get(end..figure.span.start).unwrap_or_default();
        end = figure.span.end;
        // （含2021年底调增额度3亿元） begins nothing.
        !POINT.is_match(&ASIDE.replace_all(words, ""))
    };
    let length = listed.iter().take_while(|part| goes_on(part)).count();
    listed.truncate(length);
    listed
}

/// Whether the last part is 其他, so that the list is complete.
fn is_closed(whole: &Claim, listed: &[(usize, &Claim)]) -> bool {
    let figure = |claim: &Claim| claim.current().map(|figure| figure.span.clone());
    let Some(last) = listed.last().and_then(|(_, claim)| figure(claim)) else { return false };
    let before = match listed.len().checked_sub(2).map(|at| listed[at].1) {
        Some(claim) => figure(claim),
        None => figure(whole),
    };
    let words = before.and_then(|before| whole.text.get(before.end..last.start)).unwrap_or_default();
    ["其他", "其它"].iter().any(|word| words.contains(word))
}

/// 面向中小企业预留 and 小微企业预留 must not exceed the total 政府采购 given in the same section.
fn reserved(cells: &Cells<'_>, claims: &[Claim], ledger: &mut Ledger) {
    let mut whole: Option<(&Claim, Amount)> = None;
    for (index, claim) in claims.iter().enumerate() {
        let unit = cells.owner(&claim.place.file).map_or("", |owner| &*owner.unit);
        let Some((topic, left)) = &claim.binding.topic else { continue };
        let (Some(Part::Procurement), Some((at, amount))) = (topic.part, single(index, claim)) else { continue };
        if is_short_for(left, unit) && claim.subject.whole.is_none() {
            whole = Some((claim, amount));
        } else if let Some((_, whole)) = whole.filter(|(other, _)| {
            other.place.file == claim.place.file && other.section == claim.section && other.year == claim.year
        }) && (left.contains("预留") || left.contains("小微"))
            && ends(amount).0 >= ends(whole).1
        {
            ledger.note(at, exceeds("政府采购总额", whole));
        }
    }
}

fn exceeds(what: &str, whole: Amount) -> Opinion {
    let because = format!("是其中的一项，却大于{what} {}", whole.print_with_unit());
    Opinion::of("listed", Verdict::Figure, because)
}

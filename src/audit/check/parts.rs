//! 文中的总数 = 文中所列各项之和.

use super::children::judge;
use super::share;
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::chain::single;
use crate::audit::ledger::{At, Ledger, sum_said};
use crate::model::{Amount, Claim, Figure, Fund, Part, Role, identity};
use std::collections::BTreeMap;
use std::ops::Range;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "parts",
    name: "文中各项之和",
    rule: "文中的总数 = 文中所列各项之和",
    why: "总数和各项分别改过，没有合在一起算。",
    condition: "政府采购（货物、工程、服务；集中、分散）、“三公”各项、基本支出（人员、公用），同一节里各写一次时；“以上两项共计”一类的数 = 同一句里前面的几项之和；项目的资金分配之和 = 预算安排规模。",
    basis: "政府采购法第二条；财预〔2016〕143号。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                政府采购情况说明\n\n\
                2024年政府采购预算81.81万元，政府采购货物预算23.87万元，政府采购工程预算0.00万元，政府采购服务预算57.94万元。\n",
        )],
        slip: ("57.94", "75.94"),
        told: (Verdict::Figure, "81.81万元"),
    },
};

/// Amounts stated for one part, with their positions; `unsure` if a word of a subject was not understood.
#[derive(Default)]
struct PartAmounts {
    amounts: Vec<(At, Amount)>,
    unsure: bool,
}

/// Checks 政府采购 = 货物 + 工程 + 服务, “三公” = its items and 基本支出 = 人员经费 + 公用经费 within each section. Applies
/// where the section gives the whole and each part once, for one fund. If a part is missing or a word of a subject is
/// not understood, the parts can only confirm the whole. Also checks that 资金分配情况 of a project adds up to its
/// 预算安排规模. With n parts the sum may be off by (n + 1) half steps.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    let mut start = 0;
    while start < claims.len() {
        let first = &claims[start];
        let same = |claim: &&Claim| claim.place.file == first.place.file && claim.section == first.section;
        let length = claims[start..].iter().take_while(same).count().max(1);
        sets(claims, start..start + length, ledger);
        allocation(claims, start..start + length, ledger);
        (start..start + length).for_each(|index| together(index, claims, ledger));
        start += length;
    }
}

fn sets(all: &[Claim], section: Range<usize>, ledger: &mut Ledger) {
    let (start, claims) = (section.start, &all[section]);
    // Amounts in the section by fund and part. A part with several amounts is later skipped as ambiguous.
    let mut said: BTreeMap<(Option<Fund>, Part), PartAmounts> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let Some((topic, left)) = &claim.binding.topic else { continue };
        let (Some(part), true) = (topic.part, claim.subject.path.is_empty()) else { continue };
        for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current) {
            if let Some(amount) = figure.amount() {
                let fund = topic.fund.filter(|_| part < Part::ThreePublic);
                let said = said.entry((fund, part)).or_default();
                let unsure = !left.is_empty();
                // A fully understood subject (政府采购) takes precedence over a partly understood one
                // (面向中小企业预留的政府采购), which is something else.
                if said.unsure && !unsure {
                    said.amounts.clear();
                } else if unsure && !said.unsure && !said.amounts.is_empty() {
                    continue;
                }
                said.amounts.push(((start + index, number), amount));
                said.unsure = unsure;
            }
        }
    }
    for ((fund, part), whole) in &said {
        let [(at, amount)] = whole.amounts.as_slice() else { continue };
        for (_, parts) in identity::SUMS.iter().filter(|(of, _)| of == part) {
            let listed: Vec<&PartAmounts> = parts.iter().filter_map(|part| said.get(&(*fund, *part))).collect();
            if listed.len() < 2 || listed.iter().any(|said| said.amounts.len() != 1) {
                continue;
            }
            let parts_said = || listed.iter().flat_map(|said| said.amounts.iter());
            let amounts: Vec<Amount> = parts_said().map(|(_, amount)| *amount).collect();
            let terms: Vec<(At, Amount)> = parts_said().copied().collect();
            let opinion =
                judge("parts", *amount, &amounts, "所列各项之和").by(|| sum_said((*at, *amount), &terms, all));
            let right = opinion.verdict == Verdict::Ok;
            if right {
                parts_said().for_each(|(at, _)| ledger.agrees(*at));
            }
            let sure = !whole.unsure && listed.iter().all(|said| !said.unsure);
            // Parts of one kind exclude one another, so some of them are never more than the whole.
            let exceed = amounts.iter().map(|part| i128::from(part.fen())).sum::<i128>() > i128::from(amount.fen());
            if right || sure && (listed.len() == parts.len() || exceed) {
                ledger.note(*at, opinion);
            }
        }
    }
}

/// Compares 以上两项共计130.00万元 with the amounts before it in the sentence.
fn together(index: usize, claims: &[Claim], ledger: &mut Ledger) {
    let Some(((at, whole), parts)) = single(index, &claims[index]).zip(share::together(index, claims)) else { return };
    let amounts: Vec<Amount> = parts.iter().map(|(_, amount)| *amount).collect();
    let opinion = judge("parts", whole, &amounts, "前面所列各项之和").by(|| sum_said((at, whole), &parts, claims));
    if opinion.verdict == Verdict::Ok {
        parts.iter().for_each(|(at, _)| ledger.agrees(*at));
    }
    ledger.note(at, opinion);
}

/// Compares the 资金分配情况 of a project with its 预算安排规模.
fn allocation(all: &[Claim], section: Range<usize>, ledger: &mut Ledger) {
    let (start, claims) = (section.start, &all[section]);
    let scale = |claim: &&Claim| claim.subject.text.ends_with("规模") && claim.figures.len() == 1;
    let mut scales = claims.iter().enumerate().filter(|(_, claim)| scale(claim));
    let (Some((whole, claim)), None) = (scales.next(), scales.next()) else { return };
    let Some(total) = claim.current().and_then(Figure::amount) else { return };
    let mut parts: Vec<(At, Amount)> = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        let Some(from) = claim.text.find("资金分配") else { continue };
        for (number, figure) in claim.figures.iter().enumerate() {
            if figure.role == Role::Current && figure.span.start > from {
                parts.extend(figure.amount().map(|amount| ((start + index, number), amount)));
            }
        }
    }
    if parts.len() < 2 {
        return;
    }
    let amounts: Vec<Amount> = parts.iter().map(|(_, amount)| *amount).collect();
    let opinion =
        judge("parts", total, &amounts, "资金分配各项之和").by(|| sum_said(((start + whole, 0), total), &parts, all));
    if opinion.verdict == Verdict::Ok {
        parts.iter().for_each(|(at, _)| ledger.agrees(*at));
    }
    ledger.note((start + whole, 0), opinion);
}

//! 上年为零的各项写法一致.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::fact::Fact;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Amount, Claim, Direction};
use std::collections::BTreeMap;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "zero_base",
    name: "上年为零",
    rule: "上年为零的各项写法一致",
    why: "上年为零没有增长率，写“增长100%”只是习惯；同一份公开里有的写、有的不写，读者会以为两项的情形不同。",
    condition: "同一份文件里，上年为零的项有的写增长100%，有的没有写增长率或写明不可比时，只提示；本单位不许这样写的，审查时加 --strict zero_base，就算错误。",
    basis: "说明文字的写法应前后一致。",
    example: Example {
        files: &[(
            "2024.txt",
            "会议费12.00万元，上年预算0.00万元，比上年预算增加12.00万元。\n\n\
             培训费8.00万元，上年预算0.00万元，比上年预算增加8.00万元，增长率无可比性。\n",
        )],
        slip: ("增长率无可比性", "增长100.00%"),
        told: (Verdict::Note, "100.00%"),
    },
};

/// Reports growth of 100% on a base of zero where the same file leaves the rate out elsewhere, or says that it cannot be
/// compared. Nothing is wrong by itself, but the two ways of writing do not go together.
pub(in crate::audit) fn check(facts: &[Fact], claims: &[Claim], ledger: &mut Ledger) {
    let is_new = |fact: &&Fact| {
        let is_nothing = |amount: Amount| amount.fen() == 0;
        let rose = match fact.change {
            Some((_, Some(Direction::Up), Some(change))) => fact.current.is_some_and(|(_, current)| current == change),
            _ => false,
        };
        let is_some = fact.current.is_some_and(|(_, current)| current.fen() > 0);
        is_some && fact.prior.map_or(rose, |(_, prior)| is_nothing(prior))
    };
    let file = |fact: &Fact| claims.get(fact.claim()).map(|claim| &claim.place.file);
    // The first fact of each file that gives no rate.
    let mut others: BTreeMap<_, &Fact> = BTreeMap::new();
    for fact in facts.iter().filter(is_new).filter(|fact| fact.rate.is_none() && fact.times.is_none()) {
        others.entry(file(fact)).or_insert(fact);
    }
    for fact in facts.iter().filter(is_new) {
        let Some((at, _, printed)) = &fact.rate else { continue };
        let is_hundred = printed.mantissa() == 100 * 10i64.pow(printed.decimals().min(12));
        let Some(other) = others.get(&file(fact)).filter(|_| is_hundred) else { continue };
        let Some(claim) = claims.get(other.claim()) else { continue };
        let because = format!(
            "上年为零，没有增长率；“{}”（{}）上年也为零，没有写增长率，两处写法不一致",
            claim.subject.text, claim.place
        );
        ledger.remark_on(*at, Opinion::of("zero_base", Verdict::Note, because));
    }
}

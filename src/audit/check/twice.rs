//! 同一件事两处不一致.
//!
//! 条件：同一份文件里，同一资金、同一部分或同一科目、同一年度的数写了两次，两处的主体相同而两个数不等；两个数都不能由表证实时只说有歧义，因为不知道哪个错。
//!
//! 依据：说明文字应前后一致。
//!
//! 例：前面写机关运行经费 26.87 万元，后面写 28.67 万元。
use crate::audit::Verdict;
use crate::audit::check::columns::print;
use crate::audit::ledger::{At, Ledger, Opinion};
use crate::model::{
    Amount, Cells, Claim, FiscalYear, Fund, Level, Phase, Place, Role, Territory, Topic, gist, is_short_for, plain_name,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What makes two sentences speak of one thing.
type Key<'a> = (
    Arc<str>,
    Option<(Territory, Option<Phase>, &'a [Arc<str>])>,
    Option<FiscalYear>,
    Topic,
    Vec<(Level, String)>,
    String,
);

/// The first statement of a thing, and where.
struct First {
    at: At,
    amount: Amount,
    place: Place,
}

/// This year's amount of one topic and path, stated twice in one file. It applies where every word of both subjects is
/// understood and they name a part, a path, or a fund and a side; where a table bears one of the two out, the other is
/// judged by it already.
pub(in crate::audit) fn check(cells: &Cells<'_>, claims: &[Claim], ledger: &mut Ledger) {
    let mut said: BTreeMap<Key<'_>, First> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let owner = cells.owner(&claim.place.file);
        let unit = owner.map_or("", |owner| &*owner.unit);
        let Some((topic, left)) = claim.topic(unit) else { continue };
        // 上年结转 and 收入总计 of a government stand once for each of its four budgets.
        if claim.territory.is_some() && !names_a_budget(&claim.subject.text) {
            continue;
        }
        let path: Vec<(Level, String)> =
            claim.subject.path.iter().map(|(level, name)| (*level, plain_name(name))).collect();
        let whole = !path.is_empty() || is_short_for(&left, unit);
        let plain = topic.part.is_some() || path.len() > 1 || topic.fund.is_some() && topic.side.is_some();
        let mut currents = claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current);
        let (Some((number, figure)), None, true) = (currents.next(), currents.next(), whole && plain) else { continue };
        let Some(amount) = figure.amount() else { continue };
        let year = claim.year.or(owner.map(|owner| owner.year));
        let at = (index, number);
        // 一般公共预算总收入 of a government is more than its 一般公共预算收入: the words have to be the same as well.
        let words = gist(&claim.subject.text.replace(unit, ""), 0);
        // A report of a government says the same of several territories, phases and regions, each in its own section.
        let of = claim.territory.map(|territory| (territory, claim.phase, claim.section.as_slice()));
        let key = (claim.place.file.clone(), of, year, topic, path, words);
        match said.get(&key) {
            None => {
                let first = First { at, amount, place: figure.place.clone() };
                said.insert(key, first);
            }
            Some(first) if first.amount.agrees(amount) => {
                ledger.agrees(at);
                ledger.agrees(first.at);
            }
            Some(first) if !ledger.is_borne_out(at) && !ledger.is_borne_out(first.at) => {
                let because = format!("{} 写的是 {}，两处不一致", first.place, print(first.amount.fen().into()));
                ledger.note(at, Opinion::of("twice", Verdict::Ambiguous, because));
            }
            Some(_) => {}
        }
    }
}

/// Whether the words themselves name 一般公共预算, 政府性基金 or 国有资本经营.
fn names_a_budget(words: &str) -> bool {
    let fund = Topic::read(words).and_then(|(topic, _)| topic.fund);
    matches!(fund, Some(Fund::General | Fund::Government | Fund::StateCapital))
}

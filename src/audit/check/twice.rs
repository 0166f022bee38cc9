//! 同一件事两处不一致.

use super::{Check, Example};
use crate::audit::chain::{names_a_budget, single};
use crate::audit::fact::Fact;
use crate::audit::ledger::{self, At, Ledger, Opinion};
use crate::audit::reported::ReportedAmounts;
use crate::audit::{Share, Verdict};
use crate::model::{
    Amount, Base, BaseYear, Cells, Claim, Direction, FiscalYear, Level, Part, Phase, Place, PrintedNumber, Role,
    Territory, Topic, gist, identity, is_short_for, plain_name,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "twice",
    name: "前后一致",
    rule: "同一件事两处不一致",
    why: "同一件事写两遍，只改了一遍。",
    condition: "同一份文件里，同一资金、同一部分或同一科目、同一年度的数写了两次，两处的主体相同而两个数不等；两个数都不能由表证实时只说有歧义，因为不知道哪个错。政府报告里写成本级的数与全域的数相同、而本级的数别处另有一个的（或相反），也说有歧义。按定义相等的两个数（收入与支出总计、财政拨款与它唯一的资金）的增减额、同一主体在两处的增减率相同时，互相证实。",
    basis: "说明文字应前后一致。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                2024年机关运行经费预算26.87万元。\n\n\
                2024年政府采购预算81.81万元。\n\n\
                2024年机关运行经费预算26.87万元。\n",
        )],
        slip: (
            "81.81万元。\n\n\
                2024年机关运行经费预算26.87",
            "81.81万元。\n\n\
                2024年机关运行经费预算28.67",
        ),
        told: (Verdict::Ambiguous, "28.67万元"),
    },
};

/// Key under which two sentences state the same thing.
type Key<'a> = (
    Arc<str>,
    Option<(Territory, Option<Phase>, &'a [Arc<str>])>,
    Option<FiscalYear>,
    Topic,
    Vec<(Level, String)>,
    String,
);

/// The first statement of a thing and its position.
struct First {
    at: At,
    amount: Amount,
    place: Place,
    moved: Option<Moved>,
}

/// The only change in a claim: its position, base, direction and amount.
#[derive(Clone, Copy)]
struct Moved {
    at: At,
    base: Option<Base>,
    direction: Direction,
    amount: Amount,
}

impl Moved {
    fn of(index: usize, claim: &Claim) -> Option<Self> {
        let mut changes = claim.figures.iter().enumerate().filter_map(|(number, figure)| match figure.role {
            Role::Change(Some(direction)) => {
                Some(Self { at: (index, number), base: figure.base, direction, amount: figure.amount()? })
            }
            _ => None,
        });
        let only = changes.next().filter(|moved| moved.base.is_none_or(|base| base.year == BaseYear::Previous))?;
        changes.next().is_none().then_some(only)
    }
}

/// Compares this year's amounts stated twice in one file for one topic and path. Applies where every word of both
/// subjects is understood and they name a part, a path, or a fund and a side. If a table confirms one of the two,
/// nothing is reported here, because the other is already checked against that table.
pub(in crate::audit) fn check(cells: &Cells<'_>, claims: &[Claim], ledger: &mut Ledger) {
    let mut said: BTreeMap<Key<'_>, First> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let owner = cells.owner(&claim.place.file);
        let unit = owner.map_or("", |owner| &*owner.unit);
        let Some((topic, left)) = &claim.binding.topic else { continue };
        // A government report gives 上年结转 and 收入总计 once for each of its four budgets.
        if claim.territory.is_some() && !names_a_budget(&claim.subject.text) {
            continue;
        }
        let path: Vec<(Level, String)> =
            claim.subject.path.iter().map(|(level, name)| (*level, plain_name(name))).collect();
        let whole = !path.is_empty() || is_short_for(left, unit);
        let plain = topic.part.is_some() || path.len() > 1 || topic.fund.is_some() && topic.side.is_some();
        let mut currents = claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current);
        let (Some((number, figure)), None, true) = (currents.next(), currents.next(), whole && plain) else { continue };
        let Some(amount) = figure.amount() else { continue };
        let year = claim.year.or(owner.map(|owner| owner.year));
        let at = (index, number);
        // The words must match as well, because the 一般公共预算总收入 of a government is more than its 一般公共预算收入.
        // Only items like “三公” or 政府采购 are clear enough without them.
        let part = topic.part.filter(|part| *part >= Part::ThreePublic && claim.subject.whole.is_none());
        let words = match claim.territory {
            // 收入总计 includes more than 收入, so the exact words count.
            Some(_) => claim.subject.text.to_string(),
            // 机关运行经费 and 本单位的机关运行经费支出预算 both fully resolve to the same part.
            None if part.is_some() => String::new(),
            None => gist(&claim.subject.text.replace(unit, ""), 0),
        };
        let topic = &Topic { side: topic.side.filter(|_| part.is_none()), ..*topic };
        // A government report repeats the same subject for several territories and phases, each in its own section.
        let of = claim.territory.map(|territory| (territory, claim.phase, claim.section.as_slice()));
        let key = (claim.place.file.clone(), of, year, *topic, path, words);
        match said.get(&key) {
            None => {
                let moved = Moved::of(index, claim);
                let first = First { at, amount, place: figure.place.clone(), moved };
                said.insert(key, first);
            }
            Some(first) if first.amount.agrees(amount) => {
                ledger.agrees(at);
                ledger.agrees(first.at);
                if let Some((one, two)) = first.moved.zip(Moved::of(index, claim)).filter(|(one, two)| {
                    let same = one.direction == two.direction && one.amount.agrees(two.amount);
                    one.base == two.base && !same && [one.at, two.at].iter().all(|at| !ledger.is_borne_out(*at))
                }) {
                    let because = format!("{} 写的增减额是 {}，两处不一致", first.place, one.amount.print_with_unit());
                    ledger.note(two.at, Opinion::of("twice", Verdict::Ambiguous, because));
                }
            }
            Some(first) if !ledger.is_borne_out(at) && !ledger.is_borne_out(first.at) => {
                let because = format!("{} 写的是 {}，两处不一致", first.place, first.amount.print_with_unit());
                let both = || {
                    let own = ledger::said(claims, at, amount, Share::Whole);
                    own.into_iter().chain(ledger::said(claims, first.at, first.amount, Share::Same)).collect()
                };
                ledger.note(at, Opinion::of("twice", Verdict::Ambiguous, because).by(both));
            }
            Some(_) => {}
        }
    }
}

/// Reports an amount of a government's own that is printed as that of its whole territory, or the reverse, where the report
/// gives another amount for what the sentence names: 全市 221.7亿元, 市本级 84.4亿元, and later 市本级 221.7亿元.
pub(in crate::audit) fn of_another_scope(claims: &[Claim], said: &ReportedAmounts<'_>, ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let other = match claim.territory {
            Some(Territory::Whole) => Territory::Own,
            Some(Territory::Own) => Territory::Whole,
            _ => continue,
        };
        let Some((at, amount)) = single(index, claim).filter(|(at, _)| !ledger.is_borne_out(*at)) else { continue };
        // Few digits may agree by chance.
        if amount.fen() / amount.resolution().max(1) < 1000 {
            continue;
        }
        // 上级补助收入 is part of each of the four budgets.
        if !names_a_budget(&claim.subject.text) {
            continue;
        }
        let agrees = |(_, statement): &(At, Amount)| statement.agrees(amount);
        // Within a section 范围 may be the same for both.
        let is_apart = |at: At| claims[at.0].section != claim.section;
        let mut own = said.of_scope(index, claim.territory).filter(|(other, _)| is_apart(*other)).peekable();
        let Some(first) = own.peek().copied() else { continue };
        let Some((place, _)) = said
            .of_scope(index, Some(other))
            .find(|one| is_apart(one.0) && agrees(one))
            .filter(|_| !own.any(|one| agrees(&one)))
        else {
            continue;
        };
        let names = if other == Territory::Whole { ["全域", "本级"] } else { ["本级", "全域"] };
        let spot = |at: At| &claims[at.0].figures[at.1].place;
        let because = format!(
            "与{}的数相同（{}），而{}的数别处写的是 {}（{}）",
            names[0],
            spot(place),
            names[1],
            first.1.print_with_unit(),
            spot(first.0)
        );
        ledger.note(at, Opinion::of("twice", Verdict::Ambiguous, because));
    }
}

/// Key under which two rates state the same thing: file, 范围, year, subject, role and base.
type Rate<'a> = (&'a str, Option<Territory>, Option<FiscalYear>, String, &'a Role, Option<Base>);

/// Lets figures confirm each other: equal rates given for one subject in two sentences, amounts for the same year in
/// reports of one government, and changes of quantities that are equal by definition ([`identity`]). Differences are
/// not reported here, since another base may be meant.
pub(in crate::audit) fn borne_out(
    cells: &Cells<'_>,
    claims: &[Claim],
    said: &ReportedAmounts<'_>,
    facts: &[Fact],
    ledger: &mut Ledger,
) {
    let mut rates: BTreeMap<Rate<'_>, (At, &PrintedNumber)> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let subject = said.subject(index).map_or_else(|| gist(&claim.subject.text, 2), str::to_owned);
        for (number, figure) in claim.figures.iter().enumerate() {
            let at = (index, number);
            if matches!(figure.role, Role::Current | Role::Prior)
                && figure.base.is_none_or(|base| base.year == BaseYear::Same)
                && figure.amount().is_some_and(|amount| said.again(at, amount).next().is_some())
            {
                ledger.agrees(at);
            }
            let is_rate = matches!(figure.role, Role::Rate(_) | Role::Completion | Role::Share(_) | Role::Points(_));
            let Some(printed) = figure.number.as_ref().filter(|_| is_rate && subject.chars().count() > 3) else {
                continue;
            };
            // A rate without a word of comparison is relative to 上年.
            let base =
                figure.base.filter(|base| base.year != BaseYear::Previous || base.comparable || base.phase.is_some());
            let key = (&*claim.place.file, claim.territory, claim.year, subject.clone(), &figure.role, base);
            let (first_at, first) = *rates.entry(key).or_insert((at, printed));
            if first_at.0 != index && (first.mantissa(), first.decimals()) == (printed.mantissa(), printed.decimals()) {
                [first_at, at].into_iter().for_each(|at| ledger.agrees(at));
            }
        }
    }
    pairs(claims, facts, ledger);
    changes(cells, claims, facts, ledger);
}

/// Key of an amount and its rate in a report: file, 范围, year, amount, role and printed rate. Together they identify a
/// thing, even if it is named differently the second time.
type Pair<'a> = (&'a str, Option<Territory>, Option<FiscalYear>, i64, &'a Role, &'a str);

fn pairs(claims: &[Claim], facts: &[Fact], ledger: &mut Ledger) {
    let mut said: BTreeMap<Pair<'_>, [At; 2]> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| claims[fact.claim()].territory.is_some()) {
        let (Some((at, current)), Some((rate, ..))) = (fact.current, &fact.rate) else { continue };
        let claim = &claims[rate.0];
        let figure = &claim.figures[rate.1];
        let Some(printed) = figure.number.as_ref().filter(|_| at.0 == rate.0 && current.fen() != 0) else { continue };
        let key = (&*claim.place.file, claim.territory, claim.year, current.fen(), &figure.role, printed.raw());
        let own = [at, *rate];
        if let Some(other) = said.insert(key, own).filter(|other| other[0].0 != at.0) {
            own.into_iter().chain(other).for_each(|at| ledger.agrees(at));
        }
    }
}

/// A change and the quantity that changed.
struct Change {
    at: At,
    topic: Topic,
    phase: Option<Phase>,
    direction: Direction,
}

impl Change {
    /// Whether another change by the same amount is of the same quantity.
    fn is_same(&self, other: &Self, current: Amount) -> bool {
        let [one, two] = [self, other].map(|change| (Topic { side: None, ..change.topic }, current));
        (self.phase, self.direction) == (other.phase, other.direction)
            && self.at.0 != other.at.0
            && (self.topic.side == other.topic.side || self.topic.part.is_none())
            && identity::is_same(one, two)
    }
}

fn changes(cells: &Cells<'_>, claims: &[Claim], facts: &[Fact], ledger: &mut Ledger) {
    // Keyed by file, this year's amount and the change.
    let mut said: BTreeMap<(&str, i64, i64), Vec<Change>> = BTreeMap::new();
    for fact in facts {
        let (Some((_, current)), Some((at, Some(direction), Some(amount)))) = (fact.current, &fact.change) else {
            continue;
        };
        let claim = &claims[fact.claim()];
        let unit = cells.owner(&claim.place.file).map_or("", |owner| &*owner.unit);
        let Some((topic, left)) = claim.binding.topic.as_ref().filter(|_| claim.subject.path.is_empty()) else {
            continue;
        };
        let base = fact.base();
        if !is_short_for(left, unit) || topic.is_empty() || base.is_some_and(|base| base.year != BaseYear::Previous) {
            continue;
        }
        let change = Change { at: *at, topic: *topic, phase: base.and_then(|base| base.phase), direction: *direction };
        let list = said.entry((&claim.place.file, current.fen(), amount.fen())).or_default();
        if let Some(other) = list.iter().find(|other| other.is_same(&change, current)) {
            [other.at, *at].into_iter().for_each(|at| ledger.agrees(at));
        }
        list.push(change);
    }
}

//! 事实: this year's amount, the base, the change and the rate that a sentence states about one subject.

use super::ledger::At;
use super::link::link;
use super::reported::ReportedAmounts;
use crate::model::{
    Amount, Base, BaseYear, Cells, Claim, Direction, Figure, FiscalYear, Phase, PrintedNumber, Role, gist,
};

/// The figures of one claim that share a base of comparison. Amounts are unsigned, as printed.
#[derive(Debug, Default)]
pub(super) struct Fact {
    /// 本年数, from the claim itself or from another sentence of its section
    pub current: Option<(At, Amount)>,
    /// 上年数 or 预算数
    pub prior: Option<(At, Amount)>,
    /// 增减额 with its direction; no amount if only the word (持平, say) is printed
    pub change: Option<(At, Option<Direction>, Option<Amount>)>,
    /// 增减率 with its direction
    pub rate: Option<(At, Option<Direction>, PrintedNumber)>,
    /// 增长的倍数
    pub times: Option<(At, Option<Direction>, PrintedNumber)>,
    /// 本年数是基数的几倍
    pub multiple: Option<(At, PrintedNumber)>,
    /// 增长率无可比性
    pub incomparable: Option<At>,
    /// Last year's amounts that may be the base of the rate or the change: from other sentences of government reports, with their
    /// position, and from tables, without.
    pub elsewhere: Vec<(Option<At>, Amount)>,
    base: Option<Base>,
    /// Index of the claim.
    of: usize,
}

impl Fact {
    /// 对比基数
    pub(super) fn base(&self) -> Option<Base> {
        self.base
    }

    /// Index of the claim it belongs to.
    pub(super) fn claim(&self) -> usize {
        self.of
    }
}

/// The facts of all claims, in reading order.
pub(super) fn facts(claims: &[Claim], said: &ReportedAmounts<'_>, cells: &Cells<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        let current = current(index, claims);
        let mut own: Vec<Fact> = Vec::new();
        for (number, figure) in claim.figures.iter().enumerate() {
            put(&mut own, (index, number), figure, claim);
        }
        for mut fact in own {
            (fact.current, fact.of) = (current, index);
            if fact.prior.is_none() {
                fact.prior = before(index, &fact, claims);
            }
            let changes = fact.rate.is_some() || matches!(fact.change, Some((_, Some(_), Some(_))));
            if fact.prior.is_none() && changes {
                if is_before(fact.base) {
                    fact.elsewhere
                        .extend(said.before(index, fact.base).into_iter().map(|(at, amount)| (Some(at), amount)));
                }
                fact.elsewhere.extend(printed_before(claim, fact.base, cells).into_iter().map(|amount| (None, amount)));
            }
            facts.push(fact);
        }
    }
    facts
}

/// Whether the base is last year's unadjusted figure, which is also assumed if no base is named.
fn is_before(base: Option<Base>) -> bool {
    base.is_none_or(|base| !base.comparable && base.year == BaseYear::Previous)
}

/// Last year's amounts of the claim's subject in the tables: cells of last year, and last year's column in this year's
/// rows. If the base names a phase, only amounts of that phase.
fn printed_before<'a>(claim: &'a Claim, base: Option<Base>, cells: &Cells<'a>) -> Vec<Amount> {
    let owner = cells.owner(&claim.place.file).filter(|_| is_before(base));
    let Some(year) = owner.map(|owner| claim.year.unwrap_or(owner.year)) else { return Vec::new() };
    let phase = base.and_then(|base| base.phase);
    let linked = |year: Option<FiscalYear>, phase: Option<Phase>| {
        let bound = claim.binding.years.iter();
        let bound =
            bound.filter(move |bound| Some(bound.year) == year && phase.is_none_or(|named| named == bound.phase));
        bound.flat_map(|bound| link(cells, claim, (bound.year, bound.phase)).cells)
    };
    let before = linked(year.previous(), phase);
    let of_row = linked(Some(year), None).filter_map(|cell| cells.before(cell));
    let of_row = of_row.filter(|item| phase.is_none_or(|named| named == item.phase));
    before.chain(of_row).filter_map(|item| item.amount).collect()
}

/// Last year's amount, if another sentence of the section states it for the same subject as that year's current amount.
fn before(index: usize, fact: &Fact, claims: &[Claim]) -> Option<(At, Amount)> {
    let claim = &claims[index];
    let base = fact.base.filter(|base| base.year == BaseYear::Previous && !base.comparable)?;
    let year = claim.year?.previous()?;
    let words = gist(&claim.subject.text, 0);
    if words.chars().count() < 3 {
        return None;
    }
    let phase = |words: &str| ["预算", "决算", "执行"].map(|word| words.contains(word));
    let same = |other: &Claim| {
        other.place.file == claim.place.file
            && other.section == claim.section
            && other.year == Some(year)
            && is_same(&gist(&other.subject.text, 0), &words)
            && other.territory == claim.territory
            // A base that names its phase does not match an amount of another phase.
            && base.phase.is_none_or(|named| {
                other.phase.map_or_else(|| phase(named.name()) == phase(&other.subject.text), |said| said == named)
            })
    };
    one_amount(claims.iter().enumerate().skip(index.saturating_sub(40)).take(80).filter(|(_, other)| same(other)))
}

/// The claim's own current amount, or else the only one that its section gives for the same subject.
fn current(index: usize, claims: &[Claim]) -> Option<(At, Amount)> {
    let claim = &claims[index];
    if let Some(found) = stated(index, claim) {
        return Some(found);
    }
    let words = gist(&claim.subject.text, 0);
    if let Some(found) = both_sides(index, claims, &words) {
        return Some(found);
    }
    if words.chars().count() < 3 && words != "收支" {
        return None;
    }
    // …财政拨款支出1264.92万元。…，…财政拨款增加27.44万元: the second mention is shorter.
    let longer = |(at, other): &(usize, &Claim)| {
        let shorter = gist(&other.subject.text, 0);
        let shorter = shorter.trim_end_matches("支出").trim_end_matches("收入");
        *at != index && is_beside(claim, other) && shorter == words
    };
    let near = claims.iter().enumerate().skip(index.saturating_sub(6)).take(12).filter(longer);
    if let Some(found) = one_amount(near) {
        return Some(found);
    }
    // Only claims nearby: a distant one is unlikely to be meant.
    let is_meant = |(_, other): &(usize, &Claim)| {
        is_beside(claim, other) && (is_same(&gist(&other.subject.text, 0), &words) || is_one_part(claim, other))
    };
    one_amount(claims.iter().enumerate().skip(index.saturating_sub(40)).take(80).filter(is_meant))
}

/// Whether two fully understood subjects name the same part, without contradicting each other on side or fund:
/// 公务用车运行维护费 and 公务用车运行支出.
fn is_one_part(one: &Claim, other: &Claim) -> bool {
    let understood = |claim: &Claim| match &claim.binding.topic {
        Some((topic, left)) if topic.part.is_some() && left.is_empty() => Some(*topic),
        _ => None,
    };
    understood(one).zip(understood(other)).is_some_and(|(one, other)| {
        one.part == other.part
            && one.side.zip(other.side).is_none_or(|(one, other)| one == other)
            && one.fund.zip(other.fund).is_none_or(|(one, other)| one == other)
    })
}

/// Whether another claim belongs to the same section, 范围 and (as far as stated) year.
fn is_beside(claim: &Claim, other: &Claim) -> bool {
    other.place.file == claim.place.file
        && other.section == claim.section
        && other.territory == claim.territory
        && (other.year == claim.year || other.year.is_none() || claim.year.is_none())
}

/// The current amount of these claims, if they all state the same.
fn one_amount<'a>(claims: impl Iterator<Item = (usize, &'a Claim)>) -> Option<(At, Amount)> {
    let mut found = claims.filter_map(|(at, other)| stated(at, other));
    let first = found.next()?;
    found.all(|(_, amount)| amount == first.1).then_some(first)
}

/// 收入总计…，支出总计…，与上年相比，收、支总计各增加…: the amount of both sides, if they are equal, from the same sentence or
/// else from earlier sentences of the section.
fn both_sides(index: usize, claims: &[Claim], words: &str) -> Option<(At, Amount)> {
    let before = words.strip_suffix("收支")?;
    let claim = &claims[index];
    let sides = ["收入", "支出"].map(|side| format!("{before}{side}"));
    let near = claims.iter().enumerate().take(index).rev();
    let pair = |of: &dyn Fn(&Claim, &str) -> bool, most: usize| {
        let [income, outlay] = sides.each_ref().map(|side| {
            let (at, other) = near.clone().take(most).find(|(_, other)| of(other, side))?;
            stated(at, other)
        });
        income.zip(outlay).filter(|(income, outlay)| income.1 == outlay.1).map(|(income, _)| income)
    };
    let in_sentence =
        |other: &Claim, side: &str| other.shares_sentence(claim) && gist(&other.subject.text, 0).ends_with(side);
    let in_section = |other: &Claim, side: &str| {
        is_beside(claim, other) && other.subject.whole.is_none() && gist(&other.subject.text, 0) == side
    };
    pair(&in_sentence, 4).or_else(|| pair(&in_section, 16))
}

fn stated(index: usize, claim: &Claim) -> Option<(At, Amount)> {
    let mut found = claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current);
    let (number, figure) = found.next()?;
    // With two current amounts it is unclear which of them the change refers to.
    found.next().is_none().then_some(())?;
    Some(((index, number), figure.amount()?))
}

/// Whether two subjects are equal apart from a place name in front of one of them: 某区“三公”经费.
fn is_same(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    let place = |name: &str| {
        name.is_empty() || name.chars().count() >= 2 && name.ends_with(['省', '市', '区', '县', '州', '盟', '旗'])
    };
    long.strip_suffix(short).is_some_and(place)
}

fn put(facts: &mut Vec<Fact>, at: At, figure: &Figure, claim: &Claim) {
    let base = figure.base.map(|base| plain(base, claim));
    let open = |fact: &Fact| match figure.role {
        // 增加9万元（上年仅为1万元）: the base may follow the change in parentheses.
        Role::Prior => fact.prior.is_none() && fact.rate.is_none(),
        Role::Change(_) => fact.change.is_none(),
        Role::Rate(_) => fact.rate.is_none(),
        Role::Times(_) => fact.times.is_none(),
        Role::Multiple => fact.multiple.is_none(),
        _ => fact.incomparable.is_none(),
    };
    let is_of_fact = matches!(
        figure.role,
        Role::Prior | Role::Change(_) | Role::Rate(_) | Role::Times(_) | Role::Multiple | Role::Incomparable
    );
    if !is_of_fact {
        return;
    }
    let position = facts.iter().rposition(|fact| open(fact) && joins(fact.base, base));
    let fact = match position {
        Some(position) => &mut facts[position],
        None => {
            facts.push(Fact { base, ..Fact::default() });
            let Some(last) = facts.last_mut() else { return };
            last
        }
    };
    match (&figure.role, &figure.number) {
        (Role::Prior, _) => fact.prior = figure.amount().map(|amount| (at, amount)),
        (Role::Change(direction), _) => fact.change = Some((at, *direction, figure.amount())),
        (Role::Rate(direction), Some(number)) => fact.rate = Some((at, *direction, number.clone())),
        (Role::Times(direction), Some(number)) => fact.times = Some((at, *direction, number.clone())),
        (Role::Multiple, Some(number)) => fact.multiple = Some((at, number.clone())),
        (Role::Incomparable, _) => fact.incomparable = Some(at),
        _ => {}
    }
}

/// The base with an explicit year replaced by "same" or "previous" where it is one of these.
fn plain(base: Base, claim: &Claim) -> Base {
    let year = match (base.year, claim.year) {
        (BaseYear::Stated(stated), Some(year)) if year == stated => BaseYear::Same,
        (BaseYear::Stated(stated), Some(year)) if year.previous() != Some(stated) => base.year,
        (BaseYear::Stated(_), _) => BaseYear::Previous,
        _ => base.year,
    };
    // The phase stays open if it is not named: it is then the one mentioned earlier in the sentence.
    Base { year, ..base }
}

/// Whether two bases may be the same: equal year and comparability, and no contradiction in the phase.
pub(super) fn joins(one: Option<Base>, other: Option<Base>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        // A change without a named base is relative to last year, not to this year's budget.
        return one.or(other).is_none_or(|base| base.year != BaseYear::Same);
    };
    let phase = |base: Base| base.phase.filter(|phase| *phase != Phase::Estimated);
    one.year == other.year
        && one.comparable == other.comparable
        && (phase(one).is_none() || phase(other).is_none() || phase(one) == phase(other))
}

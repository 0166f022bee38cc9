//! 各项增减额之和 = 总增减额，各项年初预算之和 = 总预算.

use super::{Check, Example};
use crate::audit::fact::Fact;
use crate::audit::interval::money;
use crate::audit::ledger::{At, Ledger, Opinion};
use crate::audit::{Verdict, interval::ends};
use crate::model::{Amount, BaseYear, Claim, Direction, Fund, Level, Part, Phase, Side, identity};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "changes",
    name: "各项增减之和",
    rule: "各项增减额之和 = 总增减额，各项年初预算之和 = 总预算",
    why: "总的增减由各项增减构成；差得多的，不是有一项写错，就是有一项没有列出。",
    condition: "同一节里，总数和构成它的各项（基本支出与项目支出、各资金来源、各类款项）都写了本年数和增减额（或年初预算数），且各项本年数之和是总数时。n 项相加可差 n+1 个半步（尾差）；差得更多的，可能是上年有、本年没有的项没有列出，只提示；“三公”经费各项都写了的，是错误。",
    basis: "说明文字应前后一致。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一、支出预算情况说明\n\n\
                支出预算130.00万元，比上年增加10.00万元。其中：基本支出110.00万元，比上年增加6.01万元；项目支出20.00万元，比上年增加3.99万元。\n",
        )],
        slip: ("增加3.99", "增加14.00"),
        told: (Verdict::Note, "130.00万元"),
    },
};

/// The figure given beside this year's amount, by which parts and whole are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Against {
    /// The change from last year.
    Change,
    /// 年初预算 of the same year.
    Budget,
}

/// File, headings, what is compared, and the phase of the base.
type Where<'a> = (&'a str, &'a [Arc<str>], Against, Option<Phase>);

/// An amount of this year with its signed change from last year, or with its budget.
#[derive(Debug, Clone, Copy)]
struct Moved {
    at: At,
    current: Amount,
    /// Where the change or the budget is printed.
    other: Option<At>,
    /// The change or the budget, in 分.
    change: i128,
    /// Its rounding step, in 分.
    step: i128,
}

/// The totals of a section, and the sets of parts that may add up to them.
#[derive(Default)]
struct Section {
    /// 合计 by side and fund; the fund is `None` for all funds together.
    totals: BTreeMap<(Option<Side>, Option<Fund>), Vec<Moved>>,
    /// 基本支出, 项目支出 and 预留 of each fund.
    kinds: BTreeMap<Option<Fund>, Vec<Moved>>,
    /// Revenue by fund.
    funds: Vec<Moved>,
    /// Items by fund and level.
    items: BTreeMap<(Option<Fund>, Level), Vec<Moved>>,
    /// “三公” and its items.
    three: BTreeMap<Part, Vec<Moved>>,
}

/// Compares the changes of the parts with the change of the whole, and the changes by 项 with those by 基本支出 and
/// 项目支出. Both must be of one section and one base (not 同口径, one phase), and this year's amounts of the parts must
/// add up to the whole. Items that ended last year have no amount this year and may be missing, so most gaps are hints.
pub(in crate::audit) fn check(claims: &[Claim], facts: &[Fact], ledger: &mut Ledger) {
    let mut sections: BTreeMap<Where<'_>, Section> = BTreeMap::new();
    for fact in facts {
        let Some(claim) = claims.get(fact.claim()) else { continue };
        let Some((against, moved)) = moved(fact) else { continue };
        let phase = fact.base().and_then(|base| base.phase);
        let section = claim.section.get(..claim.section.len().min(2)).unwrap_or_default();
        let section = sections.entry((&claim.place.file, section, against, phase)).or_default();
        sort(claim, moved, section);
    }
    for ((_, _, against, _), section) in &sections {
        compare(section, *against, ledger);
    }
}

fn moved(fact: &Fact) -> Option<(Against, Moved)> {
    let base = fact.base();
    if base.is_some_and(|base| base.comparable) {
        return None;
    }
    let (at, current) = fact.current?;
    if base.is_some_and(|base| base.year == BaseYear::Same) {
        let (other, budget) = fact.prior?;
        let (change, step) = (budget.fen().into(), budget.resolution().into());
        return Some((Against::Budget, Moved { at, current, other: Some(other), change, step }));
    }
    let (other, direction, amount) = fact.change.as_ref()?;
    let change = amount.map_or(0, |amount| i128::from(amount.fen()));
    let step = amount.map_or(0, |amount| i128::from(amount.resolution()));
    let change = match direction.as_ref()? {
        Direction::Up => change,
        Direction::Down => -change,
        Direction::Flat => 0,
    };
    Some((Against::Change, Moved { at, current, other: amount.map(|_| *other), change, step }))
}

fn sort(claim: &Claim, moved: Moved, section: &mut Section) {
    let Some((topic, left)) = &claim.binding.topic else { return };
    if let Some((level, _)) = claim.subject.path.last() {
        section.items.entry((topic.fund, *level)).or_default().push(moved);
        return;
    }
    if !left.is_empty() {
        return;
    }
    match (topic.part, topic.fund) {
        (Some(Part::Basic | Part::Project | Part::Reserve), fund) => section.kinds.entry(fund).or_default().push(moved),
        (Some(part), _) if (Part::ThreePublic..=Part::VehicleRunning).contains(&part) => {
            section.three.entry(part).or_default().push(moved);
        }
        (None, fund) => {
            section.totals.entry((topic.side, fund)).or_default().push(moved);
            if topic.side != Some(Side::Expenditure) && fund.is_some_and(|fund| fund != Fund::Fiscal) {
                section.funds.push(moved);
            }
        }
        _ => {}
    }
}

fn compare(section: &Section, against: Against, ledger: &mut Ledger) {
    let one = |list: &[Moved]| -> Vec<Moved> {
        // A repeated statement counts once; differing statements stay apart and are not used.
        let mut list = list.to_vec();
        list.dedup_by(|two, one| two.current.fen() == one.current.fen() && two.change == one.change);
        list
    };
    // The totals of a fund. Expenditure does not add up to a total of revenue, nor revenue to one of expenditure.
    let wholes = |fund: Option<Fund>, revenue: bool| -> Vec<Moved> {
        let sided = section.totals.iter().filter(|((side, of), _)| {
            *of == fund && (*side == Some(Side::Revenue)) <= revenue && (*side != Some(Side::Expenditure) || !revenue)
        });
        sided.filter_map(|(_, list)| single(&one(list))).collect()
    };
    let mut told = BTreeSet::new();
    let mut compare = |set: &[Moved], wholes: &[Moved], gap: Option<Verdict>| {
        for whole in wholes {
            let fit = set.len() >= 2 && set.iter().all(|part| part.at != whole.at) && makes_up(set, whole.current);
            if fit && told.insert((whole.at, set.len())) {
                judge(*whole, set, against, gap, ledger);
            }
        }
    };
    section.kinds.iter().for_each(|(fund, set)| compare(set, &wholes(*fund, false), Some(Verdict::Note)));
    section.items.iter().for_each(|((fund, _), set)| compare(set, &wholes(*fund, false), Some(Verdict::Note)));
    compare(&section.funds, &wholes(None, true), Some(Verdict::Note));
    for (whole, parts) in identity::SUMS {
        let said = |part: &Part| section.three.get(part).and_then(|list| single(&one(list)));
        let set: Vec<Moved> = parts.iter().filter_map(said).collect();
        // If every item of “三公” is given, no missing one can explain a gap; otherwise gaps are not reported.
        compare(&set, said(&whole).as_slice(), (set.len() == parts.len()).then_some(Verdict::Figure));
    }
    by_item(section, &wholes, against, ledger);
}

/// Compares 项 with 基本支出 and 项目支出 of the same fund, where the section gives no total to compare them with.
fn by_item(
    section: &Section,
    wholes: &dyn Fn(Option<Fund>, bool) -> Vec<Moved>,
    against: Against,
    ledger: &mut Ledger,
) {
    for (fund, kinds) in section.kinds.iter().filter(|(_, kinds)| kinds.len() >= 2) {
        let total = Amount::from_fen(kinds.iter().map(|part| part.current.fen()).sum());
        let same = section.items.iter().filter(|((of, _), set)| of == fund && set.len() >= 2);
        for set in same.map(|(_, set)| set) {
            let sum: i128 = set.iter().map(|part| i128::from(part.current.fen())).sum();
            let steps = (set.len() + kinds.len()) as i128 * 10_000;
            let whole = Moved {
                at: kinds[0].at,
                current: total,
                other: None,
                change: kinds.iter().map(|part| part.change).sum(),
                step: kinds.iter().map(|part| part.step).sum(),
            };
            if (sum - i128::from(total.fen())).abs() * 2 <= steps
                && wholes(*fund, false).iter().all(|other| !makes_up(set, other.current))
            {
                judge(whole, set, against, Some(Verdict::Note), ledger);
            }
        }
    }
}

fn single(list: &[Moved]) -> Option<Moved> {
    match list {
        [one] => Some(*one),
        _ => None,
    }
}

/// Whether this year's amounts add up to a whole within their rounding.
fn makes_up(set: &[Moved], whole: Amount) -> bool {
    let (mut low, mut high) = (0, 0);
    for part in set {
        let (a, b) = ends(part.current);
        low += a;
        high += b;
    }
    let (a, b) = ends(whole);
    a <= high && low <= b
}

fn judge(whole: Moved, set: &[Moved], against: Against, verdict: Option<Verdict>, ledger: &mut Ledger) {
    let sum: i128 = set.iter().map(|part| part.change).sum();
    let steps: i128 = set.iter().map(|part| part.step).sum::<i128>() + whole.step;
    let gap = sum - whole.change;
    let (what, missing) = match against {
        Against::Change => ("增减额", "可能有上年有、本年没有的项没有列出"),
        Against::Budget => ("年初预算", "可能有安排了预算、没有支出的项没有列出"),
    };
    let words = |fen: i128| match against {
        Against::Change => format!("{}{}", if fen < 0 { "减少" } else { "增加" }, money(fen.abs(), whole.current)),
        Against::Budget => money(fen, whole.current),
    };
    let because = format!(
        "各项（{} 项）{what}之和为{}，总{what}为{}，相差 {}",
        set.len(),
        words(sum),
        words(whole.change),
        money(gap.abs(), whole.current)
    );
    ledger.look_at("changes", whole.at);
    if gap.abs() * 2 <= steps {
        set.iter().chain([&whole]).filter_map(|moved| moved.other).for_each(|at| ledger.agrees(at));
    }
    match gap {
        0 => ledger.count(),
        gap if gap.abs() * 2 <= steps => {
            ledger.remark_on(whole.at, Opinion::of("changes", Verdict::Tail, because));
        }
        _ => {
            let Some(verdict) = verdict else { return };
            let because = if verdict == Verdict::Note { format!("{because}；{missing}") } else { because };
            let at = if verdict == Verdict::Note { whole.at } else { whole.other.unwrap_or(whole.at) };
            ledger.remark_on(at, Opinion::of("changes", verdict, because));
        }
    }
}

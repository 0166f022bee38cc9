//! 百分点 = 本年占比 − 上年占比.

use super::base::implied;
use super::share::{current, whole_of};
use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::fact::Fact;
use crate::audit::interval::{self, Interval, ends};
use crate::audit::ledger::{At, Ledger, Opinion};
use crate::audit::reported::ReportedAmounts;
use crate::model::{BaseYear, Claim, Direction, PrintedNumber, Role};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "points",
    name: "百分点",
    rule: "占比提高（降低）的百分点 = 本年占比 − 上年占比",
    why: "占比改了而百分点没有改，或把增减率写成了百分点。",
    condition: "一句话里写了占比和它比上年提高、降低的百分点，并且这一项和总数都印出了本年数和上年数（或增减额）时；由各数的舍入范围算，或由两年印出的占比相减，都不对才算错。只有上年报告印出占比时，两份不一致的说有歧义，因为口径可能调整过。",
    basis: "说明文字应与数相符。",
    example: Example {
        files: &[(
            "报告.txt",
            "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n\
                一、2025年预算执行情况\n\n\
                全市一般公共预算收入完成932687万元，比上年增加16276万元，增长1.8%。其中：税收收入653923万元，\
                比上年增加38652万元，增长6.3%，占一般公共预算收入的70.1%，比上年提高3.0个百分点。\n",
        )],
        slip: ("3.0个百分点", "3.9个百分点"),
        told: (Verdict::Figure, "3.9个百分点"),
    },
};

/// Compares the points that a share rose or fell with the shares of both years. Last year's share follows from the amounts
/// of the part and of its whole, if the text gives these for both years; otherwise from last year's report.
pub(in crate::audit) fn check(claims: &[Claim], facts: &[Fact], said: &ReportedAmounts<'_>, ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let before = before(index, claim);
        let amounts = by_amounts(index, claims, facts);
        if let Some(before) = before {
            last_year(before, claim, amounts.map(|(_, last)| last), said, ledger);
        }
        let Some(Moved { at, share, direction, printed }) = Moved::of(index, claim) else { continue };
        let now = Interval::of(share.1);
        // Last year's share, the reason as far as known, and whether it is certain.
        let judged = match amounts {
            _ if before.is_some_and(|(at, _)| at.1 + 1 == share.0.1) => before.map(|(_, before)| {
                let moved = now.less(Interval::of(before));
                let exact = amounts.map_or(moved, |(this, last)| this.less(last));
                (fits([moved, exact], direction, printed), "印出的两年占比相减".to_owned(), moved, Verdict::Figure)
            }),
            Some((this, last)) => {
                // The points may be the difference of the exact shares or of those printed.
                let rounded = last.around(share.1.decimals());
                let ways = [this.less(last), now.less(rounded)];
                let said = "按两年的金额算";
                Some((fits(ways, direction, printed), said.to_owned(), ways[0], Verdict::Figure))
            }
            None => said.share_before(share.0).map(|(before, place)| {
                let moved = now.less(Interval::of(before));
                let said = format!("上年报告所列的占比为 {}%（{place}），两年相减", before.raw());
                (fits([moved; 2], direction, printed), said, moved, Verdict::Ambiguous)
            }),
        };
        let Some((is_right, how, moved, wrong)) = judged else { continue };
        let decimals = printed.decimals().min(9);
        let middle = moved.middle(decimals).as_i128();
        let verb = if middle < 0 { "降低" } else { "提高" };
        let points = interval::percent_like(middle.abs(), 10i128.pow(decimals + 2), decimals);
        let expected = format!("{}个百分点", points.trim_end_matches('%'));
        let opinion = match is_right {
            true => {
                ledger.agrees(share.0);
                Opinion::ok("points")
            }
            false => Opinion {
                expected: Some(expected.clone()),
                ..Opinion::of("points", wrong, format!("{how}，占比{verb} {expected}"))
            },
        };
        ledger.note(at, opinion);
        if !is_right {
            ledger.took_part(share.0, "points", &format!("{}个百分点", printed.raw()));
        }
    }
}

/// Last year's share of a claim, right before this year's: 由70.2%提高到75.1%.
fn before(index: usize, claim: &Claim) -> Option<(At, &PrintedNumber)> {
    let number = claim.figures.windows(2).position(
        |pair| matches!((&pair[0].role, &pair[1].role), (Role::PriorShare(one), Role::Share(other)) if one == other),
    )?;
    Some(((index, number), claim.figures[number].number.as_ref()?))
}

/// Judges last year's share by the amounts of last year that the text gives or implies, or by last year's report; and the
/// verb between the shares by both of them.
fn last_year(
    (at, printed): (At, &PrintedNumber),
    claim: &Claim,
    amounts: Option<Interval>,
    said: &ReportedAmounts<'_>,
    ledger: &mut Ledger,
) {
    let share = &claim.figures[at.1 + 1];
    if let (Some(verb), Some(now)) = (share.verb.clone().and_then(|verb| claim.text.get(verb)), &share.number) {
        let rose = Interval::of(now).less(Interval::of(printed)).middle(2).as_i128();
        let is_turned = match Direction::of_verb(verb) {
            Some(Direction::Up) => rose < 0,
            Some(Direction::Down) => rose > 0,
            _ => false,
        };
        if is_turned {
            let because = format!("{}% 到 {}% 不是“{verb}”", printed.raw(), now.raw());
            ledger.note((at.0, at.1 + 1), Opinion::of("points", Verdict::Direction, because));
        }
    }
    let opinion = match (amounts, said.share_before((at.0, at.1 + 1))) {
        (Some(last), _) if last.rounds_to(printed) => Opinion::ok("points"),
        (Some(last), _) => {
            let decimals = printed.decimals().min(9);
            let middle = last.middle(decimals).as_i128();
            let expected = interval::percent_like(middle, 10i128.pow(decimals + 2), decimals);
            let because = format!("按上年的金额算，上年占比为 {expected}");
            Opinion { expected: Some(expected), ..Opinion::of("points", Verdict::Figure, because) }
        }
        (None, Some((other, _))) if Interval::of(other).rounds_to(printed) => Opinion::ok("points"),
        (None, Some((other, place))) => {
            let because = format!("上年报告所列的占比为 {}%（{place}）", other.raw());
            Opinion::of("points", Verdict::Ambiguous, because)
        }
        (None, None) => return,
    };
    ledger.note(at, opinion);
}

/// A share of this year and the points by which it moved since last year.
struct Moved<'a> {
    at: At,
    share: (At, &'a PrintedNumber),
    direction: Direction,
    printed: &'a PrintedNumber,
}

impl<'a> Moved<'a> {
    /// The only points of a claim, with the share right before them.
    fn of(index: usize, claim: &'a Claim) -> Option<Self> {
        let mut moved = claim.figures.iter().enumerate().filter_map(|(number, figure)| match figure.role {
            Role::Points(Some(direction)) if direction != Direction::Flat => Some((number, direction, figure)),
            _ => None,
        });
        let ((number, direction, figure), None) = (moved.next()?, moved.next()) else { return None };
        let share = number.checked_sub(1)?;
        let of_last_year = figure.base.is_some_and(|base| base.year == BaseYear::Previous && !base.comparable)
            || share > 0 && matches!(claim.figures[share - 1].role, Role::PriorShare(_)) && figure.base.is_none();
        let before = claim.figures.get(share).filter(|share| of_last_year && matches!(share.role, Role::Share(_)))?;
        let (share, printed) = (((index, share), before.number.as_ref()?), figure.number.as_ref()?);
        Some(Self { at: (index, number), share, direction, printed })
    }
}

/// The shares of this year and of last year that follow from the amounts of the part and the whole in both years.
fn by_amounts(index: usize, claims: &[Claim], facts: &[Fact]) -> Option<(Interval, Interval)> {
    let whole = whole_of(index, claims)?;
    let last = |of: usize| {
        let mut own = facts.iter().filter(|fact| fact.claim() == of);
        let base = |fact: &Fact| fact.base().is_none_or(|base| base.year == BaseYear::Previous && !base.comparable);
        own.find_map(|fact| implied(fact).filter(|_| base(fact))).map(|(_, low, high)| (low, high))
    };
    let this = |of: usize| current(of, &claims[of]).map(|(_, amount)| ends(amount));
    let this = interval::percent(this(index)?, this(whole)?)?;
    Some((this, interval::percent(last(index)?, last(whole)?)?))
}

/// Whether one of the differences rounds to the printed points in the printed direction.
fn fits(ways: [Interval; 2], direction: Direction, printed: &PrintedNumber) -> bool {
    ways.into_iter().any(|moved| {
        let moved = if direction == Direction::Down { moved.negative() } else { moved };
        moved.rounds_to(printed)
    })
}

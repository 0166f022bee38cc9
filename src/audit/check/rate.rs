//! 增减率 = 增减额 ÷ 上年数.

use super::{Check, Example};
use crate::audit::cause;
use crate::audit::fact::Fact;
use crate::audit::interval::{self, ends, judge, percent_like as percent, show};
use crate::audit::ledger::{At, Ledger, Opinion, quotient};
use crate::audit::{Operand, Verdict};
use crate::model::{Amount, Claim, Direction, PrintedNumber};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "rate",
    name: "增减率",
    rule: "增减率 = 增减额 ÷ 上年数",
    why: "最常见的是误除以本年数，其次是改了金额没有改增减率。",
    condition: "本年数、上年数、增减额印出两个时；印出的数代表四舍五入前的一段，段内都不对才算错。上年为零时没有增减率，写 100% 是习惯，不算错；同一份文件里上年为零的别的项没有写增长率、或写明不可比的，写法不一致，只提示。",
    basis: "说明文字应与数相符。",
    example: Example {
        files: &[("2024.txt", "会议费12.00万元，比上年预算增加2.00万元，增长20.00%。\n")],
        slip: ("20.00%", "16.67%"),
        told: (Verdict::Figure, "16.67%"),
    },
};

/// An amount in half 分: the printed value and the ends of its rounding interval.
#[derive(Clone, Copy)]
pub(super) struct Value {
    pub point: i128,
    pub ends: (i128, i128),
}

/// Checks the rate against every pair of printed amounts that yields one. Applies where two of this year's amount, the
/// base and the change are printed and the base is positive. On a base of zero no rate is defined; 100% is customary
/// there and accepted.
///
/// If the rate fits this year's amount and the change but not the printed base, the base is reported as wrong.
pub(in crate::audit) fn check(fact: &Fact, claims: &[Claim], ledger: &mut Ledger) {
    let Some((at, direction, printed)) = &fact.rate else { return };
    if printed.mantissa() < 0 {
        return;
    }
    for explained in [nothing_left, verb_missing] {
        if let Some((other, opinion)) = explained(fact, *direction, printed, ledger) {
            ledger.note(other, opinion);
            ledger.agrees(*at);
            return;
        }
    }
    let change = fact.change.as_ref().and_then(|(_, way, amount)| signed(*amount, way.or(*direction)?));
    let current = fact.current.map(|(_, amount)| value(amount));
    let prior = fact.prior.map(|(_, amount)| value(amount));
    let implied = current.zip(change).map(|(current, change)| less(current, change));
    let by_change = current.zip(change).zip(implied).and_then(|((current, change), base)| {
        // The base is computed from the change, so their ends are not independent.
        let sign = if change.point < 0 { -1 } else { 1 };
        let (low, high) = magnitude(change).ends;
        let ends = ((low, current.ends.1 - sign * low), (high, current.ends.0 - sign * high));
        let opinion = opinion(fact, change, base, Some(ends))?;
        let below = if sign > 0 { -1 } else { 1 };
        let opinion = turned(opinion, fact, current, change, ledger);
        Some(opinion.by(|| terms(fact, [(0, 1), (0, 0), (1, below)], claims)))
    });
    let is_borne_out = |opinion: &Option<Opinion>| opinion.as_ref().is_some_and(|one| one.verdict.is_borne_out());
    if is_borne_out(&by_change) {
        let figures = [fact.current.map(|(at, _)| at), fact.change.as_ref().map(|(at, ..)| *at)];
        figures.into_iter().flatten().for_each(|at| ledger.agrees(at));
    }
    let by_prior = match (change, current, prior) {
        (Some(change), _, Some(base)) => opinion(fact, change, base, None)
            .map(|opinion| opinion.by(|| terms(fact, [(0, 0), (0, 1), (1, 0)], claims))),
        (None, Some(current), Some(base)) => by_both(fact, current, base).map(|opinion| {
            let up = if current.point < base.point { -1 } else { 1 };
            opinion.by(|| terms(fact, [(up, 0), (-up, 1), (0, 0)], claims))
        }),
        _ => None,
    };
    if is_borne_out(&by_prior) {
        let other =
            if change.is_some() { fact.change.as_ref().map(|(at, ..)| *at) } else { fact.current.map(|(at, _)| at) };
        [fact.prior.map(|(at, _)| at), other].into_iter().flatten().for_each(|at| ledger.agrees(at));
    }
    match (by_change, by_prior) {
        (Some(one), Some(other)) if one.verdict == Verdict::Ok && other.verdict == Verdict::Figure => {
            ledger.note(*at, one);
            if let (Some((place, _)), Some(base)) = (fact.prior, implied) {
                ledger.note(place, wrong_base(base));
            }
        }
        (Some(one), Some(other)) => ledger.note(*at, if one.verdict < other.verdict { one } else { other }),
        (Some(one), None) | (None, Some(one)) => ledger.note(*at, one),
        (None, None) => by_other_sentence(fact, ledger),
    }
}

/// This year's amount, the base and the change as operands, each with its signs above and below the line.
pub(super) fn terms(fact: &Fact, signs: [(i8, i8); 3], claims: &[Claim]) -> Vec<Operand> {
    let change = fact.change.as_ref().and_then(|(at, _, amount)| Some((*at, (*amount)?)));
    let terms = [fact.current, fact.prior, change].into_iter().zip(signs).filter(|(_, signs)| *signs != (0, 0));
    let terms: Vec<_> = terms.filter_map(|(figure, (above, below))| Some((figure?, above, below))).collect();
    quotient(&terms, claims)
}

/// Checks a rate printed with this year's amount only against possible bases in other sentences. The text need not mean
/// any of those (年初预算, 执行数), so they can only confirm it.
fn by_other_sentence(fact: &Fact, ledger: &mut Ledger) {
    let (Some((rate, direction, _)), Some((at, current))) = (&fact.rate, fact.current) else { return };
    for (place, base) in &fact.elsewhere {
        let change = less(value(current), value(*base));
        let way = if change.point < 0 { Direction::Down } else { Direction::Up };
        let opinion = by_both(fact, value(current), value(*base));
        if let Some(opinion) =
            opinion.filter(|opinion| opinion.verdict.is_borne_out() && direction.is_none_or(|said| said == way))
        {
            ledger.note(*rate, opinion);
            [Some(at), *place].into_iter().flatten().for_each(|at| ledger.agrees(at));
            return;
        }
    }
}

/// Judges the rate by two printed amounts. For a decrease the interval comes from 1 − current ÷ base, in which the base
/// occurs only once.
fn by_both(fact: &Fact, current: Value, base: Value) -> Option<Opinion> {
    let change = less(current, base);
    let fell = ((base.ends.0 - current.ends.1, base.ends.0), (base.ends.1 - current.ends.0, base.ends.1));
    opinion(fact, change, base, (change.point < 0 && base.ends.0 > 0).then_some(fell))
}

/// 总计0万元，减少40.00万元，下降2.00%: a decrease to 0 is 100%, so the 0 is wrong rather than the rate. The true amount
/// is change × (1 − rate) ÷ rate; the 0 is accepted if that could round to it (0亿元).
fn nothing_left(
    fact: &Fact,
    direction: Option<Direction>,
    printed: &PrintedNumber,
    ledger: &Ledger,
) -> Option<(At, Opinion)> {
    let (Some((at, current)), Some((_, _, Some(change))), Some(Direction::Down)) =
        (fact.current, &fact.change, direction)
    else {
        return None;
    };
    let hundred = 100 * 10i64.pow(printed.decimals().min(12));
    if current.fen() != 0 || change.fen() <= 0 || !(1..hundred).contains(&printed.mantissa()) || ledger.is_borne_out(at)
    {
        return None;
    }
    let fell = i128::from(printed.mantissa()) * 2 + 1;
    let left = (ends(*change).0, i128::from(hundred) * 2 - fell);
    if left.0 * left.1 <= ends(current).1 * fell {
        return None;
    }
    let because = format!("减少 {}、下降 {}% 之后不会是 0", words(value(*change)), printed.raw());
    Some((at, Opinion::of("rate", Verdict::Figure, because)))
}

/// 234668万元，比2022年预算数36588.29万元，增长18%: the rate fits only if the amount after 比 is the change, so the verb
/// before it is missing.
fn verb_missing(
    fact: &Fact,
    direction: Option<Direction>,
    printed: &PrintedNumber,
    _: &Ledger,
) -> Option<(At, Opinion)> {
    let (Some((_, current)), Some((at, prior)), None, Some(way)) = (fact.current, fact.prior, &fact.change, direction)
    else {
        return None;
    };
    let change = signed(Some(prior), way)?;
    let fits = |change: Value, base: Value| {
        let part = magnitude(change);
        let interval = interval::percent(part.ends, base.ends);
        interval.is_some_and(|interval| judge(printed, part.point, base.point, interval) != Verdict::Figure)
    };
    let current = value(current);
    if fits(less(current, value(prior)), value(prior)) || !fits(change, less(current, change)) {
        return None;
    }
    let verb = if way == Direction::Up { "增加" } else { "减少" };
    let likely_cause = Some(format!("“比……”之后漏写了“{verb}”"));
    let because = format!("{} 与增减率不符；把它当作增减额，三个数就相符", words(value(prior)));
    Some((at, Opinion { likely_cause, ..Opinion::of("rate", Verdict::Form, because) }))
}

pub(super) fn value(amount: Amount) -> Value {
    Value { point: i128::from(amount.fen()) * 2, ends: ends(amount) }
}

pub(super) fn signed(amount: Option<Amount>, direction: Direction) -> Option<Value> {
    let value = value(amount?);
    Some(match direction {
        Direction::Up => value,
        Direction::Down => Value { point: -value.point, ends: (-value.ends.1, -value.ends.0) },
        Direction::Flat => return None,
    })
}

pub(super) fn less(one: Value, other: Value) -> Value {
    Value { point: one.point - other.point, ends: (one.ends.0 - other.ends.1, one.ends.1 - other.ends.0) }
}

/// The lowest and the highest quotient, each as numerator and denominator.
type Ends = ((i128, i128), (i128, i128));

fn opinion(fact: &Fact, change: Value, base: Value, ends: Option<Ends>) -> Option<Opinion> {
    let (_, _, printed) = fact.rate.as_ref()?;
    if base.point == 0 && change.point == 0 && printed.mantissa() == 0 {
        return Some(Opinion::ok("rate"));
    }
    let hundred = 100 * 10i64.pow(printed.decimals().min(12));
    if base.point == 0 && printed.mantissa() == hundred {
        return Some(Opinion::ok("rate"));
    }
    let part = magnitude(change);
    let interval = match ends {
        Some((low, high)) if base.point > 0 => interval::between(low, high),
        _ => None,
    };
    let interval = interval.or_else(|| interval::percent(part.ends, base.ends))?;
    let verdict = judge(printed, part.point, base.point, interval);
    if verdict == Verdict::Ok && printed.mantissa() == 0 && change.point != 0 {
        let because = format!("增减额 {} 不为零，增减率四舍五入印成 {}%", words(part), printed.raw());
        return Some(Opinion::of("rate", Verdict::Note, because));
    }
    let expected = show(part.point, base.point, printed.decimals());
    let current = fact.current.map(|(_, amount)| i128::from(amount.fen()) * 2);
    let because = format!("增减额 {} ÷ 基数 {} = {expected}", words(part), words(base));
    Some(Opinion {
        likely_cause: (verdict == Verdict::Figure)
            .then(|| cause::of_rate(printed, part.point, base.point, current))
            .flatten(),
        replacement: Some(percent(part.point, base.point, printed.decimals())),
        expected: Some(expected),
        ..Opinion::of("rate", verdict, because)
    })
}

/// Adds the likely cause that 增加 was written for 减少, or the reverse, if the rate fits that and no table says otherwise.
fn turned(opinion: Opinion, fact: &Fact, current: Value, change: Value, ledger: &Ledger) -> Opinion {
    let of_table = fact.change.as_ref().is_some_and(|(at, ..)| ledger.is_borne_out(*at));
    if opinion.verdict != Verdict::Figure || opinion.likely_cause.is_some() || of_table {
        return opinion;
    }
    let other = Value { point: -change.point, ends: (-change.ends.1, -change.ends.0) };
    let fits = self::opinion(fact, other, less(current, other), None).is_some_and(|one| one.verdict == Verdict::Ok);
    Opinion { likely_cause: fits.then(|| "增减方向写反".to_owned()), ..opinion }
}

fn magnitude(value: Value) -> Value {
    if value.point < 0 { Value { point: -value.point, ends: (-value.ends.1, -value.ends.0) } } else { value }
}

pub(super) fn words(value: Value) -> String {
    let resolution = i64::try_from((value.ends.1 - value.ends.0) / 2).unwrap_or(1);
    interval::money(value.point / 2, Amount::new(0, resolution))
}

fn wrong_base(base: Value) -> Opinion {
    let expected = words(base);
    let because = format!("本年数与增减额推出的基数为 {expected}，与印出的增减率相符，而印出的基数不符");
    Opinion {
        likely_cause: Some("只改这一个数，本年数、基数、增减额、增减率就全部相符".to_owned()),
        expected: Some(expected),
        ..Opinion::of("rate", Verdict::Figure, because)
    }
}

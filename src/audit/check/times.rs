//! 增长倍数 = 增减额 ÷ 上年数.
//!
//! 条件：“增长16倍”是增减额除以上年数；“翻一番”是增长 1 倍；“增长率无可比性”在上年为零时成立。
//!
//! 依据：说明文字应与数相符。
//!
//! 例：上年 10 万元，本年 30 万元，写成增长 3 倍（应为 2 倍）。

use super::rate::{Value, less, signed, value, words};
use crate::audit::Verdict;
use crate::audit::fact::Fact;
use crate::audit::interval::{self, judge, show};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::PrintedNumber;

/// 增长16倍 is the change divided by the base, not this year's amount divided by it (that is 是上年的17倍). It
/// applies where two of this year's amount, the base and the change are printed; 翻一番 stands for 增长1倍.
/// 增长率无可比性 is sound where the base is nothing; elsewhere it is left alone, for the scope may have changed.
pub(in crate::audit) fn check(fact: &Fact, ledger: &mut Ledger) {
    let way = fact.times.as_ref().and_then(|(_, way, _)| *way);
    let change = fact.change.as_ref().and_then(|(_, own, amount)| signed(*amount, own.or(way)?));
    let current = fact.current.map(|(_, amount)| value(amount));
    let printed = fact.prior.map(|(_, amount)| value(amount));
    let base = printed.or_else(|| current.zip(change).map(|(current, change)| less(current, change)));
    let Some(base) = base else { return };
    if let Some(at) = fact.incomparable
        && base.ends.0 <= 0
        && base.ends.1 >= 0
    {
        ledger.note(at, Opinion::ok("times"));
    }
    let change = change.or_else(|| current.map(|current| less(current, base)));
    let (Some((at, _, times)), Some(change)) = (&fact.times, change) else { return };
    if base.ends.0 <= 0 || change.ends.0 < 0 {
        return;
    }
    let verdict = verdict(times, change, base);
    if verdict == Verdict::Ok {
        let figures = [fact.current.map(|(at, _)| at), fact.change.as_ref().map(|(at, ..)| *at)];
        figures.into_iter().flatten().for_each(|at| ledger.agrees(at));
    }
    let likely_cause = (verdict == Verdict::Figure)
        .then(|| sum(change, base))
        .filter(|current| self::verdict(times, *current, base) != Verdict::Figure)
        .map(|_| "误用了本年数 ÷ 上年数；增长的倍数应为增减额 ÷ 上年数".to_owned());
    let expected = show(change.point, base.point * 100, times.decimals()).replace('%', "倍");
    ledger.note(
        *at,
        Opinion {
            expected: Some(expected.clone()),
            likely_cause,
            ..Opinion::of("times", verdict, format!("增减额 {} ÷ 基数 {} = {expected}", words(change), words(base)))
        },
    );
}

fn sum(one: Value, other: Value) -> Value {
    Value { point: one.point + other.point, ends: (one.ends.0 + other.ends.0, one.ends.1 + other.ends.1) }
}

fn verdict(times: &PrintedNumber, part: Value, base: Value) -> Verdict {
    // A number of 倍 is a percentage of a base a hundred times as large.
    let hundred = (base.ends.0 * 100, base.ends.1 * 100);
    let Some(interval) = interval::percent(part.ends, hundred) else { return Verdict::Unchecked };
    judge(times, part.point, base.point * 100, interval)
}

//! 增长倍数 = 增减额 ÷ 上年数.

use super::rate::{Value, less, signed, terms, value, words};
use super::{Check, Example};
use crate::audit::fact::Fact;
use crate::audit::interval::{self, judge, show};
use crate::audit::ledger::{At, Ledger, Opinion};
use crate::audit::{Operand, Verdict};
use crate::model::{Claim, PrintedNumber};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "times",
    name: "增长倍数",
    rule: "增长倍数 = 增减额 ÷ 上年数",
    why: "“增长几倍”和“是几倍”差一倍，常写混。",
    condition: "“增长16倍”是增减额除以上年数，与本年数除以上年数相符的只提示；“是上年的17倍”是本年数除以上年数；“翻一番”是上年的 2 倍；“增长率无可比性”在上年为零时成立。",
    basis: "说明文字应与数相符。",
    example: Example {
        files: &[("2024.txt", "会议费30.00万元，比上年预算增加20.00万元，增长2倍。\n")],
        slip: ("增长2倍", "增长5倍"),
        told: (Verdict::Figure, "5倍"),
    },
};

/// Checks that 增长16倍 is the change divided by the base. It is often used for this year's amount divided by the base
/// (properly 是上年的17倍), so a match with that is only noted. Applies where two of this year's amount, the base and the
/// change are printed; 翻一番 means 是上年的2倍.
///
/// 增长率无可比性 is right if the base is zero; otherwise it is not judged, since the scope may have changed.
pub(in crate::audit) fn check(fact: &Fact, claims: &[Claim], ledger: &mut Ledger) {
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
    let whole = current.or_else(|| change.map(|change| sum(change, base)));
    let has = (current.is_some(), printed.is_some(), change.is_some());
    // How the change enters a base that is this year's amount without it.
    let without = if change.is_some_and(|change| change.point < 0) { 1 } else { -1 };
    if let (Some((at, multiple)), Some(whole)) = (&fact.multiple, whole) {
        let operands = || {
            let signs = match has {
                (true, true, _) => [(1, 0), (0, 1), (0, 0)],
                (true, false, _) => [(1, 1), (0, 0), (0, without)],
                (false, ..) => [(0, 0), (1, 1), (-without, 0)],
            };
            terms(fact, signs, claims)
        };
        if multiplied(*at, multiple, (whole, base), operands, ledger) == Verdict::Ok {
            agree(fact, ledger);
        }
    }
    let change = change.or_else(|| current.map(|current| less(current, base)));
    let (Some((at, _, times)), Some(change)) = (&fact.times, change) else { return };
    if base.ends.0 <= 0 || change.ends.0 < 0 {
        return;
    }
    let mut verdict = verdict(times, change, base);
    if verdict == Verdict::Ok {
        agree(fact, ledger);
    }
    let expected = show(change.point, base.point * 100, times.decimals()).replace('%', "倍");
    let mut because = format!("增减额 {} ÷ 基数 {} = {expected}", words(change), words(base));
    // 增长3倍 often means that the amount became three times as large: loose usage, but no error. This cannot apply to
    // 增长1倍, which would then mean no change.
    let more_than_once = i128::from(times.mantissa()) > 10i128.pow(times.decimals());
    if verdict.is_wrong() && more_than_once && self::verdict(times, sum(change, base), base) == Verdict::Ok {
        verdict = Verdict::Note;
        because.push_str("；本年数是基数的这么多倍，宜写成“是上年的几倍”");
    }
    let opinion = Opinion { expected: Some(expected), ..Opinion::of("times", verdict, because) };
    let signs = match has {
        (_, true, true) => [(0, 0), (0, 1), (1, 0)],
        (_, true, false) => [(1, 0), (-1, 1), (0, 0)],
        (_, false, _) => [(0, 1), (0, 0), (1, without)],
    };
    ledger.note(*at, opinion.by(|| terms(fact, signs, claims)));
}

/// Marks the amounts that fit a correct multiple as confirmed.
fn agree(fact: &Fact, ledger: &mut Ledger) {
    let figures = [fact.current.map(|(at, _)| at), fact.change.as_ref().map(|(at, ..)| *at)];
    figures.into_iter().flatten().for_each(|at| ledger.agrees(at));
}

/// Checks that 是上年的17倍 is this year's amount divided by the base.
fn multiplied(
    at: At,
    multiple: &PrintedNumber,
    (current, base): (Value, Value),
    operands: impl FnOnce() -> Vec<Operand>,
    ledger: &mut Ledger,
) -> Verdict {
    if base.ends.0 <= 0 || current.ends.0 < 0 {
        return Verdict::Unchecked;
    }
    let expected = show(current.point, base.point * 100, multiple.decimals()).replace('%', "倍");
    let because = format!("本年数 {} ÷ 基数 {} = {expected}", words(current), words(base));
    let verdict = verdict(multiple, current, base);
    ledger.note(at, Opinion { expected: Some(expected), ..Opinion::of("times", verdict, because) }.by(operands));
    verdict
}

fn sum(one: Value, other: Value) -> Value {
    Value { point: one.point + other.point, ends: (one.ends.0 + other.ends.0, one.ends.1 + other.ends.1) }
}

fn verdict(times: &PrintedNumber, part: Value, base: Value) -> Verdict {
    // A multiple is the percentage of a base 100 times as large, so the code for percentages can be used.
    let hundred = (base.ends.0 * 100, base.ends.1 * 100);
    let Some(interval) = interval::percent(part.ends, hundred) else { return Verdict::Unchecked };
    judge(times, part.point, base.point * 100, interval)
}

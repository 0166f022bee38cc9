//! 年均增减率 = (末年数 ÷ 基年数)^(1 ÷ 年数) − 1.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::interval::ends;
use crate::audit::ledger::{At, Ledger, Opinion};
use crate::model::{Amount, BaseYear, Claim, Direction, PrintedNumber, Role};
use ethnum::I256;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "mean",
    name: "年均增减率",
    rule: "年均增减率 = (末年数 ÷ 基年数) 开“年数”次方 − 1",
    why: "五年的总增幅除以五，或把年数多数、少数了一年，是“十四五”回顾里常见的错。",
    condition: "一句话里写了从哪一年的多少到哪一年的多少和年均增减率时。多算一年才相符的，可能是基年写错，只提示。",
    basis: "国家统计局《统计上常用的速度指标》，平均增长速度按几何平均计算。",
    example: Example {
        files: &[(
            "报告.txt",
            "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n\
                一、“十四五”财政工作回顾\n\n\
                全市一般公共预算收入从2020年的168.4亿元提高到2025年的200.1亿元，年均增长3.5%。\n",
        )],
        slip: ("3.5%", "5.3%"),
        told: (Verdict::Figure, "5.3%"),
    },
};

/// Longest span of years to be taken for such a comparison.
const LONGEST: u32 = 20;

/// Compares the mean yearly rate with the two amounts and years given in the same claim.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let Some(Span { from, to, years, amounts }) = Span::of(index, claim) else { continue };
        for (number, figure) in claim.figures.iter().enumerate() {
            let (Role::MeanRate(direction), Some(printed)) = (&figure.role, &figure.number) else { continue };
            let is_down = *direction == Some(Direction::Down);
            let Some(verdict) = judged(printed, is_down, (from, to), years) else { continue };
            if verdict.is_borne_out() {
                amounts.into_iter().for_each(|at| ledger.agrees(at));
            }
            let shown = |years: u32| nearest((from, to), years, printed.decimals()).map(|rate| rate + "%");
            let Some(expected) = shown(years) else { continue };
            // 从2021年到2025年 counted as five years: the base may really be that of the year before.
            let other = judged(printed, is_down, (from, to), years + 1).filter(|other| other.is_borne_out());
            let (verdict, because) = match other.filter(|_| verdict == Verdict::Figure) {
                Some(_) => (
                    Verdict::Note,
                    format!("{years} 年年均为 {expected}；按 {} 年算才是 {}，请核对基年", years + 1, printed.raw()),
                ),
                None => (verdict, format!("{years} 年年均增减率 = {expected}")),
            };
            let opinion = Opinion::of("mean", verdict, because);
            ledger.note((index, number), Opinion { expected: Some(expected), ..opinion });
        }
    }
}

/// Two amounts of one subject and the number of years between them.
struct Span {
    from: Amount,
    to: Amount,
    years: u32,
    amounts: [At; 2],
}

impl Span {
    fn of(index: usize, claim: &Claim) -> Option<Self> {
        let own = |role: fn(&Role) -> bool| claim.figures.iter().position(|figure| role(&figure.role));
        let (from, to) = (own(|role| *role == Role::Prior)?, own(|role| *role == Role::Current)?);
        let BaseYear::Stated(first) = claim.figures[from].base?.year else { return None };
        let years = claim.year?.get().checked_sub(first.get())?;
        let amount = |number: usize| claim.figures[number].amount().filter(|amount| amount.fen() > 0);
        let years = u32::from(years);
        let (from_amount, to_amount) = (amount(from)?, amount(to)?);
        let amounts = [(index, from), (index, to)];
        (1..=LONGEST).contains(&years).then_some(Self { from: from_amount, to: to_amount, years, amounts })
    }
}

/// Verdict on a printed rate, treating the amounts as rounding intervals; `None` if the powers overflow.
fn judged(printed: &PrintedNumber, is_down: bool, (from, to): (Amount, Amount), years: u32) -> Option<Verdict> {
    let scale = I256::from(2 * 10i64.checked_pow(printed.decimals().min(9) + 2)?);
    let sign = if is_down { -1 } else { 1 };
    let said = I256::from(printed.mantissa()) * 2 * sign;
    // Compares base × (1 + rate)^years with the last amount, both multiplied by scale^years to stay in integers. The
    // rate is in units of half its last digit.
    let compare = |base: i128, twice: I256, last: i128| {
        let grown = (scale + twice).checked_pow(years)?.checked_mul(I256::from(base))?;
        Some(grown.cmp(&scale.checked_pow(years)?.checked_mul(I256::from(last))?))
    };
    let ((a, b), (c, d)) = (ends(from), ends(to));
    let (low, high) = (said - 1, said + 1);
    let (first, last) = (i128::from(from.fen()), i128::from(to.fen()));
    let fits = compare(a, low, d)?.is_le() && compare(b, high, c)?.is_ge();
    let is_exact = compare(first, low, last)?.is_le() && compare(first, high, last)?.is_gt();
    let is_cut = compare(first, said, last)?.is_le() && compare(first, said + 2, last)?.is_gt();
    Some(match () {
        () if is_exact => Verdict::Ok,
        () if fits => Verdict::Tail,
        () if is_cut && !is_down => Verdict::Truncated,
        () => Verdict::Figure,
    })
}

/// The rate computed from the printed amounts, rounded to the given number of decimals.
fn nearest((from, to): (Amount, Amount), years: u32, decimals: u32) -> Option<String> {
    let scale = 2 * 10i64.checked_pow(decimals.min(9) + 2)?;
    let below = |twice: i64| {
        let grown = I256::from(scale + twice).checked_pow(years)?.checked_mul(I256::from(from.fen()))?;
        Some(grown <= I256::from(scale).checked_pow(years)?.checked_mul(I256::from(to.fen()))?)
    };
    // Binary search for the largest rate, in half last digits, that does not exceed the last amount.
    let (mut low, mut high) = (-scale, scale * 100);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if below(middle)? { low = middle } else { high = middle }
    }
    let rate = (low + 1).div_euclid(2);
    let step = 10i64.pow(decimals.min(9));
    let (whole, part) = (rate.abs() / step, rate.abs() % step);
    let sign = if rate < 0 { "-" } else { "" };
    Some(match decimals.min(9) as usize {
        0 => format!("{sign}{whole}"),
        places => format!("{sign}{whole}.{part:0places$}"),
    })
}

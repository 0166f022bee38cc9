//! 年均增减率 = (末年数 ÷ 基年数)^(1 ÷ 年数) − 1.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::interval::{ends, percent_like};
use crate::audit::ledger::{At, Ledger, Opinion};
use crate::model::{Amount, Base, BaseYear, Claim, Direction, PrintedNumber, Role};
use ethnum::I256;
use regex::Regex;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "mean",
    name: "年均增减率",
    rule: "年均增减率 = (末年数 ÷ 基年数) 开“年数”次方 − 1",
    why: "五年的总增幅除以五，或把年数多数、少数了一年，是“十四五”回顾里常见的错。",
    condition: "一句话里写了从哪一年的多少到哪一年的多少，或比哪一年增减百分之几，和年均增减率时。多算一年才相符的，可能是基年写错，只提示。",
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

/// Compares the mean yearly rate with the two amounts and years given in the same claim, or with the rate over all the
/// years (较2020年增长33.3%，年均增速5.9%).
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        for (number, figure) in claim.figures.iter().enumerate() {
            let (Role::MeanRate(direction), Some(printed)) = (&figure.role, &figure.number) else { continue };
            let Some(Span { from, to, years, figures }) = Span::of(index, claim) else { continue };
            let is_down = *direction == Some(Direction::Down);
            let Some(verdict) = judged(printed, is_down, (from, to), years) else { continue };
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
            for at in figures {
                if verdict.is_borne_out() {
                    ledger.agrees(at);
                } else {
                    ledger.took_part(at, "mean", &format!("{}%", printed.raw()));
                }
            }
            let likely_cause = divided(printed, (from, to), years).filter(|_| verdict == Verdict::Figure);
            let opinion = Opinion::of("mean", verdict, because);
            ledger.note((index, number), Opinion { expected: Some(expected), likely_cause, ..opinion });
        }
    }
}

/// What a mean rate is of: two amounts, or what 100 became, and the number of years between them.
struct Span {
    from: Amount,
    to: Amount,
    years: u32,
    figures: Vec<At>,
}

impl Span {
    fn of(index: usize, claim: &Claim) -> Option<Self> {
        Self::of_amounts(index, claim).or_else(|| Self::of_rate(index, claim))
    }

    fn of_amounts(index: usize, claim: &Claim) -> Option<Self> {
        let own = |role: fn(&Role) -> bool| claim.figures.iter().position(|figure| role(&figure.role));
        let (from, to) = (own(|role| *role == Role::Prior)?, own(|role| *role == Role::Current)?);
        let years = years(claim, claim.figures[from].base?)?;
        let amount = |number: usize| claim.figures[number].amount().filter(|amount| amount.fen() > 0);
        let (from_amount, to_amount) = (amount(from)?, amount(to)?);
        let figures = vec![(index, from), (index, to)];
        Some(Self { from: from_amount, to: to_amount, years, figures })
    }

    fn of_rate(index: usize, claim: &Claim) -> Option<Self> {
        let mut rates = claim.figures.iter().enumerate().filter_map(|(number, figure)| match figure.role {
            Role::Rate(Some(direction)) => Some((number, direction, figure)),
            _ => None,
        });
        let ((number, direction, figure), None) = (rates.next()?, rates.next()) else { return None };
        let years = years(claim, figure.base.filter(|base| !base.comparable)?)?;
        let rate = figure.number.as_ref()?;
        let from = 10i64.checked_pow(rate.decimals().checked_add(2)?)?;
        let to = match direction {
            Direction::Up => from.checked_add(rate.mantissa())?,
            Direction::Down => from.checked_sub(rate.mantissa()).filter(|left| *left > 0)?,
            Direction::Flat => return None,
        };
        Some(Self { from: Amount::new(from, 0), to: Amount::new(to, 1), years, figures: vec![(index, number)] })
    }
}

/// The years from the base of a claim to its own year; “十四五”期间 ends with the last year of that plan.
fn years(claim: &Claim, base: Base) -> Option<u32> {
    let BaseYear::Stated(first) = base.year else { return None };
    let plan = PLAN.captures(&claim.text).and_then(|found| {
        let number = "一二三四五六七八九".chars().position(|c| found[1].starts_with(c))?;
        u16::try_from(2005 + 5 * (number + 1)).ok()
    });
    let last = plan.or_else(|| claim.year.map(|year| year.get()))?;
    let years = u32::from(last.checked_sub(first.get())?);
    (1..=LONGEST).contains(&years).then_some(years)
}

/// “十四五”期间, “十三五”时期
static PLAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("十([一二三四五六七八九])五[”\"」]?(?:规划)?(?:期间|时期|期末|末)").expect("the pattern is constant")
});

/// The likely cause of a mean rate that is the whole growth divided by the number of years.
fn divided(printed: &PrintedNumber, (from, to): (Amount, Amount), years: u32) -> Option<String> {
    let growth = i128::from(to.fen()) - i128::from(from.fen());
    let whole = i128::from(from.fen()) * i128::from(years);
    let quotient = percent_like(growth.abs(), whole, printed.decimals());
    (years > 1 && quotient.trim_end_matches('%') == printed.raw())
        .then(|| format!("总增幅除以 {years} 年得 {quotient}，年均应按开方计算"))
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

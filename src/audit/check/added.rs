//! 文中加减得出的数与所列各数相符.

use super::children::judge;
use super::{Check, Example};
use crate::audit::ledger::{At, Ledger, Opinion, said};
use crate::audit::{Share, Verdict};
use crate::model::{Amount, Claim, Figure, Role, gist};
use regex::Regex;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "added",
    name: "文中加减",
    rule: "文中加减得出的数与所列各数相符",
    why: "总计常在各数改过之后忘了改；这里相加相等的互相证实，相加不等的不判错，因为列举可以有省略，只留作“未核对”。",
    condition: "同一节里，“收入……，加上……，减去……，收入总计……”的总计，“当年结余”一类收支相减的数，“收支平衡”的两边，“安排以下支出：”之后逐条列出的数，各数都印出时。列举可以有省略，不等的不判错，只用来证实。",
    basis: "《预算法》第十二条，各级预算应当收支平衡。",
    example: Example {
        files: &[(
            "报告.txt",
            "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n\
                一、2025年预算执行情况\n\n\
                市级一般公共预算收入完成84.4亿元，加上上级补助42.6亿元，收入总计127.0亿元。\n",
        )],
        slip: ("127.0亿元", "172.0亿元"),
        told: (Verdict::Unchecked, "172.0亿元"),
    },
};

/// 收入总计, 总支出, 财力总计
static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[收支](?:入|出)?|财力|来源|安排)(?:总计|合计|共计|总量)$|总(?:收入|支出|财力)$")
        .expect("the pattern is constant")
});
/// 当年结余, 结转下年支出: remainders of this year's income. Those of earlier years are excluded by `BEFORE`.
static LEFT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"结余|结转下年|结转资金|缺口|赤字|净结转").expect("the pattern is constant"));
static BEFORE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"上年|滚存|累计|历年|加上|减去|动用").expect("the pattern is constant"));
/// 债务还本支出, 上解上级, 调出资金
static OUTLAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"支出$|^上解|还本|^调出|^补充|^安排预算稳定").expect("the pattern is constant"));
/// Words that say whether the next amount is added or subtracted.
static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"加上|减去|扣除|减掉|[加减][：:]|[，,；;]加[^上班油强快固工装大速征密]")
        .expect("the pattern is constant")
});
/// How many claims before a total are searched for its terms.
const LONGEST: usize = 15;

/// An amount and where it stands in the text.
type Term = (At, Amount);

/// Confirms amounts of the text that add up: the terms before a total, with the signs given by 加上 and 减去; income less
/// expenditure before a remainder; both sides of a balance; a list announced by 以下.
///
/// A list may begin anywhere and be incomplete, so amounts that do not add up are not reported as wrong.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let words = &*claim.subject.text;
        let is_left = LEFT.is_match(words) && !BEFORE.is_match(words);
        // A remainder may be negative: 年度收支结余-16966万元.
        let own = single(index, claim).or_else(|| amount_of(index, claim).filter(|_| is_left));
        let Some(own) = own else { continue };
        let borne = if is_left {
            remainder(own, claims).or_else(|| running_total(own, claims)).or_else(|| remainder_of_all(own, claims))
        } else if TOTAL.is_match(words) || ends_chain(own.0, claims) {
            running_total(own, claims).or_else(|| chain(own, claims, ledger)).or_else(|| balanced(own, claims))
        } else if announces(claim) {
            list(own, claims)
        } else {
            divided(own, claims)
        };
        if let Some(terms) = borne.or_else(|| balance_said(own, claims)) {
            // Milder than what `chain` may have noted of its rounding.
            ledger.note(own.0, Opinion::ok("added"));
            terms.into_iter().for_each(|(at, _)| ledger.agrees(at));
        }
    }
}

/// The current amount of a claim and where it stands, if there is just one and it is not negative.
pub(super) fn single(index: usize, claim: &Claim) -> Option<Term> {
    amount_of(index, claim).filter(|(_, amount)| amount.fen() >= 0)
}

fn amount_of(index: usize, claim: &Claim) -> Option<Term> {
    let mut currents = claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current);
    let (number, figure) = currents.next()?;
    if currents.next().is_some() {
        return None;
    }
    figure.amount().map(|amount| ((index, number), amount))
}

fn is_near(one: &Claim, other: &Claim) -> bool {
    one.place.file == other.place.file && one.section == other.section
}

/// Up to [`LONGEST`] claims before `index` in the same section, nearest first.
fn nearest_first(index: usize, claims: &[Claim]) -> impl Iterator<Item = usize> {
    (0..index).rev().take_while(move |at| is_near(&claims[*at], &claims[index])).take(LONGEST)
}

/// The text between this figure and the previous one of the same sentence.
fn lead(at: At, claims: &[Claim]) -> &str {
    let claim = &claims[at.0];
    let Some(start) = claim.figures.get(at.1).map(|figure| figure.span.start) else { return "" };
    let others = claims[..at.0].iter().rev().take_while(|other| other.shares_sentence(claim));
    let figures = others.flat_map(|other| &other.figures).chain(&claim.figures);
    let end = figures.map(|figure: &Figure| figure.span.end).filter(|end| *end <= start).max().unwrap_or(0);
    claim.text.get(end..start).unwrap_or_default()
}

/// Whether a term is subtracted, according to the last sign word before it.
fn is_taken(at: At, claims: &[Claim]) -> bool {
    let claim = &claims[at.0];
    let upto = claim.figures.get(at.1).map_or(0, |figure| figure.span.start);
    let said = SIGN.find_iter(claim.text.get(..upto).unwrap_or_default()).last();
    said.is_some_and(|said| !said.as_str().contains('加'))
}

/// Whether an amount is the result of a chain of 加上 and 减去 in its sentence: “…，减去调出资金0.7亿元，支出安排1.7亿元”.
fn ends_chain(at: At, claims: &[Claim]) -> bool {
    let claim = &claims[at.0];
    let upto = claim.figures.get(at.1).map_or(0, |figure| figure.span.start);
    let own = lead(at, claims);
    let before = claim.text.get(..upto - own.len()).unwrap_or_default();
    SIGN.is_match(before) && !SIGN.is_match(own) && own.starts_with(['，', ',', '；', ';'])
}

/// The terms right before a total that add up to it. Other totals end the search, 其中 items are skipped.
fn running_total(total: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let (mut terms, mut plus, mut minus): (Vec<Term>, Vec<Amount>, Vec<Amount>) = Default::default();
    for at in nearest_first(total.0.0, claims) {
        let single = single(at, &claims[at]);
        if claims[at].subject.whole.is_some() {
            // The chain may begin with the last 其中 item: 总收入…，其中地方收入27亿元；加上级补助….
            let begins = !terms.is_empty() && claims[at + 1].subject.whole.is_none();
            if let Some(base) = single.filter(|_| begins) {
                plus.push(base.1);
                if comes_to(total.1, &plus, &minus) {
                    terms.push(base);
                    return Some(terms);
                }
                plus.pop();
            }
            continue;
        }
        let term = single.filter(|_| !TOTAL.is_match(&claims[at].subject.text))?;
        terms.push(term);
        if is_taken(term.0, claims) {
            minus.push(term.1)
        } else {
            plus.push(term.1)
        }
        if terms.len() > 1 && comes_to(total.1, &plus, &minus) {
            return Some(terms);
        }
        if let Some(base) = named_base(term.0, claims) {
            plus.push(base.1);
            terms.push(base);
            return comes_to(total.1, &plus, &minus).then_some(terms);
        }
    }
    None
}

/// All terms of the chain of 加上 and 减去 before a total in its sentence, if they come to it within rounding. Which terms
/// belong to it is certain only here: the first is the amount that the first sign follows.
fn chain(total: Term, claims: &[Claim], ledger: &mut Ledger) -> Option<Vec<Term>> {
    let claim = &claims[total.0.0];
    let before = (0..total.0.0).rev().take_while(|at| claims[*at].shares_sentence(claim));
    let (mut terms, mut length): (Vec<Term>, usize) = Default::default();
    for at in before.filter(|at| claims[*at].subject.whole.is_none()) {
        let Some(term) = single(at, &claims[at]).filter(|_| !TOTAL.is_match(&claims[at].subject.text)) else { break };
        let is_begun = terms.last().is_some_and(|(later, _)| SIGN.is_match(lead(*later, claims)));
        terms.push(term);
        length = if is_begun { terms.len() } else { length };
    }
    terms.truncate(length);
    // No sign of this chain stands before its first term, but one of another chain may.
    let is_taken = |index: usize| index + 1 < length && is_taken(terms[index].0, claims);
    let signed = |(index, (_, amount)): (usize, &Term)| match is_taken(index) {
        true => Amount::new(-amount.fen(), amount.resolution()),
        false => *amount,
    };
    let amounts: Vec<Amount> = terms.iter().enumerate().map(signed).collect();
    let opinion = judge("added", total.1, &amounts, "前面各数加减的结果");
    if total.1.fen() == 0 || opinion.verdict != Verdict::Tail {
        return None;
    }
    let share = |index: usize| if is_taken(index) { Share::Taken } else { Share::Added };
    let operands = || {
        let parts = terms.iter().enumerate();
        let parts = parts.filter_map(|(index, (at, amount))| said(claims, *at, *amount, share(index)));
        said(claims, total.0, total.1, Share::Whole).into_iter().chain(parts).collect()
    };
    ledger.note(total.0, opinion.by(operands));
    Some(terms)
}

/// The first term of a chain that names it without an amount (县级一般公共预算收入加上上级补助收入12亿元): the last amount
/// given for that name.
fn named_base(first: At, claims: &[Claim]) -> Option<Term> {
    let words = lead(first, claims);
    let name = &words[..SIGN.find(words)?.start()];
    let name = gist(name.rsplit(['，', ',', '；', ';', '。']).next().unwrap_or(name).trim(), 0);
    if name.chars().count() < 4 {
        return None;
    }
    let before = nearest_first(first.0, claims);
    let mut same = before.filter(|at| gist(&claims[*at].subject.text, 0) == name);
    same.next().and_then(|at| single(at, &claims[at]))
}

/// Whether `plus` less `minus` is exactly `total`, as printed. A total of zero would confirm nothing.
fn comes_to(total: Amount, plus: &[Amount], minus: &[Amount]) -> bool {
    let mut whole = vec![total];
    whole.extend_from_slice(minus);
    let fen = |amounts: &[Amount]| amounts.iter().map(|amount| i128::from(amount.fen())).sum::<i128>();
    !plus.is_empty() && fen(&whole) == fen(plus) && total.fen() != 0
}

/// An income and an expenditure before the remainder `rest` that differ by it.
fn remainder(rest: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let claim = &claims[rest.0.0];
    let before = nearest_first(rest.0.0, claims);
    let (mut income, mut outlay): (Vec<Term>, Vec<Term>) = Default::default();
    for at in before.filter(|at| claims[*at].territory == claim.territory) {
        let words = &*claims[at].subject.text;
        let Some(term) = single(at, &claims[at]) else { continue };
        match (words.ends_with("收入") || words.starts_with('收'), words.ends_with("支出") || words.starts_with('支'))
        {
            _ if SIGN.is_match(words) => {}
            (true, false) => income.push(term),
            (false, true) => outlay.push(term),
            _ if TOTAL.is_match(words) && words.contains('收') => income.push(term),
            _ if TOTAL.is_match(words) => outlay.push(term),
            _ => {}
        }
    }
    let pairs = income.iter().take(3).flat_map(|one| outlay.iter().take(3).map(move |other| (*one, *other)));
    let gap = |(one, other): &(Term, Term)| i128::from(one.1.fen()) - i128::from(other.1.fen());
    // 收支缺口 is printed without a sign, 结余-3万元 with one.
    let fits = |gap: i128, rest: i128| gap == rest || gap == -rest && rest > 0;
    let mut fitting = pairs.filter(|pair| rest.1.fen() != 0 && fits(gap(pair), rest.1.fen().into()));
    fitting.next().map(|(one, other)| vec![one, other])
}

/// All receipts less all outlays before the remainder `rest`: 收入1493万元，上级补助收入44万元，上年结余140万元，支出1459万元。
/// 收支相抵，年终结余218万元.
fn remainder_of_all(rest: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let (mut terms, mut plus, mut minus): (Vec<Term>, Vec<Amount>, Vec<Amount>) = Default::default();
    let before = nearest_first(rest.0.0, claims);
    for at in before.filter(|at| claims[*at].subject.whole.is_none()) {
        let term = single(at, &claims[at])?;
        terms.push(term);
        if OUTLAY.is_match(&claims[at].subject.text) {
            minus.push(term.1)
        } else {
            plus.push(term.1)
        }
        if terms.len() > 2 && !minus.is_empty() && comes_to(rest.1, &plus, &minus) {
            return Some(terms);
        }
    }
    None
}

/// The total of the other side, right before this one: 收入总计 and 支出总计 of a budget are equal.
fn balanced(total: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let claim = &claims[total.0.0];
    let side = |claim: &Claim| claim.subject.text.contains('支');
    let before = nearest_first(total.0.0, claims);
    let mut totals = before.filter(|at| TOTAL.is_match(&claims[*at].subject.text));
    let other =
        totals.next().filter(|at| side(&claims[*at]) != side(claim) && claims[*at].territory == claim.territory)?;
    let other = single(other, &claims[other])?;
    (other.1.fen() == total.1.fen() && total.1.fen() != 0).then(|| vec![other])
}

/// The outlays after an income, where the sentence says that they balance: 收入14,547万元；支出12,624万元，
/// 调出资金1,923万元，收支相抵平衡.
fn balance_said(income: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let claim = &claims[income.0.0];
    let end = claim.figures.get(income.0.1)?.span.end;
    let rest = claim.text.get(end..)?;
    if !(rest.contains("平衡") && claim.subject.text.contains("收入")) || SIGN.is_match(lead(income.0, claims)) {
        return None;
    }
    let after = (income.0.0 + 1..claims.len()).take_while(|at| claims[*at].shares_sentence(claim));
    let terms: Option<Vec<Term>> =
        after.filter(|at| claims[*at].subject.whole.is_none()).map(|at| single(at, &claims[at])).collect();
    let terms = terms?;
    let amounts: Vec<Amount> = terms.iter().map(|(_, amount)| *amount).collect();
    (!terms.is_empty() && comes_to(income.1, &amounts, &[])).then_some(terms)
}

/// 按征收部门分：, 从收入结构看：, 全市债务限额中，
static DIVISION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:按|从|分)[^，,。；;：:]{1,14}(?:分|看|划分|分类|情况[为是]?)[：:，,]|(?:限额|余额|收入|支出|债券|总额|资金)中[：:，,]")
        .expect("the pattern is constant")
});

/// Whether a claim begins a new breakdown of an amount: 从征收部门看：税务部门….
pub(super) fn divides(index: usize, claims: &[Claim]) -> bool {
    single(index, &claims[index]).is_some_and(|(at, _)| DIVISION.is_match(lead(at, claims)))
}

/// The parts of one breakdown, up to the next one in the sentence, and the earlier amount that they add up to.
fn divided(first: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let claim = &claims[first.0.0];
    if !divides(first.0.0, claims) {
        return None;
    }
    let after = first.0.0 + 1..claims.len();
    let after = after.take_while(|at| claims[*at].shares_sentence(claim) && !divides(*at, claims));
    let after = after.filter(|at| claims[*at].subject.whole.is_none());
    let rest: Option<Vec<Term>> = after.map(|at| single(at, &claims[at])).collect();
    let rest = rest.filter(|rest| !rest.is_empty())?;
    let amounts: Vec<Amount> = [first].iter().chain(&rest).map(|(_, amount)| *amount).collect();
    let before = nearest_first(first.0.0, claims);
    let mut wholes = before.filter_map(|at| single(at, &claims[at]));
    let whole = wholes.find(|(_, whole)| comes_to(*whole, &amounts, &[]))?;
    Some(rest.into_iter().chain([whole]).collect())
}

/// Whether a sentence announces a list that follows: 安排98.3亿元，重点安排以下支出：
fn announces(claim: &Claim) -> bool {
    let text = claim.text.trim_end();
    text.ends_with(['：', ':']) && ["以下", "如下", "下列", "包括"].iter().any(|word| text.contains(word))
}

/// The first amount of each sentence after an announcement, until they add up to the announced total.
fn list(total: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    const MOST: usize = 60;
    let claim = &claims[total.0.0];
    let (mut terms, mut amounts): (Vec<Term>, Vec<Amount>) = Default::default();
    let mut last: Option<&Claim> = None;
    let after = (total.0.0 + 1..claims.len()).take(MOST);
    for at in after.take_while(|at| claims[*at].place.file == claim.place.file && !announces(&claims[*at])) {
        let next = &claims[at];
        if next.subject.whole.is_some() || last.is_some_and(|last| last.shares_sentence(next)) {
            continue;
        }
        last = Some(next);
        let Some(term) = single(at, next) else { continue };
        terms.push(term);
        amounts.push(term.1);
        if terms.len() > 2 && judge("added", total.1, &amounts, "").verdict == Verdict::Ok {
            return Some(terms);
        }
    }
    None
}

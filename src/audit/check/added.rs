//! 文中加减得出的数与所列各数相符.

use super::children::judge;
use super::{Check, Example};
use crate::audit::chain::{
    Chain, Term, amount_of, comes_to, ends_chain, has_sign, is_total, lead, nearest_first, running_total, single,
};
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::{Operand, Verdict, cause, proposal};
use crate::model::{Amount, Claim, Side};
use regex::Regex;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "added",
    name: "文中加减",
    rule: "文中加减得出的数与所列各数相符",
    why: "总计常在各数改过之后忘了改。",
    condition: "同一节里，“收入……，加上……，减去……，收入总计……”或“平衡情况：收入……，……，收入总计……”的总计，“当年结余”一类收支相减的数，“收支平衡”的两边，“安排以下支出：”之后逐条列出的数，各数都印出时。总计和它的各项写在一句里、相差又能由一个数写错一处说明的，判错；不能这样说明的只提示，因为列举可以有省略。当年收支结余与同一句的收入、支出不符的，收支相抵后的结转结余与前面的收入总计、支出总计不符的，判错。其余的只用来证实。",
    basis: "《预算法》第十二条，各级预算应当收支平衡。",
    example: Example {
        files: &[(
            "报告.txt",
            "关于示例市2025年预算执行情况和2026年预算草案的报告\n\n\
                一、2025年预算执行情况\n\n\
                市级一般公共预算收入完成84.4亿元，加上上级补助42.6亿元，收入总计127.0亿元。\n",
        )],
        slip: ("127.0亿元", "172.0亿元"),
        told: (Verdict::Figure, "172.0亿元"),
    },
};

/// 当年结余, 结转下年支出: remainders of this year's income. Those of earlier years are excluded by `BEFORE`.
static LEFT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"结余|结转下年|结转资金|缺口|赤字|净结转").expect("the pattern is constant"));
static BEFORE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"上年|滚存|累计|历年|加上|减去|动用").expect("the pattern is constant"));
/// 债务还本支出, 上解上级, 调出资金
static OUTLAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"支出$|^上解|还本|^调出|^补充|^安排预算稳定").expect("the pattern is constant"));
/// Confirms amounts of the text that add up: the terms before a total, with the signs given by 加上 and 减去; income less
/// expenditure before a remainder; both sides of a balance; a list announced by 以下.
///
/// Amounts that do not add up are wrong only where the sentence shows which they are ([`Chain`], [`difference`]): any other
/// list may begin anywhere and leave things out.
pub(in crate::audit) fn check(claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let words = &*claim.subject.text;
        let is_left = LEFT.is_match(words) && !BEFORE.is_match(words);
        // A remainder may be negative: 年度收支结余-16966万元.
        let own = single(index, claim).or_else(|| amount_of(index, claim).filter(|_| is_left));
        let Some(own) = own else { continue };
        let borne = if lead(own.0, claims).contains("相抵") && !OWN_YEAR.is_match(words) {
            let found = remainder_of_totals(own, claims, ledger).or_else(|| remainder(own, claims));
            found.or_else(|| remainder_of_all(own, claims))
        } else if is_left {
            let found = remainder(own, claims).or_else(|| running_total(own, claims));
            found.or_else(|| remainder_of_all(own, claims)).or_else(|| difference(own, claims, ledger))
        } else if is_total(words) || ends_chain(own.0, claims) {
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

/// Judges a total by all its terms; those that come to it within rounding are returned. Where its sentence prints them all
/// and a single slip explains what is missing, one of the figures is wrong. Otherwise something may have been left out.
fn chain(total: Term, claims: &[Claim], ledger: &mut Ledger) -> Option<Vec<Term>> {
    let chain = Chain::of(total, claims).filter(|_| total.1.fen() != 0)?;
    let opinion = judge("added", total.1, &chain.amounts(), "前面各数加减的结果");
    let operands = chain.operands(claims);
    // Without the word, a term of a longer chain is taken for its end.
    let is_named = is_total(&claims[total.0.0].subject.text);
    let verdict = match opinion.verdict {
        Verdict::Figure if !is_named => return None,
        Verdict::Tail if !chain.is_marked => return None,
        Verdict::Figure
            if is_particular(total.1) && slip(&operands).is_some() && chain.is_closed && chain.is_marked =>
        {
            Verdict::Figure
        }
        Verdict::Figure if chain.is_closed || is_particular(total.1) && slip(&operands).is_some() => Verdict::Note,
        Verdict::Figure => return None,
        verdict => verdict,
    };
    let because = match verdict {
        Verdict::Note => format!("{}；列全了的话，必有一个数写错", opinion.because),
        _ => opinion.because,
    };
    let expected = opinion.expected.filter(|_| verdict != Verdict::Note);
    let opinion = Opinion { verdict, because, expected, ..opinion };
    if verdict == Verdict::Note {
        ledger.remark_on(total.0, opinion);
        return None;
    }
    ledger.note(total.0, opinion.by(|| operands));
    verdict.is_borne_out().then(|| chain.terms.into_iter().map(|(term, _)| term).collect())
}

/// Whether an amount has enough digits, and is not a round number, so that a near match is unlikely to be chance.
pub(super) fn is_particular(whole: Amount) -> bool {
    let digits = whole.fen() / whole.resolution().max(1);
    digits >= 1000 && digits % 100 != 0
}

/// The slip in one figure of a failed sum that explains it, in words.
pub(super) fn slip(operands: &[Operand]) -> Option<String> {
    let right = |proposal: &proposal::Proposal<'_>| {
        let fen = i64::try_from(proposal.right).ok()?;
        cause::of_amount(proposal.said.amount, Amount::new(fen, proposal.said.amount.resolution()))
    };
    proposal::proposals(operands, None).iter().find_map(right)
}

/// An income and an expenditure before the remainder `rest` that differ by it.
fn remainder(rest: Term, claims: &[Claim]) -> Option<Vec<Term>> {
    let claim = &claims[rest.0.0];
    let before = nearest_first(rest.0.0, claims);
    let (mut income, mut outlay): (Vec<Term>, Vec<Term>) = Default::default();
    for at in before.filter(|at| claims[*at].territory == claim.territory) {
        let Some(term) = single(at, &claims[at]) else { continue };
        match side(&claims[at].subject.text) {
            Some(Side::Revenue) => income.push(term),
            Some(_) => outlay.push(term),
            None => {}
        }
    }
    let pairs = income.iter().take(3).flat_map(|one| outlay.iter().take(3).map(move |other| (*one, *other)));
    let gap = |(one, other): &(Term, Term)| i128::from(one.1.fen()) - i128::from(other.1.fen());
    // 收支缺口 is printed without a sign, 结余-3万元 with one.
    let fits = |gap: i128, rest: i128| gap == rest || gap == -rest && rest > 0;
    let mut fitting = pairs.filter(|pair| rest.1.fen() != 0 && fits(gap(pair), rest.1.fen().into()));
    fitting.next().map(|(one, other)| vec![one, other])
}

/// The side of a budget that words name as a whole: 收入, 支出总计.
fn side(words: &str) -> Option<Side> {
    match (words.ends_with("收入") || words.starts_with('收'), words.ends_with("支出") || words.starts_with('支'))
    {
        _ if has_sign(words) => None,
        (true, false) => Some(Side::Revenue),
        (false, true) => Some(Side::Expenditure),
        _ if is_total(words) && words.contains('收') => Some(Side::Revenue),
        _ if is_total(words) => Some(Side::Expenditure),
        _ => None,
    }
}

/// 当年结余, 收支结余: what this year's own income leaves.
static OWN_YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:当年|当期|本年|本期|年度|收支).{0,4}结余").expect("the pattern is constant"));

/// Judges 当年收支结余 by the income and the expenditure right before it in its sentence, whose difference it is.
fn difference(rest: Term, claims: &[Claim], ledger: &mut Ledger) -> Option<Vec<Term>> {
    let claim = &claims[rest.0.0];
    let before = (0..rest.0.0).rev().take_while(|at| claims[*at].shares_sentence(claim));
    let mut before = before.filter(|at| claims[*at].subject.whole.is_none());
    let (outlay, income) = (before.next()?, before.next()?);
    let is_of = |at: usize, of: Side| {
        let other = &claims[at];
        side(&other.subject.text) == Some(of)
            && other.territory == claim.territory
            && other.subject.insurance == claim.subject.insurance
    };
    if !OWN_YEAR.is_match(&claim.subject.text) || !is_of(outlay, Side::Expenditure) || !is_of(income, Side::Revenue) {
        return None;
    }
    judge_difference(rest, [income, outlay], claims, ledger)
}

/// Judges what is left after 收支相抵 by 收入总计 less 支出总计 right before it, whatever years it is of.
fn remainder_of_totals(rest: Term, claims: &[Claim], ledger: &mut Ledger) -> Option<Vec<Term>> {
    let is_of = |at: usize, of: Side| {
        let other = &claims[at];
        is_total(&other.subject.text)
            && side(&other.subject.text) == Some(of)
            && other.territory == claims[rest.0.0].territory
    };
    let outlay = rest.0.0.checked_sub(1).filter(|at| is_of(*at, Side::Expenditure))?;
    let income = nearest_first(outlay, claims).find(|at| is_total(&claims[*at].subject.text))?;
    if !is_of(income, Side::Revenue) {
        return None;
    }
    judge_difference(rest, [income, outlay], claims, ledger)
}

fn judge_difference(
    rest: Term,
    [income, outlay]: [usize; 2],
    claims: &[Claim],
    ledger: &mut Ledger,
) -> Option<Vec<Term>> {
    let terms = [(single(income, &claims[income])?, false), (single(outlay, &claims[outlay])?, true)];
    let difference = Chain { total: rest, terms: terms.into(), is_closed: true, is_marked: true };
    let opinion = judge("added", rest.1, &difference.amounts(), "收入减支出");
    let is_right = opinion.verdict.is_borne_out();
    ledger.note(rest.0, opinion.by(|| difference.operands(claims)));
    is_right.then(|| terms.map(|(term, _)| term).into())
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
    let mut totals = before.filter(|at| is_total(&claims[*at].subject.text));
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
    if !(rest.contains("平衡") && claim.subject.text.contains("收入")) || has_sign(lead(income.0, claims)) {
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

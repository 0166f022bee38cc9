//! 连加: the terms that a total of a text sums up: 收入……，加上……、……，减去……，收入总计…….

use super::ledger::{At, said};
use super::{Operand, Share};
use crate::model::{Amount, Claim, Figure, Fund, Role, Topic, gist, without_territory};
use regex::Regex;
use std::sync::LazyLock;

/// 收入总计, 总支出, 财力总计
static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[收支](?:入|出)?|财力|来源|安排)(?:总计|合计|共计|总量)$|总(?:收入|支出|财力)$")
        .expect("the pattern is constant")
});
/// Words that say whether the next amount is added or subtracted.
static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"加上|减去|扣除|减掉|[加减][：:]|(?:[，,；;]|收入|支出)加[^上班油强快固工装大速征密]")
        .expect("the pattern is constant")
});
/// 收支平衡情况：, 财力平衡情况为: words that a complete list of terms follows, first of the income, then of the outlay.
static BALANCE: LazyLock<Regex> = LazyLock::new(|| Regex::new("平衡(?:情况|测算)").expect("the pattern is constant"));
/// How many claims before a total are searched for its terms.
const LONGEST: usize = 15;

/// An amount and where it stands in the text.
pub(super) type Term = (At, Amount);

/// The current amount of a claim and where it stands, if there is just one and it is not negative.
pub(super) fn single(index: usize, claim: &Claim) -> Option<Term> {
    amount_of(index, claim).filter(|(_, amount)| amount.fen() >= 0)
}

/// Like [`single`], for an amount that may be negative.
pub(super) fn amount_of(index: usize, claim: &Claim) -> Option<Term> {
    let mut currents = claim.figures.iter().enumerate().filter(|(_, figure)| figure.role == Role::Current);
    let (number, figure) = currents.next()?;
    if currents.next().is_some() {
        return None;
    }
    figure.amount().map(|amount| ((index, number), amount))
}

/// Whether words name a total: 收入总计.
pub(super) fn is_total(words: &str) -> bool {
    TOTAL.is_match(words)
}

/// Whether words say that the next amount is added or subtracted.
pub(super) fn has_sign(words: &str) -> bool {
    SIGN.is_match(words)
}

fn is_near(one: &Claim, other: &Claim) -> bool {
    one.place.file == other.place.file && one.section == other.section
}

/// Up to [`LONGEST`] claims before `index` in the same section, nearest first.
pub(super) fn nearest_first(index: usize, claims: &[Claim]) -> impl Iterator<Item = usize> {
    (0..index).rev().take_while(move |at| is_near(&claims[*at], &claims[index])).take(LONGEST)
}

/// The text between this figure and the previous one of the same sentence.
pub(super) fn lead(at: At, claims: &[Claim]) -> &str {
    let claim = &claims[at.0];
    let Some(start) = claim.figures.get(at.1).map(|figure| figure.span.start) else { return "" };
    let others = claims[..at.0].iter().rev().take_while(|other| other.shares_sentence(claim));
    let figures = others.flat_map(|other| &other.figures).chain(&claim.figures);
    let end = figures.map(|figure: &Figure| figure.span.end).filter(|end| *end <= start).max().unwrap_or(0);
    claim.text.get(end..start).unwrap_or_default()
}

/// Whether a term is subtracted, according to the last sign word before it.
pub(super) fn is_taken(at: At, claims: &[Claim]) -> bool {
    let claim = &claims[at.0];
    let upto = claim.figures.get(at.1).map_or(0, |figure| figure.span.start);
    let said = SIGN.find_iter(claim.text.get(..upto).unwrap_or_default()).last();
    said.is_some_and(|said| !said.as_str().contains('加'))
}

/// Whether an amount is the result of a chain of 加上 and 减去 in its sentence: “…，减去调出资金0.7亿元，支出安排1.7亿元”.
pub(super) fn ends_chain(at: At, claims: &[Claim]) -> bool {
    let claim = &claims[at.0];
    let upto = claim.figures.get(at.1).map_or(0, |figure| figure.span.start);
    let own = lead(at, claims);
    let before = claim.text.get(..upto - own.len()).unwrap_or_default();
    has_sign(before) && !has_sign(own) && own.starts_with(['，', ',', '；', ';'])
}

/// Whether `plus` less `minus` is exactly `total`, as printed. A total of zero would confirm nothing.
pub(super) fn comes_to(total: Amount, plus: &[Amount], minus: &[Amount]) -> bool {
    let fen = |amounts: &[Amount]| amounts.iter().map(|amount| i128::from(amount.fen())).sum::<i128>();
    !plus.is_empty() && i128::from(total.fen()) == fen(plus) - fen(minus) && total.fen() != 0
}

/// The terms right before a total that add up to it. Other totals end the search, 其中 items are skipped.
pub(super) fn running_total(total: Term, claims: &[Claim]) -> Option<Vec<Term>> {
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
        let term = single.filter(|_| !is_total(&claims[at].subject.text))?;
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

/// The first term of a chain that names it without an amount (县级一般公共预算收入加上上级补助收入12亿元): the last amount
/// given for that name.
fn named_base(first: At, claims: &[Claim]) -> Option<Term> {
    let name = base_name(first, claims).filter(|name| is_name(name))?;
    // 市本级地方一般公共预算收入…，…，地方一般公共预算收入加…: without the 范围 the second time.
    let is_same = |at: &usize| {
        let words = gist(&claims[*at].subject.text, 0);
        words == name
            || claims[*at].territory == claims[first.0].territory
                && without_territory(&words) == without_territory(&name)
    };
    let mut same = nearest_first(first.0, claims).filter(is_same);
    same.next().and_then(|at| single(at, &claims[at]))
}

/// Whether the words before a sign are long enough to name something.
fn is_name(words: &str) -> bool {
    words.chars().count() >= 4
}

/// The words right before the sign of a term, normalised; `None` if it has no sign.
fn base_name(first: At, claims: &[Claim]) -> Option<String> {
    let words = lead(first, claims);
    let sign = SIGN.find(words)?;
    // 地方一般公共预算收入加…: the name includes its last word.
    let last = ["收入", "支出"].into_iter().find(|side| sign.as_str().starts_with(side)).map_or(0, str::len);
    let name = &words[..sign.start() + last];
    Some(gist(name.rsplit(['，', ',', '；', ';', '。']).next().unwrap_or(name).trim(), 0))
}

/// All terms of a total, in reverse order of reading, each with its sign.
pub(super) struct Chain {
    /// The total itself.
    pub total: Term,
    /// Its terms and whether each is subtracted.
    pub terms: Vec<(Term, bool)>,
    /// Whether all stand in the sentence of the total, so that none can have been missed.
    pub is_closed: bool,
    /// Whether 加上, 减去 or 平衡情况： shows where they begin.
    pub is_marked: bool,
}

impl Chain {
    /// The terms of a total: from the amount that the first 加上 or 减去 of its sentence follows, or, in a sentence
    /// without them, from the first. `None` where the text names them elsewhere.
    pub(super) fn of(total: Term, claims: &[Claim]) -> Option<Self> {
        let claim = &claims[total.0.0];
        let before = (0..total.0.0).rev().take_while(|at| claims[*at].shares_sentence(claim));
        let (mut terms, mut length): (Vec<Term>, usize) = Default::default();
        for at in before {
            if claims[at].subject.whole.is_some() {
                continue;
            }
            let own = single(at, &claims[at]);
            let Some(term) = own.filter(|(own, _)| !is_total(&claims[at].subject.text) && !ends_in_total(*own, claims))
            else {
                break;
            };
            let is_begun = terms.last().is_some_and(|(later, _): &Term| has_sign(lead(*later, claims)));
            terms.push(term);
            length = if is_begun { terms.len() } else { length };
            if base_name(term.0, claims).is_some_and(|name| is_name(&name)) {
                break;
            }
        }
        let opens = terms.last().is_some_and(|(first, _)| has_sign(lead(*first, claims)));
        let base = opens.then(|| budget_before(*terms.last()?, claim, claims)).flatten();
        let has_signs = length > 0 || opens;
        if opens {
            terms.push(base?);
        } else if has_signs {
            terms.truncate(length);
        }
        let first = terms.len().checked_sub(1).filter(|first| *first > 0)?;
        let is_closed = !opens && !may_begin_with_a_part(terms[first].0, terms[first - 1].0, claims);
        let is_marked = has_signs || follows_balance(terms[first].0, claims);
        // No sign of this chain stands before its first term, but one of another chain may.
        let signed = terms.into_iter().enumerate();
        let terms = signed.map(|(index, term)| (term, has_signs && index < first && is_taken(term.0, claims)));
        Some(Self { total, terms: terms.collect(), is_closed, is_marked })
    }

    /// The terms with their signs.
    pub(super) fn amounts(&self) -> Vec<Amount> {
        let signed = |((_, amount), is_taken): &(Term, bool)| match is_taken {
            true => Amount::new(-amount.fen(), amount.resolution()),
            false => *amount,
        };
        self.terms.iter().map(signed).collect()
    }

    /// The total and its terms, for a finding.
    pub(super) fn operands(&self, claims: &[Claim]) -> Vec<Operand> {
        let share = |is_taken: bool| if is_taken { Share::Taken } else { Share::Added };
        let parts = self.terms.iter();
        let parts = parts.filter_map(|((at, amount), is_taken)| said(claims, *at, *amount, share(*is_taken)));
        said(claims, self.total.0, self.total.1, Share::Whole).into_iter().chain(parts).collect()
    }
}

/// Whether a 其中 item stands between the first two terms, outside any bracket: either it or the first may begin the chain.
fn may_begin_with_a_part(first: At, second: At, claims: &[Claim]) -> bool {
    second.0 > first.0 + 1 && !lead(second, claims).starts_with([')', '）'])
}

/// Whether the list that a term begins is that of a 平衡情况： the income after these words, or the outlay after its total.
fn follows_balance(first: At, claims: &[Claim]) -> bool {
    let is_announced = |at: At| BALANCE.is_match(lead(at, claims));
    let before = || {
        let total = first.0.checked_sub(1).filter(|at| is_total(&claims[*at].subject.text))?;
        // Back over the income that the total sums up, to the words before its first term.
        let mut income = nearest_first(total, claims).take_while(|at| !is_total(&claims[*at].subject.text));
        income.find(|at| is_announced((*at, 0)))
    };
    is_announced(first) || before().is_some()
}

/// Whether the words right before an amount name a total, whatever its claim was taken to be about.
fn ends_in_total(at: At, claims: &[Claim]) -> bool {
    is_total(lead(at, claims).trim_end_matches(['为', '是', ' ', '完', '成']))
}

/// The amount that a chain goes on from which begins with its sign (加上上级补助47万元，…): of the budget whose name stands
/// before the sign, or else of the last whole budget of that side and 范围.
fn budget_before(first: Term, total: &Claim, claims: &[Claim]) -> Option<Term> {
    let name = base_name(first.0, claims)?;
    if !name.is_empty() {
        return named_base(first.0, claims);
    }
    let side = if total.subject.text.contains('支') { "支出" } else { "收入" };
    let is_budget = |at: &usize| {
        let claim = &claims[*at];
        claim.subject.whole.is_none()
            && claim.territory == total.territory
            && claim.subject.text.trim_end_matches("预算").ends_with(side)
            && names_a_budget(&claim.subject.text)
    };
    let base = nearest_first(first.0.0, claims).find(is_budget)?;
    single(base, &claims[base])
}

/// Whether the words name 一般公共预算, 政府性基金 or 国有资本经营.
pub(super) fn names_a_budget(words: &str) -> bool {
    let fund = Topic::read(words).and_then(|(topic, _)| topic.fund);
    matches!(fund, Some(Fund::General | Fund::Government | Fund::StateCapital))
}

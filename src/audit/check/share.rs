//! 占比 = 分项 ÷ 合计.

use super::added::divides;
use super::{Check, Example};
use crate::audit::chain::single;
use crate::audit::interval::{self, ends, judge, show};
use crate::audit::ledger::{At, Ledger, Opinion, quotient};
use crate::audit::{Operand, Share, Verdict, cause};
use crate::model::{
    Amount, BEFORE_SAVING, Cell, Cells, Claim, Figure, LineItem, PrintedNumber, Role, Side, Topic, divide_half_away,
    gist, without_territory,
};
use ethnum::I256;
use regex::Regex;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "share",
    name: "占比",
    rule: "占比 = 分项 ÷ 合计",
    why: "金额改了占比没有改；或为凑足100%改了末位。",
    condition: "总体在本节印出名字，或名字的每个词都能识别而表中只有一个数，或各占比之和为 100%，或各部分之和是印出的总数时。为凑足 100% 而改一个末位的是“凑整”。",
    basis: "说明文字应与数相符。",
    example: Example {
        files: &[(
            "2024.txt",
            "支出预算200.00万元，其中：基本支出150.00万元，占75.00%；项目支出50.00万元，占25.00%。\n",
        )],
        slip: ("75.00%", "74.00%"),
        told: (Verdict::Figure, "74.00%"),
    },
};

/// A printed share, the amount it belongs to, and the name of its whole (may be empty).
struct Part<'a> {
    at: At,
    amount: Amount,
    /// The figures that make up the amount.
    of_text: Vec<(At, Amount)>,
    printed: &'a PrintedNumber,
    of: String,
    /// Whether the amount stands in another sentence, under the same name: 税收占比70.4%.
    is_elsewhere: bool,
}

/// Compares shares with their whole. A row is a run of neighbouring claims that give shares of the same whole. Applies
/// where the whole is printed by name in the same section (the nearest such amount before the part) or in a table, or
/// where the row is complete: its shares add up to 100 within rounding, or its amounts to a printed total.
///
/// If a sentence divides a whole in several ways (从收入结构看…，从征收部门看…), a row ends where the next division begins.
/// The whole proved by the sum of one row also holds for other rows of the sentence that give it the same name; in the
/// sentences right after, it can only confirm. The same goes for a whole printed by that name only in another section.
///
/// If the printed shares of a row add up to exactly 100 and some are off by one last digit, but none by more, they were
/// adjusted to fit (凑整).
pub(in crate::audit) fn check(claims: &[Claim], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut row: Vec<Part<'_>> = Vec::new();
    let mut proved: Option<Proved> = None;
    for (index, claim) in claims.iter().enumerate() {
        let part = part(index, claims);
        let apart = row.first().is_some_and(|first| {
            let before = &claims[first.at.0];
            before.section != claim.section || before.place.file != claim.place.file
        });
        let goes_on = part.as_ref().is_some_and(|part| {
            // 其中： names the whole once, and the following paragraphs do not repeat it.
            row.first().is_none_or(|first| first.of == part.of || part.of.is_empty())
        });
        if apart || !goes_on || divides(index, claims) {
            judge_row(&row, claims, cells, &mut proved, ledger);
            row.clear();
        }
        row.extend(part);
    }
    judge_row(&row, claims, cells, &mut proved, ledger);
    (0..claims.len()).for_each(|index| saving(index, claims, ledger));
    claims.iter().enumerate().for_each(|(index, claim)| beyond_whole(index, claim, ledger));
}

/// 占本年支出合计的109%: no part exceeds the total of its own side.
fn beyond_whole(index: usize, claim: &Claim, ledger: &mut Ledger) {
    const TOTALS: [&str; 5] = ["合计", "总计", "总额", "总支出", "总收入"];
    for (number, figure) in claim.figures.iter().enumerate() {
        let (Role::Share(Some(of)), Some(printed)) = (&figure.role, &figure.number) else { continue };
        let other_side =
            |one: char, other: char| claim.subject.text.contains(one) && !of.contains(one) && of.contains(other);
        let is_part =
            TOTALS.iter().any(|total| of.ends_with(total)) && !other_side('支', '收') && !other_side('收', '支');
        if is_part && printed.mantissa() > 100 * 10i64.pow(printed.decimals().min(12)) {
            ledger.note((index, number), Opinion::of("share", Verdict::Figure, "分项不会大于合计，占比不会大于 100%"));
        }
    }
}

/// Checks a saving rate against any two of the original, the remaining and the saved amount in the sentence:
/// 送审100亿元，审减8亿元，审减率8%; 审定92亿元，审减8亿元，审减率8%; 预算100亿元，中标92亿元，节约率8%. Only if both carry the
/// terms of a review (送审, 审定, 审减) must the rate match; otherwise they can only confirm it.
fn saving(index: usize, claims: &[Claim], ledger: &mut Ledger) {
    let claim = &claims[index];
    let is_saving = |figure: &Figure| matches!(&figure.role, Role::Share(Some(of)) if &**of == BEFORE_SAVING);
    let Some((number, figure)) = claim.figures.iter().enumerate().find(|(_, figure)| is_saving(figure)) else { return };
    let Some(printed) = &figure.number else { return };
    let said = (0..=index).rev().take_while(|at| claims[*at].shares_sentence(claim));
    let terms: Vec<(At, Amount)> = said.filter_map(|at| single(at, &claims[at])).collect();
    // The amount with one of the given names, and whether that name is a term of a review.
    let called = |review: &[&str], others: &[&str]| {
        let named = |names: &[&str]| {
            let is_one = |at: At| names.iter().any(|name| claims[at.0].subject.text.contains(name));
            terms.iter().find(|(at, _)| is_one(*at)).copied()
        };
        let sure = named(review).map(|term| (term, true));
        sure.or_else(|| named(others).map(|term| (term, false)))
    };
    let saved = called(&["审减", "核减"], &["节约", "节支"]);
    // 核减预算申请105.6亿元 is what was saved.
    let whole = called(&["送审", "报审"], &["预算", "概算", "控制价"]);
    let whole = whole.filter(|(whole, _)| saved.is_none_or(|(saved, _)| saved.0 != whole.0));
    let left = called(&["审定", "核定"], &["中标", "成交", "合同", "实际"]);
    // The saved and the original amount in half 分, the ends of their ratio, and the figures with their signs in it.
    let judged = match (saved, whole, left) {
        (Some((saved, one)), Some((whole, other)), _) => {
            let point = (i128::from(saved.1.fen()) * 2, i128::from(whole.1.fen()) * 2);
            interval::percent(ends(saved.1), ends(whole.1))
                .map(|ends| (point, ends, [(saved, 1, 0), (whole, 0, 1)], one && other))
        }
        (Some((saved, one)), None, Some((left, other))) => {
            let Some(whole) = sum(&[left, saved]) else { return };
            let point = (i128::from(saved.1.fen()) * 2, i128::from(whole.fen()) * 2);
            let span = interval::percent(ends(saved.1), ends(whole));
            span.map(|ends| (point, ends, [(saved, 1, 1), (left, 0, 1)], one && other))
        }
        (None, Some((whole, one)), Some((left, other))) => {
            let (of, rest) = (ends(whole.1), ends(left.1));
            let point = (i128::from(whole.1.fen() - left.1.fen()) * 2, i128::from(whole.1.fen()) * 2);
            let span = interval::between((of.0 - rest.1, of.0), (of.1 - rest.0, of.1));
            span.map(|ends| (point, ends, [(whole, 1, 1), (left, -1, 0)], one && other))
        }
        _ => None,
    };
    let Some(((mine, point), interval, of, sure)) = judged.filter(|((mine, point), ..)| (0..=*point).contains(mine))
    else {
        return;
    };
    let verdict = judge(printed, mine, point, interval);
    if verdict.is_borne_out() {
        of.iter().for_each(|((at, _), ..)| ledger.agrees(*at));
    }
    let expected = show(mine, point, printed.decimals());
    let because = format!(
        "审减（节约）数 {} ÷ 审减（节约）前 {} = {expected}",
        interval::money(mine / 2, of[0].0.1),
        interval::money(point / 2, of[0].0.1)
    );
    if !sure && verdict == Verdict::Figure {
        ledger.remark_on((index, number), Opinion::of("share", Verdict::Note, because));
        return;
    }
    let replacement = Some(interval::percent_like(mine, point, printed.decimals()));
    let opinion = Opinion { expected: Some(expected), replacement, ..Opinion::of("share", verdict, because) };
    ledger.note((index, number), opinion.by(|| quotient(&of, claims)));
}

/// 总体: where the whole of a share is printed.
enum Whole<'a> {
    /// In the text, or as the sum of these figures of it.
    Said(Vec<(At, Amount)>),
    Cell(&'a LineItem),
}

impl Whole<'_> {
    fn amount(&self) -> Option<Amount> {
        match self {
            Self::Said(figures) => sum(figures),
            Self::Cell(cell) => cell.amount,
        }
    }

    /// The operands of a share of it.
    fn operands(&self, part: &Part<'_>, claims: &[Claim]) -> Vec<Operand> {
        let said: &[(At, Amount)] = if let Self::Said(figures) = self { figures } else { &[] };
        let below = |figure: &(At, Amount)| i8::from(said.contains(figure));
        let own = part.of_text.iter().map(|figure| (*figure, 1, below(figure)));
        let others = said.iter().filter(|figure| !part.of_text.contains(figure)).map(|figure| (*figure, 0, 1));
        let terms: Vec<_> = own.chain(others).collect();
        let cell =
            if let Self::Cell(cell) = self { Operand::cell(cell, Share::Term { above: 0, below: 1 }) } else { None };
        quotient(&terms, claims).into_iter().chain(cell).collect()
    }
}

/// How certain it is that this whole is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Sure,
    /// The only amount that the document gives under that name.
    Named,
    Likely,
}

/// A whole proved by the sum of a row, for use by later rows that give it the same name.
struct Proved {
    /// Index of the first claim of the row.
    first: usize,
    of: String,
    /// The figures of the row.
    parts: Vec<(At, Amount)>,
}

/// How many parts of a row belong to the whole: all if they add up to it, else the leading ones that name it.
fn belonging(row: &[Part<'_>], whole: (i128, i128)) -> usize {
    let Some(first) = row.first() else { return 0 };
    let named = row.iter().take_while(|part| part.of == first.of).count();
    let (mut low, mut high) = (0, 0);
    for (position, part) in row.iter().enumerate() {
        let (a, b) = ends(part.amount);
        (low, high) = (low + a, high + b);
        let rest_is_nothing = row[position + 1..].iter().all(|part| part.amount.fen() == 0);
        if rest_is_nothing && low <= whole.1 && high >= whole.0 {
            return row.len();
        }
    }
    if complete(row) { row.len() } else { named }
}

fn part(index: usize, claims: &[Claim]) -> Option<Part<'_>> {
    let claim = &claims[index];
    let own = current(index, claim).map(|own| vec![own]).or_else(|| together(index, claims));
    let is_elsewhere = own.is_none();
    let of_text = own.or_else(|| Some(vec![said_elsewhere(&whole_name(&claim.subject.text), claim, claims)?]))?;
    let amount = sum(&of_text)?;
    let mut shares =
        claim.figures.iter().enumerate().filter_map(|(number, figure)| match (&figure.role, &figure.number) {
            (Role::Share(of), Some(printed)) => Some((number, of, printed)),
            _ => None,
        });
    let (number, of, printed) = shares.next()?;
    if shares.next().is_some() || amount.fen() < 0 || of.as_deref() == Some(BEFORE_SAVING) {
        return None;
    }
    let whole = claim.subject.whole.as_ref();
    // 其中税收收入125.1亿元，占收入比重62.5%: a bare 收入 means the whole of 其中.
    let of = of.as_ref().filter(|of| of.chars().count() > 2 || whole.is_none_or(|whole| !whole.ends_with(&***of)));
    let of = of.or(whole).map_or(String::new(), |of| gist(of, 0));
    Some(Part { at: (index, number), amount, of_text, printed, of, is_elsewhere })
}

/// The preceding amounts of the sentence that a claim sums up: 经营收入…，附属单位上缴收入…，两项合计占0.1%.
pub(super) fn together(index: usize, claims: &[Claim]) -> Option<Vec<(At, Amount)>> {
    let claim = &claims[index];
    let found = TOGETHER.captures(&claim.subject.text)?;
    let count = found.get(1).and_then(|count| "二两三四五六七八九".chars().position(|c| count.as_str().starts_with(c)));
    let count = count.map(|at| at.max(1) + 1)?;
    let before = (0..index).rev().take(count).take_while(|other| claims[*other].shares_sentence(claim));
    let amounts: Vec<(At, Amount)> = before.filter_map(|other| single(other, &claims[other])).collect();
    (amounts.len() == count).then_some(amounts)
}

fn sum(amounts: &[(At, Amount)]) -> Option<Amount> {
    let sum = |of: fn(Amount) -> i64| amounts.iter().map(|(_, amount)| of(*amount)).try_fold(0i64, i64::checked_add);
    Some(Amount::new(sum(Amount::fen)?, sum(Amount::resolution)?))
}

/// 两项合计, 以上三项共
static TOGETHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:以上|上述|前)?([二两三四五六七八九])(?:项|者|类|款|部分)(?:合计|共计|共|之和|总计)?$")
        .expect("the pattern is constant")
});

fn judge_row(row: &[Part<'_>], claims: &[Claim], cells: &Cells<'_>, proved: &mut Option<Proved>, ledger: &mut Ledger) {
    let Some(first) = row.first() else { return };
    let known = proved.as_ref().filter(|proved| {
        let (one, other) = (&claims[proved.first], &claims[first.at.0]);
        let near = first.at.0 - proved.first < 16 && one.place.file == other.place.file && one.section == other.section;
        proved.of == first.of && !first.of.is_empty() && near
    });
    let found = named(first, claims);
    let of_all = found.and_then(|(_, share)| share);
    let named = match found {
        Some((figure, _)) => Some(Whole::Said(vec![figure])),
        None => tabled(first, claims, cells).map(Whole::Cell),
    };
    let named = named.filter(|whole| whole.amount().is_some_and(|amount| amount.fen() > 0));
    let is_named = named.is_some();
    let complete = complete(row);
    let parts: Vec<(At, Amount)> = row.iter().flat_map(|part| part.of_text.iter().copied()).collect();
    let divides =
        |sum: Amount| row.len() > 1 && sum.fen() > 0 && (complete || is_printed(ends(sum), first, claims, cells));
    let (of, trust) = match (named, known) {
        (Some(whole), _) => (whole, Trust::Sure),
        (None, _) if sum(&parts).is_some_and(divides) => {
            *proved = Some(Proved { first: first.at.0, of: first.of.clone(), parts: parts.clone() });
            (Whole::Said(parts), Trust::Sure)
        }
        (None, Some(known)) => {
            let is_here = claims[known.first].shares_sentence(&claims[first.at.0]);
            (Whole::Said(known.parts.clone()), if is_here { Trust::Sure } else { Trust::Likely })
        }
        (None, None) => match said_elsewhere(&first.of, &claims[first.at.0], claims) {
            Some(figure) => (Whole::Said(vec![figure]), Trust::Named),
            None => return,
        },
    };
    let Some(whole) = of.amount().filter(|whole| whole.fen() > 0) else { return };
    let (point, whole) = (i128::from(whole.fen()) * 2, ends(whole));
    let plugged = if complete { plugged(row, point) } else { Vec::new() };
    let row = if is_named { &row[..belonging(row, whole)] } else { row };
    for (position, part) in row.iter().enumerate() {
        let mine = i128::from(part.amount.fen()) * 2;
        let money = |twice: i128| interval::money(twice / 2, part.amount);
        // A part larger than the whole means that another whole was intended.
        if ends(part.amount).0 > whole.1 {
            continue;
        }
        let Some(interval) = interval::percent(ends(part.amount), whole) else { continue };
        // 基本支出48亿元，占比67.7%。其中，人员经费45.7亿元，占比64.5%: both are shares of the same larger whole, not of 基本支出.
        if of_all.is_some_and(|share| of_the_same(part, whole, share)) {
            continue;
        }
        let verdict = match judge(part.printed, mine, point, interval) {
            Verdict::Figure | Verdict::Tail if plugged.contains(&position) => Verdict::Plugged,
            verdict => verdict,
        };
        let expected = show(mine, point, part.printed.decimals());
        if verdict.is_borne_out() {
            ledger.agree(claims, part.at.0, |role| *role == Role::Current);
        } else if trust != Trust::Sure || part.is_elsewhere {
            if let (Trust::Named, Whole::Said(figures)) = (trust, &of)
                && let Some(figure) = figures.first().and_then(|(at, _)| claims[at.0].figures.get(at.1))
            {
                let because = format!(
                    "按别处写的“{}” {}（{}）算，占比为 {expected}；所指若不是这个数，应写明",
                    figures.first().map_or("", |(at, _)| &*claims[at.0].subject.text),
                    money(point),
                    figure.place
                );
                ledger.remark_on(part.at, Opinion::of("share", Verdict::Note, because));
            }
            continue;
        }
        let opinion = Opinion {
            expected: Some(expected.clone()),
            replacement: Some(interval::percent_like(mine, point, part.printed.decimals())),
            likely_cause: match verdict {
                Verdict::Figure => cause::of_rate(part.printed, mine, point, None),
                Verdict::Plugged => Some("为使各项占比之和恰为 100% 而改了末位".to_owned()),
                _ => None,
            },
            ..Opinion::of("share", verdict, {
                format!("分项 {} ÷ 合计 {} = {expected}", money(mine), money(point))
            })
        };
        ledger.note(part.at, opinion.by(|| of.operands(part, claims)));
    }
}

/// Whether the sum of a row is printed, in the text before it or as the total of a table.
fn is_printed(sum: (i128, i128), first: &Part<'_>, claims: &[Claim], cells: &Cells<'_>) -> bool {
    let meets = |amount: Amount| {
        let (low, high) = ends(amount);
        low <= sum.1 && high >= sum.0
    };
    let claim = &claims[first.at.0];
    let before = claims[..first.at.0].iter().rev().take(40).filter(|other| other.place.file == claim.place.file);
    let mut said = before.filter_map(|other| other.current().and_then(Figure::amount));
    let list = cells.owner(&claim.place.file).map_or(&[][..], |owner| cells.of_year(owner, owner.year));
    let mut totals = list.iter().filter(|cell| cell.item.code.is_none() && cell.topic.part.is_none());
    said.any(meets) || totals.any(|cell| cell.item.amount.is_some_and(meets))
}

/// The whole of a part, found by name in the section (nearest before the part), with the share printed for it, if any.
fn named<'a>(part: &Part<'_>, claims: &'a [Claim]) -> Option<((At, Amount), Option<&'a PrintedNumber>)> {
    if part.of.chars().count() < 2 {
        return None;
    }
    let claim = &claims[part.at.0];
    let before = (0..part.at.0).rev().take(40);
    // 占财政总收入4348万元的39.6%: the whole follows the part.
    let behind = (part.at.0 + 1..claims.len()).take_while(|other| claims[*other].shares_sentence(claim)).take(1);
    // 占一般公共预算收入 may mean 全市一般公共预算收入, so the end of a longer name matches too.
    let same = |other: &usize| {
        let other = &claims[*other];
        let words = gist(&other.subject.text, 0);
        let alike = words == part.of || part.of.chars().count() >= 4 && words.ends_with(&part.of);
        let same = other.place.file == claim.place.file && other.section == claim.section;
        same && other.territory == claim.territory && !words.is_empty() && alike
    };
    let share = |other: &'a Claim| {
        other.figures.iter().find(|figure| figure.role == Role::Share(None)).and_then(|figure| figure.number.as_ref())
    };
    behind.chain(before).filter(same).find_map(|other| Some((current(other, &claims[other])?, share(&claims[other]))))
}

/// The claim that states the whole of a claim's share.
pub(super) fn whole_of(index: usize, claims: &[Claim]) -> Option<usize> {
    named(&part(index, claims)?, claims).map(|(((whole, _), _), _)| whole)
}

/// The first current amount of a claim.
pub(super) fn current(index: usize, claim: &Claim) -> Option<(At, Amount)> {
    let (number, figure) = claim.figures.iter().enumerate().find(|(_, figure)| figure.role == Role::Current)?;
    Some(((index, number), figure.amount()?))
}

/// A name without what a share leaves out of it: 税收 is 税收收入.
fn whole_name(words: &str) -> String {
    let words = gist(words, 0);
    if words.ends_with("税收") { words + "收入" } else { words }
}

/// The amount found by its exact name anywhere in the file of `claim`, if all amounts given for it are equal.
fn said_elsewhere(name: &str, claim: &Claim, claims: &[Claim]) -> Option<(At, Amount)> {
    if name.chars().count() < 4 {
        return None;
    }
    let of_file = claims.iter().enumerate().filter(|(_, other)| {
        other.place.file == claim.place.file
            && other.territory == claim.territory
            && other.year.zip(claim.year).is_none_or(|(one, other)| one == other)
    });
    let own = |words: &str| without_territory(&gist(words, 0)).to_owned();
    // 占当年支出总额的: what a government spends without a further word is its 一般公共预算支出.
    const SPENT: [&str; 4] = ["财政支出", "财政总支出", "当年支出", "全年支出"];
    let of = if SPENT.contains(&name) { "一般公共支出".to_owned() } else { own(name) };
    let same = of_file.filter(|(_, other)| own(&other.subject.text) == of);
    let mut amounts = same.filter_map(|(index, other)| current(index, other));
    let first = amounts.next()?;
    amounts.all(|(_, other)| other.agrees(first.1)).then_some(first)
}

/// Whether a share fits the larger whole of which `whole` itself is printed to be `share`.
fn of_the_same(part: &Part<'_>, whole: (i128, i128), share: &PrintedNumber) -> bool {
    let scale = |number: &PrintedNumber| I256::from(10i64.pow(number.decimals().min(9))) * 2;
    let around = |number: &PrintedNumber| {
        let twice = I256::from(number.mantissa()) * 2;
        (twice - 1, twice + 1)
    };
    let (mine, all) = (around(part.printed), around(share));
    let (low, high) = ends(part.amount);
    // mine / scale ≐ part × all / scale / whole
    let (unit, other) = (scale(part.printed), scale(share));
    I256::from(low) * all.0 * unit <= mine.1 * other * I256::from(whole.1)
        && mine.0 * other * I256::from(whole.0) <= I256::from(high) * all.1 * unit
}

/// The whole found in the tables, if every word of its name is understood and all matching cells are equal.
fn tabled<'a>(part: &Part<'_>, claims: &[Claim], cells: &Cells<'a>) -> Option<&'a LineItem> {
    let claim = &claims[part.at.0];
    let owner = cells.owner(&claim.place.file)?;
    let Some((_, Role::Share(Some(of)))) = claim.figures.iter().enumerate().nth(part.at.1).map(|(at, f)| (at, &f.role))
    else {
        return None;
    };
    let (topic, left) = Topic::read(&of.replace(&*owner.unit, ""))?;
    let of_year = claim.year.is_none_or(|year| year == owner.year);
    if !left.is_empty() || topic.side.is_none() && topic.part.is_none() || !of_year {
        return None;
    }
    let same = |cell: &&Cell<'_>| {
        cell.item.phase == owner.phase
            && cell.item.code.is_none()
            && (cell.topic.fund, cell.topic.part) == (topic.fund, topic.part)
            // 项目支出总额 names no side; such parts exist only in expenditure.
            && topic.side.map_or(cell.topic.side != Some(Side::Revenue), |side| cell.topic.side == Some(side))
            && (!topic.own_year || !cell.item.name.contains("总计"))
    };
    let found = cells.of_year(owner, owner.year).iter().filter(same);
    let mut found = found.filter_map(|cell| Some((cell.item, cell.item.amount?)));
    let (first, amount) = found.next()?;
    found.all(|(_, other)| amount.agrees(other)).then_some(first)
}

/// Whether the shares add up to 100 within one last digit each.
fn complete(row: &[Part<'_>]) -> bool {
    let decimals = row.iter().map(|part| part.printed.decimals()).max().unwrap_or(0).min(9);
    let scaled = |part: &Part<'_>| {
        i128::from(part.printed.mantissa()) * 10i128.pow(decimals - part.printed.decimals().min(decimals))
    };
    let half: i128 = row.iter().map(|part| 10i128.pow(decimals - part.printed.decimals().min(decimals))).sum();
    let sum: i128 = row.iter().map(scaled).sum();
    // Twice what rounding alone allows, so that a small slip does not hide that the row is complete.
    ((sum - 100 * 10i128.pow(decimals)) * 2).abs() <= half * 2
}

/// Positions of the shares that are off by one last digit, if none is off by more and the row sums to exactly 100.
fn plugged(row: &[Part<'_>], whole: i128) -> Vec<usize> {
    // A share of 0% of a zero amount is exact, whatever its number of decimals.
    let row: Vec<&Part<'_>> = row.iter().collect();
    let nothing = |part: &Part<'_>| part.printed.mantissa() == 0 && part.amount.fen() == 0;
    let decimals = row.iter().find(|part| !nothing(part)).map_or(0, |part| part.printed.decimals().min(9));
    let alike = row.iter().all(|part| part.printed.decimals() == decimals || nothing(part));
    let sum: i128 = row.iter().map(|part| i128::from(part.printed.mantissa())).sum();
    let gap = |part: &Part<'_>| {
        let scaled = i128::from(part.amount.fen()) * 2 * 10i128.pow(decimals + 2);
        (divide_half_away(scaled.into(), whole.into()) - I256::from(part.printed.mantissa())).abs()
    };
    let gaps: Vec<I256> = row.iter().map(|part| gap(part)).collect();
    if !alike || sum != 100 * 10i128.pow(decimals) || gaps.iter().any(|gap| *gap > 1) {
        return Vec::new();
    }
    (0..row.len()).filter(|position| gaps[*position] == 1).collect()
}

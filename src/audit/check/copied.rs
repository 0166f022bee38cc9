//! 照抄上年的句子、数和原因，或照抄邻句的数.

use super::{Check, Example};
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::{Verdict, following};
use crate::model::{BaseYear, Cells, Claim, Figure, Owner, Paper, Place, Role, gist};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "copied",
    name: "照抄",
    rule: "照抄上年的句子、数和原因，或照抄邻句的数",
    why: "上年的文字改成本年的，漏改一句，数和原因就都是上年的。",
    condition: "同时提供上年同一阶段的公开文字。说有增减、而整句连数与上年相同的；本年数或增减额与上年同一主体的数相同、表又没有证实、句中却说有增减的；原因与上年一字不差的（较长的，另一项的原因也算）；相邻两项的本年数、增减额、增减率都相同的（只要一年）。表格已经判错而等于上年数的，只补写原因。都只提示。",
    basis: "财预〔2016〕143号，增减变化的原因应当是本年的。",
    example: Example {
        files: &[
            (
                "2023.txt",
                "示例市档案馆2023年单位预算公开\n\n\
                编制单位：示例市档案馆\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n\
                \t合计\t130.00\t110.00\t20.00\n\n\
                会议费12.30万元，比上年预算增加2.10万元，增长20.59%，主要原因是档案工作会议由本馆承办。\n",
            ),
            (
                "2024.txt",
                "示例市档案馆2024年单位预算公开\n\n\
                编制单位：示例市档案馆\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n\
                \t合计\t130.00\t110.00\t20.00\n\n\
                会议费14.40万元，比上年预算增加2.10万元，增长17.07%，主要原因是新增一次全省会议。\n",
            ),
        ],
        slip: ("新增一次全省会议", "档案工作会议由本馆承办"),
        told: (Verdict::Note, "档案工作会议由本馆承办"),
    },
};

/// Claims of one disclosure by subject, each with its index.
type Subjects<'a> = BTreeMap<String, Vec<(usize, &'a Claim)>>;
/// Reasons shorter than this, in characters, are stock phrases that recur anyway.
const REASON: usize = 8;
/// Different items may share a reason, but hardly in the same words if it has at least this many characters.
const REASON_OF_OTHERS: usize = 16;

/// Compares two disclosures of one unit, scope and phase in consecutive years. Sentences are compared with all years
/// replaced by a placeholder, and only [`telling`] figures count.
pub(in crate::audit) fn check(claims: &[Claim], papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    neighbours(claims, ledger);
    let mut owned: BTreeMap<&Owner, Subjects<'_>> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let Some(owner) = cells.owner(&claim.place.file) else { continue };
        owned.entry(owner).or_default().entry(key(claim, &owner.unit)).or_default().push((index, claim));
    }
    for (owner, now) in &owned {
        let Some(year) = owner.year.previous() else { continue };
        let Some(then) = owned.get(&Owner { year, ..(*owner).clone() }) else { continue };
        whole(now, then, ledger);
        for (subject, claims) in now {
            if let ([(index, claim)], Some([(_, before)])) = (claims.as_slice(), then.get(subject).map(Vec::as_slice)) {
                ledger.look("copied", &claim.place);
                stale(*index, claim, before, ledger);
            }
        }
        reasons(now, then, papers, ledger);
    }
}

/// Identifies what a claim is about: its subject, the whole it is part of, its outermost heading and its path.
fn key(claim: &Claim, unit: &str) -> String {
    let plain = |words: &str| gist(&yearless(&words.replace(unit, "")), 0);
    let whole = claim.subject.whole.as_deref().map(plain).unwrap_or_default();
    let heading = claim.section.first().map(|heading| plain(heading)).unwrap_or_default();
    let path: String = claim.subject.path.iter().map(|(_, name)| &**name).collect();
    format!("{}|{whole}|{heading}|{path}", plain(&claim.subject.text))
}

/// The text without white space and with every year replaced by `#`.
fn yearless(text: &str) -> String {
    let mut plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut at = 0;
    while let Some(found) = plain[at..].find('年').map(|found| found + at) {
        let digits = plain[..found].bytes().rev().take_while(u8::is_ascii_digit).count();
        if digits == 4 {
            plain.replace_range(found - 4..found, "#");
            at = found - 3;
        }
        at += '年'.len_utf8();
        while !plain.is_char_boundary(at.min(plain.len())) {
            at += 1;
        }
        at = at.min(plain.len());
    }
    plain
}

/// Whether a figure is unlikely to recur by chance: three digits, or two if it has decimals, without leading zeros.
fn telling(figure: &Figure) -> bool {
    figure
        .number
        .as_ref()
        .is_some_and(|number| number.mantissa().abs() >= 100 || number.mantissa().abs() >= 10 && number.decimals() > 0)
}

fn moves(claim: &Claim) -> bool {
    claim.figures.iter().any(|figure| {
        matches!(figure.role, Role::Change(_) | Role::Rate(_))
            && figure.number.as_ref().is_some_and(|number| number.mantissa() != 0)
            && figure.base.is_none_or(|base| base.year != BaseYear::Same)
    })
}

/// Reports sentences that speak of a change but are last year's to the last digit.
fn whole(now: &Subjects<'_>, then: &Subjects<'_>, ledger: &mut Ledger) {
    let before: BTreeSet<String> = then.values().flatten().map(|(_, claim)| yearless(&claim.text)).collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut claims: Vec<&(usize, &Claim)> = now.values().flatten().collect();
    claims.sort_by_key(|(index, _)| *index);
    for (_, claim) in claims {
        let figures = claim.figures.iter().filter(|figure| telling(figure)).count();
        if figures >= 2 && moves(claim) && before.contains(&yearless(&claim.text)) && told.insert(&claim.text) {
            let because = "与上年公开的一句完全相同，连数也没有变，却说比上年有增减；可能照抄了上年的文字";
            ledger.remark(&claim.place, &claim.text, 0..0, Opinion::of("copied", Verdict::Note, because));
        }
    }
}

/// Reports an amount or change equal to last year's in a claim that speaks of a change.
fn stale(index: usize, claim: &Claim, before: &Claim, ledger: &mut Ledger) {
    for (number, figure) in claim.figures.iter().enumerate().filter(|(_, figure)| telling(figure)) {
        let at = (index, number);
        let same = |other: &&Figure| {
            other.role == figure.role
                && other.amount().zip(figure.amount()).is_some_and(|(one, two)| one.fen() == two.fen())
        };
        let kind = match figure.role {
            Role::Current => "本年数",
            Role::Change(_) => "增减额",
            _ => continue,
        };
        let Some(old) = before.figures.iter().find(same) else { continue };
        if ledger.is_wrong(at) {
            ledger.blame(at, "照抄了上年公开的数");
        } else if moves(claim) && !ledger.is_borne_out(at) && !ledger.is_sound(at) {
            let because =
                format!("{kind}与上年公开的同一句（{}）相同，却说比上年有增减；可能照抄了上年的数", old.place);
            ledger.note(at, Opinion::of("copied", Verdict::Note, because));
        }
    }
}

/// Reports reasons that repeat last year's word for word: those of the same subject or, if long, of another.
fn reasons(now: &Subjects<'_>, then: &Subjects<'_>, papers: &[Paper], ledger: &mut Ledger) {
    let mut before: BTreeMap<String, Vec<(&str, &Place)>> = BTreeMap::new();
    for (subject, claim) in then.iter().flat_map(|(subject, claims)| claims.iter().map(move |(_, one)| (subject, one)))
    {
        if let Some((place, text, mark)) = reason(claim, papers) {
            before.entry(yearless(&text[mark])).or_default().push((subject, place));
        }
    }
    let mut told = BTreeSet::new();
    for (subject, claims) in now {
        let [(_, claim)] = claims.as_slice() else { continue };
        let Some((place, text, mark)) = reason(claim, papers).filter(|_| moves(claim)) else { continue };
        let words = yearless(&text[mark.clone()]);
        let length = words.chars().count();
        let Some(old) = before.get(&words).filter(|_| length >= REASON) else { continue };
        let because = match old.iter().find(|(own, _)| own == subject) {
            Some((_, old)) => format!("原因与上年公开的（{old}）一字不差，请核对是否是本年的原因"),
            None if length < REASON_OF_OTHERS => continue,
            None => format!("原因与上年公开的另一项（{}）一字不差，请核对是否是这一项的原因", old[0].1),
        };
        if told.insert((place.clone(), mark.start)) {
            ledger.remark(place, text, mark, Opinion::of("copied", Verdict::Note, because));
        }
    }
}

/// Where the reason given after the last figure of a claim stands: in its sentence or in the next one.
fn reason<'a>(claim: &'a Claim, papers: &'a [Paper]) -> Option<(&'a Place, &'a Arc<str>, Range<usize>)> {
    let from = claim.figures.last()?.span.end;
    let inside = claim.text.get(from..)?;
    let (place, text, from) = if inside.contains("原因") {
        (&claim.place, &claim.text, from)
    } else {
        let next = following::reason_behind(papers, claim)?;
        (&next.place, &next.text, 0)
    };
    let rest = &text[from..];
    let mark = rest.find("原因")?;
    // Further away it is the reason for something else.
    if rest[..mark].chars().count() > 12 {
        return None;
    }
    let words = rest[mark + "原因".len()..].trim_start_matches(['是', '为', '：', ':', '系']);
    let start = from + rest.len() - words.len();
    let length = words.find('。').unwrap_or(words.len());
    Some((place, text, start..start + length))
}

/// Reports adjacent items with the same amount, change and rate.
fn neighbours(claims: &[Claim], ledger: &mut Ledger) {
    for (index, pair) in claims.windows(2).enumerate() {
        let [one, two] = pair else { continue };
        let item = |claim: &Claim| {
            let part = claim.subject.path.last().map(|(level, name)| (*level, name.clone()));
            part.filter(|_| claim.place.file == one.place.file)
        };
        let (Some((level, first)), Some((other, second))) = (item(one), item(two)) else { continue };
        if level != other || first == second {
            continue;
        }
        let figure = |claim: &Claim, role: fn(&Role) -> bool| {
            let figure = claim.figures.iter().find(|figure| role(&figure.role) && telling(figure))?;
            figure.number.as_ref().map(|number| (number.mantissa(), number.decimals(), number.unit()))
        };
        let roles: [fn(&Role) -> bool; 3] = [
            |role| *role == Role::Current,
            |role| matches!(role, Role::Change(_)),
            |role| matches!(role, Role::Rate(_)),
        ];
        let all = roles.iter().all(|role| figure(one, *role).is_some() && figure(one, *role) == figure(two, *role));
        let current = two.figures.iter().position(|figure| figure.role == Role::Current);
        if let (true, Some(number)) = (all, current) {
            let at = (index + 1, number);
            if !ledger.is_borne_out(at) {
                let because = format!("本年数、增减额和增减率都与前一项“{first}”相同，可能照抄了前一句");
                ledger.note(at, Opinion::of("copied", Verdict::Note, because));
            }
        }
    }
}

//! 文中科目的类、款、项名称与表相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::heading::shared;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::link::link;
use crate::model::{Amount, Catalog, Cells, Claim, Code, Figure, LineItem, Owner, Unbound, plain_name};
use std::collections::BTreeMap;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "names",
    name: "科目名称",
    rule: "文中科目的类、款、项名称与表相符",
    why: "科目改了名、文字沿用旧名，或项写到了别的类、款之下，读者按文字查不到表中的数。",
    condition: "句中写明类、款、项，或写了编码、科目名称，并对应到表中的一个科目时，各级名称与表（表中没有上级的，与科目名录）相同；没有对应到、而金额只与一个名称相近或同属一个上级的科目相等时，按那个科目判断。金额不为零、表列到这一级而没有这个科目的，只提示。一个名称包含另一个的不算不同。",
    basis: "政府收支分类科目；财预〔2016〕143号，说明文字与表相符。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市文化馆2024年单位预算公开\n\n\
                一般公共预算支出情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                207\t文化旅游体育与传媒支出\t10.00\t10.00\t\n20701\t文化和旅游\t10.00\t10.00\t\n2070109\t群众文化\t10.00\t10.00\t\n\n\
                一、一般公共预算支出情况\n\n\
                文化旅游体育与传媒支出（类）文化和旅游（款）群众文化（项）10.00万元。\n",
        )],
        slip: ("文化旅游体育与传媒支出（类）", "文化体育与传媒支出（类）"),
        told: (Verdict::Form, "文化体育与传媒支出"),
    },
};

/// Coded rows of the tables of one disclosure.
#[derive(Default)]
struct Rows<'a> {
    /// All rows of each code.
    coded: BTreeMap<&'a Code, Vec<&'a LineItem>>,
}

/// Compares the names of 类, 款 and 项 spelled out in a claim with those of the code it is bound to and of its parents. An
/// unbound claim is matched to a row with the same amount that has a similar name or the same parent, if there is only
/// one.
pub(in crate::audit) fn check(claims: &[Claim], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut known: BTreeMap<&Owner, Rows<'_>> = BTreeMap::new();
    for claim in claims {
        let Some(owner) = cells.owner(&claim.place.file) else { continue };
        if claim.year.is_some_and(|year| year != owner.year) {
            continue;
        }
        let rows = known.entry(owner).or_insert_with(|| Rows::of(cells, owner));
        if rows.coded.is_empty() {
            continue;
        }
        let amount = claim.current().and_then(Figure::amount);
        let linked = link(cells, claim, (owner.year, owner.phase)).cells;
        let agrees = |item: &&LineItem| item.amount.zip(amount).is_some_and(|(one, other)| one.agrees(other));
        let bound = linked.iter().find(|item| agrees(item)).or(linked.first()).and_then(|item| item.code.as_ref());
        match (bound, claim.subject.path.is_empty()) {
            (Some(code), false) => rows.path(claim, code, amount, linked.iter().any(agrees), ledger),
            (None, _) => rows.unbound(claim, amount, ledger),
            (Some(_), true) => {}
        }
    }
}

impl<'a> Rows<'a> {
    fn of(cells: &Cells<'a>, owner: &Owner) -> Self {
        let mut rows = Self::default();
        for cell in cells.of_year(owner, owner.year).iter().filter(|cell| cell.item.phase == owner.phase) {
            if let Some(code) = &cell.item.code {
                rows.coded.entry(code).or_default().push(cell.item);
            }
        }
        rows
    }

    /// The name of a code in the tables or, if it has no row there, all its names in the catalog.
    fn names(&self, code: &Code) -> Vec<&str> {
        match self.coded.get(code).and_then(|rows| rows.first()) {
            Some(row) => vec![&row.name],
            None => Catalog::shipped().names(code).collect(),
        }
    }

    /// Compares each name of a path with that of the bound code, or of its parent, at the same level.
    fn path(&self, claim: &Claim, code: &Code, amount: Option<Amount>, agrees: bool, ledger: &mut Ledger) {
        ledger.look("names", &claim.place);
        // 行政运行 occurs under many 款: only a matching amount shows that this one is meant.
        let doubted = claim.binding.why == Some(Unbound::Elsewhere);
        if doubted && !(agrees && amount.is_some_and(|amount| amount.fen() != 0)) {
            return;
        }
        for (level, name) in &claim.subject.path {
            let Some(own) = std::iter::successors(Some(code.clone()), Code::parent).find(|code| code.level() == *level)
            else {
                continue;
            };
            let names = self.names(&own);
            if let Some(printed) = names.first().filter(|_| names.iter().all(|printed| differ(printed, name))) {
                let because = format!("科目 {own} 在表中叫“{printed}”，文中写的是“{name}”");
                remark(claim, name, because, Verdict::Form, ledger);
            }
        }
    }

    /// Looks for the row that an unbound name probably means.
    fn unbound(&self, claim: &Claim, amount: Option<Amount>, ledger: &mut Ledger) {
        let subject = &claim.subject;
        let Some(amount) = amount.filter(|amount| amount.fen() != 0) else { return };
        let level = subject.path.last().map(|(level, _)| *level);
        let name = subject.path.last().map_or(&subject.text, |(_, name)| name);
        let plain = plain_name(name);
        if plain.chars().count() < 3 || level.is_none() && !matches!(claim.binding.why, Some(Unbound::Words(_))) {
            return;
        }
        let above = subject.path.len().checked_sub(2).map(|at| plain_name(&subject.path[at].1));
        let fits = |(code, rows): &(&&Code, &Vec<&LineItem>)| {
            let of_level = level.is_none_or(|level| code.level() == level);
            let agrees = rows.iter().any(|row| row.amount.is_some_and(|other| other.agrees(amount)));
            let sibling = || above.as_ref().is_some_and(|above| self.stands_under(code, above));
            of_level && agrees && rows.first().is_some_and(|row| like(&row.name, &plain) || sibling())
        };
        let mut found = self.coded.iter().filter(fits);
        let is_listed = |level| self.coded.keys().any(|code| code.level() == level);
        match (found.next(), found.next(), level) {
            (Some((code, rows)), None, _) if rows.first().is_some_and(|row| differ(&row.name, name)) => {
                ledger.look("names", &claim.place);
                let because = format!("表中是“{code} {}”，文中写的是“{name}”", rows[0].name);
                remark(claim, name, because, Verdict::Form, ledger);
            }
            (None, _, Some(level)) if claim.binding.why == Some(Unbound::NoCell) && is_listed(level) => {
                ledger.look("names", &claim.place);
                remark(claim, name, format!("表中没有叫“{name}”的{}", level.name()), Verdict::Note, ledger);
            }
            _ => {}
        }
    }

    /// Whether the parent of `code` is called `above`.
    fn stands_under(&self, code: &Code, above: &str) -> bool {
        let parent = code.parent();
        parent.is_some_and(|parent| self.names(&parent).into_iter().any(|name| plain_name(name) == above))
    }
}

/// Whether two names differ and neither contains the other.
fn differ(one: &str, other: &str) -> bool {
    let letters = |name: &str| plain_name(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (one, other) = (letters(one), letters(other));
    !one.is_empty() && !other.is_empty() && !one.contains(&other) && !other.contains(&one)
}

fn like(one: &str, other: &str) -> bool {
    let one = plain_name(one);
    let (short, long) = if one.len() <= other.len() { (one.as_str(), other) } else { (other, one.as_str()) };
    shared(short, long)
}

fn remark(claim: &Claim, name: &str, because: String, verdict: Verdict, ledger: &mut Ledger) {
    let mark = claim.text.find(name).map_or(0..0, |at| at..at + name.len());
    ledger.remark(&claim.place, &claim.text, mark, Opinion::of("names", verdict, because));
}

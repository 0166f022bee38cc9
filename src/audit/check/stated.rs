//! 文中的数与表中的数相符.

use super::{Check, Example};
use crate::audit::finding::described;
use crate::audit::interval::amount_like;
use crate::audit::ledger::{self, Ledger, Opinion};
use crate::audit::link::{Link, link};
use crate::audit::{Operand, Share, Verdict, cause};
use crate::model::{Amount, BaseYear, BudgetTable, Cell, Cells, Claim, LineItem, Owner, Phase, PrintedNumber, Role};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "stated",
    name: "文与表",
    rule: "文中的数与表中的数相符",
    why: "表改了文字没有改，是公开材料里最多的错。",
    condition: "主体的每个词都能识别，并指到表中的格时。几格都可能而一格也不相等的是“有歧义”；只能识别一部分时，只用来证实，不用来判错。一种资金在各表都没有数、文中写的不是零的，只提示。",
    basis: "财预〔2016〕143号，说明文字与表相符。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t120.00\t100.00\t20.00\n\
                20126\t档案事务\t120.00\t100.00\t20.00\n\
                2012604\t档案馆\t120.00\t100.00\t20.00\n\
                \t合计\t120.00\t100.00\t20.00\n\n\
                一、支出预算情况说明\n\n\
                2024年支出预算120.00万元。\n",
        )],
        slip: ("支出预算120.00万元", "支出预算102.00万元"),
        told: (Verdict::Figure, "102.00万元"),
    },
};

/// Compares the current amount of a sentence with the cells of the same disclosure that it may mean: those of its
/// 类/款/项, or of the fund, part and side named by its words, its whole and its headings. Applies where the sentence
/// names no other year and every word of the subject is understood. The budget figure that a final account gives beside
/// the outturn is looked up in the “三公” table, the only one that prints both.
///
/// An amount equal to one of the cells within the printed digits is right; one equal to a truncated cell is truncated;
/// otherwise it is wrong if all cells have the same amount, and ambiguous if not. If the words name no fund, the cells
/// of all funds are tried, since the text may mean 财政拨款 alone. Zero is right if no cell is printed for it.
pub(in crate::audit) fn check(cells: &Cells<'_>, claims: &[Claim], ledger: &mut Ledger) {
    for (index, claim) in claims.iter().enumerate() {
        let Some(owner) = cells.owner(&claim.place.file) else { continue };
        if claim.year.is_some_and(|stated| stated != owner.year) {
            continue;
        }
        // The claim is about a whole fund, and a table that lists all funds was read.
        let by_fund = |cell: &Cell<'_>| matches!(cell.item.table, BudgetTable::Revenue | BudgetTable::FiscalTotals);
        let is_fund = claim.subject.path.is_empty()
            && claim.binding.topic.as_ref().is_some_and(|(topic, _)| topic.fund.is_some() && topic.part.is_none())
            && cells.of_year(owner, owner.year).iter().any(by_fund);
        for (number, figure) in claim.figures.iter().enumerate() {
            let phase = match (&figure.role, figure.base) {
                (Role::Current, _) => owner.phase,
                (Role::Prior, Some(base)) if base.year == BaseYear::Same => base.phase.unwrap_or(Phase::Approved),
                _ => continue,
            };
            let Some(said) = figure.amount() else { continue };
            let mut link = link(cells, claim, (owner.year, phase));
            // A government table states only in its title whose money it shows, and the text may include transfers to
            // lower levels, so its cells can only confirm a figure.
            link.sure &= claim.territory.is_none() && !owner.scope.is_of_government();
            // The same holds for a sentence whose subject is given only by its heading.
            link.sure &= !(claim.subject.text.is_empty() && claim.subject.path.is_empty());
            if phase != owner.phase {
                link.cells.retain(|cell| cell.table == BudgetTable::ThreePublic);
                link.in_no_table = false;
            }
            if let Some(opinion) = opinion(said, figure.number.as_ref(), &link, is_fund) {
                let mut opinion = opinion.by(|| {
                    let own = ledger::said(claims, (index, number), said, Share::Whole);
                    let cells = link.cells.iter().filter_map(|cell| Operand::cell(cell, Share::Same));
                    own.into_iter().chain(cells).collect()
                });
                if opinion.verdict.is_wrong() && opinion.likely_cause.is_none() {
                    opinion.likely_cause = copied(said, &link, cells, owner);
                }
                ledger.note((index, number), opinion);
            }
        }
    }
}

fn opinion(said: Amount, printed: Option<&PrintedNumber>, link: &Link<'_>, is_fund: bool) -> Option<Opinion> {
    let cells: Vec<(&LineItem, Amount)> = link.cells.iter().filter_map(|cell| Some((*cell, cell.amount?))).collect();
    if said.fen() == 0 && link.in_no_table {
        return Some(Opinion::ok("stated"));
    }
    if link.in_no_table && link.others_listed {
        let because = "“三公”经费支出情况表中该项为空";
        return Some(Opinion {
            expected: Some("0.00万元".into()), ..Opinion::of("stated", Verdict::Figure, because)
        });
    }
    if link.in_no_table && link.sure && is_fund {
        let because = "表中没有这种资金的数，这里写的不是零";
        return Some(Opinion { expected: Some("0.00万元".into()), ..Opinion::of("stated", Verdict::Note, because) });
    }
    let (first, amount) = *cells.first()?;
    if cells.iter().any(|(_, amount)| said.agrees(*amount)) {
        return Some(Opinion::ok("stated"));
    }
    if !link.sure {
        return None;
    }
    let cut = cells.iter().any(|(_, amount)| cut(said, *amount));
    let one = cells.iter().all(|(_, other)| other.agrees(amount));
    let expected = amount.print_with_unit();
    let verdict = match (cut, one) {
        (true, _) => Verdict::Truncated,
        (false, true) => Verdict::Figure,
        (false, false) => Verdict::Ambiguous,
    };
    let because = format!("{}为 {expected}（{}）", described(first), first.place);
    Some(Opinion {
        likely_cause: if cut { None } else { cause::of_amount(said, amount) },
        replacement: printed.filter(|_| one).map(|printed| amount_like(amount, printed)),
        expected: one.then_some(expected),
        ..Opinion::of("stated", verdict, because)
    })
}

/// Where a wrong amount may have been copied from: last year's cell or a nearby row.
fn copied(said: Amount, link: &Link<'_>, cells: &Cells<'_>, owner: &Owner) -> Option<String> {
    let own = link.cells.first()?;
    let alike = |item: &LineItem| {
        said.fen() != 0
            && (item.table, &item.measure) == (own.table, &own.measure)
            && item.amount.is_some_and(|amount| said.agrees(amount))
    };
    let before = owner.year.previous().map_or(&[][..], |year| cells.of_year(owner, year));
    if before.iter().any(|cell| alike(cell.item) && cell.item.code == own.code && cell.item.name == own.name) {
        return Some("照抄了上年数".to_owned());
    }
    let near = |item: &LineItem| {
        item.place.file == own.place.file
            && item.place.page == own.place.page
            && item.place.row.zip(own.place.row).is_some_and(|(one, other)| one.abs_diff(other) <= 2)
    };
    let other = cells.of_year(owner, owner.year).iter().find(|cell| alike(cell.item) && near(cell.item))?;
    Some(format!("抄了相邻的“{}”的数", other.item.name))
}

/// Whether the stated amount is the cell truncated instead of rounded.
fn cut(said: Amount, cell: Amount) -> bool {
    said.resolution() > cell.resolution() && cell.fen() / said.resolution() * said.resolution() == said.fen()
}

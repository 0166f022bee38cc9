//! 审查: every figure of the text and the tables of disclosures, judged.
//!
//! [`judge`] takes line items, claims and papers and returns one [`Judgement`] per printed figure of the text and per
//! sum of the tables. One file under `check` holds one check, its formula and its conditions. Invariant: a
//! figure is called wrong only if no reading of the printed digits makes it true; there is no tolerance.

mod announced;
mod cause;
mod check;
mod fact;
mod finding;
mod following;
mod heading;
mod interval;
mod ledger;
mod link;
mod misprint;
mod obligation;
mod part;
mod root;
mod selection;
mod since;

pub(crate) use check::no_such_check;
pub use check::{CHECKS, Check, Example};
pub use finding::{Audit, Effect, Found, Judgement, Numbers, Operand, Share, Verdict};
pub use link::linked_cells;
pub use obligation::{DocumentKind, Obligation, Obligations, Obliged, Standing};
pub use selection::Selection;
pub use since::{Changed, Draft, Since};

use crate::model::{Cells, Claim, LineItem, Paper};

/// 送审材料: what disclosures print. Without papers, headings and sentences are not judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct Material<'a> {
    /// Figures of the tables.
    pub items: &'a [LineItem],
    /// Claims of the texts.
    pub claims: &'a [Claim],
    /// The files.
    pub papers: &'a [Paper],
}

/// Judges the claims of texts and the figures of tables.
pub fn audit(items: &[LineItem], claims: &[Claim]) -> Audit {
    judge(&Material { items, claims, papers: &[] })
}

/// Judges everything that disclosures print, and says how the shipped obligations stand.
pub fn judge(material: &Material<'_>) -> Audit {
    judge_by(material, Obligations::shipped())
}

/// The same with a list of obligations of one's own.
pub fn judge_by(material: &Material<'_>, obligations: &Obligations) -> Audit {
    let mut audit = part::judge_apart(material, obligations);
    for paper in material.papers {
        audit.unclaimed.extend(paper.unclaimed.iter().cloned());
        for (fate, count) in &paper.table_numbers {
            *audit.table_numbers.entry(*fate).or_default() += count;
        }
    }
    audit
}

/// Judges disclosures that may have to do with one another.
fn judge_together(material: &Material<'_>, obligations: &Obligations) -> Audit {
    let (mut audit, looks) = root::traced(material, obligations);
    let Material { items, claims, papers } = *material;
    let cells = Cells::of(items, papers);
    audit.name_quantities(claims, &cells);
    let judged = obligation::Judged { looks: &looks, audit: &audit, claims, papers };
    audit.obliged = judged.obliged(obligations, &cells);
    audit
}

/// Every check over what is printed, each finding by itself.
fn checked(material: &Material<'_>, obligations: &Obligations) -> (Audit, Vec<ledger::Look>) {
    let Material { items, claims, papers } = *material;
    let mut ledger = ledger::Ledger::of(claims);
    let cells = Cells::of(items, papers);
    let facts = fact::facts(claims, &cells);
    // What the tables say goes first: a figure that they bear out is not the wrong one of a fact.
    check::stated::check(&cells, claims, &mut ledger);
    check::base::check(claims, &facts, &cells, &mut ledger);
    for fact in &facts {
        // The rate goes first: it tells a wrong base from a wrong change.
        check::rate::check(fact, &mut ledger);
        check::times::check(fact, &mut ledger);
        check::change::check(fact, claims, &mut ledger);
        check::direction::check(fact, &mut ledger);
    }
    check::direction::beside(&facts, &mut ledger);
    check::completion::check(claims, &cells, &mut ledger);
    check::share::check(claims, &cells, &mut ledger);
    check::parts::check(claims, &mut ledger);
    check::twice::check(&cells, claims, &mut ledger);
    check::twice::borne_out(&cells, claims, &facts, &mut ledger);
    check::listed::check(&cells, claims, &mut ledger);
    check::added::check(claims, &mut ledger);
    check::tally::check(items, &cells, claims, &mut ledger);
    check::changes::check(claims, &facts, &mut ledger);
    check::copied::check(claims, papers, &cells, &mut ledger);
    check::unexplained::check(claims, &facts, papers, &mut ledger);
    check::reason::check(claims, papers, &mut ledger);
    check::wording::check(papers, &mut ledger);
    check::names::check(claims, &cells, &mut ledger);
    check::punctuation::check(papers, &mut ledger);
    check::year::check(papers, claims, &mut ledger);
    check::unit::check(papers, &cells, &mut ledger);
    check::scope::check(papers, &mut ledger);
    check::children::check(items, &mut ledger);
    check::children::totals(items, &mut ledger);
    check::columns::check(items, &mut ledger);
    check::funding::check(items, &mut ledger);
    check::funding::performance(items, &mut ledger);
    check::projects::performance(items, &mut ledger);
    check::weights::check(items, &mut ledger);
    check::of_which::check(items, &mut ledger);
    check::repeated::check(items, &mut ledger);
    check::negative::check(items, &mut ledger);
    for list in cells.lists() {
        check::balance::check(list, &mut ledger);
        check::same::check(list, &mut ledger);
        check::three_public::check(list, &mut ledger);
        check::projects::check(items, list, &mut ledger);
        check::overlap::check(list, &mut ledger);
        check::codes::check(list, &mut ledger);
    }
    check::unread::check(papers, &mut ledger);
    check::empty::check(papers, &cells, &mut ledger);
    check::gone::check(papers, &cells, &mut ledger);
    check::tables::check(papers, &cells, obligations, &mut ledger);
    check::sections::check(papers, &cells, obligations, &mut ledger);
    check::contents::check(papers, &cells, &mut ledger);
    ledger.finish()
}

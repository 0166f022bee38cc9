//! 逐项检查: every check over what is printed, each finding by itself.

use super::material::Material;
use super::said::Said;
use super::{Audit, Obligations, check, fact, ledger};
use crate::model::Cells;

/// Every check over what is printed, each finding by itself.
pub(super) fn checked(material: &Material<'_>, obligations: &Obligations) -> (Audit, Vec<ledger::Look>) {
    let Material { items, claims, papers } = *material;
    let mut ledger = ledger::Ledger::of(claims);
    let cells = Cells::of(items, papers);
    let said = Said::of(claims, &cells);
    let facts = fact::facts(claims, &said, &cells);
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
    check::mean::check(claims, &mut ledger);
    check::completion::check(claims, &said, &cells, &mut ledger);
    check::share::check(claims, &cells, &mut ledger);
    check::parts::check(claims, &mut ledger);
    check::twice::check(&cells, claims, &mut ledger);
    check::twice::borne_out(&cells, claims, &said, &facts, &mut ledger);
    check::adjusted::check(claims, &mut ledger);
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
    check::tables::check(papers, &cells, |kind| obligations.tables(kind), &mut ledger);
    check::sections::check(papers, &cells, |kind| obligations.explanations(kind), &mut ledger);
    check::contents::check(papers, &cells, &mut ledger);
    ledger.finish()
}

//! 审查: every figure of the text and the tables of disclosures, judged.
//!
//! [`audit`] takes line items and claims and returns one [`Judgement`] per printed figure of the text and per
//! sum of the tables. One file under `check` holds one check, its formula and its conditions. Invariant: a
//! figure is called wrong only if no reading of the printed digits makes it true; there is no tolerance.

mod cause;
mod check;
mod fact;
mod finding;
mod interval;
mod ledger;

pub use finding::{Audit, Judgement, Verdict};

use crate::model::{Claim, LineItem};

/// Judges the claims of texts and the figures of tables.
pub fn audit(items: &[LineItem], claims: &[Claim]) -> Audit {
    let mut ledger = ledger::Ledger::of(claims);
    let facts = fact::facts(claims);
    for fact in &facts {
        // The rate goes first: it tells a wrong base from a wrong change.
        check::rate::check(fact, &mut ledger);
        check::times::check(fact, &mut ledger);
        check::change::check(fact, &mut ledger);
        check::direction::check(fact, &mut ledger);
    }
    check::completion::check(claims, &mut ledger);
    check::share::check(claims, &mut ledger);
    check::stated::check(items, claims, &mut ledger);
    check::children::check(items, &mut ledger);
    check::columns::check(items, &mut ledger);
    ledger.finish()
}

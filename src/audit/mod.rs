//! 审查: judges every figure in the text and tables of disclosures.
//!
//! [`judge`] takes line items, claims and papers and returns one [`Judgement`] per figure of the text and per table sum
//! that is not exact. Each file under `check` holds one check, its formula and its conditions. Invariant: a figure is
//! called wrong only if no values that round to the printed digits make it true; there is no other tolerance.

mod announced;
mod cause;
mod chain;
mod check;
mod checked;
mod fact;
mod finding;
mod following;
mod heading;
mod interval;
mod ledger;
mod link;
mod material;
mod misprint;
mod obligation;
mod obligations;
mod part;
mod plan;
mod presence;
mod print;
mod proposal;
mod reported;
mod results;
mod root;
mod scanned;
mod selection;
mod sets;
mod sheet;
mod since;
mod standing;
mod told;
mod trial;

pub(crate) use check::no_such_check;
pub use check::{CHECKS, Check, Example};
pub use finding::{Effect, Judgement, Operand, Share, Verdict};
pub use link::linked_cells;
pub use material::Material;
pub use obligation::{Obligation, Obliged, Standing};
pub use obligations::Obligations;
pub use presence::DocumentKind;
pub use results::{Audit, Changed, Found, Numbers, Since};
pub use scanned::borne_out;
pub use selection::Selection;
pub use since::Draft;

use crate::model::{Claim, LineItem};

/// Judges the claims of texts and the figures of tables.
pub fn audit(items: &[LineItem], claims: &[Claim]) -> Audit {
    judge(&Material { items, claims, papers: &[] })
}

/// Judges everything that disclosures print, and evaluates the built-in obligations.
pub fn judge(material: &Material<'_>) -> Audit {
    judge_by(material, Obligations::shipped())
}

/// Like [`judge`], with the caller's own list of obligations.
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

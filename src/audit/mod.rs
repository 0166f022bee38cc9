//! 审查: every figure of the text and the tables of disclosures, judged.
//!
//! [`judge`] takes line items, claims and papers and returns one [`Judgement`] per printed figure of the text and per
//! sum of the tables. One file under `check` holds one check, its formula and its conditions. Invariant: a
//! figure is called wrong only if no reading of the printed digits makes it true; there is no tolerance.

mod announced;
mod cause;
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
mod part;
mod presence;
mod root;
mod said;
mod selection;
mod since;

pub(crate) use check::no_such_check;
pub use check::{CHECKS, Check, Example};
pub use finding::{Audit, Changed, Effect, Found, Judgement, Numbers, Operand, Share, Since, Verdict};
pub use link::linked_cells;
pub use material::Material;
pub use obligation::{Obligation, Obligations, Obliged, Standing};
pub use presence::DocumentKind;
pub use selection::Selection;
pub use since::Draft;

use crate::model::{Claim, LineItem};

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

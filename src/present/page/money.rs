//! 金额的文字: the texts of a figure in both amount units of the page.

use crate::model::{Amount, AmountUnit};
use crate::present::table::{Cell, Digits};
use serde::Serialize;

/// 金额 in 万元 and in 元.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Money {
    /// 万元, two decimals.
    pub wan: String,
    /// 元, two decimals.
    pub yuan: String,
}

/// The text of a cell in both units.
pub(super) fn money(cell: &Cell) -> Money {
    let print = |unit| cell.print(Digits::of(unit));
    Money { wan: print(AmountUnit::TenThousand), yuan: print(AmountUnit::Yuan) }
}

/// The CSS class of a change: `up`, `down` or empty.
pub(super) fn direction(change: Option<Amount>) -> &'static str {
    match change.map(|change| change.fen().signum()) {
        Some(1) => "up",
        Some(-1) => "down",
        _ => "",
    }
}

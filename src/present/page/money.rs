//! 金额的文字: every text that the page can show of one figure, written once, here.

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

/// What a cell prints in either unit.
pub(super) fn money(cell: &Cell) -> Money {
    let print = |unit| cell.print(Digits::of(unit));
    Money { wan: print(AmountUnit::TenThousand), yuan: print(AmountUnit::Yuan) }
}

/// `up`, `down` or nothing, as the style knows them.
pub(super) fn direction(change: Option<Amount>) -> &'static str {
    match change.map(|change| change.fen().signum()) {
        Some(1) => "up",
        Some(-1) => "down",
        _ => "",
    }
}

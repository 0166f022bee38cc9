//! 金额的文字: every text that the page can show of one figure, written once, here.

use super::rows;
use crate::model::{Amount, AmountUnit};
use serde::Serialize;

/// 金额 in 万元 and in 元.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Money {
    /// 万元, two decimals.
    pub wan: String,
    /// 元, two decimals.
    pub yuan: String,
}

/// A figure, or a dash: no figure is not zero.
pub(super) fn money(amount: Option<Amount>) -> Money {
    let print = |unit| amount.map_or_else(|| "—".to_owned(), |amount| amount.print(unit, 2));
    Money { wan: print(AmountUnit::TenThousand), yuan: print(AmountUnit::Yuan) }
}

/// A change, an increase with its sign.
pub(super) fn change(amount: Option<Amount>) -> Money {
    let print = |unit| amount.map_or_else(|| "—".to_owned(), |amount| rows::signed(amount, unit, 2));
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

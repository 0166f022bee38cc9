//! 图中一行: an item of a chart, with its amounts of both years.

use super::{ChartError, Lang};
use crate::analysis::Item;
use crate::model::Growth;

/// A row of a chart; amounts in 分.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) prior: Option<i64>,
    pub(super) current: Option<i64>,
    pub(super) change: i64,
    /// The absolute change; for 其余, the sum of the absolute changes of its items.
    pub(super) moved: u128,
    pub(super) growth: Option<Growth>,
    /// Whether it is 其余 or 尾差 rather than a row of the comparison.
    pub(super) gathered: bool,
    /// The row of the comparison.
    pub(super) item: Option<Item>,
}

impl Figure {
    /// The sum of several rows.
    pub(super) fn sum(rows: &[Self], code: String, name: String) -> Result<Self, ChartError> {
        let add = |amounts: Vec<i64>| -> Result<Option<i64>, ChartError> {
            let whole: i128 = amounts.iter().copied().map(i128::from).sum();
            let whole = i64::try_from(whole).map_err(|_| ChartError::Overflow { what: name.clone() })?;
            Ok((!amounts.is_empty()).then_some(whole))
        };
        let prior = add(rows.iter().filter_map(|row| row.prior).collect())?;
        let current = add(rows.iter().filter_map(|row| row.current).collect())?;
        let change = add(rows.iter().map(|row| row.change).collect())?.unwrap_or(0);
        let moved = change.unsigned_abs().into();
        // Without last year's figures there is no growth to state.
        let compared = rows.iter().any(|row| row.growth.is_some());
        let growth = Growth::between(prior.unwrap_or(0), current.unwrap_or(0)).filter(|_| compared);
        Ok(Self { code, name, prior, current, change, moved, growth, gathered: false, item: None })
    }

    /// The rest (其余) of several rows.
    pub(super) fn rest(rows: &[Self], lang: Lang) -> Result<Self, ChartError> {
        let name = match lang {
            Lang::Zh => format!("其余{}项", rows.len()),
            Lang::En => format!("{} others", rows.len()),
        };
        let moved = rows.iter().map(|row| row.moved).sum();
        Ok(Self { moved, gathered: true, ..Self::sum(rows, String::new(), name)? })
    }

    /// Whether it is 尾差 or 未列明细, which has no amounts of its own.
    pub(super) fn is_rounding(&self) -> bool {
        self.gathered && self.prior.is_none() && self.current.is_none()
    }

    /// The larger of both amounts, whatever their signs.
    pub(super) fn size(&self) -> u64 {
        self.prior.unwrap_or(0).unsigned_abs().max(self.current.unwrap_or(0).unsigned_abs())
    }
}

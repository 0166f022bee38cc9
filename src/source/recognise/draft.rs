//! 初稿: a figure of a table before unit, year and phase are filled in.

use crate::model::{
    Amount, AmountUnit, BudgetTable, Classification, Code, Level, Place, PrintedNumber, Warning, WarningKind,
};
use crate::source::{Cell, CellKind};

/// A figure before unit, year and phase are filled in.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub classification: Classification,
    pub code: Option<Code>,
    pub level: Level,
    pub name: String,
    pub project: Option<String>,
    pub unit: Option<String>,
    /// The name of the row above it in the hierarchy, given by indent or numbering.
    pub under: Option<String>,
    /// Index into the panel's amount columns.
    pub column: usize,
    /// The measure given by the row's name, which replaces the column's.
    pub measure: Option<String>,
    pub amount: Option<Amount>,
    pub text: String,
    pub place: Place,
}

/// Properties of the table needed for reading its rows.
pub(super) struct Form {
    pub table: BudgetTable,
    pub classification: Classification,
    pub amount_unit: AmountUnit,
    /// Whether its rows without codes may be of the economic classification: 按支出性质和经济分类.
    pub by_economy: bool,
}

/// The amount of a cell, with a warning if it cannot be read or is unusual.
pub(super) fn figure(cell: &Cell, unit: AmountUnit, warnings: &mut Vec<Warning>) -> Option<Amount> {
    let mut bad = |error: String| {
        warnings.push(Warning::new(WarningKind::BadNumber, cell.place.clone(), format!("{error}。该数未计入")));
    };
    let number = PrintedNumber::parse(&cell.text).unwrap_or_else(|error| {
        bad(error.to_string());
        None
    })?;
    let (amount, exact) = match Amount::from_printed(&number, unit) {
        Ok(amount) => amount,
        Err(error) => {
            bad(error.to_string());
            return None;
        }
    };
    if number.repaired() {
        let message = format!("“{}”中的字母按形近的数字 0、1 读入。请核对原件", number.raw());
        warnings.push(Warning::new(WarningKind::Note, cell.place.clone(), message));
    }
    // Fifteen or more digits in a spreadsheet result from floating-point arithmetic; nobody typed them and no format
    // displays them.
    let computed = cell.kind == CellKind::Number && number.mantissa().unsigned_abs() >= 10u64.pow(14);
    if !exact && !computed {
        let message = format!("“{}”{unit}精确到分以下，已四舍五入到分", number.raw());
        warnings.push(Warning::new(WarningKind::Rounded, cell.place.clone(), message));
    }
    Some(amount)
}

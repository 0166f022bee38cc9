//! 上年数 and 年初预算数: amounts that the unit provides because they are not in the input.

use super::super::super::PresentError;
use super::reasons::table;
use super::section::Section;
use crate::model::{Amount, BudgetTable, Place};
use std::collections::BTreeMap;

/// Amounts by table and key (科目编码, 科目名称 or 栏目), each with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts(pub BTreeMap<(BudgetTable, String), (Amount, Place)>);

/// Reads `[….TABLE]` with `"key" = amount`.
pub(super) fn read(section: Section<'_>) -> Result<Amounts, PresentError> {
    let mut amounts = Amounts::default();
    for entry in section.rest() {
        let table = table(&entry)?;
        for entry in entry.value.section()?.rest() {
            let place = entry.value.place();
            amounts.0.insert((table, entry.key), (entry.value.amount()?, place));
        }
    }
    Ok(amounts)
}

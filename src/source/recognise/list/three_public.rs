//! 清单里的“三公”: the “三公” items that the economic classes of a list's rows are.

use super::row::Row;
use crate::source::vocabulary::Vocabulary;

/// The code of a row's economic class: the department's, else the government's.
fn code(row: &Row) -> Option<&str> {
    let class = row.economic.as_ref().or(row.government.as_ref())?;
    class.code.as_ref().map(|code| code.as_str())
}

/// The item that a row is of.
pub(super) fn item(row: &Row) -> Option<&'static str> {
    Vocabulary::shipped().list_three_public(code(row)?)
}

/// Whether a row says whether it is of an item: 302 may hold several.
pub(super) fn is_told(row: &Row) -> bool {
    code(row).is_some_and(|code| !Vocabulary::shipped().list_holds_three_public(code))
}

/// The item that an item is part of.
pub(super) fn above(item: &str) -> Option<&'static str> {
    ["公务用车购置费", "公务用车运行费"].contains(&item).then_some("公务用车购置及运行费")
}

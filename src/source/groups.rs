//! 分组表: a two-column table (CSV or worksheet) that assigns units to groups.

use super::document::Grid;
use super::{Limits, SourceError, files, format};
use crate::model::Place;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const UNIT: [&str; 4] = ["unit", "单位", "单位名称", "预算单位"];
const GROUP: [&str; 5] = ["group", "分组", "组", "组别", "类别"];
const REMEDY: &str = "分组表第一行应是“unit,group”（或“单位,分组”），以下每行一个单位";

/// Reads a table of groups; the result maps units to groups.
///
/// # Errors
/// A file that cannot be read, lacks the columns, leaves a name empty, or puts a unit into two groups.
pub fn groups(path: &Path) -> Result<BTreeMap<Arc<str>, Arc<str>>, crate::Error> {
    let bytes = files::read(path, &Limits::default())?;
    let name: Arc<str> = path.display().to_string().into();
    let document = format::read(&name, &bytes, &Limits::default())?;
    let grid = document.grids().next();
    let none = || unexpected(Place::file(name.clone()), "应是分组表", "没有表格");
    Ok(read(grid.ok_or_else(none)?)?)
}

fn read(grid: &Grid) -> Result<BTreeMap<Arc<str>, Arc<str>>, SourceError> {
    let column = |names: &[&str]| {
        (0..grid.columns()).find(|column| names.contains(&grid.text(0, *column).trim().to_lowercase().as_str()))
    };
    let head = || (0..grid.columns()).map(|column| grid.text(0, column)).collect::<Vec<_>>().join(",");
    let missing = || unexpected(grid.row_place(0), "应有 unit 和 group 两列", &head());
    let (unit, group) = (column(&UNIT).ok_or_else(missing)?, column(&GROUP).ok_or_else(missing)?);
    let mut groups: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    for row in 1..grid.rows() {
        let (unit, group) = (grid.text(row, unit).trim(), grid.text(row, group).trim());
        if unit.is_empty() && group.is_empty() {
            continue;
        }
        if unit.is_empty() || group.is_empty() {
            return Err(unexpected(grid.row_place(row), "单位和分组都应填写", &format!("{unit},{group}")));
        }
        if let Some(other) = groups.insert(unit.into(), group.into()).filter(|other| **other != *group) {
            let found = format!("{unit} 先在“{other}”，后在“{group}”");
            return Err(unexpected(grid.row_place(row), "一个单位只能在一个组", &found));
        }
    }
    if groups.is_empty() {
        return Err(unexpected(grid.row_place(0), "表头下应有单位", "只有表头"));
    }
    Ok(groups)
}

fn unexpected(place: Place, expected: &str, found: &str) -> SourceError {
    SourceError::Content { place, expected: expected.to_owned(), found: found.to_owned(), remedy: REMEDY }
}

//! 行名: finds the names of rows, and the total rows of a panel.

use super::code::{leading_code, whole_code};
use super::panel::Panel;
use crate::source::Grid;
use crate::source::vocabulary::{TotalName, Vocabulary};
use crate::source::words::{numbering, squeeze};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// 行名.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The name in the innermost name column, squeezed.
    pub text: String,
    /// The index of that column among the panel's name columns.
    pub rank: usize,
    /// The group of the row: the name in a column further left, possibly in a row above.
    pub group: Option<String>,
}

/// Limit of the rows that are searched for a row's group, so that the cost is not quadratic.
const MAX_GROUP: usize = 500;

/// The name of a row: the last name column with text, else the first text in its key columns. A merged cell (支出合计
/// over name and amount of one panel and the name of the next) names every panel whose name column it covers. 小计 below
/// a group names the group.
pub(super) fn label(grid: &Grid, row: usize, panel: &Panel) -> Option<Label> {
    let own = |column: usize| Some(squeeze(grid.text(row, column))).filter(|text| !text.is_empty());
    let is_code = |text: &String| whole_code(text).is_some();
    let wide = |column: usize| {
        let cell = grid.covering(row, column).filter(|cell| cell.row == row && cell.column < column)?;
        Some((squeeze(&cell.text), cell.column)).filter(|(text, _)| !text.is_empty() && !is_code(text))
    };
    let named = panel.names.iter().enumerate().rev().find_map(|(rank, &column)| {
        let (text, begins) = own(column).map(|text| (text, column)).or_else(|| wide(column))?;
        let rank = panel.names.iter().position(|&name| name >= begins).unwrap_or(rank).min(rank);
        Some((text, rank))
    });
    // Two rows may share one merged name: 物业管理服务 by two ways of buying it.
    let shared = || {
        let (rank, column) = panel.names.iter().copied().enumerate().next_back()?;
        let cell = grid.covering(row, column).filter(|cell| cell.row < row && cell.column == column)?;
        Some((squeeze(&cell.text), rank)).filter(|(text, _)| !text.is_empty())
    };
    let Some((text, rank)) = named.or_else(shared) else {
        let keyed = panel.codes.iter().find_map(|&(column, _)| own(column).filter(|text| !is_code(text)));
        let total = || panel.project.and_then(own).filter(|text| Vocabulary::shipped().total(text).is_some());
        let text = keyed.or_else(total).or_else(|| reaching_sum(grid, row, panel));
        return text.map(|text| Label { text, rank: 0, group: None });
    };
    // In formats without merged cells, only the first row of a group names it.
    let group = panel.names[..rank].iter().rev().find_map(|&column| {
        let covering = |row: usize| Some(squeeze(&grid.covering(row, column)?.text)).filter(|text| !text.is_empty());
        let text = (0..=row).rev().take(MAX_GROUP).find_map(covering)?;
        Some(text).filter(|text| Vocabulary::shipped().total(text).is_none())
    });
    match group {
        Some(group) if Vocabulary::shipped().total(&text) == Some(TotalName::Subtotal) => {
            Some(Label { text: group, rank: rank.saturating_sub(1), group: None })
        }
        group => Some(Label { text, rank, group }),
    }
}

/// The name of a sum that is in a panel to the left while its amount is in this one, with nothing in between:
/// `公用经费合计` in the first of two panels, and the figure in the last.
fn reaching_sum(grid: &Grid, row: usize, panel: &Panel) -> Option<String> {
    let first = panel.codes.iter().map(|&(column, _)| column).chain(panel.names.iter().copied()).min()?;
    let text = (0..first).rev().map(|column| squeeze(grid.text(row, column))).find(|text| !text.is_empty())?;
    let is_sum = Vocabulary::shipped().total(&text).is_some() || text.ends_with("合计");
    is_sum.then_some(text)
}

/// Whether the name of a row is that of a sum.
pub(super) fn is_sum(text: &str) -> bool {
    Vocabulary::shipped().total(numbering(text).1).is_some()
}

/// 合计行: the rows that are the total of the whole panel.
///
/// Of several sums of a unit, the total is the last grand total (合计, 总计), else the last subtotal (当年收入小计 …
/// 收入合计), unless its name is repeated, as 小计 is. Other sums are ordinary rows.
pub(super) fn total_rows(grid: &Grid, body: Range<usize>, panel: &Panel) -> BTreeSet<usize> {
    let vocabulary = Vocabulary::shipped();
    type OfWhom = (String, Option<String>);
    let mut sums: BTreeMap<OfWhom, Vec<(usize, String, TotalName)>> = BTreeMap::new();
    for row in body.clone() {
        let Some(label) = label(grid, row, panel) else { continue };
        let coded = panel.codes.iter().any(|&(column, _)| whole_code(&squeeze(grid.text(row, column))).is_some());
        let (code, name) = leading_code(&label.text);
        let (mark, bare) = numbering(&name);
        let Some(kind) = vocabulary.total(bare).filter(|_| !coded && code.is_none()) else { continue };
        if kind == TotalName::Subtotal && mark.is_some() {
            continue;
        }
        let unit = panel.unit.map(|column| squeeze(grid.text(row, column))).unwrap_or_default();
        // The 合计 of a project is not the total of the panel.
        let project = panel.project.filter(|_| !panel.names.is_empty()).map(|column| squeeze(grid.text(row, column)));
        let project = project.filter(|project| !project.is_empty() && vocabulary.total(project).is_none());
        sums.entry((unit, project)).or_default().push((row, bare.to_owned(), kind));
    }
    let mut rows = BTreeSet::new();
    for group in sums.values() {
        let grand = group.iter().rev().find(|(_, _, kind)| *kind == TotalName::Grand);
        let last = || group.last().filter(|(_, last, _)| group.iter().filter(|(_, name, _)| name == last).count() == 1);
        rows.extend(grand.or_else(last).map(|(row, _, _)| *row));
    }
    if rows.is_empty() && sums.is_empty() {
        rows.extend(named_whole(grid, body, panel));
    }
    rows
}

/// The first or last row of a panel without sums, if it has the name of the whole budget: 一般公共预算收入.
fn named_whole(grid: &Grid, body: Range<usize>, panel: &Panel) -> Option<usize> {
    const BUDGETS: [&str; 5] = ["一般公共预算", "政府性基金预算", "政府性基金", "国有资本经营预算", "社会保险基金"];
    let is_whole = |row: &usize| {
        let Some(label) = label(grid, *row, panel) else { return false };
        let (code, name) = leading_code(&label.text);
        let rest = BUDGETS.iter().find_map(|budget| numbering(&name).1.strip_prefix(budget));
        let sides = ["收入", "支出", "收入合计", "支出合计", "收入总计", "支出总计", "预算收入", "预算支出"];
        code.is_none() && rest.is_some_and(|rest| sides.contains(&rest))
    };
    let named = |row: &usize| label(grid, *row, panel).is_some();
    let mut named_rows = body.filter(named);
    let first = named_rows.next()?;
    [Some(first), named_rows.next_back()].into_iter().flatten().find(is_whole)
}

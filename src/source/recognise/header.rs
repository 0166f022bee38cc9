//! 表头: finds the meaning of each column from the words stacked above it.

use super::column::{AmountColumn, Column, HeaderYear};
use super::distinct::distinguish;
use super::place::scope_of_word;
use super::rate_head::rate_column;
use super::run::{SharedWords, runs};
use super::segment::is_number_row;
use super::word::{bare_measure, counts, is_no_amount, without_unit};
use crate::model::{Catalog, Classification, FiscalYear, Level, Measure};
use crate::source::Grid;
use crate::source::vocabulary::{KeyColumn, Vocabulary};
use crate::source::words::{fold, squeeze};
use std::collections::BTreeMap;
use std::ops::Range;

/// Reads the header rows of a table into the content of each column.
pub(super) fn columns(grid: &Grid, header: Range<usize>) -> Vec<Column> {
    let numbered = header.clone().find(|&row| is_number_row(&row_texts(grid, row)));
    let rows: Vec<usize> = header.filter(|&row| Some(row) != numbered).collect();
    let mut stacks = stacks(grid, &rows);
    if let Some(row) = numbered {
        realign(grid, &rows, row, &mut stacks);
        name_levels(grid, row, &mut stacks);
        name_letters(grid, row, &mut stacks);
    }
    // A word over all amount columns of a panel only repeats the title.
    let mut columns = Vec::with_capacity(stacks.len());
    for run in runs(stacks.len(), |column| is_amount(&stacks[column])) {
        let common = SharedWords::of(&stacks[run.clone()]);
        columns.extend(stacks[run].iter().map(|stack| meaning(stack, &common)));
    }
    distinguish(&mut columns);
    columns
}

fn row_texts(grid: &Grid, row: usize) -> Vec<&str> {
    (0..grid.columns()).map(|column| grid.text(row, column).trim()).filter(|text| !text.is_empty()).collect()
}

/// The header words of each column, from bottom to top. A merged cell counts for every column that it covers. In formats
/// without merged cells, a word extends to the right over empty cells that have words below them.
fn stacks(grid: &Grid, rows: &[usize]) -> Vec<Vec<String>> {
    let merged = rows.iter().any(|&row| {
        (0..grid.columns())
            .any(|c| grid.starting_at(row, c).is_some_and(|cell| cell.column_span > 1 || cell.row_span > 1))
    });
    (0..grid.columns())
        .map(|column| {
            let mut stack: Vec<String> = Vec::new();
            let mut own = false;
            for (depth, &row) in rows.iter().enumerate().rev() {
                let (text, begins) = match grid.covering(row, column) {
                    Some(cell) => (squeeze(&cell.text), cell.column),
                    None if !merged && has_below(grid, &rows[depth + 1..], column) => extended(grid, row, column),
                    None => Default::default(),
                };
                // 其他支出 below a group of the same name is another column than the group.
                let named_as_group = own && begins < column;
                if !text.is_empty() && (stack.last() != Some(&text) || named_as_group) {
                    stack.push(text);
                    own = begins == column;
                }
            }
            stack
        })
        .collect()
}

fn has_below(grid: &Grid, rows: &[usize], column: usize) -> bool {
    rows.iter().any(|&row| !grid.text(row, column).trim().is_empty())
}

/// The nearest word to the left, and its column.
fn extended(grid: &Grid, row: usize, column: usize) -> (String, usize) {
    let mut left = (0..column).rev().map(|begins| (squeeze(grid.text(row, begins)), begins));
    left.find(|(text, _)| !text.is_empty()).unwrap_or_default()
}

/// Repairs headers that a converter has shifted: the row of numbers gives the amount columns, but a word of the second
/// row has moved past the words of the first. The words are then assigned by order instead of position.
fn realign(grid: &Grid, rows: &[usize], numbered: usize, stacks: &mut [Vec<String>]) {
    let [upper, lower] = rows[rows.len().saturating_sub(2)..] else { return };
    let is_key = |text: &str| text.chars().all(|c| c == '※' || c == '*') || fold(text) == "栏次";
    let amounts: Vec<usize> = (0..grid.columns())
        .filter(|&c| !grid.text(numbered, c).trim().is_empty() && !is_key(grid.text(numbered, c).trim()))
        .collect();
    let Some(&first) = amounts.first() else { return };
    let own = |row: usize, c: usize| squeeze(grid.text(row, c));
    let tops: Vec<usize> = (first..grid.columns()).filter(|&c| !own(upper, c).is_empty()).collect();
    // Each word of the lower row belongs to the word above it; one that was shifted belongs to the last group.
    let mut groups: Vec<(usize, Vec<usize>)> = tops.iter().map(|&c| (c, Vec::new())).collect();
    let mut shifted = false;
    for column in (first..grid.columns()).filter(|&c| !own(lower, c).is_empty()) {
        let at = groups.iter().rposition(|(top, _)| *top <= column);
        let Some(at) = at else { return };
        let fits = groups[at].0 == column || !groups[at].1.is_empty();
        let last_group = groups.iter().rposition(|(_, children)| !children.is_empty());
        match (fits, last_group) {
            (true, _) => groups[at].1.push(column),
            (false, Some(group)) => {
                shifted = true;
                groups[group].1.push(column);
            }
            (false, None) => return,
        }
    }
    let leaves: Vec<Vec<String>> = groups
        .iter()
        .flat_map(|(top, children)| match children.is_empty() {
            true => vec![vec![own(upper, *top)]],
            false => children.iter().map(|&c| vec![own(lower, c), own(upper, *top)]).collect(),
        })
        .collect();
    if shifted && leaves.len() == amounts.len() {
        for (column, leaf) in amounts.into_iter().zip(leaves) {
            stacks[column] = leaf;
        }
    }
}

/// Adds 类 款 项 from the row that numbers the other columns: `类 款 项 栏次 1 2`.
fn name_levels(grid: &Grid, numbered: usize, stacks: &mut [Vec<String>]) {
    for (column, stack) in stacks.iter_mut().enumerate() {
        let word = squeeze(grid.text(numbered, column));
        if Vocabulary::shipped().key_column(&word).is_some_and(|key| key != KeyColumn::Ignore) {
            stack.insert(0, word);
        }
    }
}

/// Adds the letter of a column (A, B, C) where a header that was read as one cell is that of several columns.
fn name_letters(grid: &Grid, numbered: usize, stacks: &mut [Vec<String>]) {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    stacks.iter().for_each(|stack| *counts.entry(stack.clone()).or_default() += 1);
    for (column, stack) in stacks.iter_mut().enumerate() {
        let letter = squeeze(grid.text(numbered, column));
        let shared = !stack.is_empty() && counts.get(&*stack).is_some_and(|times| *times > 1);
        if shared && letter.starts_with(|c: char| c.is_ascii_alphabetic()) {
            stack.insert(0, letter);
        }
    }
}

fn is_amount(stack: &[String]) -> bool {
    stack.first().is_some_and(|leaf| Vocabulary::shipped().key_column(leaf).is_none())
}

fn meaning(stack: &[String], common: &SharedWords<'_>) -> Column {
    let Some(leaf) = stack.first() else { return Column::Unknown };
    match Vocabulary::shipped().key_column(leaf) {
        Some(KeyColumn::Ignore) => rate_column(stack).map_or(Column::Key(KeyColumn::Ignore), Column::Rate),
        Some(key) => Column::Key(key),
        None => not_key(leaf, stack, common),
    }
}

/// The meaning of a column of figures whose header is that of a key column: 市县 beside 全省 and 省级.
pub(super) fn of_figures(grid: &Grid, header: Range<usize>, column: usize) -> Column {
    let rows: Vec<usize> = header.filter(|&row| !is_number_row(&row_texts(grid, row))).collect();
    let stack = stacks(grid, &rows).swap_remove(column);
    let alone = SharedWords::of(std::slice::from_ref(&stack));
    stack.first().map_or(Column::Unknown, |leaf| not_key(leaf, &stack, &alone))
}

fn not_key(leaf: &str, stack: &[String], common: &SharedWords<'_>) -> Column {
    let vocabulary = Vocabulary::shipped();
    // A bare number is the header of a helper column, for numbering or lookups.
    let serial = leaf.len() <= 3 && leaf.parse::<u16>().is_ok();
    let foreign = stack.iter().any(|word| super::money::foreign_money(word).is_some());
    if let Some(rate) = rate_column(stack) {
        return Column::Rate(rate);
    }
    if serial || foreign || is_no_amount(leaf) || stack.iter().any(|word| counts(word)) {
        return Column::Key(KeyColumn::Ignore);
    }
    let unit = stack.iter().find_map(|word| super::money::amount_unit(word));
    let mut column =
        AmountColumn { measure: Measure::total(), words: stack.to_vec(), year: None, phase: None, unit, scope: None };
    let mut found = None;
    for (depth, word) in stack.iter().enumerate() {
        let word = without_unit(word);
        if let Some(scope) = scope_of_word(&word) {
            column.scope = column.scope.or(Some(scope));
            continue;
        }
        let known = vocabulary.measure(&word);
        if known.as_ref().is_none_or(Measure::is_total) {
            let (mut year, mut rest) = split_year(&word);
            if let Some((scope, level, after)) = super::place::level_before(&word) {
                let (own_year, own_rest) = split_year(&after);
                if own_year.is_some() || own_rest.ends_with('数') {
                    column.scope = column.scope.or(scope);
                    found = found.or_else(|| scope.is_none().then(|| Measure::new(&level)));
                    (year, rest) = (own_year, own_rest);
                }
            }
            column.year = column.year.or(year);
            if year.is_some() || rest.ends_with('数') || rest == "决算" || rest == "预算" {
                column.phase = column.phase.or_else(|| vocabulary.phase(&rest));
            }
            // 本年收支结余 and 上年滚存结余 beside 年末滚存结余: the word for the year tells balances apart.
            if depth == 0 && rest.ends_with("结余") && rest != "结余" && vocabulary.measure(&rest).is_none() {
                let is_relative = matches!(year, Some(HeaderYear::Relative(_)));
                let of_year_end = rest.starts_with('末');
                column.year = column.year.filter(|own| !is_relative || Some(*own) != year);
                found = Some(Measure::new(&match is_relative {
                    true => word.clone(),
                    false if of_year_end => format!("年{rest}"),
                    false => rest,
                }));
                continue;
            }
            let everywhere = depth > 0 && common.has(&stack[depth]);
            let rest_known = vocabulary.measure(&rest).or_else(|| bare_measure(&rest));
            match (rest_known, depth) {
                (Some(measure), _) if !measure.is_total() && !everywhere => found = found.or(Some(measure)),
                (None, 0) if year.is_none() && column.phase.is_none() && !rest.is_empty() && known.is_none() => {
                    found = Some(Measure::new(&word));
                }
                _ => {}
            }
        } else if depth == 0 || !common.has(&stack[depth]) {
            found = found.or(known);
        }
        // 小计 below 工资福利支出 is that group's sum.
        if depth > 0 && !common.has(&stack[depth]) && is_economic(&word) {
            found = found.or_else(|| Some(Measure::new(&word)));
        }
        if found.is_some() && depth == 0 && column.year.is_none() {
            // A word above may still tell the year: 2023年 over 基本支出.
            continue;
        }
    }
    column.measure = found.unwrap_or_else(Measure::total);
    Column::Amount(column)
}

/// Whether a word is the name of a 类 of the economic classification.
pub(super) fn is_economic(word: &str) -> bool {
    let codes = Catalog::shipped().codes(Classification::Economic, word);
    codes.iter().any(|code| code.level() == Level::Category)
}

/// Splits `2023年预算数`, `2023`, `上年决算数` into the year and the rest.
pub(super) fn split_year(word: &str) -> (Option<HeaderYear>, String) {
    let folded = fold(word);
    if let Ok(year) = folded.trim_end_matches(['年', '度']).parse::<u16>()
        && let Some(year) = FiscalYear::new(year)
    {
        return (Some(HeaderYear::Absolute(year)), String::new());
    }
    if let Some((year, rest)) = super::year::year_in(&folded) {
        return (Some(HeaderYear::Absolute(year)), rest.trim_start_matches('度').to_owned());
    }
    // 2023预算数, without 年.
    if let Some(head) = folded.get(..4)
        && let Ok(year) = head.parse::<u16>()
        && let Some(year) = FiscalYear::new(year)
        && !folded[4..].starts_with(|c: char| c.is_ascii_digit())
    {
        return (Some(HeaderYear::Absolute(year)), folded[4..].to_owned());
    }
    match Vocabulary::shipped().relative_year(&folded) {
        Some(offset) => {
            let rest: String = folded.chars().skip(2).collect();
            (Some(HeaderYear::Relative(offset)), rest.trim_start_matches(['年', '度']).to_owned())
        }
        None => (None, folded),
    }
}

/// Whether a header counts something, so that its table has no amounts there.
pub(super) fn has_counts(grid: &Grid, header: Range<usize>) -> bool {
    header.into_iter().any(|row| row_texts(grid, row).into_iter().any(counts))
}

#[cfg(test)]
mod tests;

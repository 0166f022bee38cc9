//! 表体: the rows of one panel, read into drafts of line items.

use super::code::{CodeReader, leading_code, whole_code};
use super::panel::Panel;
use crate::model::{
    Amount, AmountUnit, BudgetTable, Classification, Code, Level, Place, PrintedNumber, Warning, WarningKind,
};
use crate::source::vocabulary::{TotalName, Vocabulary};
use crate::source::words::{Numbering, numbering, squeeze};
use crate::source::{CellKind, Grid};
use std::collections::BTreeSet;
use std::ops::Range;

/// One figure before its document's unit, year and phase are known.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub classification: Classification,
    pub code: Option<Code>,
    pub level: Level,
    pub name: String,
    pub project: Option<String>,
    pub unit: Option<String>,
    /// Index into the panel's amount columns.
    pub column: usize,
    /// A measure that the row's name says, in place of the column's.
    pub measure: Option<String>,
    pub amount: Option<Amount>,
    pub text: String,
    pub place: Place,
}

/// What the reader of rows has to know of the table.
pub(super) struct Form {
    pub table: BudgetTable,
    pub classification: Classification,
    pub amount_unit: AmountUnit,
}

/// Reads the rows of a panel. A code that is printed without a figure goes into `blank`.
pub(super) fn read(
    grid: &Grid,
    body: Range<usize>,
    panel: &Panel,
    form: &Form,
    blank: &mut BTreeSet<Code>,
    warnings: &mut Vec<Warning>,
) -> Vec<Draft> {
    let decimals = stored_decimals(grid, body.clone(), panel);
    let mut reader = CodeReader::default();
    let mut depth = Depth::default();
    let has_grand = body
        .clone()
        .any(|row| Vocabulary::shipped().total(&label(grid, row, panel).unwrap_or_default()) == Some(TotalName::Grand));
    let mut drafts = Vec::new();
    for row in body {
        let Some(subject) = subject(grid, row, panel, form, has_grand, &mut reader, &mut depth) else {
            report_nameless(grid, row, panel, warnings);
            continue;
        };
        let before = drafts.len();
        for (index, (column, amounts)) in panel.amounts.iter().enumerate() {
            let Some(cell) = grid.own(row, *column) else { continue };
            let number = match PrintedNumber::parse(&cell.text) {
                Ok(None) => continue,
                Ok(Some(number)) => number,
                Err(error) => {
                    warnings.push(Warning::new(
                        WarningKind::BadNumber,
                        cell.place.clone(),
                        format!("{error}。该数未计入"),
                    ));
                    continue;
                }
            };
            let unit = amounts.unit.unwrap_or(form.amount_unit);
            let (amount, exact) = match Amount::from_printed(&number, unit) {
                Ok(amount) => amount,
                Err(error) => {
                    warnings.push(Warning::new(
                        WarningKind::BadNumber,
                        cell.place.clone(),
                        format!("{error}。该数未计入"),
                    ));
                    continue;
                }
            };
            if !exact {
                let message = format!("“{}”{unit}精确到分以下，已四舍五入到分", number.raw());
                warnings.push(Warning::new(WarningKind::Rounded, cell.place.clone(), message));
            }
            // A spreadsheet drops trailing zeros, so a number cell is as fine as the finest of its table.
            let amount = match cell.kind {
                CellKind::Number => {
                    Amount::new(amount.fen(), (unit.fen() / 10i64.pow(decimals)).max(1).min(amount.resolution()))
                }
                _ => amount,
            };
            drafts.push(Draft {
                column: index,
                amount: Some(amount),
                text: squeeze(&cell.text),
                place: cell.place.clone(),
                ..subject.clone()
            });
        }
        if drafts.len() == before {
            blank.extend(subject.code);
        }
    }
    drafts
}

fn stored_decimals(grid: &Grid, body: Range<usize>, panel: &Panel) -> u32 {
    body.flat_map(|row| panel.amounts.iter().map(move |(column, _)| (row, *column)))
        .filter_map(|(row, column)| grid.own(row, column).filter(|cell| cell.kind == CellKind::Number))
        .filter_map(|cell| PrintedNumber::parse(&cell.text).ok().flatten())
        .map(|number| number.decimals())
        .max()
        .unwrap_or(0)
        .min(10)
}

/// The words that name a row: the last name column with text, or the first text among its key columns.
fn label(grid: &Grid, row: usize, panel: &Panel) -> Option<String> {
    let own = |column: usize| Some(squeeze(grid.text(row, column))).filter(|text| !text.is_empty());
    panel
        .names
        .iter()
        .rev()
        .find_map(|&column| own(column))
        .or_else(|| panel.codes.iter().find_map(|&(column, _)| own(column).filter(|text| whole_code(text).is_none())))
        .or_else(|| panel.project.and_then(own).filter(|text| Vocabulary::shipped().total(text).is_some()))
}

fn subject(
    grid: &Grid,
    row: usize,
    panel: &Panel,
    form: &Form,
    has_grand: bool,
    reader: &mut CodeReader,
    depth: &mut Depth,
) -> Option<Draft> {
    let vocabulary = Vocabulary::shipped();
    let cells: Vec<_> = panel.codes.iter().map(|&(column, key)| (key, grid.text(row, column))).collect();
    let mut code = reader.read(&cells);
    let printed = label(grid, row, panel);
    let project = panel.project.map(|column| squeeze(grid.text(row, column))).filter(|text| !text.is_empty());
    let unit = panel.unit.map(|column| squeeze(grid.text(row, column))).filter(|text| !text.is_empty());
    // Rows of units below a department: each is the total of its unit, the 合计 row that of the department.
    let of_unit = unit.is_some() && panel.names.is_empty() && panel.codes.is_empty();
    let mut name = printed.clone().unwrap_or_default();
    if code.is_none() {
        (code, name) = leading_code(&name);
    }
    let (mark, bare) = numbering(&name);
    let bare = bare.to_owned();
    let total = if code.is_none() { vocabulary.total(&bare) } else { None };
    let mut draft = Draft {
        classification: code.as_ref().and_then(Code::classification).unwrap_or(form.classification),
        level: Level::Total,
        name: "合计".into(),
        code,
        project: project.filter(|project| vocabulary.total(project).is_none()),
        unit: unit.filter(|unit| vocabulary.total(unit).is_none()),
        column: 0,
        measure: None,
        amount: None,
        text: String::new(),
        place: grid.row_place(row),
    };
    match (&draft.code, total) {
        (Some(code), _) => {
            draft.level = code.level();
            draft.name = if name.is_empty() { code.to_string() } else { name };
        }
        (None, Some(TotalName::Grand)) => {}
        (None, Some(TotalName::Subtotal)) if !has_grand && mark.is_none() => {}
        (None, _) if of_unit => {}
        (None, _) if bare.is_empty() => return None,
        (None, _) => {
            draft.level = depth.level(mark);
            draft.name = bare;
            name_by_meaning(&mut draft, form, vocabulary);
        }
    }
    Some(draft)
}

/// Rows that other provinces print as names and this one as columns, and the fixed items of “三公”.
fn name_by_meaning(draft: &mut Draft, form: &Form, vocabulary: &Vocabulary) {
    if form.table == BudgetTable::ThreePublic {
        draft.classification = Classification::ThreePublic;
        if let Some(name) = vocabulary.three_public(&draft.name) {
            draft.level = if matches!(name, "公务用车购置费" | "公务用车运行费") {
                Level::Section
            } else {
                Level::Category
            };
            draft.name = name.to_owned();
        }
        return;
    }
    // 人员经费合计 sums up its panel.
    let sums = form.table == BudgetTable::GeneralBasic && draft.name.ends_with("合计");
    let is_part = sums
        || matches!(form.table, BudgetTable::Revenue | BudgetTable::Expenditure)
        || matches!(draft.name.as_str(), "基本支出" | "项目支出" | "单位预留机动经费");
    if is_part && let Some(measure) = vocabulary.measure(&draft.name).filter(|measure| !measure.is_total()) {
        draft.measure = Some(measure.as_str().to_owned());
        draft.level = Level::Total;
        draft.name = "合计".into();
    }
}

fn report_nameless(grid: &Grid, row: usize, panel: &Panel, warnings: &mut Vec<Warning>) {
    let figures = panel
        .amounts
        .iter()
        .filter(|(column, _)| PrintedNumber::parse(grid.text(row, *column)).is_ok_and(|number| number.is_some()))
        .count();
    if figures > 0 {
        let message = format!("这一行有 {figures} 个数，但没有科目编码和名称，未计入。请核对该行是否缺少科目");
        warnings.push(Warning::new(WarningKind::UnrecognisedPart, grid.row_place(row), message));
    }
}

/// 名称的层次: what numbering tells of the level where there are no codes.
#[derive(Debug, Default)]
struct Depth {
    /// The kinds of numbering that lead to the present row, from the highest.
    path: Vec<Numbering>,
}

impl Depth {
    fn level(&mut self, mark: Option<Numbering>) -> Level {
        if mark == Some(Numbering::OfWhich) || mark.is_none() && self.path.last() == Some(&Numbering::OfWhich) {
            self.path.retain(|kind| *kind != Numbering::OfWhich);
            self.path.push(Numbering::OfWhich);
            return Level::Item;
        }
        if let Some(mark) = mark {
            self.path.retain(|kind| *kind < mark);
            self.path.push(mark);
        }
        // A list that begins with （一） or 1. stands below a heading that is not part of the table.
        let offset = usize::from(self.path.first().is_some_and(|kind| *kind != Numbering::Chinese));
        match self.path.len() + offset + usize::from(mark.is_none()) {
            0 | 1 => Level::Category,
            2 => Level::Section,
            _ => Level::Item,
        }
    }
}

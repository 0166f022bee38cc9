//! 绩效目标表: reads a project's funds and its indicators with values and weights.
//!
//! Converters shift cells of these forms and split rows over pages, so a row is read by the content of its cells
//! relative to the basis of the value (计划标准 and the like), not by position. Governments print all projects in one list
//! with one row per indicator, which `list` reads by columns.

mod list;

use super::caption::Caption;
use super::context::Context;
use super::recognised::{Recognised, Table};
use super::segment::Segment;
use crate::model::{
    Amount, AmountUnit, BudgetTable, Classification, FiscalYear, Level, LineItem, Measure, Origin, Phase, Place,
    PrintedNumber, Scope, Warning, WarningKind,
};
use crate::source::Grid;
use crate::source::words::{fold, squeeze};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A form that may continue on the next page.
#[derive(Debug, Default)]
pub(super) struct OpenForm {
    project: Option<String>,
    path: Vec<String>,
    list: Option<list::List>,
}

/// Whether a table is such a form: it has a cell 一级指标 or 三级指标.
pub(super) fn is_form(grid: &Grid, segment: &Segment) -> bool {
    (segment.header.start..segment.body.end).any(|row| {
        (0..grid.columns()).any(|column| matches!(fold(grid.text(row, column)).as_str(), "一级指标" | "三级指标"))
    })
}

/// Reads a form, or its continuation on the next page, into the last performance table.
pub(super) fn read(
    grid: &Grid,
    segment: &Segment,
    caption: &Caption,
    context: &Context,
    open: &mut OpenForm,
    found: &mut Recognised,
) {
    let rows: Vec<usize> = (segment.header.start..segment.body.end).collect();
    let place = grid.row_place(segment.header.start);
    let begins =
        caption.title.is_some() || rows.iter().any(|&row| tokens(grid, row).iter().any(|(t, _)| t == "项目名称"));
    if begins || !matches!(found.tables.last(), Some(table) if table.table == BudgetTable::Performance) {
        *open = OpenForm::default();
        found.tables.push(Table {
            table: BudgetTable::Performance,
            title: caption.title.as_ref().map_or("项目支出绩效目标表".into(), |(title, _)| title.clone()),
            unit: caption.unit.clone().or_else(|| context.unit.clone()),
            year: caption.year.or(context.year),
            dated: caption.year.is_some(),
            phase: context.phase.unwrap_or(Phase::Approved),
            items: Vec::new(),
            rates: Vec::new(),
            empty_statement: None,
            place: place.clone(),
        });
    }
    let Some(table) = found.tables.last_mut() else { return };
    let Some(year) = table.year else {
        found.warnings.push(Warning::new(WarningKind::Year, place, "看不出这张绩效目标表是哪个年度的，没有读入"));
        return;
    };
    let header = rows.iter().copied().find_map(|row| Some((row, list::List::of_header(grid, row)?)));
    let (rows, lists) = match header {
        Some((row, found)) => {
            open.list = Some(found);
            (row + 1..segment.body.end, true)
        }
        None => (segment.header.start..segment.body.end, open.list.is_some()),
    };
    let rows: Vec<usize> = rows.collect();
    let unit_of_amount = caption.amount_unit;
    let mut form = Reader {
        unit: table.unit.clone().unwrap_or_default(),
        scope: context.scope.or(caption.scope).unwrap_or(Scope::Unit),
        year,
        phase: table.phase,
        anchors: anchors(grid, &rows),
        open,
        items: &mut table.items,
    };
    if lists {
        return form.list(grid, &rows, unit_of_amount, &mut found.warnings);
    }
    let mut indicators = !begins;
    for row in rows {
        let tokens = tokens(grid, row);
        if tokens.iter().any(|(text, _)| matches!(text.as_str(), "一级指标" | "三级指标")) {
            indicators = true;
        } else if indicators {
            form.indicator(&tokens);
        } else {
            form.facts(&tokens);
        }
    }
}

/// The non-blank texts of a row.
fn tokens(grid: &Grid, row: usize) -> Vec<(String, Place)> {
    (0..grid.columns())
        .filter_map(|column| grid.starting_at(row, column))
        .map(|cell| (squeeze(&cell.text), cell.place.clone()))
        .filter(|(text, _)| !text.is_empty() && !text.chars().all(|c| c == '-' && text.len() > 2))
        .collect()
}

/// The texts that state the basis of a value (计划标准), which follows the indicator's value.
fn anchors(grid: &Grid, rows: &[usize]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for &row in rows {
        for (text, _) in tokens(grid, row) {
            if text.ends_with("标准") && text.chars().count() <= 10 {
                *counts.entry(text).or_default() += 1;
            }
        }
    }
    counts.into_keys().collect()
}

struct Reader<'a> {
    unit: Arc<str>,
    scope: Scope,
    year: FiscalYear,
    phase: Phase,
    anchors: Vec<String>,
    open: &'a mut OpenForm,
    items: &'a mut Vec<LineItem>,
}

impl Reader<'_> {
    /// Reads a row above the indicators, in which labels and values alternate.
    fn facts(&mut self, tokens: &[(String, Place)]) {
        let unit =
            tokens.iter().find_map(|(text, _)| super::money::amount_unit(text)).unwrap_or(AmountUnit::TenThousand);
        for pair in tokens.windows(2) {
            let [(label, _), (value, place)] = pair else { continue };
            if label == "项目名称" {
                self.open.project = Some(value.clone());
                continue;
            }
            let label = label.trim_start_matches("其中").trim_start_matches(['：', ':']);
            if let Some(words) = ["项目总体目标", "年度总体目标", "项目负责人"].iter().find(|known| label == **known)
            {
                let name: Arc<str> = self.open.project.as_deref().unwrap_or_default().into();
                self.push(Level::Total, name, words, None, value, place.clone());
                continue;
            }
            let known = [
                "年度预算总额",
                "年度资金总额",
                "预算总额",
                "资金总额",
                "财政拨款",
                "其他资金",
                "上年结转",
                "单位资金",
            ];
            let Some(measure) = known.iter().find(|known| label.starts_with(**known)) else { continue };
            let Ok(Some(number)) = PrintedNumber::parse(value) else { continue };
            let Ok((amount, _)) = Amount::from_printed(&number, unit) else { continue };
            let name: Arc<str> = self.open.project.as_deref().unwrap_or_default().into();
            self.push(Level::Total, name, measure, Some(amount), value, place.clone());
        }
    }

    fn indicator(&mut self, tokens: &[(String, Place)]) {
        let Some(anchor) = tokens.iter().position(|(text, _)| self.anchors.contains(text)) else {
            self.continued(tokens);
            return;
        };
        if anchor < 2 {
            return;
        }
        let (value, value_place) = &tokens[anchor - 1];
        let (name, _) = &tokens[anchor - 2];
        let above: Vec<String> = tokens[..anchor - 2].iter().map(|(text, _)| text.clone()).collect();
        match above.len() {
            0 => {}
            1 if self.open.path.len() == 2 => self.open.path[1] = above[0].clone(),
            _ => self.open.path = above,
        }
        let path: Arc<str> = self.open.path.iter().chain([name]).cloned().collect::<Vec<_>>().join("/").into();
        self.push(Level::Item, path.clone(), "指标值", None, value, value_place.clone());
        // After the basis come last year's value, the weight, which is a bare number, the rule and the evidence.
        let first = anchor + 1 + usize::from(tokens.len() > anchor + 2);
        let is_weight = |(text, _): &(String, Place)| text.chars().all(|c| c.is_ascii_digit() || c == '.');
        let weight = tokens.iter().skip(first).position(is_weight).map(|at| first + at);
        let last_year = (anchor + 1..weight.unwrap_or(tokens.len())).next();
        let rule = weight.map(|at| at + 1);
        let columns = [
            ("指标值设置依据", Some(anchor)),
            ("上年完成值", last_year),
            ("指标分值权重", weight),
            ("指标赋分规则", rule),
            ("佐证资料", rule.map(|at| at + 1)),
        ];
        for (measure, at) in columns {
            if let Some((text, place)) = at.and_then(|at| tokens.get(at)) {
                self.push(Level::Item, path.clone(), measure, None, text, place.clone());
            }
        }
    }

    /// Reads the second part of a row split over two pages: it completes the last value.
    fn continued(&mut self, tokens: &[(String, Place)]) {
        let Some((rest, _)) = tokens.iter().find(|(text, _)| text.starts_with(['=', '≥', '≤', '<', '>'])) else {
            return;
        };
        if let Some(value) = self.items.iter_mut().rev().find(|item| item.measure.as_str() == "指标值")
            && !value.text.contains(|c: char| c.is_ascii_digit())
        {
            value.text = format!("{}{rest}", value.text).into();
        }
    }

    fn push(&mut self, level: Level, name: Arc<str>, measure: &str, amount: Option<Amount>, text: &str, place: Place) {
        self.items.push(LineItem {
            unit: self.unit.clone(),
            scope: self.scope,
            year: self.year,
            phase: self.phase,
            table: BudgetTable::Performance,
            classification: Classification::Project,
            code: None,
            parent: None,
            level,
            name,
            project: self.open.project.as_deref().map(Into::into),
            measure: Measure::new(measure),
            amount,
            text: text.into(),
            origin: Origin::Published,
            place,
        });
    }
}

//! 绩效目标汇总表: reads a list of many projects with one row per indicator: 单位, 项目, 预算数, then the indicators by
//! level with their values and weights.

use super::Reader;
use crate::model::{AmountUnit, Bounds, Level, Warning};
use crate::source::recognise::draft::figure;
use crate::source::recognise::money;
use crate::source::vocabulary::{KeyColumn, Vocabulary};
use crate::source::words::{fold, squeeze};
use crate::source::{Cell, Grid};

/// The content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Unit,
    Project,
    /// 预算数 of the project, with the amount unit that its header names.
    Amount(Option<AmountUnit>),
    /// 一级指标, 二级指标, 三级指标
    Indicator(usize),
    /// 指标性质: ≥, =, 定性
    Relation,
    Value,
    /// 度量单位
    Measure,
    Weight,
}

/// 表头 of a list, kept for later pages without a header.
#[derive(Debug)]
pub(super) struct List {
    columns: Vec<(usize, Option<Bounds>, Holds)>,
    width: usize,
    unit: Option<String>,
    unit_of_amount: Option<AmountUnit>,
}

impl List {
    /// The header that ends in this row, if it has columns of projects or units, of money and of indicators.
    pub(super) fn of_header(grid: &Grid, row: usize) -> Option<Self> {
        let mut columns = Vec::new();
        for column in 0..grid.columns() {
            let Some(cell) = grid.covering(row, column).filter(|cell| cell.column == column) else { continue };
            columns.extend(holds(&cell.text).map(|holds| (column, cell.place.bounds, holds)));
        }
        let has = |predicate: fn(&Holds) -> bool| columns.iter().any(|(_, _, holds)| predicate(holds));
        let is_complete = has(|holds| matches!(holds, Holds::Unit | Holds::Project))
            && has(|holds| matches!(holds, Holds::Amount(_)))
            && has(|holds| matches!(holds, Holds::Indicator(_)));
        is_complete.then(|| Self { columns, width: grid.columns(), unit: None, unit_of_amount: None })
    }

    /// The cell of a row in a column of the header. If this page's grid has other columns, by the position on the page.
    fn cell<'g>(
        &self,
        grid: &'g Grid,
        row: usize,
        (column, bounds, _): (usize, Option<Bounds>, Holds),
    ) -> Option<&'g Cell> {
        if grid.columns() == self.width {
            return grid.starting_at(row, column);
        }
        let header = bounds?;
        let below = |cell: &&Cell| {
            let own = cell.place.bounds;
            own.is_some_and(|own| (header.left..=header.right).contains(&own.left.midpoint(own.right)))
        };
        (0..grid.columns()).filter_map(|column| grid.starting_at(row, column)).find(below)
    }
}

fn holds(head: &str) -> Option<Holds> {
    let folded = fold(head);
    let bare = folded.split('(').next().unwrap_or_default();
    let says = |word: &str| bare.contains(word);
    let level = ["一级", "二级", "三级"].into_iter().position(|level| says(level) && says("指标"));
    let money = ["预算数", "预算金额", "预算资金", "项目金额", "资金总额", "预算总额", "年度预算"];
    match Vocabulary::shipped().key_column(bare) {
        _ if level.is_some() => level.map(Holds::Indicator),
        Some(KeyColumn::Unit) => Some(Holds::Unit),
        Some(KeyColumn::Project) => Some(Holds::Project),
        _ if says("权重") => (!says("执行率")).then_some(Holds::Weight),
        _ if says("指标值") => Some(Holds::Value),
        _ if says("性质") => Some(Holds::Relation),
        _ if says("度量") || says("计量") => Some(Holds::Measure),
        _ => money.contains(&bare).then(|| Holds::Amount(money::amount_unit(head))),
    }
}

impl Reader<'_> {
    /// Reads the rows of a list. An amount is that of a project in a unit; a project of several units has several rows.
    pub(super) fn list(
        &mut self,
        grid: &Grid,
        rows: &[usize],
        unit_of_amount: Option<AmountUnit>,
        warnings: &mut Vec<Warning>,
    ) {
        let Some(mut list) = self.open.list.take() else { return };
        list.unit_of_amount = unit_of_amount.or(list.unit_of_amount);
        rows.iter().for_each(|&row| self.list_row(grid, row, &mut list, warnings));
        self.open.list = Some(list);
    }

    fn list_row(&mut self, grid: &Grid, row: usize, list: &mut List, warnings: &mut Vec<Warning>) {
        let cells: Vec<(Holds, &Cell)> = list
            .columns
            .iter()
            .filter_map(|column| Some((column.2, list.cell(grid, row, *column)?)))
            .filter(|(_, cell)| !cell.text.trim().is_empty())
            .collect();
        let of = |content: Holds| cells.iter().find(|(holds, _)| *holds == content).map(|(_, cell)| *cell);
        let text = |content: Holds| of(content).map(|cell| squeeze(&cell.text));
        let is_total = |name: &String| Vocabulary::shipped().total(name.trim_end_matches(['：', ':'])).is_some();
        let (unit, project) = (text(Holds::Unit), text(Holds::Project));
        let total = unit.iter().chain(&project).any(is_total);
        if !total && (unit.is_some() || project.is_some()) {
            self.open.path.clear();
            if project.is_some() {
                self.open.project = project;
            }
            list.unit = unit;
        }
        for (holds, cell) in &cells {
            let Holds::Amount(own) = holds else { continue };
            let money = own.or(list.unit_of_amount).unwrap_or(AmountUnit::TenThousand);
            let Some(amount) = figure(cell, money, warnings) else { continue };
            let (level, name) = match list.unit.as_ref().or(self.open.project.as_ref()) {
                _ if total => (Level::Total, "合计"),
                Some(name) => (Level::Item, &**name),
                None => continue,
            };
            self.push(level, name.into(), "预算数", Some(amount), &squeeze(&cell.text), cell.place.clone());
        }
        for level in 0..3 {
            if let Some(name) = text(Holds::Indicator(level)) {
                self.open.path.truncate(level);
                self.open.path.push(name);
            }
        }
        let path: std::sync::Arc<str> = self.open.path.join("/").into();
        if let Some(cell) = of(Holds::Value) {
            let whole: String = [Holds::Relation, Holds::Value, Holds::Measure].into_iter().filter_map(text).collect();
            self.push(Level::Item, path.clone(), "指标值", None, &whole, cell.place.clone());
        }
        if let Some(cell) = of(Holds::Weight) {
            self.push(Level::Item, path, "指标分值权重", None, &squeeze(&cell.text), cell.place.clone());
        }
    }
}

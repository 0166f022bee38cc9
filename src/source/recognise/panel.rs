//! 并列表: separates tables that are side by side in one grid (T1, T4), each with its own names and amounts.

use super::column::{AmountColumn, Column};
use super::rate_head::RateColumn;
use super::segment::Segment;
use crate::model::Classification;
use crate::source::Grid;
use crate::source::vocabulary::KeyColumn;
use crate::source::words::{fold, squeeze};

/// 一栏表: the columns of one of several side-by-side tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Panel {
    /// Code columns, in order.
    pub codes: Vec<(usize, KeyColumn)>,
    /// Name columns, in order.
    pub names: Vec<usize>,
    /// The project column.
    pub project: Option<usize>,
    /// The column of projects' codes.
    pub project_code: Option<usize>,
    /// The unit column.
    pub unit: Option<usize>,
    /// The column of units' codes.
    pub unit_code: Option<usize>,
    /// Amount columns, in order.
    pub amounts: Vec<(usize, AmountColumn)>,
    /// Columns of percentages, in order.
    pub rates: Vec<(usize, RateColumn)>,
}

/// Cuts the columns into panels: a key column after an amount column begins a new one.
pub(super) fn panels(columns: &[Column]) -> Vec<Panel> {
    let mut panels: Vec<Panel> = Vec::new();
    let mut open = Panel::default();
    for (index, column) in columns.iter().enumerate() {
        match column {
            Column::Key(KeyColumn::Ignore) | Column::Unknown => {}
            Column::Key(KeyColumn::UnitCode) => open.unit_code = Some(index),
            Column::Key(KeyColumn::ProjectCode) => open.project_code = Some(index),
            Column::Key(key) => {
                // A project column after the amounts of a coded table does not begin a new panel.
                let named = !open.names.is_empty() || open.project.is_some();
                let opens = *key != KeyColumn::Project || open.codes.is_empty() && named;
                if !open.amounts.is_empty() && opens {
                    panels.push(std::mem::take(&mut open));
                }
                open.key(index, *key);
            }
            Column::Amount(amount) => open.amounts.push((index, amount.clone())),
            Column::Rate(rate) => open.rates.push((index, rate.clone())),
        }
    }
    if !open.amounts.is_empty() {
        panels.push(open);
    }
    for panel in &mut panels {
        // 项目名称 is the name column if there is no other.
        if panel.names.is_empty() && panel.codes.is_empty() {
            panel.names.extend(panel.project.take());
        }
    }
    panels
}

impl Panel {
    fn key(&mut self, index: usize, key: KeyColumn) {
        match key {
            KeyColumn::Name => self.names.push(index),
            KeyColumn::Project if self.project.is_some() => self.names.push(index),
            KeyColumn::Project => self.project = Some(index),
            KeyColumn::Unit => self.unit = Some(index),
            KeyColumn::Ignore | KeyColumn::UnitCode | KeyColumn::ProjectCode => {}
            code => self.codes.push((index, code)),
        }
    }

    /// Whether the header of its names contains a word.
    pub fn is_headed_by(&self, word: &str, grid: &Grid, segment: &Segment) -> bool {
        let headed = |column: usize| {
            let mut cells = segment.header.clone().filter_map(|row| grid.covering(row, column));
            cells.any(|cell| cell.column == column && squeeze(&cell.text).contains(word))
        };
        self.names.iter().copied().any(headed)
    }

    /// The classification that the panel's header names.
    pub fn classification(&self, words: &dyn Fn(usize) -> Vec<String>) -> Option<Classification> {
        let keys = self.codes.iter().map(|(index, _)| *index).chain(self.names.iter().copied());
        let words: Vec<String> = keys.chain(self.amounts.iter().map(|(index, _)| *index)).flat_map(words).collect();
        let says = |word: &str| words.iter().any(|text| fold(text).contains(word));
        if says("政府经济分类") || says("政府预算支出经济分类") || says("政府预算经济分类") {
            Some(Classification::EconomicGovernment)
        } else if says("经济分类") || says("经济科目") {
            Some(Classification::Economic)
        } else if says("功能") {
            Some(Classification::Functional)
        } else if says("收入") {
            Some(Classification::Revenue)
        } else {
            says("支出").then_some(Classification::Functional)
        }
    }
}

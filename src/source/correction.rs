//! 更正: what a user says of a file. It outweighs what the file says of itself, and is told wherever it was used.

use crate::model::{AmountUnit, BudgetTable, FiscalYear, Phase, Place, Warning, WarningKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 更正 of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction {
    /// 年度. Tables that print a year of their own are as many years off as the file.
    pub year: Option<FiscalYear>,
    /// 单位名称. Tables that name another unit than the file keep it.
    pub unit: Option<Arc<str>>,
    /// 阶段. Columns that print a phase of their own keep it.
    pub phase: Option<Phase>,
    /// 金额单位 of every amount in its tables.
    pub money: Option<AmountUnit>,
    /// Which table it is, by the place where it begins, as printed ([`Place`]).
    pub tables: BTreeMap<String, BudgetTable>,
    /// 金额单位 of single tables, by the places where they begin.
    pub moneys: BTreeMap<String, AmountUnit>,
}

impl Correction {
    /// 金额单位 of the table that begins at this place.
    pub(super) fn money_at(&self, place: &Place) -> Option<AmountUnit> {
        self.moneys.get(&place.to_string()).copied().or(self.money)
    }
}

/// 更正 with what the file printed in its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Corrected {
    pub(super) by: Correction,
    pub(super) year: Option<FiscalYear>,
    pub(super) unit: Option<Arc<str>>,
    pub(super) phase: Option<Phase>,
}

impl Corrected {
    /// A year that a table prints, moved as the file's.
    pub(super) fn moved(&self, own: FiscalYear) -> FiscalYear {
        let off = match (self.by.year, self.year) {
            (Some(year), Some(printed)) => i32::from(year.get()) - i32::from(printed.get()),
            _ => 0,
        };
        u16::try_from(i32::from(own.get()) + off).ok().and_then(FiscalYear::new).unwrap_or(own)
    }

    /// What the user corrected about the whole file.
    pub(super) fn told(&self, file: &Arc<str>) -> Vec<Warning> {
        let was = |printed: Option<String>, what: &str| {
            printed.map_or_else(|| format!("文件没有写{what}"), |printed| format!("文件写的是{printed}"))
        };
        let by = &self.by;
        let year = by.year.map(|year| {
            format!("年度按使用者的更正，作 {year} 年（{}）", was(self.year.map(|year| format!(" {year} 年")), "年度"))
        });
        let unit = by.unit.as_ref().map(|unit| {
            let printed = self.unit.as_ref().map(|unit| format!("“{unit}”"));
            format!("单位按使用者的更正，作“{unit}”（{}）", was(printed, "单位"))
        });
        let phase = by.phase.map(|phase| {
            format!("阶段按使用者的更正，作{phase}（{}）", was(self.phase.map(|phase| phase.to_string()), "阶段"))
        });
        let money = by.money.map(|money| format!("金额单位按使用者的更正，各表一律按{money}计"));
        let all = [year, unit, phase, money].into_iter().flatten();
        all.map(|message| Warning::new(WarningKind::Corrected, Place::file(file.clone()), message)).collect()
    }
}

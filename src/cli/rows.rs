//! 看哪些行: options of `compare` and `trend` that choose and sort rows.

use super::choice;
use crate::Error;
use crate::analysis::{LevelFilter, MeasureFilter, Sort};
use crate::model::BudgetTable;
use clap::{Args, ValueEnum};

/// 看哪些行的参数.
#[derive(Debug, Args)]
pub struct RowArgs {
    /// 只看一张表：totals、revenue、expenditure、general 等，或中文表名
    #[arg(long, value_name = "表", help_heading = "选项")]
    pub table: Option<String>,
    /// 只看一个栏目，如 基本支出
    #[arg(long, value_name = "栏目", help_heading = "选项")]
    pub measure: Option<String>,
    /// 级次：all、total、类、款、项
    #[arg(long, value_name = "级次", default_value = "all", help_heading = "选项")]
    pub level: String,
}

impl RowArgs {
    /// The table given by `--table`.
    pub(super) fn table(&self) -> Result<Option<BudgetTable>, Error> {
        self.table.as_deref().map(choice::table).transpose()
    }

    /// The measures given by `--measure`.
    pub(super) fn measure(&self) -> MeasureFilter {
        match self.measure.as_deref() {
            None | Some("all" | "全部") => MeasureFilter::All,
            Some(name) => MeasureFilter::One(choice::measure(name)),
        }
    }

    /// The levels given by `--level`.
    pub(super) fn level(&self) -> Result<LevelFilter, Error> {
        match self.level.as_str() {
            "all" | "全部" => Ok(LevelFilter::All),
            name => Ok(LevelFilter::One(choice::level(name)?)),
        }
    }
}

/// 排序
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SortArg {
    #[value(aliases = ["编码", "按编码", "科目编码"])]
    Code,
    #[value(aliases = ["增减额", "按增减额", "变动额", "增减"])]
    Change,
    #[value(aliases = ["增减率", "按增减率", "增长率"])]
    Growth,
}

impl From<SortArg> for Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Code => Self::Code,
            SortArg::Change => Self::Change,
            SortArg::Growth => Self::Growth,
        }
    }
}

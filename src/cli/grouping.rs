//! 分组: options of the commands that can combine units.

use super::choice::wrong;
use crate::Error;
use crate::analysis::Grouping;
use crate::source;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// 分组的参数.
#[derive(Debug, Args, Default)]
pub struct GroupArgs {
    /// 汇总：unit 各单位、all 全部单位合计、group 按分组表、region 按地区（用于分区数据集）
    #[arg(long, value_name = "方式", hide_possible_values = true, help_heading = "选项")]
    pub by: Option<ByArg>,
    /// 分组表（csv 或 xlsx，两列：unit,group）
    #[arg(long, value_name = "文件", help_heading = "选项")]
    pub groups: Option<PathBuf>,
}

/// 汇总方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArg {
    Unit,
    All,
    Group,
    Region,
}

impl GroupArgs {
    /// How units are combined.
    pub(super) fn grouping(&self) -> Result<Grouping, Error> {
        match (self.by, &self.groups) {
            (None | Some(ByArg::Unit), None) => Ok(Grouping::ByUnit),
            (Some(ByArg::All), None) => Ok(Grouping::All),
            (None | Some(ByArg::Group), Some(path)) => Ok(Grouping::Groups(source::groups(path)?)),
            (Some(ByArg::Group), None) => Err(wrong("--by group 需要分组表，请用 --groups 指定（两列：unit,group）")),
            (Some(ByArg::Region), None) => Err(wrong(
                "--by region 用于按年度分区的数据集（文件夹里有 year=2024 等），文档不写地区；可用 --by group 加分组表",
            )),
            (Some(_), Some(_)) => Err(wrong("--groups 只用于 --by group，不能与 --by unit 或 --by all 同用")),
        }
    }
}

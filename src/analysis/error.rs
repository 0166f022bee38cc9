//! 分析错误: why figures could not be computed.

use crate::error::ErrorKind;
use crate::model::{Code, Place};

/// 分析错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnalysisError {
    #[error("没有可以比较的数据。请检查输入是否含有预决算表格")]
    NoData,
    #[error("只有 {year} 年的数据，且文字说明中没有比上年增减数，无法比较。请再提供另一年的文件")]
    OneYear { year: u16 },
    #[error("没有 {year} 年的数据；现有年度：{known}。请核对 --base 和 --year")]
    NoSuchYear { year: u16, known: String },
    #[error("基期和本期都是 {year} 年，没有可比的。请核对 --base 和 --year；不写 --year 时本期是最近的一年")]
    SameYear { year: u16 },
    #[error("没有{phase}数；现有：{known}。请核对 --phase")]
    NoSuchPhase { phase: &'static str, known: String },
    #[error("这几年没有数据；现有年度：{known}。请核对 --from 和 --to")]
    NoYears { known: String },
    #[error("“{item}”合计超出可处理的范围。请检查金额单位")]
    Overflow { item: String },
    #[error("{place}：名称“{name}”对应不到唯一的科目。请填写 {column}")]
    BridgeName { place: Place, name: String, column: &'static str },
    #[error("{place}：{old} 列到的级次比新编码 {new} 细，不知道转入它下面哪个科目。请逐个科目写明")]
    BridgeLevel { place: Place, old: String, new: Code },
    #[error(
        "单位“{unit}”的数不在一起：它前面已经有排在它后面的单位，或者它自己分在几批里。请把各批按单位排好序，一个单位只放在一批"
    )]
    Unsorted { unit: String },
    #[error("概况的第{line}行无法识别，不是本程序写的概况或已经损坏。请重新生成")]
    Overview { line: usize },
    #[error("数据表缺少 {missing} 列，现有：{found}。请补上这一列；列名和类型见 docs/数据列.md")]
    MissingColumn { missing: String, found: String },
    #[error("数据表的 {column} 列应为{expected}，实际是“{found}”。请转换类型后再试；列名和类型见 docs/数据列.md")]
    ColumnType { column: String, expected: &'static str, found: String },
    #[error("内部数据表处理失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Frame(#[from] polars::error::PolarsError),
}

impl AnalysisError {
    /// The kind of error, for programs to act on.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::NoData => ErrorKind::NoData,
            Self::OneYear { .. } => ErrorKind::OneYear,
            Self::SameYear { .. } => ErrorKind::Argument,
            Self::NoSuchYear { .. } | Self::NoSuchPhase { .. } | Self::NoYears { .. } => ErrorKind::NotThere,
            Self::Overflow { .. } => ErrorKind::Overflow,
            Self::BridgeName { .. } | Self::BridgeLevel { .. } => ErrorKind::Argument,
            Self::Unsorted { .. } => ErrorKind::Unsorted,
            Self::Overview { .. } | Self::MissingColumn { .. } | Self::ColumnType { .. } => ErrorKind::Content,
            Self::Frame(_) => ErrorKind::Internal,
        }
    }
}

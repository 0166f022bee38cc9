//! 画图错误: why a chart could not be drawn.

use crate::error::ErrorKind;
use crate::model::FiscalYear;

/// 图表错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChartError {
    #[error("没有可以画图的数据：{wanted}。请用 --table、--measure、--level 换一张表、一个栏目或一个级次")]
    NoRows { wanted: String },
    #[error("没有一张表两年都有数，无法画增减图。请再提供另一年的公开文件；只画一年的结构可用 columns、treemap")]
    NoTwoYears,
    #[error("字体文件无法读取（{reason}）。请用 --font 指定完好的 TTF、OTF 或 TTC 字体文件")]
    Font { reason: &'static str },
    #[error("“{what}”合计超出可处理的范围。请检查金额单位")]
    Overflow { what: String },
    #[error("图幅 {width}×{height} 像素超出可处理的范围（不超过 20000 像素）。请调小 --width、--scale 或 --top")]
    Size { width: u32, height: u32 },
    #[error("--scale 为“{scale}”，应为一个数；宽度 {width} 像素时倍数应在 {:.2} 至 {:.2} 之间", *width as f32 / 4000.0, *width as f32 / 640.0)]
    Scale { width: u32, scale: String },
    #[error("没有“{name}”这种图{meant}。可选：{known}")]
    Kind { name: String, meant: String, known: String },
    #[error("没有同一年度的预算数和决算数，画不出执行图。请把{}的预算公开和决算公开一起给出", year.map_or_else(|| "同一年度".to_owned(), |year| format!("{year}年")))]
    NoExecution { year: Option<FiscalYear> },
    #[error("绘图失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Drawing(String),
}

impl ChartError {
    /// The kind of error, for programs.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::NoRows { .. } => ErrorKind::NoData,
            Self::NoExecution { .. } => ErrorKind::NoData,
            Self::NoTwoYears => ErrorKind::OneYear,
            Self::Font { .. } => ErrorKind::Content,
            Self::Overflow { .. } => ErrorKind::Overflow,
            Self::Size { .. } | Self::Scale { .. } | Self::Kind { .. } => ErrorKind::Argument,
            Self::Drawing(_) => ErrorKind::Internal,
        }
    }
}

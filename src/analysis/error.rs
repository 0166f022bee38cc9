//! Why an analysis could not be made.

/// 分析错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnalysisError {
    #[error("没有可以比较的数据。请检查输入是否含有预决算表格")]
    NoData,
    #[error("只有 {year} 年的数据，且文字说明中没有比上年增减数，无法比较。请再给出另一年的文件")]
    OneYear { year: u16 },
    #[error("没有 {year} 年的数据；现有年度：{known}。请核对 --base 和 --year")]
    NoSuchYear { year: u16, known: String },
    #[error("“{item}”合计超出可处理的范围。请检查金额单位")]
    Overflow { item: String },
    #[error("内部数据表处理失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Frame(#[from] polars::error::PolarsError),
}

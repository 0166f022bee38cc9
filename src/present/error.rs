//! 输出错误: why a result could not be written.

use crate::error::{ErrorKind, Excerpt};

/// 输出错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PresentError {
    #[error("{path}：无法写入（{}）。请检查文件夹是否存在、是否有写权限、文件是否正被打开", crate::error::plain(.reason))]
    Write { path: String, reason: std::io::Error },
    #[error("{0}")]
    Argument(String),
    /// A mistake in a text written by the user: the message with its place, and the line.
    #[error("{message}")]
    Text { message: String, excerpt: Box<Excerpt> },
    #[error("JSON 生成失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Json(#[from] serde_json::Error),
    #[error("CSV 生成失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Csv(#[from] csv::Error),
    #[error("Excel 工作簿生成失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("Word 文档生成失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Package(#[from] zip::result::ZipError),
    /// A document of somebody's that cannot be changed.
    #[error("{path}：改不了，{reason}。{remedy}")]
    Document { path: String, reason: String, remedy: &'static str },
    #[error("Word 修订生成失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Revision(String),
    #[error("网页生成失败（{0:#}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Page(#[from] minijinja::Error),
    #[error("Parquet 无法写入（{0}）。请检查磁盘空间；磁盘没有问题的，请把这条信息发给我们")]
    Rows(String),
    #[error("Parquet 生成失败（{0}）。这是程序的问题，请把输入文件和这条信息发给我们")]
    Parquet(#[from] polars::error::PolarsError),
}

impl PresentError {
    /// The kind of error, for programs.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Write { .. } | Self::Rows(_) => ErrorKind::Output,
            Self::Argument(_) | Self::Text { .. } => ErrorKind::Argument,
            Self::Document { .. } => ErrorKind::Content,
            Self::Json(_)
            | Self::Csv(_)
            | Self::Workbook(_)
            | Self::Package(_)
            | Self::Revision(_)
            | Self::Page(_)
            | Self::Parquet(_) => ErrorKind::Internal,
        }
    }
}

//! 读取错误: why an input could not be read. Every message names the place, what was expected and the way out.

use crate::error::{ErrorKind, plain};
use crate::model::{Place, Warning};

/// The supported formats, for messages.
pub(crate) const READABLE: &str =
    "pdf、ofd、docx、doc、wps、rtf、html、txt、md、csv、tsv、xlsx、xls、ods、json、parquet、zip";

/// 读取错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    #[error("{path}：无法打开（{}）。请检查路径是否正确、文件是否被其他程序占用", plain(.reason))]
    Open { path: String, reason: std::io::Error },
    #[error("{path}：这是{kind}，不是文件，没有打开。请先把内容存成文件；从管道读入请用 - 作为输入")]
    NotAFile { path: String, kind: &'static str },
    #[error("{path}：文件是空的。请重新导出后再试")]
    Empty { path: String },
    #[error("{path}：文件有 {size} 字节，超过上限 {limit} 字节。请按年度、单位拆成几个文件后分批处理")]
    TooLarge { path: String, size: u64, limit: u64 },
    #[error("{place}：{what}超过上限 {limit}。{remedy}")]
    Limit { place: Place, what: &'static str, limit: usize, remedy: &'static str },
    #[error("{path}：不支持这种格式（{found}）。{remedy}。可以读取：{READABLE}")]
    Format { path: String, found: &'static str, remedy: &'static str },
    #[error("{path}：工作簿已损坏或不完整（{reason}）。请用 Excel 或 WPS 打开后另存为 xlsx")]
    BrokenWorkbook { path: String, reason: &'static str },
    #[error("{path}：文档已损坏或不完整（{reason}）。请用 Word 或 WPS 打开后另存为 docx")]
    BrokenDocument { path: String, reason: &'static str },
    #[error("{path}：LibreOffice 没有把它转换成 docx（{reason}）。请用 Word 或 WPS 打开后另存为 docx")]
    Conversion { path: String, reason: &'static str },
    #[error("{path}：文件有打开密码。请在 Office 或 WPS 中取消密码，另存后再试")]
    Password { path: String },
    #[error("{path}：{format} 已损坏或不完整（{reason}）。{remedy}")]
    BrokenPages { path: String, format: &'static str, reason: &'static str, remedy: &'static str },
    #[error("{path}：{format} 有打开密码。请用原软件取消密码，另存后再试")]
    PagesPassword { path: String, format: &'static str },
    #[error("{place}：{expected}，实际是“{found}”。{remedy}")]
    Content { place: Place, expected: String, found: String, remedy: &'static str },
    #[error(
        "{path}：这是 tongbi 算出的对比结果，不是公开数据，不能再拿来对比。请提供原来的公开文件，或 tongbi extract 导出的明细"
    )]
    Comparison { path: String },
    #[error(
        "{path}：临时文件无法写入（{}）。给没有排序的数据集排序要用这个文件夹，请腾出空间，或用环境变量 TMPDIR 换一个",
        plain(.reason)
    )]
    Scratch { path: String, reason: std::io::Error },
    #[error(
        "数据集没有按单位排序，不能逐单位处理。请排好序重新写出：tongbi extract 写的就是排好的；用其他软件写时加 ORDER BY unit"
    )]
    Unsorted,
    #[error("{path}：没有找到任何预决算表格或说明文字。请确认这是预算或决算公开文件；支持的版式见使用手册")]
    NotADisclosure { path: String },
    #[error("没有读到任何预决算数据。{reason}")]
    NothingUnderstood { reason: Warning },
    #[error("标准输入（-）只能用在一处。请把其他内容存成文件，写文件名")]
    StandardInputTwice,
    #[error(transparent)]
    Bridge(#[from] crate::model::BridgeError),
    #[error("{path}：文件夹里没有可以读取的文件。可以读取：{READABLE}")]
    NothingToRead { path: String },
    #[error(
        "{path}：这是本程序写的报告，不是公开文件。要用里面的数，请提供其中的 data/items.csv；要重做，请提供公开文件"
    )]
    OwnReport { path: String },
}

impl SourceError {
    /// The kind of error, for programs to act on.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Open { .. }
            | Self::NotAFile { .. }
            | Self::TooLarge { .. }
            | Self::Limit { .. }
            | Self::NothingToRead { .. } => ErrorKind::Input,
            Self::Empty { .. }
            | Self::Format { .. }
            | Self::BrokenWorkbook { .. }
            | Self::BrokenDocument { .. }
            | Self::Conversion { .. }
            | Self::Password { .. }
            | Self::BrokenPages { .. }
            | Self::PagesPassword { .. }
            | Self::Content { .. }
            | Self::Comparison { .. }
            | Self::NotADisclosure { .. }
            | Self::OwnReport { .. } => ErrorKind::Content,
            Self::NothingUnderstood { .. } => ErrorKind::NoData,
            Self::Scratch { .. } => ErrorKind::Output,
            Self::Unsorted => ErrorKind::Unsorted,
            Self::StandardInputTwice | Self::Bridge(_) => ErrorKind::Argument,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The case in `tests/bad_input.rs` that reproduces an error. The match is exhaustive, so a new error needs one.
    fn case(error: &SourceError) -> &'static str {
        match error {
            SourceError::Open { .. } => "open_a_file_that_is_not_there",
            SourceError::NotAFile { .. } => "pipes_sockets_and_devices_are_refused_before_they_are_opened",
            SourceError::Empty { .. } => "empty_files_are_refused",
            SourceError::TooLarge { .. } => "too_large_a_file_is_refused_by_its_size_alone",
            SourceError::Limit { .. } => "limit_of_cells_refuses_more_rows_than_it_allows",
            SourceError::Format { .. } => "format_that_no_reader_takes_is_named",
            SourceError::BrokenWorkbook { .. } => "broken_workbooks_are_refused",
            SourceError::BrokenDocument { .. } => "broken_documents_are_refused",
            SourceError::Conversion { .. } => "documents_of_old_formats_need_libreoffice_and_must_be_sound",
            SourceError::Password { .. } => "password_protected_workbooks_are_refused",
            SourceError::BrokenPages { .. } => "broken_pdfs_are_refused",
            SourceError::PagesPassword { .. } => "password_protected_pdfs_are_refused",
            SourceError::Content { .. } => "content_of_a_dataset_must_be_what_its_format_says",
            SourceError::Comparison { .. } => "comparison_read_back_is_told_from_a_dataset",
            SourceError::NotADisclosure { .. } => "not_a_disclosure",
            SourceError::NothingUnderstood { .. } => "nothing_understood_says_why",
            SourceError::StandardInputTwice => "standard_input_is_read_once",
            SourceError::NothingToRead { .. } => "nothing_to_read_in_a_folder",
            SourceError::OwnReport { .. } => "own_report_given_as_a_folder",
            SourceError::Scratch { .. } => "scratch_files_that_cannot_be_written_are_told",
            SourceError::Unsorted => "unsorted_datasets_of_several_sources_are_refused",
            SourceError::Bridge(_) => "bridges_that_are_none_are_refused",
        }
    }

    #[test]
    fn every_error_has_a_case_that_brings_it_about() {
        let cases = include_str!("../../tests/bad_input.rs");
        let place = Place::file("甲");
        let path = || "甲".to_owned();
        let reason = Warning::new(crate::model::WarningKind::Note, place.clone(), "乙");
        let errors = [
            SourceError::Open { path: path(), reason: std::io::ErrorKind::NotFound.into() },
            SourceError::NotAFile { path: path(), kind: "设备" },
            SourceError::Empty { path: path() },
            SourceError::TooLarge { path: path(), size: 2, limit: 1 },
            SourceError::Limit { place: place.clone(), what: "行", limit: 1, remedy: "拆分" },
            SourceError::Format { path: path(), found: "图片", remedy: "识别" },
            SourceError::BrokenWorkbook { path: path(), reason: "错乱" },
            SourceError::BrokenDocument { path: path(), reason: "错乱" },
            SourceError::Conversion { path: path(), reason: "错乱" },
            SourceError::Password { path: path() },
            SourceError::BrokenPages { path: path(), format: "PDF", reason: "错乱", remedy: "重新下载" },
            SourceError::PagesPassword { path: path(), format: "PDF" },
            SourceError::Content { place, expected: String::new(), found: String::new(), remedy: "核对" },
            SourceError::Comparison { path: path() },
            SourceError::NotADisclosure { path: path() },
            SourceError::NothingUnderstood { reason },
            SourceError::StandardInputTwice,
            SourceError::Scratch { path: path(), reason: std::io::ErrorKind::StorageFull.into() },
            SourceError::Unsorted,
            SourceError::NothingToRead { path: path() },
            SourceError::OwnReport { path: path() },
            SourceError::Bridge(crate::model::BridgeError::NoItem { place: Place::file("甲"), side: "旧科目" }),
        ];
        for error in errors {
            assert!(cases.contains(&format!("fn {}()", case(&error))), "{error}");
        }
    }
}

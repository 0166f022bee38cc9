//! 失败: reasons why a document cannot be revised, and the messages for them.

use super::super::super::PresentError;

/// Why a document could not be revised.
#[derive(Debug)]
pub(super) enum Failure {
    TooLarge(u64),
    Broken(&'static str),
    Signed,
    Protected,
    /// A template, or a document with macros.
    OtherKind,
    TooManyComments,
    /// A change that does not fit the document: a bug in the caller.
    Misfit(String),
    Zip(zip::result::ZipError),
}

impl From<zip::result::ZipError> for Failure {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Zip(error)
    }
}

pub(super) const MISSING: Failure = Failure::Broken("内部记录错乱");

pub(super) fn misfit(reason: impl Into<String>) -> Failure {
    Failure::Misfit(reason.into())
}

/// Word does not open files with more comments than this.
pub(super) const MAX_COMMENTS: usize = 32767;

impl Failure {
    /// The error shown to users, with the name of the file and the remedy.
    pub(super) fn said_of(self, file: &str) -> crate::Error {
        let (reason, remedy) = match self {
            Failure::Misfit(reason) => return PresentError::Revision(reason).into(),
            Failure::Zip(error) => return PresentError::Package(error).into(),
            Failure::TooLarge(limit) => (format!("解压后超过上限 {limit} 字节"), "请删去文档中用不到的内容后再试"),
            Failure::Broken(reason) => {
                (format!("文档已损坏或不完整：{reason}"), "请用 Word 或 WPS 打开后另存为 docx 再试")
            }
            Failure::Signed => ("文档带有数字签名，改动后签名失效".into(), "请在 Word 中删除签名，另存一份后再试"),
            Failure::Protected => {
                ("文档设有编辑保护".into(), "请在 Word 或 WPS 的“审阅→限制编辑”中停止保护，保存后再试")
            }
            Failure::OtherKind => {
                ("这是模板或带宏的文档".into(), "请在 Word 或 WPS 中另存为“Word 文档（*.docx）”后再试")
            }
            Failure::TooManyComments => (format!("批注超过 Word 的上限 {MAX_COMMENTS} 条"), "请把文档拆成几份后再试"),
        };
        PresentError::Document { path: file.to_owned(), reason, remedy }.into()
    }
}

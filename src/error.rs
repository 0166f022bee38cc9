//! 错误: the public error type, which wraps the private errors of the rooms.

use std::fmt;

/// 错误: displays as one Chinese message with the place and the way out, for users. Programs act on [`Error::kind`].
#[derive(Debug)]
pub struct Error(Box<Reason>);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Reason {
    #[error(transparent)]
    Source(#[from] crate::source::SourceError),
    #[error(transparent)]
    Analysis(#[from] crate::analysis::AnalysisError),
    #[error(transparent)]
    Present(#[from] crate::present::PresentError),
    #[error(transparent)]
    Chart(#[from] crate::present::chart::ChartError),
    #[error(transparent)]
    Project(#[from] crate::project::ProjectError),
    #[error(transparent)]
    Interrupted(#[from] crate::parallel::Interrupted),
}

/// 错误种类: for programs to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file does not exist, cannot be opened, or is too large.
    Input,
    /// A file is damaged, password-protected, of an unsupported format, or has the wrong content.
    Content,
    /// There are no figures, or none for the question asked.
    NoData,
    /// There is only one year where two are needed.
    OneYear,
    /// A requested year, phase or table does not exist.
    NotThere,
    /// An option, profile, template or bridge is invalid.
    Argument,
    /// A dataset that is read unit by unit is not sorted by unit.
    Unsorted,
    /// A sum exceeds the range of amounts.
    Overflow,
    /// Something that somebody else changed meanwhile.
    Conflict,
    /// A result that could not be written.
    Output,
    /// A fault of this program.
    Internal,
}

/// 摘录: the line of a text file that an error refers to, with the part at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, without its end.
    pub line: String,
    /// Its number, from 1.
    pub row: usize,
    /// The first character at fault, from 1.
    pub column: usize,
    /// The number of characters at fault.
    pub length: usize,
}

impl Excerpt {
    /// The line of a text in which a span of bytes begins.
    pub(crate) fn of(text: &str, span: std::ops::Range<usize>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        let piece = text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
        Self {
            line: line.to_owned(),
            row: before.matches('\n').count() + 1,
            column,
            length: piece.chars().count().max(1),
        }
    }
}

impl Error {
    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Reason::Source(reason) => reason.kind(),
            Reason::Analysis(reason) => reason.kind(),
            Reason::Present(reason) => reason.kind(),
            Reason::Chart(reason) => reason.kind(),
            Reason::Project(reason) => reason.kind(),
            Reason::Interrupted(_) => ErrorKind::Internal,
        }
    }

    /// The line that the error refers to, if it is about a text file.
    pub fn excerpt(&self) -> Option<&Excerpt> {
        match &*self.0 {
            Reason::Present(crate::present::PresentError::Text { excerpt, .. }) => Some(excerpt),
            _ => None,
        }
    }
}

impl<R: Into<Reason>> From<R> for Error {
    fn from(reason: R) -> Self {
        Self(Box::new(reason.into()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// What the system says, in Chinese where it is one of the common reasons.
pub(crate) fn plain(reason: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match reason.kind() {
        ErrorKind::NotFound => "没有这个文件".into(),
        ErrorKind::PermissionDenied => "没有权限".into(),
        ErrorKind::IsADirectory => "这是文件夹".into(),
        ErrorKind::OutOfMemory => "内存不足".into(),
        ErrorKind::StorageFull => "磁盘已满".into(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "路径中间有一段是文件，不是文件夹".into(),
        ErrorKind::ReadOnlyFilesystem => "磁盘只读".into(),
        ErrorKind::InvalidFilename => "文件名不合规定".into(),
        _ => format!("系统报告：{reason}"),
    }
}

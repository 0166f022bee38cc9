//! 错误: one public error over the rooms' private reasons.

use std::fmt;

/// 错误: why something could not be done, as one plain Chinese message with the place and the way out.
///
/// The reasons are private: a message is for a person, and code has nothing to decide by them but
/// that the run ends with exit status 2.
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

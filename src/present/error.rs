//! Why a result could not be written.

/// 输出错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PresentError {
    #[error("{path}：写不进去（{reason}）。请检查文件夹是否存在、是否有写权限、文件是否正被打开")]
    Write { path: String, reason: std::io::Error },
}

//! 项目错误: why a project folder could not be read or written.

use crate::error::{ErrorKind, plain};

/// 项目错误.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProjectError {
    #[error("{path}：项目文件夹无法打开或无法写入（{}）。请检查文件夹的权限和磁盘空间", plain(.reason))]
    Disk { path: String, reason: std::io::Error },
    #[error("{path}：这不是项目文件夹，里面已有别的文件。请换一个空文件夹")]
    Foreign { path: String },
    #[error("{path}：项目文件写法不对（{reason}）。请改正，或移走这个文件，从头记录")]
    Damaged { path: String, reason: String },
    #[error("{what}在别的窗口里改过了，没有保存。请刷新后再改")]
    Conflict { what: String },
    #[error("{name}：文件超过上限 {limit} 字节，没有收下。请按年度、单位拆成几个文件")]
    TooLarge { name: String, limit: u64 },
    #[error("项目里的文件已到上限 {limit} 个，没有收下。请移出一些，或另建一个项目")]
    TooMany { limit: usize },
    #[error("没有“{name}”这个文件。请刷新页面")]
    NoInput { name: String },
    #[error("{name}：这一页没有画出来（{reason}）。请用 PDF 阅读器打开这个文件看")]
    Undrawn { name: String, reason: &'static str },
    #[error("页面无法打开（{}）。请用 --port 换一个端口，或用 --listen 换一个本机的地址", plain(.reason))]
    Serve { reason: std::io::Error },
    #[error("{path}：项目文件夹要单独给出，不能和别的输入一起读。请把别的文件放进项目")]
    NotAlone { path: String },
}

impl ProjectError {
    /// The kind of error, for programs.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Disk { .. } | Self::Foreign { .. } | Self::Serve { .. } => ErrorKind::Output,
            Self::Damaged { .. } | Self::Undrawn { .. } => ErrorKind::Content,
            Self::Conflict { .. } => ErrorKind::Conflict,
            Self::TooLarge { .. } | Self::TooMany { .. } => ErrorKind::Input,
            Self::NoInput { .. } => ErrorKind::NotThere,
            Self::NotAlone { .. } => ErrorKind::Argument,
        }
    }
}

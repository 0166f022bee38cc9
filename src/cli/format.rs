//! 格式: how a result is written: as `--format` says, else by the extension of its file.

use super::choice::wrong;
use super::screen::is_stdout;
use crate::Error;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::Path;

/// 输出格式
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    Markdown,
    Csv,
    Json,
    Xlsx,
    Parquet,
    Html,
    Docx,
}

/// Formats of a result by the words of `--format`.
pub(super) type Formats = [(&'static str, Format)];

impl Format {
    /// Of years side by side.
    pub(super) const TABLES: &Formats = &[
        ("table", Self::Text),
        ("md", Self::Markdown),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("xlsx", Self::Xlsx),
        ("parquet", Self::Parquet),
    ];
    /// Of lists that are looked through: codes, proposals.
    pub(super) const LISTS: &Formats = &[("table", Self::Text), ("csv", Self::Csv), ("json", Self::Json)];
    /// Of line items.
    pub(super) const ITEMS: &Formats =
        &[("csv", Self::Csv), ("json", Self::Json), ("xlsx", Self::Xlsx), ("parquet", Self::Parquet)];
    /// Of 情况说明.
    pub(super) const EXPLANATION: &Formats = &[("docx", Self::Docx), ("md", Self::Markdown), ("txt", Self::Text)];
    /// Of an audit.
    pub(super) const AUDIT: &Formats = &[
        ("text", Self::Text),
        ("md", Self::Markdown),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("xlsx", Self::Xlsx),
        ("parquet", Self::Parquet),
        ("html", Self::Html),
    ];

    /// Reads `--format` of a command that knows these.
    pub(super) fn parser(formats: &'static Formats) -> impl TypedValueParser<Value = Self> {
        let words = formats.iter().map(|(word, _)| *word);
        PossibleValuesParser::new(words.collect::<Vec<_>>()).map(|word| {
            let found = formats.iter().find(|(known, _)| *known == word);
            found.map_or(Self::Text, |(_, format)| *format)
        })
    }

    /// The format asked for, which the extension of the file must not contradict; else that of the extension; on the
    /// screen, text.
    pub(super) fn of(asked: Option<Self>, output: Option<&Path>, formats: &Formats) -> Result<Self, Error> {
        let path = output.filter(|path| !is_stdout(path));
        let extension = path.map(extension).unwrap_or_default();
        let told = formats.iter().map(|(_, format)| *format).find(|format| format.extension() == extension);
        match (asked, told, path) {
            (Some(asked), Some(told), Some(path)) if asked != told => {
                Err(wrong(format!("--format 与输出文件 {} 的扩展名不一致，请去掉一个", path.display())))
            }
            (Some(format), ..) | (None, Some(format), _) => Ok(format),
            (None, None, None) if formats.iter().any(|(_, format)| *format == Self::Text) => Ok(Self::Text),
            (None, None, _) => {
                let names: Vec<&str> = formats.iter().map(|(_, format)| format.extension()).collect();
                let list = match names.split_last() {
                    Some((last, before)) => format!("{} 或 {last}", before.join("、")),
                    None => String::new(),
                };
                Err(unknown_format(output.unwrap_or(Path::new("-")), &list))
            }
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Html => "html",
            Self::Docx => "docx",
        }
    }
}

/// The extension of an output, which says its format where no option does.
pub(super) fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Refuses an output whose format is none of these, or not told.
pub(super) fn unknown_format(path: &Path, formats: &str) -> Error {
    let message = if is_stdout(path) {
        format!("写到标准输出时看不到扩展名，请用 --format 写明格式：{formats}")
    } else {
        format!("输出文件 {} 的扩展名应为 {formats}", path.display())
    };
    wrong(message)
}

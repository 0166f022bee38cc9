//! 格式: the format of a result, given by `--format` or by the extension of the output file.

use super::choice::wrong;
use super::screen::is_stdout;
use crate::Error;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::Path;

/// 输出格式
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for a terminal.
    Text,
    Markdown,
    Csv,
    Json,
    Xlsx,
    Parquet,
    Html,
    Docx,
}

/// The formats of a result, with their names in `--format`.
pub(super) type Formats = [(&'static str, Format)];

impl Format {
    /// Formats of comparisons and trends.
    pub(super) const TABLES: &Formats = &[
        ("table", Self::Text),
        ("md", Self::Markdown),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("xlsx", Self::Xlsx),
        ("parquet", Self::Parquet),
    ];
    /// Formats of lists to read through: codes, proposals.
    pub(super) const LISTS: &Formats = &[("table", Self::Text), ("csv", Self::Csv), ("json", Self::Json)];
    /// Formats of line items.
    pub(super) const ITEMS: &Formats =
        &[("csv", Self::Csv), ("json", Self::Json), ("xlsx", Self::Xlsx), ("parquet", Self::Parquet)];
    /// Formats of 情况说明.
    pub(super) const EXPLANATION: &Formats = &[("docx", Self::Docx), ("md", Self::Markdown), ("txt", Self::Text)];
    /// Formats of last year's text said again.
    pub(super) const ROLLED: &Formats =
        &[("docx", Self::Docx), ("md", Self::Markdown), ("txt", Self::Text), ("json", Self::Json)];
    /// Formats of an audit.
    pub(super) const AUDIT: &Formats = &[
        ("text", Self::Text),
        ("md", Self::Markdown),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("xlsx", Self::Xlsx),
        ("parquet", Self::Parquet),
        ("html", Self::Html),
    ];

    /// Parses `--format` of a command that has these formats.
    pub(super) fn parser(formats: &'static Formats) -> impl TypedValueParser<Value = Self> {
        let words = formats.iter().map(|(word, _)| *word);
        PossibleValuesParser::new(words.collect::<Vec<_>>()).map(|word| {
            let found = formats.iter().find(|(known, _)| *known == word);
            found.map_or(Self::Text, |(_, format)| *format)
        })
    }

    /// The format given by `--format`, which must agree with the extension of the file; else that of the extension;
    /// text on the screen.
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

/// The extension of an output in lower case; empty if there is none.
pub(super) fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The error for an output whose extension is not one of `formats`.
pub(super) fn unknown_format(path: &Path, formats: &str) -> Error {
    let message = if is_stdout(path) {
        format!("写到标准输出时无法判断扩展名，请用 --format 写明格式：{formats}")
    } else {
        format!("输出文件 {} 的扩展名应为 {formats}", path.display())
    };
    wrong(message)
}

//! 表的输出: options of `compare` and `trend` for format, unit and output file.

use super::format::Format;
use super::screen::is_stdout;
use super::{choice, output};
use crate::Error;
use crate::model::AmountUnit;
use clap::Args;
use std::path::{Path, PathBuf};

/// 输出的参数.
#[derive(Debug, Args)]
pub struct TableArgs {
    /// 金额单位（table、md）：元、千元、万元、亿元
    #[arg(long, value_name = "单位", default_value = "万元", help_heading = "选项")]
    pub unit: String,
    /// 输出格式：table、md、csv、json、xlsx、parquet；不写则按 -o 的扩展名，显示在屏幕上时为 table
    #[arg(
        long,
        value_name = "格式",
        value_parser = Format::parser(Format::TABLES),
        hide_possible_values = true,
        help_heading = "选项"
    )]
    pub format: Option<Format>,
    /// 写入文件：txt、md、csv、json、xlsx、parquet；不写则显示在屏幕上
    #[arg(short, long, value_name = "文件", help_heading = "选项")]
    pub output: Option<PathBuf>,
}

impl TableArgs {
    /// The format given by `--format` or by the output's extension.
    pub(super) fn format(&self) -> Result<Format, Error> {
        Format::of(self.format, self.output.as_deref(), Format::TABLES)
    }

    /// The unit of printed amounts.
    pub(super) fn amount_unit(&self) -> Result<AmountUnit, Error> {
        choice::amount_unit(&self.unit)
    }

    /// The output file; `None` for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_stdout(path))
    }

    /// Checks that the output is none of the inputs.
    pub(super) fn protect(&self, inputs: &[PathBuf], bridges: &[PathBuf]) -> Result<(), Error> {
        let given: Vec<PathBuf> = inputs.iter().chain(bridges).cloned().collect();
        self.output.iter().try_for_each(|path| output::protect(path, &given))
    }
}

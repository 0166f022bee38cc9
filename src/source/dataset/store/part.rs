//! 数据块: the rows of one year of a dataset in row groups, whether they are stored in a file or in memory.

use super::amounts::Amounts;
use super::strings::Strings;
use crate::model::dataset::decimal;
use crate::model::{FiscalYear, Place};
use crate::source::SourceError;
use crate::source::dataset::header;
use std::fmt::Debug;
use std::sync::Arc;

/// The rows of one year.
pub(super) trait Part: Debug + Send + Sync {
    /// Its name in messages.
    fn name(&self) -> &Arc<str>;

    /// The year.
    fn year(&self) -> FiscalYear;

    /// The number of rows of each row group.
    fn groups(&self) -> &[usize];

    /// Whether there is a column for a field.
    fn has(&self, field: &str) -> bool;

    /// The single value of a field in a row group, if it is known without reading that there is only one.
    fn only(&self, group: usize, field: &str) -> Option<String>;

    /// Minimum and maximum of a field in a row group, if they are known without reading.
    fn extent(&self, group: usize, field: &str) -> Option<(Vec<u8>, Vec<u8>)>;

    /// The texts of a field in a row group; all are empty if there is no such column.
    fn strings(&self, group: usize, field: &'static str) -> Result<Arc<Strings>, SourceError>;

    /// The amounts of a row group.
    fn amounts(&self, group: usize) -> Result<Amounts, SourceError>;

    /// The steps that the amounts of a row group were printed in, if there is such a column.
    fn resolutions(&self, group: usize) -> Result<Option<Amounts>, SourceError>;

    /// Index of the column that holds a field.
    fn place(&self, field: &str) -> Option<usize>;

    /// The decimal places of stored amounts.
    fn scale(&self) -> usize;

    /// Where a row of a row group stands in the whole, from 0.
    fn row(&self, group: usize, row: usize) -> usize;

    /// Name of a row group in messages.
    fn group_name(&self, group: usize) -> String;
}

/// Error: a damaged file.
pub(super) fn torn(name: &Arc<str>, group: &str) -> SourceError {
    let found = if group.is_empty() {
        "文件不完整或已损坏".to_owned()
    } else {
        format!("{group}不完整或已损坏")
    };
    content(name, "应为完整的 Parquet 文件".to_owned(), &found, "请重新导出后再试")
}

/// Error: a dataset that holds what it should not.
pub(super) fn content(name: &Arc<str>, expected: String, found: &str, remedy: &'static str) -> SourceError {
    SourceError::Content { place: Place::file(name.clone()), expected, found: found.to_owned(), remedy }
}

/// Error: a column of a type that it cannot have.
pub(super) fn wrong_type(name: &Arc<str>, field: &str, found: &str) -> SourceError {
    match field {
        "amount" | "resolution" => content(
            name,
            format!("{field} 列应为 DECIMAL(18,2)（元）或整数（元）"),
            found,
            "请转换后再导出，如 CAST(amount AS DECIMAL(18,2))",
        ),
        "year" => content(name, "year 列应为四位年度（整数或文字）".to_owned(), found, "请转换后再试"),
        _ => content(name, format!("{field} 列应为文字"), found, "请转换为字符串后再导出"),
    }
}

/// Checks that a dataset has the fields that every one must have. `found` are the names of its columns.
pub(super) fn needs<'a>(
    name: &Arc<str>,
    has: impl Fn(&str) -> bool,
    found: impl Iterator<Item = &'a str>,
) -> Result<(), SourceError> {
    let found: Vec<&str> = found.collect();
    if header::is_list(found.iter().copied()) {
        let expected = "数据集应一行一个科目".to_owned();
        let remedy = "这是一体化系统逐笔列的清单，请先用 tongbi extract 把它汇总成数据集";
        return Err(content(name, expected, &found.join("、"), remedy));
    }
    let missing: Vec<&str> = ["unit", "year", "code", "amount"].into_iter().filter(|field| !has(field)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let expected = format!("数据集应有 unit、code、amount 等列，缺少 {}", missing.join("、"));
    Err(content(name, expected, &found.join("、"), "请补上这一列，列名见 docs/数据集.md"))
}

/// Checks the number of rows in a row group, which is held in memory as a whole.
pub(super) fn fits_in_memory(
    name: &Arc<str>,
    group: &str,
    rows: usize,
    remedy: &'static str,
) -> Result<(), SourceError> {
    const MOST: usize = 50_000_000;
    if rows <= MOST {
        return Ok(());
    }
    Err(content(name, format!("{group}应不超过 {MOST} 行"), &rows.to_string(), remedy))
}

/// Error: an amount beyond the range of amounts.
pub(super) fn out_of_range(name: &Arc<str>, place: &str, row: usize, (stored, scale): (i128, usize)) -> SourceError {
    let expected = format!("{place}第{}行的金额应在 ±9 万万亿元以内", row + 1);
    content(name, expected, &decimal(stored, scale), "请核对金额和单位")
}

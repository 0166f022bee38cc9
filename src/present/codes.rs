//! 科目查询: the results of looking up codes, as a table, CSV or JSON.

use super::PresentError;
use super::csv_guard::BOM;
use super::records::into_text;
use super::table::{Column, Kind, Row, Table, texts};
use crate::model::{Classification, Code};
use serde::Serialize;

/// 查到的科目: a code under one of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCode {
    /// 科目编码
    pub code: Code,
    /// 分类
    pub classification: Classification,
    /// 科目名称
    pub name: String,
    /// The names of its ancestors, 类 first.
    pub path: Vec<String>,
    /// The years in which it was seen.
    pub years: Vec<String>,
    /// Where it was seen: files, or the catalog's provenance.
    pub sources: Vec<String>,
}

#[derive(Serialize)]
struct Wire<'a> {
    code: &'a str,
    name: &'a str,
    level: &'static str,
    classification: &'static str,
    path: String,
    years: String,
    source: String,
}

impl<'a> Wire<'a> {
    fn new(found: &'a FoundCode) -> Self {
        Self {
            code: found.code.as_str(),
            name: &found.name,
            level: found.code.level().name(),
            classification: found.classification.name(),
            path: found.path.join(" > "),
            years: found.years.join(" "),
            source: found.sources.join("；"),
        }
    }
}

/// Codes as a table for a terminal of `width` columns.
pub fn codes_table(found: &[FoundCode], width: u16) -> String {
    let row = |one: &FoundCode| {
        let wire = Wire::new(one);
        let title = one.classification.title();
        Row::without_level(texts([wire.code, wire.level, wire.name, &wire.path, title, &wire.years, &wire.source]))
    };
    let columns = [
        ("编码", Kind::Code),
        ("级次", Kind::Word),
        ("名称", Kind::Text),
        ("上级", Kind::Text),
        ("分类", Kind::Text),
        ("年度", Kind::Text),
        ("来源", Kind::Text),
    ];
    let columns: Vec<Column> = columns.map(|(head, kind)| Column::new(head, kind)).into();
    let (labels, rows) = (columns.len(), found.iter().map(row).collect());
    Table { columns, rows, labels, ..Table::default() }.terminal(width)
}

/// Codes as CSV for Excel.
///
/// # Errors
/// None in practice.
pub fn codes_csv(found: &[FoundCode]) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    for one in found {
        writer.serialize(Wire::new(one)).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// Codes as a JSON array of objects.
///
/// # Errors
/// None in practice.
pub fn codes_json(found: &[FoundCode]) -> Result<String, crate::Error> {
    let rows: Vec<Wire> = found.iter().map(Wire::new).collect();
    Ok(serde_json::to_string_pretty(&rows).map_err(PresentError::from)? + "\n")
}

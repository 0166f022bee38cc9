//! 列名: maps the columns of a dataset to the fields of line items.

use crate::source::Grid;
use crate::source::recognise::is_list_header;
use std::collections::BTreeMap;

/// A field and the names that its column may have, the standard one first.
const NAMES: &[(&str, &[&str])] = &[
    ("unit", &["unit", "单位", "单位名称", "预算单位"]),
    ("region", &["region", "地区", "行政区划", "区划"]),
    ("scope", &["scope", "主体", "口径"]),
    ("year", &["year", "年度", "年份", "预算年度"]),
    ("phase", &["phase", "阶段"]),
    ("table", &["table", "表", "报表"]),
    ("classification", &["classification", "分类"]),
    ("code", &["code", "科目编码", "科目代码", "编码", "功能分类科目编码", "经济分类科目编码"]),
    ("level", &["level", "级次"]),
    ("name", &["name", "科目名称", "名称"]),
    ("project", &["project", "项目名称"]),
    ("measure", &["measure", "栏目", "指标"]),
    ("amount", &["amount", "金额", "金额（元）", "金额(元)"]),
    ("amount_fen", &["amount_fen"]),
    ("resolution", &["resolution"]),
    ("resolution_fen", &["resolution_fen"]),
    ("origin", &["origin", "来源"]),
    ("file", &["file"]),
    ("page", &["page"]),
    ("row", &["row"]),
    ("column", &["column"]),
    ("parent", &["parent"]),
    ("text", &["text"]),
    ("part", &["part"]),
    ("bounds", &["bounds"]),
    ("confidence", &["confidence"]),
];

/// The field of a column with this name.
pub(super) fn field(header: &str) -> Option<&'static str> {
    let header = header.trim().to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&header.as_str())).map(|(field, _)| *field)
}

/// The position of each field among columns of these names; the first, if there are several.
pub(super) fn fields<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'static str, usize> {
    let mut fields = BTreeMap::new();
    names.enumerate().for_each(|(place, name)| _ = field(name).map(|field| fields.entry(field).or_insert(place)));
    fields
}

/// Whether columns are those of a list from 预算管理一体化系统, several rows of which may make one item.
pub(super) fn is_list<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    is_list_header(&names.map(str::trim).collect::<Vec<_>>())
}

/// Whether columns are those of a dataset.
pub(super) fn is_dataset(has: impl Fn(&str) -> bool) -> bool {
    (has("amount") || has("amount_fen")) && has("year") && has("code")
}

/// Whether these are the columns of a comparison written by this program.
pub(super) fn is_comparison<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let names: Vec<&str> = names.map(str::trim).collect();
    let all = |fields: &[&str]| fields.iter().all(|field| names.contains(field));
    all(&["unit", "prior", "current", "change", "growth", "prior_origin"])
        || all(&["unit", "amount", "growth", "cumulative_growth"])
        // A wide table: 预算累计增减率.
        || names.iter().any(|name| name.ends_with("累计增减率"))
}

/// 列: the position of each field in a grid.
#[derive(Debug)]
pub(super) struct Columns(BTreeMap<&'static str, usize>);

impl Columns {
    /// The columns of a grid whose first row is a dataset's header.
    pub(super) fn of(grid: &Grid) -> Option<Self> {
        let names = || (0..grid.columns()).map(|column| grid.text(0, column));
        let columns = fields(names());
        (is_dataset(|field| columns.contains_key(field)) && !is_list(names())).then_some(Self(columns))
    }

    /// The column of a field.
    pub(super) fn at(&self, field: &str) -> Option<usize> {
        self.0.get(field).copied()
    }

    /// The text of a field in a row; empty if the field is missing.
    pub(super) fn text<'a>(&self, grid: &'a Grid, row: usize, field: &str) -> &'a str {
        self.at(field).map_or("", |column| grid.text(row, column).trim())
    }
}

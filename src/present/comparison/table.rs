//! 对比的表: the columns that a comparison can show and what stands in them, for every format and every choice of rows.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{AmountUnit, Origin};
use crate::present::TextOptions;
use crate::present::by_table::{self, by_table};
use crate::present::table::{Cell, Column, Digits, Kind, Row, Table, Value, words};

/// 对比的栏
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::present) enum Field {
    /// 表
    Table,
    /// 编码
    Code,
    /// 级次
    Level,
    /// 名称
    Name,
    /// 栏目
    Measure,
    /// 上年数
    Prior,
    /// 本年数
    Current,
    /// 增减额
    Change,
    /// 增减率, or a word if there is no rate
    Growth,
    /// 增减率, only as a number
    Rate,
    /// 变动情况: 新增, 取消, 增加, 减少, 持平
    Status,
    /// 上年占比
    SharePrior,
    /// 本年占比
    ShareCurrent,
    /// 占比变化
    ShareChange,
    /// 拉动
    Contribution,
    /// 上年数来源
    Origin,
    /// 上年数, 同口径
    ComparablePrior,
    /// 增减额, 同口径
    ComparableChange,
    /// 增减率, 同口径
    ComparableGrowth,
    /// 增减率, 同口径, only as a number
    ComparableRate,
    /// 变动情况, 同口径
    ComparableStatus,
}

impl Field {
    fn kind(self) -> Kind {
        match self {
            Self::Table | Self::Level | Self::Origin | Self::Status | Self::ComparableStatus => Kind::Word,
            Self::Code => Kind::Code,
            Self::Name => Kind::Name,
            Self::Measure => Kind::Text,
            _ => Kind::Figure,
        }
    }

    /// Width in half-width characters, where cells do not say it.
    fn width(self) -> usize {
        match self {
            Self::Table => 27,
            Self::Level => 6,
            Self::Name => 38,
            Self::Measure => 19,
            Self::Prior | Self::Current | Self::Change | Self::ComparablePrior | Self::ComparableChange => 15,
            Self::Origin => 16,
            Self::Growth | Self::Rate | Self::ShareChange => 11,
            Self::ComparableGrowth | Self::ComparableRate => 12,
            Self::Status
            | Self::ComparableStatus
            | Self::Code
            | Self::SharePrior
            | Self::ShareCurrent
            | Self::Contribution => 10,
        }
    }
}

/// `2023年预算` and `2024年预算`: what stands over the two years.
pub(in crate::present) fn years(comparison: &Comparison) -> [String; 2] {
    let name = |year, phase| format!("{year}年{phase}");
    [name(comparison.base, comparison.base_phase), name(comparison.year, comparison.phase)]
}

/// These rows under these columns, each with its head; the heads of the two years are their own.
pub(in crate::present) fn table<'a>(
    comparison: &Comparison,
    rows: impl IntoIterator<Item = &'a ComparisonRow>,
    fields: &[(Field, &str)],
    unit: AmountUnit,
) -> Table {
    let [base, year] = years(comparison);
    let column = |(field, head): &(Field, &str)| {
        let head = match field {
            Field::Prior => base.as_str(),
            Field::Current => year.as_str(),
            _ => head,
        };
        Column::new(head, field.kind()).wide(field.width())
    };
    let row = |row: &ComparisonRow| Row {
        level: Some(row.item.level),
        cells: fields.iter().map(|(field, _)| cell(row, *field)).collect(),
    };
    Table {
        columns: fields.iter().map(column).collect(),
        rows: rows.into_iter().map(row).collect(),
        labels: fields.iter().position(|(field, _)| field.kind() == Kind::Figure).unwrap_or(fields.len()),
        digits: Digits::of(unit),
        ..Table::default()
    }
}

/// What a row holds in a column.
pub(in crate::present) fn cell(row: &ComparisonRow, field: Field) -> Cell {
    let same = row.comparable.unwrap_or_default();
    match field {
        Field::Table => Cell::text(row.item.table.title()),
        Field::Code => Cell::code(row.item.code.as_ref()),
        Field::Level => Cell::text(words::level(row.item.level)),
        Field::Name => Cell::text(words::row_name(&row.item)),
        Field::Measure => Cell::text(row.item.measure.as_str()),
        Field::Prior => Cell::known(row.prior, row.prior_origin),
        Field::Current => Cell::known(row.current, row.current_origin),
        Field::Change => Cell::change(row.change),
        Field::Growth => Cell::growth(row.growth),
        Field::Rate => Value::Rate(row.growth).into(),
        Field::Status => Value::Status(row.growth).into(),
        Field::SharePrior => Cell::share(row.share_prior),
        Field::ShareCurrent => Cell::share(row.share_current),
        Field::ShareChange => Cell::points(row.share_change),
        Field::Contribution => Cell::points(row.contribution),
        Field::Origin => Cell::text(origin(row)),
        Field::ComparablePrior => Cell::amount(same.prior),
        Field::ComparableChange => Cell::change(same.change),
        Field::ComparableGrowth => Cell::growth(same.growth),
        Field::ComparableRate => Value::Rate(same.growth).into(),
        Field::ComparableStatus => Value::Status(same.growth).into(),
    }
}

/// 上年数来源 of a row; this year's too where it is not published.
fn origin(row: &ComparisonRow) -> String {
    let prior = row.prior_origin.map_or("", Origin::title).to_owned();
    match row.current_origin {
        Some(origin) if origin != Origin::Published => format!("{prior}（本年：{}）", origin.title()),
        _ => prior,
    }
}

/// The columns of a table of published figures.
const PUBLISHED: [(Field, &str); 8] = [
    (Field::Code, "编码"),
    (Field::Name, "名称"),
    (Field::Prior, ""),
    (Field::Current, ""),
    (Field::Change, "增减额"),
    (Field::Growth, "增减率"),
    (Field::ShareCurrent, "占比"),
    (Field::ShareChange, "占比变化"),
];

/// The columns of a table of the rows that a bridge changes.
const SAME_BASIS: [(Field, &str); 9] = [
    (Field::Code, "编码"),
    (Field::Name, "名称"),
    (Field::Prior, ""),
    (Field::Current, ""),
    (Field::Change, "增减额"),
    (Field::Growth, "增减率"),
    (Field::ComparablePrior, "上年同口径"),
    (Field::ComparableChange, "同口径增减"),
    (Field::ComparableGrowth, "同口径增减率"),
];

/// The tables of a comparison, by unit and budget table. The columns do not depend on a bridge: the rows that it changes
/// are listed again, in a table below. Each table is followed by a note about the rows that are not shown, if any.
pub(super) fn tables(comparison: &Comparison, options: TextOptions) -> Vec<(Table, Option<String>)> {
    let has_basis = comparison.has_basis();
    let mut tables = Vec::new();
    for rows in by_table(&comparison.rows, |row| &row.item, options) {
        let table = |rows: &[&ComparisonRow], fields, caption| Table {
            caption,
            shortens: true,
            ..table(comparison, rows.iter().copied(), fields, options.unit)
        };
        let hidden = rows.hidden();
        let mut published = table(&rows.shown, &PUBLISHED, rows.caption);
        let moved: Vec<&ComparisonRow> = rows.shown.into_iter().filter(|row| row.is_moved()).collect();
        published.notes.extend((has_basis && moved.is_empty()).then(by_table::untouched));
        tables.push((published, hidden));
        if !moved.is_empty() {
            tables.push((table(&moved, &SAME_BASIS, rows.same_basis_caption), None));
        }
    }
    tables
}

/// What the marks behind amounts mean, if any stands, and what else is to be known of the whole comparison.
pub(in crate::present) fn legend(comparison: &Comparison) -> Vec<String> {
    let origins = |row: &ComparisonRow| [row.prior_origin, row.current_origin];
    let marks = words::legend(|origin| comparison.rows.iter().any(|row| origins(row).contains(&Some(origin))));
    let mut lines: Vec<String> = comparison.other_phase().map(|said| format!("注意：{said}。")).into_iter().collect();
    lines.extend(marks.into_iter().map(str::to_owned));
    if comparison.has_basis() {
        lines.push(
            "同口径：上年数按对照表转到本年科目后再比，只列对照表转动的项；“—”表示表中没有列出转移的数。".to_owned(),
        );
    }
    lines
}

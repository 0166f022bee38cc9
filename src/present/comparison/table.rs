//! 对比的表: the columns that a comparison can show and what stands in them, for every format and every choice of rows.

use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{AmountUnit, Level, Origin};
use crate::present::table::{Cell, Column, Digits, Kind, Row, Table, words};

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
    /// 增减率
    Growth,
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
}

impl Field {
    fn kind(self) -> Kind {
        match self {
            Self::Table | Self::Level | Self::Origin => Kind::Word,
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
            Self::Growth | Self::ShareChange => 11,
            Self::ComparableGrowth => 12,
            Self::Code | Self::SharePrior | Self::ShareCurrent | Self::Contribution => 10,
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
        Field::SharePrior => Cell::share(row.share_prior),
        Field::ShareCurrent => Cell::share(row.share_current),
        Field::ShareChange => Cell::points(row.share_change),
        Field::Contribution => Cell::points(row.contribution),
        Field::Origin => Cell::text(origin(row)),
        Field::ComparablePrior => Cell::amount(same.prior),
        Field::ComparableChange => Cell::change(same.change),
        Field::ComparableGrowth => Cell::growth(same.growth),
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

/// The tables of a comparison, one a unit and budget table. Rows below the total show 合计 only, unless one measure was
/// asked for; beside each table stands how many rows that leaves out.
pub(super) fn tables(comparison: &Comparison, unit: AmountUnit, one_measure: bool) -> Vec<(Table, usize)> {
    use Field::{Change, Code, ComparableChange, ComparableGrowth, ComparablePrior, Current, Growth, Name, Prior};
    let mut fields =
        vec![(Code, "编码"), (Name, "名称"), (Prior, ""), (Current, ""), (Change, "增减额"), (Growth, "增减率")];
    if comparison.has_basis() {
        fields.extend([
            (ComparablePrior, "上年同口径"),
            (ComparableChange, "同口径增减"),
            (ComparableGrowth, "同口径增减率"),
        ]);
    }
    fields.extend([(Field::ShareCurrent, "占比"), (Field::ShareChange, "占比变化")]);
    let scopes = || comparison.rows.iter().map(|row| row.item.scope);
    let tables = comparison.rows.chunk_by(|one, other| one.item.sheet() == other.item.sheet());
    tables
        .filter_map(|rows| {
            let first = rows.first()?;
            let is_shown =
                |row: &&ComparisonRow| one_measure || row.item.level == Level::Total || row.item.measure.is_total();
            let scope = words::scope_shown(scopes(), first.item.scope);
            let table = Table {
                caption: words::caption((&first.item.unit, scope, first.item.table), unit),
                shortens: true,
                ..table(comparison, rows.iter().filter(is_shown), &fields, unit)
            };
            let hidden = rows.len() - table.rows.len();
            Some((table, hidden))
        })
        .collect()
}

/// What the marks behind amounts mean, if any stands, and what else is to be known of the whole comparison.
pub(in crate::present) fn legend(comparison: &Comparison) -> Vec<String> {
    let origins = |row: &ComparisonRow| [row.prior_origin, row.current_origin];
    let marks = words::legend(|origin| comparison.rows.iter().any(|row| origins(row).contains(&Some(origin))));
    let mut lines: Vec<String> = comparison.other_phase().map(|said| format!("注意：{said}。")).into_iter().collect();
    lines.extend(marks.into_iter().map(str::to_owned));
    if comparison.has_basis() {
        lines.push("同口径：上年数按对照表转到本年科目后再比；“—”表示表中没有列出转移的数。".to_owned());
    }
    lines
}

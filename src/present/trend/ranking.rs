//! 排名的表: units by their totals, and the items that moved most.

use super::table::amount;
use super::{TrendView, title};
use crate::analysis::{Mover, RankBy, RankedUnit, Ranking, TrendRow, YearPhase};
use crate::model::{AmountUnit, FiscalYear, Origin};
use crate::present::table::{Cell, Column, Digits, Kind, Row, Table, Value, words};

/// The ranking and the movers of a view that has them.
pub(super) fn tables(view: &TrendView, unit: AmountUnit) -> Vec<Table> {
    let Some(ranking) = view.ranking else { return Vec::new() };
    [Some(units(ranking, unit)), movers(view, ranking, unit)].into_iter().flatten().collect()
}

fn columns<const COUNT: usize>(columns: [(&str, Kind); COUNT]) -> Vec<Column> {
    columns.map(|(head, kind)| Column::new(head, kind).wide(22)).into()
}

fn units(ranking: &Ranking, unit: AmountUnit) -> Table {
    let by = match ranking.by {
        RankBy::Amount => "金额",
        RankBy::Change => "增减额",
        RankBy::Growth => "增减率",
    };
    let column = title(ranking.column);
    let row = |one: &RankedUnit| {
        Row::without_level([
            one.rank.map_or_else(|| Cell::text("—"), |rank| Value::Count(rank).into()),
            Cell::text(&*one.unit),
            Cell::amount(Some(one.amount)),
            Cell::change(one.change),
            Cell::growth(one.growth),
            Cell::share(one.share),
        ])
    };
    let total = Cell::amount(ranking.total).print(Digits::of(unit));
    let mut notes = vec![format!("有数的 {} 个单位合计 {total}。", ranking.known)];
    if !ranking.missing.is_empty() {
        /// Names that anybody reads.
        const SHOWN: usize = 50;
        let names = ranking.missing.iter().take(SHOWN).map(|unit| &**unit).collect::<Vec<_>>().join("、");
        let count = ranking.missing.len();
        let rest = if count > SHOWN { format!(" 等 {count} 个") } else { String::new() };
        notes.push(format!("没有{column}数、未参加排名的单位：{names}{rest}。"));
    }
    Table {
        caption: format!("单位排名：{} {}，{column}，按{by}（{unit}）", ranking.table.title(), ranking.measure),
        columns: columns([
            ("名次", Kind::Word),
            ("单位", Kind::Text),
            (&column, Kind::Figure),
            ("增减额", Kind::Figure),
            ("增减率", Kind::Figure),
            ("占比", Kind::Figure),
        ]),
        rows: ranking.units.iter().map(row).collect(),
        labels: 2,
        digits: Digits::of(unit),
        notes,
        ..Table::default()
    }
}

fn movers(view: &TrendView, ranking: &Ranking, unit: AmountUnit) -> Option<Table> {
    let (year, phase) = ranking.column;
    let before: YearPhase = (FiscalYear::previous(year)?, phase);
    if view.movers.is_empty() {
        return None;
    }
    let row = |mover: &Mover| {
        let row = &mover.row;
        Row::without_level([
            Cell::text(&*row.item.unit),
            Cell::code(row.item.code.as_ref()),
            Cell::text(&*row.item.name),
            Cell { differs: false, ..amount(row, before) },
            Cell { differs: false, ..amount(row, ranking.column) },
            Cell::change(Some(mover.change)),
            Cell::growth(row.growth(ranking.column)),
        ])
    };
    // Figures that differ are listed below the years, which are not shown here.
    let figures = |row: &TrendRow| [before, ranking.column].map(|column| row.figures.get(&column)?.origin.into());
    let origins: Vec<Option<Origin>> = view.movers.iter().flat_map(|mover| figures(&mover.row)).collect();
    let basis = if view.trend.has_basis() { "，同口径" } else { "" };
    Some(Table {
        caption: format!(
            "变动最大的 {} 项：{} {}（{unit}{basis}）",
            view.movers.len(),
            ranking.table.title(),
            ranking.measure,
        ),
        columns: columns([
            ("单位", Kind::Text),
            ("编码", Kind::Code),
            ("名称", Kind::Text),
            (&title(before), Kind::Figure),
            (&title(ranking.column), Kind::Figure),
            ("增减额", Kind::Figure),
            ("增减率", Kind::Figure),
        ]),
        rows: view.movers.iter().map(row).collect(),
        labels: 3,
        digits: Digits::of(unit),
        notes: words::legend(|origin| origins.contains(&Some(origin))).into_iter().map(str::to_owned).collect(),
        ..Table::default()
    })
}

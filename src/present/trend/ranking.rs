//! 排名的表: units by their totals, and the items that moved most.

use super::{TrendView, title};
use crate::analysis::{RankBy, Ranking, YearPhase};
use crate::model::{Amount, AmountUnit, FiscalYear};
use crate::present::rows::{growth, signed};

/// A plain table.
pub(super) struct Listing {
    pub caption: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// How many columns from the left hold words.
    pub left: usize,
    pub notes: Vec<String>,
}

/// The ranking and the movers of a view that has them.
pub(super) fn listings(view: &TrendView, unit: AmountUnit) -> Vec<Listing> {
    let Some(ranking) = view.ranking else { return Vec::new() };
    let mut listings = vec![units(ranking, unit)];
    listings.extend(movers(view, ranking, unit));
    listings
}

fn print(amount: Option<Amount>, unit: AmountUnit) -> String {
    amount.map_or_else(|| "—".to_owned(), |amount| amount.print(unit, 2))
}

fn units(ranking: &Ranking, unit: AmountUnit) -> Listing {
    let by = match ranking.by {
        RankBy::Amount => "金额",
        RankBy::Change => "增减额",
        RankBy::Growth => "增减率",
    };
    let column = title(ranking.column);
    let row = |one: &crate::analysis::RankedUnit| {
        vec![
            one.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string()),
            one.unit.to_string(),
            one.amount.print(unit, 2),
            one.change.map_or_else(|| "—".to_owned(), |change| signed(change, unit, 2)),
            growth(one.growth),
            one.share.map_or_else(|| "—".to_owned(), |share| format!("{}%", share.percent(2))),
        ]
    };
    let mut notes = vec![format!("有数的 {} 个单位合计 {}。", ranking.known, print(ranking.total, unit))];
    if !ranking.missing.is_empty() {
        /// Names that anybody reads.
        const SHOWN: usize = 50;
        let names = ranking.missing.iter().take(SHOWN).map(|unit| &**unit).collect::<Vec<_>>().join("、");
        let count = ranking.missing.len();
        let rest = if count > SHOWN { format!(" 等 {count} 个") } else { String::new() };
        notes.push(format!("没有{column}数、未参加排名的单位：{names}{rest}。"));
    }
    Listing {
        caption: format!("单位排名：{} {}，{column}，按{by}（{unit}）", ranking.table.title(), ranking.measure),
        heads: ["名次", "单位", &column, "增减额", "增减率", "占比"].map(str::to_owned).to_vec(),
        rows: ranking.units.iter().map(row).collect(),
        left: 2,
        notes,
    }
}

fn movers(view: &TrendView, ranking: &Ranking, unit: AmountUnit) -> Option<Listing> {
    let (year, phase) = ranking.column;
    let before: YearPhase = (FiscalYear::previous(year)?, phase);
    if view.movers.is_empty() {
        return None;
    }
    let row = |mover: &crate::analysis::Mover| {
        let row = &mover.row;
        let amount = |column: YearPhase| print(row.figures.get(&column).map(|figure| figure.amount), unit);
        vec![
            row.unit.to_string(),
            row.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.name.to_string(),
            amount(before),
            amount(ranking.column),
            signed(mover.change, unit, 2),
            growth(row.growth(ranking.column)),
        ]
    };
    Some(Listing {
        caption: format!(
            "变动最大的 {} 项：{} {}（{unit}{}）",
            view.movers.len(),
            ranking.table.title(),
            ranking.measure,
            if view.trend.has_basis() { "，同口径" } else { "" }
        ),
        heads: ["单位", "编码", "名称", &title(before), &title(ranking.column), "增减额", "增减率"]
            .map(str::to_owned)
            .to_vec(),
        rows: view.movers.iter().map(row).collect(),
        left: 3,
        notes: Vec::new(),
    })
}

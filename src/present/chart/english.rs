//! 英文: titles, subtitles and source lines for `--lang en`. Names of items are not translated.

use super::figures::{Figure, Figures};
use super::labels::{amount, rate, unit, year};
use super::{Kind, Lang};
use crate::analysis::Sort;
use crate::model::{BudgetTable, Growth, Measure};

/// The English name of a table and a measure.
pub(super) fn subject(table: BudgetTable, measure: &Measure) -> String {
    let name = match table {
        BudgetTable::Totals => "Revenue and expenditure",
        BudgetTable::Revenue => "Revenue",
        BudgetTable::Expenditure => "Expenditure",
        BudgetTable::FiscalTotals => "Fiscal appropriations",
        BudgetTable::General => "General public budget expenditure",
        BudgetTable::GeneralBasic => "Basic expenditure of the general public budget",
        BudgetTable::GeneralProject => "Project expenditure of the general public budget",
        BudgetTable::Fund => "Government fund expenditure",
        BudgetTable::StateCapital => "State capital budget expenditure",
        BudgetTable::ThreePublic => "Travel abroad, vehicles and receptions",
        BudgetTable::Carryover => "Carry-over",
        BudgetTable::Performance => "Performance targets",
        BudgetTable::Procurement => "Procurement",
        BudgetTable::GovernmentRevenue => "General public budget revenue of the government",
        BudgetTable::GovernmentExpenditure => "General public budget expenditure of the government",
        BudgetTable::FundRevenue => "Government fund revenue",
        BudgetTable::FundExpenditure => "Government fund expenditure of the government",
        BudgetTable::StateCapitalRevenue => "State capital budget revenue",
        BudgetTable::SocialInsurance => "Social insurance funds",
        BudgetTable::Transfers => "Tax refunds and transfers",
        BudgetTable::Debt => "Government debt",
        BudgetTable::Other => "Other figures",
    };
    if measure.is_total() { name.to_owned() } else { format!("{name} ({measure})") }
}

fn of(figures: &Figures) -> String {
    subject(figures.table, &figures.measure)
}

/// The title, which states the main message.
pub(super) fn title(figures: &Figures, kind: Kind) -> String {
    let (all, ups, downs) = figures.counts;
    let unit = unit(figures.unit, Lang::En);
    match kind {
        Kind::Share => format!("{}: structure in {} and {}", of(figures), figures.base.0, figures.year.0),
        Kind::Waterfall | Kind::Slope | Kind::Trend => format!("{} {}", of(figures), change(figures)),
        Kind::Variance => format!("{}: {ups} of {all} items up, {downs} down", of(figures)),
        Kind::Columns | Kind::Treemap => {
            let whole = amount(figures.current_total, figures.unit);
            format!("{} {}: {whole} ({unit}){}", of(figures), figures.year.0, largest(figures))
        }
        Kind::Pareto => {
            let (count, share) = figures.leaders();
            match count {
                0 => format!("{}: nothing changed", of(figures)),
                _ => format!("{}: {count} of {all} items make {share}% of all changes", of(figures)),
            }
        }
    }
}

fn change(figures: &Figures) -> String {
    let change = figures.change();
    let verb = match change.signum() {
        1 => "up",
        -1 => "down",
        _ => return format!("unchanged on {}", figures.base.0),
    };
    let size = amount(change, figures.unit);
    let growth = match figures.growth() {
        Some(growth @ Growth::Rate(_)) => rate(growth, Lang::En).map(|rate| format!(", {rate}")).unwrap_or_default(),
        _ => String::new(),
    };
    format!("{verb} {} on {} ({}{growth})", size.trim_start_matches('−'), figures.base.0, unit(figures.unit, Lang::En))
}

fn largest(figures: &Figures) -> String {
    let largest: Option<&Figure> = figures.rows.iter().filter(|row| !row.gathered).max_by_key(|row| row.current);
    let share = largest.and_then(|row| {
        Some((row, figures.share(row.current.filter(|fen| *fen > 0 && *fen <= figures.current_total)?)?))
    });
    match share {
        Some((row, share)) if figures.rows.len() > 1 => format!(", largest: {} ({}%)", row.name, share.percent(1)),
        _ => String::new(),
    }
}

/// The subtitle: unit, years, amount unit and order.
pub(super) fn subtitle(figures: &Figures, kind: Kind, note: &str) -> String {
    let (base, this) = (year(figures.base, Lang::En), year(figures.year, Lang::En));
    let order = match (figures.sort, kind) {
        (_, Kind::Treemap) if figures.single => "area by amount, comparable inside one group",
        (_, Kind::Treemap) => "area by amount, comparable inside one group; colour by growth",
        (_, Kind::Slope | Kind::Trend) => "colour by change",
        (Sort::Code, _) if !figures.coded => "in the order of the table",
        (Sort::Code, _) => "by code",
        (Sort::Change, Kind::Pareto) => "by size of change",
        (Sort::Change, _) => "by change",
        (Sort::Growth, _) => "by growth",
    };
    let who = if figures.institution.is_empty() { String::new() } else { format!("{}, ", figures.institution) };
    if figures.single {
        let none = format!("no figures of {}", figures.base.0);
        return format!("{who}{this} ({}; {order}{note}; {none})", unit(figures.unit, Lang::En));
    }
    format!("{who}{base} → {this} ({}; {order}{note})", unit(figures.unit, Lang::En))
}

/// The source line, which also says if last year's figures are derived.
pub(super) fn source(figures: &Figures, kind: Kind) -> String {
    let known = match (figures.implied, figures.restated) {
        (true, _) => format!(" Figures of {} are partly implied by the printed changes.", figures.base.0),
        (false, true) => format!(" Figures of {} as printed a year later.", figures.base.0),
        _ => String::new(),
    };
    let basis = match figures.same_basis {
        true => format!(" Figures of {} are put on the codes of {}.", figures.base.0, figures.year.0),
        false => String::new(),
    };
    let unit = match kind {
        // The structure is printed in percent.
        Kind::Share => String::new(),
        _ => format!(" Unit: {}.", unit(figures.unit, Lang::En)),
    };
    let years = match figures.implied || figures.restated || figures.single {
        false => format!("disclosures of {} and {}", figures.base.0, figures.year.0),
        true => format!("disclosure of {}", figures.year.0),
    };
    format!("Source: {}, {years}, {}.{unit}{known}{basis}", figures.institution, figures.table.title())
}

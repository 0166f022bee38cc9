//! 英文: titles, subtitles and source lines for `--lang en`. Names of items are not translated.

use super::figure::Figure;
use super::figures::{Figures, Order};
use super::labels::{amount, completion, hundredths, percent, period, rate, unit, year};
use super::{Kind, Lang};
use crate::model::{BudgetTable, Classification, Growth, Measure};

/// The English name of a table and a measure.
pub(super) fn subject(table: BudgetTable, classification: Classification, measure: &Measure) -> String {
    let name = match table {
        BudgetTable::Totals if classification == Classification::Revenue => "Revenue",
        BudgetTable::Totals if classification == Classification::Functional => "Expenditure",
        BudgetTable::FiscalTotals if classification == Classification::Revenue => "Revenue from fiscal appropriations",
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
    subject(figures.table, figures.classification, &figures.measure)
}

/// The title, which states the main message.
pub(super) fn title(figures: &Figures, kind: Kind) -> String {
    let (all, ups, downs) = figures.counts;
    let unit = unit(figures.unit, Lang::En);
    match kind {
        Kind::Share => format!("{}: structure{}", of(figures), periods(figures)),
        Kind::Waterfall | Kind::Slope | Kind::Trend => {
            format!("{} {}{}", of(figures), change(figures), movers(figures))
        }
        Kind::Execution => {
            let whole = amount(figures.current_total, figures.unit);
            let [base, this] = [figures.base, figures.year].map(|one| period(one, Lang::En));
            let done = completion(Some(figures.prior_total), Some(figures.current_total));
            let done = done.filter(|_| figures.whole).map(|done| format!(", {done} of the {base}")).unwrap_or_default();
            format!("{}, {this}: {whole} ({unit}){done}", of(figures))
        }
        Kind::Units => format!(
            "{}: {ups} of {all} institutions up, {downs} down{}{}",
            of(figures),
            movers(figures),
            periods(figures)
        ),
        Kind::Variance => {
            format!("{}: {ups} of {all} items up, {downs} down{}{}", of(figures), movers(figures), periods(figures))
        }
        Kind::Columns | Kind::Treemap => {
            let whole = amount(figures.current_total, figures.unit);
            format!("{}, {}: {whole} ({unit}){}", of(figures), period(figures.year, Lang::En), largest(figures))
        }
        Kind::Pareto => match figures.leaders().map(|(count, share)| (count, hundredths(share))) {
            None => format!("{}: nothing changed{}", of(figures), periods(figures)),
            Some((count, share)) => {
                format!("{}: {count} of {all} items make {share} of all changes{}", of(figures), periods(figures))
            }
        },
    }
}

/// The two periods, in parentheses.
fn periods(figures: &Figures) -> String {
    let [base, this] = [figures.base, figures.year].map(|one| period(one, Lang::En));
    if figures.single { String::new() } else { format!(" ({this} on {base})") }
}

/// The items with the largest increase and the largest decrease.
fn movers(figures: &Figures) -> String {
    let named = [("up", figures.mover(1)), ("down", figures.mover(-1))];
    let said: Vec<String> =
        named.into_iter().filter_map(|(way, row)| Some(format!("{} {way} most", row?.name))).collect();
    if said.is_empty() || figures.rows.len() < 2 { String::new() } else { format!("; {}", said.join(", ")) }
}

fn change(figures: &Figures) -> String {
    let change = figures.change();
    let [base, this] = [figures.base, figures.year].map(|one| period(one, Lang::En));
    let verb = match change.signum() {
        1 => "up",
        -1 => "down",
        _ => return format!("in the {this} unchanged on the {base}"),
    };
    let size = amount(change, figures.unit);
    let growth = match figures.growth() {
        Some(growth @ Growth::Rate(_)) => rate(growth, Lang::En).map(|rate| format!(", {rate}")).unwrap_or_default(),
        _ => String::new(),
    };
    let size = size.trim_start_matches('−');
    format!("in the {this} {verb} {size} on the {base} ({}{growth})", unit(figures.unit, Lang::En))
}

fn largest(figures: &Figures) -> String {
    let largest: Option<&Figure> = figures.rows.iter().filter(|row| !row.gathered).max_by_key(|row| row.current);
    let share = largest.and_then(|row| {
        Some((row, figures.share(row.current.filter(|fen| *fen > 0 && *fen <= figures.current_total)?)?))
    });
    match share {
        Some((row, share)) if figures.rows.len() > 1 => format!(", largest: {} ({})", row.name, percent(share)),
        _ => String::new(),
    }
}

/// The subtitle: unit, years, amount unit and order.
pub(super) fn subtitle(figures: &Figures, kind: Kind, note: &str) -> String {
    let (base, this) = (year(figures.base, Lang::En), year(figures.year, Lang::En));
    let order = match (figures.order, kind) {
        (_, Kind::Treemap) if figures.single => "area by amount, comparable inside one group",
        (_, Kind::Treemap) => "area by amount, comparable inside one group; colour by growth",
        (_, Kind::Slope | Kind::Trend) => "colour by change",
        (Order::Code, _) if !figures.coded => "in the order of the table",
        (Order::Code, _) => "by code",
        (Order::Size, _) => "by amount",
        (Order::Magnitude, _) => "by size of change",
        (Order::Change, _) => "by change",
        (Order::Growth, _) => "by growth",
    };
    let recoded = if figures.recoded > 0 { "; items that probably only changed their codes are one item" } else { "" };
    let note = format!("{note}{recoded}");
    let who = match figures.units {
        true => format!("{} institutions, ", figures.counts.0),
        false if figures.institution.is_empty() => String::new(),
        false => format!("{}, ", figures.institution),
    };
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
    let who = if figures.units { "the institutions" } else { &figures.institution };
    let years = match figures.implied || figures.restated || figures.single {
        false if figures.base.0 != figures.year.0 => {
            format!("disclosures of {} and {}", figures.base.0, figures.year.0)
        }
        _ => format!("disclosure of {}", figures.year.0),
    };
    format!("Source: {who}, {years}, {}.{unit}{known}{basis}", figures.table.title())
}

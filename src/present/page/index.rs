//! 目录页: the list of the reports of several units, with their changes and findings.

use super::money::{Money, direction, money};
use super::rank::{joined, ranks};
use super::sharing;
use crate::analysis::ComparisonRow;
use crate::audit::{Judgement, Verdict};
use crate::model::{Amount, BudgetTable, FiscalYear, Growth, Level, Origin, Phase, Scope, Warning};
use crate::present::Extent;
use crate::present::table::{Cell, Digits};
use crate::present::{Edition, audit};
use crate::report::Report;
use serde::Serialize;
use std::collections::BTreeSet;

/// 目录项: a unit in the list.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    /// The name of the unit in its report.
    pub title: String,
    /// The folder of the report, or why it could not be made.
    pub made: Result<String, String>,
    years: String,
    total: Total,
    /// The years with figures of its own documents.
    covered: BTreeSet<(FiscalYear, Phase)>,
    /// The findings but 尾差, by gravity, with their identifiers.
    found: Vec<(Judgement, String)>,
    wrong: usize,
    hints: usize,
    warnings: usize,
}

/// The total that units are ranked by.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    prior: Option<Amount>,
    current: Option<Amount>,
    change: Option<Amount>,
    growth: Option<Growth>,
    /// The table and the scope that it is of.
    of: Option<(BudgetTable, Scope)>,
}

impl IndexEntry {
    /// The entry of a report in this folder.
    pub fn of(edition: &Edition, folder: &str) -> Self {
        Self { warnings: edition.read.warnings.len(), ..Self::of_report(&edition.report, folder) }
    }

    /// The entry of a report whose text and charts have not been made.
    pub fn of_report(report: &Report, folder: &str) -> Self {
        let comparison = &report.comparison;
        let found = report.audit.found();
        let years = match report.alone {
            Some(_) => format!("{}", comparison.year),
            None if comparison.other_phase().is_some() => {
                format!("{}年{}—{}年{}", comparison.base, comparison.base_phase, comparison.year, comparison.phase)
            }
            None => format!("{}—{}", comparison.base, comparison.year),
        };
        Self {
            title: report.title.clone(),
            made: Ok(folder.to_owned()),
            years,
            total: total(report).map_or_else(Total::default, |row| Total {
                prior: row.prior,
                current: row.current,
                change: row.change,
                growth: row.growth,
                of: Some((row.item.table, row.item.scope)),
            }),
            covered: covered(report),
            found: named(report),
            wrong: found.wrong,
            hints: found.hints,
            warnings: report.read.warnings.len(),
        }
    }

    /// The entry without the findings that are settled, by their signatures.
    #[must_use]
    pub fn without(mut self, settled: &BTreeSet<String>) -> Self {
        if !settled.is_empty() {
            self.found.retain(|(finding, _)| !settled.contains(&finding.signature()));
            self.wrong = self.found.iter().filter(|(finding, _)| finding.verdict.is_wrong()).count();
            self.hints = self.found.len() - self.wrong;
        }
        self
    }

    /// The findings but 尾差, by gravity, with their identifiers.
    pub fn found(&self) -> &[(Judgement, String)] {
        &self.found
    }

    /// The numbers of errors and of hints.
    pub fn findings(&self) -> (usize, usize) {
        (self.wrong, self.hints)
    }

    /// The entry of a unit whose report could not be made.
    pub fn failed(title: &str, reason: String) -> Self {
        Self {
            title: title.to_owned(),
            made: Err(reason),
            years: String::new(),
            total: Total::default(),
            covered: BTreeSet::new(),
            found: Vec::new(),
            wrong: 0,
            hints: 0,
            warnings: 0,
        }
    }
}

/// The years and phases of which the unit's own documents give figures.
fn covered(report: &Report) -> BTreeSet<(FiscalYear, Phase)> {
    let items = report.items.items().iter().filter(|item| item.origin == Origin::Published);
    items.map(|item| (item.year, item.phase)).collect()
}

fn named(report: &Report) -> Vec<(Judgement, String)> {
    let named = report.audit.named().into_iter().filter(|(finding, _)| finding.verdict != Verdict::Tail);
    named.map(|(finding, id)| (finding.clone(), id)).collect()
}

/// The total that a unit is ranked by: all of its expenditure, else the most comprehensive total that it publishes.
fn total(report: &Report) -> Option<&ComparisonRow> {
    use BudgetTable::{Expenditure, FiscalTotals, General, GovernmentExpenditure, Revenue, Totals};
    let totals =
        || report.comparison.rows.iter().filter(|row| row.item.level == Level::Total && row.item.measure.is_total());
    [Expenditure, Totals, Revenue, General, FiscalTotals, GovernmentExpenditure]
        .into_iter()
        .find_map(|table| totals().find(|row| row.item.table == table && row.current.or(row.prior).is_some()))
}

#[derive(Serialize)]
struct View {
    units: Vec<UnitView>,
    sum: Option<SumView>,
    covered: Vec<String>,
    coverage: Vec<CoverageView>,
    found: Vec<FoundView>,
    failed: Vec<FailedView>,
    files: usize,
    is_whole: bool,
    wrong: usize,
    hints: usize,
    warnings: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct UnitView {
    title: String,
    link: String,
    findings_link: String,
    years: String,
    prior: Money,
    current: Money,
    change: Money,
    direction: &'static str,
    growth: String,
    wrong: usize,
    hints: usize,
    warnings: usize,
    /// The years and phases that others have published and the unit has not.
    lacks: String,
    ranks: String,
}

/// The sum of all units.
#[derive(Serialize)]
pub(super) struct SumView {
    prior: Money,
    current: Money,
    change: Money,
    direction: &'static str,
    growth: String,
}

/// The years that a unit has published, in the order of the columns.
#[derive(Serialize)]
struct CoverageView {
    title: String,
    years: Vec<bool>,
}

#[derive(Serialize)]
struct FoundView {
    title: String,
    link: String,
    wrong: bool,
    verdict: &'static str,
    check: String,
    place: String,
    before: String,
    figure: String,
    behind: String,
    because: String,
}

#[derive(Serialize)]
struct FailedView {
    title: String,
    reason: String,
}

/// The list of reports, by change with the largest first; units without a change come last, by name. It takes its fonts
/// from its own folder ([`SharedFonts`](super::SharedFonts)).
///
/// # Errors
/// The template cannot be rendered, which would be a fault of the program.
pub fn index_page(
    entries: &[IndexEntry],
    files: usize,
    warnings: &[Warning],
    extent: Extent,
) -> Result<String, crate::Error> {
    let link = |folder: &str| {
        let page = format!("{}/report.html", address(folder));
        (page.clone(), format!("{page}#findings"))
    };
    let failed = entries.iter().filter_map(|entry| {
        Some(FailedView { title: entry.title.clone(), reason: entry.made.as_ref().err()?.clone() })
    });
    let made = || entries.iter().filter_map(|entry| Some((entry, entry.made.as_ref().ok()?)));
    let columns: BTreeSet<(FiscalYear, Phase)> = made().flat_map(|(entry, _)| &entry.covered).copied().collect();
    let coverage = made().map(|(entry, _)| CoverageView {
        title: entry.title.clone(),
        years: columns.iter().map(|column| entry.covered.contains(column)).collect(),
    });
    let found = made().flat_map(|(entry, folder)| {
        let address = link(folder).1;
        entry.found.iter().map(move |(judged, _)| found(&entry.title, &address, judged))
    });
    let view = View {
        units: units(entries, link),
        sum: sum(entries),
        covered: columns.iter().map(|(year, phase)| format!("{year}年{phase}")).collect(),
        coverage: coverage.collect(),
        found: found.collect(),
        failed: failed.collect(),
        files,
        is_whole: extent == Extent::Whole,
        wrong: entries.iter().map(|entry| entry.wrong).sum(),
        hints: entries.iter().map(|entry| entry.hints).sum(),
        warnings: warnings.iter().map(ToString::to_string).collect(),
    };
    sharing("index.html", &view, "")
}

/// The units that have a report, by change with the largest first; `link` gives the addresses of a unit's page and of its
/// findings.
pub(super) fn units(entries: &[IndexEntry], link: impl Fn(&str) -> (String, String)) -> Vec<UnitView> {
    let mut made: Vec<(&IndexEntry, &str)> =
        entries.iter().filter_map(|entry| Some((entry, entry.made.as_ref().ok()?.as_str()))).collect();
    let size = |entry: &IndexEntry| entry.total.change.map(|change| change.fen().unsigned_abs());
    made.sort_by(|(one, _), (other, _)| size(other).cmp(&size(one)).then_with(|| one.title.cmp(&other.title)));
    let amounts = |of: &dyn Fn(&IndexEntry) -> Option<Amount>| {
        ranks(&made.iter().map(|(entry, _)| of(entry).map(Amount::fen)).collect::<Vec<_>>())
    };
    let counts = |of: fn(&IndexEntry) -> usize| ranks(&made.iter().map(|(e, _)| Some(of(e))).collect::<Vec<_>>());
    let all: BTreeSet<(FiscalYear, Phase)> = made.iter().flat_map(|(entry, _)| &entry.covered).copied().collect();
    let lacks = |entry: &IndexEntry| {
        let lacking = all.difference(&entry.covered).map(|(year, phase)| format!("{year}年{phase}"));
        lacking.collect::<Vec<_>>()
    };
    let rate = |entry: &IndexEntry| entry.total.growth.and_then(Growth::rate);
    let columns = [
        ranks(&made.iter().map(|(entry, _)| Some(&entry.title)).collect::<Vec<_>>()),
        amounts(&|entry| entry.total.prior),
        amounts(&|entry| entry.total.current),
        amounts(&|entry| entry.total.change),
        ranks(&made.iter().map(|(entry, _)| rate(entry).map(|rate| rate.percent(9))).collect::<Vec<_>>()),
        counts(|entry| entry.wrong),
        counts(|entry| entry.hints),
        counts(|entry| entry.warnings),
        ranks(&made.iter().map(|(entry, _)| Some(lacks(entry).len())).collect::<Vec<_>>()),
    ];
    let view = |(number, (entry, folder)): (usize, &(&IndexEntry, &str))| {
        let (link, findings_link) = link(folder);
        let Total { prior, current, change, growth, .. } = entry.total;
        UnitView {
            title: entry.title.clone(),
            link,
            findings_link,
            years: entry.years.clone(),
            prior: money(&Cell::amount(prior)),
            current: money(&Cell::amount(current)),
            change: money(&Cell::change(change)),
            direction: direction(change),
            growth: Cell::growth(growth).print(Digits::default()),
            wrong: entry.wrong,
            hints: entry.hints,
            warnings: entry.warnings,
            lacks: lacks(entry).join("、"),
            ranks: joined(&columns, number),
        }
    };
    made.iter().enumerate().map(view).collect()
}

fn found(title: &str, link: &str, judged: &Judgement) -> FoundView {
    let audit::Parts { before, figure, behind } = audit::parts(judged);
    FoundView {
        title: title.to_owned(),
        link: link.to_owned(),
        wrong: judged.verdict.is_wrong(),
        verdict: judged.verdict.title(),
        check: audit::check_name(judged.code),
        place: judged.place.to_string(),
        before,
        figure,
        behind,
        because: judged.because.clone(),
    }
}

/// The sum of all units; `None` where a sum would be of unlike figures: of different years or tables, with a unit that
/// lacks one, or of different scopes: a department contains its units, and a government's area those below it.
pub(super) fn sum(entries: &[IndexEntry]) -> Option<SumView> {
    let mut made = entries.iter().filter(|entry| entry.made.is_ok());
    let first = made.next()?;
    let alike = |entry: &IndexEntry| {
        entry.years == first.years
            && entry.total.of == first.total.of
            && first.total.of.is_some_and(|(_, scope)| scope != Scope::Government)
    };
    if !alike(first) || !made.all(alike) {
        return None;
    }
    let add = |side: fn(&Total) -> Option<Amount>| -> Option<i64> {
        let mut all = entries.iter().filter(|entry| entry.made.is_ok()).map(|entry| side(&entry.total));
        all.try_fold(0i64, |sum, amount| sum.checked_add(amount?.fen()))
    };
    let (prior, current) = (add(|total| total.prior)?, add(|total| total.current)?);
    let change = Some(Amount::from_fen(current.checked_sub(prior)?));
    Some(SumView {
        prior: money(&Cell::amount(Some(Amount::from_fen(prior)))),
        current: money(&Cell::amount(Some(Amount::from_fen(current)))),
        change: money(&Cell::change(change)),
        direction: direction(change),
        growth: Cell::growth(Growth::between(prior, current)).print(Digits::default()),
    })
}

/// A folder name as a URL, percent-encoded.
fn address(folder: &str) -> String {
    let mut address = String::new();
    for c in folder.chars() {
        match c {
            '#' | '%' | '&' | ' ' | '\'' | ';' | '+' | '=' => address.push_str(&format!("%{:02X}", c as u32)),
            c => address.push(c),
        }
    }
    address
}

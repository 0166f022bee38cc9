//! 内容: everything that a text may say about a unit's year, as typed figures. Templates only choose from it and word it.

use super::stated::{self, Search, Stated};
use super::{Form, Item, Profile, names::Names, project};
use crate::analysis::{Comparison, ComparisonRow};
use crate::model::{
    Amount, BudgetTable, Claim, Classification, FiscalYear, Level, LineItem, Measure, Origin, Paper, Phase, Ratio,
    Scope,
};
use crate::present::records;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sources of a text.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Every line item that was read.
    pub items: &'a [LineItem],
    /// The claims of the texts that were read, which name the paths of items that are no longer in the tables.
    pub claims: &'a [Claim],
    /// The files that were read, with their sentences.
    pub papers: &'a [Paper],
    /// The comparison of the two years.
    pub comparison: &'a Comparison,
}

/// 内容 of one unit.
#[derive(Debug, Clone)]
pub struct Content {
    /// 单位名称
    pub unit: Arc<str>,
    /// The form that units of its place use.
    pub form: Form,
    /// 部门, 单位 or 政府
    pub scope: Scope,
    /// 本年
    pub year: FiscalYear,
    /// 上年
    pub base: FiscalYear,
    /// 预算, 调整预算, 执行 or 决算.
    pub phase: Phase,
    /// Tables that were published without figures this year.
    pub empty_tables: Vec<BudgetTable>,
    /// The tables; one that was not read is empty.
    pub tables: BTreeMap<BudgetTable, TableContent>,
    /// 项目, in the order of the table.
    pub projects: Vec<project::Project>,
    /// Whether there are tables of the projects' targets.
    pub targets: bool,
    /// 年初预算数 of 决算 by table and key, where this year's tables of the budget were read.
    pub budget: BTreeMap<(BudgetTable, String), Amount>,
    /// 政府采购 by part (货物, 工程, 服务), and the total under 政府采购.
    pub procurement: BTreeMap<Arc<str>, Amount>,
    /// What the disclosures of both years say beyond their tables.
    pub stated: Stated,
    /// 使用者的更正 of what was read, a line each.
    pub user_corrections: Vec<String>,
}

/// The order of funds and kinds of expenditure in texts; others come after these.
const ORDER: [&str; 20] = [
    "财政拨款小计",
    "一般公共预算",
    "上级一般公共预算安排的转移支付",
    "政府性基金预算",
    "上级政府性基金安排的转移支付",
    "国有资本经营预算",
    "上级国有资本经营预算安排的转移支付",
    "财政专户管理资金",
    "单位资金",
    "事业收入",
    "经营收入",
    "上级补助收入",
    "附属单位上缴收入",
    "其他收入",
    "上年结转结余",
    "财政拨款结转",
    "非财政拨款结转结余",
    "基本支出",
    "项目支出",
    "单位预留机动经费",
];

/// The items of a table.
#[derive(Debug, Clone)]
pub struct TableContent {
    /// Which table it is.
    pub table: BudgetTable,
    /// Whether this year's table was read, be it empty.
    pub published: bool,
    /// Whether last year's table is known, so that what is not in it was zero.
    prior_published: bool,
    /// 合计
    pub total: Item,
    /// The columns of the total row, except 合计.
    pub measures: Vec<Item>,
    /// The rows below the total, by column; of a table with two sides, those of 支出.
    rows: BTreeMap<Measure, Vec<Item>>,
}

impl Content {
    /// The content of `unit`.
    pub fn new(unit: &str, sources: Sources<'_>, empty_tables: &[BudgetTable]) -> Self {
        let comparison = sources.comparison;
        // Rows that only exist through a bridge are in neither year's tables.
        let printed = |row: &&ComparisonRow| row.prior.is_some() || row.current.is_some();
        let rows = comparison.rows.iter().filter(|row| &*row.item.unit == unit);
        let rows: Vec<&ComparisonRow> = rows.filter(printed).collect();
        let names = Names::new(&rows, sources.claims);
        let own = |item: &&LineItem| &*item.unit == unit;
        let scope = sources.items.iter().filter(own).map(|item| item.scope).next_back().unwrap_or(Scope::Unit);
        let known = |table: BudgetTable, year: FiscalYear| {
            sources.items.iter().filter(own).any(|item| {
                item.table == table && item.year == year && item.amount.is_some() && item.origin != Origin::Implied
            })
        };
        let tables: BTreeMap<BudgetTable, TableContent> = BudgetTable::ALL
            .into_iter()
            .map(|table| {
                let rows = rows.iter().copied().filter(|row| row.item.table == table);
                let published = known(table, comparison.year) || empty_tables.contains(&table);
                (table, TableContent::new(table, rows, published, known(table, comparison.base), &names))
            })
            .collect();
        let this_year = || {
            sources.items.iter().filter(own).filter(|item| {
                item.year == comparison.year && item.phase == comparison.phase && item.origin != Origin::Implied
            })
        };
        let projects = project::projects(this_year());
        let stated = stated::read(&Search {
            unit,
            year: comparison.year,
            base: comparison.base,
            phase: comparison.phase,
            items: tables.values().flat_map(TableContent::all).collect(),
            projects: &projects,
            lines: sources.items,
            claims: sources.claims,
            papers: sources.papers,
        });
        Self {
            unit: unit.into(),
            form: Form::recognise(unit, sources.papers),
            scope,
            year: comparison.year,
            base: comparison.base,
            phase: comparison.phase,
            empty_tables: empty_tables.to_vec(),
            tables,
            projects,
            targets: this_year().any(|item| item.table == BudgetTable::Performance),
            budget: budget(sources.items.iter().filter(own).filter(|item| {
                (item.year, comparison.phase) == (comparison.year, Phase::Executed) && item.phase == Phase::Approved
            })),
            procurement: procurement(this_year()),
            stated,
            user_corrections: records::texts(&comparison.user_corrections),
        }
    }

    /// The content with the amounts that the profile has beyond the tables.
    #[must_use]
    pub fn with_amounts(mut self, profile: &Profile) -> Self {
        for ((table, key), (amount, _)) in &profile.prior.0 {
            if let Some(item) = self.tables.get_mut(table).and_then(|content| content.find(key)) {
                item.with_prior(*amount);
            }
        }
        for (of, (amount, _)) in &profile.budget.0 {
            self.budget.entry(of.clone()).or_insert(*amount);
        }
        self
    }

    /// The content of a table.
    pub fn table(&self, table: BudgetTable) -> &TableContent {
        self.tables.get(&table).expect("Content::new puts every table in")
    }

    /// The unit's whole budget: the total of 收支总表, 收入总表 or 支出总表, whichever first has both years, else whichever first
    /// has this year.
    pub fn whole_budget(&self) -> &Item {
        let totals = || {
            let tables = [BudgetTable::Totals, BudgetTable::Revenue, BudgetTable::Expenditure];
            tables.into_iter().map(|table| &self.table(table).total).filter(|total| total.current.is_some())
        };
        let known = totals().find(|total| total.prior.is_some());
        known.or_else(|| totals().next()).unwrap_or(&self.table(BudgetTable::Totals).total)
    }
}

impl TableContent {
    fn new<'a>(
        table: BudgetTable,
        source: impl Iterator<Item = &'a ComparisonRow>,
        published: bool,
        prior_published: bool,
        names: &Names,
    ) -> Self {
        let mut total = None;
        let mut measures = Vec::new();
        let mut rows: BTreeMap<Measure, Vec<Item>> = BTreeMap::new();
        for row in source {
            match row.item.level {
                Level::Total if row.item.measure.is_total() && !matches!(table, BudgetTable::Procurement) => {
                    let item = Item::of_row(row, row.item.name.clone(), Vec::new());
                    // Both sides of the table print the total.
                    total = total.or(Some(item));
                }
                Level::Total => measures.push(Item::of_row(row, row.item.measure.as_str().into(), Vec::new())),
                // Some forms print subtotals among the 类.
                _ if row.item.name.ends_with("小计") || row.item.name.ends_with("合计") => {}
                _ if row.item.classification == Classification::Revenue && table != BudgetTable::Revenue => {}
                _ => rows.entry(row.item.measure.clone()).or_default().push(names.item(row)),
            }
        }
        measures.sort_by_key(|item| ORDER.iter().position(|name| *name == &*item.name).unwrap_or(ORDER.len()));
        for rows in rows.values_mut() {
            rows.sort_by_key(|item| names.order(item));
        }
        if published {
            // What is not in this year's table has no budget.
            let whole = total.as_ref().and_then(|total| total.current);
            measures.iter_mut().chain(rows.values_mut().flatten()).for_each(|item| set_zero(item, whole));
        }
        let zero = Amount::new(0, 1);
        let total = total.unwrap_or_else(|| {
            let (current, prior) = (published.then_some(zero), prior_published.then_some(zero));
            Item::of_amounts(table, Measure::TOTAL, current, prior)
        });
        let mut content = Self { table, published, prior_published, total, measures, rows };
        content.derive_staff_and_office();
        content.derive_three_public();
        content
    }

    /// A column of the total row. A column that is not printed is zero, or unknown if the total is not divided by it.
    pub fn measure(&self, name: &str) -> Item {
        if name == Measure::TOTAL {
            return self.total.clone();
        }
        let column = self.measures.iter().find(|item| &*item.name == name);
        // Some forms print it as a row instead of a column.
        column.cloned().or_else(|| self.printed_row(name).cloned()).unwrap_or_else(|| self.blank(name))
    }

    /// A column that is not printed: zero, except that 财政拨款 is the sum of its printed funds. 基本支出 or 项目支出 is zero only
    /// if the other one makes up the total; otherwise the form does not divide it, and both are unknown.
    fn blank(&self, name: &str) -> Item {
        const HALVES: [&str; 2] = ["基本支出", "项目支出"];
        const FISCAL: [&str; 3] = ["一般公共预算", "政府性基金", "国有资本经营"];
        let zero = self.zero_item(name);
        if name == "财政拨款小计" && !self.measures.is_empty() {
            // Forms without 财政拨款 print its funds.
            let is_fund = |item: &&Item| FISCAL.iter().any(|fund| item.name.contains(fund));
            let funds: Vec<Item> = self.measures.iter().filter(is_fund).cloned().collect();
            let Some((current, prior)) = sum_of(&funds) else { return zero };
            let share = current.and_then(|sum| Ratio::share(sum.fen(), self.total.current?.fen()));
            return Item { share, ..Item::of_amounts(self.table, name, current, prior) };
        }
        if !HALVES.contains(&name) {
            return zero;
        }
        let other = self.measures.iter().find(|item| HALVES.contains(&&*item.name));
        let all_is_other = |amount: fn(&Item) -> Option<Amount>| {
            let whole = amount(&self.total).map_or(0, Amount::fen);
            whole == 0 || other.and_then(amount).is_some_and(|other| other.fen() == whole)
        };
        let current = zero.current.filter(|_| all_is_other(|item| item.current));
        let prior = zero.prior.filter(|_| all_is_other(|item| item.prior));
        let share = zero.share.filter(|_| current.is_some());
        Item { share, ..Item::of_amounts(self.table, name, current, prior) }
    }

    /// The total, column or row with this key.
    fn find(&mut self, key: &str) -> Option<&mut Item> {
        if key == Measure::TOTAL {
            return Some(&mut self.total);
        }
        let named =
            |item: &&mut Item| &*item.name == key || item.code.as_ref().is_some_and(|code| code.as_str() == key);
        let rows = self.rows.get_mut(&Measure::total()).map(Vec::as_mut_slice).unwrap_or_default();
        self.measures.iter_mut().chain(rows).find(named)
    }

    /// The rows of a level, in one column (合计 if `measure` is empty).
    pub fn rows(&self, level: Level, measure: &str) -> Vec<&Item> {
        let rows = self.rows.get(&Measure::new(measure)).map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter(|item| item.level == level).collect()
    }

    /// The row with this code or name; an item of zero if there is none.
    pub fn row(&self, key: &str) -> Item {
        self.printed_row(key).cloned().unwrap_or_else(|| self.zero_item(key))
    }

    fn printed_row(&self, key: &str) -> Option<&Item> {
        let rows = self.rows.get(&Measure::total()).map(Vec::as_slice).unwrap_or_default();
        let found = rows.iter().find(|item| item.code.as_ref().is_some_and(|code| code.as_str() == key));
        found.or_else(|| rows.iter().find(|item| &*item.name == key))
    }

    /// Every item of the table: the columns of the total row, then the rows of 合计.
    pub fn all(&self) -> impl Iterator<Item = &Item> {
        let rows = self.rows.get(&Measure::total()).map(Vec::as_slice).unwrap_or_default();
        std::iter::once(&self.total).chain(&self.measures).chain(rows)
    }

    /// An item that is not in the table: zero in the years whose table was published, else unknown.
    fn zero_item(&self, name: &str) -> Item {
        let zero = Amount::new(0, 1);
        let current = self.published.then_some(zero);
        let prior = self.prior_published.then_some(zero);
        let share = current.and_then(|_| Ratio::new(0, self.total.current?.fen()));
        Item { share, ..Item::of_amounts(self.table, name, current, prior) }
    }

    /// Computes the total of 三公 from 出国, 用车 and 接待, because some forms include 会议费, 培训费 or 机关运行经费 in the printed total.
    fn derive_three_public(&mut self) {
        const VEHICLES: &str = "公务用车购置及运行费";
        const PARTS: [&str; 3] = ["因公出国（境）费", VEHICLES, "公务接待费"];
        if self.table != BudgetTable::ThreePublic {
            return;
        }
        let rows = self.rows.entry(Measure::total()).or_default();
        if !rows.iter().any(|item| &*item.name == VEHICLES) {
            let bought = rows.iter().filter(|item| item.name.starts_with("公务用车")).cloned().collect::<Vec<_>>();
            rows.extend(sum_of(&bought).map(|(current, prior)| Item {
                level: Level::Category,
                ..Item::of_amounts(self.table, VEHICLES, current, prior)
            }));
        }
        let parts = PARTS.map(|name| self.row(name));
        let whole = |amount: fn(&Item) -> Option<Amount>, total: Option<Amount>| {
            let parts: Vec<Amount> = parts.iter().map(amount).collect::<Option<_>>()?;
            let sum = parts.iter().try_fold(Amount::new(0, 1), |sum, part| sum.checked_add(*part))?;
            let step = sum.resolution().max(total.map_or(1, Amount::resolution)).unsigned_abs();
            let off = total.map_or(u64::MAX, |total| total.fen().abs_diff(sum.fen()));
            // The printed total is kept if the difference is within rounding.
            if off.saturating_mul(2) <= step.saturating_mul(PARTS.len() as u64 + 1) { total } else { Some(sum) }
        };
        if parts.iter().any(Item::has_current) {
            let current = whole(|item| item.current, self.total.current).or(self.total.current);
            let prior = whole(|item| item.prior, self.total.prior).or(self.total.prior);
            self.total = Item::of_amounts(self.table, Measure::TOTAL, current, prior);
        }
    }

    /// Computes 人员经费 (301 and 303) and 公用经费 (the others), for forms that print 经济分类 without these columns.
    fn derive_staff_and_office(&mut self) {
        let bare = self.table == BudgetTable::GeneralBasic && self.measures.is_empty();
        let Some(rows) = self.rows.get(&Measure::total()).filter(|_| bare).cloned() else { return };
        for (name, staff) in [("人员经费", true), ("公用经费", false)] {
            let belongs = |item: &&Item| {
                item.code
                    .as_ref()
                    .is_some_and(|code| ["301", "303"].iter().any(|c| code.as_str().starts_with(c)) == staff)
            };
            let part: Vec<Item> = rows.iter().filter(belongs).cloned().collect();
            let categories: Vec<Item> = part.iter().filter(|item| item.level == Level::Category).cloned().collect();
            let (current, prior) = sum_of(&categories).unwrap_or_default();
            let whole = self.total.current;
            let item = Item::of_amounts(self.table, name, current, prior);
            let share = item.current.and_then(|amount| Ratio::share(amount.fen(), whole?.fen()));
            self.measures.push(Item { share, ..item });
            self.rows.insert(Measure::new(name), part);
        }
    }
}

/// The sums for both years, each `None` if no amount is known; `None` if there are no items.
fn sum_of(items: &[Item]) -> Option<(Option<Amount>, Option<Amount>)> {
    let sum = |amount: fn(&Item) -> Option<Amount>| {
        let mut amounts = items.iter().filter_map(amount);
        let first = amounts.next()?;
        amounts.try_fold(first, Amount::checked_add)
    };
    (!items.is_empty()).then(|| (sum(|item| item.current), sum(|item| item.prior)))
}

fn set_zero(item: &mut Item, whole: Option<Amount>) {
    if item.current.is_none() {
        item.current = Some(Amount::new(0, 1));
        item.share = whole.and_then(|whole| Ratio::new(0, whole.fen()));
    }
}

/// 年初预算数 by table and key.
fn budget<'a>(items: impl Iterator<Item = &'a LineItem>) -> BTreeMap<(BudgetTable, String), Amount> {
    let mut budget = BTreeMap::new();
    for item in items.filter(|item| item.measure.is_total()) {
        let Some(amount) = item.amount else { continue };
        let name = if item.level == Level::Total { Measure::TOTAL.to_owned() } else { item.name.to_string() };
        let code = item.code.as_ref().map(ToString::to_string);
        budget.entry((item.table, code.unwrap_or(name))).or_insert(amount);
    }
    budget
}

/// 政府采购 by part, from tables and texts.
fn procurement<'a>(items: impl Iterator<Item = &'a LineItem>) -> BTreeMap<Arc<str>, Amount> {
    let mut parts = BTreeMap::new();
    for item in items.filter(|item| item.table == BudgetTable::Procurement && item.measure.is_total()) {
        let Some(amount) = item.amount else { continue };
        let part = ["货物", "工程", "服务"].into_iter().find(|part| item.name.contains(part));
        let whole = item.level == Level::Total && (&*item.name == "政府采购" || &*item.name == Measure::TOTAL);
        if let Some(key) = part.or(whole.then_some("政府采购")) {
            parts.entry(key.into()).or_insert(amount);
        }
    }
    parts
}

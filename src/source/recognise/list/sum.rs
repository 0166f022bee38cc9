//! 清单的汇总: adds the rows of a list up by each classification, into the figures of the official tables.

use super::List;
use super::row::{Class, Figure, Row};
use super::three_public;
use crate::model::{
    Amount, BudgetTable, Catalog, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase, Place,
    Scope,
};
use crate::source::recognise::context::Context;
use crate::source::recognise::list_head::{fund_of, is_fund, table_of};
use crate::source::recognise::recognised::Table;
use crate::source::vocabulary::ListColumn;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Key of an item, in the order of the tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    table: BudgetTable,
    year: FiscalYear,
    phase: Phase,
    unit: Arc<str>,
    classification: Classification,
    code: Option<Code>,
    /// The name, where there is no code.
    name: Option<Arc<str>>,
    project: Option<Arc<str>>,
    measure: Measure,
}

#[derive(Debug)]
struct Sum {
    amount: Amount,
    text: String,
    rows: usize,
    place: Place,
}

/// The name of a total.
const TOTAL: &str = "合计";

/// The number of addends that the text of a sum lists.
const LISTED: usize = 6;

/// 汇总: the sums of a list, and the breakdowns that it does not allow.
pub(super) struct Sums {
    sums: BTreeMap<Key, Sum>,
    /// The names of the classes.
    names: BTreeMap<Code, Arc<str>>,
    pub missing: Vec<String>,
}

/// What all rows of a list tell, so that a sum by it is complete.
struct Told {
    functional: bool,
    government: bool,
    economic: bool,
    revenue: bool,
    fund: bool,
    part: bool,
    /// Whether every row has an economic class that is a “三公” item or holds none.
    three_public: bool,
    /// Whether the document has a list of revenue too.
    both_sides: bool,
}

impl Sums {
    /// Adds up a list. Fails if a sum is too large.
    pub(super) fn of(list: &List, both_sides: bool) -> Result<Self, (Place, String)> {
        let rows = &list.rows;
        let by_column = list.columns.amounts.iter().any(|column| column.fund.is_some());
        let is_whole = |fund: &Option<Measure>| fund.is_none();
        let has_whole = list.columns.amounts.iter().any(|column| is_whole(&column.fund));
        let told = Told {
            functional: rows.iter().all(|row| row.functional.is_some()),
            government: rows.iter().all(|row| row.government.is_some()),
            economic: rows.iter().all(|row| row.economic.is_some()),
            revenue: rows.iter().all(|row| row.revenue.is_some()),
            fund: by_column || rows.iter().all(|row| row.fund.is_some()),
            part: rows.iter().all(|row| row.part.is_some()),
            three_public: rows.iter().all(three_public::is_told),
            both_sides,
        };
        // A list with the title of a fund is of that fund, if its rows do not say otherwise.
        let titled = [BudgetTable::General, BudgetTable::Fund, BudgetTable::StateCapital].contains(&list.table);
        let of_title = fund_of(list.table).filter(|_| titled && !told.fund);
        let mut sums = Self { sums: BTreeMap::new(), names: BTreeMap::new(), missing: missing(rows, &told) };
        for row in rows {
            for class in [&row.functional, &row.government, &row.economic, &row.revenue].into_iter().flatten() {
                if let Some(code) = &class.code {
                    let name = sums.names.entry(code.clone()).or_insert_with(|| class.name.clone());
                    if **name == *code.as_str() {
                        *name = class.name.clone();
                    }
                }
            }
            for figure in &row.figures {
                let fund = figure.fund.as_ref().or(row.fund.as_ref().filter(|_| !by_column));
                // Beside the amount of the row, those of its funds are parts of it.
                let whole = figure.fund.is_none() || !has_whole;
                let fund = fund.filter(|_| told.fund);
                if list.table == BudgetTable::Revenue {
                    sums.revenue(fund, whole, (row, figure), &told)?;
                    continue;
                }
                if whole {
                    sums.whole(list.table, row, figure, &told)?;
                }
                if let Some(fund) = fund {
                    sums.of_fund(fund, row, figure, &told)?;
                }
                if let Some(fund) = fund.or(of_title.as_ref()).filter(|fund| table_of(fund).is_some()) {
                    sums.three_public(fund, (row, figure), &told)?;
                }
            }
        }
        Ok(sums)
    }

    /// The row's share of the table of all expenditure, by each classification.
    fn whole(&mut self, table: BudgetTable, row: &Row, figure: &Figure, told: &Told) -> Result<(), (Place, String)> {
        use Classification::{Economic, EconomicGovernment, Functional};
        let total = Measure::total();
        // A list that its title calls that of a fund is added up by fund, if its rows name theirs.
        let by_fund = told.fund && table != BudgetTable::Expenditure;
        if let Some(class) = row.functional.as_ref().filter(|_| told.functional && !by_fund) {
            self.with_parts(table, Functional, class, row, figure, told)?;
            if let Some(category) = category(class).filter(|_| told.both_sides) {
                self.with_total(BudgetTable::Totals, Functional, &category, (row, figure), &total)?;
            }
        }
        for (class, classification, told) in
            [(&row.government, EconomicGovernment, told.government), (&row.economic, Economic, told.economic)]
        {
            if let Some(class) = class.as_ref().filter(|_| told) {
                self.add(table, classification, class, (row, figure), None, &total)?;
            }
        }
        Ok(())
    }

    /// A row of revenue: its share of 收入总表, and by its source of 收支总表 and 财政拨款收支总表.
    fn revenue(
        &mut self,
        fund: Option<&Measure>,
        whole: bool,
        figure: (&Row, &Figure),
        told: &Told,
    ) -> Result<(), (Place, String)> {
        use Classification::{Functional, Revenue};
        let total = Measure::total();
        let classes = [(&figure.0.revenue, Revenue, told.revenue), (&figure.0.functional, Functional, told.functional)];
        for (class, classification, _) in classes.into_iter().filter(|(.., told)| *told) {
            for measure in [Some(&total).filter(|_| whole), fund].into_iter().flatten() {
                if let Some(class) = class {
                    self.add(BudgetTable::Revenue, classification, class, figure, None, measure)?;
                }
            }
        }
        let Some(fund) = fund else { return Ok(()) };
        let source = Class { code: None, name: fund.as_str().into() };
        self.with_total(BudgetTable::Totals, Revenue, &source, figure, &total)?;
        if table_of(fund).is_some() {
            self.with_total(BudgetTable::FiscalTotals, Revenue, &source, figure, &total)?;
        }
        Ok(())
    }

    /// The row's share of the table of “三公”, if its economic class is one of the items.
    fn three_public(&mut self, fund: &Measure, figure: (&Row, &Figure), told: &Told) -> Result<(), (Place, String)> {
        let Some(item) = three_public::item(figure.0).filter(|_| told.three_public) else { return Ok(()) };
        let total = Measure::total();
        for name in [Some(item), three_public::above(item)].into_iter().flatten() {
            let class = Class { code: None, name: name.into() };
            for measure in [&total, fund] {
                self.add(BudgetTable::ThreePublic, Classification::ThreePublic, &class, figure, None, measure)?;
            }
        }
        let whole = Class { code: None, name: TOTAL.into() };
        for measure in [&total, fund] {
            self.add(BudgetTable::ThreePublic, Classification::ThreePublic, &whole, figure, None, measure)?;
        }
        Ok(())
    }

    /// Adds to a class, and to the total of its side.
    fn with_total(
        &mut self,
        table: BudgetTable,
        classification: Classification,
        class: &Class,
        figure: (&Row, &Figure),
        measure: &Measure,
    ) -> Result<(), (Place, String)> {
        let total = Class { code: None, name: TOTAL.into() };
        self.add(table, classification, class, figure, None, measure)?;
        self.add(table, classification, &total, figure, None, measure)
    }

    /// The row's share of the tables of its fund.
    fn of_fund(&mut self, fund: &Measure, row: &Row, figure: &Figure, told: &Told) -> Result<(), (Place, String)> {
        use Classification::{Economic, Functional};
        let Some(table) = table_of(fund) else { return Ok(()) };
        let total = Measure::total();
        if let Some(class) = row.functional.as_ref().filter(|_| told.functional) {
            self.with_parts(table, Functional, class, row, figure, told)?;
            if let Some(category) = category(class) {
                for measure in [&total, fund] {
                    self.add(BudgetTable::FiscalTotals, Functional, &category, (row, figure), None, measure)?;
                }
            }
        }
        if table != BudgetTable::General || !told.part {
            return Ok(());
        }
        let is_project = row.part.as_ref().is_some_and(|part| part.as_str() == "项目支出");
        match (&row.functional, &row.economic) {
            (Some(class), economic) if is_project && told.functional => {
                let project = row.project.clone();
                let table = BudgetTable::GeneralProject;
                self.add(table, Functional, class, (row, figure), project.clone(), &total)?;
                if let Some(kind) = economic.as_ref().filter(|_| told.economic).and_then(category) {
                    self.add(table, Functional, class, (row, figure), project, &Measure::new(&kind.name))?;
                }
            }
            (_, Some(class)) if !is_project && told.economic => {
                let table = BudgetTable::GeneralBasic;
                self.add(table, Economic, class, (row, figure), None, &total)?;
                let part = row.part.as_ref().filter(|part| part.as_str() != "基本支出");
                if let Some(part) = part {
                    self.add(table, Economic, class, (row, figure), None, part)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds to 合计, and to 基本支出 or 项目支出 beside it.
    fn with_parts(
        &mut self,
        table: BudgetTable,
        classification: Classification,
        class: &Class,
        row: &Row,
        figure: &Figure,
        told: &Told,
    ) -> Result<(), (Place, String)> {
        self.add(table, classification, class, (row, figure), None, &Measure::total())?;
        let Some(part) = row.part.as_ref().filter(|_| told.part) else { return Ok(()) };
        let part = if part.as_str() == "项目支出" { part.clone() } else { Measure::new("基本支出") };
        self.add(table, classification, class, (row, figure), None, &part)
    }

    fn add(
        &mut self,
        table: BudgetTable,
        classification: Classification,
        class: &Class,
        (row, figure): (&Row, &Figure),
        project: Option<Arc<str>>,
        measure: &Measure,
    ) -> Result<(), (Place, String)> {
        // Rows without a year have been left out.
        let Some(year) = row.year else { return Ok(()) };
        let key = Key {
            table,
            year,
            phase: figure.phase,
            unit: row.unit.clone(),
            classification,
            code: class.code.clone(),
            name: class.code.is_none().then(|| class.name.clone()),
            project,
            measure: measure.clone(),
        };
        let Figure { amount, text, place, .. } = figure;
        match self.sums.get_mut(&key) {
            Some(sum) => {
                let beyond = || (place.clone(), "这张清单的合计超出可处理的范围，没有读入。请核对金额单位".to_owned());
                sum.amount = sum.amount.checked_add(*amount).ok_or_else(beyond)?;
                sum.rows += 1;
                if sum.rows <= LISTED {
                    sum.text.push('+');
                    sum.text.push_str(text);
                }
            }
            None => {
                let sum = Sum { amount: *amount, text: text.to_string(), rows: 1, place: place.clone() };
                self.sums.insert(key, sum);
            }
        }
        Ok(())
    }

    /// What was added up: 按支出功能分类汇总为 3 项.
    pub(super) fn told(&self) -> String {
        let made = [BudgetTable::Totals, BudgetTable::FiscalTotals, BudgetTable::ThreePublic];
        let own = self.sums.keys().filter(|key| !made.contains(&key.table));
        let items: BTreeSet<_> = own.map(|key| (key.classification, &key.code, &key.name)).collect();
        let mut counts: BTreeMap<Classification, usize> = BTreeMap::new();
        items.iter().for_each(|(kind, ..)| *counts.entry(*kind).or_default() += 1);
        let told = counts.iter().map(|(kind, count)| format!("按{}汇总为 {count} 项", kind.title()));
        told.collect::<Vec<_>>().join("，")
    }

    /// The sums as tables, one for each kind, year and phase.
    pub(super) fn tables(self, list: &List, context: &Context) -> Vec<Table> {
        let mut tables: Vec<Table> = Vec::new();
        let of_rows = list.columns.keys.contains(&Some(ListColumn::Unit));
        let scope = context.scope.filter(|_| !of_rows).unwrap_or(Scope::Unit);
        for (key, sum) in self.sums {
            let named = |code: &Code| {
                let own = self.names.get(code).cloned().filter(|name| **name != *code.as_str());
                own.or_else(|| Catalog::shipped().name(code).map(Arc::from)).unwrap_or_else(|| code.as_str().into())
            };
            let name = key.code.as_ref().map(named).or(key.name).unwrap_or_default();
            let lowest = match key.classification {
                _ if &*name == TOTAL => Level::Total,
                Classification::Functional => Level::Item,
                Classification::ThreePublic if three_public::above(&name).is_none() => Level::Category,
                Classification::Revenue if key.table != BudgetTable::Revenue => Level::Category,
                _ => Level::Section,
            };
            let more = if sum.rows > LISTED { format!("+…（共 {} 行）", sum.rows) } else { String::new() };
            let item = LineItem {
                unit: key.unit.clone(),
                scope,
                year: key.year,
                phase: key.phase,
                table: key.table,
                classification: key.classification,
                level: key.code.as_ref().map_or(lowest, Code::level),
                code: key.code,
                parent: None,
                name,
                project: key.project,
                measure: key.measure,
                amount: Some(sum.amount),
                text: (sum.text + &more).into(),
                origin: Origin::Published,
                place: sum.place,
            };
            let same = |table: &Table| (table.table, table.year, table.phase) == (key.table, Some(key.year), key.phase);
            match tables.last_mut().filter(|table| same(table)) {
                Some(table) => table.items.push(item),
                None => tables.push(Table {
                    table: key.table,
                    title: key.table.title().into(),
                    unit: Some(key.unit),
                    year: Some(key.year),
                    dated: true,
                    phase: key.phase,
                    items: vec![item],
                    rates: Vec::new(),
                    empty_statement: None,
                    place: list.place.clone(),
                }),
            }
        }
        tables
    }
}

/// The 类 of a class.
fn category(class: &Class) -> Option<Class> {
    let code = Code::new(class.code.as_ref()?.as_str().get(..3)?).ok()?;
    Some(Class { name: Catalog::shipped().name(&code).unwrap_or(code.as_str()).into(), code: Some(code) })
}

/// What the list does not allow, since only some of its rows tell: a sum by it would be too small.
fn missing(rows: &[Row], told: &Told) -> Vec<String> {
    let some = |told: bool, count: usize, what: &str| {
        (!told && count < rows.len()).then(|| format!("{count} 行没有{what}，没有按它汇总"))
    };
    let count = |empty: fn(&Row) -> bool| rows.iter().filter(|row| empty(row)).count();
    let mut missing: Vec<String> = [
        some(told.functional, count(|row| row.functional.is_none()), "支出功能分类"),
        some(told.government, count(|row| row.government.is_none()), "政府预算支出经济分类"),
        some(told.economic, count(|row| row.economic.is_none()), "部门预算支出经济分类"),
        some(told.fund, count(|row| row.fund.is_none()), "资金性质"),
        some(told.part, count(|row| row.part.is_none()), "可以识别的项目类别"),
        some(told.revenue, count(|row| row.revenue.is_none()), "收入分类"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let vague = count(|row| three_public::item(row).is_none() && !three_public::is_told(row));
    if vague > 0 && rows.iter().any(|row| row.economic.is_some() || row.government.is_some()) {
        missing.push(format!("{vague} 行的经济分类没有编码或只到类，没有汇总“三公”经费"));
    }
    let unknown: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.fund.as_ref()).filter(|fund| !is_fund(fund)).map(Measure::as_str).collect();
    if !unknown.is_empty() {
        let names = unknown.into_iter().take(5).collect::<Vec<_>>().join("、");
        missing.push(format!("资金性质“{names}”不在已知的几种之内，只计入支出总表"));
    }
    missing
}

//! 公开表的行: groups the figures of an official table into rows, for this year and optionally last year.
//!
//! If a cell has several figures, that of the most reliable origin counts, among those the first that was read.

use crate::model::{Amount, Classification, Code, Level, LineItem, Measure};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The figures of a row in one year.
pub(super) type Figures<'a> = BTreeMap<Measure, &'a LineItem>;

/// 行
pub(super) struct Row<'a> {
    /// Whether it is a row of revenue.
    pub revenue: bool,
    pub code: Option<Code>,
    pub level: Level,
    pub name: Arc<str>,
    pub project: Option<Arc<str>>,
    /// 本年
    pub current: Figures<'a>,
    /// 上年
    pub prior: Figures<'a>,
}

/// 公开表: the rows and columns of a table.
#[derive(Default)]
pub(super) struct Official<'a> {
    pub rows: Vec<Row<'a>>,
    /// This year's columns, in the order in which they were read.
    pub current: Vec<Measure>,
    /// Last year's columns.
    pub prior: Vec<Measure>,
}

/// Key of a row, without the name, which may differ between years.
type Key<'a> = (bool, Option<&'a Code>, Level, Option<&'a str>, Option<&'a Code>);

fn key(item: &LineItem) -> Key<'_> {
    let revenue = item.classification == Classification::Revenue;
    (revenue, item.code.as_ref(), item.level, item.project.as_deref(), item.parent.as_ref())
}

impl<'a> Official<'a> {
    /// Groups the figures of a table. Totals come first, as in the official form, and revenue before expenditure. Rows
    /// that only exist last year are sorted in by code.
    pub fn new(current: &[&'a LineItem], prior: &[&'a LineItem]) -> Self {
        let mut table = Self::default();
        let mut known: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
        for item in current {
            let rows = known.entry(key(item)).or_default();
            let own = rows.iter().copied().find(|at| table.rows[*at].name == item.name);
            let at = own.unwrap_or_else(|| table.begin(item, rows));
            put(&mut table.rows[at].current, item);
            add(&mut table.current, &item.measure);
        }
        for item in prior {
            let rows = known.entry(key(item)).or_default();
            let is_own = |at: &usize| table.rows[*at].name == item.name;
            let is_free =
                |at: &usize| item.code.is_some() && table.rows[*at].prior.values().all(|other| other.name == item.name);
            let own = rows.iter().copied().find(is_own).or_else(|| rows.iter().copied().find(is_free));
            let at = own.unwrap_or_else(|| table.begin(item, rows));
            put(&mut table.rows[at].prior, item);
            add(&mut table.prior, &item.measure);
        }
        table.arrange();
        table
    }

    fn begin(&mut self, item: &LineItem, rows: &mut Vec<usize>) -> usize {
        rows.push(self.rows.len());
        self.rows.push(Row {
            revenue: item.classification == Classification::Revenue,
            code: item.code.clone(),
            level: item.level,
            name: item.name.clone(),
            project: item.project.clone(),
            current: Figures::new(),
            prior: Figures::new(),
        });
        self.rows.len() - 1
    }

    fn arrange(&mut self) {
        let (mut rows, gone): (Vec<_>, Vec<_>) = self.rows.drain(..).partition(|row| !row.current.is_empty());
        for row in gone {
            let before = |other: &Row<'_>| {
                other.revenue == row.revenue && (row.code.is_none() || other.code.is_none() || other.code <= row.code)
            };
            let at = rows.iter().rposition(before).map_or(0, |at| at + 1);
            rows.insert(at, row);
        }
        let is_total = |row: &Row<'_>| row.level == Level::Total && row.project.is_none();
        rows.sort_by_key(|row| (!row.revenue, !is_total(row)));
        self.rows = rows;
    }
}

fn put<'a>(figures: &mut Figures<'a>, item: &'a LineItem) {
    let is_stronger = figures.get(&item.measure).is_none_or(|other| item.origin < other.origin);
    if is_stronger {
        figures.insert(item.measure.clone(), item);
    }
}

fn add(measures: &mut Vec<Measure>, measure: &Measure) {
    if !measures.contains(measure) {
        measures.push(measure.clone());
    }
}

impl Row<'_> {
    /// This year's amount in the column with this name.
    pub fn amount(&self, measure: &str) -> Option<Amount> {
        self.current.get(&Measure::new(measure))?.amount
    }

    /// The digits of the code for 类, 款 and 项.
    pub fn code_parts(&self) -> [&str; 3] {
        let code = self.code.as_ref().map_or("", Code::as_str);
        let part = |from: usize, to: usize| code.get(from..to.min(code.len())).unwrap_or_default();
        [part(0, 3), part(3, 5), part(5, 9)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;
    use crate::source::load_texts;

    #[test]
    fn the_strongest_origin_stands_in_a_cell_then_the_first_that_was_read() {
        // Rows of one dataset that repeat a key count once; of several, each is read by itself here.
        let read = |rows: &str| {
            let data = format!("unit,year,table,code,name,measure,origin,amount\n{rows}");
            load_texts(&[("数.csv", &data)], &Default::default()).unwrap().items
        };
        let mut items =
            read("甲局,2024,general,208,社会保障,合计,implied,1.00\n甲局,2023,general,208,社保,合计,published,4.00\n");
        items.extend(read(
            "甲局,2024,general,208,社会保障,合计,published,2.00\n甲局,2023,general,208,社会保险,合计,published,5.00\n",
        ));
        items.extend(read(
            "甲局,2024,general,208,社会保障,合计,published,3.00\n甲局,2023,general,201,一般,合计,restated,6.00\n",
        ));
        let of = |year: u16| items.iter().filter(|item| item.year.get() == year).collect::<Vec<_>>();
        let table = Official::new(&of(2024), &of(2023));
        let fen = |figures: &Figures<'_>| figures.values().next().and_then(|item| item.amount).map(|one| one.fen());
        let rows: Vec<_> = table.rows.iter().map(|row| (&*row.name, fen(&row.current), fen(&row.prior))).collect();
        // A second name of last year's code has a row of its own: nothing is lost.
        assert_eq!(
            rows,
            [("一般", None, Some(600)), ("社会保障", Some(200), Some(400)), ("社会保险", None, Some(500))]
        );
        assert_eq!(table.rows[1].current.values().next().unwrap().origin, Origin::Published);
    }
}

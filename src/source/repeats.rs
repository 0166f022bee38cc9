//! 重复来源: drops figures that were read twice: from a table printed again in its document or in another file of the
//! disclosure, and from a dataset that was extracted from a file which is read as well.

use super::recognise::printing::Printing;
use crate::model::dataset::{RowKey, row_key};
use crate::model::{
    AmountUnit, BudgetTable, Classification, FiscalYear, LineItem, Measure, Origin, Phase, Place, Scope, Warning,
    WarningKind,
};
use crate::source::Loaded;
use crate::source::words::fold;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// 印出的表: the range of a table's items in [`Loaded::items`], and its title.
pub(super) struct TableItems {
    pub items: Range<usize>,
    pub title: Arc<str>,
}

/// Key of a table in progress: file, table, unit and, on the sheets of a workbook, title: 支出决算表 on one sheet is not
/// continued by 支出决算明细表 on the next.
type OpenTable = (Arc<str>, BudgetTable, Arc<str>, Option<Arc<str>>);

/// Identity of a printed figure: that of its table, row and column.
type FigureKey = (Scope, FiscalYear, Phase, BudgetTable, Classification, Measure, Origin, RowKey);

fn figure_key(item: &LineItem) -> FigureKey {
    let LineItem { scope, year, phase, table, classification, origin, .. } = *item;
    (scope, year, phase, table, classification, item.measure.clone(), origin, row_key(item))
}

/// Finds the figures of tables that were printed before, and warns where two printings differ.
///
/// A table that continues from page to page is one printing. Of differing printings the first counts, except that
/// superseded ones (表5旧) come last. The tables of a draft `draft` do not count where others print them.
fn printed_again(loaded: &mut Loaded, tables: &[TableItems], draft: Option<&Arc<str>>) -> BTreeSet<usize> {
    let mut order: Vec<&TableItems> = tables.iter().filter(|table| !table.items.is_empty()).collect();
    let of_draft = |table: &TableItems, items: &[LineItem]| Some(&items[table.items.start].place.file) == draft;
    order.sort_by_key(|table| (of_draft(table, &loaded.items), is_superseded(table, &loaded.items)));
    let mut replaced = BTreeSet::new();
    // The first printing of each figure: the number of the printing and the index of the item.
    let mut first: BTreeMap<FigureKey, (usize, usize)> = BTreeMap::new();
    // The last printing of each table in a file, which may continue on the next page.
    let mut open: BTreeMap<OpenTable, (usize, Printing)> = BTreeMap::new();
    let mut repeated = BTreeSet::new();
    for (number, table) in order.into_iter().enumerate() {
        let items = &loaded.items[table.items.clone()];
        let Some(head) = items.first().filter(|head| head.table != BudgetTable::Performance || head.project.is_some())
        else {
            continue;
        };
        let title = head.place.sheet.as_ref().map(|_| table.title.clone());
        let key = (head.place.file.clone(), head.table, head.unit.clone(), title);
        let (printing, rows) = open.entry(key).or_insert_with(|| (number, Printing::default()));
        if !rows.is_continued_by(items) {
            (*printing, *rows) = (number, Printing::default());
        }
        rows.add(items);
        if of_draft(table, &loaded.items) {
            let again = |item: &LineItem| replaced.contains(&(item.unit.clone(), item.year, item.phase, item.table));
            let known = |item: &LineItem| again(item) || first.contains_key(&figure_key(item));
            repeated.extend(table.items.clone().zip(items).filter(|(_, item)| known(item)).map(|(at, _)| at));
            continue;
        }
        if draft.is_some() {
            replaced.extend(items.iter().map(|item| (item.unit.clone(), item.year, item.phase, item.table)));
        }
        let mut differing: Vec<(usize, usize)> = Vec::new();
        for (at, item) in table.items.clone().zip(items) {
            let (before, other) = *first.entry(figure_key(item)).or_insert((*printing, at));
            if before != *printing {
                repeated.insert(at);
                if item.amount.map(|amount| amount.fen()) != loaded.items[other].amount.map(|amount| amount.fen()) {
                    differing.push((other, at));
                }
            }
        }
        if let Some((other, at)) = differing.first() {
            let (used, dropped) = (&loaded.items[*other], &loaded.items[*at]);
            let print = |item: &LineItem| {
                item.amount.map_or_else(|| item.text.to_string(), |a| a.print(AmountUnit::TenThousand, 2) + "万元")
            };
            let code = used.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            let more = if differing.len() > 1 { format!("等 {} 个数", differing.len()) } else { String::new() };
            let message = format!(
                "{}印了两次，数不相同：{code}{} {} 在 {} 是 {}，这里是 {}{}{more}；以前者为准，没有相加。请核对",
                table.title,
                used.name,
                used.measure,
                used.place,
                print(used),
                print(dropped),
                if more.is_empty() { "" } else { "，" },
            );
            loaded.warnings.push(Warning::new(WarningKind::RepeatedTable, dropped.place.clone(), message));
        }
    }
    repeated
}

/// Whether the sheet or title says that the table is outdated, a draft or a copy.
fn is_superseded(table: &TableItems, items: &[LineItem]) -> bool {
    let sheet = items[table.items.start].place.sheet.as_deref().unwrap_or_default();
    let words = ["旧", "作废", "废止", "草稿", "副本", "备份"];
    [fold(sheet), fold(&table.title)].iter().any(|text| words.iter().any(|word| text.contains(word)))
}

/// Drops tables printed again, and rows of datasets whose source files are read from another input of this run.
///
/// `datasets` gives the name of each dataset and the end of its rows in [`Loaded::items`]; all later items come from
/// disclosures. A disclosure takes precedence over a dataset, an earlier dataset over a later one.
pub(super) fn drop_repeats(
    loaded: &mut Loaded,
    datasets: &[(Arc<str>, usize)],
    tables: &[TableItems],
    draft: Option<&Arc<str>>,
) {
    let mut repeated = printed_again(loaded, tables, draft);
    let first = datasets.last().map_or(0, |(_, end)| *end);
    // The input that supplied the figures of each source file and unit.
    let mut owners: BTreeMap<(Arc<str>, Arc<str>), Arc<str>> = BTreeMap::new();
    for item in &loaded.items[first..] {
        let file = &item.place.file;
        owners.entry((file.clone(), item.unit.clone())).or_insert_with(|| file.clone());
    }
    let mut start = 0;
    for (name, end) in datasets {
        let mut other = None;
        for (index, item) in loaded.items.iter().enumerate().take(*end).skip(start) {
            let owner = owners.entry((item.place.file.clone(), item.unit.clone())).or_insert_with(|| name.clone());
            if dataset_of(owner) != dataset_of(name) {
                repeated.insert(index);
                other.get_or_insert_with(|| owner.clone());
            }
        }
        if let Some(other) = other {
            let message = format!("有明细与 {other} 来自同一份文件，以 {other} 为准，没有重复计入");
            loaded.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name.clone()), message));
        }
        start = *end;
    }
    let mut index = 0;
    loaded.items.retain(|_| {
        index += 1;
        !repeated.contains(&(index - 1))
    });
}

/// The dataset that a file belongs to: the files of a partitioned dataset (`year=2024/…`) do not repeat each other.
fn dataset_of(name: &str) -> &str {
    name.find("year=").filter(|at| *at == 0 || name[..*at].ends_with('/')).map_or(name, |at| &name[..at])
}

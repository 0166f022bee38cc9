//! 单元格: what a printed cell means, and which disclosure it belongs to.

use super::{
    Amount, BudgetTable, Claim, Classification, FiscalYear, Insured, Level, LineItem, Measure, Origin, Paper, Part,
    Phase, Place, Scope, Side, Territory, Topic, identity, without_territory,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The unit, year and phase whose disclosure a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// 单位名称
    pub unit: Arc<str>,
    /// 部门, 单位 or 政府
    pub scope: Scope,
    /// 年度
    pub year: FiscalYear,
    /// 预算 or 决算
    pub phase: Phase,
}

/// 单元格: a table cell with its meaning.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The figure.
    pub item: &'a LineItem,
    /// Which money the figure is. A row that is no total has its code or name in addition.
    pub topic: Topic,
}

/// 表、行、栏: the table, row and column headings from which the meaning of a figure follows.
#[derive(Debug, Clone, Copy)]
pub struct Heads<'a> {
    /// 表
    pub table: BudgetTable,
    /// 分类
    pub classification: Classification,
    /// 栏目
    pub measure: &'a Measure,
    /// 名称 of the row.
    pub name: &'a str,
    /// 级次
    pub level: Level,
    /// Whether the row has a code.
    pub coded: bool,
}

/// The cells of every disclosure by meaning and by place, and whose disclosure each file is.
#[derive(Debug, Default)]
pub struct Cells<'a> {
    owners: BTreeMap<Arc<str>, Owner>,
    cells: BTreeMap<(Arc<str>, Scope, FiscalYear), Vec<Cell<'a>>>,
    /// Cells of rows that have a name but no code.
    named: BTreeMap<(Arc<str>, Scope, FiscalYear), Vec<Cell<'a>>>,
    /// All cells, sorted by place.
    placed: Vec<Cell<'a>>,
    /// 上年数 in a table of this year, by its row and measure.
    before: BTreeMap<(Line<'a>, &'a Measure), &'a LineItem>,
}

/// A printed row: file, sheet, page, table and row.
type Line<'a> = (&'a str, Option<&'a str>, Option<u32>, Option<u32>, Option<u32>);

fn line(place: &Place) -> Line<'_> {
    (&place.file, place.sheet.as_deref(), place.page, place.table, place.row)
}

impl Cell<'_> {
    /// The amount; every cell in [`Cells`] has one.
    pub fn amount(&self) -> Amount {
        self.item.amount.unwrap_or(Amount::from_fen(0))
    }
}

impl<'a> Cells<'a> {
    /// The cells among `items` and the owners of all files.
    pub fn of(items: &'a [LineItem], papers: &[Paper]) -> Self {
        let mut cells = Self { owners: owners(items, papers), ..Self::default() };
        let restated =
            |item: &&LineItem| item.origin == Origin::Restated && item.amount.is_some() && item.place.row.is_some();
        cells.before.extend(items.iter().filter(restated).map(|item| ((line(&item.place), &item.measure), item)));
        for item in items.iter().filter(|item| is_cell(item)) {
            let key = (item.unit.clone(), item.scope, item.year);
            let heads = Heads::of(item);
            let (list, topic) = match heads.topic() {
                Some(topic) => (&mut cells.cells, Some(topic)),
                None if item.code.is_none()
                    && (item.level != Level::Total || item.table == BudgetTable::SocialInsurance) =>
                {
                    (&mut cells.named, heads.named())
                }
                None => continue,
            };
            if let Some(topic) = topic {
                list.entry(key).or_default().push(Cell { item, topic });
                cells.placed.push(Cell { item, topic });
            }
        }
        cells.placed.sort_by_key(|cell| &cell.item.place);
        cells
    }

    /// The same cells, some of them printed with another amount: `other` gives the item that takes the place of one.
    pub(crate) fn reprinted<'b>(&self, other: impl Fn(&LineItem) -> Option<&'b LineItem>) -> Cells<'b>
    where
        'a: 'b,
    {
        let item = |item: &'a LineItem| other(item).unwrap_or(item);
        let list = |cells: &Vec<Cell<'a>>| -> Vec<Cell<'b>> {
            cells.iter().map(|cell| Cell { item: item(cell.item), topic: cell.topic }).collect()
        };
        let lists = |lists: &BTreeMap<_, Vec<Cell<'a>>>| -> BTreeMap<_, Vec<Cell<'b>>> {
            lists.iter().map(|(of, cells): (&(Arc<str>, Scope, FiscalYear), _)| (of.clone(), list(cells))).collect()
        };
        Cells {
            owners: self.owners.clone(),
            cells: lists(&self.cells),
            named: lists(&self.named),
            placed: list(&self.placed),
            before: self.before.iter().map(|(of, before)| (*of, item(before))).collect(),
        }
    }

    /// Whose disclosure a file is, if known.
    pub fn owner(&self, file: &Arc<str>) -> Option<&Owner> {
        self.owners.get(file)
    }

    /// Whose budget a claim is about: the owner of its file, with the scope that the sentence names in a government's
    /// report. `None` if the owner is not known, or if the claim is about the governments below, whose budgets are not
    /// in this file.
    pub fn owner_of(&self, claim: &Claim) -> Option<Owner> {
        let owner = self.owner(&claim.place.file)?;
        let scope = match claim.territory.filter(|_| owner.scope.is_of_government()) {
            None => owner.scope,
            Some(Territory::Whole) => Scope::Government,
            Some(Territory::Own) => Scope::OwnLevel,
            Some(Territory::Below) => return None,
        };
        Some(Owner { scope, ..owner.clone() })
    }

    /// The cells, one list for each unit and year.
    pub fn lists(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.cells.values().map(Vec::as_slice)
    }

    /// The cells of a unit's year, in all phases.
    pub fn of_year(&self, owner: &Owner, year: FiscalYear) -> &[Cell<'a>] {
        self.cells.get(&(owner.unit.clone(), owner.scope, year)).map_or(&[], Vec::as_slice)
    }

    /// The cells of rows that have a name but no code, one list for each unit and year.
    pub fn named(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.named.values().map(Vec::as_slice)
    }

    /// 上年数 that the row of a cell prints beside it.
    pub fn before(&self, cell: &'a LineItem) -> Option<&'a LineItem> {
        let before = self.before.get(&(line(&cell.place), &cell.measure))?;
        (Some(before.year) == cell.year.previous() && before.name == cell.name).then_some(*before)
    }

    /// The cells of a year and phase at a place.
    pub fn at(&self, place: &Place, of: (FiscalYear, Phase)) -> impl Iterator<Item = Cell<'a>> {
        let from = self.placed.partition_point(|cell| cell.item.place < *place);
        let here = self.placed[from..].iter().copied().take_while(move |cell| cell.item.place == *place);
        here.filter(move |cell| (cell.item.year, cell.item.phase) == of)
    }
}

/// Whether an item is a figure printed in a table, not one recovered from the text.
fn is_cell(item: &LineItem) -> bool {
    item.origin == Origin::Published
        && item.project.is_none()
        && item.amount.is_some()
        && (item.place.column.is_some() || item.place.sheet.is_some())
}

/// The owners of files: that of at least three quarters of a file's cells, else what the file says of itself.
fn owners(items: &[LineItem], papers: &[Paper]) -> BTreeMap<Arc<str>, Owner> {
    let mut owners = BTreeMap::new();
    let mut counts: BTreeMap<Arc<str>, BTreeMap<Owner, usize>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_cell(item)) {
        let owner = Owner { unit: item.unit.clone(), scope: item.scope, year: item.year, phase: item.phase };
        *counts.entry(item.place.file.clone()).or_default().entry(owner).or_default() += 1;
    }
    for (file, counts) in counts {
        let cells: usize = counts.values().sum();
        // Final accounts print the budget of “三公” beside the outturn; such a column must not change the phase.
        if let Some((owner, count)) = counts.into_iter().max_by_key(|(_, count)| *count)
            && count * 4 >= cells * 3
        {
            owners.insert(file, owner);
        }
    }
    for paper in papers {
        let Some(year) = paper.year else { continue };
        owners.entry(paper.file.clone()).or_insert_with(|| Owner {
            unit: paper.unit.clone().unwrap_or_default(),
            scope: paper.scope.unwrap_or(Scope::Unit),
            year,
            phase: paper.phase.unwrap_or(Phase::Approved),
        });
    }
    owners
}

impl<'a> Heads<'a> {
    fn of(item: &'a LineItem) -> Self {
        let LineItem { table, classification, measure, name, level, code, .. } = item;
        // 省本级本年收入合计 in a table of 省级.
        let name = if item.scope == Scope::OwnLevel { without_territory(name) } else { name };
        Self { table: *table, classification: *classification, measure, name, level: *level, coded: code.is_some() }
    }

    /// Which money the figure is; `None` if the headings are not fully understood.
    pub fn topic(&self) -> Option<Topic> {
        let is_sum = self.level == Level::Total && is_total(self.name);
        let row = if self.coded || is_sum { Topic::default() } else { read_fully(self.name)? };
        self.of_row(row)
    }

    /// The topic of a row that is named by its item. `None` for 其中, a part of the row above it.
    fn named(&self) -> Option<Topic> {
        if self.table == BudgetTable::SocialInsurance {
            let counted = Insured::of_heads(self.measure.as_str(), self.name, self.classification)?;
            return Some(Topic { side: counted.side(), ..Topic::default() });
        }
        (!self.name.contains("其中")).then(|| self.of_row(Topic::default())).flatten()
    }

    fn of_row(&self, row: Topic) -> Option<Topic> {
        let column = if self.measure.is_total() { Topic::default() } else { read_fully(self.measure.as_str())? };
        let side = match self.classification {
            Classification::Revenue => Side::Revenue,
            _ if self.table == BudgetTable::Revenue => Side::Revenue,
            _ => Side::Expenditure,
        };
        match self.table {
            BudgetTable::ThreePublic => return self.three_public(row, column),
            BudgetTable::Procurement => {
                let total = self.level == Level::Total;
                let part = row.part.or_else(|| goods(self.name)).or(total.then_some(Part::Procurement))?;
                return self.measure.is_total().then_some(Topic { part: Some(part), ..Topic::default() });
            }
            BudgetTable::Other if column.part == Some(Part::Running) => return Some(column),
            // The measure of a table outside the standard forms is its title, which has to name the fund.
            BudgetTable::Other if column.fund.is_none() || column.part.is_some() => return None,
            _ => {}
        }
        let (fund, part) = identity::of_table(self.table)?;
        // Revenue has no 基本支出 or other part of expenditure: such a cell was misread.
        if side == Side::Revenue && (column.part.is_some() || row.part.is_some()) {
            return None;
        }
        // 国有资本经营收入 in a general budget's revenue table is a kind of general revenue, not the fund of that name.
        if self.table.is_of_government() && row.fund.is_some() && row.fund != fund {
            return None;
        }
        // An economic code already says which part it is (301 belongs to 人员经费), so the table's part is dropped.
        let part = if self.classification == Classification::Economic && self.coded {
            None
        } else {
            column.part.or(row.part).or(part)
        };
        let fund = column.fund.or(row.fund).or(fund);
        Some(Topic { side: Some(side), fund, part, own_year: row.own_year || column.own_year })
    }

    fn three_public(&self, row: Topic, column: Topic) -> Option<Topic> {
        if column.part == Some(Part::Running) && self.level == Level::Total {
            return Some(column);
        }
        let part = row.part.or((self.level == Level::Total).then_some(Part::ThreePublic))?;
        let fund = column.fund.is_none() && column.part.is_none();
        fund.then_some(Topic { part: Some(part), ..Topic::default() })
    }
}

fn goods(name: &str) -> Option<Part> {
    let parts = [("货物", Part::Goods), ("工程", Part::Works), ("服务", Part::Services)];
    parts.into_iter().find(|(word, _)| name.contains(word)).map(|(_, part)| part)
}

/// The topic of words that are understood without a remainder, leading numbering aside.
fn read_fully(words: &str) -> Option<Topic> {
    let bare = unnumbered(words);
    let (topic, left) = Topic::read(bare)?;
    // A row with “其中：” is a part of the row above it and may not repeat that row's fund.
    (left.is_empty() && !words.contains("其中")).then_some(topic)
}

/// Strips leading numbering such as 一、, 1. or ① (but not the 一 of 一般公共预算).
pub(crate) fn unnumbered(words: &str) -> &str {
    let words = words.trim_start_matches(|c: char| ('①'..='⑳').contains(&c) || ('㉑'..='㉟').contains(&c));
    let end = |c: char| matches!(c, '、' | '.' | '．' | ')' | '）' | ':' | '：');
    match words.find(end) {
        Some(at) if words[..at].chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十(（ ".contains(c)) => {
            words[at..].trim_start_matches(|c: char| end(c) || c == ' ')
        }
        _ => words,
    }
}

fn is_total(name: &str) -> bool {
    Topic::read(name).is_some_and(|(topic, left)| left.is_empty() && topic.fund.is_none() && topic.part.is_none())
}

//! 单元格: what a printed cell means, and whose disclosure it stands in.

use super::{
    Amount, BudgetTable, Claim, Classification, FiscalYear, Level, LineItem, Measure, Origin, Paper, Part, Phase,
    Place, Scope, Side, Territory, Topic, identity,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whose disclosure of which year a file belongs to.
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

/// 一格, with what it means.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The figure.
    pub item: &'a LineItem,
    /// Which money it is; of a row that is no sum, beside its code or name.
    pub topic: Topic,
}

/// 表、行、栏: what tells which money a figure is.
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
    /// Rows that have a name and no code.
    named: BTreeMap<(Arc<str>, Scope, FiscalYear), Vec<Cell<'a>>>,
    /// All of them in the order of their places.
    placed: Vec<Cell<'a>>,
}

impl Cell<'_> {
    /// Its amount; cells have one.
    pub fn amount(&self) -> Amount {
        self.item.amount.unwrap_or(Amount::from_fen(0))
    }
}

impl<'a> Cells<'a> {
    /// The cells that tables print, and the owners of all files.
    pub fn of(items: &'a [LineItem], papers: &[Paper]) -> Self {
        let mut cells = Self { owners: owners(items, papers), ..Self::default() };
        for item in items.iter().filter(|item| is_cell(item)) {
            let key = (item.unit.clone(), item.scope, item.year);
            let heads = Heads::of(item);
            let (list, topic) = match heads.topic() {
                Some(topic) => (&mut cells.cells, Some(topic)),
                None if item.code.is_none() && item.level != Level::Total => (&mut cells.named, heads.named()),
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

    /// Whose disclosure a file is, where that is known.
    pub fn owner(&self, file: &Arc<str>) -> Option<&Owner> {
        self.owners.get(file)
    }

    /// Whose disclosure a claim speaks of: its file's, and of a government's the scope that the sentence names. `None`
    /// where no file is known, and for what is below a government, which has no budget of its own here.
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

    /// The cells of every unit and year, one list each.
    pub fn lists(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.cells.values().map(Vec::as_slice)
    }

    /// The cells of a unit's year, of every phase.
    pub fn of_year(&self, owner: &Owner, year: FiscalYear) -> &[Cell<'a>] {
        self.cells.get(&(owner.unit.clone(), owner.scope, year)).map_or(&[], Vec::as_slice)
    }

    /// The rows that have a name of their own and no code, one list for each unit and year.
    pub fn named(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.named.values().map(Vec::as_slice)
    }

    /// The cells of a year and phase that stand at a place.
    pub fn at(&self, place: &Place, of: (FiscalYear, Phase)) -> impl Iterator<Item = Cell<'a>> {
        let from = self.placed.partition_point(|cell| cell.item.place < *place);
        let here = self.placed[from..].iter().copied().take_while(move |cell| cell.item.place == *place);
        here.filter(move |cell| (cell.item.year, cell.item.phase) == of)
    }
}

/// A figure of a table, not one of the text.
fn is_cell(item: &LineItem) -> bool {
    item.origin == Origin::Published
        && item.project.is_none()
        && item.amount.is_some()
        && (item.place.column.is_some() || item.place.sheet.is_some())
}

/// The owners of files: as the files say, else by the year and phase of nearly all of their cells.
fn owners(items: &[LineItem], papers: &[Paper]) -> BTreeMap<Arc<str>, Owner> {
    let mut owners = BTreeMap::new();
    let mut counts: BTreeMap<Arc<str>, BTreeMap<Owner, usize>> = BTreeMap::new();
    for item in items.iter().filter(|item| is_cell(item)) {
        let owner = Owner { unit: item.unit.clone(), scope: item.scope, year: item.year, phase: item.phase };
        *counts.entry(item.place.file.clone()).or_default().entry(owner).or_default() += 1;
    }
    for (file, counts) in counts {
        let cells: usize = counts.values().sum();
        // A column of the budget beside the outturn, as final accounts have for “三公”, does not change it.
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
        Self { table: *table, classification: *classification, measure, name, level: *level, coded: code.is_some() }
    }

    /// Which money the figure is; `None` where that is not plain.
    pub fn topic(&self) -> Option<Topic> {
        let is_sum = self.level == Level::Total && is_total(self.name);
        let row = if self.coded || is_sum { Topic::default() } else { whole(self.name)? };
        self.of_row(row)
    }

    /// The same of a row whose name is the name of an item; 其中 makes it a part of the row above.
    fn named(&self) -> Option<Topic> {
        (!self.name.contains("其中")).then(|| self.of_row(Topic::default())).flatten()
    }

    fn of_row(&self, row: Topic) -> Option<Topic> {
        let column = if self.measure.is_total() { Topic::default() } else { whole(self.measure.as_str())? };
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
            // A table outside the form says in its title whose funds it lists, and its title is its measure.
            BudgetTable::Other if column.fund.is_none() || column.part.is_some() => return None,
            _ => {}
        }
        let (fund, part) = identity::of_table(self.table)?;
        // 收入 has no 基本支出: such a cell was misread.
        if side == Side::Revenue && (column.part.is_some() || row.part.is_some()) {
            return None;
        }
        // 国有资本经营收入 among the revenue of a general budget is a kind of it, not the budget of that name.
        if self.table.is_of_government() && row.fund.is_some() && row.fund != fund {
            return None;
        }
        // A code of the economic classification is itself the part of a part: 301 is under 人员经费.
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

/// A topic whose words are understood whole; numbering in front of them is passed over.
fn whole(words: &str) -> Option<Topic> {
    let bare = unnumbered(words);
    let (topic, left) = Topic::read(bare)?;
    // “其中：” makes a row a part of the one above it, whose funds it may not name.
    (left.is_empty() && !words.contains("其中")).then_some(topic)
}

/// A name without 一、 or 1. in front; 一般公共预算 is left whole.
fn unnumbered(words: &str) -> &str {
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

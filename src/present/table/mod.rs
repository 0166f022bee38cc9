//! 表: what a table prints, as one value. A builder makes it from a result; terminal, Markdown, HTML, DOCX and XLSX only
//! render it, so that they differ in what a format can show and in nothing else.

mod html;
mod markdown;
mod terminal;
pub(in crate::present) mod words;
pub(in crate::present) mod xlsx;

pub(in crate::present) use markdown::escaped;

use crate::model::{Amount, AmountUnit, AnnualGrowth, Code, Growth, Level, Origin, Points, Ratio};

/// 表
#[derive(Debug)]
pub(super) struct Table {
    /// 表题, with the unit of the amounts where a format has no line for it.
    pub caption: String,
    /// What stands between caption and head, for formats that have room for it.
    pub remark: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// 表注, a line each.
    pub notes: Vec<String>,
    /// How many columns from the left name the row. They stay in sight, and stand again in each part of a table that is
    /// too wide for the terminal.
    pub labels: usize,
    /// How narrow names may become, in half-width characters, before a terminal shows the table in parts.
    pub narrowest_name: usize,
    /// Whether columns that do not fit a terminal are left out, and named below, rather than shown in a further part.
    pub shortens: bool,
    /// Whether rows fold under the level above.
    pub folds: bool,
    pub digits: Digits,
}

/// 位数: how figures are printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    /// 金额单位
    pub unit: AmountUnit,
    /// Decimals of an amount.
    pub amount: u32,
    /// Decimals of a percentage.
    pub percent: u32,
}

impl Digits {
    /// Two decimals.
    pub fn of(unit: AmountUnit) -> Self {
        Self { unit, amount: 2, percent: 2 }
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::of(AmountUnit::TenThousand)
    }
}

/// 栏
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its heads from the top. Neighbours under the same upper head share one cell of it.
    pub heads: Vec<String>,
    pub kind: Kind,
    /// Width in half-width characters. DOCX shares its page out by it; terminals measure the cells instead.
    pub width: usize,
    /// Whether it stays beside the column before it where a table is shown in parts.
    pub joined: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Short words, never broken.
    Word,
    /// Text that may break.
    Text,
    /// Names, indented by the level of their row where a format can.
    Name,
    /// Codes: digits that are no number.
    Code,
    /// Short words in the middle of their column.
    Centred,
    /// Figures, or words in their place.
    Figure,
}

/// 行
#[derive(Debug, Default)]
pub(super) struct Row {
    /// 级次; rows of tables without levels have none.
    pub level: Option<Level>,
    /// One a column.
    pub cells: Vec<Cell>,
}

/// 单元格
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub value: Value,
    /// How a figure is known that its own year did not print.
    pub origin: Option<Origin>,
    /// Whether other printed figures differ from this one.
    pub differs: bool,
    /// Whether it stands out.
    pub strong: bool,
    /// What a spreadsheet calculates the value from.
    pub formula: Option<Formula>,
    /// 批注
    pub note: Option<String>,
}

/// 值. `None` is a figure that is not known, which prints a dash; it is not zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Value {
    /// Nothing belongs here.
    #[default]
    Empty,
    Text(String),
    Count(usize),
    Amount(Option<Amount>),
    /// 增减额, with its sign.
    Change(Option<Amount>),
    /// 增减率, a word where there is no rate.
    Growth(Option<Growth>),
    /// 年均增长率
    Annual(Option<AnnualGrowth>),
    /// 占比
    Share(Option<Ratio>),
    /// 百分点
    Points(Option<Points>),
}

/// 公式: how a cell follows from others, given by their columns in its row or by row and column.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    /// 增减额. Where it is not `stated`, an empty cell is nothing known rather than zero.
    Change { prior: usize, current: usize, stated: bool },
    /// 增减率
    Growth { prior: usize, current: usize, change: Option<usize>, stated: bool },
    /// 占比
    Share { part: usize, whole: (usize, usize) },
    /// 占比变化
    ShareChange { from: usize, to: usize },
    /// 拉动
    Contribution { change: usize, whole: (usize, usize) },
    /// The cell of another sheet, by its reference.
    Link(String),
}

/// A cell of the head with the columns and rows that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub text: &'a str,
    pub column: usize,
    pub columns: usize,
    pub rows: usize,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            caption: String::new(),
            remark: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
            labels: 0,
            narrowest_name: 8,
            shortens: false,
            folds: false,
            digits: Digits::default(),
        }
    }
}

impl Table {
    /// A table of columns, each given with its cells.
    pub fn of_columns(columns: Vec<(Column, Vec<Cell>)>, levels: impl IntoIterator<Item = Level>) -> Self {
        let mut rows: Vec<Row> =
            levels.into_iter().map(|level| Row { level: Some(level), cells: Vec::new() }).collect();
        let mut heads = Vec::new();
        for (column, cells) in columns {
            heads.push(column);
            rows.iter_mut().zip(cells).for_each(|(row, cell)| row.cells.push(cell));
        }
        Self { columns: heads, rows, ..Self::default() }
    }

    /// The cells of the head, row by row.
    pub fn head(&self) -> Vec<Vec<Head<'_>>> {
        let height = self.columns.iter().map(|column| column.heads.len()).max().unwrap_or(0);
        (0..height).map(|level| self.head_row(level, height)).collect()
    }

    fn head_row(&self, level: usize, height: usize) -> Vec<Head<'_>> {
        let mut row: Vec<Head<'_>> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let Some(text) = column.heads.get(level) else { continue };
            if column.heads.len() == level + 1 {
                row.push(Head { text, column: at, columns: 1, rows: height - level });
                continue;
            }
            let is_under =
                |other: &Column| other.heads.len() > level + 1 && other.heads[..=level] == column.heads[..=level];
            if at > 0 && is_under(&self.columns[at - 1]) {
                continue;
            }
            let columns = self.columns[at..].iter().take_while(|other| is_under(other)).count();
            row.push(Head { text, column: at, columns, rows: 1 });
        }
        row
    }

    /// Whether any cell prints a dash.
    pub fn has_gaps(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).any(Cell::is_gap)
    }

    /// The cells of a row as text.
    fn texts(&self, row: &Row) -> Vec<String> {
        row.cells.iter().map(|cell| cell.print(self.digits)).collect()
    }
}

impl Column {
    /// A column under one head.
    pub fn new(head: impl Into<String>, kind: Kind) -> Self {
        Self::under([head.into()], kind)
    }

    /// A column under several heads, the uppermost first.
    pub fn under(heads: impl Into<Vec<String>>, kind: Kind) -> Self {
        Self { heads: heads.into(), kind, width: 0, joined: false }
    }

    /// The same column of this width.
    pub fn wide(self, width: usize) -> Self {
        Self { width, ..self }
    }
}

impl Row {
    /// A row of a table without levels.
    pub fn plain(cells: impl Into<Vec<Cell>>) -> Self {
        Self { level: None, cells: cells.into() }
    }

    /// Steps to the right of the name: none for totals and 类.
    fn indent(&self) -> u8 {
        self.level.map_or(0, |level| (level as u8).saturating_sub(Level::Category as u8))
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into()).into()
    }

    pub fn code(code: Option<&Code>) -> Self {
        Self::text(code.map(ToString::to_string).unwrap_or_default())
    }

    pub fn amount(amount: Option<Amount>) -> Self {
        Value::Amount(amount).into()
    }

    /// An amount with how it is known.
    pub fn known(amount: Option<Amount>, origin: Option<Origin>) -> Self {
        Self { origin, ..Self::amount(amount) }
    }

    pub fn change(change: Option<Amount>) -> Self {
        Value::Change(change).into()
    }

    pub fn growth(growth: Option<Growth>) -> Self {
        Value::Growth(growth).into()
    }

    pub fn share(share: Option<Ratio>) -> Self {
        Value::Share(share).into()
    }

    pub fn points(points: Option<Points>) -> Self {
        Value::Points(points).into()
    }

    /// The same cell, calculated.
    pub fn by(self, formula: Option<Formula>) -> Self {
        Self { formula, ..self }
    }

    /// Whether a figure belongs here that is not known.
    pub fn is_gap(&self) -> bool {
        use Value::{Amount, Annual, Change, Growth, Points, Share};
        matches!(self.value, Amount(None) | Change(None) | Growth(None) | Annual(None) | Share(None) | Points(None))
    }

    /// Whether its own year did not print the figure.
    fn is_recovered(&self) -> bool {
        self.origin.is_some_and(|origin| origin != Origin::Published)
    }

    /// The cell as text, with the marks of what it is.
    pub fn print(&self, digits: Digits) -> String {
        let dash = || "—".to_owned();
        let Digits { unit, amount: decimals, percent } = digits;
        let text = match &self.value {
            Value::Empty => String::new(),
            Value::Text(text) => text.clone(),
            Value::Count(count) => count.to_string(),
            Value::Amount(amount) => amount.map_or_else(dash, |amount| amount.print(unit, decimals)),
            Value::Change(change) => change.map_or_else(dash, |change| words::signed(change, unit, decimals)),
            Value::Growth(growth) => words::growth(*growth, percent),
            Value::Annual(rate) => rate.map_or_else(dash, |rate| words::rate(rate.percent(percent))),
            Value::Share(share) => share.map_or_else(dash, |share| format!("{}%", share.percent(percent))),
            Value::Points(points) => points.map_or_else(dash, |points| format!("{}百分点", points.value(percent))),
        };
        let differs = if self.differs { "†" } else { "" };
        match self.origin {
            None => text + differs,
            origin => text + words::mark(origin) + differs,
        }
    }

    /// The cell as data: 元 and percent in two decimals, blank where there is no number.
    pub fn data(&self) -> String {
        let yuan = |amount: Amount| amount.to_yuan().to_string();
        let percent = |percent: rust_decimal::Decimal| percent.to_string();
        match &self.value {
            Value::Empty => None,
            Value::Text(text) => Some(text.clone()),
            Value::Count(count) => Some(count.to_string()),
            Value::Amount(amount) | Value::Change(amount) => amount.map(yuan),
            Value::Growth(growth) => growth.and_then(Growth::rate).map(|rate| percent(rate.percent(2))),
            Value::Annual(rate) => rate.map(|rate| percent(rate.percent(2))),
            Value::Share(share) => share.map(|share| percent(share.percent(2))),
            Value::Points(points) => points.map(|points| percent(points.value(2))),
        }
        .unwrap_or_default()
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self { value, ..Self::default() }
    }
}

/// Cells as a row of words.
pub(super) fn texts<const COUNT: usize>(texts: [&str; COUNT]) -> Vec<Cell> {
    texts.map(Cell::text).into()
}

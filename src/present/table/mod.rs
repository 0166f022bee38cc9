//! 表: a table of cells, built from a result and rendered for terminal, Markdown, HTML, DOCX and XLSX. All of them show
//! the same cells and differ only in what the format can display.

mod html;
mod markdown;
mod terminal;
pub(in crate::present) mod words;
pub(in crate::present) mod xlsx;

pub(in crate::present) use html::escape;
pub(in crate::present) use markdown::escaped;

use crate::model::{Amount, AmountUnit, AnnualGrowth, Code, Growth, Level, Origin, Points, Ratio};

/// 表
#[derive(Debug)]
pub(super) struct Table {
    /// 表题, including the amount unit.
    pub caption: String,
    /// A remark between caption and header, for formats that have room for it.
    pub remark: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// 表注, one per line.
    pub notes: Vec<String>,
    /// The number of columns at the left that name the row. They are frozen in spreadsheets, and repeated in each part
    /// of a table that is too wide for the terminal.
    pub labels: usize,
    /// The minimum width of names, in half-width characters, before a table is split into parts for the terminal.
    pub narrowest_name: usize,
    /// Whether columns that do not fit into the terminal are left out (and listed below) rather than shown in another
    /// part.
    pub shortens: bool,
    /// Whether rows can be folded under the level above.
    pub folds: bool,
    pub digits: Digits,
}

/// 位数: unit and decimals of figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    /// 金额单位
    pub unit: AmountUnit,
    /// Decimals of amounts.
    pub amount: u32,
    /// Decimals of percentages.
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
    /// Its headers from the top. Adjacent columns with the same upper header share a cell.
    pub heads: Vec<String>,
    pub kind: Kind,
    /// Its width in half-width characters. In DOCX, the page is divided in proportion; terminals measure the cells
    /// instead.
    pub width: usize,
    /// Whether it stays with the previous column if the table is split into parts.
    pub joined: bool,
}

/// The content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Short words, which are not broken.
    Word,
    /// Text, which may be broken.
    Text,
    /// Names, indented by level if the format supports it.
    Name,
    /// Codes, which are digits but not numbers.
    Code,
    /// Short words, centred.
    Centred,
    /// Figures, or words instead of them.
    Figure,
}

/// 行
#[derive(Debug, Default)]
pub(super) struct Row {
    /// 级次; `None` in tables without levels.
    pub level: Option<Level>,
    /// The cells, one per column.
    pub cells: Vec<Cell>,
}

/// 单元格
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub value: Value,
    /// The origin of a figure that its own year did not print.
    pub origin: Option<Origin>,
    /// Whether there are other printed figures that differ.
    pub differs: bool,
    /// Whether it is emphasised.
    pub strong: bool,
    /// The formula for spreadsheets.
    pub formula: Option<Formula>,
    /// 批注
    pub note: Option<String>,
}

/// 值. `None` is an unknown figure, which prints as a dash and is not zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Value {
    /// No figure belongs here.
    #[default]
    Empty,
    Text(String),
    Count(usize),
    Amount(Option<Amount>),
    /// 增减额, with its sign.
    Change(Option<Amount>),
    /// 增减率, or a word if there is no rate.
    Growth(Option<Growth>),
    /// 增减率 as a number; a dash if there is no rate.
    Rate(Option<Growth>),
    /// 变动情况, in a word.
    Status(Option<Growth>),
    /// 年均增长率
    Annual(Option<AnnualGrowth>),
    /// 占比
    Share(Option<Ratio>),
    /// 百分点
    Points(Option<Points>),
}

/// 公式: how a cell is calculated from others, which are given by column (in the same row) or by row and column.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    /// 增减额. If `stated`, an empty cell counts as zero, else as unknown.
    Change { prior: usize, current: usize, stated: bool },
    /// 增减率, or a word if there is no rate
    Growth { prior: usize, current: usize, change: Option<usize>, stated: bool },
    /// 增减率 as a number, or a dash
    Rate { prior: usize, current: usize, change: usize, stated: bool },
    /// 变动情况
    Status { prior: usize, current: usize, stated: bool },
    /// 占比
    Share { part: usize, whole: (usize, usize) },
    /// 占比变化
    ShareChange { from: usize, to: usize },
    /// 拉动
    Contribution { change: usize, whole: (usize, usize) },
    /// A reference to a cell of another sheet.
    Link(String),
}

/// A header cell, with the columns and rows that it spans.
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
    /// A table of these columns, each with its cells.
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

    /// The header cells, row by row.
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
    /// A column with one header.
    pub fn new(head: impl Into<String>, kind: Kind) -> Self {
        Self::under([head.into()], kind)
    }

    /// A column with several headers, from the top.
    pub fn under(heads: impl Into<Vec<String>>, kind: Kind) -> Self {
        Self { heads: heads.into(), kind, width: 0, joined: false }
    }

    /// The column with this width.
    pub fn wide(self, width: usize) -> Self {
        Self { width, ..self }
    }
}

impl Row {
    /// A row of a table without levels.
    pub fn without_level(cells: impl Into<Vec<Cell>>) -> Self {
        Self { level: None, cells: cells.into() }
    }

    /// The indent of the name; none for totals and 类.
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

    /// An amount with its origin.
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

    /// The cell with a formula.
    pub fn by(self, formula: Option<Formula>) -> Self {
        Self { formula, ..self }
    }

    /// Whether it is an unknown figure.
    pub fn is_gap(&self) -> bool {
        use Value::{Amount, Annual, Change, Growth, Points, Share};
        matches!(self.value, Amount(None) | Change(None) | Growth(None) | Annual(None) | Share(None) | Points(None))
    }

    /// Whether the figure was not printed by its own year.
    fn is_recovered(&self) -> bool {
        self.origin.is_some_and(|origin| origin != Origin::Published)
    }

    /// The cell as text, with marks for its origin.
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
            Value::Rate(growth) => {
                growth.and_then(Growth::rate).map_or_else(dash, |rate| words::rate(rate.percent(percent)))
            }
            Value::Status(growth) => words::status(*growth).to_owned(),
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

    /// The cell as data: 元 or percent with two decimals; empty if there is no number.
    pub fn data(&self) -> String {
        let yuan = |amount: Amount| amount.to_yuan().to_string();
        let percent = |percent: rust_decimal::Decimal| percent.to_string();
        match &self.value {
            Value::Empty => None,
            Value::Text(text) => Some(text.clone()),
            Value::Count(count) => Some(count.to_string()),
            Value::Amount(amount) | Value::Change(amount) => amount.map(yuan),
            Value::Growth(growth) | Value::Rate(growth) => {
                growth.and_then(Growth::rate).map(|rate| percent(rate.percent(2)))
            }
            Value::Status(growth) => Some(words::status(*growth).to_owned()),
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

/// Text cells.
pub(super) fn texts<const COUNT: usize>(texts: [&str; COUNT]) -> Vec<Cell> {
    texts.map(Cell::text).into()
}

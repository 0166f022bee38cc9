//! 表式: the header and columns of each official table.

use crate::model::{Amount, BudgetTable, Level, Measure, Scope};
use crate::present::official::{Official, Row};
use crate::present::table::{self, Cell, Column, Kind, Table, texts};

/// T1 to T11.
pub(super) const TABLES: [BudgetTable; 11] = [
    BudgetTable::Totals,
    BudgetTable::Revenue,
    BudgetTable::Expenditure,
    BudgetTable::FiscalTotals,
    BudgetTable::General,
    BudgetTable::GeneralBasic,
    BudgetTable::GeneralProject,
    BudgetTable::Fund,
    BudgetTable::StateCapital,
    BudgetTable::ThreePublic,
    BudgetTable::Carryover,
];

/// A column of amounts: the group above its header, its header, and its measure.
type Amounts<'a> = (&'a str, &'a str, &'a str);

const REVENUE: [Amounts<'static>; 12] = [
    ("", "总计", "合计"),
    ("财政拨款（补助）", "财政拨款（补助）小计", "财政拨款小计"),
    ("财政拨款（补助）", "一般公共预算", "一般公共预算"),
    ("财政拨款（补助）", "上级一般公共预算安排的转移支付", "上级一般公共预算安排的转移支付"),
    ("财政拨款（补助）", "政府性基金预算", "政府性基金预算"),
    ("财政拨款（补助）", "上级政府性基金安排的转移支付", "上级政府性基金安排的转移支付"),
    ("财政拨款（补助）", "国有资本经营预算", "国有资本经营预算"),
    ("财政拨款（补助）", "上级国有资本经营预算安排的转移支付", "上级国有资本经营预算安排的转移支付"),
    ("", "财政专户（教育收费）", "财政专户管理资金"),
    ("", "单位资金", "单位资金"),
    ("", "财政拨款结转", "财政拨款结转"),
    ("", "非财政拨款结转结余", "非财政拨款结转结余"),
];
const BASIC_PROJECT: [Amounts<'static>; 3] =
    [("", "合计", "合计"), ("", "基本支出", "基本支出"), ("", "项目支出", "项目支出")];
const STAFF_OFFICE: [Amounts<'static>; 3] =
    [("", "合计", "合计"), ("", "人员经费", "人员经费"), ("", "公用经费", "公用经费")];
const PROJECT: [Amounts<'static>; 11] = [
    ("", "项目支出合计", "合计"),
    ("", "工资福利支出", "工资福利支出"),
    ("", "商品和服务支出", "商品和服务支出"),
    ("", "对个人和家庭的补助", "对个人和家庭的补助"),
    ("", "债务利息及费用支出", "债务利息及费用支出"),
    ("", "资本性支出（基本建设）", "资本性支出（基本建设）"),
    ("", "资本性支出", "资本性支出"),
    ("", "对企业补助（基本建设）", "对企业补助（基本建设）"),
    ("", "对企业补助", "对企业补助"),
    ("", "对社会保障基金补助", "对社会保障基金补助"),
    ("", "其他支出", "其他支出"),
];
const FUND: [Amounts<'static>; 4] = [
    ("", "合计", "合计"),
    ("基本支出", "人员经费", "人员经费"),
    ("基本支出", "公用经费", "公用经费"),
    ("", "项目支出", "项目支出"),
];
const THREE_PUBLIC: [Amounts<'static>; 4] = [
    ("", "合计", "合计"),
    ("资金来源", "一般公共预算", "一般公共预算"),
    ("资金来源", "政府性基金", "政府性基金预算"),
    ("资金来源", "国有资本经营预算", "国有资本经营预算"),
];
const CARRYOVER: [Amounts<'static>; 9] = [
    ("", "总计", "合计"),
    ("财政拨款", "合计", "财政拨款小计"),
    ("财政拨款", "人员经费", "财政拨款人员经费"),
    ("财政拨款", "公用经费", "财政拨款公用经费"),
    ("财政拨款", "项目支出", "财政拨款项目支出"),
    ("非财政拨款", "合计", "非财政拨款小计"),
    ("非财政拨款", "人员经费", "非财政拨款人员经费"),
    ("非财政拨款", "公用经费", "非财政拨款公用经费"),
    ("非财政拨款", "项目支出", "非财政拨款项目支出"),
];

/// The rows of 三公: their text in the form, and the names of the items.
const THREE_PUBLIC_ROWS: [(&str, &str); 6] = [
    ("合计", "合计"),
    ("因公出国（境）费", "因公出国（境）费"),
    ("公务接待费", "公务接待费"),
    ("公务用车购置及运行费（小计）", "公务用车购置及运行费"),
    ("其中：公务用车购置费", "公务用车购置费"),
    ("公务用车运行费", "公务用车运行费"),
];

/// The title as the form prints it.
pub(super) fn title(table: BudgetTable, scope: Scope) -> String {
    match table {
        BudgetTable::Totals | BudgetTable::Revenue | BudgetTable::Expenditure => {
            format!("{}{}", scope.name(), table.title())
        }
        BudgetTable::FiscalTotals => "财政拨款收支预算总体情况表".to_owned(),
        BudgetTable::ThreePublic => "财政拨款“三公”经费支出情况表".to_owned(),
        _ => table.title().to_owned(),
    }
}

/// Whether a table needs a landscape page.
pub(super) fn is_wide(table: BudgetTable) -> bool {
    matches!(table, BudgetTable::Revenue | BudgetTable::GeneralProject)
}

/// The columns to the left of the amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stub {
    /// 类, 款, 项 and the name.
    Functional,
    /// 类, 款 and the name.
    Economic,
    /// 类, 款, 项, the name and the project.
    Project,
    /// The name.
    Name,
}

fn layout(table: BudgetTable) -> (Stub, &'static str, &'static [Amounts<'static>]) {
    match table {
        BudgetTable::Revenue => (Stub::Functional, "功能分类科目名称", &REVENUE),
        BudgetTable::GeneralBasic => (Stub::Economic, "经济分类科目名称", &STAFF_OFFICE),
        BudgetTable::GeneralProject => (Stub::Project, "功能分类科目名称", &PROJECT),
        BudgetTable::Fund | BudgetTable::StateCapital => (Stub::Functional, "功能分类科目名称", &FUND),
        BudgetTable::ThreePublic => (Stub::Name, "“三公”经费支出内容", &THREE_PUBLIC),
        BudgetTable::Carryover => (Stub::Name, "项目名称", &CARRYOVER),
        _ => (Stub::Functional, "功能分类科目名称", &BASIC_PROJECT),
    }
}

/// The minimum width of columns of amounts.
pub(super) fn least_width(table: BudgetTable) -> usize {
    match table {
        BudgetTable::Totals | BudgetTable::FiscalTotals => 12,
        _ if is_wide(table) => 9,
        _ => 14,
    }
}

/// A table with codes or names on the left and amounts on the right. If it is not `complete`, it has no columns without
/// figures.
pub(super) fn one_sided(table: BudgetTable, figures: &Official<'_>, complete: bool) -> Table {
    let (stub, name, official) = layout(table);
    let is_empty = figures.rows.is_empty();
    let has = |measure: &str| measure == Measure::TOTAL || figures.current.iter().any(|own| own.as_str() == measure);
    let mut amounts: Vec<Amounts<'_>> =
        official.iter().copied().filter(|column| complete || is_empty || has(column.2)).collect();
    let others = figures.current.iter().map(Measure::as_str);
    amounts.extend(others.filter(|measure| !official.iter().any(|column| column.2 == *measure)).map(|m| ("", m, m)));
    let rows = match table {
        BudgetTable::ThreePublic => three_public(figures, &amounts),
        _ => figures.rows.iter().map(|row| cells(row, stub, &amounts)).collect(),
    };
    let mut columns = stub.columns(name);
    columns.extend(amounts.iter().map(|(group, word, _)| {
        let heads = [*group, word].into_iter().filter(|head| !head.is_empty());
        Column::under(heads.map(str::to_owned).collect::<Vec<_>>(), Kind::Figure)
    }));
    Table { columns, rows, ..Table::default() }
}

impl Stub {
    /// The columns for code, name and project, with their headers.
    fn columns(self, name: &str) -> Vec<Column> {
        let code = |(part, width): (&str, usize)| {
            Column::under(["科目编码".to_owned(), part.to_owned()], Kind::Centred).wide(width)
        };
        let text = |head: &str, width: usize| Column::new(head, Kind::Text).wide(width);
        let parts = |widths: &[usize]| ["类", "款", "项"].into_iter().zip(widths.iter().copied()).map(code).collect();
        let mut columns: Vec<Column>;
        match self {
            Self::Functional => {
                columns = parts(&[5, 4, 4]);
                columns.push(text(name, 24));
            }
            Self::Economic => {
                columns = parts(&[6, 5]);
                columns.push(text(name, 30));
            }
            Self::Project => {
                columns = parts(&[5, 4, 4]);
                columns.extend([text(name, 14), text("项目名称", 18)]);
            }
            Self::Name => columns = vec![text(name, 30)],
        }
        columns
    }
}

fn cells(row: &Row<'_>, stub: Stub, amounts: &[Amounts<'_>]) -> table::Row {
    let codes = row.code_parts();
    let name = if row.level == Level::Total { "总计" } else { &*row.name };
    let mut cells: Vec<Cell> = match stub {
        Stub::Functional | Stub::Project => texts(codes),
        Stub::Economic => texts([codes[0], codes[1]]),
        Stub::Name => Vec::new(),
    };
    cells.push(Cell::text(name));
    if stub == Stub::Project {
        cells.push(Cell::text(row.project.as_deref().unwrap_or_default()));
    }
    cells.extend(amounts.iter().map(|(_, _, measure)| number(row.amount(measure))));
    table::Row::without_level(cells)
}

/// 三公: the rows of the form, then other items.
fn three_public(figures: &Official<'_>, amounts: &[Amounts<'_>]) -> Vec<table::Row> {
    let line = |label: &str, row: Option<&Row<'_>>| {
        let amounts = amounts.iter().map(|(_, _, measure)| number(row.and_then(|row| row.amount(measure))));
        table::Row::without_level(std::iter::once(Cell::text(label)).chain(amounts).collect::<Vec<_>>())
    };
    let is_other = |row: &&Row<'_>| !THREE_PUBLIC_ROWS.iter().any(|(_, name)| **name == *row.name);
    let official = THREE_PUBLIC_ROWS.iter().map(|(label, name)| {
        let row = figures.rows.iter().find(|row| *row.name == **name);
        line(label, row)
    });
    official.chain(figures.rows.iter().filter(is_other).map(|row| line(&row.name, Some(row)))).collect()
}

/// An amount; an empty cell if it is unknown.
pub(super) fn number(amount: Option<Amount>) -> Cell {
    amount.map_or_else(Cell::default, |amount| Cell::amount(Some(amount)))
}

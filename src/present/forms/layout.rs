//! 表式: head and columns of each official table.

use super::{Print, amount_width, centred, head, number, text};
use crate::model::{BudgetTable, Level, Measure, Scope};
use crate::present::docx::{Cell, HeadCell, Table};
use crate::present::official::{Official, Row};

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

/// A column of amounts: the words above it (a group, then its own) and the measure below.
type Column = (&'static str, &'static str, &'static str);

const REVENUE: [Column; 12] = [
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
const BASIC_PROJECT: [Column; 3] = [("", "合计", "合计"), ("", "基本支出", "基本支出"), ("", "项目支出", "项目支出")];
const STAFF_OFFICE: [Column; 3] = [("", "合计", "合计"), ("", "人员经费", "人员经费"), ("", "公用经费", "公用经费")];
const PROJECT: [Column; 11] = [
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
const FUND: [Column; 4] = [
    ("", "合计", "合计"),
    ("基本支出", "人员经费", "人员经费"),
    ("基本支出", "公用经费", "公用经费"),
    ("", "项目支出", "项目支出"),
];
const THREE_PUBLIC: [Column; 4] = [
    ("", "合计", "合计"),
    ("资金来源", "一般公共预算", "一般公共预算"),
    ("资金来源", "政府性基金", "政府性基金预算"),
    ("资金来源", "国有资本经营预算", "国有资本经营预算"),
];
const CARRYOVER: [Column; 9] = [
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

/// The rows of 三公: how the form prints each, and its name.
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

/// Whether a table needs a page on its side.
pub(super) fn is_wide(table: BudgetTable) -> bool {
    matches!(table, BudgetTable::Revenue | BudgetTable::GeneralProject)
}

/// What stands left of the amounts.
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

fn parts(table: BudgetTable) -> (Stub, &'static str, &'static [Column]) {
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

/// A table of rows with codes or names on the left and amounts on the right.
pub(super) fn one_sided(table: BudgetTable, figures: &Official<'_>, print: Print<'_>) -> Table {
    let (stub, name, official) = parts(table);
    let mut columns: Vec<(&str, &str, &str)> = official.to_vec();
    let strange = figures.current.iter().map(Measure::as_str);
    columns.extend(strange.filter(|measure| !official.iter().any(|column| column.2 == *measure)).map(|m| ("", m, m)));
    let left = stub.width();
    let rows: Vec<Vec<Cell>> = match table {
        BudgetTable::ThreePublic => three_public(figures, &columns, print),
        _ => figures.rows.iter().map(|row| cells(row, stub, &columns, print)).collect(),
    };
    let least = if is_wide(table) { 9 } else { 14 };
    let mut widths = stub.widths().to_vec();
    widths.extend((left..left + columns.len()).map(|column| amount_width(&rows, column, least)));
    Table { widths, head: heads(stub, name, &columns, left), rows }
}

impl Stub {
    fn widths(self) -> &'static [usize] {
        match self {
            Self::Functional => &[5, 4, 4, 24],
            Self::Economic => &[6, 5, 30],
            Self::Project => &[5, 4, 4, 14, 18],
            Self::Name => &[30],
        }
    }

    fn width(self) -> usize {
        self.widths().len()
    }
}

fn cells(row: &Row<'_>, stub: Stub, columns: &[(&str, &str, &str)], print: Print<'_>) -> Vec<Cell> {
    let codes = row.code_parts();
    let name = if row.level == Level::Total { "总计" } else { &*row.name };
    let mut cells: Vec<Cell> = match stub {
        Stub::Functional | Stub::Project => codes.map(centred).into(),
        Stub::Economic => codes[..2].iter().map(|code| centred(*code)).collect(),
        Stub::Name => Vec::new(),
    };
    cells.push(text(name));
    if stub == Stub::Project {
        cells.push(text(row.project.as_deref().unwrap_or_default()));
    }
    cells.extend(columns.iter().map(|(_, _, measure)| number(row.amount(measure), print)));
    cells
}

/// 三公: the rows of the form, then what it does not know.
fn three_public(figures: &Official<'_>, columns: &[(&str, &str, &str)], print: Print<'_>) -> Vec<Vec<Cell>> {
    let line = |label: &str, row: Option<&Row<'_>>| {
        let amounts = columns.iter().map(|(_, _, measure)| number(row.and_then(|row| row.amount(measure)), print));
        std::iter::once(text(label)).chain(amounts).collect()
    };
    let known = |row: &&Row<'_>| !THREE_PUBLIC_ROWS.iter().any(|(_, name)| **name == *row.name);
    let official = THREE_PUBLIC_ROWS.iter().map(|(label, name)| {
        let row = figures.rows.iter().find(|row| *row.name == **name);
        line(label, row)
    });
    official.chain(figures.rows.iter().filter(known).map(|row| line(&row.name, Some(row)))).collect()
}

/// Two rows of heads where columns are grouped or codes are in parts.
fn heads(stub: Stub, name: &str, columns: &[(&str, &str, &str)], left: usize) -> Vec<Vec<HeadCell>> {
    let grouped = columns.iter().any(|(group, _, _)| !group.is_empty());
    let rows = if grouped || stub != Stub::Name { 2 } else { 1 };
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let codes = left - 1 - usize::from(stub == Stub::Project);
    if codes > 0 {
        first.push(head("科目编码", 0, codes, 1));
        second.extend(["类", "款", "项"].iter().take(codes).enumerate().map(|(at, word)| head(word, at, 1, 1)));
    }
    first.push(head(name, codes, 1, rows));
    if stub == Stub::Project {
        first.push(head("项目名称", codes + 1, 1, rows));
    }
    for (at, (group, word, _)) in columns.iter().enumerate() {
        let column = left + at;
        if group.is_empty() {
            first.push(head(word, column, 1, rows));
            continue;
        }
        second.push(head(word, column, 1, 1));
        let begins = at == 0 || columns[at - 1].0 != *group;
        if begins {
            let wide = columns[at..].iter().take_while(|(other, _, _)| other == group).count();
            first.push(head(group, column, wide, 1));
        }
    }
    [first, second].into_iter().take(rows).collect()
}

//! 收支两侧: tables T1 and T4, with revenue on the left and expenditure on the right.

use super::layout::number;
use crate::model::{BudgetTable, Code, Level, Measure, Phase};
use crate::present::official::{Official, Row};
use crate::present::table::{self, Cell, Column, Kind, Table};

/// The rows on the left side of T1.
const TOTALS: [&str; 25] = [
    "一、本年收入",
    "1. 一般公共预算拨款",
    "其中：一般财力",
    "上级一般公共预算安排转移支付",
    "2. 基金预算拨款",
    "其中：政府性基金收入",
    "上级政府性基金安排转移支付",
    "3. 国有资本经营预算拨款",
    "其中：国有资本经营收入",
    "上级国有资本经营预算安排转移支付",
    "4. 财政专户核拨",
    "5. 单位资金",
    "其中：事业收入",
    "上级补助收入",
    "附属单位上缴收入",
    "事业单位经营收入",
    "其他收入",
    "二、上年结转结余",
    "1、财政拨款结转",
    "其中：一般公共预算拨款",
    "基金预算拨款",
    "国有资本经营预算拨款",
    "2、非财政拨款结转结余",
    "其中：财政专户核拨",
    "单位资金",
];
/// The rows on the left side of T4.
const FISCAL: [&str; 4] = ["一、财政拨款（补助）", "一般公共预算", "政府性基金预算", "国有资本经营预算"];

/// The 类 that the form always prints.
const CATEGORIES: [(&str, &str); 29] = [
    ("201", "一般公共服务支出"),
    ("202", "外交支出"),
    ("203", "国防支出"),
    ("204", "公共安全支出"),
    ("205", "教育支出"),
    ("206", "科学技术支出"),
    ("207", "文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"),
    ("209", "社会保险基金支出"),
    ("210", "卫生健康支出"),
    ("211", "节能环保支出"),
    ("212", "城乡社区支出"),
    ("213", "农林水支出"),
    ("214", "交通运输支出"),
    ("215", "资源勘探工业信息等支出"),
    ("216", "商业服务业等支出"),
    ("217", "金融支出"),
    ("219", "援助其他地区支出"),
    ("220", "自然资源海洋气象等支出"),
    ("221", "住房保障支出"),
    ("222", "粮油物资储备支出"),
    ("223", "国有资本经营预算支出"),
    ("224", "灾害防治及应急管理支出"),
    ("227", "预备费"),
    ("229", "其他支出"),
    ("230", "转移性支出"),
    ("231", "债务还本支出"),
    ("232", "债务付息支出"),
    ("233", "债务发行费用支出"),
];

const FUNDS: [&str; 4] = ["合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"];

/// T1 or T4. If it is not `complete`, it has no rows and columns without figures.
pub(super) fn two_sided(kind: BudgetTable, figures: &Official<'_>, phase: Phase, complete: bool) -> Table {
    let fiscal = kind == BudgetTable::FiscalTotals;
    let (totals, parts): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        figures.rows.iter().partition(|row| row.level == Level::Total);
    let (revenue, expenditure): (Vec<&Row<'_>>, Vec<&Row<'_>>) = parts.into_iter().partition(|row| row.revenue);
    let mut measures: Vec<&str> = if fiscal { FUNDS.to_vec() } else { vec![Measure::TOTAL] };
    let others = figures.current.iter().map(Measure::as_str);
    measures
        .retain(|fund| complete || *fund == Measure::TOTAL || figures.current.iter().any(|own| own.as_str() == *fund));
    measures.extend(others.filter(|measure| !FUNDS.contains(measure)));
    let labels: &[&str] = match (complete, fiscal) {
        (false, _) => &[],
        (true, true) => &FISCAL,
        (true, false) => &TOTALS,
    };
    let line = |(label, row): (String, Option<&Row<'_>>), measures: &[&str]| -> Vec<Cell> {
        let amounts = measures.iter().map(|measure| number(row.and_then(|row| row.amount(measure))));
        std::iter::once(Cell::text(label)).chain(amounts).collect()
    };
    let left_measures = [Measure::TOTAL];
    let mut left: Vec<Vec<Cell>> =
        revenue_side(&revenue, labels).into_iter().map(|side| line(side, &left_measures)).collect();
    let mut right: Vec<Vec<Cell>> =
        expenditure_side(&expenditure, complete).into_iter().map(|side| line(side, &measures)).collect();
    let height = left.len().max(right.len());
    left.resize(height, vec![Cell::default(); 2]);
    right.resize(height, vec![Cell::default(); measures.len() + 1]);
    let total = |revenue: bool| totals.iter().copied().find(|row| row.revenue == revenue);
    left.push(line(("收入总计".to_owned(), total(true)), &left_measures));
    right.push(line(("支出总计".to_owned(), total(false)), &measures));
    let rows = left.into_iter().zip(right).map(|(left, right)| left.into_iter().chain(right).collect::<Vec<_>>());
    Table {
        columns: columns(fiscal, phase, &measures),
        rows: rows.map(table::Row::without_level).collect(),
        ..Table::default()
    }
}

fn columns(fiscal: bool, phase: Phase, measures: &[&str]) -> Vec<Column> {
    let figure = if phase == Phase::Executed { "决算数" } else { "预算数" };
    let (revenue, expenditure, amount) =
        if fiscal { ("财政拨款收入", "财政拨款支出", "合计") } else { ("收入", "支出", figure) };
    let (left, right) = if fiscal { (24, 32) } else { (34, 30) };
    let column = |side: &str, head: &str, kind: Kind| Column::under([side.to_owned(), head.to_owned()], kind);
    let mut columns = vec![
        column(revenue, "项目", Kind::Text).wide(left),
        column(revenue, amount, Kind::Figure),
        column(expenditure, "支出功能分类", Kind::Text).wide(right),
    ];
    columns.extend(measures.iter().map(|measure| {
        let head = if *measure == Measure::TOTAL { amount } else { measure };
        column(expenditure, head, Kind::Figure)
    }));
    columns
}

/// The rows of the form with their figures; if a row is not in the form, all rows as they were read.
fn revenue_side<'r, 'a>(rows: &[&'r Row<'a>], labels: &[&str]) -> Vec<(String, Option<&'r Row<'a>>)> {
    let mut filled: Vec<(String, Option<&Row<'_>>)> = labels.iter().map(|label| ((*label).to_owned(), None)).collect();
    let mut next = 0;
    for row in rows {
        let Some(at) = labels.iter().skip(next).position(|label| bare(label) == bare(&row.name)) else {
            return as_read(rows);
        };
        next += at + 1;
        if let Some(line) = filled.get_mut(next - 1) {
            line.1 = Some(*row);
        }
    }
    filled
}

/// The rows as they were read, numbered by level: 一、 for 类, 1. for 款.
fn as_read<'r, 'a>(rows: &[&'r Row<'a>]) -> Vec<(String, Option<&'r Row<'a>>)> {
    let (mut categories, mut sections) = (0usize, 0);
    let label = |row: &Row<'_>| match row.level {
        Level::Category => {
            (categories, sections) = (categories + 1, 0);
            let numeral = "一二三四五六七八九十".chars().nth(categories - 1);
            format!("{}{}", numeral.map(|numeral| format!("{numeral}、")).unwrap_or_default(), row.name)
        }
        Level::Section => {
            sections += 1;
            format!("{sections}. {}", row.name)
        }
        _ => row.name.to_string(),
    };
    let labels: Vec<String> = rows.iter().copied().map(label).collect();
    labels.into_iter().zip(rows.iter().map(|row| Some(*row))).collect()
}

/// A label without number (`一、`, `1. `) and 其中.
fn bare(label: &str) -> &str {
    let numbered = label.split_once(['、', '.']).filter(|(number, _)| number.chars().count() == 1);
    let label = numbered.map_or(label, |(_, label)| label).trim();
    label.strip_prefix("其中：").unwrap_or(label)
}

/// Every 类 of the form, then other 类. Matched by name if the source prints no codes.
fn expenditure_side<'r, 'a>(rows: &[&'r Row<'a>], complete: bool) -> Vec<(String, Option<&'r Row<'a>>)> {
    let coded = complete && rows.iter().all(|row| row.code.is_some() && row.level == Level::Category);
    let label = |row: &Row<'_>| match &row.code {
        Some(code) => format!("{code} {}", row.name),
        None => row.name.to_string(),
    };
    if !coded {
        return rows.iter().map(|row| (label(row), Some(*row))).collect();
    }
    let of = |code: &str| rows.iter().copied().find(|row| row.code.as_ref().map(Code::as_str) == Some(code));
    let official = CATEGORIES.iter().map(|(code, name)| match of(code) {
        Some(row) => (label(row), Some(row)),
        None => (format!("{code} {name}"), None),
    });
    let strange =
        |row: &&&Row<'_>| !CATEGORIES.iter().any(|(code, _)| row.code.as_ref().map(Code::as_str) == Some(*code));
    official.chain(rows.iter().filter(strange).map(|row| (label(row), Some(*row)))).collect()
}

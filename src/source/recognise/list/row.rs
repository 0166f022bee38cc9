//! 清单的行: reads the rows of a list.

use super::super::caption::Caption;
use super::super::code::whole_code;
use super::super::context::Context;
use super::super::draft::figure;
use super::List;
use crate::model::dataset::fiscal_year;
use crate::model::{
    Amount, AmountUnit, BudgetTable, Catalog, Classification, Code, FiscalYear, Measure, Phase, Place, Warning,
    WarningKind,
};
use crate::source::vocabulary::{ListColumn, Vocabulary};
use crate::source::words::{fold, squeeze};
use crate::source::{CellKind, Grid};
use std::ops::Range;
use std::sync::Arc;

/// 类: a class of one of the classifications.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub code: Option<Code>,
    pub name: Arc<str>,
}

/// A row with its figures.
#[derive(Debug)]
pub(super) struct Row {
    pub unit: Arc<str>,
    /// `None` in a row of a list with years that has none itself, as sums do.
    pub year: Option<FiscalYear>,
    pub functional: Option<Class>,
    pub government: Option<Class>,
    pub economic: Option<Class>,
    /// 收入分类, in a list of revenue
    pub revenue: Option<Class>,
    pub project: Option<Arc<str>>,
    /// 资金性质
    pub fund: Option<Measure>,
    /// 人员经费, 公用经费, 项目支出 or 基本支出
    pub part: Option<Measure>,
    pub figures: Vec<Figure>,
    /// What all columns but those of amounts and ordinals say.
    pub identity: String,
    pub place: Place,
}

/// An amount of a row.
#[derive(Debug)]
pub(super) struct Figure {
    pub phase: Phase,
    /// The fund of its column.
    pub fund: Option<Measure>,
    pub amount: Amount,
    pub text: Arc<str>,
    pub place: Place,
}

/// The code and the name in the columns of a field: `2080101` and `行政运行` in two, or `2080101-行政运行` in one.
#[derive(Default)]
struct Field {
    code: String,
    name: String,
}

impl Field {
    fn is_empty(&self) -> bool {
        self.code.is_empty() && self.name.is_empty()
    }

    fn add(&mut self, text: &str) {
        let (code, name) = parts(text);
        // Columns for 类, 款 and 项 repeat the beginning of the whole code.
        if code.len() > self.code.len() {
            self.code = code.to_owned();
        }
        if !name.is_empty() {
            self.name = name.to_owned();
        }
    }

    fn text(&self) -> &str {
        if self.name.is_empty() { &self.code } else { &self.name }
    }
}

/// Splits a value into code and name: `2080101-行政运行`, `undefined##30206##电费` (an identifier in front),
/// `农林水支出—农业（2130199）`.
fn parts(text: &str) -> (&str, &str) {
    if let Some((front, name)) = text.rsplit_once("##") {
        return (front.rsplit("##").next().unwrap_or_default(), name);
    }
    let behind = text.strip_suffix(['）', ')']).and_then(|text| text.rsplit_once(['（', '(']));
    if let Some((path, code)) = behind
        && matches!(code.len(), 5 | 7 | 9)
        && code.bytes().all(|byte| byte.is_ascii_digit())
    {
        return (code, path.rsplit(['—', '-', '–']).next().unwrap_or(path));
    }
    let inner = text.strip_prefix(['[', '【', '(', '（']).unwrap_or(text);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (code, rest) = inner.split_at(end);
    let coded = code.starts_with(|c: char| c.is_ascii_digit());
    let name = rest.trim_start_matches([']', '】', ')', '）', '-', '—', '_', ':', '：', '|', '/']);
    match coded {
        // 2024年项目 has no code. A spreadsheet may store a code as 2080101.0.
        true if rest.is_empty() || rest == ".0" => (code, ""),
        true if name.len() < rest.len() && !name.is_empty() => (code, name),
        _ => ("", text),
    }
}

/// Reads the rows of a segment into `list`.
pub(super) fn read(
    list: &mut List,
    grid: &Grid,
    body: Range<usize>,
    caption: &Caption,
    context: &Context,
    warnings: &mut Vec<Warning>,
) {
    let dated = list.columns.keys.contains(&Some(ListColumn::Year));
    let given = context.given_money(&list.place);
    for row in body {
        let field = |wanted: ListColumn| {
            let mut field = Field::default();
            for (at, _) in list.columns.keys.iter().enumerate().filter(|(_, key)| **key == Some(wanted)) {
                let text = grid.covering(row, at).map(|cell| squeeze(&cell.text)).unwrap_or_default();
                if Vocabulary::shipped().total(&text).is_none() {
                    field.add(&text);
                }
            }
            field
        };
        let place = grid.row_place(row);
        let deleted = field(ListColumn::Deleted);
        if ["1", "是", "true", "y", "yes"].contains(&fold(deleted.text()).as_str()) {
            list.deleted += 1;
            continue;
        }
        let printed = field(ListColumn::Year);
        let year = match dated {
            true => fiscal_year(printed.text().trim_end_matches(['度', '年'])),
            false => caption.year.or(context.year),
        };
        if dated && year.is_none() && !printed.is_empty() {
            let message =
                format!("年度应为四位数字，如 2024，实际是“{}”。这一行没有计入，请改正后再试", printed.text());
            warnings.push(Warning::new(WarningKind::BadNumber, place, message));
            list.left_out += 1;
            continue;
        }
        let mut figures = Vec::new();
        for column in &list.columns.amounts {
            let Some(cell) = grid.starting_at(row, column.at) else { continue };
            let unit = given.or(column.unit).or(caption.amount_unit).unwrap_or(AmountUnit::Yuan);
            let Some(amount) = figure(cell, unit, warnings) else { continue };
            // A spreadsheet's number of 元 is exact, although it is stored without trailing zeros.
            let exact = cell.kind == CellKind::Number && unit == AmountUnit::Yuan;
            let amount = if exact { Amount::from_fen(amount.fen()) } else { amount };
            figures.push(Figure {
                phase: column.phase.or(caption.phase).or(context.phase).unwrap_or(Phase::Approved),
                fund: column.fund.clone(),
                amount,
                text: squeeze(&cell.text).into(),
                place: cell.place.clone(),
            });
        }
        if figures.is_empty() {
            continue;
        }
        let classes = [
            (ListColumn::Functional, Classification::Functional),
            (ListColumn::Government, Classification::EconomicGovernment),
            (ListColumn::Economic, Classification::Economic),
            (ListColumn::Revenue, Classification::Revenue),
        ];
        // Rows of expenditure may name the revenue that pays for them.
        let of_list = |column| column != ListColumn::Revenue || list.table == BudgetTable::Revenue;
        let classes = classes.map(|(column, classification)| match of_list(column) {
            true => class(&field(column), classification),
            false => Ok(None),
        });
        let wrong = classes.iter().find_map(|class| class.as_ref().err());
        if let Some(code) = wrong {
            let message = format!("“{code}”不是科目编码；应为 3、5、7 或 9 位数字。这一行没有计入，请改正后再试");
            warnings.push(Warning::new(WarningKind::BadNumber, place, message));
            list.left_out += 1;
            continue;
        }
        let [functional, government, economic, revenue] = classes.map(|class| class.ok().flatten());
        // 支出经济分类 may be that of the government's budget; the codes tell.
        let of_government = |class: &Class| {
            class.code.as_ref().and_then(Code::classification) == Some(Classification::EconomicGovernment)
        };
        let (government, economic) = match economic {
            Some(class) if government.is_none() && of_government(&class) => (Some(class), None),
            economic => (government, economic),
        };
        let unit = field(ListColumn::Unit);
        let (fund, part) = (field(ListColumn::Fund), field(ListColumn::Part));
        let named = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Arc::from);
        let vocabulary = Vocabulary::shipped();
        // A fund of unknown meaning keeps its name, and its amounts are no part of the tables of known funds.
        let unknown = || Some(fund.text()).filter(|text| !text.is_empty()).map(Measure::new);
        list.rows.push(Row {
            unit: named(unit.text()).unwrap_or_default(),
            year,
            functional,
            government,
            economic,
            revenue,
            project: named(field(ListColumn::Project).text()),
            fund: vocabulary.list_fund(&fund.code, &fund.name).or_else(unknown),
            part: vocabulary.list_part(&part.code, &part.name),
            figures,
            identity: identity(list, grid, row, year),
            place,
        });
    }
}

/// The class of a row; `None` if it has none. The error is a code that is none.
fn class(field: &Field, classification: Classification) -> Result<Option<Class>, String> {
    if field.is_empty() {
        return Ok(None);
    }
    if !field.code.is_empty() {
        let code = whole_code(&field.code).ok_or_else(|| field.code.clone())?;
        let name = if field.name.is_empty() { code.as_str() } else { &field.name };
        return Ok(Some(Class { name: name.into(), code: Some(code) }));
    }
    let codes = Catalog::shipped().codes(classification, &field.name);
    let code = codes.first().filter(|_| codes.len() == 1).map(|code| (*code).clone());
    Ok(Some(Class { code, name: field.name.as_str().into() }))
}

fn identity(list: &List, grid: &Grid, row: usize, year: Option<FiscalYear>) -> String {
    let mut identity = year.map(|year| year.to_string()).unwrap_or_default();
    for at in 0..grid.columns() {
        let amount = list.columns.amounts.iter().any(|column| column.at == at);
        if amount || list.columns.keys.get(at) == Some(&Some(ListColumn::Serial)) {
            continue;
        }
        identity.push('\u{1f}');
        identity.extend(grid.covering(row, at).map(|cell| squeeze(&cell.text)));
    }
    identity
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_value_is_a_code_a_name_or_both() {
        assert_eq!(parts("2080101-行政运行"), ("2080101", "行政运行"));
        assert_eq!(parts("[30101]基本工资"), ("30101", "基本工资"));
        assert_eq!(parts("219011001"), ("219011001", ""));
        assert_eq!(parts("30101.0"), ("30101", ""));
        assert_eq!(parts("行政运行"), ("", "行政运行"));
        assert_eq!(parts("undefined##30206##电费"), ("30206", "电费"));
        assert_eq!(parts("F522AB##1##电子转账"), ("1", "电子转账"));
        assert_eq!(parts("农林水支出—农业—其他农业支出（2130199）"), ("2130199", "其他农业支出"));
        assert_eq!(parts("设备购置（2024）"), ("", "设备购置（2024）"));
        assert_eq!(parts("2024年社保经办项目"), ("", "2024年社保经办项目"));
        assert_eq!(parts("50000022R000000-工资性支出"), ("50000022R000000", "工资性支出"));
    }
}

//! 数据行: one row of a dataset as one line item.

use super::header::Columns;
use super::{Texts, place};
use crate::model::{
    Amount, AmountUnit, Bounds, BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase,
    Place, PrintedNumber, Scope, Warning, WarningKind,
};
use crate::source::Grid;

/// The item of a row; `None` for an empty row. A value that cannot be read leaves the row out, with a warning.
pub(super) fn item(grid: &Grid, row: usize, columns: &Columns, texts: &mut Texts) -> Result<Option<LineItem>, Warning> {
    let field = |name: &str| columns.text(grid, row, name);
    let bad = |name: &str, what: String| {
        let message = format!("{what}。这一行没有计入，请改正后再试");
        Warning::new(WarningKind::BadNumber, place(grid, row, columns.at(name)), message)
    };
    if (0..grid.columns()).all(|column| grid.text(row, column).is_empty()) {
        return Ok(None);
    }
    let year = field("year").trim_end_matches('年').parse().ok().and_then(FiscalYear::new);
    let year = year.ok_or_else(|| bad("year", format!("年度应为四位数字，如 2024，实际是“{}”", field("year"))))?;
    let code = optional(field("code"), |text| Code::new(text).ok())
        .map_err(|text| bad("code", format!("“{text}”不是科目编码；应为 3、5、7 或 9 位数字")))?;
    let parent = optional(field("parent"), |text| Code::new(text).ok())
        .map_err(|text| bad("parent", format!("“{text}”不是科目编码；应为 3、5、7 或 9 位数字")))?;
    let word = |name: &str, text: &str| bad(name, format!("“{text}”不是 {name} 列可用的值"));
    let scope = optional(field("scope"), Scope::from_name).map_err(|text| word("scope", text))?;
    let phase = optional(field("phase"), Phase::from_name).map_err(|text| word("phase", text))?;
    let table = optional(field("table"), BudgetTable::from_name).map_err(|text| word("table", text))?;
    let level = optional(field("level"), Level::from_name).map_err(|text| word("level", text))?;
    let origin = optional(field("origin"), Origin::from_name).map_err(|text| word("origin", text))?;
    let classification =
        optional(field("classification"), Classification::from_name).map_err(|text| word("classification", text))?;
    let amount = amount(grid, row, columns).map_err(|(name, what)| bad(name, what))?;
    let level = level.or_else(|| code.as_ref().map(Code::level)).unwrap_or(Level::Total);
    let name = match (field("name"), &code) {
        ("", Some(code)) => code.as_str(),
        ("", None) => Measure::TOTAL,
        (name, _) => name,
    };
    let printed = [field("text"), field("amount"), field("amount_fen")].into_iter().find(|text| !text.is_empty());
    let measure = field("measure");
    Ok(Some(LineItem {
        unit: texts.shared(field("unit")),
        scope: scope.unwrap_or(Scope::Unit),
        year,
        phase: phase.unwrap_or(Phase::Approved),
        table: table.unwrap_or(BudgetTable::General),
        classification: classification
            .or_else(|| code.as_ref().and_then(Code::classification))
            .unwrap_or(Classification::Functional),
        parent,
        level,
        name: texts.shared(name),
        project: Some(field("project")).filter(|text| !text.is_empty()).map(|text| texts.shared(text)),
        measure: if measure.is_empty() { Measure::total() } else { Measure::new(measure) },
        amount,
        text: texts.shared(printed.unwrap_or("")),
        origin: origin.unwrap_or(Origin::Published),
        place: source_place(grid, row, columns, texts),
        code,
    }))
}

/// An empty field is none; a text that `read` does not know is handed back.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, &str> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(text) }
}

/// The amount in 元, or in whole 分 where the column says so. `None` where the field is empty.
fn amount(grid: &Grid, row: usize, columns: &Columns) -> Result<Option<Amount>, (&'static str, String)> {
    let fen = columns.text(grid, row, "amount_fen");
    let amount = if fen.is_empty() {
        yuan(columns.text(grid, row, "amount")).map_err(|what| ("amount", what))?
    } else {
        let fen = fen.parse().map_err(|_| ("amount_fen", format!("“{fen}”不是以分计的整数")))?;
        Some(Amount::from_fen(fen))
    };
    let Some(amount) = amount else { return Ok(None) };
    let step = columns.text(grid, row, "resolution_fen");
    if !step.is_empty() {
        let step = step.parse().map_err(|_| ("resolution_fen", format!("“{step}”不是以分计的整数")))?;
        return Ok(Some(Amount::new(amount.fen(), step)));
    }
    let step = yuan(columns.text(grid, row, "resolution")).map_err(|what| ("resolution", what))?;
    Ok(Some(step.map_or(amount, |step| Amount::new(amount.fen(), step.fen()))))
}

fn yuan(text: &str) -> Result<Option<Amount>, String> {
    let Some(number) = PrintedNumber::parse(text).map_err(|error| error.to_string())? else { return Ok(None) };
    let (amount, _) = Amount::from_printed(&number, AmountUnit::Yuan).map_err(|error| error.to_string())?;
    Ok(Some(amount))
}

/// Where the figure was first read, if the dataset says so; else its place in the dataset.
fn source_place(grid: &Grid, row: usize, columns: &Columns, texts: &mut Texts) -> Place {
    let number = |name: &str| columns.text(grid, row, name).parse().ok();
    match columns.text(grid, row, "file") {
        "" => place(grid, row, columns.at("amount").or(columns.at("amount_fen"))),
        file => Place {
            page: number("page"),
            row: number("row"),
            column: number("column"),
            bounds: Bounds::parse(columns.text(grid, row, "bounds")),
            ..Place::file(texts.shared(file)).inside(columns.text(grid, row, "part"))
        },
    }
}

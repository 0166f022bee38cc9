//! 数据行: one row of a dataset as a line item, whatever the format of the dataset.

use crate::model::{
    Amount, AmountUnit, Bounds, BudgetTable, Classification, Code, FiscalYear, Level, LineItem, Measure, Origin, Phase,
    Place, PrintedNumber, Scope, Warning, WarningKind,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Interns texts that occur over and over, so that each is stored once.
#[derive(Default)]
pub(crate) struct Interner(BTreeSet<Arc<str>>);

impl Interner {
    /// The shared copy of a text.
    pub fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.0.insert(new.clone());
        new
    }
}

/// 数据行的字段: the fields of a row, by column name.
pub(crate) trait Fields {
    /// The trimmed content of a field; empty if it is missing.
    fn text(&self, field: &str) -> &str;

    /// The content of a field, interned.
    fn interned(&mut self, field: &str) -> Arc<str>;

    /// The place of a field, or of the row if the field has none.
    fn place(&self, field: &str) -> Place;

    /// 金额 with its resolution.
    ///
    /// # Errors
    /// If the amount cannot be read: the name of the field and what is wrong with it.
    fn amount(&self) -> Result<Option<Amount>, (&'static str, String)>;

    /// The figure as printed, if the row gives it; else as stored.
    fn printed(&mut self) -> Arc<str>;
}

/// The item of a row.
///
/// # Errors
/// If a value cannot be read: a warning about it, and the row is to be skipped.
pub(crate) fn item(fields: &mut impl Fields) -> Result<LineItem, Warning> {
    let row = &*fields;
    let bad = |name: &str, what: String| {
        let message = format!("{what}。这一行没有计入，请改正后再试");
        Warning::new(WarningKind::BadNumber, row.place(name), message)
    };
    let year = fiscal_year(row.text("year"))
        .ok_or_else(|| bad("year", format!("年度应为四位数字，如 2024，实际是“{}”", row.text("year"))))?;
    let code = optional(row.text("code"), |text| Code::new(text).ok())
        .map_err(|text| bad("code", format!("“{text}”不是科目编码；应为 3、5、7 或 9 位数字")))?;
    let parent = optional(row.text("parent"), |text| Code::new(text).ok())
        .map_err(|text| bad("parent", format!("“{text}”不是科目编码；应为 3、5、7 或 9 位数字")))?;
    let word = |name: &str, text: &str| bad(name, format!("“{text}”不是 {name} 列可用的值"));
    let scope = optional(row.text("scope"), Scope::from_name).map_err(|text| word("scope", text))?;
    let phase = optional(row.text("phase"), Phase::from_name).map_err(|text| word("phase", text))?;
    let table = optional(row.text("table"), BudgetTable::from_name).map_err(|text| word("table", text))?;
    let level = optional(row.text("level"), Level::from_name).map_err(|text| word("level", text))?;
    let origin = optional(row.text("origin"), Origin::from_name).map_err(|text| word("origin", text))?;
    let classification =
        optional(row.text("classification"), Classification::from_name).map_err(|text| word("classification", text))?;
    let amount = row.amount().map_err(|(name, what)| bad(name, what))?;
    let level = level.or_else(|| code.as_ref().map(Code::level)).unwrap_or(Level::Total);
    let name = match (row.text("name"), &code) {
        ("", Some(code)) => code.as_str().into(),
        ("", None) => Measure::TOTAL.into(),
        _ => fields.interned("name"),
    };
    let measure = Some(fields.interned("measure")).filter(|name| !name.is_empty());
    Ok(LineItem {
        unit: fields.interned("unit"),
        scope: scope.unwrap_or(Scope::Unit),
        year,
        phase: phase.unwrap_or(Phase::Approved),
        table: table.unwrap_or(BudgetTable::General),
        classification: classification
            .or_else(|| code.as_ref().and_then(Code::classification))
            .unwrap_or(Classification::Functional),
        parent,
        level,
        name,
        project: Some(fields.interned("project")).filter(|text| !text.is_empty()),
        measure: measure.map_or_else(Measure::total, Measure::from),
        amount,
        text: fields.printed(),
        origin: origin.unwrap_or(Origin::Published),
        place: source_place(fields),
        code,
    })
}

/// The year of a field: `2024` or `2024年`.
pub(crate) fn fiscal_year(text: &str) -> Option<FiscalYear> {
    text.trim_end_matches('年').parse().ok().and_then(FiscalYear::new)
}

/// Reads a field that may be empty; the error is the text that `read` rejected.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, &str> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(text) }
}

/// The amount of a row whose fields are texts: `amount_fen` in 分, else `amount` in 元. `None` if both are empty.
pub(crate) fn printed_amount(row: &impl Fields) -> Result<Option<Amount>, (&'static str, String)> {
    let fen = row.text("amount_fen");
    let amount = if fen.is_empty() {
        yuan(row.text("amount")).map_err(|what| ("amount", what))?
    } else {
        let fen = fen.parse().map_err(|_| ("amount_fen", format!("“{fen}”不是以分计的整数")))?;
        Some(Amount::from_fen(fen))
    };
    let Some(amount) = amount else { return Ok(None) };
    let step = row.text("resolution_fen");
    if !step.is_empty() {
        let step = step.parse().map_err(|_| ("resolution_fen", format!("“{step}”不是以分计的整数")))?;
        return Ok(Some(Amount::new(amount.fen(), step)));
    }
    let step = yuan(row.text("resolution")).map_err(|what| ("resolution", what))?;
    Ok(Some(step.map_or(amount, |step| Amount::new(amount.fen(), step.fen()))))
}

/// The amount of a printed number in 元, or what is wrong with it.
pub(super) fn yuan(text: &str) -> Result<Option<Amount>, String> {
    let Some(number) = PrintedNumber::parse(text).map_err(|error| error.to_string())? else { return Ok(None) };
    let (amount, _) = Amount::from_printed(&number, AmountUnit::Yuan).map_err(|error| error.to_string())?;
    Ok(Some(amount))
}

/// The place in the document that the figure was read from, if the dataset gives it; else its place in the dataset.
fn source_place(row: &mut impl Fields) -> Place {
    if row.text("file").is_empty() {
        return row.place("amount");
    }
    let file = row.interned("file");
    let number = |name: &str| row.text(name).parse().ok();
    Place {
        page: number("page"),
        row: number("row"),
        column: number("column"),
        bounds: Bounds::parse(row.text("bounds")),
        confidence: row.text("confidence").parse().ok().filter(|percent| *percent <= 100),
        ..Place::file(file).with_part(row.text("part"))
    }
}

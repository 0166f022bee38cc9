//! 读明细表: the tidy frame as line items, its columns checked by name and type.

use crate::analysis::AnalysisError;
use crate::model::dataset::{self, Fields, Interner, RepeatFilter};
use crate::model::schema::LINE_ITEM_COLUMNS;
use crate::model::{Amount, LineItem, Place, Warning};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What messages call a frame.
const FRAME: &str = "数据表";

/// Columns without which a frame holds no line items; one of the last two suffices.
const NEEDED: [&str; 5] = ["unit", "year", "code", "amount", "amount_fen"];

/// The items of a frame, and the rows that could not be read.
pub(super) fn items(frame: &DataFrame) -> Result<(Vec<LineItem>, Vec<Warning>), AnalysisError> {
    let columns = Columns::of(frame)?;
    let (mut items, mut warnings) = (Vec::with_capacity(frame.height()), Vec::new());
    let (mut texts, mut repeats) = (Interner::default(), RepeatFilter::default());
    for row in 0..frame.height() {
        let mut row = Row { columns: &columns, row, texts: &mut texts };
        match dataset::item(&mut row) {
            Ok(item) if repeats.admits(&item, !row.text("file").is_empty()) => items.push(item),
            Ok(_) => {}
            Err(warning) => warnings.push(warning),
        }
    }
    warnings.extend(repeats.warnings());
    Ok((items, warnings))
}

/// The columns of a frame that are known.
struct Columns {
    texts: BTreeMap<&'static str, StringChunked>,
    /// 分 of `amount` or `amount_fen`, and of `resolution` or `resolution_fen`.
    amounts: Int128Chunked,
    resolutions: Option<Int128Chunked>,
    /// Where each column stands, for messages.
    places: BTreeMap<&'static str, usize>,
}

impl Columns {
    fn of(frame: &DataFrame) -> Result<Self, AnalysisError> {
        let (mut texts, mut places) = (BTreeMap::new(), BTreeMap::new());
        let (mut amounts, mut resolutions) = (None, None);
        for (place, column) in frame.columns().iter().enumerate() {
            let money = [("amount_fen", 1), ("amount", 100), ("resolution_fen", 1), ("resolution", 100)];
            if let Some((name, step)) = money.into_iter().find(|(name, _)| column.name() == name) {
                let fen = Some(fen(column, (name, step))?);
                let of = if name.starts_with("amount") { &mut amounts } else { &mut resolutions };
                // 分 as they are go before 元.
                *of = if name.ends_with("_fen") { fen } else { of.take().or(fen) };
                places.insert(name, place);
            } else if let Some(known) = LINE_ITEM_COLUMNS.iter().find(|known| column.name() == known.name) {
                texts.insert(known.name, text(column, known.name)?);
                places.insert(known.name, place);
            }
        }
        let missing = NEEDED.into_iter().find(|name| match *name {
            "amount" | "amount_fen" => amounts.is_none(),
            name => !texts.contains_key(name),
        });
        match (missing, amounts) {
            (None, Some(amounts)) => Ok(Self { texts, amounts, resolutions, places }),
            (missing, _) => {
                let names: Vec<&str> = frame.columns().iter().map(|column| column.name().as_str()).collect();
                let missing = missing.unwrap_or("amount").to_owned();
                Err(AnalysisError::MissingColumn { missing, found: names.join("、") })
            }
        }
    }
}

/// A column of texts; codes and numbers of places may be whole numbers, the year has to be one.
fn text(column: &Column, name: &'static str) -> Result<StringChunked, AnalysisError> {
    let dtype = column.dtype();
    let is_text = matches!(dtype, DataType::String | DataType::Categorical(..) | DataType::Enum(..) | DataType::Null);
    let may_be_whole = matches!(name, "year" | "code" | "parent" | "page" | "row" | "column");
    if !(is_text || may_be_whole && dtype.is_integer()) {
        let expected = if name == "year" { "整数" } else { "文字" };
        return Err(wrong_type(column, expected));
    }
    Ok(column.cast(&DataType::String)?.str()?.clone())
}

/// A column of money in 分; `step` are the 分 of one of its whole numbers.
fn fen(column: &Column, (name, step): (&str, i128)) -> Result<Int128Chunked, AnalysisError> {
    let (numbers, step) = match column.dtype() {
        dtype if dtype.is_integer() => (column.cast(&DataType::Int128)?.i128()?.clone(), step),
        DataType::Null => (Int128Chunked::full_null(column.name().clone(), column.len()), step),
        DataType::Decimal(_, scale) if *scale <= 2 && step == 100 => {
            (column.decimal()?.physical().clone(), [100, 10, 1][*scale])
        }
        _ if name.ends_with("_fen") => return Err(wrong_type(column, "整数（分）")),
        _ => return Err(wrong_type(column, "DECIMAL(18,2)（元）或整数（元）")),
    };
    Ok(numbers.apply(|number| number.map(|number| number.saturating_mul(step))))
}

fn wrong_type(column: &Column, expected: &'static str) -> AnalysisError {
    let found = match column.dtype() {
        dtype if dtype.is_float() => "浮点数".to_owned(),
        dtype if dtype.is_integer() => "整数".to_owned(),
        DataType::Decimal(precision, scale) => format!("DECIMAL({precision},{scale})"),
        DataType::String => "文字".to_owned(),
        dtype => dtype.to_string(),
    };
    AnalysisError::ColumnType { column: column.name().to_string(), expected, found }
}

/// One row.
struct Row<'a> {
    columns: &'a Columns,
    row: usize,
    texts: &'a mut Interner,
}

impl Row<'_> {
    /// The money of a row; a field and what is wrong with it where it is beyond `i64` of 分.
    fn fen(&self, of: &Int128Chunked, name: &'static str) -> Result<Option<i64>, (&'static str, String)> {
        let beyond = |number| (name, format!("“{number}”分超出可处理的范围，应在 ±9 万万亿元以内"));
        of.get(self.row).map(|number| i64::try_from(number).map_err(|_| beyond(number))).transpose()
    }
}

impl Fields for Row<'_> {
    fn text(&self, field: &str) -> &str {
        self.columns.texts.get(field).and_then(|texts| texts.get(self.row)).map_or("", str::trim)
    }

    fn interned(&mut self, field: &str) -> Arc<str> {
        let columns = self.columns;
        let text = columns.texts.get(field).and_then(|texts| texts.get(self.row)).map_or("", str::trim);
        self.texts.intern(text)
    }

    fn place(&self, field: &str) -> Place {
        let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let fen = || self.columns.places.get(format!("{field}_fen").as_str());
        let column = self.columns.places.get(field).or_else(fen).copied();
        let row = Place::file(FRAME).at_row(number(self.row));
        Place { column: column.map(number), ..row }
    }

    fn amount(&self) -> Result<Option<Amount>, (&'static str, String)> {
        let Some(fen) = self.fen(&self.columns.amounts, "amount")? else { return Ok(None) };
        let step = self.columns.resolutions.as_ref().map(|steps| self.fen(steps, "resolution")).transpose()?.flatten();
        Ok(Some(step.map_or(Amount::from_fen(fen), |step| Amount::new(fen, step))))
    }

    fn printed(&mut self) -> Arc<str> {
        match (self.text("text"), self.amount()) {
            ("", Ok(Some(amount))) => amount.to_yuan().to_string().into(),
            _ => self.interned("text"),
        }
    }
}

//! 数据表: the rows of a Polars frame as line items, read from its typed columns.

use super::repeats::RepeatFilter;
use super::row::{Fields, Interner, item, yuan};
use crate::model::{Amount, AmountError, LineItem, Place, Warning, plain};
use polars::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 数据表: a data frame read as a dataset.
pub(crate) struct FrameSource<'a> {
    /// The rows. Texts are strings, categories or integers; money is an integer, a decimal with at most two decimal
    /// places, or a printed number.
    pub frame: &'a DataFrame,
    /// Name of the frame in messages.
    pub file: Arc<str>,
    /// Column index of each field.
    pub fields: BTreeMap<&'static str, usize>,
    /// Fields without a column, with the value that applies to all rows.
    pub constants: BTreeMap<&'static str, String>,
}

impl FrameSource<'_> {
    /// The items, and warnings about rows that could not be read.
    ///
    /// # Errors
    /// If a column has an unsupported type.
    pub fn items(&self) -> PolarsResult<(Vec<LineItem>, Vec<Warning>)> {
        let (mut texts, mut money) = (BTreeMap::new(), BTreeMap::new());
        for (field, place) in &self.fields {
            let column = &self.frame.columns()[*place];
            match *field {
                "amount" | "resolution" => _ = money.insert(*field, Money::of(column, false)?),
                "amount_fen" | "resolution_fen" => _ = money.insert(*field, Money::of(column, true)?),
                _ => _ = texts.insert(*field, column.cast(&DataType::String)?.str()?.clone()),
            }
        }
        let columns = Columns { source: self, texts, money };
        let (mut items, mut warnings) = (Vec::with_capacity(self.frame.height()), Vec::new());
        let (mut interner, mut repeats) = (Interner::default(), RepeatFilter::default());
        for row in 0..self.frame.height() {
            let mut row = Row { columns: &columns, row, texts: &mut interner };
            if row.text("year").is_empty() && self.is_empty(row.row) {
                continue;
            }
            match item(&mut row) {
                Ok(item) if repeats.admits(&item, !row.text("file").is_empty()) => items.push(item),
                Ok(_) => {}
                Err(warning) => warnings.push(warning),
            }
        }
        warnings.extend(repeats.warnings());
        Ok((items, warnings))
    }

    /// Whether a row has no value at all.
    fn is_empty(&self, row: usize) -> bool {
        self.frame.columns().iter().all(|column| match column.get(row) {
            Ok(AnyValue::String(text)) => text.is_empty(),
            Ok(value) => value.is_null(),
            Err(_) => true,
        })
    }
}

/// A column of money.
enum Money {
    /// Integers in 分.
    Fen(Int128Chunked),
    /// Unscaled decimals of 元, and their number of decimal places.
    Whole(Int128Chunked, usize),
    /// Printed numbers in 元.
    Printed(StringChunked),
}

impl Money {
    fn of(column: &Column, is_fen: bool) -> PolarsResult<Self> {
        let whole = || Ok::<_, PolarsError>(column.cast(&DataType::Int128)?.i128()?.clone());
        Ok(match column.dtype() {
            _ if is_fen => Self::Fen(whole()?),
            DataType::Decimal(_, scale) => Self::Whole(column.decimal()?.physical().clone(), *scale),
            DataType::String => Self::Printed(column.str()?.clone()),
            _ => Self::Whole(whole()?, 0),
        })
    }

    /// The amount of a row, or what is wrong with it.
    fn amount(&self, row: usize) -> Result<Option<Amount>, String> {
        let (number, amount) = match self {
            Self::Printed(texts) => return yuan(texts.get(row).map_or("", str::trim)),
            Self::Fen(numbers) => {
                let number = numbers.get(row);
                (number, number.and_then(|number| i64::try_from(number).ok()).map(Amount::from_fen))
            }
            Self::Whole(numbers, scale) => {
                let number = numbers.get(row);
                let yuan = number.and_then(|number| Decimal::try_from_i128_with_scale(number, *scale as u32).ok());
                (number, yuan.and_then(Amount::from_yuan))
            }
        };
        match (number, amount) {
            (Some(_), None) => Err(AmountError::OutOfRange(self.text(row).unwrap_or_default()).to_string()),
            (_, amount) => Ok(amount),
        }
    }

    /// The amount of a row as it is stored.
    fn text(&self, row: usize) -> Option<String> {
        match self {
            Self::Fen(numbers) => numbers.get(row).map(|number| number.to_string()),
            Self::Whole(numbers, scale) => numbers.get(row).map(|number| decimal(number, *scale)),
            Self::Printed(texts) => texts.get(row).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
        }
    }
}

/// Prints an unscaled decimal with `scale` decimal places.
pub(crate) fn decimal(stored: i128, scale: usize) -> String {
    let sign = if stored < 0 { "-" } else { "" };
    let digits = stored.unsigned_abs();
    match u32::try_from(scale).ok().and_then(|scale| 10u128.checked_pow(scale)) {
        Some(1) => format!("{sign}{digits}"),
        Some(one) => format!("{sign}{}.{:0>scale$}", digits / one, digits % one),
        // 10 to the power of `scale` exceeds `u128`, so the number is below 1.
        None => format!("{sign}0.{digits:0>scale$}"),
    }
}

/// The columns that hold fields.
struct Columns<'a> {
    source: &'a FrameSource<'a>,
    texts: BTreeMap<&'static str, StringChunked>,
    money: BTreeMap<&'static str, Money>,
}

impl Columns<'_> {
    /// The money of a row, from 分 if present, else from 元. The error names the field at fault.
    fn money(&self, row: usize, fields: [&'static str; 2]) -> Result<Option<Amount>, (&'static str, String)> {
        for field in fields {
            let amount = self.money.get(field).map(|money| money.amount(row).map_err(|what| (field, what)));
            if let Some(amount) = amount.transpose()?.flatten() {
                return Ok(Some(amount));
            }
        }
        Ok(None)
    }
}

/// One row.
struct Row<'a> {
    columns: &'a Columns<'a>,
    row: usize,
    texts: &'a mut Interner,
}

impl<'a> Row<'a> {
    fn value(&self, field: &str) -> &'a str {
        let Columns { texts, source, .. } = self.columns;
        match texts.get(field) {
            Some(texts) => texts.get(self.row).map_or("", str::trim),
            None => source.constants.get(field).map_or("", String::as_str),
        }
    }
}

impl Fields for Row<'_> {
    fn text(&self, field: &str) -> &str {
        self.value(field)
    }

    fn interned(&mut self, field: &str) -> Arc<str> {
        self.texts.intern(&plain(self.value(field)))
    }

    fn place(&self, field: &str) -> Place {
        let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let FrameSource { fields, file, .. } = self.columns.source;
        let column =
            fields.get_key_value(field).or_else(|| fields.get_key_value("amount_fen").filter(|_| field == "amount"));
        // A missing value has no cell of its own.
        let column = column.filter(|(field, _)| match self.columns.money.get(*field) {
            Some(money) => money.text(self.row).is_some(),
            None => !self.value(field).is_empty(),
        });
        let column = column.map(|(_, column)| number(*column));
        Place { column, ..Place::file(file.clone()).at_row(number(self.row)) }
    }

    fn amount(&self) -> Result<Option<Amount>, (&'static str, String)> {
        let Some(amount) = self.columns.money(self.row, ["amount_fen", "amount"])? else { return Ok(None) };
        let step = self.columns.money(self.row, ["resolution_fen", "resolution"])?;
        Ok(Some(step.map_or(amount, |step| Amount::new(amount.fen(), step.fen()))))
    }

    fn printed(&mut self) -> Arc<str> {
        let money =
            ["amount", "amount_fen"].into_iter().find_map(|field| self.columns.money.get(field)?.text(self.row));
        match (self.value("text"), money) {
            ("", Some(money)) => money.into(),
            _ => self.interned("text"),
        }
    }
}

//! 记录: writes rows as CSV, JSON and frames, given the columns of a result. The values of a row are defined once, in the
//! file of the result.

use super::PresentError;
use super::csv_guard::{BOM, guard};
use crate::analysis::Item;
use crate::model::schema::{Column as Field, Kind};
use crate::model::{Amount, Growth, Points, Ratio, Warning};
use polars::prelude::*;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// 值: a cell of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// No value, which is neither zero nor an empty text.
    None,
    Text(Cow<'a, str>),
    Integer(u32),
    /// Hundredths of 元, percent or percentage points.
    Hundredths(i128),
}

impl<'a> Value<'a> {
    pub fn text(text: &'a str) -> Self {
        Self::Text(text.into())
    }

    pub fn optional(text: Option<&'a str>) -> Self {
        text.map_or(Self::None, Self::text)
    }

    pub fn integer(number: Option<u32>) -> Self {
        number.map_or(Self::None, Self::Integer)
    }

    pub fn amount(amount: Option<Amount>) -> Self {
        amount.map_or(Self::None, |amount| Self::Hundredths(amount.fen().into()))
    }

    pub fn percent(ratio: Option<Ratio>) -> Self {
        ratio.map_or(Self::None, |ratio| Self::Hundredths(ratio.percent(2).mantissa()))
    }

    pub fn points(points: Option<Points>) -> Self {
        points.map_or(Self::None, |points| Self::Hundredths(points.value(2).mantissa()))
    }

    pub fn growth(growth: Option<Growth>) -> Self {
        Self::percent(growth.and_then(Growth::rate))
    }

    pub fn status(growth: Option<Growth>) -> Self {
        Self::optional(growth.map(Growth::name))
    }

    /// The digits or the text; empty if there is no value.
    pub fn print(&self) -> Cow<'_, str> {
        match self {
            Self::None => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => number.to_string().into(),
            Self::Hundredths(value) => hundredths(*value).into(),
        }
    }
}

/// Hundredths as a number with two decimals.
fn hundredths(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100)
}

/// A row: a value for each column.
pub(super) type Record<'a> = Vec<Value<'a>>;

/// The leading cells of a row of a comparison or trend: [`ITEM_COLUMNS`](crate::model::schema::ITEM_COLUMNS) of them.
pub(super) fn item(item: &Item) -> Record<'_> {
    vec![
        Value::text(&item.unit),
        Value::text(item.scope.name()),
        Value::text(item.table.name()),
        Value::text(item.classification.name()),
        Value::text(item.measure.as_str()),
        Value::optional(item.code.as_ref().map(|code| code.as_str())),
        Value::text(item.level.name()),
        Value::text(&item.name),
    ]
}

/// Rows as CSV, with a header that Excel detects as UTF-8.
pub(super) fn csv<'a>(fields: &[Field], rows: impl IntoIterator<Item = Record<'a>>) -> Result<String, PresentError> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    writer.write_record(fields.iter().map(|field| field.name))?;
    for row in rows {
        writer.write_record(row.iter().map(|value| value.print().into_owned().into_bytes()))?;
    }
    into_text(writer)
}

/// The text of a complete CSV, guarded against formulas.
pub(super) fn into_text(writer: csv::Writer<Vec<u8>>) -> Result<String, PresentError> {
    let bytes = writer.into_inner().map_err(|error| PresentError::Csv(error.into_error().into()))?;
    Ok(guard(String::from_utf8(bytes).expect("only text was written"))?)
}

/// A row as a JSON object: amounts and rates as exact strings, undefined values as null.
pub(super) fn object(fields: &[Field], row: &[Value<'_>]) -> Map<String, Json> {
    let value = |(field, value): (&Field, &Value)| {
        let json = match value {
            Value::Text(code) if field.kind == Kind::Code && code.is_empty() => Json::Null,
            Value::None => Json::Null,
            Value::Integer(number) => Json::from(*number),
            value => Json::from(value.print()),
        };
        (field.name.to_owned(), json)
    };
    fields.iter().zip(row).map(value).collect()
}

/// Warnings as results carry them, one a line.
pub(super) fn texts<'a>(warnings: impl IntoIterator<Item = &'a Warning>) -> Vec<String> {
    warnings.into_iter().map(ToString::to_string).collect()
}

/// Indented JSON.
pub(super) fn pretty(value: &impl serde::Serialize) -> Result<String, PresentError> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// The precision of decimals in frames.
const PRECISION: usize = 18;

/// Rows as a Polars frame. An amount with too many digits is an error; a rate with too many digits (the base was a few
/// 分) becomes null, but its status is kept.
pub(super) fn frame<'a>(
    fields: &[Field],
    rows: impl IntoIterator<Item = Record<'a>>,
) -> Result<DataFrame, PresentError> {
    let mut columns: Vec<Values> = fields.iter().map(|field| Values::of(field.kind)).collect();
    let mut height = 0;
    for row in rows {
        height += 1;
        for ((column, field), value) in columns.iter_mut().zip(fields).zip(row) {
            column.push(field, value)?;
        }
    }
    let columns = fields.iter().zip(columns).map(|(field, values)| values.finish(field.name));
    Ok(DataFrame::new(height, columns.collect::<PolarsResult<Vec<_>>>()?)?)
}

/// The values of a column, collected for a frame.
enum Values {
    Texts(Vec<Option<String>>),
    Years(Vec<Option<i32>>),
    Counts(Vec<Option<u32>>),
    Decimals(Vec<Option<i128>>),
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Amount | Kind::Percent | Kind::Points => Self::Decimals(Vec::new()),
            Kind::Year => Self::Years(Vec::new()),
            Kind::Count => Self::Counts(Vec::new()),
            _ => Self::Texts(Vec::new()),
        }
    }

    fn push(&mut self, field: &Field, value: Value<'_>) -> Result<(), PresentError> {
        const MOST: i128 = 10i128.pow(PRECISION as u32);
        match (self, value) {
            (Self::Texts(texts), Value::None) if field.kind == Kind::Code => texts.push(Some(String::new())),
            (Self::Texts(texts), Value::Text(text)) => texts.push(Some(text.into_owned())),
            (Self::Texts(texts), _) => texts.push(None),
            (Self::Years(years), Value::Integer(year)) => years.push(i32::try_from(year).ok()),
            (Self::Years(years), _) => years.push(None),
            (Self::Counts(counts), Value::Integer(count)) => counts.push(Some(count)),
            (Self::Counts(counts), _) => counts.push(None),
            (Self::Decimals(_), Value::Hundredths(beyond)) if beyond.abs() >= MOST && field.kind == Kind::Amount => {
                let (name, value) = (field.name, hundredths(beyond));
                let message =
                    format!("{name} 有 {value}，超过 {PRECISION} 位数字，Parquet 里无法存放。请核对金额，或写成 csv");
                return Err(PresentError::Argument(message));
            }
            (Self::Decimals(values), Value::Hundredths(value)) => values.push(Some(value).filter(|v| v.abs() < MOST)),
            (Self::Decimals(values), _) => values.push(None),
        }
        Ok(())
    }

    fn finish(self, name: &str) -> PolarsResult<Column> {
        Ok(match self {
            Self::Texts(texts) => Column::new(name.into(), texts),
            Self::Years(years) => Column::new(name.into(), years),
            Self::Counts(counts) => Column::new(name.into(), counts),
            Self::Decimals(values) => decimals(name, values.into_iter().collect())?,
        })
    }
}

/// A column of hundredths.
fn decimals(name: &str, values: Int128Chunked) -> PolarsResult<Column> {
    Ok(values.into_decimal(PRECISION, 2)?.into_series().with_name(name.into()).into_column())
}

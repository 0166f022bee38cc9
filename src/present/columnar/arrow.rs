//! 逐单位的数据表: rows as Arrow arrays of the types that every engine takes, the JVM's included: strings with 32-bit
//! offsets, DECIMAL(18,2), signed integers, no dictionaries.

use super::{Context, LINE_COLUMNS, UnitTable, Values};
use crate::analysis::stream::{STATUSES, UnitComparison};
use crate::model::schema::{Column as Field, Kind};
use crate::present::PresentError;
use polars::prelude::*;
use polars_arrow::array::{MutableArray, MutableUtf8Array, PrimitiveArray, StructArray, TryPush, new_null_array};
use polars_arrow::bitmap::Bitmap;

/// The digits of an amount, as many as `DECIMAL(18,2)` has.
const PRECISION: usize = 18;

/// The rows of a segment.
///
/// # Errors
/// An amount or a rate has more than 18 digits, or the texts of a column are longer than 2 GB.
pub fn segment_batch<T: UnitTable>(table: &T, context: &Context<'_>) -> Result<StructArray, crate::Error> {
    let columns = columns(table, context).map_err(PresentError::from)?;
    let fields = T::columns().iter().map(|field| arrow_field(field.name, dtype(field.kind))).collect();
    Ok(StructArray::new(ArrowDataType::Struct(fields), table.lines().len(), columns, None))
}

/// The rows of a frame.
///
/// # Errors
/// The texts of a column are longer than 2 GB.
pub fn batch(frame: &DataFrame) -> Result<StructArray, crate::Error> {
    let plain = |column: &Column| {
        let series = column.as_materialized_series().rechunk();
        if let Ok(texts) = series.str() {
            return strings(texts.iter());
        }
        let array = series.to_arrow(0, CompatLevel::oldest());
        Ok(match array.as_any().downcast_ref::<PrimitiveArray<u32>>() {
            Some(counts) => {
                let signed = |count: Option<&u32>| count.and_then(|count| i32::try_from(*count).ok());
                PrimitiveArray::<i32>::from_iter(counts.iter().map(signed)).boxed()
            }
            None => array,
        })
    };
    let columns: Vec<ArrayRef> =
        frame.columns().iter().map(plain).collect::<PolarsResult<_>>().map_err(PresentError::from)?;
    let names = frame.columns().iter().map(|column| column.name().as_str());
    let fields = names.zip(&columns).map(|(name, column)| arrow_field(name, column.dtype().clone())).collect();
    Ok(StructArray::new(ArrowDataType::Struct(fields), frame.height(), columns, None))
}

fn arrow_field(name: &str, dtype: ArrowDataType) -> ArrowField {
    ArrowField::new(name.into(), dtype, true)
}

fn dtype(kind: Kind) -> ArrowDataType {
    match kind {
        Kind::Amount | Kind::Percent | Kind::Points => ArrowDataType::Decimal(PRECISION, 2),
        Kind::Year | Kind::Count => ArrowDataType::Int32,
        _ => ArrowDataType::Utf8,
    }
}

fn columns<T: UnitTable>(table: &T, context: &Context<'_>) -> PolarsResult<Vec<ArrayRef>> {
    let lines = table.lines();
    let units: Vec<&str> = table.units().iter().map(|(unit, _)| &**unit).collect();
    let of_unit = table.units().iter().zip(0..).flat_map(|((_, count), number)| std::iter::repeat_n(number, *count));
    let mut columns = vec![texts(&units, of_unit.map(Some))?];
    for index in 0..LINE_COLUMNS {
        let (distinct, numbers) = context.texts(lines, index);
        columns.push(texts(&distinct, lines.iter().map(|place| Some(numbers[*place as usize])))?);
    }
    let fields = &T::columns()[columns.len()..];
    for (field, values) in fields.iter().zip(table.values(context.phases)) {
        columns.push(column(field, values, lines.len())?);
    }
    Ok(columns)
}

fn column(field: &Field, values: Values<'_>, rows: usize) -> PolarsResult<ArrayRef> {
    match values {
        Values::Hundredths(values) => hundredths(field, values),
        Values::Statuses(statuses) => {
            let known = |status: &u8| Some(u32::from(*status)).filter(|_| usize::from(*status) < STATUSES.len());
            texts(&STATUSES, statuses.iter().map(known))
        }
        Values::Years(years, numbers) => {
            let year = |number: &u32| i32::from(years[*number as usize].0.get());
            Ok(PrimitiveArray::from_vec(numbers.iter().map(year).collect()).boxed())
        }
        Values::Phases(columns, numbers) => {
            let names: Vec<&str> = columns.iter().map(|column| column.1.name()).collect();
            texts(&names, numbers.iter().copied().map(Some))
        }
        Values::Same(text) => texts(&[text], std::iter::repeat_n(Some(0), rows)),
        Values::BesideAmount(text, amounts) => {
            texts(&[text], amounts.iter().map(|amount| (*amount != UnitComparison::NONE).then_some(0)))
        }
        Values::Nothing => Ok(new_null_array(dtype(field.kind), rows)),
    }
}

/// A column of hundredths.
fn hundredths(field: &Field, values: &[i64]) -> PolarsResult<ArrayRef> {
    const BEYOND: u64 = 10u64.pow(PRECISION as u32);
    let is_some = |value: &i64| *value != UnitComparison::NONE;
    if values.iter().any(|value| is_some(value) && value.unsigned_abs() >= BEYOND) {
        polars_bail!(ComputeError: "{} has more than {PRECISION} digits", field.name);
    }
    let numbers: Vec<i128> = values.iter().map(|value| if is_some(value) { i128::from(*value) } else { 0 }).collect();
    let present: Bitmap = values.iter().map(is_some).collect();
    let present = (present.unset_bits() > 0).then_some(present);
    Ok(PrimitiveArray::try_new(dtype(field.kind), numbers.into(), present)?.boxed())
}

/// A column of texts that are given by number.
fn texts<T: AsRef<str>>(distinct: &[T], numbers: impl Iterator<Item = Option<u32>>) -> PolarsResult<ArrayRef> {
    strings(numbers.map(|number| number.map(|number| distinct[number as usize].as_ref())))
}

fn strings<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> PolarsResult<ArrayRef> {
    let mut array = MutableUtf8Array::<i32>::with_capacity(texts.size_hint().0);
    for text in texts {
        array.try_push(text)?;
    }
    Ok(array.as_box())
}

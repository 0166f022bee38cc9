//! 逐单位的数据表: the rows of a segment as a frame, with the types of every comparison and trend.

use super::{Context, LINE_COLUMNS, UnitTable, Values};
use crate::analysis::stream::{STATUSES, UnitComparison};
use crate::model::schema::Column as Field;
use crate::present::{PresentError, records};
use polars::prelude::*;

/// The rows of a segment as a Polars frame.
///
/// # Errors
/// None in practice: amounts and rates of a segment have at most 18 digits.
pub fn segment_frame<T: UnitTable>(table: &T, context: &Context<'_>) -> Result<DataFrame, crate::Error> {
    Ok(columns(table, context)
        .and_then(|columns| DataFrame::new(table.lines().len(), columns))
        .map_err(PresentError::from)?)
}

fn columns<T: UnitTable>(table: &T, context: &Context<'_>) -> PolarsResult<Vec<Column>> {
    let mut fields = T::columns().iter();
    let mut field = || fields.next().expect("the schema has as many columns as there are values");
    let lines = table.lines();
    let mut units = StringChunkedBuilder::new(field().name.into(), lines.len());
    for (unit, count) in table.units() {
        (0..*count).for_each(|_| units.append_value(unit));
    }
    let mut columns = vec![units.finish().into_column()];
    for index in 0..LINE_COLUMNS {
        let (distinct, numbers) = context.texts(lines, index);
        let texts = lines.iter().map(|place| distinct[numbers[*place as usize] as usize].as_str());
        columns.push(StringChunked::from_iter_values(field().name.into(), texts).into_column());
    }
    for values in table.values(context.phases) {
        columns.push(column(field(), values, lines.len())?);
    }
    Ok(columns)
}

fn column(field: &Field, values: Values<'_>, rows: usize) -> PolarsResult<Column> {
    let name = PlSmallStr::from_static(field.name);
    let texts = |text: &dyn Fn(usize) -> Option<&'static str>| {
        (0..rows).map(text).collect::<StringChunked>().with_name(name.clone()).into_column()
    };
    Ok(match values {
        Values::Hundredths(values) => {
            let some = |value: &i64| (*value != UnitComparison::NONE).then_some(i128::from(*value));
            records::decimals(field.name, values.iter().map(some).collect())?
        }
        Values::Statuses(statuses) => texts(&|row| STATUSES.get(usize::from(statuses[row])).copied()),
        Values::Years(years, numbers) => {
            let years: Vec<i32> = numbers.iter().map(|number| i32::from(years[*number as usize].0.get())).collect();
            Column::new(name, years)
        }
        Values::Phases(columns, numbers) => texts(&|row| Some(columns[numbers[row] as usize].1.name())),
        Values::Same(text) => texts(&|_| Some(text)),
        Values::BesideAmount(text, amounts) => texts(&|row| (amounts[row] != UnitComparison::NONE).then_some(text)),
        Values::Nothing => records::no_values(field, rows)?,
    })
}

//! 列运算: the few column operations that exact money needs and Polars does not have.
//!
//! Polars adds `i64` with wrap-around; a sum here either is exact or is said to be out of range.

use polars::prelude::*;

/// How the columns of a group become one value.
pub(super) struct Aggregates<'a> {
    pub sum: &'a [&'a str],
    pub max: &'a [&'a str],
    pub min: &'a [&'a str],
}

/// Groups `frame` by integer columns `by`, the first of which numbers the keys; the result is sorted by them and keeps the columns' names.
// Polars 0.55 points at the lazy engine for this, which brings a cloud client of 270 crates.
#[allow(deprecated)]
pub(super) fn aggregate(frame: &DataFrame, by: &[&str], how: &Aggregates) -> Result<DataFrame, ColumnError> {
    let mut split = frame.clone();
    for name in how.sum {
        let (high, low) = halves(frame.column(name)?.i64()?);
        split.with_column(high.with_name(format!("{name} high").into()).into_column())?;
        split.with_column(low.with_name(format!("{name} low").into()).into_column())?;
    }
    let groups = || split.group_by_stable(by.iter().copied());
    let halved: Vec<String> = how.sum.iter().flat_map(|name| [format!("{name} high"), format!("{name} low")]).collect();
    let sums = groups()?.select(halved).sum()?;
    let mut columns = sums.select(by.iter().copied())?.columns().to_vec();
    let keys = sums.column(by.first().copied().unwrap_or_default())?.u32()?;
    for name in how.sum {
        let high = sums.column(&format!("{name} high_sum"))?.i64()?;
        let low = sums.column(&format!("{name} low_sum"))?.i64()?;
        columns.push(joined(keys, high, low)?.with_name((*name).into()).into_column());
    }
    if !how.max.is_empty() {
        let found = groups()?.select(how.max.iter().copied()).max()?;
        for name in how.max {
            columns.push(found.column(&format!("{name}_max"))?.clone().with_name((*name).into()));
        }
    }
    if !how.min.is_empty() {
        let found = groups()?.select(how.min.iter().copied()).min()?;
        for name in how.min {
            columns.push(found.column(&format!("{name}_min"))?.clone().with_name((*name).into()));
        }
    }
    Ok(DataFrame::new_infer_height(columns)?.sort(by.iter().copied(), SortMultipleOptions::default())?)
}

/// The first row of each group, in the order of the rows.
pub(super) fn first_of_each(frame: &DataFrame, by: &str) -> PolarsResult<DataFrame> {
    let groups = frame.group_by_stable([by])?.into_groups();
    let firsts: Vec<IdxSize> = groups.iter().map(|group| group.first()).collect();
    frame.take(&IdxCa::from_vec("".into(), firsts))
}

/// `current - prior`, a missing one counting as nothing; none where both are missing.
pub(super) fn difference(
    keys: &UInt32Chunked,
    current: &Int64Chunked,
    prior: &Int64Chunked,
) -> Result<Int64Chunked, ColumnError> {
    checked(keys, current, prior, i64::checked_sub)
}

/// `one + other`, a missing one counting as nothing; none where both are missing.
pub(super) fn sum(keys: &UInt32Chunked, one: &Int64Chunked, other: &Int64Chunked) -> Result<Int64Chunked, ColumnError> {
    checked(keys, one, other, i64::checked_add)
}

fn checked(
    keys: &UInt32Chunked,
    left: &Int64Chunked,
    right: &Int64Chunked,
    operation: fn(i64, i64) -> Option<i64>,
) -> Result<Int64Chunked, ColumnError> {
    let mut values: Vec<Option<i64>> = Vec::with_capacity(keys.len());
    for ((key, left), right) in keys.iter().zip(left.iter()).zip(right.iter()) {
        values.push(match (left, right) {
            (None, None) => None,
            _ => Some(operation(left.unwrap_or(0), right.unwrap_or(0)).ok_or_else(|| ColumnError::out_of_range(key))?),
        });
    }
    Ok(values.into_iter().collect())
}

/// The larger of two columns, row by row; a missing value is below every other.
pub(super) fn larger<T: PolarsNumericType>(one: &ChunkedArray<T>, other: &ChunkedArray<T>) -> ChunkedArray<T>
where
    ChunkedArray<T>: FromIterator<Option<T::Native>>,
    T::Native: PartialOrd,
{
    let pairs = one.iter().zip(other.iter());
    pairs.map(|(one, other)| if one < other { other } else { one }).collect()
}

/// Why a column operation failed.
#[derive(Debug)]
pub(super) enum ColumnError {
    /// The exact value of this key does not fit into an `i64` of 分.
    OutOfRange { key: u32 },
    /// Polars refused.
    Frame(PolarsError),
}

impl ColumnError {
    fn out_of_range(key: Option<u32>) -> Self {
        Self::OutOfRange { key: key.unwrap_or_default() }
    }
}

impl From<PolarsError> for ColumnError {
    fn from(error: PolarsError) -> Self {
        Self::Frame(error)
    }
}

/// A value is `high * 2^32 + low` with `low` in `0..2^32`: neither half overflows below two thousand million rows.
fn halves(column: &Int64Chunked) -> (Int64Chunked, Int64Chunked) {
    (column.apply_values(|value| value >> 32), column.apply_values(|value| value & 0xffff_ffff))
}

fn joined(keys: &UInt32Chunked, high: &Int64Chunked, low: &Int64Chunked) -> Result<Int64Chunked, ColumnError> {
    let mut values: Vec<Option<i64>> = Vec::with_capacity(high.len());
    for ((key, high), low) in keys.iter().zip(high.iter()).zip(low.iter()) {
        values.push(match high.zip(low) {
            None => None,
            Some((high, low)) => {
                let whole = (i128::from(high) << 32) + i128::from(low);
                Some(i64::try_from(whole).map_err(|_| ColumnError::out_of_range(key))?)
            }
        });
    }
    Ok(values.into_iter().collect())
}

//! 逐单位的 Parquet: a file that is written segment by segment. Decimals have 18 digits, texts are dictionaries.

use super::pages::{Column, Index, NONE};
use super::{Context, LINE_COLUMNS, UnitTable, Values};
use crate::analysis::stream::STATUSES;
use crate::model::schema::{Column as Field, Kind};
use crate::present::PresentError;
use polars_parquet::parquet::FallibleStreamingIterator;
use polars_parquet::parquet::compression::CompressionOptions;
use polars_parquet::parquet::error::{ParquetError, ParquetResult};
use polars_parquet::parquet::metadata::{Descriptor, KeyValue, SchemaDescriptor};
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::{
    IntegerType, ParquetType, PhysicalType, PrimitiveConvertedType, PrimitiveLogicalType,
};
use polars_parquet::parquet::write::{DynIter, DynStreamingIterator, FileWriter, Version, WriteOptions};
use std::io::Write;

/// The rows of a segment, encoded as a row group.
#[derive(Debug)]
pub struct EncodedRows {
    rows: usize,
    columns: Vec<Vec<CompressedPage>>,
}

/// Encodes rows.
///
/// # Errors
/// A compressor refused, which would be a fault of the program.
pub fn encode<T: UnitTable>(table: &T, context: &Context<'_>) -> Result<EncodedRows, crate::Error> {
    let rows = table.lines().len();
    Ok(columns(table, context).map(|columns| EncodedRows { rows, columns }).map_err(refused)?)
}

fn columns<T: UnitTable>(table: &T, context: &Context<'_>) -> ParquetResult<Vec<Vec<CompressedPage>>> {
    let schema = schema::<T>();
    let mut descriptors = schema.columns().iter().map(|column| &column.descriptor);
    let mut column = |codec| {
        let descriptor: &Descriptor = descriptors.next().expect("the schema has as many columns as are encoded");
        Column { descriptor, codec }
    };
    let (lines, mut index) = (table.lines(), Index::new());
    let rows = lines.len();
    let units = table.units().iter().filter(|(_, count)| *count > 0);
    let runs: Vec<(&str, usize)> = units.map(|(unit, count)| (&**unit, *count)).collect();
    let mut columns = vec![column(TEXT).runs(&runs)?];
    for index in 0..LINE_COLUMNS {
        let (distinct, numbers) = context.texts(lines, index);
        let distinct: Vec<&str> = distinct.iter().map(String::as_str).collect();
        columns.push(match distinct.as_slice() {
            [text] => column(TEXT).runs(&[(text, rows)])?,
            distinct => {
                let rows: Vec<u32> = lines.iter().map(|place| numbers[*place as usize]).collect();
                column(TEXT).texts(distinct, &rows)?
            }
        });
    }
    let fields = &T::columns()[columns.len()..];
    for (values, field) in table.values(context.phases).into_iter().zip(fields) {
        columns.push(match values {
            Values::Hundredths(amounts) if field.kind == Kind::Amount => column(AMOUNT).numbers(amounts)?,
            Values::Hundredths(rates) => column(RATE).repeated(rates, &mut index)?,
            Values::Statuses(statuses) => {
                let none = |status: &u8| if usize::from(*status) < STATUSES.len() { 0 } else { NONE };
                let given: Vec<i64> = statuses.iter().map(none).collect();
                let met = statuses.iter().filter(|status| usize::from(**status) < STATUSES.len());
                let numbers: Vec<u32> = met.map(|status| u32::from(*status)).collect();
                column(TEXT).some_texts(&STATUSES, &numbers, &given)?
            }
            Values::Years(years, rows) => {
                let (distinct, numbers) = distinct(years.iter().map(|(year, _)| i32::from(year.get())), rows);
                column(TEXT).integers(&distinct, &numbers)?
            }
            Values::Phases(columns, rows) => {
                let (distinct, numbers) = distinct(columns.iter().map(|(_, phase)| phase.name()), rows);
                column(TEXT).texts(&distinct, &numbers)?
            }
            Values::Same(text) => column(TEXT).runs(&[(text, rows)])?,
            Values::BesideAmount(text, amounts) => {
                let present = amounts.iter().filter(|amount| **amount != NONE).count();
                column(TEXT).some_texts(&[text], &vec![0; present], amounts)?
            }
            Values::Nothing => column(RATE).nothing(rows)?,
        });
    }
    Ok(columns)
}

/// The distinct values, and the index of each row's value.
fn distinct<T: Ord + Copy>(values: impl Iterator<Item = T>, rows: &[u32]) -> (Vec<T>, Vec<u32>) {
    let values: Vec<T> = values.collect();
    let distinct: Vec<T> = std::collections::BTreeSet::from_iter(values.iter().copied()).into_iter().collect();
    let numbers: Vec<u32> =
        values.iter().map(|value| distinct.binary_search(value).map_or(0, |number| number as u32)).collect();
    let rows = rows.iter().map(|row| numbers[*row as usize]).collect();
    (distinct, rows)
}

/// Compression of texts, which are mostly runs of short indices.
const TEXT: CompressionOptions = CompressionOptions::Snappy;
/// Compression of amounts, which often repeat their neighbours.
const AMOUNT: CompressionOptions = CompressionOptions::Snappy;
/// Bit-packed rates cannot be compressed further.
const RATE: CompressionOptions = CompressionOptions::Uncompressed;

/// 写入器: a Parquet file that grows segment by segment.
pub struct ParquetRows<W: Write>(FileWriter<W>);

impl<W: Write> ParquetRows<W> {
    /// Begins a file with the columns of a result.
    pub fn new<T: UnitTable>(writer: W) -> Self {
        let options = WriteOptions { write_statistics: false, version: Version::V1 };
        let name = format!("tongbi {}", env!("CARGO_PKG_VERSION"));
        Self(FileWriter::new(writer, schema::<T>(), options, Some(name)))
    }

    /// Writes a segment.
    ///
    /// # Errors
    /// The disk is full.
    pub fn write(&mut self, rows: EncodedRows) -> Result<(), crate::Error> {
        let columns = rows.columns.into_iter().map(|pages| Ok(DynStreamingIterator::new(Pages::new(pages))));
        let columns: DynIter<'_, Result<_, ParquetError>> = DynIter::new(columns);
        Ok(self.0.write(rows.rows as u64, columns).map_err(refused)?)
    }

    /// Writes the end of the file with the metadata `about`.
    ///
    /// # Errors
    /// The disk is full.
    pub fn finish(mut self, about: &[(&str, String)]) -> Result<W, crate::Error> {
        let about = about.iter().map(|(key, value)| KeyValue { key: (*key).to_owned(), value: Some(value.clone()) });
        self.0.end(Some(about.collect())).map_err(refused)?;
        Ok(self.0.into_inner())
    }
}

/// An iterator of pages that frees each page after it is written.
struct Pages {
    pages: std::vec::IntoIter<CompressedPage>,
    current: Option<CompressedPage>,
}

impl Pages {
    fn new(pages: Vec<CompressedPage>) -> Self {
        Self { pages: pages.into_iter(), current: None }
    }
}

impl FallibleStreamingIterator for Pages {
    type Item = CompressedPage;
    type Error = ParquetError;

    fn advance(&mut self) -> Result<(), ParquetError> {
        self.current = self.pages.next();
        Ok(())
    }

    fn get(&self) -> Option<&CompressedPage> {
        self.current.as_ref()
    }
}

/// The schema, in the form that Polars writes: all columns are optional.
fn schema<T: UnitTable>() -> SchemaDescriptor {
    let columns = T::columns().iter().map(|column: &Field| match column.kind {
        Kind::Amount | Kind::Percent | Kind::Points => {
            let types = (PrimitiveConvertedType::Decimal(18, 2), PrimitiveLogicalType::Decimal(18, 2));
            field(column.name, PhysicalType::Int64, Some(types))
        }
        Kind::Year => field(column.name, PhysicalType::Int32, None),
        Kind::Count => {
            let types = (PrimitiveConvertedType::Uint32, PrimitiveLogicalType::Integer(IntegerType::UInt32));
            field(column.name, PhysicalType::Int32, Some(types))
        }
        _ => {
            let types = (PrimitiveConvertedType::Utf8, PrimitiveLogicalType::String);
            field(column.name, PhysicalType::ByteArray, Some(types))
        }
    });
    SchemaDescriptor::new(T::name().into(), columns.collect())
}

fn field(name: &str, kind: PhysicalType, types: Option<(PrimitiveConvertedType, PrimitiveLogicalType)>) -> ParquetType {
    let (converted, logical) = types.unzip();
    ParquetType::try_from_primitive(name.into(), kind, Repetition::Optional, converted, logical, None)
        .expect("texts are byte arrays, and 18 digits fit 64 bits")
}

fn refused(error: ParquetError) -> PresentError {
    PresentError::Rows(error.to_string())
}

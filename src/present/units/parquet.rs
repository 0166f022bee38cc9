//! 逐单位对比的 Parquet: amounts DECIMAL(18,2) 元, rates DECIMAL(18,2) percent, texts as dictionaries.

use super::pages::Column;
use super::{Kind, LINE_COLUMNS, Shape, UnitTable, Values, texts};
use crate::analysis::units::{STATUSES, Structure};
use crate::present::PresentError;
use polars_parquet::parquet::FallibleStreamingIterator;
use polars_parquet::parquet::compression::CompressionOptions;
use polars_parquet::parquet::error::{ParquetError, ParquetResult};
use polars_parquet::parquet::metadata::{Descriptor, KeyValue, SchemaDescriptor};
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::{ParquetType, PhysicalType, PrimitiveConvertedType, PrimitiveLogicalType};
use polars_parquet::parquet::write::{DynIter, DynStreamingIterator, FileWriter, Version, WriteOptions};
use std::io::Write;

/// The rows of a segment as one row group, ready to be written.
#[derive(Debug)]
pub struct EncodedRows {
    rows: usize,
    columns: Vec<Vec<CompressedPage>>,
}

/// Encodes rows.
///
/// # Errors
/// A compressor refused, which would be a fault of the program.
pub fn encode(table: &impl UnitTable, structure: &Structure, shape: Shape) -> Result<EncodedRows, crate::Error> {
    let rows = table.lines().len();
    Ok(columns(table, structure, shape).map(|columns| EncodedRows { rows, columns }).map_err(refused)?)
}

fn columns(table: &impl UnitTable, structure: &Structure, shape: Shape) -> ParquetResult<Vec<Vec<CompressedPage>>> {
    let schema = schema(shape);
    let mut descriptors = schema.columns().iter().map(|column| &column.descriptor);
    let mut column = |codec| {
        let descriptor: &Descriptor = descriptors.next().expect("the schema has as many columns as are encoded");
        Column { descriptor, codec }
    };
    let mut columns = Vec::new();
    if shape.group.column().is_some() {
        let units = table.units().iter().filter(|(_, count)| *count > 0);
        let runs: Vec<(&str, usize)> = units.map(|(unit, count)| (&**unit, *count)).collect();
        columns.push(column(TEXT).runs(&runs)?);
    }
    for index in 0..LINE_COLUMNS.len() {
        let (distinct, numbers) = texts(structure, table.lines(), index);
        columns.push(column(TEXT).texts(&distinct, table.lines().iter().map(|place| numbers[*place as usize]))?);
    }
    for (values, (_, kind)) in table.values().into_iter().zip(shape.columns) {
        columns.push(match values {
            Values::Hundredths(amounts) if *kind == Kind::Amount => column(AMOUNT).plain(amounts)?,
            Values::Hundredths(rates) => column(RATE).repeated(rates)?,
            Values::Statuses(statuses) => {
                // Of no statement there is the empty text, so that the column has no gaps.
                let words: Vec<&str> = STATUSES.into_iter().chain([""]).collect();
                column(TEXT).texts(&words, statuses.iter().map(|status| u32::from(*status)))?
            }
            Values::Years(years, rows) => {
                let years: Vec<i32> = years.iter().map(|year| i32::from(year.get())).collect();
                column(TEXT).whole(&years, rows)?
            }
        });
    }
    Ok(columns)
}

/// Texts are mostly numbers of a few bits in runs.
const TEXT: CompressionOptions = CompressionOptions::Snappy;
/// Amounts repeat their neighbours'.
const AMOUNT: CompressionOptions = CompressionOptions::Snappy;
/// Packed numbers hold nothing to compress.
const RATE: CompressionOptions = CompressionOptions::Uncompressed;

/// 写入器: a Parquet file that grows by segments.
pub struct ParquetRows<W: Write>(FileWriter<W>);

impl<W: Write> ParquetRows<W> {
    /// A file with these columns.
    pub fn new(writer: W, shape: Shape) -> Self {
        let options = WriteOptions { write_statistics: false, version: Version::V1 };
        let name = format!("tongbi {}", env!("CARGO_PKG_VERSION"));
        Self(FileWriter::new(writer, schema(shape), options, Some(name)))
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

    /// Writes the end, with what the file says of itself.
    ///
    /// # Errors
    /// The disk is full.
    pub fn finish(mut self, about: &[(&str, String)]) -> Result<W, crate::Error> {
        let about = about.iter().map(|(key, value)| KeyValue { key: (*key).to_owned(), value: Some(value.clone()) });
        self.0.end(Some(about.collect())).map_err(refused)?;
        Ok(self.0.into_inner())
    }
}

/// Pages one after another, each gone once it is written.
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

/// The columns. Texts and years are always there; a number that is not known is null.
fn schema(shape: Shape) -> SchemaDescriptor {
    let text = |name: &str| {
        let (converted, logical) = (PrimitiveConvertedType::Utf8, PrimitiveLogicalType::String);
        field(name, PhysicalType::ByteArray, Repetition::Required, Some((converted, logical)))
    };
    let decimal = |name: &str| {
        let (converted, logical) = (PrimitiveConvertedType::Decimal(18, 2), PrimitiveLogicalType::Decimal(18, 2));
        field(name, PhysicalType::Int64, Repetition::Optional, Some((converted, logical)))
    };
    let texts = shape.group.column().into_iter().chain(LINE_COLUMNS).map(text);
    let values = shape.columns.iter().map(|(name, kind)| match kind {
        Kind::Status => text(name),
        Kind::Year => field(name, PhysicalType::Int32, Repetition::Required, None),
        Kind::Amount | Kind::Rate => decimal(name),
    });
    SchemaDescriptor::new(shape.name.into(), texts.chain(values).collect())
}

fn field(
    name: &str,
    kind: PhysicalType,
    repetition: Repetition,
    types: Option<(PrimitiveConvertedType, PrimitiveLogicalType)>,
) -> ParquetType {
    let (converted, logical) = types.unzip();
    ParquetType::try_from_primitive(name.into(), kind, repetition, converted, logical, None)
        .expect("texts are byte arrays, and 18 digits fit 64 bits")
}

fn refused(error: ParquetError) -> PresentError {
    PresentError::Rows(error.to_string())
}

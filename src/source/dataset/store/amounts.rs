//! 金额列: decodes a column of amounts to integers of 分.

use super::pages::{PackedDictionary, Sink, feed, out_of_spec, reader};
use polars::prelude::{ArrowDataType, ArrowField};
use polars_arrow::array::{Int64Array, PrimitiveArray};
use polars_parquet::arrow::read::column_iter_to_arrays;
use polars_parquet::parquet::error::{ParquetError, ParquetResult};
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::read::BasicDecompressor;
use polars_parquet::parquet::schema::types::PhysicalType;

/// How a column stores an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stored {
    /// The physical type: integers of 4, 8 or another number of bytes.
    pub kind: PhysicalType,
    /// The number of 分 in one unit of the stored number.
    pub step: i64,
    /// The precision of a decimal.
    pub precision: usize,
    /// The scale of a decimal.
    pub scale: usize,
}

/// The number of 分 in one unit of a number with this many decimal places.
pub(super) const STEPS: [i64; 3] = [100, 10, 1];

/// The amounts of a chunk.
#[derive(Debug, Default)]
pub(super) struct Amounts {
    /// The amount of each row; 0 if it has none.
    pub fen: Vec<i64>,
    /// The rows that have an amount; `None` if all have one.
    pub present: Option<Vec<bool>>,
}

/// Why amounts could not be read.
#[derive(Debug)]
pub(super) enum AmountsError {
    /// The amount of this row exceeds `i64` of 分.
    OutOfRange { row: usize, stored: i128 },
    /// The file is damaged.
    Torn,
}

impl From<ParquetError> for AmountsError {
    fn from(_: ParquetError) -> Self {
        Self::Torn
    }
}

impl Amounts {
    /// Decodes a chunk.
    pub fn decode(chunk: &ColumnChunkMetadata, bytes: Vec<u8>, stored: Stored) -> Result<Self, AmountsError> {
        let mut reading = Reading { stored, values: Vec::new(), amounts: Self::default(), page: 0, beyond: None };
        if let Some(bytes) = feed(chunk, bytes, &mut reading)? {
            reading = Reading { stored, values: Vec::new(), amounts: Self::default(), page: 0, beyond: None };
            other_encoding(chunk, bytes, &mut reading)?;
        }
        match reading.beyond {
            Some((row, stored)) => Err(AmountsError::OutOfRange { row, stored }),
            None => {
                // Pages since the last gap did not extend the mask.
                let rows = reading.amounts.fen.len();
                reading.amounts.present.iter_mut().for_each(|present| present.resize(rows, true));
                Ok(reading.amounts)
            }
        }
    }
}

struct Reading {
    stored: Stored,
    /// The dictionary.
    values: Vec<i64>,
    amounts: Amounts,
    /// The first row of the last page.
    page: usize,
    beyond: Option<(usize, i128)>,
}

impl Reading {
    /// A stored number in 分. A number that does not fit is kept for the error message.
    fn fen(stored: i128, step: i64, row: usize, beyond: &mut Option<(usize, i128)>) -> i64 {
        i64::try_from(stored).ok().and_then(|number| number.checked_mul(step)).unwrap_or_else(|| {
            beyond.get_or_insert((row, stored));
            0
        })
    }

    fn unpack(&mut self, bytes: &[u8], count: usize, is_dictionary: bool) -> ParquetResult<()> {
        let short = || out_of_spec("a page ends early");
        let Stored { kind, step, .. } = self.stored;
        let values = if is_dictionary { &mut self.values } else { &mut self.amounts.fen };
        let beyond = &mut self.beyond;
        let width = match kind {
            PhysicalType::Int32 => 4,
            PhysicalType::Int64 => 8,
            PhysicalType::FixedLenByteArray(width) if (1..=16).contains(&width) => width,
            _ => return Err(ParquetError::FeatureNotSupported("no amount".to_owned())),
        };
        let bytes = count.checked_mul(width).and_then(|length| bytes.get(..length)).ok_or_else(short)?;
        values.reserve(count);
        let row = values.len();
        match kind {
            PhysicalType::Int64 if step == 1 => {
                let (numbers, _) = bytes.as_chunks::<8>();
                values.extend(numbers.iter().map(|number| i64::from_le_bytes(*number)));
            }
            PhysicalType::Int64 => {
                let (numbers, _) = bytes.as_chunks::<8>();
                values.extend(
                    numbers
                        .iter()
                        .enumerate()
                        .map(|(at, number)| Self::fen(i64::from_le_bytes(*number).into(), step, row + at, beyond)),
                );
            }
            PhysicalType::Int32 => {
                let (numbers, _) = bytes.as_chunks::<4>();
                values.extend(numbers.iter().map(|number| i64::from(i32::from_le_bytes(*number)) * step));
            }
            _ => values.extend(bytes.chunks_exact(width).enumerate().map(|(at, number)| {
                // Big-endian two's complement.
                let sign = if number[0] & 0x80 == 0 { 0 } else { -1 };
                let stored = number.iter().fold(sign, |whole: i128, byte| whole << 8 | i128::from(*byte));
                Self::fen(stored, step, row + at, beyond)
            })),
        }
        Ok(())
    }
}

impl Sink for Reading {
    fn dictionary(&mut self, page: PackedDictionary<'_>) -> ParquetResult<()> {
        let page = page.unpack()?;
        self.unpack(&page.buffer, page.num_values, true)
    }

    fn numbers(&mut self, numbers: &[u32]) -> ParquetResult<()> {
        self.page = self.amounts.fen.len();
        let short = || out_of_spec("a number beyond the dictionary");
        for number in numbers {
            self.amounts.fen.push(*self.values.get(*number as usize).ok_or_else(short)?);
        }
        Ok(())
    }

    fn plain(&mut self, bytes: &[u8], count: usize) -> ParquetResult<()> {
        self.page = self.amounts.fen.len();
        self.unpack(bytes, count, false)
    }

    fn spread(&mut self, present: &[bool]) {
        let mut given = self.amounts.fen.split_off(self.page).into_iter();
        let all = self.amounts.present.get_or_insert_default();
        // Pages without a gap did not extend the mask.
        all.resize(self.page, true);
        all.extend_from_slice(present);
        self.amounts.fen.extend(present.iter().map(|present| if *present { given.next().unwrap_or(0) } else { 0 }));
    }
}

/// Decodes other encodings through Polars.
fn other_encoding(chunk: &ColumnChunkMetadata, bytes: Vec<u8>, reading: &mut Reading) -> Result<(), AmountsError> {
    let Stored { kind, step, precision, scale } = reading.stored;
    let dtype = match kind {
        PhysicalType::FixedLenByteArray(_) => ArrowDataType::Decimal(precision, scale),
        _ => ArrowDataType::Int64,
    };
    let primitive = chunk.descriptor().descriptor.primitive_type.clone();
    let field = ArrowField::new("column".into(), dtype, true);
    let pages = BasicDecompressor::new(reader(chunk, bytes), Vec::new());
    let (arrays, _) = column_iter_to_arrays(vec![pages], vec![&primitive], field, None)
        .map_err(|error| ParquetError::FeatureNotSupported(error.to_string()))?;
    let mut all: Vec<Option<i128>> = Vec::new();
    for array in arrays {
        let array = array.as_any();
        if let Some(numbers) = array.downcast_ref::<Int64Array>() {
            all.extend(numbers.iter().map(|number| number.map(|number| i128::from(*number))));
        } else if let Some(numbers) = array.downcast_ref::<PrimitiveArray<i128>>() {
            all.extend(numbers.iter().map(|number| number.copied()));
        }
    }
    let fen = all.iter().enumerate();
    let fen = fen.map(|(row, number)| Reading::fen(number.unwrap_or(0), step, row, &mut reading.beyond)).collect();
    let present = all.iter().any(Option::is_none).then(|| all.iter().map(Option::is_some).collect());
    reading.amounts = Amounts { fen, present };
    Ok(())
}

//! 页的编码: encodes columns as Parquet pages, without intermediate arrays.
//!
//! Texts and rates are dictionary indices, bit-packed. Amounts are stored plainly: a single 项 repeats the amount of its
//! 款 and 类, which the compressor finds.

use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::compression::{Compression, CompressionOptions, compress};
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::error::ParquetResult;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::parquet::page::{
    CompressedDataPage, CompressedDictPage, CompressedPage, DataPageHeader, DataPageHeaderV1,
};
use polars_parquet::parquet::statistics::{BinaryStatistics, ParquetStatistics, PrimitiveStatistics};
use std::collections::BTreeMap;

/// The number of rows of a page.
const PAGE: usize = 1 << 16;

/// A column to be encoded.
pub(super) struct Column<'a> {
    pub descriptor: &'a Descriptor,
    pub codec: CompressionOptions,
}

/// Stands for a missing value.
pub(super) const NONE: i64 = i64::MIN;

impl Column<'_> {
    /// Texts by index; every row has one.
    pub fn texts(&self, distinct: &[&str], rows: impl Iterator<Item = u32>) -> ParquetResult<Vec<CompressedPage>> {
        self.dictionary_of(distinct, rows, None)
    }

    /// Texts by index; a row whose value is [`NONE`] has no text.
    pub fn some_texts(
        &self,
        distinct: &[&str],
        rows: impl Iterator<Item = u32>,
        values: &[i64],
    ) -> ParquetResult<Vec<CompressedPage>> {
        self.dictionary_of(distinct, rows, Some(values))
    }

    fn dictionary_of(
        &self,
        distinct: &[&str],
        rows: impl Iterator<Item = u32>,
        values: Option<&[i64]>,
    ) -> ParquetResult<Vec<CompressedPage>> {
        let mut dictionary = Vec::new();
        for text in distinct {
            dictionary.extend_from_slice(&(text.len() as u32).to_le_bytes());
            dictionary.extend_from_slice(text.as_bytes());
        }
        let bound = |text: Option<&&str>| text.map(|text| text.as_bytes().to_vec());
        let statistics = BinaryStatistics {
            primitive_type: self.descriptor.primitive_type.clone(),
            null_count: Some(values.map_or(0, |values| values.iter().filter(|value| **value == NONE).count()) as i64),
            distinct_count: None,
            min_value: bound(distinct.iter().min()),
            max_value: bound(distinct.iter().max()),
        };
        let rows: Vec<u32> = rows.collect();
        self.numbered(&dictionary, distinct.len(), &rows, values, &statistics.serialize())
    }

    /// Rows without values.
    pub fn nothing(&self, rows: usize) -> ParquetResult<Vec<CompressedPage>> {
        let statistics = ParquetStatistics {
            max: None,
            min: None,
            null_count: Some(rows as i64),
            distinct_count: None,
            max_value: None,
            min_value: None,
            is_max_value_exact: None,
            is_min_value_exact: None,
        };
        let page = |start: usize| {
            let length = PAGE.min(rows - start);
            let mut bytes = Vec::new();
            levels_alike(length, false, &mut bytes);
            self.page(bytes, length, Encoding::Plain, &statistics)
        };
        (0..rows).step_by(PAGE).map(page).collect()
    }

    /// Integers by index; every row has one.
    pub fn integers(&self, distinct: &[i32], rows: &[u32]) -> ParquetResult<Vec<CompressedPage>> {
        let dictionary: Vec<u8> = distinct.iter().flat_map(|value| value.to_le_bytes()).collect();
        let statistics = PrimitiveStatistics::<i32> {
            primitive_type: self.descriptor.primitive_type.clone(),
            null_count: Some(0),
            distinct_count: None,
            min_value: distinct.iter().min().copied(),
            max_value: distinct.iter().max().copied(),
        };
        self.numbered(&dictionary, distinct.len(), rows, None, &statistics.serialize())
    }

    /// Texts given as runs of rows.
    pub fn runs(&self, runs: &[(&str, usize)]) -> ParquetResult<Vec<CompressedPage>> {
        let distinct: Vec<&str> = runs.iter().map(|(text, _)| *text).collect();
        let rows = runs.iter().enumerate().flat_map(|(number, (_, count))| std::iter::repeat_n(number as u32, *count));
        self.texts(&distinct, rows)
    }

    /// Numbers with many repetitions, as a dictionary; plainly if there are too many distinct ones.
    pub fn repeated(&self, values: &[i64]) -> ParquetResult<Vec<CompressedPage>> {
        let Some((distinct, numbers)) = Distinct::of(values) else { return self.numbers(values) };
        let dictionary: Vec<u8> = distinct.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.numbered(&dictionary, distinct.len(), &numbers, Some(values), &self.bounds(values))
    }

    /// Numbers, stored plainly.
    pub fn numbers(&self, values: &[i64]) -> ParquetResult<Vec<CompressedPage>> {
        let statistics = self.bounds(values);
        let page = |values: &[i64]| {
            let mut bytes = Vec::with_capacity(values.len() * 8 + values.len() / 8 + 16);
            self.levels(values, &mut bytes);
            values
                .iter()
                .filter(|value| **value != NONE)
                .for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
            self.page(bytes, values.len(), Encoding::Plain, &statistics)
        };
        values.chunks(PAGE).map(page).collect()
    }

    /// Pages of dictionary indices. If `values` are given, rows without a value have no index.
    fn numbered(
        &self,
        dictionary: &[u8],
        distinct: usize,
        numbers: &[u32],
        values: Option<&[i64]>,
        statistics: &ParquetStatistics,
    ) -> ParquetResult<Vec<CompressedPage>> {
        let bits = u32::BITS - (distinct.max(1) as u32 - 1).leading_zeros();
        let mut pages = vec![self.dictionary(dictionary, distinct)?];
        for (at, page) in numbers.chunks(PAGE).enumerate() {
            let mut bytes = Vec::with_capacity(page.len() * bits as usize / 8 + 64);
            let mut present = Vec::new();
            let mut packed = page;
            if let Some(values) = values {
                let values = &values[at * PAGE..at * PAGE + page.len()];
                if self.levels(values, &mut bytes) < page.len() {
                    let given = page.iter().zip(values).filter(|(_, value)| **value != NONE);
                    present.extend(given.map(|(number, _)| *number));
                    packed = &present;
                }
            } else {
                levels_alike(page.len(), true, &mut bytes);
            }
            bytes.push(bits as u8);
            pack(packed, bits, &mut bytes);
            pages.push(self.page(bytes, page.len(), Encoding::RleDictionary, statistics)?);
        }
        Ok(pages)
    }

    fn bounds(&self, values: &[i64]) -> ParquetStatistics {
        // One pass without branches: columns are long, and most values exist.
        let (mut least, mut greatest, mut nulls) = (i64::MAX, NONE, 0);
        for value in values {
            let is_none = *value == NONE;
            nulls += i64::from(is_none);
            least = least.min(if is_none { i64::MAX } else { *value });
            greatest = greatest.max(*value);
        }
        let has_values = nulls < values.len() as i64;
        PrimitiveStatistics::<i64> {
            primitive_type: self.descriptor.primitive_type.clone(),
            null_count: Some(nulls),
            distinct_count: None,
            min_value: has_values.then_some(least),
            max_value: has_values.then_some(greatest),
        }
        .serialize()
    }

    /// Writes the definition levels, which tell the rows that have a value. Returns the number of those rows.
    fn levels(&self, values: &[i64], bytes: &mut Vec<u8>) -> usize {
        let present = values.iter().filter(|value| **value != NONE).count();
        if present == values.len() || present == 0 {
            levels_alike(values.len(), present > 0, bytes);
            return present;
        }
        let start = bytes.len();
        bytes.extend_from_slice(&[0; 4]);
        varint((values.len().div_ceil(8) as u64) << 1 | 1, bytes);
        let bit = |at: usize, value: i64| u8::from(value != NONE) << at;
        let (eights, rest) = values.as_chunks::<8>();
        bytes.extend(eights.iter().map(|eight| (0..8).fold(0, |byte, at| byte | bit(at, eight[at]))));
        if !rest.is_empty() {
            bytes.push(rest.iter().enumerate().fold(0, |byte, (at, value)| byte | bit(at, *value)));
        }
        let length = (bytes.len() - start - 4) as u32;
        bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
        present
    }

    fn page(
        &self,
        bytes: Vec<u8>,
        rows: usize,
        encoding: Encoding,
        statistics: &ParquetStatistics,
    ) -> ParquetResult<CompressedPage> {
        let header = DataPageHeaderV1 {
            num_values: rows as i32,
            encoding: encoding.into(),
            definition_level_encoding: Encoding::Rle.into(),
            repetition_level_encoding: Encoding::Rle.into(),
            statistics: Some(statistics.clone()),
        };
        let length = bytes.len();
        let (bytes, codec) = self.compressed(bytes)?;
        let header = DataPageHeader::V1(header);
        Ok(CompressedPage::Data(CompressedDataPage::new(header, bytes, codec, length, self.descriptor.clone(), rows)))
    }

    fn dictionary(&self, bytes: &[u8], distinct: usize) -> ParquetResult<CompressedPage> {
        let (packed, codec) = self.compressed(bytes.to_vec())?;
        Ok(CompressedPage::Dict(CompressedDictPage::new(packed, codec, bytes.len(), distinct, false)))
    }

    fn compressed(&self, bytes: Vec<u8>) -> ParquetResult<(CowBuffer, Compression)> {
        if self.codec == CompressionOptions::Uncompressed {
            return Ok((CowBuffer::Owned(bytes), Compression::Uncompressed));
        }
        let mut packed = Vec::new();
        compress(self.codec, &bytes, &mut packed)?;
        Ok((CowBuffer::Owned(packed), self.codec.into()))
    }
}

/// Finds the distinct values of a column in the order of their first rows, and the index of each row's value.
struct Distinct;

impl Distinct {
    /// The lowest rate, in hundredths of a percent, that is looked up by position; rates outside the range are looked
    /// up in a tree.
    const LEAST: i64 = -20_000;
    const SPAN: usize = 1_020_000;
    /// The maximum size of a dictionary; a larger one would not be shorter than the values.
    const MOST: usize = 1 << 17;

    fn of(values: &[i64]) -> Option<(Vec<i64>, Vec<u32>)> {
        let mut places = vec![u32::MAX; Self::SPAN];
        let mut beyond = BTreeMap::new();
        let mut distinct = Vec::new();
        let mut numbers = Vec::with_capacity(values.len());
        for value in values {
            if *value == NONE {
                numbers.push(0);
                continue;
            }
            let place = value.checked_sub(Self::LEAST).and_then(|place| places.get_mut(usize::try_from(place).ok()?));
            let number = match place {
                Some(number) => number,
                None => beyond.entry(*value).or_insert(u32::MAX),
            };
            if *number == u32::MAX {
                *number = distinct.len() as u32;
                distinct.push(*value);
                if distinct.len() > Self::MOST {
                    return None;
                }
            }
            numbers.push(*number);
        }
        Some((distinct, numbers))
    }
}

/// Definition levels of rows that all have a value, or all have none.
fn levels_alike(rows: usize, present: bool, bytes: &mut Vec<u8>) {
    let mut run = Vec::new();
    varint((rows as u64) << 1, &mut run);
    run.push(u8::from(present));
    bytes.extend_from_slice(&(run.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&run);
}

/// The minimum length of a run that is stored as such.
const RUN: usize = 64;

/// Writes numbers of `bits` bits: long runs as runs, the others bit-packed.
fn pack(numbers: &[u32], bits: u32, out: &mut Vec<u8>) {
    if bits == 0 {
        // With a single text there are no bits per index, but some readers require the run.
        varint((numbers.len() as u64) << 1, out);
        return;
    }
    let mut start = 0;
    let mut at = 0;
    while at < numbers.len() {
        let number = numbers[at];
        let mut end = at + 1;
        while end < numbers.len() && numbers[end] == number {
            end += 1;
        }
        // Bit-packed groups have eight numbers, so the first numbers of the run fill up the last group.
        let filler = (start as isize - at as isize).rem_euclid(8) as usize;
        if end - at >= RUN {
            packed(&numbers[start..at + filler], bits, out);
            varint(((end - at - filler) as u64) << 1, out);
            out.extend_from_slice(&number.to_le_bytes()[..(bits as usize).div_ceil(8)]);
            start = end;
        }
        at = end;
    }
    packed(&numbers[start..], bits, out);
}

fn packed(numbers: &[u32], bits: u32, out: &mut Vec<u8>) {
    if numbers.is_empty() {
        return;
    }
    varint((numbers.len().div_ceil(8) as u64) << 1 | 1, out);
    let (mut word, mut filled) = (0u64, 0);
    for number in numbers {
        word |= u64::from(*number) << filled;
        filled += bits;
        if filled >= 32 {
            out.extend_from_slice(&(word as u32).to_le_bytes());
            word >>= 32;
            filled -= 32;
        }
    }
    // The last group is filled up with zeros.
    let rest = (numbers.len().next_multiple_of(8) - numbers.len()) * bits as usize + filled as usize;
    let bytes = word.to_le_bytes();
    let whole = rest.div_ceil(8);
    out.extend((0..whole).map(|at| bytes.get(at).copied().unwrap_or(0)));
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars_parquet::parquet::encoding::hybrid_rle::HybridRleDecoder;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::chance::cases(256))]

        #[test]
        fn packed_numbers_are_read_back_by_another_decoder(
            runs in prop::collection::vec((0u32..1 << 17, prop_oneof![1usize..4, 60usize..200]), 0..60),
            bits in 17u32..25,
        ) {
            let numbers: Vec<u32> = runs.into_iter().flat_map(|(number, count)| vec![number; count]).collect();
            let mut bytes = Vec::new();
            pack(&numbers, bits, &mut bytes);
            let read = HybridRleDecoder::new(&bytes, bits, numbers.len()).collect().unwrap();
            prop_assert_eq!(read, numbers);
        }
    }
}

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
    pub fn texts(&self, distinct: &[&str], rows: &[u32]) -> ParquetResult<Vec<CompressedPage>> {
        self.dictionary_of(distinct, rows, None)
    }

    /// Texts by index, of the rows whose value is not [`NONE`]; the others have no text.
    pub fn some_texts(&self, distinct: &[&str], numbers: &[u32], values: &[i64]) -> ParquetResult<Vec<CompressedPage>> {
        self.dictionary_of(distinct, numbers, Some(values))
    }

    fn dictionary_of(
        &self,
        distinct: &[&str],
        numbers: &[u32],
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
            null_count: Some(values.map_or(0, |values| values.len() - numbers.len()) as i64),
            distinct_count: None,
            min_value: bound(distinct.iter().min()),
            max_value: bound(distinct.iter().max()),
        };
        self.numbered(&dictionary, distinct.len(), numbers, values, &statistics.serialize())
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
        let mut rows = Vec::with_capacity(runs.iter().map(|(_, count)| count).sum());
        (0..).zip(runs).for_each(|(number, (_, count))| rows.resize(rows.len() + count, number));
        self.texts(&distinct, &rows)
    }

    /// Numbers with many repetitions, as a dictionary; plainly if there are too many distinct ones.
    pub fn repeated(&self, values: &[i64], index: &mut Index) -> ParquetResult<Vec<CompressedPage>> {
        let Some((distinct, numbers)) = index.distinct(values) else { return self.numbers(values) };
        let dictionary: Vec<u8> = distinct.iter().flat_map(|value| value.to_le_bytes()).collect();
        let mut bounds = Bounds::default();
        distinct.iter().for_each(|value| bounds.meet(*value));
        bounds.nulls = values.len() - numbers.len();
        self.numbered(&dictionary, distinct.len(), &numbers, Some(values), &self.statistics(bounds))
    }

    /// Numbers, stored plainly.
    pub fn numbers(&self, values: &[i64]) -> ParquetResult<Vec<CompressedPage>> {
        let mut bounds = Bounds::default();
        let mut pages = Vec::with_capacity(values.len().div_ceil(PAGE));
        for page in values.chunks(PAGE) {
            let mut bytes = Vec::with_capacity(page.len() * 8 + page.len() / 8 + 16);
            let present = levels(page, &mut bytes);
            bounds.nulls += page.len() - present;
            let start = bytes.len();
            bytes.resize(start + page.len() * 8, 0);
            let (room, _) = bytes[start..].as_chunks_mut::<8>();
            let mut next = 0;
            // Without a branch: a missing value is overwritten by the next.
            for value in page {
                room[next] = value.to_le_bytes();
                next += usize::from(*value != NONE);
                bounds.meet(*value);
            }
            bytes.truncate(start + next * 8);
            pages.push((bytes, page.len()));
        }
        let statistics = self.statistics(bounds);
        pages.into_iter().map(|(bytes, rows)| self.page(bytes, rows, Encoding::Plain, &statistics)).collect()
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
        let mut left = numbers;
        for start in (0..values.map_or(numbers.len(), <[i64]>::len)).step_by(PAGE) {
            let page = values.map(|values| &values[start..values.len().min(start + PAGE)]);
            let rows = page.map_or(left.len().min(PAGE), <[i64]>::len);
            let mut bytes = Vec::with_capacity(rows * bits as usize / 8 + rows / 8 + 64);
            let present = match page {
                Some(values) => levels(values, &mut bytes),
                None => {
                    levels_alike(rows, true, &mut bytes);
                    rows
                }
            };
            let (page, rest) = left.split_at(present);
            left = rest;
            bytes.push(bits as u8);
            pack(page, bits, &mut bytes);
            pages.push(self.page(bytes, rows, Encoding::RleDictionary, statistics)?);
        }
        Ok(pages)
    }

    fn statistics(&self, bounds: Bounds) -> ParquetStatistics {
        let (least, greatest) = bounds.ends().unzip();
        PrimitiveStatistics::<i64> {
            primitive_type: self.descriptor.primitive_type.clone(),
            null_count: Some(bounds.nulls as i64),
            distinct_count: None,
            min_value: least,
            max_value: greatest,
        }
        .serialize()
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

/// The least and the greatest value of a column, and the number of rows without one.
struct Bounds {
    /// One less than the least value, so that [`NONE`] wraps around to the greatest number.
    below: i64,
    greatest: i64,
    nulls: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { below: i64::MAX, greatest: NONE, nulls: 0 }
    }
}

impl Bounds {
    /// Adds a value or [`NONE`], without branches: columns are long, and most values exist.
    #[inline(always)]
    fn meet(&mut self, value: i64) {
        self.below = self.below.min(value.wrapping_sub(1));
        self.greatest = self.greatest.max(value);
    }

    /// None for a column without values.
    fn ends(&self) -> Option<(i64, i64)> {
        (self.greatest != NONE).then(|| (self.below.wrapping_add(1), self.greatest))
    }
}

/// Writes the definition levels, which tell the rows that have a value. Returns the number of those rows.
fn levels(values: &[i64], bytes: &mut Vec<u8>) -> usize {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 4]);
    varint((values.len().div_ceil(8) as u64) << 1 | 1, bytes);
    let bits = bytes.len();
    let bit = |at: usize, value: i64| u8::from(value != NONE) << at;
    let (eights, rest) = values.as_chunks::<8>();
    bytes.extend(eights.iter().map(|eight| (0..8).fold(0, |byte, at| byte | bit(at, eight[at]))));
    if !rest.is_empty() {
        bytes.push(rest.iter().enumerate().fold(0, |byte, (at, value)| byte | bit(at, *value)));
    }
    let present = bytes[bits..].iter().map(|byte| byte.count_ones() as usize).sum();
    if present == values.len() || present == 0 {
        bytes.truncate(start);
        levels_alike(values.len(), present > 0, bytes);
        return present;
    }
    let length = (bytes.len() - start - 4) as u32;
    bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    present
}

/// 编号: finds the distinct values of one column after another, in the order of their first rows.
pub(super) struct Index {
    /// The index of each usual rate; [`Index::UNMET`] if the column does not have it.
    usual: Vec<u32>,
}

impl Index {
    /// The lowest rate, in hundredths of a percent, that is looked up by position; rates outside the range are looked
    /// up in a tree.
    const LEAST: i64 = -20_000;
    const SPAN: usize = 1_020_000;
    const UNMET: u32 = u32::MAX;
    /// The maximum size of a dictionary; a larger one would not be shorter than the values.
    const MOST: usize = 1 << 17;

    pub fn new() -> Self {
        Self { usual: vec![Self::UNMET; Self::SPAN] }
    }

    #[inline(always)]
    fn place(value: i64) -> Option<usize> {
        usize::try_from(value.checked_sub(Self::LEAST)?).ok().filter(|place| *place < Self::SPAN)
    }

    /// The distinct values, and the index of each row with a value; none if there are too many.
    fn distinct(&mut self, values: &[i64]) -> Option<(Vec<i64>, Vec<u32>)> {
        let mut others = BTreeMap::new();
        let (mut distinct, mut numbers) = (Vec::new(), Vec::with_capacity(values.len()));
        for value in values.iter().filter(|value| **value != NONE) {
            let number = match Self::place(*value) {
                Some(place) => &mut self.usual[place],
                None => others.entry(*value).or_insert(Self::UNMET),
            };
            if *number == Self::UNMET {
                *number = distinct.len() as u32;
                distinct.push(*value);
                if distinct.len() > Self::MOST {
                    break;
                }
            }
            numbers.push(*number);
        }
        // Reset for the next column.
        distinct.iter().filter_map(|value| Self::place(*value)).for_each(|place| self.usual[place] = Self::UNMET);
        (distinct.len() <= Self::MOST).then_some((distinct, numbers))
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
        // Most numbers do not begin a run, since the number at its end would differ.
        if numbers.get(at + RUN - 1) != Some(&number) {
            at += 1;
            continue;
        }
        let end = numbers[at..].iter().position(|next| *next != number).map_or(numbers.len(), |length| at + length);
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

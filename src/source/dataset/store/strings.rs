//! 文字列: decodes a column of strings to numbers of the chunk's distinct strings.

use super::pages::{PackedDictionary, Sink, feed, out_of_spec, reader};
use polars::prelude::{ArrowDataType, ArrowField};
use polars_parquet::arrow::read::column_iter_to_arrays;
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::error::{ParquetError, ParquetResult};
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::read::BasicDecompressor;
use polars_parquet::parquet::schema::types::PhysicalType;
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// A column of strings. Equal strings may have several numbers; a missing one is the empty string.
#[derive(Debug, Default)]
pub(super) struct Strings {
    /// The strings, by number.
    pub values: Vec<Arc<str>>,
    /// The number of each row's string; `None` if all rows have the first string.
    pub rows: Option<Vec<u32>>,
}

impl Strings {
    /// The same string in every row.
    pub fn constant(value: &str) -> Self {
        Self { values: vec![value.into()], rows: None }
    }

    /// The column with sanitised strings.
    pub fn into_plain(mut self) -> Self {
        for value in &mut self.values {
            if let std::borrow::Cow::Owned(plain) = crate::model::plain_line(value) {
                *value = plain.into();
            }
        }
        self
    }

    /// The number of a row's string.
    pub fn at(&self, row: usize) -> u32 {
        self.rows.as_ref().map_or(0, |rows| rows[row])
    }

    /// The number of rows; unlimited if all are the same.
    pub fn height(&self) -> usize {
        self.rows.as_ref().map_or(usize::MAX, Vec::len)
    }

    /// Decodes a chunk of strings or integers (codes that the writer stored as numbers).
    pub fn decode(chunk: &ColumnChunkMetadata, bytes: Vec<u8>, recent: &Recent) -> ParquetResult<Self> {
        let mut reading = Reading::of(chunk.physical_type(), recent);
        if let Some(bytes) = feed(chunk, bytes, &mut reading)? {
            reading = Reading::of(chunk.physical_type(), recent);
            other_encoding(chunk, bytes, &mut reading)?;
        }
        let read = Self { values: reading.strings.values, rows: Some(reading.rows) };
        Ok(read.into_plain())
    }
}

/// 编号: the numbers of distinct strings.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The strings, by number.
    pub values: Vec<Arc<str>>,
    known: BTreeMap<Arc<str>, u32>,
    /// The string that came last, and what followed each string when it last came: units list the same codes in the same
    /// order, so most strings need no search.
    last: usize,
    next: Vec<u32>,
}

impl Numbers {
    /// The number of a string.
    pub fn of(&mut self, text: &str) -> u32 {
        let is = |number: &usize| self.values.get(*number).is_some_and(|value| **value == *text);
        let next = self.next.get(self.last).map(|next| *next as usize);
        if let Some(number) = [Some(self.last), next].into_iter().flatten().find(is) {
            self.last = number;
            return number as u32;
        }
        let number = match self.known.get(text) {
            Some(number) => *number,
            None => {
                let text: Arc<str> = text.into();
                self.known.insert(text.clone(), self.values.len() as u32);
                self.add(text)
            }
        };
        if let Some(next) = self.next.get_mut(self.last) {
            *next = number;
        }
        self.last = number as usize;
        number
    }

    /// Gives a string a number of its own.
    fn add(&mut self, text: Arc<str>) -> u32 {
        let number = self.values.len() as u32;
        self.values.push(text);
        self.next.push(number);
        number
    }
}

struct Reading<'a> {
    kind: PhysicalType,
    recent: &'a Recent,
    dictionary: Arc<Dictionary>,
    /// The number of each dictionary entry among the values; [`Dictionary::UNUSED`] if no row has it.
    entries: Vec<u32>,
    strings: Numbers,
    rows: Vec<u32>,
    /// The first row of the last page.
    page: usize,
    /// The number of the empty string.
    empty: Option<u32>,
}

/// 字典: the strings that rows may have. Some writers repeat the strings of the whole file in every chunk, so only used
/// entries are decoded, and an identical dictionary is not decompressed again.
#[derive(Debug)]
struct Dictionary {
    /// The stored page.
    packed: Vec<u8>,
    compression: Compression,
    kind: PhysicalType,
    bytes: Vec<u8>,
    /// The beginning of every [`Dictionary::STEP`]th entry.
    starts: Vec<usize>,
    /// The number of entries.
    count: usize,
}

impl Dictionary {
    const UNUSED: u32 = u32::MAX;
    const STEP: usize = 16;

    fn none(kind: PhysicalType) -> Self {
        let (packed, bytes, starts) = Default::default();
        Self { packed, compression: Compression::Uncompressed, kind, bytes, starts, count: 0 }
    }

    fn unpack(kind: PhysicalType, page: PackedDictionary<'_>) -> ParquetResult<Self> {
        let (packed, compression) = (page.bytes.to_vec(), page.compression());
        let page = page.unpack()?;
        let (mut starts, mut count, mut next) = (Vec::new(), 0, 0);
        each(kind, &page.buffer, page.num_values, |range| {
            if count % Self::STEP == 0 {
                starts.push(next);
            }
            (count, next) = (count + 1, range.end);
            Ok(())
        })?;
        Ok(Self { packed, compression, kind, bytes: page.buffer.into_vec(), starts, count })
    }

    fn size(&self) -> usize {
        self.packed.len() + self.bytes.len() + self.starts.len() * size_of::<usize>()
    }

    /// The place of an entry among the bytes.
    fn place(&self, entry: usize) -> ParquetResult<Range<usize>> {
        let start = self.starts.get(entry / Self::STEP).filter(|_| entry < self.count);
        let start = *start.ok_or_else(|| out_of_spec("a number beyond the dictionary"))?;
        let mut place = 0..0;
        each(self.kind, &self.bytes[start..], entry % Self::STEP + 1, |range| {
            place = start + range.start..start + range.end;
            Ok(())
        })?;
        Ok(place)
    }
}

/// 近用字典: the dictionaries that were decompressed last, for all chunks of a dataset.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<VecDeque<Arc<Dictionary>>>);

impl Recent {
    /// The maximum number of dictionaries kept, and of their bytes.
    const MOST: (usize, usize) = (64, 32 << 20);

    /// The dictionary of a page.
    fn get(&self, kind: PhysicalType, page: PackedDictionary<'_>) -> ParquetResult<Arc<Dictionary>> {
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |known: &&Arc<Dictionary>| {
            known.kind == kind && known.compression == page.compression() && known.packed == page.bytes
        };
        if let Some(known) = held().iter().find(is_same) {
            return Ok(known.clone());
        }
        let made = Arc::new(Dictionary::unpack(kind, page)?);
        let mut held = held();
        held.push_back(made.clone());
        let mut size: usize = held.iter().map(|kept| kept.size()).sum();
        while held.len() > Self::MOST.0 || size > Self::MOST.1 {
            size -= held.pop_front().map_or(size, |gone| gone.size());
        }
        Ok(made)
    }
}

impl<'a> Reading<'a> {
    fn of(kind: PhysicalType, recent: &'a Recent) -> Self {
        let (entries, strings, rows) = Default::default();
        let dictionary = Arc::new(Dictionary::none(kind));
        Self { kind, recent, dictionary, entries, strings, rows, page: 0, empty: None }
    }

    /// Makes an entry of the dictionary a value.
    fn meet(&mut self, entry: usize) -> ParquetResult<()> {
        let place = self.dictionary.place(entry)?;
        self.entries[entry] = self.strings.add(text(self.kind, &self.dictionary.bytes[place])?.into());
        Ok(())
    }
}

impl Sink for Reading<'_> {
    fn dictionary(&mut self, page: PackedDictionary<'_>) -> ParquetResult<()> {
        self.dictionary = self.recent.get(self.kind, page)?;
        self.entries = vec![Dictionary::UNUSED; self.dictionary.count];
        Ok(())
    }

    fn numbers(&mut self, numbers: &[u32]) -> ParquetResult<()> {
        self.page = self.rows.len();
        self.rows.reserve(numbers.len());
        for entry in numbers {
            if self.entries.get(*entry as usize).is_none_or(|number| *number == Dictionary::UNUSED) {
                self.meet(*entry as usize)?;
            }
        }
        let entries = &self.entries;
        self.rows.extend(numbers.iter().map(|entry| entries[*entry as usize]));
        Ok(())
    }

    fn plain(&mut self, bytes: &[u8], count: usize) -> ParquetResult<()> {
        self.page = self.rows.len();
        each(self.kind, bytes, count, |range| {
            let number = self.strings.of(&text(self.kind, &bytes[range])?);
            self.rows.push(number);
            Ok(())
        })
    }

    fn spread(&mut self, present: &[bool]) {
        let empty = *self.empty.get_or_insert_with(|| self.strings.add("".into()));
        let mut given = self.rows.split_off(self.page).into_iter();
        self.rows.extend(present.iter().map(|present| if *present { given.next().unwrap_or(empty) } else { empty }));
    }
}

/// Calls `take` with the place of each of `count` plain values.
fn each(
    kind: PhysicalType,
    bytes: &[u8],
    count: usize,
    mut take: impl FnMut(Range<usize>) -> ParquetResult<()>,
) -> ParquetResult<()> {
    let mut at = 0;
    for _ in 0..count {
        let length = match kind {
            PhysicalType::ByteArray => {
                let length = bytes.get(at..).and_then(<[u8]>::first_chunk::<4>).ok_or_else(short)?;
                at += length.len();
                u32::from_le_bytes(*length) as usize
            }
            PhysicalType::Int32 => 4,
            PhysicalType::Int64 => 8,
            _ => return Err(ParquetError::FeatureNotSupported("no text".to_owned())),
        };
        let end = at.checked_add(length).filter(|end| *end <= bytes.len()).ok_or_else(short)?;
        take(at..end)?;
        at = end;
    }
    Ok(())
}

/// A plain value as text.
fn text(kind: PhysicalType, bytes: &[u8]) -> ParquetResult<Cow<'_, str>> {
    match kind {
        PhysicalType::Int32 => Ok(i32::from_le_bytes(*bytes.first_chunk().ok_or_else(short)?).to_string().into()),
        PhysicalType::Int64 => Ok(i64::from_le_bytes(*bytes.first_chunk().ok_or_else(short)?).to_string().into()),
        _ => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| out_of_spec("text is not UTF-8")),
    }
}

fn short() -> ParquetError {
    out_of_spec("a page ends early")
}

/// Decodes other encodings through Polars.
fn other_encoding(chunk: &ColumnChunkMetadata, bytes: Vec<u8>, reading: &mut Reading<'_>) -> ParquetResult<()> {
    let dtype = match chunk.physical_type() {
        PhysicalType::ByteArray => ArrowDataType::Utf8View,
        PhysicalType::Int32 => ArrowDataType::Int32,
        _ => ArrowDataType::Int64,
    };
    let kind = chunk.descriptor().descriptor.primitive_type.clone();
    let field = ArrowField::new("column".into(), dtype, true);
    let pages = BasicDecompressor::new(reader(chunk, bytes), Vec::new());
    let (arrays, _) = column_iter_to_arrays(vec![pages], vec![&kind], field, None)
        .map_err(|error| ParquetError::FeatureNotSupported(error.to_string()))?;
    for array in arrays {
        let array = array.as_any();
        if let Some(texts) = array.downcast_ref::<polars_arrow::array::Utf8ViewArray>() {
            reading.extend(texts.iter().map(|text| text.unwrap_or_default().into()));
        } else if let Some(numbers) = array.downcast_ref::<polars_arrow::array::Int64Array>() {
            reading.extend(numbers.iter().map(|number| number.map(ToString::to_string).unwrap_or_default().into()));
        } else if let Some(numbers) = array.downcast_ref::<polars_arrow::array::Int32Array>() {
            reading.extend(numbers.iter().map(|number| number.map(ToString::to_string).unwrap_or_default().into()));
        }
    }
    Ok(())
}

impl Reading<'_> {
    fn extend<'a>(&mut self, texts: impl Iterator<Item = Cow<'a, str>>) {
        for text in texts {
            let number = self.strings.of(&text);
            self.rows.push(number);
        }
    }
}

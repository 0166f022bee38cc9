//! 页: decodes a column chunk page by page.
//!
//! Dictionary and plain pages, as common writers produce them, are decoded here directly to small integers; any other
//! encoding is decoded by Polars.

use polars_parquet::parquet::compression::{Compression, DecompressionContext};
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::encoding::hybrid_rle::{HybridRleChunk, HybridRleDecoder};
use polars_parquet::parquet::error::{ParquetError, ParquetResult};
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::{CompressedDictPage, CompressedPage, DataPage, DictPage, Page, split_buffer};
use polars_parquet::parquet::read::{PageReader, decompress};
use std::io::Cursor;

/// Takes the values of a chunk, page by page.
pub(super) trait Sink {
    /// The dictionary, before the first page that uses it.
    fn dictionary(&mut self, page: PackedDictionary<'_>) -> ParquetResult<()>;
    /// The values of a page, as indices into the dictionary.
    fn numbers(&mut self, numbers: &[u32]) -> ParquetResult<()>;
    /// The `count` plain values of a page.
    fn plain(&mut self, bytes: &[u8], count: usize) -> ParquetResult<()>;
    /// Spreads the values of the last page over the rows that have one, given by `present`.
    fn spread(&mut self, present: &[bool]);
}

/// 字典页 as stored.
pub(super) struct PackedDictionary<'a> {
    page: CompressedDictPage,
    /// The header and the compressed values.
    pub bytes: &'a [u8],
    context: &'a mut DecompressionContext,
}

impl PackedDictionary<'_> {
    /// The compression of the values.
    pub fn compression(&self) -> Compression {
        self.page.compression()
    }

    /// The decompressed page.
    pub fn unpack(self) -> ParquetResult<DictPage> {
        match decompress(CompressedPage::Dict(self.page), &mut Vec::new(), self.context)? {
            Page::Dict(page) => Ok(page),
            Page::Data(_) => Err(out_of_spec("a page of data for a dictionary")),
        }
    }
}

/// The maximum length of a page; a longer one is taken for damage.
const LARGEST_PAGE: usize = 1 << 29;

/// A reader of the pages in the bytes of a chunk.
pub(super) fn reader(chunk: &ColumnChunkMetadata, bytes: Vec<u8>) -> PageReader {
    PageReader::new(Cursor::new(bytes.into()), chunk, Vec::new(), LARGEST_PAGE)
}

/// Passes every page to the sink. If a page has an encoding that is not decoded here, the bytes are returned.
pub(super) fn feed(
    chunk: &ColumnChunkMetadata,
    bytes: Vec<u8>,
    sink: &mut impl Sink,
) -> ParquetResult<Option<Vec<u8>>> {
    let mut context = DecompressionContext::Unset;
    let (mut room, mut numbers) = (Vec::new(), Vec::new());
    let mut left = usize::try_from(chunk.num_values()).unwrap_or(0);
    let mut pages = reader(chunk, bytes);
    if let Some(page) = pages.read_dict()? {
        let (stored, scratch) = pages.into_inner();
        let end = usize::try_from(stored.position()).unwrap_or(0);
        let bytes = stored.get_ref().get(..end).unwrap_or_default();
        sink.dictionary(PackedDictionary { page, bytes, context: &mut context })?;
        pages = PageReader::new(stored, chunk, scratch, LARGEST_PAGE);
    }
    while let Some(page) = pages.next() {
        let page = page?;
        // The count of a page is checked against the footer, since a long run takes hardly any bytes in a file.
        if let CompressedPage::Data(page) = &page {
            left = left.checked_sub(page.num_values()).ok_or_else(|| out_of_spec("more rows than the footer says"))?;
            if page.uncompressed_size() > LARGEST_PAGE {
                return Err(out_of_spec("a page too large"));
            }
        }
        match decompress(page, &mut room, &mut context)? {
            Page::Dict(_) => return Err(out_of_spec("a second dictionary")),
            Page::Data(mut page) => {
                if !data(&page, sink, &mut numbers)? {
                    return Ok(Some(pages.into_inner().0.into_inner().to_vec()));
                }
                // The buffer of a page is reused for the next.
                room = std::mem::take(page.buffer_mut());
            }
        }
    }
    Ok(None)
}

fn data(page: &DataPage, sink: &mut impl Sink, numbers: &mut Vec<u32>) -> ParquetResult<bool> {
    if page.descriptor.max_rep_level > 0 || page.descriptor.max_def_level > 1 {
        return Err(ParquetError::FeatureNotSupported("nested column".to_owned()));
    }
    let parts = split_buffer(page)?;
    let rows = page.num_values();
    let levels = if page.descriptor.max_def_level > 0 { levels(parts.def, rows)? } else { None };
    let present = levels.as_ref().map_or(rows, |levels| levels.iter().filter(|level| **level).count());
    match page.encoding() {
        Encoding::Plain => sink.plain(parts.values, present)?,
        Encoding::PlainDictionary | Encoding::RleDictionary => {
            let (bits, packed) = parts.values.split_first().unwrap_or((&0, &[]));
            decode(packed, *bits, present, numbers)?;
            sink.numbers(numbers)?;
        }
        Encoding::ByteStreamSplit => sink.plain(&joined(parts.values, present)?, present)?,
        _ => return Ok(false),
    }
    if let Some(levels) = levels {
        sink.spread(&levels);
    }
    Ok(true)
}

/// Decodes byte-stream-split values: all first bytes, then all second bytes, and so on.
fn joined(bytes: &[u8], count: usize) -> ParquetResult<Vec<u8>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let width = bytes.len() / count;
    if width * count != bytes.len() {
        return Err(out_of_spec("a page ends early"));
    }
    Ok((0..bytes.len()).map(|at| bytes[at % width * count + at / width]).collect())
}

/// The rows that have a value; `None` if all have one.
fn levels(packed: &[u8], rows: usize) -> ParquetResult<Option<Vec<bool>>> {
    let mut decoder = HybridRleDecoder::new(packed, 1, rows);
    if let Some(HybridRleChunk::Rle(1, length)) = decoder.next_chunk()?
        && length == rows
    {
        return Ok(None);
    }
    let mut numbers = Vec::new();
    decode(packed, 1, rows, &mut numbers)?;
    Ok(Some(numbers.into_iter().map(|level| level == 1).collect()))
}

/// Decodes numbers of `bits` bits in runs and bit-packed groups.
fn decode(packed: &[u8], bits: u8, count: usize, numbers: &mut Vec<u32>) -> ParquetResult<()> {
    numbers.clear();
    if bits > 32 {
        return Err(out_of_spec("numbers of more than 32 bits"));
    }
    for chunk in HybridRleDecoder::new(packed, u32::from(bits), count).into_chunk_iter() {
        match chunk? {
            HybridRleChunk::Rle(number, length) => numbers.resize(numbers.len() + length, number),
            HybridRleChunk::Bitpacked(decoder) => decoder.collect_into(numbers),
        }
    }
    if numbers.len() == count { Ok(()) } else { Err(out_of_spec("a page ends early")) }
}

/// The error of a page that contradicts its header.
pub(super) fn out_of_spec(what: &str) -> ParquetError {
    ParquetError::OutOfSpec(what.to_owned())
}

//! 数据文件: one Parquet file of a dataset, with the positions of its columns and the statistics in its footer.

use super::amounts::{Amounts, AmountsError, STEPS, Stored};
use super::part::{Part, content, fits_in_memory, needs, out_of_range, torn, wrong_type};
use super::strings::{Recent, Strings};
use crate::model::FiscalYear;
use crate::source::SourceError;
use crate::source::dataset::header;
use crate::source::files;
use crate::source::format::guarded;
use polars_parquet::parquet::metadata::{ColumnChunkMetadata, FileMetadata};
use polars_parquet::parquet::read::read_metadata;
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::{
    ParquetType, PhysicalType, PrimitiveConvertedType, PrimitiveLogicalType, PrimitiveType,
};
use polars_parquet::parquet::statistics::Statistics;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One file.
#[derive(Debug)]
pub(super) struct FilePart {
    pub path: PathBuf,
    /// Name of the file in messages.
    pub name: Arc<str>,
    pub year: FiscalYear,
    pub footer: FileMetadata,
    /// Length in bytes.
    pub size: u64,
    /// The number of rows of each row group.
    groups: Vec<usize>,
    /// Column index of each field.
    columns: BTreeMap<&'static str, usize>,
    /// Fields given by folder names (`region=…`).
    pub folders: BTreeMap<&'static str, Arc<str>>,
    /// Dictionaries of texts, shared with the other files.
    pub recent: Arc<Recent>,
    /// Storage type of amounts.
    pub stored: Stored,
    /// Storage type of the resolution of amounts, if there is such a column.
    pub resolution: Option<Stored>,
}

/// Whether a file's columns are those of a list from 预算管理一体化系统.
pub(super) fn is_list(path: &Path) -> bool {
    let footer =
        files::open(path).ok().and_then(|(mut file, _)| guarded(|| read_metadata(&mut file)).and_then(Result::ok));
    footer.is_some_and(|footer| header::is_list(footer.schema().fields().iter().map(ParquetType::name)))
}

impl FilePart {
    /// Opens a file and checks its columns.
    pub fn open(
        path: &Path,
        name: Arc<str>,
        year: FiscalYear,
        folders: BTreeMap<&'static str, Arc<str>>,
        recent: Arc<Recent>,
    ) -> Result<Self, SourceError> {
        let refuse = |reason| SourceError::Open { path: name.to_string(), reason };
        let (mut file, size) = files::open(path).map_err(refuse)?;
        let footer = guarded(|| read_metadata(&mut file)).and_then(Result::ok).ok_or_else(|| torn(&name, ""))?;
        let end = footer.row_groups.iter().map(|group| group.full_byte_range().end).max().unwrap_or(0);
        if end > size {
            return Err(torn(&name, ""));
        }
        let mut columns = BTreeMap::new();
        let (mut stored, mut resolution) = (None, None);
        for (at, field) in footer.schema().fields().iter().enumerate() {
            let Some(known) = header::field(field.name()) else { continue };
            let ParquetType::PrimitiveType(primitive) = field else {
                return Err(wrong_type(&name, known, "嵌套列"));
            };
            if columns.insert(known, at).is_some() {
                return Err(content(&name, format!("每一列应只有一个，{known}"), "两列同名", "请改名后再试"));
            }
            match known {
                "amount" => stored = Some(amount(&name, known, primitive)?),
                "resolution" => resolution = Some(amount(&name, known, primitive)?),
                "amount_fen" | "resolution_fen" | "year" => {}
                _ => text(&name, known, primitive)?,
            }
        }
        // With nested columns, indices of leaves and fields would differ.
        let is_flat = footer.schema().fields().len() == footer.schema().columns().len();
        if !is_flat {
            return Err(content(&name, "应为没有嵌套列的表".to_owned(), "嵌套列", "请只导出数据集的列后再试"));
        }
        let found = footer.schema().fields().iter().map(ParquetType::name);
        needs(&name, |field| field == "year" || columns.contains_key(field) || folders.contains_key(field), found)?;
        let stored = stored.ok_or_else(|| torn(&name, ""))?;
        for (at, group) in footer.row_groups.iter().enumerate() {
            let remedy = "请用较小的行组重新导出（常用 10 万至 100 万行）";
            fits_in_memory(&name, &group_name(at), group.num_rows(), remedy)?;
            if group.parquet_columns().iter().any(|chunk| chunk.num_values() != group.num_rows() as i64) {
                return Err(torn(&name, &group_name(at)));
            }
        }
        let groups = footer.row_groups.iter().map(|group| group.num_rows()).collect();
        let path = path.to_owned();
        let part = Self { path, name, year, footer, size, groups, columns, folders, recent, stored, resolution };
        part.check_year()?;
        Ok(part)
    }

    /// Checks that a `year` column agrees with the year of the folder.
    fn check_year(&self) -> Result<(), SourceError> {
        for group in 0..self.footer.row_groups.len() {
            let Some(chunk) = self.chunk(group, "year") else { return Ok(()) };
            let other = match chunk.statistics(&self.footer.footer_buf) {
                Some(Ok(Statistics::Int32(numbers))) => [numbers.min_value, numbers.max_value]
                    .into_iter()
                    .flatten()
                    .map(i64::from)
                    .find(|y| self.differs(*y)),
                Some(Ok(Statistics::Int64(numbers))) => {
                    [numbers.min_value, numbers.max_value].into_iter().flatten().find(|y| self.differs(*y))
                }
                _ => None,
            };
            if let Some(other) = other {
                let expected = format!("文件夹是 year={}，{}的 year 列应相同", self.year, group_name(group));
                let remedy = "请把文件放进它的年度的文件夹，或去掉 year 列";
                return Err(content(&self.name, expected, &other.to_string(), remedy));
            }
        }
        Ok(())
    }

    fn differs(&self, year: i64) -> bool {
        year != i64::from(self.year.get())
    }

    /// Column chunk of a field in a row group.
    pub fn chunk(&self, group: usize, field: &str) -> Option<&ColumnChunkMetadata> {
        let column = self.columns.get(field)?;
        self.footer.row_groups.get(group)?.parquet_columns().get(*column)
    }

    fn bounds(&self, group: usize, field: &str) -> Option<(Vec<u8>, Vec<u8>, Option<i64>)> {
        match self.chunk(group, field)?.statistics(&self.footer.footer_buf) {
            Some(Ok(Statistics::Binary(text))) => Some((text.min_value?, text.max_value?, text.null_count)),
            _ => None,
        }
    }

    /// Runs a decoder, which may not survive a torn file.
    fn decode<T>(
        &self,
        group: usize,
        (chunk, field): (&ColumnChunkMetadata, &str),
        decode: impl FnOnce(Vec<u8>) -> Result<T, AmountsError>,
        scale: usize,
    ) -> Result<T, SourceError> {
        let bytes = self.bytes(group, chunk)?;
        let place = format!("{}的 {field} 列", group_name(group));
        match guarded(|| decode(bytes)) {
            Some(Ok(column)) => Ok(column),
            Some(Err(AmountsError::OutOfRange { row, stored })) => {
                Err(out_of_range(&self.name, &place, row, (stored, scale)))
            }
            Some(Err(AmountsError::Torn)) | None => Err(torn(&self.name, &place)),
        }
    }

    /// The bytes of a field's chunk.
    pub fn bytes(&self, group: usize, chunk: &ColumnChunkMetadata) -> Result<Vec<u8>, SourceError> {
        let range = chunk.byte_range();
        let length = range.end - range.start;
        if range.end > self.size {
            return Err(torn(&self.name, &group_name(group)));
        }
        files::range(&self.path, range.start, length)
            .map_err(|reason| SourceError::Open { path: self.name.to_string(), reason })
    }
}

impl Part for FilePart {
    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn year(&self) -> FiscalYear {
        self.year
    }

    fn groups(&self) -> &[usize] {
        &self.groups
    }

    fn has(&self, field: &str) -> bool {
        self.columns.contains_key(field)
    }

    fn only(&self, group: usize, field: &str) -> Option<String> {
        /// Writers may truncate longer bounds.
        const WHOLE: usize = 32;
        let (least, most, nulls) = self.bounds(group, field)?;
        (least == most && nulls == Some(0) && least.len() <= WHOLE).then(|| String::from_utf8(least).ok())?
    }

    fn extent(&self, group: usize, field: &str) -> Option<(Vec<u8>, Vec<u8>)> {
        self.bounds(group, field).map(|(least, greatest, _)| (least, greatest))
    }

    fn amounts(&self, group: usize) -> Result<Amounts, SourceError> {
        let chunk = self.chunk(group, "amount").ok_or_else(|| torn(&self.name, ""))?;
        let decode = |bytes| Amounts::decode(chunk, bytes, self.stored);
        self.decode(group, (chunk, "amount"), decode, self.stored.scale)
    }

    fn resolutions(&self, group: usize) -> Result<Option<Amounts>, SourceError> {
        let Some((chunk, stored)) = self.chunk(group, "resolution").zip(self.resolution) else { return Ok(None) };
        let decode = |bytes| Amounts::decode(chunk, bytes, stored);
        self.decode(group, (chunk, "resolution"), decode, stored.scale).map(Some)
    }

    fn strings(&self, group: usize, field: &'static str) -> Result<Arc<Strings>, SourceError> {
        if let Some(value) = self.folders.get(field) {
            return Ok(Strings::constant(value).into());
        }
        if let Some(value) = self.only(group, field) {
            return Ok(Strings::constant(&value).into());
        }
        let Some(chunk) = self.chunk(group, field) else { return Ok(Strings::constant("").into()) };
        self.decode(group, (chunk, field), |bytes| Ok(Strings::decode(chunk, bytes, &self.recent)?.into()), 0)
    }

    fn place(&self, field: &str) -> Option<usize> {
        self.columns.get(field).copied()
    }

    fn scale(&self) -> usize {
        self.stored.scale
    }

    fn row(&self, group: usize, row: usize) -> usize {
        self.groups.iter().take(group).sum::<usize>() + row
    }

    fn group_name(&self, group: usize) -> String {
        group_name(group)
    }
}

/// Name of a 行组 in messages.
fn group_name(group: usize) -> String {
    format!("第{}行组", group + 1)
}

fn text(name: &Arc<str>, field: &str, primitive: &PrimitiveType) -> Result<(), SourceError> {
    let is_number = matches!(primitive.physical_type, PhysicalType::Int32 | PhysicalType::Int64);
    let plain =
        primitive.logical_type.is_none() || matches!(primitive.logical_type, Some(PrimitiveLogicalType::Integer(_)));
    match primitive.physical_type {
        PhysicalType::ByteArray if primitive.field_info.repetition != Repetition::Repeated => Ok(()),
        // Codes stored as numbers lost nothing, since none begins with 0.
        _ if matches!(field, "code" | "page" | "row" | "column" | "confidence") && is_number && plain => Ok(()),
        // A column without values may have no type.
        _ if primitive.logical_type == Some(PrimitiveLogicalType::Unknown) => Ok(()),
        _ => Err(wrong_type(name, field, &type_name(primitive))),
    }
}

fn amount(name: &Arc<str>, field: &str, primitive: &PrimitiveType) -> Result<Stored, SourceError> {
    let refuse = || wrong_type(name, field, &type_name(primitive));
    let decimal = match (primitive.logical_type, primitive.converted_type) {
        (Some(PrimitiveLogicalType::Decimal(precision, scale)), _) => Some((precision, scale)),
        (None, Some(PrimitiveConvertedType::Decimal(precision, scale))) => Some((precision, scale)),
        (None, None) | (Some(PrimitiveLogicalType::Integer(_)), _) => None,
        (None, Some(PrimitiveConvertedType::Int32 | PrimitiveConvertedType::Int64)) => None,
        _ => return Err(refuse()),
    };
    let (precision, scale) = decimal.unwrap_or((18, 0));
    let fits = match primitive.physical_type {
        PhysicalType::Int32 | PhysicalType::Int64 => true,
        PhysicalType::FixedLenByteArray(width) => decimal.is_some() && width <= 16,
        _ => false,
    };
    if !fits || scale >= STEPS.len() || primitive.field_info.repetition == Repetition::Repeated {
        return Err(refuse());
    }
    Ok(Stored { kind: primitive.physical_type, step: STEPS[scale], precision, scale })
}

fn type_name(primitive: &PrimitiveType) -> String {
    match (primitive.logical_type, primitive.converted_type) {
        (Some(PrimitiveLogicalType::Decimal(precision, scale)), _)
        | (None, Some(PrimitiveConvertedType::Decimal(precision, scale))) => format!("DECIMAL({precision},{scale})"),
        _ => match primitive.physical_type {
            PhysicalType::Double | PhysicalType::Float => "浮点数".to_owned(),
            PhysicalType::Int32 | PhysicalType::Int64 | PhysicalType::Int96 => "整数或日期".to_owned(),
            PhysicalType::Boolean => "真假值".to_owned(),
            PhysicalType::ByteArray | PhysicalType::FixedLenByteArray(_) => "文字".to_owned(),
        },
    }
}

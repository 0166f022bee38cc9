//! 内存里的表: a dataset given as frames. The rows of a year are one row group, whatever their order in the table.

use super::amounts::{Amounts, STEPS};
use super::part::{Part, content, fits_in_memory, needs, out_of_range, wrong_type};
use super::strings::{Numbers, Strings};
use crate::model::dataset::fiscal_year;
use crate::model::{FiscalYear, Place, Warning, WarningKind};
use crate::source::SourceError;
use crate::source::dataset::header;
use polars::prelude::{Categorical32Chunked, Column, DataFrame, DataType, Int128Chunked, PolarsError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A table in memory.
#[derive(Debug)]
pub(super) struct Table {
    name: Arc<str>,
    frames: Vec<DataFrame>,
    /// Column index of each field.
    columns: BTreeMap<&'static str, usize>,
    /// The decimal places of amounts.
    scale: usize,
    /// The years, each with its rows.
    years: Vec<(FiscalYear, Vec<u32>)>,
    /// The texts of each field by year, as far as they have been asked for.
    texts: Mutex<BTreeMap<&'static str, Vec<Arc<Strings>>>>,
}

/// One year of a table.
#[derive(Debug)]
struct TablePart {
    table: Arc<Table>,
    /// Which year.
    at: usize,
    /// The number of its rows.
    rows: [usize; 1],
}

/// The years of a table, and warnings about rows without one.
type Parts = (Vec<Arc<dyn Part>>, Vec<Warning>);

/// Splits a table into its years.
pub(super) fn parts(name: &Arc<str>, frames: Vec<DataFrame>) -> Result<Parts, SourceError> {
    let (table, warnings) = Table::of(name, frames)?;
    let table = Arc::new(table);
    let part = |(at, (_, rows)): (usize, &(FiscalYear, Vec<u32>))| {
        Arc::new(TablePart { table: table.clone(), at, rows: [rows.len()] }) as Arc<dyn Part>
    };
    Ok((table.years.iter().enumerate().map(part).collect(), warnings))
}

impl Table {
    fn of(name: &Arc<str>, frames: Vec<DataFrame>) -> Result<(Self, Vec<Warning>), SourceError> {
        let Some(first) = frames.first() else { return Ok((Self::empty(name), Vec::new())) };
        let names = || first.columns().iter().map(|column| column.name().as_str());
        if header::is_comparison(names()) {
            return Err(SourceError::Comparison { path: name.to_string() });
        }
        let mut columns = BTreeMap::new();
        let mut scale = 0;
        for (at, column) in first.columns().iter().enumerate() {
            let Some(field) = header::field(column.name()) else { continue };
            if columns.insert(field, at).is_some() {
                return Err(content(name, format!("每一列应只有一个，{field}"), "两列同名", "请改名后再试"));
            }
            let refuse = || wrong_type(name, field, &type_name(column.dtype()));
            let is_number = column.dtype().is_integer();
            match (field, column.dtype()) {
                ("amount" | "resolution", DataType::Decimal(_, places)) if *places < STEPS.len() => {
                    scale = if field == "amount" { *places } else { scale };
                }
                ("amount" | "resolution" | "year" | "code" | "page" | "row" | "column" | "confidence", _)
                    if is_number => {}
                ("amount" | "resolution", _) => return Err(refuse()),
                ("amount_fen" | "resolution_fen", _) => {}
                (_, DataType::String | DataType::Categorical(..) | DataType::Enum(..) | DataType::Null) => {}
                _ => return Err(refuse()),
            }
        }
        needs(name, |field| columns.contains_key(field), names())?;
        if let Some(other) = frames.iter().find(|frame| frame.schema() != first.schema()) {
            let names = other.columns().iter().map(|column| column.name().as_str()).collect::<Vec<_>>().join("、");
            let expected = "各批数据的列和类型应相同".to_owned();
            return Err(content(name, expected, &names, "请统一各批的列后再试"));
        }
        let height = frames.iter().map(DataFrame::height).sum();
        fits_in_memory(name, "表", height, "请按单位拆成几个表，或写成 Parquet 数据集")?;
        let mut table = Self { frames, columns, scale, ..Self::empty(name) };
        let warnings = table.split()?;
        Ok((table, warnings))
    }

    fn empty(name: &Arc<str>) -> Self {
        let (frames, columns, years, texts) = Default::default();
        Self { name: name.clone(), frames, columns, scale: 0, years, texts }
    }

    /// Splits the rows by year; returns warnings about rows without one.
    fn split(&mut self) -> Result<Vec<Warning>, SourceError> {
        let (years, rows) = self.numbered("year")?;
        let mut of_number: Vec<Vec<u32>> = years.iter().map(|_| Vec::new()).collect();
        rows.iter().zip(0..).for_each(|(number, row)| of_number[*number as usize].push(row));
        let mut by_year: BTreeMap<FiscalYear, Vec<u32>> = BTreeMap::new();
        let mut warnings = Vec::new();
        for (text, rows) in years.iter().zip(of_number) {
            match fiscal_year(text.trim()) {
                Some(year) => by_year.entry(year).or_default().extend(rows),
                None => {
                    let place = self.place_of(rows.first().map_or(0, |row| *row as usize), "year");
                    let message = format!(
                        "年度应为四位数字，如 2024，实际是“{text}”。这样的 {} 行没有计入，请改正后再试",
                        rows.len()
                    );
                    warnings.push(Warning::new(WarningKind::BadNumber, place, message));
                }
            }
        }
        // 2024 and 2024年 are one year.
        by_year.values_mut().filter(|rows| !rows.is_sorted()).for_each(|rows| rows.sort_unstable());
        self.years = by_year.into_iter().collect();
        Ok(warnings)
    }

    fn place_of(&self, row: usize, field: &str) -> Place {
        let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let column = self.columns.get(field).map(|column| number(*column));
        Place { column, ..Place::file(self.name.clone()).at_row(number(row)) }
    }

    /// A field's column in each frame.
    fn column(&self, field: &str) -> impl Iterator<Item = &Column> {
        let at = self.columns.get(field).copied();
        self.frames.iter().filter_map(move |frame| frame.columns().get(at?))
    }

    /// The distinct texts of a field, and the number of each row's.
    fn numbered(&self, field: &str) -> Result<(Vec<Arc<str>>, Vec<u32>), SourceError> {
        let mut numbers = Numbers::default();
        let mut rows = Vec::with_capacity(self.frames.iter().map(DataFrame::height).sum());
        for column in self.column(field) {
            let refused = |error: PolarsError| self.refused(field, &error);
            if column.dtype().is_integer() {
                let column = column.cast(&DataType::Int128).map_err(refused)?;
                by_value(&mut numbers, &mut rows, column.i128().map_err(refused)?);
            } else if let Ok(categories) = column.cat32() {
                by_category(&mut numbers, &mut rows, categories);
            } else {
                let column = column.cast(&DataType::String).map_err(refused)?;
                let texts = column.str().map_err(refused)?;
                rows.extend(texts.iter().map(|text| numbers.of(text.unwrap_or_default())));
            }
        }
        Ok((numbers.values, rows))
    }

    fn refused(&self, field: &str, error: &PolarsError) -> SourceError {
        wrong_type(&self.name, field, &error.to_string())
    }

    /// The texts of a field in one year. All years are numbered at once, since each row is then met once.
    fn texts(&self, at: usize, field: &'static str) -> Result<Arc<Strings>, SourceError> {
        let mut known = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(years) = known.get(field) {
            return Ok(years[at].clone());
        }
        let (values, rows) = self.numbered(field)?;
        let of_year = |(_, own): &(FiscalYear, Vec<u32>)| Arc::new(of_rows(&values, &rows, own).into_plain());
        let years: Vec<Arc<Strings>> = self.years.iter().map(of_year).collect();
        let own = years[at].clone();
        known.insert(field, years);
        Ok(own)
    }

    /// The money of one year.
    fn money(&self, at: usize, field: &str) -> Result<Amounts, SourceError> {
        let own = &self.years[at].1;
        let mut waiting = own.iter().map(|row| *row as usize).peekable();
        let (mut fen, mut present) = (Vec::with_capacity(own.len()), Vec::with_capacity(own.len()));
        let mut before = 0;
        for column in self.column(field) {
            let numbers = whole_numbers(column).map_err(|error| self.refused(field, &error))?.rechunk().into_owned();
            let numbers = numbers.downcast_as_array();
            let step = if let DataType::Decimal(_, scale) = column.dtype() { STEPS[*scale] } else { STEPS[0] };
            while let Some(row) = waiting.next_if(|row| row - before < numbers.len()) {
                let at = row - before;
                let number = numbers.validity().is_none_or(|known| known.get_bit(at)).then(|| numbers.values()[at]);
                let stored = number.unwrap_or(0);
                let own = i64::try_from(stored).ok().and_then(|stored| stored.checked_mul(step));
                let beyond = || out_of_range(&self.name, &format!("{field} 列"), row, (stored, self.scale));
                fen.push(own.ok_or_else(beyond)?);
                present.push(number.is_some());
            }
            before += numbers.len();
        }
        let present = present.contains(&false).then_some(present);
        Ok(Amounts { fen, present })
    }
}

/// Numbers integers by their digits. Neighbouring rows mostly have the same, as those of a year.
fn by_value(numbers: &mut Numbers, rows: &mut Vec<u32>, integers: &Int128Chunked) {
    let mut last = None;
    rows.extend(integers.iter().map(|integer| match last {
        Some((same, number)) if same == integer => number,
        _ => {
            let number = numbers.of(&integer.map(|integer| integer.to_string()).unwrap_or_default());
            last = Some((integer, number));
            number
        }
    }));
}

/// Numbers categories by their texts, each of which is looked up once.
fn by_category(numbers: &mut Numbers, rows: &mut Vec<u32>, categories: &Categorical32Chunked) {
    let mapping = categories.get_mapping();
    let mut known: Vec<Option<u32>> = Vec::new();
    rows.extend(categories.physical().iter().map(|category| {
        let at = category.map_or(0, |category| category as usize + 1);
        if known.len() <= at {
            known.resize(at + 1, None);
        }
        let text = || category.and_then(|category| mapping.cat_to_str(category)).unwrap_or_default();
        *known[at].get_or_insert_with(|| numbers.of(text()))
    }));
}

/// The unscaled numbers of a column of decimals or integers.
fn whole_numbers(column: &Column) -> Result<Int128Chunked, PolarsError> {
    match column.dtype() {
        DataType::Decimal(..) => Ok(column.decimal()?.physical().clone()),
        _ => Ok(column.cast(&DataType::Int128)?.i128()?.clone()),
    }
}

/// The texts of some rows, with only the strings that occur in them.
fn of_rows(values: &[Arc<str>], rows: &[u32], own: &[u32]) -> Strings {
    const UNUSED: u32 = u32::MAX;
    // There is no such column.
    if rows.is_empty() {
        return Strings::constant("");
    }
    let mut numbers = vec![UNUSED; values.len()];
    let mut used = Vec::new();
    let mut number = |row: &u32| {
        let value = rows[*row as usize] as usize;
        if numbers[value] == UNUSED {
            numbers[value] = used.len() as u32;
            used.push(values[value].clone());
        }
        numbers[value]
    };
    let rows: Vec<u32> = own.iter().map(&mut number).collect();
    let is_one = used.len() == 1;
    Strings { values: used, rows: (!is_one).then_some(rows) }
}

impl Part for TablePart {
    fn name(&self) -> &Arc<str> {
        &self.table.name
    }

    fn year(&self) -> FiscalYear {
        self.table.years[self.at].0
    }

    fn groups(&self) -> &[usize] {
        &self.rows
    }

    fn has(&self, field: &str) -> bool {
        self.table.columns.contains_key(field)
    }

    fn only(&self, _: usize, field: &str) -> Option<String> {
        let (field, _) = self.table.columns.get_key_value(field)?;
        let texts = self.table.texts(self.at, field).ok()?;
        texts.values.first().filter(|_| texts.rows.is_none()).map(|text| text.to_string())
    }

    fn extent(&self, _: usize, _: &str) -> Option<(Vec<u8>, Vec<u8>)> {
        None
    }

    fn strings(&self, _: usize, field: &'static str) -> Result<Arc<Strings>, SourceError> {
        self.table.texts(self.at, field)
    }

    fn amounts(&self, _: usize) -> Result<Amounts, SourceError> {
        self.table.money(self.at, "amount")
    }

    fn resolutions(&self, _: usize) -> Result<Option<Amounts>, SourceError> {
        self.has("resolution").then(|| self.table.money(self.at, "resolution")).transpose()
    }

    fn place(&self, field: &str) -> Option<usize> {
        self.table.columns.get(field).copied()
    }

    fn scale(&self) -> usize {
        self.table.scale
    }

    fn row(&self, _: usize, row: usize) -> usize {
        self.table.years[self.at].1[row] as usize
    }

    fn group_name(&self, _: usize) -> String {
        format!("{} 年", self.year())
    }
}

fn type_name(dtype: &DataType) -> String {
    match dtype {
        DataType::Decimal(precision, scale) => format!("DECIMAL({precision},{scale})"),
        DataType::Float32 | DataType::Float64 => "浮点数".to_owned(),
        DataType::Boolean => "真假值".to_owned(),
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => "文字".to_owned(),
        dtype if dtype.is_integer() || dtype.is_temporal() => "整数或日期".to_owned(),
        _ => "嵌套列".to_owned(),
    }
}

//! 分区数据集: `year=YYYY/*.parquet`, partitioned by year as DuckDB, pandas, Polars and Spark do; scanned, never read whole.
//!
//! The footer of every file is read, and of each row group only the requested columns. Columns with a single value
//! according to the footer are not read, nor are row groups without the requested table.

mod amounts;
mod batches;
mod columns;
mod file;
mod folders;
mod item_batch;
mod items;
mod pages;
mod part;
mod rows;
mod spill;
mod strings;
mod table;

use crate::model::{BudgetTable, FiscalYear, Lexicon, Lines, Phase, Survey, UnitRows, Warning};
use crate::parallel::Pool;

use batches::{Batches, Read, ReadAhead, WholeUnits};
use file::FilePart;
use folders::Found;
pub(super) use folders::keys_above;
pub use item_batch::ItemBatch;
use item_batch::ItemSlices;
use items::ItemRows;
use part::Part;
use polars::prelude::DataFrame;
use spill::{Merged, Spill};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// 分区数据集: the files of a dataset by year, opened.
#[derive(Debug)]
pub struct Store {
    parts: Vec<Arc<dyn Part>>,
    /// Warnings about skipped files.
    pub warnings: Vec<Warning>,
}

/// 概况: properties that require reading the whole dataset.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Surveyed {
    /// Years and phases.
    pub survey: Survey,
    /// The names of codes.
    pub lexicon: Lexicon,
    /// Whether every row except totals has a code, the level of the code, and the name of the code.
    pub is_coded: bool,
}

/// 行组: a part of a year that is read as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowGroup {
    part: usize,
    group: usize,
    /// The number of rows.
    pub rows: usize,
}

/// 汇总方式: how rows are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// By unit (单位).
    Unit,
    /// By region (地区).
    Region,
    /// By region and unit: the region, [`GroupBy::BETWEEN`], the unit.
    UnitOfRegion,
    /// All together.
    All,
}

impl GroupBy {
    /// The character between a region and its unit, which occurs in no text.
    pub const BETWEEN: char = '\u{1f}';
}

/// The part of a dataset to read.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Selection {
    /// How rows are grouped.
    pub by: GroupBy,
    /// One table, or all.
    pub table: Option<BudgetTable>,
    /// One phase, or all.
    pub phase: Option<Phase>,
}

impl Selection {
    /// The rows of units, of one table or all.
    pub fn of_units(table: Option<BudgetTable>) -> Self {
        Self { by: GroupBy::Unit, table, phase: None }
    }
}

impl Store {
    /// The dataset of the inputs; `None` if any of them is something else, such as a document.
    ///
    /// # Errors
    /// If a folder has no year in its name, there is no file, a file is damaged, or a column is missing or of a wrong
    /// type.
    pub fn find(inputs: &[PathBuf]) -> Result<Option<Self>, crate::Error> {
        let Some(Found { files, warnings }) = folders::find(inputs)? else { return Ok(None) };
        // Lists are added up as documents are.
        if files.first().is_some_and(|file| file::is_list(&file.path)) {
            return Ok(None);
        }
        let mut parts = Vec::with_capacity(files.len());
        let recent = Arc::default();
        for file in files {
            parts.push(FilePart::open(&file.path, file.name, file.year, file.folders, Arc::clone(&recent))?);
        }
        folders::refuse_copies(&parts)?;
        let parts = parts.into_iter().map(|part| Arc::new(part) as Arc<dyn Part>).collect();
        Ok(Some(Self { parts, warnings }))
    }

    /// The dataset of a table in memory, given as frames with the same columns. Its rows may be in any order.
    ///
    /// # Errors
    /// A column is missing or of a wrong type.
    pub fn of_frames(name: &str, frames: Vec<DataFrame>) -> Result<Self, crate::Error> {
        let (parts, warnings) = table::parts(&name.into(), frames)?;
        Ok(Self { parts, warnings })
    }

    /// The field that a column of this name holds, if it is one of a dataset.
    pub fn field(column: &str) -> Option<&'static str> {
        super::header::field(column)
    }

    /// The years, and the number of rows of each.
    pub fn years(&self) -> BTreeMap<FiscalYear, usize> {
        let mut years = BTreeMap::new();
        for part in &self.parts {
            *years.entry(part.year()).or_default() += part.groups().iter().sum::<usize>();
        }
        years
    }

    /// Whether, according to the footers, there is only one figure per key and phase: published, from one source. In
    /// other datasets, the figure that counts has to be chosen.
    pub fn is_plain(&self) -> bool {
        let one = |part: &dyn Part, field: &str| {
            !part.has(field)
                || (0..part.groups().len()).all(|group| match field {
                    "origin" => part.only(group, field).is_some_and(|value| value == "published"),
                    _ => part.only(group, field).is_some(),
                })
        };
        let fields = ["origin", "file", "parent", "project"];
        self.parts.iter().all(|part| fields.iter().all(|field| one(&**part, field)))
    }

    /// Whether, according to the footers, every year has only one phase.
    pub fn has_one_phase_a_year(&self) -> bool {
        let mut by_year: BTreeMap<FiscalYear, String> = BTreeMap::new();
        self.parts.iter().all(|part| {
            let groups = 0..part.groups().len();
            let mut phases = groups.map(|group| match part.has("phase") {
                true => part.only(group, "phase"),
                false => Some(String::new()),
            });
            phases.all(|phase| phase.is_some_and(|phase| *by_year.entry(part.year()).or_insert(phase.clone()) == phase))
        })
    }

    /// The phase of a year's rows, if they state one.
    pub fn phase(&self, year: FiscalYear) -> Phase {
        let mut of_year = self.parts.iter().filter(|part| part.year() == year);
        let name = of_year.find_map(|part| part.only(0, "phase")).unwrap_or_default();
        Phase::from_name(&name).unwrap_or(Phase::Approved)
    }

    /// Whether rows have names of codes.
    pub fn has_names(&self) -> bool {
        self.parts.iter().any(|part| part.has("name"))
    }

    /// The row groups of a year that may contain the selection, in the order of file names.
    pub fn row_groups(&self, year: FiscalYear, wanted: &Selection) -> Vec<RowGroup> {
        let mut found = Vec::new();
        for (at, part) in self.parts.iter().enumerate().filter(|(_, part)| part.year() == year) {
            for (group, rows) in part.groups().iter().copied().enumerate() {
                let other = wanted.table.is_some_and(|table| {
                    part.only(group, "table").is_some_and(|only| BudgetTable::from_name(&only) != Some(table))
                });
                let other_phase = wanted.phase.is_some_and(|phase| {
                    part.only(group, "phase")
                        .is_some_and(|only| Phase::from_name(&only).is_some_and(|only| only != phase))
                });
                if !(other || other_phase) && rows > 0 {
                    found.push(RowGroup { part: at, group, rows });
                }
            }
        }
        found
    }

    /// The row groups of a year sorted by their first units, if the footers tell them.
    pub fn row_groups_by_unit(&self, year: FiscalYear, wanted: &Selection) -> Vec<RowGroup> {
        let found = self.row_groups(year, wanted);
        let extent = |group: &RowGroup| self.parts[group.part].extent(group.group, "unit");
        let told: Option<Vec<_>> = found.iter().map(|group| Some((extent(group)?, *group))).collect();
        let Some(mut sorted) = told.filter(|_| wanted.by == GroupBy::Unit) else { return found };
        sorted.sort_by(|((one, _), _), ((other, _), _)| one.cmp(other));
        // Rows of one unit must stay in file order, since the first of several rows with the same key counts.
        let turned = sorted.windows(2).any(|pair| {
            let [((_, greatest), before), ((least, _), next)] = pair else { return false };
            (next.part, next.group) < (before.part, before.group) && greatest >= least
        });
        if turned { found } else { sorted.into_iter().map(|(_, group)| group).collect() }
    }

    /// The rows of a row group, and warnings.
    ///
    /// # Errors
    /// If the file is damaged or an amount exceeds `i64` of 分.
    pub fn rows(
        &self,
        of: RowGroup,
        wanted: &Selection,
        lines: &Mutex<Lines>,
    ) -> Result<(UnitRows, Vec<Warning>), crate::Error> {
        Ok(rows::read(&*self.parts[of.part], of.group, wanted, lines)?)
    }

    /// 概况: years, phases and names of codes. All row groups are read in parallel, but only the columns needed.
    ///
    /// # Errors
    /// If a file is damaged, a column has a wrong type, or an amount exceeds `i64` of 分.
    pub fn survey(&self) -> Result<Surveyed, crate::Error> {
        let all = Selection::of_units(None);
        std::thread::scope(|scope| {
            let pool = Pool::start(scope);
            let groups = self.years().into_keys().flat_map(|year| self.row_groups(year, &all));
            let mut all_parts = Surveyed { is_coded: true, ..Surveyed::default() };
            let read = |group: RowGroup| items::survey(&self.parts[group.part], group.group);
            pool.stream(groups.map(Ok), read, |part| {
                let part = part?;
                all_parts.survey.merge(&part.survey);
                all_parts.lexicon.merge(&part.lexicon);
                all_parts.is_coded &= part.is_coded;
                Ok::<_, crate::Error>(())
            })?;
            Ok(all_parts)
        })
    }

    /// The units of these years as line items, in batches ordered by name; only the current batch is held in memory. If
    /// the row groups are not in that order, the last batch is an error of the kind
    /// [`Unsorted`](crate::ErrorKind::Unsorted).
    pub fn item_batches<'a>(
        &'a self,
        years: &[FiscalYear],
        table: Option<BudgetTable>,
    ) -> impl Iterator<Item = Result<ItemBatch, crate::Error>> + use<'a> {
        /// Number of rows per batch.
        const BATCH: usize = 1 << 16;
        let wanted = Selection::of_units(table);
        let read: Read<'a, ItemSlices> = Arc::new(|group: RowGroup| {
            let rows = ItemRows::read(&self.parts[group.part], group.group)?;
            Ok((ItemSlices::of(rows), Vec::new()))
        });
        // Leave the processors to whoever consumes the batches; decoding is cheap in comparison.
        let of_year =
            |year: &FiscalYear| ReadAhead::new(&Pool::none(), read.clone(), self.row_groups_by_unit(*year, &wanted), 1);
        let batches = Batches::new(years.iter().map(of_year).collect(), BATCH);
        batches.map(move |years| Ok(ItemBatch { years: years?, table }))
    }

    /// The units of these years and phases as lines and amounts, in batches of about `size` rows, read as by
    /// [`Self::year_batches`].
    pub(crate) fn unit_batches<'a>(
        &'a self,
        pool: &Pool<'a>,
        (columns, wanted): (&[(FiscalYear, Phase)], Selection),
        lines: &'a Mutex<Lines>,
        (ahead, size): (usize, usize),
        sort: bool,
    ) -> Result<UnitBatches<'a>, crate::Error> {
        let rows = columns.iter().map(|column| self.year_rows(pool, (*column, wanted), lines, ahead, sort));
        Ok(UnitBatches(Batches::new(rows.collect::<Result<_, _>>()?, size)))
    }

    /// Whole units of one year and phase as lines and amounts, ordered by name; row groups are read in parallel,
    /// `ahead` of their use. If they are not stored in that order, the last batch is an error of the kind
    /// [`Unsorted`](crate::ErrorKind::Unsorted), unless `sort` is set: then rows are first sorted outside memory. The
    /// sort is stable, so that the first of several rows with the same key stays the first.
    pub(crate) fn year_batches<'a>(
        &'a self,
        pool: &Pool<'a>,
        of: ((FiscalYear, Phase), Selection),
        lines: &'a Mutex<Lines>,
        ahead: usize,
        sort: bool,
    ) -> Result<YearBatches<'a>, crate::Error> {
        Ok(YearBatches(WholeUnits::new(self.year_rows(pool, of, lines, ahead, sort)?)))
    }

    fn year_rows<'a>(
        &'a self,
        pool: &Pool<'a>,
        ((year, phase), wanted): ((FiscalYear, Phase), Selection),
        lines: &'a Mutex<Lines>,
        ahead: usize,
        sort: bool,
    ) -> Result<YearRows<'a>, crate::Error> {
        let wanted = Selection { phase: Some(phase), ..wanted };
        let read: Read<'a, UnitRows> = Arc::new(move |group| self.rows(group, &wanted, lines));
        if !sort {
            return Ok(YearRows::Stored(ReadAhead::new(pool, read, self.row_groups_by_unit(year, &wanted), ahead)));
        }
        let mut rows = ReadAhead::new(pool, read, self.row_groups(year, &wanted), ahead).in_any_order();
        let mut spill = Spill::new()?;
        rows.by_ref().try_for_each(|rows| spill.add(rows?))?;
        Ok(YearRows::Sorted(spill.merged()?, rows.warnings))
    }
}

/// 单位批次: whole units of several years and phases as lines and amounts.
pub(crate) struct UnitBatches<'a>(Batches<YearRows<'a>, UnitRows>);

/// 一年的单位: whole units of one year and phase, in pieces as they are stored.
pub(crate) struct YearBatches<'a>(WholeUnits<YearRows<'a>>);

/// The rows of one year and phase in the order of their units.
enum YearRows<'a> {
    Stored(ReadAhead<'a, UnitRows>),
    /// With the warnings from reading the rows before they were sorted.
    Sorted(Merged, Vec<Warning>),
}

impl YearRows<'_> {
    fn into_warnings(self) -> Vec<Warning> {
        match self {
            Self::Stored(rows) => rows.warnings,
            Self::Sorted(_, warnings) => warnings,
        }
    }
}

impl UnitBatches<'_> {
    /// Warnings from reading the rows.
    pub fn into_warnings(self) -> Vec<Warning> {
        self.0.into_sources().into_iter().flat_map(YearRows::into_warnings).collect()
    }
}

impl YearBatches<'_> {
    /// Warnings from reading the rows.
    pub fn into_warnings(self) -> Vec<Warning> {
        self.0.into_source().into_warnings()
    }
}

impl Iterator for YearBatches<'_> {
    type Item = Result<Vec<UnitRows>, crate::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl Iterator for UnitBatches<'_> {
    type Item = Result<Vec<UnitRows>, crate::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl Iterator for YearRows<'_> {
    type Item = Result<UnitRows, crate::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Stored(rows) => rows.next(),
            Self::Sorted(rows, _) => rows.next(),
        }
    }
}

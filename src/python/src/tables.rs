//! Any table of line items: compared, lined up and charted, whole or in parts.

use crate::arrow::{Table, frames, texts, whole};
use crate::charts::{Chart, Drawing};
use crate::choice::Rows;
use crate::fault::{raised, wrong};
use crate::work::run;
use engine::Error;
use engine::analysis::stream::Overview;
use engine::analysis::{CompareOptions, Grouping, LineItems};
use engine::dataset::{self, Batches, By, Kind, Task, Work};
use engine::model::FiscalYear;
use engine::model::schema::{COMPARISON_COLUMNS, Column, Kind as SchemaKind, LINE_ITEM_COLUMNS};
use engine::source::dataset::store::Store;
use polars::prelude::{DataFrame, DataType};
use pyo3::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The name of a table in messages.
const NAME: &str = "表";

/// Compares two years of a table, unit by unit.
#[pyfunction]
pub fn compare(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    years: (Option<u16>, Option<u16>),
    rows: Rows,
    show: Bound<'_, PyAny>,
) -> PyResult<Table> {
    let (frames, options) = (frames(table)?, rows.comparison(years)?);
    let done = run(py, Some(&show), move |progress| {
        let store = Store::of_frames(NAME, frames)?;
        let kind = Kind::of(&store, options.bridge.is_some(), None)?;
        dataset::compare(&store, kind, &options, progress)
    })?;
    Ok(result(done))
}

/// Lines up all years of a table, unit by unit.
#[pyfunction]
pub fn trend(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    years: (Option<u16>, Option<u16>, Option<String>),
    rows: Rows,
    show: Bound<'_, PyAny>,
) -> PyResult<Table> {
    let (frames, options) = (frames(table)?, rows.trend(years)?);
    let done = run(py, Some(&show), move |progress| {
        let store = Store::of_frames(NAME, frames)?;
        let kind = Kind::of(&store, options.bridge.is_some(), None)?;
        dataset::trend(&store, kind, &options, progress)
    })?;
    Ok(result(done))
}

/// Draws a table.
#[pyfunction]
pub fn chart(py: Python<'_>, table: &Bound<'_, PyAny>, drawing: Drawing, rows: Rows) -> PyResult<Chart> {
    let frame = whole(frames(table)?)?;
    let drawing = drawing.with(&rows)?;
    run(py, None, move |_| drawing.draw(&LineItems::from_frame(&frame)?))
}

/// The columns of a comparison as SQL declares them.
pub fn comparison_ddl() -> String {
    COMPARISON_COLUMNS.iter().map(declared).collect::<Vec<_>>().join(", ")
}

/// The columns of line items as SQL declares them.
pub fn items_ddl() -> String {
    LINE_ITEM_COLUMNS.iter().map(declared).collect::<Vec<_>>().join(", ")
}

fn declared(column: &Column) -> String {
    let dtype = match column.kind {
        SchemaKind::Amount | SchemaKind::Percent | SchemaKind::Points => "decimal(18,2)",
        SchemaKind::Year | SchemaKind::Count => "int",
        _ => "string",
    };
    format!("`{}` {dtype}", column.name)
}

fn result(done: Batches) -> Table {
    let warnings = texts(&done.warnings);
    Table::new(done.batches, warnings)
}

/// The columns of [`sums`].
const SUMMED: [&str; 10] =
    ["unit", "scope", "year", "phase", "table", "classification", "code", "level", "measure", "amount"];

/// The columns of sums as SQL declares them.
pub fn sums_ddl() -> String {
    let columns = LINE_ITEM_COLUMNS.iter().filter(|column| SUMMED.contains(&column.name));
    columns.map(declared).collect::<Vec<_>>().join(", ")
}

/// The sums of the units of these batches by region, by the group of each unit, or of all units.
#[pyfunction]
pub fn sums(
    py: Python<'_>,
    batches: Vec<Bound<'_, PyAny>>,
    by_region: bool,
    groups: Option<BTreeMap<String, String>>,
) -> PyResult<Table> {
    let by = match groups {
        _ if by_region => By::Region,
        Some(groups) => {
            let groups = groups.into_iter().map(|(unit, group)| (unit.into(), group.into()));
            By::Groups(Grouping::Groups(groups.collect()))
        }
        None => By::All,
    };
    let mut parts = Vec::new();
    for batch in &batches {
        parts.extend(frames(batch)?);
    }
    let done = run(py, None, move |_| {
        let store = Store::of_frames(NAME, parts)?;
        let Kind::Plain(columns, known) = Kind::of(&store, false, None)? else { return Ok(None) };
        let work = Work::Compare(CompareOptions::default().filter(), None);
        let task = Task::new(&store, Kind::Plain(columns.clone(), known), columns, None, work)?;
        let (items, warnings) = dataset::sum_items(&store, (&task, &by))?;
        Ok(Some((LineItems::from_items(&items).export()?, texts(&warnings))))
    })?;
    let (frame, warnings) = done.ok_or_else(|| {
        wrong(
            "一项有几个数（几个来源、几份文件或几个项目），不能相加。请先选成一项一个数，写法见 docs/数据集.md"
                .to_owned(),
        )
    })?;
    let frame = frame.select(SUMMED).map_err(|error| wrong(error.to_string()))?;
    Table::of_frame(&frame, warnings)
}

/// The overview of a part, as bytes.
#[pyfunction]
pub fn survey<'py>(py: Python<'py>, batch: &Bound<'py, PyAny>, before: Option<Vec<u8>>) -> PyResult<Vec<u8>> {
    let frames = frames(batch)?;
    run(py, None, move |_| {
        let mut whole = known(before.as_deref())?.unwrap_or_default();
        whole.merge(&dataset::overview(&Store::of_frames(NAME, frames)?)?);
        Ok(whole.to_bytes())
    })
}

/// The overview of all parts.
#[pyfunction]
pub fn merge_surveys(surveys: Vec<Vec<u8>>) -> PyResult<Vec<u8>> {
    let mut whole = Overview::default();
    for survey in surveys {
        whole.merge(&Overview::from_bytes(&survey).map_err(|error| raised(&error))?);
    }
    Ok(whole.to_bytes())
}

fn known(bytes: Option<&[u8]>) -> Result<Option<Overview>, Error> {
    bytes.map(Overview::from_bytes).transpose()
}

/// Compares a stream of batches: a unit is computed when the next begins.
#[pyclass(module = "tongbi._engine")]
pub struct Comparing {
    options: CompareOptions,
    known: Option<Overview>,
    /// The rows that wait, and how many there are.
    waiting: Vec<DataFrame>,
    rows: usize,
    /// Units that have ended.
    ended: BTreeSet<String>,
}

/// The number of rows that are worth a computation.
const BATCH: usize = 1 << 17;

#[pymethods]
impl Comparing {
    #[new]
    fn new(years: (u16, u16), known: Option<Vec<u8>>, rows: Rows) -> PyResult<Self> {
        let options = rows.comparison((Some(years.0), Some(years.1)))?;
        if options.base == options.year {
            return Err(wrong(format!("基期和本期都是 {} 年，没有可比的。请提供两个不同的年度", years.0)));
        }
        let known = self::known(known.as_deref()).map_err(|error| raised(&error))?;
        Ok(Self { options, known, waiting: Vec::new(), rows: 0, ended: BTreeSet::new() })
    }

    /// Adds a batch; returns the rows of the units that ended, once there are enough of them.
    fn push(&mut self, py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Option<Table>> {
        for frame in frames(batch)?.into_iter().filter(|frame| frame.height() > 0) {
            self.rows += frame.height();
            self.waiting.push(frame);
        }
        if self.rows < BATCH {
            return Ok(None);
        }
        let all = whole(std::mem::take(&mut self.waiting))?;
        let units = all.columns().iter().find(|column| Store::field(column.name()) == Some("unit"));
        let Some(units) = units else { return self.computed(py, all).map(Some) };
        let units = units.cast(&DataType::String).and_then(|units| units.str().cloned());
        let units = units.map_err(|error| wrong(error.to_string()))?;
        let last = units.get(units.len().saturating_sub(1));
        let open = (0..units.len()).rev().take_while(|row| units.get(*row) == last).count();
        let whole = all.slice(0, all.height() - open);
        self.rows = open;
        self.waiting = vec![all.slice(whole.height() as i64, open)];
        let mut runs: Vec<Option<&str>> = (0..whole.height()).map(|row| units.get(row)).collect();
        runs.dedup();
        for unit in runs {
            if !self.ended.insert(unit.unwrap_or_default().to_owned()) {
                return Err(raised_unsorted(unit.unwrap_or_default()));
            }
        }
        if self.ended.contains(last.unwrap_or_default()) {
            return Err(raised_unsorted(last.unwrap_or_default()));
        }
        if whole.height() == 0 { Ok(None) } else { self.computed(py, whole).map(Some) }
    }

    /// The rows of the units that are left.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Option<Table>> {
        let all = whole(std::mem::take(&mut self.waiting))?;
        if all.height() == 0 { Ok(None) } else { self.computed(py, all).map(Some) }
    }
}

fn raised_unsorted(unit: &str) -> PyErr {
    wrong(format!(
        "“{unit}”的行没有放在一起。请先按 unit 排序：Spark 用 sortWithinPartitions(\"unit\")，DuckDB 用 ORDER BY unit"
    ))
}

impl Comparing {
    fn computed(&self, py: Python<'_>, frame: DataFrame) -> PyResult<Table> {
        let (options, known) = (self.options.clone(), self.known.clone());
        let years: Vec<FiscalYear> = options.base.into_iter().chain(options.year).collect();
        let done = run(py, None, move |progress| {
            let store = Store::of_frames(NAME, vec![frame])?;
            let bridged = options.bridge.is_some();
            let kind = match (known, years.as_slice()) {
                (None, [base, year]) if !bridged => Kind::of_part(&store, [*base, *year]),
                (known, _) => known.map(|known| Kind::of(&store, bridged, Some(known))).transpose()?,
            };
            kind.map(|kind| dataset::compare(&store, kind, &options, progress)).transpose()
        })?;
        done.map(result).ok_or_else(|| {
            wrong(
                "这些数据要看过全部才能算：有科目名称（name）、决算等阶段、几个来源的数，或用了口径对照表。\
                 请先对各分区用 tongbi.survey，用 tongbi.merge_surveys 合并后交给 known；没有用到的 name 列也可以去掉"
                    .to_owned(),
            )
        })
    }
}

//! What callers choose: years, tables, levels, bridges.

use crate::fault::raised;
use engine::analysis::{CompareOptions, LevelFilter, MeasureFilter, Sort, TrendOptions};
use engine::command::choice;
use engine::model::{Bridge, FiscalYear};
use engine::source;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// Which rows to show, and in which order.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Rows {
    table: Option<String>,
    measure: Option<String>,
    level: Option<String>,
    sort: Option<String>,
    top: Option<usize>,
    bridge: Option<Vec<PathBuf>>,
}

pub fn year(year: Option<u16>) -> PyResult<Option<FiscalYear>> {
    choice::fiscal_year(year).map_err(|error| raised(&error))
}

fn bridge(paths: Option<&[PathBuf]>) -> PyResult<Option<Arc<Bridge>>> {
    let mut whole: Option<Bridge> = None;
    for path in paths.unwrap_or_default() {
        let (bridge, _) = source::read_bridge(path).map_err(|error| raised(&error))?;
        whole = Some(match whole {
            Some(others) => source::join_bridges(others, bridge).map_err(|error| raised(&error))?,
            None => bridge,
        });
    }
    Ok(whole.map(Arc::new))
}

impl Rows {
    fn level(&self) -> PyResult<LevelFilter> {
        match self.level.as_deref() {
            None | Some("all") => Ok(LevelFilter::All),
            Some(name) => Ok(LevelFilter::One(choice::level(name).map_err(|error| raised(&error))?)),
        }
    }

    pub fn comparison(&self, years: (Option<u16>, Option<u16>)) -> PyResult<CompareOptions> {
        Ok(CompareOptions {
            base: year(years.0)?,
            year: year(years.1)?,
            table: self.table.as_deref().map(choice::table).transpose().map_err(|error| raised(&error))?,
            measure: self
                .measure
                .as_deref()
                .map_or(MeasureFilter::All, |name| MeasureFilter::One(choice::measure(name))),
            level: self.level()?,
            sort: self.sort.as_deref().map_or(Ok(Sort::default()), choice::sort).map_err(|error| raised(&error))?,
            top: self.top,
            bridge: bridge(self.bridge.as_deref())?,
        })
    }

    pub fn trend(&self, (from, to, phase): (Option<u16>, Option<u16>, Option<String>)) -> PyResult<TrendOptions> {
        let CompareOptions { base, year, table, measure, level, sort, top, bridge } = self.comparison((from, to))?;
        let phase = phase.as_deref().map(choice::phase).transpose().map_err(|error| raised(&error))?;
        Ok(TrendOptions { from: base, to: year, table, measure, level, phase, sort, top, bridge })
    }
}

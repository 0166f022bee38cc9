//! Charts that a notebook shows.

use crate::choice::Rows;
use crate::fault::{raised, wrong};
use engine::Error;
use engine::analysis::{self, CompareOptions, LineItems, TrendOptions};
use engine::present::chart::{Chart as Drawn, ChartOptions, Kind, SvgText};
use pyo3::prelude::*;

/// What to draw.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Drawing {
    kind: String,
    base: Option<u16>,
    year: Option<u16>,
    institution: Option<String>,
    title: Option<String>,
}

/// What to draw, understood.
pub struct Plan {
    kind: Kind,
    years: CompareOptions,
    span: TrendOptions,
    options: ChartOptions,
}

impl Drawing {
    pub fn with(self, rows: &Rows) -> PyResult<Plan> {
        let kind = Kind::from_name(&self.kind).map_err(|error| raised(&error))?;
        let years = rows.comparison((self.base, self.year))?;
        let span = rows.trend((self.base, self.year, None))?;
        let measure = match &years.measure {
            analysis::MeasureFilter::All => None,
            analysis::MeasureFilter::One(measure) => Some(measure.clone()),
        };
        let level = match years.level {
            analysis::LevelFilter::All => None,
            analysis::LevelFilter::One(level) => Some(level),
        };
        let sort = Some(years.sort).filter(|sort| *sort != analysis::Sort::Code);
        let options = ChartOptions {
            institution: self.institution,
            table: years.table,
            measure,
            level,
            top: years.top,
            sort,
            title: self.title,
            ..ChartOptions::default()
        };
        Ok(Plan { kind, years, span, options })
    }
}

impl Plan {
    pub fn draw(self, items: &LineItems) -> Result<Chart, Error> {
        let bridge = self.years.bridge.clone();
        let drawn = if self.kind == Kind::Trend {
            let span = TrendOptions { from: self.span.from, to: self.span.to, bridge, ..TrendOptions::default() };
            Drawn::from_trend(&analysis::trend(items, &span)?, &self.options)?
        } else {
            let (base, year) = (self.years.base, self.years.year);
            let years = CompareOptions { base, year, bridge, ..CompareOptions::default() };
            Drawn::from_comparison(&analysis::compare(items, &years)?, self.kind, &self.options)?
        };
        // As wide as that of the command.
        let svg = drawn.svg_as(SvgText::Outlined, 1000)?;
        Ok(Chart { drawn, svg })
    }
}

/// 图: a chart. A notebook shows it as SVG.
#[pyclass(frozen, module = "tongbi")]
pub struct Chart {
    drawn: Drawn,
    svg: String,
}

#[pymethods]
impl Chart {
    /// The sentence above the chart.
    #[getter]
    fn title(&self) -> String {
        self.drawn.title().to_owned()
    }

    /// The chart as SVG.
    #[getter]
    fn svg(&self) -> String {
        self.svg.clone()
    }

    /// The chart as PNG, `width` pixels wide (200 to 20000).
    #[pyo3(signature = (width=1600))]
    fn png(&self, py: Python<'_>, width: u32) -> PyResult<Vec<u8>> {
        if !(200..=20_000).contains(&width) {
            return Err(wrong(format!("width 为 {width}，应在 200 至 20000 像素之间")));
        }
        py.detach(|| self.drawn.png(width)).map_err(|error| raised(&error))
    }

    fn _repr_svg_(&self) -> String {
        self.svg.clone()
    }

    fn __repr__(&self) -> String {
        format!("<tongbi.Chart：{}>", self.drawn.title())
    }
}

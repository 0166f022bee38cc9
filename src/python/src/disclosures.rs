//! Documents that were read, and what is computed of them.

use crate::arrow::{Table, texts};
use crate::charts::{Chart, Drawing};
use crate::choice::{Rows, year};
use crate::fault::{run, wrong};
use engine::analysis::{self, LineItems, ProposalSources};
use engine::audit::{self, Material};
use engine::model::{AmountUnit, Catalog};
use engine::present::explanation::{Content, Form, Profile, Sources, choose_unit, explain};
use engine::present::{self, TextOptions, TrendView};
use engine::source::{self, LoadOptions, Loaded, Progress};
use polars::prelude::{Column, DataFrame};
use pyo3::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was read.
#[pyclass(frozen, module = "tongbi._engine")]
pub struct Disclosures(Arc<Loaded>);

/// Counts files, for the thread that shows progress.
#[derive(Default)]
struct Counter {
    files: AtomicUsize,
    read: AtomicUsize,
}

impl Progress for Counter {
    fn begin(&self, files: usize) {
        self.files.store(files, Ordering::Relaxed);
    }

    fn file(&self, _: &str) {
        self.read.fetch_add(1, Ordering::Relaxed);
    }
}

/// Reads files in memory and on disk. `how` is whether hidden parts are read and whether files in memory were found rather
/// than chosen. `progress` is called with the number of files read and of all files.
#[pyfunction]
pub fn read(
    py: Python<'_>,
    files: Vec<(String, Vec<u8>)>,
    paths: Vec<PathBuf>,
    input_year: Option<u16>,
    how: (bool, bool),
    progress: Bound<'_, PyAny>,
) -> PyResult<Disclosures> {
    let (hidden, found) = how;
    let options = LoadOptions { year: year(input_year)?, hidden, found, ..LoadOptions::default() };
    let counter = Arc::new(Counter::default());
    let told = counter.clone();
    let watch = |_: Python<'_>| {
        let (read, files) = (counter.read.load(Ordering::Relaxed), counter.files.load(Ordering::Relaxed));
        progress.call1((read, files)).map(|_| ())
    };
    let loaded = run(py, watch, move || {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        source::load_with(&files, &paths, &options, &*told)
    })?;
    Ok(Disclosures(Arc::new(loaded)))
}

fn nothing(_: Python<'_>) -> PyResult<()> {
    Ok(())
}

fn line_items(loaded: &Loaded) -> LineItems {
    LineItems::from_items(&loaded.items).with_names(&loaded.names)
}

#[pymethods]
impl Disclosures {
    #[getter]
    fn items(&self, py: Python<'_>) -> PyResult<Table> {
        let loaded = self.0.clone();
        let frame = run(py, nothing, move || LineItems::from_items(&loaded.items).export())?;
        Ok(Table::new(vec![frame], self.warnings()))
    }

    #[getter]
    fn claims(&self) -> PyResult<Table> {
        let claims = &self.0.claims;
        let number = |of: fn(&engine::model::Place) -> Option<u32>| {
            claims.iter().map(|claim| of(&claim.place)).collect::<Vec<_>>()
        };
        let printed = |claim: &engine::model::Claim| {
            let figures = claim.figures.iter().filter_map(|figure| claim.text.get(figure.span.clone()));
            figures.collect::<Vec<_>>().join("；")
        };
        let text = |of: &dyn Fn(&engine::model::Claim) -> String| claims.iter().map(of).collect::<Vec<_>>();
        let columns = vec![
            Column::new("file".into(), text(&|claim| claim.place.file.to_string())),
            Column::new("page".into(), number(|place| place.page)),
            Column::new("row".into(), number(|place| place.row)),
            Column::new("section".into(), text(&|claim| claim.section.join(" / "))),
            Column::new("subject".into(), text(&|claim| claim.subject.text.to_string())),
            Column::new(
                "year".into(),
                claims.iter().map(|claim| claim.year.map(|year| i32::from(year.get()))).collect::<Vec<_>>(),
            ),
            Column::new("figures".into(), text(&printed)),
            Column::new("text".into(), text(&|claim| claim.text.to_string())),
        ];
        let frame = DataFrame::new(claims.len(), columns).map_err(|error| wrong(error.to_string()))?;
        Ok(Table::new(vec![frame], Vec::new()))
    }

    #[getter]
    fn warnings(&self) -> Vec<String> {
        texts(&self.0.warnings)
    }

    #[getter]
    fn files(&self) -> Vec<String> {
        self.0.files.iter().map(ToString::to_string).collect()
    }

    #[getter]
    fn units(&self) -> Vec<String> {
        self.0.items.iter().map(|item| item.unit.to_string()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    #[getter]
    fn years(&self) -> Vec<u16> {
        self.0.items.iter().map(|item| item.year.get()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn compare(&self, py: Python<'_>, years: (Option<u16>, Option<u16>), rows: Rows) -> PyResult<Table> {
        let (loaded, options) = (self.0.clone(), rows.comparison(years)?);
        let (frame, html, warnings) = run(py, nothing, move || {
            let comparison = analysis::compare(&line_items(&loaded), &options)?;
            let shown = TextOptions { unit: AmountUnit::TenThousand, one_measure: false, width: u16::MAX };
            let html = present::comparison_html(&comparison, shown);
            Ok((present::comparison_frame(&comparison)?, html, texts(&comparison.warnings)))
        })?;
        Ok(Table::new(vec![frame], warnings).with_html(html))
    }

    fn trend(&self, py: Python<'_>, years: (Option<u16>, Option<u16>, Option<String>), rows: Rows) -> PyResult<Table> {
        let (loaded, options) = (self.0.clone(), rows.trend(years)?);
        let (frame, warnings) = run(py, nothing, move || {
            let trend = analysis::trend(&line_items(&loaded), &options)?;
            let frame = present::trend_frame(&TrendView { trend: &trend, ranking: None, movers: &[] })?;
            Ok((frame, texts(&trend.warnings)))
        })?;
        Ok(Table::new(vec![frame], warnings))
    }

    fn bridge(&self, py: Python<'_>, years: (Option<u16>, Option<u16>)) -> PyResult<String> {
        let (loaded, span) = (self.0.clone(), (year(years.0)?, year(years.1)?));
        run(py, nothing, move || {
            let known = source::known_changes()?;
            let common = Catalog::shipped().common_names();
            let sources = ProposalSources { papers: &loaded.papers, known: &known, common: &common };
            present::proposals_csv(&analysis::propose(&line_items(&loaded), span, sources)?)
        })
    }

    fn audit(&self, py: Python<'_>) -> PyResult<(Table, String)> {
        let loaded = self.0.clone();
        let (frame, json) = run(py, nothing, move || {
            let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
            let audit = audit::judge(&material);
            Ok((present::audit_frame(&audit)?, present::audit_json(&audit, &loaded.files)?))
        })?;
        Ok((Table::new(vec![frame], Vec::new()), json))
    }

    fn explain(&self, py: Python<'_>, profile: Option<PathBuf>, template: Option<String>) -> PyResult<String> {
        let form = match template.as_deref() {
            Some(name) => Some(
                Form::from_name(name)
                    .ok_or_else(|| wrong(format!("没有“{name}”这种模板，应为 xinjiang、shanghai 或 jiangsu")))?,
            ),
            None => None,
        };
        let loaded = self.0.clone();
        run(py, nothing, move || {
            let profile = match &profile {
                Some(path) => Profile::parse_for(&path.display().to_string(), &source::read_text(path)?, form)?,
                None => Profile { form, ..Profile::default() },
            };
            let comparison = analysis::compare(&line_items(&loaded), &Default::default())?;
            let (items, claims, papers) = (&loaded.items, &loaded.claims, &loaded.papers);
            let sources = Sources { items, claims, papers, comparison: &comparison };
            let unit = choose_unit(sources, profile.unit.as_deref())?;
            let empty = loaded.tables.iter().filter(|table| table.items == 0 && *table.unit == *unit);
            let empty: Vec<_> = empty.filter(|table| table.year == comparison.year).map(|table| table.table).collect();
            Ok(explain(&Content::new(&unit, sources, &empty), &profile, None)?.text())
        })
    }

    fn chart(&self, py: Python<'_>, drawing: Drawing, rows: Rows) -> PyResult<Chart> {
        let (loaded, plan) = (self.0.clone(), drawing.with(&rows)?);
        run(py, nothing, move || plan.draw(&line_items(&loaded)))
    }
}

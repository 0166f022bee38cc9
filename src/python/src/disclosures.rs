//! Documents that were read, and what is computed of them.

use crate::arrow::{Table, texts};
use crate::charts::{Chart, Drawing};
use crate::choice::{Rows, year};
use crate::fault::{raised, wrong};
use crate::ocr::Function;
use crate::work::run;
use engine::analysis::{self, LineItems, ProposalSources};
use engine::audit::{self, Material};
use engine::command::{self, BridgeArgs, OcrArgs, ReadingArgs, ReportArgs, TwoYearsArgs};
use engine::model::{AmountUnit, Catalog};
use engine::present::explanation::{Content, Form, Profile, Sources, choose_unit, explain};
use engine::present::{self, TextOptions, TrendView};
use engine::source::{self, LoadOptions, Loaded};
use polars::prelude::{Column, DataFrame};
use pyo3::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// What was read, and how.
#[pyclass(frozen, module = "tongbi._engine")]
pub struct Disclosures {
    loaded: Arc<Loaded>,
    args: ReadingArgs,
}

/// How to read.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Reading {
    year: Option<u16>,
    unit: Option<String>,
    hidden: bool,
    /// The command of a program that reads scanned pages.
    ocr: Option<String>,
    /// A function that reads them, in place of a program, and its name.
    function: Option<(Py<PyAny>, String)>,
    /// Whether files in memory were found rather than chosen.
    found: bool,
}

/// Reads files in memory and on disk.
#[pyfunction]
pub fn read(
    py: Python<'_>,
    files: Vec<(String, Vec<u8>)>,
    paths: Vec<PathBuf>,
    reading: Reading,
    show: Bound<'_, PyAny>,
) -> PyResult<Disclosures> {
    let (found, ocr) = (reading.found, OcrArgs { ocr: reading.ocr, ..OcrArgs::default() });
    let args = ReadingArgs { input_year: reading.year, input_unit: reading.unit, hidden: reading.hidden, ocr };
    let mut options = LoadOptions { found, ..args.silent().map_err(|error| raised(&error))? };
    if let Some((function, name)) = reading.function {
        options.engine = Some(Arc::new(Function::new(function, name)));
    }
    let loaded = run(py, Some(&show), move |progress| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        source::load_with(&files, &paths, &options, progress)
    })?;
    Ok(Disclosures { loaded: Arc::new(loaded), args })
}

fn line_items(loaded: &Loaded) -> LineItems {
    LineItems::from_items(&loaded.items).with_names(&loaded.names)
}

#[pymethods]
impl Disclosures {
    #[getter]
    fn items(&self, py: Python<'_>) -> PyResult<Table> {
        let loaded = self.loaded.clone();
        let frame = run(py, None, move |_| LineItems::from_items(&loaded.items).export())?;
        Table::of_frame(&frame, self.warnings())
    }

    #[getter]
    fn claims(&self) -> PyResult<Table> {
        let claims = &self.loaded.claims;
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
        Table::of_frame(&frame, Vec::new())
    }

    #[getter]
    fn warnings(&self) -> Vec<String> {
        texts(&self.loaded.warnings)
    }

    #[getter]
    fn files(&self) -> Vec<String> {
        self.loaded.files.iter().map(ToString::to_string).collect()
    }

    #[getter]
    fn units(&self) -> Vec<String> {
        self.loaded.items.iter().map(|item| item.unit.to_string()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    #[getter]
    fn years(&self) -> Vec<u16> {
        self.loaded.items.iter().map(|item| item.year.get()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn compare(&self, py: Python<'_>, years: (Option<u16>, Option<u16>), rows: Rows) -> PyResult<Table> {
        let (loaded, options) = (self.loaded.clone(), rows.comparison(years)?);
        let (frame, html, warnings) = run(py, None, move |_| {
            let comparison = analysis::compare(&line_items(&loaded), &options)?;
            let shown = TextOptions { unit: AmountUnit::TenThousand, one_measure: false, width: u16::MAX };
            let html = present::comparison_html(&comparison, shown);
            Ok((present::comparison_frame(&comparison)?, html, texts(&comparison.warnings)))
        })?;
        Ok(Table::of_frame(&frame, warnings)?.with_html(html))
    }

    fn trend(&self, py: Python<'_>, years: (Option<u16>, Option<u16>, Option<String>), rows: Rows) -> PyResult<Table> {
        let (loaded, options) = (self.loaded.clone(), rows.trend(years)?);
        let (frame, warnings) = run(py, None, move |_| {
            let trend = analysis::trend(&line_items(&loaded), &options)?;
            let frame = present::trend_frame(&TrendView { trend: &trend, ranking: None, movers: &[] })?;
            Ok((frame, texts(&trend.warnings)))
        })?;
        Table::of_frame(&frame, warnings)
    }

    fn bridge(&self, py: Python<'_>, years: (Option<u16>, Option<u16>)) -> PyResult<String> {
        let (loaded, span) = (self.loaded.clone(), (year(years.0)?, year(years.1)?));
        run(py, None, move |_| {
            let known = source::known_changes()?;
            let common = Catalog::shipped().common_names();
            let sources = ProposalSources { papers: &loaded.papers, known: &known, common: &common };
            present::proposals_csv(&analysis::propose(&line_items(&loaded), span, sources)?)
        })
    }

    fn audit(&self, py: Python<'_>) -> PyResult<(Table, String, String)> {
        let loaded = self.loaded.clone();
        let (frame, json, totals) = run(py, None, move |_| {
            let material = Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers };
            let audit = audit::judge(&material);
            let json = present::audit_json(&audit, &loaded.files)?;
            Ok((present::audit_frame(&audit)?, json, present::audit_totals(&audit)))
        })?;
        Ok((Table::of_frame(&frame, Vec::new())?, json, totals))
    }

    fn explain(&self, py: Python<'_>, profile: Option<PathBuf>, template: Option<String>) -> PyResult<String> {
        let form = match template.as_deref() {
            Some(name) => Some(
                Form::from_name(name)
                    .ok_or_else(|| wrong(format!("没有“{name}”这种模板，应为 xinjiang、shanghai 或 jiangsu")))?,
            ),
            None => None,
        };
        let loaded = self.loaded.clone();
        run(py, None, move |_| {
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
        let (loaded, plan) = (self.loaded.clone(), drawing.with(&rows)?);
        run(py, None, move |_| plan.draw(&line_items(&loaded)))
    }

    /// Writes the report folders, of several units with all files if `folder` says so; returns the page to open and the warnings.
    fn report(
        &self,
        py: Python<'_>,
        folder: (PathBuf, bool),
        years: (Option<u16>, Option<u16>),
        words: (Option<PathBuf>, Option<PathBuf>),
        bridge: Vec<PathBuf>,
        show: Bound<'_, PyAny>,
    ) -> PyResult<(PathBuf, Vec<String>)> {
        let (loaded, reading) = (self.loaded.clone(), self.args.clone());
        let (years, bridge) = (TwoYearsArgs { base: years.0, year: years.1 }, BridgeArgs { bridge });
        let ((output, all_files), (profile, template)) = (folder, words);
        let args = ReportArgs { output, all_files, years, profile, template, bridge, reading, ..ReportArgs::default() };
        let reports = run(py, Some(&show), move |progress| command::report(&args, (*loaded).clone(), progress))?;
        Ok((reports.page.clone(), reports.warnings()))
    }
}

//! 网页: the report and the list of reports as pages that need nothing from elsewhere.
//!
//! The templates, the style and the script stand in `data/page`. Everything is escaped by the template engine but
//! what this room itself draws (SVG, style, script, fonts). The script only shows and hides, sorts by ranks and
//! swaps texts that are written here: it knows no amount. A policy in the page forbids every other script and
//! every connection.

mod anchors;
mod cards;
mod cells;
mod figures;
mod findings;
mod fonts;
mod index;
mod money;
mod papers;
mod rank;
mod read;
mod story;

pub use index::{IndexEntry, index_page};

use super::Edition;
use super::chart::{SvgText, base64};
use super::{PresentError, comparison};
use crate::model::Warning;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

const LAYOUT: &str = include_str!("../../../data/page/layout.html");
const REPORT: &str = include_str!("../../../data/page/report.html");
const INDEX: &str = include_str!("../../../data/page/index.html");
const STYLE: &str = include_str!("../../../data/page/page.css");
const SCRIPT: &str = include_str!("../../../data/page/page.js");

/// What stands in the style where the fonts go.
const FONTS: &str = "/*fonts*/";

/// 网页, and what a person should know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The whole page.
    pub html: String,
    /// Characters that the embedded fonts lack.
    pub warnings: Vec<Warning>,
}

#[derive(Serialize)]
struct View<'a> {
    unit: &'a str,
    year: u16,
    base: u16,
    phase: &'static str,
    alone: Option<&'a str>,
    lead: Option<String>,
    cards: Vec<cards::Card>,
    comparison: figures::Figures,
    legend: Vec<String>,
    charts: Vec<Picture>,
    story: story::Story,
    audit: findings::Findings,
    papers: Vec<papers::PaperView>,
    sources: Vec<cells::SourceTable>,
    read: read::ReadView,
}

#[derive(Serialize)]
struct Picture {
    id: &'static str,
    kind: &'static str,
    title: String,
    svg: String,
}

/// The page of a report.
///
/// # Errors
/// A template that does not render, which would be a fault of the program.
pub fn report_page(edition: &Edition) -> Result<Page, crate::Error> {
    let report = &edition.report;
    let anchors = anchors::Anchors::of(report);
    let comparison = &report.comparison;
    let charts = edition.charts.iter().map(|(kind, chart)| {
        let svg = chart.svg_as(SvgText::Shared, 1000)?;
        Ok(Picture { id: kind.name(), kind: kind.title(), title: chart.title().to_owned(), svg })
    });
    let view = View {
        unit: if report.title.is_empty() { "未命名单位" } else { &report.title },
        year: comparison.year.get(),
        base: comparison.base.get(),
        phase: comparison.phase.name(),
        alone: report.alone.as_deref(),
        lead: cards::lead(edition),
        cards: cards::cards(report),
        comparison: figures::figures(comparison, report.alone.is_some()),
        legend: comparison::legend(&report.comparison),
        charts: charts.collect::<Result<_, crate::Error>>()?,
        story: story::story(edition),
        audit: findings::findings(report, &anchors),
        papers: papers::papers(report, &anchors),
        sources: cells::source_tables(report, &anchors),
        read: read::read(&edition.read),
    };
    render("report.html", &view)
}

/// Renders a template and puts the fonts of its characters into it.
fn render(name: &str, view: &impl Serialize) -> Result<Page, crate::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(PresentError::from)?);
    for (name, source) in [("layout.html", LAYOUT), ("report.html", REPORT), ("index.html", INDEX)] {
        environment.add_template(name, source).map_err(PresentError::from)?;
    }
    environment.add_global("style", STYLE);
    environment.add_global("script", SCRIPT);
    environment.add_global("script_hash", base64(&Sha256::digest(SCRIPT.as_bytes())));
    environment.add_global("version", env!("CARGO_PKG_VERSION"));
    let rendered = environment.get_template(name).and_then(|page| page.render(Serde(view)));
    let html = rendered.map_err(PresentError::from)?;
    let fonts = fonts::fonts(&html)?;
    Ok(Page { html: html.replacen(FONTS, &fonts.css, 1), warnings: fonts.warnings })
}

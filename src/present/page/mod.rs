//! 网页: the report and the list of reports as self-contained HTML pages.
//!
//! Templates, style and script are in `data/page`. The template engine escapes everything except what this module draws
//! itself (SVG, style, script, fonts). The script shows and hides elements, sorts by given ranks and swaps given texts;
//! it does not compute. A content security policy forbids all other scripts and all connections.

mod anchors;
mod cards;
mod cells;
mod desk;
mod documents;
mod figures;
mod findings;
mod fonts;
mod history;
mod index;
mod money;
mod original;
mod rank;
mod read;
mod story;

pub use desk::{
    ASSETS, DeskChart, DeskFrame, DeskInput, DeskInsertion, DeskLink, DeskRecoding, DeskText, DeskView, VIEWS, address,
    desk_page, is_of, login_page, size, warnings_of,
};
pub use findings::DeskState;
pub use fonts::SharedFonts;
pub use index::{IndexEntry, index_page};
pub use original::Pictured;

use super::Edition;
use super::chart::{Chart, Kind, SvgText, WORD_WIDTH, base64};
use super::{Extent, PresentError, comparison};
use crate::analysis::{Comparison, Item};
use crate::model::Warning;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A template of `data/page` by its name.
macro_rules! templates {
    ($($name:literal),*) => { [$(($name, include_str!(concat!("../../../data/page/", $name)))),*] };
}

/// The pages, and the parts that they share.
const TEMPLATES: [(&str, &str); 25] = templates![
    "layout.html",
    "report.html",
    "index.html",
    "money.html",
    "comparison.html",
    "chart.html",
    "story.html",
    "findings.html",
    "sources.html",
    "source_table.html",
    "original.html",
    "read.html",
    "tools.html",
    "units.html",
    "desk/frame.html",
    "desk/nothing.html",
    "desk/login.html",
    "desk/files.html",
    "desk/comparison.html",
    "desk/charts.html",
    "desk/row.html",
    "desk/text.html",
    "desk/findings.html",
    "desk/units.html",
    "desk/take.html"
];
const STYLE: &str = include_str!("../../../data/page/page.css");
const SCRIPT: &str = include_str!("../../../data/page/page.js");

/// The placeholder for the fonts in the style.
const FONTS: &str = "/*fonts*/";

/// 网页 with warnings about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The complete page.
    pub html: String,
    /// Warnings about characters that the embedded fonts lack.
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
    /// The two years of the report first, then others.
    pairs: Vec<figures::Figures>,
    choices: figures::Choices,
    legend: Vec<String>,
    charts: Vec<Picture>,
    /// Whether the folder holds document, notebook and pictures too.
    is_whole: bool,
    story: story::Story,
    audit: findings::Findings,
    documents: Vec<documents::DocumentView>,
    sources: Vec<cells::SourceTable>,
    read: read::ReadView,
}

#[derive(Serialize)]
struct Picture {
    id: &'static str,
    kind: &'static str,
    title: String,
    svg: String,
    /// The links to the picture's files, if there are any; else the page saves it.
    links: Option<PictureLinks>,
    /// Whether the picture that is copied is that of its link; else the page draws it.
    copies_png: bool,
}

/// The addresses of a picture's files.
#[derive(Debug, Clone, Serialize)]
pub struct PictureLinks {
    /// SVG
    pub svg: String,
    /// PNG
    pub png: String,
}

impl Picture {
    /// The picture of a chart of a comparison, with the links to its files. Its marks lead to their rows on
    /// `page`, which is empty for the same page.
    fn new(
        kind: Kind,
        chart: &Chart,
        links: Option<PictureLinks>,
        (comparison, page): (&Comparison, &str),
    ) -> Result<Self, crate::Error> {
        let row = |item: &Item| Some(format!("{page}#{}", figures::row_id(comparison, item)?));
        let svg = chart.svg_linked(SvgText::Shared, WORD_WIDTH, &row)?;
        let (title, copies_png) = (chart.title().to_owned(), !page.is_empty());
        Ok(Self { id: kind.name(), kind: kind.title(), title, svg, links, copies_png })
    }
}

/// The page of a report, for a folder of this extent.
///
/// # Errors
/// The template cannot be rendered, which would be a fault of the program.
pub fn report_page(edition: &Edition, extent: Extent) -> Result<Page, crate::Error> {
    let report = &edition.report;
    let anchors = anchors::Anchors::of(report);
    let comparison = &report.comparison;
    let charts = edition.charts.iter().map(|(kind, chart)| {
        let file = |extension| format!("charts/{}.{extension}", kind.name());
        let links = (extent == Extent::Whole).then(|| PictureLinks { svg: file("svg"), png: file("png") });
        Picture::new(*kind, chart, links, (comparison, ""))
    });
    let pairs = figures::all(report);
    let view = View {
        unit: if report.title.is_empty() { "未命名单位" } else { &report.title },
        year: comparison.year.get(),
        base: comparison.base.get(),
        phase: comparison.phase.name(),
        alone: report.alone.as_deref(),
        lead: cards::lead(edition),
        cards: cards::cards(report),
        choices: figures::choices(&pairs),
        pairs,
        legend: comparison::legend(&report.comparison),
        charts: charts.collect::<Result<_, crate::Error>>()?,
        is_whole: extent == Extent::Whole,
        story: story::story(edition, true),
        audit: findings::findings(report, &anchors, None),
        documents: documents::documents(report, &anchors),
        sources: cells::source_tables(report, &anchors),
        read: read::read(&edition.read),
    };
    match extent {
        Extent::Whole => render("report.html", &view),
        Extent::OneOfMany => Ok(Page { html: sharing("report.html", &view, "../")?, warnings: Vec::new() }),
    }
}

/// Renders a template and embeds fonts for its characters.
fn render(name: &str, view: &impl Serialize) -> Result<Page, crate::Error> {
    let html = rendered(name, view, "data:")?;
    let fonts = fonts::fonts(&html)?;
    Ok(Page { html: html.replacen(FONTS, &fonts.css, 1), warnings: fonts.warnings })
}

/// Renders a template whose fonts lie in another folder, to which `to` leads from the page.
fn sharing(name: &str, view: &impl Serialize, to: &str) -> Result<String, crate::Error> {
    // A page from the disk has no origin, so `'self'` alone would not admit its neighbours.
    Ok(rendered(name, view, "'self' file:")?.replacen(FONTS, &fonts::shared(to), 1))
}

/// Renders a template; `font_source` is what its policy admits fonts from.
fn rendered(name: &str, view: &impl Serialize, font_source: &str) -> Result<String, crate::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(PresentError::from)?);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).map_err(PresentError::from)?;
    }
    environment.add_global("style", STYLE);
    environment.add_global("script", SCRIPT);
    environment.add_global("script_hash", base64(&Sha256::digest(SCRIPT.as_bytes())));
    environment.add_global("font_source", font_source);
    environment.add_global("version", env!("CARGO_PKG_VERSION"));
    let rendered = environment.get_template(name).and_then(|page| page.render(Serde(view)));
    Ok(rendered.map_err(PresentError::from)?)
}

//! 工作页: the views of the local page. They are made of the same parts as the report's page.

mod files;
mod frame;
mod insertion;
mod recoding;
mod text;

pub use files::{DeskInput, is_of, size, warnings_of};
pub use frame::{DeskFrame, DeskLink, VIEWS, address};
pub use insertion::DeskInsertion;
pub use recoding::DeskRecoding;
pub use text::DeskText;

use super::anchors::Anchors;
use super::findings::DeskState;
use super::original::{Originals, Pictured};
use super::{Picture, PictureLinks, cells, documents, findings, history, index, rendered};
use crate::model::{AmountUnit, BudgetTable, Level};
use crate::present::chart::{BOLD, Chart, Kind, REGULAR};
use crate::present::{Edition, IndexEntry};
use crate::report::{Read, Report};
use frame::{of_pair, page};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A choice by its name, with its title.
#[derive(Serialize)]
struct Choice {
    name: String,
    title: String,
    chosen: bool,
}

/// 要画的图: what the user chose, and the chart or why it cannot be drawn.
pub struct DeskChart<'a> {
    /// The kind.
    pub kind: Kind,
    /// What was chosen, by the names of the form's fields.
    pub chosen: &'a BTreeMap<String, String>,
    /// The chart, or the reason.
    pub drawn: Result<&'a Chart, String>,
    /// The addresses of SVG and PNG.
    pub links: PictureLinks,
    /// The chart as it may stand in the text.
    pub insertion: DeskInsertion,
}

/// The content of a view.
pub enum DeskView<'a> {
    /// There is nothing to show, for this reason.
    Nothing(String),
    /// 放入文件
    Files {
        /// The inputs.
        inputs: &'a [DeskInput],
        /// What was read, if anything.
        read: Option<&'a Read>,
        /// Why nothing could be read.
        reason: String,
    },
    /// 对比
    Comparison(&'a Edition, &'a [DeskRecoding<'a>], Vec<DeskLink>),
    /// A row of the comparison, by its identifier, in all years; with the address of the comparison.
    Row(&'a Report, &'a str, String, Pictured<'a>),
    /// 图
    Charts(&'a Edition, DeskChart<'a>),
    /// 情况说明: with what was typed, the charts that stand in it, and the files to download.
    Text(&'a Edition, &'a [DeskText], &'a [DeskInsertion], Vec<DeskLink>),
    /// 审查
    Findings {
        /// The results.
        report: &'a Report,
        /// What was decided about findings, by their signatures.
        states: &'a BTreeMap<String, DeskState>,
        /// What can be decided, by name and title.
        choices: &'a [(&'static str, &'static str)],
        /// The pages of documents.
        pictured: Pictured<'a>,
        /// The files to download.
        downloads: Vec<DeskLink>,
    },
    /// 许多单位
    Units(&'a [IndexEntry]),
    /// 带走: the address of the archive.
    Take(String),
}

/// The page of a view.
///
/// # Errors
/// The template cannot be rendered, which would be a fault of the program.
pub fn desk_page(frame: &DeskFrame, view: &DeskView<'_>) -> Result<String, crate::Error> {
    match view {
        DeskView::Nothing(reason) => {
            #[derive(Serialize)]
            struct Body<'a> {
                reason: &'a str,
            }
            page(frame, "desk/nothing.html", false, Body { reason })
        }
        DeskView::Files { inputs, read, reason } => files::page(frame, inputs, *read, reason),
        DeskView::Comparison(edition, recodings, downloads) => recoding::page(frame, edition, recodings, downloads),
        DeskView::Row(report, id, back, pictured) => {
            #[derive(Serialize)]
            struct Body<'a> {
                history: history::History,
                back: &'a str,
            }
            match history::history(report, id, &Originals::new(*pictured, report.items.items())) {
                Some(history) => page(frame, "desk/row.html", false, Body { history, back }),
                None => desk_page(frame, &DeskView::Nothing("对比表里没有这一行。".to_owned())),
            }
        }
        DeskView::Charts(edition, chart) => charted(frame, edition, chart),
        DeskView::Text(edition, texts, charts, downloads) => text::page(frame, edition, (texts, charts), downloads),
        DeskView::Findings { report, states, choices, pictured, downloads } => {
            found(frame, report, (states, choices), *pictured, downloads)
        }
        DeskView::Units(entries) => listed(frame, entries),
        DeskView::Take(zip) => {
            #[derive(Serialize)]
            struct Body<'a> {
                zip: &'a str,
            }
            page(frame, "desk/take.html", false, Body { zip })
        }
    }
}

/// The page for someone who is not let in; `asks` for the password.
///
/// # Errors
/// As [`desk_page`].
pub fn login_page(reason: &str, asks: bool) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        title: &'static str,
        reason: &'a str,
        asks: bool,
    }
    rendered("desk/login.html", &Body { title: "同比", reason, asks }, "data:")
}

/// The widths offered for pictures: of the text of a Word page at 300 dpi, of a slide, and of a column.
const WIDTHS: [(&str, &str); 3] = [("2000", "Word 正文"), ("2800", "幻灯片"), ("1400", "Word 半页")];

fn charted(frame: &DeskFrame, edition: &Edition, chart: &DeskChart<'_>) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        kinds: Vec<Choice>,
        tables: Vec<Choice>,
        measures: Vec<Choice>,
        levels: Vec<Choice>,
        sorts: Vec<Choice>,
        amount_units: Vec<Choice>,
        widths: Vec<Choice>,
        palettes: Vec<Choice>,
        top: &'a str,
        chart: Option<Picture>,
        insertion: insertion::InsertionView,
        reason: &'a str,
    }
    let is = |field: &str, name: &str| chart.chosen.get(field).is_some_and(|chosen| chosen == name);
    let choice = |field: &str, name: &str, title: &str| Choice {
        name: name.to_owned(),
        title: title.to_owned(),
        chosen: is(field, name),
    };
    let rows = || edition.report.comparison.rows.iter().map(|row| &row.item);
    let is_there = |table: &BudgetTable| rows().any(|item| item.table == *table);
    let measures: BTreeSet<String> =
        rows().filter(|item| !item.measure.is_total()).map(|item| item.measure.to_string()).collect();
    let of =
        |field: &str, names: &[(&str, &str)]| names.iter().map(|(name, title)| choice(field, name, title)).collect();
    let kinds = Kind::ALL.iter().filter(|kind| **kind != Kind::Units).map(|kind| Choice {
        name: kind.name().to_owned(),
        title: kind.title().to_owned(),
        chosen: *kind == chart.kind,
    });
    let beside = (&edition.report.comparison, format!("/comparison{}", of_pair(frame)));
    let picture =
        |drawn: &&Chart| Picture::new(chart.kind, drawn, Some(chart.links.clone()), (beside.0, beside.1.as_str()));
    let drawn = chart.drawn.as_ref().ok().map(picture);
    let body = Body {
        kinds: kinds.collect(),
        tables: BudgetTable::ALL
            .iter()
            .filter(|table| is_there(table))
            .map(|table| choice("table", table.name(), table.title()))
            .collect(),
        measures: measures.iter().map(|measure| choice("measure", measure, measure)).collect(),
        levels: Level::ALL.iter().map(|level| choice("level", level.name(), level.name())).collect(),
        sorts: of("sort", &[("code", "按编码"), ("change", "按增减额"), ("growth", "按增减率")]),
        amount_units: AmountUnit::ALL.iter().map(|unit| choice("unit", unit.name(), unit.name())).collect(),
        widths: of("width", &WIDTHS),
        palettes: of("palette", &[("default", "蓝与橙"), ("gray", "灰度")]),
        top: chart.chosen.get("top").map_or("", String::as_str),
        chart: drawn.transpose()?,
        insertion: insertion::view(&chart.insertion),
        reason: chart.drawn.as_ref().err().map_or("", String::as_str),
    };
    page(frame, "desk/charts.html", false, body)
}

fn found(
    frame: &DeskFrame,
    report: &Report,
    (states, choices): (&BTreeMap<String, DeskState>, &[(&'static str, &'static str)]),
    pictured: Pictured<'_>,
    downloads: &[DeskLink],
) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        audit: findings::Findings,
        documents: Vec<documents::DocumentView>,
        sources: Vec<cells::SourceTable>,
        states: Vec<Choice>,
        files: BTreeSet<String>,
        checks: BTreeSet<String>,
        downloads: &'a [DeskLink],
    }
    let anchors = Anchors::of(report);
    let found = report.audit.findings();
    let originals = Originals::new(pictured, report.items.items());
    let body = Body {
        audit: findings::findings(report, &anchors, Some((states, &originals))),
        documents: documents::documents(report, &anchors),
        sources: cells::source_tables(report, &anchors),
        states: choices
            .iter()
            .map(|(name, title)| Choice { name: (*name).to_owned(), title: (*title).to_owned(), chosen: false })
            .collect(),
        files: found.iter().map(|judged| judged.place.file.to_string()).collect(),
        checks: found.iter().map(|judged| crate::present::audit::check_name(judged.code)).collect(),
        downloads,
    };
    page(frame, "desk/findings.html", false, body)
}

fn listed(frame: &DeskFrame, entries: &[IndexEntry]) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Failed<'a> {
        title: &'a str,
        reason: &'a str,
    }
    #[derive(Serialize)]
    struct Body<'a> {
        rows: Vec<index::UnitView>,
        sum: Option<index::SumView>,
        failed: Vec<Failed<'a>>,
    }
    let link = |unit: &str| {
        let of = address(&[("of", unit)]);
        (format!("/comparison{of}"), format!("/findings{of}"))
    };
    let failed =
        entries.iter().filter_map(|entry| Some(Failed { title: &entry.title, reason: entry.made.as_ref().err()? }));
    let body = Body { rows: index::units(entries, link), sum: index::sum(entries), failed: failed.collect() };
    page(frame, "desk/units.html", false, body)
}

/// The files that every view needs besides its own page, by path: type and content.
pub const ASSETS: [(&str, &str, &[u8]); 16] = [
    ("/page.css", CSS, super::STYLE.as_bytes()),
    ("/desk.css", CSS, include_bytes!("../../../../data/page/desk/desk.css")),
    ("/page.js", SCRIPT, super::SCRIPT.as_bytes()),
    ("/theme.js", SCRIPT, include_bytes!("../../../../data/page/desk/theme.js")),
    ("/desk.js", SCRIPT, include_bytes!("../../../../data/page/desk/desk.js")),
    ("/desk/send.js", SCRIPT, include_bytes!("../../../../data/page/desk/send.js")),
    ("/desk/files.js", SCRIPT, include_bytes!("../../../../data/page/desk/files.js")),
    ("/desk/charts.js", SCRIPT, include_bytes!("../../../../data/page/desk/charts.js")),
    ("/desk/comparison.js", SCRIPT, include_bytes!("../../../../data/page/desk/comparison.js")),
    ("/desk/insert.js", SCRIPT, include_bytes!("../../../../data/page/desk/insert.js")),
    ("/desk/original.js", SCRIPT, include_bytes!("../../../../data/page/desk/original.js")),
    ("/desk/text.js", SCRIPT, include_bytes!("../../../../data/page/desk/text.js")),
    ("/desk/findings.js", SCRIPT, include_bytes!("../../../../data/page/desk/findings.js")),
    ("/font/regular.otf", FONT, REGULAR),
    ("/font/bold.otf", FONT, BOLD),
    ("/robots.txt", "text/plain; charset=utf-8", b"User-agent: *\nDisallow: /\n"),
];

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const FONT: &str = "font/otf";

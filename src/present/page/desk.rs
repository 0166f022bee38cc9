//! 工作页: the views of the local page. They are made of the same parts as the report's page.

use super::anchors::Anchors;
use super::findings::DeskState;
use super::{Picture, PictureLinks, cards, cells, documents, figures, findings, index, rendered, story};
use crate::model::{AmountUnit, BudgetTable, Level, Warning};
use crate::present::chart::{BOLD, Chart, Kind, REGULAR};
use crate::present::explanation::{Profile, ProfileKey, explain};
use crate::present::{Edition, IndexEntry, comparison};
use crate::report::{Read, Report};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// 一页: which view it is, and what it is about.
#[derive(Debug, Clone, Default)]
pub struct DeskFrame {
    /// The name of the view: one of [`VIEWS`].
    pub view: &'static str,
    /// The names of all units.
    pub units: Vec<String>,
    /// The unit that the view is about; empty if it is about all.
    pub unit: String,
    /// The years that can be compared.
    pub years: Vec<u16>,
    /// 基期和本期
    pub pair: (u16, u16),
}

/// The views by name, in the order of the tabs.
pub const VIEWS: [(&str, &str); 7] = [
    ("files", "放入文件"),
    ("comparison", "对比"),
    ("charts", "图"),
    ("text", "情况说明"),
    ("findings", "审查"),
    ("units", "许多单位"),
    ("take", "带走"),
];

/// 放入的文件 with what was read from it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeskInput {
    /// Its name.
    pub name: String,
    /// Its size in words.
    pub size: String,
    /// The units in it.
    pub unit: String,
    /// Years and phases of its tables.
    pub year_read: String,
    /// The number of its tables.
    pub tables: usize,
    /// The number of its figures.
    pub figures: usize,
    /// The number of warnings about it.
    pub warnings: usize,
    /// Whether it is left out.
    pub left_out: bool,
    /// The year that the user gave.
    pub year: String,
    /// The version of its entry.
    pub version: u64,
}

/// 填写处 with what was typed there.
#[derive(Debug, Clone)]
pub struct DeskText {
    /// What it is.
    pub key: ProfileKey,
    /// What was typed.
    pub text: String,
    /// Why that cannot be used.
    pub fault: String,
    /// The version of its entry.
    pub version: u64,
}

/// A file that can be downloaded.
#[derive(Debug, Clone, Serialize)]
pub struct DeskLink {
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: String,
}

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
    Comparison(&'a Edition, Vec<DeskLink>),
    /// 图
    Charts(&'a Edition, DeskChart<'a>),
    /// 情况说明
    Text(&'a Edition, &'a [DeskText], Vec<DeskLink>),
    /// 审查
    Findings(&'a Report, &'a BTreeMap<String, DeskState>, &'a [(&'static str, &'static str)], Vec<DeskLink>),
    /// 许多单位
    Units(&'a [IndexEntry]),
    /// 带走: the address of the archive.
    Take(String),
}

#[derive(Serialize)]
struct Tab {
    name: &'static str,
    title: &'static str,
    link: String,
}

#[derive(Serialize)]
struct Page<'a, V> {
    view: &'static str,
    title: &'static str,
    tabs: Vec<Tab>,
    units: &'a [String],
    unit: &'a str,
    years: &'a [u16],
    base: u16,
    year: u16,
    is_of_unit: bool,
    comparable: bool,
    #[serde(flatten)]
    body: V,
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
        DeskView::Files { inputs, read, reason } => {
            #[derive(Serialize)]
            struct Body<'a> {
                inputs: &'a [DeskInput],
                read: Option<super::read::ReadView>,
                reason: &'a str,
            }
            page(frame, "desk/files.html", false, Body { inputs, read: read.map(super::read::read), reason })
        }
        DeskView::Comparison(edition, downloads) => compared(frame, edition, downloads),
        DeskView::Charts(edition, chart) => charted(frame, edition, chart),
        DeskView::Text(edition, texts, downloads) => told(frame, edition, texts, downloads),
        DeskView::Findings(report, states, choices, downloads) => found(frame, report, (states, choices), downloads),
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

fn page(frame: &DeskFrame, template: &str, comparable: bool, body: impl Serialize) -> Result<String, crate::Error> {
    let title = VIEWS.iter().find(|(name, _)| *name == frame.view).map_or("", |(_, title)| title);
    let of_all = ["files", "units"].contains(&frame.view);
    let tabs = VIEWS.iter().filter(|(name, _)| *name != "units" || frame.units.len() > 1);
    let tabs = tabs.map(|(name, title)| {
        let path = if *name == "files" { "" } else { name };
        let several = frame.units.len() > 1 && !["files", "units"].contains(name) && !frame.unit.is_empty();
        let of = if several { address(&[("of", &frame.unit)]) } else { String::new() };
        Tab { name, title, link: format!("/{path}{of}") }
    });
    let view = Page {
        view: frame.view,
        title,
        tabs: tabs.collect(),
        units: &frame.units,
        unit: if of_all { "" } else { &frame.unit },
        years: &frame.years,
        base: frame.pair.0,
        year: frame.pair.1,
        is_of_unit: !of_all,
        comparable,
        body,
    };
    rendered(template, &view, "data:")
}

fn compared(frame: &DeskFrame, edition: &Edition, downloads: &[DeskLink]) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        alone: Option<&'a str>,
        lead: Option<String>,
        pairs: [figures::Figures; 1],
        choices: figures::Choices,
        legend: Vec<String>,
        downloads: &'a [DeskLink],
    }
    let report = &edition.report;
    let pairs = [figures::figures(&report.comparison, report.alone.is_some(), "")];
    let comparable = pairs[0].comparable;
    let body = Body {
        alone: report.alone.as_deref(),
        lead: cards::lead(edition),
        choices: figures::choices(&pairs),
        pairs,
        legend: comparison::legend(&report.comparison),
        downloads,
    };
    page(frame, "desk/comparison.html", comparable, body)
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
    let (base, year) = frame.pair;
    let fields = [("of", frame.unit.as_str()), ("base", &base.to_string()), ("year", &year.to_string())];
    let beside = (&edition.report.comparison, format!("/comparison{}", address(&fields)));
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
        reason: chart.drawn.as_ref().err().map_or("", String::as_str),
    };
    page(frame, "desk/charts.html", false, body)
}

fn told(
    frame: &DeskFrame,
    edition: &Edition,
    texts: &[DeskText],
    downloads: &[DeskLink],
) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Blank {
        what: String,
        heading: String,
        key: String,
        text: String,
        fault: String,
        version: u64,
        how: &'static str,
        rows: usize,
    }
    #[derive(Serialize)]
    struct Body<'a> {
        blanks: Vec<Blank>,
        story: story::Story,
        downloads: &'a [DeskLink],
    }
    let blank = |key: &ProfileKey, what: String, heading: &str| {
        let typed = texts.iter().find(|typed| typed.key == *key);
        Blank {
            what,
            heading: heading.to_owned(),
            key: key.to_string(),
            text: typed.map(|typed| typed.text.clone()).unwrap_or_default(),
            fault: typed.map(|typed| typed.fault.clone()).unwrap_or_default(),
            version: typed.map_or(0, |typed| typed.version),
            how: key.hint(),
            rows: if key.is_list() { 3 } else { 2 },
        }
    };
    // The boxes are those of a text in which nothing was typed, so that a box stays where it is when it is filled.
    let unit_alone = Profile { form: edition.profile.form, ..Profile::default() };
    let open = explain(&edition.content, &unit_alone, None)?.open;
    let asked = open.iter().map(|open| {
        let what = open.missing.clone().unwrap_or_else(|| format!("沿用上年，请核对：{}", open.text));
        blank(&open.key, what, &open.heading)
    });
    let is_asked = |key: &ProfileKey| open.iter().any(|open| open.key == *key);
    let others = texts.iter().filter(|typed| !typed.text.is_empty() && !is_asked(&typed.key));
    let others = others.map(|typed| blank(&typed.key, typed.key.to_string(), "现在的文字里没有这一处"));
    let body = Body { blanks: asked.chain(others).collect(), story: story::story(edition), downloads };
    page(frame, "desk/text.html", false, body)
}

fn found(
    frame: &DeskFrame,
    report: &Report,
    (states, choices): (&BTreeMap<String, DeskState>, &[(&'static str, &'static str)]),
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
    let body = Body {
        audit: findings::findings(report, &anchors, Some(states)),
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

/// A query with these fields, percent-encoded; empty fields are left out.
pub fn address(fields: &[(&str, &str)]) -> String {
    let mut address = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(address, "{}{name}=", if address.is_empty() { '?' } else { '&' });
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => address.push(byte.into()),
                byte => drop(write!(address, "%{byte:02X}")),
            }
        }
    }
    address
}

/// A number of bytes in words.
pub fn size(bytes: u64) -> String {
    const STEP: u64 = 1024;
    match bytes {
        0..STEP => format!("{bytes} 字节"),
        STEP..0x10_0000 => format!("{} KB", bytes.div_ceil(STEP)),
        _ => format!("{} MB", bytes.div_ceil(STEP * STEP)),
    }
}

/// The files that every view needs besides its own page, by path: type and content.
pub const ASSETS: [(&str, &str, &[u8]); 13] = [
    ("/page.css", CSS, super::STYLE.as_bytes()),
    ("/desk.css", CSS, include_bytes!("../../../data/page/desk/desk.css")),
    ("/page.js", SCRIPT, super::SCRIPT.as_bytes()),
    ("/theme.js", SCRIPT, include_bytes!("../../../data/page/desk/theme.js")),
    ("/desk.js", SCRIPT, include_bytes!("../../../data/page/desk/desk.js")),
    ("/desk/send.js", SCRIPT, include_bytes!("../../../data/page/desk/send.js")),
    ("/desk/files.js", SCRIPT, include_bytes!("../../../data/page/desk/files.js")),
    ("/desk/charts.js", SCRIPT, include_bytes!("../../../data/page/desk/charts.js")),
    ("/desk/text.js", SCRIPT, include_bytes!("../../../data/page/desk/text.js")),
    ("/desk/findings.js", SCRIPT, include_bytes!("../../../data/page/desk/findings.js")),
    ("/font/regular.otf", FONT, REGULAR),
    ("/font/bold.otf", FONT, BOLD),
    ("/robots.txt", "text/plain; charset=utf-8", b"User-agent: *\nDisallow: /\n"),
];

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const FONT: &str = "font/otf";

/// The warnings about one input: its own, and those of the files in it if it is an archive.
pub fn warnings_of<'a>(warnings: &'a [Warning], input: &'a str) -> impl Iterator<Item = &'a Warning> {
    warnings.iter().filter(move |warning| is_of(&warning.place.file, input))
}

/// Whether a file is this input, or lies in it.
pub fn is_of(file: &str, input: &str) -> bool {
    file.strip_prefix(input).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

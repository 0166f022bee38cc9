//! 各页: one handler for each view.

use super::answer::{self, Answer};
use super::desk::{Content, Desk, Reading, Wanted};
use super::{Server, Shared, writes};
use crate::Error;
use crate::model::FiscalYear;
use crate::present::chart::{Chart, Kind};
use crate::present::{
    self, ChartFigures, DeskChart, DeskFrame, DeskInput, DeskInsertion, DeskLink, DeskRecoding, DeskState, DeskText,
    DeskView, Edition, IndexEntry, PictureLinks, address,
};
use crate::project::{ChartWords, Entry, FindingState, Insertion, Recoding, Text};
use crate::report::Report;
use axum::extract::{Query, State};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The fields of an address.
pub(super) type Fields = BTreeMap<String, String>;

/// What an address asks for.
pub(super) fn wanted(fields: &Fields) -> Wanted {
    let year = |name: &str| fields.get(name).and_then(|text| text.parse().ok()).and_then(FiscalYear::new);
    Wanted { unit: fields.get("of").cloned(), pair: (year("base"), year("year")) }
}

/// The frame of a view that is about all units.
fn frame(view: &'static str, content: Option<&Content>) -> DeskFrame {
    let units = content.map(|content| content.split.units.iter().map(|unit| unit.title()).collect());
    DeskFrame { view, units: units.unwrap_or_default(), ..DeskFrame::default() }
}

/// The frame of a view of a unit.
fn frame_of(view: &'static str, content: &Content, wanted: &Wanted, report: &Report) -> DeskFrame {
    let years: BTreeSet<u16> = report.trend.columns.iter().map(|(year, _)| year.get()).collect();
    DeskFrame {
        unit: content.split.units[Desk::unit(content, wanted)].title(),
        years: years.into_iter().collect(),
        pair: (report.comparison.base.get(), report.comparison.year.get()),
        corrections: report.comparison.user_corrections.len(),
        ..frame(view, Some(content))
    }
}

/// The page of a view, or what stands in its way.
async fn view(
    server: Shared,
    name: &'static str,
    make: impl FnOnce(&Server, (&Arc<Reading>, &Content)) -> Result<String, Error> + Send + 'static,
) -> Answer {
    answer::work(server, move |server| {
        let reading = server.desk.reading()?;
        let nothing = |content: Option<&Content>, reason: &str| {
            present::desk_page(&frame(name, content), &DeskView::Nothing(reason.to_owned())).map(answer::html)
        };
        match &reading.outcome {
            Err(reason) => nothing(None, reason),
            Ok(content) => match make(server, (&reading, content)) {
                Ok(page) => Ok(answer::html(page)),
                Err(error) => nothing(Some(content), &answer::words(server, &error)),
            },
        }
    })
    .await
}

/// The number of files up to which all of them are corrected on one page.
const MANY: usize = 60;

/// 放入文件
pub(super) async fn files(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    answer::work(server, move |server| {
        let reading = server.desk.reading()?;
        let content = reading.outcome.as_ref().ok();
        // Of many files one at a time is open, so that the page stays small.
        let chosen = fields.get("file").map_or("", String::as_str);
        let is_open = |name: &str| reading.inputs.len() <= MANY || name == chosen;
        let inputs = reading.inputs.iter().map(|input| shown(input, content, is_open(&input.name)));
        let inputs: Vec<DeskInput> = inputs.collect();
        let reason = match &reading.outcome {
            Err(reason) if !inputs.is_empty() => reason.clone(),
            _ => String::new(),
        };
        let view = DeskView::Files { inputs: &inputs, read: content.map(|content| &content.read), reason };
        present::desk_page(&frame("files", content), &view).map(answer::html)
    })
    .await
}

fn shown(input: &crate::project::Input, content: Option<&Content>, open: bool) -> DeskInput {
    // Files in an archive follow it.
    let from = content.into_iter().flat_map(|content| content.holds.range(Arc::<str>::from(&*input.name)..));
    let holds = from.take_while(|(file, _)| file.starts_with(&*input.name));
    let holds: Vec<_> = holds.filter(|(file, _)| present::is_of(file, &input.name)).map(|(_, holds)| holds).collect();
    let all = |of: fn(&super::desk::Holds) -> &BTreeSet<String>| {
        let all: BTreeSet<&String> = holds.iter().flat_map(|holds| of(holds)).collect();
        all.into_iter().map(String::as_str).collect::<Vec<_>>().join("、")
    };
    DeskInput {
        name: input.name.clone(),
        size: present::size(input.bytes),
        unit: all(|holds| &holds.units),
        year_read: all(|holds| &holds.years),
        tables: holds.iter().map(|holds| holds.tables).sum(),
        figures: holds.iter().map(|holds| holds.figures).sum(),
        warnings: content.map_or(0, |content| present::warnings_of(&content.read.warnings, &input.name).count()),
        left_out: input.left_out,
        open,
        link: format!("/{}#chosen", address(&[("file", &input.name)])),
        year: input.year.map(|year| year.to_string()).unwrap_or_default(),
        unit_given: input.unit.clone(),
        phase: input.phase.clone(),
        money: input.money.clone(),
        kinds: input.tables.clone(),
        moneys: input.moneys.clone(),
        version: input.version,
    }
}

/// The links to files of a unit, each with what it is called.
fn links(frame: &DeskFrame, files: &[(&str, &str)]) -> Vec<DeskLink> {
    let (base, year) = (frame.pair.0.to_string(), frame.pair.1.to_string());
    let of = address(&[("of", &frame.unit), ("base", &base), ("year", &year)]);
    let link =
        |(name, title): &(&str, &str)| DeskLink { title: (*title).to_owned(), link: format!("/download/{name}{of}") };
    files.iter().map(link).collect()
}

/// 对比
pub(super) async fn comparison(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    view(server, "comparison", move |server, read| {
        let wanted = wanted(&fields);
        let edition = server.desk.edition(read, &wanted)?;
        let frame = frame_of("comparison", read.1, &wanted, &edition.report);
        let files = [
            ("comparison.xlsx", "Excel"),
            ("comparison.csv", "CSV"),
            ("comparison.json", "JSON"),
            ("comparison.parquet", "Parquet"),
        ];
        let links = links(&frame, &files);
        let proposals = server.desk.proposals(read, &wanted, &edition.report)?;
        let ticked = server.desk.project().entries::<Recoding>()?;
        let recodings = proposals.iter().map(|(proposal, rows)| {
            let known = ticked.iter().find(|recoding| recoding.rows == *rows);
            let (counts, version) = known.map_or((false, 0), |known| (known.counts, known.version));
            DeskRecoding { proposal, rows, counts, version }
        });
        present::desk_page(&frame, &DeskView::Comparison(&edition, &recodings.collect::<Vec<_>>(), links))
    })
    .await
}

/// The addresses of the pages of PDF files as pictures: of those that were dropped, and of those in an archive that was.
fn pictured(reading: &Reading) -> impl Fn(&str, u32) -> Option<String> {
    let inputs: BTreeMap<&str, &str> = reading.inputs.iter().map(|input| (&*input.name, &*input.sha256)).collect();
    move |file, page| {
        if !is_pdf(file) {
            return None;
        }
        let ends = [file.len()].into_iter().chain(file.rmatch_indices('/').map(|(at, _)| at));
        let mut known = ends.filter_map(|end| Some((*inputs.get(file.get(..end)?)?, file.get(end..)?)));
        let (fingerprint, inner) = known.next()?;
        Some(format!("/page/{fingerprint}/{page}{}", address(&[("in", inner.trim_start_matches('/'))])))
    }
}

fn is_pdf(file: &str) -> bool {
    file.to_lowercase().ends_with(".pdf")
}

/// 对比表的一行
pub(super) async fn row(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    view(server, "comparison", move |server, read| {
        let wanted = wanted(&fields);
        let report = server.desk.report(read, &wanted)?;
        let frame = frame_of("comparison", read.1, &wanted, &report);
        let id = fields.get("row").map_or("", String::as_str);
        let (base, year) = (frame.pair.0.to_string(), frame.pair.1.to_string());
        let back = address(&[("of", &frame.unit), ("base", &base), ("year", &year)]);
        let pictured = pictured(read.0);
        present::desk_page(&frame, &DeskView::Row(&report, id, format!("/comparison{back}#{id}"), &pictured))
    })
    .await
}

/// The kind of chart and the options that an address asks for. Without a kind, the report's first.
pub(super) fn chosen(fields: &Fields, edition: &Edition) -> Result<(Kind, ChartWords), Error> {
    let kind = match fields.get("kind").filter(|name| !name.is_empty()) {
        Some(name) => Kind::from_name(name)?,
        None => edition.charts.first().map_or(Kind::Waterfall, |(kind, _)| *kind),
    };
    Ok((kind, ChartWords::of_fields(fields)?))
}

/// The chart that is chosen, and the width of its picture.
pub(super) fn drawn(edition: &Edition, kind: Kind, words: &ChartWords, is_png: bool) -> Result<(Chart, u32), Error> {
    let width = words.width(is_png)?;
    let options = words.options(width)?;
    let chart = present::chart_of(ChartFigures::of(&edition.report), kind, &options);
    let none = || Chart::no_execution(Some(edition.report.comparison.year));
    Ok((chart.unwrap_or_else(|| Err(none()))?, width))
}

/// 图
pub(super) async fn charts(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    view(server, "charts", move |server, read| {
        let wanted = wanted(&fields);
        let edition = server.desk.edition(read, &wanted)?;
        let frame = frame_of("charts", read.1, &wanted, &edition.report);
        let (kind, words) = chosen(&fields, &edition)?;
        let chart = drawn(&edition, kind, &words, false).map_err(|error| answer::words(server, &error));
        let mut asked: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if !fields.contains_key("kind") {
            asked.push(("kind", kind.name()));
        }
        let query = address(&asked);
        let insertion = Insertion::of(&frame.unit, kind, &fields);
        let known = server.desk.project().entries::<Insertion>()?.into_iter().find(|one| one.is_same(&insertion));
        let view = DeskChart {
            kind,
            insertion: inserted(&known.unwrap_or(insertion)),
            chosen: &fields,
            drawn: chart.as_ref().map(|(chart, _)| chart).map_err(Clone::clone),
            links: PictureLinks { svg: format!("/chart.svg{query}"), png: format!("/chart.png{query}") },
        };
        present::desk_page(&frame, &DeskView::Charts(&edition, view))
    })
    .await
}

/// A chart that stands in the text, or may be put there.
fn inserted(insertion: &Insertion) -> DeskInsertion {
    DeskInsertion {
        unit: insertion.unit.clone(),
        words: insertion.words.clone(),
        stands: insertion.stands,
        version: insertion.version,
    }
}

/// 情况说明
pub(super) async fn text(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    view(server, "text", move |server, read| {
        let wanted = wanted(&fields);
        let edition = server.desk.edition(read, &wanted)?;
        let frame = frame_of("text", read.1, &wanted, &edition.report);
        let typed = server.desk.project().texts(&frame.unit)?;
        let typed: Vec<DeskText> = typed.into_iter().filter_map(typed_text).collect();
        let links = links(&frame, &[("text.docx", "Word"), ("text.md", "Markdown"), ("text.txt", "纯文本")]);
        let charts = server.desk.project().entries::<Insertion>()?;
        let charts = charts.iter().filter(|one| one.stands && one.unit == frame.unit).map(inserted);
        present::desk_page(&frame, &DeskView::Text(&edition, &typed, &charts.collect::<Vec<_>>(), links))
    })
    .await
}

fn typed_text(text: Text) -> Option<DeskText> {
    let fault = text.fault().unwrap_or_default();
    Some(DeskText { key: text.key()?, text: text.text, fault, version: text.version })
}

/// 审查
pub(super) async fn findings(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    view(server, "findings", move |server, read| {
        let wanted = wanted(&fields);
        let report = server.desk.report(read, &wanted)?;
        let frame = frame_of("findings", read.1, &wanted, &report);
        let states = server.desk.project().entries::<FindingState>()?.into_iter();
        let states = states.map(|state| {
            let FindingState { finding: id, state, note, version } = state;
            (id.clone(), DeskState { id, name: state.name(), note, version })
        });
        let mut links = links(
            &frame,
            &[("findings.xlsx", "问题清单（Excel）"), ("findings.txt", "台账（文本）"), ("findings.json", "JSON")],
        );
        for file in &read.1.split.units[Desk::unit(read.1, &wanted)].loaded.files {
            let is_docx = file.to_lowercase().ends_with(".docx");
            let query = address(&[("file", file), ("of", &frame.unit)]);
            let mut add =
                |path: &str, title: String| links.push(DeskLink { title, link: format!("/download/{path}{query}") });
            if is_pdf(file) || is_docx {
                add("annotated", format!("{file} 加批注"));
            }
            if is_docx {
                add("corrected", format!("{file} 改好的"));
            }
        }
        let view = DeskView::Findings {
            report: &report,
            states: &states.collect(),
            choices: &writes::choices(),
            pictured: &pictured(read.0),
            downloads: links,
        };
        present::desk_page(&frame, &view)
    })
    .await
}

/// 许多单位
pub(super) async fn units(State(server): State<Shared>) -> Answer {
    view(server, "units", |server, read| {
        let settled = server.desk.project().settled()?;
        let entries: Vec<IndexEntry> =
            server.desk.entries(read)?.iter().map(|entry| entry.clone().without(&settled)).collect();
        present::desk_page(&frame("units", Some(read.1)), &DeskView::Units(&entries))
    })
    .await
}

/// 带走
pub(super) async fn take(State(server): State<Shared>, Query(fields): Query<Fields>) -> Answer {
    view(server, "take", move |server, read| {
        let wanted = wanted(&fields);
        let report = server.desk.report(read, &wanted)?;
        let frame = frame_of("take", read.1, &wanted, &report);
        let zip = format!("/download/report.zip{}", address(&[("of", &frame.unit)]));
        present::desk_page(&frame, &DeskView::Take(zip))
    })
    .await
}

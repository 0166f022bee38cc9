//! 公开稿: a whole disclosure as a Word document, from the cover to the signature.

use super::super::chart::{Chart, ChartOptions, Kind};
use super::super::docx::{self, Block, Docx, Picture, Section, Style};
use super::super::forms::{Form, FormOptions, forms};
use super::{Content, Explanation, Passage, Profile, Sources, Wording, publication_tables, targets};
use crate::audit::Audit;
use crate::model::{BudgetTable, Paper, Phase, Place, Warning, WarningKind};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The width of charts in pixels, enough for print across the page.
const CHART_WIDTH: u32 = 1600;
/// The rows of a chart, so that it takes no more than about half a page; the text has them all.
const CHART_ROWS: usize = 8;
/// Tables with up to this number of rows share pages.
const SHORT: usize = 10;

/// 公开稿.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The .docx.
    pub bytes: Vec<u8>,
    /// Charts that could not be drawn.
    pub warnings: Vec<Warning>,
}

/// 插图: a chart that a user put into the text.
#[derive(Debug, Clone)]
pub struct PlacedChart {
    /// Its kind.
    pub kind: Kind,
    /// The table that it was chosen to be of.
    pub table: Option<BudgetTable>,
    /// The chart.
    pub chart: Chart,
}

/// Additions to the text.
#[derive(Clone, Copy)]
struct Appendix<'a> {
    charts: bool,
    placed: &'a [PlacedChart],
    /// Whether the tables of both years that the template asks for are included.
    tables: bool,
    audit: Option<&'a Audit>,
}

/// The Word document of a whole disclosure, with the charts that were put into it, and with those that the template asks
/// for if `charts` is true.
///
/// # Errors
/// A chart cannot be written, which would be a fault of the program.
pub fn publish(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    profile: &Profile,
    charts: bool,
    placed: &[PlacedChart],
) -> Result<Publication, crate::Error> {
    write(explanation, content, sources, profile, Appendix { charts, placed, tables: false, audit: None })
}

/// The Word document of a report: the publication with charts, the tables of both years next to the sentences about
/// them, and the audit's findings as a last section for the drafter.
///
/// # Errors
/// As [`publish`].
pub fn publish_report(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    profile: &Profile,
    placed: &[PlacedChart],
    audit: Option<&Audit>,
) -> Result<Publication, crate::Error> {
    let content = content.clone().with_amounts(profile);
    write(explanation, &content, sources, profile, Appendix { charts: true, placed, tables: true, audit })
}

fn write(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    profile: &Profile,
    appendix: Appendix<'_>,
) -> Result<Publication, crate::Error> {
    let words = profile.words(content);
    let mut writer = Writer {
        content,
        sources,
        words: &words,
        form: profile.form_of(content),
        appendix,
        sections: vec![Section { landscape: false, blocks: vec![Block::Contents] }],
        open: Vec::new(),
        counts: Counts::default(),
        warnings: Vec::new(),
    };
    if !explanation.passages.contains(&Passage::Forms) {
        let text = format!("第二部分 {}年{}{}公开表", content.year, content.scope.name(), content.phase);
        writer.open.push(Block::Paragraph { style: Style::Heading1, text });
        writer.forms();
    }
    let (mut carried, mut placed) = (carried(explanation), placed_at(explanation, appendix.placed));
    for (at, passage) in explanation.passages.iter().enumerate() {
        let own = placed.remove(&at).unwrap_or_default();
        // A chart of the template's kind takes the place of the template's.
        if own.is_empty() || !matches!(passage, Passage::Chart(_)) {
            writer.passage(passage, carried.remove(&at).unwrap_or_default());
        }
        for one in own {
            writer.figure(one.kind, picture(&one.chart));
        }
    }
    writer.turn();
    let Writer { mut sections, warnings, .. } = writer;
    sections.extend(asides(explanation));
    sections.extend(appendix.audit.map(publication_tables::findings));
    let title = format!("{}{}", content.unit, name(content));
    let bytes = docx::write(Docx { title, cover: cover(content, profile), sections })?;
    Ok(Publication { bytes, warnings })
}

/// Where charts stand that were put into the text: by the passage that each replaces or follows. That is the template's
/// place for its kind, else that of its table, else that of expenditure, else the end.
pub fn placed_at<'c>(explanation: &Explanation, placed: &'c [PlacedChart]) -> BTreeMap<usize, Vec<&'c PlacedChart>> {
    let passages = &explanation.passages;
    let find = |wanted: Passage| passages.iter().position(|passage| *passage == wanted);
    let end = passages.iter().rposition(|passage| !matches!(passage, Passage::Signature(_))).unwrap_or(0);
    let place = |one: &PlacedChart| {
        let tables = match one.table {
            Some(table) => vec![table],
            None => vec![BudgetTable::General, BudgetTable::Expenditure, BudgetTable::Totals],
        };
        let of_kind = find(Passage::Chart(one.kind)).filter(|_| one.table.is_none());
        let of_table = || tables.into_iter().find_map(|table| find(Passage::Table(table)));
        of_kind.or_else(of_table).or_else(|| find(Passage::Chart(one.kind))).unwrap_or(end)
    };
    let mut at: BTreeMap<usize, Vec<&PlacedChart>> = BTreeMap::new();
    placed.iter().for_each(|one| at.entry(place(one)).or_default().push(one));
    at
}

/// What was taken over from last year, by passage and in order.
fn carried(explanation: &Explanation) -> BTreeMap<usize, Vec<Range<usize>>> {
    let mut carried: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for open in explanation.open.iter().filter(|open| open.missing.is_none()) {
        for (passage, range) in open.again.iter().cloned().chain([(open.passage, open.range.clone())]) {
            carried.entry(passage).or_default().push(range);
        }
    }
    carried.values_mut().for_each(|ranges| ranges.sort_by_key(|range| range.start));
    carried
}

/// The numbers of captions given so far.
#[derive(Default)]
struct Counts {
    pictures: usize,
    tables: usize,
}

/// Arranges the passages of a text and its tables in sections.
struct Writer<'a> {
    content: &'a Content,
    sources: Sources<'a>,
    words: &'a Wording,
    form: super::Form,
    appendix: Appendix<'a>,
    sections: Vec<Section>,
    /// What comes on the pages begun last.
    open: Vec<Block>,
    counts: Counts,
    warnings: Vec<Warning>,
}

impl Writer<'_> {
    /// Ends the pages begun last.
    fn turn(&mut self) {
        let blocks = std::mem::take(&mut self.open);
        if !blocks.is_empty() {
            self.sections.push(Section { landscape: false, blocks });
        }
    }

    /// A paragraph; the stretches of it that were taken over from last year are marked.
    fn paragraph(&mut self, style: Style, text: &str, carried: Vec<Range<usize>>) {
        let text = text.to_owned();
        self.open.push(match carried.is_empty() {
            true => Block::Paragraph { style, text },
            false => Block::Remarked { style, text, stretches: carried, remark: "沿用上年，请核对" },
        });
    }

    fn passage(&mut self, passage: &Passage, carried: Vec<Range<usize>>) {
        match passage {
            Passage::Heading { level, text } => {
                if *level == 1 {
                    self.turn();
                }
                let style = [Style::Heading1, Style::Heading2, Style::Heading3];
                self.paragraph(style[usize::from(*level).clamp(1, 3) - 1], text, Vec::new());
            }
            Passage::Paragraph(text) => self.paragraph(Style::Body, text, carried),
            Passage::Note(text) => self.paragraph(Style::Note, text, carried),
            Passage::Signature(text) => self.paragraph(Style::Signature, text, carried),
            Passage::Forms => self.forms(),
            Passage::Table(table) if self.appendix.tables => {
                let both = publication_tables::both_years(self.content, *table, self.words);
                if let Some((title, table)) = both {
                    self.counts.tables += 1;
                    let number = self.counts.tables;
                    self.open.push(Block::Caption { label: "对比表", number, text: title, above: true });
                    self.open.push(Block::Table(table));
                }
            }
            Passage::Chart(kind) if self.appendix.charts => self.chart(*kind),
            Passage::Targets => self.open.extend(targets::tables(self.content, self.sources.items)),
            Passage::Table(_) | Passage::Chart(_) => {}
        }
    }

    fn chart(&mut self, kind: Kind) {
        let options = ChartOptions {
            institution: Some(self.content.unit.to_string()),
            top: Some(CHART_ROWS),
            ..ChartOptions::default()
        };
        let chart = Chart::from_comparison(self.sources.comparison, kind, &options);
        self.figure(kind, chart.and_then(|chart| picture(&chart)));
    }

    /// A picture with its caption.
    fn figure(&mut self, kind: Kind, drawn: Result<(Picture, String), crate::Error>) {
        match drawn {
            Ok((picture, subject)) => {
                self.counts.pictures += 1;
                let years = match (kind, self.content.base, self.content.year) {
                    (Kind::Trend, ..) => String::new(),
                    (Kind::Execution, _, year) => format!("{year}年"),
                    (_, base, year) => format!("{base}年、{year}年"),
                };
                let (number, text) = (self.counts.pictures, format!("{years}{subject}{}", kind.title()));
                self.open.push(Block::Picture(picture));
                self.open.push(Block::Caption { label: "图", number, text, above: false });
            }
            Err(error) => {
                let message = format!("{}没有附上：{error}", kind.title());
                self.warnings.push(Warning::new(WarningKind::Note, Place::file(self.content.unit.clone()), message));
            }
        }
    }

    /// The official tables, each on a new page; short ones that follow one another share pages.
    fn forms(&mut self) {
        let (content, words) = (self.content, self.words);
        let titles = titles(content, self.sources.papers);
        let options = FormOptions {
            unit: &content.unit,
            scope: content.scope,
            year: content.year,
            phase: content.phase,
            empty: &content.empty_tables,
            titles: &titles,
            complete: self.form == super::Form::Xinjiang,
            amount_unit: words.unit,
            decimals: words.decimals,
        };
        // The heading of the part stands above the first table.
        let mut heading = std::mem::take(&mut self.open);
        let mut follows_short = false;
        for (number, form) in (1..).zip(forms(self.sources.items, options)) {
            let (landscape, short) = (form.landscape, !form.landscape && form.table.rows.len() <= SHORT);
            let blocks = heading.drain(..).chain(table_blocks(number, form, content));
            match self.sections.last_mut().filter(|_| short && follows_short) {
                Some(section) => section.blocks.extend(blocks),
                None => {
                    let blocks = blocks.collect();
                    self.sections.push(Section { landscape, blocks });
                }
            }
            follows_short = short;
        }
        self.open = heading;
    }
}

/// The titles that the unit gives its tables this year; of several for one kind of table the first that is of this year
/// and phase, since 上年“三公”经费决算表 may stand before 本年“三公”经费预算表.
fn titles(content: &Content, papers: &[Paper]) -> BTreeMap<BudgetTable, Arc<str>> {
    let of_year = |paper: &&Paper| paper.year.is_none_or(|year| year == content.year);
    let own = |paper: &&Paper| paper.unit.as_ref().is_none_or(|unit| *unit == content.unit);
    let own_year = content.year.to_string();
    let mut titles = BTreeMap::new();
    for table in papers.iter().filter(of_year).filter(own).flat_map(|paper| &paper.tables) {
        let words = &table.title;
        let is_of_phase = content.phase == Phase::Executed || !words.contains("决算");
        let mut years = words.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == own_year.len());
        let is_of_year = !words.contains("上年") && years.all(|year| year == own_year);
        // The number of a table (公开01表) is no title.
        let is_title = words.chars().count() > table.table.title().chars().count() / 2;
        if is_title && is_of_phase && is_of_year {
            titles.entry(table.table).or_insert_with(|| table.title.clone());
        }
    }
    titles
}

/// 2024年单位预算公开
fn name(content: &Content) -> String {
    format!("{}年{}{}公开", content.year, content.scope.name(), content.phase)
}

/// The cover: unit, title, and the date if it is known.
fn cover(content: &Content, profile: &Profile) -> Vec<Block> {
    let lines = [(Style::CoverTitle, content.unit.to_string()), (Style::Title, name(content))];
    let date = profile.date.clone().map(|date| (Style::CoverDate, date));
    lines.into_iter().chain(date).map(|(style, text)| Block::Paragraph { style, text }).collect()
}

/// The lists for the drafter, on a page of their own.
fn asides(explanation: &Explanation) -> Option<Section> {
    let list = |(title, lines): (&str, Vec<String>)| {
        let title = Block::Paragraph { style: Style::Aside, text: format!("{title}（公开前请删去本页）") };
        let lines = lines.into_iter().map(|text| Block::Paragraph { style: Style::Note, text });
        std::iter::once(title).chain(lines).collect::<Vec<_>>()
    };
    let blocks: Vec<Block> = explanation.asides().flat_map(list).collect();
    (!blocks.is_empty()).then_some(Section { landscape: false, blocks })
}

fn table_blocks(number: usize, form: Form, content: &Content) -> Vec<Block> {
    let unit_style = if form.landscape { Style::TableUnitWide } else { Style::TableUnit };
    let unit = format!("编制单位：{}\t单位：{}", content.unit, form.unit);
    let mut blocks = vec![
        Block::Paragraph { style: Style::TableUnit, text: format!("表 {number}") },
        Block::Paragraph { style: Style::TableTitle, text: form.title },
        Block::Paragraph { style: unit_style, text: unit },
        Block::Table(form.table),
    ];
    blocks.extend(form.statement.map(|text| Block::Paragraph { style: Style::Note, text }));
    blocks
}

/// A chart and what it shows. Its labels are as large as its caption when it is as wide as the text.
fn picture(chart: &Chart) -> Result<(Picture, String), crate::Error> {
    let png = chart.png(CHART_WIDTH)?;
    // Every PNG has its width and height at fixed positions.
    let number = |at: usize| png.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(1, u32::from_be_bytes);
    let picture = Picture { size: (number(16), number(20)), title: chart.title().to_owned(), png };
    Ok((picture, chart.subject().to_owned()))
}

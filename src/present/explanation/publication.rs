//! 公开稿: the tables of 第二部分 and the text of 第三部分 as a Word document.

use super::super::chart::{Chart, ChartOptions, Kind};
use super::super::docx::{self, Block, Docx, Picture, Section, Style};
use super::super::forms::{Form, FormOptions, forms};
use super::{Content, Explanation, Passage, Profile, Sources, Wording, publication_tables};
use crate::audit::Audit;
use crate::model::{Place, Warning, WarningKind};

/// The width of charts in pixels, enough for print across the page.
const CHART_WIDTH: u32 = 1600;

/// 公开稿.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The .docx.
    pub bytes: Vec<u8>,
    /// Charts that could not be drawn.
    pub warnings: Vec<Warning>,
}

/// Additions to the text.
#[derive(Clone, Copy)]
struct Appendix<'a> {
    charts: bool,
    /// Whether the tables of both years that the template asks for are included.
    tables: bool,
    audit: Option<&'a Audit>,
}

/// A Word document of tables and text, with the charts that the template asks for if `charts` is true.
///
/// # Errors /// A chart cannot be written, which would be a fault of the program.
pub fn publish(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    words: &Wording,
    charts: bool,
) -> Result<Publication, crate::Error> {
    write(explanation, content, sources, words, Appendix { charts, tables: false, audit: None })
}

/// The Word document of a report: the publication with charts, the tables of both years next to the sentences about
/// them, and the audit's findings as a last section for the drafter.
///
/// # Errors /// As [`publish`].
pub fn publish_report(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    profile: &Profile,
    audit: Option<&Audit>,
) -> Result<Publication, crate::Error> {
    let content = content.clone().with_prior(&profile.prior);
    let appendix = Appendix { charts: true, tables: true, audit };
    write(explanation, &content, sources, &profile.wording, appendix)
}

fn write(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    words: &Wording,
    appendix: Appendix<'_>,
) -> Result<Publication, crate::Error> {
    let mut sections = vec![cover(content)];
    sections.extend(official(content, sources, words));
    let mut warnings = Vec::new();
    let mut blocks = text(explanation, content, sources, words, appendix, &mut warnings);
    blocks.extend(pending(explanation));
    sections.push(Section { landscape: false, blocks });
    sections.extend(appendix.audit.map(publication_tables::findings));
    let title = format!("{}{}", content.unit, name(content));
    let bytes = docx::write(&Docx { title, sections })?;
    Ok(Publication { bytes, warnings })
}

/// 第二部分: the official tables, each in a section.
fn official(content: &Content, sources: Sources<'_>, words: &Wording) -> Vec<Section> {
    let options = FormOptions {
        unit: &content.unit,
        scope: content.scope,
        year: content.year,
        phase: content.phase,
        empty: &content.empty_tables,
        amount_unit: words.unit,
        decimals: words.decimals,
    };
    let scope = content.scope.name();
    let mut opening = Some(format!("第二部分 {}年{scope}{}公开表", content.year, content.phase));
    let section = |(number, form): (usize, Form)| {
        let heading = opening.take().map(|text| Block::Paragraph { style: Style::Heading1, text });
        let landscape = form.landscape;
        Section { landscape, blocks: heading.into_iter().chain(table_blocks(number, form, content)).collect() }
    };
    (1..).zip(forms(sources.items, options)).map(section).collect()
}

/// 第三部分: the text with its additions.
fn text(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    words: &Wording,
    appendix: Appendix<'_>,
    warnings: &mut Vec<Warning>,
) -> Vec<Block> {
    let paragraph = |style: Style, text: &str| Block::Paragraph { style, text: text.to_owned() };
    let (mut blocks, mut pictures, mut tables) = (Vec::new(), 0, 0);
    for passage in &explanation.passages {
        match passage {
            Passage::Heading { level, text } => {
                let style = [Style::Heading1, Style::Heading2, Style::Heading3];
                blocks.push(paragraph(style[usize::from(*level).clamp(1, 3) - 1], text));
            }
            Passage::Paragraph(text) => blocks.push(paragraph(Style::Body, text)),
            Passage::Note(text) => blocks.push(paragraph(Style::Note, text)),
            Passage::Table(table) if appendix.tables => {
                let Some((title, table)) = publication_tables::both_years(content, *table, words) else { continue };
                tables += 1;
                blocks.push(Block::Caption { label: "对比表", number: tables, text: title, above: true });
                blocks.push(Block::Table(table));
            }
            Passage::Chart(kind) if appendix.charts => match picture(*kind, content, sources) {
                Ok(picture) => {
                    pictures += 1;
                    let title = format!("{}：{}", kind.title(), picture.title);
                    blocks.push(Block::Picture(picture));
                    if appendix.tables {
                        blocks.push(Block::Caption { label: "图", number: pictures, text: title, above: false });
                    }
                }
                Err(error) => {
                    let message = format!("{}没有附上：{error}", kind.title());
                    warnings.push(Warning::new(WarningKind::Note, Place::file(content.unit.clone()), message));
                }
            },
            Passage::Table(_) | Passage::Chart(_) => {}
        }
    }
    blocks
}

/// 2024年单位预算公开
fn name(content: &Content) -> String {
    format!("{}年{}{}公开", content.year, content.scope.name(), content.phase)
}

fn cover(content: &Content) -> Section {
    let lines = [content.unit.to_string(), name(content)];
    let blocks = lines.map(|text| Block::Paragraph { style: Style::Title, text });
    Section { landscape: false, blocks: blocks.into() }
}

/// The list of what is left to fill in, at the end.
fn pending(explanation: &Explanation) -> Vec<Block> {
    if explanation.pending.is_empty() {
        return Vec::new();
    }
    let title = Block::Paragraph { style: Style::Heading2, text: "待补充事项".to_owned() };
    let lines = explanation.pending.iter().map(|line| Block::Paragraph { style: Style::Note, text: line.clone() });
    std::iter::once(title).chain(lines).collect()
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

fn picture(kind: Kind, content: &Content, sources: Sources<'_>) -> Result<Picture, crate::Error> {
    let options = ChartOptions { institution: Some(content.unit.to_string()), ..ChartOptions::default() };
    let chart = Chart::from_comparison(sources.comparison, kind, &options)?;
    let png = chart.png(CHART_WIDTH)?;
    // Every PNG has its width and height at fixed positions.
    let number = |at: usize| png.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(1, u32::from_be_bytes);
    Ok(Picture { size: (number(16), number(20)), title: chart.title().to_owned(), png })
}

//! 公开稿: the tables of 第二部分 and the text of 第三部分 as one Word document.

use super::super::chart::{Chart, ChartOptions, Kind};
use super::super::docx::{self, Block, Docx, Picture, Section, Style};
use super::super::forms::{Form, FormOptions, forms};
use super::{Content, Explanation, Passage, Sources, Wording};
use crate::model::{Place, Warning, WarningKind};

/// The width of a chart's picture in pixels: sharp in print across a page.
const CHART_WIDTH: u32 = 1600;

/// 公开稿.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The .docx.
    pub bytes: Vec<u8>,
    /// Charts that could not be drawn.
    pub warnings: Vec<Warning>,
}

/// Puts tables and text into one Word document, the charts that the template asks for only where `charts` is set.
///
/// # Errors
/// A chart that cannot be written, which would be a fault of the program.
pub fn publish(
    explanation: &Explanation,
    content: &Content,
    sources: Sources<'_>,
    words: &Wording,
    charts: bool,
) -> Result<Publication, crate::Error> {
    let mut warnings = Vec::new();
    let paragraph = |style: Style, text: String| Block::Paragraph { style, text };
    let mut sections = vec![cover(content)];
    let options = FormOptions {
        unit: &content.unit,
        scope: content.scope,
        year: content.year,
        phase: content.phase,
        empty: &content.empty_tables,
        amount_unit: words.unit,
        decimals: words.decimals,
    };
    let forms = forms(sources.items, options);
    let scope = content.scope.name();
    let mut opening = Some(format!("第二部分 {}年{scope}{}公开表", content.year, content.phase));
    for (number, form) in (1..).zip(forms) {
        let heading = opening.take().map(|text| paragraph(Style::Heading1, text));
        let landscape = form.landscape;
        let blocks = heading.into_iter().chain(table_blocks(number, form, content)).collect();
        sections.push(Section { landscape, blocks });
    }
    let mut blocks = Vec::new();
    for passage in &explanation.passages {
        blocks.push(match passage {
            Passage::Heading { level, text } => {
                let style = [Style::Heading1, Style::Heading2, Style::Heading3];
                paragraph(style[usize::from(*level).clamp(1, 3) - 1], text.clone())
            }
            Passage::Paragraph(text) => paragraph(Style::Body, text.clone()),
            Passage::Note(text) => paragraph(Style::Note, text.clone()),
            Passage::Chart(kind) if charts => match picture(*kind, content, sources) {
                Ok(picture) => Block::Picture(picture),
                Err(error) => {
                    let message = format!("{}没有附上：{error}", kind.title());
                    warnings.push(Warning::new(WarningKind::Note, Place::file(content.unit.clone()), message));
                    continue;
                }
            },
            Passage::Chart(_) => continue,
        });
    }
    blocks.extend(pending(explanation));
    sections.push(Section { landscape: false, blocks });
    let title = format!("{}{}", content.unit, name(content));
    let bytes = docx::write(&Docx { title, sections })?;
    Ok(Publication { bytes, warnings })
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

/// What is left to be filled in, last of all.
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
    // Width and height stand at fixed places in the head of every PNG.
    let number = |at: usize| png.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(1, u32::from_be_bytes);
    Ok(Picture { size: (number(16), number(20)), title: chart.title().to_owned(), png })
}

//! 正文: `document.xml`. Elements are in the order of the schema (ECMA-376, wml.xsd), on which Word insists.

use super::contents::{self, Entry};
use super::measure::{HEAD_ROWS, Margins, page, shares, text_width, widths_by_text};
use super::words::{remarked, run, runs, words};
use super::{Block, Docx, Grid, GridCell, Picture, Style};
use crate::model::PrintedNumber;
use crate::present::table::{Head, Kind, Table};
use std::collections::BTreeMap;

/// English Metric Units per twentieth of a point.
const EMU: usize = 635;
/// Distance from the bottom of the text to the bottom of the page number: 7 mm.
const FOOTER: usize = 397;
/// Line pitch that fits 22 lines into 225 mm, in twentieths of a point.
const LINE_PITCH: usize = 579;
/// Rows below the header from which a copied table repeats it.
const LONG: usize = 8;
/// Rows up to which a copied table is not divided between pages.
const SHORT: usize = 12;
/// Adjustment of each character's width, in 4096ths of a point, so that 28 characters of 16 points fill 156 mm.
/// LibreOffice widens characters on such a grid, so our styles opt out of it and set the same pitch themselves.
const CHARACTER_SPACE: i32 = -849;

/// `document.xml`, the main part, and the texts of its comments by number.
pub(super) fn document(docx: &Docx) -> (String, Vec<&'static str>) {
    let mut body = String::new();
    let mut remarks = Vec::new();
    let mut pictures = 0;
    let entries = contents::entries(docx);
    let mut bookmarks = entries.iter();
    if !docx.cover.is_empty() {
        for block in &docx.cover {
            if let Block::Paragraph { style, text } = block {
                body += &paragraph(style.id(), text);
            }
        }
        body += &section_end(&section_properties(false, true));
    }
    for (at, section) in docx.sections.iter().enumerate() {
        let width = text_width(section.landscape);
        for block in &section.blocks {
            body += &match block {
                Block::Paragraph { style, text } if style.contents_level().is_some() => match bookmarks.next() {
                    Some(entry) => marked_paragraph(*style, text, entry),
                    None => paragraph(style.id(), text),
                },
                Block::Paragraph { style, text } => paragraph(style.id(), text),
                Block::Remarked { style, text, stretches, remark } => {
                    let first = remarks.len();
                    remarks.extend(stretches.iter().map(|_| *remark));
                    let runs = remarked(text, stretches, first);
                    format!("<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>{runs}</w:p>", style.id())
                }
                Block::Contents => contents::field(&entries),
                Block::Table(table) => self::table(table, width),
                Block::Grid(grid) => self::grid(grid, width),
                Block::Picture(picture) => {
                    pictures += 1;
                    self::picture(picture, pictures, width)
                }
                Block::Caption { label, number, text, above } => caption(label, *number, text, *above),
            };
        }
        let properties = section_properties(section.landscape, false);
        body += &if at + 1 == docx.sections.len() { properties } else { section_end(&properties) };
    }
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{body}</w:body></w:document>\n"
    );
    (text, remarks)
}

/// Paragraph that ends a section before the next one begins.
fn section_end(properties: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"SectionEnd\"/>{properties}</w:pPr></w:p>")
}

/// Section properties; the first page of a `cover` has no page number.
fn section_properties(landscape: bool, cover: bool) -> String {
    let (width, height, Margins { top, bottom, left, right }) = page(landscape);
    let orientation = if landscape { " w:orient=\"landscape\"" } else { "" };
    let footer = bottom - FOOTER;
    let title_page = if cover { "<w:titlePg/>" } else { "" };
    let grid = match landscape {
        true => String::new(),
        false => format!(
            "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{LINE_PITCH}\" w:charSpace=\"{CHARACTER_SPACE}\"/>"
        ),
    };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/><w:footerReference w:type=\"even\" \
         r:id=\"rIdFooterEven\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orientation}/><w:pgMar w:top=\"{top}\" \
         w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"851\" w:footer=\"{footer}\" \
         w:gutter=\"0\"/>{title_page}{grid}</w:sectPr>"
    )
}

/// A paragraph with the bookmark that its entry in the table of contents links to.
fn marked_paragraph(style: Style, text: &str, entry: &Entry<'_>) -> String {
    let (id, name) = (entry.number, entry.bookmark());
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr><w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>{}\
         <w:bookmarkEnd w:id=\"{id}\"/></w:p>",
        style.id(),
        runs(text)
    )
}

fn paragraph(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", runs(text))
}

/// A caption with a SEQ field, so that Word renumbers captions when some are added or moved.
fn caption(label: &str, number: usize, text: &str, above: bool) -> String {
    let style = if above { Style::TableCaption } else { Style::Caption };
    let (before, after) = (run(&format!("{label} "), ""), run(&format!("\u{3000}{text}"), ""));
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>{before}<w:fldSimple w:instr=\" SEQ {label} \\* ARABIC \">{}</w:fldSimple>{after}</w:p>",
        style.id(),
        run(&number.to_string(), "")
    )
}

fn table(table: &Table, width: usize) -> String {
    let weights: Vec<usize> = table.columns.iter().map(|column| column.width).collect();
    let widths = shares(&weights, width);
    let head = table.head();
    let mut text = table_head(&widths, width);
    for row in 0..head.len() {
        text += "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
        text += &head_row(&head, row, &widths);
        text += "</w:tr>";
    }
    for row in &table.rows {
        text += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
        for ((cell, column), width) in row.cells.iter().zip(&table.columns).zip(&widths) {
            let style = match column.kind {
                Kind::Centred => "TableCode",
                Kind::Figure => "TableNumber",
                _ => "TableText",
            };
            text += &cell_of(*width, "", &paragraph(style, &cell.print(table.digits)));
        }
        text += "</w:tr>";
    }
    text + "</w:tbl>"
}

fn grid(grid: &Grid, width: usize) -> String {
    let widths = widths_by_text(grid, width);
    let mut text = table_head(&widths, width);
    let mut cells: BTreeMap<(usize, usize), &GridCell> = BTreeMap::new();
    for cell in &grid.cells {
        cells.extend((cell.at.0..cell.at.0 + cell.spans.0.max(1)).map(|row| ((row, cell.at.1), cell)));
    }
    let head = head_rows(grid);
    for row in 0..grid.rows {
        let repeated = if row < head { "<w:tblHeader/>" } else { "" };
        text += &format!("<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>");
        let mut column = 0;
        while column < widths.len() {
            let cell = cells.get(&(row, column));
            let columns = cell.map_or(1, |cell| cell.spans.1).clamp(1, widths.len() - column);
            let merge = match cell {
                Some(cell) if cell.spans.0 > 1 && cell.at.0 == row => "<w:vMerge w:val=\"restart\"/>",
                Some(cell) if cell.spans.0 > 1 => "<w:vMerge/>",
                _ => "",
            };
            let span = if columns > 1 { format!("<w:gridSpan w:val=\"{columns}\"/>") } else { String::new() };
            let words = cell.filter(|cell| cell.at.0 == row).map_or("", |cell| &cell.text);
            let is_code = words.len() <= 7 && !words.is_empty() && words.chars().all(|c| c.is_ascii_digit());
            let style = match PrintedNumber::looks_numeric(words) {
                _ if row < head => "TableHead",
                _ if is_code => "TableCode",
                true => "TableNumber",
                false => "TableText",
            };
            // A short table stays on one page.
            let kept = if grid.rows <= SHORT && row + 1 < grid.rows { "<w:keepNext/>" } else { "" };
            let line = |line| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{kept}</w:pPr>{}</w:p>", runs(line));
            let lines: String = words.split('\n').map(line).collect();
            text += &cell_of(widths[column..column + columns].iter().sum(), &(span + merge), &lines);
            column += columns;
        }
        text += "</w:tr>";
    }
    text + "</w:tbl>"
}

/// Number of rows at the top of a copied table that are repeated on every page: those above the first amount, if the table
/// is long enough to go on to another page.
fn head_rows(grid: &Grid) -> usize {
    let is_amount = |cell: &&GridCell| cell.text.contains('.') && PrintedNumber::looks_numeric(&cell.text);
    let first = grid.cells.iter().filter(is_amount).map(|cell| cell.at.0).min();
    first.filter(|first| *first <= HEAD_ROWS + 1 && grid.rows - first > LONG).unwrap_or(0)
}

fn table_head(widths: &[usize], width: usize) -> String {
    let columns: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"BudgetTable\"/><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:jc \
         w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )
}

/// A header row: the cells that begin in it, and continuations of cells merged from the rows above.
fn head_row(head: &[Vec<Head<'_>>], row: usize, widths: &[usize]) -> String {
    let mut text = String::new();
    let mut column = 0;
    while column < widths.len() {
        let own = head[row].iter().find(|cell| cell.column == column);
        let above = || {
            let rows = head[..row].iter().enumerate();
            let mut cells = rows.flat_map(|(at, cells)| cells.iter().filter(move |cell| at + cell.rows > row));
            cells.find(|cell| cell.column == column)
        };
        let (columns, merge, words) = match (own, own.is_none().then(above).flatten()) {
            (Some(cell), _) if cell.rows > 1 => (cell.columns, "<w:vMerge w:val=\"restart\"/>", cell.text),
            (Some(cell), _) => (cell.columns, "", cell.text),
            (None, Some(cell)) => (cell.columns, "<w:vMerge/>", ""),
            (None, None) => (1, "", ""),
        };
        let columns = columns.clamp(1, widths.len() - column);
        let width = widths[column..column + columns].iter().sum();
        let span = if columns > 1 { format!("<w:gridSpan w:val=\"{columns}\"/>") } else { String::new() };
        text += &cell_of(width, &(span + merge), &paragraph("TableHead", words));
        column += columns;
    }
    text
}

fn cell_of(width: usize, merge: &str, content: &str) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{merge}<w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>"
    )
}

fn picture(picture: &Picture, number: usize, width: usize) -> String {
    let (across, down) = (picture.size.0.max(1) as usize, picture.size.1 as usize);
    let (cx, cy) = (width * EMU, width * EMU / across * down);
    let title = words(&picture.title);
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Figure\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" \
         distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{number}\" name=\"图{number}\" \
         descr=\"{title}\"/><a:graphic><a:graphicData \
         uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr \
         id=\"{number}\" name=\"图{number}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip \
         r:embed=\"rIdImage{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off \
         x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm><a:prstGeom \
         prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>\
         </w:r></w:p>"
    )
}

//! PDF: turns painted glyphs and lines into headings, paragraphs and grids.
//!
//! `content` collects what a page paints (`painting`, `painted`, `font`, `glyph`, `ruling`). `lattice` finds ruled
//! tables (`band` handles those that rule only their columns), `aligned` tables without lines (with `strips` and `head`);
//! `stack` forms rows without lines. `line` and `prose` form the text, `mark` removes watermarks, `running` page numbers and
//! running heads; `continuation` joins tables over pages. `scan` reads the pages that are pictures, and `page_picture` draws a
//! page as it looks. Nothing here knows of budgets.

mod aligned;
mod area;
mod assemble;
mod band;
mod content;
mod continuation;
mod cost;
mod font;
mod glyph;
mod head;
mod lattice;
mod limit;
mod line;
mod mark;
mod page_picture;
mod page_table;
mod painted;
mod painting;
mod prose;
mod radical;
mod row;
mod ruling;
mod running;
mod scan;
mod stack;
mod strips;

use super::cells::CellCount;
use super::guard::guarded;
use super::{kind, picture};
use crate::model::{Place, Skew, Spot, Warning, WarningKind};
use crate::source::ocr::Engine;
use crate::source::{Block, Document, Limits, SourceError};
pub(in crate::source::format) use area::Area;
use cost::Costs;
use font::Fonts;
use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
pub(in crate::source::format) use limit::Budget;
pub(in crate::source::format) use painted::Painted;
pub(in crate::source::format) use painting::{Page, Painting};
pub(in crate::source::format) use ruling::{filled, strokes};
use std::collections::BTreeMap;
use std::sync::Arc;

const REMEDY: &str = "请用 WPS 或 Acrobat 打开确认后另存为 PDF，或重新下载";

/// Reads a PDF; its scanned pages by an engine, if there is one.
pub(super) fn read(
    name: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    engine: Option<&dyn Engine>,
) -> Result<Document, SourceError> {
    let pdf = open(name, bytes)?;
    let file = Place::file(name.clone());
    let count = pdf.pages().len();
    if count > limits.sheets {
        let remedy = "请拆分文件后分批处理";
        return Err(SourceError::Limit { place: file, what: "页数", limit: limits.sheets, remedy });
    }
    let broken = |reason| SourceError::BrokenPages { path: name.to_string(), format: "PDF", reason, remedy: REMEDY };
    if count == 0 {
        return Err(broken("没有找到页面"));
    }
    let mut warnings = Vec::new();
    let pages = pages(&pdf, &file, engine, &mut warnings)?;
    if pages.is_empty() {
        return Err(broken("没有一页能读出"));
    }
    document(name, pages, warnings, limits, || broken("版面无法还原"))
}

/// The longer side of A4 in points: scans and photographs seldom say truly how large their paper was.
const PAPER: f64 = 842.0;

/// Reads a picture file, which is the first scanned page of a document.
pub(super) fn read_picture(
    container: picture::Container,
    name: &Arc<str>,
    bytes: &[u8],
    engine: Option<&dyn Engine>,
) -> Result<Page, SourceError> {
    let Some(engine) = engine else {
        let remedy = "请用 --ocr 接上文字识别（OCR）程序（见使用手册“扫描件”）";
        return Err(kind::unsupported(name, "图片", remedy));
    };
    let picture = guarded(|| picture::read(container, bytes)).unwrap_or(Err(picture::Failure::Broken));
    let picture = picture.map_err(|failure| match failure {
        picture::Failure::Broken => refused(name, "图片无法解码", "请重新下载，或另存为 png 后再试"),
        picture::Failure::TooLarge => refused(name, "像素过多", "请按 300 点每英寸重新扫描，或缩小后再试"),
    })?;
    let (width, height) = (picture.width() as f64, picture.height() as f64);
    let scale = PAPER / width.max(height);
    let area = Area { left: 0.0, top: 0.0, right: (width * scale).max(2.0), bottom: (height * scale).max(2.0) };
    let mut painting = Painting::new(1, area);
    painting.picture(&area);
    let reading = guarded(|| scan::read(&mut painting, &picture, engine));
    painting.conclude(reading.unwrap_or(Err("图片无法分析".to_owned())));
    Ok(painting.finish())
}

/// The document of pictures, each with its number; their layout cannot be restored otherwise.
pub(super) fn of_pictures(
    name: &Arc<str>,
    pages: impl IntoIterator<Item = (u32, Page)>,
    limits: &Limits,
) -> Result<Document, SourceError> {
    let pages = pages.into_iter().map(|(number, page)| Page { number, ..page }).collect();
    document(name, pages, Vec::new(), limits, || refused(name, "版面无法还原", "请重新扫描后再试"))
}

fn refused(name: &str, reason: &'static str, remedy: &'static str) -> SourceError {
    SourceError::BrokenPages { path: name.to_owned(), format: "图片", reason, remedy }
}

/// The document of these pages; `broken` is the error if their layout cannot be restored.
pub(super) fn document(
    name: &Arc<str>,
    mut pages: Vec<Page>,
    mut warnings: Vec<Warning>,
    limits: &Limits,
    broken: impl FnOnce() -> SourceError,
) -> Result<Document, SourceError> {
    let file = Place::file(name.clone());
    report(&pages, &file, &mut warnings);
    let photos = pages.iter_mut().filter_map(|page| Some((page.number, page.photo.take()?))).collect();
    let skews = pages.iter().filter_map(|page| Some((page.number, Arc::new(page.skew?))));
    let skews: BTreeMap<u32, Arc<Skew>> = skews.collect();
    let blocks = guarded(|| assemble::blocks(pages, &file, &mut CellCount::new(limits)));
    let (mut blocks, frame) = blocks.unwrap_or_else(|| Err(broken()))?;
    if !skews.is_empty() {
        blocks.iter_mut().for_each(|block| lay_back(block, &skews));
    }
    Ok(Document { name: name.clone(), blocks, frame, warnings, photos, ..Document::default() })
}

/// Puts the boxes of text where they are on pages that were turned level to be read. Cells keep theirs, since rows are told
/// apart by them, and say how the page lies.
fn lay_back(block: &mut Block, skews: &BTreeMap<u32, Arc<Skew>>) {
    match block {
        Block::Heading { place, .. } | Block::Paragraph { place, .. } => {
            let laid = |page: u32, bounds| skews.get(&page).map_or(bounds, |skew| skew.on_page(bounds));
            place.bounds = place.page.zip(place.bounds).map(|(page, bounds)| laid(page, bounds));
            let spots = place.spots.iter().flat_map(|spots| spots.iter());
            let spots = spots.map(|spot| Spot { bounds: laid(spot.page, spot.bounds), ..*spot });
            place.spots = place.spots.is_some().then(|| spots.collect());
        }
        Block::Grid(grid) => {
            let of = |place: &Place| place.page.and_then(|page| skews.get(&page)).cloned();
            grid.place.skew = of(&grid.place);
            grid.change(|cell| cell.place.skew = of(&cell.place));
        }
    }
}

/// Said of a page that paints more than is read.
pub(super) const TOO_MUCH_ON_PAGE: &str = "这一页的绘图内容过多，没有读入。请把这一页另存为普通 PDF 后再试";

/// The error for a file that paints more than is read.
pub(super) fn too_much_painted(page: u32, file: &Place) -> SourceError {
    let place = Place { page: Some(page), ..file.clone() };
    let remedy = "绘图内容过多，这个文件没有读入。请打印成新的 PDF，或拆分文件后再试";
    SourceError::Limit { place, what: "绘图指令", limit: limit::PAINTED_BY_FILE, remedy }
}

/// A page as SVG, with these fonts (regular and bold) for Chinese ones that the file names and does not carry.
pub(super) fn page_picture(
    name: &Arc<str>,
    bytes: &[u8],
    number: u32,
    substitutes: [&'static [u8]; 2],
) -> Result<String, SourceError> {
    page_picture::draw(&open(name, bytes)?, name, number, substitutes)
}

fn open(name: &Arc<str>, bytes: &[u8]) -> Result<Pdf, SourceError> {
    let broken = |reason| SourceError::BrokenPages { path: name.to_string(), format: "PDF", reason, remedy: REMEDY };
    if opening_unpacks_too_much(bytes) {
        return Err(broken("内部索引展开后过大"));
    }
    let opened = guarded(|| Pdf::new(bytes.to_vec())).ok_or_else(|| broken("内部结构不完整"))?;
    opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            SourceError::PagesPassword { path: name.to_string(), format: "PDF" }
        }
        LoadPdfError::Decryption(_) => broken("加密方式不受支持"),
        LoadPdfError::Invalid => broken("内部结构不完整，可能没有下载完"),
    })
}

/// Whether a stream that is unpacked on opening (object stream or cross-reference stream) exceeds the limit. Deflate
/// compresses by a factor of about a thousand at most, so short streams need no check.
fn opening_unpacks_too_much(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&bytes[from..], b"stream").map(|at| from + at) {
        from = at + 6;
        let head = &bytes[at.saturating_sub(500)..at];
        let is_head = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        if !(is_head(b"/ObjStm") || is_head(b"/XRef")) || head.ends_with(b"end") {
            continue;
        }
        let begin = from + bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let end = memchr::memmem::find(&bytes[begin..], b"endstream").map_or(bytes.len(), |at| begin + at);
        if end - begin > 100_000 && cost::inflated(&bytes[begin..end]).is_none() {
            return true;
        }
        from = end;
    }
    false
}

/// The number of scanned pages that an engine may fail to read in a row before it is not asked any more.
const MAX_FAILURES: usize = 3;

/// Reads every page; a page that cannot be read gives a warning.
fn pages(
    pdf: &Pdf,
    file: &Place,
    engine: Option<&dyn Engine>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Page>, SourceError> {
    let mut cache = InterpreterCache::new();
    let mut fonts = Fonts::new(pdf);
    let mut pages = Vec::new();
    let mut budget = Budget::of_file();
    let mut costs = Costs::default();
    // Why the engine failed to read the last pages, in a row.
    let mut failures: Vec<String> = Vec::new();
    for (number, page) in (1u32..).zip(pdf.pages().iter()) {
        let cost = guarded(|| costs.of_page(page)).unwrap_or(0);
        let mut read = |budget: &mut Budget| guarded(|| content::read(number, page, &cache, &mut fonts, budget));
        match if budget.begin(cost) { read(&mut budget) } else { None } {
            Some(mut painting) => {
                if let Some(engine) = engine.filter(|_| painting.is_scan()) {
                    let reading = match failures.last() {
                        Some(why) if failures.len() >= MAX_FAILURES => Err(why.clone()),
                        _ => read_scan(page, &mut painting, &cache, engine),
                    };
                    match &reading {
                        Ok(()) => failures.clear(),
                        Err(why) => failures.push(why.clone()),
                    }
                    painting.conclude(reading);
                }
                pages.push(painting.finish());
            }
            None if budget.is_over() => {
                return Err(too_much_painted(number, file));
            }
            None => {
                let message = match budget.is_spent() {
                    true => TOO_MUCH_ON_PAGE.to_owned(),
                    false => format!("这一页已损坏，没有读入。{REMEDY}"),
                };
                let place = Place { page: Some(number), ..file.clone() };
                warnings.push(Warning::new(WarningKind::SkippedFile, place, message));
                // The panic may have left these in an inconsistent state.
                cache = InterpreterCache::new();
                fonts = Fonts::new(pdf);
            }
        }
    }
    Ok(pages)
}

/// Reads a page that is a picture by an engine.
fn read_scan<'a>(
    page: &SyntaxPage<'a>,
    painting: &mut Painting,
    cache: &InterpreterCache<'a>,
    engine: &dyn Engine,
) -> Result<(), String> {
    let picture = guarded(|| scan::paint(page, &painting.page.area, cache, painting.density())).flatten();
    let picture = picture.ok_or("图片无法解码")?;
    guarded(|| scan::read(painting, &picture, engine)).unwrap_or(Err("图片无法分析".to_owned()))
}

/// Warns of pages that are scanned, whose text comes from OCR, or that have watermarks or unknown glyphs.
fn report(pages: &[Page], file: &Place, warnings: &mut Vec<Warning>) {
    let at = |number: u32| Place { page: Some(number), ..file.clone() };
    let is_read = |page: &Page| page.reading == Some(Ok(()));
    let scanned = |page: &Page| page.pictured > 0.5 && page.glyphs.len() < 20 && !is_read(page);
    let untried = numbers(pages, |page| scanned(page) && page.reading.is_none());
    if let Some(first) = untried.first() {
        let message = format!(
            "第 {} 页是扫描图片，没有文字可读，其中的表格未读入。请用 --ocr 接上文字识别（OCR）程序（见使用手册“扫描件”），或向发布单位索取文字版",
            list(&untried)
        );
        warnings.push(Warning::new(WarningKind::SkippedFile, at(*first), message));
    }
    let mut failed: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for page in pages {
        if let Some(Err(why)) = &page.reading {
            failed.entry(why).or_default().push(page.number);
        }
    }
    for (why, numbers) in failed {
        let message = format!("第 {} 页是扫描图片，没有识别成，其中的表格未读入：{why}", list(&numbers));
        warnings.push(Warning::new(WarningKind::SkippedFile, at(numbers[0]), message));
    }
    let read = numbers(pages, is_read);
    if let Some(first) = read.first() {
        let message = format!("第 {} 页是扫描图片，文字由识别程序读出，数字可能有误，请核对原件", list(&read));
        warnings.push(Warning::new(WarningKind::Note, at(*first), message));
    }
    let recognised = numbers(pages, |page| page.recognised);
    if let Some(first) = recognised.first() {
        let message =
            format!("第 {} 页是扫描图片，文字取自文件中的识别结果（OCR），数字可能有误，请核对原件", list(&recognised));
        warnings.push(Warning::new(WarningKind::Note, at(*first), message));
    }
    // A rotated page number beside a rotated table deserves no warning.
    let marked = numbers(pages, |page| page.marks.chars().filter(|c| c.is_alphabetic()).count() > 1);
    if let Some(page) = pages.iter().find(|page| Some(&page.number) == marked.first()) {
        let text: String = page.marks.chars().filter(|c| !c.is_whitespace()).take(20).collect();
        let message = format!(
            "第 {} 页有斜排或压在正文上的字（“{text}”），视为水印或印章，没有读入。如属正文，请核对原件",
            list(&marked)
        );
        warnings.push(Warning::new(WarningKind::Note, at(page.number), message));
    }
    for page in pages.iter().filter(|page| page.unread > 0) {
        let message = format!(
            "这一页有 {} 个复合图元，其中的内容没有读入。请核对这一页，或用阅读器另存为 PDF 后再试",
            page.unread
        );
        warnings.push(Warning::new(WarningKind::Note, at(page.number), message));
    }
    for page in pages.iter().filter(|page| page.unreadable > 0) {
        let message = format!(
            "这一页有 {} 个字的字体没有说明是什么字，以“\u{fffd}”代替。请核对这一页，或用 WPS 另存为 PDF 后再试",
            page.unreadable
        );
        warnings.push(Warning::new(WarningKind::Note, at(page.number), message));
    }
}

fn numbers(pages: &[Page], which: impl Fn(&Page) -> bool) -> Vec<u32> {
    pages.iter().filter(|page| which(page)).map(|page| page.number).collect()
}

/// Formats page numbers as ranges: `1-3、5`.
fn list(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let text = |(from, to): (u32, u32)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    parts.into_iter().map(text).collect::<Vec<_>>().join("、")
}

//! 排页: estimates line by line which page each block falls on, assuming the official fonts.
//!
//! The estimate serves two purposes: pictures move down past the text that follows until there is room for them, so
//! that no page is left half empty, and the table of contents gets page numbers. Actual page breaks are left to the
//! program that displays the document.

use super::measure::{shares, text_height, text_width, widths_by_text};
use super::{Block, Grid, Section, Style};
use crate::present::table::Table;

/// 样式.
pub(super) const STYLES: &str = include_str!("../../../data/docx/styles.xml");
/// Left and right margins of a cell together, in twentieths of a point.
const CELL_MARGINS: usize = 90;
/// Thickness of the line below a row.
const RULE: usize = 10;
/// Margin of error when checking whether a picture fits on a page: two lines of text.
const SLACK: usize = 1158;

/// The pages of a section, filled from top to bottom.
pub(super) struct Pages {
    width: usize,
    whole: usize,
    used: usize,
    /// Height of the last paragraphs that are kept on one page with the next block.
    kept: usize,
    /// Height of the table of contents.
    contents: usize,
    /// Number of the page being filled.
    pub page: usize,
}

impl Pages {
    /// Starts a section on page `page`, with a table of contents of the height `contents`, if any.
    pub fn new(section: &Section, page: usize, contents: usize) -> Self {
        let (width, whole) = (text_width(section.landscape), text_height(section.landscape));
        Self { width, whole, used: 0, kept: 0, contents, page }
    }

    /// Adds a block. Returns true if it, and the blocks kept with it, moved to the next page.
    pub fn put(&mut self, block: &Block) -> bool {
        let height = self.height(block);
        let first = if is_broken(block) { Metrics::of(Style::Body.id()).line.min(height) } else { height };
        let turns = self.used > 0 && self.used + first > self.whole;
        if turns {
            self.page += 1;
            self.used = self.kept;
        }
        self.used += height;
        self.page += self.used.saturating_sub(1) / self.whole;
        self.used = if self.used > self.whole { (self.used - 1) % self.whole + 1 } else { self.used };
        self.kept = if keeps_next(block) { self.kept + height } else { 0 };
        turns
    }

    fn has_room(&self, blocks: &[Block]) -> bool {
        let height: usize = blocks.iter().map(|block| self.height(block)).sum();
        self.used == 0 || self.used + height + SLACK <= self.whole
    }

    fn height(&self, block: &Block) -> usize {
        let paragraph = |style: Style, text: &str| Metrics::of(style.id()).height(text, self.width);
        match block {
            Block::Paragraph { style, text } | Block::Remarked { style, text, .. } => paragraph(*style, text),
            Block::Contents => self.contents,
            Block::Table(table) => table_height(table, self.width),
            Block::Grid(grid) => grid_height(grid, self.width),
            Block::Picture(picture) => {
                let (across, down) = (picture.size.0.max(1) as usize, picture.size.1 as usize);
                self.width * down / across + Metrics::of("Figure").around
            }
            Block::Caption { text, above: true, .. } => paragraph(Style::TableCaption, text),
            Block::Caption { text, above: false, .. } => paragraph(Style::Caption, text),
        }
    }
}

/// Whether a block may break across pages.
fn is_broken(block: &Block) -> bool {
    match block {
        Block::Table(_) | Block::Grid(_) | Block::Contents => true,
        Block::Paragraph { style, .. } | Block::Remarked { style, .. } => matches!(style, Style::Body | Style::Note),
        Block::Picture(_) | Block::Caption { .. } => false,
    }
}

/// Whether a block is kept on one page with the next.
pub(super) fn keeps_next(block: &Block) -> bool {
    match block {
        Block::Paragraph { style, .. } | Block::Remarked { style, .. } => {
            !matches!(style, Style::Body | Style::Note | Style::Signature)
        }
        Block::Picture(_) | Block::Caption { above: true, .. } => true,
        Block::Caption { above: false, .. } | Block::Table(_) | Block::Grid(_) | Block::Contents => false,
    }
}

/// Moves each picture of a section, with its caption, to the next position where there is room for it.
pub(super) fn settled(section: Section) -> Section {
    let mut pages = Pages::new(&section, 1, 0);
    let (mut settled, mut waiting): (Vec<Block>, Vec<Vec<Block>>) = (Vec::new(), Vec::new());
    let mut blocks = section.blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        if matches!(block, Block::Picture(_)) {
            let caption = blocks.next_if(|next| matches!(next, Block::Caption { above: false, .. }));
            waiting.push(std::iter::once(block).chain(caption).collect());
        } else {
            pages.put(&block);
            settled.push(block);
        }
        let stays = settled.last().is_some_and(keeps_next);
        while let Some(first) = waiting.first().filter(|first| !stays && pages.has_room(first)) {
            first.iter().for_each(|block| _ = pages.put(block));
            settled.extend(waiting.remove(0));
        }
    }
    settled.extend(waiting.into_iter().flatten());
    Section { landscape: section.landscape, blocks: settled }
}

/// Height of the table of contents with these entries, each with its level.
pub(super) fn contents_height<'a>(entries: impl Iterator<Item = (u8, &'a str)>) -> usize {
    /// The tab and the page number behind an entry.
    const NUMBER: &str = "\u{3000}88";
    let width = text_width(false);
    let heights = entries.map(|(level, text)| {
        let text = format!("{text}{NUMBER}");
        Metrics::of(if level == 1 { "TOC1" } else { "TOC2" }).height(&text, width)
    });
    Metrics::of(Style::ContentsTitle.id()).height("目录", width) + heights.sum::<usize>()
}

/// Dimensions of a style in twentieths of a point, read from the style sheet.
struct Metrics {
    line: usize,
    /// Space before and after the paragraph.
    around: usize,
    /// Width of a Chinese character without the spacing between characters.
    character: usize,
    spacing: isize,
    /// Indents of the first line and of every line.
    indents: (usize, usize),
}

impl Metrics {
    fn of(style: &str) -> Self {
        let signed = |name: &str| attribute(style, name).unwrap_or(0);
        let attribute = |name: &str| signed(name).unsigned_abs();
        Self {
            line: attribute("w:line=\""),
            around: attribute("w:before=\"") + attribute("w:after=\""),
            character: attribute("<w:sz w:val=\"") * 10,
            spacing: signed("<w:spacing w:val=\""),
            indents: (attribute("w:firstLine=\""), attribute("w:left=\"")),
        }
    }

    fn height(&self, text: &str, width: usize) -> usize {
        self.around + self.lines(text, width) * self.line
    }

    /// The lines of a text, filled one by one. Latin letters and digits are half as wide as a Chinese character.
    fn lines(&self, text: &str, width: usize) -> usize {
        let width = width.saturating_sub(self.indents.1).max(self.character);
        let (mut lines, mut used) = (1, self.indents.0);
        let mut before = None;
        for word in unbreakable(text) {
            // Programs leave a quarter of a character between Chinese and Latin.
            let scripts = before.zip(word.chars().next());
            let apart = scripts.is_some_and(|(before, first): (char, char)| {
                before.is_ascii_alphanumeric() != first.is_ascii_alphanumeric()
                    && before.is_alphanumeric()
                    && first.is_alphanumeric()
            });
            used += if apart { self.character / 4 } else { 0 };
            before = word.chars().next_back();
            let bare = word.trim_end_matches(HANGING);
            let wide = self.width(bare);
            if used + wide > width && used > 0 {
                lines += 1;
                used = 0;
            }
            // A word longer than a line breaks anywhere.
            lines += wide.saturating_sub(1) / width;
            used = if wide > width { (wide - 1) % width + 1 } else { used + wide };
            // A mark may hang over the edge.
            used = (used + self.width(&word[bare.len()..])).min(width.max(used));
        }
        lines
    }

    fn width(&self, text: &str) -> usize {
        let halves = |c: char| if c.is_ascii() { self.character / 2 } else { self.character };
        text.chars().map(|c| halves(c).saturating_add_signed(self.spacing)).sum()
    }
}

/// Punctuation marks that do not begin a line.
const HANGING: [char; 10] = ['，', '。', '；', '：', '、', '！', '？', '）', '”', '》'];

/// What a line does not break in: a character or a number or Latin word, with the marks that open before and end behind it.
fn unbreakable(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let opening = |c: char| matches!(c, '（' | '“' | '《');
        let latin = |c: char| c.is_ascii_graphic();
        let inner = rest.trim_start_matches(opening);
        let first = inner.chars().next().map_or(0, char::len_utf8);
        let word = inner.find(|c: char| !latin(c)).unwrap_or(inner.len()).max(first);
        let behind = inner.get(word..)?.trim_start_matches(HANGING);
        let (found, left) = rest.split_at(rest.len() - behind.len());
        rest = left;
        (!found.is_empty()).then_some(found)
    })
}

/// Numeric attribute of a style: its own, else inherited from its base style, else the document default.
fn attribute(style: &str, name: &str) -> Option<isize> {
    let value = |text: &str| text.split_once(name)?.1.split('"').next()?.parse().ok();
    let Some((_, rest)) = STYLES.split_once(&format!("w:styleId=\"{style}\"")) else {
        return value(STYLES.split("</w:docDefaults>").next()?);
    };
    let own = rest.split("</w:style>").next()?;
    let base = own.split_once("<w:basedOn w:val=\"").and_then(|(_, text)| text.split('"').next());
    value(own).or_else(|| attribute(base.unwrap_or_default(), name))
}

fn table_height(table: &Table, width: usize) -> usize {
    let metrics = Metrics::of("TableText");
    let weights: Vec<usize> = table.columns.iter().map(|column| column.width).collect();
    let widths = shares(&weights, width);
    let lines = |text: &str, width: usize| metrics.lines(text, width.saturating_sub(CELL_MARGINS));
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&widths).map(|(cell, width)| lines(&cell.print(table.digits), *width));
        cells.max().unwrap_or(1)
    });
    let head = table.head().into_iter().map(|cells| {
        let cells = cells.into_iter().map(|cell| {
            let to = (cell.column + cell.columns).min(widths.len());
            lines(cell.text, widths[cell.column.min(to)..to].iter().sum())
        });
        cells.max().unwrap_or(1)
    });
    let heights: Vec<usize> = rows.chain(head).collect();
    heights.iter().sum::<usize>() * metrics.line + heights.len() * RULE
}

fn grid_height(grid: &Grid, width: usize) -> usize {
    let metrics = Metrics::of("TableText");
    let widths = widths_by_text(grid, width);
    let mut rows = vec![1; grid.rows];
    for cell in grid.cells.iter().filter(|cell| cell.spans.0 == 1) {
        let to = (cell.at.1 + cell.spans.1).min(widths.len());
        let width: usize = widths[cell.at.1.min(to)..to].iter().sum();
        if let Some(row) = rows.get_mut(cell.at.0) {
            *row = metrics.lines(&cell.text, width.saturating_sub(CELL_MARGINS)).max(*row);
        }
    }
    rows.iter().sum::<usize>() * metrics.line + rows.len() * RULE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::docx::Picture;

    #[test]
    fn the_style_sheet_gives_the_heights() {
        let body = Metrics::of("Body");
        assert_eq!((body.line, body.around, body.character), (579, 0, 320));
        let code = Metrics::of("TableCode");
        assert_eq!((code.line, code.character), (260, 180));
        // 28 characters per line, each slightly narrower than its height.
        assert_eq!(body.lines(&"字".repeat(26), text_width(false)), 1);
        assert_eq!(body.lines(&"字".repeat(27), text_width(false)), 2);
        assert_eq!(body.lines(&"字".repeat(26 + 28), text_width(false)), 2);
        // A mark hangs over the edge; a number goes to the next line as a whole, and a mark with what it belongs to.
        assert_eq!(body.lines(&("字".repeat(26) + "。"), text_width(false)), 1);
        assert_eq!(body.lines(&("字".repeat(24) + "12345.67"), text_width(false)), 2);
        assert_eq!(
            unbreakable("（一）占12.50%，“三公”").collect::<Vec<_>>(),
            ["（一）", "占", "12.50%，", "“三", "公”"]
        );
        assert_eq!(code.lines("一二三四五六七八九", 5 * 180), 2);
        assert_eq!(code.lines("", 900), 1);
        assert_eq!(code.lines("1234567890", 450), 2);
    }

    #[test]
    fn a_picture_waits_for_room_and_leaves_no_page_half_empty() {
        let text = |length: usize| Block::Paragraph { style: Style::Body, text: "字".repeat(length) };
        let heading = || Block::Paragraph { style: Style::Heading2, text: "一、".to_owned() };
        let picture = || Block::Picture(Picture { png: Vec::new(), size: (100, 100), title: String::new() });
        let caption = || Block::Caption { label: "图", number: 1, text: String::new(), above: false };
        let mut blocks = vec![text(28 * 12), picture(), caption()];
        blocks.extend((0..5).flat_map(|_| [heading(), text(28 * 4)]));
        let count = blocks.len();
        let settled = settled(Section { landscape: false, blocks }).blocks;
        assert_eq!(settled.len(), count);
        let at = settled.iter().position(|block| matches!(block, Block::Picture(_))).unwrap();
        assert!(at > 2, "{at}");
        assert!(matches!(settled[at + 1], Block::Caption { .. }));
        assert!(!keeps_next(&settled[at - 1]), "a heading stays with its text");
        let mut pages = Pages::new(&Section { landscape: false, blocks: Vec::new() }, 1, 0);
        settled[..at].iter().for_each(|block| _ = pages.put(block));
        assert_eq!(pages.page, 2);
    }
}

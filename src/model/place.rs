//! 位置: where something is printed, so that a reader can find it.

use super::Written;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// 位置: a file and, where its format has them, the sheet, page, row (or line) and column. All count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    /// File name as the user gave it.
    pub file: Arc<str>,
    /// 工作表 of a workbook.
    pub sheet: Option<Arc<str>>,
    /// 页 of a paged document; the number of the sheet in a workbook.
    pub page: Option<u32>,
    /// 表: the number of the table in a document without pages (Word, HTML).
    pub table: Option<u32>,
    /// 段: the number of the paragraph in a document without pages, not counting those in tables.
    pub paragraph: Option<u32>,
    /// Row of a sheet or table; line of a text.
    pub row: Option<u32>,
    /// Column.
    pub column: Option<u32>,
    /// The box on the page, in paged documents; of a cell on a page that was scanned askew, the box once it is level.
    pub bounds: Option<Bounds>,
    /// How the page lies, if it was scanned askew and `bounds` are those of the level page.
    pub skew: Option<Arc<Skew>>,
    /// The position of every character, in text of paged documents.
    pub spots: Option<Arc<[Spot]>>,
    /// Where the characters stand in the file, in text that can be changed in place.
    pub written: Option<Arc<Written>>,
    /// 识别把握: how sure of the least sure character the engine was that read it from a picture, in percent.
    pub confidence: Option<u8>,
}

/// 字位: the position of one character on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// Byte offset of the character in its text.
    pub at: usize,
    /// Its page.
    pub page: u32,
    /// Its line on the page.
    pub row: u32,
    /// Its box.
    pub bounds: Bounds,
    /// How sure the engine was that read it from a picture, in percent.
    pub confidence: Option<u8>,
}

/// 版面位置: a box on a page in tenths of a point from the top left corner; integers, so that places compare exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bounds {
    /// Left edge.
    pub left: i32,
    /// Top edge.
    pub top: i32,
    /// Right edge.
    pub right: i32,
    /// Bottom edge.
    pub bottom: i32,
}

/// 歪斜: how a page lies that was scanned askew, in millionths, about a point in tenths of a point from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Skew {
    /// How far a step leads in its own direction: the cosine of the angle.
    pub along: i32,
    /// How far a step down leads to the left.
    pub across: i32,
    /// How far a step to the right leads down.
    pub down: i32,
    /// The point that stays.
    pub centre: (i32, i32),
}

impl Skew {
    /// The box on the page around what a box of the level page shows.
    pub fn on_page(&self, level: Bounds) -> Bounds {
        let corner = |x: i32, y: i32| {
            let [cx, cy, x, y] = [self.centre.0, self.centre.1, x, y].map(i128::from);
            let (dx, dy) = (x - cx, y - cy);
            let [along, across, down] = [self.along, self.across, self.down].map(i128::from);
            let tenths = |from: i128, millionths: i128| {
                // In range even for the boxes of damaged files.
                (from + millionths / 1_000_000).clamp(i32::MIN.into(), i32::MAX.into()) as i32
            };
            let (x, y) = (tenths(cx, dx * along - dy * across), tenths(cy, dx * down + dy * along));
            Bounds { left: x, top: y, right: x, bottom: y }
        };
        corner(level.left, level.top)
            .union(corner(level.right, level.top))
            .union(corner(level.left, level.bottom))
            .union(corner(level.right, level.bottom))
    }
}

impl Place {
    /// A place that names only the file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// The same place with a row (or line).
    pub fn at_row(&self, row: u32) -> Self {
        Self { row: Some(row), column: None, ..self.clone() }
    }

    /// The same place with a row and a column.
    pub fn at(&self, row: u32, column: u32) -> Self {
        Self { row: Some(row), column: Some(column), ..self.clone() }
    }

    /// Row and column in spreadsheet notation (`C5`).
    fn cell_name(&self) -> Option<String> {
        let mut column = self.column?;
        let mut letters = Vec::new();
        while column > 0 {
            column -= 1;
            letters.push(char::from(b'A' + (column % 26) as u8));
            column /= 26;
        }
        Some(letters.iter().rev().collect::<String>() + &self.row?.to_string())
    }
}

impl Place {
    /// The part of a document without pages that holds the row: the worksheet's name, `第3张表` or `第12段`.
    pub fn part(&self) -> Option<String> {
        let table = || self.table.map(|table| format!("第{table}张表"));
        let paragraph = || self.paragraph.map(|paragraph| format!("第{paragraph}段"));
        self.sheet.as_deref().map(str::to_owned).or_else(table).or_else(paragraph)
    }

    /// The same place with the given [`part`](Self::part); any other text is the name of a worksheet.
    #[must_use]
    pub fn with_part(self, part: &str) -> Self {
        let count = |tail: &str| part.strip_prefix('第')?.strip_suffix(tail)?.parse().ok();
        match (count("张表"), count("段")) {
            (Some(table), _) => Self { table: Some(table), ..self },
            (None, Some(paragraph)) => Self { paragraph: Some(paragraph), ..self },
            (None, None) => Self { sheet: Some(part.into()).filter(|_| !part.is_empty()), ..self },
        }
    }
}

impl Place {
    /// The place of a byte range of the text at this place: the page, line and box of its characters, and where the file
    /// holds them. The place itself if the positions of characters are not known.
    #[must_use]
    pub fn within(&self, range: Range<usize>) -> Self {
        self.across([(0, self)].into_iter(), range)
    }

    /// The place of a byte range of a text that is made of several: each begins at a byte of the whole and stands at a
    /// place of its own. `self` is the place of the first one that has a part in the range.
    #[must_use]
    pub fn across<'a>(&self, texts: impl Iterator<Item = (usize, &'a Self)>, range: Range<usize>) -> Self {
        let (mut found, mut written) = (Vec::new(), None::<Written>);
        for (start, text) in texts {
            let from = range.start.saturating_sub(start)..range.end.saturating_sub(start);
            let shift = start.saturating_sub(range.start);
            if let Some(spots) = &text.spots {
                let first = spots.partition_point(|spot| spot.at <= from.start).saturating_sub(1);
                let last = spots.partition_point(|spot| spot.at < from.end).max(first);
                let spots = spots[first..last].iter();
                found.extend(spots.map(|spot| Spot { at: spot.at.saturating_sub(from.start) + shift, ..*spot }));
            }
            if let Some(part) = text.written.as_ref().map(|written| written.within(from)) {
                written.get_or_insert_with(|| Written::new(part.part.clone())).append(&part, shift);
            }
        }
        Self { written: written.map(Arc::new), ..self.with_spots(found.into_iter()) }
    }

    /// The same place, narrowed to these characters.
    #[must_use]
    pub fn with_spots(&self, spots: impl Iterator<Item = Spot>) -> Self {
        let spots: Arc<[Spot]> = spots.collect();
        let Some(first) = spots.first().copied() else { return self.clone() };
        let page = spots.iter().filter(|spot| spot.page == first.page).map(|spot| spot.bounds);
        let bounds = page.reduce(Bounds::union);
        let confidence = spots.iter().filter_map(|spot| spot.confidence).min();
        Self { confidence, page: Some(first.page), row: Some(first.row), bounds, spots: Some(spots), ..self.clone() }
    }

    /// The box on the page as it lies.
    pub fn on_page(&self) -> Option<Bounds> {
        let bounds = self.bounds?;
        Some(self.skew.as_ref().map_or(bounds, |skew| skew.on_page(bounds)))
    }

    /// The pages and boxes that it covers, one for each line of text.
    pub fn boxes(&self) -> Vec<(u32, Bounds)> {
        let Some(spots) = &self.spots else { return self.page.zip(self.on_page()).into_iter().collect() };
        let lines = spots.chunk_by(|one, next| (one.page, one.row) == (next.page, next.row));
        let area = |line: &[Spot]| line.iter().map(|spot| spot.bounds).reduce(Bounds::union);
        lines.filter_map(|line| Some((line.first()?.page, area(line)?))).collect()
    }
}

impl fmt::Display for Bounds {
    /// Left, top, right and bottom in points: `60.0 120.5 300.0 134.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let point = |tenths: i32| {
            let sign = if tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
        };
        write!(f, "{} {} {} {}", point(self.left), point(self.top), point(self.right), point(self.bottom))
    }
}

impl Bounds {
    /// The smallest box that contains both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Parses what [`Display`](fmt::Display) prints.
    pub fn parse(text: &str) -> Option<Self> {
        let mut tenths = text.split(' ').map(|point| {
            let (whole, tenth) = point.split_once('.')?;
            if tenth.len() == 1 { format!("{whole}{tenth}").parse().ok() } else { None }
        });
        let mut next = || tenths.next().flatten();
        Some(Self { left: next()?, top: next()?, right: next()?, bottom: next()? })
    }
}

impl fmt::Display for Place {
    /// `收支表.xlsx 工作表“表1” C5`, `公开.pdf 第3页 第12行 第2列`, `公开.txt 第88行 第3列`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " 工作表“{sheet}”")?;
            return match (self.cell_name(), self.row) {
                (Some(cell), _) => write!(f, " {cell}"),
                (None, Some(row)) => write!(f, " 第{row}行"),
                (None, None) => Ok(()),
            };
        }
        if let Some(page) = self.page {
            write!(f, " 第{page}页")?;
        }
        if let Some(table) = self.table {
            write!(f, " 第{table}张表")?;
        }
        if let Some(paragraph) = self.paragraph {
            write!(f, " 第{paragraph}段")?;
        }
        if let Some(row) = self.row {
            write!(f, " 第{row}行")?;
        }
        if let Some(column) = self.column {
            write!(f, " 第{column}列")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_a_person_would_look_it_up() {
        let text = Place::file("公开.txt").at(88, 3);
        assert_eq!(text.to_string(), "公开.txt 第88行 第3列");
        let sheet = Place { sheet: Some("表1".into()), page: Some(1), ..Place::file("表.xlsx").at(5, 28) };
        assert_eq!(sheet.to_string(), "表.xlsx 工作表“表1” AB5");
        let word = Place { table: Some(3), ..Place::file("公开.docx").at(5, 2) };
        assert_eq!(word.to_string(), "公开.docx 第3张表 第5行 第2列");
        let word = Place { paragraph: Some(12), ..Place::file("公开.docx") };
        assert_eq!(word.to_string(), "公开.docx 第12段");
    }

    #[test]
    fn a_figure_torn_by_a_line_break_stands_in_two_boxes() {
        let spot = |at: usize, row: u32, left: i32| Spot {
            at,
            page: 3,
            row,
            bounds: Bounds { left, top: i32::try_from(row).unwrap() * 20, right: left + 5, bottom: 0 },
            confidence: None,
        };
        // “共12.5”: two characters on the first line behind the word, two on the next.
        let spots = [spot(0, 1, 0), spot(3, 1, 10), spot(4, 1, 15), spot(5, 2, 0), spot(6, 2, 5)];
        let place = Place::file("x").with_spots(spots.into_iter());
        let figure = place.within(3..7);
        let boxes: Vec<(u32, i32, i32)> =
            figure.boxes().into_iter().map(|(page, area)| (page, area.left, area.right)).collect();
        assert_eq!(boxes, [(3, 10, 20), (3, 0, 10)]);
        assert_eq!((figure.page, figure.row), (Some(3), Some(1)));
        assert_eq!(figure.within(2..4).boxes().len(), 1);
        assert_eq!(Place::file("x").within(3..7).boxes(), []);
    }

    #[test]
    fn parts_and_boxes_are_read_as_they_are_written() {
        for part in ["第3张表", "第12段", "表1", "第三张表"] {
            assert_eq!(Place::file("x").with_part(part).part().as_deref(), Some(part));
        }
        assert_eq!(Place::file("x").with_part("").part(), None);
        let bounds = Bounds { left: -5, top: 1205, right: 3000, bottom: i32::MAX };
        assert_eq!(bounds.to_string(), "-0.5 120.5 300.0 214748364.7");
        assert_eq!(Bounds::parse(&bounds.to_string()), Some(bounds));
        assert_eq!(Bounds::parse("1 2 3 4"), None);
    }
}

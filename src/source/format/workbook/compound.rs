//! 复合文档检查: checks an xls before calamine reads it, because calamine follows endless chains of sectors and allocates
//! every sheet as the rectangle that its records claim, which can exhaust memory and abort the process.

use super::Failure;
use super::layout::Layout;
use crate::source::Limits;
use std::collections::BTreeSet;

/// ENDOFCHAIN: the end of a chain of sectors.
const END: u32 = 0xFFFF_FFFE;
/// MAXREGSECT: numbers from here on are marks, not sectors.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
/// The number of cells in the largest sheet of the format.
const MAX_SHEET: u64 = 65_536 * 256;

const BROKEN: Failure = Failure::Broken("内部记录错乱");

/// Checks the chains of the file and the extent of its sheets. Returns the layouts of the sheets in order, which
/// calamine does not read.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Vec<Layout>, Failure> {
    let file = Compound::open(bytes)?;
    let directory = file.read(file.number(48)?, usize::MAX)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
    let root = entries.first().ok_or(BROKEN)?;
    let mini = if file.number(64)? > 0 {
        Some((file.read(number(root, 116)?, usize::MAX)?, numbers(&file.read(file.number(60)?, usize::MAX)?)))
    } else {
        None
    };
    let mut layouts = None;
    for entry in entries.iter().filter(|entry| ["workbook", "book"].contains(&name(entry).as_str())) {
        let (start, size) = (number(entry, 116)?, number(entry, 120)? as usize);
        let stream = match &mini {
            Some((stream, table)) if size < 4096 => mini_stream(stream, table, start, size)?,
            _ => file.read(start, size)?,
        };
        layouts = Some(Workbook { stream: &stream }.check(limits)?);
    }
    layouts.ok_or(Failure::Broken("缺少工作簿部分"))
}

/// A compound file: its sectors and the allocation table that chains them.
struct Compound<'a> {
    bytes: &'a [u8],
    size: usize,
    table: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Failure> {
        let size = match bytes.get(30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(BROKEN),
        };
        let mut file = Self { bytes, size, table: Vec::new() };
        let mut sectors = numbers(bytes.get(76..512).ok_or(BROKEN)?);
        // Further sectors of the table are listed in a chain of their own; each ends with the number of the next.
        let (mut next, mut left) = (file.number(68)?, bytes.len() / size + 1);
        while next < LAST_SECTOR {
            left = left.checked_sub(1).ok_or(BROKEN)?;
            sectors.extend(numbers(file.sector(next)?));
            next = sectors.pop().ok_or(BROKEN)?;
        }
        for sector in sectors.into_iter().filter(|sector| *sector < LAST_SECTOR) {
            file.table.extend(numbers(file.sector(sector)?));
            // More entries than the file has sectors are useless.
            if file.table.len() > bytes.len() / size + 2 * size {
                break;
            }
        }
        Ok(file)
    }

    fn number(&self, at: usize) -> Result<u32, Failure> {
        number(self.bytes, at)
    }

    fn sector(&self, index: u32) -> Result<&'a [u8], Failure> {
        let start = (index as usize).checked_add(1).and_then(|n| n.checked_mul(self.size)).ok_or(BROKEN)?;
        let end = start.saturating_add(self.size).min(self.bytes.len());
        self.bytes.get(start..end).ok_or(BROKEN)
    }

    /// The first `size` bytes of a chain. A cyclic chain is an error.
    fn read(&self, start: u32, size: usize) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let (mut next, mut left) = (start, self.table.len() + 1);
        while next != END && bytes.len() < size {
            left = left.checked_sub(1).ok_or(BROKEN)?;
            bytes.extend_from_slice(self.sector(next)?);
            next = *self.table.get(next as usize).ok_or(BROKEN)?;
        }
        bytes.truncate(size);
        Ok(bytes)
    }
}

/// Reads a small stream, which is stored in sectors of 64 bytes inside another stream.
fn mini_stream(stream: &[u8], table: &[u32], start: u32, size: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let (mut next, mut left) = (start, table.len() + 1);
    while next != END && bytes.len() < size {
        left = left.checked_sub(1).ok_or(BROKEN)?;
        let at = next as usize * 64;
        bytes.extend_from_slice(stream.get(at..stream.len().min(at + 64)).ok_or(BROKEN)?);
        next = *table.get(next as usize).ok_or(BROKEN)?;
    }
    bytes.truncate(size);
    Ok(bytes)
}

fn number(bytes: &[u8], at: usize) -> Result<u32, Failure> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map(u32::from_le_bytes).ok_or(BROKEN)
}

fn short(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 2).map(|two| u64::from(two[0]) | u64::from(two[1]) << 8)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn name(entry: &[u8]) -> String {
    let units = entry[..64].chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&name).to_ascii_lowercase()
}

/// The workbook stream, a sequence of records: two bytes of type, two of length, then the data.
struct Workbook<'a> {
    stream: &'a [u8],
}

impl<'a> Workbook<'a> {
    fn check(&self, limits: &Limits) -> Result<Vec<Layout>, Failure> {
        let (mut sheets, mut starts) = (BTreeSet::new(), Vec::new());
        // The indent of each cell format, in half-width characters (two per level).
        let mut indents = Vec::new();
        for (kind, data) in self.records(0) {
            match kind {
                0x0085 => {
                    let start = number(data, 0)?;
                    if !sheets.insert(start) {
                        return Err(BROKEN);
                    }
                    starts.push(start);
                }
                0x00E0 => indents.push(data.get(8).map_or(0, |byte| (byte & 0x0F) * 2)),
                // A password, which calamine reports.
                0x002F => return Ok(Vec::new()),
                0x000A => break,
                _ => {}
            }
        }
        if sheets.len() > limits.sheets {
            return Err(Failure::TooManySheets);
        }
        // Sheets do not overlap, so that together they have no more records than the stream.
        let mut records = self.stream.len() / 4 + 1;
        let mut area = 0;
        let mut layouts = Vec::new();
        for start in starts {
            let mut layout = Layout::default();
            area += self.extent(start as usize, &mut records, &indents, &mut layout)?;
            if area > limits.cells as u64 {
                return Err(Failure::TooManyCells);
            }
            layouts.push(layout);
        }
        Ok(layouts)
    }

    /// The area of the rectangle around the cells of the sheet that begins at `start`.
    fn extent(&self, start: usize, budget: &mut usize, indents: &[u8], layout: &mut Layout) -> Result<u64, Failure> {
        let (mut rows, mut columns) = (Extent::default(), Extent::default());
        let mut depth = 0usize;
        let mut formula = (0, 0);
        for (kind, data) in self.records(start) {
            *budget = budget.checked_sub(1).ok_or(BROKEN)?;
            match kind {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => break,
                0x000A => depth -= 1,
                0x0200 => dimensions(data)?,
                // Hidden rows and columns.
                0x0208 if short(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                    layout.rows.extend(short(data, 0).and_then(|row| u32::try_from(row).ok()));
                }
                0x007D if short(data, 8).is_some_and(|flags| flags & 1 != 0) => {
                    if let (Some(first), Some(last)) = (short(data, 0), short(data, 2)) {
                        layout.columns.extend((first..=last.min(255)).filter_map(|column| u32::try_from(column).ok()));
                    }
                }
                0x0006 | 0x0203..=0x0205 | 0x027E | 0x00FD | 0x00BD | 0x00D6 => {
                    let (row, column) = short(data, 0).zip(short(data, 2)).ok_or(BROKEN)?;
                    rows.include(row);
                    columns.include(column);
                    let format = short(data, 4).and_then(|format| usize::try_from(format).ok());
                    let indent = format.and_then(|format| indents.get(format)).copied().filter(|indent| *indent > 0);
                    if let (Some(indent), Ok(row), Ok(column)) = (indent, u32::try_from(row), u32::try_from(column)) {
                        layout.indents.insert((row, column), indent);
                    }
                    if kind == 0x0006 {
                        formula = (row, column);
                    }
                    if kind == 0x00BD {
                        columns.include(short(data, data.len().saturating_sub(2)).ok_or(BROKEN)?);
                    }
                }
                // The text result of the preceding formula.
                0x0207 => {
                    rows.include(formula.0);
                    columns.include(formula.1);
                }
                _ => {}
            }
        }
        Ok(rows.length() * columns.length())
    }

    fn records(&self, start: usize) -> impl Iterator<Item = (u64, &'a [u8])> + use<'a> {
        let stream = self.stream;
        let mut at = start;
        std::iter::from_fn(move || {
            let (kind, length) = (short(stream, at)?, short(stream, at.checked_add(2)?)? as usize);
            let data = stream.get(at + 4..at + 4 + length)?;
            at += 4 + length;
            Some((kind, data))
        })
    }
}

/// Checks the size that a sheet declares, for which calamine reserves memory.
fn dimensions(data: &[u8]) -> Result<(), Failure> {
    let (first, last, left, right) = match data.len() {
        10 => (short(data, 0), short(data, 2), short(data, 4), short(data, 6)),
        14 | 16 => {
            let (first, last) = (u64::from(number(data, 0)?), u64::from(number(data, 4)?));
            (Some(first), Some(last), short(data, 8), short(data, 10))
        }
        _ => return Err(BROKEN),
    };
    let (Some(first), Some(last), Some(left), Some(right)) = (first, last, left, right) else { return Err(BROKEN) };
    if last == 0 || right == 0 {
        return Ok(());
    }
    // calamine replaces a first column beyond the sheet or after the last column by 0.
    let left = if left > 0xFF || right < left { 0 } else { left };
    let rows = last.checked_sub(first).filter(|rows| *rows > 0).ok_or(BROKEN)?;
    if right == left || rows.saturating_mul(right - left) > MAX_SHEET { Err(BROKEN) } else { Ok(()) }
}

/// The range of some numbers.
#[derive(Default)]
struct Extent(Option<(u64, u64)>);

impl Extent {
    fn include(&mut self, value: u64) {
        let (first, last) = self.0.unwrap_or((value, value));
        self.0 = Some((first.min(value), last.max(value)));
    }

    fn length(&self) -> u64 {
        self.0.map_or(0, |(first, last)| last - first + 1)
    }
}

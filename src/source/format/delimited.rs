//! 分隔文本: CSV, TSV and semicolon files as one grid.

use super::cells::{self, CellCount};
use super::encoding;
use crate::model::Place;
use crate::source::{Block, Cell, Document, Limits, SourceError};
use std::sync::Arc;

/// Separators, in the order of preference among those that fit equally well.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Reads a delimited file. Rows may differ in length; blank fields give no cell.
pub(super) fn read(name: &Arc<str>, bytes: &[u8], limits: &Limits) -> Result<Document, SourceError> {
    let decoded = encoding::decode(bytes);
    let file = Place::file(name.clone());
    let warnings = decoded.warning(&file).into_iter().collect();
    let mut count = CellCount::new(limits);
    let mut found = Vec::new();
    let text = encoding::unix_lines(decoded.text);
    let separator = separator(&text);
    if let Some(line) = unclosed_quote(&text, separator) {
        let found = text.lines().nth(line as usize - 1).unwrap_or_default().chars().take(40).collect();
        return Err(SourceError::Content {
            place: file.at_row(line),
            expected: "这一行的引号没有成对，后面的行会并进同一格".to_owned(),
            found,
            remedy: "请补上或去掉这个引号后再试",
        });
    }
    count.expect(cells::fields(&text, separator), &file.at_row(1))?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    // Reading UTF-8 text from memory with flexible row lengths cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let line = lines.line_of(record.position().map_or(0, csv::Position::byte));
        for (column, field) in record.iter().enumerate().filter(|(_, field)| !field.trim().is_empty()) {
            let place = file.at(line, u32::try_from(column + 1).unwrap_or(u32::MAX));
            count.check_text(field, &place)?;
            found
                .push(Cell { indent: cells::indent(field), ..Cell::text(unguarded(field.trim()), row, column, place) });
        }
        row += 1;
    }
    let grid = count.grid(found, file.at_row(1))?;
    let blocks = if grid.cells().is_empty() { Vec::new() } else { vec![Block::Grid(grid)] };
    Ok(Document { name: name.clone(), blocks, warnings, ..Document::default() })
}

/// Removes the leading `'` by which a CSV (ours, for instance) keeps Excel from reading a field as a formula.
fn unguarded(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) => text.trim(),
        _ => field,
    }
}

/// The line of an opening quote without a closing one. A quote followed by other text on a later line is no closing
/// quote. Without this check, all following lines would silently become one cell.
fn unclosed_quote(text: &str, separator: u8) -> Option<u32> {
    enum At {
        Start,
        Plain,
        Quoted(u32),
        Closed(u32),
    }
    let (mut at, mut line) = (At::Start, 1u32);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Quoted(opened), b'"') => At::Closed(opened),
            (At::Quoted(opened), _) => At::Quoted(opened),
            // A doubled quote is a quote in the text.
            (At::Closed(opened), b'"') => At::Quoted(opened),
            (_, b'\n') => At::Start,
            (_, byte) if byte == separator => At::Start,
            (At::Start, b'"') => At::Quoted(line),
            (At::Closed(opened), byte) if opened < line && !byte.is_ascii_whitespace() => return Some(opened),
            (At::Closed(opened), byte) if byte.is_ascii_whitespace() => At::Closed(opened),
            (At::Start | At::Plain | At::Closed(_), _) => At::Plain,
        };
        line = line.saturating_add(u32::from(byte == b'\n'));
    }
    match at {
        At::Quoted(opened) => Some(opened),
        _ => None,
    }
}

/// 行号: finds the line on which a record begins. The reader's own position is before empty lines that it skips.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record read from this byte offset on; offsets must not decrease.
    fn line_of(&mut self, byte: u64) -> u32 {
        let bytes = self.text.as_bytes();
        let mut end = usize::try_from(byte).unwrap_or(bytes.len()).clamp(self.at, bytes.len());
        end += bytes[end..].iter().take_while(|byte| **byte == b'\n').count();
        let passed = bytes[self.at..end].iter().filter(|byte| **byte == b'\n').count();
        self.at = end;
        self.line = self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        self.line
    }
}

/// The separator that splits the first lines into the most rows of equal length, with more than one field. Lines without
/// any, such as a cover and a table of contents, tell nothing.
pub(crate) fn separator(text: &str) -> u8 {
    let separated = |line: &&str| line.bytes().any(|byte| SEPARATORS.contains(&byte));
    let lines: Vec<&str> = text.lines().filter(separated).take(30).collect();
    let score = |separator: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| separators(line, separator)).collect();
        let usual = counts.iter().max_by_key(|n| counts.iter().filter(|m| m == n).count()).copied().unwrap_or(0);
        // Rows of a single field are no evidence for a separator; of equally good ones, that with more fields wins.
        if usual == 0 {
            (counts.iter().sum::<usize>().min(1), 0)
        } else {
            (1 + counts.iter().filter(|n| **n == usual).count(), usual)
        }
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator));
    best.unwrap_or(b',')
}

/// The number of separators outside quotes.
fn separators(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        count += usize::from(byte == separator && !quoted);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let document = read(&"x.csv".into(), text.as_bytes(), &Limits::default()).unwrap();
        let Some(Block::Grid(grid)) = document.blocks.first() else { return Vec::new() };
        (0..grid.rows()).map(|r| (0..grid.columns()).map(|c| grid.text(r, c).to_owned()).collect()).collect()
    }

    #[test]
    fn the_separator_is_told_by_the_rows() {
        for separator in [",", "\t", ";", "|"] {
            let text = ["编码", "金额"].join(separator) + "\n" + &["208", "1.5"].join(separator) + "\n";
            assert_eq!(rows(&text), [["编码", "金额"], ["208", "1.5"]], "{separator:?}");
        }
        assert_eq!(rows("名称;金额\n甲;1,5\n乙;2,5\n"), [["名称", "金额"], ["甲", "1,5"], ["乙", "2,5"]]);
    }

    #[test]
    fn lines_before_the_first_row_do_not_tell_the_separator() {
        let text = format!("{}编码\t金额\n208\t1,000.5\n", "前言\n".repeat(40));
        assert_eq!(rows(&text)[40..], [["编码", "金额"], ["208", "1,000.5"]]);
    }

    #[test]
    fn quotes_line_breaks_and_ragged_rows_are_kept() {
        assert_eq!(
            rows("名称,金额,注\n\"基本,\n支出\",\"1,234.50\"\n合计\n"),
            [["名称", "金额", "注"], ["基本,\n支出", "1,234.50", ""], ["合计", "", ""]]
        );
    }

    #[test]
    fn a_quote_that_nothing_closes_is_an_error_with_its_line() {
        let message = |text: &str| {
            read(&"x.csv".into(), text.as_bytes(), &Limits::default()).map(|_| ()).map_err(|error| error.to_string())
        };
        for text in ["a,b\nc,\"d,1\ne,f,2\n", "a,b\r\nc,\"d,1\r\ne,\"f,2\r\n", "a\tb\nc\t\"d\n", "a,b\n\"c\"\",1\nd,2"]
        {
            let error = message(text).unwrap_err();
            assert!(error.starts_with("x.csv 第2行：这一行的引号没有成对"), "{text:?} {error}");
        }
        for text in ["\"a\nb\",c\n", "\"a\"\"b\",c\n", "\"三公\"经费,1\nb,2\n", "a \"b\",c\n", "\"\",\"\"\n"] {
            assert_eq!(message(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn a_place_is_the_line_of_the_file() {
        let document = read(&"x.csv".into(), "a,b\n\"c\nd\",e\nf,g\n".as_bytes(), &Limits::default()).unwrap();
        let Some(Block::Grid(grid)) = document.blocks.first() else { panic!("a grid was expected") };
        assert_eq!(grid.starting_at(2, 1).unwrap().place.to_string(), "x.csv 第4行 第2列");
        for text in ["a,b\n\n\nc,d\n", "a,b\r\n\r\n\r\nc,d\r\n", "a,b\r\r\rc,d\r"] {
            let document = read(&"x.csv".into(), text.as_bytes(), &Limits::default()).unwrap();
            let Some(Block::Grid(grid)) = document.blocks.first() else { panic!("a grid was expected") };
            assert_eq!(grid.starting_at(1, 1).unwrap().place.to_string(), "x.csv 第4行 第2列", "{text:?}");
        }
    }
}

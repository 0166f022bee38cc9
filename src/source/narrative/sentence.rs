//! 断句: joins lines and paragraphs that page layout has split, and normalises their characters.

use super::super::contents::contents;
use super::super::{Block, Document};
use crate::model::{ContentsEntry, Fate, Place, is_unknown_glyph};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A heading, or a passage that is parsed as a whole.
pub(super) enum Unit {
    /// 标题
    Section { level: u8, text: String, place: Place },
    /// 段落
    Passage(Passage),
    /// 目录 or 页码, which belong to the layout.
    Outside { text: String, place: Place, fate: Fate },
}

/// 段落: the printed text without line breaks, and a normalised copy for parsing.
#[derive(Default)]
pub(super) struct Passage {
    /// As printed, line breaks removed.
    pub original: String,
    /// Half-width punctuation and digits, no spaces.
    pub plain: String,
    /// The byte of `original` for every byte of `plain`, including its end.
    origin: Vec<usize>,
    /// Where each source line begins in `original`.
    lines: Vec<(usize, Place)>,
    /// Page numbers that were printed between the lines.
    pub pages: Vec<(String, Place)>,
}

static NUMBERING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[-*•]\s+)?(?:(?P<part>第\s*[一二三四五六七八九十]+\s*部\s*分)|(?P<big>[一二三四五六七八九十]+\s*[、.．])|(?P<middle>[（(]\s*[一二三四五六七八九十]+\s*[)）])|(?P<small>\d{1,2}\s*(?:、|[.．](?:\D|$)))|(?P<tiny>[（(]?\d{1,2}[)）]))",
    )
    .expect("the pattern is constant")
});
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d[\s\d,，.．０-９]*\s*(?:[亿万千百]\s*)*元|\d\s*[%％]|持平|一致").expect("the pattern is constant")
});
static TITLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:部门|单位)\s*(?:预算|决算|收支|收入|支出)").expect("the pattern is constant"));
static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s—\-–－·_.•~～|]*(?:(?:第|Page)?\s*\d{1,3}\s*页?(?:[\s,，]*共\s*\d{1,3}\s*页)?|\d{1,3}\s*[/／]\s*\d{1,3})[\s—\-–－·_.•~～|]*$")
        .expect("the pattern is constant")
});

/// Text such as “（项）。主要用于…”, which continues the path of the previous line.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*[（(]?[类款项]\s*[）)]").expect("the pattern is constant"));

/// Passes the headings and passages of a document to `take` one by one, without grids and table of contents; returns the
/// latter.
pub(super) fn each(document: &Document, mut take: impl FnMut(Unit)) -> Vec<ContentsEntry> {
    let mut open: Option<Passage> = None;
    let (entries, contents) = contents(document);
    let point = point(document);
    for (at, block) in document.blocks.iter().enumerate() {
        let (text, place, heading) = match block {
            Block::Heading { level, text, place } => (text, place, Some(*level)),
            Block::Paragraph { text, place } => (text, place, None),
            Block::Grid(_) => {
                open.take().map(Unit::Passage).into_iter().for_each(&mut take);
                continue;
            }
        };
        let outside = |fate| Unit::Outside { text: text.clone(), place: place.clone(), fate };
        if contents.contains(&at) {
            open.take().map(Unit::Passage).into_iter().for_each(&mut take);
            take(outside(Fate::Contents));
            continue;
        }
        // A page number between two halves of a sentence. Unlike it, a rate such as “8.83” has a point or a sign.
        if text.trim().is_empty() || PAGE_NUMBER.is_match(text) {
            take(outside(Fate::Page));
            continue;
        }
        let mut place = place.clone();
        let mut text = text.as_str();
        // A heading on the same line as its first paragraph.
        if let Some((first, rest)) = text.split_once('\n')
            && ["说明", "情况"].iter().any(|end| first.trim_end().ends_with(end))
            && let Some(level) = heading_level(first, None)
        {
            open.take().map(Unit::Passage).into_iter().for_each(&mut take);
            take(Unit::Section { level, text: first.split_whitespace().collect(), place: place.clone() });
            place = Place { row: place.row.map(|row| row.saturating_add(1)), column: None, ..place };
            text = rest;
        }
        let breaks_off =
            || matches!(document.blocks.get(at + 1), Some(Block::Paragraph { text, .. }) if MARK.is_match(text));
        if let Some(level) = heading_level(text, heading).filter(|_| !breaks_off()) {
            open.take().map(Unit::Passage).into_iter().for_each(&mut take);
            // A property of a heading holds for all of its text.
            (place.spots, place.written) = (None, None);
            take(Unit::Section { level, text: text.split_whitespace().collect(), place });
            continue;
        }
        match &mut open {
            Some(passage) if passage.is_unfinished() && !NUMBERING.is_match(text) && !passage.is_before_label(text) => {
                passage.push(text, &place, point);
            }
            _ => {
                open.take().map(Unit::Passage).into_iter().for_each(&mut take);
                let mut passage = Passage::default();
                passage.push(text, &place, point);
                open = Some(passage);
            }
        }
    }
    open.map(Unit::Passage).into_iter().for_each(take);
    entries
}

/// The private-use character that a document uses as its decimal point: it is the only one between digits, and no number of
/// the document has an ordinary point.
fn point(document: &Document) -> Option<char> {
    let mut found = None;
    let texts = document.blocks.iter().filter_map(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => Some(text),
        Block::Grid(_) => None,
    });
    for text in texts {
        let mut before = ['\0'; 2];
        for c in text.chars().filter(|c| !c.is_whitespace()).map(plain_char) {
            let [digit, mark] = before;
            if digit.is_ascii_digit() && c.is_ascii_digit() {
                match mark {
                    '.' => return None,
                    mark if is_unknown_glyph(mark) => match found {
                        Some(other) if other != mark => return None,
                        _ => found = Some(mark),
                    },
                    _ => {}
                }
            }
            before = [mark, c];
        }
    }
    found
}

/// Whether a document is that of a unit: it says 本单位 or 本部门, or has 单位预算 or 部门决算 in a title. A report to the
/// people's congress is a government's, whatever else is on the web page.
pub(super) fn is_of_unit(document: &Document) -> bool {
    let texts = || {
        document.blocks.iter().filter_map(|block| match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => Some(text),
            Block::Grid(_) => None,
        })
    };
    let speech = texts().any(|text| text.contains("各位代表"));
    !speech
        && texts().any(|text| {
            ["本单位", "本部门", "我单位", "我部门"].iter().any(|word| text.contains(word))
                || text.len() <= 120 && TITLED.is_match(text)
        })
}

/// The level of a heading by its numbering, else as given by the reader of the format. A line with a figure is a sentence,
/// whatever it looks like.
fn heading_level(text: &str, told: Option<u8>) -> Option<u8> {
    if FIGURE.is_match(text) {
        return None;
    }
    let numbered = NUMBERING.captures(text.trim_start()).map(|found| {
        ["part", "big", "middle", "small", "tiny"].iter().position(|name| found.name(name).is_some()).unwrap_or(4) as u8
            + 1
    });
    match (numbered, told) {
        (Some(level), Some(_)) => Some(level),
        (None, Some(level)) => Some(level),
        (Some(level), None) => {
            let short = text.chars().count() <= 60 && !text.contains(['，', '。', '；', ',', '\n']);
            short.then_some(level)
        }
        (None, None) => None,
    }
}

impl Passage {
    /// Whether the text ends within a sentence, so that the next paragraph continues it.
    fn is_unfinished(&self) -> bool {
        let long = self.plain.chars().count() >= 15;
        let ended = self.plain.ends_with(['。', ';', ':', '!', '?', '！', '？']);
        let label = ["表", "附件", "编制", "单位:", "目录"].iter().any(|label| self.plain.starts_with(label));
        // 图1 is a caption, 图书馆 is none.
        let caption = self.plain.strip_prefix('图').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        long && !ended && !label && !caption
    }

    /// Whether a citation or another labelled line is followed by a labelled paragraph, as in descriptions of projects:
    /// 政策依据：《…》（…号）, 承担单位：某局, 预算安排规模：13.83万元.
    fn is_before_label(&self, next: &str) -> bool {
        let cited = || self.plain.ends_with([')', '》', '"']);
        // A line that begins with 其中：, or that has figures, may go on with another part of the same list.
        let labelled = || has_label(&self.plain) && !self.plain.starts_with("其中") && !FIGURE.is_match(&self.plain);
        has_label(next.trim_start()) && (cited() || labelled())
    }

    fn push(&mut self, text: &str, place: &Place, point: Option<char>) {
        if !self.plain.is_empty() {
            self.boundary();
        }
        let mut next = 0;
        for (number, line) in text.split(['\n', '\r', '\u{c}']).enumerate() {
            let start = next;
            next += line.len() + 1;
            if number > 0 {
                self.boundary();
            }
            if PAGE_NUMBER.is_match(line) && line.contains(['—', '–', '-']) {
                let row = place.row.map(|row| row.saturating_add(number as u32));
                self.pages.push((line.to_owned(), Place { row, spots: None, written: None, ..place.clone() }));
                continue;
            }
            let row = place.row.map(|row| row.saturating_add(number as u32));
            let column = if number == 0 { place.column } else { None };
            let from = start + line.len() - line.trim_start().len();
            let place = Place { row, column, ..place.clone() }.within(from..from + line.trim().len());
            self.lines.push((self.original.len(), place));
            self.push_line(line.trim(), point);
        }
    }

    /// Joins lines: without a space, except between two digits, which belong to different numbers.
    fn boundary(&mut self) {
        if self.plain.ends_with(|c: char| c.is_ascii_digit()) {
            self.add(' ', self.original.len());
        }
    }

    fn push_line(&mut self, line: &str, point: Option<char>) {
        for c in line.chars() {
            let at = self.original.len();
            self.original.push(c);
            if c.is_whitespace() || matches!(c, '*' | '\u{200b}' | '\u{feff}') {
                continue;
            }
            let c = match plain_char(c) {
                c if Some(c) == point && self.plain.ends_with(|c: char| c.is_ascii_digit()) => '.',
                // Some documents print a point instead of a full stop: 增长4.1%.其中,税收…
                '.' if self.ends_in_words() => '。',
                c => c,
            };
            if self.plain.ends_with(' ') && !c.is_ascii_digit() {
                self.plain.pop();
                self.origin.pop();
            }
            self.add(c, at);
        }
    }

    /// Whether the text ends in a word, rate or bracket rather than in the number of a list item.
    fn ends_in_words(&self) -> bool {
        self.plain.ends_with(|c: char| {
            matches!(c, '%' | ')' | '"' | '》')
                || c > '\u{2e80}' && c.is_alphabetic() && !"一二三四五六七八九十".contains(c)
        })
    }

    fn add(&mut self, c: char, at: usize) {
        self.plain.push(c);
        self.origin.extend(std::iter::repeat_n(at, c.len_utf8()));
    }

    /// The byte of `original` where a byte of `plain` begins.
    pub(super) fn start(&self, plain: usize) -> usize {
        self.origin.get(plain).copied().unwrap_or(self.original.len())
    }

    /// The end in `original` of text that ends at a byte of `plain`, including its last character.
    pub(super) fn end(&self, plain: usize) -> usize {
        let Some(at) = plain.checked_sub(1).and_then(|last| self.origin.get(last)) else { return 0 };
        *at + self.original[*at..].chars().next().map_or(0, char::len_utf8)
    }

    /// The sentences as printed, each with its place.
    pub(super) fn sentences(&self) -> impl Iterator<Item = (Place, &str)> {
        let mut start = 0;
        self.original.split_inclusive(['。', '！', '？', '!', '?']).filter_map(move |sentence| {
            let at = start;
            start += sentence.len();
            let text = sentence.trim();
            let from = at + sentence.len() - sentence.trim_start().len();
            (!text.is_empty()).then(|| (self.place(from..from + text.len()), text))
        })
    }

    /// The place of a part of `original`: where it begins, and where its characters are on the page.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        let line = self.lines.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
        let Some((_, place)) = self.lines.get(line) else { return Place::default() };
        let end = range.end;
        let texts = self.lines[line..].iter().take_while(|(start, _)| *start < end);
        place.across(texts.map(|(start, place)| (*start, place)), range)
    }
}

/// Whether a line begins with a label: 资金来源：….
fn has_label(line: &str) -> bool {
    let label = line.split(['：', ':']).next().unwrap_or_default();
    let short = label.len() < line.len() && (2..=10).contains(&label.chars().count());
    short && label.chars().all(char::is_alphabetic)
}

/// Full-width forms to half-width ones; quotation marks to `"`.
pub(super) fn plain_char(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '“' | '”' | '„' => '"',
        '—' | '–' | '−' | '﹣' => '-',
        '﹪' => '%',
        c => c,
    }
}

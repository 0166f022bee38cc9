//! 目录: the list of contents of a document, line by line, and which blocks it takes up.
//!
//! It begins behind 目录 and ends where its first entry stands again as a heading of the body. Where that is not
//! found, nothing is taken for contents: a list too few costs a check, a list too many would swallow the text.

use super::words::{fold, numbering};
use super::{Block, Document};
use crate::model::{ContentsEntry, Place};
use std::ops::Range;

/// How many lines a list may have.
const LONGEST: usize = 200;
/// No entry has more characters.
const WIDEST: usize = 70;

/// A line of the document, its block, and where in it the line stands.
struct Line<'a> {
    block: usize,
    text: &'a str,
    within: (&'a Place, usize),
}

impl Line<'_> {
    fn place(&self) -> Place {
        let (place, number) = self.within;
        let row = place.row.map(|row| row.saturating_add(u32::try_from(number).unwrap_or(u32::MAX)));
        Place { row, ..place.clone() }
    }
}

/// The entries, and the blocks that they and their title take up.
pub(super) fn contents(document: &Document) -> (Vec<ContentsEntry>, Range<usize>) {
    find(document).unwrap_or_default()
}

fn find(document: &Document) -> Option<(Vec<ContentsEntry>, Range<usize>)> {
    let lines = lines(document);
    let title =
        lines.iter().position(|line| line.text.contains('目') && matches!(&*fold(line.text), "目录" | "目次"))?;
    let body = lines.get(title + 1..)?;
    let body = &body[..body.len().min(LONGEST)];
    let start = body.iter().position(|line| !is_head(line.text))?;
    let first = core(body[start].text);
    if first.chars().count() < 2 {
        return None;
    }
    let again = |line: &Line<'_>| {
        let other = core(line.text);
        line.text.chars().count() <= WIDEST && (other == first || other.ends_with(&first) && !other.contains('。'))
    };
    let end = (start + 2..body.len()).find(|at| again(&body[*at]))?;
    let listed = &body[start..end];
    // A sentence among them: the list has ended without its first entry standing again.
    if listed.iter().any(|line| line.text.chars().count() > WIDEST || line.text.trim_end_matches('。').contains('。'))
    {
        return None;
    }
    let (from, to) = (lines[title].block, body[end].block);
    let grid = document.blocks.get(from..to)?.iter().any(|block| matches!(block, Block::Grid(_)));
    (!grid && to > from).then(|| (entries(listed), from..to))
}

fn lines(document: &Document) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (block, content) in document.blocks.iter().enumerate() {
        let (Block::Heading { text, place, .. } | Block::Paragraph { text, place }) = content else { continue };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            lines.push(Line { block, text: line, within: (place, number) });
        }
    }
    lines
}

/// The head of a list that is set as a table.
fn is_head(text: &str) -> bool {
    let text = fold(text);
    ["序号", "页码", "名称", "报表名称", "序号报表名称", "内容", "目录"].contains(&&*text)
}

/// Lines as entries; what did not fit its line is put together again.
fn entries(lines: &[Line<'_>]) -> Vec<ContentsEntry> {
    let mut entries: Vec<ContentsEntry> = Vec::new();
    let numbered = lines.first().is_some_and(|line| is_numbered(line.text));
    let pieces =
        lines.iter().filter(|line| !is_head(line.text)).flat_map(|line| split(line.text).map(move |text| (line, text)));
    for (line, piece) in pieces {
        let (text, page) = paged(piece);
        if text.is_empty() {
            continue;
        }
        let broken = |last: &&mut ContentsEntry| {
            const ENDS: [&str; 14] = [
                "表", "说明", "情况", "解释", "构成", "职能", "职责", "目标", "设置", "概况", "附件", "绩效", "部分",
                "公开",
            ];
            last.page.is_none() && !ENDS.iter().any(|end| last.text.ends_with(end))
        };
        match entries.last_mut().filter(broken).filter(|_| numbered && !is_numbered(piece)) {
            Some(last) => {
                last.text = format!("{}{text}", last.text).into();
                last.page = page;
            }
            None => entries.push(ContentsEntry { text: text.into(), page, place: line.place() }),
        }
    }
    entries
}

/// Two entries that a page has run into one line: …分析情况第二部分, …支出预算表十二、….
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut cuts = vec![0];
    for (at, c) in text.char_indices().skip(1) {
        let (before, rest) = (&text[..at], &text[at..]);
        let numeral = rest.len() - rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c)).len();
        let part = c == '第' && {
            let rest = &rest[c.len_utf8()..];
            let numeral = rest.len() - rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c)).len();
            numeral > 0 && rest[numeral..].starts_with("部分")
        };
        let section = numeral > 0
            && rest[numeral..].starts_with(['、', '．'])
            && ["表", "说明", "情况"].iter().any(|end| before.ends_with(end));
        if part || section {
            cuts.push(at);
        }
    }
    cuts.push(text.len());
    let cuts: Vec<(usize, usize)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    cuts.into_iter().map(|(from, to)| &text[from..to])
}

/// The words of a line and the page number behind them. A digit behind a character of a title is one only where a
/// leader of dots, white space or a bracket stands between, or no more than three digits end the line.
fn paged(text: &str) -> (String, Option<u32>) {
    let text = text.trim().trim_start_matches(['-', '*', '•', '#', ' ']).trim_end_matches(['。', '-', '—', ' ', '\t']);
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &text[bare.len()..];
    let words = bare.trim_end_matches(|c: char| c.is_whitespace() || ".…·．—-(（".contains(c));
    let counted = words.is_empty() || words.ends_with(['表', '件', '第', '录']) && words == bare;
    match number.parse().ok().filter(|_| number.len() <= 3 && !counted) {
        Some(page) => (words.split_whitespace().collect(), Some(page)),
        None => (text.split_whitespace().collect(), None),
    }
}

fn is_numbered(text: &str) -> bool {
    let text = fold(text);
    text.starts_with('第') || text.starts_with("附件") || text.starts_with('表') || numbering(&text).0.is_some()
}

/// The words of an entry without its number, page and leader, to be found again.
fn core(text: &str) -> String {
    let text = fold(&paged(text).0);
    let text = match text.find("部分") {
        Some(at) if text.starts_with('第') && at <= 12 => text[at + "部分".len()..].trim_start_matches([':', '、']),
        _ => numbering(&text).1,
    };
    let plain = text.replace("部门", "").replace("单位", "").replace("本级", "");
    if plain.chars().count() >= 2 { plain } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(lines: &[&str]) -> Document {
        let paragraph = |line: &&str| Block::Paragraph { text: (*line).to_owned(), place: Place::file("t.txt") };
        Document { name: "t.txt".into(), blocks: lines.iter().map(paragraph).collect(), ..Document::default() }
    }

    #[test]
    fn entries_are_read_with_their_pages_up_to_the_body() {
        let text = [
            "目 录",
            "第一部分 单位概况……1",
            "一、主要职能\t2",
            "二、关于收入预算的",
            "情况说明 13",
            "第一部分 单位概况",
            "一、主要职能",
        ];
        let (entries, blocks) = contents(&document(&text));
        let read: Vec<(&str, Option<u32>)> = entries.iter().map(|entry| (&*entry.text, entry.page)).collect();
        let expected =
            [("第一部分单位概况", Some(1)), ("一、主要职能", Some(2)), ("二、关于收入预算的情况说明", Some(13))];
        assert_eq!(read, expected);
        assert_eq!(blocks, 0..5);
    }

    #[test]
    fn a_list_that_does_not_stand_again_is_no_contents() {
        let (entries, blocks) = contents(&document(&["目录", "一、甲乙", "二、丙丁", "正文开始了。"]));
        assert!(entries.is_empty() && blocks.is_empty());
    }
}

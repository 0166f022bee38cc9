//! 目录: the entries of a document's table of contents, and the blocks that it occupies.
//!
//! It begins after 目录 and ends where its first entry reappears as a heading of the body. If that is not found, the
//! document is taken to have none: a missed table of contents costs one check, a false one would swallow text.

use super::words::{fold, numbering};
use super::{Block, Document};
use crate::model::{ContentsEntry, Place};
use std::ops::Range;

/// Upper limit of the lines of a table of contents.
const MAX_LINES: usize = 200;
/// Upper limit of the characters of an entry.
const MAX_CHARS: usize = 70;

/// A line of the document, with its block, the block's place and the line's number within the block.
struct Line<'a> {
    block: usize,
    text: &'a str,
    position: (&'a Place, usize),
}

impl Line<'_> {
    fn place(&self) -> Place {
        let (place, number) = self.position;
        let row = place.row.map(|row| row.saturating_add(u32::try_from(number).unwrap_or(u32::MAX)));
        Place { row, ..place.clone() }
    }
}

/// The entries, and the range of blocks that they and their title occupy; both empty if there is no table of contents.
pub(super) fn contents(document: &Document) -> (Vec<ContentsEntry>, Range<usize>) {
    find(document).unwrap_or_default()
}

fn find(document: &Document) -> Option<(Vec<ContentsEntry>, Range<usize>)> {
    let lines = lines(document);
    let title =
        lines.iter().position(|line| line.text.contains('目') && matches!(&*fold(line.text), "目录" | "目次"))?;
    let body = lines.get(title + 1..)?;
    let body = &body[..body.len().min(MAX_LINES)];
    let start = body.iter().position(|line| !is_head(line.text))?;
    let first = core(body[start].text);
    if first.chars().count() < 2 {
        return None;
    }
    let again = |line: &Line<'_>| {
        let other = core(line.text);
        line.text.chars().count() <= MAX_CHARS && (other == first || other.ends_with(&first) && !other.contains('。'))
    };
    let end = (start + 2..body.len()).find(|at| again(&body[*at]))?;
    let listed = &body[start..end];
    // A sentence among the entries: the list ended before its first entry reappeared.
    if listed
        .iter()
        .any(|line| line.text.chars().count() > MAX_CHARS || line.text.trim_end_matches('。').contains('。'))
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
            lines.push(Line { block, text: line, position: (place, number) });
        }
    }
    lines
}

/// Whether a line is the column header of a table of contents that is set as a table.
fn is_head(text: &str) -> bool {
    let text = fold(text);
    ["序号", "页码", "名称", "报表名称", "序号报表名称", "内容", "目录"].contains(&&*text)
}

/// Turns lines into entries, joining an entry that was broken over two lines.
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

/// Splits entries that the layout ran into one line: …分析情况第二部分, …支出预算表十二、….
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut cuts = vec![0];
    for (at, c) in text.char_indices().skip(1) {
        let (before, rest) = (&text[..at], &text[at..]);
        let after_numeral = |text: &'_ str| {
            let rest = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
            (rest.len() < text.len()).then_some(text.len() - rest.len())
        };
        let part = c == '第' && {
            let rest = &rest[c.len_utf8()..];
            after_numeral(rest).is_some_and(|end| rest[end..].starts_with("部分"))
        };
        let section = after_numeral(rest).is_some_and(|end| rest[end..].starts_with(['、', '．']))
            && ["表", "说明", "情况"].iter().any(|end| before.ends_with(end));
        if part || section {
            cuts.push(at);
        }
    }
    cuts.push(text.len());
    let cuts: Vec<(usize, usize)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    cuts.into_iter().map(|(from, to)| &text[from..to])
}

/// Splits a line into its text and the page number at its end. A number that counts something (附件1, 表2) is part of
/// the text unless white space, a dot leader or a bracket separates them.
fn paged(text: &str) -> (String, Option<u32>) {
    let text = text.trim().trim_start_matches(['-', '*', '•', '#', ' ']).trim_end_matches(['。', '-', '—', ' ', '\t']);
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &text[bare.len()..];
    let words = bare.trim_end_matches(|c: char| c.is_whitespace() || ".…·．—-(（".contains(c));
    let is_counter = words.is_empty() || words.ends_with(['表', '件', '第', '录']) && words == bare;
    match number.parse().ok().filter(|_| number.len() <= 3 && !is_counter) {
        Some(page) => (words.split_whitespace().collect(), Some(page)),
        None => (text.split_whitespace().collect(), None),
    }
}

fn is_numbered(text: &str) -> bool {
    let text = fold(text);
    text.starts_with('第') || text.starts_with("附件") || text.starts_with('表') || numbering(&text).0.is_some()
}

/// The text of an entry without its numbering, page number and dot leader, by which it is found again in the body.
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

//! 成文: turns a rendered template into headings, paragraphs, items and notes, and numbers them.

use super::marks;
use super::wording::Numbering;
use crate::model::BudgetTable;
use crate::present::chart::Kind;

/// A passage of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// 标题: level 1 is 第三部分, 2 一、, 3 （一）.
    Heading {
        /// 1 to 3.
        level: u8,
        /// With its number.
        text: String,
    },
    /// 正文; items include their number.
    Paragraph(String),
    /// 注
    Note(String),
    /// 图: the position of a chart of this kind, if charts are wanted.
    Chart(Kind),
    /// 对比表: the position of this table with both years, if tables are wanted.
    Table(BudgetTable),
    /// 公开表: the position of the official tables.
    Forms,
    /// 绩效目标表: the position of the tables of the projects' targets.
    Targets,
    /// 落款: the unit or the date at the end.
    Signature(String),
}

/// The beginning of a line that stands for a chart; the name of its kind follows.
pub(super) const CHART: &str = "!chart:";
/// The beginning of a line that stands for a table of both years; the table's short name follows.
pub(super) const TABLE: &str = "!table:";
/// The line that stands for the official tables.
pub(super) const FORMS: &str = "!forms";
/// The line that stands for the tables of targets.
pub(super) const TARGETS: &str = "!targets";

/// Parses a rendered template: `#` to `###` begin headings, `+` a numbered item, `*` an entry numbered like a heading
/// (一、), `>` a note, `=` a line of the signature; every other line is a paragraph.
pub(super) fn passages(rendered: &str, numbering: Numbering) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut counts = [0usize; 2];
    let mut items = 0;
    for line in rendered.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(kind) = line.strip_prefix(CHART).and_then(|name| Kind::from_name(name).ok()) {
            passages.push(Passage::Chart(kind));
            continue;
        }
        if let Some(table) = line.strip_prefix(TABLE).and_then(BudgetTable::from_name) {
            passages.push(Passage::Table(table));
            continue;
        }
        if let Some(place) =
            [(FORMS, Passage::Forms), (TARGETS, Passage::Targets)].into_iter().find(|(m, _)| *m == line)
        {
            passages.push(place.1);
            continue;
        }
        let text = line.trim_start_matches(['#', '+', '*', '>', '=']).trim().to_owned();
        if !line.starts_with('+') {
            items = 0;
        }
        let level = line.chars().take_while(|c| *c == '#').count();
        passages.push(match (level, line.chars().next()) {
            (1, _) => {
                counts = [0, 0];
                Passage::Heading { level: 1, text }
            }
            (2, _) => {
                counts = [counts[0] + 1, 0];
                Passage::Heading { level: 2, text: format!("{}、{text}", numeral(counts[0])) }
            }
            (3.., _) => {
                counts[1] += 1;
                Passage::Heading { level: 3, text: format!("（{}）{text}", numeral(counts[1])) }
            }
            (_, Some('+')) => {
                items += 1;
                Passage::Paragraph(format!("{}{text}", numbering.label(items)))
            }
            (_, Some('*')) => {
                counts[0] += 1;
                let (mark, words) = marks::opening(&text);
                Passage::Paragraph(format!("{}、{mark}{}", numeral(counts[0]), unnumbered(words)))
            }
            (_, Some('>')) => Passage::Note(text),
            (_, Some('=')) => Passage::Signature(text),
            _ => Passage::Paragraph(text),
        });
    }
    passages
}

/// The text without a number of its own (一、).
fn unnumbered(text: &str) -> &str {
    let rest = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    rest.strip_prefix('、').filter(|_| rest.len() < text.len()).unwrap_or(text)
}

/// 一 to 九十九.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10 % 10, number % 10);
    let tens = match tens {
        0 => String::new(),
        1 => "十".into(),
        tens => format!("{}十", DIGITS[tens]),
    };
    tens + DIGITS[ones]
}

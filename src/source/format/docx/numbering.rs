//! 编号: computes Word's automatic numbers, so that the text has 一、 as the printed page does.

use super::xml;
use crate::model::counting_word;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// The list and level of a paragraph.
#[derive(Debug, Default, Clone)]
pub(super) struct Reference {
    /// `w:numId`; "0" removes the paragraph from any list.
    pub list: Option<String>,
    /// `w:ilvl`, from 0.
    pub level: Option<u8>,
}

/// 编号定义, with the current count of each list.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<String, BTreeMap<u8, Level>>,
    lists: BTreeMap<String, List>,
    counts: BTreeMap<String, [u32; LEVELS]>,
}

const LEVELS: usize = 9;

#[derive(Debug, Default, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    spaced: bool,
}

#[derive(Debug, Default, Clone)]
struct List {
    definition: String,
    restarts: BTreeMap<u8, u32>,
    begun: bool,
}

/// Reads `numbering.xml`, up to the first syntax error.
pub(super) fn read(text: &str) -> Numbering {
    let mut numbering = Numbering::default();
    let (mut definition, mut list, mut level) = (String::new(), String::new(), 0u8);
    let mut in_list = false;
    let mut reader = xml::reader(text);
    while let Ok(event) = reader.read_event() {
        let start = match event {
            Event::Start(start) => start,
            Event::Eof => break,
            _ => continue,
        };
        let value = xml::value(&start);
        let number = value.as_deref().and_then(|value| value.parse::<u32>().ok());
        let name = xml::local(&start);
        match name {
            "abstractNum" => {
                in_list = false;
                definition = xml::attribute(&start, "abstractNumId").unwrap_or_default();
            }
            "num" => {
                in_list = true;
                list = xml::attribute(&start, "numId").unwrap_or_default();
                numbering.lists.entry(list.clone()).or_default();
            }
            "abstractNumId" => {
                if let (Some(list), Some(value)) = (numbering.lists.get_mut(&list), value) {
                    list.definition = value;
                }
            }
            "lvl" | "lvlOverride" => {
                level = xml::attribute(&start, "ilvl").and_then(|value| value.parse().ok()).unwrap_or(0);
            }
            "startOverride" => {
                if let (Some(list), Some(number)) = (numbering.lists.get_mut(&list), number) {
                    list.restarts.insert(level, number);
                }
            }
            "start" | "numFmt" | "lvlText" | "suff" if !in_list => {
                let levels = numbering.definitions.entry(definition.clone()).or_default();
                let level = levels.entry(level).or_insert_with(|| Level { start: 1, spaced: true, ..Level::default() });
                match name {
                    "start" => level.start = number.unwrap_or(1),
                    "numFmt" => level.format = value.unwrap_or_default(),
                    "lvlText" => level.text = value.unwrap_or_default(),
                    _ => level.spaced = value.as_deref() != Some("nothing"),
                }
            }
            _ => {}
        }
    }
    numbering
}

impl Numbering {
    /// The number of the next paragraph of a list, with the space after it; empty for bullets.
    pub(super) fn next(&mut self, reference: &Reference) -> String {
        let Some(list) = reference.list.as_ref().and_then(|id| self.lists.get_mut(id)) else { return String::new() };
        let Some(levels) = self.definitions.get(&list.definition) else { return String::new() };
        let at = usize::from(reference.level.unwrap_or(0)).min(LEVELS - 1);
        let counts = self.counts.entry(list.definition.clone()).or_insert([0; LEVELS]);
        if !std::mem::replace(&mut list.begun, true) {
            for (level, start) in &list.restarts {
                counts[usize::from(*level).min(LEVELS - 1)] = start.saturating_sub(1);
            }
        }
        let start = |at: usize| levels.get(&(at as u8)).map_or(1, |level| level.start);
        // A level that has not been used yet begins with its start value.
        counts[at] = if counts[at] == 0 { start(at).max(1) } else { counts[at].saturating_add(1) };
        for deeper in counts.iter_mut().skip(at + 1) {
            *deeper = 0;
        }
        let Some(level) = levels.get(&(at as u8)).filter(|level| level.format != "bullet") else {
            return String::new();
        };
        let mut text = level.text.clone();
        for (index, count) in counts.iter().enumerate() {
            let mark = format!("%{}", index + 1);
            if text.contains(&mark) {
                let format = levels.get(&(index as u8)).map_or("decimal", |level| level.format.as_str());
                text = text.replace(&mark, &printed(format, (*count).max(1)));
            }
        }
        let closed = text.ends_with(['、', '）', ')', '．', '，', '：']) || text.is_empty();
        if level.spaced && !closed { text + " " } else { text }
    }
}

/// Formats a number in one of Word's number formats.
fn printed(format: &str, number: u32) -> String {
    match format {
        "none" => String::new(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => counting_word(number),
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => {
            number.to_string().chars().filter_map(|c| DIGITS.chars().nth(c.to_digit(10)? as usize)).collect()
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&number) => {
            char::from_u32(0x2460 + number - 1).map(String::from).unwrap_or_default()
        }
        "decimalZero" => format!("{number:02}"),
        "upperLetter" | "lowerLetter" => letters(number, format == "upperLetter"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        _ => number.to_string(),
    }
}

const DIGITS: &str = "〇一二三四五六七八九";

fn letters(number: u32, upper: bool) -> String {
    let first = if upper { b'A' } else { b'a' };
    let index = (number.saturating_sub(1) % 26) as u8;
    let times = ((number.saturating_sub(1)) / 26 + 1).min(10) as usize;
    char::from(first + index).to_string().repeat(times)
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_word_prints_them() {
        assert_eq!(printed("decimalEnclosedCircle", 3), "③");
        assert_eq!(printed("lowerRoman", 14), "xiv");
        assert_eq!(printed("upperLetter", 28), "BB");
    }
}

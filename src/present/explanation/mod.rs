//! 情况说明: writes the text of a disclosure from the figures, from 第一部分 to 第四部分.
//!
//! `content` collects typed figures, a template chooses the sentences, `wording` words the figures, `passage`
//! numbers the result. Templates compute nothing, and unknown facts appear as 【待补充：…】.

mod check;
mod completed;
mod content;
mod form;
mod item;
mod marks;
mod names;
mod passage;
mod profile;
mod profile_writing;
mod project;
mod publication;
mod publication_tables;
mod question;
mod questionnaire;
mod stated;
mod targets;
mod template;
mod wording;

pub use content::{Content, Sources, TableContent};
pub use form::Form;
pub use item::Item;
pub use passage::Passage;
pub use profile::{
    Allocation, Amounts, Asset, Fact, FactKey, Note, Notes, Profile, ProfileKey, ProjectNote, ProjectPart,
    WordingChoices,
};
pub use profile_writing::{merged_profile, new_profile};
pub use project::Project;
pub use publication::{PlacedChart, Publication, placed_at, publish, publish_report};
pub use question::{Question, QuestionState, questions};
pub use questionnaire::{Answers, SheetRow, question_sheet, read_answers};
pub use stated::{Stated, Statements};
pub use wording::{Clause, FlatWording, NewWording, Numbering, Verb, Wording};

use crate::model::Warning;
use crate::present::table::escaped;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// The beginning of a blank.
const BLANK: &str = "【待补充：";

/// 情况说明.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Headings and paragraphs in order.
    pub passages: Vec<Passage>,
    /// 待办 in the order of the text.
    pub open: Vec<Open>,
    /// 使用者的更正 of what was read, a line each.
    pub user_corrections: Vec<String>,
    /// Warnings about the profile and the figures.
    pub warnings: Vec<Warning>,
}

/// 待办: a stretch of the text that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What to fill in or to confirm.
    pub key: ProfileKey,
    /// What is missing; `None` for what was taken over from last year.
    pub missing: Option<String>,
    /// The heading that it stands under.
    pub heading: String,
    /// The index of its passage in [`Explanation::passages`].
    pub passage: usize,
    /// Its bytes in the passage.
    pub range: Range<usize>,
    /// The other stretches that the same answer is for, by passage and bytes.
    pub again: Vec<(usize, Range<usize>)>,
    /// Its text.
    pub text: String,
}

/// Writes the text of `content`. `template` is the file name and text of a template; `None` for that of the profile's
/// form.
///
/// # Errors
/// The template is not well formed or refers to something that does not exist; the message names line
/// and column.
pub fn explain(
    content: &Content,
    profile: &Profile,
    template: Option<(&str, &str)>,
) -> Result<Explanation, crate::Error> {
    let (name, source) = template.unwrap_or(profile.form_of(content).template(content.phase));
    let content = &content.clone().with_amounts(profile);
    let completed = completed::completed(profile, content);
    let rendered = answered(&template::render(name, source, content, &completed)?, &completed.blanks);
    let mut passages = passage::passages(&rendered, profile.words(content).numbering);
    let open = open(&mut passages);
    let warnings = check::check(content, profile, &completed);
    Ok(Explanation { open, user_corrections: content.user_corrections.clone(), warnings, passages })
}

/// The unit to write about: `wanted`, else the only unit.
///
/// # Errors
/// `wanted` does not exist, or there are several units and none is wanted.
pub fn choose_unit(sources: Sources<'_>, wanted: Option<&str>) -> Result<String, crate::Error> {
    let units: std::collections::BTreeSet<&str> = sources.comparison.rows.iter().map(|row| &*row.item.unit).collect();
    if let Some(unit) = wanted.filter(|unit| units.contains(unit)) {
        return Ok(unit.to_owned());
    }
    match units.iter().next() {
        Some(unit) if units.len() == 1 => Ok((*unit).to_owned()),
        _ => {
            let list = units.into_iter().collect::<Vec<_>>().join("、");
            let message = format!("输入里有多个单位：{list}。请在资料文件里用 unit = \"单位名称\" 写明是哪一个");
            Err(super::PresentError::Argument(message).into())
        }
    }
}

impl Explanation {
    /// The text, with one line per paragraph.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for passage in self.spoken() {
            if let Passage::Heading { text: line, .. }
            | Passage::Paragraph(line)
            | Passage::Note(line)
            | Passage::Signature(line) = passage
            {
                text += &format!("{line}\n\n");
            }
        }
        text + &self.for_the_drafter("", str::to_owned)
    }

    /// The passages where there are no official tables, without the heading of a part that consists of them.
    pub fn spoken(&self) -> impl Iterator<Item = &Passage> {
        let is_forms = |at: usize| self.passages.get(at) == Some(&Passage::Forms);
        let passages = self.passages.iter().enumerate();
        passages.filter(move |(at, _)| !is_forms(*at) && !is_forms(at + 1)).map(|(_, passage)| passage)
    }

    /// The text as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for passage in self.spoken() {
            text += &match passage {
                Passage::Heading { level, text } => {
                    format!("{} {}\n\n", "#".repeat(usize::from(*level)), escaped(text))
                }
                // A line that begins with a number and a full stop would become a list.
                Passage::Paragraph(line) | Passage::Signature(line) => {
                    format!("{}\n\n", escaped(line).replacen(". ", "\\. ", 1))
                }
                Passage::Note(line) => format!("> {}\n\n", escaped(line)),
                Passage::Chart(_) | Passage::Table(_) | Passage::Forms | Passage::Targets => String::new(),
            };
        }
        text + &self.for_the_drafter("## ", escaped)
    }

    /// What is to be filled in or confirmed, a line each.
    pub fn pending(&self) -> Vec<String> {
        self.open.iter().map(ToString::to_string).collect()
    }

    /// What is for the drafter alone, not to be published: lists with their titles.
    pub(super) fn asides(&self) -> impl Iterator<Item = (&'static str, Vec<String>)> {
        let lists = [("待补充事项", self.pending()), ("使用者的更正", self.user_corrections.clone())];
        lists.into_iter().filter(|(_, lines)| !lines.is_empty())
    }

    fn for_the_drafter(&self, mark: &str, shown: impl Fn(&str) -> String) -> String {
        let list = |(title, lines): (&str, Vec<String>)| {
            let lines: String = lines.iter().map(|line| format!("- {}\n", shown(line))).collect();
            format!("{mark}{title}\n\n{lines}")
        };
        self.asides().map(list).collect::<Vec<_>>().join("\n")
    }
}

/// What is missing, or the beginning of what was taken over, with its heading.
impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// The number of characters by which a text is known again.
        const SHOWN: usize = 30;
        if let Some(missing) = &self.missing {
            return write!(f, "{missing}（{}）", self.heading);
        }
        let shown: String = self.text.chars().take(SHOWN).collect();
        let more = if shown.len() < self.text.len() { "……" } else { "" };
        // A number alone tells nothing.
        let label = self.key.fact().map(|fact| format!("{}{}", fact.title, fact.name)).unwrap_or_default();
        write!(f, "沿用上年，请核对：{label}“{shown}{more}”（{}）", self.heading)
    }
}

/// Puts the profile's words into the blanks that the template leaves itself; those without words are marked.
fn answered(rendered: &str, words: &BTreeMap<String, Note>) -> String {
    let mut text = String::with_capacity(rendered.len());
    let mut rest = rendered;
    while let Some(at) = rest.find(BLANK) {
        let end = rest[at..].find('】').map_or(rest.len(), |end| at + end + '】'.len_utf8());
        let (before, blank, behind) = (&rest[..at], &rest[at..end], &rest[end..]);
        let what = blank[BLANK.len()..].trim_end_matches('】');
        text += before;
        text += &match words.get(what) {
            _ if marks::is_marked(before) => blank.to_owned(),
            Some(note) if behind.starts_with('。') => note.text.trim_end_matches('。').to_owned(),
            Some(note) => note.text.clone(),
            None => marks::marked(&ProfileKey::Blank(what.to_owned()), blank),
        };
        rest = behind;
    }
    text + rest
}

/// Takes the marks out of the passages and lists what is open, each key once.
fn open(passages: &mut [Passage]) -> Vec<Open> {
    let (mut heading, mut found, mut listed) =
        (String::new(), Vec::<Open>::new(), BTreeMap::<ProfileKey, usize>::new());
    for (passage, of) in passages.iter_mut().enumerate() {
        let is_heading = matches!(of, Passage::Heading { .. });
        let (Passage::Heading { text, .. } | Passage::Paragraph(text) | Passage::Note(text) | Passage::Signature(text)) =
            of
        else {
            continue;
        };
        let mut marks = marks::take_marks(text);
        marks.sort_by_key(|(_, range)| range.start);
        if is_heading {
            heading.clone_from(text);
        }
        for (key, range) in marks.into_iter().filter(|(_, range)| !range.is_empty()) {
            let text = text[range.clone()].to_owned();
            let missing = text.strip_prefix(BLANK).map(|what| what.trim_end_matches('】').to_owned());
            match listed.get(&key) {
                Some(at) => found[*at].again.push((passage, range)),
                None => {
                    listed.insert(key.clone(), found.len());
                    let again = Vec::new();
                    found.push(Open { key, missing, heading: heading.clone(), passage, range, again, text });
                }
            }
        }
    }
    found
}

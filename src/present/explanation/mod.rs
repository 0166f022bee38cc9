//! 情况说明: writes the text of a disclosure from the figures, from 第一部分 to 第四部分.
//!
//! `content` collects typed figures, a template chooses the sentences, `wording` words the figures, `passage`
//! numbers the result. Templates compute nothing, and unknown facts appear as 【待补充：…】.

mod check;
mod content;
mod form;
mod item;
mod names;
mod passage;
mod profile;
mod project;
mod publication;
mod publication_tables;
mod reasons_sheet;
mod targets;
mod template;
mod wording;

pub use content::{Content, Sources, TableContent};
pub use form::Form;
pub use item::Item;
pub use passage::Passage;
pub use profile::{Allocation, Asset, Fact, FactKey, Note, Notes, Profile, ProjectNote, WordingChoices, new_profile};
pub use project::Project;
pub use publication::{Publication, publish, publish_report};
pub use reasons_sheet::{SheetRow, read_reasons, reasons_sheet};
pub use wording::{Clause, FlatWording, NewWording, Numbering, Verb, Wording};

use crate::model::Warning;
use crate::present::table::escaped;

/// 情况说明.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Headings and paragraphs in order.
    pub passages: Vec<Passage>,
    /// 待补充: unknown facts in the order of the text, each with its heading.
    pub pending: Vec<String>,
    /// Warnings about the profile and the figures.
    pub warnings: Vec<Warning>,
}

/// Writes the text of `content`. `template` is the file name and text of a template; `None` for that of the profile's
/// form.
///
/// # Errors /// The template is not well formed or refers to something that does not exist; the message names line
/// and column.
pub fn explain(
    content: &Content,
    profile: &Profile,
    template: Option<(&str, &str)>,
) -> Result<Explanation, crate::Error> {
    let (name, source) = template.unwrap_or(profile.form_of(content).template(content.phase));
    let content = &content.clone().with_prior(&profile.prior);
    let rendered = template::render(name, source, content, profile)?;
    let passages = passage::passages(&rendered, profile.words(content).numbering);
    Ok(Explanation { pending: pending(&passages), warnings: check::check(content, profile), passages })
}

/// The unit to write about: `wanted`, else the only unit.
///
/// # Errors /// `wanted` does not exist, or there are several units and none is wanted.
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
        text + &self.pending_list("待补充事项", str::to_owned)
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
        text + &self.pending_list("## 待补充事项", escaped)
    }

    fn pending_list(&self, title: &str, shown: impl Fn(&str) -> String) -> String {
        if self.pending.is_empty() {
            return String::new();
        }
        let list: String = self.pending.iter().map(|line| format!("- {}\n", shown(line))).collect();
        format!("{title}\n\n{list}")
    }
}

fn pending(passages: &[Passage]) -> Vec<String> {
    let mut heading = String::new();
    let mut pending = Vec::new();
    for passage in passages {
        let text = match passage {
            Passage::Heading { text, .. } => {
                heading.clone_from(text);
                text
            }
            Passage::Paragraph(text) | Passage::Note(text) | Passage::Signature(text) => text,
            Passage::Chart(_) | Passage::Table(_) | Passage::Forms | Passage::Targets => continue,
        };
        for part in text.split("【待补充：").skip(1) {
            pending.push(format!("{}（{heading}）", part.split('】').next().unwrap_or(part)));
        }
    }
    pending
}

//! 项目: what a text says of each project, by labels (设立依据：…) or headings (二、立项依据).

use super::super::profile::{ProjectNote, shares};
use super::super::{Profile, Project};
use super::paragraph::{Paragraph, unnumbered};
use crate::model::fold;
use regex::Regex;
use std::sync::LazyLock;

static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^项目名称[：:](?P<name>.+?)[。；]?$").expect("the pattern is constant"));
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?P<label>[^：:，。；、《]{2,14})[：:](?P<rest>.*)$").expect("the pattern is constant")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:19|20)\d\d年?度?").expect("the pattern is constant"));

/// 项目说明的一栏.
#[derive(Clone, PartialEq)]
enum Part {
    Basis,
    Amount,
    Bearer,
    Allocation,
    Period,
    Detail(String),
}

/// The words by which a label or heading is known.
const PARTS: [(Part, &[&str]); 5] = [
    (Part::Basis, &["依据"]),
    (Part::Amount, &["规模", "预算安排", "年度预算", "项目预算", "金额", "总额"]),
    (Part::Bearer, &["承担单位", "实施单位", "实施主体", "项目单位", "执行单位", "责任单位"]),
    (Part::Allocation, &["资金分配", "经费分配", "分配情况", "支出内容", "资金用途"]),
    (Part::Period, &["执行时间", "实施时间", "起止时间", "实施周期", "项目周期", "执行期", "实施期", "期限"]),
];

/// Reads what is said of the projects of this year's table into `profile`.
pub(super) fn read(paragraphs: &[Paragraph<'_>], projects: &[Project], profile: &mut Profile) {
    let mut open: Option<(ProjectNote, Option<Part>, Option<u8>)> = None;
    let mut above = None;
    for paragraph in paragraphs {
        let text = paragraph.unnumbered();
        if let Some(name) = name(paragraph, projects) {
            close(open.take(), profile);
            let known =
                projects.iter().find(|project| same(&project.name, name)).map(|project| project.name.to_string());
            let note = ProjectNote::of(known.as_deref().unwrap_or(name), paragraph.place.clone());
            // Of a project that this year has not, nothing is wanted; its labels must not go to another one.
            open = Some((note, None, paragraph.heading.or(above)));
            continue;
        }
        above = paragraph.heading.or(above);
        let Some((note, part, level)) = &mut open else { continue };
        let labelled = LABEL.captures(text).filter(|found| {
            let label = &found["label"];
            part_of(label).is_some() || paragraph.heading.is_none() && label.chars().count() <= 12
        });
        if let Some(found) = labelled {
            let label = &found["label"];
            let kind = part_of(label).unwrap_or_else(|| Part::Detail(label.to_owned()));
            add(note, &kind, &found["rest"]);
            *part = Some(kind);
        } else if let Some(kind) = paragraph.heading.and_then(|_| part_of(text)) {
            *part = Some(kind);
        } else if paragraph.heading.is_some_and(|own| level.is_none_or(|level| own <= level)) {
            close(open.take(), profile);
        } else if let Some(kind) = part {
            add(note, &kind.clone(), text);
        }
    }
    close(open, profile);
    profile.projects.retain(|note| projects.iter().any(|project| *project.name == *note.name));
}

/// The project that a line names.
fn name<'a>(paragraph: &'a Paragraph<'_>, projects: &[Project]) -> Option<&'a str> {
    let text = paragraph.unnumbered();
    if let Some(found) = NAME.captures(text).and_then(|found| found.name("name")) {
        return Some(found.as_str());
    }
    paragraph.heading?;
    projects.iter().any(|project| same(&project.name, text)).then_some(text)
}

/// Whether two names are of one project; years move on, and 项目 and 经费 may be left out.
fn same(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let folded = fold(&YEAR.replace_all(name, ""));
        folded.trim_end_matches("经费").trim_end_matches("项目").to_owned()
    };
    plain(one) == plain(other)
}

fn part_of(label: &str) -> Option<Part> {
    let known = PARTS.into_iter().find(|(_, words)| words.iter().any(|word| label.contains(word)));
    known.map(|(part, _)| part).filter(|_| label.chars().count() <= 12)
}

fn add(note: &mut ProjectNote, part: &Part, text: &str) {
    let plain = text.trim_end_matches(['。', '；']);
    if plain.is_empty() {
        return;
    }
    match part {
        Part::Basis => note.basis.push(unnumbered(text).to_owned()),
        // The table has it.
        Part::Amount => {}
        Part::Bearer => note.bearer = note.bearer.take().or_else(|| Some(plain.to_owned())),
        Part::Allocation => note.allocation.extend(shares(plain)),
        Part::Period => note.period = note.period.take().or_else(|| Some(plain.to_owned())),
        Part::Detail(label) => match note.details.iter_mut().find(|(known, _)| known == label) {
            Some((_, known)) => *known = format!("{known}。{plain}"),
            None => note.details.push((label.clone(), plain.to_owned())),
        },
    }
}

fn close(open: Option<(ProjectNote, Option<Part>, Option<u8>)>, profile: &mut Profile) {
    let Some((note, ..)) = open else { return };
    if !profile.projects.iter().any(|known| known.name == note.name) {
        profile.projects.push(note);
    }
}

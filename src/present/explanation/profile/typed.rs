//! 填写的资料: a profile made of texts that were typed one by one, each for its key.

use super::facts::{FACTS, FactKind};
use super::{Profile, ProfileKey, ProjectPart};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What one text is, in a profile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One text.
    Text,
    /// 金额（万元） or another number.
    Number,
    /// A text on each line.
    Texts,
    /// `购置办公设备 6.30` on each line.
    Amounts,
    /// `名称：文字` on each line.
    Details,
    /// `一般公务用车 2 51.95` on each line.
    Assets,
}

impl ProfileKey {
    fn kind(&self) -> Kind {
        match self {
            Self::Duties | Self::Organisation | Self::Tasks | Self::Remarks | Self::Glossary => Kind::Texts,
            Self::Project(_, ProjectPart::Basis) => Kind::Texts,
            Self::Project(_, ProjectPart::Allocation) => Kind::Amounts,
            Self::Project(_, ProjectPart::Details) => Kind::Details,
            Self::Project(_, ProjectPart::Amount) | Self::Prior(..) => Kind::Number,
            Self::Fact(section, key) => {
                let is = |kind| FACTS.iter().any(|fact| (fact.section, fact.key, fact.kind) == (*section, *key, kind));
                if is(FactKind::Text) { Kind::Text } else { Kind::Number }
            }
            Self::Assets(_) => Kind::Assets,
            Self::Date
            | Self::Reason(..)
            | Self::Purpose(..)
            | Self::Project(_, ProjectPart::Bearer | ProjectPart::Period) => Kind::Text,
        }
    }

    /// How to write it, in words; empty for a plain text.
    pub fn how(&self) -> &'static str {
        match self.kind() {
            Kind::Text => "",
            Kind::Number => "只写数，金额按万元",
            Kind::Texts => "一行一段",
            Kind::Amounts => "一行一项：用途 金额（万元），如 购置办公设备 6.30",
            Kind::Details => "一行一项：名称：文字",
            Kind::Assets => "一行一类：名称 数量 价值（万元），如 一般公务用车 2 51.95",
        }
    }

    /// Whether it has several lines.
    pub fn is_list(&self) -> bool {
        !matches!(self.kind(), Kind::Text | Kind::Number)
    }
}

impl Profile {
    /// The profile of these texts; empty ones count as not typed.
    ///
    /// # Errors
    /// A text is not what its key asks for.
    pub fn typed(texts: &[(ProfileKey, String)]) -> Result<Self, crate::Error> {
        let mut roots = String::new();
        let mut sections: BTreeMap<String, String> = BTreeMap::new();
        let mut projects: BTreeMap<&str, String> = BTreeMap::new();
        for (key, text) in texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let value = value(key.kind(), text);
            match key {
                ProfileKey::Reason(table, item) => {
                    add(&mut sections, &format!("reasons.{}", table.name()), item, &value)
                }
                ProfileKey::Purpose(table, item) => {
                    add(&mut sections, &format!("purposes.{}", table.name()), item, &value);
                }
                ProfileKey::Prior(table, item) => add(&mut sections, &format!("prior.{}", table.name()), item, &value),
                ProfileKey::Project(name, _) => {
                    let path = key.to_string();
                    let part = path.rsplit('.').next().unwrap_or_default();
                    let project = projects.entry(name).or_insert_with(|| format!("name = {}\n", quoted(name)));
                    let _ = writeln!(project, "{part} = {value}");
                }
                plain => {
                    let path = plain.to_string();
                    match path.split_once('.') {
                        Some((section, name)) => add(&mut sections, section, name, &value),
                        None => drop(writeln!(roots, "{path} = {value}")),
                    }
                }
            }
        }
        let sections = sections.into_iter().map(|(title, lines)| format!("[{title}]\n{lines}"));
        let projects = projects.into_values().map(|lines| format!("[[projects]]\n{lines}"));
        let text = roots + &sections.chain(projects).collect::<String>();
        Self::parse("填写的文字", &text)
    }
}

fn add(sections: &mut BTreeMap<String, String>, section: &str, key: &str, value: &str) {
    let lines = sections.entry(section.to_owned()).or_default();
    let _ = writeln!(lines, "{} = {value}", quoted(key));
}

fn value(kind: Kind, text: &str) -> String {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let list = |of: &dyn Fn(&str) -> String| format!("[{}]", lines().map(of).collect::<Vec<_>>().join(", "));
    match kind {
        Kind::Text => quoted(text.trim()),
        Kind::Number => number(text.trim()),
        Kind::Texts => list(&quoted),
        Kind::Amounts => list(&|line| match line.rsplit_once(is_space) {
            Some((words, last)) if is_number(last) => format!("{{ text = {}, amount = {last} }}", quoted(words.trim())),
            _ => format!("{{ text = {} }}", quoted(line)),
        }),
        Kind::Details => {
            let pair = |line: &str| {
                let (name, words) = line.split_once(['：', ':']).unwrap_or((line, ""));
                format!("{} = {}", quoted(name.trim()), quoted(words.trim()))
            };
            format!("{{ {} }}", lines().map(pair).collect::<Vec<_>>().join(", "))
        }
        Kind::Assets => list(&|line| {
            let mut words = line.split(is_space).filter(|word| !word.is_empty());
            let (name, count) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let value = words.next().map(|value| format!(", value = {}", number(value))).unwrap_or_default();
            format!("{{ name = {}, count = {}{value} }}", quoted(name), number(count))
        }),
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// A number as TOML; any other text stays a text, so that reading says what is wrong with it.
fn number(text: &str) -> String {
    let plain = text.replace([',', '，'], "");
    let plain = plain.trim_end_matches("万元").trim();
    if is_number(plain) { plain.to_owned() } else { quoted(text) }
}

fn is_number(text: &str) -> bool {
    let (whole, part) = text.strip_prefix('-').unwrap_or(text).split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole) && digits(part) && (whole == "0" || !whole.starts_with('0'))
}

/// A text as TOML: a basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => drop(write!(quoted, "\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BudgetTable;

    fn typed(key: &str, text: &str) -> Result<Profile, String> {
        Profile::typed(&[(key.parse().unwrap(), text.to_owned())]).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_typed_at_a_key_stands_there_in_the_profile() {
        let profile = typed("reasons.general.2080101", "“三公”\t\"压减\"\\").unwrap();
        let (table, key, note) = profile.reasons.iter().next().unwrap();
        assert_eq!((table, key), (Some(BudgetTable::General), "2080101"));
        assert_eq!(note.text, "“三公”\t\"压减\"\\");
        assert_eq!(typed("overview.duties", "一、\n\n二、\n").unwrap().duties, ["一、", "二、"]);
        assert_eq!(typed("date", "2024年2月25日").unwrap().date.as_deref(), Some("2024年2月25日"));
        assert_eq!(typed("prior.general.208", "1,234.50").unwrap().prior.0.len(), 1);
        assert_eq!(typed("assets.house_area", "0.5").unwrap().facts.len(), 1);
        assert_eq!(typed("assets.vehicles", "一般公务用车 2 51.95\n执法车 1").unwrap().assets["车辆"].len(), 2);
        let project = &typed("projects.一.二期.allocation", "办公 设备 6.30\n其他").unwrap().projects[0];
        assert_eq!((project.name.as_str(), project.allocation.len()), ("一.二期", 2));
        assert!(project.allocation[0].amount.is_some() && project.allocation[1].amount.is_none());
        assert_eq!(typed("projects.甲.details", "地点：乙").unwrap().projects[0].details.len(), 1);
        assert!(typed("date", " \n").unwrap().date.is_none());
    }

    #[test]
    fn what_is_no_number_is_refused_where_a_number_is_asked_for() {
        for text in ["很多", "1.2.3", "-", "1 2"] {
            assert!(typed("operating.current", text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_key_can_be_typed() {
        for fact in FACTS {
            let text = if fact.kind == FactKind::Text { "年末" } else { "-1.50" };
            let text = if fact.kind == FactKind::Number { "2" } else { text };
            assert!(Profile::typed(&[(ProfileKey::of_fact(fact), text.to_owned())]).is_ok(), "{}", fact.key);
        }
        for key in ["remarks", "glossary", "overview.tasks", "overview.organisation", "purposes.general.208"] {
            assert!(typed(key, "文字").is_ok(), "{key}");
        }
        for key in ["projects.甲.basis", "projects.甲.bearer", "projects.甲.period"] {
            assert!(typed(key, "文字").is_ok(), "{key}");
        }
        assert!(typed("projects.甲.amount", "3.00").is_ok());
    }
}

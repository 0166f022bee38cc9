//! 条目: what the files of a project list.

use super::charting::ChartWords;
use super::choice;
use crate::Error;
use crate::present::chart::{ChartOptions, Kind};
use crate::present::explanation::ProfileKey;
use crate::source::Correction;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 条目: an element of one of a project's lists.
pub trait Entry: Serialize + DeserializeOwned + Clone {
    /// The file of the list.
    const FILE: &'static str;
    /// The key of the list in its file.
    const LIST: &'static str;
    /// What messages call it.
    fn title(&self) -> String;
    /// Whether both are about the same thing.
    fn is_same(&self, other: &Self) -> bool;
    /// The number of times it was written.
    fn version(&mut self) -> &mut u64;
}

/// 放入的文件, with what the user corrected about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its name, as it was dropped: only for display, for its format and for what names tell of year and unit.
    pub name: String,
    /// Its SHA-256, under which it lies in the project.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Whether the user leaves it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
    /// The year that the user gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// The unit that the user gave; empty for what the file says, as the following.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The phase that the user gave, by its Chinese name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phase: String,
    /// The amount unit that the user gave.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub money: String,
    /// The number of times it was written.
    #[serde(default)]
    pub version: u64,
    /// Which table it is, by its short name, of tables by the place where they begin.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, String>,
    /// The amount units of tables by the places where they begin.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moneys: BTreeMap<String, String>,
}

impl Input {
    /// What the user says of the file.
    ///
    /// # Errors
    /// A user's change of the list made it something else.
    pub fn correction(&self) -> Result<Correction, Error> {
        fn said<T>(text: &str, read: impl Fn(&str) -> Result<T, Error>) -> Result<Option<T>, Error> {
            if text.is_empty() { Ok(None) } else { read(text).map(Some) }
        }
        let table = |(place, name): (&String, &String)| Ok::<_, Error>((place.clone(), choice::table(name)?));
        let money = |(place, name): (&String, &String)| Ok::<_, Error>((place.clone(), choice::amount_unit(name)?));
        Ok(Correction {
            year: choice::fiscal_year(self.year)?,
            unit: said(&self.unit, choice::unit)?,
            phase: said(&self.phase, choice::phase)?,
            money: said(&self.money, choice::amount_unit)?,
            tables: self.tables.iter().map(table).collect::<Result<_, _>>()?,
            moneys: self.moneys.iter().map(money).collect::<Result<_, _>>()?,
        })
    }
}

/// 填写的文字: what the user typed at an open place of the 情况说明.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// 单位名称
    pub unit: String,
    /// What it is: a path of the profile, such as `reasons.general.2080101`.
    pub key: String,
    /// The text; empty where it was taken back.
    pub text: String,
    /// The number of times it was written.
    #[serde(default)]
    pub version: u64,
}

/// 口径: whether a proposed change of codes counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recoding {
    /// The proposal as the rows of a bridge ([`crate::present::proposal_csv`]).
    pub rows: String,
    /// Whether it counts.
    pub counts: bool,
    /// The number of times it was written.
    #[serde(default)]
    pub version: u64,
}

/// 插图: a chart that stands in the 情况说明.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insertion {
    /// 单位名称
    pub unit: String,
    /// Whether it stands there.
    pub stands: bool,
    /// The number of times it was written.
    #[serde(default)]
    pub version: u64,
    /// Which chart it is: `kind`, and options of the `chart` command by their names.
    pub words: BTreeMap<String, String>,
}

impl Insertion {
    /// What says which chart it is. The years are those of the text, and the width is that of its page.
    pub const WORDS: [&str; 8] = ["kind", "table", "measure", "level", "top", "sort", "unit", "palette"];

    /// The chart of this kind that these fields of a form choose.
    pub fn of(unit: &str, kind: Kind, fields: &BTreeMap<String, String>) -> Self {
        let chosen = |(name, text): &(&String, &String)| Self::WORDS.contains(&name.as_str()) && !text.is_empty();
        let words = fields.iter().filter(chosen).map(|(name, text)| (name.clone(), text.clone()));
        let kind = [("kind".to_owned(), kind.name().to_owned())];
        Self { unit: unit.to_owned(), words: words.chain(kind).collect(), ..Self::default() }
    }

    /// The chart.
    ///
    /// # Errors
    /// A word that is none of the choices.
    pub fn chart(&self) -> Result<(Kind, ChartOptions), Error> {
        if let Some(name) = self.words.keys().find(|name| !Self::WORDS.contains(&name.as_str())) {
            return Err(choice::wrong(format!("图没有“{name}”这项选择")));
        }
        let kind = Kind::from_name(self.words.get("kind").map_or("", String::as_str))?;
        if kind == Kind::Units {
            return Err(choice::wrong("单位图画的是许多单位，不能放进一个单位的情况说明"));
        }
        let words = ChartWords::of_fields(&self.words)?;
        Ok((kind, words.options(words.width(true)?)?))
    }
}

/// 处理: what the user decided about a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingState {
    /// The finding ([`crate::audit::Judgement::signature`]).
    pub finding: String,
    /// The decision.
    pub state: Decision,
    /// The user's note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The number of times it was written.
    #[serde(default)]
    pub version: u64,
}

/// 处理结果 of a finding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// 待处理
    #[default]
    Open,
    /// 已接受: it is so, and it is to stay so.
    Accepted,
    /// 误报: the finding is wrong.
    Wrong,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::Wrong];

    /// The name in files and requests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Wrong => "wrong",
        }
    }

    /// The Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "待处理",
            Self::Accepted => "已接受",
            Self::Wrong => "误报",
        }
    }
}

impl Entry for Input {
    const FILE: &'static str = "inputs.toml";
    const LIST: &'static str = "input";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.name == other.name
    }

    fn version(&mut self) -> &mut u64 {
        &mut self.version
    }
}

impl Entry for Text {
    const FILE: &'static str = "texts.toml";
    const LIST: &'static str = "text";

    fn title(&self) -> String {
        "这一处文字".to_owned()
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.unit, &self.key) == (&other.unit, &other.key)
    }

    fn version(&mut self) -> &mut u64 {
        &mut self.version
    }
}

impl Entry for Recoding {
    const FILE: &'static str = "bridges.toml";
    const LIST: &'static str = "bridge";

    fn title(&self) -> String {
        "这一处口径".to_owned()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.rows == other.rows
    }

    fn version(&mut self) -> &mut u64 {
        &mut self.version
    }
}

impl Entry for Insertion {
    const FILE: &'static str = "charts.toml";
    const LIST: &'static str = "chart";

    fn title(&self) -> String {
        "这张图".to_owned()
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.unit, &self.words) == (&other.unit, &other.words)
    }

    fn version(&mut self) -> &mut u64 {
        &mut self.version
    }
}

impl Entry for FindingState {
    const FILE: &'static str = "findings.toml";
    const LIST: &'static str = "finding";

    fn title(&self) -> String {
        "这个问题的处理".to_owned()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.finding == other.finding
    }

    fn version(&mut self) -> &mut u64 {
        &mut self.version
    }
}

impl Text {
    /// What the text is for; `None` if a user's change of the file made it something else.
    pub fn key(&self) -> Option<ProfileKey> {
        self.key.parse().ok()
    }
}

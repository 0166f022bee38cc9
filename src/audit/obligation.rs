//! 应查事项: the requirements on a disclosure, whether or not a check covers them, and how each stands.
//!
//! The list is data (`data/obligations.toml`) and covers all that should be checked: requirements without a check are
//! listed as such, and nothing counts as met without having been looked at.

use super::ledger::Look;
use super::presence::{
    DocumentKind, Explanation, Presence, Required, by_owner, is_text_of_disclosure, is_whole, presence, times_said,
};
use super::{Audit, Check, Judgement, Selection, Verdict};
use crate::model::{BudgetTable, Cells, Claim, Owner, Paper, Place, PrintedTable};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// 应查的一项.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Its unique identifier.
    pub id: String,
    /// 所属的组
    pub group: String,
    /// 要求
    pub requirement: String,
    /// 依据
    pub source: String,
    /// 适用于
    pub documents: Vec<DocumentKind>,
    answered: Answered,
}

/// How the standing of an obligation is determined.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answered {
    /// By recognising the document's unit.
    Identified,
    /// By the presence of a table.
    Table(Required),
    /// By words of which at least one must occur; `around` if this applies only to a complete disclosure.
    Explained { words: Vec<String>, around: bool },
    /// By checks, restricted to these tables and to text whose headings or subject contain one of the words `about`.
    /// With `figures`, every figure concerned must have been judged.
    Checks { codes: Vec<&'static str>, tables: Vec<BudgetTable>, about: Vec<String>, figures: bool },
    /// Only by a person, for this reason.
    Manual(String),
}

/// 状态: how an obligation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// 符合: checked, and nothing was found.
    Met {
        /// Number of figures, sums or sentences checked.
        times: usize,
        /// Number of findings that were accepted before.
        accepted: usize,
    },
    /// 有问题, with the signatures of the findings
    Finding(Vec<String>),
    /// 不适用
    NotApplicable(String),
    /// 无法核对: says which figure, table or earlier document is missing, or that a person must check it.
    NotCheckable(String),
    /// 没有读到: the relevant part is present at these places but could not be read.
    NotRead(Vec<Place>),
}

/// 一份公开: a disclosure and its obligations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obliged {
    /// Owner of the disclosure.
    pub owner: Owner,
    /// Its files.
    pub files: Vec<Arc<str>>,
    /// Every obligation of this kind of disclosure, in the order of the list.
    pub obligations: Vec<(Arc<Obligation>, Standing)>,
}

/// 应查事项的清单.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligations(Vec<Arc<Obligation>>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireList {
    obligation: Vec<toml::Spanned<WireObligation>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireObligation {
    id: String,
    group: String,
    requirement: String,
    source: String,
    documents: Vec<DocumentKind>,
    #[serde(default)]
    identified: bool,
    table: Option<String>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    #[serde(default)]
    explained: Vec<String>,
    #[serde(default)]
    around: bool,
    #[serde(default)]
    checks: Vec<String>,
    #[serde(default)]
    tables: Vec<String>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    figures: bool,
    manual: Option<String>,
}

/// Number of places that a message names.
const NAMED: usize = 3;

impl Obligations {
    /// The built-in list.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Obligations> = LazyLock::new(|| {
            Obligations::parse("data/obligations.toml", include_str!("../../data/obligations.toml"))
                .expect("data/obligations.toml is part of the program and a test reads it")
        });
        &SHIPPED
    }

    /// Parses a list; `name` is the file name used in messages.
    ///
    /// # Errors
    /// If the file is not a valid list: the mistake and its line, in Chinese.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let wire: WireList = toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| format!(" 第{}行", line(span.start)));
            format!("{name}{place}：不是应查事项的写法（{}）。写法见 docs/检查项.md", error.message())
        })?;
        let mut known = BTreeSet::new();
        let list = wire.obligation.into_iter().map(|spanned| {
            let place = format!("{name} 第{}行", line(spanned.span().start));
            let wire = spanned.into_inner();
            if !known.insert(wire.id.clone()) {
                return Err(format!("{place}：“{}”写了两次，请换一个 id", wire.id));
            }
            wire.obligation().map(Arc::new).map_err(|fault| format!("{place}：{fault}"))
        });
        list.collect::<Result<_, _>>().map(Self)
    }

    /// This list extended by another. The other list can only add: built-in obligations cannot be removed or replaced.
    ///
    /// # Errors
    /// If both lists contain the same identifier.
    pub fn with(&self, others: &Self) -> Result<Self, String> {
        if let Some(twice) = others.0.iter().find(|other| self.0.iter().any(|own| own.id == other.id)) {
            return Err(format!("本程序已有“{}”这一项，不能替换；请换一个 id", twice.id));
        }
        Ok(Self(self.0.iter().chain(&others.0).cloned().collect()))
    }

    fn of(&self, kind: DocumentKind) -> impl Iterator<Item = &Arc<Obligation>> {
        self.0.iter().filter(move |obligation| obligation.documents.contains(&kind))
    }
}

impl WireObligation {
    fn obligation(self) -> Result<Obligation, String> {
        let tables = |names: &[String]| -> Result<Vec<BudgetTable>, String> {
            let named = names.iter().map(|name| BudgetTable::from_name(name).ok_or(format!("没有“{name}”这种表")));
            named.collect()
        };
        let codes: Result<Vec<&'static str>, String> = self
            .checks
            .iter()
            .map(|name| {
                let known = Check::of(name).map(|check| check.code);
                known.ok_or_else(|| super::check::no_such_check(name))
            })
            .collect();
        let mut ways = Vec::new();
        if self.identified {
            ways.push(Answered::Identified);
        }
        if let Some(table) = self.table {
            let required = |table| Required { table, title: self.title.clone(), none: self.none.clone() };
            ways.extend(tables(&[table])?.into_iter().map(|table| Answered::Table(required(table))));
        }
        if !self.explained.is_empty() {
            ways.push(Answered::Explained { words: self.explained, around: self.around });
        }
        if !self.checks.is_empty() {
            let (codes, tables) = (codes?, tables(&self.tables)?);
            ways.push(Answered::Checks { codes, tables, about: self.about, figures: self.figures });
        }
        ways.extend(self.manual.map(Answered::Manual));
        match (ways.pop(), ways.pop()) {
            (Some(answered), None) => Ok(Obligation {
                id: self.id,
                group: self.group,
                requirement: self.requirement,
                source: self.source,
                documents: self.documents,
                answered,
            }),
            _ => Err("identified、table、explained、checks、manual 要写且只写一种".to_owned()),
        }
    }
}

impl Standing {
    /// Its name in exported data.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Met { .. } => "met",
            Self::Finding(_) => "finding",
            Self::NotApplicable(_) => "not_applicable",
            Self::NotCheckable(_) => "not_checkable",
            Self::NotRead(_) => "not_read",
        }
    }

    /// Its Chinese name.
    pub fn title(&self) -> &'static str {
        Self::TITLES[self.order()]
    }

    /// The Chinese names of all variants, in order.
    const TITLES: [&'static str; 5] = ["符合", "有问题", "不适用", "无法核对", "没有读到"];

    fn order(&self) -> usize {
        match self {
            Self::Met { .. } => 0,
            Self::Finding(_) => 1,
            Self::NotApplicable(_) => 2,
            Self::NotCheckable(_) => 3,
            Self::NotRead(_) => 4,
        }
    }

    /// The reason, for the reader of a report.
    pub fn because(&self) -> String {
        match self {
            Self::Met { times, accepted: 0 } => format!("核对 {times} 处"),
            Self::Met { times, accepted } => format!("核对 {times} 处，其中 {accepted} 处以前已接受"),
            Self::Finding(findings) => format!("{} 处", findings.len()),
            Self::NotApplicable(why) | Self::NotCheckable(why) => why.clone(),
            Self::NotRead(places) => named(places),
        }
    }
}

/// The first few places and the total number.
fn named(places: &[Place]) -> String {
    let first: Vec<String> = places.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if places.len() > NAMED { format!("等 {} 处", places.len()) } else { String::new() };
    first.join("、") + &more
}

/// The files of one disclosure.
struct Disclosure<'a> {
    owner: &'a Owner,
    papers: Vec<&'a Paper>,
}

/// The checks applied and their findings, for all disclosures that were judged together.
pub(super) struct Judged<'a> {
    pub looks: &'a [Look],
    pub audit: &'a Audit,
    pub claims: &'a [Claim],
    pub papers: &'a [Paper],
}

impl Judged<'_> {
    /// Determines the standing of every obligation of every disclosure.
    pub(super) fn obliged(&self, list: &Obligations, cells: &Cells<'_>) -> Vec<Obliged> {
        let disclosures = by_owner(self.papers, cells).into_iter().map(|(owner, papers)| Disclosure { owner, papers });
        disclosures.map(|disclosure| self.of(list, &disclosure)).collect()
    }

    fn of(&self, list: &Obligations, disclosure: &Disclosure<'_>) -> Obliged {
        let sight = Sight::of(self, disclosure);
        let obligations = list.of(DocumentKind::of(disclosure.owner));
        let standing = |obligation: &Arc<Obligation>| (obligation.clone(), sight.standing(obligation, list));
        Obliged {
            owner: disclosure.owner.clone(),
            files: disclosure.papers.iter().map(|paper| paper.file.clone()).collect(),
            obligations: obligations.map(standing).collect(),
        }
    }
}

/// The checks, findings and unchecked figures of one disclosure, arranged for evaluating obligations.
struct Sight<'a> {
    disclosure: &'a Disclosure<'a>,
    /// What each check was applied to.
    looks: BTreeMap<&'static str, Vec<About<'a>>>,
    /// The findings, without rounding differences.
    findings: Vec<(&'a Judgement, About<'a>)>,
    /// The figures of the text that could not be checked.
    unjudged: Vec<(&'a Judgement, About<'a>)>,
}

/// The table or claim that a check or finding refers to.
#[derive(Clone, Copy)]
struct About<'a> {
    table: Option<BudgetTable>,
    claim: Option<&'a Claim>,
}

impl About<'_> {
    fn is_in(self, tables: &[BudgetTable], words: &[String]) -> bool {
        let of_table = || self.table.is_some_and(|table| tables.contains(&table));
        let of_text = || {
            self.claim.is_some_and(|claim| {
                let subject = &claim.subject;
                let said = claim.section.iter().map(|heading| &**heading).chain(subject.whole.as_deref());
                said.chain([&*subject.text]).any(|text| words.iter().any(|word| text.contains(word.as_str())))
            })
        };
        (tables.is_empty() && words.is_empty()) || of_table() || of_text()
    }
}

impl<'a> Sight<'a> {
    fn of(judged: &Judged<'a>, disclosure: &'a Disclosure<'a>) -> Self {
        let files: BTreeSet<&str> = disclosure.papers.iter().map(|paper| &*paper.file).collect();
        let own = |place: &Place| files.contains(&*place.file);
        let at = |place: &Place| About { table: table_at(disclosure, place), claim: None };
        let of_claim = |claim: &'a Claim| About { table: None, claim: Some(claim) };
        let mut looks: BTreeMap<&'static str, Vec<About<'_>>> = BTreeMap::new();
        for look in judged.looks.iter().filter(|look| own(&look.place)) {
            let about = match look.claim.and_then(|claim| judged.claims.get(claim)) {
                Some(claim) => of_claim(claim),
                None => at(&look.place),
            };
            looks.entry(look.code).or_default().push(about);
        }
        let lines = judged.claims.iter().flat_map(|claim| claim.figures.iter().map(move |_| claim));
        let lines: Vec<(&Judgement, About<'_>)> = judged
            .audit
            .claims
            .iter()
            .zip(lines)
            .filter(|(line, _)| own(&line.place))
            .map(|(line, claim)| (line, of_claim(claim)))
            .collect();
        let others = judged.audit.tables.iter().chain(&judged.audit.notes).filter(|judged| own(&judged.place));
        let rounding = |verdict: Verdict| matches!(verdict, Verdict::Tail | Verdict::Plugged);
        let findings = lines.iter().copied().chain(others.map(|judged| (judged, at(&judged.place))));
        let findings = findings.filter(|(judged, _)| judged.verdict.is_finding() && !rounding(judged.verdict));
        let is_number = |line: &Judgement| line.printed.contains(char::is_numeric);
        let unjudged = lines.iter().filter(|(line, _)| line.verdict == Verdict::Unchecked && is_number(line));
        Self { disclosure, looks, findings: findings.collect(), unjudged: unjudged.copied().collect() }
    }

    fn standing(&self, obligation: &Obligation, list: &Obligations) -> Standing {
        let not_checkable = |why: &str| Standing::NotCheckable(why.to_owned());
        match &obligation.answered {
            Answered::Manual(why) => Standing::NotCheckable(format!("要由人核对：{why}")),
            Answered::Identified if self.disclosure.owner.unit.is_empty() => not_checkable("没有认出单位名称"),
            Answered::Identified => Standing::Met { times: self.disclosure.papers.len(), accepted: 0 },
            Answered::Table(required) => self.table(required),
            Answered::Explained { words, around } => self.explained(words, *around, list),
            Answered::Checks { codes, tables, about, figures } => self.checked(codes, tables, about, *figures),
        }
    }

    /// Standing of an obligation to print a table.
    fn table(&self, required: &Required) -> Standing {
        match presence(&self.disclosure.papers, required) {
            Presence::There(times) => Standing::Met { times, accepted: 0 },
            Presence::Titled(place) => Standing::NotRead(vec![place]),
            Presence::None(place) => Standing::NotApplicable(format!("文中说明没有这种资金（{place}）")),
            Presence::Unknown(kinds) => {
                Standing::NotCheckable(format!("只读到 {kinds} 种表，不像整份公开的表，不能断定缺少"))
            }
            Presence::Missing => self.told_by("tables"),
        }
    }

    /// Standing of an obligation to explain something.
    fn explained(&self, words: &[String], around: bool, list: &Obligations) -> Standing {
        let papers = &self.disclosure.papers;
        let times = times_said(papers, words);
        let kind = DocumentKind::of(self.disclosure.owner);
        match () {
            () if times > 0 => Standing::Met { times, accepted: 0 },
            () if !is_text_of_disclosure(papers, &list.explanations(kind)) => {
                Standing::NotCheckable("没有读到整份公开的说明文字".to_owned())
            }
            () if around && !is_whole(papers) => Standing::NotApplicable("只有表和情况说明，不是全文公开".to_owned()),
            () => self.told_by("sections"),
        }
    }

    /// Standing by the findings of a check that concerns the document as a whole.
    fn told_by(&self, code: &str) -> Standing {
        let told = self.findings.iter().filter(|(finding, _)| finding.is_of(&[code]));
        match told.map(|(finding, _)| finding.signature()).collect::<Vec<_>>() {
            told if told.is_empty() => Standing::NotCheckable("没有找到，请人工核对".to_owned()),
            told => Standing::Finding(told),
        }
    }

    /// Standing by the findings of checks, restricted to these tables and to text about these words.
    fn checked(&self, codes: &[&str], tables: &[BudgetTable], about: &[String], figures: bool) -> Standing {
        let fits = |of: About<'_>| of.is_in(tables, about);
        let found = self.findings.iter().filter(|(finding, of)| finding.is_of(codes) && fits(*of));
        let found: Vec<String> = found.map(|(finding, _)| finding.signature()).collect();
        if !found.is_empty() {
            return Standing::Finding(found);
        }
        let printed: Vec<&PrintedTable> =
            self.disclosure.tables().filter(|table| tables.contains(&table.table)).collect();
        let unread: Vec<Place> = self
            .disclosure
            .unread()
            .filter(|place| table_at(self.disclosure, place).is_some_and(|table| tables.contains(&table)))
            .cloned()
            .collect();
        if !unread.is_empty() {
            return Standing::NotRead(unread);
        }
        let looks = codes.iter().filter_map(|code| self.looks.get(code)).flatten();
        let times = looks.filter(|of| fits(**of)).count();
        let open: Vec<Place> = if figures {
            self.unjudged.iter().filter(|(_, of)| fits(*of)).map(|(line, _)| line.place.clone()).collect()
        } else {
            Vec::new()
        };
        match () {
            () if !open.is_empty() => Standing::NotCheckable(format!(
                "核对 {times} 处，还有 {} 个数没有可以与它核对的数：{}",
                open.len(),
                named(&open)
            )),
            () if times > 0 => Standing::Met { times, accepted: 0 },
            () if !tables.is_empty() && printed.is_empty() => {
                let titles: Vec<&str> = tables.iter().map(|table| table.title()).collect();
                Standing::NotApplicable(format!("没有{}", titles.join("、")))
            }
            () if !tables.is_empty() && printed.iter().all(|table| table.figures == 0) => {
                Standing::NotApplicable("表中没有数".to_owned())
            }
            () if codes.iter().all(|code| BETWEEN_YEARS.contains(code)) => {
                Standing::NotCheckable("没有同时给出上年的公开，或其中没有可以比的".to_owned())
            }
            () if !about.is_empty() => Standing::NotApplicable("文中没有写到，或没有写数".to_owned()),
            () => Standing::NotApplicable("没有这样的数或文字".to_owned()),
        }
    }
}

/// Checks that compare a disclosure with last year's.
const BETWEEN_YEARS: [&str; 3] = ["base", "gone", "copied"];

impl Disclosure<'_> {
    fn tables(&self) -> impl Iterator<Item = &PrintedTable> {
        self.papers.iter().flat_map(|paper| &paper.tables)
    }

    fn unread(&self) -> impl Iterator<Item = &Place> {
        self.papers.iter().flat_map(|paper| &paper.unread).map(|warning| &warning.place)
    }
}

/// The table containing a cell: the last one that begins at or before it.
fn table_at(disclosure: &Disclosure<'_>, place: &Place) -> Option<BudgetTable> {
    place.column.or(place.table).or(place.row)?;
    let at = |place: &Place| (place.page, place.table, place.row);
    let here = at(place);
    let before = disclosure
        .tables()
        .filter(|table| at(&table.place) <= here && table.place.sheet == place.sheet && table.place.file == place.file);
    before.max_by_key(|table| at(&table.place)).map(|table| table.table)
}

impl Obligations {
    /// The tables that a disclosure of this kind must have.
    pub(super) fn tables(&self, kind: DocumentKind) -> Vec<&Required> {
        let required = self.of(kind).filter_map(|obligation| match &obligation.answered {
            Answered::Table(required) => Some(required),
            _ => None,
        });
        required.collect()
    }

    /// The explanations that a disclosure of this kind must give.
    pub(super) fn explanations(&self, kind: DocumentKind) -> Vec<Explanation<'_>> {
        let required = self.of(kind).filter_map(|obligation| match &obligation.answered {
            Answered::Explained { words, around } => Some((obligation.requirement.as_str(), words.as_slice(), *around)),
            _ => None,
        });
        required.collect()
    }
}

impl Obliged {
    /// Number of obligations per standing, in the order of [`Standing`].
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts = Standing::TITLES.map(|title| (title, 0));
        self.obligations.iter().for_each(|(_, standing)| counts[standing.order()].1 += 1);
        counts.into()
    }

    /// Removes the findings that are not selected.
    pub(super) fn select(&mut self, selection: &Selection, told: &BTreeSet<String>) {
        for (obligation, standing) in &mut self.obligations {
            let Answered::Checks { codes, .. } = &obligation.answered else { continue };
            if !codes.iter().any(|code| selection.runs(code)) {
                *standing = Standing::NotCheckable("这项检查没有选".to_owned());
            } else if let Standing::Finding(findings) = standing {
                let all = findings.len();
                findings.retain(|finding| told.contains(finding));
                if findings.is_empty() {
                    *standing = Standing::Met { times: all, accepted: all };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::CHECKS;

    #[test]
    fn every_check_answers_an_obligation_and_every_kind_of_document_has_some() {
        let list = Obligations::shipped();
        let answered: BTreeSet<&str> = list
            .0
            .iter()
            .flat_map(|obligation| match &obligation.answered {
                Answered::Checks { codes, .. } => codes.clone(),
                Answered::Table(..) => vec!["tables"],
                Answered::Explained { .. } => vec!["sections"],
                _ => Vec::new(),
            })
            .collect();
        let idle: Vec<&str> = CHECKS.iter().map(|check| check.code).filter(|code| !answered.contains(code)).collect();
        assert_eq!(idle, Vec::<&str>::new());
        for kind in [DocumentKind::Budget, DocumentKind::Final, DocumentKind::Government] {
            assert!(list.of(kind).count() > 20, "{kind:?}");
        }
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_its_line() {
        let entry = |rest: &str| {
            let text = format!(
                "# 本办\n[[obligation]]\nid = \"a\"\ngroup = \"组\"\nrequirement = \"要求\"\nsource = \"依据\"\n\
                 documents = [\"budget\"]\n{rest}\n"
            );
            Obligations::parse("本办.toml", &text)
        };
        assert!(entry("checks = [\"rate\"]").is_ok());
        let faults = [
            ("", "本办.toml 第2行：identified、table、explained、checks、manual 要写且只写一种"),
            ("checks = [\"rates\"]", "本办.toml 第2行：没有“rates”这项检查；可以用："),
            ("table = \"generals\"", "本办.toml 第2行：没有“generals”这种表"),
            ("chekcs = [\"rate\"]", "本办.toml 第8行：不是应查事项的写法"),
            ("checks = [\"rate\"]\nmanual = \"看\"", "要写且只写一种"),
        ];
        for (rest, message) in faults {
            let fault = entry(rest).unwrap_err();
            assert!(fault.contains(message), "{fault}");
        }
    }
}

//! 状态: how every obligation of a disclosure stands; nothing counts as met without having been looked at.

use super::ledger::Look;
use super::obligation::{Answered, Obligation, Obliged, Standing, named};
use super::obligations::Obligations;
use super::presence::{
    DocumentKind, Presence, Required, by_owner, is_text_of_disclosure, is_whole, presence, times_said,
};
use super::{Audit, Judgement, Verdict};
use crate::model::{BudgetTable, Cells, Claim, Owner, Paper, Place, PrintedTable};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
            Answered::Identified if self.disclosure.owner.unit.is_empty() => not_checkable("未能识别单位名称"),
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
                Standing::NotCheckable("没有同时提供上年的公开，或其中没有可以比的".to_owned())
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

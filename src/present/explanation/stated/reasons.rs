//! 增减原因和用途: what a text says behind the figures of an item.

use super::super::profile::{Note, trim};
use super::paragraph::squeezed;
use super::{Search, Statements};
use crate::model::{
    BaseYear, BudgetTable, Claim, Direction, Figure, FiscalYear, Level, LineItem, Paper, Part, Phase, Place, Role,
    plain_name,
};
use crate::present::clause::{ClauseKind, clause_behind};
use std::collections::{BTreeMap, BTreeSet};

/// Items that texts explain although no table may have a figure of them.
const ANYWAY: [(Part, BudgetTable, &str); 6] = [
    (Part::Running, BudgetTable::Other, "机关运行经费"),
    (Part::Abroad, BudgetTable::ThreePublic, "因公出国（境）费"),
    (Part::Vehicles, BudgetTable::ThreePublic, "公务用车购置及运行费"),
    (Part::VehiclePurchase, BudgetTable::ThreePublic, "公务用车购置费"),
    (Part::VehicleRunning, BudgetTable::ThreePublic, "公务用车运行费"),
    (Part::Reception, BudgetTable::ThreePublic, "公务接待费"),
];

/// A reason that a text gives.
#[derive(Clone)]
struct Reason {
    note: Note,
    /// What it explains, if that is not the change from last year but the difference from the budget (决算数小于预算数): −1
    /// for less, 1 for more.
    deviation: Option<i64>,
}

/// Reads the reasons and purposes of a file into `statements`, and the items whose change goes another way this year.
pub(super) fn read(search: &Search<'_>, paper: &Paper, of: (FiscalYear, Phase), statements: &mut Statements) {
    let Statements { profile, turned, deviations } = statements;
    let index = Index::of(search, of);
    let claims: Vec<&Claim> = search.claims.iter().filter(|claim| claim.place.file == paper.file).collect();
    let mut found = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        // What stands behind the next claim's first figure belongs to that claim.
        let next = claims.get(at + 1).filter(|next| next.shares_sentence(claim));
        let end = next.and_then(|next| next.figures.first()).map_or(claim.text.len(), |figure| figure.span.start);
        let keys = index.keys(claim, of);
        if keys.is_empty() {
            continue;
        }
        let note = |text: &str| Note { text: trim(&squeezed(text)), place: claim.place.clone() };
        let explained = claim
            .figures
            .iter()
            .filter(|figure| direction(figure).is_some() || of.1 == Phase::Executed && figure.role == Role::Completion);
        let explained = explained.max_by_key(|figure| figure.span.end);
        let reason = explained.and_then(|figure| {
            let from = figure.span.end;
            let inside = clause_behind(&claim.text, from..end, ClauseKind::Reason)
                .map(|words| (claim.text.get(from..).and_then(|text| text.split(words).next()), words));
            let (lead, words) = inside.or_else(|| {
                let (lead, words) = sentence_behind(paper, claim).filter(|_| next.is_none())?;
                Some((Some(lead), words))
            })?;
            let deviation = (of.1 == Phase::Executed).then(|| deviation(lead.unwrap_or_default(), figure)).flatten();
            Some(Reason { note: note(words), deviation })
        });
        let current =
            claim.current().and_then(|figure| clause_behind(&claim.text, figure.span.end..end, ClauseKind::Purpose));
        found.push((claim, keys, reason, current.map(note)));
    }
    // An item of two tables takes the reason from the section on its own table.
    for own in [true, false] {
        for (claim, keys, reason, purpose) in &found {
            let about = table_of(&claim.section);
            for (table, key) in keys.iter().filter(|(table, _)| (Some(*table) == about) == own) {
                if let Some(Reason { note, deviation }) = reason.clone().filter(|reason| !reason.note.text.is_empty()) {
                    let of = (*table, key.clone());
                    if let Some(said) = deviation {
                        if profile.deviations.add(Some(*table), key, note) {
                            deviations.insert(of, said);
                        }
                    } else if profile.reasons.add(Some(*table), key, note) && index.is_turned(claim, (*table, key)) {
                        turned.insert(of);
                    }
                }
                if let Some(note) = purpose.clone().filter(|note| !note.text.is_empty()) {
                    profile.purposes.add(None, key, note);
                }
            }
        }
    }
}

/// Which way the difference from the budget goes that a reason explains, by the words before it (决算数小于预算数的) or, if
/// they say nothing, by the figure that it stands behind. `None` if it explains something else.
fn deviation(lead: &str, figure: &Figure) -> Option<i64> {
    let clause = lead.rsplit(['，', ',', '；', ';', '。']).next().unwrap_or(lead);
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    let is_named = has(&["预算"]) && !has(&["上年", "去年"]);
    let is_plain = !is_named && figure.base.is_none_or(|base| base.year == BaseYear::Same);
    let number = figure.number.as_ref();
    match () {
        () if is_named && has(&["小于", "低于", "少于"]) => Some(-1),
        () if is_named && has(&["大于", "高于", "多于", "超"]) => Some(1),
        () if (is_named || is_plain) && figure.role == Role::Completion => {
            let whole = 10i64.checked_pow(number?.decimals())?.checked_mul(100)?;
            Some((number?.mantissa() - whole).signum())
        }
        () if is_plain && figure.base.is_some() => direction(figure),
        () => None,
    }
}

/// The keys of items by what claims are bound to.
struct Index<'a> {
    /// The line items of the file's year by place.
    lines: BTreeMap<&'a Place, Vec<&'a LineItem>>,
    keys: BTreeSet<(BudgetTable, String)>,
    /// Keys by the names of 类, 款 and 项; `None` where several items have them.
    paths: BTreeMap<Vec<String>, Option<(BudgetTable, String)>>,
    moves: BTreeMap<(BudgetTable, String), i64>,
}

impl<'a> Index<'a> {
    fn of(search: &'a Search<'a>, (year, phase): (FiscalYear, Phase)) -> Self {
        let mut index =
            Self { lines: BTreeMap::new(), keys: BTreeSet::new(), paths: BTreeMap::new(), moves: BTreeMap::new() };
        for line in
            search.lines.iter().filter(|line| (line.year, line.phase, &*line.unit) == (year, phase, search.unit))
        {
            index.lines.entry(&line.place).or_default().push(line);
        }
        for item in &search.items {
            let key = (item.table, item.key());
            index.keys.insert(key.clone());
            if let Some(change) = item.change {
                index.moves.insert(key.clone(), change.fen().signum());
            }
            if !item.path.is_empty() {
                let path = item.path.iter().map(|(_, name)| plain_name(name)).collect();
                let only = index.paths.entry(path).or_insert_with(|| Some(key.clone()));
                // The same path stands in 总表 and 一般公共预算支出表; what is asked is asked of the latter.
                if item.table == BudgetTable::General {
                    *only = Some(key);
                }
            }
        }
        index
    }

    /// The keys of the items that a claim speaks of.
    fn keys(&self, claim: &Claim, (year, phase): (FiscalYear, Phase)) -> BTreeSet<(BudgetTable, String)> {
        let mut keys = BTreeSet::new();
        let bound = claim.binding.of(year, phase);
        for place in bound.map_or(&[][..], |bound| &bound.cells) {
            let sure = bound.is_some_and(|bound| bound.sure);
            for line in self.lines.get(place).into_iter().flatten() {
                let same = || {
                    claim.current().and_then(Figure::amount).zip(line.amount).is_some_and(|(a, b)| a.fen() == b.fen())
                };
                keys.extend(self.key(line).filter(|_| sure || same()));
            }
        }
        if keys.is_empty() && !claim.subject.path.is_empty() {
            let path: Vec<String> = claim.subject.path.iter().map(|(_, name)| plain_name(name)).collect();
            keys.extend(self.paths.get(&path).cloned().flatten());
        }
        let part = claim.binding.topic.as_ref().and_then(|(topic, _)| topic.part);
        let anyway = ANYWAY.iter().filter(|(named, ..)| Some(*named) == part);
        keys.extend(anyway.map(|(_, table, key)| (*table, (*key).to_owned())));
        keys
    }

    /// The key of a printed figure.
    fn key(&self, line: &LineItem) -> Option<(BudgetTable, String)> {
        let code = line.code.as_ref().map(ToString::to_string);
        let candidates = match line.level {
            Level::Total if line.measure.is_total() => [Some(line.name.to_string()), Some(line.measure.to_string())],
            Level::Total => [Some(line.measure.to_string()), None],
            _ if !line.measure.is_total() => return None,
            _ => [code, Some(line.name.to_string())],
        };
        candidates.into_iter().flatten().map(|key| (line.table, key)).find(|key| self.keys.contains(key))
    }

    /// Whether the change of an item goes another way than a claim says.
    fn is_turned(&self, claim: &Claim, (table, key): (BudgetTable, &str)) -> bool {
        let said = claim.figures.iter().find_map(direction);
        let now = self.moves.get(&(table, key.to_owned()));
        said.zip(now).is_some_and(|(said, now)| said != *now)
    }
}

/// 1, −1 or 0 for a figure that tells of a change.
fn direction(figure: &Figure) -> Option<i64> {
    let (Role::Change(direction) | Role::Rate(direction) | Role::Times(direction)) = figure.role else {
        return (figure.role == Role::AboutFlat).then_some(0);
    };
    if figure.is_nothing() {
        return Some(0);
    }
    Some(match direction? {
        Direction::Up => 1,
        Direction::Down => -1,
        Direction::Flat => 0,
    })
}

/// The reason that the sentence behind a claim gives at its head, and the words before it: 决算数小于预算数的 and 主要原因是….
fn sentence_behind<'a>(paper: &'a Paper, claim: &Claim) -> Option<(&'a str, &'a str)> {
    /// The number of sentences that one claim may extend over.
    const LONGEST: usize = 12;
    let from = paper.sentences.partition_point(|sentence| sentence.place < claim.place);
    let text = claim.text.trim();
    let first = from.saturating_sub(1);
    let near = paper.sentences.get(first..paper.sentences.len().min(first + LONGEST))?;
    let own = first + near.iter().rposition(|sentence| text.ends_with(&*sentence.text))?;
    let next = paper.sentences.get(own + 1).filter(|next| next.heading.is_none())?;
    let lead = next.text.split("原因").next().filter(|lead| lead.len() < next.text.len())?;
    let longest = if lead.contains("预算") { 24 } else { 12 };
    let words = clause_behind(&next.text, 0..next.text.len(), ClauseKind::Reason)?;
    (lead.chars().count() <= longest).then_some((lead, words))
}

/// The table that a section is about, by its headings.
fn table_of(section: &[std::sync::Arc<str>]) -> Option<BudgetTable> {
    const WORDS: [(&str, BudgetTable); 12] = [
        ("三公", BudgetTable::ThreePublic),
        ("运行经费", BudgetTable::Other),
        ("政府性基金", BudgetTable::Fund),
        ("国有资本经营", BudgetTable::StateCapital),
        ("一般公共预算基本支出", BudgetTable::GeneralBasic),
        ("一般公共预算项目支出", BudgetTable::GeneralProject),
        ("一般公共预算", BudgetTable::General),
        ("财政拨款收支", BudgetTable::FiscalTotals),
        ("财政拨款支出", BudgetTable::General),
        ("收支", BudgetTable::Totals),
        ("收入", BudgetTable::Revenue),
        ("支出", BudgetTable::Expenditure),
    ];
    section
        .iter()
        .rev()
        .find_map(|heading| WORDS.into_iter().find(|(words, _)| heading.contains(words)).map(|(_, table)| table))
}

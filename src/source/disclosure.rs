//! 归并: which files make one disclosure, and what the one tells for the other.
//!
//! The text and the tables of a disclosure are often separate files, and only one of them names the unit or the
//! year. What a file does not say is taken from a file that can be its other part: of the same folder first, then
//! of the folders around it. Two files with the same tables are no parts of one disclosure, unless their figures
//! say so; where several files could be the other part, the figures that both print decide. What no content tells is
//! taken from the names of the file and of the folders around it.

use super::recognise::{self, Context};
use super::{Document, narrative, unit};
use crate::model::{
    Amount, AmountUnit, BudgetTable, FiscalYear, Phase, Place, Scope, Warning, WarningKind, divide_half_away,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::OnceLock;

/// 一份文件 of an input, with what it tells of itself.
pub(super) struct Member<'a> {
    folder: PathBuf,
    document: &'a Document,
    context: Context,
    evidence: OnceLock<Evidence>,
}

/// What a file prints: its tables, and its amounts in hundreds of 元, the coarsest step that is usual.
struct Evidence {
    tables: BTreeSet<BudgetTable>,
    /// In their order, each once.
    amounts: Vec<i64>,
}

/// Fewer figures than this prove nothing.
const ENOUGH: usize = 5;

impl<'a> Member<'a> {
    /// A file in this folder; the folder of an archive's entry begins with the archive's own path.
    pub(super) fn new(folder: &Path, document: &'a Document) -> Self {
        let context = recognise::context(document);
        Self { folder: folder.to_owned(), document, context, evidence: OnceLock::new() }
    }

    fn evidence(&self) -> &Evidence {
        self.evidence.get_or_init(|| {
            // Amounts are the same whatever the year; one has to be given for a figure to be read.
            let context = Context { year: self.context.year.or(FiscalYear::new(2000)), ..self.context.clone() };
            let found = recognise::recognise(self.document, &context);
            let named = found.tables.iter().filter(|table| !table.items.is_empty());
            let items = found.tables.iter().flat_map(|table| &table.items).filter_map(|item| item.amount);
            let claims = narrative::read(self.document);
            let claimed = claims.iter().flat_map(|claim| &claim.figures).filter_map(|figure| figure.number.as_ref());
            let claimed = claimed.filter(|number| number.unit().is_some());
            let claimed = claimed.filter_map(|number| Amount::from_printed(number, AmountUnit::TenThousand).ok());
            let amounts: BTreeSet<i64> = items.chain(claimed.map(|(amount, _)| amount)).filter_map(telling).collect();
            Evidence {
                tables: named.map(|table| table.table).filter(|table| *table != BudgetTable::Other).collect(),
                amounts: amounts.into_iter().collect(),
            }
        })
    }

    /// How many figures both files print; `None` where they cannot be parts of one disclosure.
    fn bond(&self, other: &Self) -> Option<usize> {
        let (one, other) = (self.evidence(), other.evidence());
        let shared = shared(&one.amounts, &other.amounts);
        let fewer = one.amounts.len().min(other.amounts.len());
        let twins = !one.tables.is_disjoint(&other.tables);
        let fits = if twins { fewer >= ENOUGH && shared * 5 >= fewer * 4 } else { fewer < ENOUGH || shared > 0 };
        fits.then_some(shared)
    }

    /// Whether a file prints other figures than this one, whatever both say of themselves.
    fn contradicts(&self, other: &Self) -> bool {
        let (one, other) = (&self.evidence().amounts, &other.evidence().amounts);
        shared(one, other) * 5 < one.len().min(other.len()) * 4
    }
}

/// How many numbers stand in both of two lists in order.
fn shared(one: &[i64], other: &[i64]) -> usize {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        shared += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    shared
}

/// An amount that two files hardly print by chance: one of three digits at least.
fn telling(amount: Amount) -> Option<i64> {
    let hundreds = divide_half_away(amount.fen().into(), 10_000.into()).as_i64();
    (hundreds.abs() >= 100).then_some(hundreds)
}

/// The contexts of these files, completed from one another. `year` is what the user says of files without one; what
/// was guessed goes to `warnings`.
pub(super) fn contexts(
    mut members: Vec<Member<'_>>,
    year: Option<FiscalYear>,
    warnings: &mut Vec<Warning>,
) -> Vec<Context> {
    unify(&mut members);
    name_by_path(&mut members);
    let circles = circles(&members);
    find_units(&mut members, &circles, year);
    if part_nameless(&mut members, warnings) {
        find_units(&mut members, &circles, year);
    }
    let years: Vec<_> = (0..members.len()).map(|at| find_year(&members, &circles, at, year)).collect();
    for (member, found) in members.iter_mut().zip(years) {
        member.context.year = member.context.year.or(found).or(year);
    }
    let mut contexts: Vec<Context> = members.into_iter().map(|member| member.context).collect();
    share_phase_and_scope(&mut contexts);
    contexts
}

/// One spelling a unit, a label's before a title's; a title alone names the unit where no neighbour has a label.
fn unify(members: &mut [Member<'_>]) {
    let mut names = unit::Names::default();
    for member in members.iter_mut() {
        member.context.unit = member.context.unit.take().map(|name| names.unified(&name));
    }
    for member in members.iter_mut() {
        member.context.title_unit = member.context.title_unit.take().map(|name| names.unified(&name));
        let context = &mut member.context;
        context.unit = context.unit.take().or_else(|| context.title_unit.clone());
    }
}

/// What the content of a file leaves open and its name, or that of a folder around it, tells. A short name that a
/// neighbour's full one ends in is that one.
fn name_by_path(members: &mut [Member<'_>]) {
    // Read from behind, so that the names that end in another stand behind it.
    let from_behind = |name: &str| name.chars().rev().collect::<String>();
    let known: BTreeMap<String, Arc<str>> = members
        .iter()
        .filter_map(|member| member.context.unit.clone())
        .map(|unit| (from_behind(&unit), unit))
        .collect();
    for member in members.iter_mut() {
        let name = member.document.name.clone();
        let inside = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
        let inside = inside.rsplit(['/', '\\']).map(str::to_owned);
        let folders = member.folder.iter().rev().map(|part| part.to_string_lossy().into_owned());
        let names: Vec<String> = inside.chain(folders).collect();
        let context = &mut member.context;
        context.year = context.year.or_else(|| names.iter().find_map(|name| recognise::year_of_name(name)));
        if context.unit.is_none() {
            let told = names.iter().find_map(|name| recognise::unit_of_name(name));
            context.unit = told.map(|told| {
                let end = from_behind(&told);
                let whole = known.range(end.clone()..).next().filter(|(whole, _)| whole.starts_with(&end));
                whole.map_or(told, |(_, unit)| unit.clone())
            });
        }
    }
}

fn find_units(members: &mut [Member<'_>], circles: &Circles, year: Option<FiscalYear>) {
    let units: Vec<_> = (0..members.len()).map(|at| find_unit(members, circles, at, year)).collect();
    for (member, unit) in members.iter_mut().zip(units) {
        member.context.unit = member.context.unit.take().or(unit);
    }
}

/// Files that name no unit are one unit's, unless two print the same table of the same year with other figures: then
/// each that prints tables is taken for a unit of its own, named as the file is without its year. Whether there were
/// such.
fn part_nameless(members: &mut [Member<'_>], warnings: &mut Vec<Warning>) -> bool {
    let nameless: Vec<usize> = (0..members.len()).filter(|at| members[*at].context.unit.is_none()).collect();
    // A lone file is not read for this.
    if nameless.len() < 2 {
        return false;
    }
    let of_unit = |at: &usize| {
        let (scope, tables) = (members[*at].context.scope, &members[*at].evidence().tables);
        // Governments print one table for several scopes.
        !tables.is_empty()
            && !scope.is_some_and(Scope::is_of_government)
            && !tables.iter().any(|t| t.is_of_government())
    };
    let tabled: Vec<usize> = nameless.into_iter().filter(of_unit).collect();
    let mut first: BTreeMap<(Option<FiscalYear>, Option<Phase>, BudgetTable), usize> = BTreeMap::new();
    let other = tabled.iter().find_map(|at| {
        let member = &members[*at];
        let of = |table: &BudgetTable| (member.context.year, member.context.phase, *table);
        member.evidence().tables.iter().find_map(|table| {
            let before = *first.entry(of(table)).or_insert(*at);
            members[before].contradicts(member).then_some((before, *at))
        })
    });
    let Some((one, other)) = other else { return false };
    let message = format!(
        "没有写明单位，与 {} 同年同一张表的数不同，按不同单位分开，单位名称取自文件名。请在表题写明编制单位",
        members[one].document.name
    );
    warnings.push(Warning::new(WarningKind::Unit, Place::file(members[other].document.name.clone()), message));
    for at in tabled {
        members[at].context.unit = Some(name_of_file(&members[at]));
    }
    true
}

/// A file's name as the name of a unit: without its ending and its year; of one that is nothing else, its folder's.
fn name_of_file(member: &Member<'_>) -> Arc<str> {
    let name = &*member.document.name;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut told = stem.to_owned();
    if let Some(year) = member.context.year {
        told =
            told.replace(&format!("{year}年度"), "").replace(&format!("{year}年"), "").replace(&year.to_string(), "");
    }
    let told = told.trim_matches(|c: char| c.is_whitespace() || "-_/\\.、（）()".contains(c));
    if told.is_empty() { stem.into() } else { told.into() }
}

fn find_unit(members: &[Member<'_>], circles: &Circles, at: usize, default: Option<FiscalYear>) -> Option<Arc<str>> {
    let own = &members[at];
    if own.context.unit.is_some() {
        return None;
    }
    let year = |member: &Member<'_>| member.context.year.or(default);
    around(members, circles, at, |other| {
        let unit = other.context.unit.clone()?;
        // Another year's disclosure of the only unit around tells whose this one is.
        let other_year = year(own).is_some() && year(other).is_some() && year(own) != year(other);
        Some((unit, if other_year { 0 } else { own.bond(other)? }))
    })
    .map(|(unit, _)| unit)
}

fn find_year(members: &[Member<'_>], circles: &Circles, at: usize, default: Option<FiscalYear>) -> Option<FiscalYear> {
    let own = &members[at];
    if own.context.year.is_some() {
        return None;
    }
    let found = around(members, circles, at, |other| {
        let year = other.context.year?;
        let other_unit = own.context.unit.is_some() && other.context.unit.is_some();
        if other_unit && own.context.unit != other.context.unit {
            return None;
        }
        Some((year, own.bond(other)?))
    });
    // What the user says outweighs a neighbour that merely could be the other part.
    found.filter(|(_, shared)| default.is_none() || *shared > 0).map(|(year, _)| year)
}

/// The files in each folder and below it.
type Circles = BTreeMap<PathBuf, Vec<usize>>;

fn circles(members: &[Member<'_>]) -> Circles {
    let mut circles = Circles::new();
    for (at, member) in members.iter().enumerate() {
        for folder in member.folder.ancestors() {
            match circles.get_mut(folder) {
                Some(within) => within.push(at),
                None => drop(circles.insert(folder.to_owned(), vec![at])),
            }
        }
    }
    circles
}

/// What the files around one tell, the nearest first: the only answer, or the one whose figures speak for it.
fn around<T: Ord>(
    members: &[Member<'_>],
    circles: &Circles,
    at: usize,
    tell: impl Fn(&Member<'_>) -> Option<(T, usize)>,
) -> Option<(T, usize)> {
    let mut seen = 1;
    // The last of the ancestors is the root or the empty path; files without a common one still are of one run.
    let levels = members[at].folder.ancestors().map(Some).chain([None]);
    for level in levels {
        let near = level.map(|folder| circles.get(folder).map_or(&[][..], Vec::as_slice));
        let count = near.map_or(members.len(), <[usize]>::len);
        if count == seen {
            continue;
        }
        seen = count;
        let near: Vec<&Member<'_>> = match near {
            Some(near) => near.iter().map(|at| &members[*at]).collect(),
            None => members.iter().collect(),
        };
        let mut answers: BTreeMap<T, usize> = BTreeMap::new();
        for (answer, shared) in near.into_iter().filter_map(&tell) {
            let best = answers.entry(answer).or_default();
            *best = shared.max(*best);
        }
        let mut ranked: Vec<(T, usize)> = answers.into_iter().collect();
        ranked.sort_by_key(|(_, shared)| std::cmp::Reverse(*shared));
        let runner_up = ranked.get(1).map(|(_, shared)| *shared);
        match (ranked.into_iter().next(), runner_up) {
            (Some(only), None) => return Some(only),
            (Some((answer, shared)), Some(next)) if shared > 0 && shared >= next * 2 => return Some((answer, shared)),
            // Several answers, and the figures do not decide: a wider circle has no fewer.
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
    }
    None
}

/// 预算 or 决算 and 部门 or 单位, where every file of the unit and year that says so agrees.
fn share_phase_and_scope(contexts: &mut [Context]) {
    type PhasesAndScopes = (BTreeSet<Phase>, BTreeSet<Scope>);
    let mut said: BTreeMap<(Option<Arc<str>>, Option<FiscalYear>), PhasesAndScopes> = BTreeMap::new();
    for context in contexts.iter() {
        let (phases, scopes) = said.entry((context.unit.clone(), context.year)).or_default();
        phases.extend(context.phase);
        scopes.extend(context.scope);
    }
    for context in contexts.iter_mut().filter(|context| context.year.is_some()) {
        let Some((phases, scopes)) = said.get(&(context.unit.clone(), context.year)) else { continue };
        context.phase = context.phase.or_else(|| phases.first().copied().filter(|_| phases.len() == 1));
        context.scope = context.scope.or_else(|| scopes.first().copied().filter(|_| scopes.len() == 1));
    }
}

//! 归并: finds the files that belong to one disclosure, and completes what one of them does not say from the others.
//!
//! The text and the tables of a disclosure are often separate files, and only one of them names the unit or the year.
//! What a file lacks is taken from a file that may be its counterpart: in the same folder first, then in the folders
//! around it. Two files with the same tables are not counterparts unless their figures agree; if several files could be
//! the counterpart, the figures that both print decide. What no content tells is taken from the names of the file and
//! of its folders.

use super::correction::Correction;
use super::recognise::{self, Context};
use super::{Document, given, narrative, unit};
use crate::model::{
    Amount, AmountUnit, BudgetTable, FiscalYear, Phase, Place, Scope, Warning, WarningKind, divide_half_away,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::OnceLock;

/// 文件: one file of the input, with what it says of itself.
pub(super) struct Member<'a> {
    folder: PathBuf,
    document: &'a Document,
    context: Context,
    evidence: OnceLock<Evidence>,
}

/// What a file prints, for comparison with other files.
struct Evidence {
    tables: BTreeSet<BudgetTable>,
    /// Distinct amounts in units of 100 元 (0.01 万元, the coarsest usual resolution), sorted.
    amounts: Vec<i64>,
}

/// The number of figures below which agreement proves nothing.
const MIN_FIGURES: usize = 5;

impl<'a> Member<'a> {
    /// A file in `folder`; for a file in an archive, the archive's path is the beginning of the folder.
    pub(super) fn new(folder: &Path, document: &'a Document, correction: &Correction) -> Self {
        let context = recognise::context(document).corrected(correction);
        Self { folder: folder.to_owned(), document, context, evidence: OnceLock::new() }
    }

    fn evidence(&self) -> &Evidence {
        self.evidence.get_or_init(|| {
            // Recognition needs a year; which one does not matter for the amounts.
            let context = Context { year: self.context.year.or(FiscalYear::new(2000)), ..self.context.clone() };
            let found = recognise::recognise(self.document, &context);
            let named = found.tables.iter().filter(|table| !table.items.is_empty());
            let items = found.tables.iter().flat_map(|table| &table.items).filter_map(|item| item.amount);
            let claims = narrative::read(self.document);
            let claimed = claims.iter().flat_map(|claim| &claim.figures).filter_map(|figure| figure.number.as_ref());
            let claimed = claimed.filter(|number| number.unit().is_some());
            let claimed = claimed.filter_map(|number| Amount::from_printed(number, AmountUnit::TenThousand).ok());
            let amounts: BTreeSet<i64> =
                items.chain(claimed.map(|(amount, _)| amount)).filter_map(distinctive).collect();
            Evidence {
                tables: named.map(|table| table.table).filter(|table| *table != BudgetTable::Other).collect(),
                amounts: amounts.into_iter().collect(),
            }
        })
    }

    /// The number of figures that both files print; `None` if they cannot be parts of one disclosure.
    fn common_figures(&self, other: &Self) -> Option<usize> {
        let (one, other) = (self.evidence(), other.evidence());
        let shared = shared(&one.amounts, &other.amounts);
        let fewer = one.amounts.len().min(other.amounts.len());
        let is_compatible = if one.tables.is_disjoint(&other.tables) {
            fewer < MIN_FIGURES || shared > 0
        } else {
            fewer >= MIN_FIGURES && is_most(shared, fewer)
        };
        is_compatible.then_some(shared)
    }

    /// Whether the two files print different figures.
    fn contradicts(&self, other: &Self) -> bool {
        let (one, other) = (&self.evidence().amounts, &other.evidence().amounts);
        !is_most(shared(one, other), one.len().min(other.len()))
    }
}

/// Whether so many common figures make two files print the same: four fifths, since one of them may hold a table more.
fn is_most(shared: usize, all: usize) -> bool {
    shared * 5 >= all * 4
}

/// The number of elements that two sorted lists have in common.
fn shared(one: &[i64], other: &[i64]) -> usize {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        shared += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    shared
}

/// The amount in units of 100 元, if it has at least three digits, so that two files hardly share it by chance.
fn distinctive(amount: Amount) -> Option<i64> {
    let hundreds = divide_half_away(amount.fen().into(), 10_000.into()).as_i64();
    (hundreds.abs() >= 100).then_some(hundreds)
}

/// The contexts of these files, completed from one another, and hints about years that no content tells. `year` and `unit`
/// are the user's defaults for files without one; other guesses are reported in `warnings`.
pub(super) fn contexts(
    mut members: Vec<Member<'_>>,
    (year, unit): (Option<FiscalYear>, Option<&Arc<str>>),
    warnings: &mut Vec<Warning>,
) -> (Vec<Context>, Vec<Warning>) {
    let mut assumed = Vec::new();
    unify(&mut members);
    name_by_path(&mut members, &mut assumed);
    let by_folder = by_folder(&members);
    find_units(&mut members, &by_folder, (year, unit));
    if separate_unnamed(&mut members, warnings) {
        find_units(&mut members, &by_folder, (year, unit));
    }
    let years: Vec<_> = (0..members.len()).map(|at| find_year(&members, &by_folder, at, year)).collect();
    for (member, found) in members.iter_mut().zip(years) {
        let context = &mut member.context;
        if let (None, Some(found)) = (context.year, found) {
            assumed.push(given::year_of_neighbour(&member.document.name, found));
        }
        context.year = context.year.or(found).or(year);
    }
    let mut contexts: Vec<Context> = members.into_iter().map(|member| member.context).collect();
    share_phase_and_scope(&mut contexts);
    (contexts, assumed)
}

/// Gives each unit one spelling, a label's (编制单位：) before a title's, and takes the title's name where there is no
/// label.
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

/// Takes year and unit from the name of the file or of a folder around it, if the content has none. A short name that
/// is the end of another file's full name stands for the full name.
fn name_by_path(members: &mut [Member<'_>], assumed: &mut Vec<Warning>) {
    // Names are keyed in reverse, so that all names with a given ending are neighbours.
    let reversed = |name: &str| name.chars().rev().collect::<String>();
    let known: BTreeMap<String, Arc<str>> =
        members.iter().filter_map(|member| member.context.unit.clone()).map(|unit| (reversed(&unit), unit)).collect();
    for member in members.iter_mut() {
        let name = member.document.name.clone();
        let inside = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
        let inside = inside.rsplit(['/', '\\']).map(str::to_owned);
        let folders = member.folder.iter().rev().map(|part| part.to_string_lossy().into_owned());
        let names: Vec<String> = inside.chain(folders).collect();
        let context = &mut member.context;
        let years = names.iter().map(|name| recognise::year_of_name(name));
        if context.year.is_none()
            && let Some((at, year)) = years.enumerate().find_map(|(at, year)| Some((at, year?)))
        {
            let what = if at == 0 { "文件名" } else { "文件夹名" };
            assumed.push(given::year_of_name(&member.document.name, year, what, &names[at]));
            context.year = Some(year);
        }
        if context.unit.is_none() {
            let short = names.iter().find_map(|name| recognise::unit_of_name(name));
            context.unit = short.map(|short| {
                let end = reversed(&short);
                let full = known.range(end.clone()..).next().filter(|(full, _)| full.starts_with(&end));
                full.map_or(short, |(_, unit)| unit.clone())
            });
        }
    }
}

fn find_units(
    members: &mut [Member<'_>],
    by_folder: &ByFolder,
    (year, default): (Option<FiscalYear>, Option<&Arc<str>>),
) {
    // The user's default outweighs a neighbour that shares no figure with this file.
    let is_better = |shared: usize| default.is_none() || shared > 0;
    let find = |at| find_unit(members, by_folder, at, year).filter(|(_, shared)| is_better(*shared));
    let units: Vec<_> = (0..members.len()).map(find).collect();
    for (member, found) in members.iter_mut().zip(units) {
        let found = found.map(|(unit, _)| unit);
        member.context.unit = member.context.unit.take().or(found).or_else(|| default.cloned());
    }
}

/// Separates files that name no unit, if two of them print the same table of the same year with different figures:
/// each file with tables then becomes a unit of its own, named after the file. Otherwise they all belong to one unit.
/// Returns whether files were separated.
fn separate_unnamed(members: &mut [Member<'_>], warnings: &mut Vec<Warning>) -> bool {
    let unnamed: Vec<usize> = (0..members.len()).filter(|at| members[*at].context.unit.is_none()).collect();
    // Evidence is expensive; a single file needs none.
    if unnamed.len() < 2 {
        return false;
    }
    let has_unit_tables = |at: &usize| {
        let (scope, tables) = (members[*at].context.scope, &members[*at].evidence().tables);
        // Governments print the same table for several scopes.
        !tables.is_empty()
            && !scope.is_some_and(Scope::is_of_government)
            && !tables.iter().any(|t| t.is_of_government())
    };
    let with_tables: Vec<usize> = unnamed.into_iter().filter(has_unit_tables).collect();
    let mut first: BTreeMap<(Option<FiscalYear>, Option<Phase>, BudgetTable), usize> = BTreeMap::new();
    let contradiction = with_tables.iter().find_map(|at| {
        let member = &members[*at];
        let key = |table: &BudgetTable| (member.context.year, member.context.phase, *table);
        member.evidence().tables.iter().find_map(|table| {
            let before = *first.entry(key(table)).or_insert(*at);
            members[before].contradicts(member).then_some((before, *at))
        })
    });
    let Some((one, other)) = contradiction else { return false };
    let message = format!(
        "没有写明单位，与 {} 同年同一张表的数不同，按不同单位分开，单位名称取自文件名。请在表题写明编制单位",
        members[one].document.name
    );
    warnings.push(Warning::new(WarningKind::Unit, Place::file(members[other].document.name.clone()), message));
    for at in with_tables {
        members[at].context.unit = Some(name_of_file(&members[at]));
    }
    true
}

/// A file's name as the name of a unit: without extension and year, unless nothing else remains.
fn name_of_file(member: &Member<'_>) -> Arc<str> {
    let name = &*member.document.name;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut unit = stem.to_owned();
    if let Some(year) = member.context.year {
        unit =
            unit.replace(&format!("{year}年度"), "").replace(&format!("{year}年"), "").replace(&year.to_string(), "");
    }
    let unit = unit.trim_matches(|c: char| c.is_whitespace() || "-_/\\.、（）()".contains(c));
    if unit.is_empty() { stem.into() } else { unit.into() }
}

/// The unit of a file that names none, from the files around it, and the number of figures that support it.
fn find_unit(
    members: &[Member<'_>],
    by_folder: &ByFolder,
    at: usize,
    default: Option<FiscalYear>,
) -> Option<(Arc<str>, usize)> {
    let own = &members[at];
    if own.context.unit.is_some() {
        return None;
    }
    let year = |member: &Member<'_>| member.context.year.or(default);
    from_neighbours(members, by_folder, at, |other| {
        let unit = other.context.unit.clone()?;
        // A disclosure of another year names the unit too, if it is the only one around; no figures are shared.
        let other_year = year(own).is_some() && year(other).is_some() && year(own) != year(other);
        Some((unit, if other_year { 0 } else { own.common_figures(other)? }))
    })
}

/// The year of a file that names none, from the files around it.
fn find_year(
    members: &[Member<'_>],
    by_folder: &ByFolder,
    at: usize,
    default: Option<FiscalYear>,
) -> Option<FiscalYear> {
    let own = &members[at];
    if own.context.year.is_some() {
        return None;
    }
    let found = from_neighbours(members, by_folder, at, |other| {
        let year = other.context.year?;
        let other_unit = own.context.unit.is_some() && other.context.unit.is_some();
        if other_unit && own.context.unit != other.context.unit {
            return None;
        }
        Some((year, own.common_figures(other)?))
    });
    // The user's default outweighs a neighbour that shares no figure with this file.
    found.filter(|(_, shared)| default.is_none() || *shared > 0).map(|(year, _)| year)
}

/// The files in each folder, including its subfolders.
type ByFolder = BTreeMap<PathBuf, Vec<usize>>;

fn by_folder(members: &[Member<'_>]) -> ByFolder {
    let mut by_folder = ByFolder::new();
    for (at, member) in members.iter().enumerate() {
        for folder in member.folder.ancestors() {
            match by_folder.get_mut(folder) {
                Some(files) => files.push(at),
                None => drop(by_folder.insert(folder.to_owned(), vec![at])),
            }
        }
    }
    by_folder
}

/// Asks the files around one, from its own folder outwards, for an answer and the number of figures that support it.
/// The first folder with any answer decides: it has to give only one, or one with at least twice the support of the
/// next.
fn from_neighbours<T: Ord>(
    members: &[Member<'_>],
    by_folder: &ByFolder,
    at: usize,
    ask: impl Fn(&Member<'_>) -> Option<(T, usize)>,
) -> Option<(T, usize)> {
    let mut seen = 1;
    // `None` is all files of the run, which need not have a folder in common.
    let levels = members[at].folder.ancestors().map(Some).chain([None]);
    for level in levels {
        let near = level.map(|folder| by_folder.get(folder).map_or(&[][..], Vec::as_slice));
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
        for (answer, shared) in near.into_iter().filter_map(&ask) {
            let best = answers.entry(answer).or_default();
            *best = shared.max(*best);
        }
        let mut ranked: Vec<(T, usize)> = answers.into_iter().collect();
        ranked.sort_by_key(|(_, shared)| std::cmp::Reverse(*shared));
        let runner_up = ranked.get(1).map(|(_, shared)| *shared);
        match (ranked.into_iter().next(), runner_up) {
            (Some(only), None) => return Some(only),
            (Some((answer, shared)), Some(next)) if shared > 0 && shared >= next * 2 => return Some((answer, shared)),
            // Several answers and no decisive figures; a wider folder would have no fewer answers.
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
    }
    None
}

/// Fills in phase and scope from the other files of the unit and year, if these agree.
fn share_phase_and_scope(contexts: &mut [Context]) {
    type PhasesAndScopes = (BTreeSet<Phase>, BTreeSet<Scope>);
    let mut stated: BTreeMap<(Option<Arc<str>>, Option<FiscalYear>), PhasesAndScopes> = BTreeMap::new();
    for context in contexts.iter() {
        let (phases, scopes) = stated.entry((context.unit.clone(), context.year)).or_default();
        phases.extend(context.phase);
        scopes.extend(context.scope);
    }
    for context in contexts.iter_mut().filter(|context| context.year.is_some()) {
        let Some((phases, scopes)) = stated.get(&(context.unit.clone(), context.year)) else { continue };
        context.phase = context.phase.or_else(|| phases.first().copied().filter(|_| phases.len() == 1));
        context.scope = context.scope.or_else(|| scopes.first().copied().filter(|_| scopes.len() == 1));
    }
}

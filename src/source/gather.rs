//! 汇集: combines documents into line items, claims and warnings.

use super::correction::{Corrected, Correction};
use super::dataset::Dataset;
use super::format::Sheet;
use super::loaded::{LoadOptions, Loaded, TableSummary};
use super::ocr::Photo;
use super::recognise::Context;
use super::repeats::TableItems;
use super::{
    Document, SourceError, dataset, disclosure, given, narrative, recognise, repeats, scanned, unit, unit_doubt,
};
use crate::model::{
    Cells, Claim, Fate, FiscalYear, Lexicon, Paper, Phase, Place, PrintedNumber, PrintedTable, Resolver, Scope,
    Warning, WarningKind,
};
use crate::parallel;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A document with its origin.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub folder: PathBuf,
    pub document: Document,
    /// The picture that it is to be made of, with others that it belongs to.
    pub sheet: Option<Sheet>,
    /// Its line items, where it was read as a dataset.
    pub dataset: Option<Dataset>,
    /// The SHA-256 of the file.
    pub fingerprint: String,
    /// Whether the user named this very file. It is then an error if nothing in it was understood.
    pub named: bool,
    /// The input that the user named: this file, or an archive or folder around it.
    pub given: Arc<str>,
    /// What the user says of it.
    pub correction: Correction,
    /// Files that were joined to it, each with the input around it.
    pub parts: Vec<(Arc<str>, Arc<str>)>,
}

/// Combines what all documents say, joining the files of a disclosure. `warnings` are those of reading the files.
pub(super) fn gather(
    sources: Vec<Source>,
    warnings: Vec<Warning>,
    options: &LoadOptions,
) -> Result<Loaded, crate::Error> {
    let mut loaded = Loaded { warnings, ..Loaded::default() };
    let mut disclosures = Vec::new();
    let mut datasets = Vec::new();
    let mut tables = Vec::new();
    let mut undated = BTreeSet::new();
    let mut named = BTreeSet::new();
    let mut joined = BTreeMap::new();
    let mut origins = Vec::new();
    for mut source in sources {
        origins.push((source.given.clone(), source.document.name.clone()));
        origins.extend(source.parts.iter().cloned());
        match source.dataset.take().or_else(|| dataset::of_document(&source.document)) {
            Some(read) => {
                loaded.files.push(source.document.name.clone());
                loaded.warnings.append(&mut source.document.warnings);
                loaded.items.extend(read.items);
                loaded.warnings.extend(read.warnings);
                if source.correction != Correction::default() {
                    let message = "更正没有用上：这是明细数据，每一行写着自己的年度、单位和金额。要改请改文件";
                    let place = Place::file(source.document.name.clone());
                    loaded.warnings.push(Warning::new(WarningKind::Corrected, place, message));
                }
                datasets.push((source.document.name.clone(), loaded.items.len()));
            }
            None => disclosures.push(source),
        }
    }
    let members = parallel::map(&disclosures, |source| {
        disclosure::Member::new(&source.folder, &source.document, &source.correction)
    });
    let (contexts, assumed) =
        disclosure::contexts(members, (options.year, options.unit.as_ref()), &mut loaded.warnings);
    let mut members = Vec::with_capacity(disclosures.len());
    let mut known: BTreeMap<(String, Context), Arc<str>> = BTreeMap::new();
    for (mut source, mut context) in disclosures.into_iter().zip(contexts) {
        // What other files say does not outweigh the user either.
        context.unit = source.correction.unit.take().or(context.unit);
        let name = source.document.name.clone();
        match known.entry((std::mem::take(&mut source.fingerprint), context.clone())) {
            Entry::Occupied(first) => {
                let message = format!("与 {} 内容完全相同，只计一次，没有重复读取", first.get());
                loaded.warnings.push(Warning::new(WarningKind::SkippedFile, Place::file(name), message));
                continue;
            }
            Entry::Vacant(first) => first.insert(name.clone()),
        };
        named.extend(source.named.then(|| name.clone()));
        joined.extend(source.parts.iter().map(|(_, part)| (part.clone(), name.clone())));
        loaded.files.push(name);
        loaded.files.extend(source.parts.into_iter().map(|(_, part)| part));
        loaded.warnings.append(&mut source.document.warnings);
        // In an Option, so that each document is freed as soon as it has been read.
        members.push(Mutex::new(Some((source.document, context))));
    }
    let read = |member: &Mutex<Option<(Document, Context)>>| {
        let (document, context) = member.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let corrected = context.corrected.clone();
        let mut found = read(document, context);
        corrected.into_iter().for_each(|corrected| found.correct(&corrected));
        Some(found)
    };
    let mut photos = scanned::Photos::new();
    let Ok(()) = parallel::in_order(&members, read, |_, found| {
        if let Some(mut found) = found {
            photos.insert(found.paper.file.clone(), std::mem::take(&mut found.photos));
            add(found, (&mut loaded, &mut tables, &mut undated));
        }
        Ok::<(), Infallible>(())
    });
    assign_unread(&mut loaded);
    unify_units(&mut loaded);
    let first_printed = datasets.last().map_or(0, |(_, end)| *end);
    unify_scopes(&mut loaded, first_printed);
    loaded.owners = owners(&loaded, &datasets);
    loaded.given = given::given(&origins, &loaded, &datasets);
    let assumed = assumed.into_iter().filter(|warning| undated.contains(&warning.place.file));
    loaded.warnings.extend(assumed);
    let lost = lost(named, &joined, &loaded);
    let draft = options.superseded.as_ref();
    repeats::drop_repeats(&mut loaded, &datasets, &tables, draft);
    loaded.warnings.extend(unit_doubt::doubts(&loaded.items));
    if let Some(reason) = lost {
        return Err(SourceError::NothingUnderstood { reason }.into());
    }
    if let Some(path) = given::stranger(&loaded) {
        return Err(SourceError::NotADisclosure { path: path.to_string() }.into());
    }
    let lexicon = Lexicon::of(&loaded.items);
    loaded.warnings.extend(lexicon.conflicts());
    let resolver = Resolver::new(lexicon);
    resolver.resolve(&mut loaded.items);
    let cells = Cells::of(&loaded.items, &loaded.papers);
    narrative::bind(&mut loaded.claims, &cells);
    // The text of a draft speaks of figures that no longer count.
    let voices = loaded.claims.iter().filter(|claim| Some(&claim.place.file) != draft);
    let mut recovered = narrative::implied(voices, &cells);
    resolver.resolve(&mut recovered.items);
    loaded.items.append(&mut recovered.items);
    loaded.warnings.append(&mut recovered.warnings);
    scanned::settle(&mut loaded, options.borne_out, &photos);
    loaded.names = resolver.names(&loaded.items);
    if loaded.items.is_empty() && loaded.tables.is_empty() && loaded.claims.is_empty() {
        // The first warning is the best explanation why nothing was found.
        if let Some(reason) = loaded.warnings.first() {
            return Err(SourceError::NothingUnderstood { reason: reason.clone() }.into());
        }
        let path = loaded.files.join("、");
        return Err(SourceError::NotADisclosure { path }.into());
    }
    Ok(loaded)
}

/// Assigns the cells that could not be read to their papers, so that no audit calls these papers clean.
fn assign_unread(loaded: &mut Loaded) {
    const UNREAD: [WarningKind; 2] = [WarningKind::BadNumber, WarningKind::Uncalculated];
    let mut unread: BTreeMap<&Arc<str>, Vec<Warning>> = BTreeMap::new();
    for warning in loaded.warnings.iter().filter(|warning| UNREAD.contains(&warning.kind)) {
        unread.entry(&warning.place.file).or_default().push(warning.clone());
    }
    for paper in &mut loaded.papers {
        paper.unread = unread.remove(&paper.file).unwrap_or_default();
    }
}

/// The warning that explains why a file that the user named gave neither a figure nor a claim. `joined` are files that are
/// part of another.
fn lost(mut barren: BTreeSet<Arc<str>>, joined: &BTreeMap<Arc<str>, Arc<str>>, loaded: &Loaded) -> Option<Warning> {
    let whole = |place: &Place| joined.get(&place.file).unwrap_or(&place.file).clone();
    const LOSSES: [WarningKind; 6] = [
        WarningKind::SkippedFile,
        WarningKind::BadNumber,
        WarningKind::UnrecognisedTable,
        WarningKind::UnrecognisedPart,
        WarningKind::Uncalculated,
        WarningKind::Year,
    ];
    for place in loaded.items.iter().map(|item| &item.place).chain(loaded.claims.iter().map(|claim| &claim.place)) {
        barren.remove(&whole(place));
    }
    let lost = |warning: &&Warning| barren.contains(&whole(&warning.place)) && LOSSES.contains(&warning.kind);
    loaded.warnings.iter().find(lost).cloned()
}

/// The tables and claims of one document.
struct Found {
    context: Context,
    claims: Vec<Claim>,
    paper: Paper,
    tables: recognise::Recognised,
    photos: BTreeMap<u32, Photo>,
}

impl Found {
    /// Moves the years that tables print as the user moved that of the document, and tells what he corrected.
    fn correct(&mut self, corrected: &Corrected) {
        for table in self.tables.tables.iter_mut().filter(|table| table.dated) {
            table.year = table.year.map(|year| corrected.moved(year));
            table.items.iter_mut().for_each(|item| item.year = corrected.moved(item.year));
        }
        self.tables.warnings.extend(corrected.told(&self.paper.file));
        let kinds = corrected.by.tables.iter().map(|(place, kind)| (place, format!("作{}", kind.title())));
        let moneys = corrected.by.moneys.iter().map(|(place, money)| (place, format!("按{money}计金额")));
        for (place, what) in kinds.chain(moneys) {
            let table = self.tables.tables.iter().find(|table| table.place.to_string() == *place);
            let (at, message) = match table {
                Some(table) => (table.place.clone(), format!("“{}”按使用者的更正，{what}", table.title)),
                // Of another file of the same archive.
                None if !place.starts_with(&*self.paper.file) => continue,
                None => (
                    Place::file(self.paper.file.clone()),
                    format!("更正没有用上：{place} 没有读到单独的一张表，不能{what}"),
                ),
            };
            self.tables.warnings.push(Warning::new(WarningKind::Corrected, at, message));
        }
    }
}

fn read(mut document: Document, context: Context) -> Found {
    let photos = std::mem::take(&mut document.photos);
    let tables = recognise::recognise(&document, &context);
    let narrative::Text { claims, unclaimed, sentences, contents } = narrative::text(&document);
    let paper = Paper {
        file: document.name.clone(),
        unit: context.unit.clone(),
        scope: context.scope,
        year: context.year,
        phase: context.phase,
        contents,
        sentences,
        tables: tables.tables.iter().map(printed).collect(),
        rates: tables.tables.iter().flat_map(|table| &table.rates).cloned().collect(),
        unclaimed,
        table_numbers: table_numbers(&document, &tables.tables),
        unread: Vec::new(),
    };
    Found { claims, paper, tables, context, photos }
}

/// Appends what a document says to `loaded`, the range of items of each table to `printed`, and its name to `undated` if
/// its tables or claims have the year of the document.
fn add(found: Found, (loaded, printed, undated): (&mut Loaded, &mut Vec<TableItems>, &mut BTreeSet<Arc<str>>)) {
    let Found { context, claims, paper, tables, .. } = found;
    if !claims.is_empty() || tables.tables.iter().any(|table| !table.dated && !table.items.is_empty()) {
        undated.insert(paper.file.clone());
    }
    loaded.claims.extend(claims);
    loaded.warnings.extend(tables.warnings);
    loaded.papers.push(paper);
    for table in tables.tables {
        let Some(year) = table.year else { continue };
        let title = table.title.clone();
        loaded.tables.push(TableSummary {
            unit: table.unit.clone().unwrap_or_default(),
            scope: table.items.first().map(|item| item.scope).or(context.scope).unwrap_or(Scope::Unit),
            year,
            phase: table.phase,
            table: table.table,
            title: table.title,
            items: table.items.len(),
            empty_statement: table.empty_statement,
            place: table.place,
        });
        let start = loaded.items.len();
        loaded.items.extend(table.items);
        printed.push(TableItems { items: start..loaded.items.len(), title });
    }
}

/// The number of numbers in the grids by their fate: read as an amount or rate, a code, not read, or among words.
fn table_numbers(document: &Document, tables: &[recognise::Table]) -> BTreeMap<Fate, usize> {
    let spot = |place: &Place| (place.sheet.clone(), place.table, place.page, place.row, place.column);
    let amounts = tables.iter().flat_map(|table| &table.items).map(|item| spot(&item.place));
    let rates = tables.iter().flat_map(|table| &table.rates).map(|rate| spot(&rate.place));
    let read: BTreeSet<_> = amounts.chain(rates).collect();
    let mut numbers_by_fate = BTreeMap::new();
    for cell in document.grids().flat_map(|grid| grid.cells()) {
        let numbers = narrative::count(&cell.text);
        if numbers == 0 {
            continue;
        }
        let text = cell.text.trim();
        let digits = text.chars().all(|c| c.is_ascii_digit());
        let fate = match PrintedNumber::parse(text) {
            _ if read.contains(&spot(&cell.place)) => Fate::Cell,
            Ok(Some(_)) if digits && matches!(text.len(), 3 | 5 | 7) => Fate::Code,
            Ok(Some(_)) if digits && text.len() <= 2 => Fate::Ordinal,
            Ok(Some(_)) => Fate::CellUnread,
            _ if text.contains('年') => Fate::Date,
            _ => Fate::Count,
        };
        *numbers_by_fate.entry(fate).or_default() += numbers;
    }
    numbers_by_fate
}

fn printed(table: &recognise::Table) -> PrintedTable {
    PrintedTable {
        table: table.table,
        title: table.title.clone(),
        figures: table.items.len(),
        empty_statement: table.empty_statement.clone(),
        place: table.place.clone(),
    }
}

/// Gives each unit one spelling in items, tables and papers.
fn unify_units(loaded: &mut Loaded) {
    let mut names = unit::Names::default();
    for item in &mut loaded.items {
        item.unit = names.unified(&item.unit);
    }
    for table in &mut loaded.tables {
        table.unit = names.unified(&table.unit);
    }
    for unit in loaded.papers.iter_mut().filter_map(|paper| paper.unit.as_mut()) {
        *unit = names.unified(unit);
    }
}

/// Gives units that call themselves 部门 in one year and 单位 in another one scope, that of a dataset if there is one,
/// else that of the last year. If any year has both, they are two different budgets and stay apart. Items from
/// `first_printed` on come from disclosures, those before from datasets, which are not changed.
fn unify_scopes(loaded: &mut Loaded, first_printed: usize) {
    type Years = BTreeMap<(FiscalYear, Phase), BTreeSet<Scope>>;
    let (mut units, mut in_datasets): (BTreeMap<Arc<str>, Years>, BTreeMap<Arc<str>, Scope>) = Default::default();
    let mut printed: BTreeSet<Arc<str>> = BTreeSet::new();
    for (at, item) in loaded.items.iter().enumerate().filter(|(_, item)| !item.scope.is_of_government()) {
        let years = units.entry(item.unit.clone()).or_default();
        years.entry((item.year, item.phase)).or_default().insert(item.scope);
        if at < first_printed {
            in_datasets.entry(item.unit.clone()).or_insert(item.scope);
        } else {
            printed.insert(item.unit.clone());
        }
    }
    let mut unified: BTreeMap<Arc<str>, Scope> = BTreeMap::new();
    for (unit, years) in units.into_iter().filter(|(unit, _)| printed.contains(unit)) {
        let all: BTreeSet<Scope> = years.values().flatten().copied().collect();
        if all.len() < 2 || years.values().any(|scopes| scopes.len() > 1) {
            continue;
        }
        let last = years.last_key_value().and_then(|(_, scopes)| scopes.first().copied());
        let Some(scope) = in_datasets.get(&unit).copied().or(last) else { continue };
        let list = |scope: Scope| {
            let list =
                years.iter().filter(|(_, scopes)| scopes.contains(&scope)).map(|((year, _), _)| year.to_string());
            list.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("、")
        };
        let (departments, units) = (list(Scope::Department), list(Scope::Unit));
        let message =
            format!("{unit}：{departments}年写的是部门，{units}年写的是单位，按同一主体对比。请核对各年范围是否相同");
        loaded.warnings.push(Warning::new(WarningKind::Note, Place::default(), message));
        unified.insert(unit, scope);
    }
    let unify = |unit: &Arc<str>, scope: &mut Scope| {
        if let Some(one) = unified.get(unit).filter(|_| !scope.is_of_government()) {
            *scope = *one;
        }
    };
    loaded.items[first_printed..].iter_mut().for_each(|item| unify(&item.unit, &mut item.scope));
    loaded.tables.iter_mut().for_each(|table| unify(&table.unit, &mut table.scope));
}

/// The units in each file, including the source files that a dataset names.
fn owners(loaded: &Loaded, datasets: &[(Arc<str>, usize)]) -> BTreeMap<Arc<str>, BTreeSet<Arc<str>>> {
    let mut owners: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    let mut add = |file: &Arc<str>, unit: &Arc<str>| {
        owners.entry(file.clone()).or_default().insert(unit.clone());
    };
    let mut start = 0;
    for (name, end) in datasets {
        loaded.items[start..*end].iter().for_each(|item| add(name, &item.unit));
        start = *end;
    }
    loaded.items.iter().for_each(|item| add(&item.place.file, &item.unit));
    loaded.tables.iter().for_each(|table| add(&table.place.file, &table.unit));
    loaded
        .papers
        .iter()
        .filter_map(|paper| paper.unit.as_ref().map(|unit| (&paper.file, unit)))
        .for_each(|(file, unit)| add(file, unit));
    owners
}

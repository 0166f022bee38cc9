//! 扫描件: which amounts read from pictures other figures bear out, and what may be said where none does.
//!
//! A relation that holds exactly (款 = Σ项, 合计 = 基本 + 项目, two tables, the text's figure) would have failed if one of
//! its figures had been read wrong. The relations are those of the checks, no list of their own.

use super::checked::{OfTables, OfWords, ledger};
use super::finding::{Operand, Share, sum_of_parts};
use super::ledger::listening;
use super::material::Material;
use super::{Audit, Judgement, Verdict};
use crate::model::{BudgetTable, Catalog, Claim, Code, Level, LineItem, Origin, Paper, Place, Topic};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// 相符的关系: figures of which an exact relation holds.
struct Relation<'o> {
    places: Vec<&'o Place>,
    /// Whether a figure read wrong would have broken it: it adds several amounts, or compares two printings that are far
    /// apart (two files; the text and a table). One amount below another in a column looks the same twice, and may be
    /// read wrong in the same way twice.
    is_proof: bool,
}

/// Tells of each item whether its amount counts: it was printed as text, or a relation bears it out.
pub fn borne_out(items: &[LineItem], claims: &[Claim], papers: &[Paper]) -> Vec<bool> {
    let printed = as_printed(items);
    let mut held = Vec::new();
    listening(|| {
        let tables = OfTables::of(&printed, papers);
        held = ledger(&tables, claims, papers, &OfWords::none()).held();
    });
    let relations: Vec<Relation<'_>> = held.iter().flat_map(|operands| relations(operands)).collect();
    let mut sure: BTreeSet<&Place> = BTreeSet::new();
    let proven = relations.iter().filter(|relation| relation.is_proof);
    sure.extend(proven.flat_map(|relation| relation.places.iter().copied()));
    loop {
        let before = sure.len();
        for relation in &relations {
            let known = |place: &&&Place| place.confidence.is_none() || sure.contains(**place);
            if relation.places.iter().any(|place| known(&place)) {
                sure.extend(relation.places.iter().copied());
            }
        }
        if sure.len() == before {
            break;
        }
    }
    let names = Names::of(items);
    let counts = |item: &LineItem| {
        let amount = item.origin != Origin::Implied && sure.contains(&item.place);
        item.place.confidence.is_none() || amount && names.is_sure(item)
    };
    items.iter().map(counts).collect()
}

/// 名目: what rows and columns read from pictures are called. No sum fails when a code is read as another one below the same
/// code, or a name as a similar one, so each needs something that bears it out too.
struct Names<'i> {
    /// Names of codes, and of projects without one, that were printed as text.
    printed: BTreeSet<(Option<&'i Code>, String)>,
    /// The tables that print a code with a name.
    tables: BTreeMap<(&'i Code, String), BTreeSet<BudgetTable>>,
}

impl<'i> Names<'i> {
    fn of(items: &'i [LineItem]) -> Self {
        let mut names = Self { printed: BTreeSet::new(), tables: BTreeMap::new() };
        for item in items {
            if let Some(code) = &item.code {
                names.tables.entry((code, letters(&item.name))).or_default().insert(item.table);
            }
            if item.place.confidence.is_none() {
                names.printed.insert((item.code.as_ref(), letters(&item.name)));
                names.printed.extend(item.project.as_deref().map(|project| (None, letters(project))));
            }
        }
        names
    }

    /// Whether the row and the column of an item are called what they are called elsewhere: in the catalog or in a text. A
    /// name is read wrong alike in all tables (般公共服务支出), so that several of them bear out no more than a code that
    /// the catalog does not have.
    fn is_sure(&self, item: &LineItem) -> bool {
        let is_printed = |code, name: &str| self.printed.contains(&(code, letters(name)));
        let row = match &item.code {
            Some(code) => {
                let name = letters(&item.name);
                let listed: Vec<&str> = Catalog::shipped().names(code).collect();
                let is_repeated = || self.tables.get(&(code, name.clone())).is_some_and(|tables| tables.len() > 1);
                listed.iter().any(|known| letters(known) == name)
                    || is_printed(Some(code), &item.name)
                    || listed.is_empty() && is_known(&item.name) && is_repeated()
            }
            None => item.level == Level::Total || is_known(&item.name) || is_printed(None, &item.name),
        };
        let project = item.project.as_deref().is_none_or(|project| is_printed(None, project));
        row && project && is_known(item.measure.as_str())
    }
}

/// Whether these are words that forms use: names of the catalog, funds and parts of them.
fn is_known(name: &str) -> bool {
    static LISTED: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| Catalog::shipped().entries().iter().map(|entry| letters(&entry.name)).collect());
    /// What stands beside funds and parts in the names of balances and columns.
    const BESIDE: [&str; 7] = ["基本", "项目", "结转", "结余", "年初", "年末", "和"];
    let understood =
        |(_, left): (Topic, String)| BESIDE.iter().fold(left, |left, word| left.replace(word, "")).is_empty();
    // What is left of 一、 when its number was taken for a line.
    let is_torn = name.starts_with(['、', ',', '，', '.', '．', ')', '）']);
    !is_torn && (LISTED.contains(&letters(name)) || Topic::read(name).is_some_and(understood))
}

/// A name without what engines take for one another: brackets, commas and spaces of both widths.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn relations(operands: &[Operand]) -> Vec<Relation<'_>> {
    let Some(whole) = operands.iter().find(|operand| operand.share == Share::Whole) else { return Vec::new() };
    let mut relations = Vec::new();
    let is_apart =
        |one: &Operand, other: &Operand| one.place.file != other.place.file || one.at.is_some() != other.at.is_some();
    let same = operands.iter().filter(|operand| operand.share == Share::Same && operand.place != whole.place);
    for other in same.filter(|other| other.amount.fen() == whole.amount.fen()) {
        let is_proof = whole.amount.fen() != 0 && is_apart(whole, other);
        relations.push(Relation { places: vec![&whole.place, &other.place], is_proof });
    }
    let parts: Vec<&Operand> =
        operands.iter().filter(|operand| matches!(operand.share, Share::Added | Share::Taken)).collect();
    if !parts.is_empty() && sum_of_parts(operands) == i128::from(whole.amount.fen()) {
        let several = parts.iter().filter(|part| part.amount.fen() != 0).count() > 1;
        let places = std::iter::once(whole).chain(parts).map(|operand| &operand.place).collect();
        relations.push(Relation { places, is_proof: several });
    }
    relations
}

/// The items with those read from pictures as if they were printed: a relation with one of them is judged like any
/// other, and what may be said of it is decided afterwards.
pub(super) fn as_printed(items: &[LineItem]) -> Cow<'_, [LineItem]> {
    let is_read = |item: &LineItem| {
        item.origin == Origin::Scanned || item.place.confidence.is_some() && item.origin == Origin::Restated
    };
    if !items.iter().any(is_read) {
        return items.into();
    }
    let printed = |item: &LineItem| match is_read(item) {
        true => LineItem { origin: Origin::Published, ..item.clone() },
        false => item.clone(),
    };
    items.iter().map(printed).collect()
}

/// Turns findings that rest on figures which nobody has borne out into hints: they may be read wrong, so they accuse
/// nobody.
pub(super) fn hold_back(audit: &mut Audit, material: &Material<'_>) {
    let Material { items, claims, .. } = *material;
    let is_open = |item: &&LineItem| item.origin == Origin::Scanned;
    let open: BTreeSet<&Place> = items.iter().filter(is_open).map(|item| &item.place).collect();
    let is_read = |claim: &Claim| claim.place.confidence.is_some();
    if open.is_empty() && !claims.iter().any(is_read) && !items.iter().any(|item| item.place.confidence.is_some()) {
        return;
    }
    let sure: BTreeSet<&Place> = items.iter().map(|item| &item.place).filter(|place| !open.contains(place)).collect();
    let files: BTreeSet<&str> = open
        .iter()
        .map(|place| &*place.file)
        .chain(claims.iter().filter(|claim| is_read(claim)).map(|claim| &*claim.place.file))
        .collect();
    let unsure = |place: &Place| open.contains(place) || place.confidence.is_some() && !sure.contains(place);
    let rests_on_pictures = |judged: &Judgement| {
        let blind = judged.operands.is_empty() && files.contains(&*judged.place.file);
        blind || unsure(&judged.place) || judged.operands.iter().any(|operand| unsure(&operand.place))
    };
    let all = audit.claims.iter_mut().chain(&mut audit.tables).chain(&mut audit.notes);
    for judged in all.filter(|judged| judged.verdict > Verdict::Note && rests_on_pictures(judged)) {
        judged.verdict = Verdict::Note;
        judged.because = format!("所涉的数识别自扫描页，还没有核实，不作错误。请先对照原件：{}", judged.because);
        (judged.corrected, judged.expected, judged.likely_cause) = (None, None, None);
    }
}

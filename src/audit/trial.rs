//! 试改: judges what is printed again with something corrected.
//!
//! Most corrections leave a sum of their own table or a comparison of their own sentence wrong. Those are judged first,
//! by the very checks that judge everything, run on all figures that these checks compare; so what they find stands in
//! the full judgement too. Only what passes is judged in full. Asking instead whether a correction breaks a relation that
//! holds would be cheaper but wrong: a check may know other cells for the same figure, or none.

use super::checked::{IN_TABLES, OfTables, OfWords, between_tables, checked, stated};
use super::ledger::{At, Ledger, Look};
use super::material::Material;
use super::misprint::Misprint;
use super::print::{Change, Correction, Figure, Key, Print};
use super::{Audit, Judgement, Obligations, Verdict};
use crate::model::{BudgetTable, Cell, Cells, Claim, FiscalYear, LineItem, Place, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// Printed content and its judgements.
pub(super) struct Assessed<'a> {
    pub print: Print<'a>,
    pub audit: Audit,
    pub looks: Vec<Look>,
}

/// The findings other than rounding differences, in the order of the report.
pub(super) type Findings<'a> = Vec<(Key<'a>, &'a Judgement)>;

/// The result of a trial.
pub(super) enum Tried<'m> {
    /// The amount cannot be printed in its form.
    Unprintable,
    /// A finding stands that must not.
    Spoiled,
    Judged(Box<Assessed<'m>>),
}

impl<'m> Tried<'m> {
    pub(super) fn judged(self) -> Option<Assessed<'m>> {
        if let Self::Judged(next) = self { Some(*next) } else { None }
    }
}

/// Judges everything, as it is printed and with something corrected.
pub(super) struct Trials<'m> {
    material: &'m Material<'m>,
    of_words: OfWords,
    /// The claims that may refer to a cell, by its place.
    readers: BTreeMap<&'m Place, Vec<usize>>,
}

impl<'m> Trials<'m> {
    /// `of_tables` is what is known of the tables as they are printed.
    pub(super) fn of(material: &'m Material<'m>, of_tables: &OfTables<'_>, obligations: &Obligations) -> Self {
        let mut readers: BTreeMap<&Place, Vec<usize>> = BTreeMap::new();
        for (index, claim) in material.claims.iter().enumerate() {
            for place in claim.binding.years.iter().flat_map(|bound| &bound.cells) {
                readers.entry(place).or_default().push(index);
            }
        }
        Self { material, of_words: OfWords::of(material, &of_tables.cells, obligations), readers }
    }

    pub(super) fn assess(&self, print: Print<'m>) -> Assessed<'m> {
        let (audit, looks) = self.checked(&self.of_tables(&print), &print.claims);
        Assessed { print, audit, looks }
    }

    /// The judgements of what is printed, nothing corrected.
    pub(super) fn first(&self, of_tables: &OfTables<'_>) -> Assessed<'m> {
        let Material { items, claims, .. } = *self.material;
        let (audit, looks) = self.checked(of_tables, claims);
        Assessed { print: Print { items: items.into(), claims: claims.into() }, audit, looks }
    }

    pub(super) fn of_tables<'p>(&self, print: &'p Print<'m>) -> OfTables<'p> {
        OfTables::of(&print.items, self.material.papers)
    }

    fn checked(&self, of_tables: &OfTables<'_>, claims: &[Claim]) -> (Audit, Vec<Look>) {
        checked(of_tables, claims, self.material.papers, &self.of_words)
    }

    /// Judges everything again with one figure corrected, unless a finding stands that is not among the `allowed` ones.
    /// `of_tables` is what is known of the tables as they are.
    pub(super) fn correct(
        &self,
        now: &Print<'m>,
        correction: &Correction,
        of_tables: &OfTables<'_>,
        allowed: &BTreeSet<Key<'_>>,
    ) -> Tried<'m> {
        match correction.change(now) {
            None => Tried::Unprintable,
            Some(Change::Items(changed)) => self.reprint(now, &changed, &[], of_tables, allowed),
            Some(Change::Claim(number, claim)) => {
                if contradicts(&of_tables.cells, &claim, number, allowed) {
                    return Tried::Spoiled;
                }
                let print = now.with_claim(number, *claim);
                let (audit, looks) = self.checked(of_tables, &print.claims);
                Tried::Judged(Box::new(Assessed { print, audit, looks }))
            }
        }
    }

    /// Judges everything again with a misprint undone, as [`correct`](Self::correct) does.
    pub(super) fn undo(
        &self,
        now: &Print<'m>,
        misprint: &Misprint,
        of_tables: &OfTables<'_>,
        allowed: &BTreeSet<Key<'_>>,
    ) -> Tried<'m> {
        self.reprint(now, &misprint.changes, &misprint.additions, of_tables, allowed)
    }

    fn reprint(
        &self,
        now: &Print<'m>,
        changed: &[(usize, LineItem)],
        added: &[LineItem],
        of_tables: &OfTables<'_>,
        allowed: &BTreeSet<Key<'_>>,
    ) -> Tried<'m> {
        if leaves_wrong_sums(of_tables, changed, added, allowed) {
            return Tried::Spoiled;
        }
        let is_only_amounts = added.is_empty() && changed.iter().all(|(_, item)| item.amount.is_some());
        if !is_only_amounts {
            return Tried::Judged(Box::new(self.assess(now.with_items(changed, added))));
        }
        let print = now.with_items(changed, added);
        let pairs: Vec<(&LineItem, &LineItem)> =
            changed.iter().map(|(number, _)| (&of_tables.items[*number], &print.items[*number])).collect();
        let cells = of_tables.cells.reprinted(|item| replaced(&pairs, item));
        let mut read = changed.iter().filter_map(|(_, item)| self.readers.get(&item.place)).flatten();
        if read.any(|index| contradicts(&cells, &print.claims[*index], *index, allowed)) {
            return Tried::Spoiled;
        }
        let (audit, looks) = {
            let of_tables = OfTables::of_cells(&print.items, cells, self.material.papers);
            self.checked(&of_tables, &print.claims)
        };
        Tried::Judged(Box::new(Assessed { print, audit, looks }))
    }
}

/// The item printed in the place of another, if it is one of the changed ones.
fn replaced<'p>(pairs: &[(&LineItem, &'p LineItem)], item: &LineItem) -> Option<&'p LineItem> {
    pairs.iter().find(|(old, _)| std::ptr::eq(*old, item)).map(|(_, new)| *new)
}

/// Whether a claim contradicts the cells that it refers to, where that is not allowed.
fn contradicts(cells: &Cells<'_>, claim: &Claim, index: usize, allowed: &BTreeSet<Key<'_>>) -> bool {
    let wrong = stated(cells, claim);
    wrong.into_iter().any(|number| !allowed.contains(&Key::Line((index, number))))
}

/// A printed table.
type Table<'i> = (BudgetTable, &'i str, Option<&'i str>);

fn table(item: &LineItem) -> Table<'_> {
    (item.table, &item.place.file, item.place.sheet.as_deref())
}

/// A unit's year.
fn owner(item: &LineItem) -> (&str, Scope, FiscalYear) {
    (&item.unit, item.scope, item.year)
}

/// Whether a sum or comparison in or between tables that the changed items take part in is wrong, where that is not
/// allowed.
fn leaves_wrong_sums(
    of_tables: &OfTables<'_>,
    changed: &[(usize, LineItem)],
    added: &[LineItem],
    allowed: &BTreeSet<Key<'_>>,
) -> bool {
    let touched = || changed.iter().map(|(_, item)| item).chain(added);
    let tables: BTreeSet<Table<'_>> = touched().map(table).collect();
    // The projects of a unit may be listed in several files.
    let projects = touched().any(|item| item.table == BudgetTable::GeneralProject);
    let is_beside = |item: &LineItem| {
        projects && item.table == BudgetTable::GeneralProject || tables.iter().any(|of| *of == table(item))
    };
    let new = |number: usize| changed.iter().find(|(changed, _)| *changed == number).map(|(_, item)| item);
    let own = of_tables.items.iter().enumerate().filter(|(_, item)| is_beside(item));
    let own = own.map(|(number, item)| new(number).unwrap_or(item).clone());
    let own: Vec<LineItem> = own.chain(added.iter().cloned()).collect();
    let is_spoiled =
        |ledger: &Ledger| ledger.sums().iter().any(|judged| is_told(judged) && !allowed.contains(&Key::of(judged)));
    let mut ledger = Ledger::of(&[]);
    let is_spoiled_by = |check: &fn(&[LineItem], &mut Ledger)| {
        check(&own, &mut ledger);
        is_spoiled(&ledger)
    };
    if IN_TABLES.iter().any(is_spoiled_by) {
        return true;
    }
    let pairs: Vec<(&LineItem, &LineItem)> =
        changed.iter().map(|(number, item)| (&of_tables.items[*number], item)).collect();
    let more = Cells::of(added, &[]);
    let owners: BTreeSet<_> = touched().map(owner).collect();
    let is_of =
        |list: &[Cell<'_>], of: &(&str, Scope, FiscalYear)| list.first().is_some_and(|cell| owner(cell.item) == *of);
    owners.iter().any(|of| {
        let mut list: Vec<Cell<'_>> = Vec::new();
        for cell in of_tables.cells.lists().filter(|list| is_of(list, of)).flatten() {
            list.push(Cell { item: replaced(&pairs, cell.item).unwrap_or(cell.item), topic: cell.topic });
        }
        list.extend(more.lists().filter(|list| is_of(list, of)).flatten().copied());
        list.retain(|cell| cell.item.amount.is_some());
        let mut ledger = Ledger::of(&[]);
        between_tables(if projects { &own } else { of_tables.items }, &list, &mut ledger);
        is_spoiled(&ledger)
    })
}

/// Whether a judgement is a finding other than a rounding difference.
pub(super) fn is_told(judged: &Judgement) -> bool {
    judged.verdict.is_finding() && !matches!(judged.verdict, Verdict::Tail | Verdict::Plugged)
}

impl<'a> Assessed<'a> {
    /// The judgements of all figures of the text.
    pub(super) fn lines(&self) -> impl Iterator<Item = (At, &Judgement)> {
        let lines = self.print.claims.iter().enumerate();
        let lines = lines.flat_map(|(claim, own)| (0..own.figures.len()).map(move |number| (claim, number)));
        lines.zip(&self.audit.claims)
    }

    pub(super) fn findings(&self) -> Findings<'_> {
        let lines = self.lines().map(|(at, judged)| (Key::Line(at), judged));
        let others = self.audit.tables.iter().chain(&self.audit.notes).map(|judged| (Key::of(judged), judged));
        let findings = lines.chain(others);
        findings.filter(|(_, judged)| is_told(judged)).collect()
    }

    /// Whether the tables bear a figure of the text out, this year's or last year's.
    pub(super) fn is_borne_out(&self, at: At) -> bool {
        let starts = starts(&self.print.claims);
        let line = starts.get(at.0).and_then(|start| self.audit.claims.get(start + at.1));
        line.is_some_and(|line| line.verdict == Verdict::Ok && matches!(line.code, "stated" | "base"))
    }

    /// Whether every figure that was borne out before still is, the corrected one aside.
    pub(super) fn keeps(&self, before: &Self, corrected: Option<&Figure>) -> bool {
        let lost = |((at, old), (_, new)): ((At, &Judgement), (At, &Judgement))| {
            old.verdict == Verdict::Ok && !new.verdict.is_borne_out() && corrected != Some(&Figure::Stated(at))
        };
        !before.lines().zip(self.lines()).any(lost)
    }
}

/// Index of the first line of each claim.
pub(super) fn starts(claims: &[Claim]) -> Vec<usize> {
    let lines = claims.iter().scan(0, |next, claim| {
        let own = *next;
        *next += claim.figures.len();
        Some(own)
    });
    lines.collect()
}

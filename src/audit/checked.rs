//! 逐项检查: runs every check; findings are not yet traced to a common cause.

use super::ledger::{self, Ledger};
use super::material::Material;
use super::reported::ReportedAmounts;
use super::{Audit, Obligations, check, fact};
use crate::model::{Cell, Cells, Claim, LineItem, Paper};

/// 文字检查: results of the checks that look at words only. Correcting a figure does not affect them, so they are computed
/// once for all trial corrections.
pub(super) struct OfWords {
    wording: Ledger,
    punctuation: Ledger,
    scope: Ledger,
    unread: Ledger,
    contents: Ledger,
    unit: Ledger,
    year: Ledger,
    /// Which tables and explanations are missing.
    missing: Ledger,
}

impl OfWords {
    /// No results, where words do not matter.
    pub(super) fn none() -> Self {
        let empty = || Ledger::of(&[]);
        Self {
            wording: empty(),
            punctuation: empty(),
            scope: empty(),
            unread: empty(),
            contents: empty(),
            unit: empty(),
            year: empty(),
            missing: empty(),
        }
    }

    /// `cells` are those of the tables.
    pub(super) fn of(material: &Material<'_>, cells: &Cells<'_>, obligations: &Obligations) -> Self {
        let Material { claims, papers, .. } = *material;
        let of = |check: &dyn Fn(&mut Ledger)| {
            let mut ledger = Ledger::of(&[]);
            check(&mut ledger);
            ledger
        };
        Self {
            wording: of(&|ledger| check::wording::check(papers, ledger)),
            punctuation: of(&|ledger| check::punctuation::check(papers, ledger)),
            scope: of(&|ledger| check::scope::check(papers, ledger)),
            unread: of(&|ledger| check::unread::check(papers, ledger)),
            contents: of(&|ledger| check::contents::check(papers, cells, ledger)),
            unit: of(&|ledger| check::unit::check(papers, cells, ledger)),
            year: of(&|ledger| check::year::check(papers, claims, ledger)),
            missing: of(&|ledger| {
                check::tables::check(papers, cells, |kind| obligations.tables(kind), ledger);
                check::sections::check(papers, cells, |kind| obligations.explanations(kind), ledger);
            }),
        }
    }
}

/// 表的检查: the cells, and the results of the checks that look at tables only. Correcting a figure of the text does not
/// affect them, so such trials share them.
pub(super) struct OfTables<'a> {
    pub items: &'a [LineItem],
    pub cells: Cells<'a>,
    sums: Ledger,
    presence: Ledger,
}

impl<'a> OfTables<'a> {
    pub(super) fn of(items: &'a [LineItem], papers: &[Paper]) -> Self {
        Self::of_cells(items, Cells::of(items, papers), papers)
    }

    /// Where the meanings of the items are known already.
    pub(super) fn of_cells(items: &'a [LineItem], cells: Cells<'a>, papers: &[Paper]) -> Self {
        let (mut sums, mut presence) = (Ledger::of(&[]), Ledger::of(&[]));
        IN_TABLES.iter().for_each(|check| check(items, &mut sums));
        check::projects::performance(items, &mut sums);
        check::weights::check(items, &mut sums);
        for list in cells.lists() {
            between_tables(items, list, &mut sums);
            check::codes::check(list, &mut sums);
        }
        check::empty::check(papers, &cells, &mut presence);
        check::gone::check(papers, &cells, &mut presence);
        Self { items, cells, sums, presence }
    }
}

/// The checks that compare figures of one table (a file, sheet and kind of table) with each other.
pub(super) const IN_TABLES: [fn(&[LineItem], &mut Ledger); 8] = [
    check::children::check,
    check::children::totals,
    check::columns::check,
    check::funding::check,
    check::funding::performance,
    check::of_which::check,
    check::repeated::check,
    check::negative::check,
];

/// The checks that compare the tables of one unit and year with each other.
pub(super) fn between_tables(items: &[LineItem], list: &[Cell<'_>], ledger: &mut Ledger) {
    check::balance::check(list, ledger);
    check::same::check(list, ledger);
    check::three_public::check(list, ledger);
    check::projects::check(items, list, ledger);
    check::overlap::check(list, ledger);
}

/// The figures of a claim, by their number in it, that contradict the cells that they refer to.
pub(super) fn stated(cells: &Cells<'_>, claim: &Claim) -> Vec<usize> {
    let alone = std::slice::from_ref(claim);
    let mut ledger = Ledger::of(alone);
    check::stated::check(cells, alone, &mut ledger);
    (0..claim.figures.len()).filter(|number| ledger.is_wrong((0, *number))).collect()
}

/// Runs every check on the tables and these claims; findings are not yet traced to a common cause.
pub(super) fn checked(
    of_tables: &OfTables<'_>,
    claims: &[Claim],
    papers: &[Paper],
    of_words: &OfWords,
) -> (Audit, Vec<ledger::Look>) {
    ledger(of_tables, claims, papers, of_words).finish()
}

/// The ledger of every check on the tables and these claims.
pub(super) fn ledger(of_tables: &OfTables<'_>, claims: &[Claim], papers: &[Paper], of_words: &OfWords) -> Ledger {
    let OfTables { items, cells, sums, presence } = of_tables;
    let mut ledger = Ledger::of(claims);
    let said = ReportedAmounts::of(claims, cells);
    let facts = fact::facts(claims, &said, cells);
    // Comparison with the tables goes first: a figure that they confirm is not the wrong one in a fact.
    check::stated::check(cells, claims, &mut ledger);
    check::base::check(claims, &facts, cells, &mut ledger);
    for fact in &facts {
        // The rate goes first: it distinguishes a wrong base from a wrong change.
        check::rate::check(fact, claims, &mut ledger);
        check::times::check(fact, claims, &mut ledger);
        check::change::check(fact, claims, &mut ledger);
        check::direction::check(fact, &mut ledger);
    }
    check::direction::flat_and_moved(&facts, &mut ledger);
    check::zero_base::check(&facts, claims, &mut ledger);
    check::mean::check(claims, &mut ledger);
    check::completion::check(claims, &said, cells, &mut ledger);
    check::share::check(claims, cells, &mut ledger);
    check::points::check(claims, &facts, &said, &mut ledger);
    check::parts::check(claims, &mut ledger);
    check::twice::check(cells, claims, &mut ledger);
    check::twice::borne_out(cells, claims, &said, &facts, &mut ledger);
    check::twice::of_another_scope(claims, &said, &mut ledger);
    check::adjusted::check(claims, &mut ledger);
    check::listed::check(cells, claims, &mut ledger);
    check::added::check(claims, &mut ledger);
    check::tally::check(items, cells, claims, &mut ledger);
    check::percent::check(papers, items, claims, cells, &mut ledger);
    check::changes::check(claims, &facts, &mut ledger);
    check::copied::check(claims, papers, cells, &mut ledger);
    check::unexplained::check(claims, &facts, papers, &mut ledger);
    check::reason::check(claims, papers, &mut ledger);
    ledger.add(&of_words.wording);
    check::names::check(claims, cells, &mut ledger);
    ledger.add(&of_words.punctuation);
    ledger.add(&of_words.year);
    ledger.add(&of_words.unit);
    ledger.add(&of_words.scope);
    ledger.add(sums);
    ledger.add(&of_words.unread);
    ledger.add(presence);
    ledger.add(&of_words.missing);
    ledger.add(&of_words.contents);
    ledger
}

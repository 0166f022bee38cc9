//! 对比: the table, and the changes of codes that a user may count (同口径).

use super::super::money::{Money, money};
use super::super::{cards, figures};
use super::frame::{DeskFrame, DeskLink, of_pair, page as framed};
use crate::analysis::Proposal;
use crate::present::proposal::{state, words};
use crate::present::table::Cell;
use crate::present::{Edition, comparison};
use serde::Serialize;

/// 口径: a proposed change of codes, and whether it counts.
#[derive(Debug, Clone)]
pub struct DeskRecoding<'a> {
    /// The proposal.
    pub proposal: &'a Proposal,
    /// The proposal as the rows of a bridge.
    pub rows: &'a str,
    /// Whether it counts.
    pub counts: bool,
    /// The version of its entry.
    pub version: u64,
}

#[derive(Serialize)]
struct RecodingView<'a> {
    rows: &'a str,
    counts: bool,
    version: u64,
    what: String,
    pairs: Vec<PairView>,
    evidence: Vec<String>,
    /// Why it cannot be ticked here, or should not be.
    doubt: &'static str,
    /// Whether a share has to be stated first.
    open: bool,
}

#[derive(Serialize)]
struct PairView {
    old: String,
    prior: Money,
    new: String,
    current: Money,
}

fn shown<'a>(recoding: &DeskRecoding<'a>) -> RecodingView<'a> {
    let proposal = recoding.proposal;
    let pairs = proposal.pairs.iter().map(|pair| PairView {
        old: pair.old.to_string(),
        prior: money(&Cell::amount(pair.prior)),
        new: pair.new.to_string(),
        current: money(&Cell::amount(pair.current)),
    });
    RecodingView {
        rows: recoding.rows,
        counts: recoding.counts,
        version: recoding.version,
        what: format!("{} · {}", proposal.kind.title(), proposal.table.title()),
        pairs: pairs.collect(),
        evidence: proposal.evidence.iter().map(words).collect(),
        doubt: state(proposal).trim(),
        open: proposal.partial,
    }
}

/// The page of the view.
pub(super) fn page(
    frame: &DeskFrame,
    edition: &Edition,
    recodings: &[DeskRecoding<'_>],
    downloads: &[DeskLink],
) -> Result<String, crate::Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        alone: Option<&'a str>,
        lead: Option<String>,
        pairs: [figures::Figures; 1],
        choices: figures::Choices,
        legend: Vec<String>,
        /// The address of a row's history, without its identifier.
        row_link: String,
        recodings: Vec<RecodingView<'a>>,
        /// Whether any of them counts.
        recoded: bool,
        downloads: &'a [DeskLink],
    }
    let report = &edition.report;
    let pairs = [figures::figures(&report.comparison, report.alone.is_some(), "")];
    let comparable = pairs[0].comparable;
    let body = Body {
        alone: report.alone.as_deref(),
        lead: cards::lead(edition),
        choices: figures::choices(&pairs),
        pairs,
        legend: comparison::legend(&report.comparison),
        row_link: format!("/row{}&row=", of_pair(frame)),
        recodings: recodings.iter().map(shown).collect(),
        recoded: recodings.iter().any(|recoding| recoding.counts),
        downloads,
    };
    framed(frame, "desk/comparison.html", comparable, body)
}

//! 表题: what the lines above a table say: its title, whose, which year, which amount unit.

use super::context::{amount_unit, labelled_unit, year_in};
use crate::model::{AmountUnit, BudgetTable, FiscalYear, Phase, Place, Scope};
use crate::source::vocabulary::Vocabulary;
use crate::source::words::{fold, squeeze};
use std::sync::Arc;

/// 表题.
#[derive(Debug, Clone, Default)]
pub(super) struct Caption {
    pub title: Option<(Arc<str>, Place)>,
    pub table: Option<BudgetTable>,
    pub unit: Option<Arc<str>>,
    pub scope: Option<Scope>,
    pub amount_unit: Option<AmountUnit>,
    pub year: Option<FiscalYear>,
    pub phase: Option<Phase>,
}

/// Reads the lines above a table; the last title counts, since it stands nearest.
pub(super) fn read(lines: &[(String, Place)]) -> Caption {
    let vocabulary = Vocabulary::shipped();
    let mut caption = Caption::default();
    for (line, place) in lines.iter().flat_map(|(text, place)| text.lines().map(move |line| (line, place))) {
        let folded = fold(line);
        if let Some((unit, scope)) = labelled_unit(line) {
            caption.unit = Some(unit);
            caption.scope = scope.or(caption.scope);
        }
        if folded.contains("单位")
            && let Some(unit) = amount_unit(line)
        {
            caption.amount_unit = Some(unit);
        }
        let title = folded.chars().count() <= 60 && !folded.contains('。') && !folded.contains('，');
        if title && let Some(table) = vocabulary.table(line).filter(|_| looks_like_title(&folded)) {
            caption.title = Some((squeeze(line).trim_start_matches('-').into(), place.clone()));
            caption.table = Some(table);
            let own = |rest: &str| {
                let rest = rest.replace("一般公共预算", "").replace("经营预算", "").replace("基金预算", "");
                vocabulary.phase(&rest)
            };
            if let Some((year, rest)) = year_in(&folded) {
                caption.year = Some(year);
                caption.phase = own(rest);
            } else {
                // A title without a year is a form's own name, and only the forms of final accounts name their phase
                // reliably: 预算 in a form's name may be left from last year's or be part of a fund.
                caption.phase = own(&folded).filter(|phase| *phase == Phase::Executed);
            }
        }
    }
    caption
}

/// A title of a table, not of a section of text: it ends in 表, or says so before a bracket.
fn looks_like_title(folded: &str) -> bool {
    folded.ends_with('表')
        || folded.contains("表(")
        || folded.contains("表:")
        || folded.contains("表一")
        || folded.ends_with("表二")
}

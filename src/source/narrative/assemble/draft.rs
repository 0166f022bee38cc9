//! 成句: a claim under construction, and its sentence.

use super::super::sentence::Passage;
use crate::model::{BaseYear, Binding, Claim, Figure, FiscalYear, Phase, Role, Subject, Territory};
use std::ops::Range;
use std::sync::Arc;

/// A claim under construction. Spans refer to the plain text.
pub(super) struct Draft {
    pub subject: Subject,
    pub year: Option<FiscalYear>,
    /// Of this year's amount.
    pub phase: Option<Phase>,
    pub territory: Option<Territory>,
    pub figures: Vec<Figure>,
    pub span: Range<usize>,
}

impl Draft {
    /// Whether its last amount is a budget of its year or adjusts one, so that an adjustment refers to it.
    pub(super) fn is_budget(&self) -> bool {
        self.figures.last().is_some_and(|figure| match figure.role {
            Role::Prior => figure.base.is_some_and(|base| base.year == BaseYear::Same),
            Role::Current => self.phase.is_some_and(Phase::is_budget),
            Role::Adjustment(_) => true,
            _ => false,
        })
    }

    /// The year of its base, if given in digits: 从2020年的168亿元提高到….
    pub(super) fn moved_from(&self) -> Option<FiscalYear> {
        self.figures.iter().find_map(|figure| match (&figure.role, figure.base?.year) {
            (Role::Prior, BaseYear::Stated(year)) => Some(year),
            _ => None,
        })
    }

    /// The claim, with the sentence around its figures.
    pub(super) fn finish(self, passage: &Passage, section: &[Arc<str>]) -> Claim {
        let text = &passage.plain;
        let start = text[..self.span.start]
            .rfind(['。', '!', '?'])
            .map_or(0, |stop| stop + if text[stop..].starts_with('。') { 3 } else { 1 });
        let last = self.span.end.max(self.span.start);
        let end = text[last..].find('。').map_or(text.len(), |stop| last + stop + '。'.len_utf8());
        let (from, to) = (passage.start(start), passage.end(end));
        let original = passage.original.get(from..to).unwrap_or("");
        let figures = self.figures.into_iter().map(|figure| {
            let printed = |plain: Range<usize>| passage.start(plain.start)..passage.end(plain.end);
            let within = |range: Range<usize>| range.start.saturating_sub(from)..range.end.saturating_sub(from);
            // Words of the previous sentence do not belong to the text of the claim.
            let inside = |plain: Range<usize>| Some(printed(plain)).filter(|range| range.start >= from).map(within);
            let span = printed(figure.span);
            Figure {
                place: passage.place(span.clone()),
                span: within(span),
                verb: figure.verb.and_then(inside),
                comparison: figure.comparison.and_then(inside),
                ..figure
            }
        });
        Claim {
            place: passage.place(from..to),
            text: original.into(),
            section: section.to_vec(),
            subject: self.subject,
            year: self.year,
            phase: self.phase,
            territory: self.territory,
            figures: figures.collect(),
            binding: Binding::default(),
        }
    }
}

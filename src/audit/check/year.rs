//! 年份与文件的年度相符.
//!
//! 条件：情况说明的标题，或与上年相比的一句话，只写了一个年份而它是上年时。
//!
//! 依据：公开的文字应是本年的。
//!
//! 例：2024 年的文件里写“2023 年收入预算情况说明”。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BaseYear, Claim, FiscalYear, Paper, Role};

/// A heading of 情况说明, or a sentence that gives an amount and compares it with 上年, names the year of the document,
/// not the one before it (last year's text kept). It applies where the file's year is known from its titles and the
/// heading or sentence names one year only.
pub(in crate::audit) fn check(papers: &[Paper], claims: &[Claim], ledger: &mut Ledger) {
    for paper in papers {
        let Some(own) = paper.year else { continue };
        let Some(before) = own.previous() else { continue };
        let stale = format!("{before}年");
        for sentence in paper.sentences.iter().filter(|sentence| sentence.heading.is_some()) {
            let text: &str = &sentence.text;
            let years = text.matches('年').count();
            let speaks = text.contains("情况说明") && (text.contains("预算") || text.contains("决算"));
            if let (Some(at), true, 1) = (text.find(&stale), speaks, years) {
                let mark = at..at + stale.len();
                ledger.remark(&sentence.place, &sentence.text, mark, opinion(own, before));
            }
        }
        for claim in claims.iter().filter(|claim| claim.place.file == paper.file && claim.year == Some(before)) {
            let compared = claim.figures.iter().any(|figure| {
                matches!(figure.role, Role::Change(_) | Role::Rate(_))
                    && figure.base.is_some_and(|base| base.year == BaseYear::Previous)
            });
            // A sentence of both years tells how last year went.
            let both = claim.text.contains(&format!("{own}年"));
            if let (Some(at), true, true, false) = (claim.text.find(&stale), compared, claim.current().is_some(), both)
            {
                ledger.remark(&claim.place, &claim.text, at..at + stale.len(), opinion(own, before));
            }
        }
    }
}

fn opinion(own: FiscalYear, before: FiscalYear) -> Opinion {
    Opinion {
        expected: Some(format!("{own}年")),
        likely_cause: Some("照抄了上年的文字，没有改年份".to_owned()),
        ..Opinion::of("year", Verdict::Form, format!("这是{own}年的文件，这里写的是{before}年"))
    }
}

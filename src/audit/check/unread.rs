//! 有没有读入的格时，不能说没有问题.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Paper, Place};
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "unread",
    name: "没有读入的格",
    rule: "有没有读入的格时，不能说没有问题",
    why: "没有读入就没有核对，不能当作没有问题。",
    condition: "表中有无法识别的数，或没有存下结果、也无法计算的公式。逐格提示。",
    basis: "没有读入的数没有核对，结论只对读入的部分成立。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                2012604\t档案馆\t120.00\t100.00\t20.00\n",
        )],
        slip: ("100.00\t20.00", "100.00\t20.00.1"),
        told: (Verdict::Note, ""),
    },
};

/// Reports every table cell that should hold a figure but could not be read, so that unread cells do not pass as clean.
pub(in crate::audit) fn check(papers: &[Paper], ledger: &mut Ledger) {
    let text: Arc<str> = "没有读入的格".into();
    for paper in papers.iter().filter(|paper| !paper.tables.is_empty()) {
        ledger.look("unread", &Place::file(paper.file.clone()));
    }
    for warning in papers.iter().flat_map(|paper| &paper.unread) {
        let opinion = Opinion::of("unread", Verdict::Note, warning.message.clone());
        ledger.remark(&warning.place, &text, 0..0, opinion);
    }
}

//! 有没有读入的格时，不能说没有问题.
//!
//! 条件：表中有认不出的数，或没有存下结果、也算不出的公式。逐格提示。
//!
//! 依据：没有读入的数没有核对，结论只对读入的部分成立。
//!
//! 例：合计栏的公式没有存下结果，又引用了其他文件。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Paper, Place};
use std::sync::Arc;

/// Every cell of the tables that should hold a figure and was not read is told, so that nothing is called clean that
/// was not seen.
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

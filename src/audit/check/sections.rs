//! 应有的说明.
//!
//! 条件：部门、单位的公开，文字不少于三十句，并已说明其中三项以上时，查职责和机构、收支增减变化、“三公”经费、机关运行经费、政府采购、国有资产、预算绩效、名词解释是否都有；职责和名词解释只在有目录或第一部分时查。只按关键词找，只提示。
//!
//! 依据：财预〔2016〕143号，公开预决算时应一并说明的内容。
//!
//! 例：全文没有提到国有资产占用情况。

use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::obligation::{DocumentKind, Obligations, by_owner, is_said, is_text_of_disclosure, is_whole};
use crate::model::{Cells, Paper, Place, Scope};

/// Words looked for in all sentences and titles of all files of a disclosure; what has to be explained, and by which
/// words, is in the list of obligations. A section that says that there is none of it is an explanation.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, list: &Obligations, ledger: &mut Ledger) {
    let of_units = papers.iter().filter(|paper| !paper.scope.is_some_and(Scope::is_of_government));
    for (owner, papers) in by_owner(of_units, cells) {
        let required = list.explanations(DocumentKind::of(owner));
        if !is_text_of_disclosure(&papers, &required) {
            continue;
        }
        let whole = is_whole(&papers);
        let missing = required.iter().filter(|(_, words, around)| (whole || !around) && !is_said(&papers, words));
        let missing: Vec<&str> = missing.map(|(name, ..)| *name).collect();
        if let (false, Some(paper)) = (missing.is_empty(), papers.first()) {
            let because = format!("没有找到这些说明：{}", missing.join("、"));
            let text = format!("{}{}年{}公开", owner.unit, owner.year, owner.phase).into();
            let opinion = Opinion::of("sections", Verdict::Note, because);
            ledger.remark(&Place::file(paper.file.clone()), &text, 0..0, opinion);
        }
    }
}

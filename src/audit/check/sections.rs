//! 应有的说明.
//!
//! 条件：部门、单位的公开，文字不少于三十句，并已说明其中三项以上时，查职责和机构、收支增减变化、“三公”经费、机关运行经费、政府采购、国有资产、预算绩效、名词解释是否都有；职责和名词解释只在有目录或第一部分时查。只按关键词找，只提示。
//!
//! 依据：财预〔2016〕143号，公开预决算时应一并说明的内容。
//!
//! 例：全文没有提到国有资产占用情况。

use crate::audit::Verdict;
use crate::audit::heading::{Heading, heading};
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Cells, Owner, Paper, Place, Scope};
use std::collections::BTreeMap;

/// What has to be explained, and words of which one shows that it is.
const REQUIRED: [(&str, &[&str]); 8] = [
    ("主要职责和机构设置", &["职能", "职责", "机构设置", "内设"]),
    ("收支增减变化", &["增加", "减少", "增长", "下降", "持平", "变化", "变动"]),
    ("“三公”经费", &["三公", "因公出国", "公务接待"]),
    ("机关（单位）运行经费", &["运行经费", "公用经费"]),
    ("政府采购", &["政府采购"]),
    ("国有资产占用", &["国有资产", "资产占", "公务用车", "车辆"]),
    ("预算绩效", &["绩效"]),
    ("名词解释", &["名词解释", "名称解释", "专业名词", "专业性较强", "名词", "是指"]),
];
/// What stands in the parts before and behind the explanation: asked for only of a disclosure that has them.
const AROUND: [&str; 2] = ["主要职责和机构设置", "名词解释"];
/// A text of fewer sentences is no whole disclosure.
const SENTENCES: usize = 30;
/// Fewer of them explained: the text is of another kind.
const ENOUGH: usize = 3;

/// Words looked for in all sentences and titles of all files of a disclosure. A section that says that there is none of
/// it is an explanation.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    let mut owned: BTreeMap<&Owner, Vec<&Paper>> = BTreeMap::new();
    for paper in papers.iter().filter(|paper| !paper.scope.is_some_and(Scope::is_of_government)) {
        if let Some(owner) = cells.owner(&paper.file) {
            owned.entry(owner).or_default().push(paper);
        }
    }
    for (owner, papers) in owned {
        let sentences: Vec<&str> =
            papers.iter().flat_map(|paper| &paper.sentences).map(|sentence| &*sentence.text).collect();
        // Headings and the lines of a cover are no explanation.
        if sentences.iter().filter(|text| text.contains('。')).count() < SENTENCES {
            continue;
        }
        let titles = papers.iter().flat_map(|paper| &paper.tables).map(|table| &*table.title);
        let texts: Vec<&str> = sentences.into_iter().chain(titles).collect();
        let said = |words: &[&str]| texts.iter().any(|text| words.iter().any(|word| text.contains(word)));
        let (there, mut missing): (Vec<_>, Vec<_>) = REQUIRED.iter().partition(|(_, words)| said(words));
        if !is_whole(&papers) {
            missing.retain(|(name, _)| !AROUND.contains(name));
        }
        if let (true, false, Some(paper)) = (there.len() >= ENOUGH, missing.is_empty(), papers.first()) {
            let missing: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
            let because = format!("没有找到这些说明：{}", missing.join("、"));
            let text = format!("{}{}年{}公开", owner.unit, owner.year, owner.phase).into();
            let opinion = Opinion::of("sections", Verdict::Note, because);
            ledger.remark(&Place::file(paper.file.clone()), &text, 0..0, opinion);
        }
    }
}

/// Whether the files are all of a disclosure and not its tables and their explanation alone.
fn is_whole(papers: &[&Paper]) -> bool {
    let first = |paper: &Paper| {
        let mut headings = paper.sentences.iter().filter(|sentence| sentence.heading.is_some());
        headings.any(|sentence| heading(&sentence.text) == Heading::Part(1))
    };
    papers.iter().any(|paper| !paper.contents.is_empty() || first(paper))
}

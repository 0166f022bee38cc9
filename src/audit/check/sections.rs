//! 应有的说明.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::audit::presence::{DocumentKind, Explanation, by_owner, is_said, is_text_of_disclosure, is_whole};
use crate::model::{Cells, Paper, Place, Scope};

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "sections",
    name: "应有的说明",
    rule: "应有的说明",
    why: "公开文件要求逐项说明，少一项就不完整。",
    condition: "部门、单位的公开，文字不少于三十句，并已说明其中三项以上时，查职责和机构、收支增减变化、“三公”经费、机关运行经费、政府采购、国有资产、预算绩效、名词解释是否都有；职责和名词解释只在有目录或第一部分时查。只按关键词找，只提示。",
    basis: "财预〔2016〕143号，公开预决算时应一并说明的内容。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                编制单位：示例市档案馆\n\n\
                一、2024年单位预算情况说明\n\n\
                收入全部来自一般公共预算拨款。\n\n\
                支出用于档案的收集、整理和利用。\n\n\
                收入比上年增加。\n\n\
                支出比上年增加。\n\n\
                增加的是档案数字化。\n\n\
                人员没有变化。\n\n\
                没有安排因公出国。\n\n\
                公务接待按标准执行。\n\n\
                没有购置图书。\n\n\
                本馆是事业单位，没有机关运行经费。\n\n\
                政府采购用于货架和扫描仪。\n\n\
                采购按集中采购目录执行。\n\n\
                国有资产账实相符。\n\n\
                没有出租出借。\n\n\
                绩效目标已随预算公开。\n\n\
                绩效由本馆自评。\n\n\
                没有政府性基金预算。\n\n\
                没有国有资本经营预算。\n\n\
                没有上年结转。\n\n\
                项目按进度支付。\n\n\
                财政拨款收支相等。\n\n\
                一般公共预算支出列一个科目。\n\n\
                基本支出用于人员和公用。\n\n\
                项目支出用于数字化。\n\n\
                会议从简。\n\n\
                培训从简。\n\n\
                库房全年开放。\n\n\
                查档不收费。\n\n\
                资料全年征集。\n\n\
                展览免费开放。\n\n\
                借阅按规定办理。\n\n\
                鉴定每年一次。\n\n\
                消防每月检查。\n\n\
                微缩片另库保存。\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n\
                \t合计\t130.00\t110.00\t20.00\n",
        )],
        slip: ("国有资产账实相符", "账实相符"),
        told: (Verdict::Note, ""),
    },
};

/// Looks for keywords in all sentences and titles of all files of a disclosure. The list of obligations defines the
/// required explanations and their keywords. Saying that there is nothing to report counts as an explanation.
pub(in crate::audit) fn check<'o>(
    papers: &[Paper],
    cells: &Cells<'_>,
    explanations: impl Fn(DocumentKind) -> Vec<Explanation<'o>>,
    ledger: &mut Ledger,
) {
    let of_units = papers.iter().filter(|paper| !paper.scope.is_some_and(Scope::is_of_government));
    for (owner, papers) in by_owner(of_units, cells) {
        let required = explanations(DocumentKind::of(owner));
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

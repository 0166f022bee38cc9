//! 指标分值权重之和为 90 或 100.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BudgetTable, LineItem};
use std::collections::BTreeMap;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "weights",
    name: "绩效指标权重",
    rule: "指标分值权重之和为 90 或 100",
    why: "增删了指标，权重没有重新分。",
    condition: "绩效目标表里一个项目的权重都是整数、有三个以上时。预算执行率另占 10 分的表样，指标合计为 90；表跨页没有读全时也会不符，只提示。",
    basis: "《项目支出绩效评价管理办法》（财预〔2020〕10号），分值合计为 100。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                项目支出绩效目标表\n\n\
                （2024年）\n\n\
                预算单位\t\t示例市档案馆\t\t\t\n\
                项目名称\t\t档案数字化\t\t\t\n\
                一级指标\t二级指标\t三级指标\t指标值\t指标值设置依据\t指标分值权重\n\
                产出指标\t数量指标\t扫描页数\t≥50000 页\t计划标准\t40\n\
                \t质量指标\t图像合格率\t≥98%\t计划标准\t30\n\
                效益指标\t社会效益指标\t查档人次\t≥2000 人次\t计划标准\t20\n\
                满意度指标\t服务对象满意度\t查档人满意度\t≥95%\t计划标准\t10\n",
        )],
        slip: ("计划标准\t40", "计划标准\t45"),
        told: (Verdict::Note, "105"),
    },
};

/// Valid sums: 100, or 90 on forms that give 预算执行率 its own 10 points.
const SUMS: [u32; 2] = [90, 100];

/// Sums the indicator weights of each project, across pages.
pub(in crate::audit) fn check(items: &[LineItem], ledger: &mut Ledger) {
    let mut forms: BTreeMap<(&str, &str), Vec<&LineItem>> = BTreeMap::new();
    let of = |item: &&LineItem| item.table == BudgetTable::Performance && item.measure.as_str().contains("权重");
    for item in items.iter().filter(of) {
        if let Some(project) = item.project.as_deref() {
            forms.entry((&item.place.file, project)).or_default().push(item);
        }
    }
    for ((_, project), form) in forms {
        let weights: Option<Vec<u32>> = form.iter().map(|item| item.text.trim().parse().ok()).collect();
        let (Some(weights), Some(first)) = (weights, form.first()) else { continue };
        let sum: u32 = weights.iter().sum();
        if weights.len() < 3 || project.is_empty() {
            continue;
        }
        let opinion = if SUMS.contains(&sum) {
            Opinion::ok("weights")
        } else {
            Opinion::of("weights", Verdict::Note, format!("各指标权重之和为 {sum}，通常为 90 或 100"))
        };
        let text = || format!("{}“{project}”指标分值权重", first.table.title());
        ledger.sum(&first.place, text, sum.to_string().into(), opinion);
    }
}

//! 单位名称与文件的单位相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Cells, Paper, Sentence, is_short_for};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "unit",
    name: "单位名称",
    rule: "单位名称与文件的单位相符",
    why: "借用别的单位的文稿作模板，名称没有换干净。",
    condition: "标题或一句话写“某某单位2024年……预算（决算）”，或表头写“编制单位：某某”，而这个名称与文件的单位没有关系（不是简称、全称、上下级前后缀），全文只出现一两次，也没有在说明机构、下属、主管、合并更名的句子里提到时；文件自己的名称要出现三次以上。只提示。",
    basis: "公开的文字应是本单位的。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一、示例市档案馆2024年收支预算情况说明\n\n\
                示例市档案馆2024年收支总预算130.00万元。\n\n\
                二、示例市档案馆2024年收入预算情况说明\n\n\
                示例市档案馆2024年收入预算130.00万元。\n\n\
                三、示例市档案馆2024年支出预算情况说明\n\n\
                示例市档案馆2024年支出预算130.00万元。\n",
        )],
        slip: ("三、示例市档案馆", "三、示例市商务局"),
        told: (Verdict::Note, "示例市商务局"),
    },
};

static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:第[一二三四五六七八九十]+部分)?(?:[（(]?[一二三四五六七八九十]+[、.）)]+)?(?:关于)?(?P<name>\p{Han}{3,30}?(?:局|委员会|办公室|中心|研究院|法院|检察院|医院|学校|大学|学院|中学|小学|幼儿园|厅|总队|支队|大队|馆|联合会|协会|人民政府|街道办事处))\s*(?:20\d\d)\s*年")
        .expect("the pattern is constant")
});
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:编制单位|编制部门|填报单位|填报部门|公开单位|公开部门|预算主管部门|部门|单位名称|部门名称)\s*[：:]\s*(?P<name>\p{Han}{4,40})")
        .expect("the pattern is constant")
});
/// Words in sentences that legitimately mention other units.
const OTHERS: [&str; 26] = [
    "下属",
    "所属",
    "直属",
    "主管",
    "隶属",
    "纳入",
    "预算单位",
    "包括",
    "加挂",
    "挂牌",
    "划入",
    "划转",
    "划归",
    "合署",
    "原",
    "更名",
    "合并",
    "组建",
    "承担",
    "转隶",
    "移交",
    "会同",
    "印发",
    "通知",
    "批复",
    "代管",
];
/// A foreign name that occurs more often than this is no slip.
const SLIP: usize = 2;
/// The unit's own name must occur at least this often.
const OWN: usize = 3;

/// Finds names of unrelated units in titles, in labels and at the start of sentences.
pub(in crate::audit) fn check(papers: &[Paper], cells: &Cells<'_>, ledger: &mut Ledger) {
    for paper in papers {
        let Some(owner) = cells.owner(&paper.file) else { continue };
        let unit: String = owner.unit.chars().filter(|c| !c.is_whitespace()).collect();
        if unit.chars().count() < 4 {
            continue;
        }
        let named: Vec<(&Sentence, String, Range<usize>)> = paper.sentences.iter().filter_map(name).collect();
        let own = named.iter().filter(|(_, name, _)| related(name, &unit)).count();
        if own < OWN {
            continue;
        }
        named.iter().for_each(|(sentence, ..)| ledger.look("unit", &sentence.place));
        for (sentence, name, mark) in &named {
            if related(name, &unit) || explained(paper, name) {
                continue;
            }
            let times = paper.sentences.iter().filter(|other| other.text.contains(name.as_str())).count();
            if times <= SLIP {
                let because = format!("文件的单位是“{}”，这里写的是“{name}”；可能是模板里别的单位没有改", owner.unit);
                let opinion =
                    Opinion { expected: Some(owner.unit.to_string()), ..Opinion::of("unit", Verdict::Note, because) };
                ledger.remark(&sentence.place, &sentence.text, mark.clone(), opinion);
            }
        }
    }
}

fn name(sentence: &Sentence) -> Option<(&Sentence, String, Range<usize>)> {
    let text: &str = &sentence.text;
    let money = ["预算", "决算", "收入", "支出", "三公", "采购", "运行经费"].iter().any(|word| text.contains(word));
    let found = LABELLED.captures(text).or_else(|| TITLED.captures(text).filter(|_| money))?;
    let name = found.name("name")?;
    // These characters show that the match is a clause before the year, not a name.
    if name.as_str().contains(['是', '由', '为', '在', '将', '按', '对', '向', '了', '从', '第', '经', '根'])
    {
        return None;
    }
    Some((sentence, name.as_str().to_owned(), name.range()))
}

/// Whether one name contains or abbreviates the other, or both end alike.
fn related(name: &str, unit: &str) -> bool {
    let name = name.trim_start_matches("关于").trim_start_matches("中共");
    name.contains(unit)
        || unit.contains(name)
        || is_short_for(name, unit)
        || is_short_for(unit, name)
        || tail(name, unit)
}

/// Whether both names end in the same four or more characters, not counting generic endings: 巴州社会保险中心 and
/// 社会保险中心.
fn tail(name: &str, unit: &str) -> bool {
    let same = name.chars().rev().zip(unit.chars().rev()).take_while(|(one, other)| one == other).count();
    same >= 4
        && !["委员会", "办公室", "人民政府", "人民法院", "服务中心"]
            .iter()
            .any(|word| word.chars().count() + 1 > same && name.ends_with(word))
}

/// Whether some sentence mentions the name with a word that explains it as another unit.
fn explained(paper: &Paper, name: &str) -> bool {
    paper
        .sentences
        .iter()
        .any(|sentence| sentence.text.contains(name) && OTHERS.iter().any(|word| sentence.text.contains(word)))
}

//! “部门”与“单位”的说法前后一致.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{Paper, Place, Scope};
use std::ops::Range;
use std::sync::Arc;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "scope",
    name: "部门与单位",
    rule: "“部门”与“单位”的说法前后一致",
    why: "部门公开包括下属单位，单位公开只有本单位，混用了读者不知道数是谁的。",
    condition: "文件标明是部门公开或单位公开，标题、表名里有五处以上用同一个词，而另一个词只偶尔出现（不到五分之一），并且与文件标明的不同时；正文只看“本部门”“本单位”。名词解释、“部门预算经济分类”等固定说法不算。只提示。",
    basis: "财预〔2016〕143号，部门和单位分别公开。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                编制单位：示例市档案馆\n\n\
                一、2024年单位收支预算情况说明\n\n\
                收支总预算130.00万元。\n\n\
                二、2024年单位收入预算情况说明\n\n\
                收入来自一般公共预算拨款。\n\n\
                三、2024年单位支出预算情况说明\n\n\
                支出用于运转。\n\n\
                四、2024年单位收支预算总体情况说明\n\n\
                收支相等。\n\n\
                五、2024年单位支出预算分项情况说明\n\n\
                支出列一个科目。\n\n\
                六、2024年单位预算绩效情况说明\n\n\
                没有项目。\n\n\
                支出总体情况表\n\n\
                单位：万元\n\n\
                科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
                201\t一般公共服务支出\t130.00\t110.00\t20.00\n\
                20126\t档案事务\t130.00\t110.00\t20.00\n\
                2012604\t档案馆\t130.00\t110.00\t20.00\n\
                \t合计\t130.00\t110.00\t20.00\n",
        )],
        slip: ("三、2024年单位支出", "三、2024年部门支出"),
        told: (Verdict::Note, "部门"),
    },
};

/// Words that follow 部门 or 单位 when it says whose budget this is.
const BEHIND: [&str; 8] = ["收支", "收入", "支出", "预算", "决算", "概况", "基本情况", "“三公”"];
/// Set phrases that contain either word regardless of scope.
const PHRASES: [&str; 12] = [
    "部门预算支出经济分类",
    "部门预算经济分类",
    "部门预算管理",
    "部门预算编制",
    "部门预算批复",
    "部门预算改革",
    "部门预算公开",
    "部门整体",
    "预算单位",
    "所属单位",
    "下属单位",
    "单位预留",
];
/// Minimum number of mentions that establish the document's usage.
const ENOUGH: usize = 5;

/// An occurrence of one of the two words.
struct Mention<'a> {
    place: &'a Place,
    text: &'a Arc<str>,
    mark: Range<usize>,
    word: Scope,
}

/// Judges headings and table titles together, and sentences separately. Reports the other word where it is rare.
pub(in crate::audit) fn check(papers: &[Paper], ledger: &mut Ledger) {
    for paper in papers {
        let Some(scope) = paper.scope.filter(|scope| !scope.is_of_government()) else { continue };
        let headings = paper.sentences.iter().filter(|sentence| sentence.heading.is_some());
        let headings = headings.map(|sentence| (&sentence.place, &sentence.text));
        let titles = paper.tables.iter().map(|table| (&table.place, &table.title));
        let named: Vec<Mention<'_>> = headings
            .chain(titles)
            .flat_map(|(place, text)| mentions(place, text, &["部门", "单位"], &BEHIND))
            .collect();
        named.iter().for_each(|mention| ledger.look("scope", mention.place));
        judge(&named, scope, ledger);
        let sentences = paper.sentences.iter().filter(|sentence| {
            sentence.heading.is_none() && !sentence.section.iter().any(|heading| heading.contains("解释"))
        });
        let own: Vec<Mention<'_>> = sentences
            .flat_map(|sentence| mentions(&sentence.place, &sentence.text, &["本部门", "本单位"], &[""]))
            .collect();
        judge(&own, scope, ledger);
    }
}

fn mentions<'a>(place: &'a Place, text: &'a Arc<str>, words: &[&str; 2], behind: &[&str]) -> Vec<Mention<'a>> {
    let inside = |at: usize| {
        PHRASES
            .iter()
            .any(|phrase| text.match_indices(phrase).any(|(start, _)| (start..start + phrase.len()).contains(&at)))
    };
    let mut found = Vec::new();
    for (word, scope) in words.iter().zip([Scope::Department, Scope::Unit]) {
        for (at, _) in text.match_indices(word) {
            let end = at + word.len();
            if !inside(at) && behind.iter().any(|next| text[end..].starts_with(next)) {
                found.push(Mention { place, text, mark: at..end, word: scope });
            }
        }
    }
    // A line that uses both words does so on purpose.
    if found.iter().any(|one| one.word != found[0].word) { Vec::new() } else { found }
}

fn judge(found: &[Mention<'_>], scope: Scope, ledger: &mut Ledger) {
    let (own, other): (Vec<&Mention<'_>>, Vec<&Mention<'_>>) = found.iter().partition(|mention| mention.word == scope);
    if own.len() < ENOUGH || other.is_empty() || other.len() * 5 > own.len() {
        return;
    }
    for mention in other {
        let because =
            format!("这是{}的公开，别处都写“{}”，这里写“{}”", scope.name(), scope.name(), mention.word.name());
        ledger.remark(mention.place, mention.text, mention.mark.clone(), Opinion::of("scope", Verdict::Note, because));
    }
}

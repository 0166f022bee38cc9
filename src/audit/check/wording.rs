//! 文字残缺.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::Paper;
use regex::Regex;
use std::sync::LazyLock;

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "wording",
    name: "文字残缺",
    rule: "文字残缺",
    why: "模板没有填完就公开了，一眼可见。",
    condition: "“增加（减少）”没有选定、XX 没有填、增减率缺“%”或“%”重复、金额缺“万元”或把“万元”写成“万”、数字里混有字母、“占 %”“减少 万元”“接待 批次”没有填数、“比上年2.00万元。”没有动词、“主要原因是。”没有下文。草稿里的“【待补充：……】”还在的，是错误。标题只查没有填的空，表不查。",
    basis: "公开的文字应当完整。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                2024年支出预算120.00万元，比上年预算增加20.00万元。\n",
        )],
        slip: ("增加20.00", "增加（减少）20.00"),
        told: (Verdict::Form, "增加（减少）"),
    },
};

/// Alternatives of a template of which one should have been deleted: 增加（减少）, 下降/上升.
static CHOICE: LazyLock<Regex> = LazyLock::new(|| {
    let verb = "(?:增加|减少|增长|下降|上升|降低|提高)";
    Regex::new(&format!(r"{verb}\s*(?:[（(]\s*{verb}\s*[）)]|[/／]\s*{verb})")).expect("the pattern is constant")
});
/// Placeholders of a template that should have been filled in.
const BLANKS: [&str; 13] =
    ["XX", "××", "xx", "____", "＿＿", "〇〇", "○○", "某某单位", "某某部门", "某某局", "某某县", "某某市", "某某区"];
/// Placeholders that a draft leaves to be completed: 【待补充：原因】.
static OPEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"【?待(?:补充|填写|核实|确认)(?:[^】。]*】)?").expect("the pattern is constant"));
/// Words that introduce a reason.
const REASONS: [&str; 5] = ["主要原因是", "主要原因：", "主要原因:", "原因是", "主要是由于"];

/// 占 %, 比上年减少 万元, 接待 批次: a word that calls for a number, followed by a unit without one.
static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
    let blank = r"[\s_＿…○〇×*（）()]";
    let counted = "批次|人次|团组|人|名|辆|个|台";
    let of_money = "(?:费用?|经费|支出|收入|[总合]计|总额|预算|决算|[为共数额])";
    let of_things = "(?:编制|[实现共]有|在职|[退离]休|接待|保有量|购置|共计|[、，,])(?:人员|人数|数)?[为共]?";
    Regex::new(&format!(
        r"((?:(?:占|增长|下降|增加|减少|降低|提高|完成|合计|决算[为数]|预算[为数])(?:了|额|率)?[为约]?{blank}*(?:[%％]|万元|亿元|个百分点)|{of_money}{blank}+[万亿]元|{of_things}{blank}+(?:{counted})))\s*(?:[，。；、,;)）]|$)",
    ))
    .expect("the pattern is constant")
});
/// 增长13.95。, 占比68.75，: a rate without %, directly followed by the end of the clause.
static BARE_RATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?:增长|下降|降低|上升|增幅|降幅|占比|占)[为约]?\s*(\d+\.\d+)|万元[，,](?:增长|下降|降低)\s*(\d+))\s*[。；，,;]")
        .expect("the pattern is constant")
});
/// 公务接待费3.00，: an amount with two decimals and no unit, directly followed by the end of the clause.
static BARE_AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:费用?|经费|支出|收入|[总合]计|总额|预算数?|决算数?|增加|减少)[为共是了]?\s*(\d[\d,]*\.\d\d)\s*[。；，,;]",
    )
    .expect("the pattern is constant")
});
/// 较上年40.00%。, 比上年预算数2.00万元，: a comparison without a verb.
static NO_VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:比|较)(?:上年|去年|(?:19|20)\d\d年)(?:度|同期|的|年初|预算|决算|执行|数)*(?:(\d[\d,]*(?:\.\d+)?[%％])\s*[，。；,;]|(\d[\d,]*(?:\.\d+)?[亿万]?元)\s*[，,](?:主要|原因|由于|其中)|(\d[\d,]*(?:\.\d+)?[亿万]?元)\s*[。；])")
        .expect("the pattern is constant")
});
/// 公务接待费3.00万，: a unit that lacks its 元.
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:费用?|经费|支出|收入|[总合]计|总额|资金|预算数?|决算数?|增加|减少)[为共是了约]?\s*(\d[\d,]*(?:\.\d+)?\s*[万亿])\s*[。；，、,;]")
        .expect("the pattern is constant")
});
/// 98.69%%: a doubled percent sign.
static SIGNS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\d\s*[%％](?:\s*[%％])+)").expect("the pattern is constant"));

/// 12O.00万元, l2.50%: a letter typed for a digit.
static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d[\d,.]*[OolI][\d,.OolI]*\s*(?:[亿万千百]*元|[%％])|(?-u:\b)[OolI][\d,.]*\d[\d,.OolI]*\s*(?:[亿万千百]*元|[%％]))")
        .expect("the pattern is constant")
});

/// Checks every sentence; headings only for unfilled placeholders. A template choice counts if a number, a placeholder
/// or a reason follows it. A rate without % or an amount without 万元 counts if it directly follows its word and ends the
/// clause; for the amount, 元 must also occur in the sentence. A reason is missing if the sentence ends right after the
/// words that introduce it.
pub(in crate::audit) fn check(papers: &[Paper], ledger: &mut Ledger) {
    for sentence in papers.iter().flat_map(|paper| &paper.sentences) {
        let text: &str = &sentence.text;
        for open in OPEN.find_iter(text) {
            let opinion = Opinion::of("wording", Verdict::Open, "草稿中待补充的内容尚未填写");
            ledger.remark(&sentence.place, &sentence.text, open.range(), opinion);
        }
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for words in BLANKS {
            let at = text.match_indices(words).map(|(at, _)| at);
            let lone = at.filter(|at| !is_in_word(text, *at, words));
            found.extend(lone.map(|at| (at, at + words.len(), "模板中的空未填")));
        }
        if sentence.heading.is_none() {
            ledger.look("wording", &sentence.place);
            found.extend(of_sentence(text));
        }
        found.sort_unstable();
        found.dedup_by(|later, first| later.0 < first.1);
        for (from, to, because) in found {
            ledger.remark(&sentence.place, &sentence.text, from..to, Opinion::of("wording", Verdict::Form, because));
        }
    }
}

/// Defects of a sentence: start, end and explanation.
fn of_sentence(text: &str) -> Vec<(usize, usize, &'static str)> {
    let mut found = Vec::new();
    let choices = CHOICE.find_iter(text).filter(|found| {
        let rest = text[found.end()..].trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit())
            || ["的主要原因", "的原因", "主要原因", "原因"].iter().any(|reason| rest.starts_with(reason))
            || BLANKS.iter().any(|blank| rest.starts_with(blank))
    });
    found.extend(choices.map(|choice| (choice.start(), choice.end(), "模板的选择项没有删去，应只留一种说法")));
    for words in REASONS {
        let at = text.match_indices(words).map(|(at, _)| at);
        let bare = at.filter(|at| {
            let rest = text[at + words.len()..].trim_start_matches(['：', ':', ' ', '（', '）', '(', ')']);
            rest.is_empty() && text.ends_with(['。', '；']) || rest.starts_with(['。', '；'])
        });
        found.extend(bare.map(|at| (at, at + words.len(), "原因没有写")));
    }
    let mut each = |pattern: &Regex, because: &'static str| {
        let marked = pattern.captures_iter(text).filter_map(|found| found.iter().skip(1).flatten().next());
        found.extend(marked.map(|marked| (marked.start(), marked.end(), because)));
    };
    each(&EMPTY, "应填的数未填");
    each(&SIGNS, "“%”写重了");
    each(&LETTERS, "数字里混有字母");
    each(&NO_VERB, "“比……”之后漏写了“增加”“减少”一类的词");
    // The remaining patterns look for a number directly before the end of the clause.
    each(&BARE_RATE, "增减率或占比后面缺“%”");
    if text.contains('元') {
        each(&BARE_AMOUNT, "金额后面缺单位");
        each(&SHORT, "“万元”（“亿元”）少写了“元”");
    }
    found
}

/// Whether the letters belong to a longer word or to a code: `XX-2024`, `xxl`.
fn is_in_word(text: &str, at: usize, words: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() && !words.contains(c));
    part(text[..at].chars().last()) || part(text[at + words.len()..].chars().next())
}

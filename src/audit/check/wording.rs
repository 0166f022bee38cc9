//! 文字残缺.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::Paper;
use regex::Regex;
use std::sync::LazyLock;

/// The check as it is explained.
pub(in crate::audit) const CHECK: Check = Check {
    code: "wording",
    name: "文字残缺",
    rule: "文字残缺",
    why: "模板没有填完就公开了，一眼可见。",
    condition: "“增加（减少）”没有选定、XX 没有填、增减率缺“%”或“%”重复、数字里混有字母、“占 %”“减少 万元”没有填数、“主要原因是。”没有下文。表和标题不查。",
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

/// Words of a template that were to be chosen from.
const CHOICES: [&str; 10] = [
    "增加（减少）",
    "增加(减少)",
    "减少（增加）",
    "减少(增加)",
    "增长（下降）",
    "增长(下降)",
    "下降（增长）",
    "下降(增长)",
    "增加/减少",
    "增长/下降",
];
/// Places of a template that were to be filled in.
const BLANKS: [&str; 8] = ["XX", "××", "xx", "待补充", "待填写", "____", "＿＿", "〇〇"];
/// Words that announce a reason.
const REASONS: [&str; 5] = ["主要原因是", "主要原因：", "主要原因:", "原因是", "主要是由于"];
/// Words that a rate follows.
const RATES: [&str; 5] = ["增长", "下降", "降低", "占比", "占"];

/// 占 %, 比上年减少 万元: a word that a number follows, and the unit of the number without it.
static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"((?:占|增长|下降|增加|减少|降低|提高|完成|合计|决算[为数]|预算[为数])(?:了|额|率)?[为约]?[\s_＿]*(?:[%％]|万元|亿元|个百分点))\s*(?:[，。；、,;)）]|$)",
    )
    .expect("the pattern is constant")
});
/// 98.69%%
static SIGNS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d\s*[%％](?:\s*[%％])+").expect("the pattern is constant"));

/// 12O.00万元, l2.50%
static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d[\d,.]*[OolI][\d,.OolI]*\s*(?:[亿万千百]*元|[%％])|(?-u:\b)[OolI][\d,.]*\d[\d,.OolI]*\s*(?:[亿万千百]*元|[%％])")
        .expect("the pattern is constant")
});

/// It reads every sentence, headings and tables left out. A choice of a template counts where a number or a blank
/// follows it; a rate without % where it has two decimals, follows its word directly and the clause ends behind it; a
/// reason is empty where the sentence ends behind its announcement.
pub(in crate::audit) fn check(papers: &[Paper], ledger: &mut Ledger) {
    for sentence in papers.iter().flat_map(|paper| &paper.sentences).filter(|sentence| sentence.heading.is_none()) {
        ledger.look("wording", &sentence.place);
        let text: &str = &sentence.text;
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        // Few sentences have a bracket: the others are not searched for each of the choices.
        let choices = if text.contains(['（', '(', '/']) { &CHOICES[..] } else { &[] };
        for words in choices {
            let at = text.match_indices(words).map(|(at, _)| at);
            let open = at.filter(|at| {
                let rest = text[at + words.len()..].trim_start();
                rest.starts_with(|c: char| c.is_ascii_digit())
                    || ["的主要原因", "的原因", "主要原因", "原因"].iter().any(|reason| rest.starts_with(reason))
                    || BLANKS.iter().any(|blank| rest.starts_with(blank))
            });
            found.extend(open.map(|at| (at, at + words.len(), "模板的选择项没有删去，应只留一种说法")));
        }
        for words in BLANKS {
            let at = text.match_indices(words).map(|(at, _)| at);
            let lone = at.filter(|at| !is_in_word(text, *at, words));
            found.extend(lone.map(|at| (at, at + words.len(), "模板的空没有填")));
        }
        for words in REASONS {
            let at = text.match_indices(words).map(|(at, _)| at);
            let bare = at.filter(|at| {
                let rest = text[at + words.len()..].trim_start_matches(['：', ':', ' ']);
                rest.is_empty() && text.ends_with(['。', '；']) || rest.starts_with(['。', '；'])
            });
            found.extend(bare.map(|at| (at, at + words.len(), "原因没有写")));
        }
        for words in RATES {
            found.extend(bare_rates(text, words).map(|(from, to)| (from, to, "增减率或占比后面缺“%”")));
        }
        let empty = EMPTY.captures_iter(text).filter_map(|found| found.get(1));
        found.extend(empty.map(|found| (found.start(), found.end(), "该填的数没有填")));
        found.extend(SIGNS.find_iter(text).map(|found| (found.start(), found.end(), "“%”写重了")));
        found.extend(LETTERS.find_iter(text).map(|found| (found.start(), found.end(), "数字里混有字母")));
        found.sort_unstable();
        found.dedup_by(|later, first| later.0 < first.1);
        for (from, to, because) in found {
            ledger.remark(&sentence.place, &sentence.text, from..to, Opinion::of("wording", Verdict::Form, because));
        }
    }
}

/// Whether the letters belong to a longer word or to a code: `XX-2024`, `xxl`.
fn is_in_word(text: &str, at: usize, words: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() && !words.contains(c));
    part(text[..at].chars().last()) || part(text[at + words.len()..].chars().next())
}

/// `增长13.95。`: numbers with two decimals directly behind the word, at whose end the clause ends.
fn bare_rates<'a>(text: &'a str, words: &'static str) -> impl Iterator<Item = (usize, usize)> + 'a {
    text.match_indices(words).filter_map(|(at, word)| {
        let start = at + word.len();
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at(length);
        let (_, decimals) = number.split_once('.')?;
        let ends = behind.starts_with(['。', '；', '，', ',', ';']);
        (decimals.len() == 2 && decimals.bytes().all(|b| b.is_ascii_digit()) && ends).then_some((start, start + length))
    })
}

//! 年份与文件的年度相符.

use super::{Check, Example};
use crate::audit::Verdict;
use crate::audit::ledger::{Ledger, Opinion};
use crate::model::{BaseYear, Claim, Figure, FiscalYear, Paper, Phase, Place, Role, Sentence};
use regex::Regex;
use std::sync::LazyLock;

/// 202年度, 205年预算, 20225年部门预算: a year with too few or too many digits.
static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[^\d.,．，\p{Han}])(20\s*年度?(?:部门|单位)?(?:预算|决算|收支|收入|支出))|(?:^|[^\d.,．，])(2\d{2}\s*年(?:度|部门|单位|预算|决算|收支|收入|支出|财政|政府|一般公共|“?三公|初|末|底)|(?:19|20)\d{3}\s*年)",
    )
    .expect("the pattern is constant")
});

/// The check as explained to users.
pub(in crate::audit) const CHECK: Check = Check {
    code: "year",
    name: "年份",
    rule: "年份与文件的年度相符",
    why: "沿用上年的文稿，标题和句子里的年份没有改。",
    condition: "情况说明的标题，或与上年相比的一句话，只写了一个年份而它是上年时；预算公开里写“比某年增加”而某年就是本年时；“202年度”“20225年预算”一类年份缺位、多位的（标题、目录、表名和句子都查）。",
    basis: "公开的文字应是本年的。",
    example: Example {
        files: &[(
            "2024.txt",
            "示例市档案馆2024年单位预算公开\n\n\
                一、2024年收入预算情况说明\n\n\
                2024年收入预算120.00万元。\n",
        )],
        slip: ("一、2024年收入", "一、2023年收入"),
        told: (Verdict::Form, "2023年"),
    },
};

/// Finds headings of 情况说明, and sentences that compare an amount with 上年, that name the previous year instead of the
/// year of the document (text kept from last year). Applies where the year of the file is known from its titles and the
/// heading names only one year, or the sentence does not name the own year too.
pub(in crate::audit) fn check(papers: &[Paper], claims: &[Claim], ledger: &mut Ledger) {
    for paper in papers {
        let Some(own) = paper.year else { continue };
        let Some(before) = own.previous() else { continue };
        ledger.look("year", &Place::file(paper.file.clone()));
        with_itself(paper, own, claims, ledger);
        digits(paper, own, ledger);
        let stale = format!("{before}年");
        for sentence in paper.sentences.iter().filter(|sentence| sentence.heading.is_some()) {
            let text: &str = &sentence.text;
            let years = text.matches('年').count();
            let speaks = text.contains("情况说明") && (text.contains("预算") || text.contains("决算"));
            if let (Some(at), true, 1) = (text.find(&stale), speaks, years) {
                let mark = at..at + stale.len();
                ledger.remark(&sentence.place, &sentence.text, mark, opinion(own, before));
            }
        }
        for claim in claims.iter().filter(|claim| claim.place.file == paper.file && claim.year == Some(before)) {
            let compared = claim.figures.iter().any(|figure| {
                matches!(figure.role, Role::Change(_) | Role::Rate(_))
                    && figure.base.is_some_and(|base| base.year == BaseYear::Previous)
            });
            // A sentence that names both years describes how last year went.
            let both = claim.text.contains(&format!("{own}年"));
            if let (Some(at), true, true, false) = (claim.text.find(&stale), compared, claim.current().is_some(), both)
            {
                ledger.remark(&claim.place, &claim.text, at..at + stale.len(), opinion(own, before));
            }
        }
    }
}

/// Finds years with missing or extra digits in headings, sentences, table titles and the table of contents.
fn digits(paper: &Paper, own: FiscalYear, ledger: &mut Ledger) {
    let sentences = paper.sentences.iter().map(|sentence| (&sentence.place, &sentence.text));
    let titles = paper.tables.iter().map(|table| (&table.place, &table.title));
    let entries = paper.contents.iter().map(|entry| (&entry.place, &entry.text));
    for (place, text) in sentences.chain(titles).chain(entries) {
        for mark in DIGITS.captures_iter(text).filter_map(|found| found.get(1).or(found.get(2))) {
            let mark = mark.start()..mark.start() + mark.as_str().find('年').map_or(0, |at| at + '年'.len_utf8());
            let because = format!("年份不是四位数；这是{own}年的文件");
            ledger.remark(place, text, mark, Opinion::of("year", Verdict::Form, because));
        }
    }
}

/// Finds 比2026年预算增加 in the budget of 2026, which would compare the budget with itself. Only for budgets, since a final
/// account does compare with the budget of its own year.
fn with_itself(paper: &Paper, own: FiscalYear, claims: &[Claim], ledger: &mut Ledger) {
    if paper.phase != Some(Phase::Approved) {
        return;
    }
    let of_own = |figure: &Figure| figure.base.is_some_and(|base| base.year == BaseYear::Stated(own));
    let mut told = None;
    for claim in
        claims.iter().filter(|claim| claim.place.file == paper.file && claim.year.is_none_or(|year| year == own))
    {
        // Skip reports of a government, which also describe how the current year went.
        let budget = claim.phase.is_none_or(|phase| phase == Phase::Approved) && claim.territory.is_none();
        let changed = |figure: &&Figure| matches!(figure.role, Role::Change(_) | Role::Rate(_) | Role::AboutFlat);
        let Some(figure) = claim.figures.iter().filter(changed).find(|figure| of_own(figure)).filter(|_| budget) else {
            continue;
        };
        let words = format!("{own}年");
        let before = claim.text.get(..figure.span.start).unwrap_or_default();
        let Some(at) = before.rfind(&words).filter(|at| told != Some((&claim.place, *at))) else { continue };
        // Only trust the year of the document if another sentence or title names it too.
        let elsewhere = |sentence: &Sentence| sentence.text != claim.text && sentence.text.contains(&words);
        if !paper.sentences.iter().any(elsewhere) {
            continue;
        }
        told = Some((&claim.place, at));
        let before = own.previous().map(|before| format!("{before}年"));
        let because = format!("这是{own}年的预算，这里又与{own}年相比");
        let opinion = Opinion { expected: before, ..Opinion::of("year", Verdict::Form, because) };
        ledger.remark(&claim.place, &claim.text, at..at + words.len(), opinion);
    }
}

fn opinion(own: FiscalYear, before: FiscalYear) -> Opinion {
    Opinion {
        expected: Some(format!("{own}年")),
        likely_cause: Some("照抄了上年的文字，没有改年份".to_owned()),
        ..Opinion::of("year", Verdict::Form, format!("这是{own}年的文件，这里写的是{before}年"))
    }
}

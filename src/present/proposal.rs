//! 对照建议的输出: proposals as a table, as a CSV that `--bridge` can read after wrong rows are deleted, and as JSON.

use super::PresentError;
use super::csv_guard::BOM;
use super::records::into_text;
use super::table::{Cell, Column, Kind, Row, Table};
use crate::analysis::{Evidence, Pair, Proposal, Proposals, SOUND};
use crate::model::{Amount, FiscalYear, Share};
use serde::Serialize;

/// A row of `bridge --format csv`: the columns of a bridge, and the score.
#[derive(Serialize)]
struct WireRow {
    from_year: String,
    to_year: u16,
    old_code: String,
    old_name: String,
    new_code: String,
    new_name: String,
    share: String,
    unit: String,
    source: String,
    score: i32,
}

/// `bridge --format json`, as `data/schema/bridge.schema.json` describes it.
#[derive(Serialize)]
struct Wire<'a> {
    base: u16,
    year: u16,
    amount_unit: &'static str,
    proposals: Vec<WireProposal<'a>>,
}

#[derive(Serialize)]
struct WireProposal<'a> {
    kind: &'static str,
    score: i32,
    sound: bool,
    partial: bool,
    unit: Option<&'a str>,
    table: &'static str,
    pairs: Vec<WirePair<'a>>,
    evidence: Vec<WireEvidence>,
}

#[derive(Serialize)]
struct WirePair<'a> {
    old_code: Option<&'a str>,
    old_name: &'a str,
    new_code: Option<&'a str>,
    new_name: &'a str,
    share: String,
    prior: Option<String>,
    current: Option<String>,
}

#[derive(Serialize)]
struct WireEvidence {
    kind: &'static str,
    points: i32,
    words: String,
}

/// Proposals as a table for a terminal of `width` columns, each with its evidence and points below it.
pub fn proposals_table(proposals: &Proposals, width: u16) -> String {
    let mut text = format!("{} → {} 年科目对照建议（万元）\n\n", proposals.base, proposals.year);
    if proposals.list.is_empty() {
        return text + "没有发现可能转移、拆分、合并或改名的科目。\n";
    }
    for (at, proposal) in proposals.list.iter().enumerate() {
        let unit = proposal.unit.as_deref().unwrap_or("各单位");
        let state = state(proposal);
        text += &format!(
            "{}. {}分 {}（{unit}，{}）{state}\n",
            at + 1,
            proposal.score(),
            proposal.kind.title(),
            proposal.table.title()
        );
        text += &pairs(&proposal.pairs).terminal(width);
        for evidence in &proposal.evidence {
            text += &format!("   {:+} {}\n", evidence.points(), words(evidence));
        }
        text.push('\n');
    }
    text + &legend()
}

fn pairs(pairs: &[Pair]) -> Table {
    let row = |pair: &Pair| {
        Row::without_level([
            Cell::text(pair.old.to_string()),
            Cell::amount(pair.prior),
            Cell::text(pair.new.to_string()),
            Cell::amount(pair.current),
            Cell::amount(change(pair)),
            Cell::text(pair.share.to_string()),
        ])
    };
    let columns = [
        ("原科目", Kind::Text),
        ("上年", Kind::Figure),
        ("新科目", Kind::Text),
        ("本年", Kind::Figure),
        ("增减", Kind::Figure),
        ("份额", Kind::Word),
    ];
    let columns: Vec<Column> = columns.map(|(head, kind)| Column::new(head, kind)).into();
    Table { labels: columns.len(), columns, rows: pairs.iter().map(row).collect(), ..Table::default() }
}

/// Explains the score and the use of the proposals.
fn legend() -> String {
    format!(
        "得分是各条依据分值之和。{SOUND} 分及以上、且不与得分更高的建议冲突的，写成可用的行；其余的行前加 #，--bridge 不读。\n这些都只是建议：用 -o 写成 CSV，删去不对的行（要用的去掉 #）后再给 --bridge。\n"
    )
}

/// Proposals as a bridge, in which rows that are not sound are commented out with `#`.
///
/// # Errors
/// None in practice.
pub fn proposals_csv(proposals: &Proposals) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    if proposals.list.is_empty() {
        let head = [
            "from_year",
            "to_year",
            "old_code",
            "old_name",
            "new_code",
            "new_name",
            "share",
            "unit",
            "source",
            "score",
        ];
        writer.write_record(head).map_err(PresentError::from)?;
    }
    for proposal in &proposals.list {
        let mark = if proposal.sound { "" } else { "#" };
        for row in wire_rows(proposal, (proposals.base, proposals.year), mark) {
            writer.serialize(row).map_err(PresentError::from)?;
        }
    }
    Ok(into_text(writer)?)
}

/// One proposal as a bridge, whether it is sound or not. It is also what tells proposals of the same years apart.
///
/// # Errors
/// None in practice.
pub fn proposal_csv(proposal: &Proposal, span: (FiscalYear, FiscalYear)) -> Result<String, crate::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in wire_rows(proposal, span, "") {
        // What it rests on may be worded otherwise when more files are there.
        writer.serialize(WireRow { source: String::new(), score: 0, ..row }).map_err(PresentError::from)?;
    }
    Ok(into_text(writer)?)
}

/// The rows of a bridge that a proposal makes; `mark` comments them out.
fn wire_rows(proposal: &Proposal, (base, year): (FiscalYear, FiscalYear), mark: &str) -> Vec<WireRow> {
    let words: Vec<String> = proposal.evidence.iter().map(|e| format!("{}（{:+}）", words(e), e.points())).collect();
    let code = |code: &Option<crate::model::Code>| code.as_ref().map(ToString::to_string).unwrap_or_default();
    let row = |pair: &Pair| WireRow {
        from_year: format!("{mark}{base}"),
        to_year: year.get(),
        old_code: code(&pair.old.code),
        old_name: pair.old.name.to_string(),
        new_code: code(&pair.new.code),
        new_name: pair.new.name.to_string(),
        // The user must fill in the share.
        share: if proposal.partial { String::new() } else { share(pair.share) },
        unit: proposal.unit.as_deref().unwrap_or_default().to_owned(),
        source: format!("{}{}", if proposal.partial { "份额待填；" } else { "" }, words.join("；")),
        score: proposal.score(),
    };
    proposal.pairs.iter().map(row).collect()
}

/// Proposals as JSON.
///
/// # Errors
/// None in practice.
pub fn proposals_json(proposals: &Proposals) -> Result<String, crate::Error> {
    let (base, year) = (proposals.base.get(), proposals.year.get());
    let list = proposals.list.iter().map(wire).collect();
    let wire = Wire { base, year, amount_unit: "元", proposals: list };
    Ok(serde_json::to_string_pretty(&wire).map_err(PresentError::from)? + "\n")
}

fn wire(proposal: &Proposal) -> WireProposal<'_> {
    let yuan = |amount: Option<Amount>| amount.map(|amount| amount.to_yuan().to_string());
    let pair = |pair: &'_ Pair| -> (Option<String>, Option<String>) { (yuan(pair.prior), yuan(pair.current)) };
    let pairs = proposal.pairs.iter().map(|one| {
        let (prior, current) = pair(one);
        WirePair {
            old_code: one.old.code.as_ref().map(|code| code.as_str()),
            old_name: &one.old.name,
            new_code: one.new.code.as_ref().map(|code| code.as_str()),
            new_name: &one.new.name,
            share: one.share.to_string(),
            prior,
            current,
        }
    });
    let evidence = proposal.evidence.iter();
    WireProposal {
        kind: proposal.kind.name(),
        score: proposal.score(),
        sound: proposal.sound,
        partial: proposal.partial,
        unit: proposal.unit.as_deref(),
        table: proposal.table.name(),
        pairs: pairs.collect(),
        evidence: evidence.map(|e| WireEvidence { kind: e.name(), points: e.points(), words: words(e) }).collect(),
    }
}

/// The change between two codes if the whole amount moved from one to the other.
fn change(pair: &Pair) -> Option<Amount> {
    let change = pair.prior.zip(pair.current).and_then(|(prior, current)| current.checked_sub(prior));
    change.filter(|_| pair.share == Share::WHOLE)
}

pub(super) fn state(proposal: &Proposal) -> &'static str {
    match (proposal.sound, proposal.partial) {
        (true, _) => "",
        (false, true) => " 只转了一部分，或转到几个科目，份额请自己填",
        (false, false) if proposal.score() < SOUND => " 依据不足，只供参考",
        (false, false) => " 与前面的建议冲突",
    }
}

/// An exact share, extended so that spreadsheets do not take it for a date: 10000/60000 for 1/6.
fn share(share: Share) -> String {
    let text = share.to_string();
    match text.contains('/') {
        true => format!("{}0000/{}0000", share.numerator(), share.denominator()),
        false => text,
    }
}

/// Describes a piece of evidence.
pub(super) fn words(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Stated { text, place } => format!("文字写明转移：{}（{place}）", cut(text)),
        Evidence::MentionedTogether { text, place } => format!("文字同时提到两个科目和调整：{}（{place}）", cut(text)),
        Evidence::Hinted { text, place } => format!("文字提到其中一个科目有调整：{}（{place}）", cut(text)),
        Evidence::Known(source) => format!("已知的科目调整：{source}"),
        Evidence::StatedBase => "本年文件所说的新科目上年数，正是原科目的上年数".to_owned(),
        Evidence::SameName => "名称相同，编码或写法不同".to_owned(),
        Evidence::CommonName => "名称相同，但许多款下都有这个名称".to_owned(),
        Evidence::Renamed => "编码相同，名称变了".to_owned(),
        Evidence::Reused => "编码相同，名称差别大，也可能改作他用".to_owned(),
        Evidence::OneSided => "原科目本年没有数，新科目上年表中没有数".to_owned(),
        Evidence::EqualAmounts => "金额相同（在公布的位数内）".to_owned(),
        Evidence::NearAmounts(ratio) => format!("金额相近，相差 {}%", ratio.percent(2)),
        Evidence::SumsUp => "几项之和等于一项（在公布的位数内）".to_owned(),
        Evidence::SameSection => "同在一款".to_owned(),
        Evidence::SameCategory => "同在一类".to_owned(),
        Evidence::Others(count) => format!("另有 {count} 种搭配同样成立"),
    }
}

/// A sentence, shortened if it is long.
fn cut(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{}……”", &text[..end]),
        None => format!("“{text}”"),
    }
}

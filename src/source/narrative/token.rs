//! 词元: the words and numbers that the grammar knows, in order; everything else is text.

use super::base;
use crate::model::{Base, Direction, FiscalYear};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// A token with its bytes in the plain text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A number with an amount unit.
    Amount,
    /// A number with %.
    Percent,
    /// A number with 个百分点.
    Points,
    /// A number with 倍.
    Times,
    /// 是上年的3倍
    Multiple(Base),
    /// 2024年
    Year(FiscalYear),
    /// 增加 … `None`: 增加（减少）, left over from a template.
    Direction(Option<Direction>),
    /// 持平; false: 基本持平.
    Flat(bool),
    /// 增长率无可比性
    Incomparable,
    /// 比上年预算
    Compare(Base),
    /// 小于上年预算数
    Beyond(Direction, Base),
    /// 占
    Share,
    /// 完成
    Completion,
    /// 为年初预算60000万元的…: 完成 in other words, with the words of the budget.
    OfBudget,
    /// 其中, 包括
    Among,
    /// 主要原因, 用于: what follows explains and claims nothing.
    Reason,
    /// ,
    Comma,
    /// ;
    Semicolon,
    /// :
    Colon,
    /// 。
    Stop,
    /// 翻一番: a number of 倍 in words.
    Doubling(u32),
    /// ( of an aside that holds a list or a second rate.
    Open,
    /// ( of an aside that gives all of last year's amount: （上年仅为20万元）.
    OpenPrior,
    /// Its ).
    Close,
    /// Dates, thresholds, counts and asides: no figure of a claim.
    Noise,
    /// Words.
    Text,
}

const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?";

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    let base = base::PATTERN;
    let vague = "多|有?余|及?以[上下内]|左右";
    let up = "增长|增加|增幅|提高|增收|增支|上升|上涨|增多";
    let down = "减少|下降|降低|降幅|减收|减支|减幅|缩减|下滑|压减";
    let pattern = [
        r"(?P<noise>(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?[底末]?|占用|占有|占地|不占|连续[\d一二三四五六七八九两]+年|〔\d+〕\d*号?|-?\d[\d,.]*\u{fffd}[\d,.\u{fffd}]*(?:[亿万千百]*元|%|个?百分点|倍)?)".to_owned(),
        format!(r"(?P<threshold>{NUMBER}(?:[亿万千百]*元(?:/|\(含\))|(?:[亿万千百]*元|%)及?(?:以[上下内]|左右))|{NUMBER}倍(?:{vague})|(?:近|约|超过?|逾|接近|不到|不足){NUMBER}倍)"),
        // 是上年的3倍多 is no figure that could be judged.
        format!(r"(?P<multiple>(?:是|为|达到?|相当于)(?P<of>{base}){NUMBER}倍)(?P<vague>{vague})?"),
        format!(r"(?P<beyond>(?P<side>[小低少大高多])于(?P<than>{base}))"),
        format!(
            r"(?P<compare>(?:比|较|与|同|和|对比|相较于?)(?P<with>{base})(?:相比较?|对比|比较|比)?|同比|对比|按?(?:同|可比)口径(?:相比|比较)?|可比)"
        ),
        format!(r"(?P<template>(?:{up}|{down})[(/](?:{up}|{down})\)?)"),
        r"(?P<about>基本持平|基本一致|基本相同)".to_owned(),
        r"(?P<incomparable>(?:增长率|增减率|增幅)?(?:无可比性|无法比较|不可比))".to_owned(),
        r"(?P<flat>持平|保持一致|一致|相同|相等|无(?:增减)?变[化动]|无增减|没有变化|零增长|未发生变化)".to_owned(),
        r"(?P<reason>主要用于以下方面)".to_owned(),
        r"(?P<why>(?:增加|减少|增长|下降|变动|变化|增减)?的?(?:主要)?原因|主要[是因由系为]|主要用于|用于|由于|主要指)".to_owned(),
        format!(r"(?P<up>{up})|(?P<down>{down})"),
        format!(r"(?P<amount>-?{NUMBER}(?:亿|百万|万|千)?元)"),
        format!(r"(?P<percent>-?{NUMBER}%)|(?P<points>{NUMBER}个?百分点)|(?P<times>{NUMBER}倍)"),
        r"(?P<year>(?:19|20)\d\d年度?)".to_owned(),
        r"(?P<doubling>翻了?(?P<doublings>[一二两三四]?)番)".to_owned(),
        r"(?P<share>占)|(?P<completion>完成|(?:为|达到?|是)(?P<budget>年初预算|调整后?的?预算|全年预算|年度预算|预算)(?:数|安排|任务)?)|(?P<among>其中|主要包括|包括)".to_owned(),
        r"(?P<comma>,)|(?P<semicolon>;)|(?P<colon>:)|(?P<stop>[。!?])".to_owned(),
    ]
    .join("|");
    Regex::new(&pattern).expect("the pattern is constant")
});
static FIGURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d(?:[亿万千百]*元|%)").expect("the pattern is constant"));

/// Cuts plain text into tokens that cover all of it.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let asides = asides(text);
    let mut tokens = Vec::new();
    let mut at = 0;
    for found in TOKEN.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        if whole.start() < at {
            continue;
        }
        gap(&mut tokens, &asides, at..whole.start());
        at = whole.end();
        if asides.iter().any(|aside| !aside.read && aside.span.contains(&whole.start())) {
            tokens.push(Token { kind: Kind::Noise, span: whole.range() });
            continue;
        }
        tokens.push(Token { kind: kind(&found, whole.as_str()), span: whole.range() });
    }
    gap(&mut tokens, &asides, at..text.len());
    tokens
}

/// A bracket with a figure in it. It is read where it lists parts, gives a second rate or last year's amount, else
/// it is an aside.
struct Aside {
    span: Range<usize>,
    read: bool,
    prior: bool,
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d[亿万千百]*元").expect("the pattern is constant"));

/// Whether an aside says what all of last year's amount was, not merely a part of it.
fn gives_prior(inner: &str) -> bool {
    ["上年", "去年", "上一年"].iter().any(|word| inner.starts_with(word))
        && ["仅", "只", "共", "总", "为", "是", "数"].iter().any(|word| inner.contains(word))
        && AMOUNT.find_iter(inner).count() == 1
}

fn asides(text: &str) -> Vec<Aside> {
    let mut asides = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(at),
            ')' => {
                if let Some(start) = open.pop()
                    && FIGURE.is_match(&text[start..at])
                {
                    let inner = &text[start + 1..at];
                    let prior = gives_prior(inner);
                    let list = ["其中", "包括", "含", "同口径", "可比"].iter().any(|word| inner.starts_with(word));
                    asides.push(Aside { span: start..at + 1, read: prior || list, prior });
                }
            }
            _ => {}
        }
    }
    asides
}

/// Text between tokens, cut where an aside opens or closes.
fn gap(tokens: &mut Vec<Token>, asides: &[Aside], span: Range<usize>) {
    let mut cuts: Vec<(usize, Kind)> = Vec::new();
    for aside in asides {
        let open = if aside.prior { Kind::OpenPrior } else { Kind::Open };
        for (at, kind) in [(aside.span.start, open), (aside.span.end - 1, Kind::Close)] {
            if span.contains(&at) {
                cuts.push((at, if aside.read { kind } else { Kind::Noise }));
            }
        }
    }
    cuts.sort_by_key(|(at, _)| *at);
    let mut at = span.start;
    let hidden = |at: usize| asides.iter().any(|aside| !aside.read && aside.span.contains(&at));
    for (cut, kind) in cuts.into_iter().chain([(span.end, Kind::Text)]) {
        if cut > at {
            tokens.push(Token { kind: if hidden(at) { Kind::Noise } else { Kind::Text }, span: at..cut });
        }
        if cut < span.end {
            tokens.push(Token { kind, span: cut..cut + 1 });
            at = cut + 1;
        }
    }
}

fn kind(found: &Captures<'_>, text: &str) -> Kind {
    let has = |name: &str| found.name(name).is_some();
    let simple = [
        ("noise", Kind::Noise),
        ("threshold", Kind::Noise),
        ("template", Kind::Direction(None)),
        ("about", Kind::Flat(false)),
        ("flat", Kind::Flat(true)),
        ("incomparable", Kind::Incomparable),
        ("reason", Kind::Among),
        ("why", Kind::Reason),
        ("up", Kind::Direction(Some(Direction::Up))),
        ("down", Kind::Direction(Some(Direction::Down))),
        ("amount", Kind::Amount),
        ("percent", Kind::Percent),
        ("points", Kind::Points),
        ("times", Kind::Times),
        ("share", Kind::Share),
        ("budget", Kind::OfBudget),
        ("completion", Kind::Completion),
        ("among", Kind::Among),
        ("comma", Kind::Comma),
        ("semicolon", Kind::Semicolon),
        ("colon", Kind::Colon),
        ("stop", Kind::Stop),
    ];
    if let Some((_, kind)) = simple.into_iter().find(|(name, _)| has(name)) {
        return kind;
    }
    if let Some(of) = found.name("of") {
        return if has("vague") { Kind::Noise } else { Kind::Multiple(base::read(of.as_str())) };
    }
    if let Some(than) = found.name("than") {
        let small = found.name("side").is_some_and(|side| matches!(side.as_str(), "小" | "低" | "少"));
        return Kind::Beyond(if small { Direction::Down } else { Direction::Up }, base::read(than.as_str()));
    }
    if has("doubling") {
        let times = found.name("doublings").map_or("", |word| word.as_str());
        // 翻两番 is four times as much: 是上年的4倍.
        return Kind::Doubling(match times {
            "二" | "两" => 4,
            "三" => 8,
            "四" => 16,
            _ => 2,
        });
    }
    if has("compare") {
        let mut base = base::read(found.name("with").map_or("同比", |with| with.as_str()));
        base.comparable |= text.contains("口径") || text.contains("可比");
        return Kind::Compare(base);
    }
    let year = text.chars().take(4).collect::<String>().parse().ok().and_then(FiscalYear::new);
    year.map_or(Kind::Noise, Kind::Year)
}

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
    /// The unit that a list of numbers prints once, behind its last: the 万元 of 各减少9.00、12.00万元.
    pub unit: Range<usize>,
}

impl Token {
    fn new(kind: Kind, span: Range<usize>) -> Self {
        Self { kind, unit: span.end..span.end, span }
    }

    /// Whether it is a number of an amount, a rate or points.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Amount | Kind::Percent | Kind::Points | Kind::Times)
    }
}

/// Words that only join the numbers of a list.
pub(super) const JOINERS: &[&str] = &["、", "和", "及", "与", "以及"];

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
    /// A number with a character that nobody can read.
    Unreadable,
    /// Dates, thresholds, counts and asides: no figure of a claim.
    Noise,
    /// Words.
    Text,
}

const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?";
/// 五十一万六千, 伍拾壹点陆万
const WORDS: &str =
    "[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟点万亿]";
/// What may stand behind 905.30万 where 元 was left out; behind anything else it counts things: 1.4万家.
const BEHIND_SHORT: &[&str] = &[
    ",", ";", "。", "、", ")", ":", "比", "较", "同比", "与上", "与20", "增长", "增加", "下降", "减少", "占", "完成",
    "其中",
];

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    let base = base::PATTERN;
    let vague = "多|有?余|及?以[上下内]|左右";
    let up = "增长|增加|增幅|提高|提升|增收|增支|上升|上涨|增多";
    let down = "负增长|减少|下降|降低|降幅|减收|减支|减幅|缩减|下滑|压减|回落";
    let pattern = [
        r"(?P<noise>(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?[底末]?|占用|占有|占地|不占|连续[\d一二三四五六七八九两]+年|〔\d+〕\d*号?)".to_owned(),
        // A character without a meaning among the digits, or a letter, which `PrintedNumber` may know to be a digit.
        r"(?P<unreadable>-?\d[\d,.]*(?:\u{fffd}[\d,.\u{fffd}]*|[\u{e000}-\u{f8ff}\u{f0000}-\u{10ffff}?][\d,.]*\d)(?:[亿万千百]*元|%|个?百分点|倍)?)".to_owned(),
        r"(?P<lettered>-?\d[\d,.]*[OolI][\d,.OolI]*(?:[亿万千百]*元|%)|(?-u:\b)[OolI][OolI\d,.]*\d[\d,.OolI]*(?:[亿万千百]*元|%))".to_owned(),
        format!(r"(?P<threshold>{NUMBER}(?:[亿万千百]*元(?:/|\(含\))|(?:[亿万千百]*元|%)及?(?:以[上下内]|左右))|{WORDS}+元(?:及?(?:以[上下内]|左右)|/)|{NUMBER}倍(?:{vague})|(?:近|约|超过?|逾|接近|不到|不足){NUMBER}倍)"),
        // 是上年的3倍多 is no figure that could be judged.
        format!(r"(?P<multiple>(?:是|为|达到?|相当于)(?P<of>{base}){NUMBER}倍)(?P<vague>{vague})?"),
        format!(r"(?P<beyond>(?P<side>[小低少大高多等])于(?P<than>{base}))"),
        format!(
            r"(?P<compare>(?:比|较|与|同|和|对比|相较于?)(?P<with>{base})(?:相比较?|对比|比较|比)?|同比|对比|按?(?:同|可比)口径(?:相比|比较)?|可比)"
        ),
        format!(r"(?P<template>(?:{up}|{down})[(/](?:{up}|{down})\)?)"),
        r"(?P<about>基本持平|基本一致|基本相同)".to_owned(),
        r"(?P<incomparable>(?:增长率|增减率|增幅)?(?:无可比性|无法比较|不可比))".to_owned(),
        r"(?P<flat>持平|保持一致|一致|相同|相等|[无没]有?(?:增减|任何)?变[化动]|[无没]有?增减|零增长|未(?:发生)?(?:增减)?变[化动]|(?:保持)?不变|不增不减)".to_owned(),
        r"(?P<reason>主要用于以下方面)".to_owned(),
        r"(?P<why>(?:增加|减少|增长|下降|变动|变化|增减)?的?(?:主要)?原因|主要[是因由系为]|主要用于|用于|由于|主要指)".to_owned(),
        format!(r"(?P<up>{up})|(?P<down>{down})"),
        format!(r"(?P<list>-?{NUMBER}(?:(?:[、和及与]|以及)-?{NUMBER})+(?:(?:亿|百万|万|千)?元|%))"),
        format!(r"(?P<amount>-?{NUMBER}(?:亿|百万|万|千)?元|{WORDS}+[元圆](?:整|正)?)"),
        format!(r"(?P<percent>-?{NUMBER}[%‰]|[百千]分之(?:{NUMBER}|[零〇]点[零〇一二三四五六七八九]+|{WORDS}*))"),
        format!(r"(?P<points>{NUMBER}个?百分点)|(?P<times>{NUMBER}倍)|(?P<short>-?{NUMBER}[亿万])"),
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
        let rest = &text[whole.end()..];
        if found.name("short").is_some() && !(rest.is_empty() || BEHIND_SHORT.iter().any(|word| rest.starts_with(word)))
        {
            continue;
        }
        gap(&mut tokens, &asides, at..whole.start());
        at = whole.end();
        if asides.iter().any(|aside| !aside.read && aside.span.contains(&whole.start())) {
            tokens.push(Token::new(Kind::Noise, whole.range()));
        } else if found.name("list").is_some() {
            list(&mut tokens, text, whole.range());
        } else {
            tokens.push(Token::new(kind(&found, whole.as_str()), whole.range()));
        }
    }
    gap(&mut tokens, &asides, at..text.len());
    tokens
}

static LISTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("-?{NUMBER}")).expect("the pattern is constant"));

/// The numbers of a list that prints its unit once, and the words between them.
fn list(tokens: &mut Vec<Token>, text: &str, span: Range<usize>) {
    let mut numbers: Vec<Range<usize>> = LISTED.find_iter(&text[span.clone()]).map(|found| found.range()).collect();
    let unit = numbers.last().map_or(span.end, |last| span.start + last.end)..span.end;
    let kind = if &text[unit.clone()] == "%" { Kind::Percent } else { Kind::Amount };
    let mut at = span.start;
    let last = numbers.pop();
    for number in numbers {
        let number = span.start + number.start..span.start + number.end;
        if number.start > at {
            tokens.push(Token::new(Kind::Text, at..number.start));
        }
        at = number.end;
        tokens.push(Token { kind: kind.clone(), span: number, unit: unit.clone() });
    }
    if let Some(last) = last {
        tokens.push(Token::new(Kind::Text, at..span.start + last.start));
        tokens.push(Token::new(kind, span.start + last.start..span.end));
    }
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
            tokens.push(Token::new(if hidden(at) { Kind::Noise } else { Kind::Text }, at..cut));
        }
        if cut < span.end {
            tokens.push(Token::new(kind, cut..cut + 1));
            at = cut + 1;
        }
    }
}

fn kind(found: &Captures<'_>, text: &str) -> Kind {
    let has = |name: &str| found.name(name).is_some();
    let simple = [
        ("noise", Kind::Noise),
        ("unreadable", Kind::Unreadable),
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
        ("short", Kind::Amount),
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
    if has("lettered") {
        return if text.ends_with('%') { Kind::Percent } else { Kind::Amount };
    }
    if let Some(of) = found.name("of") {
        return if has("vague") { Kind::Noise } else { Kind::Multiple(base::read(of.as_str())) };
    }
    if let Some(than) = found.name("than") {
        let direction = match found.name("side").map_or("", |side| side.as_str()) {
            "小" | "低" | "少" => Direction::Down,
            "等" => Direction::Flat,
            _ => Direction::Up,
        };
        return Kind::Beyond(direction, base::read(than.as_str()));
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

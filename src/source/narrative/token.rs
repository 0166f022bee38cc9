//! 词元: splits text into the words and numbers that the grammar knows; everything else is plain text.

use crate::model::{Base, Direction, FiscalYear};
use crate::source::base;
use regex::Regex;
use regex_automata::meta::Regex as Patterns;
use regex_automata::{Anchored, Input, Match};
use std::ops::Range;
use std::sync::LazyLock;

/// A token with its bytes in the plain text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
    /// The unit that a list of numbers prints only after its last number: the 万元 of 各减少9.00、12.00万元.
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

/// Words between the numbers of a list.
pub(super) const JOINERS: &[&str] = &["、", "和", "及", "与", "以及", ","];

/// The kind of a token.
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
    /// 增加, 减少 …; `None` for 增加（减少）, an unfilled choice of a template.
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
    /// 为年初预算60000万元的…: another wording of 完成, with the words of the budget.
    OfBudget,
    /// 其中, 包括
    Among,
    /// 主要原因, 用于: begins an explanation, which makes no claim.
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
    /// ( of an aside with a list or a second rate.
    Open,
    /// ( of an aside that is only a list of parts: （一般债务1亿元，专项债务2亿元）.
    OpenParts,
    /// ( of an aside with last year's full amount: （上年仅为20万元）.
    OpenPrior,
    /// ) of such an aside.
    Close,
    /// A number with an illegible character.
    Unreadable,
    /// Dates, thresholds, counts and asides, whose numbers belong to no claim.
    Noise,
    /// Words.
    Text,
}

const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?";
/// 五十一万六千, 伍拾壹点陆万
const WORDS: &str =
    "[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟点万亿]";
/// What may follow 905.30万 if 元 was omitted; before anything else it is a count: 1.4万家.
const BEHIND_SHORT: &[&str] = &[
    ",", ";", "。", "、", ")", ":", "比", "较", "同比", "与上", "与20", "增长", "增加", "下降", "减少", "占", "完成",
    "其中",
];

/// 词类: the kind of token that a pattern matches.
enum Word {
    /// A fixed kind.
    Is(Kind),
    /// A number with letters for digits.
    Lettered,
    /// 是上年的3倍, with the base in `of`.
    Multiple,
    /// 小于预算数, with the base in `than`.
    Beyond,
    /// 比上年, with the base in `with`, or 同比.
    Compare,
    /// A list of numbers that prints its unit once.
    List,
    /// A number of 亿 or 万 without 元.
    Short,
    /// 同比减952万元: a verb of one character.
    Bare(Direction),
    /// 年均增速6.7%
    Pace,
    Year,
    Doubling,
}

/// The patterns of all words. If several match at the same place, the first one counts.
struct Words {
    patterns: Patterns,
    words: Vec<Word>,
}

static KNOWN: LazyLock<Words> = LazyLock::new(|| {
    let base = base::PATTERN;
    let vague = "多|有?余|及?以[上下内]|左右";
    let (up, down) = (Direction::RISING.join("|"), Direction::FALLING.join("|"));
    let multiple = format!(r"(?:是|为|达到?|相当于)(?P<of>{base}){NUMBER}倍");
    let is = Word::Is;
    let known: Vec<(Word, String)> = vec![
        (is(Kind::Noise), r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?[底末]?|占用|占有|占地|不占|连续[\d一二三四五六七八九两]+年|〔\d+〕\d*号?".into()),
        // An undecodable character or a letter among digits; `PrintedNumber` knows which letters stand for digits.
        (is(Kind::Unreadable), r"-?\d[\d,.]*(?:\u{fffd}[\d,.\u{fffd}]*|[\u{e000}-\u{f8ff}\u{f0000}-\u{10ffff}?][\d,.]*\d)(?:[亿万千百]*元|%|个?百分点|倍)?".into()),
        // 542,62万元: a digit is missing, at an unknown place.
        (is(Kind::Unreadable), r"\d+(?:,\d{3})*,\d{1,2}(?:\.\d+)?(?:[亿万千百]*元|%)".into()),
        (Word::Lettered, r"-?\d[\d,.]*[OolI][\d,.OolI]*(?:[亿万千百]*元|%)|(?-u:\b)[OolI][OolI\d,.]*\d[\d,.OolI]*(?:[亿万千百]*元|%)".into()),
        (is(Kind::Noise), format!(r"{NUMBER}(?:[亿万千百]*元(?:/|\(含\))|(?:[亿万千百]*元|%)及?(?:以[上下内]|左右))|{WORDS}+元(?:及?(?:以[上下内]|左右)|/)|{NUMBER}倍(?:{vague})|(?:近|约|超过?|逾|接近|不到|不足){NUMBER}倍")),
        // 是上年的3倍多 is too vague to be judged.
        (is(Kind::Noise), format!("(?:{multiple})(?:{vague})")),
        (Word::Multiple, multiple),
        (Word::Beyond, format!(r"[小低少大高多等]于(?P<than>{base})")),
        (Word::Compare, format!(r"(?:比|较|与|同|和|对比|相较于?)(?P<with>{base})(?:相比较?|对比|比较|比)?|同比|对比|按?(?:同|可比)口径(?:相比|比较)?|可比")),
        (is(Kind::Direction(None)), format!(r"(?:{up}|{down})[(/](?:{up}|{down})\)?")),
        (is(Kind::Flat(false)), "基本持平|基本一致|基本相同".into()),
        (is(Kind::Incomparable), "(?:增长率|增减率|增幅)?(?:无可比性|无法比较|不可比)".into()),
        (is(Kind::Flat(true)), "持平|保持一致|一致|相同|相等|[无没]有?(?:增减|任何)?变[化动]|[无没]有?增减|零增长|未(?:发生)?(?:增减)?变[化动]|(?:保持)?不变|不增不减".into()),
        (is(Kind::Among), "主要用于以下方面".into()),
        (is(Kind::Reason), "(?:增加|减少|增长|下降|变动|变化|增减)?的?(?:主要)?原因|主要[是因由系为]|主要用于|用于|由于|主要指".into()),
        (is(Kind::Direction(Some(Direction::Up))), up),
        (is(Kind::Direction(Some(Direction::Down))), down),
        (Word::Pace, "增速".into()),
        (Word::Bare(Direction::Up), "增".into()),
        (Word::Bare(Direction::Down), "[减降]".into()),
        // A comma separates two numbers if it cannot group digits: 1267.86,2570.97万元.
        (Word::List, format!(r"(?:-?{NUMBER}(?:(?:[、和及与]|以及)-?{NUMBER})+|-?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.\d+(?:,-?{NUMBER})+)(?:(?:亿|百万|万|千)?元|%)")),
        // 2亿9950万元, 3万5000元
        (is(Kind::Amount), format!(r"(?:人民币)?\d+(?:亿[零〇]?(?:\d+|{WORDS}+)万?|万[零〇]?(?:\d+|{WORDS}+))元")),
        (is(Kind::Amount), format!("(?:人民币)?(?:-?{NUMBER}(?:亿|百万|万|千)?元|{WORDS}+[元圆](?:整|正)?)")),
        (is(Kind::Percent), format!("-?{NUMBER}[%‰]|[百千]分之(?:{NUMBER}|[零〇]点[零〇一二三四五六七八九]+|{WORDS}*)")),
        (is(Kind::Points), format!("{NUMBER}个?百分点")),
        (is(Kind::Times), format!("{NUMBER}倍")),
        (Word::Short, format!("-?{NUMBER}[亿万]")),
        (Word::Year, r"(?:19|20)\d\d年度?".into()),
        (Word::Doubling, "翻了?[一二两三四]?番".into()),
        (is(Kind::Share), "占".into()),
        (is(Kind::Completion), "完成".into()),
        (is(Kind::OfBudget), "(?:为|达到?|是)(?:年初预算|调整后?的?预算|全年预算|年度预算|预算)(?:数|安排|任务)?".into()),
        (is(Kind::Among), "其中|主要包括|包括".into()),
        (is(Kind::Comma), ",".into()),
        (is(Kind::Semicolon), ";".into()),
        (is(Kind::Colon), ":".into()),
        (is(Kind::Stop), "[。!?]".into()),
    ];
    let (words, patterns): (Vec<_>, Vec<_>) = known.into_iter().unzip();
    Words { patterns: Patterns::new_many(&patterns).expect("the patterns are constant"), words }
});
static FIGURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d(?:[亿万千百]*元|%)").expect("the pattern is constant"));

/// Cuts plain text into tokens that cover all of it.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let asides = asides(text);
    let mut tokens = Vec::new();
    let mut at = 0;
    for found in KNOWN.patterns.find_iter(text) {
        let word = &KNOWN.words[found.pattern()];
        let rest = &text[found.end()..];
        if matches!(word, Word::Short) && !(rest.is_empty() || BEHIND_SHORT.iter().any(|word| rest.starts_with(word))) {
            continue;
        }
        if matches!(word, Word::Bare(_)) && !is_bare_verb(&text[..found.start()], rest) {
            continue;
        }
        // 增速 of a single year is said of other things too: 高于全省平均增速1.2个百分点.
        if matches!(word, Word::Pace) && !["年均", "年平均"].iter().any(|mean| text[..found.start()].ends_with(mean))
        {
            continue;
        }
        gap(&mut tokens, &asides, at..found.start());
        at = found.end();
        let parts_clauses = matches!(word, Word::Is(Kind::Among | Kind::Comma | Kind::Semicolon));
        if asides.is_passed(found.start()) {
            tokens.push(Token::new(Kind::Noise, found.range()));
        } else if parts_clauses && asides.is_words(found.start()) {
            tokens.push(Token::new(Kind::Text, found.range()));
        } else if matches!(word, Word::List) {
            list(&mut tokens, text, found.range());
        } else {
            tokens.push(Token::new(kind(word, text, &found), found.range()));
        }
    }
    gap(&mut tokens, &asides, at..text.len());
    tokens
}

/// Whether 增, 减 or 降 is a verb by itself: it is followed by a number and preceded by the end of a clause or comparison.
fn is_bare_verb(before: &str, rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit())
        && (before.is_empty()
            || [",", ";", "。", "(", "同比", "相比", "上年", "去年", "同期", "预算数", "决算数", "执行数"]
                .iter()
                .any(|end| before.ends_with(end)))
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

/// 括注: the role of the brackets of a text in their sentences.
#[derive(Default)]
struct Asides {
    /// The ends of brackets that are read, since they list parts or give a second rate or last year's amount.
    cuts: Vec<(usize, Kind)>,
    /// Brackets with other figures, which are skipped; nested ones are not listed.
    passed: Vec<Range<usize>>,
    /// Brackets without a figure, which are part of the words: in （不包括开发区，下同）, the comma separates no clauses and 包括
    /// begins no list of parts.
    words: Vec<Range<usize>>,
}

impl Asides {
    fn put(ranges: &mut Vec<Range<usize>>, span: Range<usize>) {
        // Brackets are in the order of their ends, so those nested in this one are the last ones.
        while ranges.last().is_some_and(|last| last.start > span.start) {
            ranges.pop();
        }
        ranges.push(span);
    }

    fn holds(ranges: &[Range<usize>], at: usize) -> bool {
        let next = ranges.partition_point(|range| range.end <= at);
        ranges.get(next).is_some_and(|range| range.contains(&at))
    }

    fn is_passed(&self, at: usize) -> bool {
        Self::holds(&self.passed, at)
    }

    fn is_words(&self, at: usize) -> bool {
        Self::holds(&self.words, at)
    }

    fn cuts(&self, span: Range<usize>) -> &[(usize, Kind)] {
        let from = self.cuts.partition_point(|(at, _)| *at < span.start);
        let to = self.cuts.partition_point(|(at, _)| *at < span.end);
        self.cuts.get(from..to).unwrap_or_default()
    }
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d[亿万千百]*元").expect("the pattern is constant"));

/// At least two names, each with its amount.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^[^\d,;、比较占增减年月]{{2,}}{NUMBER}[亿万]?元(?:[,;、][^\d,;、比较占增减年月]{{2,}}{NUMBER}[亿万]?元)+$"
    ))
    .expect("the pattern is constant")
});

/// The amount before the bracket again, in words or in digits: 300.00万元（大写：叁佰万元整）, 叁佰万元（小写：300.00万元）.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?:(?:大写|小写|人民币大写):?)?(?:人民币|[¥￥])?(?:{NUMBER}(?:亿|百万|万|千)?元|{WORDS}+[元圆][零〇角分整正一二三四五六七八九壹贰叁肆伍陆柒捌玖]*)$"))
        .expect("the pattern is constant")
});

/// Whether a bracket repeats the amount before it.
fn says_again(before: &str, inner: &str) -> bool {
    before.ends_with(['元', '圆', '整', '正']) && AGAIN.is_match(inner)
}

/// Whether an aside gives last year's full amount, not only a part of it.
fn gives_prior(inner: &str) -> bool {
    ["上年", "去年", "上一年"].iter().any(|word| inner.starts_with(word))
        && ["仅", "只", "共", "总", "为", "是", "数"].iter().any(|word| inner.contains(word))
        && AMOUNT.find_iter(inner).count() == 1
}

/// The beginning of a bracket that lists parts or states something about the preceding amount, as a clause would.
const SAID: [&str; 14] = [
    "其中",
    "包括",
    "含",
    "同口径",
    "可比",
    "占",
    "同比",
    "比上年",
    "较上年",
    "比20",
    "较20",
    "增长",
    "下降",
    "完成预算",
];

fn asides(text: &str) -> Asides {
    let mut asides = Asides::default();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(at),
            ')' => {
                let Some(start) = open.pop() else { continue };
                let inner = &text[start + 1..at];
                let said = SAID.iter().any(|word| inner.starts_with(word));
                let reading = match () {
                    () if !FIGURE.is_match(inner) && !says_again(&text[..start], inner) => {
                        Asides::put(&mut asides.words, start..at + 1);
                        continue;
                    }
                    () if gives_prior(inner) => [Kind::OpenPrior, Kind::Close],
                    () if said => [Kind::Open, Kind::Close],
                    () if PARTS.is_match(inner) => [Kind::OpenParts, Kind::Close],
                    () => {
                        Asides::put(&mut asides.passed, start..at + 1);
                        [Kind::Noise, Kind::Noise]
                    }
                };
                asides.cuts.extend([start, at].into_iter().zip(reading));
            }
            _ => {}
        }
    }
    asides.cuts.sort_by_key(|(at, _)| *at);
    asides
}

/// Text between tokens, split where an aside begins or ends.
fn gap(tokens: &mut Vec<Token>, asides: &Asides, span: Range<usize>) {
    let mut at = span.start;
    let end = [(span.end, Kind::Text)];
    for (cut, kind) in asides.cuts(span.clone()).iter().chain(&end) {
        if *cut > at {
            tokens.push(Token::new(if asides.is_passed(at) { Kind::Noise } else { Kind::Text }, at..*cut));
        }
        if *cut < span.end {
            tokens.push(Token::new(kind.clone(), *cut..cut + 1));
            at = cut + 1;
        }
    }
}

fn kind(word: &Word, text: &str, found: &Match) -> Kind {
    // Capture groups are found only where they are needed, since they cost more than the match.
    let group = |name: &str| {
        let mut groups = KNOWN.patterns.create_captures();
        let here = Input::new(text).range(found.range()).anchored(Anchored::Pattern(found.pattern()));
        KNOWN.patterns.search_captures(&here, &mut groups);
        groups.get_group_by_name(name).map(|span| &text[span])
    };
    let printed = &text[found.range()];
    match word {
        Word::Is(kind) => kind.clone(),
        Word::Bare(direction) => Kind::Direction(Some(*direction)),
        Word::Pace => Kind::Direction(Some(Direction::Up)),
        Word::Lettered if printed.ends_with('%') => Kind::Percent,
        // A list is split into its numbers.
        Word::Lettered | Word::Short | Word::List => Kind::Amount,
        Word::Multiple => Kind::Multiple(base::read(group("of").unwrap_or_default())),
        Word::Beyond => {
            let direction = match printed.chars().next() {
                Some('小' | '低' | '少') => Direction::Down,
                Some('等') => Direction::Flat,
                _ => Direction::Up,
            };
            Kind::Beyond(direction, base::read(group("than").unwrap_or_default()))
        }
        Word::Compare => {
            let mut base = base::read(group("with").unwrap_or("同比"));
            base.comparable |= printed.contains("口径") || printed.contains("可比");
            Kind::Compare(base)
        }
        // 翻两番 means four times as much: 是上年的4倍.
        Word::Doubling if printed.contains(['二', '两']) => Kind::Doubling(4),
        Word::Doubling if printed.contains('三') => Kind::Doubling(8),
        Word::Doubling if printed.contains('四') => Kind::Doubling(16),
        Word::Doubling => Kind::Doubling(2),
        Word::Year => {
            let year = printed.get(..4).and_then(|digits| digits.parse().ok()).and_then(FiscalYear::new);
            year.map_or(Kind::Noise, Kind::Year)
        }
    }
}

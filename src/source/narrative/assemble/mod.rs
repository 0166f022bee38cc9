//! 组句: assigns figures to subjects, clause by clause.

mod draft;
mod figures;
mod scan;

use super::insurance;
use super::sentence::Passage;
use super::subject;
use super::token::{Token, tokens};
use super::unclaimed;
use crate::model::{Base, Claim, Direction, Fate, FiscalYear, Level, Place, Territory, UnclaimedNumber};
use draft::Draft;
use regex::Regex;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Reads passages in order, with the headings above them.
#[derive(Default)]
pub(super) struct Reader {
    claims: Vec<Claim>,
    unclaimed: Vec<UnclaimedNumber>,
    headings: Vec<(u8, Arc<str>)>,
    path: Vec<(Level, Arc<str>)>,
    /// The whole of a “其中：” whose parts follow in the next paragraph.
    whole: Option<Arc<str>>,
    /// Whether it is the text of a unit, in which 市级 and 全区 are parts of names and all money is the unit's own.
    of_unit: bool,
    /// 范围 named by the heading above.
    territory: Option<Territory>,
    /// 范围 named last by a sentence below that heading, for the items of a list that goes into it: ——增值税。完成….
    listed: Option<Territory>,
    /// The item named by a separate paragraph or heading, for the next sentence.
    lead: Option<String>,
}

/// Words between a verb and its number that do not change the role of the number.
const FILLERS: &[&str] = &[
    "", "了", "额", "率", "幅", "幅度", "为", "约", "各", "数", "达", "共", "近", "的", "支出", "收入", "预算", "度为",
    "率为", "额为", "幅为", "达到",
];
static NEW_DEBT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("新增(?:地方|政府|一般|专项)*(?:债券|债务|债)").expect("the pattern is constant"));
/// Subjects that end an explanation if a figure follows them.
const RESUMES: &[&str] = &["公务接待", "公务用车", "因公出国", "基本支出", "项目支出", "人员经费", "公用经费"];

impl Reader {
    /// A reader for the document of a unit, or for one that may be a government's report.
    pub(super) fn new(of_unit: bool) -> Self {
        Self { of_unit, ..Self::default() }
    }

    /// Takes a heading.
    pub(super) fn section(&mut self, level: u8, text: &str, place: &Place) {
        self.unclaimed.extend(unclaimed::of_line(text, place, None));
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, text.into()));
        let plain: String = text
            .chars()
            .map(|c| {
                if c == '（' {
                    '('
                } else if c == '）' {
                    ')'
                } else {
                    c
                }
            })
            .collect();
        let path = subject::path(&subject::clean(&plain));
        match path.first() {
            Some((first, _)) => {
                self.path.retain(|(above, _)| above < first);
                self.path.extend(path);
            }
            None if level <= 3 => self.path.clear(),
            None => {}
        }
        (self.whole, self.listed) = (None, None);
        if !self.of_unit {
            self.territory = subject::territory(text).or(self.territory.filter(|_| level > 3));
        }
        let item = self.path.last().is_some_and(|(level, _)| *level == Level::Item);
        self.lead = item.then(|| subject::clean(&plain)).filter(|words| !subject::path(words).is_empty());
    }

    /// Reads the claims of a passage.
    pub(super) fn passage(&mut self, passage: &Passage) {
        let tokens = tokens(&passage.plain);
        let of_heading = || self.headings.iter().rev().find_map(|(_, heading)| insurance::named(heading));
        let insurance = insurance::named(&passage.plain).or_else(of_heading).filter(|_| !self.of_unit);
        let listed = passage.plain.starts_with(['—', '-']) || insurance.is_some();
        let mut scan = Scan {
            text: &passage.plain,
            tokens: &tokens,
            drafts: Vec::new(),
            path: std::mem::take(&mut self.path),
            of_unit: self.of_unit,
            insurance,
            state: State {
                whole: self.whole.take(),
                territory: self.territory.or(self.listed.filter(|_| listed)),
                lead: self.lead.take(),
                titled: self.headings.iter().rev().find_map(|(_, heading)| subject::only_year(heading)),
                ..State::default()
            },
            stack: Vec::new(),
            explained: Vec::new(),
        };
        for at in 0..tokens.len() {
            scan.step(at);
        }
        let Scan { drafts, path, state, explained, .. } = scan;
        let figures = drafts.iter().flat_map(|draft| draft.figures.iter().map(|figure| figure.span.clone()));
        self.unclaimed.extend(unclaimed::of_passage(passage, &tokens, &explained, &figures.collect::<Vec<_>>()));
        for (line, place) in &passage.pages {
            self.unclaimed.extend(unclaimed::of_line(line, place, Some(Fate::Page)));
        }
        self.path = path;
        if !listed || self.listed.is_none() {
            let own = |draft: &Draft| draft.territory.filter(|named| *named != Territory::Below);
            self.listed = drafts.iter().rev().find_map(own).or(self.listed);
        }
        if passage.plain.ends_with(':') {
            self.whole = state.whole;
            // 2023年，省级一般公共预算收入完成…。部分科目情况如下： the list is about that government's money.
            let named = drafts.iter().rev().find_map(|draft| draft.territory);
            self.territory = named.or(self.territory);
        }
        // 行政运行（项）。 on a line of its own.
        if drafts.iter().all(|draft| draft.figures.is_empty()) {
            self.lead = state.lead;
        }
        let section: Vec<Arc<str>> = self.headings.iter().map(|(_, text)| text.clone()).collect();
        let drafts = drafts.into_iter().filter(|draft| !draft.figures.is_empty());
        self.claims.extend(drafts.map(|draft| draft.finish(passage, &section)));
    }

    /// Records numbers outside of sentences.
    pub(super) fn outside(&mut self, text: &str, place: &Place, fate: Fate) {
        self.unclaimed.extend(unclaimed::of_line(text, place, Some(fate)));
    }

    /// All claims in reading order, and the numbers that belong to none.
    pub(super) fn finish(self) -> (Vec<Claim>, Vec<UnclaimedNumber>) {
        (self.claims, self.unclaimed)
    }
}

/// The state at a point of a sentence; a bracket that lists parts has its own.
#[derive(Default, Clone)]
struct State {
    /// The claim to which figures without a subject belong.
    current: Option<usize>,
    /// Words since the last boundary, and where they begin.
    words: String,
    start: usize,
    /// A path whose figures have not been read yet.
    lead: Option<String>,
    base: Option<Base>,
    /// The place of the words of `base`.
    comparison: Option<Range<usize>>,
    /// The place of the last 增减词.
    verb: Option<Range<usize>>,
    year: Option<FiscalYear>,
    /// The year of the headings above, if it is only one.
    titled: Option<FiscalYear>,
    whole: Option<Arc<str>>,
    /// The claim of that whole, if it has figures, and 范围 before the list.
    list: Option<List>,
    /// The enclosing list, which continues after the semicolon: 一般债务3亿元，其中外债1亿元；专项债务2亿元.
    outer: Option<(Arc<str>, Option<List>)>,
    territory: Option<Territory>,
    /// The claims of subjects named together, for lists of numbers: 收、支总计各减少A、B.
    group: Vec<usize>,
    /// The role of the numbers of the current list, and the place of the last one.
    repeat: Option<(Pending, usize)>,
    pending: Pending,
    explaining: bool,
    /// 占比 that 由70.2%提高到 has begun: the name of its whole, while the share of this year is awaited.
    rising: Option<String>,
}

/// The claim whose parts 其中 lists, and 范围 before the list.
type List = (usize, Option<Territory>);

/// The role of the next number.
#[derive(Default, Clone, PartialEq)]
enum Pending {
    #[default]
    Subject,
    Prior,
    Change(Option<Direction>),
    Share(String),
    Completion(String),
    /// 年均增长
    Mean(Option<Direction>),
    /// Last year's amount in an aside.
    Aside,
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    drafts: Vec<Draft>,
    path: Vec<(Level, Arc<str>)>,
    of_unit: bool,
    /// The social insurance fund that the passage is about.
    insurance: Option<Arc<str>>,
    state: State,
    stack: Vec<State>,
    /// Tokens within explanations.
    explained: Vec<usize>,
}

impl Scan<'_> {
    /// 范围 named by the words, or else the current one.
    fn territory(&self, words: &str) -> Option<Territory> {
        subject::territory(words).filter(|_| !self.of_unit).or(self.state.territory)
    }
}

/// Whether the words contain a verb of change, so that the following amount is a change. 新增地方政府债券收入 and
/// 新增专项债务限额 are names.
fn tainted(words: &str) -> bool {
    let words = NEW_DEBT.replace_all(words, "");
    words.contains('\u{2}')
        || ["增加", "减少", "下降", "增长", "新增", "压减", "降低", "调增", "调减", "单价"]
            .iter()
            .any(|verb| words.contains(verb))
}

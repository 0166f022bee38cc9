//! 组句: binds figures to subjects, clause by clause.

mod draft;
mod figures;
mod scan;

use super::sentence::Passage;
use super::subject;
use super::token::{Token, tokens};
use crate::model::{Base, Claim, Direction, FiscalYear, Level};
use draft::Draft;
use std::sync::Arc;

/// Reads passages in order and remembers the headings above them.
#[derive(Default)]
pub(super) struct Reader {
    claims: Vec<Claim>,
    headings: Vec<(u8, Arc<str>)>,
    path: Vec<(Level, Arc<str>)>,
    /// The whole that an unfinished “其中：” left open.
    whole: Option<Arc<str>>,
}

/// What stands between a word and its number without changing what the number is.
const FILLERS: &[&str] = &[
    "", "了", "额", "率", "幅", "幅度", "为", "约", "各", "数", "达", "共", "近", "的", "支出", "收入", "预算", "度为",
    "率为", "额为", "幅为",
];
/// Subjects that end an explanation when a figure follows them.
const RESUMES: &[&str] = &["公务接待", "公务用车", "因公出国", "基本支出", "项目支出", "人员经费", "公用经费"];

impl Reader {
    /// Takes note of a heading.
    pub(super) fn section(&mut self, level: u8, text: &str) {
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
        self.whole = None;
    }

    /// Reads the claims of a passage.
    pub(super) fn passage(&mut self, passage: &Passage) {
        let tokens = tokens(&passage.plain);
        let mut scan = Scan {
            text: &passage.plain,
            tokens: &tokens,
            drafts: Vec::new(),
            path: std::mem::take(&mut self.path),
            state: State { whole: self.whole.take(), ..State::default() },
            stack: Vec::new(),
        };
        for at in 0..tokens.len() {
            scan.step(at);
        }
        let Scan { drafts, path, state, .. } = scan;
        self.path = path;
        if passage.plain.ends_with(':') {
            self.whole = state.whole;
        }
        let section: Vec<Arc<str>> = self.headings.iter().map(|(_, text)| text.clone()).collect();
        let drafts = drafts.into_iter().filter(|draft| !draft.figures.is_empty());
        self.claims.extend(drafts.map(|draft| draft.finish(passage, &section)));
    }

    /// All claims, in reading order.
    pub(super) fn into_claims(self) -> Vec<Claim> {
        self.claims
    }
}

/// What is known at a point of a sentence; a bracket that lists parts has its own.
#[derive(Default, Clone)]
struct State {
    /// The claim that figures without a subject of their own belong to.
    current: Option<usize>,
    /// Words since the last boundary, and where they begin.
    words: String,
    start: usize,
    /// A path that waits for its figures.
    lead: Option<String>,
    base: Option<Base>,
    year: Option<FiscalYear>,
    whole: Option<Arc<str>>,
    pending: Pending,
    explaining: bool,
}

/// What the next number will be.
#[derive(Default, Clone, PartialEq)]
enum Pending {
    #[default]
    Subject,
    Prior,
    Change(Option<Direction>),
    Share(String),
    Completion(String),
    /// An aside that gives last year's amount.
    Aside,
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    drafts: Vec<Draft>,
    path: Vec<(Level, Arc<str>)>,
    state: State,
    stack: Vec<State>,
}

/// Whether words hold a verb of change, so that the amount behind them is no amount of theirs.
fn tainted(words: &str) -> bool {
    words.contains('\u{2}')
        || ["增加", "减少", "下降", "增长", "新增", "压减", "降低", "调增", "调减", "单价"]
            .iter()
            .any(|verb| words.contains(verb))
}

//! 检查: one file per check. Each states its formula, when it applies and its legal basis, and gives an example.

pub(super) mod added;
pub(super) mod adjusted;
pub(super) mod balance;
pub(super) mod base;
pub(super) mod change;
pub(super) mod changes;
pub(super) mod children;
pub(super) mod codes;
pub(super) mod columns;
pub(super) mod completion;
pub(super) mod contents;
pub(super) mod copied;
pub(super) mod direction;
pub(super) mod empty;
pub(super) mod funding;
pub(super) mod gone;
pub(super) mod listed;
pub(super) mod mean;
pub(super) mod names;
pub(super) mod negative;
pub(super) mod of_which;
pub(super) mod overlap;
pub(super) mod parts;
pub(super) mod percent;
pub(super) mod points;
pub(super) mod projects;
pub(super) mod punctuation;
pub(super) mod rate;
pub(super) mod reason;
pub(super) mod repeated;
pub(super) mod same;
pub(super) mod scope;
pub(super) mod sections;
pub(super) mod share;
pub(super) mod stated;
pub(super) mod tables;
pub(super) mod tally;
pub(super) mod three_public;
pub(super) mod times;
pub(super) mod twice;
pub(super) mod unexplained;
pub(super) mod unit;
pub(super) mod unread;
pub(super) mod weights;
pub(super) mod wording;
pub(super) mod year;
pub(super) mod zero_base;

use super::Verdict;

/// 检查项: the explanation of a check shown to users.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Identifier used in options and output; same as the file name of the check.
    pub code: &'static str,
    /// 名称
    pub name: &'static str,
    /// 规则: what must hold, as a formula where possible.
    pub rule: &'static str,
    /// 为什么查
    pub why: &'static str,
    /// 条件: when the check applies.
    pub condition: &'static str,
    /// 依据
    pub basis: &'static str,
    /// 例
    pub example: Example,
}

/// 例: a disclosure that passes, and a slip in it that the check finds. A test runs both.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Names and contents of files in which the check finds nothing.
    pub files: &'static [(&'static str, &'static str)],
    /// A text that occurs once in the last file, and the wrong text that replaces it.
    pub slip: (&'static str, &'static str),
    /// The expected verdict and the figure it is about. A check that only confirms leaves the figure unchecked.
    pub told: (Verdict, &'static str),
}

impl Example {
    /// The files with the slip applied.
    pub fn wrong(&self) -> Vec<(&'static str, String)> {
        let mut files: Vec<_> = self.files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        if let Some((_, text)) = files.last_mut() {
            *text = text.replacen(self.slip.0, self.slip.1, 1);
        }
        files
    }
}

impl Check {
    /// Looks up a check by its code.
    pub fn of(code: &str) -> Option<&'static Self> {
        CHECKS.iter().find(|check| check.code == code)
    }
}

/// All checks, sorted by code.
pub static CHECKS: [Check; 47] = [
    added::CHECK,
    adjusted::CHECK,
    balance::CHECK,
    base::CHECK,
    change::CHECK,
    changes::CHECK,
    children::CHECK,
    codes::CHECK,
    columns::CHECK,
    completion::CHECK,
    contents::CHECK,
    copied::CHECK,
    direction::CHECK,
    empty::CHECK,
    funding::CHECK,
    gone::CHECK,
    listed::CHECK,
    mean::CHECK,
    names::CHECK,
    negative::CHECK,
    of_which::CHECK,
    overlap::CHECK,
    parts::CHECK,
    percent::CHECK,
    points::CHECK,
    projects::CHECK,
    punctuation::CHECK,
    rate::CHECK,
    reason::CHECK,
    repeated::CHECK,
    same::CHECK,
    scope::CHECK,
    sections::CHECK,
    share::CHECK,
    stated::CHECK,
    tables::CHECK,
    tally::CHECK,
    three_public::CHECK,
    times::CHECK,
    twice::CHECK,
    unexplained::CHECK,
    unit::CHECK,
    unread::CHECK,
    weights::CHECK,
    wording::CHECK,
    year::CHECK,
    zero_base::CHECK,
];

/// Error message for an unknown check code.
pub(crate) fn no_such_check(name: &str) -> String {
    let codes: Vec<&str> = CHECKS.iter().map(|check| check.code).collect();
    format!("没有“{name}”这项检查；可以用：{}", codes.join("、"))
}

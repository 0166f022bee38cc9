//! 检查: one file a check. Each says its formula, when it applies, where the rule comes from, and gives an example.

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

use super::Verdict;

/// 检查项: a check as it is explained to people.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name in options and data: that of its file.
    pub code: &'static str,
    /// 名称
    pub name: &'static str,
    /// 规则: what must hold, as a formula where there is one.
    pub rule: &'static str,
    /// 为什么查
    pub why: &'static str,
    /// 条件: when it is applied.
    pub condition: &'static str,
    /// 依据
    pub basis: &'static str,
    /// 例
    pub example: Example,
}

/// 例: a disclosure that passes, and a slip that the check finds in it. A test runs both.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Names and texts of files in which nothing is found.
    pub files: &'static [(&'static str, &'static str)],
    /// What stands once in the last file, and what is written for it by mistake.
    pub slip: (&'static str, &'static str),
    /// What is then told of which figure. A check that only bears out leaves its figure unchecked.
    pub told: (Verdict, &'static str),
}

impl Example {
    /// The files with the slip.
    pub fn wrong(&self) -> Vec<(&'static str, String)> {
        let mut files: Vec<_> = self.files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        if let Some((_, text)) = files.last_mut() {
            *text = text.replacen(self.slip.0, self.slip.1, 1);
        }
        files
    }
}

impl Check {
    /// The check of a name.
    pub fn of(code: &str) -> Option<&'static Self> {
        CHECKS.iter().find(|check| check.code == code)
    }
}

/// The checks, by name.
pub static CHECKS: [Check; 44] = [
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
];

/// What is told of a name that no check has.
pub(crate) fn no_such_check(name: &str) -> String {
    let codes: Vec<&str> = CHECKS.iter().map(|check| check.code).collect();
    format!("没有“{name}”这项检查；可以用：{}", codes.join("、"))
}

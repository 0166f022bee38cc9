//! 检查: one file a check. Each says its formula, when it applies, and where the rule comes from.

pub(super) mod balance;
pub(super) mod base;
pub(super) mod change;
pub(super) mod children;
pub(super) mod columns;
pub(super) mod completion;
pub(super) mod direction;
pub(super) mod empty;
pub(super) mod funding;
pub(super) mod gone;
pub(super) mod listed;
pub(super) mod parts;
pub(super) mod projects;
pub(super) mod rate;
pub(super) mod reason;
pub(super) mod same;
pub(super) mod share;
pub(super) mod stated;
pub(super) mod tables;
pub(super) mod tally;
pub(super) mod three_public;
pub(super) mod times;
pub(super) mod twice;
pub(super) mod weights;
pub(super) mod wording;
pub(super) mod year;

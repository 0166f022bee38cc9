//! 检查: one file a check. Each says its formula, when it applies, and where the rule comes from.

pub(super) mod change;
pub(super) mod children;
pub(super) mod columns;
pub(super) mod completion;
pub(super) mod direction;
pub(super) mod rate;
pub(super) mod share;
pub(super) mod stated;
pub(super) mod times;

//! 表述: what a sentence of 第三部分 claims.

/// 增减方向: the direction word of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// 增加, 增长, 提高 …
    Up,
    /// 减少, 下降, 降低 …
    Down,
    /// 持平, 无变化 …
    Flat,
}

/// 表述: placeholder until `narrative` lands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {}

//! 依据: evidence that two items are the same, with its points.

use crate::model::{Place, Ratio};
use std::sync::Arc;

/// 依据. Every piece is worth whole points; a proposal's score is their sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A sentence names both items, the words of a move between them and its direction.
    Stated {
        /// The sentence.
        text: Arc<str>,
        /// Where it stands.
        place: Place,
    },
    /// A sentence names both items and speaks of a move, but not clearly which way.
    MentionedTogether {
        /// The sentence.
        text: Arc<str>,
        /// Where it stands.
        place: Place,
    },
    /// A sentence names one of the items and speaks of a move.
    Hinted {
        /// The sentence.
        text: Arc<str>,
        /// Where it stands.
        place: Place,
    },
    /// It is in the list of known changes.
    Known(Arc<str>),
    /// This year's disclosure gives the old item's amount as last year's amount of the new one.
    StatedBase,
    /// The same name under another code.
    SameName,
    /// The same name, but one that many codes have (行政运行).
    CommonName,
    /// The same code under another name that shares words with the old one.
    Renamed,
    /// The same code under quite another name, so that it may mean something else.
    Reused,
    /// The old item has no amount this year, the new one had none last year.
    OneSided,
    /// The amounts are the same.
    EqualAmounts,
    /// The amounts are nearly the same; holds the change relative to the base, below one tenth.
    NearAmounts(Ratio),
    /// The amounts on one side add up to that of the other, within their resolution.
    SumsUp,
    /// Under the same 款.
    SameSection,
    /// Under the same 类.
    SameCategory,
    /// So many other items fit the amounts as well.
    Others(usize),
}

impl Evidence {
    /// 分值: the points it adds to the score, possibly negative.
    pub fn points(&self) -> i32 {
        match self {
            Self::Stated { .. } => 60,
            Self::Known(_) | Self::Renamed => 50,
            Self::StatedBase | Self::SameName | Self::MentionedTogether { .. } => 45,
            Self::EqualAmounts | Self::SumsUp => 25,
            Self::Reused => 20,
            Self::CommonName | Self::Hinted { .. } => 15,
            // Two points less for every full percent of difference.
            Self::NearAmounts(change) => 20 - 2 * full_percents(*change),
            Self::OneSided | Self::SameSection => 10,
            Self::SameCategory => 5,
            Self::Others(_) => -15,
        }
    }

    /// The name in data.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Stated { .. } => "said",
            Self::MentionedTogether { .. } => "said_together",
            Self::Hinted { .. } => "hinted",
            Self::Known(_) => "known",
            Self::StatedBase => "stated_base",
            Self::SameName => "same_name",
            Self::CommonName => "common_name",
            Self::Renamed => "renamed",
            Self::Reused => "reused",
            Self::OneSided => "one_sided",
            Self::EqualAmounts => "equal_amounts",
            Self::NearAmounts(_) => "near_amounts",
            Self::SumsUp => "sums_up",
            Self::SameSection => "same_section",
            Self::SameCategory => "same_category",
            Self::Others(_) => "others",
        }
    }
}

/// The absolute value of a ratio in full percents, truncated.
pub(super) fn full_percents(ratio: Ratio) -> i32 {
    let percent = i128::from(ratio.numerator()) * 100 / i128::from(ratio.denominator());
    i32::try_from(percent.abs()).unwrap_or(i32::MAX)
}

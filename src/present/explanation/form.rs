//! 格式文本: the forms of provinces that the program carries, each with its template and wording.

use super::Wording;
use super::wording::{BASE_YEAR, FlatWording, Numbering};

/// 自带模板: one a province's form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// 新疆
    #[default]
    Xinjiang,
    /// 上海
    Shanghai,
    /// 江苏
    Jiangsu,
}

impl Form {
    /// Every form, by the name that a profile gives.
    pub const NAMES: [(&str, Self); 3] =
        [("xinjiang", Self::Xinjiang), ("shanghai", Self::Shanghai), ("jiangsu", Self::Jiangsu)];

    /// The form of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, form)| form)
    }

    /// The template's file and text.
    pub(super) fn template(self) -> (&'static str, &'static str) {
        match self {
            Self::Xinjiang => ("xinjiang.txt", include_str!("../../../data/templates/xinjiang.txt")),
            Self::Shanghai => ("shanghai.txt", include_str!("../../../data/templates/shanghai.txt")),
            Self::Jiangsu => ("jiangsu.txt", include_str!("../../../data/templates/jiangsu.txt")),
        }
    }

    /// How the form words its figures, where the profile does not say otherwise.
    pub fn wording(self) -> Wording {
        let usual = Wording::default();
        match self {
            Self::Xinjiang => usual,
            Self::Shanghai => Wording {
                base: format!("{BASE_YEAR}年预算"),
                flat: FlatWording::Word,
                numbering: Numbering::Point,
                ..usual
            },
            Self::Jiangsu => {
                Wording { base: "上年".into(), flat: FlatWording::Word, numbering: Numbering::Point, ..usual }
            }
        }
    }
}

//! 自带格式: the shipped forms of provinces, each with its template and wording.

use super::Wording;
use super::wording::{BASE_YEAR, FlatWording, Numbering};

/// 自带格式: the form of a province.
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
    /// Every form, with its name in profiles and options.
    pub const NAMES: [(&str, Self); 3] =
        [("xinjiang", Self::Xinjiang), ("shanghai", Self::Shanghai), ("jiangsu", Self::Jiangsu)];

    /// The form with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, form)| form)
    }

    /// The file name and text of its template.
    pub(super) fn template(self) -> (&'static str, &'static str) {
        match self {
            Self::Xinjiang => ("xinjiang.txt", include_str!("../../../data/templates/xinjiang.txt")),
            Self::Shanghai => ("shanghai.txt", include_str!("../../../data/templates/shanghai.txt")),
            Self::Jiangsu => ("jiangsu.txt", include_str!("../../../data/templates/jiangsu.txt")),
        }
    }

    /// The form's wording of figures, which a profile can change.
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

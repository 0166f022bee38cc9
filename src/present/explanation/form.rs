//! 自带格式: the shipped forms, each with its template and wording, and how the form of a unit is known.

use super::Wording;
use super::wording::{BASE_YEAR, FlatWording, Numbering};
use crate::model::{Paper, Phase};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// 自带格式: the form of a province, or the one that is used everywhere else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// 通用: the order that the Ministry of Finance gives (财预〔2016〕143号).
    #[default]
    Central,
    /// 新疆
    Xinjiang,
    /// 上海
    Shanghai,
    /// 江苏
    Jiangsu,
}

/// What shows that a unit uses a form.
#[derive(serde::Deserialize)]
struct Evidence {
    /// 地名 without 省, 市 and the like.
    names: Vec<String>,
    /// Words that only the titles of its tables have.
    titles: Vec<String>,
}

static PLACES: LazyLock<BTreeMap<String, Evidence>> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/templates/places.toml")).unwrap_or_default());

/// How many of a form's titles have to occur, since each may occur in some other form as well.
const ENOUGH_TITLES: usize = 2;

impl Form {
    /// Every form, with its name in profiles and options.
    pub const NAMES: [(&str, Self); 4] = [
        ("central", Self::Central),
        ("xinjiang", Self::Xinjiang),
        ("shanghai", Self::Shanghai),
        ("jiangsu", Self::Jiangsu),
    ];

    /// The form with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, form)| form)
    }

    /// The Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Central => "通用",
            Self::Xinjiang => "新疆",
            Self::Shanghai => "上海",
            Self::Jiangsu => "江苏",
        }
    }

    /// The form of a unit: that of the place in its name, else that whose titles its tables have.
    pub(super) fn recognise(unit: &str, papers: &[Paper]) -> Self {
        let owner = unit.trim_start_matches("中国共产党").trim_start_matches("中共");
        let is_named = |evidence: &Evidence| {
            evidence.names.iter().any(|name| {
                owner.starts_with(name.as_str())
                    || ["省", "市", "自治区"].iter().any(|kind| owner.contains(&format!("{name}{kind}")))
            })
        };
        let forms = || Self::NAMES.into_iter().filter_map(|(name, form)| Some((form, PLACES.get(name)?)));
        if let Some((form, _)) = forms().find(|(_, evidence)| is_named(evidence)) {
            return form;
        }
        let own = |paper: &&Paper| paper.unit.as_deref().is_none_or(|owner| owner == unit);
        let titles: Vec<String> = papers
            .iter()
            .filter(own)
            .flat_map(|paper| {
                let labels = paper.sentences.iter().map(|sentence| &sentence.text);
                let labels = labels.filter(|text| text.starts_with("公开") && text.chars().count() < LABEL);
                paper.tables.iter().map(|table| &table.title).chain(labels)
            })
            .map(|title| title.split_whitespace().collect())
            .collect();
        let score = |evidence: &Evidence| {
            evidence.titles.iter().filter(|words| titles.iter().any(|title| title.contains(words.as_str()))).count()
        };
        let best = forms().map(|(form, evidence)| (score(evidence), form)).max_by_key(|(score, _)| *score);
        best.filter(|(score, _)| *score >= ENOUGH_TITLES).map(|(_, form)| form).unwrap_or_default()
    }

    /// The file name and text of its template. 决算 are written alike everywhere.
    pub(super) fn template(self, phase: Phase) -> (&'static str, &'static str) {
        match self {
            _ if phase == Phase::Executed => ("final.txt", include_str!("../../../data/templates/final.txt")),
            Self::Central => ("central.txt", include_str!("../../../data/templates/central.txt")),
            Self::Xinjiang => ("xinjiang.txt", include_str!("../../../data/templates/xinjiang.txt")),
            Self::Shanghai => ("shanghai.txt", include_str!("../../../data/templates/shanghai.txt")),
            Self::Jiangsu => ("jiangsu.txt", include_str!("../../../data/templates/jiangsu.txt")),
        }
    }

    /// The form's wording of figures, which a profile can change.
    pub fn wording(self, phase: Phase) -> Wording {
        let usual = Wording::default();
        match self {
            _ if phase == Phase::Executed => Wording {
                base: format!("{BASE_YEAR}年度"),
                flat: FlatWording::Word,
                numbering: Numbering::Point,
                ..usual
            },
            Self::Xinjiang => usual,
            Self::Central | Self::Shanghai => Wording {
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

/// A label like 公开01表 is shorter than this.
const LABEL: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PrintedTable;

    #[test]
    fn every_form_has_its_places() {
        assert!(Form::NAMES.iter().all(|(name, _)| PLACES.contains_key(*name)));
        assert_eq!(PLACES.len(), Form::NAMES.len());
    }

    #[test]
    fn the_place_in_a_units_name_chooses_the_form() {
        let cases = [
            ("巴音郭楞蒙古自治州社会保险中心", Form::Xinjiang),
            ("国家税务总局乌鲁木齐市税务局", Form::Xinjiang),
            ("上海市普陀区商务委员会", Form::Shanghai),
            ("中共江苏省委办公厅", Form::Jiangsu),
            ("南京铁路运输检察院", Form::Jiangsu),
            ("共青团苏州市委员会", Form::Jiangsu),
            ("湖北省档案馆", Form::Central),
            ("武汉市审计局", Form::Central),
            // A street in Beijing.
            ("北京市上海路街道办事处", Form::Central),
        ];
        for (unit, form) in cases {
            assert_eq!(Form::recognise(unit, &[]), form, "{unit}");
        }
    }

    #[test]
    fn where_the_name_has_no_place_the_titles_of_the_tables_choose_it() {
        let of = |titles: &[&str]| {
            let table = |title: &&str| PrintedTable {
                table: crate::model::BudgetTable::Other,
                title: (*title).into(),
                figures: 1,
                empty_statement: None,
                place: Default::default(),
            };
            Form::recognise("示例局", &[Paper { tables: titles.iter().map(table).collect(), ..Paper::default() }])
        };
        assert_eq!(of(&["单位收入总体情况表", "上年结转结余情况明细表"]), Form::Xinjiang);
        assert_eq!(of(&["财政拨款支出预算表（功能科目）", "财政拨款基本支出预算表（经济科目）"]), Form::Jiangsu);
        assert_eq!(
            of(&["2025年预算单位财务收支预算总表", "2025年预算单位政府性基金预算支出功能分类预算表"]),
            Form::Shanghai
        );
        // One alone may belong to anybody.
        assert_eq!(of(&["部门收支总表", "部门支出总体情况表"]), Form::Central);
        assert_eq!(of(&[]), Form::Central);
    }
}

//! 图表选项: the content and look of a chart.

use super::ChartError;
use super::font::Fonts;
use super::mark::Color;
use crate::analysis::{Item, Proposal, Sort};
use crate::model::{AmountUnit, BudgetTable, Classification, Level, Measure, nearest};

/// 图表种类, each with a picture from the sample report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 瀑布图: last year → each item → this year.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/waterfall.svg"))]
    Waterfall,
    /// 增减图: changes as bars, growth rates as pins next to them.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/variance.svg"))]
    Variance,
    /// 对比条形图: both years side by side.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/columns.svg"))]
    Columns,
    /// 结构图: the structure of both years, with the shift in points.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/share.svg"))]
    Share,
    /// 坡度图: two years, items as lines.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/slope.svg"))]
    Slope,
    /// 矩形树图: the structure of one year by 类 → 款 → 项, coloured by growth.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/treemap.svg"))]
    Treemap,
    /// 趋势图: any number of years, with gaps where figures are missing; 预算 and 决算 are separate lines.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/trend.svg"))]
    Trend,
    /// 执行图: budget and final account of one year with the completion rate.
    Execution,
    /// 单位图: the totals of many units, by change.
    Units,
    /// 贡献图: the items by absolute change, with their cumulative share.
    #[cfg_attr(doc, doc = "", doc = include_str!("../../../notebooks-out/示例州社会保险服务中心-2024/charts/pareto.svg"))]
    Pareto,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Waterfall,
        Self::Variance,
        Self::Columns,
        Self::Share,
        Self::Slope,
        Self::Trend,
        Self::Pareto,
        Self::Treemap,
        Self::Execution,
        Self::Units,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waterfall => "waterfall",
            Self::Variance => "variance",
            Self::Columns => "columns",
            Self::Share => "share",
            Self::Slope => "slope",
            Self::Trend => "trend",
            Self::Treemap => "treemap",
            Self::Pareto => "pareto",
            Self::Execution => "execution",
            Self::Units => "units",
        }
    }

    /// The Chinese name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Waterfall => "瀑布图",
            Self::Variance => "增减图",
            Self::Columns => "对比条形图",
            Self::Share => "结构图",
            Self::Slope => "坡度图",
            Self::Trend => "趋势图",
            Self::Treemap => "矩形树图",
            Self::Pareto => "贡献图",
            Self::Execution => "执行图",
            Self::Units => "单位图",
        }
    }

    /// Other Chinese names that are understood.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Waterfall => &["瀑布"],
            Self::Variance => &["增减", "变动图", "差异图"],
            Self::Columns => &["对比图", "对比", "条形图", "柱状图", "柱形图"],
            Self::Share => &["结构", "占比图", "占比", "构成图"],
            Self::Slope => &["坡度", "斜率图"],
            Self::Trend => &["趋势", "折线图"],
            Self::Treemap => &["矩形树", "树图", "树状图"],
            Self::Pareto => &["贡献", "帕累托图", "帕累托"],
            Self::Execution => &["执行", "执行率", "完成率", "预决算对比"],
            Self::Units => &["单位", "单位对比"],
        }
    }

    /// The kind with this English or Chinese name.
    pub fn from_name(name: &str) -> Result<Self, crate::Error> {
        let is = |kind: &Self| {
            kind.name().eq_ignore_ascii_case(name) || kind.title() == name || kind.aliases().contains(&name)
        };
        Ok(Self::ALL.into_iter().find(is).ok_or_else(|| Self::unknown(name))?)
    }

    /// The error for a kind that does not exist, with the one that was probably meant.
    fn unknown(name: &str) -> ChartError {
        let names = Self::ALL.iter().flat_map(|kind| [kind.title(), kind.name()]);
        let meant = nearest(name, names).map(|meant| format!("，你是不是要用 {meant}？")).unwrap_or_default();
        let known: Vec<String> = Self::ALL.iter().map(|kind| format!("{} {}", kind.name(), kind.title())).collect();
        ChartError::Kind { name: name.to_owned(), meant, known: known.join("、") }
    }
}

/// The width of the layout for a picture as wide as the text of a Word document, 156 mm: its labels are then as large as
/// the caption, 9 points.
pub const WORD_WIDTH: u32 = 640;

/// 语言 of titles and labels. Names of items are not translated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

/// 配色. By default increases are blue and decreases orange, not red and green, since more is neither good nor bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Increases.
    pub up: Color,
    /// Decreases.
    pub down: Color,
    /// 本年
    pub this_year: Color,
    /// 上年
    pub last_year: Color,
}

impl Default for Palette {
    fn default() -> Self {
        Self {
            up: Color(0x22, 0x68, 0xb2),
            down: Color(0xd7, 0x6d, 0x24),
            this_year: Color(0x41, 0x4a, 0x59),
            last_year: Color(0xb1, 0xb8, 0xc0),
        }
    }
}

impl Palette {
    /// A palette by name: `default`, `gray` for print, or two colours for increases and decreases, such as
    /// `#b3261e,#1e7b34`.
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = Self::default();
        match name {
            "default" => Some(plain),
            "gray" => Some(Self { up: Color(0x44, 0x44, 0x44), down: Color(0x8a, 0x8a, 0x8a), ..plain }),
            _ => {
                let (up, down) = name.split_once(',')?;
                Some(Self { up: parse(up)?, down: parse(down)?, ..plain })
            }
        }
    }
}

fn parse(text: &str) -> Option<Color> {
    let digits = text.trim().trim_start_matches('#');
    let value = (digits.len() == 6).then(|| u32::from_str_radix(digits, 16).ok())??;
    let [_, red, green, blue] = value.to_be_bytes();
    Some(Color(red, green, blue))
}

/// 图表选项. What is `None` is chosen by the figures.
#[derive(Debug, Clone)]
pub struct ChartOptions {
    /// 对照建议: items that probably only moved to another code are drawn as one item, not as 新增 and 取消.
    pub proposals: Vec<Proposal>,
    /// 单位名称; by default the first one that has the preferred table.
    pub institution: Option<String>,
    /// 表; by default the most informative one of the comparison.
    pub table: Option<BudgetTable>,
    /// 分类; by default expenditure by function, if there is any.
    pub classification: Option<Classification>,
    /// 栏目; 合计 if none.
    pub measure: Option<Measure>,
    /// 级次; by default the deepest level that adds up to the total.
    pub level: Option<Level>,
    /// The maximum number of rows; the others are combined to 其余.
    pub top: Option<usize>,
    /// The order of the rows; by default by code for `columns`, by change for the other kinds.
    pub sort: Option<Sort>,
    /// 金额单位; by default the one that suits the size of the amounts.
    pub unit: Option<AmountUnit>,
    /// A title that replaces the generated sentence.
    pub title: Option<String>,
    /// A source line that replaces the generated one.
    pub source: Option<String>,
    /// The width of the layout in pixels, from 640 to 4000.
    pub width: u32,
    /// 配色
    pub palette: Palette,
    /// 语言
    pub lang: Lang,
    /// 字体
    pub fonts: Fonts,
}

impl ChartOptions {
    /// The width of the layout for a picture of `width` pixels in which texts and lines are enlarged by `scale`;
    /// [`WORD_WIDTH`] without a scale.
    ///
    /// # Errors
    /// The layout would be narrower than 640 or wider than 4000 pixels.
    pub fn layout_width(width: u32, scale: Option<&str>) -> Result<u32, crate::Error> {
        let Some(scale) = scale else { return Ok(WORD_WIDTH) };
        let room = scale.trim().trim_end_matches('倍').parse().map_or(0.0, |scale: f32| (width as f32 / scale).round());
        if (640.0..=4000.0).contains(&room) {
            return Ok(room as u32);
        }
        Err(ChartError::Scale { width, scale: scale.to_owned() }.into())
    }

    /// Whether these options choose an item.
    pub(super) fn admit(&self, item: &Item) -> bool {
        self.institution.as_ref().is_none_or(|name| *item.unit == **name)
            && self.table.is_none_or(|table| item.table == table)
            && self.classification.is_none_or(|classification| item.classification == classification)
            && self.measure.as_ref().is_none_or(|measure| item.measure == *measure)
    }

    /// The options for revenue by source, which 收支总体情况表 lists, if 收入总体情况表 is chosen as a whole: that table
    /// itself lists revenue by function.
    pub(super) fn by_source(&self) -> Option<Self> {
        let whole = self.table == Some(BudgetTable::Revenue) && self.classification.is_none();
        (whole && self.measure.is_none() && self.level.is_none()).then(|| Self {
            table: Some(BudgetTable::Totals),
            classification: Some(Classification::Revenue),
            ..self.clone()
        })
    }
}

impl Default for ChartOptions {
    fn default() -> Self {
        Self {
            proposals: Vec::new(),
            institution: None,
            table: None,
            classification: None,
            measure: None,
            level: None,
            top: None,
            sort: None,
            unit: None,
            title: None,
            source: None,
            width: WORD_WIDTH,
            palette: Palette::default(),
            lang: Lang::Zh,
            fonts: Fonts::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_colours_make_a_palette_and_nonsense_makes_none() {
        assert_eq!(Palette::from_name("#ff0000, 00ff00").unwrap().up, Color(255, 0, 0));
        assert_eq!(Palette::from_name("#ff0000, 00ff00").unwrap().down, Color(0, 255, 0));
        for name in ["", "red", "#ff00,#00ff00", "+f0000,#00ff00x"] {
            assert_eq!(Palette::from_name(name), None, "{name}");
        }
    }
}

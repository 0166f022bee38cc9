//! 要画的图: what users choose about a chart in words, on the command line or on the page.

use super::choice::{self, wrong};
use crate::Error;
use crate::analysis::Sort;
use crate::present::chart::{ChartOptions, Fonts, Lang, Palette};
use std::collections::BTreeMap;

/// 图的选择. What is `None` is chosen by the figures.
#[derive(Debug, Clone, Default)]
pub struct ChartWords {
    /// 单位名称
    pub institution: Option<String>,
    /// 表
    pub table: Option<String>,
    /// 栏目
    pub measure: Option<String>,
    /// 级次
    pub level: Option<String>,
    /// The number of items.
    pub top: Option<usize>,
    /// 排序
    pub sort: Option<Sort>,
    /// 金额单位
    pub unit: Option<String>,
    /// 标题
    pub title: Option<String>,
    /// The width of the picture in pixels.
    pub width: Option<u32>,
    /// 字和线条的倍数
    pub scale: Option<String>,
    /// 配色
    pub palette: Option<String>,
    /// 语言
    pub lang: Lang,
    /// 字体
    pub fonts: Fonts,
}

/// The width of a PNG, and of an SVG, where none is chosen.
const WIDTHS: [u32; 2] = [1600, 1000];

impl ChartWords {
    /// What the fields of a form choose, by the names of the options of the `chart` command.
    ///
    /// # Errors
    /// A field that is none of the choices.
    pub fn of_fields(fields: &BTreeMap<String, String>) -> Result<Self, Error> {
        let field = |name: &str| fields.get(name).filter(|text| !text.is_empty()).cloned();
        let number = |name: &str| {
            let read = |text: String| text.parse::<u32>().map_err(|_| wrong(format!("“{text}”应是一个数")));
            field(name).map(read).transpose()
        };
        Ok(Self {
            table: field("table"),
            measure: field("measure"),
            level: field("level"),
            top: number("top")?.and_then(|top| usize::try_from(top).ok()),
            sort: field("sort").map(|name| choice::sort(&name)).transpose()?,
            unit: field("unit"),
            width: number("width")?,
            palette: field("palette"),
            ..Self::default()
        })
    }

    /// The width of the picture: of a PNG, or of an SVG.
    ///
    /// # Errors
    /// A width that no picture has.
    pub fn width(&self, is_png: bool) -> Result<u32, Error> {
        let width = self.width.unwrap_or(WIDTHS[usize::from(!is_png)]);
        match (200..=20_000).contains(&width) {
            true => Ok(width),
            false => Err(wrong(format!("--width 为 {width}，应在 200 至 20000 像素之间"))),
        }
    }

    /// The options of the chart, `width` pixels wide.
    ///
    /// # Errors
    /// A word that is none of the choices.
    pub fn options(&self, width: u32) -> Result<ChartOptions, Error> {
        if let Some(top) = self.top.filter(|top| !(1..=60).contains(top)) {
            return Err(wrong(format!("--top 为 {top}，应在 1 至 60 之间")));
        }
        let palette = self.palette.as_deref().map(|name| {
            let shape = "应为 default、gray，或用逗号隔开的两个颜色，如 #2268b2,#d76d24";
            Palette::from_name(name).ok_or_else(|| wrong(format!("配色“{name}”不对，{shape}")))
        });
        Ok(ChartOptions {
            institution: self.institution.clone(),
            table: self.table.as_deref().map(choice::table).transpose()?,
            measure: self.measure.as_deref().map(choice::measure),
            level: self.level.as_deref().map(choice::level).transpose()?,
            top: self.top,
            sort: self.sort,
            unit: self.unit.as_deref().map(choice::amount_unit).transpose()?,
            title: self.title.clone(),
            width: ChartOptions::layout_width(width, self.scale.as_deref())?,
            palette: palette.transpose()?.unwrap_or_default(),
            lang: self.lang,
            fonts: self.fonts.clone(),
            ..ChartOptions::default()
        })
    }
}

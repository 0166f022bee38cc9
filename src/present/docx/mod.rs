//! Word 文档: turns sections of paragraphs, tables and pictures into the bytes of a .docx; independent of budgets.
//!
//! The parts are written by hand with zip and quick-xml, which the readers use anyway: docx-rs 0.4 supports neither
//! table headers that repeat on every page nor indents in characters, and would bring in second copies of both crates.

mod body;
mod contents;
mod measure;
mod package;
mod pages;
pub(in crate::present) mod placed;
pub mod revise;
mod words;

use super::table::Table;
use std::ops::Range;

pub(super) use measure::text_width;
pub(super) use package::write;

/// 文档.
pub(super) struct Docx {
    /// Title in the document properties.
    pub title: String,
    /// 封面, a page without a page number; empty if there is no cover.
    pub cover: Vec<Block>,
    /// Sections, each with its own page orientation.
    pub sections: Vec<Section>,
}

/// 节.
pub(super) struct Section {
    /// Whether pages are in landscape orientation.
    pub landscape: bool,
    pub blocks: Vec<Block>,
}

/// One block.
pub(super) enum Block {
    /// A paragraph in a named style. A tab in the text moves to the right margin.
    Paragraph { style: Style, text: String },
    /// A paragraph with stretches, by bytes in order, that are highlighted and have this comment.
    Remarked { style: Style, text: String, stretches: Vec<Range<usize>>, remark: &'static str },
    /// 目录 of the headings and table titles that follow.
    Contents,
    /// A table.
    Table(Table),
    /// A table with merged cells.
    Grid(Grid),
    /// A picture as wide as the text.
    Picture(Picture),
    /// 题注 below a picture or above a table, numbered by Word: `图 1  …`.
    Caption { label: &'static str, number: usize, text: String, above: bool },
}

/// 样式, each editable in Word and WPS under its Chinese or built-in name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// 标题 of the document.
    Title,
    /// 封面标题: the first line of the cover.
    CoverTitle,
    /// 封面日期
    CoverDate,
    /// 目录标题
    ContentsTitle,
    /// 标题 1: 第三部分.
    Heading1,
    /// 标题 2: 一、
    Heading2,
    /// 标题 3: （一）
    Heading3,
    /// 公文正文
    Body,
    /// 公文注
    Note,
    /// 落款: the unit and the date at the end.
    Signature,
    /// 附记题: heading of notes that are removed before publication; not listed in the table of contents.
    Aside,
    /// 表题
    TableTitle,
    /// 表名: the title of a copied table, which is not listed in the table of contents.
    TableName,
    /// 表注: the line with 编制单位 and 单位.
    TableUnit,
    /// 表注 on a landscape page
    TableUnitWide,
    /// 题注 below a picture
    Caption,
    /// 题注 above a table
    TableCaption,
}

/// 表格 that keeps the merged cells of the table it was read from.
pub(super) struct Grid {
    pub rows: usize,
    pub columns: usize,
    /// In any order, without overlaps.
    pub cells: Vec<GridCell>,
}

/// 单元格 of a [`Grid`].
pub(super) struct GridCell {
    /// First row and column, from 0.
    pub at: (usize, usize),
    /// Rows and columns, at least 1.
    pub spans: (usize, usize),
    pub text: String,
}

/// 图片.
pub(super) struct Picture {
    pub png: Vec<u8>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Alternative text for readers who cannot see the picture.
    pub title: String,
}

impl Style {
    /// The identifier in `data/docx/styles.xml`.
    fn id(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::CoverTitle => "CoverTitle",
            Self::CoverDate => "CoverDate",
            Self::ContentsTitle => "TOCHeading",
            Self::Heading1 => "Heading1",
            Self::Heading2 => "Heading2",
            Self::Heading3 => "Heading3",
            Self::Body => "Body",
            Self::Note => "Note",
            Self::Signature => "Signature",
            Self::Aside => "Aside",
            Self::TableTitle => "TableTitle",
            Self::TableName => "TableName",
            Self::TableUnit => "TableUnit",
            Self::TableUnitWide => "TableUnitWide",
            Self::Caption => "Caption",
            Self::TableCaption => "TableCaption",
        }
    }

    /// Level of its paragraphs in the table of contents, if they are listed.
    fn contents_level(self) -> Option<u8> {
        match self {
            Self::Heading1 => Some(1),
            Self::Heading2 | Self::TableTitle => Some(2),
            _ => None,
        }
    }
}

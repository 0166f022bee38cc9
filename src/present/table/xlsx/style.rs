//! 样式: number formats, weights and colours of cells, equal on all sheets.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// A font that Chinese versions of Excel and WPS include.
pub(in crate::present) const FONT: &str = "等线";
/// The colours of increases and decreases, as in charts.
pub(in crate::present) const UP: Color = Color::RGB(0x0022_68B2);
pub(in crate::present) const DOWN: Color = Color::RGB(0x00D7_6D24);
/// The same for bars behind figures, light enough to read what stands on them.
pub(in crate::present) const BAR_UP: Color = Color::RGB(0x00C9_DDF1);
pub(in crate::present) const BAR_DOWN: Color = Color::RGB(0x00FA_DCC4);
pub(in crate::present) const THIS_YEAR: Color = Color::RGB(0x0041_4A59);
pub(in crate::present) const LAST_YEAR: Color = Color::RGB(0x00B1_B8C0);
const GREY: Color = Color::RGB(0x0060_6670);
const LINE: Color = Color::RGB(0x00D4_D8DD);
const HEAD: Color = Color::RGB(0x00E4_E8EE);
const TOTAL: Color = Color::RGB(0x00F3_F5F8);
/// The background of figures that their own year did not print.
const RECOVERED: Color = Color::RGB(0x00FF_F4D6);

/// The look of a cell by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::present) enum Look {
    Text,
    Centred,
    Wrapped,
    Code,
    Money,
    /// An amount that was not printed by its own year.
    Recovered,
    Change,
    Growth,
    Share,
    Points,
    Count,
}

/// The emphasis of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::present) enum Weight {
    Plain,
    Category,
    Total,
}

/// The format of a cell.
pub(in crate::present) fn format(look: Look, weight: Weight) -> Format {
    let base = base().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE);
    let base = match weight {
        Weight::Plain => base,
        Weight::Category => base.set_bold(),
        Weight::Total => {
            base.set_bold().set_background_color(TOTAL).set_border_top(FormatBorder::Thin).set_border_top_color(GREY)
        }
    };
    let right = |format: Format, digits: &str| format.set_num_format(digits).set_align(FormatAlign::Right);
    match look {
        Look::Text => base.set_align(FormatAlign::Left),
        Look::Centred => base.set_align(FormatAlign::Center),
        Look::Wrapped => base.set_align(FormatAlign::Left).set_text_wrap(),
        // Text format, so that codes stay texts when they are edited.
        Look::Code => base.set_align(FormatAlign::Left).set_num_format("@"),
        Look::Money => right(base, "#,##0.00"),
        Look::Recovered => right(base, "#,##0.00").set_italic().set_background_color(RECOVERED),
        Look::Change => right(base, "+#,##0.00;-#,##0.00;0.00"),
        Look::Growth => right(base, "+0.00%;-0.00%;0.00%"),
        Look::Share => right(base, "0.00%"),
        Look::Points => right(base, "+0.00;-0.00;0.00"),
        Look::Count => right(base, "0"),
    }
}

/// The basic format: font and vertical alignment.
pub(in crate::present) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

/// The format of header cells.
pub(in crate::present) fn head() -> Format {
    let border = base().set_border(FormatBorder::Thin).set_border_color(LINE);
    border.set_bold().set_background_color(HEAD).set_align(FormatAlign::Center).set_text_wrap()
}

/// The format of a sheet's title.
pub(in crate::present) fn title() -> Format {
    base().set_bold().set_font_size(15)
}

/// The format of headings on the sheet of contents.
pub(in crate::present) fn heading() -> Format {
    base().set_bold().set_font_size(12).set_border_bottom(FormatBorder::Thin).set_border_bottom_color(GREY)
}

/// The format of remarks below a title.
pub(in crate::present) fn remark() -> Format {
    base().set_font_size(9).set_font_color(GREY)
}

/// The format of links within the workbook.
pub(in crate::present) fn link() -> Format {
    base().set_font_color(UP).set_underline(rust_xlsxwriter::FormatUnderline::Single)
}

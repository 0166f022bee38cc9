//! 样式: number formats, weights and colours of the cells, the same on every sheet.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// A font that Excel and WPS bring on Chinese machines.
pub(in crate::present) const FONT: &str = "等线";
/// Increases and decreases, as in the charts: more is neither good nor bad.
pub(in crate::present) const UP: Color = Color::RGB(0x0022_68B2);
pub(in crate::present) const DOWN: Color = Color::RGB(0x00D7_6D24);
pub(in crate::present) const THIS_YEAR: Color = Color::RGB(0x0041_4A59);
pub(in crate::present) const LAST_YEAR: Color = Color::RGB(0x00B1_B8C0);
const GREY: Color = Color::RGB(0x0060_6670);
const LINE: Color = Color::RGB(0x00D4_D8DD);
const HEAD: Color = Color::RGB(0x00E4_E8EE);
const TOTAL: Color = Color::RGB(0x00F3_F5F8);
/// Behind a figure that its own year did not print.
const RECOVERED: Color = Color::RGB(0x00FF_F4D6);

/// How a cell looks by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::present) enum Look {
    Text,
    Centred,
    Wrapped,
    Code,
    Money,
    /// A money column of which this figure was not printed by its own year.
    Recovered,
    Change,
    Growth,
    Share,
    Points,
    Count,
}

/// How a row stands out.
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
        // Codes are texts, also where somebody types over them.
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

/// The font and the middle of the row.
pub(in crate::present) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

/// The head of a table.
pub(in crate::present) fn head() -> Format {
    let border = base().set_border(FormatBorder::Thin).set_border_color(LINE);
    border.set_bold().set_background_color(HEAD).set_align(FormatAlign::Center).set_text_wrap()
}

/// The title of a sheet.
pub(in crate::present) fn title() -> Format {
    base().set_bold().set_font_size(15)
}

/// A heading on the sheet of contents.
pub(in crate::present) fn heading() -> Format {
    base().set_bold().set_font_size(12).set_border_bottom(FormatBorder::Thin).set_border_bottom_color(GREY)
}

/// Remarks below a title.
pub(in crate::present) fn remark() -> Format {
    base().set_font_size(9).set_font_color(GREY)
}

/// A link inside the workbook.
pub(in crate::present) fn link() -> Format {
    base().set_font_color(UP).set_underline(rust_xlsxwriter::FormatUnderline::Single)
}

//! 分块: a wide table as blocks that fit the terminal, each with code and name again.

use super::section::{Group, Section};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use unicode_width::UnicodeWidthStr;

/// Columns of the name beyond which it is broken.
const NAME: usize = 28;
/// What stands between two columns: a space at each side, and the separator's own.
const GAP: usize = 3;

/// The section's tables, one after the other where the terminal is too narrow for one.
pub(super) fn blocks(section: &Section, width: u16) -> Vec<String> {
    let label = |at: usize| section.labels.iter().map(|label| label[at].width()).max().unwrap_or(0);
    let labels = label(0).max(4) + label(1).clamp(4, NAME) + 2 * GAP;
    let room = usize::from(width).saturating_sub(labels);
    let mut blocks: Vec<Vec<&Group>> = Vec::new();
    let mut left = 0;
    for group in &section.groups {
        let needed = group.width();
        match blocks.last_mut() {
            Some(block) if needed <= left => {
                block.push(group);
                left -= needed;
            }
            _ => {
                blocks.push(vec![group]);
                left = room.saturating_sub(needed);
            }
        }
    }
    // What the first block shows as a gap need not stand below it again.
    let known = |groups: &[&Group], at: usize| groups.iter().flat_map(|group| &group.rows[at]).any(|cell| cell != "—");
    let rows = |block: usize, groups: &[&Group]| -> Vec<usize> {
        (0..section.labels.len()).filter(|at| block == 0 || known(groups, *at)).collect()
    };
    let all = blocks.iter().enumerate();
    all.map(|(block, groups)| framed(section, groups, &rows(block, groups), width)).collect()
}

impl Group {
    /// The columns that the group takes.
    fn width(&self) -> usize {
        let lines = |text: &str| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let column = |at: usize| self.rows.iter().map(|row| lines(&row[at])).max().unwrap_or(0);
        self.heads.iter().enumerate().map(|(at, head)| lines(head).max(column(at)) + GAP).sum()
    }
}

fn framed(section: &Section, groups: &[&Group], rows: &[usize], width: u16) -> String {
    let mut table = Table::new();
    table.load_style(crate::present::table::STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width);
    let heads = groups.iter().flat_map(|group| &group.heads).map(String::as_str);
    table.set_header(["编码", "名称"].into_iter().chain(heads));
    for at in rows.iter().copied() {
        let label = &section.labels[at];
        let cells = groups.iter().flat_map(|group| &group.rows[at]);
        let left = label.iter().map(|text| Cell::new(text).set_alignment(CellAlignment::Left));
        table.add_row(left.chain(cells.map(|text| Cell::new(text).set_alignment(CellAlignment::Right))));
    }
    // Only names may break.
    crate::present::table::never_break(&mut table, 1);
    table.trim_fmt()
}

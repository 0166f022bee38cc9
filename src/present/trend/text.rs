//! 趋势的文字表: terminal and Markdown.

use super::block::blocks;
use super::ranking::{self, Listing};
use super::section::{Section, sections};
use super::{TrendView, columns, notes};
use crate::present::TextOptions;
use crate::present::markdown::{escaped, table};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

/// A trend as tables for a terminal: years that do not fit beside each other stand in blocks below each other.
pub fn trend_terminal(view: &TrendView, options: TextOptions) -> String {
    let mut text = String::new();
    if view.ranking.is_some() {
        for listing in ranking::listings(view, options.unit) {
            text += &format!("{}\n{}\n", listing.caption, framed(&listing, options.width));
            listing.notes.iter().for_each(|note| text += &format!("{note}\n"));
            text.push('\n');
        }
        return text;
    }
    let sections = sections(view.trend, &columns(view.trend), options.unit, options.one_measure);
    for section in &sections {
        text += &format!("{}\n{}\n", section.caption, blocks(section, options.width).join("\n\n"));
        for line in remarks(section) {
            text += &format!("{line}\n");
        }
        text.push('\n');
    }
    for line in notes::legend(view.trend, has_gaps(&sections)) {
        text += &format!("{line}\n");
    }
    text
}

/// A trend as Markdown tables.
pub fn trend_markdown(view: &TrendView, options: TextOptions) -> String {
    let mut text = String::new();
    if view.ranking.is_some() {
        for listing in ranking::listings(view, options.unit) {
            text += &format!(
                "### {}\n\n{}\n",
                escaped(&listing.caption),
                table(&listing.heads, &listing.rows, listing.left)
            );
            listing.notes.iter().for_each(|note| text += &format!("{}\n\n", escaped(note)));
        }
        return text;
    }
    let sections = sections(view.trend, &columns(view.trend), options.unit, options.one_measure);
    for section in &sections {
        let heads: Vec<String> = ["编码".to_owned(), "名称".to_owned()]
            .into_iter()
            .chain(section.groups.iter().flat_map(|group| group.heads.iter().cloned()))
            .collect();
        let rows: Vec<Vec<String>> = (0..section.labels.len())
            .map(|at| {
                let cells = section.groups.iter().flat_map(|group| group.rows[at].iter());
                section.labels[at].iter().chain(cells).cloned().collect()
            })
            .collect();
        text += &format!("### {}\n\n{}\n", escaped(&section.caption), table(&heads, &rows, 2));
        for line in remarks(section) {
            text += &format!("{}\n\n", escaped(&line));
        }
    }
    for line in notes::legend(view.trend, has_gaps(&sections)) {
        text += &format!("{}\n\n", escaped(&line));
    }
    text
}

fn framed(listing: &Listing, width: u16) -> String {
    let mut table = Table::new();
    table.load_style(crate::present::table::STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width).set_header(&listing.heads);
    for row in &listing.rows {
        table.add_row(row.iter().enumerate().map(|(at, text)| {
            let alignment = if at < listing.left { CellAlignment::Left } else { CellAlignment::Right };
            Cell::new(text).set_alignment(alignment)
        }));
    }
    table.trim_fmt()
}

fn remarks(section: &Section) -> Vec<String> {
    let hidden =
        (section.hidden > 0).then(|| format!("另有 {} 行其他栏目，可用 --measure 栏目名 查看。", section.hidden));
    section.notes.iter().cloned().chain(hidden).collect()
}

fn has_gaps(sections: &[Section]) -> bool {
    sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.rows).flatten().any(|cell| cell == "—")
}

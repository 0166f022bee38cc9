//! 遍历: walks the tree of a page and collects its paragraphs and tables.

use super::super::cells::TOO_MANY_CELLS;
use super::super::flow::{Area, MAX_DEPTH, Node, Table, Words, too_deep};
use super::menu::{is_frame, is_hidden};
use crate::model::Place;
use crate::source::{Limits, SourceError};
use ego_tree::iter::Edge;
use scraper::Html;
use scraper::node::Element;
use std::sync::Arc;

/// Elements within a line; all others begin a new line.
const INLINE: [&str; 30] = [
    "a", "abbr", "acronym", "b", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "o:p", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "img",
];

/// The content of a page or cell read so far.
#[derive(Default)]
struct Flow {
    nodes: Vec<Node>,
    /// The current line.
    text: String,
    /// The number of bytes of the current line inside links.
    linked: usize,
    /// The number of links in the current line.
    links: usize,
    heading: Option<u8>,
}

/// A table being read.
struct Grid {
    areas: Vec<Area>,
    /// The next row.
    row: usize,
    in_row: bool,
    column: usize,
    /// For each column, the first row not covered by a cell above.
    free: Vec<usize>,
    /// The open cell.
    cell: Option<Area>,
}

struct Walk<'a> {
    name: &'a Arc<str>,
    limits: Limits,
    /// The page and the open cells, the innermost last.
    flows: Vec<Flow>,
    grids: Vec<Grid>,
    /// The number of columns covered by all cells so far.
    used: usize,
    in_link: bool,
    in_list: usize,
    /// Texts around the content.
    frame: Vec<String>,
}

/// The paragraphs and tables of a page, and the texts around them.
pub(super) fn nodes(name: &Arc<str>, page: &Html, limits: &Limits) -> Result<(Vec<Node>, Vec<String>), SourceError> {
    let mut walk = Walk {
        name,
        limits: *limits,
        flows: vec![Flow::default()],
        grids: Vec::new(),
        used: 0,
        in_link: false,
        in_list: 0,
        frame: Vec::new(),
    };
    let (mut hidden, mut frame) = (None, None);
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(_) if hidden.is_some() => {}
            Edge::Open(node) => match node.value() {
                scraper::Node::Element(element) if is_hidden(element) => hidden = Some(node.id()),
                scraper::Node::Text(text) if frame.is_some() => walk.frame.push(text.trim().to_owned()),
                _ if frame.is_some() => {}
                scraper::Node::Element(element) if is_frame(element) => frame = Some(node.id()),
                scraper::Node::Element(element) => walk.open(element)?,
                scraper::Node::Text(text) => walk.words(text),
                _ => {}
            },
            Edge::Close(node) if hidden == Some(node.id()) => hidden = None,
            Edge::Close(node) if frame == Some(node.id()) => frame = None,
            Edge::Close(node) => match node.value() {
                scraper::Node::Element(element) if hidden.is_none() && frame.is_none() => walk.close(element),
                _ => {}
            },
        }
    }
    walk.end_line();
    walk.frame.retain(|text| !text.is_empty());
    Ok((walk.flows.into_iter().next().map(|flow| flow.nodes).unwrap_or_default(), walk.frame))
}

impl Walk<'_> {
    fn open(&mut self, element: &Element) -> Result<(), SourceError> {
        match element.name() {
            "table" => {
                self.end_line();
                if self.grids.len() >= MAX_DEPTH {
                    return Err(too_deep(self.name, MAX_DEPTH));
                }
                self.grids.push(Grid {
                    areas: Vec::new(),
                    row: 0,
                    in_row: false,
                    column: 0,
                    free: Vec::new(),
                    cell: None,
                });
            }
            "tr" => self.with_grid(Grid::begin_row),
            "td" | "th" => self.begin_cell(element)?,
            "br" => self.flow().text.push('\n'),
            "a" => {
                self.in_link = true;
                self.flow().links += 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_line();
                self.flow().heading = element.name()[1..].parse().ok();
            }
            name if INLINE.contains(&name) => {}
            "li" | "dd" | "dt" => {
                self.end_line();
                self.in_list += 1;
            }
            _ => self.end_line(),
        }
        Ok(())
    }

    fn close(&mut self, element: &Element) {
        match element.name() {
            "table" => {
                self.end_line();
                if let Some(grid) = self.grids.pop() {
                    self.flow().nodes.push(Node::Table(Table { areas: grid.finished(), written: None }));
                }
            }
            "td" | "th" => self.end_cell(),
            "tr" => self.with_grid(Grid::end_row),
            "a" => self.in_link = false,
            "br" => {}
            name if INLINE.contains(&name) => {}
            "li" | "dd" | "dt" => {
                self.end_line();
                self.in_list = self.in_list.saturating_sub(1);
            }
            _ => self.end_line(),
        }
    }

    fn with_grid(&mut self, change: impl FnOnce(&mut Grid)) {
        if let Some(grid) = self.grids.last_mut() {
            change(grid);
        }
    }

    fn flow(&mut self) -> &mut Flow {
        if self.flows.is_empty() {
            self.flows.push(Flow::default());
        }
        let last = self.flows.len() - 1;
        &mut self.flows[last]
    }

    /// Adds text, collapsing white space to one space, or none at the beginning of a line.
    fn words(&mut self, text: &str) {
        let in_link = self.in_link;
        let flow = self.flow();
        let before = flow.text.len();
        for c in text.chars() {
            let space = matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}' | '\u{a0}');
            match space {
                true if flow.text.is_empty() || flow.text.ends_with([' ', '\n']) => {}
                true => flow.text.push(' '),
                false => flow.text.push(c),
            }
        }
        if in_link {
            flow.linked += flow.text.len() - before;
        }
    }

    /// Ends the current line. A line that consists of links is a menu.
    fn end_line(&mut self) {
        let in_list = self.in_list > 0;
        let in_cell = !self.grids.is_empty();
        let flow = self.flow();
        let text = std::mem::take(&mut flow.text);
        let (linked, links) = (std::mem::take(&mut flow.linked), std::mem::take(&mut flow.links));
        let heading = flow.heading.take();
        // Leading ideographic and non-breaking spaces are kept, since they indent names.
        let line = |line: &'_ str| line.trim_start_matches(|c: char| c.is_ascii_whitespace()).trim_end().to_owned();
        let text = text.split('\n').map(line).collect::<Vec<_>>().join("\n");
        let text = text.trim_matches('\n');
        let menu = linked * 10 >= text.len() * 8 && (links >= 3 && !in_cell || in_list && links >= 1);
        if menu {
            let text = text.to_owned();
            self.frame.push(text);
        } else if !text.is_empty() {
            flow.nodes.push(Node::Text { words: Words::plain(text.to_owned()), heading });
        }
    }

    fn begin_cell(&mut self, element: &Element) -> Result<(), SourceError> {
        self.end_line();
        let Some(grid) = self.grids.last_mut() else { return Ok(()) };
        let span = |name: &str, most: usize| {
            let digits: String =
                element.attr(name).unwrap_or_default().trim().chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<usize>().unwrap_or(1).clamp(1, most)
        };
        // The limits of browsers.
        let (rows, columns) = (span("rowspan", 65_534), span("colspan", 1_000));
        self.used = self.used.saturating_add(columns);
        if self.used > self.limits.cells {
            let place = Place::file(self.name.clone());
            return Err(SourceError::Limit {
                place,
                what: "单元格数",
                limit: self.limits.cells,
                remedy: TOO_MANY_CELLS,
            });
        }
        grid.begin_cell(rows, columns);
        self.flows.push(Flow::default());
        Ok(())
    }

    fn end_cell(&mut self) {
        if self.grids.last().is_none_or(|grid| grid.cell.is_none()) {
            return;
        }
        self.end_line();
        let content = self.flows.pop().map(|flow| flow.nodes).unwrap_or_default();
        self.with_grid(|grid| {
            if let Some(mut cell) = grid.cell.take() {
                cell.content = content;
                grid.areas.push(cell);
            }
        });
    }
}

impl Grid {
    fn begin_row(&mut self) {
        self.end_row();
        self.in_row = true;
        self.column = 0;
    }

    fn end_row(&mut self) {
        if self.in_row {
            self.row += 1;
        }
        self.in_row = false;
    }

    /// Begins a cell in the first column of the row that is not covered by a cell above.
    fn begin_cell(&mut self, rows: usize, columns: usize) {
        while self.free.get(self.column).is_some_and(|free| *free > self.row) {
            self.column += 1;
        }
        let (row, column) = (self.row, self.column);
        self.column += columns;
        if self.free.len() < self.column {
            self.free.resize(self.column, 0);
        }
        for free in &mut self.free[column..column + columns] {
            *free = row + rows;
        }
        self.cell = Some(Area { row, column, row_span: rows, column_span: columns, content: Vec::new() });
    }

    /// The cells, with spans cut at the last row.
    fn finished(mut self) -> Vec<Area> {
        self.end_row();
        let rows = self.row;
        for area in &mut self.areas {
            area.row_span = area.row_span.min(rows.saturating_sub(area.row)).max(1);
        }
        self.areas
    }
}

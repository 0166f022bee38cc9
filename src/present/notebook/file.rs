//! 笔记本文件: writes nbformat 4.5, with cell identifiers that do not change from run to run.

use crate::model::MARK;
use serde_json::{Map, Value, json};

/// A cell.
pub(super) struct Cell {
    id: &'static str,
    source: String,
    kind: CellKind,
}

enum CellKind {
    Markdown,
    Code {
        outputs: Vec<Output>,
        /// Whether it is stored as executed.
        run: bool,
    },
}

/// An output of a code cell.
pub(super) enum Output {
    /// Standard output.
    Stream(String),
    /// The value of its last line.
    Result { plain: String, html: String },
    /// A picture.
    Picture(String),
}

impl Cell {
    /// Markdown.
    pub fn text(id: &'static str, source: &str) -> Self {
        Self { id, source: source.to_owned(), kind: CellKind::Markdown }
    }

    /// A code cell with its outputs.
    pub fn code(id: &'static str, source: &str, outputs: Vec<Output>) -> Self {
        Self { id, source: source.trim_end().to_owned(), kind: CellKind::Code { outputs, run: true } }
    }

    /// A code cell that has not been run.
    pub fn idle(id: &'static str, source: &str) -> Self {
        Self { id, source: source.trim_end().to_owned(), kind: CellKind::Code { outputs: Vec::new(), run: false } }
    }
}

impl Output {
    /// A printed line.
    pub fn printed(line: String) -> Self {
        Self::Stream(line + "\n")
    }

    /// An SVG that takes the width of the page, without XML declaration.
    pub fn svg(svg: &str) -> Self {
        let svg = svg.find("<svg").and_then(|at| svg.get(at..)).unwrap_or(svg).trim_end();
        let size = svg.find(" width=\"").zip(svg.find(" viewBox=\"")).filter(|(from, to)| from < to);
        Self::Picture(match size {
            Some((from, to)) => format!("{} width=\"100%\"{}", &svg[..from], &svg[to..]),
            None => svg.to_owned(),
        })
    }

    fn value(&self, count: usize) -> Value {
        match self {
            Self::Stream(text) => json!({"name": "stdout", "output_type": "stream", "text": lines(text)}),
            Self::Result { plain, html } => json!({
                "data": {"text/html": lines(html), "text/plain": lines(plain)},
                "execution_count": count, "metadata": {}, "output_type": "execute_result",
            }),
            Self::Picture(svg) => json!({
                "data": {"image/svg+xml": lines(svg), "text/plain": ["<IPython.core.display.SVG object>"]},
                "metadata": {}, "output_type": "display_data",
            }),
        }
    }
}

/// The complete file.
pub(super) fn notebook(title: &str, cells: Vec<Cell>) -> Value {
    let mut count = 0;
    let cells: Vec<Value> = cells.into_iter().map(|cell| value(cell, &mut count)).collect();
    json!({
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
            "title": title,
            MARK: {"notebook": "analysis"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    })
}

fn value(cell: Cell, count: &mut usize) -> Value {
    let mut map = Map::new();
    let kind = if matches!(cell.kind, CellKind::Markdown) { "markdown" } else { "code" };
    map.insert("cell_type".into(), kind.into());
    if let CellKind::Code { outputs, run } = &cell.kind {
        *count += usize::from(*run);
        map.insert("execution_count".into(), if *run { json!(*count) } else { Value::Null });
        map.insert("id".into(), cell.id.into());
        map.insert("metadata".into(), json!({}));
        map.insert("outputs".into(), outputs.iter().map(|output| output.value(*count)).collect());
    } else {
        map.insert("id".into(), cell.id.into());
        map.insert("metadata".into(), json!({}));
    }
    map.insert("source".into(), lines(&cell.source));
    Value::Object(map)
}

/// A text as the list of lines that the format requires.
fn lines(text: &str) -> Value {
    text.split_inclusive('\n').map(Value::from).collect()
}

//! 错误的样子: the layout of every error: the message with place and remedy, the line at fault, further notes.

use crate::Error;
use crate::model::{plain, plain_line};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// Prints an error on standard error, with further lines below it.
pub(super) fn show(message: &str, below: &[String]) {
    let mut text = format!("{ERROR}错误：{ERROR:#}{}\n", plain(message));
    for line in below {
        let _ = writeln!(text, "{line}");
    }
    anstream::eprint!("{text}");
}

/// Prints an error, with the line of the file that it is about.
pub(super) fn show_error(error: &Error, notes: &[String]) {
    let excerpt =
        error.excerpt().map(|excerpt| excerpt_lines(excerpt.row, excerpt.column, excerpt.length, &excerpt.line));
    let below: Vec<String> = excerpt.into_iter().flatten().chain(notes.iter().cloned()).collect();
    show(&error.to_string(), &below);
}

/// The line with its number, and below it marks under the part at fault. A long line is cut around that part.
fn excerpt_lines(row: usize, column: usize, length: usize, line: &str) -> Vec<String> {
    const AROUND: usize = 60;
    let start = column.saturating_sub(1);
    let skip = start.saturating_sub(AROUND / 2);
    let line = line.replace('\t', " ");
    let shown: String = plain_line(&line).chars().skip(skip).take(AROUND).collect();
    let before: usize = shown.chars().take(start - skip).map(|c| c.width().unwrap_or(0)).sum();
    let under: usize = shown.chars().skip(start - skip).take(length.max(1)).map(|c| c.width().unwrap_or(0)).sum();
    let number = row.to_string();
    let cut = if skip > 0 { "…" } else { "" };
    let pad = " ".repeat(number.width() + before + cut.width());
    vec![
        format!("  {QUIET}{number} |{QUIET:#} {cut}{shown}"),
        format!("  {pad}   {ERROR}{}{ERROR:#}", "^".repeat(under.max(1))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_piece_even_behind_chinese() {
        let lines: Vec<String> = excerpt_lines(3, 4, 2, "甲乙=丙丁")
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string())
            .collect();
        assert_eq!(lines, ["  3 | 甲乙=丙丁", "           ^^^^"]);
        let long = "零".repeat(80) + "x";
        let lines = excerpt_lines(1, 81, 1, &long);
        assert!(anstream::adapter::strip_str(&lines[0]).to_string().ends_with("零x"));
    }
}

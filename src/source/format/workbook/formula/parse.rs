//! 公式文法: parses a formula into a tree.

use crate::source::format::workbook::layout::{COLUMNS, ROWS};
use rust_decimal::Decimal;

/// Limit of the nesting of a formula, since its tree is walked by recursion.
const MAX_DEPTH: usize = 64;

/// A rectangle of cells in the formula's own sheet or in a named one; positions count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    pub sheet: Option<String>,
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

/// 算式.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    Number(Decimal),
    Text(String),
    Truth(bool),
    /// An omitted argument: `IF(A1,,0)`.
    Nothing,
    Cells(Area),
    Negative(Box<Expression>),
    /// A value followed by so many `%`.
    Percent(Box<Expression>, usize),
    /// Operators of equal precedence, from left to right. A list rather than a tree, so that the stack does not grow
    /// with the length of a sum.
    Chain(Box<Expression>, Vec<(Operator, Expression)>),
    Call(String, Vec<Expression>),
}

/// 运算符.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Join,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Parses a formula, with or without its `=`. `None` if it is not supported: names, arrays, other workbooks.
pub(super) fn parse(formula: &str) -> Option<Expression> {
    let text = formula.trim().trim_start_matches('=');
    let mut parser = Parser { rest: text, depth: 0 };
    let expression = parser.comparison()?;
    parser.skip_space();
    parser.rest.is_empty().then_some(expression)
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

type Level<'a> = fn(&mut Parser<'a>) -> Option<Expression>;

impl<'a> Parser<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, mark: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Parses left-associative operators of equal precedence. Of two marks that begin alike the longer comes first.
    fn chain(&mut self, marks: &[(&str, Operator)], operand: Level<'a>) -> Option<Expression> {
        let first = operand(self)?;
        let mut rest = Vec::new();
        while let Some((_, operator)) = marks.iter().find(|(mark, _)| self.take(mark)) {
            rest.push((*operator, operand(self)?));
        }
        Some(if rest.is_empty() { first } else { Expression::Chain(Box::new(first), rest) })
    }

    fn comparison(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let marks = [
            ("<>", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let read = self.chain(&marks, |parser| parser.chain(&[("&", Operator::Join)], Parser::sum));
        self.depth -= 1;
        read
    }

    fn sum(&mut self) -> Option<Expression> {
        self.chain(&[("+", Operator::Add), ("-", Operator::Subtract)], |parser| {
            let marks = [("*", Operator::Multiply), ("/", Operator::Divide)];
            parser.chain(&marks, |parser| parser.chain(&[("^", Operator::Power)], Parser::signed))
        })
    }

    fn signed(&mut self) -> Option<Expression> {
        let mut negative = false;
        loop {
            if self.take("-") {
                negative = !negative;
            } else if !self.take("+") {
                break;
            }
        }
        let operand = self.operand()?;
        let percents = std::iter::from_fn(|| self.take("%").then_some(())).count();
        let value = if percents > 0 { Expression::Percent(Box::new(operand), percents) } else { operand };
        Some(if negative { Expression::Negative(Box::new(value)) } else { value })
    }

    fn operand(&mut self) -> Option<Expression> {
        self.skip_space();
        if self.take("(") {
            let inner = self.comparison()?;
            return self.take(")").then_some(inner);
        }
        if self.rest.starts_with('"') {
            return self.quoted('"').map(Expression::Text);
        }
        if let Some(cells) = self.cells() {
            return Some(Expression::Cells(cells));
        }
        self.number().or_else(|| self.call())
    }

    /// Parses quoted text, in which a doubled quote stands for one.
    fn quoted(&mut self, mark: char) -> Option<String> {
        let mut rest = self.rest.strip_prefix(mark)?;
        let mut text = String::new();
        loop {
            let (before, behind) = rest.split_once(mark)?;
            text.push_str(before);
            rest = behind;
            match rest.strip_prefix(mark) {
                Some(behind) => {
                    text.push(mark);
                    rest = behind;
                }
                None => {
                    self.rest = rest;
                    return Some(text);
                }
            }
        }
    }

    fn number(&mut self) -> Option<Expression> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        // Exponents (1E3) do not occur in forms.
        if rest.starts_with(['e', 'E']) {
            return None;
        }
        let value = digits.parse().ok()?;
        self.rest = rest;
        Some(Expression::Number(value))
    }

    fn call(&mut self) -> Option<Expression> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_')?;
        let name = self.rest[..end].to_ascii_uppercase();
        let name = name.strip_prefix("_XLFN.").unwrap_or(&name).to_owned();
        let behind = &self.rest[end..];
        if name == "TRUE" || name == "FALSE" {
            self.rest = behind.strip_prefix("()").unwrap_or(behind);
            return Some(Expression::Truth(name == "TRUE"));
        }
        self.rest = behind.strip_prefix('(').filter(|_| !name.is_empty())?;
        let mut arguments = Vec::new();
        if self.take(")") {
            return Some(Expression::Call(name, arguments));
        }
        loop {
            self.skip_space();
            let empty = self.rest.starts_with([',', ')']);
            arguments.push(if empty { Expression::Nothing } else { self.comparison()? });
            if self.take(")") {
                return Some(Expression::Call(name, arguments));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    /// Parses a reference: `A1`, `$B$2:C9`, `C:C`, with or without a sheet: `表1!A1`, `'表 1'!A1`.
    fn cells(&mut self) -> Option<Area> {
        let start = self.rest;
        let found = self.sheet().and_then(|sheet| self.area(sheet));
        if found.is_none() {
            self.rest = start;
        }
        found
    }

    fn sheet(&mut self) -> Option<Option<String>> {
        if self.rest.starts_with('\'') {
            let name = self.quoted('\'')?;
            return (self.take("!") && !name.contains('[')).then_some(Some(name));
        }
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "_.（）()“”、".contains(c)) || "()".contains(c));
        match end {
            Some(end) if self.rest[end..].starts_with('!') => {
                let name = self.rest[..end].to_owned();
                self.rest = &self.rest[end + 1..];
                Some(Some(name))
            }
            _ => Some(None),
        }
    }

    fn area(&mut self, sheet: Option<String>) -> Option<Area> {
        let first = self.corner()?;
        let last = if self.rest.starts_with(':') {
            self.rest = &self.rest[1..];
            Some(self.corner()?)
        } else {
            None
        };
        // Followed by a letter or bracket it is a name or function: LOG10(2).
        if self.rest.starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '_' || c == '!') {
            return None;
        }
        let ((row, column), (last_row, last_column)) = (first, last.unwrap_or(first));
        let (top, bottom) = match (row, last_row) {
            (Some(row), Some(last)) => (row.min(last), row.max(last)),
            // C:C
            (None, None) if last.is_some() => (0, ROWS - 1),
            _ => return None,
        };
        Some(Area { sheet, top, left: column.min(last_column), bottom, right: column.max(last_column) })
    }

    /// Parses a corner of an area as row and column: `$C$5`, or `C` without a row.
    fn corner(&mut self) -> Option<(Option<u32>, u32)> {
        let rest = self.rest.strip_prefix('$').unwrap_or(self.rest);
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        if !(1..=3).contains(&letters) {
            return None;
        }
        let number = |sum: u32, c: u8| sum * 26 + u32::from(c.to_ascii_uppercase() - b'A') + 1;
        let column = rest[..letters].bytes().fold(0, number) - 1;
        let rest = &rest[letters..];
        let digits = rest.strip_prefix('$').unwrap_or(rest);
        let length = digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let row = match length {
            0 => None,
            _ => Some(digits[..length].parse::<u32>().ok().filter(|row| (1..=ROWS).contains(row))? - 1),
        };
        self.rest = if length > 0 { &digits[length..] } else { rest };
        (column < COLUMNS).then_some((row, column))
    }
}

impl Expression {
    /// Collects every area that it refers to.
    pub(super) fn areas<'a>(&'a self, found: &mut Vec<&'a Area>) {
        match self {
            Self::Cells(area) => found.push(area),
            Self::Negative(inner) | Self::Percent(inner, _) => inner.areas(found),
            Self::Chain(first, rest) => {
                first.areas(found);
                rest.iter().for_each(|(_, operand)| operand.areas(found));
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.areas(found)),
            Self::Number(_) | Self::Text(_) | Self::Truth(_) | Self::Nothing => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_operators_are_read_as_a_spreadsheet_reads_them() {
        let area = |text: &str| match parse(text) {
            Some(Expression::Cells(area)) => (area.sheet, area.top, area.left, area.bottom, area.right),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(area("=$C$5"), (None, 4, 2, 4, 2));
        assert_eq!(area("AA2:B1"), (None, 0, 1, 1, 26));
        assert_eq!(area("表1!C:D"), (Some("表1".into()), 0, 2, ROWS - 1, 3));
        assert_eq!(area("'表 1''甲'!C3"), (Some("表 1'甲".into()), 2, 2, 2, 2));
        assert!(matches!(parse("1+2*3"), Some(Expression::Chain(_, rest)) if rest.len() == 1));
        assert!(matches!(parse("-(A1)%"), Some(Expression::Negative(_))));
        assert!(
            matches!(parse("IF(A1>=\"x\"\"y\",,SUM(A1,B2:B3))"), Some(Expression::Call(_, arguments)) if arguments.len() == 3)
        );
        assert!(matches!(parse("LOG10(2)"), Some(Expression::Call(name, _)) if name == "LOG10"));
    }

    #[test]
    fn what_forms_never_hold_is_not_understood() {
        for text in [
            "",
            "[1]表!A1",
            "'[外部.xlsx]表'!A1",
            "单价*数量",
            "{1,2}",
            "SUM(A1",
            "1+",
            "A1:表!B2",
            "SUM(A1 B1)",
            "1e9",
            "XFE1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"(".repeat(100_000)), None);
        assert_eq!(parse(&("1".to_owned() + &"+1".repeat(1000))).map(|_| ()), Some(()));
    }
}

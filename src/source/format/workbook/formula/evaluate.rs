//! 计算: evaluates the tree of a formula.

use super::parse::{Area, Expression, Operator};
use super::value::{Failed, Outcome, Value, cut, decimal, rounded};
use rust_decimal::Decimal;

/// Access to the cells that a formula refers to.
pub(super) trait Cells {
    /// The values of the non-empty cells in an area, row by row.
    fn values(&mut self, area: &Area) -> Result<Vec<Value>, Failed>;
    /// The value of a single cell; an area of several cells is not supported.
    fn single(&mut self, area: &Area) -> Outcome;
}

/// The value of an expression.
pub(super) fn evaluate(expression: &Expression, cells: &mut dyn Cells) -> Outcome {
    match expression {
        Expression::Number(number) => Ok(Value::Number(*number)),
        Expression::Text(text) => Ok(Value::Text(text.clone())),
        Expression::Truth(truth) => Ok(Value::Truth(*truth)),
        Expression::Nothing => Ok(Value::Blank),
        Expression::Cells(area) => cells.single(area),
        Expression::Negative(inner) => Ok(Value::Number(-evaluate(inner, cells)?.number()?)),
        Expression::Percent(inner, count) => {
            let value = evaluate(inner, cells)?.number()?;
            number((0..*count).try_fold(value, |value, _| value.checked_div(Decimal::ONE_HUNDRED)))
        }
        Expression::Chain(first, rest) => {
            let first = evaluate(first, cells)?;
            rest.iter().try_fold(first, |left, (operator, right)| binary(*operator, &left, &evaluate(right, cells)?))
        }
        Expression::Call(name, arguments) => call(name, arguments, cells),
    }
}

fn number(value: Option<Decimal>) -> Outcome {
    value.map(Value::Number).ok_or(Failed::Error("#NUM!"))
}

fn binary(operator: Operator, left: &Value, right: &Value) -> Outcome {
    if operator == Operator::Join {
        return Ok(Value::Text(left.text() + &right.text()));
    }
    if let Some(holds) = compared(operator, left, right) {
        return Ok(Value::Truth(holds));
    }
    let (left, right) = (left.number()?, right.number()?);
    match operator {
        Operator::Add => number(left.checked_add(right)),
        Operator::Subtract => number(left.checked_sub(right)),
        Operator::Multiply => number(left.checked_mul(right)),
        Operator::Divide if right.is_zero() => Err(Failed::Error("#DIV/0!")),
        Operator::Divide => number(left.checked_div(right)),
        // Only integer powers are exact.
        _ => match right.is_integer().then(|| u8::try_from(right).ok()).flatten() {
            Some(power) if power <= 64 => {
                number((0..power).try_fold(Decimal::ONE, |product, _| product.checked_mul(left)))
            }
            _ => Err(Failed::Unsupported("乘方".into())),
        },
    }
}

/// Compares two values as a spreadsheet does: numbers before texts before truth values, texts ignoring case. `None` if
/// the operator is no comparison.
fn compared(operator: Operator, left: &Value, right: &Value) -> Option<bool> {
    let rank = |value: &Value| match value {
        Value::Number(_) | Value::Blank => 0,
        Value::Text(_) => 1,
        Value::Truth(_) => 2,
    };
    let empty = |one: &Value, other: &Value| *one == Value::Blank && matches!(other, Value::Text(_));
    let order = if empty(left, right) || empty(right, left) || rank(left) == 1 && rank(right) == 1 {
        left.text().to_lowercase().cmp(&right.text().to_lowercase())
    } else if rank(left) == rank(right) {
        left.number().ok()?.cmp(&right.number().ok()?)
    } else {
        rank(left).cmp(&rank(right))
    };
    Some(match operator {
        Operator::Equal => order.is_eq(),
        Operator::Unequal => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        _ => return None,
    })
}

/// The numbers among the arguments: in areas only cells that are numbers, otherwise anything that can be converted.
fn numbers(arguments: &[Expression], cells: &mut dyn Cells) -> Result<Vec<Decimal>, Failed> {
    let mut numbers = Vec::new();
    for argument in arguments {
        match argument {
            Expression::Cells(area) => {
                let values = cells.values(area)?;
                numbers.extend(values.iter().filter_map(|value| match value {
                    Value::Number(number) => Some(*number),
                    _ => None,
                }));
            }
            Expression::Nothing => {}
            other => numbers.push(evaluate(other, cells)?.number()?),
        }
    }
    Ok(numbers)
}

fn sum(numbers: &[Decimal]) -> Outcome {
    number(numbers.iter().try_fold(Decimal::ZERO, |sum, next| sum.checked_add(*next)))
}

fn call(name: &str, arguments: &[Expression], cells: &mut dyn Cells) -> Outcome {
    match (name, arguments) {
        ("SUM", arguments) => sum(&numbers(arguments, cells)?),
        ("SUBTOTAL", [kind, rest @ ..]) => match evaluate(kind, cells)?.number()?.to_string().as_str() {
            // The sum of a column. A spreadsheet would leave out subtotals within it, whose formulas are not known
            // here.
            "9" | "109" => sum(&numbers(rest, cells)?),
            _ => Err(Failed::Unsupported("函数 SUBTOTAL".into())),
        },
        ("AVERAGE", arguments) => {
            let numbers = numbers(arguments, cells)?;
            let count = Decimal::from(numbers.len());
            if numbers.is_empty() {
                Err(Failed::Error("#DIV/0!"))
            } else {
                number(sum(&numbers)?.number()?.checked_div(count))
            }
        }
        ("MAX", arguments) => Ok(Value::Number(numbers(arguments, cells)?.into_iter().max().unwrap_or_default())),
        ("MIN", arguments) => Ok(Value::Number(numbers(arguments, cells)?.into_iter().min().unwrap_or_default())),
        ("PRODUCT", arguments) => {
            number(numbers(arguments, cells)?.iter().try_fold(Decimal::ONE, |product, next| product.checked_mul(*next)))
        }
        ("ABS", [inner]) => Ok(Value::Number(evaluate(inner, cells)?.number()?.abs())),
        ("N", [inner]) => Ok(Value::Number(evaluate(inner, cells)?.number().unwrap_or_default())),
        ("INT", [inner]) => {
            let value = evaluate(inner, cells)?.number()?;
            number(cut(value, 0, value.is_sign_negative()))
        }
        ("ROUND" | "ROUNDUP" | "ROUNDDOWN" | "TRUNC", [inner, rest @ ..]) if rest.len() <= 1 => {
            let value = evaluate(inner, cells)?.number()?;
            let decimals = rest.first().map_or(Ok(Decimal::ZERO), |rest| evaluate(rest, cells)?.number())?;
            let decimals = i32::try_from(decimals).ok().filter(|decimals| (-15..=15).contains(decimals));
            let decimals = decimals.ok_or(Failed::Error("#NUM!"))?;
            number(match name {
                "ROUND" => rounded(value, decimals),
                name => cut(value, decimals, name == "ROUNDUP"),
            })
        }
        ("IF", [condition, rest @ ..]) if (1..=2).contains(&rest.len()) => {
            let chosen = if evaluate(condition, cells)?.truth()? { rest.first() } else { rest.get(1) };
            match chosen {
                Some(Expression::Nothing) => Ok(Value::Number(Decimal::ZERO)),
                Some(chosen) => evaluate(chosen, cells),
                None => Ok(Value::Truth(false)),
            }
        }
        ("IFERROR", [inner, instead]) => match evaluate(inner, cells) {
            Err(Failed::Error(_)) => evaluate(instead, cells),
            outcome => outcome,
        },
        ("AND" | "OR", arguments) if !arguments.is_empty() => {
            let truths = arguments.iter().map(|argument| evaluate(argument, cells)?.truth());
            let truths = truths.collect::<Result<Vec<bool>, Failed>>()?;
            Ok(Value::Truth(if name == "AND" { truths.iter().all(|t| *t) } else { truths.iter().any(|t| *t) }))
        }
        ("NOT", [inner]) => Ok(Value::Truth(!evaluate(inner, cells)?.truth()?)),
        (name, _) => Err(Failed::Unsupported(format!("函数 {name}"))),
    }
}

/// The value of a cell, from its text and kind.
pub(super) fn of_text(text: &str, is_number: bool) -> Value {
    match decimal(text).filter(|_| is_number) {
        Some(number) => Value::Number(number),
        None => match text {
            "TRUE" => Value::Truth(true),
            "FALSE" => Value::Truth(false),
            text => Value::Text(text.to_owned()),
        },
    }
}

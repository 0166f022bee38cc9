//! 读明细表: the tidy frame as line items, its columns checked by name and type.

use crate::analysis::AnalysisError;
use crate::model::dataset::FrameSource;
use crate::model::schema::LINE_ITEM_COLUMNS;
use crate::model::{LineItem, Warning};
use polars::prelude::*;
use std::collections::BTreeMap;

/// What messages call a frame.
const FRAME: &str = "数据表";

/// Columns without which a frame holds no line items; one of the last two suffices.
const NEEDED: [&str; 5] = ["unit", "year", "code", "amount", "amount_fen"];

/// The items of a frame, and warnings about rows that could not be read.
pub(super) fn items(frame: &DataFrame) -> Result<(Vec<LineItem>, Vec<Warning>), AnalysisError> {
    let mut fields = BTreeMap::new();
    for (place, column) in frame.columns().iter().enumerate() {
        let known = LINE_ITEM_COLUMNS.iter().map(|known| known.name).chain(["amount_fen", "resolution_fen"]);
        if let Some(name) = known.into_iter().find(|name| column.name() == name) {
            check(column, name)?;
            fields.insert(name, place);
        }
    }
    let missing = NEEDED.into_iter().find(|name| match *name {
        "amount" | "amount_fen" => !fields.contains_key("amount") && !fields.contains_key("amount_fen"),
        name => !fields.contains_key(name),
    });
    if let Some(missing) = missing {
        let names: Vec<&str> = frame.columns().iter().map(|column| column.name().as_str()).collect();
        return Err(AnalysisError::MissingColumn { missing: missing.to_owned(), found: names.join("、") });
    }
    Ok(FrameSource { frame, file: FRAME.into(), fields, constants: BTreeMap::new() }.items()?)
}

/// Refuses a column of a type that its values do not have. Codes and numbers of places may be whole numbers, the year has
/// to be one.
fn check(column: &Column, name: &str) -> Result<(), AnalysisError> {
    let dtype = column.dtype();
    let is_text = matches!(dtype, DataType::String | DataType::Categorical(..) | DataType::Enum(..));
    let is_yuan = matches!(dtype, DataType::Decimal(_, scale) if *scale <= 2);
    let (is_right, expected) = match name {
        "amount_fen" | "resolution_fen" => (dtype.is_integer(), "整数（分）"),
        "amount" | "resolution" => (dtype.is_integer() || is_yuan, "DECIMAL(18,2)（元）或整数（元）"),
        "year" => (is_text || dtype.is_integer(), "整数"),
        "code" | "parent" | "page" | "row" | "column" | "confidence" => (is_text || dtype.is_integer(), "文字"),
        _ => (is_text, "文字"),
    };
    if is_right || *dtype == DataType::Null { Ok(()) } else { Err(wrong_type(column, expected)) }
}

fn wrong_type(column: &Column, expected: &'static str) -> AnalysisError {
    let found = match column.dtype() {
        dtype if dtype.is_float() => "浮点数".to_owned(),
        dtype if dtype.is_integer() => "整数".to_owned(),
        DataType::Decimal(precision, scale) => format!("DECIMAL({precision},{scale})"),
        DataType::String => "文字".to_owned(),
        dtype => dtype.to_string(),
    };
    AnalysisError::ColumnType { column: column.name().to_string(), expected, found }
}

//! The columns of every result are those of `model::schema`, in every format, in the JSON schemas and in the manual.
//!
//! `TONGBI_WRITE=1 cargo test schema` writes the schemas' rows and docs/数据列.md anew.

use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::path::Path;
use tongbi::analysis::{
    CompareOptions, Grouping, LevelFilter, LineItems, RankBy, Standings, TrendOptions, compare, trend,
};
use tongbi::audit::{Material, Verdict, judge};
use tongbi::model::schema::{
    CHANGED_COLUMNS, COMPARISON_COLUMNS, Column, ITEM_COLUMNS, JUDGEMENT_COLUMNS, Kind, LINE_ITEM_COLUMNS,
    OBLIGATION_COLUMNS, TREND_COLUMNS,
};
use tongbi::model::{BudgetTable, Classification, Scope};
use tongbi::present::{TrendView, audit_json, comparison_json, items_json, trend_json};
use tongbi::source::{Loaded, load_texts};

const CODE: &str = "^[1-9][0-9]{2}([0-9]{2}){0,3}$";
const DECIMAL: &str = "^-?[0-9]+\\.[0-9]{2}$";

/// What a JSON Schema says of a column.
fn property(column: &Column) -> Value {
    let one_of = |words: &[&str]| json!({ "enum": words });
    let mut property = match column.kind {
        Kind::Scope => one_of(&Scope::ALL.map(Scope::name)),
        Kind::Table => one_of(&BudgetTable::ALL.map(BudgetTable::name)),
        Kind::Classification => one_of(&Classification::ALL.map(Classification::name)),
        Kind::Level => one_of(&["total", "类", "款", "项", "目"]),
        Kind::Phase => one_of(&["预算", "调整预算", "执行", "决算"]),
        Kind::Origin => one_of(&["published", "restated", "implied", "scanned"]),
        Kind::Role => one_of(&["leaf", "parent", "repeat"]),
        Kind::Side => one_of(&["revenue", "expenditure"]),
        Kind::Status => one_of(&["rate", "new", "gone", "flat", "negative_base"]),
        Kind::Verdict => one_of(&Verdict::ALL.map(Verdict::name)),
        Kind::Year => json!({ "type": "integer", "minimum": 1949, "maximum": 2199 }),
        Kind::Count => json!({ "type": "integer", "minimum": 1 }),
        Kind::Code => json!({ "type": "string", "pattern": CODE }),
        Kind::Amount | Kind::Percent | Kind::Points => json!({ "type": "string", "pattern": DECIMAL }),
        _ => json!({ "type": "string" }),
    };
    if column.optional {
        match property.get_mut("enum").and_then(Value::as_array_mut) {
            Some(words) => words.push(Value::Null),
            None => property["type"] = json!([property["type"], "null"]),
        }
    }
    let unit = column.kind.unit().map(|unit| format!("，{unit}")).unwrap_or_default();
    property["description"] = format!("{}{unit}", column.meaning).into();
    property
}

/// An object with these columns and more of its own.
fn object(columns: &[Column], more: &[(&str, Value)]) -> Value {
    let mut properties: Map<String, Value> =
        columns.iter().map(|column| (column.name.to_owned(), property(column))).collect();
    properties.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// A judgement: the columns of its place stand together, and only a finding has an identifier.
fn judgement() -> Value {
    let is_place = |column: &&Column| ["file", "sheet", "page", "line", "column"].contains(&column.name);
    let place: Vec<Column> = JUDGEMENT_COLUMNS.iter().filter(is_place).copied().collect();
    let others: Vec<Column> = JUDGEMENT_COLUMNS.iter().filter(|column| !is_place(column)).copied().collect();
    let mut whole = object(&others, &[("place", object(&place, &[]))]);
    whole["properties"]["id"]["type"] = "string".into();
    let required = whole["required"].as_array_mut().unwrap();
    required.retain(|name| name != "id");
    whole
}

/// The schema of a result, its rows made anew from the columns.
fn schema(name: &str) -> (std::path::PathBuf, Value, Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/schema/{name}.schema.json"));
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut made = written.clone();
    let definition = |name: &str| json!({ "type": "array", "items": { "$ref": format!("#/$defs/{name}") } });
    match name {
        "comparison" => made["properties"]["rows"]["items"] = object(&COMPARISON_COLUMNS, &[]),
        "items" => made["items"] = object(&LINE_ITEM_COLUMNS, &[]),
        "trend" => {
            let (item, figure) = TREND_COLUMNS.split_at(ITEM_COLUMNS);
            let more = [("figures", definition("figure")), ("spans", definition("span"))];
            let executions = made["$defs"]["row"]["properties"]["executions"].clone();
            made["$defs"]["figure"] = object(figure, &[]);
            made["$defs"]["row"] = object(item, &[&more[..], &[("executions", executions)]].concat());
        }
        _ => {
            made["$defs"]["judgement"] = judgement();
            made["$defs"]["changed"] = object(&CHANGED_COLUMNS, &[]);
        }
    }
    (path, written, made)
}

#[test]
fn every_json_schema_has_the_columns_that_the_program_lists() {
    for name in ["comparison", "items", "trend", "audit"] {
        let (path, written, made) = schema(name);
        if std::env::var_os("TONGBI_WRITE").is_some() {
            std::fs::write(&path, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
            continue;
        }
        assert!(written == made, "{name}: run TONGBI_WRITE=1 cargo test schema");
    }
}

/// The manual's list of columns.
fn manual() -> String {
    let mut text = String::from(
        "# 数据列\n\n由 `src/model/schema.rs` 生成（`TONGBI_WRITE=1 cargo test schema`），请勿手改。\n\n\
         每种结果的列都固定，与选项、数据多少、由哪个命令写出无关；CSV、JSON、Parquet 和工作簿里的数据表都是这些列。\
         金额、比率在 CSV 和 Parquet 里是两位小数，在 JSON 里是同样位数的文本；没有的值在 CSV 里为空，在 JSON 和 Parquet 里为 null。\
         工作簿用“表头”一栏的中文。比率超过 18 位数字时（上年数只有几分），Parquet 里留空，`status` 仍写明。\n",
    );
    let tables: [(&str, &str, &[Column]); 6] = [
        ("明细", "`tongbi extract`；工作簿的表头用列名，可再读入。", &LINE_ITEM_COLUMNS),
        ("对比", "`tongbi compare`，一行一个科目。", &COMPARISON_COLUMNS),
        ("趋势", "`tongbi trend`，一行一个科目的一年；JSON 里一个科目的各年在 `figures` 中。", &TREND_COLUMNS),
        (
            "审查",
            "`tongbi audit`，一行一个核对过的数，问题在前；JSON 里 `file` 至 `column` 在 `place` 中。",
            &JUDGEMENT_COLUMNS,
        ),
        (
            "改了的数",
            "`tongbi audit --since`，一行一个新旧两稿不同的数；在工作簿和 JSON 的 `since` 中。",
            &CHANGED_COLUMNS,
        ),
        ("应查事项", "`tongbi audit`，一行一项；在工作簿的同名工作表中。", &OBLIGATION_COLUMNS),
    ];
    for (title, about, columns) in tables {
        let _ = write!(text, "\n## {title}\n\n{about}\n\n| 列 | 表头 | 类型 | 单位 | 意思 |\n|---|---|---|---|---|\n");
        for column in columns {
            let (kind, unit) = (column.kind.title(), column.kind.unit().unwrap_or(""));
            let _ = writeln!(text, "| `{}` | {} | {kind} | {unit} | {} |", column.name, column.title, column.meaning);
        }
    }
    text
}

#[test]
fn the_manual_lists_every_column() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/数据列.md");
    if std::env::var_os("TONGBI_WRITE").is_some() {
        std::fs::write(&path, manual()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == manual(), "docs/数据列.md: run TONGBI_WRITE=1 cargo test schema");
}

fn sample() -> Loaded {
    let texts =
        [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];
    load_texts(&texts, &Default::default()).unwrap()
}

fn faults(name: &str, instance: &Value) -> Vec<String> {
    let (_, schema, _) = schema(name);
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(instance).map(|error| format!("{} {error}", error.instance_path())).take(5).collect()
}

#[test]
fn a_comparison_is_valid_by_its_schema() {
    let comparison = compare(&LineItems::from_items(&sample().items), &CompareOptions::default()).unwrap();
    let mut json: Value = serde_json::from_str(&comparison_json(&comparison).unwrap()).unwrap();
    assert_eq!(faults("comparison", &json), Vec::<String>::new());
    json["rows"][0]["growth"] = Value::from(5.95);
    assert_eq!(faults("comparison", &json).len(), 1, "a number where text is due");
}

#[test]
fn a_trend_is_valid_by_its_schema() {
    let items = sample().items;
    for grouping in [Grouping::ByUnit, Grouping::All] {
        let items = LineItems::from_items(&items).with_grouping(grouping);
        let trend = trend(&items, &TrendOptions::default()).unwrap();
        let standings = Standings::of(&trend, 5);
        let ranking = standings.rank(RankBy::Change).unwrap();
        let movers = standings.movers(&ranking, LevelFilter::All);
        assert_eq!(movers.len(), 5);
        let view = TrendView { trend: &trend, ranking: Some(&ranking), movers: &movers };
        let mut json: Value = serde_json::from_str(&trend_json(&view).unwrap()).unwrap();
        assert_eq!(faults("trend", &json), Vec::<String>::new());
        json["rows"][0]["figures"][0]["amount"] = Value::from(5.95);
        assert_eq!(faults("trend", &json).len(), 1, "a number where text is due");
    }
}

#[test]
fn line_items_are_valid_by_their_schema() {
    let json: Value = serde_json::from_str(&items_json(&LineItems::from_items(&sample().items)).unwrap()).unwrap();
    assert!(json.as_array().unwrap().len() > 500);
    assert_eq!(faults("items", &json), Vec::<String>::new());
}

#[test]
fn an_audit_is_valid_by_its_schema() {
    let loaded = sample();
    let audit = judge(&Material { items: &loaded.items, claims: &loaded.claims, papers: &loaded.papers });
    let mut json: Value = serde_json::from_str(&audit_json(&audit, &loaded.files).unwrap()).unwrap();
    assert_eq!(faults("audit", &json), Vec::<String>::new());
    json["claims"][0]["place"]["page"] = "1".into();
    assert_eq!(faults("audit", &json).len(), 1, "text where a number is due");
}

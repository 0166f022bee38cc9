//! Real output is what the shipped JSON Schemas say.

use serde_json::Value;
use tongbi::analysis::{
    CompareOptions, Grouping, LevelFilter, LineItems, RankBy, Standings, TrendOptions, compare, trend,
};
use tongbi::present::{TrendView, comparison_json, items_json, trend_json};
use tongbi::source::{Loaded, load_texts};

const COMPARISON: &str = include_str!("../data/schema/comparison.schema.json");
const TREND: &str = include_str!("../data/schema/trend.schema.json");
const ITEMS: &str = include_str!("../data/schema/items.schema.json");

fn sample() -> Loaded {
    let texts =
        [("2023.txt", include_str!("../data/sample/2023.txt")), ("2024.txt", include_str!("../data/sample/2024.txt"))];
    load_texts(&texts, &Default::default()).unwrap()
}

fn faults(schema: &str, instance: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(instance).map(|error| format!("{} {error}", error.instance_path())).take(5).collect()
}

#[test]
fn a_comparison_is_valid_by_its_schema() {
    let comparison = compare(&LineItems::from_items(&sample().items), &CompareOptions::default()).unwrap();
    let mut json: Value = serde_json::from_str(&comparison_json(&comparison).unwrap()).unwrap();
    assert_eq!(faults(COMPARISON, &json), Vec::<String>::new());
    json["rows"][0]["growth"] = Value::from(5.95);
    assert_eq!(faults(COMPARISON, &json).len(), 1, "a number where text is due");
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
        assert_eq!(faults(TREND, &json), Vec::<String>::new());
        json["rows"][0]["figures"][0]["amount"] = Value::from(5.95);
        assert_eq!(faults(TREND, &json).len(), 1, "a number where text is due");
    }
}

#[test]
fn line_items_are_valid_by_their_schema() {
    let json: Value = serde_json::from_str(&items_json(&sample().items).unwrap()).unwrap();
    assert!(json.as_array().unwrap().len() > 500);
    assert_eq!(faults(ITEMS, &json), Vec::<String>::new());
}
